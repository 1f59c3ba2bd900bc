"""``searchlib index``: bring the index in step with the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.progress import progress
from searchlib.cli.terminal import say

__all__ = ["build", "command", "counted", "problem_of", "say_what_came"]

_MOST = 20
"""How many files to name of each kind."""


@click.command("index")
@click.argument("documents_folder", type=options.FOLDER, required=False, metavar="[FOLDER]")
@click.option("--dry-run", is_flag=True, help="Say which files would be read; write nothing.")
@options.workers
@options.wait
@options.index
@options.documents
def command(
    documents_folder: str | None,
    dry_run: bool,
    workers: int,
    wait: float,
    index: str,
    documents: str,
) -> int:
    """Bring the index in step with the files under FOLDER (default: documents).

    Only files that are new, changed or moved are read. Those that cannot be read are
    named and skipped; the exit code is then 2. The index answers as before until the new
    one is complete, also when you press Ctrl-C.

    \b
    Examples:
      searchlib index
      searchlib index --dry-run
      searchlib index ~/archive/cables --index ~/archive/index
    """
    documents = documents_folder or documents
    if dry_run:
        return _dry_run(documents, index)
    return build(documents, index, workers=workers, wait=wait)


def build(
    documents: str,
    folder: str,
    *,
    engine: str | None = None,
    url: str | None = None,
    rebuild: bool = False,
    workers: int = 0,
    wait: float = 10.0,
) -> int:
    """Build, show how it goes on standard error, and return the exit code."""
    with progress() as shown:
        report = searchlib.build(
            documents,
            folder,
            engine=engine,
            url=url,
            rebuild=rebuild,
            workers=workers,
            wait=wait,
            progress=shown,
        )
    return say_what_came(report, documents)


def say_what_came(report: searchlib.Report, documents: str) -> int:
    """Say what a build gave, and return the exit code."""
    problems = {name: why for name, why in report.problems.items() if name not in report.older}
    for kind, those in (
        ("skipped", problems),
        ("repaired", report.notes),
        ("left out", report.duplicates),
    ):
        for line in _named(kind, those, documents):
            say(line)
    for group in report.near_duplicates[:_MOST]:
        others = f" and {len(group) - _MOST:,} more" if len(group) > _MOST else ""
        say(f"searchlib: near-duplicates: {', '.join(group[:_MOST])}{others}")
    if len(report.near_duplicates) > _MOST:
        rest = len(report.near_duplicates) - _MOST
        say(f"searchlib: and {counted(rest, 'more group')} of near-duplicates; see status --json")
    if report.older:
        files = counted(len(report.older), "file")
        say(f"searchlib: {files} skipped in earlier runs; see: searchlib status")
    if not report.files:
        say(f"searchlib: There are no files in {documents}; the index is empty.")
        return 0
    did = "Indexed" if report.changed else "Nothing has changed:"
    counts = f"{counted(report.records, 'record')} from {counted(report.files, 'file')}"
    skipped = f", {len(problems):,} skipped" if problems else ""
    say(f"{did} {counts}{skipped}{_what_changed(report)} ({report.seconds:.1f} s)")
    return 2 if problems else 0


def _what_changed(report: searchlib.Report) -> str:
    """Return how many files were new and so on, where there were others."""
    new, changed, moved, gone = map(len, report.changes)
    if not report.changed or new == report.files:
        return ""
    kinds = {"new": new, "changed": changed, "moved": moved, "gone": gone}
    said = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)
    return f": {said or 'the glossaries'}"


def _named(kind: str, those: Mapping[str, str], documents: str) -> Iterator[str]:
    """Yield a line for each of the first files, and how many more there are."""
    for name, what in list(those.items())[:_MOST]:
        yield f"searchlib: {kind} {problem_of(str(Path(documents, name)), what, name)}"
    if len(those) > _MOST:
        yield f"searchlib: {kind} {len(those) - _MOST:,} more; see searchlib status --json"


def _dry_run(documents: str, folder: str) -> int:
    """Say what would be read."""
    differing = searchlib.compare(documents, folder)
    for kind, names in (
        ("new", differing.new),
        ("changed", differing.changed),
        ("moved", [f"{old} -> {new}" for new, old in differing.moved.items()]),
        ("gone", differing.gone),
    ):
        for name in names:
            click.echo(f"{kind:<8} {name}")
    if not differing:
        say(f"The index is in step with {documents}.")
    return 0


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def problem_of(path: str, problem: str, named: str = "") -> str:
    """Return a file and its problem; a message that begins with the file says it once."""
    return f"{path}: {problem.removeprefix(f'{named or path}: ')}"

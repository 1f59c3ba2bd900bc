"""``searchlib index``: bring the index in step with the documents."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import say

__all__ = ["build", "command", "counted", "problem_of"]


@click.command("index")
@click.argument("documents_folder", type=options.FOLDER, required=False, metavar="[FOLDER]")
@click.option("--rebuild", is_flag=True, help="Read every file again, changed or not.")
@options.index
@options.documents
def command(documents_folder: str | None, rebuild: bool, index: str, documents: str) -> int:
    """Bring the index in step with the files under FOLDER (default: documents).

    Files that cannot be read are named and skipped; the exit code is then 2. The index
    answers as before until the new one is complete, also when you press Ctrl-C.

    \b
    Examples:
      searchlib index
      searchlib index ~/archive/cables --index ~/archive/index
      searchlib index --rebuild
    """
    return build(documents_folder or documents, index, rebuild=rebuild)


def build(documents: str, folder: str, *, rebuild: bool = False) -> int:
    """Build, show how it goes on standard error, and return the exit code."""
    with _progress() as progress:
        report = searchlib.build(documents, folder, rebuild=rebuild, progress=progress)
    for path, problem in report.problems.items():
        say(f"searchlib: skipped {problem_of(str(Path(documents, path)), problem, path)}")
    if not report.files:
        say(f"searchlib: There are no files in {documents}; the index is empty.")
        return 0
    did = "Indexed" if report.changed else "Nothing has changed:"
    counts = f"{counted(report.records, 'record')} from {counted(report.files, 'file')}"
    skipped = f", {len(report.problems):,} skipped" if report.problems else ""
    say(f"{did} {counts}{skipped} ({report.seconds:.1f} s)")
    return 2 if report.problems else 0


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def problem_of(path: str, problem: str, named: str = "") -> str:
    """Return a file and its problem; a message that begins with the file says it once."""
    return f"{path}: {problem.removeprefix(f'{named or path}: ')}"


@contextmanager
def _progress() -> Iterator[searchlib.Progress]:
    """Lend a function that shows how far the work is: a bar on a terminal, lines elsewhere."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bar() as progress:
            yield progress
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[searchlib.Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None, rate="")
        started = time.monotonic()

        def show(done: int, total: int, _: str) -> None:
            rate = f"{done / max(time.monotonic() - started, 1e-9):,.0f} files/s"
            doing = "Reading" if done < total else "Writing"
            bar.update(task, description=doing, completed=done, total=total, rate=rate)

        yield show


def _lines(every: float = 5.0) -> searchlib.Progress:
    """Return a function that prints a line now and then."""
    last = time.monotonic()

    def show(done: int, total: int, _: str) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            say(f"read {done:,} of {total:,} files" if done < total else "writing the index")

    return show

"""``searchlib index``: bring the index in step with the documents."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import searchlib
from searchlib.cli import options
from searchlib.cli.terminal import safe


@click.command("index")
@click.argument("documents_folder", required=False, metavar="[FOLDER]")
@click.option("--rebuild", is_flag=True, help="Read every file again, changed or not.")
@options.index
@options.documents
def command(documents_folder: str | None, rebuild: bool, folder: str, documents: str) -> int:
    """Bring the index in step with the files under FOLDER (default: documents).

    Files that cannot be read are named and skipped; the exit code is then 2.

    \b
    Examples:
      searchlib index
      searchlib index ~/archive/cables --index ~/archive/index
      searchlib index --rebuild
    """
    return build(documents_folder or documents, folder, rebuild=rebuild)


def build(documents: str, folder: str, *, rebuild: bool = False) -> int:
    """Build, show how it goes on standard error, and return the exit code."""
    with _progress() as progress:
        report = searchlib.build(documents, folder, rebuild=rebuild, progress=progress)
    for path, problem in report.problems.items():
        click.echo(
            f"searchlib: skipped {safe(str(Path(documents, path)))}: {safe(problem)}", err=True
        )
    did = "Indexed" if report.changed else "Nothing has changed:"
    counts = f"{_count(report.records, 'record')} from {_count(report.files, 'file')}"
    skipped = f", {len(report.problems)} skipped" if report.problems else ""
    click.echo(f"{did} {counts}{skipped} ({report.seconds:.1f} s)", err=True)
    return 2 if report.problems else 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


@contextmanager
def _progress() -> Iterator[searchlib.Progress]:
    """Lend a function that shows how far the work is: a bar on a terminal, lines elsewhere."""
    if sys.stderr.isatty():
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
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("index", total=None, rate="")
        started = time.monotonic()

        def show(done: int, total: int, _: str) -> None:
            rate = done / max(time.monotonic() - started, 1e-9)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f} files/s")

        yield show


def _lines(every: float = 5.0) -> searchlib.Progress:
    """Return a function that prints a line now and then."""
    last = time.monotonic()

    def show(done: int, total: int, _: str) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            click.echo(f"read {done:,} of {total:,} files", err=True)

    return show

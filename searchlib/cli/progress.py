"""How far is the work? A bar with rate and time left on a terminal, lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import searchlib
from searchlib.cli.terminal import say

__all__ = ["progress"]


@contextmanager
def progress(
    doing: str = "Reading", after: str = "Writing", of: str = "files"
) -> Iterator[searchlib.Progress]:
    """Lend a function that shows how far the work is, and what is done after the last file.

    ``of`` says what is counted.

    What it is given as a name when there is no more to read is shown in place of ``after``.
    """
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bar(doing, after, of) as shown:
            yield shown
    else:
        yield _lines(doing, after, of)


@contextmanager
def _bar(doing: str, after: str, of: str) -> Iterator[searchlib.Progress]:
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
        task = bar.add_task(doing, total=None, rate="")
        started = time.monotonic()

        def show(done: int, total: int, name: str) -> None:
            rate = f"{done / max(time.monotonic() - started, 1e-9):,.0f} {of}/s"
            now = doing if done < total else name or after
            bar.update(task, description=now, completed=done, total=total, rate=rate)

        yield show


def _lines(doing: str, after: str, of: str = "files", every: float = 5.0) -> searchlib.Progress:
    """Return a function that prints a line now and then."""
    last = started = time.monotonic()

    def show(done: int, total: int, name: str) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total and name:
            say(name)
        if now - last < every:
            return
        last = now
        rate = done / (now - started)
        left = f", {(total - done) / rate:,.0f} s left" if rate and done < total else ""
        what = f"{doing}: {done:,} of {total:,} {of}{left}" if done < total else after
        say(what)

    return show

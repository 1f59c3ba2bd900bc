"""What do many queries find, asked one after the other in one run?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import click

import searchlib
from searchlib.cli.answers import did_you_mean
from searchlib.cli.asking import Asked, Shown
from searchlib.cli.exporting import export, rows, written
from searchlib.cli.terminal import safe, say
from searchlib.export.streams import Row

__all__ = ["Named", "answer_all", "queries"]

_LONGEST = 10_000
"""In characters: longer lines are no queries, but a file of another kind."""


class Named(NamedTuple):
    """Hold a query and its name: the number it has in the file, where it is given none."""

    name: str
    query: str


def queries(path: str) -> list[Named]:
    """Read the queries in a file, or in standard input where it is "-".

    One is on each line, perhaps after its name and a tab; blank lines and those that begin
    with # are passed over. Raises UsageError for lines that are too long, and OSError.
    """
    found: list[Named] = []
    # Bytes that are no text are a query like any other: it finds nothing.
    with click.open_file(path, encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(_LONGEST + 2), ""), 1):
            if len(line) > _LONGEST:
                raise searchlib.UsageError(
                    f"{path}, line {number}: a query has at most {_LONGEST:,} characters."
                )
            if line.strip() and not line.lstrip().startswith("#"):
                name, tab, query = line.partition("\t")
                number_of = str(len(found) + 1)
                named = (name.strip() or number_of, query) if tab else (number_of, line)
                found.append(Named(named[0], named[1].strip()))
    return found


class _Batch:
    """Ask queries in turn; what goes wrong with one is said, and does not stop the rest."""

    def __init__(self, opened: searchlib.Index, asked: Asked, shown: Shown) -> None:
        self._opened = opened
        self._asked = asked
        self._shown = shown
        self.found = False
        self.failed = False

    def totals(self, asked: Iterable[Named]) -> Iterator[tuple[Named, searchlib.Hits | None]]:
        """Yield each query and what it finds, without the hits; None where it failed."""
        for one in asked:
            try:
                hits = self._opened.search(one.query, limit=0, **self._asked.arguments())
            except searchlib.SearchlibError as error:
                self._failing(one, error)
                yield one, None
                continue
            self._say(one, hits.warnings)
            self.found = self.found or bool(hits.total)
            yield one, hits

    def hits(self, asked: Iterable[Named]) -> Iterator[Row]:
        """Yield the hits of all queries; what is to be said of each is said before its hits."""
        for one in asked:
            try:
                said = self._opened.search(one.query, limit=0, **self._asked.arguments())
                self._say(one, (*said.warnings, *said.notes, *did_you_mean(said)))
                for row in rows(self._opened, one.query, self._asked, self._shown, one.name):
                    self.found = True
                    yield row
            except searchlib.SearchlibError as error:
                self._failing(one, error)

    def _say(self, one: Named, remarks: Iterable[str]) -> None:
        for remark in dict.fromkeys(remarks):
            say(f"searchlib: {one.name}: {remark}")

    def _failing(self, one: Named, error: searchlib.SearchlibError) -> None:
        self.failed = True
        say(f"searchlib: {one.name}: {error}")


def answer_all(
    opened: searchlib.Index, asked_for: Sequence[Named], asked: Asked, shown: Shown, cite: bool
) -> int:
    """Answer queries in order: as a table of what each finds, or all their hits.

    Return the exit code: 2 when one of them failed, else whether any found something.
    """
    batch = _Batch(opened, asked, shown)
    if shown.form == "text":
        width = max((len(one.name) for one in asked_for), default=0)
        with written(shown.output) as write:
            for one, hits in batch.totals(asked_for):
                if hits is None:
                    said = f"{'error':>9}  {one.query}"
                elif cite:
                    said = hits.citation()
                else:
                    said = f"{hits.total:>9,}  {hits.query}"
                write(safe(f"{one.name:<{width}}  {said}") + "\n")
    else:
        export(batch.hits(asked_for), shown, 0, named=True)
    return 2 if batch.failed else 0 if batch.found else 1

"""The embedded engine in pure Python, and the default: terms and postings kept by Whoosh.

Whoosh writes the segments, their terms and columns, and is imported for that alone (see
`files.py`); postings lie as arrays (`postings.py`), and matching and scoring go over them whole
(`search.py`): in plain Python until that has taken as long as importing numpy would, then with
numpy.
"""

from __future__ import annotations

import os
import struct
import sys
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from searchlib.engine.base import FieldStatistics, Match, Matches
from searchlib.engine.whoosh.files import UnpicklingError, table_of_contents
from searchlib.engine.whoosh.search import Matcher, Search, Statistics, looked_at
from searchlib.engine.whoosh.segment import STORED, Segment, name_of
from searchlib.engine.whoosh.sets import Sets
from searchlib.errors import IndexDamaged
from searchlib.files import link
from searchlib.query.plan import Plan

if TYPE_CHECKING:
    from searchlib.engine.whoosh.writer import WhooshWriter

__all__ = ["WhooshEngine"]

PATIENCE: Final = 250_000
"""So many postings are scored in plain Python before numpy is imported: as long takes that."""
KEPT: Final = 64 * 1024 * 1024
"""How many bytes of memory what words match and score may take."""
_SHOWN: Final = 100
"""Of how many documents found it is remembered where they lie."""
KEPT_FACETS: Final = 32 * 1024 * 1024
"""How many bytes the values that documents are counted by may take."""


class WhooshEngine:
    """Keep an index in one folder, and answer from what it held when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``. Raises IndexDamaged when it cannot be read."""
        self._folder = folder
        self.patience: float = 0 if "numpy" in sys.modules else PATIENCE
        """How many postings more are looked at in plain Python."""
        with _sound(folder):
            self._open()

    @classmethod
    def create(cls, folder: Path, base: Path | None = None) -> WhooshEngine:
        """Make an index in ``folder``, which must be empty or missing.

        It is empty, or holds what the index in ``base`` does, whose files are linked
        and not copied where the file system can.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if base is None:
            from searchlib.engine.whoosh.writer import create

            create(folder)
        else:
            for name in _files_of(base):
                link(base / name, folder / name)
        return cls(folder)

    def _open(self) -> None:
        _, described = table_of_contents(self._folder)
        files = os.listdir(self._folder)  # noqa: PTH208  of two hundred files; paths take 5 ms
        self._segments = [Segment(self._folder, one, files) for one in described]
        self._statistics = Statistics(self._segments)
        self._sets = [Sets(segment, self._statistics) for segment in self._segments]
        self._arrays: Sequence[Matcher[Any, Any]] | None = None
        self._last: tuple[Plan, list[Search[Any, Any]]] | None = None
        self._page: dict[str, tuple[Segment, int]] = {}
        """Where the documents lie that were found last: these are most often asked for next."""

    def _searches(self, plan: Plan) -> list[Search[Any, Any]]:
        """Return a search of each segment, by sets or by arrays."""
        if self.patience > 0:
            self.patience -= sum(looked_at(plan, segment) for segment in self._segments)
        if self.patience > 0:
            return [Search(matcher) for matcher in self._sets]
        if self._arrays is None:
            from searchlib.engine.whoosh.arrays import Arrays, Kept

            kept, facets = Kept(KEPT), Kept(KEPT_FACETS)
            self._arrays = [Arrays(s, self._statistics, kept, facets) for s in self._segments]
        last = self._last
        if last is not None and last[0] is plan:  # as when hits are counted by several fields
            return last[1]
        searches = [Search(matcher) for matcher in self._arrays]
        self._last = plan, searches
        return searches

    def count(self) -> int:
        """Return the number of documents."""
        return sum(segment.count for segment in self._segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        with _sound(self._folder):
            ids = sorted(s.id(number) for s in self._segments for number in s.remaining())
        yield from ids

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None; raise IndexDamaged if unreadable."""
        with _sound(self._folder):
            if (place := self._page.get(record_id)) is not None:
                return _stored(*place)
            for segment in self._segments:
                for number in segment.with_id(record_id):
                    return _stored(segment, number)
        return None

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        with _sound(self._folder):
            return self._search(plan, limit, offset, sort)

    def _search(self, plan: Plan, limit: int, offset: int, sort: str) -> Matches:
        total, wanted = 0, offset + limit if limit else 0
        found: list[_Found] = []
        for search in self._searches(plan):
            documents = search.documents(plan)
            total += len(documents)
            if not wanted:
                continue
            if sort == "relevance":
                scores = search.scores(plan, documents)
                leading = search.matcher.by_score(documents, scores, wanted)
            else:
                leading = search.matcher.by_start(documents, sort, wanted)
            found += ((key, number, search) for number, key in leading)
        page = _in_order(found, wanted)[offset:]
        self._page = {name: (one.matcher.segment, number) for _, name, number, one in page[:_SHOWN]}
        if sort == "relevance":
            return Matches(total, tuple(Match(name, -key[0]) for key, name, _, _ in page))
        return Matches(total, _scored(page, plan))

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field."""
        with _sound(self._folder):
            if self.patience > 0:  # plain Python reads all values of the field
                self.patience -= self.count()
            found: Counter[str] = Counter()
            for search in self._searches(plan):
                found.update(search.matcher.counts(search.documents(plan), field))
            return dict(found)

    def statistics(self, field: str, terms: Iterable[str]) -> FieldStatistics:
        """Return what scores in a field go by, for each of these terms."""
        with _sound(self._folder):
            matching = {term: self._statistics.matching(field, term) for term in terms}
            return FieldStatistics(self._statistics.average(field), matching)

    @contextmanager
    def writer(self) -> Iterator[WhooshWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        from searchlib.engine.whoosh.writer import WhooshWriter

        writer = WhooshWriter(self._folder)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
        self.close()
        self._open()

    def close(self) -> None:
        """Let go of files."""
        self._page = {}
        for segment in self._segments:
            segment.close()


def _stored(segment: Segment, number: int) -> bytes:
    """Return the stored bytes of a document."""
    return zlib.decompress(segment.values(STORED)[number])


_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, TypeError,
    ValueError, UnpicklingError, struct.error, zlib.error,
)  # fmt: skip
"""What is raised when a byte is not what it was."""


@contextmanager
def _sound(folder: Path) -> Iterator[None]:
    """Turn what is raised by a damaged file into IndexDamaged."""
    try:
        yield
    except _UNREADABLE as error:
        raise IndexDamaged(
            f"{folder} cannot be read ({type(error).__name__}: {error})."
            " Run: searchlib check --repair"
        ) from error


def _files_of(folder: Path) -> list[str]:
    """Return the names of the files an index consists of; none of them is ever changed."""
    table, described = table_of_contents(folder)
    starts = tuple(f"{name_of(one)}." for one in described)
    names = [path.name for path in folder.iterdir()]
    return [name for name in names if name.startswith(starts) or name == table]


_Found = tuple[tuple[Any, ...], int, Search[Any, Any]]
"""A sort key, the number of a document, and the search of its segment."""


def _in_order(found: list[_Found], wanted: int) -> list[tuple[Any, str, int, Search[Any, Any]]]:
    """Return the first ``wanted`` by key and id, with their ids; no other id is read."""
    found.sort(key=itemgetter(0))
    if wanted < len(found):
        last = found[max(wanted - 1, 0)][0]
        found = found[: bisect_right(found, last, key=itemgetter(0))]
    rows = [(key, of.matcher.segment.id(number), number, of) for key, number, of in found]
    return sorted(rows, key=itemgetter(0, 1))[:wanted]


def _scored(page: list[tuple[Any, str, int, Search[Any, Any]]], plan: Plan) -> tuple[Match, ...]:
    """Return the matches of a page that is in order already, with their scores."""
    scores: dict[tuple[int, int], float] = {}
    for search in {id(search): search for *_, search in page}.values():
        numbers = [number for _, _, number, of in page if of is search]
        for number, score in zip(
            numbers, search.matcher.scored(numbers, search, plan), strict=True
        ):
            scores[id(search), number] = round(score, 6)
    return tuple(Match(name, scores[id(search), number]) for _, name, number, search in page)

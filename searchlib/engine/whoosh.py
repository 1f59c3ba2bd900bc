"""The embedded engine in pure Python, and the default: terms and postings kept by Whoosh.

Whoosh keeps the segments, their terms and columns; postings lie as arrays (see
`whoosh_codec.py`), and matching and scoring go over them whole (see `whoosh_search.py`).
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path
from typing import TYPE_CHECKING

from searchlib.engine.base import Match, Matches
from searchlib.engine.whoosh_codec import MappedStorage
from searchlib.engine.whoosh_import import quick_import
from searchlib.engine.whoosh_search import SegmentSearch, Statistics
from searchlib.engine.whoosh_segment import BYTES, SCHEMA, STORED, Segment
from searchlib.errors import IndexDamaged
from searchlib.query.plan import Plan

with quick_import():
    from whoosh.index import TOC, FileIndex
    from whoosh.index import IndexError as NoWhooshIndex

if TYPE_CHECKING:
    from searchlib.engine.whoosh_writer import WhooshWriter

__all__ = ["WhooshEngine"]


class WhooshEngine:
    """Keep an index in one folder, and answer from what it held when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``. Raises IndexDamaged when it cannot be read."""
        self._folder = folder
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
            FileIndex.create(MappedStorage(str(folder)), SCHEMA)
        else:
            for name in _files_of(base):
                _link(base / name, folder / name)
        return cls(folder)

    def _open(self) -> None:
        self._storage = MappedStorage(str(self._folder))
        toc = TOC.read(self._storage, "MAIN", schema=SCHEMA)
        self._segments = [Segment(self._storage, segment) for segment in toc.segments]

    def count(self) -> int:
        """Return the number of documents."""
        return sum(segment.count for segment in self._segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        with _sound(self._folder):
            ids = sorted(s.id(number) for s in self._segments for number in s.everything)
        yield from ids

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None; raise IndexDamaged if unreadable."""
        with _sound(self._folder):
            for segment in self._segments:
                for number in segment.with_id(record_id):
                    return zlib.decompress(segment.column(STORED, BYTES)[number])
        return None

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        with _sound(self._folder):
            return self._search(plan, limit, offset, sort)

    def _search(self, plan: Plan, limit: int, offset: int, sort: str) -> Matches:
        statistics = Statistics(self._segments)
        found: list[tuple[Segment, int, float]] = []
        for segment in self._segments:
            search = SegmentSearch(segment, statistics)
            documents = search.documents(plan)
            scores = search.scores(plan, documents)
            found += [(segment, n, round(scores.get(n, 0.0), 6)) for n in documents]
        ordered = _ordered(found, offset + limit, sort)[offset : offset + limit]
        return Matches(len(found), tuple(ordered))

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field."""
        with _sound(self._folder):
            statistics = Statistics(self._segments)
            found: Counter[str] = Counter()
            for segment in self._segments:
                matching = SegmentSearch(segment, statistics).documents(plan)
                for value, documents in segment.keywords(field):
                    if many := len(matching.intersection(documents)):
                        found[value] += many
            return dict(found)

    @contextmanager
    def writer(self) -> Iterator[WhooshWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        from searchlib.engine.whoosh_writer import WhooshWriter

        writer = WhooshWriter(self._storage)
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
        for segment in self._segments:
            segment.close()


_UNREADABLE = (
    AssertionError, AttributeError, EOFError, LookupError, NoWhooshIndex, OSError,
    OverflowError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What Whoosh and its files raise when a byte is not what it was."""


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
    storage = MappedStorage(str(folder))
    toc = TOC.read(storage, "MAIN", schema=SCHEMA)
    starts = tuple(f"{segment.segment_id()}." for segment in toc.segments)
    return [
        name
        for name in storage.list()
        if name.startswith(starts) or name == TOC._filename("MAIN", toc.generation)
    ]


def _link(file: Path, name: Path) -> None:
    """Give a file a second name, or make a copy where that cannot be done."""
    try:
        os.link(file, name)
    except OSError:  # another file system, or one without links
        shutil.copyfile(file, name)


def _ordered(found: list[tuple[Segment, int, float]], wanted: int, sort: str) -> list[Match]:
    """Return at least the first ``wanted`` matches in order; ids are read only where needed."""
    if sort == "relevance":
        if wanted < len(found):
            least = nlargest(max(wanted, 1), (score for _, _, score in found))[-1]
            found = [row for row in found if row[2] >= least]
        keys = [(-score, segment.id(number)) for segment, number, score in found]
        return [Match(record_id, -score) for score, record_id in sorted(keys)]
    field, sign = sort.lstrip("-"), -1 if sort.startswith("-") else 1
    rows = []
    for segment, number, score in found:
        starts = [start for start, _ in segment.intervals(field)[number]]
        key = (not starts, sign * min(starts, default=0))
        rows.append((key, segment.id(number), score))
    return [Match(record_id, score) for _, record_id, score in sorted(rows)]

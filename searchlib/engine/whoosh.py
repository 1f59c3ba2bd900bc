"""The embedded engine in pure Python, and the default: terms and postings kept by Whoosh.

Whoosh keeps the segments, their terms and columns; postings lie as arrays (see
`whoosh_codec.py`), and matching and scoring go over them whole (see `whoosh_search.py`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path
from typing import Any

from searchlib.engine.base import Document, FieldTerms, Match, Matches
from searchlib.engine.whoosh_codec import ArrayCodec, MappedStorage, PostingPool
from searchlib.engine.whoosh_import import quick_import
from searchlib.engine.whoosh_search import SegmentSearch, Statistics
from searchlib.engine.whoosh_segment import (
    BYTES,
    ID,
    INTERVAL,
    KEY,
    LENGTH,
    STORED,
    Segment,
    encoded,
)
from searchlib.errors import IndexDamaged, IndexLocked
from searchlib.query.plan import Plan
from searchlib.ranking import length_code

with quick_import():
    from whoosh import fields, formats
    from whoosh.index import TOC, FileIndex, LockError
    from whoosh.writing import SegmentWriter

__all__ = ["WhooshEngine"]


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Take the terms of a field ready made, as ``FieldTerms``."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)
        self.column_type = LENGTH

    def index(self, value: FieldTerms, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, length of the field (once), frequency, and length code with positions."""
        code = bytes([length_code(value.length)])
        length = value.length
        for term, positions in value.positions.items():
            packed = struct.pack(f"={len(positions)}I", *positions)
            yield encoded(term), length, float(len(positions)), code + packed
            length = 0

    def to_column_value(self, value: FieldTerms) -> int:
        """Return the length of the field, kept to take away when the document goes."""
        return value.length


def _schema() -> fields.Schema:
    """Return the schema: one kind of field each for terms, keywords and intervals."""
    schema = fields.Schema()
    schema.add(ID, fields.COLUMN(BYTES))
    schema.add(STORED, fields.COLUMN(BYTES))
    schema.add("terms_*", _Terms(), glob=True)
    schema.add("interval_*", fields.COLUMN(BYTES), glob=True)
    return schema


_SCHEMA = _schema()


class WhooshEngine:
    """Keep an index in one folder, and answer from what it held when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``."""
        self._folder = folder
        self._open()

    @classmethod
    def create(cls, folder: Path) -> WhooshEngine:
        """Make an empty index in ``folder``, which must be empty or missing."""
        folder.mkdir(parents=True, exist_ok=True)
        FileIndex.create(MappedStorage(str(folder)), _SCHEMA)
        return cls(folder)

    def _open(self) -> None:
        self._storage = MappedStorage(str(self._folder))
        toc = TOC.read(self._storage, "MAIN", schema=_SCHEMA)
        self._segments = [Segment(self._storage, segment) for segment in toc.segments]

    def count(self) -> int:
        """Return the number of documents."""
        return sum(segment.count for segment in self._segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        yield from sorted(s.id(number) for s in self._segments for number in s.everything)

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None; raise IndexDamaged if unreadable."""
        for segment in self._segments:
            for number in segment.with_id(record_id):
                try:
                    return zlib.decompress(segment.column(STORED, BYTES)[number])
                except zlib.error as error:
                    raise IndexDamaged(
                        f"{self._folder} holds a damaged record {record_id!r} ({error}). "
                        "Run: searchlib index --rebuild"
                    ) from error
        return None

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        statistics = Statistics(self._segments)
        found: list[tuple[Segment, int, float]] = []
        for segment in self._segments:
            search = SegmentSearch(segment, statistics)
            documents = search.documents(plan)
            scores = search.scores(plan, documents)
            found += [(segment, n, round(scores.get(n, 0.0), 6)) for n in documents]
        ordered = _ordered(found, offset + limit, sort)[offset : offset + limit]
        return Matches(len(found), tuple(ordered))

    @contextmanager
    def writer(self) -> Iterator[_WhooshWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        writer = _WhooshWriter(self._storage)
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


class _WhooshWriter:
    """Add and delete documents, and commit them as one more Whoosh segment."""

    def __init__(self, storage: MappedStorage) -> None:
        index = FileIndex(storage, schema=_SCHEMA)
        try:
            self._writer = SegmentWriter(index, codec=ArrayCodec(), compound=False)
        except LockError as error:
            raise IndexLocked(
                f"Somebody else is writing to {storage.folder}. Wait until they have finished."
            ) from error
        self._writer.pool = PostingPool()
        # As they are now: another engine may have written since this one was opened.
        self._before = [(Segment(storage, segment), segment) for segment in self._writer.segments]
        self._added: dict[str, int] = {}

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        self.delete(document.id)
        self._added[document.id] = self._writer.docnum
        self._write(document)

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""
        if (number := self._added.pop(record_id, None)) is not None:
            self._writer.newsegment.delete_document(number)
        for segment, changed in self._before:
            for number in segment.with_id(record_id):
                changed.delete_document(number)

    def _write(self, document: Document) -> None:
        values: dict[str, object] = {
            f"terms_{name}": terms for name, terms in document.fields.items()
        }
        for name, words in document.keywords.items():
            values[f"terms_@{name}"] = FieldTerms(0, dict.fromkeys(words, ()))
        for name, spans in document.intervals.items():
            values[f"interval_{name}"] = b"".join(INTERVAL.pack(*span) for span in spans)
        values[f"terms_{KEY}"] = FieldTerms(0, {document.id: ()})
        values[ID] = encoded(document.id)
        values[STORED] = zlib.compress(document.stored)
        self._writer.add_document(**values)

    def commit(self) -> None:
        """Make the changes be seen."""
        self._writer.commit(merge=False)
        self._close()

    def cancel(self) -> None:
        """Leave everything as it was."""
        if not self._writer.is_closed:
            self._writer.cancel()
        self._close()

    def _close(self) -> None:
        for segment, _ in self._before:
            segment.close()
        self._before.clear()


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

"""How is one Whoosh segment read? Its terms, its columns, and what has been deleted from it."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from searchlib.engine.whoosh.codec import MappedStorage, Postings, encoded
from searchlib.engine.whoosh.importing import quick_import

with quick_import():
    from whoosh import columns, fields, formats

__all__ = [
    "BYTES",
    "ID",
    "INTERVAL",
    "KEY",
    "LENGTH",
    "SCHEMA",
    "STORED",
    "Segment",
    "encoded",
]

ID = "id"
KEY = "#"
"""The field whose one term is the id of a document."""
STORED = "stored"
INTERVAL = struct.Struct("<qq")
LENGTH = columns.NumericColumn("I")

Interval = tuple[int, int]
_KEPT = 4096
"""How many terms' postings are kept at hand; they lie in the memory map all the same."""


class _BytesWriter(columns.VarBytesColumn.Writer):  # type: ignore[misc]
    """Write a column of bytes, sound also when the last documents have no value.

    Whoosh takes hold of its arrays before it fills them up, and loses them when one
    has to grow wider.
    """

    def finish(self, doccount: int) -> None:
        self.fill(doccount)
        self._count = doccount
        super().finish(doccount)


class _Bytes(columns.VarBytesColumn):  # type: ignore[misc]
    """Keep bytes for each document, with their offsets."""

    Writer = _BytesWriter


BYTES = _Bytes(write_offsets_cutoff=0)


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Keep terms that come ready made (see `PostingPool`), and the length of the field."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)
        self.column_type = LENGTH


def _schema() -> fields.Schema:
    """Return the schema: one kind of field each for terms, keywords and intervals."""
    schema = fields.Schema()
    schema.add(ID, fields.COLUMN(BYTES))
    schema.add(STORED, fields.COLUMN(BYTES))
    schema.add("terms_*", _Terms(), glob=True)
    schema.add("interval_*", fields.COLUMN(BYTES), glob=True)
    return schema


SCHEMA: fields.Schema = _schema()


class Segment:
    """Read one Whoosh segment: documents have numbers from 0 to ``size``."""

    def __init__(self, storage: MappedStorage, segment: Any) -> None:
        self._terms = segment.codec().terms_reader(storage, segment)
        self._lengths: dict[str, int] = segment._fieldlengths
        self._files = storage.columns(segment)
        self._columns: dict[str, Any] = {}
        self._intervals: dict[str, list[tuple[Interval, ...]]] = {}
        self.size: int = segment.doc_count_all()
        self.deleted = frozenset(segment.deleted_docs())
        self.count = self.size - len(self.deleted)
        self.postings = lru_cache(_KEPT)(self._read_postings)

    def close(self) -> None:
        """Let go of files."""
        self._columns.clear()
        self.postings.cache_clear()
        for file, _ in self._files.values():
            file.close()
        self._terms.close()

    def column(self, name: str, column: columns.Column) -> Any:
        """Return the values of a column by document number."""
        if name not in self._columns:
            if name in self._files:
                file, length = self._files[name]
                self._columns[name] = column.reader(file, 0, length, self.size)
            else:
                self._columns[name] = [column.default_value()] * self.size
        return self._columns[name]

    def column_names(self) -> list[str]:
        """Return the names of the columns documents have values in."""
        return [
            name for name in self._files if name.startswith((ID, STORED, "terms_", "interval_"))
        ]

    def remaining(self) -> Iterator[int]:
        """Yield the numbers of the documents that have not been deleted, ascending."""
        return (number for number in range(self.size) if number not in self.deleted)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield the fields and terms of the segment, in order."""
        terms: Iterator[tuple[str, bytes]] = self._terms.terms()
        return terms

    def keywords(self, field: str) -> Iterator[tuple[str, memoryview]]:
        """Yield the values of a keyword field, each with the documents that have it."""
        for term, documents in self._terms.holding(f"terms_@{field}"):
            yield term.decode("utf-8", "surrogatepass"), documents

    def raw_postings(self, field: str, term: bytes) -> Postings | None:
        """Return the postings of a term as ``terms`` gives it."""
        postings: Postings | None = self._terms.postings(field, term)
        return postings

    def id(self, number: int) -> str:
        """Return the id of a document."""
        identifier: bytes = self.column(ID, BYTES)[number]
        return identifier.decode("utf-8", "surrogatepass")

    def packed_ids(self) -> list[bytes]:
        """Return the ids of all documents, as ``encoded`` gives them."""
        return list(self.column(ID, BYTES))

    def with_id(self, record_id: str) -> list[int]:
        """Return the number of the document with this id, or nothing."""
        postings = self.postings(KEY, record_id)
        return [] if postings is None else [n for n in postings.documents if n not in self.deleted]

    def many(self, field: str, term: str) -> int:
        """Return how many postings a term has, deleted documents and all."""
        postings = self.postings(field, term)
        return 0 if postings is None else len(postings.documents)

    def holding(self, field: str, term: str) -> int:
        """Return how many documents that have not been deleted hold a term in a field."""
        postings = self.postings(field, term)
        if postings is None:
            return 0
        documents = postings.documents
        if len(self.deleted) * 16 < len(documents):
            gone = sum(_holds(documents, number) for number in self.deleted)
        else:
            gone = len(self.deleted.intersection(documents))
        return len(documents) - gone

    def packed_intervals(self, name: str) -> list[bytes]:
        """Return the intervals of each document, as ``INTERVAL`` packs them."""
        return list(self.column(f"interval_{name}", BYTES))

    def intervals(self, name: str) -> Sequence[tuple[Interval, ...]]:
        """Return the intervals of each document."""
        if name not in self._intervals:
            packed = self.packed_intervals(name)
            self._intervals[name] = [tuple(INTERVAL.iter_unpack(row)) for row in packed]
        return self._intervals[name]

    def _read_postings(self, field: str, term: str) -> Postings | None:
        """Return the postings of a term, or None."""
        return self.raw_postings(f"terms_{field}", encoded(term))

    def length(self, field: str) -> int:
        """Return the summed length of a field over the documents not deleted."""
        name = f"terms_{field}"
        whole = self._lengths.get(name, 0)
        if not self.deleted:
            return whole
        lengths = self.column(name, LENGTH)
        gone: int = sum(lengths[number] for number in self.deleted)
        return whole - gone


def _holds(documents: memoryview, number: int) -> bool:
    """Say whether a document is among the ascending numbers of a posting list."""
    row = bisect_left(documents, number)
    return row < len(documents) and bool(documents[row] == number)

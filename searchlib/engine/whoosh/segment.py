"""How is one Whoosh segment read? Its terms, its columns, and what has been deleted from it."""

from __future__ import annotations

import os
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from searchlib.engine.whoosh.files import Column, Lengths, Map, Table, let_go, mapped
from searchlib.engine.whoosh.postings import TERM, Postings, documents_at, encoded, postings_at

__all__ = ["ID", "INTERVAL", "KEY", "STORED", "Segment", "name_of"]

ID = "id"
KEY = "#"
"""The field whose one term is the id of a document."""
STORED = "stored"
INTERVAL = struct.Struct("<qq")

Interval = tuple[int, int]
_KEPT = 4096
"""How many terms' postings are kept at hand; they lie in the memory map all the same."""
_COLUMN = ".col"
_OURS = (ID, STORED, "terms_", "interval_")
"""What the names of our columns begin with; Whoosh keeps others for itself."""


def name_of(described: Mapping[str, Any]) -> str:
    """Return what the names of a segment's files begin with."""
    return f"{described['indexname']}_{described['segid']}"


class Segment:
    """Read one Whoosh segment: documents have numbers from 0 to ``size``."""

    def __init__(
        self, folder: Path, described: Mapping[str, Any], files: Iterable[str] | None = None
    ) -> None:
        """Open a segment as the table of contents describes it.

        ``files`` are the names of all files in the folder, where they are known.

        All its files are opened at once: a reader goes on reading when the folder is deleted.
        """
        name = name_of(described)
        start = f"{folder}{os.sep}{name}."
        self._table = Table(mapped(f"{start}trm"))
        self._postings = mapped(f"{start}pst")
        ours = tuple(f"{name}.{begin}" for begin in _OURS)
        if files is None:
            files = os.listdir(folder)  # noqa: PTH208  paths take longer
        columns = (file[len(name) + 1 :] for file in files if file.startswith(ours))
        self._files: dict[str, Map] = {
            column.removesuffix(_COLUMN): mapped(f"{start}{column}")
            for column in columns
            if column.endswith(_COLUMN)
        }
        self._columns: dict[str, Column] = {}
        self._intervals: dict[str, list[tuple[Interval, ...]]] = {}
        self._lengths: Mapping[str, int] = described["_fieldlengths"]
        self.size: int = described["_doccount"]
        self.deleted = frozenset[int](described["_deleted"] or ())
        self.count = self.size - len(self.deleted)
        self.postings = lru_cache(_KEPT)(self._read_postings)

    def close(self) -> None:
        """Let go of files."""
        self._columns.clear()
        self._files.clear()
        self.postings.cache_clear()
        del self._table, self._postings

    def let_go(self) -> None:
        """Hold no more of the files in memory than is being read."""
        let_go((self._table.whole, self._postings, *self._files.values()))

    def values(self, name: str) -> Column | Sequence[bytes]:
        """Return the bytes that each document has in a column, by its number."""
        if name not in self._files:
            return [b""] * self.size
        if name not in self._columns:
            self._columns[name] = Column(self._files[name], self.size)
        return self._columns[name]

    def lengths(self, name: str) -> Lengths:
        """Return the length of a field in each document, by its number."""
        return Lengths(self._files.get(name, b""))

    def column_names(self) -> list[str]:
        """Return the names of the columns documents have values in."""
        return list(self._files)

    def remaining(self) -> Iterator[int]:
        """Yield the numbers of the documents that have not been deleted, ascending."""
        return (number for number in range(self.size) if number not in self.deleted)

    def terms(self) -> Iterator[tuple[str, bytes, int]]:
        """Yield the fields and terms of the segment, in order; of each, what ``at`` asks for."""
        names = {number: name for name, number in self._table.fields.items()}
        return (
            (names[int.from_bytes(key[:2], "big")], key[2:], at) for key, at in self._table.since()
        )

    def keywords(self, field: str) -> Iterator[tuple[str, memoryview]]:
        """Yield the values of a keyword field, each with the documents that have it."""
        start = self._table.key(f"terms_@{field}")
        for key, at in self._table.since(start):
            if not key.startswith(start):
                return
            term = key[len(start) :].decode("utf-8", "surrogatepass")
            yield term, documents_at(self._kept(at), self._postings)

    def at(self, at: int) -> Postings:
        """Return the postings of a term that ``terms`` gives."""
        return postings_at(self._kept(at), self._postings)

    def _kept(self, at: int) -> Any:
        """Return what is kept with a term."""
        return TERM.unpack_from(self._table.whole, at)

    def id(self, number: int) -> str:
        """Return the id of a document."""
        return self.values(ID)[number].decode("utf-8", "surrogatepass")

    def packed_ids(self) -> list[bytes]:
        """Return the ids of all documents, as ``encoded`` gives them."""
        return list(self.values(ID))

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
        return list(self.values(f"interval_{name}"))

    def intervals(self, name: str) -> Sequence[tuple[Interval, ...]]:
        """Return the intervals of each document."""
        if name not in self._intervals:
            packed = self.packed_intervals(name)
            self._intervals[name] = [tuple(INTERVAL.iter_unpack(row)) for row in packed]
        return self._intervals[name]

    def spans(self, name: str) -> Iterator[tuple[int, int, int]]:
        """Return the intervals of all documents, each after the number of its document."""
        column = self.values(f"interval_{name}")
        if not isinstance(column, Column):
            return iter(())
        whole, sizes = column.joined()
        numbers = array("q", whole)
        if sys.byteorder == "big":
            numbers.byteswap()
        if sizes.count(INTERVAL.size) == self.size:
            documents: Iterable[int] = range(self.size)
        else:
            rows = (size // INTERVAL.size for size in sizes)
            documents = chain.from_iterable(map(repeat, range(self.size), rows))
        return zip(documents, numbers[::2], numbers[1::2], strict=True)

    def _read_postings(self, field: str, term: str) -> Postings | None:
        """Return the postings of a term, or None."""
        at = self._table.find(self._table.key(f"terms_{field}", encoded(term)))
        return None if at is None else self.at(at)

    def length(self, field: str) -> int:
        """Return the summed length of a field over the documents not deleted."""
        name = f"terms_{field}"
        whole = self._lengths.get(name, 0)
        if not self.deleted:
            return whole
        lengths = self.lengths(name)
        return whole - sum(lengths[number] for number in self.deleted)


def _holds(documents: memoryview, number: int) -> bool:
    """Say whether a document is among the ascending numbers of a posting list."""
    row = bisect_left(documents, number)
    return row < len(documents) and bool(documents[row] == number)

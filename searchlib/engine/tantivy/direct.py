"""What does a document hold? Its entry, a row of a direct index, in files read in place.

tantivy keeps of a document no more than a number, as a column; its row has all else: the
terms of each field, how often and where they come, keywords, intervals, and what is stored.
tantivy's own store would be unpacked for each document that is scored, and packed again
by each merge. A number is never given twice, so that rows need not follow tantivy's merges.

A file holds rows one after the other, and then where each ends. Files are written once;
small ones are put together, without the rows of documents that are gone.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from searchlib.engine.base import Deflated, Document
from searchlib.engine.hashes import blake2b

__all__ = [
    "KEY",
    "DirectIndex",
    "Entry",
    "Numbers",
    "Row",
    "Rows",
    "RowsWriter",
    "encoded_entry",
    "key_of",
    "together",
]

KEY: Final = 6
"""How many bytes of its hash stand for a term: of 200,000,000,000 terms that a field does not
hold, one seems to be there."""
_HEAD: Final = struct.Struct("<IIIB?")
_FIELD: Final = struct.Struct("<BBBIII")
_WIDTHS: Final = "BHI"
_END: Final = struct.Struct("<Q")
_TWO_ENDS: Final = struct.Struct("<QQ")
_NO_FIELD: Final = (0, 0, 0, 0, 0)
_AT_ONCE: Final = 1 << 20
_QUICKLY: Final = 1


# An entry --------------------------------------------------------------------


class Numbers(NamedTuple):
    """Hold numbers of 1, 2 or 4 bytes each (``width`` 0, 1, 2), the lowest byte first."""

    width: int
    octets: bytes


class Row(NamedTuple):
    """Hold the terms of a field: its length, the keys of the terms, how often they come, where."""

    length: int
    keys: bytes
    frequencies: Numbers
    places: Numbers


@lru_cache(1 << 12)
def key_of(term: str) -> bytes:
    """Return what stands for a term, as it is written to tantivy, in an entry."""
    return blake2b(term.encode(), digest_size=KEY).digest()


def encoded_entry(document: Document, rows: Mapping[int, Row]) -> bytes:
    """Return what is kept of a document, with the terms of each slot.

    First comes the head: ``_HEAD``, the id, and ``_FIELD`` for each slot; then for each slot
    the keys, the frequencies and the places; then keywords and intervals in JSON, packed; and last
    what is stored.
    """
    identifier = document.id.encode("utf-8", "surrogatepass")
    stored = document.stored
    packed = isinstance(stored, Deflated)
    octets = stored.packed if isinstance(stored, Deflated) else stored
    head, parts = [identifier], []
    for slot, (length, keys, (often, frequencies), (where, places)) in rows.items():
        counts = len(keys) // KEY, len(places) >> where
        head.append(_FIELD.pack(slot, often, where, length, *counts))
        parts += [keys, frequencies, places]
    values = json.dumps((dict(document.keywords), dict(document.intervals)), default=list)
    rest = zlib.compress(values.encode(), _QUICKLY)
    first = _HEAD.pack(len(identifier), len(rest), len(octets), len(rows), packed)
    return b"".join((first, *head, *parts, rest, octets))


class Entry:
    """Read the entry of a document, which lies somewhere in ``kept``."""

    __slots__ = ("_end", "_fields", "_kept", "_keys", "_packed", "_rest", "_stored", "id")

    def __init__(self, kept: bytes | mmap.mmap, start: int, end: int) -> None:
        named, rest, stored, fields, self._packed = _HEAD.unpack_from(kept, start)
        at = start + _HEAD.size + named
        self._kept = kept
        self._end = end
        self.id = str(kept[at - named : at], "utf-8", "surrogatepass")
        self._fields: dict[int, tuple[int, int, int, int, int]] = {}
        self._keys: dict[int, bytes] = {}
        head = kept[at : at + fields * _FIELD.size]
        at += len(head)
        for slot, often, where, length, terms, places in _FIELD.iter_unpack(head):
            keys_end = at + KEY * terms
            self._fields[slot] = length, at, keys_end, often, where
            at = keys_end + (terms << often) + (places << where)
        self._rest = at
        self._stored = at + rest
        if self._stored + stored != end:
            raise ValueError("a document's entry is not as long as it says")

    def length(self, slot: int) -> int:
        """Return the length of a field, in tokens; 0 when there is no such field."""
        return self._fields.get(slot, _NO_FIELD)[0]

    def frequency(self, slot: int, key: bytes) -> int:
        """Return how often a field holds a term."""
        row = self._row(slot, key)
        if row < 0:
            return 0
        _, _, counts, often, _ = self._fields[slot]
        if not often:
            return self._kept[counts + row]
        return self._numbers(often, counts + (row << often), 1)[0]

    def places(self, slot: int, key: bytes) -> Sequence[int]:
        """Return where a field holds a term, ascending."""
        row = self._row(slot, key)
        if row < 0:
            return ()
        _, start, counts, often, where = self._fields[slot]
        frequencies = self._numbers(often, counts, row + 1)
        first = counts + ((counts - start) // KEY << often) + (_sum(frequencies[:row]) << where)
        return self._numbers(where, first, frequencies[row])

    def _row(self, slot: int, key: bytes) -> int:
        if (keys := self._keys.get(slot)) is None:
            _, start, end, _, _ = self._fields.get(slot, _NO_FIELD)
            keys = self._keys[slot] = self._kept[start:end]
        at = keys.rfind(key)  # in half the time of find
        while at % KEY and at > 0:
            at = keys.rfind(key, 0, at + KEY - 1)
        return at // KEY

    def _numbers(self, width: int, start: int, count: int) -> Sequence[int]:
        octets = self._kept[start : start + (count << width)]
        if not width:
            return octets
        numbers = array(_WIDTHS[width], octets)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def description(self) -> tuple[dict[str, list[str]], dict[str, list[list[int]]]]:
        """Return the keywords and the intervals."""
        keywords, intervals = json.loads(zlib.decompress(self._kept[self._rest : self._stored]))
        return keywords, intervals

    def stored(self) -> bytes:
        """Return the bytes to give back. Raises zlib.error if they are damaged."""
        octets = self._kept[self._stored : self._end]
        return zlib.decompress(octets) if self._packed else octets


def _sum(numbers: Sequence[int]) -> int:
    """Return the sum of frequencies, most of which are 1."""
    if not isinstance(numbers, bytes):
        return sum(numbers)
    others = numbers.translate(None, b"\1")
    return sum(others) + len(numbers) - len(others)


# Files of entries ------------------------------------------------------------


class Rows(NamedTuple):
    """Name a file, the number of its first row, and how many it has."""

    name: str
    first: int
    many: int


class DirectIndex:
    """Find entries by number."""

    def __init__(self, folder: Path, files: Sequence[Rows]) -> None:
        """Map the files. Raises OSError or ValueError if one is not what it was."""
        self._open: list[tuple[int, int, mmap.mmap, int]] = []
        for name, first, many in files:
            with (folder / name).open("rb") as file:
                whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            table = len(whole) - _END.size * (many + 1)
            if table < 0 or _END.unpack_from(whole, table + _END.size * many)[0] != table:
                raise ValueError(f"{name} is not as long as it was")
            self._open.append((first, first + many, whole, table))
        self._open.reverse()  # what was added last is asked for most

    def entry(self, number: int) -> Entry:
        """Return an entry. Raises LookupError when there is none."""
        return Entry(*self._found(number))

    def kept(self, number: int) -> bytes:
        """Return the bytes of an entry. Raises LookupError when there is none."""
        whole, start, end = self._found(number)
        return whole[start:end]

    def _found(self, number: int) -> tuple[mmap.mmap, int, int]:
        for first, end, whole, table in self._open:
            if first <= number < end:
                at = table + _END.size * (number - first)
                return whole, *_TWO_ENDS.unpack_from(whole, at)
        raise LookupError(f"there is no entry {number}")


class RowsWriter:
    """Write entries to a file of their own, which is made with the first."""

    def __init__(self, folder: Path, first: int) -> None:
        from uuid import uuid4

        self._path = folder / f"{uuid4().hex}.rows"
        self._first = first
        self._ends = array("Q", (0,))
        self._file: BinaryIO | None = None

    def add(self, entry: bytes) -> int:
        """Write an entry, and return its number. Raises OSError."""
        if self._file is None:
            self._file = self._path.open("xb", _AT_ONCE)
        self._file.write(entry)
        self._ends.append(self._ends[-1] + len(entry))
        return self._first + len(self._ends) - 2

    def finish(self) -> list[Rows]:
        """Close the file, and return its name, if there is one."""
        if self._file is None:
            return []
        if sys.byteorder == "big":
            self._ends.byteswap()
        with self._file as file:
            file.write(self._ends)
        self._file = None
        return [Rows(self._path.name, self._first, len(self._ends) - 1)]

    def cancel(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
            self._path.unlink(missing_ok=True)


def together(
    folder: Path, files: Sequence[Rows], living: Callable[[], Collection[int]]
) -> list[Rows]:
    """Put the last files together until each is at least twice as large as the one after it.

    The rows of what is not ``living`` are left out. The files themselves are left alone.
    """
    sizes = [(folder / file.name).stat().st_size for file in files]
    kept = len(files)
    while kept and (kept == len(files) or sizes[kept - 1] < 2 * sum(sizes[kept:])):
        kept -= 1
    if kept >= len(files) - 1:
        return list(files)
    read, alive = DirectIndex(folder, files[kept:]), living()
    writer = RowsWriter(folder, files[kept].first)
    for number in range(files[kept].first, files[-1].first + files[-1].many):
        writer.add(read.kept(number) if number in alive else b"")
    return [*files[:kept], *writer.finish()]

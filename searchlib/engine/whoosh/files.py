"""How are Whoosh's files read? In place, through a memory map, and without Whoosh.

To import Whoosh takes ten times as long as to open an index; what reads its files is little.
They are those of whoosh 2.7.4 and its third codec, which writes them (see codec.py):

    _MAIN_7.toc         the table of contents: of each segment its name, size, deleted documents
    MAIN_x.trm          the terms in order, each with where its postings lie, in a hash table
    MAIN_x.pst          the postings: see postings.py
    MAIN_x.NAME.col     a column: the bytes, or the number, that each document has

Numbers are big-endian; lengths and places are read as unsigned, so that no damaged one leads
back. Of what Whoosh pickles only plain values are taken, and no code is run.
"""

from __future__ import annotations

import mmap
import os
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO, FileIO
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Any, Final

from searchlib.engine.hashes import md5

try:  # the module that pickle takes them from imports less; not every Python has it
    from _pickle import Unpickler, UnpicklingError
except ImportError:
    from pickle import Unpickler, UnpicklingError

__all__ = [
    "ENTRY",
    "SLOT",
    "Column",
    "Lengths",
    "Map",
    "Table",
    "UnpicklingError",
    "hashed",
    "mapped",
    "table_of_contents",
]

Map = mmap.mmap | bytes

ENTRY: Final = Struct("!II")
"""How the lengths of a term and of what is kept with it are written, before both."""
SLOT: Final = Struct("!Iq")
"""How the hash of a term is written, and where its entry lies; nowhere if the slot is empty."""
_TABLE: Final = Struct("!QI")
"""How it is written where one of the 256 hash tables lies, and of how many slots it is."""
_TABLES: Final = 256
_INT: Final = Struct("!I")
_MAGIC: Final = b"HSH3\0"
"""What a file of terms begins with: its format, and that terms are hashed by MD5."""
_HEADER: Final = len(_MAGIC) + 2 * _INT.size
_CONTENTS: Final = ("_MAIN_", ".toc")
"""How the name of a table of contents begins and ends, around its number."""
_VERSION: Final = Struct("!3Bii").pack(4, 8, 4, -12345, -111)
"""What a table of contents begins with: sizes of numbers, their order, its format."""


def mapped(path: str) -> Map:
    """Map a file into memory; the map goes with the last array that lies in it."""
    with FileIO(path) as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            return b""


def let_go(maps: Iterable[Map]) -> None:
    """Give the pages of maps back, where the system takes them: they are read again if need be."""
    for one in maps:
        if isinstance(one, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            one.madvise(mmap.MADV_DONTNEED)


def hashed(key: bytes) -> int:
    """Return what Whoosh hashes a key to."""
    return int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")


def table_of_contents(folder: Path) -> tuple[str, list[Mapping[str, Any]]]:
    """Return the name of the last table of contents, and what it says of each segment."""
    begin, end = _CONTENTS
    tables = [
        int(number)
        for name in os.listdir(folder)  # noqa: PTH208  paths take longer
        if name.startswith(begin) and name.endswith(end)
        if (number := name[len(begin) : -len(end)]).isdecimal()
    ]
    if not tables:
        raise FileNotFoundError("there is no table of contents")
    name = f"{begin}{max(tables)}{end}"
    whole = (folder / name).read_bytes()
    if not whole.startswith(_VERSION):
        raise ValueError(f"{name} is of another version of Whoosh")
    at = len(_VERSION) + 3  # of Whoosh's own version
    size, shift = 0, 0
    while True:  # seven bits of a number in each byte, the lowest first
        size |= (whole[at] & 127) << shift
        shift += 7
        at += 1
        if whole[at - 1] < 128:
            break
    at += size + 2 * _INT.size  # the schema, and two numbers
    return name, [vars(segment) for segment in _unpickled(BytesIO(whole[at:]))]


class _Plain:
    """Stand for a class of Whoosh: hold what an object of it held."""


class _Unpickler(Unpickler):
    """Read what Whoosh pickled, as plain values."""

    _CLASSES: Final[Mapping[tuple[str, str], type]] = {
        ("builtins", "int"): int,
        ("collections", "defaultdict"): defaultdict,
        ("whoosh.codec.whoosh3", "W3Segment"): _Plain,
        ("searchlib.engine.whoosh.codec", "ArrayCodec"): _Plain,
    }

    def find_class(self, module: str, name: str) -> type:
        """Return what stands for a class; raise UnpicklingError for all but a few."""
        if found := self._CLASSES.get((module, name)):
            return found
        raise UnpicklingError(f"{module}.{name} has no place in an index")


def _unpickled(file: mmap.mmap | BytesIO) -> Any:
    """Return what is pickled where a file is read next."""
    try:
        return _Unpickler(file).load()
    except MemoryError as error:
        raise UnpicklingError("damaged: there is no memory for what it names") from error


class Table:
    """Look up the terms of a segment."""

    def __init__(self, whole: Map) -> None:
        if isinstance(whole, bytes) or whole[: len(_MAGIC)] != _MAGIC:
            raise ValueError("this is no table of terms")
        self.whole = whole
        end = len(whole) - _INT.size
        (size,) = _INT.unpack_from(whole, end)
        whole.seek(end - size)
        extras = _unpickled(whole)
        self.fields: dict[str, int] = extras["fieldmap"]
        self._place = Struct("!" + extras["indextype"])
        self._many: int = extras["indexlen"]
        self._index = end - self._many * self._place.size
        self._tables = end - size - _TABLES * _TABLE.size
        self._end: int = _TABLE.unpack_from(whole, self._tables)[0]

    def key(self, field: str, term: bytes = b"") -> bytes:
        """Return what a term of a field is found under."""
        return self.fields.get(field, 0xFFFF).to_bytes(2, "big") + term

    def find(self, key: bytes) -> int | None:
        """Return where that lies which is kept with a term, or None."""
        hash_of_key = hashed(key)
        begin, many = _TABLE.unpack_from(
            self.whole, self._tables + hash_of_key % _TABLES * _TABLE.size
        )
        for slot in range(many):
            at = begin + ((hash_of_key // _TABLES) + slot) % many * SLOT.size
            hash_there, entry = SLOT.unpack_from(self.whole, at)
            if not entry:
                return None
            if hash_there == hash_of_key:
                start = entry + ENTRY.size
                end: int = start + ENTRY.unpack_from(self.whole, entry)[0]
                if self.whole[start:end] == key:
                    return end
        return None

    def since(self, key: bytes = b"") -> Iterator[tuple[bytes, int]]:
        """Yield the terms from one on, in order, and where that lies which is kept with each."""
        at = self._first(key) if key else _HEADER
        while at < self._end:
            size, kept = ENTRY.unpack_from(self.whole, at)
            start = at + ENTRY.size
            at = start + size + kept
            yield self.whole[start : start + size], start + size

    def _first(self, key: bytes) -> int:
        """Return where the first entry lies that is not less than a key, or the end of all."""
        low, high = 0, self._many
        while low < high:
            middle = (low + high) // 2
            start = self._entry(middle) + ENTRY.size
            size, _ = ENTRY.unpack_from(self.whole, start - ENTRY.size)
            if self.whole[start : start + size] < key:
                low = middle + 1
            else:
                high = middle
        return self._entry(low) if low < self._many else self._end

    def _entry(self, number: int) -> int:
        place: int = self._place.unpack_from(self.whole, self._index + number * self._place.size)[0]
        return place


class Column:
    """Give the bytes that each document has."""

    def __init__(self, whole: Map, size: int) -> None:
        codes = whole[-3:].decode("ascii")
        if codes[2:] != "X":
            raise ValueError("a column has no offsets")
        lengths, starts = (Struct("!" + code) for code in (codes[0], codes[1]))
        self._whole, self._size = whole, size
        self._starts, self._lengths = starts, lengths
        self._starts_at = len(whole) - 3 - size * starts.size
        self._lengths_at = self._starts_at - size * lengths.size

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < self._size:
            raise IndexError(number)
        at = self._starts_at + number * self._starts.size
        (start,) = self._starts.unpack_from(self._whole, at)
        at = self._lengths_at + number * self._lengths.size
        return self._whole[start : start + self._lengths.unpack_from(self._whole, at)[0]]

    def __iter__(self) -> Iterator[bytes]:
        starts = self._numbers(self._starts, self._starts_at)
        return (self._whole[a:b] for a, b in pairwise((*starts, self._lengths_at)))

    def joined(self) -> tuple[bytes, array[int]]:
        """Return the bytes of all documents together, and how many are of each."""
        lengths = self._numbers(self._lengths, self._lengths_at)
        if sum(lengths) != self._lengths_at:
            raise ValueError("a column is of another length than its documents")
        return self._whole[: self._lengths_at], lengths

    def _numbers(self, kind: Struct, at: int) -> array[int]:
        """Return the number that each document has in an array of the file."""
        numbers = array(kind.format[1:])
        numbers.frombytes(self._whole[at : at + self._size * kind.size])
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers


class Lengths:
    """Give the number that each document has: 0 unless another is written."""

    _NUMBER: Final = Struct("!I")

    def __init__(self, whole: Map) -> None:
        self._whole = whole

    def __getitem__(self, number: int) -> int:
        at = number * self._NUMBER.size
        return self._NUMBER.unpack_from(self._whole, at)[0] if at < len(self._whole) else 0

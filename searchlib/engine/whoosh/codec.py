"""How do postings lie on disk? As plain arrays, through Whoosh's codec interface.

Whoosh packs postings into pickled, compressed blocks; decoding them is what takes
the time. Here each term has four little-endian arrays one after the other, read in
place from a memory map:

    documents   n     the numbers of the documents that hold the term, ascending
    frequency   n     how often; left out where it is the same in all of them
    positions   sum   where, for each document in turn
    lengths     n     the length code of the field in that document

each of the narrowest unsigned numbers that hold it, of 8, 16 or 32 bits. What Whoosh
keeps with a term is where they lie, n, the sum, and the three widths. The terms, columns
and table of contents stay Whoosh's own (its third codec). Pinned to whoosh 2.7.4; held
by the engine contract.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator
from functools import partial
from hashlib import md5
from io import BytesIO
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchlib.engine.base import NUMBER
from searchlib.engine.whoosh.importing import quick_import

with quick_import():
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermsReader
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.filetables import OrderedHashWriter
    from whoosh.filedb.structfile import StructFile

__all__ = [
    "NUMBER",
    "ArrayCodec",
    "MappedStorage",
    "Packed",
    "Postings",
    "encoded",
    "packed",
]

_WIDTHS: Final = ("", "B", "H", NUMBER)
"""The arrays a term has, by two bits each: none, or of numbers of 8, 16 or 32 bits."""
_SIZES: Final = (0, 1, 2, 4)
_TERM: Final = struct.Struct("<QIIB")
"""What is kept with a term: where its postings lie, how many, of how many positions, widths."""
_ENTRY: Final = struct.Struct("!ii")
"""How Whoosh writes the lengths of a term and of what is kept with it, before both."""
_SLOT: Final = struct.Struct("!Iq")
"""How Whoosh writes the hash of a term, and where it lies."""
_EMPTY: Final = _SLOT.pack(0, 0)


class Postings(NamedTuple):
    """Hold the postings of one term: parallel arrays, and the positions of all in one."""

    documents: memoryview
    frequencies: memoryview
    positions: memoryview
    lengths: memoryview

    def places(self, row: int, ends: list[int]) -> memoryview:
        """Return the positions in the document of this row; ``ends`` is ``self.ends()``."""
        return self.positions[ends[row - 1] if row else 0 : ends[row]]

    def ends(self) -> list[int]:
        """Return where in ``positions`` each document's end."""
        return list(accumulate(self.frequencies))


def encoded(term: str) -> bytes:
    """Return a term or an id as bytes; any string has some, and its own."""
    return term.encode("utf-8", "surrogatepass")


class Packed(NamedTuple):
    """Hold the postings of one term as they are written."""

    many: int
    """In how many documents."""
    total: int
    """Of how many positions."""
    widths: int
    """Three of ``_WIDTHS``, by two bits each: of documents, frequencies and positions."""
    whole: bytes


def packed(
    documents: array[int], frequencies: array[int], positions: array[int], lengths: bytearray
) -> Packed:
    """Return the postings of one term as they are written."""
    often = frequencies[0]
    same = often < 256 and frequencies.count(often) == len(frequencies)
    widths = (
        _width(documents[-1]),
        0 if same else _width(max(frequencies)),
        _width(max(positions)) if positions else 0,
    )
    arrays = zip((documents, frequencies, positions), widths, strict=True)
    parts = [_little(array(_WIDTHS[width], row)).tobytes() for row, width in arrays if width]
    whole = b"".join((*parts, lengths))
    code = widths[0] | widths[1] << 2 | widths[2] << 4
    return Packed(len(documents), len(positions), code, whole)


class _ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Write the postings of a pool as arrays.

    It counts where files end: to ask them for every term took as long as to write it.
    """

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._end: int = self._postfile.tell()
        self._place: int = self._tindex.dbfile.tell()
        self._tindex._write_hashes = partial(_write_hashes, self._tindex)

    def add_postings(
        self, schema: Any, _lengths: Any, items: Iterator[tuple[str, bytes, Packed]]
    ) -> None:
        for fieldname, those in groupby(items, itemgetter(0)):
            self.start_field(fieldname, schema[fieldname])
            self._write(those)
            self.finish_field()

    def _write(self, items: Iterator[tuple[str, bytes, Packed]]) -> None:
        """Write the postings of a field, and its terms as Whoosh's OrderedHashWriter adds them."""
        table, field = self._tindex, self._fieldid.to_bytes(2, "big")
        write, write_entry = self._postfile.file.write, table.dbfile.file.write
        end, place, index, buckets = self._end, self._place, table.index, table.buckets
        for _, term, (many, total, widths, whole) in items:
            write(whole)
            key = field + term
            entry = _ENTRY.pack(len(key), _TERM.size) + key + _TERM.pack(end, many, total, widths)
            write_entry(entry)
            hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
            index.append(place)
            buckets[hashed & 255].append((hashed, place))
            end += len(whole)
            place += len(entry)
        self._end, self._place = end, place


def _write_hashes(table: OrderedHashWriter) -> None:
    """Write the 256 hash tables as Whoosh does, each in one go.

    A table has twice as many slots as terms. Where one is taken, a term goes into the next.
    """
    for entries in table.buckets:
        slots = [_EMPTY] * (2 * len(entries))
        for hashed, place in entries:
            slot = (hashed >> 8) % len(slots)
            while slots[slot] is not _EMPTY:
                slot = (slot + 1) % len(slots)
            slots[slot] = _SLOT.pack(hashed, place)
        table.directory.append((table.dbfile.tell(), len(slots)))
        table.dbfile.write(b"".join(slots))


def _width(most: int) -> int:
    """Return the narrowest of ``_WIDTHS`` for numbers up to ``most``."""
    return 1 if most < 1 << 8 else 2 if most < 1 << 16 else 3


def _little(numbers: array[int]) -> array[int]:
    """Turn an array between the order of bytes here and on disk."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class _ArrayTermsReader(W3TermsReader):  # type: ignore[misc]
    """Read postings in place."""

    def postings(self, fieldname: str, term: bytes) -> Postings | None:
        """Return the postings of a term, or None when no document holds it."""
        try:
            place, _ = self._tindex.range_for_key(self._keycoder(fieldname, term))
        except KeyError:
            return None
        return self._at(place)

    def holding(self, fieldname: str) -> Iterator[tuple[bytes, memoryview]]:
        """Yield the terms of a field in order, each with the documents that hold it.

        Going over the table once takes a third of looking up each term in it.
        """
        key, table = self._keycoder(fieldname, b""), self._tindex.dbfile
        whole = memoryview(self._postfile.file)
        for start, size, place, _ in self._tindex.ranges_from(key):
            term = table.get(start, size)
            if not term.startswith(key):
                return
            begin, count, _, code = _TERM.unpack_from(table.file, place)
            end = begin + count * _SIZES[code & 3]
            if end > len(whole):
                raise ValueError("postings end before they should")
            yield term[len(key) :], _numbers(whole[begin:end], code & 3)

    def _at(self, place: int) -> Postings:
        start, count, total, code = _TERM.unpack_from(self._tindex.dbfile.file, place)
        widths = (code & 3, code >> 2 & 3, code >> 4 & 3, 1)
        amounts = (count, count, total, count)
        whole, parts = memoryview(self._postfile.file), []
        for width, amount in zip(widths, amounts, strict=True):
            end = start + amount * _SIZES[width]
            if end > len(whole):
                raise ValueError("postings end before they should")
            parts.append(_numbers(whole[start:end], width))
            start = end
        if not widths[1]:
            parts[1] = memoryview(bytes((total // count,)) * count)
        return Postings(*parts)


def _numbers(stretch: memoryview, width: int) -> memoryview:
    """Return the numbers in a stretch of a file."""
    if width < 2:
        return stretch
    if sys.byteorder == "big":
        return memoryview(_little(array(_WIDTHS[width], stretch.tobytes())))
    return stretch.cast("H" if width == 2 else "I")


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Be Whoosh's third codec with postings as arrays."""

    def field_writer(self, storage: Any, segment: Any) -> _ArrayFieldWriter:
        """Return what writes postings."""
        return _ArrayFieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> _ArrayTermsReader:
        """Return what reads postings."""
        name = segment.make_filename(self.TERMS_EXT)
        return _ArrayTermsReader(
            self,
            storage.open_file(name),
            storage.file_length(name),
            segment.open_file(storage, self.POSTS_EXT),
        )


class _MappedFile(StructFile):  # type: ignore[misc]
    """Read a file through a memory map, without copying it first."""

    def get(self, position: int, length: int) -> bytes:
        """Return a stretch of the file."""
        stretch: bytes = self.file[position : position + length]
        return stretch

    def get_array(self, position: int, typecode: str, length: int) -> array[Any]:
        """Return an array; Whoosh would move the file's one position, which threads share."""
        numbers: array[Any] = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        if sys.byteorder == "little":  # Whoosh writes arrays big-endian
            numbers.byteswap()
        return numbers

    def close(self) -> None:
        """Let go of the file; the map goes with the last array that lies in it."""
        del self.file


class MappedStorage(FileStorage):  # type: ignore[misc]
    """Open the files of a folder as memory maps."""

    def columns(self, segment: Any) -> dict[str, tuple[StructFile, int]]:
        """Return the column files of a segment and their lengths.

        All are opened at once: a reader goes on reading when the folder is deleted.
        """
        start, end = f"{segment.segment_id()}.", ArrayCodec.COLUMN_EXT
        return {
            name[len(start) : -len(end)]: (self.open_file(name), self.file_length(name))
            for name in self.list()
            if name.startswith(start) and name.endswith(end)
        }

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """Map a file into memory."""
        with Path(self.folder, name).open("rb") as file:
            try:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                return StructFile(BytesIO(), name=name, **kwargs)
        return _MappedFile(mapped, name=name, **kwargs)

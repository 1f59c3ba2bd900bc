"""How do postings lie on disk? As plain arrays, through Whoosh's codec interface.

Whoosh packs postings into pickled, compressed blocks; decoding them is what takes
the time. Here each term has four little-endian arrays side by side, read in place
from a memory map:

    documents  uint32 x n     the numbers of the documents that hold the term, ascending
    frequency  uint32 x n     how often
    positions  uint32 x sum   where, for each document in turn
    lengths    uint8  x n     the length code of the field in that document

followed by padding to four bytes. The terms, columns and table of contents stay
Whoosh's own (its third codec). Pinned to whoosh 2.7.4; held by the engine contract.
"""

from __future__ import annotations

import mmap
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchlib.engine.whoosh_import import quick_import
from searchlib.ranking import length_code

with quick_import():
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo, W3TermsReader
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.reading import TermNotFound

__all__ = [
    "NUMBER",
    "ArrayCodec",
    "Growing",
    "MappedStorage",
    "PostingPool",
    "Postings",
    "encoded",
]

NUMBER: Final = "I"
assert array(NUMBER).itemsize == 4, "searchlib needs a platform with 32-bit unsigned int"


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


class Growing(NamedTuple):
    """Collect the postings of one term."""

    documents: array[int]
    frequencies: array[int]
    positions: array[int]
    lengths: bytearray


Positions = Mapping[str, Sequence[int]]

_TERM_SIZE: Final = 600
"""How many bytes a term takes before its first posting, about."""


class PostingPool:
    """Collect postings by field and term, in place of Whoosh's pool, which sorts them all."""

    def __init__(self) -> None:
        self.size = 0
        """How many bytes of memory the postings take, about."""
        self._fields: dict[str, dict[str, Growing]] = {}

    def add(self, field: str, document: int, length: int, positions: Positions) -> None:
        """Take the terms of one field of a document, and its length in tokens."""
        terms = self._fields.setdefault(field, {})
        code = length_code(length)
        size = 0
        for term, places in positions.items():
            growing = terms.get(term)
            if growing is None:
                growing = Growing(array(NUMBER), array(NUMBER), array(NUMBER), bytearray())
                terms[term] = growing
                size += _TERM_SIZE
            documents, frequencies, positions_, lengths = growing
            documents.append(document)
            frequencies.append(len(places))
            positions_.extend(places)
            lengths.append(code)
            size += 9 + 4 * len(places)
        self.size += size

    def iter_postings(self) -> Iterator[tuple[str, bytes, Growing]]:
        """Yield field, term and postings in order of field and term."""
        for field, terms in sorted(self._fields.items()):
            for term in sorted(terms):  # code points sort as their bytes do in UTF-8
                yield field, encoded(term), terms[term]

    def cleanup(self) -> None:
        """Forget the postings."""
        self._fields.clear()


class _ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Write the postings of a pool as arrays."""

    def add_postings(
        self, schema: Any, _lengths: Any, items: Iterator[tuple[str, bytes, Growing]]
    ) -> None:
        current = None
        for fieldname, term, growing in items:
            if fieldname != current:
                if current is not None:
                    self.finish_field()
                self.start_field(fieldname, schema[fieldname])
                current = fieldname
            self._write(term, growing)
        if current is not None:
            self.finish_field()

    def _write(self, term: bytes, growing: Growing) -> None:
        start = self._postfile.tell()
        for numbers in growing[:3]:
            if sys.byteorder == "big":
                numbers.byteswap()
            self._postfile.write(numbers.tobytes())
        self._postfile.write(bytes(growing.lengths) + bytes(-len(growing.lengths) % 4))
        info = W3TermInfo()
        info._df = len(growing.documents)
        info._weight = float(len(growing.positions))
        info.set_extent(start, self._postfile.tell() - start)
        self._tindex.add(self._fieldid.to_bytes(2, "big") + term, info.to_bytes())


class _ArrayTermsReader(W3TermsReader):  # type: ignore[misc]
    """Read postings in place."""

    def postings(self, fieldname: str, term: bytes) -> Postings | None:
        """Return the postings of a term, or None when no document holds it."""
        try:
            info = self.term_info(fieldname, term)
        except TermNotFound:
            return None
        offset, (length,) = info.extent()  # Whoosh reads the length back as a tuple
        count = info.doc_frequency()
        whole = memoryview(self._postfile.file)[offset : offset + length]
        end = length - (count + -count % 4)
        numbers = whole[:end].cast(NUMBER)
        if sys.byteorder == "big":
            swapped = array(NUMBER, numbers.tobytes())
            swapped.byteswap()
            numbers = memoryview(swapped)
        return Postings(
            numbers[:count], numbers[count : 2 * count], numbers[2 * count :], whole[end:][:count]
        )


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

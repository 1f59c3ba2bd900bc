"""How do the postings of a term lie on disk? As plain arrays, read in place from a memory map.

Whoosh packs postings into pickled, compressed blocks; decoding them is what takes
the time. Here each term has four little-endian arrays one after the other:

    documents   n     the numbers of the documents that hold the term, ascending
    frequency   n     how often; left out where it is the same in all of them
    positions   sum   where, for each document in turn
    lengths     n     the length code of the field in that document

each of the narrowest unsigned numbers that hold it, of 8, 16 or 32 bits. What is kept with a
term is where they lie, n, the sum, and the three widths.
"""

from __future__ import annotations

import struct
import sys
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from searchlib.engine.base import NUMBER

if TYPE_CHECKING:
    from searchlib.engine.whoosh.files import Map

__all__ = [
    "NUMBER",
    "TERM",
    "Packed",
    "Postings",
    "documents_at",
    "encoded",
    "packed",
    "postings_at",
]

_WIDTHS: Final = ("", "B", "H", NUMBER)
"""The arrays a term has, by two bits each: none, or of numbers of 8, 16 or 32 bits."""
_SIZES: Final = (0, 1, 2, 4)
TERM: Final = struct.Struct("<QIIB")
"""What is kept with a term: where its postings lie, how many, of how many positions, widths."""


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


def _width(most: int) -> int:
    """Return the narrowest of ``_WIDTHS`` for numbers up to ``most``."""
    return 1 if most < 1 << 8 else 2 if most < 1 << 16 else 3


def _little(numbers: array[int]) -> array[int]:
    """Turn an array between the order of bytes here and on disk."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def documents_at(kept: tuple[int, int, int, int], whole: Map) -> memoryview:
    """Return the documents that hold a term, by what is kept with it."""
    start, count, _, code = kept
    return _numbers(memoryview(whole), start, count, code & 3)[0]


def postings_at(kept: tuple[int, int, int, int], whole: Map) -> Postings:
    """Return the postings of a term, by what is kept with it."""
    start, count, total, code = kept
    view = memoryview(whole)
    documents, start = _numbers(view, start, count, code & 3)
    if often := code >> 2 & 3:
        frequencies, start = _numbers(view, start, count, often)
    else:
        frequencies = memoryview(bytes((total // count,)) * count)
    positions, start = _numbers(view, start, total, code >> 4 & 3)
    return Postings(documents, frequencies, positions, _numbers(view, start, count, 1)[0])


def _numbers(whole: memoryview, start: int, many: int, width: int) -> tuple[memoryview, int]:
    """Return so many numbers that lie in a file, and where they end."""
    end = start + many * _SIZES[width]
    if end > len(whole):
        raise ValueError("postings end before they should")
    stretch = whole[start:end]
    if width < 2:
        return stretch, end
    if sys.byteorder == "big":
        return memoryview(_little(array(_WIDTHS[width], stretch.tobytes()))), end
    return stretch.cast("H" if width == 2 else "I"), end

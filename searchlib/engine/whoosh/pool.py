"""Where do postings wait until they are written? In the order of documents, then turned round.

Whoosh's own pool sorts postings one by one. Here a field has a few long arrays, to which
a document is appended in one go; when they are written, numpy puts them in the order of
terms.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searchlib.engine.base import NUMBER, FlatTerms
from searchlib.engine.whoosh.postings import Packed, encoded
from searchlib.ranking import length_code

__all__ = ["PostingPool"]

Positions = Mapping[str, Sequence[int]]
_Numbers = npt.NDArray[np.uint32]
_TERM_SIZE: Final = 200
"""How many bytes a term takes before its first posting, about."""
_TYPES: Final = ("", "<u1", "<u2", "<u4")
_SIZES: Final = (0, 1, 2, 4)
_NONE: Final = np.empty(0, np.uint8)
_AT_ONCE: Final = 1 << 18
"""How many postings are looked at in one go where that bounds the memory."""


class _Gathered(NamedTuple):
    """Hold the postings of a field by document: of each posting its term, and how often."""

    terms: defaultdict[str, int]
    documents: array[int]
    many: array[int]
    """How many terms each document has."""
    lengths: bytearray
    ids: array[int]
    frequencies: array[int]
    positions: array[int]


class PostingPool:
    """Collect the postings of a segment, in place of Whoosh's pool."""

    def __init__(self) -> None:
        self.size = 0
        """How many bytes of memory the postings take, about."""
        self._fields: dict[str, _Gathered] = {}

    def add(self, field: str, document: int, length: int, positions: Positions) -> None:
        """Take the terms of one field of a document, and its length in tokens."""
        gathered = self._begun(field, document, length)
        known, before = len(gathered.terms), len(gathered.positions)
        gathered.many.append(len(positions))
        gathered.ids.extend(map(gathered.terms.__getitem__, positions))
        gathered.frequencies.extend(map(len, positions.values()))
        gathered.positions.extend(chain.from_iterable(positions.values()))
        self._measure(gathered, known, before)

    def add_flat(self, field: str, document: int, terms: FlatTerms) -> None:
        """Take the terms of one field of a document where they are in rows already."""
        gathered = self._begun(field, document, terms.length)
        known, before = len(gathered.terms), len(gathered.positions)
        names = terms.terms.split("\n")
        gathered.many.append(len(names))
        gathered.ids.extend(map(gathered.terms.__getitem__, names))
        gathered.frequencies.frombytes(terms.frequencies)
        gathered.positions.frombytes(terms.places)
        self._measure(gathered, known, before)

    def add_words(self, fields: Iterable[tuple[str, Sequence[str]]], document: int) -> None:
        """Take fields of a document that have words and no positions, each word once."""
        for field, words in fields:
            gathered = self._begun(field, document, 0)
            names, known = gathered.terms, len(gathered.terms)
            if len(words) == 1:
                gathered.ids.append(names[words[0]])
                gathered.many.append(1)
            else:
                each = dict.fromkeys(words)
                gathered.ids.extend(map(names.__getitem__, each))
                gathered.many.append(len(each))
            many = gathered.many[-1]
            gathered.frequencies.extend((0,) * many)
            self.size += _TERM_SIZE * (len(names) - known) + 8 * many + 9

    def _begun(self, field: str, document: int, length: int) -> _Gathered:
        """Return what is gathered of a field, with a further document and its length."""
        gathered = self._fields.get(field)
        if gathered is None:
            terms = defaultdict[str, int](count().__next__)
            numbers = (array(NUMBER) for _ in range(5))
            documents, many, ids, frequencies, places = numbers
            gathered = _Gathered(terms, documents, many, bytearray(), ids, frequencies, places)
            self._fields[field] = gathered
        gathered.documents.append(document)
        gathered.lengths.append(length_code(length))
        return gathered

    def _measure(self, gathered: _Gathered, known: int, before: int) -> None:
        """Count what a document has added to so many terms and positions as there were."""
        self.size += _TERM_SIZE * (len(gathered.terms) - known)
        self.size += 8 * gathered.many[-1] + 4 * (len(gathered.positions) - before) + 9

    def iter_postings(self) -> Iterator[tuple[str, bytes, Packed]]:
        """Yield field, term and postings in order of field and term, once."""
        for field in sorted(self._fields):
            # Only the generator has it from now on, and lets go of what it needs no more.
            for term, packed in _turned(self._fields.pop(field)):
                yield field, term, packed

    def cleanup(self) -> None:
        """Forget the postings."""
        self._fields.clear()


def _turned(gathered: _Gathered) -> Iterator[tuple[bytes, Packed]]:
    """Yield the terms of a field in order, with their postings."""
    if not gathered.ids:
        return
    names = sorted(gathered.terms)  # code points sort as their bytes do in UTF-8
    ranks = np.empty(len(names), np.uint32)
    ranks[[gathered.terms[name] for name in names]] = np.arange(len(names), dtype=np.uint32)
    gathered.terms.clear()
    ids = ranks[_numbers(gathered.ids)]
    many = np.bincount(ids)
    order = _order(ids)
    del ids, ranks
    ends = np.cumsum(many)
    per_document = _numbers(gathered.many)
    documents = np.repeat(_numbers(gathered.documents), per_document)[order]
    lengths = np.repeat(np.frombuffer(gathered.lengths, np.uint8), per_document)[order]
    given = _numbers(gathered.frequencies)
    given_positions = _numbers(gathered.positions)
    del gathered, per_document
    begin = (np.cumsum(given, dtype=np.uint32) - given)[order]
    frequencies = given[order]
    del order, given
    positions = _gathered_from(given_positions, begin, frequencies)
    del begin, given_positions
    totals = np.add.reduceat(frequencies, ends - many, dtype=np.int64)
    codes = _codes(documents[ends - 1], frequencies, positions, ends - many, totals)
    narrowed = _narrowed((documents, frequencies, positions), codes)
    del documents, frequencies, positions
    bytes_of_lengths = lengths.tobytes()
    rows = zip(names, ends.tolist(), many.tolist(), np.cumsum(totals).tolist(),
               totals.tolist(), codes.tolist(), strict=True)  # fmt: skip
    for name, end, size, last, total, code in rows:
        (held, each), (often, per), (places, wide) = narrowed[code]
        start, first = end - size, last - total
        whole = b"".join(
            (
                held[start * each : end * each],
                often[start * per : end * per],
                places[first * wide : last * wide],
                bytes_of_lengths[start:end],
            )
        )
        yield encoded(name), Packed(size, total, code, whole)


def _order(numbers: _Numbers) -> _Numbers:
    """Return where the least of some numbers is, the next, and so on; equals by their places.

    Sorting each number together with its place takes a fifth of the time of a stable argsort.
    """
    both = numbers.astype(np.uint64) << np.uint64(32)
    both |= np.arange(len(numbers), dtype=np.uint32)
    both.sort()
    order: _Numbers = both.astype(np.uint32)  # the lower half
    return order


def _gathered_from(numbers: _Numbers, begin: _Numbers, many: _Numbers) -> _Numbers:
    """Return stretches of an array, each from where it begins, one after the other."""
    ends = np.cumsum(many, dtype=np.uint32)
    gathered = np.empty(int(ends[-1]), np.uint32)
    for first in range(0, len(many), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        start, end = int(ends[first] - many[first]), int(ends[some][-1])
        # Unsigned: what wraps around comes back.
        places = np.repeat(begin[some] - (ends[some] - many[some]), many[some])
        places += np.arange(start, end, dtype=np.uint32)
        gathered[start:end] = numbers[places]
    return gathered


def _codes(
    last: _Numbers,
    frequencies: _Numbers,
    positions: _Numbers,
    starts: npt.NDArray[np.int64],
    totals: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return the widths of each term's arrays, three in a number (see `Packed`)."""
    most = np.maximum.reduceat(frequencies, starts)
    least = np.minimum.reduceat(frequencies, starts)
    farthest = np.zeros(len(totals), np.uint32)
    held = np.flatnonzero(totals)
    if len(held):
        begin = np.cumsum(totals) - totals
        farthest[held] = np.maximum.reduceat(positions, begin[held])
    same = (most == least) & (most < 256)
    narrow = np.where(same, 0, _widths(most)), np.where(totals > 0, _widths(farthest), 0)
    return _widths(last) | narrow[0] << 2 | narrow[1] << 4


def _widths(most: _Numbers) -> npt.NDArray[np.int64]:
    return 1 + (most > 0xFF).astype(np.int64) + (most > 0xFFFF)


def _narrowed(
    arrays: Sequence[_Numbers], codes: npt.NDArray[np.int64]
) -> dict[int, list[tuple[memoryview, int]]]:
    """Return for each code arrays as bytes of its widths, and how many bytes a number takes.

    Numbers too large for a width belong to terms of another.
    """
    written: dict[tuple[int, int], tuple[memoryview, int]] = {}
    found: dict[int, list[tuple[memoryview, int]]] = {}
    for code in set(codes.tolist()):
        widths = (code & 3, code >> 2 & 3, code >> 4 & 3)
        for place, width in enumerate(widths):
            if (place, width) not in written:
                row = arrays[place].astype(_TYPES[width], copy=False) if width else _NONE
                written[place, width] = row.view(np.uint8).data, _SIZES[width]
        found[code] = [written[one] for one in enumerate(widths)]
    return found


def _numbers(numbers: array[int]) -> _Numbers:
    return np.frombuffer(numbers, np.uint32)

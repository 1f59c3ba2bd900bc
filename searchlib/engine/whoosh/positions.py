"""In which documents do the words of a phrase stand together? By arithmetic over positions.

A position becomes one number with its document, so that the positions of a word in all
documents are one ascending array (see `query/proximity.py` for what is promised).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searchlib.query.proximity import stand_together

__all__ = ["Occurrences", "once", "standing"]

Numbers = npt.NDArray[np.int64]
_BITS: Final = 34
"""Positions have 32 bits; further words of a phrase and its slop need room beyond."""
_PLACES: Final = (1 << _BITS) - 1
_FARTHEST: Final = 1 << 33
"""A slop that reaches across any text, and never into that of the next document."""


class Occurrences(NamedTuple):
    """Hold where one term stands: its documents, how often in each, and all positions."""

    documents: Numbers
    frequencies: Numbers
    positions: Numbers


def standing(words: Sequence[Sequence[Occurrences]], candidates: Numbers, slop: int) -> Numbers:
    """Return those of the candidates, ascending, in which the words stand together.

    Each word has the occurrences of its terms; each candidate holds all of the words.
    """
    rows = [_placed(word, candidates) for word in words]
    if not slop:
        starts = reduce(_common, [row - i for i, row in sorted(enumerate(rows), key=_many)])
        return candidates[once(starts >> _BITS)]
    near = once(_windows(rows, min(slop, _FARTHEST)) >> _BITS)
    return candidates[_all_different(rows, near, slop)]


def _many(row: tuple[int, Numbers]) -> int:
    return len(row[1])


def _placed(word: Sequence[Occurrences], candidates: Numbers) -> Numbers:
    """Return the positions of a word in the candidates, each with its candidate's number."""
    parts = [_of_term(term, candidates) for term in word]
    return parts[0] if len(parts) == 1 else once(np.sort(np.concatenate(parts), kind="stable"))


def once(numbers: Numbers) -> Numbers:
    """Return ascending numbers without those that come again.

    numpy's ``unique`` makes a hash table of integers, which takes several times as long.
    """
    return numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]


def _of_term(term: Occurrences, candidates: Numbers) -> Numbers:
    documents, frequencies, positions = term
    places = np.searchsorted(documents, candidates)
    places[places == len(documents)] = 0
    held = np.flatnonzero(documents[places] == candidates)
    rows = places[held]
    many = frequencies[rows]
    starts = np.cumsum(frequencies)[rows] - many
    inside = np.arange(many.sum()) + np.repeat(starts - (np.cumsum(many) - many), many)
    found: Numbers = (np.repeat(held, many) << _BITS) | positions[inside]
    return found


def _common(few: Numbers, many: Numbers) -> Numbers:
    """Return what two ascending arrays have in common."""
    places = np.searchsorted(many, few)
    if not len(many):
        return many
    places[places == len(many)] = 0
    common: Numbers = few[many[places] == few]
    return common


def _windows(rows: Sequence[Numbers], slop: int) -> Numbers:
    """Return where windows begin in which each word has a position, its own or another's."""
    shifted = [row + (len(rows) - i) for i, row in enumerate(rows)]
    starts = np.sort(np.concatenate(shifted))
    ends = starts + slop
    for row in shifted:
        places = np.searchsorted(row, starts)
        held = places < len(row)
        starts, ends, places = starts[held], ends[held], places[held]
        held = row[places] <= ends
        starts, ends = starts[held], ends[held]
    return starts


def _all_different(rows: Sequence[Numbers], near: Numbers, slop: int) -> Numbers:
    """Return the candidates in which each word has a position of its own.

    It is seen to one by one where words share positions: the same word twice, or two
    readings of one.
    """
    places = np.sort(np.concatenate(rows))
    shared = once(places[1:][places[1:] == places[:-1]] >> _BITS)
    refused = np.isin(near, shared)
    bounds = [(np.searchsorted(row, near << _BITS), np.searchsorted(row, near + 1 << _BITS))
              for row in rows]  # fmt: skip
    for at in np.flatnonzero(refused):
        inside = [
            (row[low[at] : high[at]] & _PLACES).tolist()
            for row, (low, high) in zip(rows, bounds, strict=True)
        ]
        refused[at] = not stand_together(inside, slop)
    return near[~refused]

"""How are the terms of a field spread over tantivy's fields? As texts, made of whole arrays.

Each term is a number here, and what is asked of one term is asked of all of a field at
once: the process that writes is the one of a build that cannot be had twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchlib.engine.base import NUMBER, FieldTerms, FlatTerms
from searchlib.engine.tantivy.direct import KEY, Numbers, Row, key_of
from searchlib.engine.tantivy.layout import (
    BAGS,
    NOTHING,
    bag_of,
    encoded_term,
    joint_of,
    joint_token,
    shift_of,
)

__all__ = ["Spread", "Spreader", "fitting", "packed"]

_MOST_KNOWN: Final = 500_000
"""How many terms are known by number."""
_FILLING: Final = f" {NOTHING}"
_GAPS: Final = 16
"""How many places a text may have for each of its terms: a paragraph's end is a few places,
and what is spread more thinly is handed over token by token."""

_Array = NDArray[np.int64]
_WIDTHS: Final = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"))


class Spread(NamedTuple):
    """Hold what a field's terms become, as texts of tokens without positions of their own.

    ``places`` is a text, or the tokens with their places where these are far apart.
    """

    row: Row
    bags: list[str]
    rest: str
    places: str | list[tuple[int, str]]
    joint: str


class Spreader(dict[str, int]):
    """Spread the terms of fields; as a dictionary, number terms as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._forget(0)

    def _forget(self, wanted: int) -> None:
        """Begin anew, with room for so many terms at least."""
        self.clear()
        room = max(_MOST_KNOWN, wanted + 1)
        self._written = [NOTHING]
        # A term is put into bytes and asked for in arrays, each where it is quick.
        self._put = bytearray(room), bytearray(room), bytearray(room * KEY)
        self._bags, self._shifts, keys = (np.frombuffer(row, np.uint8) for row in self._put)
        self._keys = keys.reshape(room, KEY)

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self._written)
        written = encoded_term(term)
        self._written.append(written)
        bags, shifts, keys = self._put
        bags[number], shifts[number] = bag_of(term), shift_of(term)
        keys[number * KEY : (number + 1) * KEY] = key_of(written)
        return number

    def spread(self, field: FieldTerms | FlatTerms) -> Spread:
        """Return what the terms of a field become."""
        terms, frequencies, places = _rows(field)
        if len(self._written) + len(terms) > len(self._bags):
            self._forget(len(terms))
        numbers = np.fromiter(map(self.__getitem__, terms), np.int64, len(terms))
        bags = fitting(self._bags[numbers], frequencies, field.length)
        everywhere, bag_of_each = np.repeat(numbers, frequencies), np.repeat(bags, frequencies)
        texts = [self._filled(everywhere[bag_of_each == bag], field.length) for bag in range(BAGS)]
        rest = " ".join(self._strings(numbers[bags == BAGS]))
        put, joint = self._places(everywhere, 2 * places + self._shifts[everywhere])
        row = Row(field.length, self._keys[numbers].tobytes(), packed(frequencies), packed(places))
        return Spread(row, texts, rest, put, joint)

    def _strings(self, numbers: _Array) -> list[str]:
        return list(map(self._written.__getitem__, numbers.tolist()))

    def _filled(self, numbers: _Array, length: int) -> str:
        """Return a text of so many words, the last of which mean nothing."""
        return " ".join(self._strings(numbers)) + _FILLING * (length - len(numbers))

    def _places(self, numbers: _Array, places: _Array) -> tuple[str | list[tuple[int, str]], str]:
        """Return what stands at each place, and what says which terms joint tokens stand for."""
        end = int(places.max(initial=-1)) + 1
        thin = end > _GAPS * len(places)
        different, at = np.unique(places, return_inverse=True) if thin else (None, places)
        row = np.zeros(end if different is None else len(different), np.int64)
        row[at] = numbers
        tokens = self._strings(row)
        joint = ""
        if (hidden := row[at] != numbers).any():
            several: dict[int, list[str]] = {place: [] for place in at[hidden].tolist()}
            chosen = np.zeros(len(row), np.bool_)
            chosen[[*several]] = True
            shared = chosen[at]
            for place, term in zip(
                at[shared].tolist(), self._strings(numbers[shared]), strict=True
            ):
                several[place].append(term)
            named = set()
            for place, alternatives in several.items():
                tokens[place], one = _joined(tuple(sorted(alternatives)))
                named.add(one)
            joint = " ".join(sorted(named))
        if different is None:
            return " ".join(tokens), joint
        return list(zip(different.tolist(), tokens, strict=True)), joint


@lru_cache(1 << 15)
def _joined(terms: tuple[str, ...]) -> tuple[str, str]:
    """Return the token of several terms, and what says that it stands for them."""
    joint = joint_of(terms)
    return joint, " ".join(joint_token(term, joint) for term in terms)


def _rows(field: FieldTerms | FlatTerms) -> tuple[Sequence[str], _Array, _Array]:
    """Return the terms of a field, how often each comes, and the positions of all."""
    if isinstance(field, FlatTerms):
        often, where = (np.frombuffer(r, NUMBER) for r in (field.frequencies, field.places))
        return field.terms.split("\n") if len(often) else (), _wide(often), _wide(where)
    rows = field.positions.values()
    often = np.fromiter(map(len, rows), np.int64, len(rows))
    where = np.fromiter(chain.from_iterable(rows), np.int64, int(often.sum()))
    return list(field.positions), often, where


def _wide(numbers: NDArray[np.generic]) -> _Array:
    return numbers.astype(np.int64)


def packed(numbers: _Array) -> Numbers:
    """Return numbers in as few bytes as hold the greatest, the lowest byte first."""
    most = int(numbers.max(initial=0))
    width = (most > 0xFF) + (most > 0xFFFF)
    return Numbers(width, numbers.astype(_WIDTHS[width]).tobytes())


def fitting(bags: NDArray[np.uint8], frequencies: _Array, length: int) -> NDArray[np.uint8]:
    """Return the bags of terms such that no bag holds more than ``length`` words.

    Terms that find no room go into none, ``BAGS``.
    """
    if np.bincount(bags, frequencies, BAGS).max() <= length:
        return bags
    room = [length] * BAGS
    found = bags.tolist()
    for row, (bag, frequency) in enumerate(zip(found, frequencies.tolist(), strict=True)):
        for other in (bag, *range(BAGS), BAGS):
            if other == BAGS or room[other] >= frequency:
                break
        if other < BAGS:
            room[other] -= frequency
        found[row] = other
    return np.array(found, np.uint8)

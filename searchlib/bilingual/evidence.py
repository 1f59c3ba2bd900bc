"""Which words of two texts may say each other? Numbers, names, cognates, and what a lexicon says.

Terms are numbered, and what is known of each lies in arrays, so that NumPy joins the words of
the texts of many records at once: one after the other, with dictionaries, takes twice as long.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain, count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.cognates import consonants
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Span
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.errors import FormatError

__all__ = [
    "AT_ONCE",
    "Evidence",
    "Joined",
    "Placed",
    "Said",
    "Words",
    "found_among",
    "is_first",
    "joined",
    "of_lexicon",
    "places",
    "ranges",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Said = Callable[[str], Mapping[str, float] | None]
"""Which English terms may say a Russian one, each with how surely, above 0 to 1.

None says that nothing is known of it, so that the ``get`` of a dictionary will do.
"""

_SAME = 0.9
"""How surely a number or a word of the other script is the same in both texts."""
_COGNATE = 0.5
_MOST_ALIKE = 50
"""Words that sound like more than so many of the other text sound like all and nothing."""
_MOST_SAID, _SUREST = 4, 0.1
"""How many counterparts of a term are worth their time, and how sure the least of them."""
_MANY, _MOST = 500, 200_000
"""After how many terms asked for more are to be expected, and how many are remembered."""
_NONE, _UNASKED = -1, -2
_BITS, _BITS_OF_PASSAGE = 32, 24
"""How many bits the number of a term takes, and that of a passage."""
_NUMBER = (1 << _BITS) - 1
AT_ONCE = 64
"""Of how many records the words can be joined at once, for these bits to be enough."""


def of_lexicon(lexicon: Lexicon) -> Evidence:
    """Return what a lexicon says of single words."""
    asked = count(1)  # it does not know the evidence: in a cycle files would stay open

    def said(term: str) -> dict[str, float]:
        if next(asked) >= _MANY:
            lexicon.hold()
        return lexicon.weights(term, "en")

    return Evidence(said)


class Evidence(dict[str, int]):
    """Number terms, and hold what is known of each; what was asked for is remembered.

    Of what ``said`` says of a Russian term the surest are kept, at most four. Not for several
    threads at once.
    """

    def __init__(self, said: Said = lambda _: None) -> None:
        self._said = said
        self.forget()

    def forget(self) -> None:
        """Know nothing any more: numbers given before do not hold."""
        self.clear()
        self._terms: list[str] = []
        self._others, self._sure = array("q"), array("d")
        self._sounds, self._says = array("q"), array("b")
        self._heard: defaultdict[str, int] = defaultdict(count().__next__)

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        self._terms.append(term)
        self._others.extend((_UNASKED,) * _MOST_SAID)
        self._sure.extend((0.0,) * _MOST_SAID)
        heard = consonants(term)
        self._sounds.append(self._heard[heard] if heard else _NONE)
        self._says.append(term not in STOP_WORDS and not term.isdigit())
        return number

    def counterparts(self, terms: Ints) -> tuple[Ints, Floats]:
        """Return the English terms that may say Russian ones, and how surely: a row for each."""
        numbers = terms & _NUMBER
        for number in numbers[self._rows(self._others)[numbers, 0] == _UNASKED].tolist():
            self._ask(number)
        others = self._rows(self._others)[numbers] | (terms & ~_NUMBER)[:, None]
        return others, self._rows(self._sure)[numbers]

    def _rows(self, numbers: array[Any]) -> NDArray[Any]:
        return np.frombuffer(numbers, numbers.typecode).reshape(-1, _MOST_SAID)

    def _ask(self, number: int) -> None:
        """Put down what may say a term."""
        said = self._said(self._terms[number]) or {}
        best = sorted((-sure, term) for term, sure in said.items() if sure >= _SUREST)
        first = number * _MOST_SAID
        self._others[first] = _NONE
        for place, (sure, term) in enumerate(best[:_MOST_SAID], first):
            other = self[term]  # its number may be a new one
            self._others[place], self._sure[place] = other, -sure

    def sounds(self, terms: Ints) -> Ints:
        """Return a number for what is heard of each term, the same of cognates; -1 of nothing."""
        heard: Ints = np.frombuffer(self._sounds, np.int64)[terms & _NUMBER]
        return heard | (terms & ~_NUMBER)

    def say_something(self, terms: Ints) -> Bools:
        """Say which terms are no stop words and no numbers."""
        say: Bools = np.frombuffer(self._says, np.bool_)[terms & _NUMBER]
        return say

    def written(self, terms: Ints) -> list[str]:
        """Return terms as they are written."""
        return [self._terms[number] for number in (terms & _NUMBER).tolist()]


class Words(NamedTuple):
    """Hold the terms of a text in order, without stop words, and how many each passage has."""

    terms: list[str]
    counts: list[int]


class Placed(NamedTuple):
    """Hold where the terms of the texts of some records stand, all of one language, as arrays.

    A term is its number, above that the number of its record: terms of two records are never
    the same. The passages of all texts are numbered through; the first of each record is in
    ``bounds``, and last how many there are. ``counts`` says how many words each passage has;
    ``words`` has all of them, ``terms`` the different ones, ascending. The passages that a
    term stands in ascend in ``places``, those of one term behind those of the other: from
    ``starts`` on, ``many`` of them, and ``of`` says which term's.
    """

    bounds: list[int]
    counts: list[int]
    words: Ints
    terms: Ints
    starts: Ints
    many: Ints
    of: Ints
    places: Ints

    def each(self, terms: Ints) -> tuple[Ints, Ints]:
        """Return where in ``places`` each of some terms stands: which of them, and there."""
        first, many = self.starts[terms], self.many[terms]
        return np.repeat(np.arange(len(terms)), many), ranges(first, first + many)

    def records(self, terms: Ints) -> Ints:
        """Return which record each of some terms is of."""
        return self.terms[terms] >> _BITS


class Joined(NamedTuple):
    """Hold which terms of the two texts of some records may say each other, and how surely.

    ``here`` and ``there`` are places in the terms of the two languages. The first so many of
    these pairs are ``known``, the rest sound alike.
    """

    ru: Placed
    en: Placed
    here: Ints
    there: Ints
    sure: Floats
    known: int


def places(tokens: Sequence[AnalysedToken], spans: Sequence[Span]) -> Words:
    """Return which terms a text has in which passage, but for stop words."""
    if not tokens:
        return Words([], [0] * len(spans))
    # By their numbers: to unpack a named tuple takes three times as long.
    kept = [token for token in tokens if token[2] not in STOP_WORDS]
    begins = [token[0] for token in kept]
    first, counts = 0, []
    for _, end in spans:
        last = bisect_left(begins, end, first)
        counts.append(last - first)
        first = last
    return Words([token[4][0] for token in kept[:first]], counts)


def joined(records: Sequence[tuple[Words, Words]], evidence: Evidence) -> Joined:
    """Return which terms of the Russian and the English text of each record may say each other."""
    if len(evidence) >= _MOST:
        evidence.forget()
    try:
        left, right = (_placed(texts, evidence) for texts in zip(*records, strict=True))
        others, sure = evidence.counterparts(left.terms)
    except BaseException:
        evidence.forget()  # a term that is known by half would shift all others
        raise
    at, same = found_among(right.terms, left.terms)
    there, said = found_among(right.terms, others)
    said &= others != left.terms[:, None]
    rows, columns = said.nonzero()
    lonely = ~(same | said.any(axis=1))
    alike = _alike(evidence.sounds(left.terms), evidence.sounds(right.terms), lonely)
    same_here = same.nonzero()[0]
    known = len(same_here) + len(rows)
    weights = np.full(known + len(alike[0]), _COGNATE)
    weights[: len(same_here)] = _SAME
    weights[len(same_here) : known] = sure[rows, columns]
    return Joined(
        left,
        right,
        np.concatenate((same_here, rows, alike[0])),
        np.concatenate((at[same_here], there[rows, columns], alike[1])),
        weights,
        known,
    )


def _placed(texts: Sequence[Words], evidence: Evidence) -> Placed:
    """Return where the terms of some texts stand."""
    counts = [*chain.from_iterable(text.counts for text in texts)]
    terms = [*chain.from_iterable(text.terms for text in texts)]
    assert len(texts) <= AT_ONCE
    if len(counts) >> _BITS_OF_PASSAGE:
        raise FormatError("a text has more than 16 million sentences; divide it into records")
    words = np.fromiter(map(evidence.__getitem__, terms), np.int64, len(terms))
    words |= np.repeat(np.arange(len(texts)) << _BITS, [len(text.terms) for text in texts])
    keys = np.sort(words << _BITS_OF_PASSAGE | np.repeat(np.arange(len(counts)), counts))
    keys = keys[is_first(keys)]
    ordered = keys >> _BITS_OF_PASSAGE
    firsts = is_first(ordered)
    starts = firsts.nonzero()[0]
    return Placed(
        [*accumulate((len(text.counts) for text in texts), initial=0)],
        counts,
        words,
        ordered[starts],
        starts,
        np.diff(starts, append=len(keys)),
        np.cumsum(firsts) - 1,
        keys & ((1 << _BITS_OF_PASSAGE) - 1),
    )


def is_first(numbers: Ints) -> Bools:
    """Say which of some sorted numbers are not the same as the one before."""
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return first


def found_among(among: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Return where numbers would stand among others, that ascend, and whether they do."""
    if not len(among):
        return np.zeros(wanted.shape, np.int64), np.zeros(wanted.shape, np.bool_)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return place, among[place] == wanted


def _alike(ru: Ints, en: Ints, lonely: Bools) -> tuple[Ints, Ints]:
    """Return which terms sound alike, of those that have no other counterpart."""
    here = (lonely & (ru != _NONE)).nonzero()[0]
    order = np.argsort(en, kind="stable")
    heard = en[order]
    first, last = (np.searchsorted(heard, ru[here], side) for side in ("left", "right"))
    last = np.where(last - first > _MOST_ALIKE, first, last)
    return np.repeat(here, last - first), order[ranges(first, last)]


def ranges(first: Ints, last: Ints) -> Ints:
    """Return the numbers from each first up to each last, one range after the other."""
    many = last - first
    before = np.cumsum(many) - many
    ranges: Ints = np.arange(many.sum()) - np.repeat(before - first, many)
    return ranges

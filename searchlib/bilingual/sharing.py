"""How much do passages of two texts share? What the words say that may say each other.

What two passages share is rated as Moore does (Fast and Accurate Sentence Alignment of
Bilingual Corpora, AMTA 2002), by a likelihood ratio: how much likelier a word is where its
counterpart stands than anywhere in the text. A word without a counterpart speaks against a
link, the more so the more of the words of these texts have one: so what only one text says
stays alone, and is not swallowed by its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np

from searchlib.bilingual.evidence import Floats, Ints, Joined, is_first, ranges

__all__ = ["Band", "Shared", "shared"]

Band = Sequence[tuple[int, int]]
"""For each Russian passage, the English ones it may be linked with: first, and after the last."""
_Rows = list[dict[int, float]]

_SMOOTHING = 4.0
"""How many passages more there seem to be, so that short texts do not make a word look frequent."""
_RAREST = 25.0
"""A word counts at most as one of so many passages: in long texts rare words stand together."""
_TRUST = 0.6
"""What the evidence of a word counts: words of a sentence do not stand there independently."""
_EXPECTED = 0.7
"""How often a word that has a counterpart anywhere has one in the passage that says the same."""
_APART = -2
"""No number beside this one is that of a place."""
_GRAINS = 2.0**32
"""How finely gains are told apart."""
_CHUNK = 1_000_000
"""How many places where words of both texts meet are looked at together; bounds the memory."""


class Shared(NamedTuple):
    """Hold what passages share: for each Russian one, English ones with a gain above 0.

    ``twice_ru`` is what a Russian passage shares with an English one and the next alike,
    ``twice_en`` what an English one shares with a Russian one and the next: counted once
    where they are linked together. ``cost_ru`` and ``cost_en`` is what a passage's words
    cost as long as they have no counterpart.
    """

    gains: _Rows
    twice_ru: _Rows
    twice_en: _Rows
    cost_ru: list[float]
    cost_en: list[float]


def shared(words: Joined, band: Band | None = None) -> list[Shared]:
    """Rate what the passages of each record share; only within a band, if there is one."""
    ru, en = words.ru, words.en
    n, m = ru.bounds[-1], en.bounds[-1]
    single, forth, back = _Sums(), _Sums(), _Sums()
    found = np.zeros(len(ru.bounds) - 1, np.int64)
    order = np.argsort(words.here, kind="stable")
    for pairs in _by_terms(words.here[order], en.many[words.there[order]]):
        keys, gain, again = _hits(words, order[pairs])
        # Of each place of these Russian terms: which hits lie in the passages to be looked at.
        first_term, last_term = words.here[order[pairs][[0, -1]]]
        own = slice(ru.starts[first_term], ru.starts[last_term] + ru.many[last_term])
        of, places = ru.of[own], ru.places[own]
        low, high = np.asarray(band, np.int64)[places].T if band else (0, m)
        first, last = (np.searchsorted(keys, of * (m + 1) + bound) for bound in (low, high))
        follows = np.diff(of * (n + 1) + places, prepend=_APART) == 1
        for some in _chunks(last - first):
            many = last[some] - first[some]
            hit = ranges(first[some], last[some])
            cells = np.repeat(places[some] * m, many) + keys[hit] % (m + 1)
            single.add(cells, gain[hit])
            shown = again[hit] > 0
            forth.add(cells[shown], again[hit][shown])
            next_to = np.repeat(follows[some], many)
            back.add(cells[next_to] - m, gain[hit][next_to] / 2)
        met = _records_of(ru.bounds, places[last > first])
        found += np.bincount(met, minlength=len(found))
    rows = [sums.rows(ru.bounds, en.bounds) for sums in (single, forth, back)]
    several: list[Shared] = []
    sides = zip(pairwise(ru.bounds), pairwise(en.bounds), found.tolist(), strict=True)
    for (begin, end), (first_en, last_en), those in sides:
        counts = ru.counts[begin:end], en.counts[first_en:last_en]
        known = those / max(1, sum(counts[0]))
        gains, twice_ru, twice_en = (of_all[begin:end] for of_all in rows)
        costs = [_costs(side, known) for side in counts]
        several.append(Shared(gains, twice_ru, twice_en, *costs))
    return several


def _records_of(bounds: Sequence[int], passages: Ints) -> Ints:
    """Return which record each passage is of."""
    return np.searchsorted(bounds, passages, "right") - 1


def _by_terms(here: Ints, sizes: Ints) -> Iterator[slice]:
    """Divide pairs of terms, those of one Russian term together, into parts of bounded size."""
    borders = [*is_first(here).nonzero()[0].tolist(), len(here)]
    before = [0, *np.cumsum(sizes).tolist()]
    begin = 0
    for place, end in pairwise(borders):
        if before[end] - before[begin] > _CHUNK and place > begin:
            yield slice(begin, place)
            begin = place
    if begin < len(here):
        yield slice(begin, len(here))


def _hits(words: Joined, pairs: Ints) -> tuple[Ints, Floats, Floats]:
    """Return where Russian terms are said: by a key for each and the English passage.

    With it what that gains, and how much of it the next passage gains as well. Gains are
    rounded so that their sums are the same in whichever order they are added up.
    """
    ru, en = words.ru, words.en
    here, there = words.here[pairs], words.there[pairs]
    passages = np.multiply(*(np.diff(side.bounds) + _SMOOTHING for side in (ru, en)))
    rare = np.sqrt(passages[ru.records(here)] / (ru.many[here] * en.many[there]))
    gain = _TRUST * np.log(1 + np.sqrt(words.sure[pairs]) * (np.minimum(rare, _RAREST) - 1))
    gain = np.round(gain * _GRAINS) / _GRAINS
    pair, row = en.each(there)
    keys, gain = here[pair] * (en.bounds[-1] + 1) + en.places[row], gain[pair]
    order = np.argsort(keys)
    keys, gain = keys[order], gain[order]
    firsts = is_first(keys).nonzero()[0]
    if len(firsts):
        keys, gain = keys[firsts], np.maximum.reduceat(gain, firsts)
    next_to = np.diff(keys, append=_APART) == 1
    again = np.where(next_to, np.minimum(gain, np.roll(gain, -1)) / 2, 0.0)
    return keys, gain, again


def _chunks(sizes: Ints) -> Iterator[slice]:
    """Divide a row of things of some sizes into parts of bounded size."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    cuts = np.searchsorted(ends, np.arange(_CHUNK, total, _CHUNK)).tolist()
    for low, high in pairwise([0, *cuts, len(sizes)]):
        yield slice(low, high)


class _Sums:
    """Add up values by cell."""

    def __init__(self) -> None:
        self._cells, self._values = np.zeros(0, np.int64), np.zeros(0)

    def add(self, cells: Ints, values: Floats) -> None:
        """Add a value to each of some cells, which may recur."""
        if not len(cells):
            return
        if len(self._cells):
            cells = np.concatenate((self._cells, cells))
            values = np.concatenate((self._values, values))
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        firsts = is_first(cells).nonzero()[0]
        self._cells, self._values = cells[firsts], np.add.reduceat(values[order], firsts)

    def rows(self, ru: Sequence[int], en: Sequence[int]) -> _Rows:
        """Return what was added up for each Russian passage, by English ones of its record."""
        if not len(self._cells):
            return [{} for _ in range(ru[-1])]
        passages, columns = np.divmod(self._cells, en[-1])
        columns -= np.asarray(en)[_records_of(ru, passages)]
        bounds = np.searchsorted(passages, np.arange(ru[-1] + 1)).tolist()
        keys, values = columns.tolist(), self._values.tolist()
        return [
            dict(zip(keys[low:high], values[low:high], strict=True))
            for low, high in pairwise(bounds)
        ]


def _costs(counts: Sequence[int], known: float) -> list[float]:
    """Return what the words of each passage cost where they find no counterpart.

    ``known`` is the share of the words of these texts that have one anywhere near.
    """
    each = -log(1 - _EXPECTED * min(1.0, known)) * _TRUST / 2
    return [each * count for count in counts]

"""How likely does each word translate each? Expectation maximisation over passages, in arrays.

A cell is a Russian and an English word of one passage that may translate each other. Only
``learning.py`` uses this, and only when something is learnt: NumPy is imported here.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count as counted
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchlib.bilingual.lexicon import Lexicon

__all__ = ["Grids", "Model", "Passages", "cells"]

_ROUNDS = 5
_BAND = 10
"""How many words off the diagonal a translation may stand."""
_DIAGONAL = 4.0
"""How strongly words in the same place of both passages are preferred."""
_NOTHING = 0.2
"""How likely a word says nothing that the other passage says."""
_LEAST = 2
"""How often two terms must stand together to be learnt: once is chance, or a quotation."""
_PRIOR = 4.0
"""How many meetings of two terms a weight of 1 in the prior lexicon counts for."""
_CHUNK = 2_000_000
"""How many cells are worked on at a time; bounds the memory."""
_TINY = 1e-30
_FAINT, _FEWER = 1e-3, 0.7
"""How likely both directions must think a cell to look at it again; in which share of the cells,
for the others to be left out."""
_LEAST_PHRASES = 3
_LEAST_SHARE = 0.3
"""How often, and in which share of its uses, a row of two words must be said by one word."""

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Floats = NDArray[np.float64]
Families = dict[str, list[tuple[str, float]]]


def cells(ru: int, en: int) -> int:
    """Return about how many cells passages of these lengths have."""
    return ru * min(en, 2 * _BAND + 1)


class Passages:
    """Keep passages as the numbers of their terms."""

    def __init__(self) -> None:
        self.terms = _numbering(), _numbering()
        self.cells = 0
        self._tokens = array("i"), array("i")
        self._lengths = array("i"), array("i")

    def add(self, ru: Sequence[str], en: Sequence[str]) -> None:
        """Add two passages that say the same, as terms in order; neither may be empty."""
        for side, passage in enumerate((ru, en)):
            self._tokens[side].extend(map(self.terms[side].__getitem__, passage))
            self._lengths[side].append(len(passage))
        self.cells += cells(len(ru), len(en))

    def halve(self) -> None:
        """Leave out every second passage."""
        even = np.arange(len(self)) % 2 == 0
        for side, (tokens, lengths) in enumerate(zip(self.tokens(), self.lengths(), strict=True)):
            kept = np.repeat(even, lengths)
            self._tokens[side][:] = array("i", tokens[kept].tobytes())
            self._lengths[side][:] = self._lengths[side][::2]
        ru, en = self.lengths()
        self.cells = int((ru * np.minimum(en, 2 * _BAND + 1)).sum())

    def __len__(self) -> int:
        return len(self._lengths[0])

    def tokens(self) -> tuple[Small, Small]:
        """Return the numbers of the terms of all passages in a row, of each side."""
        ru, en = (np.array(tokens, dtype=np.int32) for tokens in self._tokens)
        return ru, en

    def lengths(self) -> tuple[Ints, Ints]:
        """Return how many terms each passage has, of each side."""
        ru, en = (np.array(lengths, dtype=np.int64) for lengths in self._lengths)
        return ru, en


def _numbering() -> defaultdict[str, int]:
    """Return a dictionary that gives each new term the next number."""
    return defaultdict(counted().__next__)


class _Grid(NamedTuple):
    """Hold the cells of some passages, by places among the tokens of these passages."""

    tokens: tuple[slice, slice]
    """Which tokens of each side these passages have."""
    ru: Small
    en: Small
    near: NDArray[np.float32]
    """How much each cell is preferred for its place; not normalised."""


class Grids:
    """Lay the cells of passages out near the diagonal, a chunk of passages at a time.

    Words whose family, of so many ``letters``, is met less than so many ``times`` have none:
    they could not be learnt.
    """

    def __init__(self, passages: Passages, letters: int, times: float = 0.0) -> None:
        self.passages = passages
        self.times = times
        self.least = max(_LEAST, times)
        self._lengths = passages.lengths()
        self._frequent: list[NDArray[np.bool_]] = []
        for terms, tokens in zip(passages.terms, passages.tokens(), strict=True):
            family, _ = families(terms, letters)
            of = family[tokens]
            self._frequent.append(np.bincount(of)[of] >= self.least)
        self.grids = [*self._laid()]

    def _laid(self) -> Iterator[_Grid]:
        """Yield the cells of all passages."""
        lengths = self._lengths
        ends = np.cumsum(lengths[0]), np.cumsum(lengths[1])
        sizes = np.cumsum(lengths[0] * np.minimum(lengths[1], 2 * _BAND + 1))
        cuts = np.searchsorted(sizes, np.arange(_CHUNK, sizes[-1], _CHUNK), side="right")
        bounds = np.unique(np.concatenate(([0], cuts, [len(sizes)])))
        for low, high in pairwise(bounds.tolist()):
            ru, en = lengths[0][low:high], lengths[1][low:high]
            left, right = int(ends[0][high - 1]), int(ends[1][high - 1])
            parts = slice(left - int(ru.sum()), left), slice(right - int(en.sum()), right)
            yield self._grid(parts, ru, en)

    def _grid(self, parts: tuple[slice, slice], ru: Ints, en: Ints) -> _Grid:
        """Return the cells of passages of these lengths."""
        tall, wide = (self._frequent[side][part] for side, part in enumerate(parts))
        # Of each Russian token its place in its passage, and the first and last column near it.
        place = _in_passage(ru)[tall]
        width, start = np.repeat(en, ru)[tall], np.repeat(np.cumsum(en) - en, ru)[tall]
        first = start + np.maximum(0, np.floor(place * width - _BAND)).astype(np.int64)
        last = start + np.minimum(width, np.ceil(place * width + _BAND)).astype(np.int64)
        # Columns are counted without the rare words.
        before = np.concatenate(([0], np.cumsum(wide)))
        first, last = before[first], before[last]
        counts = last - first
        column = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts - first, counts)
        off = np.abs(_in_passage(en)[wide][column] - np.repeat(place, counts))
        return _Grid(
            parts,
            np.repeat(np.flatnonzero(tall).astype(np.int32), counts),
            np.flatnonzero(wide).astype(np.int32)[column],
            np.exp(-_DIAGONAL * off).astype(np.float32),
        )


def _in_passage(lengths: Ints) -> Floats:
    """Return where in its passage each token stands, from 0 to 1."""
    row = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    place: Floats = (row + 0.5) / np.repeat(lengths, lengths)
    return place


def families(terms: Iterable[str], letters: int | None) -> tuple[Ints, list[str]]:
    """Return the number of the family of each term, and the families; ``letters`` long."""
    numbers = _numbering()
    of = [numbers[term[:letters]] for term in terms]
    return np.array(of, dtype=np.int64), list(numbers)


class _Cells(NamedTuple):
    """Hold the cells of some passages whose terms meet often enough."""

    tokens: tuple[Ints, Ints]
    """The numbers of the terms of these passages, of each side."""
    ru: Small
    en: Small
    pair: Small
    """The number of the pair of terms of each cell."""
    near: NDArray[np.float32]
    """How much each cell is preferred for its place."""
    all_near: tuple[Floats, Floats]
    """How much all cells of each token are, of each side: what a cell's share is taken of."""
    nothing: tuple[Floats, Floats]
    """How likely each token says nothing that the other passage says."""

    def only(self, some: Ints) -> _Cells:
        """Return these of the cells."""
        return self._replace(
            ru=self.ru[some], en=self.en[some], pair=self.pair[some], near=self.near[some]
        )


class Model:
    """Learn how likely terms translate each other, or the families they begin with."""

    def __init__(
        self, grids: Grids, *, family: int | None = None, prior: Lexicon | None = None
    ) -> None:
        """Learn from the cells of passages; ``family`` cuts terms to that many letters."""
        self._times = grids.times
        passages = grids.passages
        russian, english = (families(terms, family) for terms in passages.terms)
        self._terms = russian[1], english[1]
        tokens = passages.tokens()
        self._tokens = russian[0][tokens[0]], english[0][tokens[1]]
        self._counts = tuple(map(np.bincount, self._tokens))
        self._pairs, numbers = self._meeting(grids.grids, grids.least)
        self._ru, self._en = np.divmod(self._pairs, len(self._terms[1]))
        numbers.reverse()  # each is let go as soon as its cells are kept
        kept = (self._kept(grid, numbers.pop()) for grid in grids.grids)
        self._cells = [some for some in kept if len(some.pair)]
        self._learn(self._known(prior) if prior else np.zeros(len(self._pairs)))

    def _keys(self, grid: _Grid) -> Ints:
        """Return one number for the pair of terms of each cell."""
        ru, en = (side[part] for side, part in zip(self._tokens, grid.tokens, strict=True))
        keys: Ints = ru[grid.ru] * len(self._terms[1]) + en[grid.en]
        return keys

    def _meeting(self, grids: Sequence[_Grid], least: float) -> tuple[Ints, list[Small]]:
        """Return the pairs of terms that meet often enough, ascending.

        With them: the number of the pair of each cell, -1 of those that do not.
        """
        here = [_counted(self._keys(grid)) for grid in grids]
        pairs, where = np.unique(np.concatenate([keys for keys, *_ in here]), return_inverse=True)
        often = np.bincount(where, np.concatenate([met for *_, met in here])) >= least
        number = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)[where]
        parts = np.split(number, np.cumsum([len(keys) for keys, *_ in here])[:-1])
        return pairs[often], [
            part[inverse] for part, (_, inverse, _) in zip(parts, here, strict=True)
        ]

    def _kept(self, grid: _Grid, pair: Small) -> _Cells:
        """Return the cells whose terms meet often enough."""
        kept = pair >= 0
        ru, en, near = grid.ru[kept], grid.en[kept], (1 - _NOTHING) * grid.near[kept]
        tokens = self._tokens[0][grid.tokens[0]], self._tokens[1][grid.tokens[1]]
        alone = [
            (_NOTHING * counts / counts.sum())[side]
            for counts, side in zip(self._counts, tokens, strict=True)
        ]
        return _Cells(
            tokens,
            ru,
            en,
            pair[kept],
            near,
            (np.bincount(ru, near).astype(float), np.bincount(en, near).astype(float)),
            (alone[0], alone[1]),
        )

    def _known(self, prior: Lexicon) -> Floats:
        """Return what a prior lexicon says of each pair."""
        numbers = {term: number for number, term in enumerate(self._terms[1])}
        found = [
            (ru * len(numbers) + numbers[other], weight)
            for ru, term in enumerate(self._terms[0])
            for other, weight in prior.translations(term, "en")
            if other in numbers
        ]
        known = np.zeros(len(self._pairs))
        if found:
            place = _places(self._pairs, np.array([key for key, _ in found]))
            weights = np.array([weight for _, weight in found])
            known[place[place >= 0]] = weights[place >= 0]
        return known

    def _learn(self, known: Floats) -> None:
        """Find the likeliest probabilities, by turns with what they make the passages mean."""
        self._en_of_ru = known + 1 / len(self._terms[1])
        self._ru_of_en = known + 1 / len(self._terms[0])
        for number in range(_ROUNDS):
            self._round(known, agree=number > 0)

    def _round(self, known: Floats, *, agree: bool) -> None:
        """Count what the passages mean as things are known, and know it from the counts.

        In agreement a cell counts only as far as both directions believe in it; where hardly
        at all, it is not looked at again.
        """
        forth, back = _PRIOR * known, _PRIOR * known
        for number, some in enumerate(self._cells):
            says_en, says_ru = self._likely(some)
            if agree:
                says_en = says_ru = says_en * says_ru
                if len(believed := np.flatnonzero(says_en >= _FAINT)) < _FEWER * len(says_en):
                    self._cells[number] = some.only(believed)
            forth += np.bincount(some.pair, says_en, len(known))
            back += np.bincount(some.pair, says_ru, len(known))
        self._said = np.minimum(forth, back)
        self._en_of_ru = forth / np.maximum(np.bincount(self._ru, forth), _TINY)[self._ru]
        self._ru_of_en = back / np.maximum(np.bincount(self._en, back), _TINY)[self._en]

    def _likely(self, some: _Cells) -> tuple[Floats, Floats]:
        """Return how likely each cell says its English token, and its Russian one."""
        en = self._en_of_ru[some.pair] * (some.near / some.all_near[1][some.en])
        ru = self._ru_of_en[some.pair] * (some.near / some.all_near[0][some.ru])
        return (
            en / (np.bincount(some.en, en, len(some.tokens[1])) + some.nothing[1])[some.en],
            ru / (np.bincount(some.ru, ru, len(some.tokens[0])) + some.nothing[0])[some.ru],
        )

    def let_go(self) -> None:
        """Forget the passages: only ``several`` asks for them again, and they take most memory."""
        self._cells = []
        self._tokens = np.array([], dtype=np.int64), np.array([], dtype=np.int64)

    def scores(self, least: float) -> Iterator[tuple[str, str, float]]:
        """Yield Russian and English terms with the geometric mean of both probabilities.

        It is at ``least`` this, and they have likely said each other as often as asked for.
        """
        score = np.sqrt(self._en_of_ru * self._ru_of_en)
        for pair in np.flatnonzero((score >= least) & (self._said >= self._times)):
            yield self._terms[0][self._ru[pair]], self._terms[1][self._en[pair]], float(score[pair])

    def members(self, letters: int) -> tuple[Families, Families]:
        """Return of each side the terms of each family with their shares, commonest first."""
        ru, en = (
            _members(terms, counts.tolist(), letters)
            for terms, counts in zip(self._terms, self._counts, strict=True)
        )
        return ru, en

    def several(self) -> Iterator[tuple[str, str, str, float]]:
        """Yield (language, term, translation, weight) where one word is said by two in a row.

        For this the directions need not agree: of two words each says a part. So it must be
        asked for last.
        """
        self._round(np.zeros(len(self._pairs)), agree=False)
        for side, language in enumerate(("ru", "en")):
            for one, first, second, weight in self._said_by_two(1 - side, side):
                name = self._terms[1 - side][one]
                row = f"{self._terms[side][first]} {self._terms[side][second]}"
                yield language, name, row, weight
                yield ("en", "ru")[side], row, name, weight

    def _said_by_two(self, one: int, two: int) -> Iterator[tuple[int, int, int, float]]:
        """Yield a term of side ``one``, two of the other that say it in a row, and a weight."""
        width = len(self._terms[two])
        rows, of = [], []
        for some in self._cells:
            likely = self._likely(some)[one]
            sure = likely > 0.5  # of the cells of a token one at most
            places = (some.ru, some.en)
            link = np.full(len(some.tokens[two]), -1)
            link[places[two][sure]] = places[one][sure]
            same = np.flatnonzero((link[1:] == link[:-1]) & (link[1:] >= 0))
            rows.append(some.tokens[two][same] * width + some.tokens[two][same + 1])
            of.append(some.tokens[one][link[same]])
        if not rows:
            return
        row, term = np.concatenate(rows), np.concatenate(of)
        if not len(row):
            return
        names, number = np.unique(row, return_inverse=True)
        keys, counts = np.unique(term * len(names) + number, return_counts=True)
        used = _places(names, self._tokens[two][:-1] * width + self._tokens[two][1:])
        uses = np.bincount(used[used >= 0], minlength=len(names))
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
            word, which = divmod(key, len(names))
            share = count / max(int(uses[which]), count)
            if count >= _LEAST_PHRASES and share >= _LEAST_SHARE:
                first, second = divmod(int(names[which]), width)
                weight = float(np.sqrt(share * count / self._counts[one][word]))
                compound = self._terms[two][first].startswith(self._terms[two][second])
                if weight >= _LEAST_SHARE and not compound:
                    yield word, first, second, weight


def _counted(keys: Ints) -> tuple[Ints, Small, Small]:
    """Return the keys there are, ascending; which of these each is; and how many each are."""
    found, where, many = np.unique(keys, return_inverse=True, return_counts=True)
    return found, where.astype(np.int32), many.astype(np.int32)


def _places(among: Ints, wanted: Ints) -> Ints:
    """Return where each wanted number stands among ascending ones; -1 where it does not."""
    if not len(among):
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[place] == wanted, place, -1)


def _members(terms: list[str], counts: list[int], letters: int) -> Families:
    """Return the terms of each family with their shares of its uses, the commonest first."""
    families: Families = {}
    ordered = sorted(zip(terms, counts, strict=True))
    for term, count in sorted(ordered, key=itemgetter(1), reverse=True):
        families.setdefault(term[:letters], []).append((term, float(count)))
    for members in families.values():
        total = sum(count for _, count in members)
        members[:] = [(term, count / total) for term, count in members]
    return families

"""Which English passage says this Russian one? Both texts cut into passages, and linked.

Passages are linked in order: one with one, with two or three of the other text, or with
none. The likeliest way through both texts is found by dynamic programming, as Gale and
Church do (A Program for Aligning Sentences in Bilingual Corpora, Computational Linguistics
19(1), 1993), by length, by paragraphs, and by what the passages share (``sharing.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import log
from typing import NamedTuple, TypeVar

from searchlib.analysis import AnalysedToken, tokenize
from searchlib.bilingual.evidence import AT_ONCE, Evidence, Joined, Words, joined, places
from searchlib.bilingual.links import Alignment, Link, Span
from searchlib.bilingual.passages import passages
from searchlib.bilingual.sharing import Band, Shared, shared

__all__ = ["Cut", "align", "aligned", "together"]

_NONE, _ONE = log(0.1), log(0.9)
_MANY = {2: log(0.02), 3: log(0.0003)}
"""How likely a passage is said by none, by one, by two and by three of the other text."""
_FIT, _FLAT = 0.3, 2.0
"""What it counts that two long passages are of one length, less what it counts by chance."""
_VARIANCE = 12.0
"""Of the difference in length a character of text gives."""
_PARAGRAPH = 0.7
"""How much it counts that two passages both begin a paragraph, or that only one does."""
_FARTHEST = 3
"""How many passages of a text a link joins at most."""
_BEGINS, _SIGNS = 1, 2
_UNLIKE = 6.0
"""How much it speaks against a link that only one of the two passages has words."""
_LEAST = 0.8
"""How much each passage of several must share with the one that says them all."""
_SURE = 2.0
"""How much two passages must share for the way to be looked for near them."""
_NEAR = 2
"""How many passages the way may stray from those it is looked for near."""
_SMALL = 20_000
"""How many pairs of passages are compared one and all."""
_WIDE, _WIDEST = 25, 100
"""How many passages the way may stray from its course where nothing is sure."""
_RARE = 9
"""At how many pairs of places a word and its counterpart stand that show the course."""
_LETTERS = 100_000
"""From how many letters on no more texts are aligned together."""
_GRAINS = 2.0**32
"""How finely it is told apart how surely the course goes somewhere."""
_NOWHERE = float("-inf")
_BOTH = _ONE - _FLAT - _FIT * log(2 * _VARIANCE)
"""What it counts that one passage is said by one, less what their lengths and words do."""
_OVER, _UP, _ACROSS = (1, 0), (0, 1), (1, 1)

Step = tuple[int, int]
Tokens = Sequence[AnalysedToken]
_Row = TypeVar("_Row")


def align(
    ru: str,
    en: str,
    *,
    evidence: Evidence | None = None,
    tokens: tuple[Tokens, Tokens] | None = None,
) -> Alignment:
    """Cut two texts into passages and link them; either may be empty.

    ``evidence`` says which English terms say a Russian one; numbers, names and cognates
    are compared without it. ``tokens`` are those of both texts, if they are analysed
    already; otherwise words are compared by their forms.
    """
    text = Cut.of(ru, en, tokens or (_forms(ru), _forms(en)))
    (found,), _ = aligned([text], Evidence() if evidence is None else evidence)
    return found


class Cut(NamedTuple):
    """Hold the two texts of a record, cut into passages, and the words of these."""

    texts: tuple[str, str]
    spans: tuple[tuple[Span, ...], tuple[Span, ...]]
    words: tuple[Words, Words]

    @classmethod
    def of(cls, ru: str, en: str, tokens: tuple[Tokens, Tokens]) -> Cut:
        """Cut the texts of a record, whose tokens are known, into passages."""
        left, right = passages(ru), passages(en)
        return cls((ru, en), (left, right), (places(tokens[0], left), places(tokens[1], right)))

    @property
    def is_long(self) -> bool:
        """Say whether there are too many passages to compare each with each."""
        return len(self.spans[0]) * len(self.spans[1]) > _SMALL


def together(
    rows: Iterable[_Row], cut_of: Callable[[_Row], Cut], size_of: Callable[[_Row], int]
) -> Iterator[list[_Row]]:
    """Yield rows as their records are aligned together: several of bounded size, a long one alone.

    ``cut_of`` gives the record of a row, ``size_of`` of how many letters the row is.
    """
    some: list[_Row] = []
    size = 0
    for row in rows:
        cut = cut_of(row)
        if some and (len(some) == AT_ONCE or size > _LETTERS or cut.is_long):
            yield some
            some, size = [], 0
        some.append(row)
        size += _LETTERS + 1 if cut.is_long else size_of(row)
    if some:
        yield some


def aligned(records: Sequence[Cut], evidence: Evidence) -> tuple[list[Alignment], Joined]:
    """Link the passages of some records; return also the words of the passages.

    Several at once take less time each; how many there may be says ``together``.
    """
    assert len(records) == 1 or not any(record.is_long for record in records)
    words = joined([record.words for record in records], evidence)
    wide = _course(words) if records[0].is_long else None
    several = zip(records, shared(words, wide), strict=True)
    return [_aligned(record, common) for record, common in several], words


def _aligned(record: Cut, common: Shared) -> Alignment:
    """Link the passages of a record, of which it is known what they share."""
    (ru, en), (left, right) = record.texts, record.spans
    if not left or not right:
        alone = [*(Link((i,), ()) for i, _ in enumerate(left))]
        links = (*alone, *(Link((), (j,)) for j, _ in enumerate(right)))
        return Alignment(left, right, links)
    sides = _Side.of(ru, left, common.cost_ru), _Side.of(en, right, common.cost_en)
    rows = _between(_surest(common.gains, len(right)), len(left), len(right), _NEAR)
    return Alignment(left, right, tuple(_Way(*sides, common).links(rows)))


def _forms(text: str) -> list[AnalysedToken]:
    return [AnalysedToken(*token, (token.form,)) for token in tokenize(text)]


def _course(words: Joined) -> Band:
    """Return near which English passages each Russian one is looked for, in long texts.

    The course runs through words that are rare in both.
    """
    ru, en = words.ru, words.en
    many = ru.many[words.here] * en.many[words.there]
    rare = (many <= _RARE).nonzero()[0]
    pair, first = ru.each(words.here[rare])
    again, second = en.each(words.there[rare[pair]])
    pair = rare[pair[again]]
    points: dict[Step, float] = {}
    rows = (ru.places[first[again]], en.places[second], words.sure[pair] / many[pair])
    for i, j, sure in zip(*(row.tolist() for row in rows), strict=True):
        # Rounded, they add up to the same in any order.
        points[i, j] = points.get((i, j), 0.0) + round(sure * _GRAINS) / _GRAINS
    n, m = ru.bounds[-1], en.bounds[-1]
    ordered = sorted(points, key=lambda point: (point[0], -point[1]))
    way = _between(_chain([(*point, points[point]) for point in ordered]), n, m, _WIDE)
    return [(min(a, c), max(b, d) + 1) for (a, b), (c, d) in pairwise(way)]


def _surest(gains: Sequence[dict[int, float]], m: int) -> list[Step]:
    """Return passages that share so much that the way goes by near them.

    Of several English ones that share as much, it is the one nearest to the diagonal.
    """
    points: list[tuple[int, int, float]] = []
    for i, row in enumerate(gains):
        if row and (best := max(row.values())) >= _SURE:
            those = [j for j, gain in row.items() if gain == best]
            on = i * m / len(gains)
            j = those[0] if len(those) == 1 else min(those, key=lambda j: abs(j - on))
            points.append((i, j, best))
    return _chain(points)


def _chain(points: Sequence[tuple[int, int, float]]) -> list[Step]:
    """Return those of some points that rise in both texts and weigh most together, in order.

    The points come in order; of those of one Russian passage the last first.
    """
    ends: list[int] = []
    weights: list[float] = []
    heads: list[int] = []
    before: list[int] = []
    for number, (_, j, weight) in enumerate(points):
        at = last = bisect_left(ends, j)
        before.append(heads[at - 1] if at else -1)
        total = weight + (weights[at - 1] if at else 0.0)
        while last < len(ends) and weights[last] <= total:
            last += 1
        if last > at or at == len(ends) or ends[at] > j:
            ends[at:last], weights[at:last], heads[at:last] = [j], [total], [number]
    found: list[Step] = []
    number = heads[-1] if heads else -1
    while number >= 0:
        found.append(points[number][:2])
        number = before[number]
    return found[::-1]


def _between(chain: Sequence[Step], n: int, m: int, near: int) -> list[Step]:
    """Return how many English passages may go before, for each number of Russian ones: from, to.

    The way stays ``near`` the passages of a chain; where the chain has gaps it may stray
    further. There always is a way through.
    """
    low, high = [0] * (n + 1), [m] * (n + 1)
    knots = [(0, 0), *(knot for i, j in chain for knot in ((i, j), (i + 1, j + 1))), (n, m)]
    for (i, j), (next_i, next_j) in pairwise(knots):
        over, up = next_i - i, next_j - j
        if not over and not up:
            continue
        stray = min(_WIDEST, abs(over - up) + _WIDE)
        if not over or up <= stray:
            high[i : next_i + 1] = [min(m, next_j + near)] * (over + 1)
            low[i + 1 : next_i + 1] = [max(0, j - near)] * over
            continue
        for row in range(i, next_i + 1):
            on = j + (row - i) * up // over
            high[row] = min(m, min(next_j, on + stray) + near)
            if row > i:
                low[row] = max(0, max(j, on - stray) - near)
    high[n] = m
    low[1:] = map(min, low[1:], high)
    return [*zip(low, high, strict=True)]


class _Side(NamedTuple):
    """Hold what is known of the passages of one text.

    ``kinds`` are sums of ``_BEGINS``, if a passage begins a paragraph, and ``_SIGNS``, if
    there is no word in it; ``alone`` is what it counts to leave it alone.
    """

    lengths: list[int]
    kinds: list[int]
    alone: list[float]

    @classmethod
    def of(cls, text: str, spans: Sequence[Span], costs: Sequence[float]) -> _Side:
        """Return what is known of the passages of a text."""
        gaps = (text[end:start] for (_, end), (start, _) in pairwise(spans))
        begins = (True, *("\n" in gap for gap in gaps))
        kinds = [
            _BEGINS * begun + _SIGNS * (not (cost or any(map(str.isalnum, text[start:end]))))
            for begun, cost, (start, end) in zip(begins, costs, spans, strict=True)
        ]
        return cls([end - start for start, end in spans], kinds, [_NONE + cost for cost in costs])


_AGREE = {
    several: {
        (a, b): (-1 if (a ^ b) & _BEGINS else 1) * _PARAGRAPH * several
        - _UNLIKE * bool((a ^ b) & _SIGNS)
        for a in range(4)
        for b in range(4)
    }
    for several in (False, True)
}
"""What the kinds of two passages count, where both texts have several paragraphs or not."""


class _Way:
    """Find the likeliest way through two texts."""

    def __init__(self, ru: _Side, en: _Side, common: Shared) -> None:
        self._ru, self._en, self._common = ru, en, common
        several = all(sum(kind & _BEGINS for kind in side.kinds) > 1 for side in (ru, en))
        self._paragraph = _PARAGRAPH if several else 0.0
        self._agree = _AGREE[several]
        self._best: list[dict[int, float]] = []

    def links(self, rows: Sequence[Step]) -> list[Link]:
        """Return the links, in order; ``rows`` says where to look."""
        before_first = rows[0][1]
        self._best = [dict(enumerate(accumulate(self._en.alone[:before_first], initial=0.0)))]
        steps = [dict.fromkeys(range(1, before_first + 1), (0, 1))]
        steps += [self._row(i, *rows[i]) for i in range(1, len(rows))]
        i, j = len(self._ru.lengths), len(self._en.lengths)
        found = []
        while i or j:
            a, b = steps[i][j]
            found.append(Link(tuple(range(i - a, i)), tuple(range(j - b, j))))
            i, j = i - a, j - b
        return found[::-1]

    def _row(self, i: int, first: int, last: int) -> dict[int, Step]:
        """Rate the ways that have come past ``i`` Russian passages; return their last steps."""
        here: dict[int, float] = {}
        steps: dict[int, Step] = {}
        above = self._best[i - 1]
        self._best.append(here)
        if i > _FARTHEST:
            self._best[i - _FARTHEST - 1] = {}  # no link reaches back so far
        alone_ru, alone_en = self._ru.alone[i - 1], self._en.alone
        gains, agree = self._common.gains[i - 1], self._agree
        earlier = self._common.gains[i - 2] if i > 1 else {}
        kind, length = self._ru.kinds[i - 1], self._ru.lengths[i - 1]
        kinds, lengths = self._en.kinds, self._en.lengths
        left = above.get(first - 1, _NOWHERE)
        score = _NOWHERE
        for j in range(first, last + 1):
            # Its best neighbours: this passage alone, the other alone, or both linked.
            over = above.get(j, _NOWHERE)
            before = score
            score, step = over + alone_ru, _OVER
            if j:
                other = before + alone_en[j - 1]
                if other > score:
                    score, step = other, _UP
                gain = gains.get(j - 1, 0.0)
                size = lengths[j - 1]
                both, off = length + size, length - size
                other = left + (gain + _BOTH + _FIT * log(both)) - off * off / (both * _VARIANCE)
                if kind or kinds[j - 1]:
                    other += agree[kind, kinds[j - 1]]
                if other > score:
                    score, step = other, _ACROSS
                if gain > _LEAST and (
                    gains.get(j - 2, 0.0) > _LEAST or earlier.get(j - 1, 0.0) > _LEAST
                ):
                    score, step = self._several(i, j, gain, score, step)
            left = over
            here[j], steps[j] = score, step
        return steps

    def _several(self, i: int, j: int, gain: float, score: float, step: Step) -> tuple[float, Step]:
        """Return the best step, if a passage may be said by several, all of which share its words.

        ``score`` is that of the best step otherwise; among equals the last is best. Lengths only
        speak against several: they are not looked at where it is worse without them already.
        """
        gains, common = self._common.gains, self._common
        ru, en = self._ru.lengths, self._en.lengths
        row, above, twice = gains[i - 1], self._best[i - 1], common.twice_ru[i - 1]
        total, length = gain, en[j - 1]
        for k in range(j - 2, max(-1, j - _FARTHEST - 1), -1):
            more = row.get(k)
            if more is None or more < _LEAST:
                break
            total += more - twice.get(k, 0.0)
            total -= 2 * self._paragraph * (self._en.kinds[k + 1] & _BEGINS)
            length += en[k]
            likely = above.get(k, _NOWHERE) + _MANY[j - k] + total
            if likely >= score and (likely := likely + _by_length(ru[i - 1], length)) >= score:
                score, step = likely, (1, j - k)
        total, length = gain, ru[i - 1]
        for k in range(i - 2, max(-1, i - _FARTHEST - 1), -1):
            more = gains[k].get(j - 1)
            if more is None or more < _LEAST:
                break
            total += more - common.twice_en[k].get(j - 1, 0.0)
            total -= 2 * self._paragraph * (self._ru.kinds[k + 1] & _BEGINS)
            length += ru[k]
            likely = self._best[k].get(j - 1, _NOWHERE) + _MANY[i - k] + total
            if likely >= score and (likely := likely + _by_length(length, en[j - 1])) >= score:
                score, step = likely, (i - k, 1)
        return score, step


def _by_length(ru: int, en: int) -> float:
    """Return how much likelier two lengths are of passages that say the same than of any two.

    Russian and English say the same in as many characters.
    """
    both = ru + en
    return _FIT * log(both / 2 / _VARIANCE) - (ru - en) ** 2 / (both * _VARIANCE) - _FLAT

"""Which word of the translation says this word? Links between the words of aligned passages.

Competitive linking: the surest pair is linked first, and a word that is linked takes no other
(Melamed, Models of Translational Equivalence among Words, Computational Linguistics 26(2), 2000).
Words pair by the lexicon, several that it knows together as one; what it does not know pairs as
names; and names that nothing pairs by standing in one place, between what does pair. A word of
the original that the translation has in brackets is its own counterpart: ``[ne sozrel]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain, product
from math import exp
from typing import NamedTuple

from searchlib.analysis import depths, is_cyrillic
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.sides import Range, Side, Terms

__all__ = ["Linker", "WordLink", "word_links"]

_DIAGONAL = 1.0
"""How strongly words in the same place of both passages are preferred: little, but it decides
which of two equal words is meant."""
_LEAST = 0.05
"""How sure a link must be, the distance from that place taken into account."""
_TOGETHER = 2.0
"""How much surer several words that the lexicon knows as one are than each alone."""
_BY_PLACE = 0.3
"""How surely names say each other that nothing pairs but their place."""
_MOST_IN_PLACE = 4
"""How many words such a name may have."""

_MOST_COMPARED = 5_000
"""How many pairs of words are compared as names: in passages all in capitals none are."""

Sides = tuple[Side, Side]
Numbers = tuple[Iterable[int], Iterable[int]]
"""Words of either side, by number."""
Scores = dict[tuple[Range, Range], float]
Span = tuple[int, int]


class WordLink(NamedTuple):
    """Say that words ``ru`` of one passage and words ``en`` of the other say the same."""

    ru: Range
    en: Range
    score: float
    """How surely, from 0 to 1, their places left out of account."""


def word_links(
    ru: Side, en: Side, lexicon: Lexicon, *, of: Numbers | None = None
) -> tuple[WordLink, ...]:
    """Return which words of two passages that say the same say each other, in order.

    Each word is linked once at most. ``of`` names the words whose links are wanted, those of
    either passage; of others only those are linked that these might be linked with.
    """
    sides = ru, en
    everything = range(len(ru)), range(len(en))
    wanted = of or everything
    given = _originals(sides)
    linked = _Linked(sides, given)
    linked.add_surest(_by_lexicon(sides, lexicon, wanted))
    if linked.takes_all(wanted):
        return tuple(sorted(linked.links))
    linked.add_surest(_by_names(sides, lexicon, wanted, linked.taken))
    if of is not None and linked.leaves_names(wanted):
        linked = _Linked(sides, given)
        linked.add_surest(_by_lexicon(sides, lexicon, everything))
    if linked.leaves_names(wanted):
        linked.add_surest(_by_names(sides, lexicon, everything, linked.taken))
        linked.links += _by_place(sides, lexicon, linked.links)
    return tuple(sorted(linked.links))


def _originals(sides: Sides) -> list[WordLink]:
    """Return the links of words of the original that the translation has in brackets."""
    ru, en = sides
    if "[" not in en.text:
        return []
    from searchlib.bilingual.transliteration import transliterated

    found = transliterated(ru.words, en.words, depths(en.text, en.words))
    return [WordLink((row, row + 1), (column, column + 1), score) for row, column, score in found]


class _Linked:
    """Hold links, one for each word, and which words of either side these are."""

    def __init__(self, sides: Sides, links: Iterable[WordLink]) -> None:
        self._sides = sides
        self.links: list[WordLink] = []
        self.taken: tuple[set[int], set[int]] = set(), set()
        for link in links:
            self._add(link)

    def _add(self, link: WordLink) -> None:
        self.links.append(link)
        for taken, words in zip(self.taken, link[:2], strict=True):
            taken.update(range(*words))

    def add_surest(self, scores: Scores) -> None:
        """Add the surest of the links that may be added."""
        if not scores:
            return
        n, m = (2 * len(side) for side in self._sides)
        ranked = []
        for (ru, en), score in scores.items():
            apart = abs((ru[0] + ru[1]) / n - (en[0] + en[1]) / m)
            near = score * exp(-_DIAGONAL * apart)
            if near >= _LEAST:
                words = ru[1] - ru[0] + en[1] - en[0]
                ranked.append((near * (_TOGETHER if words > 2 else 1.0), -ru[0], -en[0], ru, en))
        for *_, ru, en in sorted(ranked, reverse=True):
            if self.taken[0].isdisjoint(range(*ru)) and self.taken[1].isdisjoint(range(*en)):
                self._add(WordLink(ru, en, scores[ru, en]))

    def takes_all(self, wanted: Numbers) -> bool:
        """Say whether all of the words wanted are linked."""
        return all(taken.issuperset(row) for row, taken in zip(wanted, self.taken, strict=True))

    def leaves_names(self, wanted: Numbers) -> bool:
        """Say whether any of the words wanted is a name, and not linked yet."""
        return any(
            number not in taken and side.is_name(number)
            for side, numbers, taken in zip(self._sides, wanted, self.taken, strict=True)
            for number in numbers
        )


def _by_lexicon(sides: Sides, lexicon: Lexicon, wanted: Numbers) -> Scores:
    """Return how surely words translate each other: those wanted, and their rivals.

    A rival is the same word in another place, or what may be said by the same word.
    """
    scores: Scores = {}
    for turn, (side, other, numbers) in enumerate(zip(sides, sides[::-1], wanted, strict=True)):
        if numbers:
            theirs: set[int] = set()
            for here, there, score in _said(side, other, side.again(numbers), lexicon):
                theirs.update(range(*there))
                _keep(scores, (there, here) if turn else (here, there), score)
            for there, here, score in _said(other, side, theirs, lexicon):
                _keep(scores, (there, here) if turn else (here, there), score)
    return scores


def _keep(scores: Scores, pair: tuple[Range, Range], score: float) -> None:
    if score > scores.get(pair, 0.0):
        scores[pair] = score


def _said(
    side: Side, other: Side, numbers: Iterable[int], lexicon: Lexicon
) -> list[tuple[Range, Range, float]]:
    """Return words of the other side that are equal to some of this, or translate them."""
    found = []
    for number in numbers:
        if side.says_little(number):
            continue
        share = number / len(side)
        for said, here in side.said(number, lexicon):
            for term in other.held.intersection(said.single):
                weight = said.single[term]
                found += [(here, there, weight) for there in other.near(term, share)]
            for terms, weight in said.several:
                found += [(here, there, weight) for there in other.places(terms, share)]
    return found


def _by_names(sides: Sides, lexicon: Lexicon, wanted: Numbers, taken: Sequence[Set[int]]) -> Scores:
    """Return how alike names are, of those wanted that the lexicon has not linked."""
    scores: Scores = {}
    for turn, (side, other) in enumerate((sides, sides[::-1])):
        names = _strange(side, (n for n in wanted[turn] if n not in taken[turn]), lexicon)
        if not names:
            continue
        others = _strange(
            other, (n for n in range(len(other)) if n not in taken[1 - turn]), lexicon
        )
        if len(names) * len(others) > _MOST_COMPARED:
            continue
        for (name, sure), (candidate, as_sure) in product(names.items(), others.items()):
            for (form, here), (said, there) in product(side.forms(name), other.forms(candidate)):
                if score := _alike(form, said, sure=sure and as_sure):
                    _keep(scores, (there, here) if turn else (here, there), score)
    return scores


def _strange(side: Side, numbers: Iterable[int], lexicon: Lexicon) -> dict[int, bool]:
    """Return which words may be names, and whether they surely are, as no lexicon has them."""
    return {n: side.is_strange(n, lexicon) for n in numbers if side.may_be_name(n)}


@lru_cache(maxsize=1 << 12)
def _alike(form: str, other: str, *, sure: bool) -> float:
    """Return how likely two forms are one name; 0 if it is not likely.

    Where it is not ``sure`` that both are names they must sound alike, before the tables of
    names are loaded: that takes longer than all else here.
    """
    from searchlib.bilingual.naming.keys import keys

    if is_cyrillic(form) == is_cyrillic(other):
        return 0.0
    if not sure and set(keys(form)).isdisjoint(keys(other)):
        return 0.0
    from searchlib.bilingual.naming.comparison import THRESHOLD

    score = _comparer(form)(other)
    return score if score >= THRESHOLD else 0.0


@lru_cache(maxsize=1 << 8)
def _comparer(form: str) -> Callable[[str], float]:
    from searchlib.bilingual.naming.comparison import comparer

    return comparer(form)


def _by_place(sides: Sides, lexicon: Lexicon, links: Sequence[WordLink]) -> list[WordLink]:
    """Return links of the names that are left over between the same linked words.

    Words that the lexicon knows, all of them, would have been linked if they said the same.
    """
    rows = [(link.ru, link.en) for link in links]
    ru, en = (
        _left_over(side, {n: k for k, row in enumerate(rows) for n in range(*row[turn])})
        for turn, side in enumerate(sides)
    )
    found: list[WordLink] = []
    for between in ru.keys() & en.keys():
        here, there = ru[between], en[between]
        if here and there:
            words = (
                *((sides[0], n) for n in range(*here)),
                *((sides[1], n) for n in range(*there)),
            )
            if any(side.is_strange(n, lexicon) for side, n in words):
                found += _side_by_side(here, there)
    return found


def _left_over(side: Side, linked: dict[int, int]) -> dict[tuple[int, int], Range | None]:
    """Return the names left over, by the links before and behind them.

    The ends of a passage are links too; None stands where two names are between the same.
    """
    found: dict[tuple[int, int], Range | None] = {}
    before, first = -1, 0
    for number in range(len(side) + 1):
        if number < len(side) and number not in linked:
            continue
        behind = linked.get(number, -2)
        inside = [n for n in range(first, number) if not side.says_little(n)]
        if inside and all(map(side.is_name, inside)) and (before, behind) != (-1, -2):
            row = inside[0], inside[-1] + 1
            whole = row[1] - row[0] == len(inside) and (before, behind) not in found
            found[before, behind] = row if whole else None
        before, first = behind, number + 1
    return found


def _side_by_side(ru: Range, en: Range) -> list[WordLink]:
    """Return two names as links: word by word where they have as many, or else as one."""
    sizes = ru[1] - ru[0], en[1] - en[0]
    if max(sizes) > _MOST_IN_PLACE:
        return []
    if sizes[0] != sizes[1]:
        return [WordLink(ru, en, _BY_PLACE)]
    return [
        WordLink((ru[0] + n, ru[0] + n + 1), (en[0] + n, en[0] + n + 1), _BY_PLACE)
        for n in range(sizes[0])
    ]


class Linker:
    """Find what says the words marked in one passage in the passage aligned with it."""

    def __init__(
        self,
        terms_of: Callable[[str], tuple[str, ...]],
        indexed: Callable[[set[str]], Mapping[str, tuple[str, ...]]],
        lexicon: Lexicon,
    ) -> None:
        """Take what knows the terms a form stands for, and what knows those of many at once.

        The second may leave out what has to be analysed: forms that the index does not hold.
        """
        self._terms = Terms(terms_of, indexed)
        self._lexicon = lexicon

    def counterparts(
        self, ru: str, en: str, marked: tuple[Sequence[Span], Sequence[Span]]
    ) -> tuple[list[Span], list[Span]]:
        """Return where the counterparts of what is marked stand in the Russian and the English."""
        sides = Side("ru", ru, self._terms), Side("en", en, self._terms)
        of = sides[0].at(marked[0]), sides[1].at(marked[1])
        if not any(of):
            return [], []
        links = word_links(*sides, self._lexicon, of=of)
        return (
            _spans(sides[0], [_answering(link.ru, link.en, of[1]) for link in links]),
            _spans(sides[1], [_answering(link.en, link.ru, of[0]) for link in links]),
        )


def _answering(words: Range, others: Range, marked: set[int]) -> Iterable[int]:
    """Return those of linked words that answer the marked ones of the others.

    Of as many words each answers the one in its place: Северная Корея and North Korea.
    """
    if marked.isdisjoint(range(*others)):
        return ()
    if words[1] - words[0] != others[1] - others[0]:
        return range(*words)
    return [words[0] + place - others[0] for place in range(*others) if place in marked]


def _spans(side: Side, found: Iterable[Iterable[int]]) -> list[Span]:
    """Return where words stand, each for itself; stop words between them say nothing."""
    numbers = chain.from_iterable(found)
    return [side.span(number) for number in numbers if not side.says_little(number)]

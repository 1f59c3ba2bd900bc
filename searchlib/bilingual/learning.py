"""Which words translate which? Learnt from passages that say the same in both languages.

IBM Model 1 in both directions (Brown et al., The Mathematics of Statistical Machine
Translation, Computational Linguistics 19(2), 1993), near the diagonal (Dyer, Chahuneau and
Smith, A Simple, Fast, and Effective Reparameterization of IBM Model 2, NAACL 2013), trained
to agree (Liang, Taskar and Klein, Alignment by Agreement, NAACL 2006). The same is learnt of
words cut to their first letters, so that what is known of a word helps its family.

NumPy does the sums; it is imported by what builds an index, and never for a search.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.evidence import Evidence, Ints, Joined, Placed, found_among
from searchlib.bilingual.layers import Entries
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment
from searchlib.bilingual.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from searchlib.bilingual.expectation import Model, Passages

__all__ = ["Pair", "content", "enough", "learn", "pairs_of"]

MOST_CELLS = 8_000_000
"""How many pairs of words are looked at: those of 10,000 records of 500 words, 8 s, 500 MB."""
_OFTEN = 10
"""How often a word must be met for a passage to be passed over that has no rarer one."""
_MOST_ASKED = 3
"""How many times as many pairs of words are read for those to be chosen from."""
_LONGEST = 1_000
"""Passages of more words than this are left out: they say little about each."""
_LEAST_SCORE = 0.03
_KNOWN = 0.5
"""How sure it must be that two words say each other for nothing to be learnt of them."""
_FAMILY = 6
"""How many letters stand for a word's family: a word no longer than that is its own."""
_FAMILY_TRUST = 0.6
"""How much is known of a word by its family, beside what is known of the word itself."""
_FAMILY_MEMBERS = 12

Pair = tuple[Sequence[str], Sequence[str]]
"""The terms of a Russian passage, and of the English one that says the same, in order."""


def content(tokens: Iterable[AnalysedToken]) -> list[str]:
    """Return the likeliest terms of the words that say something, in order.

    Stop words and numbers are left out: those are translated by anything, these by themselves.
    """
    return [
        terms[0]
        for _, _, form, _, terms in tokens
        if form not in STOP_WORDS and terms[0] not in STOP_WORDS and not terms[0].isdigit()
    ]


def pairs_of(
    alignments: Sequence[Alignment], words: Joined, evidence: Evidence
) -> Iterator[list[Pair]]:
    """Yield what the two texts of each record have to teach: the passages linked to each other.

    Of their words, stop words and numbers are left out, as ``content`` does; and those that are
    known for sure to say each other: what is left is what there is to learn.
    """
    links = [*chain.from_iterable(alignment.links for alignment in alignments)]
    count = max(1, len(links))
    sizes = np.array([[len(side) for side in link] for link in links], np.int64).reshape(-1, 2).T
    of_ru, of_en = (np.repeat(np.arange(len(links)), size) for size in sizes)
    end = np.cumsum(sizes[1])
    # In which links a Russian word stands with an English one that surely says it.
    sure = (words.sure[: words.known] >= _KNOWN).nonzero()[0]
    pair, row = words.ru.each(words.here[sure])
    link, there = of_ru[words.ru.places[row]], words.there[sure[pair]]
    m = words.en.bounds[-1] + 1
    keys = words.en.of * m + words.en.places
    bounds = (end - sizes[1])[link], end[link]
    first, last = (np.searchsorted(keys, there * m + bound) for bound in bounds)
    met = last > first
    here, there, link = words.here[sure[pair[met]]], there[met], link[met]
    ru = _left(words.ru, of_ru, count, here * count + link, evidence)
    en = _left(words.en, of_en, count, there * count + link, evidence)
    rows = zip(links, ru, en, strict=False)
    for alignment in alignments:
        own = islice(rows, len(alignment.links))
        yield [(left, right) for link, left, right in own if link.ru and link.en]


def _left(
    side: Placed, links: Ints, count: int, explained: Ints, evidence: Evidence
) -> Iterator[list[str]]:
    """Yield the terms in each of so many links that say something, but for those explained.

    ``links`` has the link of each passage. What is explained has the number of a term, times
    that of all links, and the link in which it is.
    """
    link = np.repeat(links, side.counts)
    term = np.searchsorted(side.terms, side.words)
    known = found_among(np.sort(explained), term * count + link)[1]
    left = (evidence.say_something(side.words) & ~known).nonzero()[0]
    terms = evidence.written(side.words[left])
    bounds = np.searchsorted(link[left], np.arange(count + 1))
    for first, last in pairwise(bounds.tolist()):
        yield terms[first:last]


def learn(
    pairs: Iterable[Pair],
    prior: Lexicon | None = None,
    *,
    least: float = _LEAST_SCORE,
    times: float = 0.0,
    rows: bool = True,
) -> Entries:
    """Return the translations that aligned passages teach, both ways; best for ``content`` terms.

    ``prior`` says what is known already: it counts as much as a few passages. The weight of a
    pair of terms is the geometric mean of its probabilities in both directions, and is at
    ``least`` this; they have likely said each other so many ``times``. ``rows`` of two words
    that say one are learnt of whole passages, no words of which were left out. No pair is learnt of
    words that meet once only, a word's whole family counted as one word. The same pairs in
    the same order teach the same.
    """
    from searchlib.bilingual.expectation import Grids, Model, Passages

    passages = Passages()
    _fill(passages, pairs)
    if not len(passages):
        return {}
    grids = Grids(passages, _FAMILY, times)
    words = Model(grids, prior=prior)
    if not rows:
        words.let_go()
    families = Model(grids, family=_FAMILY)
    entries: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for ru, en, score in words.scores(least):
        entries["en", ru][en] = entries["ru", en][ru] = score
    for language, term, other, score in _by_family(words, families, least):
        known = entries[language, term]
        known[other] = max(known.get(other, 0.0), score)
    for language, term, other, score in words.several() if rows else ():
        entries[language, term][other] = score
    return dict(entries)


def enough(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield as many passages as can be learnt from; once there are enough no more is asked for.

    The second half are passages that hold a word not met often before: so more of a large
    archive's rarer words are met.
    """
    from searchlib.bilingual.expectation import cells

    met_ru, met_en = Counter[str](), Counter[str]()
    kept = asked = 0
    for ru, en in pairs:
        if not (0 < len(ru) <= _LONGEST and 0 < len(en) <= _LONGEST):
            continue
        size = cells(len(ru), len(en))
        asked += size
        if asked > _MOST_ASKED * MOST_CELLS or kept + size > MOST_CELLS:
            return
        if kept < MOST_CELLS // 2 or _has_rare(ru, met_ru) or _has_rare(en, met_en):
            kept += size
            met_ru.update(ru)
            met_en.update(en)
            yield ru, en


def _has_rare(side: Sequence[str], met: Counter[str]) -> bool:
    """Say whether a word was not met often."""
    return min(map(met.__getitem__, side)) < _OFTEN


def _fill(passages: Passages, pairs: Iterable[Pair]) -> None:
    """Add what to learn from: all passages, or every second, fourth … of too many."""
    step = 1
    for number, (ru, en) in enumerate(pairs):
        if number % step or not 0 < len(ru) <= _LONGEST or not 0 < len(en) <= _LONGEST:
            continue
        passages.add(ru, en)
        if passages.cells > MOST_CELLS:
            passages.halve()
            step *= 2


def _by_family(
    words: Model, families: Model, least: float
) -> Iterator[tuple[str, str, str, float]]:
    """Yield (language, term, translation, score) as far as families are translated by families.

    A family shares its score among its members, the commonest first.
    """
    russian, english = words.members(_FAMILY)
    for ru, en, score in families.scores(least):
        left, right = russian[ru][:_FAMILY_MEMBERS], english[en][:_FAMILY_MEMBERS]
        for language, terms, others in (("en", left, right), ("ru", right, left)):
            for other, share in others:
                weight = _FAMILY_TRUST * score * sqrt(share)
                if weight < least:
                    break
                for term, _ in terms:
                    yield language, term, other, weight

"""Which words translate which? Learnt from passages that say the same in both languages.

IBM Model 1 in both directions (Brown et al., The Mathematics of Statistical Machine
Translation, Computational Linguistics 19(2), 1993), near the diagonal (Dyer, Chahuneau and
Smith, A Simple, Fast, and Effective Reparameterization of IBM Model 2, NAACL 2013), trained
to agree (Liang, Taskar and Klein, Alignment by Agreement, NAACL 2006). The same is learnt of
words cut to their first letters, so that what is known of a word helps its family.

NumPy does the sums; it is imported when something is learnt, and never for a search.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.alignment import Alignment
from searchlib.bilingual.evidence import Evidence, Words
from searchlib.bilingual.lexicon import Entries, Lexicon
from searchlib.bilingual.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from searchlib.bilingual.expectation import Model, Passages

__all__ = ["Pair", "content", "enough", "learn", "pairs_of"]

MOST_CELLS = 8_000_000
"""How many pairs of words are looked at: those of 10,000 records of 500 words, 6 s, 400 MB."""
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
    alignment: Alignment, words: tuple[Words, Words], known: Evidence | None = None
) -> Iterator[Pair]:
    """Yield what two aligned texts have to teach: the passages linked to each other.

    ``words`` are those of their passages. Of these, stop words and numbers are left out, as
    ``content`` does; and words of which ``known`` is sure that they say each other: what is
    left is what there is to learn.
    """
    ru, en = (side.terms for side in words)
    for link in alignment.links:
        if link.ru and link.en:
            left = _content(ru[link.ru[0] : link.ru[-1] + 1])
            right = _content(en[link.en[0] : link.en[-1] + 1])
            yield _unexplained(left, right, known) if known else (left, right)


def _content(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the terms of passages that say something."""
    return [term for row in rows for term in row if term not in STOP_WORDS and not term.isdigit()]


def _unexplained(ru: Sequence[str], en: Sequence[str], known: Evidence) -> Pair:
    """Return the words of two passages without those known to say one of the other."""
    here, there = set(ru), set(en)
    explained = here & there
    for term in here:
        if said := known(term):
            for other in said:
                if other in there and said[other] >= _KNOWN:
                    explained.add(term)
                    explained.add(other)
    return (
        [term for term in ru if term not in explained],
        [term for term in en if term not in explained],
    )


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

    met: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    kept = asked = 0
    for pair in pairs:
        if not all(0 < len(side) <= _LONGEST for side in pair):
            continue
        size = cells(*map(len, pair))
        asked += size
        if asked > _MOST_ASKED * MOST_CELLS or kept + size > MOST_CELLS:
            return
        if kept < MOST_CELLS // 2 or any(
            min(map(known.__getitem__, side)) < _OFTEN
            for known, side in zip(met, pair, strict=True)
        ):
            kept += size
            for known, side in zip(met, pair, strict=True):
                known.update(side)
            yield pair


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

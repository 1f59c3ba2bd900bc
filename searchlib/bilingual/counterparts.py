"""Which word of the translation says this word? Links between the words of aligned passages.

Competitive linking: the surest pair is linked first, and a word that is linked takes no other
(Melamed, Models of Translational Equivalence among Words, Computational Linguistics 26(2), 2000).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from searchlib.bilingual.lexicon import Lexicon

__all__ = ["WordLink", "word_links"]

_DIAGONAL = 1.0
"""How strongly words in the same place of both passages are preferred: little, but it decides
which of two equal words is meant."""

Tokens = Sequence[Sequence[str]]
"""The tokens of a passage, each with the terms it stands for."""


class WordLink(NamedTuple):
    """Say that token ``ru`` of one passage and token ``en`` of the other say the same."""

    ru: int
    en: int
    score: float
    """How surely, from 0 to 1, their places left out of account."""


def word_links(
    ru: Tokens,
    en: Tokens,
    lexicon: Lexicon,
    *,
    names: Callable[[str, str], float] | None = None,
    least: float = 0.05,
) -> tuple[WordLink, ...]:
    """Return which tokens of two passages that say the same say each other, in order.

    Each token is linked once at most. ``names`` returns how surely a Russian and an English
    term are one name; pairs below ``least`` are not linked.
    """
    scores: dict[tuple[int, int], float] = {}
    for row, column, score in _candidates(ru, en, lexicon):
        scores[row, column] = max(score, scores.get((row, column), 0.0))
    if names is not None:
        known = {row for row, _ in scores}
        for row, column, score in _named(ru, en, names, known):
            scores[row, column] = score
    ranked = sorted(
        (-score * exp(-_DIAGONAL * abs((row + 0.5) / len(ru) - (column + 0.5) / len(en))), pair)
        for pair in scores
        for row, column in (pair,)
        if (score := scores[pair]) >= least
    )
    rows, columns = set[int](), set[int]()
    links = []
    for _, (row, column) in ranked:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            links.append(WordLink(row, column, scores[row, column]))
    return tuple(sorted(links))


def _candidates(ru: Tokens, en: Tokens, lexicon: Lexicon) -> Iterator[tuple[int, int, float]]:
    """Yield tokens that are equal, or translate each other in either direction."""
    for to, tokens, others in (("en", ru, en), ("ru", en, ru)):
        standing: dict[str, list[int]] = {}
        for place, terms in enumerate(others):
            for term in terms:
                standing.setdefault(term, []).append(place)
        for place, terms in enumerate(tokens):
            for term in terms:
                said = [(term, 1.0), *lexicon.translations(term, to)]
                for other, score in said:
                    for there in standing.get(other, ()):
                        yield (place, there, score) if to == "en" else (there, place, score)


def _named(
    ru: Tokens, en: Tokens, names: Callable[[str, str], float], known: set[int]
) -> Iterator[tuple[int, int, float]]:
    """Yield tokens that are one name, of those the lexicon does not know."""
    for row, terms in enumerate(ru):
        if row not in known:
            for column, others in enumerate(en):
                score = max((names(a, b) for a in terms for b in others), default=0.0)
                if score > 0:
                    yield row, column, score

"""Which Russian word does a transliterated one stand for? ``[ne sozrel]`` is не созрел.

Translators give a word of the original in Latin letters, in brackets: as it is written, or in
another form of it. Only words of the passage that says the same are looked at, so that a
beginning in common is enough where the endings differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from searchlib.analysis import Token, is_cyrillic
from searchlib.bilingual.naming.letters import plain
from searchlib.bilingual.naming.romanisation import SCHEMES, romanise

__all__ = ["Original", "transliterated"]

_AS_WRITTEN = 1.0
_IN_ANOTHER_FORM = 0.9
_SHORTEST = 4
"""How many letters two forms of a word must at least begin with in common."""
_SHARE = 0.6
"""How much of the longer of them that must be."""
_LONGEST = 40
_SIGNS = dict.fromkeys(map(ord, "ʺʹ·"))


class Original(NamedTuple):
    """Say that English token ``en`` is Russian token ``ru`` in Latin letters, and how surely."""

    ru: int
    en: int
    score: float


def transliterated(
    ru: Sequence[Token], en: Sequence[Token], bracketed: Sequence[int]
) -> tuple[Original, ...]:
    """Return which words in brackets stand for which Russian ones, in order of the Russian.

    ``ru`` and ``en`` are the tokens of two passages that say the same; ``bracketed`` says of
    each English one how deep it stands in brackets (see ``searchlib.analysis.depths``). Each
    token is linked once at most: to the word that is written as it is, or else to the one
    most like it, of those equally like to the one in its place.
    """
    found = sorted(
        (-score, abs(row / len(ru) - column / len(en)), row, column)
        for column, token in enumerate(en)
        if bracketed[column]
        for row, score in _originals(token.form, ru)
    )
    rows, columns = set[int](), set[int]()
    links = []
    for score, _, row, column in found:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            links.append(Original(row, column, -score))
    return tuple(sorted(links))


def _originals(word: str, ru: Sequence[Token]) -> Iterator[tuple[int, float]]:
    """Yield the Russian tokens a word may stand for, each with how surely."""
    letters = _letters(word[:_LONGEST])
    if not letters.isascii() or any(map(str.isdecimal, word)):
        return
    for row, token in enumerate(ru):
        if is_cyrillic(token.form):
            score = max((_alike(letters, other) for other in _romanised(token.form)), default=0.0)
            if score > 0:
                yield row, score


def _alike(one: str, other: str) -> float:
    """Return how surely two words in Latin letters are one, or forms of one."""
    if one == other:
        return _AS_WRITTEN
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    shared = min(len(one), len(other)) if shared is None else shared
    share = shared / max(len(one), len(other))
    return _IN_ANOTHER_FORM * share if shared >= _SHORTEST and share >= _SHARE else 0.0


@lru_cache(maxsize=1 << 12)
def _romanised(form: str) -> frozenset[str]:
    """Return how a folded Russian form may be written in Latin letters, without signs."""
    return frozenset(_letters(romanise(form[:_LONGEST], scheme)) for scheme in SCHEMES)


def _letters(word: str) -> str:
    """Return a word in Latin letters without accents, and without the signs for ъ and ь."""
    return "".join(filter(str.isalpha, plain(word).translate(_SIGNS)))

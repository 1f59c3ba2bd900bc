"""Which terms of an index look like a word in the other script? A baseline for names.

Both are written as the consonants and vowels they share, and compared by edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Self

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.crossing import Rows
from searchlib.query.plan import Weighted

__all__ = ["Cognates"]

_LEAST = 0.75
_SHORTEST = 4
_MOST = 5
_RUSSIAN = str.maketrans("абвгдежзийклмнопрстуфхцчшщыэюя", "abvgdezziiklmnoprstufhccssieua", "ъь")
_SOUNDS = """
sch:s sh:s ch:c zh:z kh:h ph:f th:t ck:k qu:kv j:z w:v ce:se ci:si cy:si c:k y:i ee:i oo:u
ou:u q:k
"""
_ENGLISH = tuple(tuple(pair.split(":")) for pair in _SOUNDS.split())


class Cognates:
    """Find the terms of an index that may be the same name in the other script."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
        for term in set(terms):
            key = _key(term)
            if len(key) >= _SHORTEST:
                self._terms[is_cyrillic(term)].setdefault(key, []).append(term)
        self._found: dict[str, list[tuple[str, float]]] = {}

    def of_word(self, token: AnalysedToken) -> Weighted:
        """Return the terms most like a word, with weights."""
        for term in token.terms:
            if term not in self._found:
                self._found[term] = list(self._near(term))
        return tuple(pair for term in token.terms for pair in self._found[term])

    def of_words(self, _tokens: Sequence[AnalysedToken]) -> Rows:
        """Return nothing: only single words are compared."""
        return ()

    def are_listed(self, _token: AnalysedToken) -> bool:
        """Return False: there are no tables."""
        return False

    def of_kind(self, _kind: str) -> Self:
        """Return itself, as it knows of no kinds."""
        return self

    def written(self, _term: str) -> str | None:
        """Return nothing: its names are not shown."""
        return None

    def _near(self, term: str) -> Iterable[tuple[str, float]]:
        key = _key(term)
        if len(key) < _SHORTEST:
            return
        others = self._terms[not is_cyrillic(term)]
        for found, like, _ in extract(
            key, others.keys(), scorer=Levenshtein.normalized_similarity, score_cutoff=_LEAST,
            limit=_MOST,
        ):  # fmt: skip
            for other in others[found]:
                yield other, (2 * like - 1) * like


def _key(term: str) -> str:
    """Return a term as it might sound."""
    if is_cyrillic(term):
        written = term.replace("дж", "z").replace("кс", "x").translate(_RUSSIAN)
    else:
        written = term
        for letters, sound in _ENGLISH:
            written = written.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", re.sub("[^a-z]", "", written))

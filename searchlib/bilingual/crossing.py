"""What says a word of the query in the other language? Its translations, and its names.

Each is an alternative of the word, weighing less than the word itself. What several words
say together the lexicon may know as a whole: железная дорога is a railway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.lexicon import Lexicon
from searchlib.query import plan as to
from searchlib.ranking import LEAST_TRANSLATION, MOST_TRANSLATIONS, TRANSLATION_POWER

__all__ = ["Crossing", "Names"]

_MOST_TOGETHER = 5
"""How many words are looked up together."""
_MOST_REMEMBERED = 10_000
_READINGS = 2
"""In how many readings each of them."""

Names = Callable[[AnalysedToken], Iterable[tuple[str, float]]]
"""Return the terms that may be the same name in the other script, with weights from 0 to 1."""

Rows = tuple[tuple[tuple[str, ...], float], ...]


class Crossing:
    """Find what says words of a query in the other language, of one lexicon."""

    def __init__(self, lexicon: Lexicon, names: Names | None = None) -> None:
        self._lexicon = lexicon
        self._names = names
        self._said: dict[tuple[str, tuple[str, ...]], to.Weighted] = {}

    def of_word(self, token: AnalysedToken) -> to.Weighted:
        """Return the single terms that say a word, the best first."""
        said = self._said.get((token.form, token.terms))
        if said is None:
            if len(self._said) >= _MOST_REMEMBERED:
                self._said.clear()
            said = self._said[token.form, token.terms] = self._looked_up(token)
        return said

    def _looked_up(self, token: AnalysedToken) -> to.Weighted:
        found: dict[str, float] = {}
        for term in token.terms:
            for other, weight in self._lexicon.translations(term, _other(term)):
                if " " not in other:
                    found[other] = max(found.get(other, 0.0), weight**TRANSLATION_POWER)
        for other, weight in self._names(token) if self._names else ():
            found[other] = max(found.get(other, 0.0), weight)
        for term in token.terms:
            found.pop(term, None)
        best = nlargest(MOST_TRANSLATIONS, found.items(), key=lambda pair: pair[1])
        return tuple(pair for pair in best if pair[1] >= LEAST_TRANSLATION)

    def of_words(self, tokens: Sequence[AnalysedToken]) -> Rows:
        """Return the rows of terms that say words standing together, or one word in several."""
        found: dict[tuple[str, ...], float] = {}
        for term in self._together(tokens):
            for other in self._lexicon.translations(term, _other(term)):
                if " " in term or " " in other.term:
                    weight = other.weight**TRANSLATION_POWER
                    found[other.words] = max(found.get(other.words, 0.0), weight)
        return tuple(pair for pair in found.items() if pair[1] >= LEAST_TRANSLATION)

    def _together(self, tokens: Sequence[AnalysedToken]) -> Iterable[str]:
        """Return the terms of tokens as a lexicon has them; ambiguous ones in either reading."""
        if not tokens or len(tokens) > _MOST_TOGETHER:
            return ()
        first, *others = tokens
        terms = list(first.terms[:_READINGS])
        if others:
            terms = [term for term in terms if self._lexicon.begins(term, _other(term))]
        for token in others:
            terms = [f"{before} {term}" for before in terms for term in token.terms[:_READINGS]]
        return terms


def _other(term: str) -> str:
    """Return the language to translate a term into: its script says which."""
    return "en" if is_cyrillic(term) else "ru"

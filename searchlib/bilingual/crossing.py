"""What says a word of the query in the other language? Its translations, and its names.

Each is an alternative of the word, weighing less than the word itself. What several words
say together the lexicon may know as a whole: железная дорога is a railway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import ceil
from typing import Protocol, Self

from searchlib.analysis import AnalysedToken, is_cyrillic
from searchlib.bilingual.lexicon import Lexicon
from searchlib.query import plan as to
from searchlib.ranking import (
    LEAST_TRANSLATION,
    LEAST_WHERE_REQUIRED,
    MOST_TRANSLATIONS,
    SHARE_WHERE_REQUIRED,
    TRANSLATION_POWER,
)

__all__ = ["Crossing", "Names", "Row", "Rows"]

_MOST_TOGETHER = 5
"""How many words are looked up together."""
_MOST_REMEMBERED = 10_000
_READINGS = 2
"""In how many readings each of them."""

_SURELY_NAMED = 0.9
_FAMILY_LETTERS = 4
_KINDS = ("place", "person")

Row = tuple[to.Weighted, ...]
"""Words in a row, each as the terms that may stand for it."""
Rows = tuple[Row, ...]


class Names(Protocol):
    """Find other spellings of names: what :class:`bilingual.recognising.Recogniser` does."""

    def of_word(self, token: AnalysedToken) -> to.Weighted:
        """Return the single terms that may be the same name, with weights from 0 to 1."""

    def of_words(self, tokens: Sequence[AnalysedToken]) -> Rows:
        """Return the rows of words that may be the name these words are."""

    def are_listed(self, token: AnalysedToken) -> bool:
        """Say whether a word is a name of the reviewed tables, whatever the index holds."""

    def of_kind(self, kind: str) -> Self:
        """Return what finds only places, or only persons."""

    def written(self, term: str) -> str | None:
        """Return how a name is written that it gave this term of; None for another term."""


class Crossing:
    """Find what says words of a query in the other language, of one lexicon."""

    def __init__(self, lexicon: Lexicon, names: Names | None = None, *, field: str = "") -> None:
        """Take a lexicon and what finds names, and the field in which only names are wanted."""
        self._lexicon = lexicon
        self._names = names
        self._field = field
        self._said: dict[tuple[str, tuple[str, ...], bool], to.Weighted] = {}
        self._rows: dict[tuple[str, ...], Rows] = {}
        self._inside: dict[str, Crossing] = {}

    def within(self, field: str) -> Crossing:
        """Return what finds the names a field holds: places, or persons; they are no words.

        A place that is not in the tables may still be translated.
        """
        if self._names is None or field not in _KINDS:
            return self
        if field not in self._inside:
            names = self._names.of_kind(field)
            self._inside[field] = Crossing(self._lexicon, names, field=field)
        return self._inside[field]

    def written(self, terms: str) -> str | None:
        """Return how names are written whose terms, parted by spaces, it gave; None for others."""
        if self._names is None:
            return None
        words = [self._names.written(term) for term in terms.split(" ")]
        return " ".join(filter(None, words)) if all(words) else None

    def is_named(self, term: str) -> bool:
        """Say whether a term was found as another spelling of a name."""
        return self._names is not None and self._names.written(term) is not None

    def of_word(self, token: AnalysedToken, *, required: bool = False) -> to.Weighted:
        """Return the single terms that say a word, the best first.

        A word that is ``required`` makes a record a hit by itself: those that say it are surer.
        """
        key = token.form, token.terms, required
        said = self._said.get(key)
        if said is None:
            if len(self._said) >= _MOST_REMEMBERED:
                self._said.clear()
            said = self._said[key] = self._looked_up(token, required)
        return said

    def _looked_up(self, token: AnalysedToken, required: bool) -> to.Weighted:
        least = LEAST_WHERE_REQUIRED if required else LEAST_TRANSLATION
        names = self._names.of_word(token) if self._names else ()
        sure = [pair for pair in names if pair[1] >= least]
        found = self._translated(token) if self._is_translated(token, sure) else {}
        if required and found:
            best = max(found, key=found.__getitem__)
            share = SHARE_WHERE_REQUIRED**TRANSLATION_POWER * found[best]
            found = {
                other: weight
                for other, weight in found.items()
                if weight >= least and (weight >= share or _are_akin(other, best))
            }
        for other, weight in sure:
            found[other] = max(found.get(other, 0.0), weight)
        for term in token.terms:
            found.pop(term, None)
        return tuple(sorted(found.items(), key=lambda pair: -pair[1]))

    def _is_translated(self, token: AnalysedToken, names: Sequence[tuple[str, float]]) -> bool:
        """Say whether a word is one to translate: persons are none, nor places well known.

        Nor is a word of which the lexicon only knows what begins alike, if it is surely a name.
        """
        if any(weight >= _SURELY_NAMED for _, weight in names) and not self._is_known(token):
            return False
        if self._names is None or not self._field:
            return True
        return self._field == "place" and not self._names.are_listed(token)

    def _is_known(self, token: AnalysedToken) -> bool:
        return any(self._lexicon.has(term, _other(term)) for term in token.terms)

    def _translated(self, token: AnalysedToken) -> dict[str, float]:
        """Return the best translations of a word that are single terms."""
        found: dict[str, float] = {}
        for term in token.terms:
            for other, weight in self._lexicon.translations(term, _other(term)):
                if " " not in other:
                    found[other] = max(found.get(other, 0.0), weight**TRANSLATION_POWER)
        best = nlargest(MOST_TRANSLATIONS, found.items(), key=lambda pair: pair[1])
        return {other: weight for other, weight in best if weight >= LEAST_TRANSLATION}

    def of_words(self, tokens: Sequence[AnalysedToken]) -> Rows:
        """Return the rows of terms that say words standing together, or one word in several."""
        forms = tuple(token.form for token in tokens)
        rows = self._rows.get(forms)
        if rows is None:
            if len(self._rows) >= _MOST_REMEMBERED:
                self._rows.clear()
            named = self._names.of_words(tokens) if self._names else ()
            said = self._translated_together(tokens) if self._field != "person" else ()
            rows = self._rows[forms] = tuple(dict.fromkeys((*said, *named)))
        return rows

    def _translated_together(self, tokens: Sequence[AnalysedToken]) -> Iterable[Row]:
        found: dict[tuple[str, ...], float] = {}
        for term in self._together(tokens):
            for other in self._lexicon.translations(term, _other(term)):
                if " " in term or " " in other.term:
                    weight = other.weight**TRANSLATION_POWER
                    found[other.words] = max(found.get(other.words, 0.0), weight)
        for terms, weight in found.items():
            if weight >= LEAST_TRANSLATION:
                yield tuple(((term, weight),) for term in terms)

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


def _are_akin(one: str, other: str) -> bool:
    """Say whether two words begin as those of one family do: Korea, Korean."""
    letters = max(_FAMILY_LETTERS, ceil(max(len(one), len(other)) / 2))
    return one[:letters] == other[:letters]


def _other(term: str) -> str:
    """Return the language to translate a term into: its script says which."""
    return "en" if is_cyrillic(term) else "ru"

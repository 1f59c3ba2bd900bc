"""Which words made it match, in which passages? The same answer on every engine.

A word marks its forms, a phrase only the words of the phrase, a wildcard what it
matched, a negated word nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from searchlib.analysis import AnalysedToken
from searchlib.query.plan import Phrase, Plan, Terms, Weighted, positive
from searchlib.query.proximity import places_together

__all__ = ["Found", "Highlighter", "joined"]


class Found(NamedTuple):
    """Say that part ``word`` of the query stands at ``start`` to ``end`` of a text."""

    start: int
    end: int
    word: int


class Highlighter:
    """Find the words of one query in texts."""

    def __init__(self, plan: Plan) -> None:
        self._parts = list(dict.fromkeys(positive(plan)))
        self._wanted = frozenset(term for part in self._parts for term in _terms(part))

    @property
    def wanted(self) -> frozenset[str]:
        """Return the terms looked for: of other tokens nothing need be known."""
        return self._wanted

    def looks_at(self, field: str) -> bool:
        """Say whether any word of the query may stand in this field."""
        return any(name == field for part in self._parts for name, _ in part.fields)

    def find(self, field: str, tokens: Iterable[AnalysedToken]) -> list[Found]:
        """Return where the words of the query stand in a text that is indexed as ``field``."""
        parts = [
            (number, part)
            for number, part in enumerate(self._parts)
            if any(name == field for name, _ in part.fields)
        ]
        if not parts:
            return []
        standing = self._standing(tokens)
        found: set[Found] = set()
        for number, part in parts:
            if isinstance(part, Terms):
                chosen = _standing_for(standing, part.terms)
            else:
                chosen = _phrase(standing, part)
            found.update(Found(token.start, token.end, number) for token in chosen)
        return sorted(found)

    def _standing(self, tokens: Iterable[AnalysedToken]) -> dict[str, list[AnalysedToken]]:
        """Return the tokens that stand for each wanted term."""
        seen: dict[str, tuple[str, ...]] = {}
        standing: dict[str, list[AnalysedToken]] = {}
        for token in tokens:
            terms = seen.get(token.form)
            if terms is None:
                terms = seen[token.form] = tuple(self._wanted.intersection(token.indexed()))
            for term in terms:
                standing.setdefault(term, []).append(token)
        return standing


def _terms(part: Terms | Phrase) -> Iterable[str]:
    """Yield the terms of a word or a phrase."""
    for word in (part.terms,) if isinstance(part, Terms) else part.words:
        for term, _ in word:
            yield term


def _standing_for(
    standing: Mapping[str, Sequence[AnalysedToken]], word: Weighted
) -> set[AnalysedToken]:
    """Return the tokens that stand for a word."""
    return {token for term, _ in word for token in standing.get(term, ())}


def _phrase(standing: Mapping[str, Sequence[AnalysedToken]], phrase: Phrase) -> set[AnalysedToken]:
    """Return the tokens where a phrase stands."""
    rows = [_standing_for(standing, word) for word in phrase.words]
    places = [sorted({token.position for token in row}) for row in rows]
    inside = places_together(places, phrase.slop)
    return {token for row in rows for token in row if token.position in inside}


def joined(found: Iterable[Found]) -> list[tuple[int, int]]:
    """Return the places found as offsets that do not overlap, in order."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans

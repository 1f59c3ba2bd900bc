"""Which words made it match, in which passages? The same answer on every engine.

A word marks its forms, a phrase only the words of the phrase, a wildcard what it
matched, a negated word nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from searchlib.analysis import PARAGRAPH_GAP, AnalysedToken
from searchlib.query.plan import Phrase, Plan, Terms, Weighted, positive
from searchlib.query.proximity import places_together

__all__ = ["Found", "Highlighter", "joined"]


class Found(NamedTuple):
    """Say that part ``word`` of the query stands at ``start`` to ``end`` of a text.

    ``asked`` says that it stands there as the reader wrote it, in whatever form; else it is
    a translation.
    """

    start: int
    end: int
    word: int
    asked: bool = True

    @property
    def span(self) -> tuple[int, int]:
        """Return where it stands, as offsets."""
        return self.start, self.end


_made = tuple.__new__  # what a named tuple's own __new__ calls, in about half the time


class Highlighter:
    """Find the words of one query in texts."""

    def __init__(self, plan: Plan, translations: frozenset[str] = frozenset()) -> None:
        """Take a plan, and those of its terms that only translate what the reader wrote."""
        self._parts = list(dict.fromkeys(positive(plan)))
        self._wanted = frozenset(term for part in self._parts for term in _terms(part))
        self._by_field: dict[str, list[tuple[int, Terms | Phrase]]] = {}
        self._translations = translations
        self.translated = frozenset(
            number
            for number, part in enumerate(self._parts)
            if translations.issuperset(_terms(part))
        )
        """The parts that are translations as a whole: railway, where железная дорога was asked."""
        slops = [part.slop for part in self._parts if isinstance(part, Phrase)]
        self.needs_places = bool(slops)
        """Whether any of the parts is a phrase, which depends on the positions of its words."""
        self.reaches_far = max(slops, default=0) >= PARAGRAPH_GAP
        """Whether words of one phrase may stand in two paragraphs."""

    @property
    def wanted(self) -> frozenset[str]:
        """Return the terms looked for: of other tokens nothing need be known."""
        return self._wanted

    def looks_at(self, field: str) -> bool:
        """Say whether any word of the query may stand in this field."""
        return bool(self._parts_of(field))

    def find(self, field: str, tokens: Sequence[AnalysedToken]) -> list[Found]:
        """Return where the words of the query stand in a text that is indexed as ``field``."""
        parts = self._parts_of(field) if tokens else ()
        standing = self._standing(tokens) if parts else {}
        if not standing:
            return []
        found: set[Found] = set()
        for number, part in parts:
            if isinstance(part, Terms):
                chosen = _standing_for(standing, part.terms)
            else:
                chosen = _phrase(standing, part)
            if chosen:
                asked = self._asked(standing, part)
                found.update([_made(Found, (t[0], t[1], number, t in asked)) for t in chosen])
        return sorted(found)

    def places(self, field: str, tokens: Iterable[AnalysedToken]) -> list[tuple[Found, ...]]:
        """Return the same as ``find``, but the words of one phrase together, in order."""
        parts = self._parts_of(field)
        standing = self._standing(tokens) if parts else {}
        found: set[tuple[Found, ...]] = set()
        for number, part in parts:
            if isinstance(part, Terms):
                groups = [[token] for token in _standing_for(standing, part.terms)]
            else:
                groups = _apart(_phrase(standing, part), len(part.words), part.slop)
            asked = self._asked(standing, part)
            found.update(
                tuple(sorted({Found(t.start, t.end, number, t in asked) for t in group}))
                for group in groups
            )
        return sorted(found)

    def _parts_of(self, field: str) -> list[tuple[int, Terms | Phrase]]:
        """Return the parts of the query that may stand in a field, by number."""
        parts = self._by_field.get(field)
        if parts is None:
            parts = self._by_field[field] = [
                (number, part)
                for number, part in enumerate(self._parts)
                if any(name == field for name, _ in part.fields)
            ]
        return parts

    def _asked(
        self, standing: Mapping[str, Sequence[AnalysedToken]], part: Terms | Phrase
    ) -> set[AnalysedToken]:
        """Return the tokens of a part that are no translations."""
        own = (term for term in _terms(part) if term not in self._translations)
        return {token for term in own for token in standing.get(term, ())}

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


def _apart(tokens: Iterable[AnalysedToken], words: int, slop: int) -> list[list[AnalysedToken]]:
    """Return the tokens of each place where a phrase of so many words stands.

    What is left over, where places overlap, goes to the one before.
    """
    groups: list[list[AnalysedToken]] = []
    positions: set[int] = set()
    reach = words - 1 + slop
    for token in sorted(tokens, key=attrgetter("position", "start")):
        if token.position not in positions:
            if not positions or len(positions) == words or token.position - min(positions) > reach:
                groups.append([])
                positions = set()
            positions.add(token.position)
        groups[-1].append(token)
    whole: list[list[AnalysedToken]] = []
    for group in groups:
        near = whole and group[0].position - whole[-1][-1].position <= reach
        if near and len({token.position for token in group}) < words:
            whole[-1] += group
        else:
            whole.append(group)
    return whole


def joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places as offsets that do not overlap, in order."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans

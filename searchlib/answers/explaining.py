"""Why does a record match, and how does its score come about? A plan reckoned once more.

The record is analysed as it was for the index, so that its words are at hand with their
frequencies; the engine is asked only for what it counts over all records. What nodes of a
plan score is what `query/plan.py` says, so that the parts add up to any engine's score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from searchlib.analysis import exact_form, is_cyrillic
from searchlib.answers.parts import Parts
from searchlib.answers.searching import Asked
from searchlib.bilingual.widen import Widened
from searchlib.engine import Document, FieldStatistics
from searchlib.entries import document
from searchlib.query import parse
from searchlib.query import plan as to
from searchlib.query import tree as ask
from searchlib.query.proximity import stand_together
from searchlib.ranking import bm25, idf
from searchlib.results import AskedWord, Contribution, Explanation, Meaning

__all__ = ["explain"]

_MOST_MEANINGS = 50
"""How many of the forms that a wildcard stands for are named."""


class _Sources(NamedTuple):
    """Hold what is explained by: ``widen`` returns the plan of a tree, meant as the query is."""

    parts: Parts
    widen: Callable[[ask.Node], Widened]


def explain(record_id: str, asked: Asked, parts: Parts) -> Explanation:
    """Return why a record matches a query, or which of its words it lacks."""
    record, alignment = parts.load(record_id)
    tree = parse(asked.query, match=asked.match).tree
    sources = _Sources(parts, lambda node: asked.widen(node, parts))
    widened = sources.widen(tree)
    held = document(record, alignment, sources.parts.analyzer.analyse).spread()
    words = [_Asked.of(leaf, sources) for leaf in dict.fromkeys(_leaves(tree))]
    reckoner = _Reckoner(held, widened, words, sources)
    sums = reckoner.parts(widened.plan)
    ordered = sorted(sums or (), key=lambda part: (-part.score, part.word, part.field))
    return Explanation(
        id=record.id,
        query=str(tree),
        matched=sums is not None,
        score=round(sum(part.score for part in ordered), 6),
        records=sources.parts.engine.count(),
        words=tuple(
            AskedWord(word.written, word.meanings[:_MOST_MEANINGS], word.is_in(held))
            for word in words
        ),
        parts=tuple(ordered),
    )


class _Asked(NamedTuple):
    """Hold a word of the query, all it is looked for as, and what that means, the surest first.

    Translations and names that no record holds mean nothing here, as in notes.
    """

    written: str
    rows: frozenset[str]
    meanings: tuple[Meaning, ...]

    @classmethod
    def of(cls, leaf: ask.Node, sources: _Sources) -> _Asked:
        inner = leaf.node if isinstance(leaf, ask.Within) else leaf
        own = sources.parts.analyzer.analyse(inner.text) if isinstance(inner, ask.Word) else []
        terms = {term: token.form for token in own for term in token.terms}
        found: dict[str, float] = {}
        for part in to.positive(sources.widen(leaf).plan):
            for row, weight in _said_by(part):
                found[row] = max(found.get(row, 0.0), weight)
        ranked = sorted(found.items(), key=lambda pair: (pair[0] not in terms, -pair[1]))
        meanings = (
            Meaning(row, written, round(weight, 6), _kind(row, terms, sources))
            for row, weight in ranked
            if (written := _written(row, terms, sources)) is not None
        )
        return cls(str(leaf), frozenset(found), tuple(meanings))

    def is_in(self, held: Document) -> bool:
        """Say whether any field holds all the terms of any meaning."""
        return any(
            all(term in field.positions for term in meaning.term.split(" "))
            for meaning in self.meanings
            for field in held.fields.values()
        )


def _leaves(node: ask.Node, within: str = "") -> Iterator[ask.Node]:
    """Yield the words of a query that can make a record match, each in its field."""
    match node:
        case ask.Word() | ask.Exact() | ask.Wildcard() | ask.Fuzzy():
            yield ask.Within(within, node) if within else node
        case ask.And(nodes) | ask.Or(nodes) | ask.Phrase(nodes):
            for inner in nodes:
                yield from _leaves(inner, within)
        case ask.Within(name, inner):
            yield from _leaves(inner, name)


def _said_by(part: to.Terms | to.Phrase) -> Iterator[tuple[str, float]]:
    """Yield the terms of a part of a plan with their weights; those of a row as one."""
    if isinstance(part, to.Terms):
        yield from part.terms
    elif all(part.words):
        yield " ".join(row[0][0] for row in part.words), min(row[0][1] for row in part.words)


def _written(row: str, own: Mapping[str, str], sources: _Sources) -> str | None:
    """Return terms as a reader would write them; None for what no record says a word by."""
    if row in own:
        return row if is_cyrillic(row) else own[row]
    return exact_form(row) or sources.parts.spelt(row)


def _kind(row: str, own: Iterable[str], sources: _Sources) -> str:
    if exact_form(row) is not None:
        return "form"
    if row in own:
        return "word"
    return "name" if all(map(sources.parts.crossing.is_named, row.split(" "))) else "translation"


class _Reckoner:
    """Reckon the score of one record."""

    def __init__(
        self, held: Document, widened: Widened, words: list[_Asked], sources: _Sources
    ) -> None:
        self._held = held
        self._sources = sources
        self._records = sources.parts.engine.count()
        self._words = [(word.written, word.rows) for word in words]
        self._said = {row: written for written, rows in reversed(widened.said) for row in rows}
        self._together = {row: written for row, written in self._said.items() if " " in written}
        self._statistics = self._counted(widened.plan)

    def _counted(self, plan: to.Plan) -> dict[str, FieldStatistics]:
        """Return the statistics of each field, for those terms of a plan that stand in it."""
        wanted: dict[str, dict[str, None]] = {}
        for name, term in _pairings(plan):
            if name in self._held.fields and term in self._held.fields[name].positions:
                wanted.setdefault(name, {})[term] = None
        statistics = self._sources.parts.engine.statistics
        return {name: statistics(name, terms) for name, terms in wanted.items()}

    def parts(self, plan: to.Plan, share: float = 1.0) -> list[Contribution] | None:  # noqa: C901
        """Return what adds up to the score of a plan; None when it does not match."""
        match plan:
            case to.Terms(fields, terms):
                best = self._best(fields, terms, share, self._label((terms,)))
                return None if best is None else [best]
            case to.Phrase():
                return self._phrase(plan, share)
            case to.And(nodes):
                each = [self.parts(node, share) for node in nodes]
                found = [parts for parts in each if parts is not None]
                return list(chain.from_iterable(found)) if len(found) == len(each) else None
            case to.Or(nodes):
                found = self._those(nodes, share)
                return list(chain.from_iterable(found)) if found else None
            case to.Best(nodes):
                found = self._those(nodes, share)
                return max(found, key=_total) if found else None
            case to.Not(node):
                return [] if self.parts(node) is None else None
            case to.Prefer(node, preferred, weight):
                parts = self.parts(node, share)
                more = self.parts(preferred, share * weight)
                return None if parts is None else parts + (more or [])
            case to.Keyword(name, value):
                return [] if value in self._held.keywords.get(name, ()) else None
            case to.Overlap(name, low, high):
                spans = self._held.intervals.get(name, ())
                return [] if any(s <= high and low <= e for s, e in spans) else None
            case to.Everything():
                return []

    def _those(self, nodes: Iterable[to.Plan], share: float) -> list[list[Contribution]]:
        """Return the parts of those nodes that match."""
        each = (self.parts(node, share) for node in nodes)
        return [parts for parts in each if parts is not None]

    def _phrase(self, phrase: to.Phrase, share: float) -> list[Contribution] | None:
        label = self._label(phrase.words)
        for name, _ in phrase.fields:
            if name not in self._held.fields:
                continue
            positions = self._held.fields[name].positions
            rows = [
                sorted({p for t, _ in row for p in positions.get(t, ())}) for row in phrase.words
            ]
            if stand_together(rows, phrase.slop):
                each = (self._best(phrase.fields, row, share, label) for row in phrase.words)
                return [part for part in each if part is not None and part.score]
        return None

    def _best(
        self, fields: to.Fields, terms: to.Weighted, share: float, label: str
    ) -> Contribution | None:
        """Return the best pairing of a field and a term; None when none of them is there."""
        pairings = (
            self._contribution(name, term, share * boost * weight, label)
            for name, boost in fields
            for term, weight in terms
            if name in self._held.fields and term in self._held.fields[name].positions
        )
        best = max(pairings, key=lambda part: part.score, default=None)
        if best is None:
            return None
        # Only of the best: a wildcard stands for thousands of terms, and a book has as many.
        return replace(best, written=", ".join(self._standing(best.field, best.term)))

    def _contribution(self, name: str, term: str, weight: float, label: str) -> Contribution:
        field, counted = self._held.fields[name], self._statistics[name]
        frequency, matching = len(field.positions[term]), counted.matching[term]
        rarity = idf(self._records, matching)
        return Contribution(
            word=label or term,
            field=name,
            term=term,
            written="",
            frequency=frequency,
            length=field.length,
            average=counted.average,
            matching=matching,
            idf=rarity,
            weight=weight,
            score=weight * bm25(frequency, field.length, counted.average, rarity),
        )

    def _standing(self, name: str, term: str) -> list[str]:
        """Return the forms in which a term stands in a field of the record."""
        positions = self._held.fields[name].positions
        places = set(positions[term])
        forms = ((exact_form(other), where) for other, where in positions.items())
        return sorted(form for form, where in forms if form and not places.isdisjoint(where))

    def _label(self, rows: tuple[to.Weighted, ...]) -> str:
        """Return the part of the query that rows of terms stand for."""
        if all(len(row) == 1 for row in rows):
            whole = " ".join(row[0][0] for row in rows)
            if said := self._together.get(whole) or (len(rows) > 1 and self._said.get(whole)):
                return said
        return " … ".join(self._word(row) for row in rows)

    def _word(self, row: to.Weighted) -> str:
        terms = {term for term, _ in row}
        for written, meant in self._words:
            if terms <= meant:
                return written
        return next((self._said[term] for term, _ in row if term in self._said), "")


def _pairings(plan: to.Plan) -> Iterator[tuple[str, str]]:
    """Yield each field and term of a plan, of what is preferred too."""
    match plan:
        case to.Terms(fields, terms):
            yield from ((name, term) for name, _ in fields for term, _ in terms)
        case to.Phrase(fields, words, _):
            yield from ((name, term) for name, _ in fields for row in words for term, _ in row)
        case to.And(nodes) | to.Or(nodes) | to.Best(nodes):
            for node in nodes:
                yield from _pairings(node)
        case to.Not(node):
            yield from _pairings(node)
        case to.Prefer(node, preferred, _):
            yield from _pairings(node)
            yield from _pairings(preferred)


def _total(parts: Iterable[Contribution]) -> float:
    return sum(part.score for part in parts)

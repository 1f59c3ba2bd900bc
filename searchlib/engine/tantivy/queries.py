"""How is a plan asked of tantivy? As a query that matches the same documents.

Its score is never below the plan's, and most often the same to seven digits: so the first
by it are the candidates for the first by ours (see `tantivy.py`).

Two phrases tantivy cannot tell: of more than two words in any order, and of words that
may stand at one position. Where such a phrase only adds to a score, what it may match is
asked for; where it decides what matches, those documents are read, and named one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from operator import itemgetter
from typing import Final

from tantivy import FieldType, Occur, Query, Schema, Searcher

from searchlib.engine.tantivy.layout import Slots, encoded_keyword, encoded_span, holding, shift_of
from searchlib.engine.tantivy.scores import Statistics
from searchlib.query.plan import (
    And,
    Best,
    Everything,
    Fields,
    Keyword,
    Not,
    Or,
    Overlap,
    Phrase,
    Plan,
    Prefer,
    Terms,
    Weighted,
)
from searchlib.ranking import K1

__all__ = ["Queries", "loose", "scores", "small"]

_MOST_PHRASES: Final = 16
"""So many phrases are asked for one by one; those of more alternatives as patterns."""
_DAYS: Final = 2_048
"""How many ranges of dates have their queries kept at hand."""
_FEW: Final = 16
_NAMED: Final = 16
"""How many phrases, where there are more, or each document that holds it may have to be named."""
_LOW, _HIGH = -(2**63), 2**63 - 1

Named = Callable[[Phrase, Query], Query]
Spans = Callable[[str], Iterable[tuple[int, int]]]
_Word = Sequence[tuple[int, str]]
"""What may stand for a word: which of a position's two places a token has, and the token."""


def scores(plan: Plan) -> bool:
    """Say whether a plan scores anything."""
    match plan:
        case Terms() | Phrase():
            return True
        case And(nodes) | Or(nodes) | Best(nodes):
            return any(map(scores, nodes))
        case Prefer(node, preferred, _):
            return scores(node) or scores(preferred)
    return False


def loose(plan: Plan) -> bool:
    """Say whether tantivy may give a match of a plan the score of a phrase it does not hold."""
    match plan:
        case And(nodes) | Or(nodes) | Best(nodes):
            return any(map(loose, nodes))
        case Prefer(node, preferred, _):
            return loose(node) or scores(preferred)
    return False


def small(plan: Plan) -> bool:
    """Say whether many such plans can be kept: none of its parts is a large one."""
    match plan:
        case Terms(_, terms):
            return len(terms) <= _FEW
        case Phrase(_, words, slop):
            return not slop and sum(map(len, words)) <= _FEW
        case And(nodes) | Or(nodes) | Best(nodes):
            return len(nodes) <= _FEW and all(map(small, nodes))
        case Not(node):
            return small(node)
        case Prefer(node, preferred, _):
            return small(node) and small(preferred)
    return True


class Queries:
    """Make queries of plans."""

    def __init__(
        self,
        searcher: Searcher,
        schema: Schema,
        slots: Slots,
        statistics: Statistics,
        named: Named,
        spans: Spans,
    ) -> None:
        """Take what may be asked while a query is made.

        ``named`` returns the query that matches those documents of a query's where a phrase
        stands, and ``spans`` the intervals there are in a field.
        """
        self._searcher = searcher
        self._schema = schema
        self._slots = slots
        self._statistics = statistics
        self._named = named
        self._spans = spans
        self._near = lru_cache(_NAMED)(self._together)
        self._days = lru_cache(_DAYS)(self._overlapping)

    def query(self, plan: Plan, exact: bool = True) -> Query:  # noqa: C901  one per node
        """Return the query for a plan; it may match more unless it is ``exact``."""
        match plan:
            case Terms(fields, terms):
                return self._word(fields, terms)
            case Phrase(fields, words, slop):
                short = not slop and sum(map(len, words)) <= _FEW
                together = self._together if short else self._near
                parts = [(Occur.Must, together(plan, exact))]
                # Where they stand together, they are: to say so spares what else holds a word.
                parts += [(Occur.Must, self._word(fields, word)) for word in words]
                return Query.boolean_query(parts)
            case And(nodes):
                return self._all(nodes, exact)
            case Or(nodes):
                return _any([self.query(node, exact) for node in nodes])
            case Best(nodes):
                return _best([self.query(node, exact) for node in nodes])
            case Not(Not(node)):
                return _filter(self.query(node))
            case Not():
                return self._all((plan,), exact)
            case Prefer(node, preferred, weight):
                more = Query.boost_query(self.query(preferred, exact=False), weight)
                needed = (Occur.Must, self.query(node, exact))
                return Query.boolean_query([needed, (Occur.Should, more)])
            case Keyword(name, value):
                return _filter(self._term("keywords", encoded_keyword(name, value)))
            case Overlap(name, low, high):
                return self._days(name, max(low, _LOW), min(high, _HIGH))
            case Everything():
                return _filter(Query.all_query())

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "freq")

    def _word(self, fields: Fields, terms: Weighted) -> Query:
        """Return the query for a word."""
        schema, queries = self._schema, []
        for name, boost in fields:
            if (slot := self._slots.texts.get(name)) is None:
                continue
            for term, weight in terms:
                if (leaf := self._statistics.leaf(slot, term)) is None:
                    continue
                for bag, factor in leaf.bags:
                    found = Query.term_query(schema, bag, leaf.term, "freq")
                    queries.append(Query.boost_query(found, boost * weight * factor))
                if leaf.rest:
                    most = boost * weight * leaf.idf * (K1 + 1)
                    found = self._term(f"rest_{slot}", leaf.term)
                    queries.append(Query.const_score_query(found, most))
        return _best(queries)

    def _all(self, nodes: tuple[Plan, ...], exact: bool) -> Query:
        """Return the query for all of some nodes; what is negated takes away from the rest."""
        parts = [
            (Occur.MustNot, self.query(node.node))
            if isinstance(node, Not) and not isinstance(node.node, Not)
            else (Occur.Must, self.query(node, exact))
            for node in nodes
        ]
        if not any(occur == Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, _filter(Query.all_query())))
        return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)

    # Intervals ---------------------------------------------------------------

    def _overlapping(self, name: str, low: int, high: int) -> Query:
        """Return the query for an overlap: an interval begins in it, or holds its beginning."""
        slot = self._slots.intervals.get(name)
        if slot is None:
            return Query.empty_query()
        if low > high:  # or both ends, which no block and no beginning tells
            both = [span for span in self._spans(name) if span[0] <= high and low <= span[1]]
            terms = [encoded_span(name, span) for span in both]
            return _filter(Query.term_set_query(self._schema, "spans", terms))
        begins = Query.range_query(self._schema, f"start_{slot}", FieldType.Integer, low, high)
        # Of 65 blocks few are there, and looking them up takes less than asking for all.
        blocks = [term for term in holding(name, low) if self._searcher.doc_freq("spans", term)]
        return _filter(_any([begins, *(self._term("spans", term) for term in blocks)]))

    # Phrases -----------------------------------------------------------------

    def _together(self, phrase: Phrase, exact: bool) -> Query:
        """Return the query for the words of a phrase standing together in any of its fields."""
        found = []
        for name, _ in phrase.fields:
            slot = self._slots.texts.get(name)
            words = [] if slot is None else self._known(slot, phrase.words)
            if words:
                field = f"places_{slot}"
                whole = Phrase(((name, 1.0),), phrase.words, phrase.slop)
                found.append(self._standing(whole, field, words, exact))
        return _filter(_any(found))

    def _known(self, slot: int, words: Sequence[Weighted]) -> list[_Word]:
        """Return the tokens for what a field holds anywhere of each word; none if it lacks one."""
        held = [
            [(shift_of(term), leaf.term) for term, _ in word
             if (leaf := self._statistics.leaf(slot, term))]
            for word in words
        ]  # fmt: skip
        if not all(held):
            return []
        placed = self._statistics.placed
        return [
            list(dict.fromkeys((at, token) for at, term in row for token in placed(slot, term)))
            for row in held
        ]

    def _standing(self, phrase: Phrase, field: str, words: list[_Word], exact: bool) -> Query:
        """Return the query for words that stand together in a field."""
        if len(words) == 1:
            return Query.term_set_query(self._schema, field, [token for _, token in words[0]])
        if not phrase.slop:
            return self._phrase(field, list(enumerate(words)), 0)
        pairs = [*pairwise(enumerate(words))]
        if len(words) > 2:
            pairs.append(((0, words[0]), (len(words) - 1, words[-1])))
        near = [self._phrase(field, pair, phrase.slop) for pair in pairs]
        likely = near[0] if len(near) == 1 else Query.boolean_query([(Occur.Must, q) for q in near])
        if not exact:
            return likely
        if len(words) > 2:
            return self._named(phrase, likely)
        # tantivy takes two words at one position for neighbours.
        same = self._phrase(field, [(0, word) for word in words], 0)
        doubtful = Query.boolean_query([(Occur.Must, likely), (Occur.Must, same)])
        sure = Query.boolean_query([(Occur.Must, likely), (Occur.MustNot, same)])
        return _any([sure, self._named(phrase, doubtful)])

    def _phrase(self, field: str, words: Sequence[tuple[int, _Word]], slop: int) -> Query:
        """Return tantivy's own phrase of words at some offsets; a position is two of its places."""
        slop *= 2
        if prod(len(word) for _, word in words) <= _MOST_PHRASES:
            return _any(
                [
                    Query.phrase_query(self._schema, field, row, slop)
                    for chosen in product(*(word for _, word in words))
                    for row in [_in_order(
                        (2 * offset + shift, token)
                        for (offset, _), (shift, token) in zip(words, chosen, strict=True)
                    )]
                ]
            )  # fmt: skip
        patterns = [
            [(2 * offset + shift, "|".join(map(re.escape, tokens)))
             for shift in (0, 1) if (tokens := [token for at, token in word if at == shift])]
            for offset, word in words
        ]  # fmt: skip
        return _any(
            [
                Query.regex_phrase_query(self._schema, field, [*_in_order(chosen)], slop)
                for chosen in product(*patterns)
            ]
        )


def _in_order(words: Iterable[tuple[int, str]]) -> list[str | tuple[int, str]]:
    """Return words by their offsets, of which the first is 0."""
    row = sorted(words, key=itemgetter(0))
    return [(offset - row[0][0], word) for offset, word in row]


def _filter(query: Query) -> Query:
    """Return a query that matches the same and scores nothing."""
    return Query.const_score_query(query, 0.0)


def _any(queries: list[Query]) -> Query:
    """Return the query for what any of some match; the score is their sum."""
    if len(queries) == 1:
        return queries[0]
    if not queries:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _best(queries: list[Query]) -> Query:
    """Return the query for what any of some match; the score is the best of theirs."""
    if len(queries) == 1:
        return queries[0]
    return Query.disjunction_max_query(queries) if queries else Query.empty_query()

"""What is OpenSearch asked? A plan as its query language says it, every score its BM25.

Lucene's own BM25 takes the length of a field for the number of its terms, and its
statistics from one shard; so a term's frequency comes from the index, the rest of the
formula from here. Where Lucene cannot say whether words stand together,
``opensearch_phrases.py`` has looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from searchlib.engine.opensearch.documents import ANALYZER, LARGEST, LEAST, encoded, term_code
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
from searchlib.ranking import K1, B, idf

__all__ = ["EVERYTHING", "NOTHING", "Compiler", "Leaf", "Near", "Verified", "leaves", "nears"]

Query = dict[str, Any]
Leaf = tuple[str, str]
"""A field and a term."""

EVERYTHING: Query = {"bool": {"filter": {"match_all": {}}}}
"""All documents, with score 0: what only filters counts nothing."""
NOTHING: Query = {"match_none": {}}

_BM25 = "double f = _score; return params.w * f / (f + params.k + params.c * doc[params.l].value);"
"""One source for all terms: it is compiled once."""
_MOST_ALTERNATIVES = 1_024


class Near(NamedTuple):
    """Hold words near each other in one field: a phrase with a slop."""

    field: str
    words: tuple[tuple[str, ...], ...]
    slop: int


Verified = Mapping[Near, Query]
"""Which documents hold these words together, where it takes more than a query to say."""


def leaves(plan: Plan) -> Iterator[Leaf]:
    """Yield each field and term a plan asks for."""
    match plan:
        case Terms(fields, terms):
            yield from ((name, term) for name, _ in fields for term, _ in terms)
        case Phrase(fields, words, _):
            yield from ((name, term) for name, _ in fields for word in words for term, _ in word)
        case _:
            for node in _inner(plan):
                yield from leaves(node)


def nears(plan: Plan) -> Iterator[Near]:
    """Yield the words that are to be near each other, field by field."""
    if isinstance(plan, Phrase):
        words = tuple(tuple(term for term, _ in word) for word in plan.words)
        if plan.slop > 0 and len(words) > 1:
            yield from (Near(name, words, plan.slop) for name, _ in plan.fields)
    else:
        for node in _inner(plan):
            yield from nears(node)


def _inner(plan: Plan) -> Sequence[Plan]:
    """Return the nodes of a node."""
    match plan:
        case And(nodes) | Or(nodes) | Best(nodes):
            return nodes
        case Not(node):
            return (node,)
        case Prefer(node, preferred, _):
            return (node, preferred)
    return ()


class Compiler:
    """Say plans in the query language of OpenSearch, by the statistics of an index."""

    def __init__(
        self,
        records: int,
        tokens: Mapping[str, int],
        matching: Callable[[Leaf], int],
        verified: Verified,
    ) -> None:
        """Take the number of records, of tokens in each field, and of records with a term."""
        self._records = records
        self._tokens = tokens
        self._matching = matching
        self._verified = verified

    def query(self, plan: Plan, weight: float = 1.0) -> Query:  # noqa: C901  one per node
        """Return the query that matches what a plan does, its scores times ``weight``."""
        match plan:
            case Terms(fields, terms):
                return _best(self._pairings(fields, terms, weight))
            case Phrase():
                return self._phrase(plan, weight)
            case And(nodes):
                return self._all(nodes, weight)
            case Or(nodes):
                return _any([self.query(node, weight) for node in _merged(Or, nodes)])
            case Best(nodes):
                return _best([self.query(node, weight) for node in _merged(Best, nodes)])
            case Not(node):
                return {"bool": {"filter": {"match_all": {}}, "must_not": self.query(node)}}
            case Prefer(node, preferred, more):
                should = self.query(preferred, weight * more)
                return {"bool": {"must": self.query(node, weight), "should": should}}
            case Keyword(name, value):
                return _filter({"term": {f"keyword.{name}": encoded(value)}})
            case Overlap():
                return _overlap(plan)
            case Everything():
                return EVERYTHING

    def _all(self, nodes: Sequence[Plan], weight: float) -> Query:
        """Return what matches all nodes."""
        asked: dict[str, list[Query]] = {"filter": [], "must": []}
        for node in _merged(And, nodes):
            scoring = isinstance(node, Terms | Phrase | And | Or | Best | Prefer)
            asked["must" if scoring else "filter"].append(self.query(node, weight))
        if NOTHING in asked["must"]:
            return NOTHING
        if not asked["filter"] and len(asked["must"]) == 1:
            return asked["must"][0]
        return (
            {"bool": {k: v for k, v in asked.items() if v}} if any(asked.values()) else EVERYTHING
        )

    def _pairings(self, fields: Fields, terms: Weighted, weight: float) -> list[Query]:
        """Return a query for each term in each field that has it."""
        return [
            self._term(name, term, weight * boost * of_term)
            for name, boost in fields
            for term, of_term in terms
            if self._matching((name, term))
        ]

    def _term(self, name: str, term: str, weight: float) -> Query:
        """Return the query whose score is BM25."""
        average = self._tokens[name] / self._records
        rarity = idf(self._records, self._matching((name, term)))
        numbers = {
            "w": weight * rarity * (K1 + 1),
            "k": K1 * (1 - B),
            "c": K1 * B / average if average else 0.0,
            "l": f"length.{name}",
        }
        return {
            "script_score": {
                "query": {"term": {f"text.{name}": term_code(term)}},
                "script": {"source": _BM25, "params": numbers},
            }
        }

    def _phrase(self, phrase: Phrase, weight: float) -> Query:
        """Return what matches where the words stand together in one field; all add up."""
        fields = [
            where
            for name, _ in phrase.fields
            if (where := self._together(name, phrase.words, phrase.slop)) is not None
        ]
        if not fields:
            return NOTHING
        words = [_best(self._pairings(phrase.fields, word, weight)) for word in phrase.words]
        return {"bool": {"filter": _any(fields), "should": words, "minimum_should_match": 0}}

    def _together(self, name: str, words: tuple[Weighted, ...], slop: int) -> Query | None:
        """Return what matches where words stand together in this field, or None if nowhere."""
        there = [[t for t, _ in word if self._matching((name, t))] for word in words]
        if not there or not all(there):
            return None
        if len(there) == 1:
            return {"terms": {f"text.{name}": [term_code(term) for term in there[0]]}}
        if slop <= 0:
            return sloppy(name, there, 0)
        near = Near(name, tuple(tuple(term for term, _ in word) for word in words), slop)
        return self._verified.get(near) or sloppy(name, there, slop)


def sloppy(name: str, words: Sequence[Sequence[str]], slop: int) -> Query:
    """Return where words stand together as Lucene sees it.

    Exact for two words, for a slop of 0, and where no two words share a term or a position.
    """
    if len(words) == 2 and slop:
        return pair(name, words[0], words[1], 1, slop)
    text = " ".join("|".join(map(term_code, word)) for word in words)
    return {"match_phrase": {f"text.{name}": {"query": text, "analyzer": ANALYZER, "slop": slop}}}


def pair(name: str, one: Sequence[str], other: Sequence[str], apart: int, slop: int) -> Query:
    """Return where two words, ``apart`` from each other in a phrase, stand as it lets them."""
    orders = [(one, other, slop + apart - 1), (other, one, slop - apart - 1)]
    rules = [
        {"all_of": {"mode": "ordered", "max_gaps": gaps, "intervals": [word(a), word(b)]}}
        for a, b, gaps in orders
        if gaps >= 0
    ]
    return {"intervals": {f"text.{name}": {"any_of": {"intervals": rules}}}}


def collisions(name: str, words: Sequence[Sequence[str]]) -> Query:
    """Return where two of these words stand at one position."""
    pairs = combinations(words, 2)
    rules = [
        {"any_of": {"intervals": [word(a)], "filter": {"overlapping": word(b)}}} for a, b in pairs
    ]
    return {"intervals": {f"text.{name}": {"any_of": {"intervals": rules}}}}


def word(terms: Sequence[str]) -> Query:
    """Return the intervals at which any of these terms stands."""
    rules = [{"match": {"query": term_code(term), "analyzer": ANALYZER}} for term in terms]
    return {"any_of": {"intervals": rules}}


def _merged(kind: type[And | Or | Best], nodes: Sequence[Plan]) -> Iterator[Plan]:
    """Yield nodes, and instead of one of the same kind those in it: scores add up at once."""
    for node in nodes:
        if isinstance(node, kind):
            yield from _merged(kind, node.nodes)
        else:
            yield node


def _any(queries: Sequence[Query]) -> Query:
    """Return what matches any; scores add up."""
    some = [query for query in queries if query != NOTHING]
    if len(some) <= 1:
        return some[0] if some else NOTHING
    return {"bool": {"should": some, "minimum_should_match": 1}}


def _best(queries: Sequence[Query]) -> Query:
    """Return what matches any, and scores as the best of them."""
    some = [query for query in queries if query != NOTHING]
    if len(some) <= 1:
        return some[0] if some else NOTHING
    return {"dis_max": {"queries": some}}


def _filter(query: Query) -> Query:
    return {"bool": {"filter": query}}


def _overlap(overlap: Overlap) -> Query:
    """Return what has an interval that begins by ``high`` and ends from ``low`` on."""
    if overlap.low > LARGEST or overlap.high < LEAST:
        return NOTHING
    low, high = max(overlap.low, LEAST), min(overlap.high, LARGEST)
    relation = "intersects"
    if low > high:  # an interval that reaches over both
        low, high, relation = high, low, "contains"
    ends = {"gte": low, "lte": high, "relation": relation}
    return _filter({"range": {f"interval.{overlap.field}": ends}})

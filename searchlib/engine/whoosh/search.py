"""Which documents of a segment does a plan match, and how do they score?

What a plan means stands here, once. How sets of documents and their scores are kept is
the matcher's: plain sets while little has been looked at (`sets.py`), arrays of numpy
after that (`arrays.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from searchlib.query.plan import (
    And,
    Best,
    Everything,
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
from searchlib.ranking import LENGTHS, idf, saturation

if TYPE_CHECKING:
    from searchlib.engine.whoosh.segment import Segment

__all__ = ["Matcher", "Search", "Statistics", "looked_at"]

Documents = TypeVar("Documents", bound=Sized)
Scores = TypeVar("Scores")
_TERMS_KEPT: Final = 1 << 16
"""Of how many terms the inverse document frequency is remembered."""
_MATCHED: Final = 8
"""How many postings are matched in the time in which one is scored."""
_PLACES: Final = 4
"""How many postings are scored in the time in which it is seen where one stands."""
_ALL: Final = 4
"""How many times the work of a posting is a document that matches without any: all the ids of
these are read, to put them in order."""


class Statistics:
    """Count over all segments what scores need, as long as they are open."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._records = sum(segment.count for segment in segments)
        self.idf = lru_cache(_TERMS_KEPT)(self._idf)
        self.saturation = lru_cache(self._saturation)

    def _idf(self, field: str, term: str) -> float:
        """Return the inverse document frequency of a term in a field."""
        return idf(self._records, self.matching(field, term))

    def matching(self, field: str, term: str) -> int:
        """Return how many documents hold a term in a field."""
        return sum(segment.holding(field, term) for segment in self._segments)

    def _saturation(self, field: str) -> list[float]:
        """Return the saturation of a field by length code."""
        average = self.average(field)
        return [saturation(length, average) for length in LENGTHS]

    def average(self, field: str) -> float:
        """Return the length of a field, in tokens, over all documents; 0 when there are none."""
        return sum(segment.length(field) for segment in self._segments) / (self._records or 1)


class Matcher(Protocol[Documents, Scores]):
    """Reckon with the documents of one segment, and with scores of documents that are wanted.

    None of what is handed over or back is ever changed.
    """

    segment: Segment

    def everything(self) -> Documents:
        """Return all documents that have not been deleted."""

    def word(self, fields: Weighted, terms: Weighted) -> Documents:
        """Return what holds any of the terms in any of the fields."""

    def phrase(self, phrase: Phrase, among: Documents | None) -> Documents:
        """Return where a phrase stands: all such documents, or at least all of those given."""

    def keyword(self, field: str, value: str) -> Documents:
        """Return what has a value in a field of the description."""

    def overlapping(self, field: str, low: int, high: int) -> Documents:
        """Return what has an interval that overlaps low..high."""

    def union(self, parts: Sequence[Documents]) -> Documents:
        """Return what is in any of the parts."""

    def common(self, parts: Sequence[Documents]) -> Documents:
        """Return what is in all of the parts, of which there is at least one."""

    def without(self, documents: Documents, others: Documents) -> Documents:
        """Return what is in the first and not in the second."""

    def word_scores(self, fields: Weighted, terms: Weighted, wanted: Documents) -> Scores:
        """Return the best field weight x term weight x BM25 of each wanted document, or 0."""

    def total(self, parts: Iterable[Scores], wanted: Documents) -> Scores:
        """Return the sums of scores of the same documents."""

    def best(self, parts: Iterable[Scores], wanted: Documents) -> Scores:
        """Return the best of scores of the same documents, or 0 where there are none."""

    def scaled(self, scores: Scores, weight: float) -> Scores:
        """Return scores times a weight."""

    def spread(self, scores: Scores, documents: Documents, wanted: Documents) -> Scores:
        """Return the scores of ``documents`` as scores of ``wanted``, which holds them all."""

    def by_score(
        self, documents: Documents, scores: Scores, most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return number and sort key of those that may be among the first ``most``, or more."""

    def by_start(
        self, documents: Documents, sort: str, most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return the same for an order by where intervals begin, or latest first (``-date``)."""

    def scored(self, numbers: list[int], search: Search[Any, Any], plan: Plan) -> list[float]:
        """Return the scores of documents by number."""

    def counts(self, documents: Documents, field: str) -> Mapping[str, int]:
        """Return how many of the documents have each value of a keyword field."""


class Search(Generic[Documents, Scores]):
    """Match and score the documents of one segment for one plan."""

    def __init__(self, matcher: Matcher[Documents, Scores]) -> None:
        self.matcher = matcher
        self._found: dict[int, Documents] = {}

    def documents(self, plan: Plan) -> Documents:
        """Return the documents a plan matches."""
        found = self._found.get(id(plan))
        if found is None:
            found = self._found[id(plan)] = self._match(plan)
        return found

    def _match(self, plan: Plan) -> Documents:
        match plan:
            case Terms(fields, terms):
                return self.matcher.word(fields, terms)
            case Phrase():
                return self.matcher.phrase(plan, None)
            case And(nodes):
                return self._all(nodes)
            case Or(nodes) | Best(nodes):
                return self.matcher.union([self.documents(node) for node in nodes])
            case Not(node):
                return self.matcher.without(self.matcher.everything(), self.documents(node))
            case Prefer(node, _, _):
                return self.documents(node)
            case Keyword(name, value):
                return self.matcher.keyword(name, value)
            case Overlap(name, low, high):
                return self.matcher.overlapping(name, low, high)
            case Everything():
                return self.matcher.everything()

    def _all(self, nodes: tuple[Plan, ...]) -> Documents:
        """Return what all nodes match; what is negated is taken away last."""
        wanted = [self.documents(node) for node in nodes if not isinstance(node, Not)]
        found = self.matcher.common(wanted) if wanted else self.matcher.everything()
        for node in nodes:
            if isinstance(node, Not):
                found = self.matcher.without(found, self.documents(node.node))
        return found

    def scores(self, plan: Plan, wanted: Documents) -> Scores:
        """Return the scores of the ``wanted`` documents: 0 for those a plan does not match."""
        matcher = self.matcher
        if not len(wanted):
            return matcher.total((), wanted)
        match plan:
            case Terms(fields, terms):
                return matcher.word_scores(fields, terms, wanted)
            case Phrase(fields, words):
                held = self._held(plan, wanted)
                parts = [matcher.word_scores(fields, word, held) for word in words]
                return matcher.spread(matcher.total(parts, held), held, wanted)
            case And(nodes):
                held = self._held(plan, wanted)
                parts = [self.scores(node, held) for node in nodes]
                return matcher.spread(matcher.total(parts, held), held, wanted)
            case Or(nodes):
                return matcher.total([self.scores(node, wanted) for node in nodes], wanted)
            case Best(nodes):
                return matcher.best([self.scores(node, wanted) for node in nodes], wanted)
            case Prefer(node, preferred, weight):
                held = self._held(node, wanted)
                more = matcher.scaled(self.scores(preferred, held), weight)
                parts = [self.scores(node, held), more]
                return matcher.spread(matcher.total(parts, held), held, wanted)
        return matcher.total((), wanted)

    def _held(self, plan: Plan, wanted: Documents) -> Documents:
        """Return which of the wanted documents a plan matches."""
        if isinstance(plan, Phrase) and id(plan) not in self._found:
            found = self.matcher.phrase(plan, wanted)
        else:
            found = self.documents(plan)
        return wanted if found is wanted else self.matcher.common((wanted, found))


def looked_at(plan: Plan, segment: Segment) -> int:
    """Return how much work it is to match and score a plan with sets, about.

    The unit is a posting that is matched and scored; one that is only matched takes an eighth.
    """
    match plan:
        case Terms(fields, terms):
            return _postings(fields, terms, segment)
        case Phrase(fields, words):
            return _together([_postings(fields, word, segment) for word in words], _PLACES)
        case And(nodes):
            wanted = [looked_at(node, segment) for node in nodes if not isinstance(node, Not)]
            others = [looked_at(node.node, segment) for node in nodes if isinstance(node, Not)]
            return _together(wanted or [_ALL * segment.size]) + sum(others) // _MATCHED
        case Or(nodes) | Best(nodes):
            return sum(looked_at(node, segment) for node in nodes)
        case Not(node):
            return _ALL * segment.size + looked_at(node, segment) // _MATCHED
        case Prefer(node, preferred, _):
            return looked_at(node, segment) + looked_at(preferred, segment)
        case Keyword(name, value):
            return segment.many("@" + name, value)
        case Overlap():
            return segment.size
    return _ALL * segment.size


def _together(parts: list[int], each: int = 1) -> int:
    """Return the work for what all parts match: no more is scored than the least part has."""
    return sum(parts) // _MATCHED + each * min(parts, default=0)


def _postings(fields: Weighted, terms: Weighted, segment: Segment) -> int:
    return sum(segment.many(field, term) for field, _ in fields for term, _ in terms)

"""Which documents of a segment does a plan match, and how do they score?

First as sets over whole posting arrays, then scores for what is left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from searchlib.engine.whoosh_codec import Postings
from searchlib.engine.whoosh_segment import Segment
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
from searchlib.query.proximity import stand_together
from searchlib.ranking import K1, LENGTHS, idf, saturation

__all__ = ["SegmentSearch", "Statistics"]


class Statistics:
    """Count over all segments what scores need."""

    def __init__(self, segments: list[Segment]) -> None:
        self._segments = segments
        self._records = sum(segment.count for segment in segments)
        self._saturation: dict[str, list[float]] = {}

    def idf(self, field: str, term: str) -> float:
        """Return the inverse document frequency of a term in a field."""
        matching = 0
        for segment in self._segments:
            if (postings := segment.postings(field, term)) is not None:
                matching += len(postings.documents)
                if segment.deleted:
                    matching -= len(segment.deleted.intersection(postings.documents))
        return idf(self._records, matching)

    def saturation(self, field: str) -> list[float]:
        """Return the saturation of a field by length code."""
        if field not in self._saturation:
            average = sum(segment.length(field) for segment in self._segments) / self._records
            self._saturation[field] = [saturation(length, average) for length in LENGTHS]
        return self._saturation[field]


class SegmentSearch:
    """Match and score the documents of one segment."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self._segment = segment
        self._statistics = statistics
        self._found: dict[int, set[int]] = {}

    def documents(self, plan: Plan) -> set[int]:
        """Return the numbers of the documents a plan matches; not to be changed."""
        found = self._found.get(id(plan))
        if found is None:
            found = self._found[id(plan)] = self._match(plan)
        return found

    def _match(self, plan: Plan) -> set[int]:
        match plan:
            case Terms(fields, terms):
                return self._any_term(fields, terms)
            case Phrase():
                return self._phrase(plan, None)
            case And(nodes):
                return self._all(nodes)
            case Or(nodes) | Best(nodes):
                return set().union(*map(self.documents, nodes))
            case Not(node):
                return self._segment.everything - self.documents(node)
            case Prefer(node, _, _):
                return self.documents(node)
            case Keyword(name, value):
                return self._live(self._segment.postings("@" + name, value))
            case Overlap(name, low, high):
                return self._overlapping(name, low, high)
            case Everything():
                return self._segment.everything

    def _all(self, nodes: tuple[Plan, ...]) -> set[int]:
        """Return what all nodes match; what is negated is taken away last."""
        wanted = [self.documents(node) for node in nodes if not isinstance(node, Not)]
        found = set.intersection(*sorted(wanted, key=len)) if wanted else self._segment.everything
        for node in nodes:
            if isinstance(node, Not):
                found = found - self.documents(node.node)
        return found

    def _live(self, postings: Postings | None) -> set[int]:
        if postings is None:
            return set()
        return set(postings.documents) - self._segment.deleted

    def _any_term(self, fields: Weighted, terms: Weighted) -> set[int]:
        found: set[int] = set()
        for field, _ in fields:
            for term, _ in terms:
                if (postings := self._segment.postings(field, term)) is not None:
                    found.update(postings.documents)
        return found - self._segment.deleted

    def _overlapping(self, name: str, low: int, high: int) -> set[int]:
        found = {
            number
            for number, intervals in enumerate(self._segment.intervals(name))
            if any(start <= high and low <= end for start, end in intervals)
        }
        return found - self._segment.deleted

    def _phrase(self, phrase: Phrase, wanted: set[int] | None) -> set[int]:
        """Return the documents where a phrase stands; only among the ``wanted``, if given."""
        found: set[int] = set()
        for field in phrase.fields:
            rows = [self._any_term((field,), word) for word in phrase.words]
            rows += [wanted] if wanted is not None else []
            candidates = set.intersection(*sorted(rows, key=len)) - found if rows else set()
            if candidates:
                places = [self._places(field[0], word, candidates) for word in phrase.words]
                found |= {
                    number
                    for number in candidates
                    if stand_together([row[number] for row in places], phrase.slop)
                }
        return found

    def _places(self, field: str, word: Weighted, wanted: set[int]) -> dict[int, list[int]]:
        """Return where a word stands, for each wanted document: ascending positions."""
        places: dict[int, list[int]] = {}
        for term, _ in word:
            if (postings := self._segment.postings(field, term)) is not None:
                ends = postings.ends()
                for row, number in _rows(postings.documents, wanted):
                    places.setdefault(number, []).extend(postings.places(row, ends))
        if len(word) > 1:
            return {number: sorted(set(row)) for number, row in places.items()}
        return places

    def scores(self, plan: Plan, wanted: set[int]) -> dict[int, float]:
        """Return the scores of those of the ``wanted`` documents that a plan matches.

        A document that is left out scores 0.
        """
        if not wanted:
            return {}
        match plan:
            case Terms(fields, terms):
                return self._word_scores(fields, terms, wanted)
            case Phrase(fields, words):
                known = self._found.get(id(plan))
                wanted = self._phrase(plan, wanted) if known is None else wanted & known
                return _sum(self._word_scores(fields, word, wanted) for word in words)
            case And(nodes):
                wanted = wanted & self.documents(plan)
                return _sum(self.scores(node, wanted) for node in nodes)
            case Or(nodes):
                return _sum(self.scores(node, wanted) for node in nodes)
            case Best(nodes):
                best: dict[int, float] = {}
                for node in nodes:
                    for number, score in self.scores(node, wanted).items():
                        best[number] = max(score, best.get(number, 0.0))
                return best
            case Prefer(node, preferred, weight):
                wanted = wanted & self.documents(node)
                more = self.scores(preferred, wanted)
                weighted = {number: weight * score for number, score in more.items()}
                return _sum([self.scores(node, wanted), weighted])
        return {}

    def _word_scores(self, fields: Weighted, terms: Weighted, wanted: set[int]) -> dict[int, float]:
        """Return the best field weight x term weight x BM25 for each wanted document."""
        scores: dict[int, float] = {}
        for field, boost in fields:
            for term, weight in terms:
                postings = self._segment.postings(field, term)
                if postings is None:
                    continue
                factor = boost * weight * (K1 + 1) * self._statistics.idf(field, term)
                saturations = self._statistics.saturation(field)
                frequencies, lengths = postings.frequencies, postings.lengths
                for row, number in _rows(postings.documents, wanted):
                    frequency = frequencies[row]
                    score = factor * frequency / (frequency + saturations[lengths[row]])
                    if score > scores.get(number, -1.0):
                        scores[number] = score
        return scores


def _rows(documents: memoryview, wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (row, document number) of the wanted documents in a posting list."""
    if len(wanted) * 16 < len(documents):
        for number in wanted:
            row = bisect_left(documents, number)
            if row < len(documents) and documents[row] == number:
                yield row, number
    else:
        for row, number in enumerate(documents):
            if number in wanted:
                yield row, number


def _sum(parts: Iterable[dict[int, float]]) -> dict[int, float]:
    """Add up scores by document."""
    total: dict[int, float] = {}
    for scores in parts:
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total

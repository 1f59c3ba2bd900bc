"""How are documents matched with nothing to import? As plain sets, and dictionaries of scores.

A search from the terminal is a new process, and looks at some ten thousand postings: it is
over before numpy would have been imported (see docs/decisions/017-matching.md). What is done
for each posting is left to built-in functions; loops are for what two lists have in common.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import compress
from typing import Any

from searchlib.engine.whoosh.postings import Postings
from searchlib.engine.whoosh.search import Search, Statistics
from searchlib.engine.whoosh.segment import Segment
from searchlib.query.plan import Phrase, Plan, Weighted
from searchlib.query.proximity import stand_together
from searchlib.ranking import K1

__all__ = ["Sets"]

_SetOf = set[int]
_Scores = dict[int, float]
_FEW = 16
"""A document is looked up in a list of so many times as many; others are gone through."""
_ROUNDED = 1e-6
"""The unit scores are rounded to."""


class Sets:
    """Keep documents as sets of numbers; one that is in no dictionary of scores scores 0."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self.segment = segment
        self._statistics = statistics

    def everything(self) -> _SetOf:
        """Return all documents that have not been deleted."""
        return set(range(self.segment.size)) - self.segment.deleted

    def word(self, fields: Weighted, terms: Weighted) -> _SetOf:
        """Return what holds any of the terms in any of the fields."""
        found: _SetOf = set()
        for field, _ in fields:
            for term, _ in terms:
                if (postings := self.segment.postings(field, term)) is not None:
                    found.update(postings.documents)
        return self._remaining(found)

    def _remaining(self, documents: _SetOf) -> _SetOf:
        return documents - self.segment.deleted if self.segment.deleted else documents

    def keyword(self, field: str, value: str) -> _SetOf:
        """Return what has a value in a field of the description."""
        return self.word((("@" + field, 1.0),), ((value, 1.0),))

    def overlapping(self, field: str, low: int, high: int) -> _SetOf:
        """Return what has an interval that overlaps low..high."""
        found = {
            number
            for number, start, end in self.segment.spans(field)
            if start <= high and low <= end
        }
        return self._remaining(found)

    def phrase(self, phrase: Phrase, among: _SetOf | None) -> _SetOf:
        """Return where a phrase stands; only among the given documents, if any are."""
        found: _SetOf = set()
        for field in phrase.fields:
            if candidates := self._holding_all(field, phrase.words, among) - found:
                places = [self._places(field[0], word, candidates) for word in phrase.words]
                found |= {
                    number
                    for number in candidates
                    if stand_together([row[number] for row in places], phrase.slop)
                }
        return found

    def _holding_all(
        self, field: tuple[str, float], words: Sequence[Weighted], among: _SetOf | None
    ) -> _SetOf:
        """Return what holds each of some words in a field, of the given documents if any are."""
        many = self.segment.many
        held = among
        for word in sorted(words, key=lambda word: sum(many(field[0], term) for term, _ in word)):
            if held is None:
                held = self.word((field,), word)
                continue
            postings = (self.segment.postings(field[0], term) for term, _ in word)
            held = set().union(*(_common(p.documents, held) for p in postings if p is not None))
        return held or set()

    def _places(self, field: str, word: Weighted, wanted: _SetOf) -> dict[int, list[int]]:
        """Return where a word stands, for each wanted document: ascending positions."""
        places: dict[int, list[int]] = {}
        for term, _ in word:
            if (postings := self.segment.postings(field, term)) is not None:
                ends = postings.ends()
                for row, number in _rows(postings.documents, wanted):
                    places.setdefault(number, []).extend(postings.places(row, ends))
        if len(word) > 1:
            return {number: sorted(set(row)) for number, row in places.items()}
        return places

    def union(self, parts: Sequence[_SetOf]) -> _SetOf:
        """Return what is in any of the parts."""
        parts = [part for part in parts if part]
        return parts[0] if len(parts) == 1 else set().union(*parts)

    def common(self, parts: Sequence[_SetOf]) -> _SetOf:
        """Return what is in all of the parts."""
        return set.intersection(*sorted(parts, key=len))

    def without(self, documents: _SetOf, others: _SetOf) -> _SetOf:
        """Return what is in the first and not in the second."""
        return documents - others

    def word_scores(self, fields: Weighted, terms: Weighted, wanted: _SetOf) -> _Scores:
        """Return the best field weight x term weight x BM25 for each wanted document."""
        best: _Scores = {}
        for field, boost in fields:
            for term, weight in terms:
                postings = self.segment.postings(field, term)
                if postings is None:
                    continue
                factor = boost * weight * (K1 + 1) * self._statistics.idf(field, term)
                saturations = self._statistics.saturation(field)
                scores = _scores(postings, _Saturating(factor, saturations), wanted)
                best = _best(best, scores)
        return best

    def total(self, parts: Iterable[_Scores], _wanted: _SetOf) -> _Scores:
        """Return the sums of scores."""
        total: _Scores = {}
        for scores in parts:
            if total and scores:
                both = total.keys() & scores.keys()
                sums = [total[number] + scores[number] for number in both]
                total = total | scores
                total.update(zip(both, sums, strict=True))
            else:
                total = total or scores
        return total

    def best(self, parts: Iterable[_Scores], _wanted: _SetOf) -> _Scores:
        """Return the best of scores."""
        best: _Scores = {}
        for scores in parts:
            best = _best(best, scores)
        return best

    def scaled(self, scores: _Scores, weight: float) -> _Scores:
        """Return scores times a weight."""
        return {number: weight * score for number, score in scores.items()}

    def spread(self, scores: _Scores, _documents: _SetOf, _wanted: _SetOf) -> _Scores:
        """Return the scores as they are."""
        return scores

    def by_score(
        self, documents: _SetOf, scores: _Scores, most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return number and sort key of those that may be among the first ``most``."""
        if most < len(scores):
            least = round(nlargest(most, scores.values())[-1], 6)
            if least > 0:  # no need to look at those that score nothing
                near = least - 2 * _ROUNDED
                best = [(n, round(score, 6)) for n, score in scores.items() if score >= near]
                return [(number, (-score,)) for number, score in best if score >= least]
        return [(number, (-round(scores.get(number, 0.0), 6),)) for number in documents]

    def by_start(
        self, documents: _SetOf, sort: str, _most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return number and sort key of all documents."""
        field, sign = sort.lstrip("-"), -1 if sort.startswith("-") else 1
        intervals = self.segment.intervals(field)
        starts = ((number, [start for start, _ in intervals[number]]) for number in documents)
        return [(number, (not row, sign * min(row, default=0))) for number, row in starts]

    def scored(
        self, numbers: list[int], search: Search[_SetOf, _Scores], plan: Plan
    ) -> list[float]:
        """Return the scores of documents by number."""
        scores = search.scores(plan, set(numbers))
        return [scores.get(number, 0.0) for number in numbers]

    def counts(self, documents: _SetOf, field: str) -> Counter[str]:
        """Return how many of the documents have each value of a keyword field."""
        return +Counter(
            {
                value: len(documents.intersection(having))
                for value, having in self.segment.keywords(field)
            }
        )


class _Saturating(dict[tuple[int, int], float]):
    """Score a term by how often it stands in a document, and the code of that one's length.

    There are few such pairs, and each is worked out once.
    """

    def __init__(self, factor: float, saturations: Sequence[float]) -> None:
        super().__init__()
        self._factor = factor
        self._saturations = saturations

    def __missing__(self, pair: tuple[int, int]) -> float:
        """Return the score of a pair that is met for the first time."""
        frequency, code = pair
        score = self._factor * frequency / (frequency + self._saturations[code])
        self[pair] = score
        return score


def _scores(postings: Postings, scored: _Saturating, wanted: _SetOf) -> _Scores:
    """Return the scores of a term in those of the wanted documents that hold it."""
    documents, frequencies, _, lengths = postings
    if len(wanted) * _FEW < len(documents):
        return {
            number: scored[frequencies[row], lengths[row]]
            for row, number in _rows(documents, wanted)
        }
    scores = dict(
        zip(documents, map(scored.__getitem__, zip(frequencies, lengths, strict=True)), strict=True)
    )
    if scores.keys() <= wanted:
        return scores
    return {number: scores[number] for number in wanted.intersection(documents)}


def _common(documents: memoryview, wanted: _SetOf) -> _SetOf:
    """Return which of the wanted documents are in a posting list."""
    if len(wanted) * _FEW < len(documents):
        return {number for _, number in _rows(documents, wanted)}
    return wanted.intersection(documents)


def _best(one: _Scores, other: _Scores) -> _Scores:
    """Return the better of two scores of each document."""
    if not one or not other:
        return one or other
    best = one | other
    for number in one.keys() & other.keys():
        if (score := one[number]) > best[number]:
            best[number] = score
    return best


def _rows(documents: memoryview, wanted: _SetOf) -> Iterator[tuple[int, int]]:
    """Yield (row, document number) of the wanted documents in a posting list."""
    if len(wanted) * _FEW < len(documents):
        for number in wanted:
            row = bisect_left(documents, number)
            if row < len(documents) and documents[row] == number:
                yield row, number
    else:
        yield from compress(enumerate(documents), map(wanted.__contains__, documents))

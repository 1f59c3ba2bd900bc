"""How are many documents matched and scored at once? As sorted arrays of numpy.

Documents are ascending numbers, scores stand beside them. What a word of a query matches
and scores is kept as long as the segment is open, up to a limit of memory: words come
again, in the same query with another page or filter, and in others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, reduce
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from searchlib.engine.whoosh.facets import Values
from searchlib.engine.whoosh.positions import Occurrences, once, standing
from searchlib.engine.whoosh.search import Search, Statistics
from searchlib.engine.whoosh.segment import Segment
from searchlib.query.plan import Phrase, Plan, Weighted
from searchlib.ranking import K1

__all__ = ["Arrays", "Kept"]

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
_NONE: Final = np.empty(0, np.int64)
_TIES: Final = 100
"""How many documents more than asked for may be put in order by id one by one."""
_Row = tuple[Any, ...]
"""Arrays, or others that know how many bytes they take."""
_SMALLEST, _LARGEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


class Kept:
    """Keep arrays and their like that took time to make, in at most ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._arrays: dict[Hashable, _Row] = {}
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], _Row]) -> _Row:
        """Return what is kept under a key; make it when there is nothing."""
        found = self._arrays.get(key)
        if found is None:
            found = make()
            with self._lock:
                if key not in self._arrays:
                    self._arrays[key] = found
                    self._size += _size(found)
                while self._size > self._limit:
                    oldest = next(iter(self._arrays))
                    self._size -= _size(self._arrays.pop(oldest))
        return found


def _size(arrays: _Row) -> int:
    return 1000 + sum(int(array.nbytes) for array in arrays)


class Arrays:
    """Keep documents as ascending numbers, and scores as an array beside those wanted."""

    def __init__(self, segment: Segment, statistics: Statistics, kept: Kept, facets: Kept) -> None:
        self.segment = segment
        self._statistics = statistics
        self._kept = kept
        self._facets = facets
        self._starts: dict[str, tuple[Numbers, Numbers]] = {}

    @cached_property
    def _live(self) -> npt.NDArray[np.bool_]:
        """Which documents have not been deleted, by number."""
        live = np.ones(self.segment.size, bool)
        live[list(self.segment.deleted)] = False
        return live

    @cached_property
    def _ranks(self) -> Numbers:
        """Where each document comes when they are in order of their ids."""
        size = self.segment.size
        ids = self.segment.packed_ids()  # as bytes they sort as they do as strings
        ranks = np.empty(size, np.int64)
        ranks[sorted(range(size), key=ids.__getitem__)] = np.arange(size)
        return ranks

    def everything(self) -> Numbers:
        """Return all documents that have not been deleted."""
        return np.flatnonzero(self._live)

    def _remaining(self, documents: Numbers) -> Numbers:
        return documents[self._live[documents]] if self.segment.deleted else documents

    def word(self, fields: Weighted, terms: Weighted) -> Numbers:
        """Return what holds any of the terms in any of the fields."""
        return self._scored(fields, terms)[0]

    def _scored(self, fields: Weighted, terms: Weighted) -> tuple[Numbers, Scores]:
        """Return what holds a word, and its scores."""
        key = (self.segment, fields, terms)
        documents, scores = self._kept.get(key, lambda: self._score(fields, terms))
        return documents, scores

    def _score(self, fields: Weighted, terms: Weighted) -> tuple[Numbers, Scores]:
        """Score all postings of a word in one go, then take the best of each document."""
        statistics = self._statistics
        found, factors, tables = [], [], []
        for field, boost in fields:
            for term, weight in terms:
                if (postings := self.segment.postings(field, term)) is not None:
                    found.append(postings)
                    factors.append(boost * weight * (K1 + 1) * statistics.idf(field, term))
                    tables.append(field)
        if not found:
            return _NONE, np.empty(0)
        names = list(dict.fromkeys(tables))
        saturations = np.array([statistics.saturation(name) for name in names])
        many = [len(postings.documents) for postings in found]
        rows = np.repeat([names.index(name) for name in tables], many)
        documents = _joined([postings.documents for postings in found])
        frequencies = _joined([postings.frequencies for postings in found]).astype(np.float64)
        lengths = _joined([postings.lengths for postings in found])
        scores: Scores = np.repeat(factors, many) * frequencies
        scores /= frequencies + saturations[rows, lengths]
        if self.segment.deleted:
            live = self._live[documents]
            documents, scores = documents[live], scores[live]
        return (documents, scores) if len(found) == 1 else self._best_of(documents, scores)

    def _best_of(self, documents: Numbers, scores: Scores) -> tuple[Numbers, Scores]:
        """Return each document once, with the best of its scores."""
        if len(documents) * 16 > self.segment.size:
            best = np.full(self.segment.size, -1.0)
            np.maximum.at(best, documents, scores)
            documents = np.flatnonzero(best >= 0)
            return documents, best[documents]
        order = np.argsort(documents, kind="stable")
        documents = documents[order]
        first = np.flatnonzero(np.diff(documents, prepend=-1))
        if not len(first):
            return documents, scores
        return documents[first], np.maximum.reduceat(scores[order], first)

    def phrase(self, phrase: Phrase, _among: Numbers | None) -> Numbers:
        """Return where a phrase stands."""
        key = (self.segment, phrase)
        found: Numbers = self._kept.get(key, lambda: (self._phrase(phrase),))[0]
        return found

    def _phrase(self, phrase: Phrase) -> Numbers:
        found = [_NONE]
        for field, _ in phrase.fields if phrase.words else ():
            words = [self._occurrences(field, word) for word in phrase.words]
            if all(words):
                holding = [self.union([some.documents for some in word]) for word in words]
                found.append(standing(words, self._remaining(self.common(holding)), phrase.slop))
        return self.union(found)

    def _occurrences(self, field: str, word: Weighted) -> list[Occurrences]:
        """Return where the terms of a word stand in a field, for those that do."""
        found = (self.segment.postings(field, term) for term, _ in word)
        return [
            Occurrences(_array(p.documents), _array(p.frequencies), _array(p.positions))
            for p in found
            if p is not None
        ]

    def keyword(self, field: str, value: str) -> Numbers:
        """Return what has a value in a field of the description."""
        postings = self.segment.postings("@" + field, value)
        return _NONE if postings is None else self._remaining(_array(postings.documents))

    def _spans(self, field: str) -> tuple[Numbers, Numbers]:
        """Return the documents of all intervals of a field, and start and end of each."""
        if field not in self._starts:
            packed = self.segment.packed_intervals(field)
            many = np.array([len(row) // 16 for row in packed], np.int64)
            spans = np.frombuffer(b"".join(packed), "<i8").astype(np.int64).reshape(-1, 2)
            self._starts[field] = np.repeat(np.arange(len(many)), many), spans
        return self._starts[field]

    def overlapping(self, field: str, low: int, high: int) -> Numbers:
        """Return what has an interval that overlaps low..high."""
        documents, spans = self._spans(field)
        if low > _LARGEST or high < _SMALLEST:
            return _NONE
        inside = (spans[:, 0] <= min(high, _LARGEST)) & (max(low, _SMALLEST) <= spans[:, 1])
        return self._remaining(once(documents[inside]))

    def union(self, parts: Sequence[Numbers]) -> Numbers:
        """Return what is in any of the parts."""
        parts = [part for part in parts if len(part)]
        if len(parts) < 2:
            return parts[0] if parts else _NONE
        if sum(map(len, parts)) * 16 > self.segment.size:
            held = np.zeros(self.segment.size, bool)
            for part in parts:
                held[part] = True
            return np.flatnonzero(held)
        return once(np.sort(np.concatenate(parts), kind="stable"))

    def common(self, parts: Sequence[Numbers]) -> Numbers:
        """Return what is in all of the parts."""
        least, *others = sorted(parts, key=len)
        for other in others:
            least = least[_rows(least, other)[0]]
        return least

    def without(self, documents: Numbers, others: Numbers) -> Numbers:
        """Return what is in the first and not in the second."""
        left = np.zeros(self.segment.size, bool)
        left[documents] = True
        left[others] = False
        return np.flatnonzero(left)

    def word_scores(self, fields: Weighted, terms: Weighted, wanted: Numbers) -> Scores:
        """Return the best field weight x term weight x BM25 for each wanted document."""
        documents, scores = self._scored(fields, terms)
        if documents is wanted:
            return scores
        found = np.zeros(len(wanted))
        if len(documents) > len(wanted):
            asked, rows = _rows(wanted, documents)
        else:
            rows, asked = _rows(documents, wanted)
        found[asked] = scores[rows]
        return found

    def total(self, parts: Iterable[Scores], wanted: Numbers) -> Scores:
        """Return the sums of scores."""
        return reduce(np.add, parts, np.zeros(len(wanted)))

    def best(self, parts: Iterable[Scores], wanted: Numbers) -> Scores:
        """Return the best of scores."""
        return reduce(np.maximum, parts, np.zeros(len(wanted)))

    def scaled(self, scores: Scores, weight: float) -> Scores:
        """Return scores times a weight."""
        return scores * weight

    def spread(self, scores: Scores, documents: Numbers, wanted: Numbers) -> Scores:
        """Return the scores of ``documents`` as scores of ``wanted``."""
        if documents is wanted or len(documents) == len(wanted):
            return scores
        found = np.zeros(len(wanted))
        found[np.searchsorted(wanted, documents)] = scores
        return found

    def by_score(
        self, documents: Numbers, scores: Scores, most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return number and sort key of those that may be among the first ``most``."""
        keys = -np.round(scores, 6)
        rows = self._first(keys, documents, most)
        pairs = zip(documents[rows].tolist(), keys[rows].tolist(), strict=True)
        return [(number, (key,)) for number, key in pairs]

    def by_start(
        self, documents: Numbers, sort: str, most: int
    ) -> list[tuple[int, tuple[Any, ...]]]:
        """Return the same by where intervals begin; those that have none come last."""
        holding, spans = self._spans(sort.lstrip("-"))
        # The complement turns the order round; the smallest number has no negative.
        best = np.full(self.segment.size, _LARGEST)
        np.minimum.at(best, holding, spans[:, 0])
        if sort.startswith("-"):
            best = ~best
        dated = np.zeros(self.segment.size, bool)
        dated[holding] = True
        found: list[tuple[int, tuple[Any, ...]]] = []
        for missing, some in ((False, dated), (True, ~dated)):
            part = documents[some[documents]]
            keys = np.zeros(len(part), np.int64) if missing else best[part]
            rows = self._first(keys, part, most)
            pairs = zip(part[rows].tolist(), keys[rows].tolist(), strict=True)
            found += ((number, (missing, key)) for number, key in pairs)
        return found

    def _first(self, keys: npt.NDArray[Any], documents: Numbers, most: int) -> Numbers:
        """Return the rows that may be the first ``most`` by key and id, and few others."""
        if most >= len(keys):
            return np.arange(len(keys))
        last = np.partition(keys, most - 1)[most - 1]
        rows = np.flatnonzero(keys <= last)
        if len(rows) <= most + _TIES:
            return rows
        before, level = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
        wanted = most - len(before)
        order = np.argpartition(self._ranks[documents[level]], wanted - 1)[:wanted]
        return np.concatenate((before, level[order]))

    def scored(
        self, numbers: list[int], search: Search[Numbers, Scores], plan: Plan
    ) -> list[float]:
        """Return the scores of documents by number."""
        wanted = np.sort(np.array(numbers, np.int64))
        scores = dict(zip(wanted.tolist(), search.scores(plan, wanted).tolist(), strict=True))
        return [scores[number] for number in numbers]

    def counts(self, documents: Numbers, field: str) -> dict[str, int]:
        """Return how many of the documents have each value of a keyword field."""
        key = (self.segment, field)
        values: Values = self._facets.get(key, lambda: (Values(self.segment, field),))[0]
        return values.counts(documents)


def _array(numbers: memoryview) -> Numbers:
    """Return numbers as they lie in a file, as an array to reckon with."""
    return np.asarray(numbers).astype(np.int64)


def _joined(parts: Sequence[memoryview]) -> Numbers:
    arrays = [np.asarray(part) for part in parts]
    return np.concatenate(arrays, dtype=np.int64, casting="unsafe")


def _rows(few: Numbers, many: Numbers) -> tuple[Numbers, Numbers]:
    """Return at which rows of each two ascending arrays hold the same numbers."""
    places = many.searchsorted(few)
    if len(many):
        places[places == len(many)] = 0
        (rows,) = (many[places] == few).nonzero()
        return rows, places[rows]
    return _NONE, _NONE

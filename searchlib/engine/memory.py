"""The engine that is obviously right, and slow: it asks every record in turn.

It is the oracle of the contract tests, and serves a few hundred records in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from searchlib.engine.base import Document, FieldStatistics, Match, Matches
from searchlib.errors import IndexLocked
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
from searchlib.query.proximity import stand_together
from searchlib.ranking import bm25, idf

__all__ = ["MemoryEngine"]


class MemoryEngine:
    """Keep documents in a dictionary."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._writing = Lock()

    def count(self) -> int:
        """Return the number of documents."""
        return len(self._documents)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        yield from sorted(self._documents)

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None."""
        document = self._documents.get(record_id)
        return None if document is None else document.whole()

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        documents = self._documents
        collection = _Collection(documents)
        found = []
        for document in documents.values():
            score = collection.score(plan, document)
            if score is not None:
                match = Match(document.id, round(score, 6))
                found.append((_sort_key(document, match, sort), match))
        found.sort(key=lambda pair: pair[0])
        return Matches(len(found), tuple(match for _, match in found[offset : offset + limit]))

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field."""
        collection = _Collection(self._documents)
        return dict(
            Counter(
                value
                for document in self._documents.values()
                if collection.score(plan, document) is not None
                for value in set(document.keywords.get(field, ()))
            )
        )

    def statistics(self, field: str, terms: Iterable[str]) -> FieldStatistics:
        """Return what scores in a field go by, for each of these terms."""
        collection = _Collection(self._documents)
        matching = {term: collection.matching(field, term) for term in terms}
        return FieldStatistics(collection.average(field), matching)

    @contextmanager
    def writer(self) -> Iterator[_MemoryWriter]:
        """Open a writer."""
        if not self._writing.acquire(blocking=False):
            raise IndexLocked(
                "Somebody else is writing to this index. Wait until they have finished."
            )
        try:
            writer = _MemoryWriter(dict(self._documents))
            yield writer
            self._documents = writer.documents
        finally:
            self._writing.release()

    def close(self) -> None:
        """Do nothing: there are no files."""


class _MemoryWriter:
    """Change a copy of the documents."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self.documents = documents

    def add(self, document: Document) -> None:
        self.documents[document.id] = document.spread()

    def delete(self, record_id: str) -> None:
        self.documents.pop(record_id, None)


def _sort_key(document: Document, match: Match, sort: str) -> tuple[bool, float, str]:
    """Return the key by which matches are put in ascending order."""
    if sort == "relevance":
        return (False, -match.score, match.id)
    starts = [low for low, _ in document.intervals.get(sort.lstrip("-"), ())]
    if not starts:
        return (True, 0, match.id)
    return (False, -min(starts) if sort.startswith("-") else min(starts), match.id)


class _Collection:
    """Score documents by the statistics of all of them."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self._documents = documents
        self._matching: dict[tuple[str, str], int] = {}
        self._average: dict[str, float] = {}

    def score(self, plan: Plan, document: Document) -> float | None:  # noqa: C901  one per node
        """Return the score of a document, or None when it does not match."""
        match plan:
            case Terms(fields, terms):
                return self._word(fields, terms, document)
            case Phrase():
                return self._phrase(plan, document)
            case And(nodes):
                scores = self._scores(nodes, document)
                return sum(scores) if len(scores) == len(nodes) else None
            case Or(nodes):
                scores = self._scores(nodes, document)
                return sum(scores) if scores else None
            case Best(nodes):
                return max(self._scores(nodes, document), default=None)
            case Not(node):
                return 0.0 if self.score(node, document) is None else None
            case Prefer(node, preferred, weight):
                score = self.score(node, document)
                return (
                    None
                    if score is None
                    else score + weight * (self.score(preferred, document) or 0.0)
                )
            case Keyword(name, value):
                return 0.0 if value in document.keywords.get(name, ()) else None
            case Overlap(name, low, high):
                spans = document.intervals.get(name, ())
                return 0.0 if any(s <= high and low <= e for s, e in spans) else None
            case Everything():
                return 0.0

    def _scores(self, nodes: tuple[Plan, ...], document: Document) -> list[float]:
        """Return the scores of those nodes that match."""
        scores = (self.score(node, document) for node in nodes)
        return [score for score in scores if score is not None]

    def _word(self, fields: Fields, terms: Weighted, document: Document) -> float | None:
        """Return the score of the best pairing of a field and a term."""
        return max(
            (
                boost * weight * self._bm25(name, term, document)
                for name, boost in fields
                for term, weight in terms
                if name in document.fields and term in document.fields[name].positions
            ),
            default=None,
        )

    def _phrase(self, phrase: Phrase, document: Document) -> float | None:
        """Return the sum over the words, when they stand together in one field."""
        for name, _ in phrase.fields:
            if name in document.fields:
                positions = document.fields[name].positions
                places = [
                    sorted({p for term, _ in word for p in positions.get(term, ())})
                    for word in phrase.words
                ]
                if stand_together(places, phrase.slop):
                    return sum(
                        self._word(phrase.fields, word, document) or 0.0 for word in phrase.words
                    )
        return None

    def _bm25(self, name: str, term: str, document: Document) -> float:
        """Return BM25 of a term that is in this field of this document."""
        field = document.fields[name]
        frequency = len(field.positions[term])
        weight = idf(len(self._documents), self.matching(name, term))
        return bm25(frequency, field.length, self.average(name), weight)

    def average(self, name: str) -> float:
        """Return the length of a field, in tokens, over all documents; 0 when there are none."""
        if name not in self._average:
            everywhere = [d.fields[name] for d in self._documents.values() if name in d.fields]
            self._average[name] = sum(f.length for f in everywhere) / (len(self._documents) or 1)
        return self._average[name]

    def matching(self, name: str, term: str) -> int:
        """Return how many documents hold a term in a field."""
        if (name, term) not in self._matching:
            self._matching[name, term] = sum(
                name in d.fields and term in d.fields[name].positions
                for d in self._documents.values()
            )
        return self._matching[name, term]

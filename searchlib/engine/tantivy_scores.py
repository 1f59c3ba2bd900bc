"""How does one document score? By its entry, exactly as `base.py` promises.

tantivy says which documents can be among the first, in half the digits; these are scored
once more, by the statistics of all documents that have not been deleted.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from tantivy import Occur, Query, Schema, Searcher

from searchlib.engine.tantivy_layout import BAGS, Entry, Slots, encoded_term
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
from searchlib.ranking import K1, LENGTHS, idf, length_code, saturation

__all__ = ["Leaf", "Scorer", "Statistics"]

_ROUNDING: Final = 1 + 4e-6
"""By how much tantivy's scores, in numbers of 32 bits, may fall short."""


class Leaf(NamedTuple):
    """Hold a term in a field: the fields of tantivy's it lies in, and how it weighs.

    ``bags`` gives for each the factor that makes tantivy's score ours; ``rest`` says
    whether it lies outside of them, too.
    """

    term: str
    needle: bytes
    bags: tuple[tuple[str, float], ...]
    rest: bool
    idf: float


class Statistics:
    """Count over all documents what scores need; remembered, as they never change."""

    def __init__(self, searcher: Searcher, schema: Schema, slots: Slots) -> None:
        self._searcher = searcher
        self._schema = schema
        self._clean = slots.clean
        self.records: int = searcher.num_docs
        self._leaves: dict[tuple[int, str], Leaf | None] = {}
        self._averages: dict[int, float] = {}
        self._saturations: dict[int, list[float]] = {}
        self._native: dict[str, tuple[float, float]] = {}

    def leaf(self, slot: int, term: str) -> Leaf | None:
        """Return a term in a field, or None when no document holds it."""
        key = slot, term
        if key not in self._leaves:
            self._leaves[key] = self._read_leaf(slot, encoded_term(term))
        return self._leaves[key]

    def _read_leaf(self, slot: int, term: str) -> Leaf | None:
        names = [f"bag{bag}_{slot}" for bag in range(BAGS)]
        found = {name: n for name in names if (n := self._searcher.doc_freq(name, term))}
        rest = self._searcher.doc_freq(f"rest_{slot}", term)
        matching = sum(found.values()) + rest
        if matching and not self._clean:
            held = [(Occur.Should, self._query(name, term)) for name in (*found, f"rest_{slot}")]
            matching = len(self._searcher.search(Query.boolean_query(held), matching).hits)
        if not matching:
            return None
        ours = idf(self.records, matching)
        bags = tuple(
            (name, ours / idf(records, n) * short)
            for name, n in found.items()
            for records, short in [self._native_of(slot, name, term)]
        )
        return Leaf(term, f"\n{term}\n".encode(), bags, bool(rest), ours)

    def _query(self, name: str, term: str) -> Query:
        return Query.term_query(self._schema, name, term, "freq")

    def _native_of(self, slot: int, name: str, term: str) -> tuple[int, float]:
        """Return how many documents tantivy counts, and how far it may fall short of BM25.

        It goes by documents that have been deleted, and by lengths it has lost the last
        digits of, only where some ever were. The longer its average is, the shorter
        documents seem to it, and the higher they score; and the other way round.
        """
        if self._clean:
            return self.records, _ROUNDING
        if name not in self._native:
            query = self._query(name, term)
            hits = self._searcher.search(query, 1, count=False).hits
            if not hits:  # all that hold it have been deleted
                return self.records, _ROUNDING
            told = dict(_told(json.loads(query.explain(self._searcher, hits[0][1]).to_json())))
            short = max(1.0, self._average(slot) / told["avgdl"])
            self._native[name] = told["N"], short * _ROUNDING
        records, short = self._native[name]
        return int(records), short

    def _average(self, slot: int) -> float:
        if slot not in self._averages:
            total = {"total": {"sum": {"field": f"length_{slot}"}}}
            summed = self._searcher.aggregate(Query.all_query(), total)["total"]["value"]
            self._averages[slot] = (summed or 0.0) / self.records
        return self._averages[slot]

    def saturation(self, slot: int) -> list[float]:
        """Return the saturation of a field by length code."""
        if slot not in self._saturations:
            average = self._average(slot)
            self._saturations[slot] = [saturation(length, average) for length in LENGTHS]
        return self._saturations[slot]


def _told(explained: dict[str, Any]) -> list[tuple[str, float]]:
    """Return the names and values of an explanation of tantivy's."""
    found = [(explained["description"].partition(",")[0], explained["value"])]
    for detail in explained.get("details") or ():
        found += _told(detail)
    return found


class Scorer:
    """Score documents by their entries."""

    def __init__(self, statistics: Statistics, slots: Slots) -> None:
        self._statistics = statistics
        self._slots = slots

    def score(self, plan: Plan, entry: Entry, known: bool = False) -> float | None:  # noqa: C901
        """Return the score of a document, or None when it does not match.

        Where it is ``known`` to match, what only filters is not looked at.
        """
        match plan:
            case Terms(fields, terms):
                return self._word(fields, terms, entry)
            case Phrase():
                return self._phrase(plan, entry, known)
            case And(nodes):
                total = 0.0
                for node in nodes:
                    if (score := self.score(node, entry, known)) is None:
                        return None
                    total += score
                return total
            case Or(nodes):
                scores = [s for n in nodes if (s := self.score(n, entry)) is not None]
                return sum(scores) if scores else None
            case Best(nodes):
                scores = [s for n in nodes if (s := self.score(n, entry)) is not None]
                return max(scores, default=None)
            case Not(node):
                return 0.0 if known or self.score(node, entry) is None else None
            case Prefer(node, preferred, weight):
                score = self.score(node, entry, known)
                if score is None:
                    return None
                return score + weight * (self.score(preferred, entry) or 0.0)
            case Keyword(name, value):
                return 0.0 if known or value in entry.description()[0].get(name, ()) else None
            case Overlap(name, low, high):
                spans = () if known else entry.description()[1].get(name, ())
                return 0.0 if known or any(s <= high and low <= e for s, e in spans) else None
            case Everything():
                return 0.0

    def _word(self, fields: Fields, terms: Weighted, entry: Entry) -> float | None:
        """Return the score of the best pairing of a field and a term."""
        best: float | None = None
        for name, boost in fields:
            slot = self._slots.texts.get(name, -1)
            if slot not in entry.lengths:
                continue
            length = self._statistics.saturation(slot)[length_code(entry.lengths[slot])]
            for term, weight in terms:
                leaf = self._statistics.leaf(slot, term)
                if leaf is None or not (tf := entry.frequency(slot, leaf.needle)):
                    continue
                score = boost * weight * leaf.idf * (K1 + 1) * tf / (tf + length)
                if best is None or score > best:
                    best = score
        return best

    def _phrase(self, phrase: Phrase, entry: Entry, known: bool) -> float | None:
        """Return the sum over the words, when they stand together in one field."""
        if not known and not self.stands(phrase, entry):
            return None
        return sum(self._word(phrase.fields, word, entry) or 0.0 for word in phrase.words)

    def stands(self, phrase: Phrase, entry: Entry) -> bool:
        """Say whether the words of a phrase stand together in one field."""
        for name, _ in phrase.fields:
            slot = self._slots.texts.get(name, -1)
            if slot in entry.lengths:
                rows = []
                for word in phrase.words:
                    leaves = (self._statistics.leaf(slot, term) for term, _ in word)
                    found = [entry.places(slot, leaf.needle) for leaf in leaves if leaf]
                    rows.append(found[0] if len(found) == 1 else sorted(set().union(*found)))
                    if not rows[-1]:
                        break
                if stand_together(rows, phrase.slop):
                    return True
        return False

"""How does one document score? By its entry, exactly as `base.py` promises.

tantivy says which documents can be among the first, in half the digits; these are scored
once more, by the statistics of all documents that have not been deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from tantivy import Occur, Query, Schema, Searcher

from searchlib.engine.tantivy.direct import Entry, key_of
from searchlib.engine.tantivy.layout import BAGS, TEXT_SLOTS, Slots, encoded_term, joint_token
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

__all__ = ["Leaf", "Score", "Scorer", "Statistics"]

_ROUNDING: Final = 1 + 4e-6
"""By how much tantivy's scores, in numbers of 32 bits, may fall short."""
_NAMES: Final = [
    [*(f"bag{bag}_{slot}" for bag in range(BAGS)), f"rest_{slot}"] for slot in range(TEXT_SLOTS)
]
"""The fields of tantivy's that the terms of a slot are in."""
_TERMS_KEPT: Final = 50_000
"""Of how many terms it is remembered where they lie: some 50 MB, if full."""


class Leaf(NamedTuple):
    """Hold a term in a field: the fields of tantivy's it lies in, and how it weighs.

    ``key`` stands for it in entries. ``bags`` gives for each the factor that makes tantivy's
    score ours; ``rest`` says whether it lies outside of them, too.
    """

    term: str
    key: bytes
    bags: list[tuple[str, float]]
    rest: bool
    idf: float
    matching: int


class Statistics:
    """Count over all documents what scores need; remembered, as they never change."""

    def __init__(self, searcher: Searcher, schema: Schema, slots: Slots) -> None:
        self._searcher = searcher
        self._schema = schema
        self._clean = slots.clean
        self.records: int = searcher.num_docs
        self.leaf = lru_cache(_TERMS_KEPT)(self._leaf)
        self.placed = lru_cache(_TERMS_KEPT)(self._placed)
        self._averages: dict[int, float] = {}
        self._saturations: dict[int, list[float]] = {}
        self._native: dict[str, tuple[float, float]] = {}

    def matching(self, slot: int, term: str) -> int:
        """Return how many documents hold a term in a field."""
        leaf = self.leaf(slot, term)
        return 0 if leaf is None else leaf.matching

    def _leaf(self, slot: int, written: str) -> Leaf | None:
        """Return a term in a field, or None when no document holds it."""
        term = encoded_term(written)
        names, counted = _NAMES[slot], self._searcher.doc_freq
        found = [(name, n) for name in names if (n := counted(name, term))]
        if not found:
            return None
        matching = sum(n for _, n in found)
        if not self._clean:
            held = [(Occur.Should, self._query(name, term)) for name, _ in found]
            matching = len(self._searcher.search(Query.boolean_query(held), matching).hits)
            if not matching:
                return None
        rest = found[-1][0] == names[-1]
        ours = idf(self.records, matching)
        bags = []
        for name, n in found[:-1] if rest else found:
            records, short = self._native_of(slot, name, term)
            bags.append((name, ours / idf(records, n) * short))
        return Leaf(term, key_of(term), bags, rest, ours, matching)

    def _placed(self, slot: int, term: str) -> list[str]:
        """Return the tokens that stand for an encoded term: itself, and the joint ones it is in."""
        begins = joint_token(term, "")
        found = self._searcher.terms_with_prefix(f"joint_{slot}", begins)
        alone = [term] if self._searcher.doc_freq(f"places_{slot}", term) else []
        return alone + [joint.removeprefix(begins) for joint, _ in found]

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
            short = max(1.0, self.average(slot) / told["avgdl"])
            self._native[name] = told["N"], short * _ROUNDING
        records, short = self._native[name]
        return int(records), short

    def average(self, slot: int) -> float:
        """Return the length of a field, in tokens, over all documents; 0 when there are none."""
        if slot not in self._averages:
            total = {"total": {"sum": {"field": f"length_{slot}"}}}
            summed = self._searcher.aggregate(Query.all_query(), total)["total"]["value"]
            self._averages[slot] = (summed or 0.0) / (self.records or 1)
        return self._averages[slot]

    def saturation(self, slot: int) -> list[float]:
        """Return the saturation of a field by length code."""
        if slot not in self._saturations:
            average = self.average(slot)
            self._saturations[slot] = [saturation(length, average) for length in LENGTHS]
        return self._saturations[slot]


def _told(explained: dict[str, Any]) -> list[tuple[str, float]]:
    """Return the names and values of an explanation of tantivy's."""
    found = [(explained["description"].partition(",")[0], explained["value"])]
    for detail in explained.get("details") or ():
        found += _told(detail)
    return found


Score = Callable[[Entry], float | None]
"""Return the score of a document by its entry, or None when it does not match."""


class Scorer:
    """Score documents by their entries."""

    def __init__(self, statistics: Statistics, slots: Slots) -> None:
        self._statistics = statistics
        self._slots = slots

    def of(self, plan: Plan, known: bool = False) -> Score:  # noqa: C901  one per node
        """Return what scores documents for a plan.

        Where they are ``known`` to match, what only filters is not looked at.
        """
        match plan:
            case Terms(fields, terms):
                return self._word(fields, terms)
            case Phrase():
                return self._phrase(plan, known)
            case And(nodes):
                return _all([self.of(node, known) for node in nodes])
            case Or(nodes):
                return _sum([self.of(node) for node in nodes])
            case Best(nodes):
                return _best([self.of(node) for node in nodes])
            case Not(node):
                return _nothing if known else _not(self.of(node))
            case Prefer(node, preferred, weight):
                return _more(self.of(node, known), self.of(preferred), weight)
            case Keyword(name, value):
                return (
                    _nothing
                    if known
                    else _if(lambda entry: value in entry.description()[0].get(name, ()))
                )
            case Overlap(name, low, high):
                return (
                    _nothing
                    if known
                    else _if(
                        lambda entry: any(
                            start <= high and low <= end
                            for start, end in entry.description()[1].get(name, ())
                        )
                    )
                )
            case Everything():
                return _nothing

    def _word(self, fields: Fields, terms: Weighted) -> Score:
        return partial(_best_pairing, self._keys(fields, terms))

    def _phrase(self, phrase: Phrase, known: bool) -> Score:
        total = _sum([self._word(phrase.fields, word) for word in phrase.words])
        if known:
            return total
        stands = self.standing(phrase)
        return lambda entry: total(entry) if stands(entry) else None

    def _keys(self, fields: Fields, terms: Weighted) -> list[_Keys]:
        """Return the fields and the terms to look for in each that any document holds."""
        found: list[_Keys] = []
        for name, boost in fields:
            if (slot := self._slots.texts.get(name)) is None:
                continue
            row = [
                (leaf.key, boost * weight * leaf.idf * (K1 + 1))
                for term, weight in terms
                if (leaf := self._statistics.leaf(slot, term))
            ]
            if row:
                found.append((slot, self._statistics.saturation(slot), row))
        return found

    def standing(self, phrase: Phrase) -> Callable[[Entry], bool]:
        """Return what says whether the words of a phrase stand together in one field."""
        wanted: list[tuple[int, list[list[bytes]]]] = []
        for name, _ in phrase.fields:
            if (slot := self._slots.texts.get(name)) is not None:
                leaf = partial(self._statistics.leaf, slot)
                words = [[found.key for term, _ in word if (found := leaf(term))]
                         for word in phrase.words]  # fmt: skip
                if all(words):
                    wanted.append((slot, words))
        return lambda entry: any(
            stand_together(_places(entry, slot, words), phrase.slop) for slot, words in wanted
        )


_Keys = tuple[int, Sequence[float], list[tuple[bytes, float]]]
"""A slot, the saturation of its field by length code, and terms with their weights."""


def _best_pairing(keys: Sequence[_Keys], entry: Entry) -> float | None:
    """Return the score of the best pairing of a field and a term."""
    best: float | None = None
    for slot, saturations, row in keys:
        for key, weight in row:
            if tf := entry.frequency(slot, key):
                score = weight * tf / (tf + saturations[length_code(entry.length(slot))])
                if best is None or score > best:
                    best = score
    return best


def _places(entry: Entry, slot: int, words: Sequence[Sequence[bytes]]) -> list[Sequence[int]]:
    """Return where the words of a phrase stand in a field, up to the first that does not."""
    rows: list[Sequence[int]] = []
    for word in words:
        found = [entry.places(slot, key) for key in word]
        rows.append(found[0] if len(found) == 1 else sorted(set().union(*found)))
        if not rows[-1]:
            break
    return rows


# Scores of scores ------------------------------------------------------------


def _nothing(entry: Entry) -> float:  # noqa: ARG001
    """Return the score of what only filters."""
    return 0.0


def _if(matches: Callable[[Entry], bool]) -> Score:
    return lambda entry: 0.0 if matches(entry) else None


def _not(score: Score) -> Score:
    return lambda entry: 0.0 if score(entry) is None else None


def _all(scores: Sequence[Score]) -> Score:
    if len(scores) == 1:
        return scores[0]

    def score(entry: Entry) -> float | None:
        total = 0.0
        for part in scores:
            if (one := part(entry)) is None:
                return None
            total += one
        return total

    return score


def _sum(scores: Sequence[Score]) -> Score:
    if len(scores) == 1:
        return scores[0]

    def score(entry: Entry) -> float | None:
        total: float | None = None
        for part in scores:
            if (one := part(entry)) is not None:
                total = one if total is None else total + one
        return total

    return score


def _best(scores: Sequence[Score]) -> Score:
    if len(scores) == 1:
        return scores[0]

    def score(entry: Entry) -> float | None:
        return max((s for part in scores if (s := part(entry)) is not None), default=None)

    return score


def _more(score: Score, preferred: Score, weight: float) -> Score:
    def both(entry: Entry) -> float | None:
        if (one := score(entry)) is None:
            return None
        return one + weight * (preferred(entry) or 0.0)

    return both

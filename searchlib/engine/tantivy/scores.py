"""How does one document score? By its entry, exactly as `base.py` promises.

tantivy says which documents can be among the first, in half the digits; these are scored
once more, by the statistics of all documents that have not been deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from tantivy import Occur, Query, Schema, Searcher

from searchlib.engine.tantivy.direct import Entry, key_of
from searchlib.engine.tantivy.layout import BAGS, Slots, encoded_term, joint_token, shift_of
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

__all__ = ["Candidate", "Leaf", "Score", "Scorer", "Statistics"]

_ROUNDING: Final = 1 + 4e-6
"""By how much tantivy's scores, in numbers of 32 bits, may fall short."""

_WORDS: Final = 4_096
_LONG_WORDS: Final = 64
_FEW: Final = 16
_LEAVES: Final = 50_000
"""Of how many terms it is remembered where they lie: some 50 MB, if full."""
_REMEMBERED: Final = 200_000
"""Of how many words scores are remembered, of how many with more than a few alternatives,
and how many scores: all in some 40 MB, if full."""


class Leaf(NamedTuple):
    """Hold a term in a field: the fields of tantivy's it lies in, and how it weighs.

    ``key`` stands for it in entries, and ``shift`` is which of the two places of a position
    it has. ``bags`` gives for each the factor that makes tantivy's score ours; ``rest`` says
    whether it lies outside of them, too.
    """

    term: str
    key: bytes
    shift: int
    bags: tuple[tuple[str, float], ...]
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
        self._leaves: dict[tuple[int, str], Leaf | None] = {}
        self._placed: dict[tuple[int, str], list[str]] = {}
        self._averages: dict[int, float] = {}
        self._saturations: dict[int, list[float]] = {}
        self._native: dict[str, tuple[float, float]] = {}

    def leaf(self, slot: int, term: str) -> Leaf | None:
        """Return a term in a field, or None when no document holds it."""
        key = slot, term
        try:
            return self._leaves[key]
        except KeyError:
            leaf = self._read_leaf(slot, encoded_term(term), shift_of(term))
        if len(self._leaves) >= _LEAVES:
            self._leaves.clear()
        self._leaves[key] = leaf
        return leaf

    def matching(self, slot: int, term: str) -> int:
        """Return how many documents hold a term in a field."""
        leaf = self.leaf(slot, term)
        return 0 if leaf is None else leaf.matching

    def _read_leaf(self, slot: int, term: str, shift: int) -> Leaf | None:
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
        return Leaf(term, key_of(term), shift, bags, bool(rest), ours, matching)

    def placed(self, slot: int, term: str) -> list[str]:
        """Return the tokens that stand for an encoded term: itself, and the joint ones it is in."""
        key = slot, term
        tokens = self._placed.get(key)
        if tokens is None:
            begins, places = joint_token(term, ""), f"places_{slot}"
            found = self._searcher.terms_with_prefix(f"joint_{slot}", begins)
            tokens = [term, *(joint.removeprefix(begins) for joint, _ in found)]
            tokens = [t for t in tokens if self._searcher.doc_freq(places, t)]
            if len(self._placed) >= _LEAVES:
                self._placed.clear()
            self._placed[key] = tokens
        return tokens

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


class Candidate:
    """Name a document that may be among the first; its entry is read when it is needed."""

    __slots__ = ("_entry", "_read", "number")

    def __init__(self, number: int, read: Callable[[int], Entry]) -> None:
        self.number = number
        """What no other document of the index is called."""
        self._read = read
        self._entry: Entry | None = None

    def entry(self) -> Entry:
        """Return its entry."""
        if self._entry is None:
            self._entry = self._read(self.number)
        return self._entry


Score = Callable[[Candidate], float | None]
"""Return the score of a document, or None when it does not match."""


class Scorer:
    """Score documents by their entries.

    What a word or a phrase scores is remembered for the documents that were looked at: so
    the next page, filter or query with it need not read them again.
    """

    def __init__(self, statistics: Statistics, slots: Slots) -> None:
        self._statistics = statistics
        self._slots = slots
        self._short = lru_cache(_WORDS)(self._word)
        self._long = lru_cache(_LONG_WORDS)(self._word)
        self._phrases = lru_cache(_WORDS)(self._phrase)
        self._long_phrases = lru_cache(_LONG_WORDS)(self._phrase)
        self._many = 0

    def of(self, plan: Plan, known: bool = False) -> Score:  # noqa: C901  one per node
        """Return what scores documents for a plan.

        Where they are ``known`` to match, what only filters is not looked at.
        """
        match plan:
            case Terms(fields, terms):
                return self._words(fields, terms)
            case Phrase(_, words):
                short = sum(map(len, words)) <= _FEW
                return (self._phrases if short else self._long_phrases)(plan, known)
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
                    else _if(lambda c: value in c.entry().description()[0].get(name, ()))
                )
            case Overlap(name, low, high):
                return (
                    _nothing
                    if known
                    else _if(
                        lambda c: any(
                            start <= high and low <= end
                            for start, end in c.entry().description()[1].get(name, ())
                        )
                    )
                )
            case Everything():
                return _nothing

    def _words(self, fields: Fields, terms: Weighted) -> Score:
        return (self._short if len(terms) <= _FEW else self._long)(fields, terms)

    def _word(self, fields: Fields, terms: Weighted) -> Score:
        keys = self._keys(fields, terms)
        return self._remembered(lambda candidate: _best_pairing(keys, candidate.entry()))

    def _phrase(self, phrase: Phrase, known: bool) -> Score:
        total = _sum([self._words(phrase.fields, word) for word in phrase.words])
        if known:
            return lambda candidate: total(candidate) or 0.0
        return self._remembered(
            lambda candidate: (
                (total(candidate) or 0.0) if self.stands(phrase, candidate.entry()) else None
            )
        )

    def _remembered(self, score: Score) -> Score:
        """Return the same score, worked out once for each document."""
        found: dict[int, float | None] = {}

        def remembered(candidate: Candidate) -> float | None:
            number = candidate.number
            try:
                return found[number]
            except KeyError:
                scored = score(candidate)
            self._many += 1
            if self._many > _REMEMBERED:
                for kept in (self._short, self._long, self._phrases, self._long_phrases):
                    kept.cache_clear()
                found.clear()
                self._many = 0
            found[number] = scored
            return scored

        return remembered

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

    def stands(self, phrase: Phrase, entry: Entry) -> bool:
        """Say whether the words of a phrase stand together in one field."""
        for name, _ in phrase.fields:
            slot = self._slots.texts.get(name, -1)
            if slot in entry.lengths:
                rows = []
                for word in phrase.words:
                    leaves = (self._statistics.leaf(slot, term) for term, _ in word)
                    found = [entry.places(slot, leaf.key) for leaf in leaves if leaf]
                    rows.append(found[0] if len(found) == 1 else sorted(set().union(*found)))
                    if not rows[-1]:
                        break
                if stand_together(rows, phrase.slop):
                    return True
        return False


_Keys = tuple[int, Sequence[float], list[tuple[bytes, float]]]
"""A slot, the saturation of its field by length code, and terms with their weights."""


def _best_pairing(keys: Sequence[_Keys], entry: Entry) -> float | None:
    """Return the score of the best pairing of a field and a term."""
    best: float | None = None
    for slot, saturations, row in keys:
        if slot not in entry.lengths:
            continue
        length = saturations[length_code(entry.lengths[slot])]
        for key, weight in row:
            if tf := entry.frequency(slot, key):
                score = weight * tf / (tf + length)
                if best is None or score > best:
                    best = score
    return best


# Scores of scores ------------------------------------------------------------


def _nothing(candidate: Candidate) -> float:  # noqa: ARG001
    """Return the score of what only filters."""
    return 0.0


def _if(matches: Callable[[Candidate], bool]) -> Score:
    return lambda candidate: 0.0 if matches(candidate) else None


def _not(score: Score) -> Score:
    return lambda candidate: 0.0 if score(candidate) is None else None


def _all(scores: Sequence[Score]) -> Score:
    def score(candidate: Candidate) -> float | None:
        total = 0.0
        for part in scores:
            if (one := part(candidate)) is None:
                return None
            total += one
        return total

    return score


def _sum(scores: Sequence[Score]) -> Score:
    def score(candidate: Candidate) -> float | None:
        total: float | None = None
        for part in scores:
            if (one := part(candidate)) is not None:
                total = one if total is None else total + one
        return total

    return score


def _best(scores: Sequence[Score]) -> Score:
    if len(scores) == 1:
        return scores[0]

    def score(candidate: Candidate) -> float | None:
        return max((s for part in scores if (s := part(candidate)) is not None), default=None)

    return score


def _more(score: Score, preferred: Score, weight: float) -> Score:
    def both(candidate: Candidate) -> float | None:
        if (one := score(candidate)) is None:
            return None
        return one + weight * (preferred(candidate) or 0.0)

    return both

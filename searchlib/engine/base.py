"""Where are terms kept and matched? What every engine promises.

1. **Sets.** A plan matches the same records on every engine (see `query/plan.py`).
2. **Scores.** A word scores field weight x term weight x BM25 (see `ranking.py`), over
   all records of the index; a field's length in tokens is kept as `length_code` does, the
   average is that of the full lengths over all records, with the field or without. Plans
   combine scores as their docstrings say. Scores are rounded to six decimals.
3. **Order.** By score, the highest first, or by the earliest start in an interval field;
   records without one come last; equals are ordered by id, smallest first.
4. **Totals** are exact, whatever `limit` and `offset`.
5. **Writing.** A writer's changes are seen all together when its block ends, and not at
   all when the block raises. Adding a document replaces the one with the same id. A
   second writer is refused with IndexLocked.
6. **Reading.** An engine answers from what it held when it was opened, or when its own
   last writer ended, whatever others write. Several threads may read it.

What an engine cannot do it refuses with a message, never by another answer.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain, islice
from typing import NamedTuple, Protocol

from searchlib.query.plan import Plan

__all__ = [
    "Deflated",
    "Document",
    "Engine",
    "FieldStatistics",
    "FieldTerms",
    "FlatTerms",
    "Match",
    "Matches",
    "Writer",
]


NUMBER = "I"
assert array(NUMBER).itemsize == 4, "searchlib needs a platform with 32-bit unsigned int"


class FieldTerms(NamedTuple):
    """Hold the terms of one field: its length in tokens, and each term's positions, ascending.

    The length is at least the number of different positions.
    A field without terms is left out.
    """

    length: int
    positions: Mapping[str, Sequence[int]]


class FlatTerms(NamedTuple):
    """Hold the terms of one field in long rows, as they travel from process to process.

    ``terms`` has a line for each; ``frequencies`` says how many of ``places`` are positions
    of it, both as the bytes of an array of ``NUMBER``.
    """

    length: int
    terms: str
    frequencies: bytes
    places: bytes

    @classmethod
    def of(
        cls, length: int, terms: Collection[str], places: Collection[Sequence[int]]
    ) -> FieldTerms | FlatTerms:
        """Return different terms and the positions of each in rows.

        They are not in rows where a term has several lines.
        """
        lines = "\n".join(terms)
        if lines.count("\n") != len(terms) - 1:
            return FieldTerms(length, dict(zip(terms, places, strict=True)))
        frequencies = array(NUMBER, map(len, places))
        every = array(NUMBER, chain.from_iterable(places))
        return cls(length, lines, frequencies.tobytes(), every.tobytes())

    @property
    def positions(self) -> dict[str, list[int]]:
        """Return each term's positions, ascending."""
        places = iter(array(NUMBER, self.places))
        rows = zip(self.terms.split("\n"), array(NUMBER, self.frequencies), strict=True)
        return {term: list(islice(places, many)) for term, many in rows}


_LEVEL = 4
"""How hard zlib tries: harder, texts take a quarter more time, and 0.6 % less room."""


class Deflated(NamedTuple):
    """Hold bytes as zlib packs them: who reads a record has the time to, who writes has not."""

    packed: bytes

    @classmethod
    def of(cls, whole: bytes) -> Deflated:
        """Pack bytes."""
        return cls(zlib.compress(whole, _LEVEL))


class Document(NamedTuple):
    """Hold what an engine keeps of a record: terms to match, values to filter by, and bytes.

    Ids and terms are any strings; the names of fields are words. Ends of intervals are
    whole numbers of 64 bits.
    """

    id: str
    fields: Mapping[str, FieldTerms | FlatTerms] = {}
    keywords: Mapping[str, Sequence[str]] = {}
    intervals: Mapping[str, Sequence[tuple[int, int]]] = {}
    stored: bytes | Deflated = b""

    def spread(self) -> Document:
        """Return the same with positions at hand: in rows, they are made anew at each look."""
        fields = {name: FieldTerms(one.length, one.positions) for name, one in self.fields.items()}
        return self._replace(fields=fields)

    def whole(self) -> bytes:
        """Return the bytes to give back."""
        kept = self.stored
        return zlib.decompress(kept.packed) if isinstance(kept, Deflated) else kept

    def small(self) -> bytes:
        """Return the bytes to give back as zlib packs them."""
        kept = self.stored
        return kept.packed if isinstance(kept, Deflated) else zlib.compress(kept, _LEVEL)


class Match(NamedTuple):
    """Name a record that matched, and its score."""

    id: str
    score: float


class Matches(NamedTuple):
    """Hold one page of matches, and how many there are in all."""

    total: int
    matches: tuple[Match, ...]


class FieldStatistics(NamedTuple):
    """Hold what BM25 goes by in one field: promise 2.

    ``average`` is its length in tokens, ``matching`` how many documents hold each term.
    """

    average: float
    matching: Mapping[str, int]


class Writer(Protocol):
    """Change an engine's documents; see promise 5."""

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""


class Engine(Protocol):
    """Keep documents and match plans against them."""

    def count(self) -> int:
        """Return the number of documents."""

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None."""

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return the matches ``offset`` to ``offset + limit`` of a plan.

        ``sort`` is ``relevance``, or an interval field such as ``date``, earliest
        first; ``-date`` is latest first.
        """

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field: a facet.

        Values no match has are left out.
        """

    def statistics(self, field: str, terms: Iterable[str]) -> FieldStatistics:
        """Return what scores in a field go by, for each of these terms."""

    def writer(self) -> AbstractContextManager[Writer]:
        """Open a writer; there is one at a time."""

    def close(self) -> None:
        """Let go of files; the engine answers no more."""

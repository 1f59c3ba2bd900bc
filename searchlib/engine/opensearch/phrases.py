"""Where do words stand near each other, when Lucene cannot say so alone?

Lucene lets two words of a sloppy phrase share a position, and may miss places where a
word comes twice. The records in doubt are few; their positions are looked at here, by
the definition all engines share (see `query/proximity.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from searchlib.engine.opensearch.documents import positions_of
from searchlib.engine.opensearch.plan import Leaf, Near, Query, collisions, pair, sloppy
from searchlib.errors import QueryTooExpensive
from searchlib.query.proximity import stand_together

__all__ = ["MOST_IN_DOUBT", "verified"]

MOST_IN_DOUBT = 10_000
"""How many records are looked at for one phrase."""

Scan = Callable[[Query, str], Iterator[tuple[str, str]]]
"""Yields id and text of the field for each document that matches."""


def verified(
    nears: Iterable[Near], matching: Callable[[Leaf], int], scan: Scan
) -> dict[Near, Query]:
    """Return where words stand near each other, for each phrase Lucene alone gets wrong.

    Raises QueryTooExpensive when more than ``MOST_IN_DOUBT`` records are in doubt.
    """
    found: dict[Near, Query] = {}
    for near in nears:
        words = [[t for t in word if matching((near.field, t))] for word in near.words]
        if near not in found and len(words) > 2 and all(words):
            found[near] = _verified(near, words, scan)
    return found


def _verified(near: Near, words: Sequence[Sequence[str]], scan: Scan) -> Query:
    """Return the query for one phrase of three words or more."""
    name, slop = near.field, near.slop
    if len(set().union(*words)) == sum(map(len, words)):
        close: Any = sloppy(name, words, slop)
        doubtful = {"bool": {"filter": [close, collisions(name, words)]}}
        wrong = [one for one, good in _looked_at(near, words, doubtful, scan) if not good]
        return {"bool": {"filter": close, "must_not": {"terms": {"id": wrong}}}} if wrong else close
    pairs = [
        pair(name, words[i], words[j], j - i, slop) for i, j in combinations(range(len(words)), 2)
    ]
    right = _looked_at(near, words, {"bool": {"filter": pairs}}, scan)
    return {"terms": {"id": [one for one, good in right if good]}}


def _looked_at(
    near: Near, words: Sequence[Sequence[str]], query: Query, scan: Scan
) -> Iterator[tuple[str, bool]]:
    """Yield the id of each record in doubt, and whether the words stand together in it."""
    for number, (record_id, text) in enumerate(scan(query, near.field)):
        if number == MOST_IN_DOUBT:
            raise QueryTooExpensive(
                f"More than {MOST_IN_DOUBT:,} records have the words of this phrase near each"
                " other, and one of them twice or at one place. Ask for the words side by side,"
                " or for rarer ones."
            )
        yield record_id, stand_together([positions_of(text, word) for word in words], near.slop)

"""Which are all matches of a query, be they a hundred thousand? A page of them at a time."""

from __future__ import annotations

from collections.abc import Iterator

from searchlib.engine import Engine, Match
from searchlib.query.plan import Plan

__all__ = ["every"]

_PAGE = 10_000
"""How many matches, ids and scores, are in memory at once: 2 MB of them."""


def every(engine: Engine, plan: Plan, sort: str, offset: int = 0) -> Iterator[Match]:
    """Yield all matches of a plan after ``offset``, in order, of what the engine opened with."""
    while page := engine.search(plan, limit=_PAGE, offset=offset, sort=sort).matches:
        yield from page
        if len(page) < _PAGE:
            return
        offset += len(page)

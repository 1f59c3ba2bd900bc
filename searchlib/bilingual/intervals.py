"""Which interval does the reader mean? Of days or leaves, as an engine compares them."""

from __future__ import annotations

import re

from searchlib.query import plan as to
from searchlib.query import tree as ask

__all__ = ["overlap"]

# 60об is the back of leaf 60, and 60а the leaf behind it: both are filed as 60.
_LEAF = r"0*(\d{1,9})(?:[а-яa-z]|\s*(?:об(?:орот)?|ob|verso|recto)\.?)?"
_LEAVES = rf"{_LEAF}(?:\s*[-–—]\s*{_LEAF})?"


def overlap(node: ask.Between) -> to.Overlap:
    """Return the plan of an interval. Raises ValueError, with a warning, if it means nothing."""
    read = _days if node.field == "date" else _numbers
    low, high = read(node.low), read(node.high)
    if (node.low and low is None) or (node.high and high is None):
        example = "1949, 1949-05 or 1949-05-18" if node.field == "date" else "60 or 59-61"
        raise ValueError(f"{node} was not understood: write {node.field} as {example}.")
    first, last = -(10**9), 10**9
    if low is not None:
        first = low[1] + 1 if node.excludes_low else low[0]
    if high is not None:
        last = high[0] - 1 if node.excludes_high else high[1]
    if first > last:
        raise ValueError(f"{node} holds nothing: it ends before it begins.")
    return to.Overlap(node.field, first, last)


def _days(written: str) -> tuple[int, int] | None:
    from searchlib.archival.dates import query_interval

    interval = query_interval(written) if written else None
    return None if interval is None else (interval[0].toordinal(), interval[1].toordinal())


def _numbers(written: str) -> tuple[int, int] | None:
    match = re.fullmatch(_LEAVES, written.strip().lower())
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2] or first)

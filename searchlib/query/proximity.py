"""Where do the words of a phrase stand together?

Positions p_0 … p_k, one for each word and all different, stand together when the
largest p_i - i less the smallest is at most the slop (Lucene's sloppy phrase).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["together"]


def together(places: Sequence[Sequence[int]], slop: int = 0) -> list[frozenset[int]]:
    """Return the positions of every place where the words stand together.

    ``places`` holds for each word its positions, ascending. Each set returned is one
    window: all positions in it that take part.
    """
    if not places or not all(places):
        return []
    if slop == 0:
        starts = set(places[0])
        for i, row in enumerate(places[1:], 1):
            starts &= {place - i for place in row}
        return [frozenset(range(start, start + len(places))) for start in sorted(starts)]
    return list(_windows(places, slop))


def _windows(places: Sequence[Sequence[int]], slop: int) -> Iterator[frozenset[int]]:
    """Yield the windows of a phrase with slop, from each place one can begin at."""
    lows = [0] * len(places)
    for start in sorted({place - i for i, row in enumerate(places) for place in row}):
        inside = []
        for i, row in enumerate(places):
            low = lows[i]
            while low < len(row) and row[low] - i < start:
                low += 1
            lows[i] = low
            high = low
            while high < len(row) and row[high] - i <= start + slop:
                high += 1
            inside.append(row[low:high])
        if all(inside) and _all_different(inside, frozenset()):
            yield frozenset(place for row in inside for place in row)


def _all_different(inside: Sequence[Sequence[int]], taken: frozenset[int]) -> bool:
    """Say whether each word can have a position of its own."""
    if not inside:
        return True
    return any(
        _all_different(inside[1:], taken | {place}) for place in inside[0] if place not in taken
    )

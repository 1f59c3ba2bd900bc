"""Where do the words of a phrase stand together?

Positions p_0 … p_k, one for each word and all different, stand together when the
largest p_i - i less the smallest is at most the slop (Lucene's sloppy phrase). Each
function takes, for each word, its positions, ascending.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace

__all__ = ["places_together", "stand_together"]

Rows = Sequence[Sequence[int]]


def stand_together(rows: Rows, slop: int = 0) -> bool:
    """Say whether the words stand together anywhere."""
    if not slop:
        return bool(rows) and all(rows) and bool(_exact_starts(rows))
    return next(_windows(rows, slop), None) is not None


def places_together(rows: Rows, slop: int = 0) -> set[int]:
    """Return all positions at which the words stand together."""
    found: set[int] = set()
    done = [0] * len(rows)
    for window in _windows(rows, slop):
        for i, (low, high) in enumerate(window):
            found.update(rows[i][max(low, done[i]) : high])
            done[i] = high
    return found


def _windows(rows: Rows, slop: int) -> Iterator[list[tuple[int, int]]]:
    """Yield, for each window that holds the words, where in each row it begins and ends.

    A window at ``start`` holds the positions with p_i - i from ``start`` to ``start + slop``.
    """
    if not rows or not all(rows):
        return
    repeated = _repeated(rows) if slop else None
    for start in _starts(rows, slop) if slop else _exact_starts(rows):
        window = [
            (bisect_left(row, start + i), bisect_left(row, start + i + slop + 1))
            for i, row in enumerate(rows)
        ]
        if repeated is None or _all_different(rows, window, repeated):
            yield window


def _exact_starts(rows: Rows) -> list[int]:
    """Return where the words stand side by side, in order."""
    shortest = min(range(len(rows)), key=lambda i: len(rows[i]))
    starts = {place - shortest for place in rows[shortest]}
    for i, row in enumerate(rows):
        if starts and i != shortest:
            starts.intersection_update([place - i for place in row])
    return sorted(starts)


def _starts(rows: Rows, slop: int) -> Iterator[int]:
    """Yield where a window begins in which every row has a position, in order.

    The rows are gone through side by side, always on from the one that is behind.
    """
    heads = [(row[0] - i, i, 0) for i, row in enumerate(rows)]
    farthest = max(heads)[0]
    heapify(heads)
    last = None
    while True:
        start, i, index = heads[0]
        if farthest - start <= slop and start != last:
            yield start
            last = start
        if index + 1 == len(rows[i]):
            return
        place = rows[i][index + 1] - i
        farthest = max(farthest, place)
        heapreplace(heads, (place, i, index + 1))


def _repeated(rows: Rows) -> list[list[int]] | None:
    """Return the words that are the same, by their numbers; None when no two share a position."""
    if len(set().union(*rows)) == sum(map(len, rows)):
        return None
    same: dict[tuple[int, ...], list[int]] = {}
    for i, row in enumerate(rows):
        same.setdefault(tuple(row), []).append(i)
    return list(same.values())


def _all_different(
    rows: Rows, window: Sequence[tuple[int, int]], repeated: Sequence[Sequence[int]]
) -> bool:
    """Say whether each word can have a position of its own, by augmenting paths.

    A word with as many positions as there are words always finds one; and a word that
    comes more often than it has positions never does.
    """
    if any(window[same[-1]][1] - window[same[0]][0] < len(same) for same in repeated):
        return False
    inside = [row[low:high] for row, (low, high) in zip(rows, window, strict=True)]
    scarce = [row for row in inside if len(row) < len(inside)]
    held: list[int | None] = [None] * len(scarce)
    return all(_placed(word, scarce, held, {}) for word in range(len(scarce)))


def _placed(word: int, rows: Rows, held: list[int | None], wanted: dict[int, int]) -> bool:
    """Find a position for a word, moving others from what they hold where need be.

    ``wanted`` notes the word that asked for each position.
    """
    owners = {place: owner for owner, place in enumerate(held) if place is not None}
    asking = [word]
    for asker in asking:
        for place in rows[asker]:
            if place in wanted:
                continue
            wanted[place] = asker
            if place in owners:
                asking.append(owners[place])
                continue
            free: int | None = place
            while free is not None:
                owner = wanted[free]
                held[owner], free = free, held[owner]
            return True
    return False

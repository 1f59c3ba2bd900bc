"""Which passages say the same, by length alone? Gale and Church's program, as a peer.

A Program for Aligning Sentences in Bilingual Corpora, Computational Linguistics 19(1), 1993.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, inf, log, sqrt

from searchlib.bilingual.links import Link

_VARIANCE = 6.8
_KINDS = {
    (1, 1): 0.89,
    (1, 0): 0.0099,
    (0, 1): 0.0099,
    (2, 1): 0.089,
    (1, 2): 0.089,
    (2, 2): 0.011,
}

Step = tuple[int, int]


def gale_church(left: Sequence[int], right: Sequence[int]) -> list[Link]:
    """Return the likeliest links between passages of these lengths, in order."""
    n, m = len(left), len(right)
    best: dict[Step, tuple[float, Step]] = {(0, 0): (0.0, (0, 0))}
    for i in range(n + 1):
        for j in range(m + 1):
            if (i, j) != (0, 0):
                best[i, j] = min(
                    (best[i - a, j - b][0] + _cost(left[i - a : i], right[j - b : j]), (a, b))
                    if i >= a and j >= b
                    else (inf, (0, 0))
                    for a, b in _KINDS
                )
    links = []
    while n or m:
        a, b = best[n, m][1]
        links.append(Link(tuple(range(n - a, n)), tuple(range(m - b, m))))
        n, m = n - a, m - b
    return links[::-1]


def _cost(left: Sequence[int], right: Sequence[int]) -> float:
    """Return how unlikely a link is, as a negative logarithm."""
    ru, en = sum(left), sum(right)
    spread = sqrt(_VARIANCE * (ru + en) / 2)
    unlikely = erfc(abs(ru - en) / spread / sqrt(2))
    return -log(max(unlikely, 1e-300)) - log(_KINDS[len(left), len(right)])

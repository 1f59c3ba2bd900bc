"""Which English passage says this Russian one? Both texts cut into passages, and linked.

A passage is a paragraph, or a few sentences of a long one. Passages are linked by
length alone: Gale and Church, A Program for Aligning Sentences in Bilingual Corpora,
Computational Linguistics 19(1), 1993.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from math import erfc, inf, log, sqrt
from typing import NamedTuple

__all__ = ["Alignment", "Link", "align", "passages"]

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n[ \t\r]*\n|\s*\Z)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\])»”\"’]*+\s++(?=[^a-zа-яё])|(?<![-¬\u00ad])\n\s*+")
_SPACE = re.compile(r"\s*")
_LONG = 1200
"""A paragraph longer than this many characters is cut into passages of about half of it."""

_VARIANCE = 6.8
"""Of the difference in length a character of text gives, from Gale and Church."""
_KINDS = {(1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.045, (1, 2): 0.045, (2, 2): 0.011}
"""How likely n passages are said by m, from Gale and Church."""
_BAND = 25
"""How many passages a link may stray from the diagonal."""

Span = tuple[int, int]


class Link(NamedTuple):
    """Say which passages belong together, by their numbers; one side may be empty."""

    ru: tuple[int, ...]
    en: tuple[int, ...]


class Alignment(NamedTuple):
    """Hold the passages of both texts, as offsets into each, and the links between them."""

    ru: tuple[Span, ...]
    en: tuple[Span, ...]
    links: tuple[Link, ...]


def passages(text: str) -> tuple[Span, ...]:
    """Return the offsets of the passages of a text."""
    found: list[Span] = []
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        if end - start <= _LONG:
            found.append((start, end))
        else:
            found += _cut(text, start, end)
    return tuple(found)


def _cut(text: str, start: int, end: int) -> list[Span]:
    """Cut a long paragraph at ends of sentences, or between words where there are none."""
    cuts = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
    spans = []
    while end - start > _LONG:
        least, most = start + _LONG // 4, start + _LONG
        near = cuts[bisect_right(cuts, least) : bisect_right(cuts, most)]
        aim = start + _LONG // 2
        space = text.rfind(" ", least, most) + 1
        cut = min(near, key=lambda at: abs(at - aim)) if near else space or most
        spans.append((start, start + len(text[start:cut].rstrip())))
        start = _after_space(text, cut)
    return [*spans, (start, end)]


def _after_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def align(ru: str, en: str) -> Alignment:
    """Cut two texts into passages and link them; either may be empty."""
    left, right = passages(ru), passages(en)
    return Alignment(left, right, tuple(_links(left, right)))


def _links(left: tuple[Span, ...], right: tuple[Span, ...]) -> list[Link]:
    """Return the likeliest links, in order, by dynamic programming near the diagonal."""
    n, m = len(left), len(right)
    if not n or not m:
        return [Link((i,), ()) for i in range(n)] + [Link((), (j,)) for j in range(m)]
    lengths = [end - start for start, end in left], [end - start for start, end in right]
    best = {(0, 0): (0.0, (0, 0))}
    for i in range(n + 1):
        low, high = (i - 1) * m // n - _BAND, (i + 1) * m // n + _BAND
        for j in range(max(0, low), min(m, high) + 1):
            if (i, j) == (0, 0):
                continue
            cost, step = inf, (0, 0)
            for (a, b), likely in _KINDS.items():
                before = best.get((i - a, j - b))
                if before is not None and before[0] < cost:
                    here = sum(lengths[0][i - a : i]), sum(lengths[1][j - b : j])
                    total = before[0] + _cost(*here) - log(likely)
                    if total < cost:
                        cost, step = total, (a, b)
            best[i, j] = cost, step
    return _walk_back(best, n, m)


def _cost(left: int, right: int) -> float:
    """Return how unlikely it is that these lengths say the same, as a negative logarithm.

    Russian and English say the same in as many characters. What stands alone says nothing
    by its length: that it is left out is all there is to it.
    """
    if not left or not right:
        return 0.0
    spread = sqrt(_VARIANCE * (left + right) / 2)
    return -log(max(erfc(abs(right - left) / spread / sqrt(2)), 1e-300))


def _walk_back(
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]], n: int, m: int
) -> list[Link]:
    """Return the links on the best way, in order."""
    links = []
    while n or m:
        a, b = best[n, m][1]
        links.append(Link(tuple(range(n - a, n)), tuple(range(m - b, m))))
        n, m = n - a, m - b
    return links[::-1]

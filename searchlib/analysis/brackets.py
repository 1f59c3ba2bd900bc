"""Which words are an editor's, in brackets, and how does a text read without them?

A text is indexed as it is printed, and once more around its brackets with what they hold
passed over; so a phrase is found with the words in brackets and without them
(docs/decisions/016-brackets.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple, Protocol

from searchlib.analysis.tokens import PARAGRAPH_GAP, REMARKS, fold
from searchlib.patterns import lazily

__all__ = ["REACH", "Placed", "depths", "passed_over"]

REACH = 50
"""How many words on either side of brackets are read without them: those of a long phrase."""
_DEEPEST = 2
"""What stands in brackets inside brackets is passed over first; deeper ones tell no more."""

_SIGNS = lazily(r"[\[\]]|\n[ \t\r]*+\n")
_START = attrgetter("start")
_FIRST_WORD = lazily(r"[^\w\[\]]*+(\w++)")


class Placed(Protocol):
    """Be a token: it has its offset in the text, and its position."""

    @property
    def start(self) -> int:
        """Its first character's offset."""

    @property
    def position(self) -> int:
        """The place where it stands; tokens that stand at one place have the same."""


class _Bracket(NamedTuple):
    """Hold where a bracket opens and closes, and how much deeper it is than what is around it."""

    start: int
    end: int
    deeper: int


def depths(text: str, tokens: Sequence[Placed]) -> list[int]:
    """Return how deep in brackets each token stands: 0 outside, 1 inside, 2 inside others.

    An editor's remarks are deeper than words that complete the text: ``[sic]`` and ``[1]``
    are 2. A bracket that does not close in its paragraph is none; nor is one within a word.
    """
    found = [0] * len(tokens)
    for low, deep in _bracketed(text, tokens):
        found[low : low + len(deep)] = deep
    return found


def passed_over(text: str, tokens: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Yield the tokens around brackets, as the text reads without what the brackets hold.

    Each is the number of a token and its further position; positions ascend, behind those
    of the text. First all brackets of a paragraph are passed over, then only remarks and
    inner ones.
    """
    last = tokens[-1].position if tokens else 0
    for begin, deep in _bracketed(text, tokens):
        places = [token.position for token in tokens[begin : begin + len(deep)]]
        seen: set[tuple[int, ...]] = set()
        for limit in range(max(deep)):
            kept = [number for number, depth in enumerate(deep) if depth <= limit]
            for stretch in _stretches(kept):
                if stretch not in seen:
                    seen.add(stretch)
                    last += PARAGRAPH_GAP
                    yield begin + stretch[0], last
                    for before, number in pairwise(stretch):
                        further = places[number] - places[before]
                        last += min(1, further) if number > before + 1 else further
                        yield begin + number, last


def _bracketed(text: str, tokens: Sequence[Placed]) -> Iterator[tuple[int, list[int]]]:
    """Yield the paragraphs with words in brackets: their first token, and how deep each stands."""
    for start, end, brackets in _paragraphs(text):
        low = bisect_left(tokens, start, key=_START)
        here = [token.start for token in tokens[low : bisect_left(tokens, end, key=_START)]]
        changes = [0] * (len(here) + 1)
        for bracket in brackets:
            changes[bisect_right(here, bracket.start)] += bracket.deeper
            changes[bisect_left(here, bracket.end)] -= bracket.deeper
        deep = [min(depth, _DEEPEST) for depth in accumulate(changes[:-1])]
        if any(deep):
            yield low, deep


def _paragraphs(text: str) -> Iterator[tuple[int, int, list[_Bracket]]]:
    """Yield from where to where paragraphs go that have brackets, and the brackets that close."""
    begin = 0
    opened: list[int] = []
    found: list[_Bracket] = []
    for sign in _SIGNS.finditer(text) if "[" in text else ():
        if sign[0] == "[":
            opened.append(sign.start())
        elif sign[0] == "]":
            if opened:
                start, end = opened.pop(), sign.end()
                found.append(_Bracket(start, end, 1 + _is_remark(text, start + 1, end - 1)))
        else:
            if found:
                yield begin, sign.start(), found
            begin, opened, found = sign.end(), [], []
    if found:
        yield begin, len(text), found


def _is_remark(text: str, start: int, end: int) -> bool:
    """Say whether brackets hold a remark on the text: a number, or what begins as one does."""
    first = _FIRST_WORD.match(text, start, end)
    if first is None:
        return False
    only = not any(map(str.isalnum, text[first.end() : min(end, first.end() + 10)]))
    return (only and first[1].isdecimal()) or fold(first[1]) in REMARKS


def _stretches(kept: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the stretches of a paragraph that are read on over brackets, as numbers of tokens."""
    low = high = 0
    for place, (before, after) in enumerate(pairwise(kept), 1):
        if after > before + 1:
            first = max(place - REACH, 0)
            if first >= high:
                if high > low:
                    yield tuple(kept[low:high])
                low = first
            high = min(place + REACH, len(kept))
    if high > low:
        yield tuple(kept[low:high])

"""What do the same keys write in the other layout, and which keys lie side by side?

The Russian layout (ЙЦУКЕН) has letters on ten keys that are punctuation on an English one
(QWERTY): a query typed in the wrong layout is full of operators, so it is read as a string,
before it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from searchlib.patterns import lazily

__all__ = ["Chunk", "chunks", "neighbours", "swapped"]

_ROWS = (
    ("`1234567890-=", "ё1234567890-="),
    ("qwertyuiop[]", "йцукенгшщзхъ"),
    ("asdfghjkl;'", "фывапролджэ"),
    ("zxcvbnm,./", "ячсмитьбю."),
)
_SHIFTED = (
    ("~!@#$%^&*()_+", 'Ё!"№;%:?*()_+'),
    ("QWERTYUIOP{}", "ЙЦУКЕНГШЩЗХЪ"),
    ('ASDFGHJKL:"', "ФЫВАПРОЛДЖЭ"),
    ("ZXCVBNM<>?", "ЯЧСМИТЬБЮ,"),
)
_LETTERS = [
    (latin, russian)
    for rows in (_ROWS, _SHIFTED)
    for row in rows
    for latin, russian in zip(*row, strict=True)
    if russian.isalpha()
]
_TO_RUSSIAN = str.maketrans(dict(_LETTERS))
_TO_LATIN = str.maketrans({russian: latin for latin, russian in _LETTERS})
_CYRILLIC = lazily("[\u0400-\u04ff]")
_KEYS = "".join(latin for latin, _ in _LETTERS if not latin.isalpha())
"""What is punctuation on one layout, and a letter on the other."""

_BEFORE = lazily(r'[-+=("«“„]*(?:[^\W\d_]+:[-+=("«“„]*)?')
_AFTER = lazily(r'(?:[)"»”“*?!]|~[0-9]{0,2})*\Z')
_MOST_AFTER = 40
"""How many characters of operators may follow a word."""


def swapped(text: str) -> str:
    """Return what the same keys write in the other layout: Latin for Cyrillic, or Cyrillic."""
    return text.translate(_TO_LATIN if _CYRILLIC.search(text) else _TO_RUSSIAN)


class Chunk(NamedTuple):
    """Hold a stretch of a query between spaces, and the words it may be in the other layout.

    ``readings`` are pairs of the whole stretch, rewritten, and the word in it; the one that
    takes most of its signs for letters comes first.
    """

    start: int
    end: int
    readings: tuple[tuple[str, str], ...]


def chunks(query: str, most: int) -> Iterator[Chunk]:
    """Yield the first ``most`` stretches of a query that hold a letter."""
    found = 0
    for match in re.finditer(r"\S+", query):
        text = match.group()
        if not any(map(str.isalpha, text)):
            continue
        yield Chunk(match.start(), match.end(), tuple(dict.fromkeys(_readings(text))))
        found += 1
        if found == most:
            return


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a stretch: all its signs as letters, or those outside as operators."""
    yield (whole := swapped(text)), whole
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    tail = max(start, len(text) - _MOST_AFTER)
    after = _AFTER.search(text, tail)
    end = max(start, after.start() if after else len(text))
    bare = _bare(text, start, end)
    for low, high in ((start, end), (start, bare[1]), (bare[0], end), bare):
        if word := swapped(text[low:high]):
            yield text[:low] + word + text[high:], word


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a word is without the signs at either end that may be letters."""
    while start < end and text[start] in _KEYS:
        start += 1
    while start < end and text[end - 1] in _KEYS:
        end -= 1
    return start, end


@cache
def neighbours() -> frozenset[tuple[str, str]]:
    """Return the pairs of letters whose keys lie side by side, of either layout."""
    found = set[tuple[str, str]]()
    for side in (0, 1):
        rows = [row[side] for row in _ROWS]
        for upper, lower in zip(rows, [*rows[1:], ""], strict=True):
            found.update(pairwise(upper))
            found.update(zip(upper, lower, strict=False))  # each row is shifted half a key
            found.update(zip(upper[1:], lower, strict=False))
    return frozenset(found | {(b, a) for a, b in found})

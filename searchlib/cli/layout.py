"""How does marked text become rows of a given width, safe to print?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from searchlib import Mark

__all__ = ["Piece", "Signs", "columns", "pieces", "safe", "wrapped"]

Piece = tuple[str, str]
"""A stretch of text, and the kind of its mark; "" if it has none."""
Signs = Mapping[str, int]
"""How many columns the signs around a mark of each kind take."""
_NO_SIGNS: Signs = {}

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)
"""What a terminal obeys, or may: C0, DEL and C1, line and text direction; half characters."""
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES = " \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"  # those one may break a line at
_WORDS = re.compile(rf"\n|[{_SPACES}]+|[^\n{_SPACES}]+")
_SINGLE = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027]*")
"""Letters and signs that take one column each: nearly all there are here."""


def safe(text: str) -> str:
    """Return ``text`` in one line, without characters a terminal would obey.

    Its length stays the same: white space becomes a space, other control characters
    become pictures of themselves.
    """
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


def pieces(text: str, start: int, marks: Sequence[Mark]) -> list[Piece]:
    """Cut ``text``, which begins at offset ``start``, into marked and unmarked stretches.

    What is not seen, such as a soft hyphen, is left out.
    """
    clean = "\n".join(safe(line) for line in text.split("\n"))
    cut: list[Piece] = []
    at = 0
    for mark in marks:
        first, last = mark.start - start, mark.end - start
        cut += [(clean[at:first], ""), (clean[first:last], mark.kind)]
        at = last
    cut.append((clean[at:], ""))
    seen = ((_INVISIBLE.sub("", part), kind) for part, kind in cut)
    return [piece for piece in seen if piece[0]]


def wrapped(text: Iterable[Piece], width: int, signs: Signs = _NO_SIGNS) -> list[list[Piece]]:
    """Break text into rows of at most ``width`` columns: at line ends, else between words.

    A mark takes the columns of its ``signs`` more than its words. A word longer than a row is cut.
    """
    rows: list[list[Piece]] = [[]]
    used = 0
    space: Piece | None = None
    for word in _words(text):
        if word[0][0] == "\n":
            rows.append([])
            used, space = 0, None
        elif word[0][0] == " ":
            space = word[0]
        else:
            size = _size(word, signs)
            # A marked space joins two marked words; alone it is not worth its signs.
            joins = bool(rows[-1] and space and rows[-1][-1][1] == space[1] == word[0][1])
            saved = signs.get(word[0][1], 0) if joins else 0
            if rows[-1] and used + (space is not None) + size - saved > width:
                rows.append([])
                used = saved = 0
            if rows[-1] and space is not None:
                rows[-1].append((" ", space[1] if joins else ""))
                used += 1 - saved
            if size > width:
                *whole, word = _cut(word, width, signs)
                rows[-1:] = [*whole, []]
                size = _size(word, signs)
            rows[-1] += word
            used += size
            space = None
    return [_merged(row) for row in rows]


def _words(text: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield line ends, spaces, and the words between them, each of one or more pieces."""
    word: list[Piece] = []
    for part, kind in text:
        for stretch in _WORDS.findall(part):
            if stretch.isspace():
                if word:
                    yield word
                    word = []
                yield [("\n" if stretch == "\n" else " ", kind)]
            else:
                word.append((stretch, kind))
    if word:
        yield word


def _size(word: Sequence[Piece], signs: Signs) -> int:
    if len(word) == 1:  # as most words are
        text, kind = word[0]
        return columns(text) + (signs.get(kind, 0) if kind else 0)
    return sum(columns(text) + signs.get(kind, 0) for text, kind in word)


def _cut(word: Iterable[Piece], width: int, signs: Signs) -> list[list[Piece]]:
    """Cut a word that is longer than a row into rows."""
    rows: list[list[Piece]] = [[]]
    used = 0
    for text, kind in word:
        around = signs.get(kind, 0)
        used += around
        for character in text:
            size = columns(character)
            if used + size > width and rows[-1]:
                rows.append([])
                used = around
            rows[-1].append((character, kind))
            used += size
    return [_merged(row) for row in rows]


def _merged(row: Iterable[Piece]) -> list[Piece]:
    """Join neighbouring pieces of one kind."""
    merged: list[Piece] = []
    for text, kind in row:
        if merged and merged[-1][1] == kind:
            merged[-1] = (merged[-1][0] + text, kind)
        else:
            merged.append((text, kind))
    return merged


def columns(text: str) -> int:
    """Return how many columns a terminal gives a text (Unicode Standard Annex 11)."""
    if text.isascii() or _SINGLE.fullmatch(text):
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )

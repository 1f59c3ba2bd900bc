"""How does text of a document reach a page? Cut at its marks, and nothing a browser would obey."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from searchlib.records import Mark

__all__ = ["Piece", "pieces", "seen"]

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""What no page shows, or what would turn the direction of text; half characters."""


class Piece(NamedTuple):
    """Hold a stretch of text, and the kind of its mark; none: empty."""

    text: str
    kind: str = ""


def seen(text: str) -> str:
    """Return ``text``, as long as before, with pictures of control characters."""
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\v\f\r\x85\u2028\u2029":
        return " "
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


def pieces(text: str, marks: Sequence[Mark] = (), start: int = 0) -> list[Piece]:
    """Cut ``text``, which begins at offset ``start``, at its marks.

    Where marks overlap, what lies in several belongs to the first.
    """
    shown = seen(text)
    cut: list[Piece] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        first, last = max(mark.start - start, at), min(mark.end - start, len(shown))
        if first < last:
            cut += [Piece(shown[at:first]), Piece(shown[first:last], mark.kind)]
            at = last
    cut.append(Piece(shown[at:]))
    return [piece for piece in cut if piece.text]

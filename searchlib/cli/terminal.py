"""How does text reach a terminal? Safely, marked, and in as many columns as there is room for.

Written by hand and not with a library for tables: loading one takes longer than a
whole search (see docs/decisions/006-start-up.md).
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import click

from searchlib import AlignedPassages, Mark, Passage

__all__ = ["Screen", "safe"]

_WIDE = 100
"""From this many columns on, both languages stand side by side."""
_NARROWEST, _BROADEST = 40, 160
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Piece = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


def safe(text: str) -> str:
    """Return ``text`` in one line, without characters a terminal would obey.

    Its length stays the same: white space becomes a space, other control characters
    become pictures of themselves.
    """
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n\r\v\f":
        return " "
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


class Screen:
    """Lay out text for one terminal: its width, and whether it shows colour."""

    def __init__(self, color: str = "auto") -> None:
        columns = shutil.get_terminal_size().columns
        self.width = min(max(columns, _NARROWEST), _BROADEST)
        on_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.color = color == "always" or (
            color == "auto" and on_terminal and not os.environ.get("NO_COLOR")
        )

    def style(self, text: str, **styles: bool | str) -> str:
        """Return ``text`` in a style, if this terminal shows any."""
        return click.style(text, **styles) if self.color and text else text  # type: ignore[arg-type]

    def heading(self, text: str, marks: Sequence[Mark] = ()) -> str:
        """Return a title, with marks."""
        return self._line(_pieces(text, 0, marks), bold=True)

    def paragraph(self, text: str, marks: Sequence[Mark] = (), indent: int = 3) -> Iterator[str]:
        """Yield the lines of a text over the full width, with marks."""
        for row in _wrapped(_pieces(text, 0, marks), self.width - indent):
            yield " " * indent + self._line(row)

    def side_by_side(self, pairs: Iterable[AlignedPassages], indent: int = 3) -> Iterator[str]:
        """Yield the lines of aligned passages: in two columns, or one under the other."""
        for number, pair in enumerate(pairs):
            if number:
                yield ""
            if self.width >= _WIDE:
                yield from self._columns(pair, indent)
            else:
                yield from self._stacked(pair, indent)

    def _columns(self, pair: AlignedPassages, indent: int) -> Iterator[str]:
        room = (self.width - indent - 3) // 2
        left, right = (_wrapped(_pieces_of(side), room) for side in (pair.ru, pair.en))
        divider = self.style("│", dim=True)
        blank: list[Piece] = []
        for ru, en in zip_longest(left, right, fillvalue=blank):
            gap = " " * max(0, room - self._shown(ru))
            yield f"{' ' * indent}{self._line(ru)}{gap} {divider} {self._line(en)}".rstrip()

    def _stacked(self, pair: AlignedPassages, indent: int) -> Iterator[str]:
        for side in (pair.ru, pair.en):
            if side is not None:
                label = self.style(side.language, dim=True) + " "
                for number, row in enumerate(_wrapped(_pieces_of(side), self.width - indent - 3)):
                    yield " " * indent + ("   " if number else label) + self._line(row)

    def _line(self, row: Sequence[Piece], *, bold: bool = False) -> str:
        """Return a row as text: marks in colour, or between asterisks where there is none."""
        if not self.color:
            return "".join(f"**{text}**" if marked else text for text, marked in row)
        return "".join(
            click.style(text, fg="yellow", bold=True)
            if marked
            else self.style(text, bold=True)
            if bold
            else text
            for text, marked in row
        )

    def _shown(self, row: Sequence[Piece]) -> int:
        """Return how many columns a row takes."""
        signs = 0 if self.color else sum(4 for _, marked in row if marked)
        return signs + sum(_columns_of(text) for text, _ in row)

    def page(self, lines: Iterable[str], *, pager: bool) -> None:
        """Print lines; through a pager when they are more than a terminal shows."""
        text = "\n".join(lines)
        high = text.count("\n") + 1 > shutil.get_terminal_size().lines
        if pager and high and sys.stdout.isatty():
            os.environ.setdefault("LESS", "FRX")
            click.echo_via_pager(text + "\n", color=self.color)
        else:
            click.echo(text, color=self.color)


def _pieces_of(passage: Passage | None) -> list[Piece]:
    return [] if passage is None else _pieces(passage.text, passage.start, passage.marks)


def _pieces(text: str, start: int, marks: Sequence[Mark]) -> list[Piece]:
    """Cut ``text``, which begins at offset ``start``, into marked and unmarked stretches."""
    clean = "\n".join(safe(line) for line in text.split("\n"))
    pieces: list[Piece] = []
    at = 0
    for mark in marks:
        first, last = mark.start - start, mark.end - start
        pieces += [(clean[at:first], False), (clean[first:last], True)]
        at = last
    return [piece for piece in [*pieces, (clean[at:], False)] if piece[0]]


def _wrapped(pieces: Iterable[Piece], width: int) -> list[list[Piece]]:
    """Break pieces into rows of at most ``width`` columns: at line ends, else between words."""
    rows: list[list[Piece]] = [[]]
    used = 0
    for text, marked in pieces:
        signs = 4 if marked else 0
        for word in re.findall(r"\n|[^\S\n]+|\S+", text):
            size = _columns_of(word) + signs
            if word == "\n" or (used and used + size > width and not word.isspace()):
                rows.append([])
                used = 0
            if word.isspace() and (not used or used >= width or word == "\n"):
                continue
            while size > width:  # a word longer than a row
                rows[-1].append((word[: width - signs], marked))
                rows.append([])
                word = word[width - signs :]
                size = _columns_of(word) + signs
            rows[-1].append((" " if word.isspace() else word, marked))
            used += 1 if word.isspace() else size
    return [_merged(row) for row in rows]


def _merged(row: list[Piece]) -> list[Piece]:
    """Join neighbouring pieces of one kind, and drop white space at the end of a row."""
    merged: list[Piece] = []
    for text, marked in row:
        if merged and merged[-1][1] == marked:
            merged[-1] = (merged[-1][0] + text, marked)
        else:
            merged.append((text, marked))
    if merged and not merged[-1][1]:
        merged[-1] = (merged[-1][0].rstrip(), False)
    return merged


def _columns_of(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )

"""How does text reach a terminal? Safely, marked, and in as many columns as there is room for.

Written by hand and not with a library for tables: loading one takes longer than a
whole search (see docs/decisions/006-start-up.md).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from typing import Any

import click

from searchlib import AlignedPassages, Mark, Passage
from searchlib.cli.layout import Piece, columns, pieces, safe, wrapped

__all__ = ["Screen", "safe", "say"]

_WIDE = 100
"""From this many columns on, both languages stand side by side."""
_NARROWEST, _BROADEST = 24, 160
_LABEL = 12
_SIGNS = {"match": "**", "counterpart": "_"}
_STYLES: dict[str, dict[str, Any]] = {
    "match": {"fg": "red", "bold": True},
    "counterpart": {"fg": "red"},
}
"""How marks are drawn, without colour and with: a counterpart a shade weaker than a match."""
_ABSENT = {"ru": "(not in the Russian)", "en": "(not in the English)"}
"""What stands beside a passage that the other text does not have."""


def say(text: str) -> None:
    """Print a line to standard error; that nobody reads it stops no work."""
    with suppress(BrokenPipeError):
        click.echo(safe(text), err=True)


class Screen:
    """Lay out text for one terminal: its width, and whether it shows colour."""

    def __init__(self, color: str = "auto") -> None:
        size = shutil.get_terminal_size()
        self.width = min(max(size.columns, _NARROWEST), _BROADEST)
        self.height = size.lines
        on_terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.color = color == "always" or (
            color == "auto" and on_terminal and not os.environ.get("NO_COLOR")
        )
        self._signs = {k: 0 if self.color else 2 * len(sign) for k, sign in _SIGNS.items()}

    def signs(self, kind: str) -> int:
        """Return how many columns the signs around a mark take, where there is no colour."""
        return self._signs[kind]

    def dim(self, text: str) -> str:
        """Return ``text`` in a dim style, if this terminal shows any."""
        return click.style(text, dim=True) if self.color and text else text

    def heading(self, text: str, marks: Sequence[Mark] = (), lead: str = "") -> Iterator[str]:
        """Yield the lines of a title, with marks, after a number."""
        row: Iterable[Piece] = pieces(safe(text), 0, marks)
        for number, part in enumerate(wrapped(row, self.width - len(lead), self._signs)):
            yield (" " * len(lead) if number else lead) + self.line(part, bold=True)

    def paragraph(self, text: str, marks: Sequence[Mark] = (), indent: int = 3) -> Iterator[str]:
        """Yield the lines of a text over the full width, with marks."""
        for row in wrapped(pieces(text, 0, marks), self.width - indent, self._signs):
            yield (" " * indent + self.line(row)).rstrip()

    def entry(self, label: str, value: str) -> Iterator[str]:
        """Yield the lines of a value with its label at the left."""
        for number, row in enumerate(wrapped(pieces(safe(value), 0, ()), self.width - _LABEL)):
            yield self.dim(" " * _LABEL if number else f"{label:<{_LABEL}}") + self.line(row)

    def facts(self, text: str, indent: int = 3, lead: str = "") -> Iterator[str]:
        """Yield the lines of a text that stands back; all begin below the end of its lead."""
        room = self.width - indent - len(lead)
        for number, row in enumerate(wrapped(pieces(safe(text), 0, ()), room)):
            start = " " * len(lead) if number else lead
            yield " " * indent + self.dim(start + self.line(row))

    def side_by_side(
        self,
        pairs: Iterable[AlignedPassages],
        languages: Collection[str],
        indent: int = 3,
        *,
        columns: bool = False,
    ) -> Iterator[str]:
        """Yield the lines of aligned passages: in two columns, or one under the other.

        Those of a record in one language take the full width. Of one in both, what only one
        text says is shown as such. ``columns`` asks for columns on a narrow terminal too.
        """
        both = len(languages) > 1
        for number, pair in enumerate(pairs):
            if number:
                yield ""
            if both and (columns or self.width >= _WIDE):
                yield from self._columns(pair, indent)
            else:
                yield from self._stacked(pair, indent, both=both)

    def _columns(self, pair: AlignedPassages, indent: int) -> Iterator[str]:
        room = (self.width - indent - 3) // 2
        divider = self.dim("│")
        left, right = (
            [self.line(row) + " " * max(0, room - self.shown(row)) for row in rows]
            for rows in (wrapped(_pieces(side), room, self._signs) for side in (pair.ru, pair.en))
        )
        if pair.ru is None or pair.en is None:
            absent = _ABSENT["ru" if pair.ru is None else "en"][:room]
            (left if pair.ru is None else right)[:] = [
                self.dim(absent) + " " * (room - len(absent))
            ]
        for ru, en in zip_longest(left, right, fillvalue=" " * room):
            yield f"{' ' * indent}{ru} {divider} {en}".rstrip()

    def _stacked(self, pair: AlignedPassages, indent: int, *, both: bool) -> Iterator[str]:
        for language, side in (("ru", pair.ru), ("en", pair.en)):
            label = self.dim(language) + "  "
            if side is not None:
                rows = wrapped(_pieces(side), self.width - indent - 4, self._signs)
                for number, row in enumerate(rows):
                    start = "    " if number else label
                    yield (" " * indent + start + self.line(row)).rstrip()
            elif both:
                yield " " * indent + label + self.dim(_ABSENT[language])

    def line(self, row: Sequence[Piece], *, bold: bool = False) -> str:
        """Return a row as text: marks in colour, or between signs where there is none."""
        if not self.color:
            return "".join(
                f"{_SIGNS.get(kind, '')}{text}{_SIGNS.get(kind, '')}" for text, kind in row
            )
        plain = {"bold": True} if bold else {}
        styles = ((text, _STYLES.get(kind, plain)) for text, kind in row)
        return "".join(click.style(text, **style) if style else text for text, style in styles)

    def shown(self, row: Sequence[Piece]) -> int:
        """Return how many columns a row takes."""
        return sum(columns(text) + self._signs.get(kind, 0) for text, kind in row)

    def page(self, lines: Iterable[str], *, pager: bool) -> None:
        """Print lines; through a pager when they are more than a terminal shows."""
        text = "\n".join(lines)
        long = text.count("\n") + 1 >= self.height
        if pager and long and sys.stdout.isatty() and _pager_is_there():
            os.environ.setdefault("LESS", "FRX")
            os.environ.setdefault("LESSCHARSET", "utf-8")
            click.echo_via_pager(text + "\n", color=self.color)
        else:
            click.echo(text, color=self.color)


def _pager_is_there() -> bool:
    """Say whether PAGER can be run, if it is set; older clicks lose the output where it cannot."""
    wanted = os.environ.get("PAGER", "").split()
    return not wanted or shutil.which(wanted[0]) is not None


def _pieces(passage: Passage | None) -> list[Piece]:
    return [] if passage is None else pieces(passage.text, passage.start, passage.marks)

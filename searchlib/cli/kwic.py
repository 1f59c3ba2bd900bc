"""How do lines of a concordance stand under each other? Aligned on the words found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchlib import Concordance, ConcordanceLine, Mark, Passage
from searchlib.cli.layout import Piece, columns, pieces, safe
from searchlib.cli.terminal import Screen

__all__ = ["Layout"]

_WIDE = 120
"""From this many columns on, what the other text says stands at the right."""
_NARROW = 60
"""Below so many columns records are not named."""
_LONGEST_NAME = 24
_LEAST = 8


class Layout:
    """Lay out the lines of one concordance for one terminal."""

    def __init__(
        self, found: Concordance, screen: Screen, width: int | None, aligned: bool | None
    ) -> None:
        """Take how wide the context is, and whether the other text is shown; None: as is room."""
        self._screen = screen
        self._beside = screen.width >= _WIDE and aligned is not False and width is None
        self._beneath = bool(aligned) and not self._beside
        longest = max((columns(_flat(line.record_id)) for line in found), default=0)
        self._name = 0 if screen.width < _NARROW else min(longest, _LONGEST_NAME)
        room = screen.width * 3 // 5 if self._beside else screen.width
        words = max((columns(_flat(line.match)) for line in found), default=0)
        free = room - self._name - 2 * bool(self._name) - screen.signs("match")
        side = max(_LEAST, (free - min(words, free // 3)) // 2) if width is None else width
        self._left = side
        self._right = max(_LEAST, free - side) if width is None else words + side
        self._whole = room

    def rows(self, line: ConcordanceLine) -> Iterator[str]:
        """Yield the rows of a line: one, and more where the other text is shown beneath."""
        screen = self._screen
        left = _last(_flat(line.left, before=True), self._left, whole=True)
        match = _first(_flat(line.match), self._right)
        right = _flat(line.right, after=True)
        right = _first(right, self._right - columns(match), whole=True)
        row: list[Piece] = [(left, ""), (match, "match"), (right, "")]
        name = _last(_flat(line.record_id), self._name)
        margin = screen.dim(name) + " " * (self._name - columns(name) + 2 * bool(self._name))
        text = margin + " " * (self._left - columns(left)) + screen.line(row)
        others = [pair.en if line.language == "ru" else pair.ru for pair in line.passages]
        if self._beside:
            used = self._name + 2 * bool(self._name) + self._left - columns(left)
            used += screen.shown(row)
            room = screen.width - self._whole - 3
            other = _window(next(filter(None, others), None), room - screen.signs("counterpart"))
            text += " " * max(0, self._whole - used) + screen.dim(" │ ") + screen.line(other)
        yield text.rstrip()
        if self._beneath:
            indent = self._name + 2 * bool(self._name) + 2
            for passage in filter(None, others):
                yield from screen.paragraph(
                    passage.text, _within(passage), min(indent, screen.width // 4)
                )


def _flat(text: str, *, before: bool = False, after: bool = False) -> str:
    """Return text in one line; ``before`` and ``after`` keep a space where a word follows it."""
    shown = "".join(part for part, _ in pieces(safe(text), 0, ()))
    flat = " ".join(shown.split())
    lead = " " * (after and shown[:1].isspace())
    return lead + flat + " " * (before and shown[-1:].isspace() and bool(flat))


def _first(text: str, room: int, *, whole: bool = False) -> str:
    """Return the beginning of a text that takes up to ``room`` columns; in ``whole`` words."""
    if columns(text) <= room:
        return text
    end = used = 0
    while used + columns(text[end]) <= room:
        used += columns(text[end])
        end += 1
    if whole and text[end] != " " and (space := text.rfind(" ", 1, end)) > 0:
        end = space
    return text[:end]


def _last(text: str, room: int, *, whole: bool = False) -> str:
    """Return the end of a text that takes up to ``room`` columns; in ``whole`` words."""
    if columns(text) <= room:
        return text
    start, used = len(text), 0
    while start and used + columns(text[start - 1]) <= room:
        start -= 1
        used += columns(text[start])
    if whole and start and text[start - 1] != " ":
        space = text.find(" ", start, -1)
        start = space + 1 if space >= 0 else start
    return text[start:]


def _within(passage: Passage) -> Sequence[Mark]:
    """Return the marks of a passage as offsets into its own text."""
    return [Mark(m.start - passage.start, m.end - passage.start, m.kind) for m in passage.marks]


def _window(passage: Passage | None, room: int) -> list[Piece]:
    """Return the part of a passage around its first mark that takes up to ``room`` columns."""
    if passage is None:
        return []
    mark = passage.marks[0] if passage.marks else Mark(passage.start, passage.start, "")
    at, end = mark.start - passage.start, mark.end - passage.start
    word = _first(_flat(passage.text[at:end]), room)
    before = _flat(passage.text[:at], before=True)
    after = _flat(passage.text[end:], after=True)
    free = room - columns(word)
    left = _last(before, max(free // 2, free - columns(after)), whole=True)
    right = _first(after, free - columns(left), whole=True)
    return [piece for piece in ((left, ""), (word, mark.kind), (right, "")) if piece[0]]

"""Which number does a list item of a Word document bear? The file says only which list it is of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Lists"]

_WORD = "{*}"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # й, ё, ъ, ы, ь number nothing
_LEVELS = 9
_LARGEST = 100_000


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    pattern: str = ""


@dataclass(slots=True)
class Lists:
    """Count the items of a document's lists.

    ``numbers`` maps the numId of a paragraph to its abstract list and the levels it
    starts anew, ``levels`` an abstract list's level to how it is numbered.
    """

    numbers: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tree: Any) -> Lists:
        """Read a document's ``word/numbering.xml``; None where it has none."""
        lists = cls()
        if tree is None:
            return lists
        for abstract in tree.iterfind(f"{_WORD}abstractNum"):
            for level in abstract.iterfind(f"{_WORD}lvl"):
                key = (attribute(abstract, "abstractNumId"), _small(attribute(level, "ilvl")))
                lists.levels[key] = _Level(
                    start=_small(value(level, "start"), 1),
                    style=value(level, "numFmt") or "decimal",
                    pattern=value(level, "lvlText"),
                )
        for number in tree.iterfind(f"{_WORD}num"):
            starts = {
                _small(attribute(change, "ilvl")): _small(value(change, "startOverride"), 1)
                for change in number.iterfind(f"{_WORD}lvlOverride")
                if change.find(f"{_WORD}startOverride") is not None
            }
            lists.numbers[attribute(number, "numId")] = (value(number, "abstractNumId"), starts)
        return lists

    def mark(self, number: str, level: str) -> str:
        """Count an item and return its mark with a space: ``2.1) ``, ``- ``, or nothing."""
        depth = _small(level)
        if number not in self.numbers or depth >= _LEVELS:
            return ""
        abstract, starts = self.numbers[number]
        counts = self.counts.setdefault(abstract, [None] * _LEVELS)
        shape = self.levels.get((abstract, depth), _Level(pattern=f"%{depth + 1}."))
        if number not in self.begun:
            self.begun.add(number)
            # A list that starts anew; any other goes on where its like ended.
            if starts:
                counts[depth:] = [None] * (_LEVELS - depth)
        if shape.style == "bullet":
            return "- "
        if shape.style == "none":
            return ""
        so_far = counts[depth]
        counts[depth] = starts.get(depth, shape.start) if so_far is None else so_far + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        mark = shape.pattern[:100]
        for place in range(depth + 1):
            outer = self.levels.get((abstract, place), _Level())
            count = counts[place]
            written = _written(outer.start if count is None else count, outer.style)
            mark = mark.replace(f"%{place + 1}", written)
        return mark.strip() + " " if mark.strip() else ""


def attribute(element: Any, name: str) -> str:
    """Return an element's attribute, whatever its namespace."""
    for key, written in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(written)
    return ""


def value(element: Any, name: str) -> str:
    """Return the ``val`` of the first child of that name."""
    child = element.find(_WORD + name)
    return "" if child is None else attribute(child, "val")


def _small(written: str, otherwise: int = 0) -> int:
    """Return a whole number of a list."""
    return int(written) if written.isdecimal() and int(written[:7]) < _LARGEST else otherwise


def _written(number: int, style: str) -> str:
    """Write a number in a style of WordprocessingML (ECMA-376, 17.18.59)."""
    if number < 1:
        return str(number)
    if style.endswith("Roman"):
        text, rest = "", number
        for amount, letters in _ROMAN:
            count, rest = divmod(rest, amount)
            text += letters * count
    elif style.endswith("Letter") or style.startswith("russian"):
        letters = _RUSSIAN if style.startswith("russian") else _LATIN
        # After the last letter they are doubled: aa, bb.
        text = letters[(number - 1) % len(letters)] * min((number - 1) // len(letters) + 1, 20)
    else:
        return f"{number:02d}" if style == "decimalZero" else str(number)
    return text.upper() if style.startswith("upper") or style == "russianUpper" else text

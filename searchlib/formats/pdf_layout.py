"""Which lines of a page go on in one another, and which are only the page's furniture?

From lines with their places to paragraphs, headings as in Markdown, and rows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

__all__ = ["Laid", "Line", "Page", "lay_out"]


class Line(NamedTuple):
    """Hold a line and where it stands, in points from the lower left corner of its page.

    ``broken`` says that its last word goes on in the next line, behind a hyphen not in ``text``.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False
    broken: bool = False

    @property
    def height(self) -> float:
        """Return how high the line is: the size of its letters."""
        return max(self.top - self.bottom, 0.1)


class Page(NamedTuple):
    """Hold a page: its number as the file or its position tells, and its lines."""

    number: str
    lines: list[Line]


@dataclass(slots=True)
class Laid:
    """Hold a document's text, where its pages begin in it, and what was left out of it.

    ``starts`` are offsets into ``text`` with the number printed on the page.
    """

    text: str = ""
    starts: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    healed: int = 0


def lay_out(pages: list[Page]) -> Laid:
    """Return the text of a document without running heads, page numbers and broken words."""
    furniture, numbers, shown = _furniture(pages)
    laid = Laid(left_out=shown)
    bodies = [
        [line for at, line in enumerate(page.lines) if (index, at) not in furniture]
        for index, page in enumerate(pages)
    ]
    writer = _Writer(laid, bodies)
    for index, (page, lines) in enumerate(zip(pages, bodies, strict=True)):
        writer.page(lines, numbers.get(index, page.number))
    laid.text = writer.text()
    return laid


# Running heads and page numbers ---------------------------------------------

_EDGE_LINES = 3
"""How many lines at the top and at the bottom of a page may be its furniture."""

_OFTEN = 0.4
"""On this share of the pages a running head stands: it may change between left and right."""

_NUMBER = re.compile(r"\d{1,5}")
_DECORATION = re.compile(r"[\W_]+")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|стр|страница|лист|с|p|л)\b[\W_]*)?(\d{1,5})"
    r"(?:[\W_]*(?:of|из|/)?[\W_]*\d{1,5})?[\W_]*$",
    re.IGNORECASE,
)


def _furniture(
    pages: list[Page],
) -> tuple[set[tuple[int, int]], dict[int, str], list[str]]:
    """Return the lines that are furniture as (page, line), page numbers printed, what it says.

    Furniture is what stands at the edge of many pages, the same but for a number that
    counts the pages.
    """
    places: dict[tuple[str, ...], dict[int, int]] = defaultdict(dict)
    for index, page in enumerate(pages):
        for edge, at in _edges(page.lines):
            for key in _keys(page.lines[at].text, index):
                places[(edge, *key)].setdefault(index, at)
    enough = max(2, _OFTEN * sum(bool(page.lines) for page in pages))
    furniture: set[tuple[int, int]] = set()
    numbers: dict[int, str] = {}
    shown: dict[str, None] = {}
    for key, lines in places.items():
        if len(lines) < enough:
            continue
        for index, at in lines.items():
            furniture.add((index, at))
            text = pages[index].lines[at].text
            if len(key) > 2 and (found := _PAGE_NUMBER.match(text[:60])):
                numbers[index] = found[1]
            elif len(key) == 2 or not _PAGE_NUMBER.match(text[:60]):
                shown.setdefault(pages[next(iter(lines))].lines[lines[next(iter(lines))]].text)
    return furniture, numbers, list(shown)


def _edges(lines: list[Line]) -> Iterator[tuple[str, int]]:
    """Yield the outermost lines of a page: the edge, and the line's number."""
    order = sorted(range(len(lines)), key=lambda at: -lines[at].bottom)
    for at in order[:_EDGE_LINES]:
        yield "top", at
    for at in order[-_EDGE_LINES:]:
        yield "bottom", at


def _keys(text: str, index: int) -> Iterator[tuple[str, ...]]:
    """Yield what a line says: whole, and with its first and last number as one that counts."""
    if len(text) > 300:
        return
    yield (_folded(text),)
    numbers = list(_NUMBER.finditer(text))
    for number in {found.start(): found for found in numbers[:1] + numbers[-1:]}.values():
        around = _folded(text[: number.start()] + "\0" + text[number.end() :])
        yield (around, str(int(number[0]) - index))


def _folded(text: str) -> str:
    return _DECORATION.sub(" ", text.casefold()).strip()


# Paragraphs -----------------------------------------------------------------

_INDENT = 0.8  # of the line's height: the first line of a paragraph begins further in
_PARAGRAPH_GAP = 1.4  # of the usual distance of lines
_ROW_GAP = 3  # of the line's height
_COLUMN_GAP = 1.5  # of the line's height, as in pdf_pages
_OTHER_SIZE = 1.15
_LARGEST_SHARE_OF_HEADINGS = 0.3
_LONGEST_HEADING = 250
_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|[-–—•*·▪])\s")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")

# Before and after these a hyphen is part of the word.
_HYPHEN_AFTER = frozenset(["северо", "юго", "кое", "вице", "экс", "self", "vice", "ex"])
_HYPHEN_BEFORE = frozenset(["то", "либо", "нибудь", "таки"])


class _Writer:
    """Write lines as paragraphs, page after page."""

    def __init__(self, laid: Laid, bodies: list[list[Line]]) -> None:
        lines = [line for body in bodies for line in body]
        self._laid = laid
        self._pieces: list[str] = []
        self._length = 0
        self._words = _words(lines)
        self._levels = _heading_levels(lines)
        self._leading = _leading(lines)
        self._last: Line | None = None
        self._full = False  # the last line reached its margin

    def text(self) -> str:
        """Return what was written."""
        return "".join(self._pieces).strip("\n") + "\n"

    def page(self, lines: list[Line], number: str) -> None:
        """Write the lines of a page."""
        begun = False
        for run in _runs(lines):
            left = min(line.left for line in run)
            margin = max(line.right for line in run)
            for at, line in enumerate(run):
                joint = self._joint(line, left) if at else self._joint_of_runs(line)
                text, joint = self._healed(line, joint)
                if (joint == "\n\n" or self._last is None) and (
                    level := self._levels.get(_size(line))
                ):
                    text = f"{level} {text}"
                self._write(joint)
                if not begun:
                    self._laid.starts.append((self._length, number))
                    begun = True
                self._write(text)
                following = run[at + 1] if at + 1 < len(run) else None
                self._last, self._full = line, _full(line, following, margin)

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _joint(self, line: Line, left: float) -> str:
        """Return what stands between the last line and the next one below it."""
        last = self._last
        if last is None:
            return ""
        down = last.bottom - line.bottom
        rows = ("\t" in last.text) + ("\t" in line.text)
        if rows == 2 and down < _ROW_GAP * line.height:
            return "\n"
        if _other_size(last, line) or down > _PARAGRAPH_GAP * self._leading:
            return "\n\n"
        if _size(line) in self._levels:
            return " "
        further_in = line.left - left > _INDENT * line.height
        if further_in and not (self._full and abs(line.left - last.left) < 0.3 * line.height):
            return "\n\n"
        return " " if self._full and not rows and not _ITEM.match(line.text) else "\n"

    def _joint_of_runs(self, line: Line) -> str:
        """Return what stands between the last line of a column or page and the next one."""
        last = self._last
        if last is None:
            return ""
        if _other_size(last, line) or _size(line) in self._levels:
            return "\n\n"
        goes_on = (
            last.broken
            or _goes_on(last.text, line.text)
            or (self._full and line.text[:1].islower())
        )
        return " " if goes_on else "\n\n"

    def _healed(self, line: Line, joint: str) -> tuple[str, str]:
        """Return a line and its joint to the last one, a word or address broken there healed."""
        last, text = self._last, _row(line.text)
        if last is None or joint not in (" ", "\n"):
            return text, ("-" + joint if last is not None and last.broken else joint)
        if joint == "\n" and not last.broken:
            return text, joint
        before = self._pieces[-1]
        hyphen = "" if last.broken else before[-1:] if _goes_on(before, text) else None
        if hyphen is not None:
            self._pieces[-1] = before = before.removesuffix(hyphen)
            self._length -= len(hyphen)
            self._laid.healed += 1
            return text, "-" if self._hyphen_stays(before, text) else ""
        if re.search(r"\w-$", before[-2:]) and text[:1].isalnum():
            return text, ""
        if (address := _ADDRESS.search(before[-500:])) and _address_goes_on(address[0], before):
            return text, ""
        return text, joint

    def _hyphen_stays(self, before: str, after: str) -> bool:
        """Tell whether the hyphen of a word broken over a line is its own.

        The rest of the document knows how the word is written; else it is the printer's.
        """
        last, first = _LAST_WORD.search(before[-60:]), _FIRST_WORD.match(after[:60])
        if not last or not first or first[0][0].isupper():
            return True
        one, two = last[0].casefold(), first[0].casefold()
        if one in _HYPHEN_AFTER or two in _HYPHEN_BEFORE:
            return True
        return f"{one}-{two}" in self._words and one + two not in self._words


def _goes_on(before: str, after: str) -> bool:
    """Tell a word that goes on after a hyphen, or after the sign scanners take it for."""
    return before.endswith("¬") or (
        before[-1:] == "-" and before[-2:-1].isalpha() and after[:1].islower()
    )


def _row(text: str) -> str:
    """Write a line whose words stand in columns as a row in Markdown."""
    return "| " + text.replace("\t", " | ") + " |" if "\t" in text else text


def _address_goes_on(address: str, before: str) -> bool:
    """Tell an address that is broken over a line, by its bracket or its last character."""
    opened = before[: len(before) - len(address)].endswith("<")
    return (opened and not address.endswith(">")) or address[-1] in "/-_=&?%"


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines that stand under each other: a column, or all of a page."""
    run: list[Line] = []
    for line in lines:
        if run and line.bottom > run[-1].bottom + line.height:
            yield run
            run = []
        if run and abs(line.bottom - run[-1].bottom) < 0.4 * line.height:
            run[-1] = _beside(run[-1], line)
        else:
            run.append(line)
    if run:
        yield run


def _beside(one: Line, other: Line) -> Line:
    """Join two pieces that stand in one line: words, or cells of a row."""
    gap = " " if other.left - one.right < _COLUMN_GAP * one.height else "\t"
    hyphen = "-" if one.broken else ""
    return other._replace(
        text=one.text + hyphen + gap + other.text,
        left=min(one.left, other.left),
        bottom=min(one.bottom, other.bottom),
        right=max(one.right, other.right),
        top=max(one.top, other.top),
        bold=one.bold,
    )


def _full(line: Line, following: Line | None, margin: float) -> bool:
    """Tell a line that ended because the next word did not fit, and not the sentence."""
    letter = (line.right - line.left) / max(len(line.text), 1)
    word = len(following.text.split(maxsplit=1)[0]) + 1 if following else 10
    return line.right + letter * min(word, 30) > margin


def _size(line: Line) -> float:
    """Return a line's height, rounded so that lines of one size are alike."""
    return round(line.height * 2) / 2


def _other_size(one: Line, other: Line) -> bool:
    low, high = sorted((one.height, other.height))
    return high > _OTHER_SIZE * low


def _leading(lines: list[Line]) -> float:
    """Return the usual distance of lines."""
    downs = [
        one.bottom - two.bottom
        for one, two in pairwise(lines)
        if 0.5 * two.height < one.bottom - two.bottom < 3 * two.height
    ]
    return median(downs) if downs else 12.0


def _heading_levels(lines: list[Line]) -> dict[float, str]:
    """Return the marks of the sizes of lines in which headings are set."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[_size(line)] += len(line.text)
    if not letters:
        return {}
    usual = letters.most_common(1)[0][0]
    larger = sorted((size for size in letters if size > _OTHER_SIZE * usual), reverse=True)
    set_large = sum(letters[size] for size in larger)
    if set_large > _LARGEST_SHARE_OF_HEADINGS * letters.total():
        return {}
    long = {_size(line) for line in lines if len(line.text) > _LONGEST_HEADING}
    sizes = [size for size in larger if size not in long]
    return {size: "#" * min(level, 4) for level, size in enumerate(sizes, 1)}


def _words(lines: Iterable[Line]) -> set[str]:
    """Return the words that stand whole in lines, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = _WORDS.findall(line.text.casefold())
        words.update(found[:-1] if line.broken else found)
    return words

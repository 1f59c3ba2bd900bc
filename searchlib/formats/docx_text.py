"""Which lines does a Word document show, once its changes are accepted?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from searchlib.formats.docx_lists import Lists, attribute, value
from searchlib.formats.tables import table_blocks

__all__ = ["Reading", "Styles", "read_part"]

_W = "{*}"
_DEEPEST_STYLE = 20
# Their content does not show: deleted, moved away, or said a second time for old programs.
_GONE = frozenset({"del", "moveFrom", "Fallback", "rt", "instrText", "delText", "delInstrText"})
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_HEADING = re.compile(r"heading\s?([1-9])$", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: str = ""
    number: str = ""
    level: str = ""
    hidden: bool = False


@dataclass(slots=True)
class Styles:
    """Say what a style makes of a paragraph; ``styles`` maps ids to them."""

    styles: dict[str, _Style] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Any) -> Styles:
        """Read a document's ``word/styles.xml``; None where it has none."""
        styles = cls()
        for style in () if tree is None else tree.iterfind(f"{_W}style"):
            paragraph = style.find(f"{_W}pPr")
            number = None if paragraph is None else paragraph.find(f"{_W}numPr")
            run = style.find(f"{_W}rPr")
            styles.styles[attribute(style, "styleId")] = _Style(
                name=value(style, "name"),
                based_on=value(style, "basedOn"),
                outline="" if paragraph is None else value(paragraph, "outlineLvl"),
                number="" if number is None else value(number, "numId"),
                level="" if number is None else value(number, "ilvl"),
                hidden=run is not None and _on(run, "vanish"),
            )
        return styles

    def lineage(self, style: str) -> list[_Style]:
        """Return a style and those it is based on, nearest first."""
        found: list[_Style] = []
        while style in self.styles and len(found) < _DEEPEST_STYLE:
            found.append(self.styles[style])
            style = found[-1].based_on
        return found

    def heading(self, style: str, outline: str) -> str:
        """Return the mark of a heading with its space, or ''."""
        for one in self.lineage(style):
            if one.name.casefold() == "title":
                return "# "
            if found := _HEADING.match(one.name):
                return "#" * min(int(found[1]), 6) + " "
            outline = outline or one.outline
        return "#" * (int(outline) + 1) + " " if outline in tuple("012345") else ""

    def numbering(self, style: str) -> tuple[str, str]:
        """Return the list and the level a style puts its paragraphs into."""
        lineage = self.lineage(style)
        number = next((one.number for one in lineage if one.number), "")
        return number, next((one.level for one in lineage if one.level), "")


@dataclass(slots=True)
class Reading:
    """Hold what reading a document needs, and what comes of it.

    ``blocks`` are its paragraphs and rows, ``numbers`` the notes referred to, by kind and
    id, ``notes`` the text of those by number; ``hidden`` counts characters left out.
    """

    styles: Styles
    lists: Lists
    blocks: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    hidden: int = 0


def read_part(events: Iterable[tuple[str, Any]], reading: Reading) -> None:
    """Add what a part says to a reading, given the starts and ends of its elements.

    What was read is thrown away. Notes must be read after the text that refers to them.
    """
    body = _Body(reading)
    for event, element in events:
        name = _name(element)
        if event == "start":
            body.open(name)
        else:
            body.close(name, element)
            if name in _FREED:
                _free(element)
    reading.blocks += body.blocks


# Read whole by the time they end; what a box says is not said again by the paragraph around it.
_FREED = frozenset({"p", "tbl", "sdt", "footnote", "endnote"})


def _free(element: Any) -> None:
    """Throw away what was read, so that memory does not grow with the document."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    if parent is not None and _name(parent) in ("body", "footnotes", "endnotes"):
        while element.getprevious() is not None:
            del parent[0]


class _Body:
    """Write paragraphs, tables and notes as their elements end."""

    def __init__(self, reading: Reading) -> None:
        self.blocks: list[str] = []
        self._reading = reading
        self._outer: list[list[str]] = []  # the blocks around what is being read
        self._tables: list[list[list[str]]] = []
        self._gone = 0  # inside how many elements that do not show
        self._joined = ""  # a paragraph whose end was deleted: it goes on in the next

    def open(self, name: str) -> None:
        """Begin an element."""
        if name in _GONE:
            self._gone += 1
        elif name == "tbl":
            self._tables.append([])
        elif name == "tr" and self._tables:
            self._tables[-1].append([])
        elif name in ("tc", "footnote", "endnote", "txbxContent"):
            self._outer.append(self.blocks)
            self.blocks = []

    def close(self, name: str, element: Any) -> None:
        """End an element."""
        if name in _GONE:
            self._gone -= 1
        elif name == "p":
            if not self._gone:
                self._paragraph(element)
        elif name == "tbl" and self._tables:
            self.blocks += table_blocks(self._tables.pop())
        elif name == "tr" and self._tables and self._tables[-1]:
            if element.find(f"{_W}trPr/{_W}del") is not None:
                self._tables[-1].pop()
        elif name in ("tc", "footnote", "endnote", "txbxContent") and self._outer:
            inside, self.blocks = self.blocks, self._outer.pop()
            self._enclosed(name, element, inside)

    def _enclosed(self, name: str, element: Any, inside: list[str]) -> None:
        """Place what stood in a cell, a note or a box."""
        if name == "tc":
            if self._tables and self._tables[-1]:
                self._tables[-1][-1].append("\n\n".join(inside))
            else:
                self.blocks += inside
        elif name == "txbxContent":
            self.blocks += inside
        elif number := self._reading.numbers.get((name, attribute(element, "id"))):
            # A note nobody refers to, such as one deleted, does not show.
            self._reading.notes[number] = f"[{number}] " + "\n\n".join(inside)

    def _paragraph(self, element: Any) -> None:
        """Write a paragraph with the mark of its heading or list."""
        properties = element.find(f"{_W}pPr")
        text = self._joined + self._runs(element)
        self._joined = ""
        if properties is not None and properties.find(f"{_W}rPr/{_W}del") is not None:
            self._joined = text
            return
        text = _SPACES.sub("\n", text).strip()
        style = "" if properties is None else value(properties, "pStyle")
        heading = self._reading.styles.heading(
            style, "" if properties is None else value(properties, "outlineLvl")
        )
        number, level = self._reading.styles.numbering(style)
        own = None if properties is None else properties.find(f"{_W}numPr")
        if own is not None:
            number, level = value(own, "numId") or number, value(own, "ilvl") or level
        if not text:
            return
        mark = self._reading.lists.mark(number, level) if number not in ("", "0") else ""
        if heading:
            text = " ".join(text.split("\n"))
        self.blocks.append(heading + mark + text)

    def _runs(self, element: Any) -> str:
        """Return a paragraph's text: what shows of its runs, links and fields."""
        from lxml import etree

        pieces: list[str] = []
        vanished = False
        walk = etree.iterwalk(element, events=("start", "end"))
        for event, inner in walk:
            name = _name(inner)
            if event == "end":
                vanished = vanished and name != "r"
            elif name in _GONE or name in ("pPr", "rPr"):
                walk.skip_subtree()
            elif name == "r":
                vanished = self._vanishes(inner)
            elif piece := self._shown(name, inner):
                if vanished:
                    self._reading.hidden += len(piece)
                else:
                    pieces.append(piece)
        return "".join(pieces)

    def _shown(self, name: str, element: Any) -> str:
        """Return what an element of a run shows; count a reference to a note."""
        if name == "t":
            return element.text or ""
        if name == "br":
            return "\n\n" if attribute(element, "type") == "page" else "\n"
        if name in _NOTES:
            note = (_NOTES[name], attribute(element, "id"))
            number = self._reading.numbers.setdefault(note, len(self._reading.numbers) + 1)
            return f"[{number}]"
        return _SIGNS.get(name, "")

    def _vanishes(self, run: Any) -> bool:
        """Tell a run that is hidden, by itself or by its style."""
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        if properties.find(f"{_W}vanish") is not None:
            return _on(properties, "vanish")
        return any(one.hidden for one in self._reading.styles.lineage(value(properties, "rStyle")))


def _on(properties: Any, name: str) -> bool:
    """Tell a property that is there and not switched off."""
    found = properties.find(_W + name)
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def _name(element: Any) -> str:
    """Return an element's name without its namespace: both kinds of OOXML have the same."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

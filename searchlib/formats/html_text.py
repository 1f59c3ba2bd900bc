"""Which lines of text does a reader of a web page see, the site around them left out?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from searchlib.formats.tables import table_blocks

__all__ = ["page_text"]

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_PARAGRAPHS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup",
    "p", "pre", "section", "summary", "ul",
}) | frozenset(_HEADINGS)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})

# Never text: left out whatever it holds.
_NEVER = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg",
    "canvas", "audio", "video", "head", "select", "button", "textarea", "input", "datalist",
    "map",
})  # fmt: skip
# The site around the page: left out, but not where most of the page stands in it.
_AROUND = frozenset({"nav", "header", "footer", "aside", "form", "dialog"})
_AROUND_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"}
)
_HIDDEN = re.compile(r"\bdisplay\s{0,9}:\s{0,9}none|\bvisibility\s{0,9}:\s{0,9}hidden", re.I)
_COOKIES = re.compile(r"\b(?:cookie|cookies|consent|gdpr|onetrust|cookiebot)\b|cookie", re.I)
_PANEL = re.compile(r"\btab(?:-?pane|-?panel|-?content|s)?\b", re.I)
_MOST = 0.5
# A part that says it is the main one is believed when it holds this share of the text.
_MAIN = 0.2

_SPACES = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r" {2,}")
# Tables that stand deeper in each other only place things on the page.
_DEEPEST_TABLE = 8


def page_text(tree: Any) -> str:
    """Return the text of a parsed page: paragraphs, headings as in Markdown, items, rows."""
    from lxml import etree

    body = next(tree.iter("body"), tree)
    sizes = _sizes(body)
    left_out = _left_out(body, sizes)
    main = _main(body, sizes)
    page = _Page()
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, element in walk:
        if element in left_out:
            walk.skip_subtree()
        elif event == "start":
            page.open(element)
            page.write(element.text)
        else:
            page.close(element)
        if event == "end" and element is not main:
            page.write(element.tail)
    return page.text()


# What is left out -----------------------------------------------------------


def _sizes(body: Any) -> dict[Any, int]:
    """Return how many characters of text stand in each element."""
    sizes: dict[Any, int] = {}
    # Children come after their parents in the order of the page.
    for element in reversed(list(body.iter())):
        inside = sizes.get(element, 0) + len((element.text or "").strip())
        sizes[element] = 0 if element.tag in _NEVER else inside
        parent = element.getparent()
        if element is not body and parent is not None:
            tail = len((element.tail or "").strip())
            sizes[parent] = sizes.get(parent, 0) + sizes[element] + tail
    return sizes


def _left_out(body: Any, sizes: dict[Any, int]) -> set[Any]:
    """Return scripts, navigation, forms, banners and hidden parts."""
    most = _MOST * sizes[body]
    left_out: set[Any] = set()
    articles: set[Any] = set()
    for element in body.iter():
        inside = element.getparent() in articles
        if inside or element.tag in ("article", "main"):
            articles.add(element)
        if element is body:
            continue
        if element.tag in _NEVER or (sizes[element] <= most and _around(element, inside=inside)):
            left_out.add(element)
    return left_out


def _main(body: Any, sizes: dict[Any, int]) -> Any:
    """Return the element that holds the page itself: main, or its longest article."""
    for named in (".//main", ".//*[@role='main']", ".//article"):
        best = max(body.iterfind(named), key=lambda element: sizes[element], default=None)
        if best is not None and sizes[best] >= _MAIN * sizes[body]:
            return best
    return body


def _around(element: Any, *, inside: bool) -> bool:
    """Tell an element that is not the page itself; an article's own header is."""
    attributes = element.attrib
    role = attributes.get("role", "").strip().lower()
    if element.tag in _AROUND or role in _AROUND_ROLES:
        return not (inside and element.tag in ("header", "footer"))
    if not attributes:
        return False
    named = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    hidden = "hidden" in attributes and attributes["hidden"].lower() != "until-found"
    if hidden or _HIDDEN.search(attributes.get("style", "")[:1000]):
        # The page's second language often waits behind a tab.
        return not (role == "tabpanel" or _PANEL.search(named[:1000]))
    return element.tag in ("div", "section", "p") and bool(_COOKIES.search(named[:1000]))


# Lines ----------------------------------------------------------------------


@dataclass(slots=True)
class _Table:
    """Hold the rows of a table being read, and which of them begin with a head."""

    rows: list[list[str]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)


class _Page:
    """Write a page element by element: inline text runs on, blocks begin anew."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._outer: list[list[str]] = []  # the blocks around each open cell
        self._line: list[str] = []
        self._mark = ""
        self._tables: list[_Table] = []
        self._plain = 0  # tables too deep to be tables
        self._lists: list[int | None] = []  # the number of the next item; None for bullets
        self._kept = 0  # depth of pre: its spaces and lines are kept

    def text(self) -> str:
        """Return what was written, one blank line between blocks."""
        self._flush()
        return "\n\n".join(self._blocks) + "\n"

    def write(self, text: str | None) -> None:
        """Add inline text."""
        if text:
            self._line.append(text if self._kept else _SPACES.sub(" ", text))

    def open(self, element: Any) -> None:
        """Begin an element."""
        tag = element.tag
        if tag == "br":
            self._line.append("\n")
        elif tag == "q":
            self._line.append("“")
        elif tag == "table":
            self._open_table()
        elif tag in _CELLS and self._tables and not self._plain:
            self._open_cell()
        elif tag in ("tr", "caption", *_CELLS):
            self._flush()
            if tag == "tr" and self._tables and not self._plain:
                self._tables[-1].rows.append([])
        elif tag in _PARAGRAPHS:
            self._open_block(element)

    def _open_block(self, element: Any) -> None:
        tag = element.tag
        if not (tag == "dd" and self._ends_label()):
            self._flush()
        if tag in _HEADINGS:
            self._mark = _HEADINGS[tag]
        elif tag in _LISTS:
            self._lists.append(_whole(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._item(element.get("value"))
        elif tag == "pre":
            self._kept += 1

    def close(self, element: Any) -> None:
        """End an element."""
        tag = element.tag
        if tag == "q":
            self._line.append("”")
        elif tag == "table":
            self._flush()
            if self._plain:
                self._plain -= 1
            elif self._tables:
                self._close_table()
        elif tag in _CELLS and self._tables and not self._plain:
            self._close_cell(element)
        elif tag in ("tr", "caption", *_CELLS):
            self._flush()
        elif tag in _PARAGRAPHS:
            self._close_block(tag)

    def _close_block(self, tag: str) -> None:
        label = "".join(self._line).strip() if tag == "dt" else ""
        if label:
            # It waits for its value: dt and dd are one line.
            self._line = [label if label.endswith(":") else f"{label}:", " "]
            return
        self._flush()
        if tag == "li" or tag in _HEADINGS:
            self._mark = ""
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._kept -= 1

    def _ends_label(self) -> bool:
        """Tell whether a label waits for its value."""
        return self._line[-1:] == [" "] and self._line[0].endswith(":")

    def _item(self, value: str | None) -> str:
        """Return the mark of a list item, and count it."""
        if not self._lists or self._lists[-1] is None:
            return "- "
        number = _whole(value, self._lists[-1])
        self._lists[-1] = number + 1
        return f"{number}. "

    def _flush(self) -> None:
        """End the block being written."""
        text = "".join(self._line)
        self._line = []
        lines = text.split("\n")
        if not self._kept:
            lines = [_GAPS.sub(" ", line) for line in lines]
        block = "\n".join(line.strip(" \t\r\f") for line in lines).strip()
        if not block:
            return
        if self._mark.startswith("#"):
            block = " ".join(block.split("\n"))
        self._blocks.append(self._mark + block)
        self._mark = ""

    def _open_table(self) -> None:
        self._flush()
        if len(self._tables) >= _DEEPEST_TABLE:
            self._plain += 1
            return
        self._tables.append(_Table())

    def _open_cell(self) -> None:
        self._flush()
        self._outer.append(self._blocks)
        self._blocks = []

    def _close_cell(self, element: Any) -> None:
        self._flush()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        cell = "\n\n".join(self._blocks)
        if element.tag == "th" and not row and cell:
            table.heads.append(len(table.rows) - 1)
        row.append(cell)
        self._blocks = self._outer.pop()

    def _close_table(self) -> None:
        table = self._tables.pop()
        for number in table.heads:
            # A row of a head and its value is a label: "Citation: ...".
            if len(table.rows[number]) == 2 and len(table.heads) == len(table.rows):
                table.rows[number][0] = table.rows[number][0].rstrip(": ") + ":"
        self._blocks += table_blocks(table.rows)


def _whole(written: str | None, otherwise: int) -> int:
    """Return the number an attribute states, as far as numbers of lists go."""
    written = (written or "").strip()
    return int(written) if re.fullmatch(r"-?\d{1,6}", written) else otherwise

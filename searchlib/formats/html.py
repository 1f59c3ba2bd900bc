"""What does a web page hold, saved by a browser or taken from a site?"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

from searchlib.errors import FormatError
from searchlib.formats.html_text import page_text
from searchlib.formats.layouts import read_page
from searchlib.formats.metadata import Metadata, completed
from searchlib.formats.original import Original
from searchlib.records import Record

__all__ = ["read"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})"
    rb"|<\?xml\b[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
# Names of the web that Python does not know, and what the names of Western encodings
# stand for: nothing, as editors put them above any text.
_ENCODINGS = {"x-mac-cyrillic": "mac-cyrillic", "koi": "koi8-r", "win-1251": "cp1251"}
# UTF-16 is not among them: its declaration could not be read byte by byte.
_OF_TEXTS = ("utf-8", "cp", "koi8", "iso8859", "mac-", "gb", "big5", "euc", "shift_jis", "hz")
_FEW_BYTES = 10  # so many may be UTF-8 by chance
_MEANINGLESS = frozenset({"ascii", "iso8859-1", "cp1252"})
_MOST_WRONG = 0.005
"""Which share of a page's characters may be damaged for its encoding to be believed."""

_HEAD = 8192
"""How many bytes a browser saved page may take before it declares its encoding."""

_DEEPEST = 1000
"""How deep elements stand in each other in any page written with care."""

_PIECE = 32 * 1024
"""How many bytes are parsed at a time."""

# Tags that say how letters look, and all tags but those before the text and around headings.
_LOOKS = re.compile(
    r"</?(?:font|b|i|u|big|small|tt|strong|em|span|a|center|nobr|q)(?:\s[^<>]{0,2000})?>", re.I
)
_TAGS = re.compile(
    r"(?:</?(?!(?:meta|link|title|script|style|html|head|body|h[1-6])\b)[a-z][^<>]{0,2000}>\s*)++",
    re.I,
)

# What is asked of an element here, and in html_text.
_ATTRIBUTES = (
    *("id", "class", "role", "style", "hidden", "start", "value"),
    *("name", "property", "content", "rel", "href"),
)

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# What a page says of itself, best first: names of meta elements, in lower case.
_NAMES = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "date": ("dcterms.created", "dc.date.created", "dc.date", "citation_date"),
    "url": ("og:url", "citation_public_url", "citation_abstract_html_url"),
    "citation": ("dcterms.bibliographiccitation", "dc.identifier.citation", "dc.identifier"),
    "summary": ("dcterms.abstract", "dc.description.abstract", "dc.description"),
}
_SAVED_FROM = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d{4}\)|Page saved with SingleFile\s{1,9}url:\s{1,9})"
    r"(https?://\S{1,2000})"
)
_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)


def read(original: Original) -> list[Record]:
    """Read the record a web page holds, without the site around it.

    Raises FormatError for a page that holds no text, or is no record.
    """
    markup = _decoded(original)
    tree = _tree(markup, original)
    text = "" if tree is None else page_text(tree)
    if not any(map(str.isalnum, text)):
        raise FormatError(
            f"{original.name}: the page holds no text (it may need a browser to fill it);"
            " save it from a browser as a complete page, or export it as text"
        )
    metadata = _metadata(tree, markup)
    return [completed(record, metadata, text) for record in read_page(text, original.name)]


# Characters -----------------------------------------------------------------


def _decoded(original: Original) -> str:
    """Return the markup: by its byte order mark, by what it declares, else by its bytes."""
    data = original.data()
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    encoding = _declared(data[:_HEAD])
    if not encoding or not data.strip():
        return original.text()
    if encoding != "utf-8" and _surely_utf_8(data):
        original.notes.append(f"in UTF-8, though the page declares {encoding}")
        encoding = "utf-8"
    markup = data.decode(encoding, "replace")
    wrong = markup.count("\ufffd")
    if wrong > _MOST_WRONG * len(markup):
        return original.text()
    if wrong:
        original.notes.append(f"{wrong} characters are not {encoding}, which the page declares")
    return markup


def _declared(head: bytes) -> str:
    """Return the encoding a page declares, where that means something, else ''."""
    found = _DECLARED.search(head)
    if not found:
        return ""
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    try:
        encoding = codecs.lookup(_ENCODINGS.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return encoding if encoding.startswith(_OF_TEXTS) and encoding not in _MEANINGLESS else ""


def _surely_utf_8(data: bytes) -> bool:
    """Tell a page that was saved in UTF-8 and kept the declaration it came with."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(data) - len(text) >= _FEW_BYTES


# The tree -------------------------------------------------------------------


def _tree(markup: str, original: Original) -> Any:
    """Parse a page, whatever is broken in it; None where it holds nothing.

    Of a page with elements too deep in each other the tags are left out that say
    how letters look, which old pages never close; of the deepest, all are.
    """
    try:
        return _parsed(markup)
    except RecursionError:
        pass
    try:
        tree = _parsed(_LOOKS.sub("", markup))
    except RecursionError:
        tree = _parsed(_TAGS.sub("<p>", markup))
        original.notes.append("elements stand too deep in each other: read as plain paragraphs")
    return tree


def _parsed(markup: str) -> Any:
    """Return the tree of a page. Raises RecursionError when it is deeper than _DEEPEST."""
    from lxml import etree

    # The encoding is given, so that a declaration inside is not believed a second time.
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", target=_Builder())
    data = markup.encode("utf-8", "replace")
    try:
        # Piece by piece: the parser reads what it was given to its end, even when told to stop.
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
        return parser.close()
    except (etree.LxmlError, AssertionError):  # nothing but comments
        return None


class _Builder:
    """Build a tree of what is of use here: many attributes cost a tree time by their square."""

    def __init__(self) -> None:
        from lxml import etree

        self._builder = etree.TreeBuilder()
        self._open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element. Raises RecursionError when it stands too deep."""
        if len(self._open) >= _DEEPEST:
            raise RecursionError
        # Word writes <o:p>, damage anything.
        self._open.append(tag if tag.isascii() and tag.isalnum() and tag[0].isalpha() else "span")
        kept = {name: attributes[name] for name in _ATTRIBUTES if name in attributes}
        self._builder.start(
            self._open[-1], {name: _NO_XML.sub("\ufffd", kept[name] or "") for name in kept}
        )

    def end(self, _: str) -> None:
        """End the element begun last; the parser closes them in order."""
        self._builder.end(self._open.pop())

    def data(self, text: str) -> None:
        """Add text. A tree holds no control characters."""
        self._builder.data(_NO_XML.sub("\ufffd", text))

    def close(self) -> Any:
        """Return the tree, or None while elements are open: parsing was given up."""
        return None if self._open else self._builder.close()


# What the page says of itself -----------------------------------------------


def _metadata(tree: Any, markup: str) -> Metadata:
    """Read the meta elements of a page, its canonical address, its title."""
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if content:
            said.setdefault(name, content)
    found = {
        part: next((said[name] for name in names if name in said), "")
        for part, names in _NAMES.items()
    }
    identifier = said.get("dc.identifier", "")
    canonical = next(
        (link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"), ""
    )
    saved = _SAVED_FROM.search(markup[:_HEAD])
    addresses = (canonical, found["url"], identifier, saved[1] if saved else "")
    found["url"] = next((one.strip() for one in addresses if _ADDRESS.match(one.strip())), "")
    if _ADDRESS.match(found["citation"]):
        found["citation"] = ""
    found["title"] = found["title"] or _title(tree, said.get("og:site_name", ""))
    return Metadata(**found)


def _title(tree: Any, site: str) -> str:
    """Return the page's title without the name of its site."""
    title = " ".join("".join(one.text or "" for one in [*tree.iter("title")][:1]).split())
    if site and title.endswith(site):
        title = title.removesuffix(site).rstrip(" |-–—:·")
    return title.rpartition(" | ")[0] or title

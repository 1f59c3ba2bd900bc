"""Which vocabulary of XML is it? The root element tells, and its reader takes over.

XML is read here for all of them: element by element, no more of it in memory than one
record needs, no entity expanded, nothing fetched, no DTD loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape
from importlib import import_module

from lxml import etree
from lxml.etree import _Element as Element

from searchlib.errors import FormatError
from searchlib.formats.decoding import LARGEST
from searchlib.formats.original import Original
from searchlib.records import Record

__all__ = ["Element", "Parts", "local_name", "pieces", "plain", "read"]

# Root element to the module that reads it; versions before 2007 had other names.
_READERS = {
    "TEI": "tei",
    "TEI.2": "tei",
    "teiCorpus": "tei",
    "teiCorpus.2": "tei",
    "ead": "ead",
    "html": "html",
}
# A tag or an attribute takes some 150 bytes once it is read: 4 million of them, 600 MB.
_MOST_TAGS = 4_000_000
_AT_A_TIME = 64 * 1024


def read(original: Original) -> Iterable[Record]:
    """Yield the records of an XML file. Raises FormatError for one in an unknown vocabulary."""
    from searchlib.formats import FORMATS

    root = _root(original)
    reader = _READERS.get(root, "")
    if not reader or (reader == "html" and "html" not in FORMATS):
        raise FormatError(
            f"{original.name}: the file is XML with the root <{root}>, which is not known;"
            " TEI and EAD are read, export it as one of them"
        )
    records: Iterable[Record] = import_module(f"searchlib.formats.{reader}").read(original)
    return records


def _root(original: Original) -> str:
    """Return the name of the root element, without its namespace."""
    for _, element in Parts(original):
        return local_name(element)[:80]
    return ""


# Reading --------------------------------------------------------------------


class Parts:
    """Read XML element by element: iterate over ("start" or "end", element).

    ``names`` are the elements that are given, in whichever namespace; all, without them.
    What has been read stays in memory until ``release``. Raises FormatError where the
    file is damaged, or where one record would need too much memory.
    """

    def __init__(self, original: Original, *names: str) -> None:
        self._original = original
        self._names = names
        self._read = self._tags = 0

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        # Not iterparse: it refuses a file that gives an xml:id twice, as editions do.
        parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in self._names] or None,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        parser.resolvers.add(_Nothing())
        with self._original.open() as file:
            while data := file.read(_AT_A_TIME):
                self._watch(data)
                damage = self._fed(parser, data)
                yield from parser.read_events()
                if damage:
                    raise damage
        if damage := self._fed(parser, b""):
            raise damage

    def _fed(self, parser: etree.XMLPullParser, data: bytes) -> FormatError | None:
        """Let the parser read on, or to the end; return what is wrong with the file."""
        try:
            if data:
                parser.feed(data)
            else:
                parser.close()
        except (etree.LxmlError, LookupError, ValueError) as error:
            first = next((one for one in parser.feed_error_log if one.line), None)
            reason = f"{first.message.strip()}, line {first.line}" if first else str(error)
            return FormatError(
                f"{self._original.name}: the XML is damaged ({' '.join(reason.split())[:200]});"
                " export it again, or mend it at that place"
            )
        return None

    def release(self, element: Element) -> None:
        """Forget all that stands before an element that has ended."""
        for parent in (element, *element.iterancestors()):
            above = parent.getparent()
            while above is not None and parent.getprevious() is not None:
                del above[0]
        self._read = self._tags = 0

    def _watch(self, data: bytes) -> None:
        """Count what has been read since the last release."""
        self._read += len(data)
        self._tags += data.count(b"<") + data.count(b"=")
        if self._read > LARGEST or self._tags > _MOST_TAGS:
            raise FormatError(
                f"{self._original.name}: one record takes more than {LARGEST // 2**20} MB of XML"
                " or millions of tags; divide the file into records"
            )


class _Nothing(etree.Resolver):  # type: ignore[misc]  # lxml has no types
    """Give an empty file for every one that a DTD names.

    Fed in pieces, libxml2 reads them even with ``load_dtd`` and ``resolve_entities`` off.
    """

    def resolve(self, _url: str, _public: str, context: object) -> object:
        """Resolve any address to nothing."""
        return self.resolve_string("<!-- -->", context)


# Elements -------------------------------------------------------------------


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; "" for an entity or a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def pieces(element: Element) -> Iterator[str | Element]:
    """Yield what stands in an element, in order: its text as strings, and its elements.

    A reference to a character's name is that character; one to any other entity is kept
    as it is written.
    """
    if element.text:
        yield element.text
    for child in element:
        if child.tag is etree.Entity:
            yield unescape(child.text or "")
        elif isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def plain(element: Element | None, *, without: frozenset[str] = frozenset()) -> str:
    """Return an element's text on one line; ``without`` names elements to leave out."""
    return " ".join("".join(_texts(element, without)).split()) if element is not None else ""


def _texts(element: Element, without: frozenset[str]) -> Iterator[str]:
    for piece in pieces(element):
        if isinstance(piece, str):
            yield piece
        elif local_name(piece) == "lb":
            yield " "
        elif local_name(piece) not in without:
            yield from _texts(piece, without)

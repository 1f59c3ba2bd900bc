"""What is there to read in a TEI text? Its paragraphs by language, with pages and footnotes.

The text is the document's own: of two readings in ``choice`` the one that stands in it
is taken, not the editor's. Notes go to the end; their numbers stand before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from searchlib.formats.language_tags import language_of_tag
from searchlib.formats.languages import split_by_language
from searchlib.formats.xml import Element, local_name, pieces
from searchlib.records import LANGUAGES, Text

__all__ = ["texts_of"]

_XML = "{http://www.w3.org/XML/1998/namespace}"
_PARAGRAPHS = frozenset({
    "ab", "address", "argument", "attachment", "back", "body", "byline", "closer", "dateline",
    "div", "div1", "div2", "div3", "div4", "div5", "div6", "div7", "docDate", "docImprint",
    "docTitle", "epigraph", "figDesc", "figure", "floatingText", "front", "group", "head", "lg",
    "list", "listBibl", "opener", "p", "postscript", "salute", "signed", "sp", "speaker", "stage",
    "table", "text", "titlePage", "titlePart", "trailer",
})  # fmt: skip
_LINES = frozenset({"addrLine", "item", "l", "lb", "row"})
_SKIPPED = frozenset({"corr", "expan", "fw", "graphic", "rdg", "reg", "teiHeader"})
_READINGS = frozenset({"app", "choice", "subst"})
# Elements that may be in the other language as a whole; a <foreign> word is not a text.
_IN_A_LANGUAGE = _PARAGRAPHS | frozenset({"cell", "item", "l", "quote", "row", "s", "seg"})
_KINDS = {
    "original": "transcript",
    "source": "transcript",
    "transcript": "transcript",
    "transcription": "transcript",
    "translation": "translation",
}
_REFERENCES = frozenset({"footnote", "note", "noteAnchor", "noteref"})
_SPACES = re.compile("[ \t\r\n]+")


@dataclass(slots=True)
class _Paragraph:
    """Hold a paragraph, its language where that is marked, and the pages that begin in it."""

    text: str
    language: str
    pages: list[tuple[int, str]]
    footnote: bool


def texts_of(
    element: Element, *, page: str = "", without: tuple[Element, ...] = ()
) -> tuple[Text, ...]:
    """Return the texts of an element, one a language.

    ``without`` are elements to leave out; the notes in them are kept, as footnotes.
    ``page`` is the page on which it begins. Pages that begin inside a footnote are left
    out, as footnotes stand at the end. Languages that are not marked are told by script.
    """
    reading = _Reading(page, without)
    reading.read(element)
    _tell_languages(reading.paragraphs)
    languages = dict.fromkeys(paragraph.language for paragraph in reading.paragraphs)
    return tuple(
        _joined([one for one in reading.paragraphs if one.language == language], reading.kinds)
        for language in languages
    )


def _joined(paragraphs: list[_Paragraph], kinds: dict[str, str]) -> Text:
    """Set paragraphs under one another, footnotes last."""
    language = paragraphs[0].language
    pages: list[tuple[int, str]] = []
    footnotes: list[tuple[int, int]] = []
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.footnote)
    start = 0
    for paragraph in ordered:
        pages += [(start + offset, number) for offset, number in paragraph.pages]
        if paragraph.footnote:
            footnotes.append((start, start + len(paragraph.text)))
        start += len(paragraph.text) + 2
    body = "\n\n".join(paragraph.text for paragraph in ordered)
    return Text(language, kinds.get(language, "text"), body, tuple(pages), tuple(footnotes))


@dataclass(slots=True)
class _Reading:
    """Walk through an element and gather its paragraphs."""

    _page: str
    _without: tuple[Element, ...]
    paragraphs: list[_Paragraph] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    _language: str = ""
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _begun: list[tuple[int, str]] = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)
    _notes: list[tuple[str, Element]] = field(default_factory=list)
    _footnote: bool = False
    _label: bool = False

    def read(self, element: Element) -> None:
        """Read an element, then the notes that were met, and the notes in these."""
        self._waiting = [self._page] if self._page else []
        self._enter(element)
        self._close()
        self._footnote = True
        for language, note in self._notes:  # grows while it is read
            self._language = language
            number = note.get("n", "").strip()
            number = "" if number == "0" else number  # a source note, printed without one
            self._text(f"{number}. " if number else "")
            self._label = bool(number)
            self._inside(note)
            self._close()

    # Elements ---------------------------------------------------------------

    def _enter(self, element: Element) -> None:
        """Read one element."""
        name = local_name(element)
        if name in _SKIPPED and self._has_other_reading(element, name):
            return
        if name == "note" and self._is_apart(element):
            self._notes.append((self._language, element))
        elif name == "pb":
            self._page_begins(element.get("n", "").strip())
        elif name == "lb":
            self._newline()
        elif name == "gap":
            self._text("[…]")
        elif not (name in {"ref", "ptr"} and element.get("type") in _REFERENCES):
            self._within(element, name)

    def _within(self, element: Element, name: str) -> None:
        """Read what stands in an element, in its language, set apart as it is printed."""
        outside = self._language
        tag = element.get(f"{_XML}lang", "") if name in _IN_A_LANGUAGE else ""
        changed = bool(tag) and self._in_language(tag) != outside
        apart = name in _PARAGRAPHS or changed or self._is_set_apart(element, name)
        if apart and not self._label:
            self._close()
        elif name in _LINES:
            self._newline()
        elif name == "cell" and self._length and not self._pieces[-1].endswith("\n"):
            self._text(" | ")
        elif name == "label":
            self._newline()
        if tag:
            self._language = self._in_language(tag)
        if self._language and (kind := _KINDS.get(element.get("type", ""))):
            self.kinds.setdefault(self._language, kind)
        self._inside(element)
        if apart:
            self._close()
        self._language = outside
        if name == "label":
            self._text(" ")
            self._label = True

    def _inside(self, element: Element) -> None:
        only_elements = local_name(element) in _READINGS
        for piece in pieces(element):
            if isinstance(piece, str):
                self._text("" if only_elements else piece)
            elif piece not in self._without:
                self._enter(piece)
            elif local_name(piece) != "note":
                notes = (note for note in piece.iter("{*}note") if note not in self._without)
                self._notes += [(self._language, note) for note in notes]

    @staticmethod
    def _has_other_reading(element: Element, name: str) -> bool:
        """Tell an editor's reading beside the document's own from one that stands alone."""
        if name in {"fw", "graphic", "teiHeader"}:
            return True
        beside = element.getparent()
        others = () if beside is None else [local_name(one) for one in beside]
        return bool({"sic", "orig", "abbr", "lem"} & set(others))

    @staticmethod
    def _is_apart(note: Element) -> bool:
        """Tell a footnote from a note that is printed where it stands."""
        return "inline" not in (note.get("rend"), note.get("place"))

    @staticmethod
    def _is_set_apart(element: Element, name: str) -> bool:
        if name == "seg":
            above = element.getparent()
            return above is not None and local_name(above) in {"opener", "closer"}
        return name == "note" or (name == "quote" and "block" in element.get("rend", ""))

    @staticmethod
    def _in_language(tag: str) -> str:
        """Return the language of a tag where it is one that is searched by its own rules."""
        code = language_of_tag(tag)
        return code if code in LANGUAGES else ""

    # Characters -------------------------------------------------------------

    def _text(self, text: str) -> None:
        """Add running text; white space in XML is one space, and none at a line's start."""
        text = _SPACES.sub(" ", text)
        if not self._length or self._pieces[-1][-1:] in " \n":
            text = text.removeprefix(" ")
        if not text:
            return
        if text != " ":
            self._label = False
            space = text.startswith(" ")
            self._begun += [(self._length + space, number) for number in self._waiting]
            self._waiting = []
        self._pieces.append(text)
        self._length += len(text)

    def _newline(self) -> None:
        """Begin a line, unless one has just begun or its label stands there."""
        if not self._length or self._label or self._pieces[-1][-1:] == "\n":
            return
        if self._pieces[-1][-1:] == " ":
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
        self._pieces.append("\n")
        self._length += 1

    def _page_begins(self, number: str) -> None:
        if number and not self._footnote:
            self._waiting.append(number)

    def _close(self) -> None:
        """End the paragraph."""
        text = "".join(self._pieces).rstrip(" \n")
        if text:
            self.paragraphs.append(_Paragraph(text, self._language, self._begun, self._footnote))
        self._pieces, self._length, self._begun, self._label = [], 0, [], False


# Languages ------------------------------------------------------------------


def _tell_languages(paragraphs: list[_Paragraph]) -> None:
    """Tell the language of paragraphs that do not say it, all of them together."""
    unmarked = [paragraph for paragraph in paragraphs if not paragraph.language]
    texts = dict(split_by_language("\n\n".join(paragraph.text for paragraph in unmarked)))
    found = dict.fromkeys(texts, 0)
    last = next(iter(texts), LANGUAGES[-1])
    for paragraph in unmarked:
        for language in sorted(texts, key=lambda language: language != last):
            start = found[language]
            # The texts hold the same lines in order; at a join some characters differ.
            at = texts[language].find(paragraph.text, start, start + len(paragraph.text) + 4)
            if at >= 0:
                found[language], last = at + len(paragraph.text), language
                break
        else:
            last = next((one for one, _ in split_by_language(paragraph.text)), last)
        paragraph.language = last

"""What does a TEI file hold? One document and its header, or a volume of numbered documents.

Volumes are those of Foreign Relations of the United States (history.state.gov): each
``<div type="document">`` is a record. TEI Guidelines P5, chapters 2, 3, 4 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from searchlib.archival.archives import canonical_archive
from searchlib.archival.citations import parse_citation
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.errors import FormatError
from searchlib.formats.identity import record_id
from searchlib.formats.original import Original
from searchlib.formats.tei_header import (
    IDENTIFIER,
    NOTES,
    XML_ID,
    Header,
    between,
    header_of,
    interval,
    volume_of,
)
from searchlib.formats.tei_text import texts_of
from searchlib.formats.xml import Element, Parts, local_name, plain
from searchlib.records import Citation, DateInterval, Record, Shelfmark, Text

__all__ = ["read"]

_FRUS = "{http://history.state.gov/frus/ns/1.0}"
_FRUS_ADDRESS = "https://history.state.gov/historicaldocuments"
_DIVISIONS = ("div", *(f"div{level}" for level in range(1, 8)))
_ROOTS = frozenset({"TEI", "TEI.2"})
_SECRECY = (
    r"(?:strictly |personal and )?(?:top[ -]secret|secret|confidential|restricted|unclassified)"
    r"|(?:limited )?official use(?: only)?|совершенно секретно|секретно"
)
_CLASSIFICATION = re.compile(rf"\W{{0,3}}({_SECRECY})\W{{0,3}}", re.IGNORECASE)
_EDITORIAL = frozenset({"editorial note", "editor’s note", "editor's note"})
# "Source: Department of State, Central Files, 611.61/3-1955. Secret; Priority. Drafted by …"
_SOURCE = re.compile(r"^Source:\s*", re.IGNORECASE)
_SECRET = re.compile(rf"\.\s({_SECRECY})\b[^.]{{0,80}}(?:\.|$)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[\w)][a-z\d)][a-z\d)])\.\s(?=[A-Z])")
_LONGEST_PLACE = 300


def read(original: Original) -> Iterator[Record]:
    """Yield a TEI file's records in their order.

    Raises FormatError when it is damaged before its first record; a later damage is a
    problem, and what stands before it is kept.
    """
    count = 0
    try:
        for record in _records(original):
            yield record
            count += 1
    except (FormatError, RecursionError) as error:
        reason = str(error) or "elements are nested too deep"
        if not count:
            raise FormatError(reason) from error
        reason = reason.removeprefix(f"{original.name}: ")
        original.problems.append(f"after {count} records: {reason}")
    else:
        if not count:
            raise FormatError(f"{original.name}: the file holds no text; export it again")


def _records(original: Original) -> Iterator[Record]:
    """Walk through the file; documents are given as they end, all else at the end."""
    parts = Parts(original, *_ROOTS, "teiHeader", "pb", *_DIVISIONS)
    header, page, page_before = Header(), "", ""
    inside = 0
    found = False
    for event, element in parts:
        name = local_name(element)
        if name == "pb":
            page = element.get("n", "").strip() if event == "start" else page
        elif name == "teiHeader":
            header = header_of(element) if event == "end" else header
        elif name in _ROOTS:
            if event == "end":
                if not found and (record := _whole(element, header, original.name)):
                    yield record
                parts.release(element)
            else:
                header, page, found, inside = Header(volume=volume_of(element)), "", False, 0
        elif element.get("type") == "document":
            inside += 1 if event == "start" else -1
            if event == "start" and inside == 1:
                page_before = page
            elif event == "end" and inside == 0:
                found = True
                yield _document(element, header, page_before, original.name)
                parts.release(element)


# A volume of documents ------------------------------------------------------


def _document(element: Element, volume: Header, page: str, source: str) -> Record:
    """Build the record of one document of a volume."""
    heads = tuple(element.findall("{*}head"))
    number = element.get("n", "").strip()
    headed = " ".join(filter(None, (plain(head, without=NOTES) for head in heads)))
    title = re.sub(rf"^{re.escape(number)}\s?\.\s+", "", headed)
    place = _source_note(element, heads)
    written = plain(place)
    printed = (place,) if place is not None and "inline" in _rendition(place) else ()
    texts = texts_of(element, page=page, without=(*heads, *printed))
    day = _day_of(element)
    sender, recipient = _correspondents(heads, title)
    citation = _cited(volume, number, written)
    identifier = element.get(XML_ID, "")
    url = (
        f"{_FRUS_ADDRESS}/{volume.volume}/{identifier}"
        if volume.volume and IDENTIFIER.fullmatch(identifier)
        else ""
    )
    return Record(
        id=record_id(
            url=url,
            title=title,
            date=day.edtf if day else "",
            citation=citation.written,
            text=texts[0].body if texts else "",
        ),
        title=title or volume.title,
        texts=texts,
        date=day,
        summary=plain(element.find("{*}note[@type='summary']")),
        citation=citation if citation.written else None,
        url=url,
        type=_type(element.get("subtype", ""), title),
        classification=_classification(element, written),
        sender=sender,
        recipient=recipient,
        source=source,
    )


def _type(subtype: str, title: str) -> str:
    """Return what kind of document it is; an editorial note is no diplomatic note."""
    editorial = subtype == "editorial-note" or title.casefold() in _EDITORIAL
    return "editorial note" if editorial else document_type(title)


def _source_note(element: Element, heads: tuple[Element, ...]) -> Element | None:
    """Return the note that says where the document lies: above its head, or in it."""
    notes = (place.find("{*}note[@type='source']") for place in (element, *heads))
    return next((note for note in notes if note is not None), None)


def _rendition(note: Element) -> tuple[str, str]:
    return note.get("rend", ""), note.get("place", "")


def _cited(volume: Header, number: str, source: str) -> Citation:
    """Cite the volume, the document in it, and the archive it was printed from."""
    document = f"Document {number}" if number else ""
    printed = ", ".join(filter(None, (volume.title, document)))
    written = ". ".join(filter(None, (printed, _SOURCE.sub("", source))))
    return Citation(written, _shelfmarks(_SOURCE.sub("", source)))


def _shelfmarks(source: str) -> tuple[Shelfmark, ...]:
    """Read the shelfmark with which a source note begins."""
    ends = (found.start() for found in (_SECRET.search(source), _SENTENCE.search(source)) if found)
    place = source[: min(ends, default=len(source))].rstrip(" .")
    marks = parse_citation(place).shelfmarks
    archive, _, path = place.partition(", ")
    if not marks and path and len(place) < _LONGEST_PLACE:
        marks = (Shelfmark(canonical_archive(archive) or archive, path=path),)
    # What an American volume calls the National Archives is not the British one.
    return tuple(replace(mark, archive="NARA") if mark.archive == "TNA" else mark for mark in marks)


def _classification(element: Element, source: str) -> str:
    """Return how secret it was, as it is written above the text or in the source note."""
    for opener in element.iterfind("{*}opener"):
        for part in opener.iter("{*}seg", "{*}hi"):
            if found := _CLASSIFICATION.fullmatch(plain(part)[:80]):
                return _capitalised(found[1])
    found = _SECRET.search(source)
    return _capitalised(found[1]) if found else ""


def _capitalised(text: str) -> str:
    """Write small capitals, which are set as lower case, with capitals."""
    return text.title() if text.islower() else text


def _correspondents(
    heads: tuple[Element, ...], title: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return from whom and to whom it went: as the head marks it, or else as it says."""
    marked = [part for head in heads for part in head.iter("{*}*") if part.get("type")]
    sender, recipient = (
        tuple(_capitalised(plain(one, without=NOTES)) for one in marked if one.get("type") == end)
        for end in ("from", "to")
    )
    return (sender, recipient) if sender or recipient else sender_and_recipient(title)


# Dates ----------------------------------------------------------------------


def _day_of(element: Element) -> DateInterval | None:
    """Return a document's date: its own dateline's, or else what its editors say."""
    for dateline in element.iter("{*}dateline"):
        above = (local_name(parent) for parent in dateline.iterancestors())
        if "attachment" not in above:
            for written in dateline.iter("{*}date"):
                if day := interval(written):
                    return day
    first, last = (element.get(f"{_FRUS}doc-dateTime-{end}", "") for end in ("min", "max"))
    return between(first, last, "")


# A document with a header ---------------------------------------------------


def _whole(element: Element, header: Header, source: str) -> Record | None:
    """Build the record of a TEI document that is one text."""
    text = element.find("{*}text")
    texts = texts_of(text) if text is not None else ()
    if header.original:
        texts = tuple(
            replace(one, kind=_kind(one, header.original)) if one.kind == "text" else one
            for one in texts
        )
    body = texts[0].body if texts else ""
    title = header.title or body.partition("\n")[0][:200]
    if not title:
        return None
    day = header.date or (_day_of(text) if text is not None else None)
    sender, recipient = header.sender, header.recipient
    if not (sender or recipient):
        sender, recipient = sender_and_recipient(title)
    return Record(
        id=record_id(
            url=header.url,
            title=title,
            date=day.edtf if day else "",
            citation=header.citation.written if header.citation else "",
            text=body,
        ),
        title=title,
        texts=texts,
        date=day,
        summary=header.summary,
        citation=header.citation,
        original_languages=header.languages,
        url=header.url,
        type=document_type(title),
        sender=sender,
        recipient=recipient,
        source=source,
    )


def _kind(text: Text, original: str) -> str:
    return "transcript" if text.language == original else "translation"

"""What does the header of a TEI file say of its document, and when was that written?

TEI Guidelines P5, chapter 2 (the header), 10 (manuscripts), 13.3 (dates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.formats.language_tags import language_of_tag, languages_of
from searchlib.formats.shelfmarks import SHELFMARK_PARTS, citation_of
from searchlib.formats.xml import Element, plain
from searchlib.records import Citation, DateInterval

__all__ = [
    "IDENTIFIER",
    "NOTES",
    "XML_ID",
    "Header",
    "between",
    "header_of",
    "interval",
    "volume_of",
]

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
IDENTIFIER = re.compile(r"[\w.-]{1,80}")
NOTES = frozenset({"note"})
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])")


@dataclass(frozen=True, slots=True)
class Header:
    """Hold what a TEI header says of the document, or of the volume."""

    title: str = ""
    volume: str = ""
    date: DateInterval | None = None
    summary: str = ""
    citation: Citation | None = None
    languages: tuple[str, ...] = ()
    original: str = ""
    sender: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    url: str = ""


def volume_of(element: Element) -> str:
    """Return the id a volume of Foreign Relations has at its publisher's, or ""."""
    name = element.get(XML_ID, "")
    return name if name.startswith("frus") and IDENTIFIER.fullmatch(name) else ""


def header_of(element: Element) -> Header:
    """Read a header's description of the document or the volume."""
    titles = element.findall("{*}fileDesc/{*}titleStmt/{*}title")
    wanted = [one for one in titles if one.get("type") in {"complete", "main"}] or titles
    described = element.find("{*}fileDesc/{*}sourceDesc")
    languages = _languages(element)
    return Header(
        title=plain(wanted[0], without=NOTES) if wanted else "",
        volume=_volume_id(element) or volume_of(element.getparent()),
        date=_header_date(element),
        summary=_first(element, "{*}profileDesc/{*}abstract", ".//{*}msContents/{*}summary"),
        citation=_header_citation(described),
        languages=languages,
        original=languages[0] if len(languages) == 1 else "",
        sender=_people(element, "sent"),
        recipient=_people(element, "received"),
        url=_url(element),
    )


def _volume_id(header: Element) -> str:
    name = plain(header.find("{*}fileDesc/{*}publicationStmt/{*}idno[@type='frus']"))
    return name if IDENTIFIER.fullmatch(name) else ""


def _url(header: Element) -> str:
    """Return the address the edition gives for this document."""
    for number in header.iterfind("{*}fileDesc/{*}publicationStmt//{*}idno"):
        if (address := plain(number)).startswith(("http://", "https://")):
            return address
    return ""


def _first(element: Element, *paths: str) -> str:
    """Return the first of several descriptions that says something."""
    return next(filter(None, (plain(element.find(path)) for path in paths)), "")


def _header_date(header: Element) -> DateInterval | None:
    """Return when a letter was sent, or a manuscript or a text made."""
    paths = (
        "{*}profileDesc/{*}correspDesc/{*}correspAction[@type='sent']/{*}date",
        ".//{*}msDesc//{*}origDate",
        "{*}profileDesc/{*}creation/{*}date",
    )
    return next(filter(None, (interval(header.find(path)) for path in paths)), None)


def _languages(header: Element) -> tuple[str, ...]:
    """Return the languages of the original; those used in the edition say less."""
    main = header.find(".//{*}textLang[@mainLang]")
    if main is not None:
        return languages_of(main.get("mainLang", ""))
    used = header.findall("{*}profileDesc/{*}langUsage/{*}language")
    tags = (language_of_tag(one.get("ident", "")) or plain(one) for one in used)
    return tuple(dict.fromkeys(filter(None, tags)))


def _people(header: Element, action: str) -> tuple[str, ...]:
    """Return who sent or received a letter."""
    path = f"{{*}}profileDesc/{{*}}correspDesc/{{*}}correspAction[@type='{action}']"
    names = (
        plain(one)
        for end in header.iterfind(path)
        for one in end.iter("{*}persName", "{*}orgName", "{*}name")
    )
    return tuple(dict.fromkeys(filter(None, names)))


def _header_citation(described: Element | None) -> Citation | None:
    """Cite the manuscript: repository, collection and number; else what is said of the source."""
    if described is None:
        return None
    manuscript = described.find(".//{*}msIdentifier")
    if manuscript is None:
        written = _first(described, "{*}bibl", "{*}biblStruct")
        return parse_citation(written) if written else None
    archive = _first(manuscript, "{*}repository", "{*}institution")
    numbers = manuscript.findall("{*}idno/{*}idno") or manuscript.findall("{*}idno")
    parts = {one.get("type", "").casefold(): plain(one) for one in numbers}
    known = {name: parts.pop(name) for name in SHELFMARK_PARTS if name in parts}
    return citation_of(
        archive,
        known,
        ", ".join(filter(None, (plain(manuscript.find("{*}collection")), *parts.values()))),
    )


# Dates ----------------------------------------------------------------------


def interval(element: Element | None) -> DateInterval | None:
    """Read a date: by its attributes, which are ISO 8601, or else by its words."""
    if element is None:
        return None
    written = plain(element, without=NOTES)
    when = element.get("when") or element.get("value") or ""
    first = when or element.get("from") or element.get("notBefore") or ""
    last = when or element.get("to") or element.get("notAfter") or ""
    return between(first, last, written) or parse_date(written)


def between(first: str, last: str, written: str) -> DateInterval | None:
    """Return the days from one ISO date to another; either may be missing."""
    days = [found[0] if (found := _ISO.match(end.strip())) else "" for end in (first, last)]
    if not any(days):
        return None
    if all(days):
        day = parse_date(days[0] if days[0] == days[1] else "/".join(days))
    else:
        day = parse_date(f"not before {days[0]}" if days[0] else f"not later than {days[1]}")
    return replace(day, written=written or day.written) if day else None

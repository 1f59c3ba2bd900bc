"""What does a document of Foreign Relations of the United States hold, saved as text?

A page has perhaps the site's menus, then file number, title, dateline and document; the
editors' footnotes stand below as a numbered list, and ``[Page 84]`` where a page of the
printed volume begins, inside sentences too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.formats.languages import body_of
from searchlib.formats.layouts.description import Description, record
from searchlib.formats.layouts.footnotes import find_notes
from searchlib.formats.layouts.furniture import is_furniture
from searchlib.formats.layouts.lines import address, key, unmarked, without_rules
from searchlib.formats.layouts.pages import PAGE, offsets, without_pages
from searchlib.records import Record, Text

__all__ = ["read"]

# What tells the family, and how much: a file number and the series' name tell most.
_FILE_NUMBER = re.compile(
    r"(?P<file>\d{3}[\w.]{0,12}(?:\s[A-Z(][\w.()]{0,20}){0,4}/\d{1,2}[-‐‑‒–—]\d{2,6}"
    r"|\d{3}[\w.]{0,12}(?:\s[A-Z(][\w.()]{0,20}){0,4}/\d{1,6}[a-z]?(?=\s?:|\s*$))"
    r"(?:\s?:\s?(?P<kind>[\w\s]{3,40}))?\.?"
)
_SERIES = re.compile(
    r"foreign relations of the united states|history\.state\.gov/|office of the historian",
    re.IGNORECASE,
)
_SERIES_LINE = re.compile(
    r"(?:foreign relations of the united states|office of the historian)[^.]{0,200}"
    r"|(?:https?://)?history\.state\.gov/\S{0,300}"
)
_VOLUME = re.compile(r"foreign relations of the united states, \d{4}", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:\d{1,4}\.\s)?(?:(?:telegram|memorandum|airgram|letter|despatch|message|note|report|paper"
    r"|circular|minutes|aide-mémoire|intelligence|national security|editorial)\b.{0,300}"
    r"|the\s(?:(?:acting|deputy|assistant|under)\s)?(?:secretary|ambassador|minister|chargé"
    r"|consul|chief|president|counselor|department|embassy|foreign|chinese|soviet|british|french"
    r"|united)\b.{0,250}\bto\b.{0,250}"
    r"|(?:mr|president|secretary|ambassador)\b.{0,250}\bto\b.{0,250})",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\W{0,3}(?:received|sent|rec[’']d)\b.{0,80}", re.IGNORECASE)
_SOURCE = re.compile(
    r"\W{0,12}(?:\d{1,3}\W{1,3})?source:\s(?=.{0,80}(?:department of state|national archives"
    r"|library|central (?:decimal )?files?|washington national records))",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\d\d{3}\]?\s?[—–-]{1,2}\s?(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b|noon|midnight)"
)
_FEWEST = 3

_KIND = re.compile(r"\W?(?:telegram|airgram|instruction|despatch|circular telegram)\W?", re.I)
_NUMBER = re.compile(r"\W{0,3}(?:no\.|document)\s?(\d{1,4})\W{0,3}", re.IGNORECASE)
_OF_THE_SITE = re.compile(
    r"historical documents|department history|guide to countries|more resources|key milestones"
    r"|about the (?:foreign relations )?series|.{0,40} administration(?: \(.{4,20}\))?"
    r"|persons|sources|contents|\[?previous\]?|\[?next\]?|all volumes|table of contents"
)
_TOP, _HEAD_LINES = 60, 8
_LONGEST_DATELINE = 120


def read(lines: list[str], source: str) -> list[Record]:
    """Read a page that is of the series, by several signs; none for others."""
    if _signs(lines) < _FEWEST:
        return []
    head = _head(lines)
    if head is None:
        return []
    described, start = head
    end = len(lines)
    while end > start and _is_of_site(lines[end - 1]):
        end -= 1
    notes = find_notes(without_rules(lines[start:end]), described.title)
    described.title = _title(notes.lines[0])
    kept, described.date = _dated(notes.lines[1:], described)
    _from_source_note(described, [*notes.footnotes, *kept])
    return [_record(described, "\n".join(kept), notes.footnotes, source)]


def _signs(lines: list[str]) -> int:
    """Count the signs that a page is of the series."""
    top = [unmarked(line) for line in lines[:_TOP] if line.strip() and len(line) < 300]
    ends = [line for line in _ends(lines) if line]
    structure = (
        2 * any(map(_FILE_NUMBER.fullmatch, top))
        + any(map(_RECEIVED.fullmatch, top))
        + any(map(_HOUR.search, top))
        + 2 * any(_SOURCE.match(line, 0, 500) for line in ends)
        + any(map(_TITLE.fullmatch, top))
    )
    if not structure:
        return 0
    named = any(_SERIES.search(line) for line in ends if len(line) < 300)
    return structure + 2 * named + any(map(PAGE.search, lines))


def _ends(lines: list[str]) -> list[str]:
    """Return the lines at either end of a page, each once."""
    return lines if len(lines) <= 2 * _TOP else lines[:_TOP] + lines[-_TOP:]


# Above the document ---------------------------------------------------------


def _head(lines: list[str]) -> tuple[Description, int] | None:
    """Read volume, number and file above a title; return where what follows it begins."""
    described = Description()
    cited: dict[str, None] = {}
    title: int | None = None
    for number, line in enumerate(lines[:_TOP]):
        text = unmarked(line)
        if reference := _reference(text, described):
            cited[reference] = None
        elif not _is_of_site(line) and not PAGE.fullmatch(text) and not _KIND.fullmatch(text):
            told = bool(_TITLE.fullmatch(text))
            if title is None or told:
                title = number
            if told or cited:
                break
    if title is None:
        return None
    addresses = (address(line) for line in lines[:_TOP] if len(line) < 300)
    described.url = next((found for found in addresses if "state.gov" in found), "")
    described.citation = ", ".join(cited)
    described.title, start = _whole_title(lines, title)
    return described, start


def _reference(text: str, described: Description) -> str:
    """Return what a line says of where a document is printed or kept, or "" for other lines."""
    if file := _FILE_NUMBER.fullmatch(text):
        described.kind = (file["kind"] or "").strip()
        return text
    if _KIND.fullmatch(text):
        described.kind = text
    if _VOLUME.match(text):
        return text
    return text.strip(" []") if _NUMBER.fullmatch(text) else ""


def _is_of_site(line: str) -> bool:
    folded = key(line)
    return (
        not line.strip()
        or is_furniture(line)
        or bool(_OF_THE_SITE.fullmatch(folded))
        or bool(_SERIES_LINE.fullmatch(folded))
    )


def _whole_title(lines: list[str], number: int) -> tuple[str, int]:
    """Join a title that is broken over lines; return where what follows it begins."""
    title, after = unmarked(lines[number]), number + 1
    while after < len(lines) and after < number + 4:
        text = unmarked(lines[after])
        broken = re.search(r"\b(?:the|in|of|to|and|for|from|at|by)$", title)
        if not text or len(text) > 200 or not (broken or text[0] == "(" or text[0].islower()):
            break
        title, after = f"{title} {text}", after + 1
    return title, after


def _title(title: str) -> str:
    """Return a title without its number in the volume and the spaces inside its brackets."""
    title = re.sub(r"^\d{1,4}\.\s(?=\S)|(?<=\))\d{1,3}$", "", title)
    title = re.sub(r"\(\s{1,3}", "(", re.sub(r"\s{1,3}\)", ")", title))
    return " ".join(title.split())


# Dateline -------------------------------------------------------------------


def _dated(lines: list[str], described: Description) -> tuple[list[str], str]:
    """Find the dateline among the first lines; return the lines with it on one, and the date.

    The line that says when a telegram was received stays once, however often it is given.
    """
    head, rest = _once_received(lines)
    volume = re.search(r"\b1[789]\d\d|(?<=frus)1[89]\d\d", f"{described.citation} {described.url}")
    for around in (None, date(int(volume[0]), 7, 1) if volume else None):
        for number, line in enumerate(head):
            if count := _dateline([line, *head[number + 1 :], *rest[:2]][:3], around):
                following = [*head[number + 1 :], *rest]
                whole = " ".join([line.strip(), *(one.strip() for one in following[: count - 1])])
                day = parse_date(whole, around=around)
                written = day.edtf if day and around else whole
                return [*head[:number], whole, *following[count - 1 :]], written
    return [*head, *rest], _filed(described.citation)


def _once_received(lines: list[str]) -> tuple[list[str], list[str]]:
    """Divide the first lines from the rest, each line about sending and receiving once."""
    head: dict[str, str] = {}
    seen = 0
    for number, line in enumerate(lines):
        if seen >= _HEAD_LINES or number >= _TOP:
            return list(head.values()), lines[number:]
        seen += bool(line.strip())
        again = key(line) if _RECEIVED.fullmatch(line.strip()) else ""
        head.setdefault(again or str(number), line)
    return list(head.values()), []


def _dateline(lines: list[str], around: date | None) -> int:
    """Return how many of these lines are a dateline, from the first on; 0 where it is none."""
    parts: list[str] = []
    for line in lines:
        if not line.strip() or _RECEIVED.fullmatch(line.strip()):
            return 0
        parts.append(unmarked(line[: 2 * _LONGEST_DATELINE]))
        if _is_day(" ".join(parts), around):
            # A line above that says "Secret" or "[Extract]" is none of it.
            shorter = any(_is_day(" ".join(parts[n:]), around) for n in range(1, len(parts)))
            return 0 if shorter else len(parts)
    return 0


def _is_day(text: str, around: date | None) -> bool:
    day = parse_date(text, around=around) if len(text) <= _LONGEST_DATELINE else None
    return bool(day) and len(day.edtf if day else "") >= len("1949-07-12")


def _filed(citation: str) -> str:
    """Return the day in a file number: the Department's were closed with ``/8-1248``."""
    found = re.search(r"/(\d{1,2})[-‐‑‒–—](\d{1,2})(\d\d)(?!\d)", citation)
    try:
        return date(1900 + int(found[3]), int(found[1]), int(found[2])).isoformat() if found else ""
    except ValueError:
        return ""


# Source notes ---------------------------------------------------------------

_SECRECY = re.compile(
    r"\.\s(Top Secret|Secret|Confidential|Restricted|Limited Official Use|Official Use Only"
    r"|Unclassified)\b"
)


def _from_source_note(described: Description, paragraphs: list[str]) -> None:
    """Read the file and how secret it was from the note on where a document was found."""
    for note in paragraphs:
        if found := _SOURCE.match(note):
            secrecy = _SECRECY.search(note[:2000])
            described.classification = secrecy[1] if secrecy else ""
            held = re.split(r"\.\s(?=[A-Z])", note[found.end() :][:2000])[0].rstrip(".")
            described.citation = ", ".join(filter(None, [described.citation, held]))
            described.held = re.sub(r"^(?:U\.S\. )?National Archives\b", "NARA", held)
            return


# The record -----------------------------------------------------------------


def _record(described: Description, text: str, footnotes: list[str], source: str) -> Record:
    """Build the record: one English text, its footnotes at the end."""
    text, pages = without_pages(text)
    body = body_of(text)
    places = offsets(body, pages)
    spans: list[tuple[int, int]] = []
    for note in footnotes:
        body = f"{body}\n\n{note}" if body else note
        spans.append((len(body) - len(note), len(body)))
    made = record(described, body, source)
    files = (_FILE_NUMBER.fullmatch(part) for part in re.split(r",\s", described.citation))
    file = next((found["file"] for found in files if found), described.held)
    if made.citation:
        marks = parse_citation(file).shelfmarks
        made = replace(made, citation=replace(made.citation, shelfmarks=marks))
    texts = (Text("en", "text", body, places, tuple(spans)),) if body else ()
    return replace(made, texts=texts)

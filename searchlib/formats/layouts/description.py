"""How does a record come of what a page says about it, and of its text?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.identity import record_id
from searchlib.formats.languages import split_by_language
from searchlib.formats.layouts.lines import address, key, shortened, unmarked
from searchlib.frozen import replace
from searchlib.records import Citation, Record, Text

__all__ = [
    "Description",
    "date_line",
    "is_support",
    "opening_title",
    "record",
    "with_classification",
]


@dataclass(slots=True)
class Description:
    """Hold what a page says of its record, as written; "" and () where it says nothing.

    ``kind`` names its type, ``held`` the archive and file where its citation is of a book,
    ``number`` is the one the archive's site knows it by.
    """

    title: str = ""
    date: str = ""
    citation: str = ""
    summary: str = ""
    credits: str = ""
    url: str = ""
    classification: str = ""
    kind: str = ""
    held: str = ""
    number: str = ""
    languages: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()


def record(described: Description, body: str, source: str) -> Record:
    """Build the record of a page; what the description leaves out its citation may say."""
    citation = parse_citation(described.citation)
    written_title, written_date = opening_title(citation.written)
    title = shortened(_in_small_letters(described.title, written_title) or citation.written)
    day = parse_date(described.date or written_date)
    url = described.url or address(citation.written)
    texts = _texts(body, described, citation)
    sender, recipient = sender_and_recipient(title)
    return with_classification(
        Record(
            id=record_id(
                url=url,
                title=title,
                date=day.edtf if day else "",
                citation=citation.written,
                text=body,
            ),
            title=title,
            texts=texts,
            date=day,
            summary=described.summary,
            citation=citation if citation.written else None,
            credits=described.credits,
            original_languages=described.languages,
            contents=described.contents,
            url=url,
            type=document_type(title) or document_type(described.kind),
            classification=described.classification,
            sender=sender,
            recipient=recipient,
            source=source,
        )
    )


# Title and date -------------------------------------------------------------

_SUPPORT = re.compile(r"^\W*this document was made possible", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“«„](.{1,500}?),?[\"”»“],?\s")
_LONGEST_DATE = 80
_YEAR = re.compile(
    r"[12]\d\d[\dXх]|\d[./-]\s?(?:\d{1,2}|[IVX]{1,4})[./-]\s?\d\d|[^\W\d]\W{1,2}\d\d\b"
)
_UNDATED = re.compile(r"\W*(?:undated|no date|n\. ?d\.|без даты|б\. ?д\.|дата не указана)\W*")


def is_support(line: str) -> bool:
    """Tell the line that says who paid for a document: its credits."""
    return bool(_SUPPORT.match(line[:100]))


def date_line(line: str) -> str | None:
    """Return the date a line is, "" where it says there is none, None for any other line."""
    if len(line) > 2 * _LONGEST_DATE:
        return None
    text = unmarked(line)
    return _date_line(text) if text and len(text) <= _LONGEST_DATE else None


@lru_cache(maxsize=1024)
def _date_line(text: str) -> str | None:
    if _UNDATED.fullmatch(text.casefold()):
        return ""
    day = parse_date(text, alone=True) if _YEAR.search(text) else None
    return text if day and (len(day.edtf) > 4 or len(text) <= 10) else None


def opening_title(citation: str) -> tuple[str, str]:
    """Return the title in quotation marks that opens a citation, and the date behind it."""
    quoted = _QUOTED.match(citation)
    return (quoted[1], _opening_date(citation[quoted.end() :])) if quoted else ("", "")


def _opening_date(text: str) -> str:
    """Return the date a text opens with: ``May 5, 1950, AP RF, f. 1``."""
    parts = text[:200].split(", ")
    openings = (", ".join(parts[:count]) for count in (1, 2))
    return next((opening for opening in openings if parse_date(opening, alone=True)), "")


def _in_small_letters(title: str, quoted: str) -> str:
    """Return a title set in capitals as the citation quotes it, where that is the same title."""
    if title and not title.isupper():
        return title
    same = re.sub(r"[\W_]+", "", title).casefold() == re.sub(r"[\W_]+", "", quoted).casefold()
    return quoted if not title or same else title


# Texts ----------------------------------------------------------------------


def _texts(body: str, described: Description, citation: Citation) -> tuple[Text, ...]:
    """Divide the body and say of each text whether it is the original or a translation."""
    promised = [entry.partition(":") for entry in described.contents]
    kinds = {language: kind for kind, _, language in reversed(promised) if kind != "scan"}
    parts = split_by_language(body, tuple(kinds))
    if len(parts) == 1 and len(kinds) == 1:
        (kind,) = kinds.values()
        return (Text(parts[0][0], kind, parts[0][1]),)
    return tuple(
        Text(language, kinds.get(language) or _kind(language, described, citation), text)
        for language, text in parts
    )


def _kind(language: str, described: Description, citation: Citation) -> str:
    """Say whether a text is the original: by its language, or by a translator of the English."""
    if described.languages:
        return "transcript" if language in described.languages else "translation"
    return "translation" if language == "en" and citation.translators else "text"


# How secret it was ----------------------------------------------------------

_CLASSIFIED = re.compile(
    r"(?:(?:top|most|strictly|very) )?secret|(?:strictly )?confidential|restricted|eyes only"
    r"|(?:for )?official use only|unclassified|not for publication"
    r"|(?:сов(?:ершенно|\.)? ?|строго )?секретно|(?:строго )?конфиденциально"
    r"|для служебного пользования|не подлежит оглашению|не для печати|не для оглашения"
)
_MARKED_WITH = re.compile(r"(?: ?[,;/.]? ?(?:eyes only|особая папка|strictly personal|лично))?\W*")
_MANY_WORDS = re.compile(r"(?:\W*+\w++){12}")
_LETTERS = re.compile(r"[^\W\d_]+")
_OPENINGS = (
    "secret", "top", "most", "strictly", "very", "confidential", "restricted", "eyes", "for",
    "official", "unclassified", "not", "секретно", "сов", "строго", "конфиденциально", "для", "не",
)  # fmt: skip
"""What the first word of such a mark begins with."""
_FIRST_LINES = 15


def with_classification(made: Record) -> Record:
    """Return a record with how secret it was, where a line at the top of a text says so."""
    if made.classification:
        return made
    for text in made.texts:
        lines = [line for line in text.body[:4000].split("\n") if line.strip()]
        for line in lines[:_FIRST_LINES]:
            if marked := _classification(line):
                return replace(made, classification=marked)
    return made


def _classification(line: str) -> str:
    """Return the mark of secrecy a line is, as written, or ""."""
    if "**" not in line:
        first = _LETTERS.search(line)
        plain = "__" not in line
        if plain and not (first and first[0].casefold().startswith(_OPENINGS)):
            return ""
        if _MANY_WORDS.match(line):
            return ""
    text = unmarked(line[:200]).strip(" []()*\"'«»")
    folded = key(text).replace("ё", "е")
    found = _CLASSIFIED.match(folded) if len(folded) <= 60 else None
    return text.rstrip(" .!;,") if found and _MARKED_WITH.fullmatch(folded, found.end()) else ""

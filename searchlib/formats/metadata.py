"""What does a file say of itself that its page does not? Its properties fill the gaps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.identity import record_id
from searchlib.records import Record

__all__ = ["Metadata", "completed"]

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
# Names that programs give, which say nothing: "Microsoft Word - letter.doc", "Документ1".
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|(?:untitled|document|документ|без (?:имени|названия))\s?\d*$"
    r"|\S{1,200}\.(?:docx?|pdf|rtf|odt|indd|html?|tiff?|txt|md)$",
    re.IGNORECASE,
)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Metadata:
    """Hold what a file's properties say, as written; empty where they say nothing."""

    title: str = ""
    date: str = ""
    url: str = ""
    citation: str = ""
    summary: str = ""


def completed(record: Record, metadata: Metadata, text: str) -> Record:
    """Return a record with the gaps of its description filled from its file's metadata.

    What the page says stays. ``text`` is the page as lines: one without a heading and
    without a description has only its first line for a title, and takes the file's.
    """
    known: dict[str, object] = {}
    title = " ".join(metadata.title.split())
    described = record.citation is not None or _HEADING.search(text)
    if title and not (described and record.title) and _telling(title):
        sender, recipient = sender_and_recipient(title)
        known |= {"title": title, "type": document_type(title)}
        known |= {"sender": sender, "recipient": recipient}
    if not record.date and metadata.date and (day := parse_date(metadata.date, alone=True)):
        known["date"] = day
    if not record.citation and metadata.citation:
        known["citation"] = parse_citation(metadata.citation)
    if not record.url and metadata.url:
        known["url"] = metadata.url
    if not known:
        return replace(record, summary=record.summary or metadata.summary)
    known["summary"] = record.summary or metadata.summary
    return _renamed(replace(record, **known))  # type: ignore[arg-type]


def _telling(title: str) -> bool:
    return len(title) <= _LONGEST and not _NO_TITLE.match(title)


def _renamed(record: Record) -> Record:
    """Give a record the id of its description, now that there is more of it."""
    return replace(
        record,
        id=record_id(
            url=record.url,
            title=record.title,
            date=record.date.edtf if record.date else "",
            citation=record.citation.written if record.citation else "",
            text="\n".join(text.body for text in record.texts),
        ),
    )

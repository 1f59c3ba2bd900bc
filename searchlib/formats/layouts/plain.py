"""What does a page hold that has no description? A title, perhaps a date, and its text."""

from __future__ import annotations

import re
from itertools import islice

from searchlib.archival.dates import parse_date
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.identity import record_id
from searchlib.formats.languages import split_by_language
from searchlib.formats.layouts.description import date_line, with_classification
from searchlib.formats.layouts.furniture import trimmed
from searchlib.formats.layouts.lines import HEADING, shortened, unmarked
from searchlib.records import Record, Text

__all__ = ["read"]

_TOP = 5
"""A date among this many lines is the record's."""
_LABEL = re.compile(r"(?:date|дата)\s*:\s*", re.IGNORECASE)


def read(lines: list[str], source: str) -> list[Record]:
    """Read a record under its first heading or first line."""
    lines = trimmed(lines)
    named = (number for number, line in enumerate(lines) if unmarked(line))
    top = list(islice(named, _TOP))
    dated = next((number for number in top if date_line(lines[number])), None)
    undated = [number for number in top if number != dated] or top
    headings = (number for number, line in enumerate(lines) if HEADING.match(line))
    heading = next((n for n in headings if n != dated and unmarked(lines[n])), None)
    title = unmarked(lines[undated[0] if heading is None else heading])
    # A date set as a heading above the title is description as that is.
    left_out = {heading}
    if dated is not None and heading is not None and HEADING.match(lines[dated]):
        left_out.add(dated)
    body = "\n".join(line for number, line in enumerate(lines) if number not in left_out)
    sender, recipient = sender_and_recipient(title)
    return [
        with_classification(
            Record(
                id=record_id(title=title, text=body),
                title=shortened(title),
                texts=tuple(
                    Text(language, "text", text) for language, text in split_by_language(body)
                ),
                date=parse_date(_LABEL.sub("", unmarked(lines[dated]), count=1))
                if dated is not None
                else None,
                type=document_type(title),
                sender=sender,
                recipient=recipient,
                source=source,
            )
        )
    ]

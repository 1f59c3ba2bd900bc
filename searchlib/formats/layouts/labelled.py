"""What does a page hold whose description has labels, as a digital archive's exports do?

The export has a date and a title as headings, then labels ("#### **Citation:**")
with their values, then the texts with no marker between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from searchlib.archival.language_names import language_codes
from searchlib.formats.layouts.description import (
    Description,
    date_line,
    is_support,
    record,
)
from searchlib.formats.layouts.furniture import is_furniture, is_plain_furniture, trimmed
from searchlib.formats.layouts.lines import MOST_TITLE, address, joined, unmarked
from searchlib.formats.layouts.site_labels import without_neighbours
from searchlib.records import Record

__all__ = ["read"]

# Label as written, in lower case, to the part of the description it opens.
_LABELS = {
    label: part
    for part, labels in {
        "citation": "citation, цитирование, шифр, источник",
        "summary": "summary, abstract, аннотация, резюме",
        "credits": "credits, credit, благодарности",
        "languages": "original language, original languages, язык оригинала, языки оригинала",
        "contents": "contents, содержание",
        "title": "title, название, заголовок",
        "date": "date, дата",
        "url": "url, адрес",
        "classification": "classification, original classification, гриф, гриф секретности",
    }.items()
    for label in labels.split(", ")
}
# One of these tells a description from an article that has a heading "Summary".
_TELLING = frozenset({"citation", "contents", "languages"})

_SET_APART = ("#", "**", "__")
_LABEL = re.compile(
    r"^\s{0,3}(?P<heading>#{1,6}\s{1,5})?(?P<bold>\*\*|__)?"
    r"(?P<label>[^\W\d_]{3,15}(?:\s[^\W\d_]{3,15})?)\s?(?P<colon>:)?(?:\*\*|__)?(?P<late>:)?\s*"
    r"(?P<value>.*)$"
)
_CONTENT = re.compile(
    r"^\W*(?P<kind>transcripts?|translations?|scans?|транскрипт|оригинал|перевод|скан)"
    r"\s?(?:[-–—:,]\s?(?P<after>[^\d.!?]{2,40})|\((?P<in>[^\d().!?]{2,40})\))?\s*$",
    re.IGNORECASE,
)
_KINDS = {
    "transcript": "transcript",
    "транскрипт": "transcript",
    "оригинал": "transcript",
    "translation": "translation",
    "перевод": "translation",
    "scan": "scan",
    "скан": "scan",
}


@dataclass(slots=True)
class _Layout:
    """Hold a file's lines by the part of the record they belong to."""

    preamble: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)


def read(lines: list[str], source: str) -> list[Record]:
    """Read one record, or none where no label tells a description."""
    labels = _label_lines(lines)
    if not labels:
        return []
    # The site's own lines stand above all and below all, never between.
    own = trimmed(without_neighbours(trimmed(lines)))
    if len(own) < len(lines):
        lines, labels = own, _label_lines(own)
    return [_described(_layout(lines, labels), source)] if labels else []


# Labels ---------------------------------------------------------------------


def _label_lines(lines: list[str]) -> dict[int, tuple[str, str]]:
    """Return the lines that are labels: number to (part, what stands behind it)."""
    found: dict[int, tuple[str, str, str]] = {}
    for number, line in enumerate(lines):
        if not line:
            continue
        start = line[:60]  # longer lines are prose, whatever they begin with
        if ":" not in start and not start.lstrip().startswith(_SET_APART):
            continue
        if not (label := _LABEL.match(start)):
            continue
        if part := _LABELS.get(" ".join(label["label"].casefold().split())):
            style = "#" if label["heading"] else "*" if label["bold"] else ""
            colon = label["colon"] or label["late"]
            value = (label["value"] + line[60:]).strip()
            if colon or (style and not value):
                found[number] = (part, value, style)
    return _of_one_style(found)


def _of_one_style(found: dict[int, tuple[str, str, str]]) -> dict[int, tuple[str, str]]:
    """Keep each label once, as its first one is set; none where they are an article's headings."""
    labels: dict[int, tuple[str, str]] = {}
    seen: set[str] = set()
    styles = {style for _, _, style in list(found.values())[:1]}
    for number, (part, value, style) in found.items():
        if part not in seen and style in styles:
            seen.add(part)
            labels[number] = (part, value)
    return labels if seen & _TELLING else {}


def _layout(lines: list[str], labels: dict[int, tuple[str, str]]) -> _Layout:
    """Sort a labelled file's lines into preamble, values and body."""
    numbers = sorted(labels)
    layout = _Layout(preamble=lines[: numbers[0]])
    for number, following in zip(numbers, [*numbers[1:], len(lines)], strict=True):
        part, value = labels[number]
        block = ([value] if value else []) + lines[number + 1 : following]
        end = _end_of_value(block, part) if following == len(lines) else len(block)
        layout.values[part] = block[:end]
        layout.body = block[end:]
    return layout


def _end_of_value(block: list[str], part: str) -> int:
    """Find where the last label's value ends and the body begins: at the paragraph's end.

    A list of contents goes on over blank lines for as long as lines name contents.
    """
    end = 0
    for number, line in enumerate(block):
        if part == "contents" and line.strip() and not _CONTENT.match(line[:80]):
            break
        if part != "contents" and not line.strip() and end:
            break
        if line.strip():
            end = number + 1
    return end


# The described record -------------------------------------------------------


def _described(layout: _Layout, source: str) -> Record:
    """Build the record of a file with labels."""
    values = {part: joined(lines) for part, lines in layout.values.items()}
    described = Description(
        title=values.get("title", ""),
        date=values.get("date", ""),
        citation=values.get("citation", ""),
        summary=values.get("summary", ""),
        credits=values.get("credits", ""),
        url=address(values.get("url", "")),
        classification=values.get("classification", ""),
        languages=language_codes(values.get("languages", "")),
        contents=_contents(layout.values.get("contents", [])),
    )
    stray = _preamble(layout.preamble, described)
    return record(described, "\n".join([*stray, *layout.body]), source)


def _preamble(lines: list[str], described: Description) -> list[str]:
    """Find title, date and credits above the labels; return the other lines: they are text."""
    stray: list[str] = []
    for line in lines:
        text = unmarked(line)
        if not text or is_plain_furniture(text) or (not described.title and is_furniture(text)):
            continue
        if not described.date and date_line(line):
            described.date = text
        elif is_support(text):
            described.credits = described.credits or text
        elif not described.title:
            described.title = text
        else:
            stray.append(line)
    return stray


def _contents(lines: list[str]) -> tuple[str, ...]:
    """Read ``Transcript - Russian`` as ``transcript:ru``."""
    entries: dict[str, None] = {}
    for line in lines:
        if found := _CONTENT.match(line[:80]):
            kind = _KINDS[found["kind"].casefold().removesuffix("s")]
            codes = language_codes(found["after"] or found["in"] or "") or ("",)
            entries.update(dict.fromkeys(f"{kind}:{code}".rstrip(":") for code in codes))
        elif line.strip():
            entries[unmarked(line).casefold()[:MOST_TITLE]] = None
    return tuple(entries)

"""What does a Markdown export of a digital archive hold, or a plain text?

The export has a date and a title as headings, then labels ("#### **Citation:**")
with their values, then the texts with no marker between them. A file without
labels is a text under its first heading or first line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.archival.language_names import language_codes
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.identity import record_id
from searchlib.formats.languages import split_by_language
from searchlib.records import Citation, Record, Text

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
    }.items()
    for label in labels.split(", ")
}
# One of these tells a description from an article that has a heading "Summary".
_TELLING = frozenset({"citation", "contents", "languages"})

_LABEL = re.compile(
    r"^\s{0,3}(?P<heading>#{1,6}\s{1,5})?(?P<bold>\*\*|__)?"
    r"(?P<label>[^\W\d_]{3,15}(?:\s[^\W\d_]{3,15})?)\s?(?P<colon>:)?(?:\*\*|__)?(?P<late>:)?\s*"
    r"(?P<value>.*)$"
)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s(?P<text>.*)$")
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
_ADDRESS = re.compile(
    r"<(https?://[^\s<>]{1,2000})>|\b(https?://[^\s<>\"']{1,2000})", re.IGNORECASE
)
_QUOTED = re.compile(r"^[\"“«„](.{1,500}?),?[\"”»“],?\s")
_SUPPORT = re.compile(r"^\W*This document was made possible", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_LONGEST_TITLE = 200


@dataclass(slots=True)
class _Layout:
    """Hold a file's lines by the part of the record they belong to."""

    preamble: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)


def read(text: str, source: str) -> list[Record]:
    """Read one record out of Markdown or plain text. ``source`` is its path among the documents."""
    lines = _BLANK_LINES.sub("\n\n", text.removeprefix("\ufeff").replace("\f", "\n\n")).split("\n")
    labels = _label_lines(lines)
    return [_described(_layout(lines, labels), source) if labels else _plain(lines, source)]


# Labels ---------------------------------------------------------------------


def _label_lines(lines: list[str]) -> dict[int, tuple[str, str]]:
    """Return the lines that are labels: number to (part, what stands behind it)."""
    found: dict[int, tuple[str, str, str]] = {}
    for number, line in enumerate(lines):
        # Longer lines are prose, whatever they begin with.
        if label := _LABEL.match(line[:60]):
            part = _LABELS.get(" ".join(label["label"].casefold().split()), "")
            style = "#" if label["heading"] else "*" if label["bold"] else ""
            colon = label["colon"] or label["late"]
            value = (label["value"] + line[60:]).strip()
            if part and (colon or (style and not value)):
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
    values = {part: _joined(lines) for part, lines in layout.values.items()}
    citation = parse_citation(values.get("citation", ""))
    title, written, stray = _preamble(layout.preamble, values, citation)
    day = parse_date(written)
    contents = _contents(layout.values.get("contents", []))
    originals = language_codes(values.get("languages", ""))
    body = "\n".join([*stray, *layout.body])
    url = _url(values.get("url", "") or citation.written)
    sender, recipient = sender_and_recipient(title)
    return Record(
        id=record_id(
            url=url,
            title=title,
            date=day.edtf if day else "",
            citation=citation.written,
            text=body,
        ),
        title=title,
        texts=_texts(body, contents, originals),
        date=day,
        summary=values.get("summary", ""),
        citation=citation if citation.written else None,
        credits=values.get("credits", ""),
        original_languages=originals,
        contents=contents,
        url=url,
        type=document_type(title),
        sender=sender,
        recipient=recipient,
        source=source,
    )


def _preamble(
    lines: list[str], values: dict[str, str], citation: Citation
) -> tuple[str, str, list[str]]:
    """Find title and date above the labels, else in the citation; the rest is text."""
    title, written = values.get("title", ""), values.get("date", "")
    stray: list[str] = []
    for line in lines:
        text = _unmarked(line)
        if not text:
            continue
        if not written and parse_date(text, alone=True):
            written = text
        elif _SUPPORT.match(text):
            values.setdefault("credits", text)
        elif not title:
            title = text
        else:
            stray.append(line)
    if quoted := _QUOTED.match(citation.written):
        title = title or quoted[1]
        written = written or _opening_date(citation.written[quoted.end() :])
    return _shortened(title or citation.written), written, stray


def _opening_date(text: str) -> str:
    """Return the date a text opens with: ``May 5, 1950, AP RF, f. 1``."""
    parts = text[:_LONGEST_TITLE].split(", ")
    openings = (", ".join(parts[:count]) for count in (1, 2))
    return next((opening for opening in openings if parse_date(opening, alone=True)), "")


def _texts(body: str, contents: tuple[str, ...], originals: tuple[str, ...]) -> tuple[Text, ...]:
    """Divide the body and say of each text whether it is the original or a translation."""
    promised = [entry.partition(":") for entry in contents if not entry.startswith("scan")]
    kinds = {language: kind for kind, _, language in reversed(promised)}
    parts = split_by_language(body, tuple(kinds))
    if len(parts) == 1 and len(kinds) == 1:
        (kind,) = kinds.values()
        return (Text(parts[0][0], kind, parts[0][1]),)
    return tuple(
        Text(language, _kind(language, kinds, originals), text) for language, text in parts
    )


def _kind(language: str, kinds: dict[str, str], originals: tuple[str, ...]) -> str:
    """Say whether a text is the original: by the contents, else by the original language."""
    if language in kinds:
        return kinds[language]
    if originals:
        return "transcript" if language in originals else "translation"
    return "text"


def _contents(lines: list[str]) -> tuple[str, ...]:
    """Read ``Transcript - Russian`` as ``transcript:ru``."""
    entries: dict[str, None] = {}
    for line in lines:
        if found := _CONTENT.match(line[:80]):
            kind = _KINDS[found["kind"].casefold().removesuffix("s")]
            codes = language_codes(found["after"] or found["in"] or "") or ("",)
            entries.update(dict.fromkeys(f"{kind}:{code}".rstrip(":") for code in codes))
        elif line.strip():
            entries[_unmarked(line).casefold()[:_LONGEST_TITLE]] = None
    return tuple(entries)


def _url(text: str) -> str:
    """Return the record's address: the last one in angle brackets, else the last one."""
    found = list(_ADDRESS.finditer(text))
    bracketed = [one[1] for one in found if one[1]]
    return bracketed[-1] if bracketed else found[-1][2].rstrip(".,;)") if found else ""


# A text without a description ----------------------------------------------


def _plain(lines: list[str], source: str) -> Record:
    """Build the record of a file without labels: a title, and its text by script."""
    named = [number for number, line in enumerate(lines) if _unmarked(line)]
    heading = next((number for number in named if _HEADING.match(lines[number])), None)
    title = _unmarked(lines[named[0] if heading is None else heading])
    body = "\n".join(line for number, line in enumerate(lines) if number != heading)
    sender, recipient = sender_and_recipient(title)
    return Record(
        id=record_id(title=title, text=body),
        title=_shortened(title),
        texts=tuple(Text(language, "text", text) for language, text in split_by_language(body)),
        type=document_type(title),
        sender=sender,
        recipient=recipient,
        source=source,
    )


# Lines ----------------------------------------------------------------------


def _unmarked(line: str) -> str:
    """Return a line without heading, bold and escape marks."""
    line = line.strip().lstrip("#").strip() if _HEADING.match(line) else line.strip()
    line = line.rstrip("#").rstrip() if line.endswith("#") else line
    return re.sub(r"\\(?=[\[\]_*#.])|\*\*|__", "", line).strip()


def _joined(lines: list[str]) -> str:
    """Join a value's lines; a blank line between two paragraphs stays."""
    text = "\n".join(line.strip() for line in lines).strip()
    return re.sub(r"(?<!\n)\n(?!\n)", " ", _BLANK_LINES.sub("\n\n", text))


def _shortened(title: str) -> str:
    """Cut a title that is really a paragraph at a word."""
    if len(title) <= _LONGEST_TITLE:
        return title
    cut = title[:_LONGEST_TITLE]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:") + "…"

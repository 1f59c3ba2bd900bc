"""What do the tools return? Typed answers, each with where it stands and how it is cited.

All offsets count characters (Unicode code points) from the start of the text they belong to,
half-open. The docstrings become descriptions of the schemas that clients read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import searchlib
from searchlib.export.citing import written
from searchlib.export.json_lines import record_fields

__all__ = [
    "LONGEST_PART",
    "AlignedSides",
    "Answer",
    "Described",
    "FoundRecord",
    "KeywordLine",
    "KeywordLines",
    "Marked",
    "QuotationPlace",
    "RecordText",
    "Side",
    "TextPart",
    "Verified",
    "WordsApart",
    "answered",
    "in_context",
    "part_of",
    "resource",
    "verified",
]  # fmt: skip

LONGEST_PART = 20_000
"""Characters of each text of a record that are read at once."""
_LONGEST_SUMMARY = 600
_MOST_VALUES = 1_000
_LONGEST_QUOTED = 12_000
_HALVES = re.compile("[\ud800-\udfff]")

Get = Callable[[str], searchlib.Record]


@dataclass(frozen=True)
class Described:
    """A record: its description, and how to cite it."""

    record_id: str
    title: str
    date: str
    type: str
    languages: list[str]
    summary: str
    citation: str
    url: str


@dataclass(frozen=True)
class Marked:
    """A word found ("match"), or what says it in the other language ("counterpart")."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True)
class Side:
    """A passage of one text: of the transcript (the original), a translation, or another text."""

    language: str
    kind: str
    start: int
    end: int
    text: str
    marks: list[Marked]


@dataclass(frozen=True)
class AlignedSides:
    """Passages of both texts that say the same; null where a text does not have it."""

    ru: Side | None
    en: Side | None


@dataclass(frozen=True)
class FoundRecord:
    """A record that matched, and its passages that match best."""

    rank: int
    score: float
    record: Described
    passages: list[AlignedSides]


@dataclass(frozen=True)
class Answer:
    """Records that match a query. Cite a search by query, day and fingerprint."""

    query: str
    total: int
    offset: int
    hits: list[FoundRecord]
    notes: list[str]
    warnings: list[str]
    suggestions: list[str]
    generation: str
    fingerprint: str


@dataclass(frozen=True)
class TextPart:
    """A part of a text; next_start is where to read on, null at its end."""

    language: str
    kind: str
    start: int
    end: int
    characters: int
    next_start: int | None
    text: str


@dataclass(frozen=True)
class RecordText:
    """A record with a part of each of its texts."""

    record: Described
    texts: list[TextPart]
    generation: str


@dataclass(frozen=True)
class KeywordLine:
    """A place where the words stand, in its context, with the passages of both texts."""

    record_id: str
    title: str
    date: str
    language: str
    kind: str
    start: int
    end: int
    left: str
    match: str
    right: str
    passages: list[AlignedSides]


@dataclass(frozen=True)
class KeywordLines:
    """Lines of a concordance: total is how many there are in the records_read."""

    query: str
    total: int
    offset: int
    records_matched: int
    records_read: int
    lines: list[KeywordLine]
    notes: list[str]
    warnings: list[str]
    generation: str


@dataclass(frozen=True)
class WordsApart:
    """Words that are quoted, and what the text has in their stead; either may be empty."""

    quoted: str
    written: str
    start: int
    end: int


@dataclass(frozen=True)
class QuotationPlace:
    """The place of a text that a quotation is most like; text holds 12,000 characters at most."""

    record: Described
    language: str
    kind: str
    verdict: str
    likeness: float
    start: int
    end: int
    text: str
    but_for: list[str]
    differences: list[WordsApart]
    passages: list[AlignedSides]


@dataclass(frozen=True)
class Verified:
    """Whether a quotation stands in the records: exact, same words, nearly, or not found."""

    verdict: str
    places: list[QuotationPlace]
    notes: list[str]
    generation: str


def answered(hits: searchlib.Hits, generation: str) -> Answer:
    """Return the answer to a search."""
    return Answer(
        clean(hits.query), hits.total, hits.offset,
        [
            FoundRecord(rank, hit.score, described(hit.record), _sides(hit.passages, hit.record))
            for rank, hit in enumerate(hits, hits.offset + 1)
        ],
        [clean(note) for note in hits.notes], [clean(one) for one in hits.warnings],
        [clean(one.query) for one in hits.suggestions], generation, hits.fingerprint,
    )  # fmt: skip


def part_of(
    record: searchlib.Record, language: str, start: int, length: int, generation: str
) -> RecordText:
    """Return a record with ``length`` characters of its texts, or of the one in ``language``."""
    parts = []
    for text in record.texts:
        if language in ("both", text.language):
            whole = len(text.body)
            first, end = min(start, whole), min(start + length, whole)
            on = end if end < whole else None
            body = clean(text.body[first:end])
            parts.append(TextPart(text.language, text.kind, first, end, whole, on, body))
    return RecordText(described(record), parts, generation)


def resource(record: searchlib.Record) -> dict[str, Any]:
    """Return a record as an object, with the beginning of what is long.

    Each text says how many ``characters`` it has, and where it goes on: ``next_start``.
    """
    fields: dict[str, Any] = _beginning(record_fields(record))
    for text, given in zip(record.texts, fields["texts"], strict=True):
        whole, end = len(text.body), len(given["body"])
        given["footnotes"] = [[a, min(b, end)] for a, b in given["footnotes"] if a < end]
        given["pages"] = [page for page in given["pages"] if page[0] < end]
        given |= {"characters": whole, "next_start": end if end < whole else None}
    return fields


def _beginning(value: Any) -> Any:  # noqa: ANN401  of the same kind as it was
    match value:
        case str():
            return value[:LONGEST_PART]
        case dict():
            return {name: _beginning(one) for name, one in value.items()}
        case list() | tuple():
            return [_beginning(one) for one in value[:_MOST_VALUES]]
    return value


def in_context(found: searchlib.Concordance, get: Get, generation: str) -> KeywordLines:
    """Return the lines of a concordance."""
    records = {one: get(one) for one in {line.record_id for line in found}}
    lines = [
        KeywordLine(
            line.record_id, clean(line.title), clean(line.date.written if line.date else ""),
            line.language, _kind(records[line.record_id], line.language), line.start, line.end,
            clean(line.left), clean(line.match), clean(line.right),
            _sides(line.passages, records[line.record_id]),
        )
        for line in found
    ]  # fmt: skip
    return KeywordLines(
        clean(found.query), found.total, found.offset, found.records, found.read, lines,
        [clean(note) for note in found.notes], [clean(one) for one in found.warnings], generation,
    )  # fmt: skip


def verified(found: searchlib.Verification, get: Get, generation: str) -> Verified:
    """Return what was found of a quotation."""
    places = []
    for place in found.places:
        record = get(place.record_id)
        apart = [
            WordsApart(clean(one.quoted), clean(one.written), one.start, one.end)
            for one in place.differences
        ]
        places.append(
            QuotationPlace(
                described(record),
                place.language,
                place.kind,
                place.verdict,
                place.likeness,
                place.start,
                place.end,
                clean(place.text[:_LONGEST_QUOTED]),
                list(place.but_for),
                apart,
                _sides(place.passages, record),
            )
        )
    return Verified(found.verdict, places, list(found.notes), generation)


def described(record: searchlib.Record) -> Described:
    """Return the description of a record."""
    summary = record.summary
    if len(summary) > _LONGEST_SUMMARY:
        summary = summary[:_LONGEST_SUMMARY] + "…"
    return Described(
        record_id=record.id,
        title=clean(record.title),
        date=clean(record.date.written if record.date else ""),
        type=clean(record.type),
        languages=[text.language for text in record.texts],
        summary=clean(summary),
        citation=clean(written(record)),
        url=clean(record.url),
    )


def clean(text: str) -> str:
    """Return ``text``, as long as before, without halves of characters: JSON has none."""
    return _HALVES.sub("\ufffd", text)


def _kind(record: searchlib.Record, language: str) -> str:
    text = record.text(language)
    return text.kind if text else ""


def _sides(
    pairs: Iterable[searchlib.AlignedPassages], record: searchlib.Record
) -> list[AlignedSides]:
    return [AlignedSides(_side(pair.ru, record), _side(pair.en, record)) for pair in pairs]


def _side(passage: searchlib.Passage | None, record: searchlib.Record) -> Side | None:
    if passage is None:
        return None
    marks = [
        Marked(mark.start, mark.end, mark.kind, clean(words))
        for mark, words in zip(passage.marks, passage.marked, strict=True)
    ]
    kind = _kind(record, passage.language)
    return Side(passage.language, kind, passage.start, passage.end, clean(passage.text), marks)

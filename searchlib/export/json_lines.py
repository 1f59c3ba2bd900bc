"""Write hits and records as JSON, one object a line, Cyrillic as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from searchlib.records import AlignedPassages, Mark, Passage, Record
from searchlib.results import (
    Comparison,
    ConcordanceLine,
    Explanation,
    Hit,
    OnlyIn,
    QuotedPlace,
    Verification,
)

__all__ = [
    "comparison_fields",
    "concordance_fields",
    "hit_fields",
    "line",
    "record_fields",
    "record_line",
    "verification_fields",
]

# What a terminal may obey although JSON allows it raw: DEL, C1, line and text direction;
# and half characters, which no encoding writes.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)


def line(fields: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return an object, or an array, as one line of JSON that is safe to print."""
    text = json.dumps(fields, ensure_ascii=False, default=_plain)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def record_fields(record: Record) -> dict[str, Any]:
    """Return a record as an object."""
    return asdict(record)


def record_line(record: Record) -> str:
    """Return a record as the line of JSON Lines it is read back from, without a line end.

    All its parts are in it but ``source``, the file it lies in. A file of such lines, ending
    in ``.jsonl``, is a document like any other.
    """
    fields = record_fields(record)
    del fields["source"]
    return line(fields)


def hit_fields(hit: Hit, rank: int, explanation: Explanation | None = None) -> dict[str, Any]:
    """Return a hit as an object: description, passages and marks, without the whole texts.

    A mark is start, end and kind, match or counterpart: offsets into the text of its passage's
    language. ``rank`` counts from 1 over all hits of the query. An ``explanation`` is added.
    """
    record = record_fields(hit.record)
    del record["texts"]
    return {
        "rank": rank,
        "score": hit.score,
        **record,
        "title_marks": _marks(hit.title_marks),
        "summary_marks": _marks(hit.summary_marks),
        "passages": [_pair(pair) for pair in hit.passages],
        **({"explanation": asdict(explanation)} if explanation else {}),
    }


def comparison_fields(comparison: Comparison) -> dict[str, Any]:
    """Return what only one of a record's texts says as an object; marks are as in hits."""
    return {
        "id": comparison.id,
        "languages": comparison.languages,
        "passages": [_only(one) for one in comparison.passages],
        "numbers": [_only(one) for one in comparison.numbers],
        "names": [_only(one) for one in comparison.names],
        "renamed": [
            {"kind": one.kind, "ru": one.ru, "en": one.en, "passages": _pair(one.passages)}
            for one in comparison.renamed
        ],
    }


def concordance_fields(one: ConcordanceLine, number: int) -> dict[str, Any]:
    """Return a line of a concordance as an object; ``number`` counts from 1 over all lines."""
    return {"number": number, **_place(one)}


def verification_fields(verification: Verification) -> dict[str, Any]:
    """Return what was found of a quotation as an object."""
    return {
        "quotation": verification.quotation,
        "verdict": verification.verdict,
        "places": [_place(place) for place in verification.places],
        "notes": verification.notes,
        "took_ms": round(verification.took_ms, 3),
    }


def _place(one: ConcordanceLine | QuotedPlace) -> dict[str, Any]:
    return {**asdict(one), "passages": [_pair(pair) for pair in one.passages]}


def _only(one: OnlyIn) -> dict[str, Any]:
    return {
        "language": one.language,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "passages": _pair(one.passages),
    }


def _pair(pair: AlignedPassages) -> dict[str, Any]:
    return {"ru": _passage(pair.ru), "en": _passage(pair.en)}


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "marks": _marks(passage.marks),
    }


def _marks(marks: Iterable[Mark]) -> list[tuple[int, int, str]]:
    return [(mark.start, mark.end, mark.kind) for mark in marks]

"""Where do the words of a query stand, and in which context? Every place, in lines to compare.

A concordance, or keyword in context (H. P. Luhn, Key Word-in-Context Index for Technical
Literature, American Documentation 11(4), 1960): sorted by what stands to the left, nearest
word first, or to the right.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from sys import maxsize
from typing import Literal, NamedTuple

from searchlib.analysis import fold
from searchlib.answers.hits import Marker, around
from searchlib.answers.parts import Filtering, Parts, warnings_of
from searchlib.bilingual.links import Alignment
from searchlib.errors import UsageError
from searchlib.highlight import Found
from searchlib.query import parse
from searchlib.records import LANGUAGES, Record
from searchlib.results import Concordance, ConcordanceLine

__all__ = ["SORTS", "WIDEST", "Asked", "concordance", "forms"]

SORTS = ("text", "left", "right", "match", "date", "-date")
WIDEST = 1_000
"""How many characters of context there are on either side at most."""
_MOST_LINES = 50_000
_MOST_CHARACTERS = 50_000_000
"""How much is looked through for one answer."""
_WORDS = 6
"""By how many words of context lines are sorted."""
_NEAR = 100
"""In how many characters these are looked for."""
_WORD = re.compile("[^\\W_][\\w\u0300-\u036f\u0483-\u0487\u00ad\u200b-\u200d]*")
"""A word with its stress and what is not seen in it; kept simple, as there are many to sort by."""
_SPACES = re.compile(r"\s")

_form = lru_cache(50_000)(fold)
Load = Callable[[str], tuple[Record, Alignment]]
Key = tuple[object, ...]


class Asked(NamedTuple):
    """Say which lines are wanted: as fields of ``Index.concordance``."""

    width: int = 60
    sort: str = "text"
    limit: int = 50
    offset: int = 0
    language: str = ""
    match: Literal["all", "any"] = "all"
    most: int = 1_000
    translate: bool = False


class _Lines(NamedTuple):
    """Hold a page of lines, how many there are, and of how many records."""

    lines: tuple[ConcordanceLine, ...]
    total: int
    read: int


class _Read(NamedTuple):
    """Hold a record that is looked through, and the how manieth it is."""

    number: int
    record: Record
    alignment: Alignment


class _Place(NamedTuple):
    """Hold a place in a text of a record: the words that stand there."""

    read: _Read
    language: str
    body: str
    start: int
    end: int
    words: tuple[Found, ...]


def concordance(query: str, filtering: Filtering, asked: Asked, parts: Parts) -> Concordance:
    """Return the lines asked for of a query. Raises UsageError for what means nothing."""
    started = time.perf_counter()
    _check(asked)
    parsed = parse(query, match=asked.match)
    widened = parts.widen(parsed.tree, asked.match, filtering=filtering, translate=asked.translate)
    order = asked.sort if asked.sort in ("date", "-date") else "relevance"
    matches = parts.engine.search(widened.plan, limit=asked.most, sort=order)
    marker = parts.marker(widened, bool(matches.matches))
    found = _lines([match.id for match in matches.matches], parts.load, marker, asked)
    return Concordance(
        query=str(parsed.tree),
        total=found.total,
        lines=found.lines,
        offset=asked.offset,
        records=matches.total,
        read=found.read,
        warnings=parsed.warnings + warnings_of(filtering) + widened.warnings,
        notes=(*widened.notes, *parts.said(widened), *_notes(found, matches.total)),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _check(asked: Asked) -> None:
    """Raise UsageError for what means nothing."""
    if asked.sort not in SORTS:
        raise UsageError(f"sort is one of {', '.join(SORTS)}, not {asked.sort!r}.")
    if asked.language not in ("", *LANGUAGES):
        raise UsageError(f"language is one of {', '.join(LANGUAGES)}, not {asked.language!r}.")
    if not 0 <= asked.width <= WIDEST:
        raise UsageError(f"width is a number of characters from 0 to {WIDEST:,}.")
    if asked.limit < 0 or asked.offset < 0:
        raise UsageError("limit and offset cannot be negative.")
    if asked.match not in ("all", "any"):
        raise UsageError(f"match is 'all' or 'any', not {asked.match!r}.")
    if asked.most < 1:
        raise UsageError("most is a number of records, 1 at least.")


def _lines(ids: Sequence[str], load: Load, marker: Marker, asked: Asked) -> _Lines:
    """Return the lines asked for of records, in the order of ``ids``.

    All places are counted; only the lines of the page are kept, and their passages linked.
    """
    languages = [
        language
        for language in LANGUAGES
        if asked.language in ("", language) and marker.highlighter.looks_at(language)
    ]
    read = total = characters = 0

    def places() -> Iterator[_Place]:
        nonlocal read, total, characters
        for record_id in ids if languages else ():
            if total > _MOST_LINES or characters > _MOST_CHARACTERS:
                return
            record = _Read(read, *load(record_id))
            read += 1
            characters += sum(len(text.body) for text in record.record.texts)
            for place in _places(record, languages, marker):
                total += 1
                yield place

    first, last = (min(n, maxsize) for n in (asked.offset, asked.offset + asked.limit))
    found = places()
    if order := _ORDERS.get(asked.sort):
        chosen = nsmallest(last, found, key=order)[first:]
    else:
        chosen = list(islice(found, first, last))
    for _ in found:  # what is not shown is counted all the same
        pass
    page = tuple(_line(place, marker, asked.width) for place in chosen)
    return _Lines(page, total, read if languages else len(ids))


def _notes(found: _Lines, records: int) -> Iterator[str]:
    """Yield what the lines do not show of as many records that match."""
    if found.read < records:
        yield f"from the first {found.read:,} of {records:,} records"
    elif records and not found.total:
        yield "nothing to list: the records match by their descriptions, not by words of a text"


def _places(read: _Read, languages: Sequence[str], marker: Marker) -> Iterator[_Place]:
    """Yield where the words of the query stand in a record, in order of its texts."""
    for language in languages:
        text = read.record.text(language)
        if text is None:
            continue
        held: list[Found] = []
        end = 0
        for words in marker.highlighter.places(language, marker.analyse([text.body])[0]):
            if held and words[0].start >= end:
                yield _place(read, language, text.body, held)
                held, end = [], 0
            held += words
            end = max(end, *(word.end for word in words))
        if held:
            yield _place(read, language, text.body, held)


def _place(read: _Read, language: str, body: str, words: Sequence[Found]) -> _Place:
    start, end = min(word.start for word in words), max(word.end for word in words)
    return _Place(read, language, body, start, end, tuple(sorted(set(words))))


def _left(place: _Place) -> list[str]:
    """Return the words to the left, the nearest first, as they are sorted."""
    near = place.body[max(0, place.start - _NEAR) : place.start]
    return [_form(word) for word in _WORD.findall(near)[: -_WORDS - 1 : -1]]


def _right(place: _Place) -> list[str]:
    return forms(place.body[place.end : place.end + _NEAR])[:_WORDS]


def forms(text: str) -> list[str]:
    """Return the words of a text without case, stress and punctuation; ё is е."""
    return [_form(word) for word in _WORD.findall(text)]


def _as_read(place: _Place) -> Key:
    return place.read.number, LANGUAGES.index(place.language), place.start


_ORDERS: dict[str, Callable[[_Place], Key]] = {
    "left": lambda place: (_left(place), _right(place), _as_read(place)),
    "right": lambda place: (_right(place), _left(place), _as_read(place)),
    "match": lambda place: (
        forms(place.body[place.start : place.end]),
        _right(place),
        _as_read(place),
    ),
}
"""What lines are sorted by, where that is not the order of the records and their texts."""


def _line(place: _Place, marker: Marker, width: int) -> ConcordanceLine:
    read, language, body, start, end, words = place
    first, last = _bounds(body, start, end, width)
    return ConcordanceLine(
        record_id=read.record.id,
        title=read.record.title,
        date=read.record.date,
        language=language,
        start=start,
        end=end,
        left=body[first:start],
        match=body[start:end],
        right=body[end:last],
        passages=around(read.record, read.alignment, language, words, marker),
    )


def _bounds(body: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Return where the context begins and ends: between words, if one begins in it at all."""
    first, last = max(0, start - width), min(len(body), end + width)
    if first and not body[first - 1].isspace():
        space = _SPACES.search(body, first, start)
        first = space.end() if space else first
    if last < len(body) and not body[last].isspace():
        spaces = [space.start() for space in _SPACES.finditer(body, end, last)]
        last = spaces[-1] if spaces else last
    return first, last

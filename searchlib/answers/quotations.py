"""Does a record say what is quoted of it: to the letter, in other spelling, or nearly?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple

from searchlib.answers.hits import Marker, around
from searchlib.answers.matching import Nearest, Word, edits, nearest, words_of
from searchlib.answers.parts import Parts
from searchlib.bilingual.links import Alignment
from searchlib.bilingual.widen import Widened
from searchlib.errors import QueryTooExpensive, UsageError
from searchlib.highlight import Found
from searchlib.query import parse
from searchlib.query.plan import Everything
from searchlib.records import Record, Text
from searchlib.results import QuotedPlace, Verification, WordDifference

__all__ = ["LONGEST", "Quoted", "quoted", "verify"]

LONGEST = 10_000
"""Characters in a quotation."""
EXACT, SAME, NEARLY, NOT_FOUND = "exact", "same words", "nearly", "not found"
_CANDIDATES = 20
"""How many records each of the searches for a quotation looks at."""
_ORDER = (EXACT, SAME, NEARLY)
_LEAST = 0.6
"""What share of a quotation's words a place must have to be nearly the same."""
_FEWEST = 3
"""Quotations of fewer words are found as they are, or not at all."""
_MOST_PLACES = 5
_MOST_PARTS = 20
_MOST_PASSAGES = 100
"""How many passages of a place are shown."""
_MOST_WORDS = 3_000_000
"""With how many words one quotation is compared."""
_LONGEST_TEXT = 10_000_000
"""In characters: in longer texts, thrice War and Peace, it is looked for to the letter alone."""
_IN_A_ROW = 12
_TELLING = 30
"""By how many words records are looked for: in a row, and in any order."""

_OMITTED = re.compile(r"…|\.(?:\s?\.){2,}")
_MARKS = {"«": "»", "“": "”", "„": "“", '"': '"', "‘": "’", "'": "'"}


class Quoted(NamedTuple):
    """Hold a quotation, its words, and where each part begins that an omission parts."""

    text: str
    words: tuple[Word, ...]
    parts: tuple[int, ...]

    @property
    def forms(self) -> list[str]:
        """Return the folded forms of its words."""
        return [word.form for word in self.words]

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Yield the parts, as ranges of its words."""
        yield from pairwise((*self.parts, len(self.words)))

    def queries(self) -> Iterator[tuple[str, Literal["all", "any"]]]:
        """Yield queries for the records that may hold it, each with how it matches."""
        first, last = max(self.ranges(), key=lambda part: part[1] - part[0])
        row = self.forms[first : min(last, first + _IN_A_ROW)]
        yield f'"{" ".join(_plain(row))}"', "all"
        telling = sorted(dict.fromkeys(self.forms), key=len, reverse=True)[:_TELLING]
        yield " ".join(_plain(telling)), "any"


class _Seen(NamedTuple):
    """Hold what was found of a quotation, and in how many records; and which were too long."""

    places: tuple[QuotedPlace, ...]
    looked_at: int
    too_long: tuple[str, ...]

    def notes(self, total: int) -> Iterator[str]:
        """Yield in what it was not looked for, of so many records that may have it."""
        if self.looked_at < total:
            likeliest = f"the likeliest {self.looked_at:,} of {total:,} records"
            yield f"compared with {likeliest} that have some of its words"
        if self.too_long:
            which = ", ".join(self.too_long[:_MOST_PLACES])
            yield f"looked for only to the letter, the text being too long: {which}"


class _TooLong(Exception):
    """Say that a text has too many words to be compared with a quotation."""


class _Compared(NamedTuple):
    """Hold the words of a text that are most like a quotation's."""

    record: Record
    alignment: Alignment
    text: Text
    verdict: str
    spans: tuple[tuple[int, int], ...]
    likeness: float = 1.0
    but_for: tuple[str, ...] = ()
    differences: tuple[WordDifference, ...] = ()


def quoted(quotation: str) -> Quoted:
    """Return a quotation ready to be compared. Raises UsageError where there is nothing to."""
    if len(quotation) > LONGEST:
        raise UsageError(
            f"A quotation has at most {LONGEST:,} characters, this one {len(quotation):,}. "
            "Verify it in parts."
        )
    text = quotation.strip()
    words = tuple(words_of(text))
    if not words:
        raise UsageError("A quotation needs words: there are none in this one.")
    omitted = [match.start() for match in _OMITTED.finditer(text)]
    parts = [0]
    for number, (before, after) in enumerate(pairwise(words), 1):
        while omitted and omitted[0] < before.end:
            omitted.pop(0)
        if omitted and omitted[0] < after.start:
            parts.append(number)
    if len(parts) > _MOST_PARTS:
        raise UsageError(
            f"A quotation leaves something out {_MOST_PARTS - 1} times at most, this one "
            f"{len(parts) - 1:,} times. Verify it in parts."
        )
    return Quoted(text, words, tuple(parts))


def verify(quotation: str, record_id: str | None, parts: Parts) -> Verification:
    """Say whether the records say what is quoted, or the one with an id.

    The verdict is ``exact``: to the letter, in whole words; ``same words``: but for case,
    spelling (ё, stress, old letters), punctuation, spacing, and what ``…`` leaves out;
    ``nearly``: with other words, which are named; or ``not found``. Raises QueryTooExpensive
    where it is not found, and a text was too long to look for it but to the letter.
    """
    started = time.perf_counter()
    said = quoted(quotation)
    likely, total = ([record_id], 1) if record_id is not None else _likely(said, parts)
    seen = _look(said, likely, parts)
    if seen.too_long and not seen.places:
        raise QueryTooExpensive(
            f"The quotation does not stand to the letter in {seen.too_long[0]}, whose text is too "
            "long to look for it in other words. Quote less of it, or search for its words."
        )
    return Verification(
        quotation=quotation,
        verdict=seen.places[0].verdict if seen.places else NOT_FOUND,
        places=seen.places,
        notes=tuple(seen.notes(total)),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _likely(said: Quoted, parts: Parts) -> tuple[list[str], int]:
    """Return the ids of records that may hold a quotation, and how many have its words."""
    ids: dict[str, None] = {}
    total = 0
    for query, match in said.queries():
        plan = parts.widen(parse(query, match=match).tree, match, translate=False).plan
        found = parts.engine.search(plan, limit=_CANDIDATES)
        ids |= dict.fromkeys(one.id for one in found.matches)
        total = max(total, found.total, len(ids))
    return list(ids), total


def _look(said: Quoted, ids: Iterable[str], parts: Parts) -> _Seen:
    """Return the places of some records that are most like a quotation, the best first."""
    found: list[_Compared] = []
    too_long: dict[str, None] = {}
    looked_at = words = 0
    for record_id in ids:
        if words > _MOST_WORDS:
            break
        record, alignment = parts.load(record_id)
        looked_at += 1
        for text in record.texts:
            try:
                compared, length = _compared(said, record, alignment, text)
            except _TooLong:
                too_long[record_id] = None
                continue
            words += length
            found += [compared] if compared else []
    found.sort(key=lambda one: (_ORDER.index(one.verdict), -one.likeness))
    marker = parts.marker(Widened(Everything()), False)
    places = tuple(_place(one, marker) for one in found[:_MOST_PLACES])
    return _Seen(places, looked_at, tuple(too_long))


def _compared(
    said: Quoted, record: Record, alignment: Alignment, text: Text
) -> tuple[_Compared | None, int]:
    """Return where a text is most like a quotation, if at all, and how many words were compared.

    Raises _TooLong where it does not stand to the letter, and there are too many of these.
    """
    for exact in _as_quoted(said.text):
        start = _exactly(exact, text.body)
        if start is not None:
            end = start + len(exact)
            return _Compared(record, alignment, text, EXACT, ((start, end),)), 0
    if len(text.body) > _LONGEST_TEXT:
        raise _TooLong
    words = words_of(text.body)
    looks = len(words) * len(said.parts)
    if looks > _MOST_WORDS:
        raise _TooLong
    forms = [word.form for word in words]
    there = set(forms)
    if sum(form in there for form in said.forms) < _LEAST * len(said.words):
        return None, looks
    nearby = list(_nearby(said, forms))
    if not nearby:
        return None, looks
    likeness = 1 - sum(one.edits for one in nearby) / len(said.words)
    if likeness < 1 and (likeness < _LEAST or len(said.words) < _FEWEST):
        return None, looks
    found = _Compared(
        record, alignment, text, SAME if likeness == 1 else NEARLY,
        tuple((words[one.first].start, words[one.last - 1].end) for one in nearby),
        round(likeness, 4),
    )  # fmt: skip
    if likeness == 1:
        return found._replace(but_for=tuple(_but_for(said, text.body, words, nearby))), looks
    differences = tuple(_differences(said, text.body, words, nearby))
    return found._replace(differences=differences), looks


def _as_quoted(text: str) -> Iterator[str]:
    """Yield a quotation as it is, and without quotation marks around it."""
    yield text
    if len(text) > 2 and _MARKS.get(text[0]) == text[-1]:
        yield text[1:-1].strip()


def _exactly(quotation: str, body: str) -> int | None:
    """Return where a quotation stands to the letter, in whole words; None if nowhere."""
    start = body.find(quotation)
    while start >= 0:
        end = start + len(quotation)
        begins = not (body[start - 1 : start].isalnum() and quotation[0].isalnum())
        if begins and not (body[end : end + 1].isalnum() and quotation[-1].isalnum()):
            return start
        start = body.find(quotation, start + 1)
    return None


def _nearby(said: Quoted, forms: Sequence[str]) -> Iterator[Nearest]:
    """Yield the place of each part of a quotation, one behind the other; none if one has none."""
    begin = 0
    places = []
    for first, last in said.ranges():
        place = nearest(said.forms[first:last], forms, begin)
        if place is None:
            return
        places.append(place)
        begin = place.last
    yield from places


def _but_for(
    said: Quoted, body: str, words: Sequence[Word], nearby: Sequence[Nearest]
) -> Iterator[str]:
    """Yield in what the same words are not written the same."""
    kinds = set()
    before: Word | None = None
    places = (number for place in nearby for number in range(place.first, place.last))
    for number, (mine, place) in enumerate(zip(said.words, places, strict=True)):
        theirs = words[place]
        quote, written = said.text[mine.start : mine.end], body[theirs.start : theirs.end]
        if quote.lower() != written.lower():
            kinds.add("spelling")
            kinds.update(["case"] * (quote[:1].isupper() != written[:1].isupper()))
        elif quote != written:
            kinds.add("case")
        if before is not None:
            between = said.text[said.words[number - 1].end : mine.start]
            kinds.update(_gap(between, body[before.end : theirs.start], number in said.parts))
        before = theirs
    yield from (kind for kind in _KINDS if kind in kinds)


_KINDS = ("case", "spelling", "punctuation", "spacing", "omissions")


def _gap(mine: str, theirs: str, omitted: bool) -> Iterator[str]:
    """Yield in what that differs which stands between two words."""
    if omitted:
        if mine != theirs:
            yield "omissions"
    elif "".join(mine.split()) != "".join(theirs.split()):
        yield "punctuation"
    elif mine != theirs:
        yield "spacing"


def _differences(
    said: Quoted, body: str, words: Sequence[Word], nearby: Sequence[Nearest]
) -> Iterator[WordDifference]:
    """Yield which words of a quotation are others in the text."""
    for (first, last), place in zip(said.ranges(), nearby, strict=True):
        mine, theirs = said.words[first:last], words[place.first : place.last]
        forms = [word.form for word in mine], [word.form for word in theirs]
        for a, b, c, d in edits(*forms):
            start = theirs[c].start if c < len(theirs) else theirs[-1].end
            end = theirs[d - 1].end if d > c else start
            quote = said.text[mine[a].start : mine[b - 1].end] if b > a else ""
            yield WordDifference(quote, body[start:end], start, end)


def _place(found: _Compared, marker: Marker) -> QuotedPlace:
    language = found.text.language
    passages = found.alignment.ru if language == "ru" else found.alignment.en
    start, end = found.spans[0][0], found.spans[-1][1]
    quoted_there = (
        Found(max(first, begins), min(last, ends), 0)
        for begins, ends in found.spans
        for first, last in passages
        if first < ends and begins < last
    )
    return QuotedPlace(
        record_id=found.record.id,
        title=found.record.title,
        language=language,
        kind=found.text.kind,
        verdict=found.verdict,
        likeness=found.likeness,
        start=start,
        end=end,
        text=found.text.body[start:end],
        but_for=found.but_for,
        differences=found.differences,
        passages=around(
            found.record,
            found.alignment,
            language,
            tuple(islice(quoted_there, _MOST_PASSAGES)),
            marker,
        ),
    )


def _plain(forms: Iterable[str]) -> Iterator[str]:
    """Yield forms as words of a query that are no signs of its language."""
    for form in forms:
        yield re.sub(r"[^\w]+", "", form) or form

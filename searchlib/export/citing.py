"""What of a record goes into a citation? The facts that all formats of citations share."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from searchlib.records import DateInterval, Record

__all__ = ["Facts", "date_parts", "facts", "plain", "written"]

_LETTERS = frozenset(("cable", "letter", "telegram", "note", "dispatch"))
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LANGUAGES = {"ru": "Russian", "en": "English"}

Part = tuple[int, ...]
"""A year, a year and month, or a year, month and day."""


class Facts(NamedTuple):
    """Hold what a citation says, each in one line; what is not known is empty.

    ``letter`` says whether it was sent from somebody to somebody.
    """

    key: str
    title: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    translators: tuple[str, ...]
    dates: tuple[Part, ...]
    written_date: str
    archive: str
    shelfmarks: str
    summary: str
    languages: tuple[str, ...]
    url: str
    kind: str
    letter: bool


def plain(text: str) -> str:
    """Return a text in one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def facts(record: Record) -> Facts:
    """Return what a citation of a record says."""
    citation = record.citation
    marks = citation.shelfmarks if citation else ()
    return Facts(
        key=plain(record.id),
        title=plain(record.title) or plain(record.id),
        senders=_names(record.sender),
        recipients=_names(record.recipient),
        translators=_names(citation.translators if citation else ()),
        dates=date_parts(record.date) if record.date else (),
        written_date=plain(record.date.written) if record.date else "",
        archive=plain(marks[0].archive) if marks else "",
        shelfmarks="; ".join(filter(None, (plain(str(mark)) for mark in marks))),
        summary=plain(record.summary),
        languages=tuple(plain(name) for name in record.original_languages)
        or tuple(_LANGUAGES.get(text.language, text.language) for text in record.texts),
        url=plain(record.url),
        kind=plain(record.type),
        letter=record.type in _LETTERS,
    )


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(plain, names)))


def date_parts(interval: DateInterval) -> tuple[Part, ...]:
    """Return a date as one part, as exact as it is, or as the two ends of an interval.

    May 1949 is ``((1949, 5),)``, and 18 to 20 May ``((1949, 5, 18), (1949, 5, 20))``.
    """
    start, end = interval.start, interval.end
    exact = 3
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        exact = 1
    elif start.day == 1 and _ends_month(end):
        exact = 2
    first, last = _day(start)[:exact], _day(end)[:exact]
    return (first,) if first == last else (first, last)


def _day(day: date) -> Part:
    return day.year, day.month, day.day


def _ends_month(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def written(record: Record) -> str:
    """Return a citation in words: as the source has it, or else from the description."""
    if record.citation and (said := plain(record.citation.written)):
        return said
    found = facts(record)
    parts = [f"“{found.title}”", found.written_date, found.shelfmarks, found.url]
    return ", ".join(filter(None, parts)).removesuffix(".") + "."

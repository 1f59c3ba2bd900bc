"""Which days does an EDTF string mean? Extended Date/Time Format, ISO 8601-2:2019 annex A.

Levels 0 and 1 without years of more or fewer than four digits; of level 2 the sets, the
qualifiers before a part, and the seasons 33 to 36 (quarters) and 40, 41 (halves).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from searchlib.archival.date_points import season_days
from searchlib.records import DateInterval

__all__ = ["read_edtf"]

_MARK = "[?~%]?"
_DATE = re.compile(
    rf"{_MARK}(?P<year>\d{{4}}|\d{{3}}X|\d\dXX){_MARK}"
    rf"(?:-{_MARK}(?P<month>\d\d|XX){_MARK}(?:-{_MARK}(?P<day>\d\d|XX){_MARK})?)?"
    r"(?:T(?P<time>[01]\d:[0-5]\d|2[0-3]:[0-5]\d)(?::[0-5]\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_MOST_OF_A_SET = 100
_SEASONS = (*range(21, 25), *range(33, 37), 40, 41)

Days = tuple[date, date]


def read_edtf(text: str) -> DateInterval | None:
    """Return the days an EDTF string means, or None where it is not one.

    ``1930-33`` is left to readers of years: as a quarter it is not what anybody writes.
    An open or unknown end stays within the year of the other: see ``dates``.

    >>> read_edtf("195X~").end
    datetime.date(1959, 12, 31)
    """
    if not text.isascii() or not any(map(str.isdigit, text)):
        return None
    try:
        days = _of_set(text) if text[0] in "[{" else _of_interval(text)
    except ValueError:
        return None
    return DateInterval(*days, text, text) if days and days[0] <= days[1] else None


def _of_set(text: str) -> Days | None:
    """Read ``[1949-05-06,1949-06-05]`` and ``{1949..1951}``: from the first day to the last."""
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        return None
    found: list[Days] = []
    for part in text[1:-1].split(",", _MOST_OF_A_SET):
        first, dots, last = part.strip().partition("..")
        days = _between(first, last) if dots else _of_date(first)
        if not days:
            return None
        found.append(days)
    if len(found) < 2 and ".." not in text:
        # "[1950]" is a year that an editor supplied.
        return None
    return min(found)[0], max(days[1] for days in found)


def _of_interval(text: str) -> Days | None:
    first, stroke, last = text.partition("/")
    if not stroke:
        return _of_date(first)
    return _between(first.replace("..", ""), last.replace("..", ""))


def _between(first: str, last: str) -> Days | None:
    """Return the days from one date to another, of which one may be left open."""
    start, end = (_of_date(text) if text else None for text in (first, last))
    if (first and not start) or (last and not end):
        return None
    if start and end:
        return (start[0], end[1]) if start[0] <= end[1] else None
    if start:
        return start[0], date(start[1].year, 12, 31)
    return (date(end[0].year, 1, 1), end[1]) if end else None


def _of_date(text: str) -> Days | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if found["time"] and not (day and day.isdecimal()):
        return None
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in (None, "XX"):
        return None if day not in (None, "XX") else (date(first, 1, 1), date(last, 12, 31))
    if first != last:
        return None
    number = int(month)
    if number in _SEASONS and day is None:
        return season_days(first, number) if number <= first % 100 else None
    if day in (None, "XX"):
        following = date(first + number // 12, number % 12 + 1, 1)
        return date(first, number, 1), following - timedelta(days=1)
    return date(first, number, int(day)), date(first, number, int(day))

"""Which days does a date mean?

A date is read as a bag of words: one month name, numbers, a word or two about
its precision, in whichever order the source has them. Forms made of digits only
have an order and are a table. Intervals are two dates that fill each other's gaps.

Old Style: a day written in Russian before February 1918 is Julian unless it says
otherwise; so is any date marked O.S. or ст. ст. Intervals are Gregorian.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from searchlib.archival.date_points import DatePoint, placed, to_interval
from searchlib.archival.date_words import YEARS, is_russian, month_number
from searchlib.frozen import replace
from searchlib.records import DateInterval

__all__ = ["parse_date", "query_interval"]

# Nobody writes a longer date; a longer string is prose.
_LONGEST = 200
_PLAIN = re.compile(r"^([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?$")
_USUAL = re.compile(
    r"(?:(?P<day>[0-9]{1,2}) (?P<month>[^\W\d_]{3,9})"
    r"|(?P<name>[^\W\d_]{3,9}) (?P<number>[0-9]{1,2}))"
    r"(?:,? (?P<year>[0-9]{4})(?: ?г(?:ода|\.)?)?)?"
)
"""What most dates look like, and hold nothing to be told: ``May 18, 1949``, ``18 мая 1949 г.``"""


def parse_date(
    text: str, *, around: date | None = None, alone: bool = False
) -> DateInterval | None:
    """Read a date in Russian or English; None where the text names none.

    ``around`` is the day from which "yesterday", "this year" and a date without
    a year are counted. With ``alone`` nothing but the date may stand in the text,
    otherwise a place name may. EDTF: ISO 8601-2, levels 1 and 2.

    >>> parse_date("June, 1934").edtf
    '1934-06'
    """
    written = " ".join(text[: _LONGEST + 1].split())
    if not written or len(text.strip()) > _LONGEST:
        return None
    return _parsed(written, around, alone)


@lru_cache(maxsize=8192)
def _parsed(written: str, around: date | None, alone: bool) -> DateInterval | None:
    """Read a date without spaces too many; the dates of an archive come again and again."""
    if (read := _read_alone(written, around)) is not None:
        return read[0]
    # These compile their patterns, which a year can do without.
    from searchlib.archival.date_ranges import NIGHT_BEFORE, read_several
    from searchlib.archival.date_reading import read_point
    from searchlib.archival.date_text import cleaned
    from searchlib.archival.date_words import split_time
    from searchlib.archival.edtf import read_edtf

    if "T" not in written and (found := read_edtf(written)):
        return found
    folded, time = split_time(cleaned(written))
    point = None if NIGHT_BEFORE.search(folded) else read_point(folded, alone=alone)
    if point:
        point = replace(point, time=point.time or time)
        return to_interval(placed(point, around), written)
    return read_several(folded, written, around, alone=alone)


@lru_cache(maxsize=8192)
def _read_alone(written: str, around: date | None) -> tuple[DateInterval | None] | None:
    """Read a date as most are written, with nothing else beside it; None for other texts."""
    if plain := _PLAIN.match(written):
        # What a reader types most, and what needs no table.
        year, month, day = (int(part) if part else None for part in plain.groups())
        return (to_interval(DatePoint(year, month, day), written),)
    if (usual := _USUAL.fullmatch(written)) and (point := _usual(usual)):
        return (to_interval(placed(point, around), written),)
    return None


def _usual(found: re.Match[str]) -> DatePoint | None:
    """Read a month's name, a day, and perhaps a year; None where they are no date as they stand."""
    name = (found["month"] or found["name"]).casefold()
    day, year = int(found["day"] or found["number"]), int(found["year"]) if found["year"] else None
    month = month_number(name)
    if not month or not 1 <= day <= 31 or (year is not None and year not in YEARS):
        return None
    return DatePoint(year, month, day, russian=is_russian(name))


_BOUNDED = re.compile(
    r"(?:(?P<before>до|раньше|before)|(?P<until>по|не позднее|until|not later than)"
    r"|(?P<after>после|позже|after)|(?P<since>со?|не ранее|since|from|not earlier than))"
    r"\s+(?P<date>\S.*)",
    re.IGNORECASE,
)


def query_interval(text: str) -> tuple[date, date] | None:
    """Return the first and last day of what a reader types after ``date:``, or None.

    >>> query_interval("1949/1950")
    (datetime.date(1949, 1, 1), datetime.date(1950, 12, 31))
    """
    if bounded := _BOUNDED.fullmatch(text.strip()):
        found = parse_date(bounded["date"], alone=True)
        return _from_or_until(bounded, found) if found else None
    start, _, end = text.strip().partition("/")
    if start.strip() in {"", ".."} and (until := parse_date(end, alone=True)):
        return date.min, until.end
    if end.strip() == ".." and (since := parse_date(start, alone=True)):
        return since.start, date.max
    found = parse_date(text, alone=True)
    return (found.start, found.end) if found else None


def _from_or_until(bounded: re.Match[str], found: DateInterval) -> tuple[date, date]:
    """Return the days before or after a date; до and после leave the date itself out."""
    if bounded["before"]:
        return date.min, max(found.start, date(1, 1, 2)) - timedelta(days=1)
    if bounded["until"]:
        return date.min, found.end
    if bounded["after"]:
        return min(found.end, date(9999, 12, 30)) + timedelta(days=1), date.max
    return found.start, date.max

"""What do several dates mean together? An interval, a list, a choice, or one day in two styles."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from searchlib.archival.date_points import (
    DatePoint,
    closing,
    opening,
    placed,
    same_day_in_both_styles,
    to_interval,
)
from searchlib.archival.date_reading import read_point
from searchlib.archival.date_words import RANGE_OPENERS, SEASONS
from searchlib.records import DateInterval

__all__ = ["NIGHT_BEFORE", "read_several"]

# In this order: a hyphen may belong to a date, a stroke hardly ever does.
_SEPARATORS = (
    r"\s?/\s?|\.\.",
    r"\.?\s[-–—−‒]{1,2}\s|\.?[–—−‒]",
    r"\s(?:to|till|until|through|thru|по|до|and|or|и|или)\s",
    r"\.?\s?-\s?",
)
_WINTER = 24
# "1949-50"
_SHORT_YEAR = re.compile(r"^(\D*\d{2})(\d{2}\s?[-–—/]\s?)(\d{2}\D*)$")
_NIGHT_FROM = re.compile(r"\bночь со?\s(.{1,40}?)\sна\s")
NIGHT_BEFORE = re.compile(r"\b(?:в )?ночь на\s")
_BETWEEN = re.compile(r"^\W*(?:between|между|from|со?|в период)\b")
_OR = re.compile(r"\b(?:or|или|либо)\b")
_LIST = re.compile(r"\s?(?:,\s?(?:\b(?:and|or|и|или)\b)?|\b(?:and|or|и|или|либо)\b|&)\s?")
_YEAR_AFTER_DAY = re.compile(r"(?<!\d{4}),\s?(?=\d{4}\b)")
_MOST_OF_A_LIST = 12


def read_several(
    text: str, written: str, around: date | None, *, alone: bool
) -> DateInterval | None:
    """Read two dates with a dash, a stroke or a word between them, or a list of dates."""
    if night := NIGHT_BEFORE.search(text):
        return _night(text[: night.start()] + text[night.end() :], written, around, alone=alone)
    between = bool(_BETWEEN.match(text))
    text = _NIGHT_FROM.sub(r"\1 - ", text)
    text = _with_whole_year(RANGE_OPENERS.sub("", text))
    if not between and (found := _listed(text, written, around)):
        return found
    for separator in _SEPARATORS:
        for sign in re.finditer(separator, text):
            first = read_point(text[: sign.start()], alone=alone)
            last = read_point(text[sign.end() :], alone=alone) if first else None
            if not first or not last:
                continue
            if found := _one_day(first, last, text, sign[0], written):
                return found
            if found := _joined(*_filled(first, last), written, around):
                return found
    return None


def _night(text: str, written: str, around: date | None, *, alone: bool) -> DateInterval | None:
    """Read ``в ночь на 6 мая``: from the evening before."""
    point = read_point(text, alone=alone)
    day = to_interval(placed(point, around), written) if point and point.day else None
    if not day or day.start != day.end or day.start == date.min:
        return None
    eve = day.start - timedelta(days=1)
    return DateInterval(eve, day.end, written, f"{eve.isoformat()}/{day.end.isoformat()}")


def _listed(text: str, written: str, around: date | None) -> DateInterval | None:
    """Read ``5, 7 и 9 мая 1949`` as a set of days, ``5 or 6 May`` as one of two."""
    pieces = _LIST.split(_YEAR_AFTER_DAY.sub(" ", text))
    if not 2 <= len(pieces) <= _MOST_OF_A_LIST:
        return None
    points = []
    for piece in pieces:
        point = read_point(piece, alone=True) if piece else None
        if point is None or point.side:
            return None
        points.append(point)
    for number in range(len(points) - 2, -1, -1):
        points[number], _ = _filled(points[number], points[number + 1])
    for number in range(1, len(points)):
        _, points[number] = _filled(points[number - 1], points[number])
        points[number - 1], _ = _filled(points[number - 1], points[number])
    found = [to_interval(placed(point, around), "") for point in points]
    days = [day for day in found if day]
    apart = all(a.end < b.start for a, b in pairwise(days))
    if (
        len(days) < len(points)
        or not apart
        or any(sign in day.edtf for day in days for sign in "/[")
    ):
        return None
    signs = "[]" if _OR.search(text) else "{}"
    edtf = signs[0] + ",".join(day.edtf.partition("T")[0] for day in days) + signs[1]
    return DateInterval(days[0].start, days[-1].end, written, edtf)


def _with_whole_year(text: str) -> str:
    """Write the second year of ``1949-50`` with its century."""
    found = _SHORT_YEAR.match(text)
    return f"{found[1]}{found[2]}{found[1][-2:]}{found[3]}" if found else text


def _one_day(
    first: DatePoint, last: DatePoint, text: str, separator: str, written: str
) -> DateInterval | None:
    """Read one day in both styles, which have a stroke between them, in either order.

    ``14/27 January`` is one; an EDTF interval with a stroke is not.
    """
    if "/" not in separator or re.search(r"\d-\d", text):
        return None
    for turned in (True, False):
        older, newer = _filled(first, last, turned=turned)
        for julian, gregorian in ((older, newer), (newer, older)):
            if same_day_in_both_styles(julian, gregorian):
                return to_interval(replace(gregorian, style="gregorian"), written)
    return None


def _joined(
    first: DatePoint, last: DatePoint, written: str, around: date | None
) -> DateInterval | None:
    """Return the interval from one date to another."""
    if _is_winter(first, last):
        return to_interval(replace(first, year=last.year), written)
    if first.side == "before" or last.side == "after":
        return None
    first, last = replace(first, side=""), replace(last, side="")
    start, end = (to_interval(placed(point, around), "") for point in (first, last))
    if not start or not end or start.start > end.end:
        return None
    edtf = f"{opening(start.edtf, start.start)}/{closing(end.edtf, end.end)}"
    return DateInterval(start.start, end.end, written, edtf)


def _is_winter(first: DatePoint, last: DatePoint) -> bool:
    """Tell ``зима 1949/50 г.``: one winter, not a winter and a year."""
    bare = last == replace(last, month=None, day=None, season=0)
    return first.season == _WINTER and bare and (first.year or 0) + 1 == last.year


def _filled(
    first: DatePoint, last: DatePoint, *, turned: bool = True
) -> tuple[DatePoint, DatePoint]:
    """Let two dates fill each other's gaps: ``30-31 January 1949``, ``1949-50``.

    With ``turned`` a first month later than the last is that of the year before.
    """
    if first.month is None and first.day is not None:
        first = replace(first, month=last.month)
    if last.month is None and last.day is not None:
        last = replace(last, month=first.month)
    if last.decade and first.year is not None and first.year % 10 == 0 and first.month is None:
        first = replace(first, decade=True)
    if first.year is None and last.year is not None and not first.century:
        later = turned and _month(first) > (_month(last) or 12)
        first = replace(first, year=last.year - later)
    if last.year is None and first.year is not None and not last.century:
        last = replace(last, year=first.year)
    russian = first.russian or last.russian
    style = first.style or last.style
    return replace(first, russian=russian, style=style), replace(last, russian=russian, style=style)


def _month(point: DatePoint) -> int:
    """Return the month a date begins with, or 0."""
    return point.month or (SEASONS[point.season][0] % 12 if point.season else 0)

"""Which days, and which EDTF string, does a date as read stand for?"""

from __future__ import annotations

from datetime import date, timedelta

from searchlib.archival.date_words import SEASONS
from searchlib.frozen import frozen, replace
from searchlib.records import DateInterval

__all__ = [
    "DatePoint",
    "closing",
    "opening",
    "placed",
    "same_day_in_both_styles",
    "season_days",
    "to_interval",
]


@frozen
class DatePoint:
    """Hold what one written date says; what it leaves open is None, 0, False or "".

    ``years``, ``months`` and ``days`` count from the day the date is relative to.
    "XVIII–XIX вв." has its first century too. ``swapped`` says that day and month may stand
    in either order, as in 5/6/1949.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    time: str = ""
    decade: bool = False
    century: int = 0
    first_century: int = 0
    swapped: bool = False
    circa: bool = False
    uncertain: bool = False
    season: int = 0
    part: str = ""
    side: str = ""
    style: str = ""
    russian: bool = False
    years: int | None = None
    months: int | None = None
    days: int | None = None


def placed(point: DatePoint, around: date | None) -> DatePoint:
    """Give a date without a year the one it has when written around a day."""
    if point.year is not None or around is None:
        return point
    if point.month is None and point.days is not None:
        day = around + timedelta(days=point.days)
        return replace(point, year=day.year, month=day.month, day=day.day)
    if point.month is None and point.day and point.months is not None:
        count = around.year * 12 + around.month - 1 + point.months
        return replace(point, year=count // 12, month=count % 12 + 1)
    if point.years is not None:
        return replace(point, year=around.year + point.years)
    if point.month is None:
        return point
    return replace(point, year=_nearest_year(point, around))


def _nearest_year(point: DatePoint, around: date) -> int:
    """Return the year that brings a day and month nearest to ``around``."""
    middle = date(around.year, point.month or 1, min(point.day or 15, 28))
    if middle - around > timedelta(days=183):
        return around.year - 1
    return around.year + (around - middle > timedelta(days=183))


def to_interval(point: DatePoint, written: str) -> DateInterval | None:
    """Return the days a date means; None where there is no such day."""
    if _is_julian(point) and _is_lost_leap_day(point):
        before = to_interval(replace(point, day=28, style="julian"), written)
        day = before.start + timedelta(days=1) if before else date.min
        return DateInterval(day, day, written, day.isoformat())
    try:
        start, end = _bounds(point)
        if point.part and start < end:
            start, end = _part(start, end, point.part)
        if _is_julian(point):
            start, end = _from_julian(start), _from_julian(end)
    except (ValueError, OverflowError):
        return None
    edtf = _edtf(point, start, end)
    if point.side == "before":
        # "Not later than 5 May 1949" is said of what lies near it: within that year.
        first = date((end if "/" in edtf else start).year, 1, 1)
        return DateInterval(first, end, written, f"../{closing(edtf, end)}")
    if point.side == "after":
        last = date((start if "/" in edtf else end).year, 12, 31)
        return DateInterval(start, last, written, f"{opening(edtf, start)}/..")
    return DateInterval(start, end, written, edtf)


def _bounds(point: DatePoint) -> tuple[date, date]:
    """Return the first and last day of a decade, year, season, month or day."""
    year, month, day = point.year, point.month, point.day
    if point.century and year is None and month is None and day is None:
        first = point.first_century or point.century
        return date(first * 100 - 99, 1, 1), date(point.century * 100, 12, 31)
    if year is None or (day is not None and month is None):
        raise ValueError("the date leaves its year or month open")
    if point.decade:
        return date(year, 1, 1), date(year + 9, 12, 31)
    if point.season:
        if month is not None:
            raise ValueError("a season is no month")
        return season_days(year, point.season)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), _month_end(year, month)
    if point.swapped and day <= 12:
        return min(both := (date(year, month, day), date(year, day, month))), max(both)
    return date(year, month, day), date(year, month, day)


def season_days(year: int, season: int) -> tuple[date, date]:
    """Return the days of an EDTF season, quarter or half of a year.

    Winter is that of January, counted from December of the year before.
    """
    month, count = SEASONS[season]
    year -= month == 12
    last = year * 12 + month + count - 2
    return date(year, month, 1), _month_end(last // 12, last % 12 + 1)


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    from calendar import monthrange

    return date(year, month, monthrange(year, month)[1])


_PARTS = {
    "early": (0, 1, 3),
    "mid": (1, 2, 3),
    "late": (2, 3, 3),
    "first half": (0, 1, 2),
    "second half": (1, 2, 2),
}


_TEN_DAYS = {"first ten days": (1, 10), "second ten days": (11, 20), "last ten days": (21, 0)}


def _part(start: date, end: date, part: str) -> tuple[date, date]:
    """Cut a third or a half out of an interval, at months where it has them."""
    if part in _TEN_DAYS:
        first, last = _TEN_DAYS[part]
        if start.month != end.month or start.day != 1:
            raise ValueError("ten days of what is no month")
        return start.replace(day=first), min(start.replace(day=last or 28), end) if last else end
    low, high, of = _PARTS[part]
    if end - start < timedelta(days=40):
        days = (end - start).days + 1
        cut = [start + timedelta(days=days * step // of) for step in (low, high)]
    else:
        first = start.year * 12 + start.month - 1
        months = end.year * 12 + end.month - first
        unit = 12 if months >= 120 else 1
        counts = [first + months // unit * step // of * unit for step in (low, high)]
        cut = [date(count // 12, count % 12 + 1, 1) for count in counts]
    return cut[0], cut[1] - timedelta(days=1)


# EDTF -----------------------------------------------------------------------


def _edtf(point: DatePoint, start: date, end: date) -> str:
    """Write a date as EDTF with the precision it was given in."""
    mark = _qualifier(point)
    if point.part and start < end:
        # How far "early" reaches is a reading, not a date; how far ten days reach is not.
        about = mark if point.part in _TEN_DAYS else "~"
        ends = dict.fromkeys(f"{_ym_or_day(start, end, day)}{about}" for day in (start, end))
        return "/".join(ends)
    if start == end:
        return start.isoformat() + (f"T{point.time}" if point.time else mark)
    if point.day is not None:
        return f"[{start.isoformat()},{end.isoformat()}]"
    if point.decade:
        return f"{start.year // 10}X{mark}"
    if point.century and point.year is None:
        return f"{start.year}{mark}/{end.year}{mark}"
    if point.season and point.season > start.year % 100 and point.season > end.year % 100:
        # "1930-33" is read as years, by people and here.
        return f"{start:%Y-%m}{mark}/{end:%Y-%m}{mark}"
    if point.season:
        return f"{point.year}-{point.season}{mark}"
    if point.style == "julian":
        return f"{start.isoformat()}/{end.isoformat()}"
    return (f"{start:%Y-%m}" if point.month else str(point.year)) + mark


def opening(edtf: str, start: date) -> str:
    """Return what an interval that begins with a date begins with: no time, no choice of days."""
    return start.isoformat() if edtf[0] == "[" else edtf.split("/")[0].partition("T")[0]


def closing(edtf: str, end: date) -> str:
    """Return what an interval that ends with a date ends with."""
    return end.isoformat() if edtf[0] == "[" else edtf.split("/")[-1].partition("T")[0]


def _qualifier(point: DatePoint) -> str:
    """Return the EDTF mark of approximate, uncertain, or both."""
    return {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}[
        point.circa, point.uncertain
    ]


def _ym_or_day(start: date, end: date, day: date) -> str:
    return day.isoformat() if end - start < timedelta(days=27) else f"{day:%Y-%m}"


# Old Style ------------------------------------------------------------------


def _is_julian(point: DatePoint) -> bool:
    """Tell a Julian date: marked so, or a day written in Russian before the reform of 1918."""
    if point.style:
        return point.style == "julian" and point.month is not None
    given = (point.year or 0, point.month or 0)
    return point.russian and point.day is not None and given <= (1918, 1)


def _is_lost_leap_day(point: DatePoint) -> bool:
    """Tell 29 February of a century year, which only the Julian calendar has."""
    year = point.year or 0
    return (point.month, point.day) == (2, 29) and year % 100 == 0 and year % 400 != 0


def _from_julian(day: date) -> date:
    """Turn a Julian date into the Gregorian one (Meeus, Astronomical Algorithms, ch. 7)."""
    year = day.year if day.month > 2 else day.year - 1
    behind = year // 100 - year // 400 - 2
    return day + timedelta(days=behind)


def same_day_in_both_styles(first: DatePoint, last: DatePoint) -> bool:
    """Tell ``27 января (9 февраля) 1904 г.`` from an interval."""
    if None in {first.year, first.month, first.day, last.year, last.month, last.day}:
        return False
    julian, gregorian = (
        to_interval(replace(point, style=style), "")
        for point, style in ((first, "julian"), (last, "gregorian"))
    )
    return bool(julian and gregorian and julian.start == gregorian.start)

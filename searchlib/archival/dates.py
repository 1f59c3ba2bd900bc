"""Which days does a date mean?

A date is read as a bag of words: one month name, numbers, a word or two about
its precision, in whichever order the source has them. Forms made of digits only
have an order and are a table. Intervals are two dates that fill each other's gaps.

Old Style: a day written in Russian before February 1918 is Julian unless it says
otherwise; so is any date marked O.S. or ст. ст. Intervals are Gregorian.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from searchlib.archival.date_points import (
    DatePoint,
    placed,
    same_day_in_both_styles,
    to_interval,
)
from searchlib.archival.date_words import (
    FILLERS,
    MARKERS,
    RANGE_OPENERS,
    month_number,
    split_time,
)
from searchlib.records import DateInterval

__all__ = ["parse_date", "query_interval"]

# Nobody writes a longer date; a longer string is prose.
_LONGEST = 200
_PLAIN = re.compile(r"^([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?$")
_YEARS = range(1000, 2101)
# Place names before a date and after it: "Budapest, 1980 October 31".
_WORDS_BEFORE, _WORDS_AFTER = 6, 2


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
    if plain := _PLAIN.match(written):
        # What a reader types most, and what needs no table.
        year, month, day = (int(part) if part else None for part in plain.groups())
        return to_interval(DatePoint(year, month, day), written)
    folded, time = split_time(_folded(written))
    point = _point(folded, alone=alone)
    if point:
        point = replace(point, time=point.time or time)
        return to_interval(placed(point, around), written)
    return _range(folded, written, around, alone=alone)


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


def _folded(text: str) -> str:
    """Fold case, ё, brackets and footnote marks away."""
    text = re.sub(r"[*†‡⁰¹²³⁴-⁹\[\]\"«»“”„]", " ", text)
    text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("%", "?~")
    # "27 января (9 февраля)" gives both styles; other brackets hold remarks.
    text = re.sub(r"\((\d[^()]{0,30})\)", r" / \1 ", text)
    return re.sub(r"\((?!o\.|n\.|ст|н\.|ok|ca|c\.)[^()\d]{0,80}\)", " ", text)


# One date -------------------------------------------------------------------

_BEFORE, _AFTER = r"(?<![\w./-])", r"(?!\w|[./-]\d)"
_NUMERIC = tuple(
    (_BEFORE + pattern + _AFTER, order)
    for pattern, order in (
        (r"(\d{4})-(\d{2})-(\d{2})", "ymd"),
        (r"(\d{4})[./](\d{1,2})[./](\d{1,2})", "ymd"),
        (r"(\d{4})(\d{2})(\d{2})", "ymd"),
        (r"(\d{4})-(\d{2})", "ym"),
        (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", "dmy"),
        (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})", "d/m/y"),
        (r"(\d{1,2})[-./ ]{1,2}([ivx]{1,4})[-./ ]{1,2}(\d{4}|\d{2})", "dmy"),
        (r"(\d{1,2})-([a-zа-я]{3,9})-(\d{4}|\d{2})", "dmy"),
        (r"(\d{2})[./](\d{4})", "my"),
        (r"(\d{1,2})\.(\d{2})", "dm"),
        (r"(\d{3})(?:0(?:'?s|-?[хxе]|-ых|-ые)|x)", "decade"),
    )
)
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {name: number for number, name in enumerate(_ROMAN_MONTHS, start=1)}
_FIELDS = {"y": "year", "m": "month", "d": "day"}
_TOKEN = re.compile(r"(\d+)(?:-?(?:го|ое|е|й|ый|st|nd|rd|th)\b)?|([^\W\d_]+)|([-–—−‒/]|\.\.)")


def _point(text: str, *, alone: bool) -> DatePoint | None:
    """Read one date, or return None where there is none or more than one."""
    point = DatePoint()
    for pattern, field, value in MARKERS:
        if re.search(pattern, text):
            text = re.sub(pattern, " ", text, count=1)
            point = replace(point, **{field: value})
    numeric, text = _numeric(text.replace("х", "x") if re.search(r"\d[./ -]{1,2}х", text) else text)
    point = replace(point, **numeric)
    return _words(point, text.strip(" ,.;:-–—"), alone=alone)


def _numeric(text: str) -> tuple[dict[str, Any], str]:
    """Take a date made of digits out of the text: its fields, and the rest."""
    for pattern, order in _NUMERIC:
        if (found := re.search(pattern, text)) and (fields := _ordered(order, found.groups())):
            return fields, f"{text[: found.start()]} {text[found.end() :]}"
    return {}, text


def _ordered(order: str, groups: tuple[str, ...]) -> dict[str, Any]:
    """Name the parts of a date made of digits; nothing where they cannot be one."""
    if order == "decade":
        return {"year": int(groups[0]) * 10, "decade": True}
    fields: dict[str, int] = {
        _FIELDS[key]: _number(key, value)
        for key, value in zip(order.replace("/", ""), groups, strict=True)
    }
    swapped = False
    if "/" in order and fields["month"] > 12 >= fields["day"]:
        fields["day"], fields["month"] = fields["month"], fields["day"]
    elif "/" in order:
        swapped = fields["day"] <= 12 and fields["day"] != fields["month"]
    possible = (
        1 <= fields.get("month", 1) <= 12
        and 1 <= fields.get("day", 1) <= 31
        and fields.get("year", 1900) in _YEARS
    )
    return {**fields, "swapped": swapped} if possible else {}


def _number(key: str, value: str) -> int:
    """Read a day, a month in digits, Roman numerals or letters, or a year of two digits."""
    if key == "m" and not value.isdecimal():
        return _ROMAN.get(value) or month_number(value)
    number = int(value)
    return number + 1900 if key == "y" and len(value) == 2 else number


def _words(point: DatePoint, text: str, *, alone: bool) -> DatePoint | None:
    """Fill a date from its month name and numbers, in any order."""
    before = after = 0
    started = point != replace(point, year=None, month=None)
    for digits, word, dash in _TOKEN.findall(text):
        if dash:
            return None
        filled = _with_number(point, digits) if digits else _with_word(point, word)
        if filled is None:
            return None
        if filled is not point:
            started = True
        elif word not in FILLERS:
            before, after = before + (not started), after + started
        point = filled
    complete = point.day is not None and point.year is not None
    if before > (0 if alone else _WORDS_BEFORE):
        return None
    if after > (_WORDS_AFTER if complete and not alone else 0):
        return None
    return point if started or point.days is not None else None


def _with_word(point: DatePoint, word: str) -> DatePoint | None:
    """Add a month; any other word leaves the date as it is."""
    month = month_number(word)
    if not month:
        return point
    russian = point.russian or bool(re.match("[а-я]", word))
    return replace(point, month=month, russian=russian) if point.month is None else None


def _with_number(point: DatePoint, digits: str) -> DatePoint | None:
    """Add a year, a day, or the time in four digits that telegrams close with."""
    number = int(digits) if len(digits) <= 4 else 0
    if len(digits) == 4:
        if point.year is None:
            return replace(point, year=number) if number in _YEARS else None
        if point.day and point.month and not point.time and number % 100 < 60 and number < 2400:
            return replace(point, time=f"{digits[:2]}:{digits[2:]}:00")
        return None
    if len(digits) > 2 or number < 1 or point.decade:
        return None
    if point.day is None and number <= 31:
        return replace(point, day=number)
    # "18 May 49": a second number of two digits, after the month, is a year.
    return replace(point, year=1900 + number) if point.month and point.year is None else None


# Two dates ------------------------------------------------------------------

# In this order: a hyphen may belong to a date, a stroke hardly ever does.
_SEPARATORS = (
    r"\s?/\s?|\.\.",
    r"\s[-–—−‒]{1,2}\s|[–—−‒]",
    r"\s(?:to|till|until|through|thru|по|до|and|и)\s",
    r"\s?-\s?",
)
# "1949-50"
_SHORT_YEAR = re.compile(r"^(\D*\d{2})(\d{2}\s?[-–—/]\s?)(\d{2}\D*)$")


def _with_whole_year(text: str) -> str:
    """Write the second year of ``1949-50`` with its century."""
    found = _SHORT_YEAR.match(text)
    return f"{found[1]}{found[2]}{found[1][-2:]}{found[3]}" if found else text


def _range(text: str, written: str, around: date | None, *, alone: bool) -> DateInterval | None:
    """Read two dates with a dash, a stroke or a word between them."""
    text = _with_whole_year(RANGE_OPENERS.sub("", text))
    for separator in _SEPARATORS:
        for found in re.finditer(separator, text):
            first = _point(text[: found.start()], alone=alone)
            last = _point(text[found.end() :], alone=alone) if first else None
            if not first or not last:
                continue
            first, last = _filled(first, last)
            if _may_be_one_day(text, found[0]) and same_day_in_both_styles(first, last):
                return to_interval(replace(last, style="gregorian"), written)
            if joined := _joined(first, last, written, around):
                return joined
    return None


def _may_be_one_day(text: str, separator: str) -> bool:
    """Tell ``14/27 January`` from an EDTF interval: one day in both styles has a stroke."""
    return "/" in separator and not re.search(r"\d-\d", text)


def _joined(
    first: DatePoint, last: DatePoint, written: str, around: date | None
) -> DateInterval | None:
    """Return the interval from one date to another."""
    start, end = (to_interval(placed(point, around), "") for point in (first, last))
    if not start or not end or start.start > end.end:
        return None
    edtf = f"{start.edtf.split('/')[0]}/{end.edtf.split('/')[-1]}"
    return DateInterval(start.start, end.end, written, edtf)


def _filled(first: DatePoint, last: DatePoint) -> tuple[DatePoint, DatePoint]:
    """Let two dates fill each other's gaps: ``30-31 January 1949``, ``1949-50``."""
    if first.month is None and first.day is not None:
        first = replace(first, month=last.month)
    if last.month is None and last.day is not None:
        last = replace(last, month=first.month)
    if first.year is None and last.year is not None:
        turned = (first.month or 0) > (last.month or 12)
        first = replace(first, year=last.year - turned)
    if last.year is None and first.year is not None:
        last = replace(last, year=first.year)
    russian = first.russian or last.russian
    style = first.style or last.style
    return replace(first, russian=russian, style=style), replace(last, russian=russian, style=style)

"""What does one written date say? A bag of words and numbers, in whichever order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from searchlib.archival.date_points import DatePoint
from searchlib.archival.date_words import (
    CENTURY,
    FILLERS,
    MARKERS,
    YEARS,
    century_number,
    is_russian,
    month_number,
)

__all__ = ["read_point"]

# Place names before a date and after it: "Budapest, 1980 October 31".
_WORDS_BEFORE, _WORDS_AFTER = 6, 2
_BEFORE, _AFTER = r"(?<![\w./-])", r"(?!\w|[./-]\d)"
# Roman numerals, whose Х and І may be Russian letters.
_LETTERS = "[ivxхі]{1,4}"
_NUMERIC = tuple(
    (_BEFORE + pattern + _AFTER, order)
    for pattern, order in (
        (r"(\d{4})-(\d{2})-(\d{2})", "ymd"),
        (r"(\d{4})[./](\d{1,2})[./](\d{1,2})", "ymd"),
        (r"(\d{4})(\d{2})(\d{2})", "ymd"),
        (r"(\d{4})-(\d{2})", "ym"),
        (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", "dmy"),
        (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})", "d/m/y"),
        (rf"(\d{{1,2}})[-./ ]{{1,2}}({_LETTERS})[-./ ]{{1,2}}(\d{{4}}|\d{{2}})", "dmy"),
        (rf"(\d{{4}})[./ ]{{1,2}}({_LETTERS})[./ ]{{1,2}}(\d{{1,2}})", "ymd"),
        (rf"({_LETTERS})[./]\s?(\d{{4}})", "my"),
        (r"(\d{1,2})-([a-zа-я]{3,9})-(\d{4}|\d{2})", "dmy"),
        (r"(\d{2})[./](\d{4})", "my"),
        (r"(\d{1,2})\.(\d{2})", "dm"),
        (rf"(\d{{1,2}})\.\s?({_LETTERS})\b", "dm"),
        (r"(\d{3})(?:0(?:\s?'?s|\s?-?(?:ы?[хxе]))|x)", "decade"),
        (r"'?([2-9])0(?:\s?'?s|\s?-?ы?[хxе](?=\s?(?:гг?\b|год|$)))", "decade"),
    )
)
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {name: number for number, name in enumerate(_ROMAN_MONTHS, start=1)}
_LATIN = str.maketrans("хі", "xi")
_FIELDS = {"y": "year", "m": "month", "d": "day"}
_TOKEN = re.compile(r"(\d+)(?:-?(?:го|ое|е|й|ый|st|nd|rd|th)\b)?|([^\W\d_]+)|([-–—−‒/]|\.\.)")


def read_point(text: str, *, alone: bool) -> DatePoint | None:
    """Read one date, or return None where there is none or more than one."""
    point = DatePoint()
    for pattern, field, value in MARKERS:
        if re.search(pattern, text):
            if getattr(point, field) not in (None, "", 0, False, value):
                return None
            text = re.sub(pattern, " ", text, count=1)
            point = replace(point, **{field: value})
    if found := re.search(CENTURY, text):
        century = century_number(found["name"] or found["digits"])
        first = century_number(found["first"] or "")
        point = replace(point, century=century, first_century=first)
        text = f"{text[: found.start()]} {text[found.end() :]}"
    numeric, text = _numeric(text.strip(" ,.;:-–—"))
    if numeric.get("decade") and numeric["year"] < 100:
        numeric["year"] += (point.century or 20) * 100 - 100
    point = replace(point, **numeric)
    return _words(point, text, alone=alone)


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
        and fields.get("year", 1900) in YEARS
    )
    return {**fields, "swapped": swapped} if possible else {}


def _number(key: str, value: str) -> int:
    """Read a day, a month in digits, Roman numerals or letters, or a year of two digits."""
    if key == "m" and not value.isdecimal():
        return _ROMAN.get(value.translate(_LATIN)) or month_number(value)
    number = int(value)
    return number + 1900 if key == "y" and len(value) == 2 else number


def _words(point: DatePoint, text: str, *, alone: bool) -> DatePoint | None:
    """Fill a date from its month name and numbers, in any order."""
    before = after = 0
    started = point != replace(point, year=None, month=None) or point.decade or bool(point.century)
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
    return point if started or point.season or point.days is not None else None


def _with_word(point: DatePoint, word: str) -> DatePoint | None:
    """Add a month; any other word leaves the date as it is."""
    month = month_number(word)
    if not month:
        return point
    russian = point.russian or is_russian(word)
    return replace(point, month=month, russian=russian) if point.month is None else None


def _with_number(point: DatePoint, digits: str) -> DatePoint | None:
    """Add a year, a day, or the time in four digits that telegrams close with."""
    number = int(digits) if len(digits) <= 4 else 0
    if len(digits) == 4:
        if point.year is None:
            return replace(point, year=number) if number in YEARS else None
        if point.day and point.month and not point.time and number % 100 < 60 and number < 2400:
            return replace(point, time=f"{digits[:2]}:{digits[2:]}:00")
        return None
    if len(digits) > 2 or number < 1 or point.decade:
        return None
    if point.day is None and number <= 31:
        return replace(point, day=number)
    # "18 May 49": a second number of two digits, after the month, is a year.
    short = len(digits) == 2 and point.month and point.year is None and point.years is None
    return replace(point, year=1900 + number) if short else None

"""How do others read citations and dates? What people write by hand, and parsers of dates."""

from __future__ import annotations

import re
import warnings
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any

from searchlib.records import Citation, Shelfmark

__all__ = ["DATE_PARSERS", "Days", "naive_citation", "naive_date"]

Days = tuple[date, date]
ReadDays = Callable[[str], Days | None]

_SHELFMARK = re.compile(
    r"(?P<archive>[A-ZА-Я][\w ]{1,40}?)?[,.]?\s*\b(?:f|ф|fond|фонд)\.?\s*(?P<fond>[\w-]+)[,.]?\s*"
    r"(?:op|оп|opis|опись)\.?\s*(?P<opis>\w+)[,.]?\s*"
    r"(?:(?:p|п|papka|папка)\.?\s*(?P<papka>\w+)[,.]?\s*)?"
    r"(?:d|д|delo|дело)\.?\s*(?P<delo>\w+)"
    r"(?:[,.]?\s*(?:ll?|лл?|listy?|листы?)\.?\s*(?P<first>\d+)(?:[-–](?P<last>\d+))?)?",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(r"[Tt]ranslated by ([^.;]+)")
_CONTRIBUTED = re.compile(r"(?:[Cc]ontributed|[Oo]btained) by ([^.;]+)")


def naive_citation(text: str) -> Citation:
    """Read a citation with one regular expression for Russian and English notation."""
    marks = []
    for found in _SHELFMARK.finditer(text):
        parts = {name: found[name] or "" for name in ("archive", "fond", "opis", "delo", "papka")}
        first, last = found["first"], found["last"]
        leaves = ((int(first), int(last or first)),) if first else ()
        marks.append(Shelfmark(**parts, listy=leaves))
    people = (tuple(pattern.findall(text)) for pattern in (_TRANSLATED, _CONTRIBUTED))
    return Citation(text, tuple(marks), *people)


_FORMATS: Mapping[str, str] = {
    "%B %d, %Y": "day", "%d %B %Y": "day", "%d.%m.%Y": "day", "%d.%m.%y": "day",
    "%Y-%m-%d": "day", "%B %Y": "month", "%B, %Y": "month", "%Y-%m": "month", "%Y": "year",
}  # fmt: skip


def naive_date(text: str) -> Days | None:
    """Read a date with a list of formats for ``strptime``."""
    for written, period in _FORMATS.items():
        try:
            return _whole(datetime.strptime(text, written).date(), period)
        except ValueError:
            continue
    return None


def _whole(day: date, period: str) -> Days:
    """Return the first and last day of the day, month or year that ``day`` stands for."""
    if period == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if period == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


# Parsers of dates -----------------------------------------------------------


def _dateparser() -> ReadDays:
    parser = import_module("dateparser.date").DateDataParser(languages=["ru", "en"])

    def read(text: str) -> Days | None:
        found = _quietly(parser.get_date_data, text)
        return _whole(found.date_obj.date(), found.period) if found and found.date_obj else None

    return read


def _dateutil() -> ReadDays:
    parser = import_module("dateutil.parser")

    def read(text: str) -> Days | None:
        # Parts a form does not give come from the default: two of them show which.
        defaults = (datetime(1, 1, 1), datetime(2, 2, 2))
        found = [_quietly(parser.parse, text, default=default) for default in defaults]
        if None in found or found[0].year != found[1].year:
            return None
        period = "day" if found[0].day == found[1].day else "month"
        return _whole(found[0].date(), period if found[0].month == found[1].month else "year")

    return read


def _edtf() -> ReadDays:
    edtf = import_module("edtf")

    def read(text: str) -> Days | None:
        written = _quietly(edtf.text_to_edtf, text)
        parsed = _quietly(edtf.parse_edtf, written) if written else None
        if parsed is None:
            return None
        ends = (_quietly(parsed.lower_strict), _quietly(parsed.upper_strict))
        if not all(isinstance(end, tuple) and 1 <= end[0] <= 9999 for end in ends):
            return None
        first, last = (date(*end[:3]) for end in ends)
        return first, last

    return read


def _quietly(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what a parser says; None where it fails, in whichever way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(*arguments, **options)
        except Exception:
            return None


DATE_PARSERS: Mapping[str, Callable[[], ReadDays]] = {
    "dateparser": _dateparser,
    "python-dateutil": _dateutil,
    "edtf": _edtf,
}
"""Other parsers, which need not be installed; each is loaded when it is asked."""

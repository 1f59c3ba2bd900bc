"""How is a record cited in a footnote? In the form its archive asks for, or one that is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from searchlib.archival.archives import archive_names
from searchlib.export.citing import Facts, Part, date_parts, facts, plain, written
from searchlib.export.months import MONTHS, OF_MONTH, RUSSIAN_MONTHS
from searchlib.records import DateInterval, Record, Shelfmark

__all__ = ["STYLES", "cited"]

_CYRILLIC = re.compile("[А-ЯЁ]")
_FRUS = re.compile(
    r"https?://history\.state\.gov/historicaldocuments/"
    r"frus([0-9]{4}(?:-[0-9]{2,4})?)(?:v([0-9]{1,3}))?[^/]{0,20}/d([0-9]+)"
)
_UNSURE = frozenset("~?%")
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def cited(record: Record, style: str = "archive") -> str:
    """Return a citation of a record in one line, in one of ``STYLES``."""
    return plain(STYLES[style](record))


def _as_asked(record: Record) -> str:
    """Cite in the form that the archive asks for; as the source does where it asks for none."""
    for address, style in _ARCHIVES:
        if address.match(record.url):
            return style(record)
    if record.citation and plain(record.citation.written):
        return written(record)
    return gost(record) if _CYRILLIC.search(record.title.upper()) else chicago(record)


def wilson(record: Record) -> str:
    """Cite a record of the Wilson Center Digital Archive as it asks to be cited."""
    found = facts(record)
    said = _titled(found, _day(record.date), "Wilson Center Digital Archive", _where(record))
    by = f" Translated by {_listed(found.translators)}." if found.translators else ""
    return f"{said}.{by} {found.url}"


def frus(record: Record) -> str:
    """Cite a document of Foreign Relations of the United States as its editors do."""
    found = facts(record)
    place = _FRUS.match(record.url)
    years, volume, number = place.groups() if place else ("", "", "")
    series = ["Foreign Relations of the United States", years]
    series += [f"Volume {_roman(int(volume))}" if volume else "", f"Document {number}"]
    return f"{_titled(found, _day(record.date), *series, _where(record))}. {found.url}"


def chicago(record: Record) -> str:
    """Cite in a note as the Chicago Manual of Style does manuscripts (17th edition, 14.221)."""
    found = facts(record)
    by = f"trans. {_listed(found.translators)}" if found.translators else ""
    return _titled(found, _day(record.date), _where(record), by, found.url) + "."


def gost(record: Record) -> str:
    """Cite as GOST R 7.0.5-2008 does archival documents: ``… // АП РФ. Ф. 4. Оп. 1. Л. 5.``."""
    title = ", ".join(filter(None, (facts(record).title, _russian_day(record.date))))
    marks = "; ".join(filter(None, map(_gost_mark, _marks(record))))
    said = f"{title} // {marks}" if marks else title
    return said if said.endswith(".") else f"{said}."


STYLES: dict[str, Callable[[Record], str]] = {
    "archive": _as_asked,
    "source": written,
    "gost": gost,
    "chicago": chicago,
}
"""The forms of citations: what the archive asks for, as the source has it, and two standards."""
_ARCHIVES = (
    (re.compile(r"https?://digitalarchive\.wilsoncenter\.org/"), wilson),
    (_FRUS, frus),
)
"""Which archives ask for which form, by the beginning of their addresses."""


def _marks(record: Record) -> tuple[Shelfmark, ...]:
    return record.citation.shelfmarks if record.citation else ()


def _where(record: Record) -> str:
    """Return the shelfmarks; where there are none, the citation as the source has it."""
    marks = [str(mark) for mark in _marks(record)]
    return _listed(tuple(marks)) or (
        record.citation.written.rstrip(". ") if record.citation else ""
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + ", and " * (len(names) > 1) + "".join(names[-1:])


def _titled(found: Facts, *said: str) -> str:
    """Return the title in quotation marks, and after it what is said of it."""
    rest = ", ".join(filter(None, said))
    comma = "" if found.title.endswith(("?", "!", ",")) or not rest else ","
    return f"“{found.title}{comma}” {rest}".rstrip()


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _parts(day: DateInterval | None) -> tuple[Part, ...]:
    """Return the ends of a date that is sure."""
    return () if day is None or _UNSURE & set(day.edtf) else date_parts(day)


def _day(day: DateInterval | None) -> str:
    """Return a date in English; as the source has it where it is not sure."""
    return "–".join(map(_english, _parts(day))) or (day.written if day else "")


def _english(part: Part) -> str:
    if len(part) == 1:
        return str(part[0])
    month = MONTHS[part[1] - 1]
    return f"{month} {part[2]}, {part[0]}" if len(part) > 2 else f"{month} {part[0]}"


def _russian_day(day: DateInterval | None) -> str:
    """Return a date in Russian; as the source has it where it is not sure."""
    return " – ".join(map(_russian, _parts(day))) or (day.written if day else "")


def _russian(part: Part) -> str:
    if len(part) == 1:
        return f"{part[0]} г."
    if len(part) == 2:
        return f"{RUSSIAN_MONTHS[part[1] - 1]} {part[0]} г."
    return f"{part[2]} {OF_MONTH[part[1] - 1]} {part[0]} г."


def _gost_mark(mark: Shelfmark) -> str:
    """Return a shelfmark as Russian archives write it, without the last full stop."""
    names = (name for name in archive_names(mark.archive) if _CYRILLIC.match(name))
    return ". ".join(filter(None, (next(names, mark.archive), *_gost_parts(mark))))


def _gost_parts(mark: Shelfmark) -> Iterator[str]:
    for label, part in (("Ф.", mark.fond), ("Оп.", mark.opis), ("П.", mark.papka)):
        yield f"{label} {part}" if part else ""
    yield f"Д. {mark.delo}" if mark.delo else ""
    yield mark.path
    if mark.listy:
        yield "Л. " + ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in mark.listy)

"""Write hits as a table, for spreadsheets and for programs: CSV as RFC 4180 has it.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and a document may
well begin so, by chance or to do harm. Such a cell gets an apostrophe before it, as OWASP
advises ("CSV Injection"); JSON Lines has the text as it is. Line ends inside a cell become
spaces: each hit is one line, also to programs that read lines.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from searchlib.export.citing import written
from searchlib.records import AlignedPassages, Shelfmark
from searchlib.results import Hit

__all__ = ["BOM", "COLUMNS", "cell", "table"]

BOM = "\ufeff"
"""What Excel needs at the beginning of a file, or it takes Cyrillic for another encoding."""
COLUMNS = (
    "rank", "score", "id", "title", "date", "from_day", "to_day", "type", "classification",
    "sender", "recipient", "archive", "fond", "opis", "papka", "delo", "list", "shelfmarks",
    "languages", "original_languages", "translators", "summary", "ru", "en", "citation", "url",
    "source",
)  # fmt: skip
"""The columns. Several values of one record are separated by "; "."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# What would end the line, or is no character of a text file.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")


def cell(text: str) -> str:
    """Return a text as one cell that no spreadsheet takes for a formula."""
    text = _CONTROL.sub(" ", text).strip()
    return f"'{text}" if _FORMULA.match(text) else text


def table(rows: Iterable[tuple[Hit, int, str]], *, named: bool) -> Iterator[str]:
    """Yield the lines of a table: its head, and one for each hit with its rank and query.

    ``named`` puts the name of the query into a first column.
    """
    yield _line((("query",) if named else ()) + COLUMNS)
    for hit, rank, name in rows:
        yield _line(((cell(name),) if named else ()) + _values(hit, rank))


def _line(values: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()


def _values(hit: Hit, rank: int) -> tuple[str, ...]:
    """Return the cells of a hit."""
    record = hit.record
    citation = record.citation
    marks = citation.shelfmarks if citation else ()
    days = (record.date.start, record.date.end) if record.date else ()
    said = (
        record.id,
        record.title,
        record.date.written if record.date else "",
        *(tuple(day.isoformat() for day in days) or ("", "")),
        record.type,
        record.classification,
        "; ".join(record.sender),
        "; ".join(record.recipient),
        *(_each(marks, part) for part in _PARTS),
        "; ".join(map(str, marks)),
        "; ".join(text.language for text in record.texts),
        "; ".join(record.original_languages),
        "; ".join(citation.translators if citation else ()),
        record.summary,
        _side(hit.passages, "ru"),
        _side(hit.passages, "en"),
        written(record),
        record.url,
        record.source,
    )
    return (str(rank), f"{hit.score:.6g}", *map(cell, said))


def _each(marks: Iterable[Shelfmark], part: Callable[[Shelfmark], str]) -> str:
    """Return a part of each shelfmark, so that the first in every column are of one."""
    parts = list(map(part, marks))
    return "; ".join(parts) if any(parts) else ""


def _leaves(mark: Shelfmark) -> str:
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in mark.listy)


_PARTS: tuple[Callable[[Shelfmark], str], ...] = (
    *map(attrgetter, ("archive", "fond", "opis", "papka", "delo")),
    _leaves,
)


def _side(pairs: Iterable[AlignedPassages], language: str) -> str:
    sides = (pair.ru if language == "ru" else pair.en for pair in pairs)
    return " […] ".join(side.text for side in sides if side)

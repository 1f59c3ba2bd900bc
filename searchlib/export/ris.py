"""Write a record as RIS, which Zotero, EndNote and Mendeley read."""

from __future__ import annotations

from collections.abc import Iterator

from searchlib.export.citing import Facts, Part, facts
from searchlib.records import Record

__all__ = ["ris"]


def ris(record: Record) -> str:
    """Return a record as one RIS entry, its lines ended as the format wants them."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(facts(record)))


def _lines(found: Facts) -> Iterator[tuple[str, str]]:
    yield "TY", "PCOMM" if found.letter else "MANSCPT"
    for tag, values in (
        ("ID", (found.key,)),
        ("TI", (found.title,)),
        ("AU", found.senders),
        ("A2", found.recipients),
        ("A4", found.translators),
        ("PY", (str(found.dates[0][0]),) if found.dates else ()),
        ("DA", (_date(found.dates[0]),) if found.dates else ()),
        ("AB", (found.summary,)),
        ("AV", (found.shelfmarks,)),
        ("DP", (found.archive,)),
        ("LA", (", ".join(found.languages),)),
        ("M3", (found.kind,)),
        ("UR", (found.url,)),
    ):
        for value in filter(None, values):
            yield tag, value
    yield "ER", ""


def _date(part: Part) -> str:
    """Return a date as RIS has it: ``1949/05/18/``, with empty parts where they are not known."""
    year, month, day = (*part, 0, 0)[:3]
    return f"{year:04}/{f'{month:02}' * bool(month)}/{f'{day:02}' * bool(day)}/"

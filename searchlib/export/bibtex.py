"""Write a record as BibTeX, for biber and UTF-8 as well as for the BibTeX of old."""

from __future__ import annotations

import re
from zlib import crc32

from searchlib.export.citing import Part, facts
from searchlib.records import Record

__all__ = ["bibtex"]

# BibTeX counts braces, a backslash before them or not: so there must be no single ones.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_NOT_KEY = re.compile(r"[^\w:.+/-]+", re.ASCII)
_NOT_URL = {**{sign: f"%{ord(sign):02X}" for sign in '{}\\^~" <>|`'}, "%": r"\%", "#": r"\#"}
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def bibtex(record: Record) -> str:
    """Return a record as one ``@unpublished`` entry.

    Names are braced: a single name such as Zhou Enlai has no parts that BibTeX knows of.
    """
    found = facts(record)
    rows = {
        "title": f"{{{_text(found.title)}}}",
        "author": " and ".join(f"{{{_text(name)}}}" for name in found.senders),
        "year": f"{found.dates[0][0]:04}" if found.dates else "",
        "month": _month(found.dates[0]) if found.dates else "",
        "date": "/".join(map(_iso, found.dates)),
        "type": _text(found.kind),
        "note": _text(found.shelfmarks or "Archival document"),
        "library": _text(found.archive),
        "translator": " and ".join(f"{{{_text(name)}}}" for name in found.translators),
        "language": _text(", ".join(found.languages)),
        "abstract": _text(found.summary),
        "url": "".join(_NOT_URL.get(sign, sign) for sign in found.url),
    }
    key = _NOT_KEY.sub("-", found.key).strip("-") or "record"
    if key != record.id:  # or two records might have one key
        key += f"-{crc32(record.id.encode('utf-8', 'surrogatepass')):08x}"
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in rows.items()
        if value
    ]
    return "\n".join([f"@unpublished{{{key},", *lines, "}", ""])


def _text(value: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in value)


def _month(part: Part) -> str:
    return _MONTHS[part[1] - 1] if len(part) > 1 else ""


def _iso(part: Part) -> str:
    return "-".join([f"{part[0]:04}", *(f"{number:02}" for number in part[1:])])

"""Write a record as CSL-JSON, which Zotero, pandoc and citation processors read."""

from __future__ import annotations

import json
from typing import Any

from searchlib.export.citing import facts
from searchlib.records import Record

__all__ = ["csl_item", "csl_json"]


def csl_json(record: Record) -> str:
    """Return a record as a list of one CSL item."""
    return json.dumps([csl_item(record)], ensure_ascii=False, indent=2) + "\n"


def csl_item(record: Record) -> dict[str, Any]:
    """Return a record as a CSL item."""
    found = facts(record)
    item: dict[str, Any] = {
        "id": found.key,
        "type": "personal_communication" if found.letter else "manuscript",
        "title": found.title,
        "author": _names(found.senders),
        "recipient": _names(found.recipients),
        "translator": _names(found.translators),
        "issued": _issued(found.dates, found.written_date),
        "archive": found.archive,
        "archive_location": found.shelfmarks,
        "genre": found.kind,
        "language": ", ".join(found.languages),
        "abstract": found.summary,
        "URL": found.url,
    }
    return {name: value for name, value in item.items() if value}


def _names(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"literal": name} for name in names]


def _issued(dates: tuple[tuple[int, ...], ...], written: str) -> dict[str, Any]:
    if dates:
        return {"date-parts": [list(part) for part in dates]}
    return {"literal": written} if written else {}

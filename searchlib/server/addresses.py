"""What does an address ask of a page, and which address asks for it?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import searchlib
from searchlib.server.parameters import PAGE, read

__all__ = ["Asked", "address", "asked_for", "exports", "reading"]

_YEAR = re.compile(r"[0-9]{1,4}")
_EXPORTED = (
    ("CSV", "csv"), ("JSON Lines", "jsonl"), ("RIS", "ris"), ("BibTeX", "bibtex"),
    ("CSL-JSON", "csl"),
)  # fmt: skip

Asked = dict[str, Any]


def asked_for(given: Mapping[str, Sequence[str]]) -> Asked:
    """Return what an address asks of a page; years are read as one more filter.

    What the page does not know of is left alone: others add to addresses. Raises UsageError.
    """
    known = {parameter.name for parameter in PAGE}
    asked = read({name: values for name, values in given.items() if name in known}, PAGE)
    first, last = asked.pop("from").strip(), asked.pop("to").strip()
    for year in filter(None, (first, last)):
        if not _YEAR.fullmatch(year):
            raise searchlib.UsageError(f"A year has up to four digits; {year!r} is none.")
    if first or last:
        years = f"date:[{int(first or 1):04} TO {int(last or 9999):04}]"
        asked["filter"] = (*asked["filter"], years)
    asked["filter"] = tuple(dict.fromkeys(one for one in asked["filter"] if one.strip()))
    return asked


def address(asked: Asked, path: str = "/", **changes: Any) -> str:  # noqa: ANN401
    """Return the address that asks for the same with some changes, on its first page.

    Reasons are asked for anew each time: they take longer than the answer.
    """
    wanted = {**asked, "page": 1, "explain": "", **changes}
    rows = [(name, wanted[name]) for name in ("q",) if wanted[name]]
    rows += [("filter", one) for one in wanted["filter"]]
    rows += [("match", "any")] * (wanted["match"] == "any")
    rows += [("translate", "false")] * (not wanted["translate"])
    rows += [("sort", wanted["sort"])] * (wanted["sort"] != "relevance")
    rows += [("by", wanted["by"])] * (wanted["by"] != "text")
    rows += [("page", wanted["page"])] * (wanted["page"] > 1)
    rows += [("explain", "1")] * (wanted["explain"] == "1")
    return f"{path}?{urlencode(rows)}" if rows else path


def reading(asked: Asked, record_id: str) -> str:
    """Return the address of a record's page, on which the query's words are marked."""
    path = f"/read/{quote(record_id, safe='')}"
    if not asked["q"].strip():
        return path
    return address(asked, path, filter=(), sort="relevance", by="text")


def exports(asked: Asked) -> list[tuple[str, str]]:
    """Return the names of the files that every hit can be had as, and their addresses."""
    found = []
    for name, form in _EXPORTED:
        whole = address(asked, f"/search.{form}", by="text")
        if form == "csv":  # a reader opens it in Excel
            whole += ("&" if "?" in whole else "?") + "bom=true"
        found.append((name, whole))
    return found

"""Which units does an EAD finding aid describe? Records with a description and no texts.

Encoded Archival Description 2002 and EAD3. A record is each component that is an item
or a file, and each one that has no components below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from searchlib.archival.dates import parse_date
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.errors import FormatError
from searchlib.formats.identity import record_id
from searchlib.formats.language_tags import language_of_tag, languages_of
from searchlib.formats.original import Original
from searchlib.formats.shelfmarks import citation_of
from searchlib.formats.xml import Element, Parts, local_name, plain
from searchlib.records import Citation, DateInterval, Record

__all__ = ["read"]

_COMPONENTS = ("c", *(f"c{level:02}" for level in range(1, 13)))
_UNITS = frozenset({"item", "file", "delo", "дело", "документ"})
# The level of a component to its part of a Russian shelfmark; only where the widest is a fond.
_PARTS = {
    "fonds": "fond",
    "fond": "fond",
    "фонд": "fond",
    "series": "opis",
    "opis": "opis",
    "опись": "opis",
    "file": "delo",
    "delo": "delo",
    "дело": "delo",
    "item": "listy",
}
_HEAD = frozenset({"head"})
_NUMBER = re.compile(r"[^\W_]{1,12}(?:-[^\W_]{1,12})?")


@dataclass(slots=True)
class _Unit:
    """Hold what is known of a component, or of the whole, while its parts are read."""

    level: str = ""
    number: str = ""
    archive: str = ""
    did: dict[str, str] = field(default_factory=dict)
    day: DateInterval | None = None
    languages: tuple[str, ...] = ()
    summary: str = ""
    leaf: bool = True


def read(original: Original) -> Iterator[Record]:
    """Yield the units of a finding aid, the inner ones before those around them.

    Raises FormatError when the file is damaged before its first unit; a later damage is
    a problem.
    """
    count = 0
    try:
        for record in _records(original):
            yield record
            count += 1
    except FormatError as error:
        if not count:
            raise
        reason = str(error).removeprefix(f"{original.name}: ")
        original.problems.append(f"after {count} records: {reason}")
    else:
        if not count:
            raise FormatError(
                f"{original.name}: the finding aid describes no units; export it again"
            )


def _records(original: Original) -> Iterator[Record]:
    parts = Parts(original, "archdesc", *_COMPONENTS, "did", "scopecontent")
    above: list[_Unit] = []
    ids: dict[str, int] = {}
    for event, element in parts:
        name = local_name(element)
        if name in {"did", "scopecontent"}:
            if event == "end" and above and element.getparent() is not None:
                _describe(above[-1], element, name)
        elif event == "start":
            if above:
                above[-1].leaf = False
            level = element.get("otherlevel") or element.get("level") or ""
            above.append(_Unit(level.casefold().strip()))
        else:
            unit = above[-1]
            if name != "archdesc" and (unit.leaf or unit.level in _UNITS):
                yield _record(above, ids, original.name)
            above.pop()
            parts.release(element)


def _describe(unit: _Unit, element: Element, name: str) -> None:
    """Take a component's identification, or what is said of its contents."""
    if name == "scopecontent":
        paragraphs = (plain(part, without=_HEAD) for part in element if local_name(part) != "head")
        unit.summary = "\n\n".join(filter(None, (unit.summary, *paragraphs)))
        return
    for part in element:
        key = local_name(part)
        if not unit.did.get(key):
            unit.did[key] = plain(part)
        if key in {"unitdate", "unitdatestructured"} and not unit.day:
            unit.day = _day(part)
        if key in {"dao", "daoset"} and not unit.did.get("url"):
            unit.did["url"] = _address(part)
        if key == "langmaterial":
            tags = (language_of_tag(one.get("langcode", "")) for one in part.iter("{*}language"))
            codes = tuple(dict.fromkeys(filter(None, tags)))
            unit.languages = codes or languages_of(plain(part))


def _record(above: list[_Unit], ids: dict[str, int], source: str) -> Record:
    """Build the record of the innermost component."""
    unit = above[-1]
    citation = _citation(above)
    title = unit.did.get("unittitle") or unit.did.get("unitid") or citation.written
    edtf = unit.day.edtf if unit.day else ""
    name = record_id(title=title, date=edtf, citation=citation.written)
    ids[name] = ids.get(name, 0) + 1
    if ids[name] > 1:  # the same description twice: their order tells them apart
        name = record_id(title=title, date=edtf, citation=f"{citation.written} #{ids[name]}")
    sender, recipient = sender_and_recipient(title)
    summary = (unit.did.get("abstract", ""), unit.summary)
    return Record(
        id=name,
        title=title,
        date=unit.day,
        summary="\n\n".join(filter(None, summary)),
        citation=citation if citation.written else None,
        original_languages=next((one.languages for one in reversed(above) if one.languages), ()),
        url=unit.did.get("url", ""),
        type=document_type(title),
        sender=sender,
        recipient=recipient,
        source=source,
    )


def _citation(above: list[_Unit]) -> Citation:
    """Cite a component by the repository and the numbers of all units around it."""
    archive = next((one.did["repository"] for one in above if one.did.get("repository")), "")
    numbers: list[tuple[str, str]] = []
    before = ""
    for unit in above:
        if number := unit.did.get("unitid", ""):
            own = number.removeprefix(before).lstrip(" /.,:-–—_") if before else number
            numbers.append((unit.level, own or number))
            before = number
    names = [_PARTS.get(level, "") for level, _ in numbers]
    simple = all(_NUMBER.fullmatch(number) for _, number in numbers)
    if names[:1] == ["fond"] and all(names) and len(set(names)) == len(names) and simple:
        return citation_of(
            archive, dict(zip(names, dict(numbers).values(), strict=True))
        ) or Citation("")
    whole = before if len(numbers) > 1 and numbers[-1][1] != before else ""
    path = whole or ", ".join(number for _, number in numbers)
    return citation_of(archive, {}, path) or Citation("")


def _day(element: Element) -> DateInterval | None:
    """Read a date by its normal form, which is ISO 8601, or else by its words."""
    written = plain(element)
    normal = element.get("normal", "") or "/".join(
        one.get("standarddate", "")
        for one in element.iter("{*}datesingle", "{*}fromdate", "{*}todate")
    )
    day = parse_date("/".join(dict.fromkeys(normal.split("/"))) if normal.strip("/") else written)
    return replace(day, written=written or day.written) if day else parse_date(written)


def _address(element: Element) -> str:
    """Return where a digital copy is shown."""
    for part in element.iter():
        for key in ("href", "{http://www.w3.org/1999/xlink}href"):
            address: str = part.get(key, "").strip()
            if address.startswith(("http://", "https://")):
                return address
    return ""

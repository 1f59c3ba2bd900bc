"""Does each layout of a record give the fields it holds? Beside a reader that knows no layouts.

Measured on pairs of files in one folder: ``NN_name.txt`` (or another extension a reader
knows) as an importer meets it, and ``NN_name.json`` with ``{"expect": {field: value}}``.
What is expected of a field that is null is that it is empty. Fields:

    date                    first and last day
    archive, fond, opis, delo, papka, listy     of the first shelfmark; leaves as a range
    title, summary, credits, url, classification, type, citation, id
    original_language       codes; parts: ``transcript:ru``, as the contents say
    body                    the texts, one after another; texts: ``transcript:ru``, as they are
    sender, recipient, translators, contributors    names
    same_record_as          the name of another layout, which has the same id
    boilerplate_must_not_be_indexed     none of these in title, summary or texts, in any case
    title_caps              true: the title was in capitals there and is not as read
    kind, records, records_without_summary     "list": the file is refused as one, and counted
    page_markers            the pages' numbers, each taken out of the text
    footnotes               how many

Numbers are compared with any dash for a hyphen, text with any spacing. A field not named here
is reported as not checked. The peer takes the first line for a title and the rest for text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from benchmarks.generated import SHARED
from searchlib.errors import FormatError
from searchlib.formats import Original, read
from searchlib.formats.layouts import plain
from searchlib.formats.layouts.lines import lines_of
from searchlib.records import Citation, Record, Shelfmark

DEFAULT_DATA = SHARED / "layouts"
_IGNORED = frozenset({"note"})


class Layout(NamedTuple):
    """Hold one file and what is expected of it."""

    name: str
    path: Path
    expect: Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """Hold what a reader made of a file: records, or why it was refused."""

    records: Sequence[Record] = ()
    refused: str = ""

    @property
    def first(self) -> Record:
        """Return the record, or one that holds nothing."""
        return self.records[0] if self.records else Record(id="", title="")

    @property
    def mark(self) -> Shelfmark:
        """Return the first shelfmark, or one that holds nothing."""
        citation = self.first.citation
        return citation.shelfmarks[0] if citation and citation.shelfmarks else Shelfmark()


class Failure(NamedTuple):
    """Say which field of a layout is not as expected."""

    field: str
    expected: object
    got: object


@dataclass
class Checked:
    """Hold what was found of one layout by one system."""

    fields: int = 0
    failures: list[Failure] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Say whether every field is as expected."""
        return not self.failures


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="a folder of layouts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    try:
        layouts = layouts_in(options.data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{options.data} holds no layouts ({error!r}).", file=sys.stderr)
        return 2
    if not layouts:
        print(f"There are no layouts in {options.data}. Name a folder: --data PATH",
              file=sys.stderr)  # fmt: skip
        return 2
    systems = {name: check_all(layouts, reader) for name, reader in READERS.items()}
    if options.json:
        shown = {name: figures(checked) for name, checked in systems.items()}
        print(json.dumps({"data": str(options.data), "systems": shown}, ensure_ascii=False))
    else:
        print_table(options.data, systems, sys.stdout)
    return 0


def layouts_in(folder: Path) -> list[Layout]:
    """Read the layouts of a folder: each JSON file with the file of the same name beside it."""
    layouts = []
    for path in sorted(folder.glob("*.json")):
        expect = json.loads(path.read_text(encoding="utf-8"))["expect"]
        files = (other for other in sorted(folder.glob(f"{path.stem}.*")) if other != path)
        file = next(files, None)
        if file is None:
            raise ValueError(f"{path.name} has no file beside it")
        layouts.append(Layout(path.stem, file, dict(expect)))
    return layouts


# The systems ----------------------------------------------------------------


def _searchlib(path: Path) -> Reading:
    try:
        return Reading(list(read(Original(path.name, path))))
    except FormatError as error:
        return Reading(refused=str(error))


def _plain(path: Path) -> Reading:
    """Read a file with no layout but a first line and text, as an importer without layouts."""
    return Reading(plain.read(lines_of(path.read_text("utf-8", "replace")), path.name))


Reader = Callable[[Path], Reading]
READERS: dict[str, Reader] = {"searchlib": _searchlib, "plain": _plain}


# Checks ---------------------------------------------------------------------


def check_all(layouts: Sequence[Layout], reader: Reader) -> dict[str, Checked]:
    """Read every layout with one system and compare."""
    readings = {layout.name: reader(layout.path) for layout in layouts}
    return {layout.name: check(layout, readings) for layout in layouts}


def check(layout: Layout, readings: Mapping[str, Reading]) -> Checked:
    """Compare every field expected of a layout with what was read."""
    checked, reading = Checked(), readings[layout.name]
    for name, expected in layout.expect.items():
        if name in _IGNORED:
            continue
        got: object = reading.first.id
        if name == "same_record_as":
            other = readings.get(str(expected))
            right = bool(got) and other is not None and other.first.id == got
        elif name in _FORBIDDEN:
            right, got = _FORBIDDEN[name](reading, expected)
        elif name in _VALUES:
            got = _VALUES[name](reading)
            right = _same(expected, got)
        else:
            checked.not_checked.append(name)
            continue
        checked.fields += 1
        if not right:
            told = reading.refused if reading.refused and not got else got
            checked.failures.append(Failure(name, expected, told))
    return checked


def _same(expected: object, got: object) -> bool:
    """Compare a value; null expects nothing, dashes and spaces are all one."""
    if expected is None:
        return not got
    if isinstance(expected, list):
        return isinstance(got, list) and list(map(_plain_text, expected)) == list(
            map(_plain_text, got)
        )
    return _plain_text(expected) == _plain_text(got)


def _plain_text(value: object) -> str:
    return " ".join(re.sub(r"[‐‑‒–—−]", "-", str(value)).split())


def _days(reading: Reading) -> list[str]:
    day = reading.first.date
    return [day.start.isoformat(), day.end.isoformat()] if day else []


def _leaves(reading: Reading) -> str:
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in reading.mark.listy)


def _citation(reading: Reading) -> Citation:
    return reading.first.citation or Citation("")


def _body(reading: Reading) -> str:
    return "\n\n".join(text.body for text in reading.first.texts)


def _list_counts(reading: Reading) -> tuple[int | None, int | None]:
    """Return how many records a refused list shows, and how many without a summary."""
    if not reading.refused:
        return None, None
    found = re.search(r"shows ([\d,]+) of [\d,]+ records, ([\d,]+) of them", reading.refused)
    return (_number(found[1]), _number(found[2])) if found else (None, None)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


_VALUES: dict[str, Callable[[Reading], Any]] = {
    "date": _days,
    "title": lambda reading: reading.first.title,
    "archive": lambda reading: reading.mark.archive,
    "fond": lambda reading: reading.mark.fond,
    "opis": lambda reading: reading.mark.opis,
    "delo": lambda reading: reading.mark.delo,
    "papka": lambda reading: reading.mark.papka,
    "listy": _leaves,
    "path": lambda reading: reading.mark.path,
    "id": lambda reading: reading.first.id,
    "url": lambda reading: reading.first.url,
    "type": lambda reading: reading.first.type,
    "citation": lambda reading: _citation(reading).written,
    "summary": lambda reading: reading.first.summary,
    "credits": lambda reading: reading.first.credits,
    "classification": lambda reading: reading.first.classification,
    "original_language": lambda reading: list(reading.first.original_languages),
    "parts": lambda reading: list(reading.first.contents),
    "translators": lambda reading: list(_citation(reading).translators),
    "contributors": lambda reading: list(_citation(reading).contributors),
    "texts": lambda reading: [f"{text.kind}:{text.language}" for text in reading.first.texts],
    "sender": lambda reading: list(reading.first.sender),
    "recipient": lambda reading: list(reading.first.recipient),
    "body": _body,
    "kind": lambda reading: "list" if "list of search results" in reading.refused else "record",
    "records": lambda reading: len(reading.records) or _list_counts(reading)[0],
    "records_without_summary": lambda reading: (
        _list_counts(reading)[1]
        if reading.refused
        else sum(not record.summary for record in reading.records)
    ),
    "footnotes": lambda reading: sum(len(text.footnotes) for text in reading.first.texts),
}


def _boilerplate(reading: Reading, strings: Sequence[str]) -> tuple[bool, object]:
    """Say whether none of the strings is indexed; return those that are."""
    record = reading.first
    indexed = " ".join("\n".join([record.title, record.summary, _body(reading)]).split()).casefold()
    found = [one for one in strings if " ".join(one.split()).casefold() in indexed]
    return bool(reading.records) and not found, found


def _title_caps(reading: Reading, expected: object) -> tuple[bool, object]:
    """Say whether a title set in capitals is in small letters as read."""
    title = reading.first.title
    return bool(title) and title.isupper() != bool(expected), title


def _page_markers(reading: Reading, expected: Sequence[str]) -> tuple[bool, object]:
    """Say whether the pages are kept, and their marks gone from the text."""
    got = [number for text in reading.first.texts for _, number in text.pages]
    return got == list(expected) and "[Page " not in _body(reading), got


_FORBIDDEN: dict[str, Callable[[Reading, Any], tuple[bool, object]]] = {
    "boilerplate_must_not_be_indexed": _boilerplate,
    "title_caps": _title_caps,
    "page_markers": _page_markers,
}


# Output ---------------------------------------------------------------------


def figures(checked: Mapping[str, Checked]) -> dict[str, Any]:
    """Return the figures of one system."""
    fields = sum(one.fields for one in checked.values())
    failed = sum(len(one.failures) for one in checked.values())
    return {
        "layouts": len(checked),
        "right": sum(one.right for one in checked.values()),
        "fields": fields,
        "fields_right": fields - failed,
        "accuracy": (fields - failed) / fields if fields else 0.0,
        "not_checked": sorted({name for one in checked.values() for name in one.not_checked}),
        "wrong": {
            name: [failure.field for failure in one.failures]
            for name, one in checked.items()
            if one.failures
        },
    }


def print_table(path: Path, systems: Mapping[str, Mapping[str, Checked]], out: TextIO) -> None:
    """Print the table for people, and what failed."""
    names = list(next(iter(systems.values())))
    width = max(map(len, [*names, "fields right"])) + 2
    print(f"{path}: {len(names)} layouts\n\n{'':{width}}"
          + "".join(f"{system:>12}" for system in systems), file=out)  # fmt: skip
    for name in names:
        cells = (f"{one.fields - len(one.failures)}/{one.fields}" for one in
                 (checked[name] for checked in systems.values()))  # fmt: skip
        print(f"{name:{width}}" + "".join(f"{cell:>12}" for cell in cells), file=out)
    totals = [figures(checked) for checked in systems.values()]
    for label, key in (("layouts right", "right"), ("fields right", "fields_right")):
        print(f"{label:{width}}" + "".join(f"{total[key]:>12}" for total in totals), file=out)
    print(f"{'accuracy':{width}}" + "".join(f"{t['accuracy']:>12.3f}" for t in totals), file=out)
    for name, one in systems["searchlib"].items():
        for failure in one.failures:
            print(f"\n{name}: {failure.field}: expected {failure.expected!r},"
                  f" got {failure.got!r}", file=out)  # fmt: skip
        if one.not_checked:
            print(f"\n{name}: not checked: {', '.join(one.not_checked)}", file=out)


if __name__ == "__main__":
    sys.exit(main())

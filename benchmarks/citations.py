"""Are shelfmarks and dates read as an archivist reads them? Beside what people write by hand.

Measured on tables of forms, tab-separated, with a header:

    citation  archive  fond  opis  papka  delo  list  path  translators  contributors
    form      start    end   edtf

A row without a citation is a further shelfmark of the row above; names have ``;`` between
them. A table of citations without the other columns is judged by ``forms/citations.tsv``,
which has them for citations met so far; what that does not know is shown and not counted.
A date may have a time (``1949-05-18T17:18``), a remark after it, and no ``edtf``.

    accuracy    share of the forms read right in every part
    precision   share of what was read, part by part, that is right
    recall      share of what there is to read that was read right

The baseline is a regular expression and a list of formats, as people write them for one
source. dateparser, python-dateutil and edtf are asked for the dates where they are installed.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from benchmarks import citation_peers
from benchmarks.generated import SHARED
from searchlib.archival.citations import parse_citation
from searchlib.archival.dates import parse_date
from searchlib.records import Citation, Shelfmark

FORMS = Path(__file__).parent / "forms"
PARTS = ("archive", "fond", "opis", "papka", "delo", "listy", "path")
CREDITS = ("translators", "contributors")

Days = citation_peers.Days


class CitationForm(NamedTuple):
    """Hold a citation and what there is to read in it."""

    written: str
    shelfmarks: tuple[Shelfmark, ...]
    translators: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()


class DateForm(NamedTuple):
    """Hold a date and the days it means; None where it names none.

    ``time`` and ``edtf`` are "" where the table has none. ``around`` is a day of the record,
    for a form whose year comes from there.
    """

    written: str
    days: Days | None
    time: str = ""
    edtf: str = ""
    around: date | None = None


class Forms(NamedTuple):
    """Hold what is asked: citations, citations without an answer, and dates."""

    citations: tuple[CitationForm, ...]
    unjudged: tuple[str, ...]
    dates: tuple[DateForm, ...]


class Failure(NamedTuple):
    """Say what was read wrong: the form, the part, what there is, what was read."""

    form: str
    part: str
    expected: str
    got: str


class Counts(NamedTuple):
    """Count forms, and parts of them: what there is, what was read, what was read right."""

    forms: int = 0
    forms_right: int = 0
    parts: int = 0
    parts_read: int = 0
    parts_right: int = 0

    def plus(self, other: Counts) -> Counts:
        """Add up the counts of two sets of forms."""
        return Counts(*map(sum, zip(self, other, strict=True)))

    def metrics(self) -> dict[str, float]:
        """Return accuracy, precision and recall."""
        return {
            "accuracy": _share(self.forms_right, self.forms),
            "precision": _share(self.parts_right, self.parts_read),
            "recall": _share(self.parts_right, self.parts),
        }


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    summary, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.citations",
        description=summary,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="PATH", help="a table, or a folder of tables")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    path = options.data or (SHARED if SHARED.exists() else FORMS)
    try:
        forms = read_forms(path)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        print(f"Cannot read the forms: {error}. Name a table with --data PATH.", file=sys.stderr)
        return 1
    if not any(forms):
        print(
            f"No citations and no dates in {path}. Name a table with --data PATH.", file=sys.stderr
        )
        return 1
    systems, failures = run(forms)
    if options.json:
        report = {"data": str(path), "unjudged": len(forms.unjudged), "systems": systems}
        print(json.dumps(report, ensure_ascii=False))
    else:
        print_report(forms, systems, failures)
    return 0


# Forms ----------------------------------------------------------------------


def read_forms(path: Path) -> Forms:
    """Return the forms of a table, or of all tables of forms in a folder."""
    paths = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    citations: list[CitationForm] = []
    unjudged: list[str] = []
    dates: list[DateForm] = []
    for table in paths:
        rows = _rows(table)
        columns = rows[0].keys() if rows else frozenset[str]()
        if {"citation", "archive"} <= columns:
            citations += _citation_forms(rows)
        elif "citation" in columns:
            known = {form.written: form for form in _citation_forms(_rows(FORMS / "citations.tsv"))}
            written = [row["citation"] for row in rows if row["citation"]]
            citations += [known[form] for form in written if form in known]
            unjudged += [form for form in written if form not in known]
        elif {"form", "start"} <= columns:
            dates += [_date_form(row) for row in rows if row["form"]]
    return Forms(tuple(citations), tuple(unjudged), tuple(dates))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        return [
            {name: value.strip() for name, value in row.items() if isinstance(value, str)}
            for row in reader
        ]


def _citation_forms(rows: Iterable[Mapping[str, str]]) -> list[CitationForm]:
    forms: list[CitationForm] = []
    for row in rows:
        marks = (_shelfmark(row),) if any(row.get(part) for part in (*PARTS, "list")) else ()
        if row["citation"]:
            people = (_names(row.get(name, "")) for name in CREDITS)
            forms.append(CitationForm(row["citation"], marks, *people))
        elif forms:
            forms[-1] = forms[-1]._replace(shelfmarks=forms[-1].shelfmarks + marks)
    return forms


def _shelfmark(row: Mapping[str, str]) -> Shelfmark:
    ranges = []
    for leaves in filter(None, row.get("list", "").replace(" ", "").split(",")):
        low, _, high = leaves.partition("-")
        ranges.append((int(low), int(high or low)))
    values = {part: row.get(part, "") for part in PARTS if part != "listy"}
    return Shelfmark(**values, listy=tuple(ranges))


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _date_form(row: Mapping[str, str]) -> DateForm:
    """Read a row of dates; a remark on the record's date asks for one to count from."""
    start, _, remark = row["start"].partition(" ")
    begin, _, time = start.partition("T")
    edtf = row.get("edtf", "")
    if not begin[:1].isdecimal():
        return DateForm(row["form"], None, edtf=edtf)
    days = date.fromisoformat(begin), date.fromisoformat(row["end"].partition("T")[0] or begin)
    around = date(days[0].year, 7, 1) if "record" in remark else None
    return DateForm(row["form"], days, time, edtf, around)


# Systems --------------------------------------------------------------------


def run(forms: Forms) -> tuple[dict[str, dict[str, float]], list[Failure]]:
    """Ask every system; return their metrics, and the failures of searchlib."""
    citations, failures = judge_citations(forms.citations, parse_citation)
    dates, more = judge_dates(forms.dates, _read_date)
    plain = [form._replace(time="", edtf="") for form in forms.dates]
    systems = {
        "searchlib": _metrics(citations, dates),
        "baseline": _metrics(
            judge_citations(forms.citations, citation_peers.naive_citation)[0],
            judge_dates(plain, _days_of(citation_peers.naive_date))[0],
        ),
    }
    for name, load in citation_peers.DATE_PARSERS.items() if plain else ():
        try:
            read = load()
        except ImportError as error:
            print(f"{name} is left out: {error}.", file=sys.stderr)
            continue
        counts, _ = judge_dates(plain, _days_of(read))
        figures = {"dates": counts.forms, "dates_right": counts.forms_right}
        systems[name] = {**figures, **counts.metrics()}
    return systems, failures + more


def judge_citations(
    forms: Iterable[CitationForm], read: Callable[[str], Citation]
) -> tuple[Counts, list[Failure]]:
    """Count what is read right of citations, part by part, and name what is not."""
    counts = Counts()
    failures: list[Failure] = []
    for form in forms:
        parts = list(_compared(form, read(form.written)))
        wrong = [part for part in parts if part[1] != part[2]]
        failures += [Failure(form.written, name, _text(a), _text(b)) for name, a, b in wrong]
        counts = counts.plus(
            Counts(
                1,
                not wrong,
                sum(bool(expected) for _, expected, _ in parts),
                sum(bool(got) for _, _, got in parts),
                sum(bool(got) and expected == got for _, expected, got in parts),
            )
        )
    return counts, failures


def _compared(form: CitationForm, found: Citation) -> Iterator[tuple[str, object, object]]:
    """Yield the parts of a citation: name, what there is, what was read."""
    nothing = Shelfmark()
    pairs = zip_longest(form.shelfmarks, found.shelfmarks, fillvalue=nothing)
    for number, (expected, got) in enumerate(pairs, start=1):
        for part in PARTS:
            yield f"{part} {number}", getattr(expected, part), getattr(got, part)
    for name in CREDITS:
        yield name, getattr(form, name), getattr(found, name)


def judge_dates(
    forms: Iterable[DateForm], read: Callable[[DateForm], DateForm]
) -> tuple[Counts, list[Failure]]:
    """Count the dates read right; a form that names no date is right when nothing is read."""
    counts = Counts()
    failures: list[Failure] = []
    for form in forms:
        got = read(form)
        pairs = {
            "days": (form.days, got.days),
            "time": (form.time, got.time[: len(form.time)]),
            "edtf": (form.edtf, got.edtf if form.edtf else ""),
        }
        wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        failures += [Failure(form.written, n, _text(a), _text(b)) for n, (a, b) in wrong.items()]
        right = not wrong
        counts = counts.plus(
            Counts(1, right, bool(form.days), bool(got.days), right and bool(form.days))
        )
    return counts, failures


def _read_date(form: DateForm) -> DateForm:
    """Return a form with the days, the time and the EDTF that searchlib reads in it."""
    found = parse_date(form.written, around=form.around)
    if not found:
        return DateForm(form.written, None)
    time = found.edtf.partition("T")[2]
    return DateForm(form.written, (found.start, found.end), time, found.edtf)


def _days_of(read: Callable[[str], Days | None]) -> Callable[[DateForm], DateForm]:
    """Return a reader of forms for a parser that knows days only."""
    return lambda form: DateForm(form.written, read(form.written))


# Report ---------------------------------------------------------------------


def _metrics(citations: Counts, dates: Counts) -> dict[str, float]:
    return {
        "citations": citations.forms,
        "citations_right": citations.forms_right,
        "fields": citations.parts,
        "fields_read": citations.parts_read,
        "fields_right": citations.parts_right,
        "dates": dates.forms,
        "dates_right": dates.forms_right,
        **citations.plus(dates).metrics(),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _text(value: object) -> str:
    """Show a part of a form to people."""
    if isinstance(value, tuple):
        return ", ".join(map(_text, value)) or "nothing"
    return str(value) if value else "nothing"


def print_report(
    forms: Forms, systems: Mapping[str, Mapping[str, float]], failures: Sequence[Failure]
) -> None:
    """Print the table, every failure, and what could not be judged, for people to read."""
    columns = ("accuracy", "precision", "recall")
    print(f"{'':18}{'citations':>12}{'fields':>12}{'dates':>12}", *(f"{c:>10}" for c in columns))
    for name, metrics in systems.items():
        shares = (
            f"{metrics[f'{kind}_right']}/{metrics[kind]}" if kind in metrics else "–"
            for kind in ("citations", "fields", "dates")
        )
        print(
            f"{name:18}" + "".join(f"{share:>12}" for share in shares),
            *(f"{metrics[column]:>10.4f}" for column in columns),
        )
    for failure in failures:
        print(f"\n{failure.form}\n  {failure.part}: expected {failure.expected}, got {failure.got}")
    for form in forms.unjudged:
        found = "; ".join(map(str, parse_citation(form).shelfmarks)) or "no shelfmark"
        print(f"\nnot judged: {form}\n  read as {found}")


if __name__ == "__main__":
    sys.exit(main())

"""In which formats do hits leave, a hundred thousand as well as one? Piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from searchlib.export.bibtex import bibtex
from searchlib.export.csl_json import csl_item
from searchlib.export.csv import table
from searchlib.export.json_lines import hit_fields, line
from searchlib.export.ris import ris
from searchlib.export.trec import trec
from searchlib.results import Explanation, Hit

__all__ = ["FORMATS", "Format", "Row"]


class Row(NamedTuple):
    """Hold a hit, its rank from 1, the name of its query if it has one, and which index it is of.

    ``fingerprint`` is that of the index, ``explanation`` why it matched where that is asked.
    ``by_score`` says that hits come in the order of their scores, and not by date.
    """

    hit: Hit
    rank: int
    name: str = ""
    fingerprint: str = ""
    explanation: Explanation | None = None
    by_score: bool = True


class Format(NamedTuple):
    """Say how rows are written: ``text`` yields pieces that are whole together.

    Its second argument says whether queries have names, as they do when there are several.
    ``marked`` says that passages are part of it.
    """

    media_type: str
    ending: str
    text: Callable[[Iterable[Row], bool], Iterator[str]]
    marked: bool = False


def _json_lines(rows: Iterable[Row], named: bool) -> Iterator[str]:
    for row in rows:
        name = {"query": row.name} if named else {}
        fields = {
            **name,
            **hit_fields(row.hit, row.rank, row.explanation),
            "fingerprint": row.fingerprint,
        }
        yield line(fields) + "\n"


def _csv(rows: Iterable[Row], named: bool) -> Iterator[str]:
    return table(((row.hit, row.rank, row.name) for row in rows), named=named)


def _ris(rows: Iterable[Row], named: bool) -> Iterator[str]:
    return (ris(row.hit.record) + "\r\n" for row in _once(rows, named))


def _bibtex(rows: Iterable[Row], named: bool) -> Iterator[str]:
    return (bibtex(row.hit.record) + "\n" for row in _once(rows, named))


def _csl(rows: Iterable[Row], named: bool) -> Iterator[str]:
    """Yield one list: its bracket, an item and a comma before each other one, its bracket."""
    before = "[\n"
    for row in _once(rows, named):
        yield before + line(csl_item(row.hit.record))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _trec(rows: Iterable[Row], _named: bool) -> Iterator[str]:
    """Yield lines; who reads a run goes by its scores alone, so these must fall with the rank."""
    for row in rows:
        score = row.hit.score if row.by_score else -float(row.rank)
        yield trec(row.name or "1", row.hit.record.id, row.rank, score)


def _once(rows: Iterable[Row], named: bool) -> Iterator[Row]:
    """Yield each record once, where several queries may have found it."""
    seen: set[str] = set()
    for row in rows:
        if row.hit.record.id not in seen:
            yield row
        if named:
            seen.add(row.hit.record.id)


FORMATS = {
    "jsonl": Format("application/jsonl", "jsonl", _json_lines, marked=True),
    "csv": Format("text/csv", "csv", _csv, marked=True),
    "ris": Format("application/x-research-info-systems", "ris", _ris),
    "bibtex": Format("application/x-bibtex", "bib", _bibtex),
    "csl": Format("application/vnd.citationstyles.csl+json", "json", _csl),
    "trec": Format("text/plain", "run", _trec),
}
"""The formats of hits, by the names the command line and addresses have for them."""

"""Write a concordance as CSV (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from searchlib.export.csv import cell
from searchlib.records import Passage
from searchlib.results import ConcordanceLine

__all__ = ["concordance_csv"]

_COLUMNS = (
    "record_id", "title", "date", "language", "start", "end", "left", "match", "right", "aligned",
)  # fmt: skip


def concordance_csv(lines: Iterable[ConcordanceLine]) -> Iterator[str]:
    r"""Yield the rows of a concordance, names of columns first, without their line ends.

    Cells are safe as those of hits are (see csv.py); white space in a row is one space.
    """
    yield _row(_COLUMNS)
    for line in lines:
        other = (pair.en if line.language == "ru" else pair.ru for pair in line.passages)
        yield _row((
            line.record_id, line.title, line.date.written if line.date else "", line.language,
            line.start, line.end, line.left, line.match, line.right,
            " ".join(passage.text for passage in other if isinstance(passage, Passage)),
        ))  # fmt: skip


def _row(values: Iterable[str | int]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(map(_cell, values))
    return written.getvalue()


def _cell(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return cell(" ".join(value.split()))

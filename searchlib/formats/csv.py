"""Which records does a table hold? A row each; the first row names the columns.

Columns are named as in ``columns``. Values may be parted by commas, semicolons, tabs
or bars, and the encoding may be that of a Russian Windows, as Excel saves it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import closing
from typing import TextIO

from searchlib.errors import FormatError
from searchlib.formats.columns import TEXTS, Column, column, understood
from searchlib.formats.decoding import LARGEST
from searchlib.formats.fields import has_unread_date, record_of
from searchlib.formats.original import Original
from searchlib.formats.remarks import Remarks
from searchlib.records import Record

__all__ = ["read"]

_DELIMITERS = ("\t", ";", ",", "|")
_LONGEST_ROW = 16 * 1024 * 1024
"""In characters: an unclosed quote swallows no more than this."""
_SAMPLE = 64 * 1024
_AT_A_TIME = 1024 * 1024


def read(original: Original) -> Iterator[Record]:
    """Yield the records of a table, row by row.

    A row that is no record is a problem, and the others are read; rows are counted as a
    spreadsheet counts them, the header being row 1. Raises FormatError for a table whose
    columns are not known, or of which no row could be read.
    """
    remarks = Remarks(original, "row")
    count = 0
    with closing(_opened(original)) as file:
        delimiter = _delimiter(original, file)
        rows = _rows(file, delimiter, remarks)
        names = next((row for _, row in rows if any(map(str.strip, row))), [])
        columns = [column(name) for name in names]
        if not any(columns):
            raise FormatError(
                f"{original.name}: no column of the first row is known;"
                f" name the columns as one of {understood()}."
                " A glossary is taken in by: searchlib lexicon add FILE"
            )
        unread = [name[:40] for name, known in zip(names, columns, strict=True) if not known]
        if any(unread):
            original.notes.append(f"columns that were not read: {', '.join(unread[:20])}")
        for number, row in rows:
            if record := _record(row, columns, number, original.name, remarks):
                yield record
                count += 1
    remarks.close(count)


def _record(
    row: list[str], columns: list[Column | None], number: int, source: str, remarks: Remarks
) -> Record | None:
    """Build the record of one row; say why, where it is none."""
    if any(map(str.strip, row[len(columns) :])):
        remarks.problem(
            number,
            f"{len(row)} values under {len(columns)} columns; quote those that hold a delimiter",
        )
        return None
    values = [
        (known, value)
        for known, value in zip(columns, row, strict=False)
        if known and value.strip()
    ]
    if not values:
        return None
    record = record_of(values, source)
    if record is None:
        remarks.problem(number, "no title and no text")
    elif not record.texts and any(known and known[0] in TEXTS for known in columns):
        remarks.problem(number, "no text; only its description was read")
    if record and has_unread_date(values, record):
        remarks.note(number, "dates that were not understood")
    return record


# Characters -----------------------------------------------------------------


def _opened(original: Original) -> TextIO:
    """Open a table as text. Raises FormatError when its encoding cannot be told."""
    with original.open() as file:
        start = file.read(4)
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (b"", "utf-8-sig"),
    ):
        if start.startswith(mark) and _is_in(original, encoding):
            return io.TextIOWrapper(original.open(), encoding, newline="")
    return io.StringIO(original.text(), newline="")


def _is_in(original: Original, encoding: str) -> bool:
    """Say whether a whole file can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with original.open() as file:
        try:
            while data := file.read(_AT_A_TIME):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


# Rows -----------------------------------------------------------------------


def _delimiter(original: Original, file: TextIO) -> str:
    """Choose the delimiter under which most columns are known, or else most are found.

    A first line ``sep=;``, which Excel obeys, decides and is passed over.
    """
    sample = file.read(_SAMPLE).lstrip("\r\n")
    if not sample.strip():
        raise FormatError(f"{original.name}: the file is empty; remove it or export it again")
    first = sample.partition("\n")[0].strip("\r\n ").strip('"')
    file.seek(0)
    if first.lower().startswith("sep=") and len(first) == 5:
        while "sep=" not in file.readline(_SAMPLE).lower():
            pass
        return first[-1]
    names = {
        delimiter: next(_parsed(io.StringIO(sample, newline=""), delimiter), [])
        for delimiter in _DELIMITERS
    }
    return max(
        _DELIMITERS,
        key=lambda delimiter: (
            sum(map(bool, map(column, names[delimiter]))),
            len(names[delimiter]),
        ),
    )


def _parsed(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Parse quoted values, by the rules of RFC 4180; nothing more where they are broken."""
    try:
        yield from csv.reader(lines, delimiter=delimiter, strict=True)
    except csv.Error:
        return


class _Lines:
    """Give a file's lines one by one, and those of a row again when it was misread."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self.taken: list[str] = []
        self._length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._file.readline(_LONGEST_ROW)
        self._length += len(line)
        if not line:
            raise StopIteration
        self.taken.append(line)
        if self._length >= _LONGEST_ROW:
            raise csv.Error(f"longer than {_LONGEST_ROW // 2**20} million characters")
        return line

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.taken, self._length = [], 0

    def first_alone(self) -> str:
        """Return the row's first line, and give the others again."""
        first, *others = self.taken or [""]
        self._again += reversed(others)
        return first

    def skip_line(self) -> None:
        """Pass over the rest of a line that is too long."""
        line = "" if self._again else self.taken[-1]
        while line and not line.endswith(("\n", "\r")):
            line = self._file.readline(_AT_A_TIME)


def _rows(file: TextIO, delimiter: str, remarks: Remarks) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the values of each row that is not blank.

    A row whose quotes are broken is read again as one line in which quotes mean nothing.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST))
    lines = _Lines(file)
    number, width = 0, 0
    while True:
        lines.begin_row()
        number += 1
        try:
            row = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
        except csv.Error as error:
            first = lines.first_alone()
            if len(first) >= _LONGEST_ROW:
                lines.skip_line()
                remarks.problem(number, str(error))
                continue
            row = next(csv.reader([first], delimiter=delimiter, quoting=csv.QUOTE_NONE))
            if width and len(row) != width:
                remarks.problem(number, f"quotes are not closed or not doubled ({error})")
                continue
            remarks.note(number, "quotes that are not closed or not doubled were taken as written")
        if row is None:
            return
        width = width or len(row)
        if row:
            yield number, row

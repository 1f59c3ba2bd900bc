"""Which records does JSON hold: one object a line, a list of objects, or one object?

Keys are named as in ``columns``. What searchlib writes itself is read back as it was: see
`as_written.py`, and `searchlib/export/json_lines.py`, which writes it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from searchlib.errors import FormatError
from searchlib.formats.as_written import as_written
from searchlib.formats.columns import Column, column, understood
from searchlib.formats.decoding import LARGEST
from searchlib.formats.fields import has_unread_date, record_of, writable
from searchlib.formats.original import Original
from searchlib.formats.remarks import Remarks
from searchlib.records import Record

__all__ = ["read"]

# A value takes some 100 bytes once it is read: 4 million of them, 400 MB.
_MOST_VALUES = 4_000_000
_LISTS = ("records", "documents", "items", "results", "data")
_AT_A_TIME = 1024 * 1024
_SPACE = " \t\r\n"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What an object may say of the file rather than of a record, and searchlib of a hit.
_KNOWN = frozenset({
    "rank", "score", "passages", "title_marks", "summary_marks", "near_duplicates",
})  # fmt: skip


def read(original: Original) -> Iterator[Record]:
    """Yield the records of JSON Lines or JSON.

    A line that is no record is a problem, and the others are read. Raises FormatError
    when there is not one record, or when a file that is one list or object is too large.
    """
    is_list, is_whole = _form(original)
    remarks = Remarks(original, "object" if is_list or is_whole else "line")
    objects = _elements(original, remarks) if is_list else _lines(original, remarks)
    if is_whole:
        objects = _members(original, remarks)
    count = 0
    unknown: dict[str, None] = {}
    for place, value in objects:
        record = _record(value, place, original.name, remarks, unknown)
        if record:
            yield record
            count += 1
    if unknown:
        original.notes.append(f"keys that were not read: {', '.join(unknown)}")
    remarks.close(count)


def _record(
    value: object, place: int, source: str, remarks: Remarks, unknown: dict[str, None]
) -> Record | None:
    """Build the record of one object; say why, where it is none."""
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
        remarks.problem(place, f"{kind} where an object with named values should be")
        return None
    if own := as_written(value, source):
        return own
    values = _values(value, unknown)
    record = record_of(values, source)
    if record is None:
        remarks.problem(place, f"no title and no text; the keys understood are {understood()}")
    elif "\ufffd" in record.title or any("\ufffd" in text.body for text in record.texts):
        remarks.note(place, "halves of characters were written as U+FFFD")
    if record and has_unread_date(values, record):
        remarks.note(place, "dates that were not understood")
    return record


def _values(value: dict[str, Any], unknown: dict[str, None]) -> list[tuple[Column, Any]]:
    """Return the values of an object whose keys are understood; name the others."""
    values = []
    for key, entry in value.items():
        if key == "source" and "citation" in value:
            continue  # searchlib's own: the file a record was read from
        if found := column(key):
            if entry is not None:
                values.append((found, entry))
        elif key not in _KNOWN and len(unknown) < 20:
            unknown[writable(key[:40])] = None
    return values


# Where the objects are ------------------------------------------------------


def _form(original: Original) -> tuple[bool, bool]:
    """Tell a file that is one list from one that is one object over several lines."""
    with original.open() as file:
        start = file.read(4096)
        if start.startswith(_UTF_16):
            start = start[2:].replace(b"\x00", b"")
        start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start[:1] != b"{" or original.suffix != ".json":
            return start[:1] == b"[", False
        file.seek(0)
        lines = (line.strip() for line in iter(lambda: file.readline(LARGEST), b""))
        first, second = islice(chain(filter(None, lines), [b"", b""]), 2)
    return False, not (first.endswith(b"}") and second)


def _lines(original: Original, remarks: Remarks) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of each line."""
    with _opened(original) as file:
        number = 0
        while line := file.readline(LARGEST + 1):
            number += 1
            if len(line) > LARGEST and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(_AT_A_TIME)
                remarks.problem(number, f"the line is longer than {LARGEST // 2**20} MB")
            elif line.strip() and line.strip() != b"\xef\xbb\xbf":
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                    yield number, _value(text, number, remarks)
                except (ValueError, RecursionError) as error:
                    remarks.problem(number, _reason(error))


def _opened(original: Original) -> BinaryIO:
    """Open a file as UTF-8."""
    file = original.open()
    if file.read(2) in _UTF_16:
        file.close()
        return io.BytesIO(original.text().encode())
    file.seek(0)
    return file


def _elements(original: Original, remarks: Remarks) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of each element of a list, one after the other."""
    text = _whole(original)
    position = text.index("[") + 1
    number = 0
    while True:
        position = _after(text, position, _SPACE + ",")
        if text[position : position + 1] in {"]", ""}:
            break
        number += 1
        try:
            value, position = _decoder(number, remarks).raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            remarks.problem(number, f"{_reason(error)}; what follows was not read")
            return
        yield number, value
    if text[position : position + 1] != "]":
        remarks.problem(number + 1, "the list is not closed; the file is cut off")


def _members(original: Original, remarks: Remarks) -> Iterator[tuple[int, Any]]:
    """Yield the records in a list inside one object, or else the object itself."""
    try:
        value = _value(_whole(original), 1, remarks)
    except (ValueError, RecursionError) as error:
        remarks.problem(1, _reason(error))
        return
    inner = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    yield from enumerate([value] if inner is None else inner, start=1)


def _whole(original: Original) -> str:
    if original.size > LARGEST:
        raise FormatError(
            f"{original.name}: one JSON value of more than {LARGEST // 2**20} MB;"
            " export it as JSON Lines, one object a line"
        )
    return original.text()


# JSON -----------------------------------------------------------------------


def _value(text: str, place: int, remarks: Remarks) -> Any:  # noqa: ANN401  whatever it holds
    """Read one value. Raises ValueError or RecursionError."""
    if sum(map(text.count, ",[{")) > _MOST_VALUES:
        raise ValueError("it holds more than 4 million values")
    value, end = _decoder(place, remarks).raw_decode(text, _after(text, 0, _SPACE))
    if _after(text, end, _SPACE) < len(text):
        raise ValueError(f"something follows the value at character {end + 1}")
    return value


def _decoder(place: int, remarks: Remarks) -> json.JSONDecoder:
    """Return a decoder to which NaN is nothing, and that says which keys stand twice."""

    def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            remarks.note(place, "a key stands twice in one object; the last one counts")
        return fields

    return json.JSONDecoder(object_pairs_hook=joined, parse_constant=lambda _: None)


def _after(text: str, position: int, characters: str) -> int:
    """Return the first position from ``position`` on where none of the characters stands."""
    while position < len(text) and text[position] in characters:
        position += 1
    return position


def _reason(error: Exception) -> str:
    """Say what is wrong with a value."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg} at character {error.pos + 1})"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte 0x{error.object[error.start]:02x})"
    if isinstance(error, RecursionError):
        return "values are nested too deep"
    return f"not JSON ({str(error)[:100]})"

"""Is an object of JSON a record as searchlib writes it? Then it is taken letter by letter.

What other programs write is read with an open mind (see `fields.py`): spaces are joined, line
ends made one, a title found. What searchlib has written needs none of that, and comes back
as the record it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from searchlib.formats.columns import TEXTS
from searchlib.formats.fields import writable
from searchlib.records import (
    LANGUAGES,
    Citation,
    DateInterval,
    Record,
    Shelfmark,
    Text,
)

__all__ = ["as_written"]

_One = TypeVar("_One")
_OF_THE_FILE = frozenset({"source", "near_duplicates"})
"""What is written of a record that is none of its own: where it lay, and beside which others."""


def as_written(value: Mapping[str, Any], source: str) -> Record | None:
    """Return the record searchlib has written as this object; None for another's object.

    It has every part of a record and no other, each of its kind, and nothing that no file
    can hold. ``source`` is the name of the file it lies in.
    """
    if value.keys() - _OF_THE_FILE != _PARTS.keys():
        return None
    try:
        record = _made(Record, {name: read(value[name]) for name, read in _PARTS.items()})
    except _AnotherKindError:
        return None
    if not record.id or record.id != " ".join(record.id.split()):
        return None
    if not record.title.strip() and not record.texts:
        return None
    return _made(Record, {**vars(record), "source": source})


class _AnotherKindError(Exception):
    """Say that a value is not of the kind searchlib writes there."""


def _made(kind: Callable[..., _One], values: Mapping[str, Any]) -> _One:
    return kind(**values)


def _string(value: object) -> str:
    if not isinstance(value, str) or "\r" in value or writable(value) != value:
        raise _AnotherKindError
    return value


def _each(read: Callable[[object], _One]) -> Callable[[object], tuple[_One, ...]]:
    """Return what reads a list of such values."""

    def listed(value: object) -> tuple[_One, ...]:
        if not isinstance(value, list):
            raise _AnotherKindError
        return tuple(map(read, value))

    return listed


def _or_none(read: Callable[[object], _One]) -> Callable[[object], _One | None]:
    return lambda value: None if value is None else read(value)


def _object(value: object, parts: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
    """Return the values of an object that has just these parts."""
    if not isinstance(value, dict) or value.keys() != parts.keys():
        raise _AnotherKindError
    return {name: read(value[name]) for name, read in parts.items()}


def _pair(first: Callable[[object], Any], second: Callable[[object], Any]) -> Callable[..., Any]:
    """Return what reads a list of two."""

    def paired(value: object) -> tuple[Any, Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise _AnotherKindError
        return first(value[0]), second(value[1])

    return paired


def _number(value: object) -> int:
    if type(value) is not int:
        raise _AnotherKindError
    return value


def _date(value: object) -> date:
    try:
        return date.fromisoformat(_string(value))
    except ValueError as error:
        raise _AnotherKindError from error


def _days(value: object) -> DateInterval:
    parts = {"start": _date, "end": _date, "written": _string, "edtf": _string}
    interval = _made(DateInterval, _object(value, parts))
    if interval.start > interval.end:
        raise _AnotherKindError
    return interval


def _text(value: object) -> Text:
    """Read a text; its pages and footnotes lie inside it."""
    parts = {
        "language": _string,
        "kind": _string,
        "body": _string,
        "pages": _each(_pair(_number, _string)),
        "footnotes": _each(_pair(_number, _number)),
    }
    text = _made(Text, _object(value, parts))
    places = [place for place, _ in text.pages]
    places += [end for start, stop in text.footnotes for end in (start, stop, stop - start)]
    known = text.language in LANGUAGES and text.kind in TEXTS and text.body.strip()
    if not known or not all(0 <= place <= len(text.body) for place in places):
        raise _AnotherKindError
    return text


def _shelfmark(value: object) -> Shelfmark:
    leaves = _each(_pair(_number, _number))
    parts = {one.name: leaves if one.name == "listy" else _string for one in fields(Shelfmark)}
    return _made(Shelfmark, _object(value, parts))


def _citation(value: object) -> Citation:
    parts = {
        "written": _string,
        "shelfmarks": _each(_shelfmark),
        "translators": _each(_string),
        "contributors": _each(_string),
    }
    return _made(Citation, _object(value, parts))


_OTHERWISE: dict[str, Callable[[object], Any]] = {
    "texts": _each(_text),
    "date": _or_none(_days),
    "citation": _or_none(_citation),
    **dict.fromkeys(("original_languages", "contents", "sender", "recipient"), _each(_string)),
}
_PARTS: dict[str, Callable[[object], Any]] = {
    one.name: _OTHERWISE.get(one.name, _string) for one in fields(Record) if one.name != "source"
}
"""How each part of a record is read."""

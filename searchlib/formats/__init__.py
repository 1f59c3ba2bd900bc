"""What does this file hold? File to records: one reader per format, one table.

A reader is a function ``read(original)`` that yields records. It is chosen by what
the file holds and by its name, and is imported when the first such file comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module

from searchlib.errors import FormatError
from searchlib.formats.original import Original
from searchlib.records import Record

__all__ = ["FORMATS", "VERSION", "Original", "format_of", "read"]

VERSION = 1
"""Raise it when the same file gives other records than before; the files are then read again."""

# The module that reads a format, and the file names it is known by.
FORMATS = {
    "text": (".md", ".markdown", ".txt", ".text", ""),
    "xml": (".xml", ".tei", ".ead"),
    "json_lines": (".jsonl", ".ndjson", ".json"),
    "csv": (".csv", ".tsv"),
    "zip": (".zip",),
}
_BY_SUFFIX = {suffix: name for name, suffixes in FORMATS.items() for suffix in suffixes}

_START = 4096
"""How many bytes tell a format."""

# What the first bytes tell, whatever the name says.
_SIGNATURES = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
_OPENINGS = (
    (re.compile(rb"<!doctype html|<html|<head\b|<body\b", re.IGNORECASE), "html"),
    (re.compile(rb"<\?xml|<tei|<ead\b|<!doctype (?:tei|ead)", re.IGNORECASE), "xml"),
    (re.compile(rb"\{\\rtf"), "rtf"),
)


def read(original: Original) -> Iterator[Record]:
    """Yield the records of one file.

    Raises FormatError, with the name, the reason and what to do, for a file that
    is empty, damaged, or in a format that is not known; the records before the damage
    have been given by then.
    """
    reader = import_module(f"{__name__}.{format_of(original)}").read
    records: Iterable[Record] = reader(original)
    yield from records


def format_of(original: Original) -> str:
    """Return the format a file's content tells, or else its name.

    Raises FormatError when it is none in ``FORMATS``.
    """
    with original.open() as file:
        start = file.read(_START)
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            return name
    opening = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for pattern, name in _OPENINGS:
        if pattern.match(opening):
            if name in FORMATS:
                return name
            raise FormatError(
                f"{original.name}: the file holds {name.upper()}; export it as Markdown or text"
            )
    name = _BY_SUFFIX.get(original.suffix, "")
    if not name:
        known = ", ".join(sorted(filter(None, _BY_SUFFIX)))
        raise FormatError(
            f"{original.name}: files named {original.suffix} cannot be read;"
            f" export it as one of {known}"
        )
    return name

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

VERSION = 2
"""Raise it when the same file gives other records than before; the files are then read again."""

# The module that reads a format, and the file names it is known by.
FORMATS = {
    "text": (".md", ".markdown", ".txt", ".text", ""),
    "html": (".html", ".htm", ".xhtml"),
    "pdf": (".pdf",),
    "docx": (".docx", ".docm", ".dotx"),
    "xml": (".xml", ".tei", ".ead"),
    "json_lines": (".jsonl", ".ndjson", ".json"),
    "csv": (".csv", ".tsv"),
    "zip": (".zip",),
}
_BY_SUFFIX = {suffix: name for name, suffixes in FORMATS.items() for suffix in suffixes}

_START = 4096
"""How many bytes tell a format."""

# What the first bytes tell, whatever the name says.
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "ole",
}
_BEFORE_HTML = rb"(?:(?><\?xml[^>]{0,200}>|<!--.{0,3000}?-->)\s{0,99}){0,9}"
_OPENINGS = (
    (
        re.compile(_BEFORE_HTML + rb"<(?:!doctype html|html|head\b|body\b)", re.I | re.S),
        "html",
    ),
    (re.compile(rb"<\?xml|<tei|<ead\b|<!doctype (?:tei|ead)", re.IGNORECASE), "xml"),
    (re.compile(rb"\{\\rtf"), "rtf"),
)
_PDF_WITHIN = 1024
"""In how many bytes from its start a PDF says that it is one (ISO 32000-1, annex H)."""

# A member that tells what a ZIP archive is; without one it is an archive.
_ZIPPED = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "META-INF/container.xml": "an e-book",
}


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
    opening = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    name = ""
    if opening.startswith((*_SIGNATURES,)):
        name = next(name for bytes_, name in _SIGNATURES.items() if opening.startswith(bytes_))
    elif opening.startswith((b"<", b"{")):
        name = next((name for pattern, name in _OPENINGS if pattern.match(opening)), "")
    if name == "zip":
        name = _zipped(original)
    elif not name and b"%PDF-" in start[:_PDF_WITHIN] and not _BY_SUFFIX.get(original.suffix):
        name = "pdf"
    if name in FORMATS:
        return name
    if name:
        raise FormatError(f"{original.name}: {_refusal(original, name)}")
    name = _BY_SUFFIX.get(original.suffix, "")
    if not name:
        known = ", ".join(sorted(filter(None, _BY_SUFFIX)))
        raise FormatError(
            f"{original.name}: files named {original.suffix} cannot be read;"
            f" export it as one of {known}"
        )
    return name


def _zipped(original: Original) -> str:
    """Return which kind of ZIP archive a file is, by the names of its members."""
    from searchlib.formats.zip import members

    names = members(original)
    return next((kind for member, kind in _ZIPPED.items() if member in names), "zip")


def _refusal(original: Original, name: str) -> str:
    """Say why a file of a format that has no reader is not read, and how to convert it."""
    if name == "ole":
        # Word keeps a document with a password inside a file of its old kind.
        if "EncryptedPackage".encode("utf-16-le") in original.data():
            return "the office document is locked with a password; save it without one"
        return (
            "the file is an office document of the old kind (.doc); save it as DOCX,"
            " for example with: libreoffice --convert-to docx"
        )
    if name in _ZIPPED.values():
        return f"the file is {name}; save it as DOCX, or export it as text"
    return f"the file holds {name.upper()}; export it as Markdown or text"

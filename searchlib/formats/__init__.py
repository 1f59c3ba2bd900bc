"""What does this file hold? File to records: one reader per format, one table.

A reader is a function ``read(text, source)`` that returns records. It is chosen
by the file's name and content, and is imported when the first such file comes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from searchlib.errors import FormatError
from searchlib.formats.decoding import LARGEST, decode
from searchlib.records import Record

__all__ = ["READERS", "read"]

# File name suffix to the module that reads it; a file without a suffix is plain text.
READERS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "markdown",
    ".text": "markdown",
    "": "markdown",
}

# What a text file may hold in spite of its name.
_FOREIGN = (("<!doctype html", "HTML"), ("<html", "HTML"), ("<?xml", "XML"), ("{\\rtf", "RTF"))


def read(path: Path, *, source: str) -> list[Record]:
    """Read the records of one file; ``source`` is its path inside the documents folder.

    Raises FormatError, with the path, the reason and what to do, for a file that
    is empty, binary, in an unknown format or in another encoding than Unicode.
    """
    reader = _reader(path, source)
    try:
        if path.stat().st_size > LARGEST:
            raise FormatError(
                f"{source}: the file is larger than {LARGEST // 2**20} MB; divide it into records"
            )
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            f"{source}: the file cannot be opened ({error.strerror or error});"
            " check that it exists and may be read"
        ) from error
    text = decode(data, source)
    start = text[:200].lstrip().casefold()
    for opening, what in _FOREIGN:
        if start.startswith(opening):
            raise FormatError(f"{source}: the file holds {what}; export it as Markdown or text")
    return reader(text, source)


def _reader(path: Path, source: str) -> Callable[[str, str], list[Record]]:
    """Return the reader a file's name asks for."""
    module = READERS.get(path.suffix.lower())
    if module is None:
        known = ", ".join(sorted(filter(None, READERS)))
        raise FormatError(
            f"{source}: files named {path.suffix} cannot be read; export it as one of {known}"
        )
    chosen: Callable[[str, str], list[Record]] = import_module(f"{__name__}.{module}").read
    return chosen

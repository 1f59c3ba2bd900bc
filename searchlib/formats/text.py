"""What does a text file hold, in Markdown or plain?"""

from __future__ import annotations

from searchlib.formats.layouts import read_page
from searchlib.formats.original import Original
from searchlib.records import Record

__all__ = ["read"]


def read(original: Original) -> list[Record]:
    """Read one record out of Markdown or plain text."""
    return read_page(original.text(), original.name)

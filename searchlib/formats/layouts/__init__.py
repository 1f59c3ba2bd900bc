"""How is a page of text laid out? Which lines are its description, which are its texts?

Readers of formats bring what they read into lines of text, with headings as in
Markdown; which family of pages it is one of is told from the lines alone.
"""

from __future__ import annotations

from searchlib.formats.layouts import labelled
from searchlib.records import Record

__all__ = ["read_page"]


def read_page(text: str, source: str) -> list[Record]:
    """Return the record a page of text holds. ``source`` is its path among the documents.

    Raises FormatError for a page that is no record, such as a list of search results.
    """
    return labelled.read(text, source)

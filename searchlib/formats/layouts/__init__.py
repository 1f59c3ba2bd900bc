"""How is a page of text laid out? Which lines are its description, which are its texts?

Readers of formats bring what they read into lines of text, with headings as in
Markdown; which family of pages it is one of is told from the lines alone.
"""

from __future__ import annotations

from collections.abc import Callable

from searchlib.errors import FormatError
from searchlib.formats.layouts import frus, labelled, plain, results, site
from searchlib.formats.layouts.lines import lines_of
from searchlib.records import Record

__all__ = ["read_page"]

_Reader = Callable[[list[str], str], list[Record]]

# Tried in this order; each gives no record where the page is none of its family.
_FAMILIES: tuple[_Reader, ...] = (
    results.read,
    site.read,
    frus.read,
    labelled.read,
    site.read_stripped,
    plain.read,
)


def read_page(text: str, source: str) -> list[Record]:
    """Return the record a page of text holds. ``source`` is its path among the documents.

    Raises FormatError for a page that is no record: one without words, or a list of
    search results.
    """
    if not any(map(str.isalnum, text)):
        raise FormatError(f"{source}: the page holds no words; remove it or export it again")
    lines = lines_of(text)
    return next(records for family in _FAMILIES if (records := family(lines, source)))

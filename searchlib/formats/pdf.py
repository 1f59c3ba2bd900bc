"""What does a PDF hold? Its text layer, laid out as paragraphs."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from searchlib.errors import FormatError
from searchlib.formats.layouts import read_page
from searchlib.formats.metadata import Metadata, completed
from searchlib.formats.original import Original
from searchlib.formats.pdf_layout import Laid, Line, Page, lay_out
from searchlib.formats.pdf_process import pages_of
from searchlib.records import Record, Text

__all__ = ["read"]

# A font that does not say which letters it draws gives signs of no alphabet.
_UNREADABLE = frozenset({"Co", "Cn", "Cc", "Cs"})
_UNREADABLE_SHARE = 0.3
# One made for cp1251 that says nothing gives Western letters with accents.
_WESTERN = re.compile(r"[\u00c0-\u00ff]")
_WESTERN_SHARE = 0.6
_AS_CYRILLIC = {
    **{code: bytes([code]).decode("cp1251") for code in range(0xC0, 0x100)},
    **dict(zip((0xA8, 0xB8, 0xB9), "Ёё№", strict=True)),
}
_SNIPPET = 60  # characters
_LINE = re.compile(r"\S[^\n]{7,}")
_TAIL = 2048
"""How many bytes from its end a PDF says that it ends."""


def read(original: Original) -> list[Record]:
    """Read the record a PDF holds, with the places where its pages begin.

    Raises FormatError for a PDF that has no text layer, is locked or damaged, or is
    no record; and where the package that reads PDF is not installed.
    """
    if not original.size:
        raise FormatError(f"{original.name}: the file is empty; remove it or export it again")
    properties, found = pages_of(original)
    pages = _pages(found)
    _check(pages, original)
    laid = lay_out(pages)
    _report(original, found, laid)
    metadata = Metadata(title=properties.get("Title", ""))
    return [
        _paged(completed(record, metadata, laid.text), laid)
        for record in read_page(laid.text, original.name)
    ]


def _pages(found: list[dict[str, Any]]) -> list[Page]:
    """Return the pages with their lines, in the letters they are meant in."""
    pages = [
        Page(page.get("label") or str(page["number"]), [Line(*line) for line in page["lines"]])
        for page in found
        if page.get("lines")
    ]
    letters = "".join(line.text for page in pages for line in page.lines)
    letters = "".join(filter(str.isalpha, letters))
    if len(_WESTERN.findall(letters)) > _WESTERN_SHARE * max(len(letters), 20):
        pages = [
            Page(
                page.number,
                [line._replace(text=line.text.translate(_AS_CYRILLIC)) for line in page.lines],
            )
            for page in pages
        ]
    return pages


def _check(pages: list[Page], original: Original) -> None:
    """Raise FormatError for pages without text, or with signs instead of letters."""
    text = "".join(line.text for page in pages for line in page.lines)
    signs = [sign for sign in text if not sign.isspace()]
    unreadable = sum(
        sign == "\ufffd" or unicodedata.category(sign) in _UNREADABLE for sign in signs
    )
    if unreadable > _UNREADABLE_SHARE * len(signs):
        raise FormatError(
            f"{original.name}: the fonts of the PDF do not say which letters they draw;"
            " read its images instead,"
            f" e.g. ocrmypdf --force-ocr -l rus+eng {original.name} new.pdf"
        )
    if not any(map(str.isalnum, text)):
        raise FormatError(
            f"{original.name}: the PDF holds no text (a scan?); run OCR first,"
            f" e.g. ocrmypdf -l rus+eng {original.name} new.pdf"
        )


def _report(original: Original, found: list[dict[str, Any]], laid: Laid) -> None:
    """Say what was left out and healed, and which pages could not be read."""
    if laid.left_out:
        original.notes.append("left out from the edge of pages: " + "; ".join(laid.left_out[:10]))
    if laid.healed:
        original.notes.append(f"{laid.healed} words broken over a line were joined")
    scans = [page["number"] for page in found if page.get("image") and not page.get("lines")]
    if scans:
        original.problems.append(f"pages without text (scans?): {_ranges(scans)}; run OCR")
    if damaged := [page["number"] for page in found if page.get("damaged")]:
        original.problems.append(f"damaged pages: {_ranges(damaged)}")
    with original.open() as file:
        file.seek(max(original.size - _TAIL, 0))
        if b"%%EOF" not in file.read():
            original.problems.append("the file ends too early: pages may be missing")


def _ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers as ranges: ``1-3, 7``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{one}" if one == two else f"{one}-{two}" for one, two in ranges)


# Where pages begin ----------------------------------------------------------


def _paged(record: Record, laid: Laid) -> Record:
    """Give each text of a record the places where pages begin in it."""
    return replace(record, texts=tuple(_with_pages(text, laid) for text in record.texts))


def _with_pages(text: Text, laid: Laid) -> Text:
    """Find where pages begin in a text: from one to the next it is as far as on paper."""
    opening = _LINE.search(text.body)
    begins = laid.text.find(opening[0][:_SNIPPET]) if opening else -1
    if begins < 0:
        return text
    at = bisect_right(laid.starts, begins, key=lambda page: page[0])
    pages = {0: laid.starts[max(at - 1, 0)][1]}
    shift = -begins  # from offsets in the document to offsets in the text
    last = 0
    for start, number in laid.starts[at:]:
        line = _LINE.match(laid.text, start)
        snippet = line[0][:_SNIPPET].rstrip() if line else ""
        expected = start + shift
        places = (
            text.body.rfind(snippet, last + 1, max(expected, 0) + len(snippet)),
            text.body.find(snippet, max(expected, last + 1)),
        )
        found = [place for place in places if place >= 0] if snippet else []
        place = min(found, key=lambda place: abs(place - expected), default=-1)
        if place >= 0:
            pages[place] = number
            last, shift = place, place - start
    return replace(text, pages=tuple(pages.items()))

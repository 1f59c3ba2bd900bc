"""Which lines stand where on the pages of a PDF? A process of its own: pdfium is native code.

What is wrong with a file, or made so on purpose, ends this process and not the import.
It reads files from its standard input and answers in lines of JSON; it imports nothing
of searchlib. Run by ``pdf_process``, with the bytes of addresses it may use, where the
system can limit them.

A request is the file's length in eight bytes, then the file. The answer to it is one
line on the document, one for each page, and an empty object; or one with an ``error``.
A line of a page is [text, left, bottom, right, top, bold, hyphen], in points.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium  # takes 20 ms; the package around it 45

_MOST_PAGES = 10_000
_LONGEST_PAGE = 500_000
"""How many characters of a page are read: a broadsheet has 60,000."""

_ERRORS = {3: "damaged", 4: "locked", 5: "locked"}
_PROPERTIES = ("Title", "Producer")
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_BROKEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line
# A gap between words this wide, in heights of the line, parts the columns of a table.
_COLUMN_GAP = 1.5


def main() -> None:
    """Answer requests until there are no more."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        memory = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pdfium.FPDF_InitLibrary()
    source = sys.stdin.buffer
    while len(header := source.read(8)) == 8:
        data = source.read(int.from_bytes(header, "big"))
        for answer in _answers(data):
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def _answers(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield what is said of one file."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        yield {"error": _ERRORS.get(pdfium.FPDF_GetLastError(), "damaged")}
        return
    try:
        pages = pdfium.FPDF_GetPageCount(document)
        if pages > _MOST_PAGES:
            yield {"error": "long", "pages": pages}
            return
        yield {"pages": pages, **{name: _property(document, name) for name in _PROPERTIES}}
        for number in range(pages):
            yield _page(document, number)
        yield {}
    finally:
        pdfium.FPDF_CloseDocument(document)


def _property(document: Any, name: str) -> str:
    """Return one of a document's properties."""
    size = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
    if not 2 < size < 10_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name.encode(), buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _page(document: Any, number: int) -> dict[str, Any]:
    """Return a page: its label, its height, its lines, and whether it shows an image."""
    size = pdfium.FPDF_GetPageLabel(document, number, None, 0)
    label = ""
    if 2 < size < 200:
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_GetPageLabel(document, number, buffer, size)
        label = buffer.raw[: size - 2].decode("utf-16-le", "replace")
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return {"number": number + 1, "damaged": True}
    try:
        text = pdfium.FPDFText_LoadPage(page)
        try:
            lines = list(_lines(text)) if text else []
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
        return {
            "number": number + 1,
            "label": label,
            "height": round(pdfium.FPDF_GetPageHeightF(page), 1),
            "lines": lines,
            "image": not lines and _shows_image(page),
        }
    finally:
        pdfium.FPDF_ClosePage(page)


def _shows_image(page: Any) -> bool:
    """Tell whether one of the first things drawn on a page is an image."""
    things = range(min(pdfium.FPDFPage_CountObjects(page), 1000))
    return any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, thing)) == _IMAGE
        for thing in things
    )


def _lines(text: Any) -> Iterator[list[Any]]:
    """Yield the lines of a page, in the order in which they are drawn."""
    count = min(pdfium.FPDFText_CountChars(text), _LONGEST_PAGE)
    if count <= 0:
        return
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    # Offsets of pdfium count UTF-16 units.
    units = bytes(buffer)[: 2 * max(written - 1, 0)]
    start = 0
    line = bytearray()
    for at in range(0, len(units), 2):
        unit = units[at : at + 2]
        if unit in (b"\r\x00", b"\n\x00", b"\xfe\xff"):
            yield from _line(text, start, bytes(line), broken=unit == b"\xfe\xff")
            start, line = at // 2 + 1, bytearray()
        else:
            line += unit
    yield from _line(text, start, bytes(line), broken=False)


def _line(text: Any, start: int, units: bytes, *, broken: bool) -> Iterator[list[Any]]:
    """Yield a line with its place, if there is anything on it."""
    written = units.decode("utf-16-le", "replace")
    if not written.strip():
        return
    # Of a line without characters of two units the offsets are those of the units.
    wide = len(written) * 2 != len(units)
    first = len(written) - len(written.lstrip())
    last = len(written.rstrip()) - 1
    left = _box(text, start + first)
    right = _box(text, start + (len(units) // 2 - 1 if wide else last))
    height = max(left[3] - left[1], 0.1)
    if not wide:
        written = _with_columns(text, start, written, height)
    box = (left[0], min(left[1], right[1]), max(right[2], left[2]), max(left[3], right[3]))
    yield [
        written.strip(" "),
        *(round(edge, 1) for edge in box),
        _bold(text, start + first),
        broken,
    ]


def _with_columns(text: Any, start: int, written: str, height: float) -> str:
    """Put tabs where gaps between words are as wide as between columns."""
    spaces = [at for at in range(1, len(written) - 1) if written[at] == " "]
    if not spaces or len(spaces) > 200:
        return written
    tabs = []
    for at in spaces:
        before, after = _box(text, start + at - 1), _box(text, start + at + 1)
        if after[0] - before[2] > _COLUMN_GAP * height:
            tabs.append(at)
    letters = list(written)
    for at in tabs:
        letters[at] = "\t"
    return "".join(letters)


def _box(text: Any, at: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of the character at a place in the text."""
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(text, at)
    rect = pdfium.FS_RECTF()
    if index < 0 or not pdfium.FPDFText_GetLooseCharBox(text, index, rect):
        return (0.0, 0.0, 0.0, 0.0)
    return (rect.left, rect.bottom, rect.right, rect.top)


def _bold(text: Any, at: int) -> bool:
    """Tell whether the character at a place in the text is bold."""
    index = pdfium.FPDFText_GetCharIndexFromTextIndex(text, at)
    if pdfium.FPDFText_GetFontWeight(text, index) >= 700:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, 128, flags)
    return b"bold" in name.value.lower()


if __name__ == "__main__":
    main()

"""Files of other formats, written byte by byte, so that no writer of ours is trusted twice."""

from __future__ import annotations

import io
import random
import re
import textwrap
import zipfile
import zlib
from html import escape
from pathlib import Path

from searchlib.errors import FormatError
from searchlib.formats import Original, read

CABLE = (Path(__file__).parents[1] / "documents" / "kovalev_cable_54611.md").read_text("utf-8")


def records(data: bytes, name: str):
    """Read bytes as the file of that name; return its records and what was said of it."""
    original = Original(name, data)
    return list(read(original)), original


def cable_blocks():
    """Yield the blocks of the first record: level of heading (0 for text), and text."""
    for block in re.split(r"\n{2,}", CABLE.strip()):
        marks = re.match(r"#*", block)[0]
        yield len(marks), block.lstrip("# ").replace("**", "").strip()


def same_as_the_cable(record):
    """Assert that a record says what the first record says, but for white space."""
    ((cable,), _) = records(CABLE.encode(), "cable.md")
    for part in ("id", "title", "date", "url", "summary", "credits", "contents"):
        assert getattr(record, part) == getattr(cable, part), part
    assert record.original_languages == cable.original_languages
    assert record.citation.shelfmarks == cable.citation.shelfmarks
    assert record.citation.written.split() == cable.citation.written.split()
    kinds = [(text.language, text.kind) for text in cable.texts]
    assert [(text.language, text.kind) for text in record.texts] == kinds
    for text, expected in zip(record.texts, cable.texts, strict=True):
        assert text.body.split() == expected.body.split()


def damaged(data: bytes, times: int, seed: int):
    """Yield copies of a file with bits flipped, and cut short."""
    chance = random.Random(seed)
    for _ in range(times):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(flipped)
        yield data[: chance.randrange(len(data))]


def survives_damage(data: bytes, name: str, times: int = 200):
    """Assert that every damaged copy gives records or a FormatError; return how many gave some."""
    reasons = []
    for copy in damaged(data, times, seed=1949):
        try:
            records(copy, name)
        except FormatError as error:
            reasons.append(str(error))
    assert [reason for reason in reasons if not reason.startswith(f"{name}: ")] == []
    return 2 * times - len(reasons)


# PDF ------------------------------------------------------------------------


def pdf_of(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Write a PDF of these objects; the first is its catalogue (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Write a stream, packed."""
    packed = zlib.compress(data)
    head = b"<</Filter/FlateDecode/Length %d%s>>" % (len(packed), entries)
    return head + b"stream\n" + packed + b"\nendstream"


def pdf(pages: list[list[tuple]], *, title: str = "", trailer: bytes = b"") -> bytes:
    """Write pages of lines (x, y, size, text[, bold]) in letters of any alphabet.

    The fonts name their letters and hold none: half an em each.
    """
    letters = sorted({sign for page in pages for line in page for sign in line[3]})
    first = 7
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        _font(b"Serif", 5),
        _font(b"Serif-Bold", 5),
        stream(_to_unicode(letters)),
        b"<</Title<%s>>>" % ("\ufeff" + title).encode("utf-16-be").hex().encode(),
    ]
    for number, page in enumerate(pages):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>" % (first + 2 * number + 1),
            stream(b"\n".join(_shown(*line) for line in page)),
        ]
    return pdf_of(objects, b"/Info 6 0 R" + trailer)


def _shown(x: float, y: float, size: float, text: str, bold: bool = False) -> bytes:
    codes = text.encode("utf-16-be").hex().encode()
    font = b"B" if bold else b"F"
    return b"BT /%s %g Tf %g %g Td <%s> Tj ET" % (font, size, x, y, codes)


def _font(name: bytes, to_unicode: int) -> bytes:
    return (
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/ToUnicode %d 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/DW 500"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 -200 1000 900]"
        b"/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]>>"
    ) % (name, to_unicode, name, name)


def _to_unicode(letters: list[str]) -> bytes:
    codes = [letter.encode("utf-16-be").hex() for letter in letters]
    blocks = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    maps = "\n".join(
        f"{len(block)} beginbfchar\n"
        + "\n".join(f"<{code}> <{code}>" for code in block)
        + "\nendbfchar"
        for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Letters def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{maps}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def cable_pdf() -> bytes:
    """Set the first record as a printer would: lines broken, a running head, page numbers."""
    pages: list[list[tuple]] = [[]]
    y = 740.0
    for level, block in cable_blocks():
        size = {2: 18.0, 3: 15.0, 4: 11.0}.get(level, 10.0)
        lines = [
            line
            for part in block.split("\n")
            for line in textwrap.wrap(part.strip(), int(1000 / size), break_on_hyphens=False)
        ]
        for line in lines:
            if y < 80:
                pages.append([])
                y = 740.0
            pages[-1].append((50, y, size, line, bool(level)))
            y -= 1.3 * size
        y -= size
    for number, page in enumerate(pages, 1):
        page.insert(0, (50, 775, 8, "Wilson Center Digital Archive"))
        page.append((290, 40, 8, f"Page {number} of {len(pages)}"))
    return pdf(pages)


# DOCX -----------------------------------------------------------------------

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in range(1, 7)
)


def docx(body: str, *, title: str = "", **parts: str) -> bytes:
    """Write a Word document: the XML inside its body, and inside further parts by name."""
    parts = {"styles": _HEADINGS, **parts}
    names = {"numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_KIND}{name}" Target="{name}.xml"/>' for name in parts
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _relations(
            f'<Relationship Id="r1" Type="{_KIND}officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="r2" Type="{_CORE}" Target="docProps/core.xml"/>'
        ),
        "word/_rels/document.xml.rels": _relations(links),
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": '<p:coreProperties xmlns:p="urn:p" xmlns:dc="http://purl.org/dc/'
        f'elements/1.1/"><dc:title>{escape(title)}</dc:title></p:coreProperties>',
    }
    for name, inside in parts.items():
        files[f"word/{name}.xml"] = f"<w:{names.get(name, name)} {WORD}>{inside}</w:{name}>"
    return zipped({name: _XML + xml for name, xml in files.items()})


def zipped(files: dict[str, str]) -> bytes:
    """Write a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _relations(inside: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inside}</Relationships>'


def p(text: str, properties: str = "") -> str:
    """Write a paragraph of one run; newlines are line breaks."""
    runs = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{runs}</w:r></w:p>"


def cable_docx() -> bytes:
    """Write the first record with headings in styles."""
    return docx(
        "".join(
            p(block, f'<w:pStyle w:val="H{level}"/>' if level else "")
            for level, block in cable_blocks()
        )
    )


def cable_html(encoding: str = "utf-8") -> bytes:
    """Write the first record as a page of an archive, with the site around it."""
    blocks = "\n".join(
        f"<h{level}>{escape(block)}</h{level}>"
        if level
        else "<p>" + escape(block).replace("\n", "<br>\n") + "</p>"
        for level, block in cable_blocks()
    )
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="{encoding}"><title>Cable | Digital Archive</title>
<script>var menu = "<p>not text</p>";</script><style>p {{ color: red }}</style></head>
<body class="cookie-consent"><header><h1>Digital Archive</h1></header>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<main>{blocks}</main>
<aside>Related documents</aside><footer>All rights reserved</footer></body></html>"""
    return page.encode(encoding, "xmlcharrefreplace")

"""Which files are made to do harm? Bombs, endless lines, deep nests, and tricks with paths.

Each is small or written piece by piece; what it becomes when it is read trustingly is not.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from benchmarks.crash_archive import record
from benchmarks.fuzz_files import READ, Made, packed, pdf_of, stream

__all__ = ["SECRET", "hostile"]

SECRET = "lozungopolis"
"""A word in a file outside the archive; no search may find it."""
_LINE = 200 * 1000 * 1000
_BOMB = 512 * 1024 * 1024
_PIECE = 1024 * 1024


def hostile(outside: Path, *, large: bool = True) -> Iterator[Made]:
    """Yield all files made to do harm to what lies in ``outside``, in the formats that are read.

    Without ``large`` those of more than a few megabytes are left out.
    """
    made = {
        "text": (_texts(), ()),
        "xml": (_entities(outside), _long("xml")),
        "html": (_pages(), ()),
        "json_lines": (_json(), (*_long("jsonl"), *_long("json"))),
        "csv": (_csv(), _long("csv")),
        "zip": (_archives(outside), _zip_bombs()),
        "docx": (_documents(outside), _docx_bombs()),
        "pdf": (_pdfs(), _pdf_bombs()),
    }
    for name, (small, big) in made.items():
        if name in READ or name in ("zip", "xml"):  # to be refused, where they are not read
            yield from small
            yield from big if large else ()
    if large:
        yield from _long("md")
    yield from _strangers()
    yield from _names(outside)


# One line that does not end --------------------------------------------------------

_LONG = {
    "md": (b"", "уголь coal ".encode(), b""),
    "jsonl": (b'{"title": "Endless", "en": "', b"coal and bread ", b'"}\n'),
    "json": (b'[{"title": "Endless", "en": "', b"coal and bread ", b'"}]'),
    "csv": (b"title,en\nEndless,", b"coal and bread ", b"\n"),
    "xml": (
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>',
        b"coal and bread ",
        b"</p></body></text></TEI>",
    ),
}


def _long(suffix: str) -> Iterator[Made]:
    start, middle, end = _LONG[suffix]

    def write(path: Path) -> None:
        piece = middle * (_PIECE // len(middle))
        with path.open("wb") as file:
            file.write(start)
            for _ in range(_LINE // len(piece) + 1):
                file.write(piece)
            file.write(end)

    yield Made("200 MB in one line", f"long/line.{suffix}", write)


# Text ---------------------------------------------------------------------------


def _texts() -> Iterator[Made]:
    many = 300_000
    lines = {
        "brackets": "(" * many + ")" * many,
        "quotes": "«" * many,
        "stars": "*" * many,
        "hashes": "#" * many + " a",
        "headings": "## **" * many,
        "dashes": "- " * many,
        "spaces": "word" + " " * many + "word",
        "newlines": "word" + "\n" * many + "word",
        "dates": "1949-" * many,
        "days": "May 1, " * many,
        "points": "А. " * many,
        "shelfmarks": "ф. 1, оп. 2, д. 3, л. " * (many // 20),
        "lists": "л. " + "1-2, " * many,
        "links": "<https://" * many,
        "citation": "#### **Citation:**\n\n" + '"a, ' * many,
        "accents": "и" + "\u0301" * many,
        "soft hyphens": "у\u00ad" * many,
        "broken words": "уго-\n" * many,
        "one word": "у" * many,
        "digits": "9" * many,
        "emoji": "\U0001f469\u200d" * many,
        "right to left": "\u202e" + "abc " * many,
        "escapes": "\x1b[31m" * many,
        "tables": "|" * many + "\n" + "|-" * many,
        "entities": "&amp;" * many,
    }
    for name, text in lines.items():
        yield Made("hostile text", f"text/{name}.md", f"# Letter\n\n{text}\n".encode())
    sentence = "Баржи прибыли с углём. The barges have come with coal. " * 20
    for encoding in ("utf-16-le", "utf-16", "utf-32", "cp1251", "koi8-r", "utf-7", "cp866"):
        data = sentence.encode(encoding, "replace")
        yield Made("other encoding", f"text/{encoding}.txt", data)
    for name, data in {
        "empty": b"",
        "blank": b" \n" * 1000,
        "mark only": b"\xef\xbb\xbf",
        "zeros": bytes(10_000),
        "halves": b"\xed\xa0\x80 \xed\xb0\x80 word",
        "overlong": b"\xc0\xaf word",
    }.items():
        yield Made("no text", f"text/{name}.txt", data)


# XML and HTML ------------------------------------------------------------------------


def _tei(inside: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<TEI xmlns="http://www.tei-c.org/ns/1.0">'
        f"<teiHeader/><text><body><p>{inside}</p></body></text></TEI>"
    ).encode()


def _laughs(root: str) -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]>'


def _entities(outside: Path) -> Iterator[Made]:
    secret = (outside / "secret.txt").as_uri()
    bombs = {
        "laughs.xml": _tei("&l11;", _laughs("TEI")),
        "laughs.ead": b'<?xml version="1.0"?>' + _laughs("ead").encode() + b"<ead>&l11;</ead>",
        "laughs.html": b'<?xml version="1.0"?>' + _laughs("html").encode() + b"<html>&l11;</html>",
        "quadratic.xml": _tei("&a;" * 20_000, f'<!DOCTYPE TEI [<!ENTITY a "{"a" * 50_000}">]>'),
        "external.xml": _tei("&x;", f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret}">]>'),
        "parameter.xml": _tei("&x;", f'<!DOCTYPE TEI [<!ENTITY % p SYSTEM "{secret}"> %p;]>'),
        "schema.xml": _tei("coal", '<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd">'),
        "itself.xml": _tei("&a;", '<!DOCTYPE TEI [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
        "include.xml": _tei(
            f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
        ),
    }
    for name, data in bombs.items():
        yield Made("entity bomb", f"entities/{name}", data)
    deep = 200_000
    yield Made("deep nest", "nests/deep.xml", _tei("<p>" * deep + "coal" + "</p>" * deep))
    yield Made("deep nest", "nests/open.xml", _tei("<p>" * deep))
    many = " ".join(f'a{number}="1"' for number in range(100_000))
    yield Made("deep nest", "nests/attributes.xml", _tei(f"<p {many}>coal</p>"))


def _pages() -> Iterator[Made]:
    deep = 100_000
    for name, body in {
        "divs": "<div>" * deep + "coal",
        "spans": "<span>" * deep + "coal" + "</span>" * deep,
        "tables": "<table><tr><td>" * 20_000 + "coal",
        "lists": "<ul><li>" * deep + "coal",
        "bold": "<b><i>" * deep + "coal",
        "open": "<a href='" * deep,
        "comments": "<!--" * deep,
        "rows": "<table>" + "<tr><td>coal</td></tr>" * 50_000,
        "references": "&#x10ffff;&nope;" * deep,
    }.items():
        page = f"<!DOCTYPE html><html><head><title>Letter</title></head><body><p>{body}"
        yield Made("deep nest", f"nests/{name}.html", page.encode())


# JSON and CSV ------------------------------------------------------------------------


def _json() -> Iterator[Made]:
    deep = 500_000
    for name, data in {
        "deep.json": b"[" * deep,
        "closed.json": b"[" * deep + b"]" * deep,
        "objects.jsonl": b'{"a":' * deep + b"1" + b"}" * deep + b"\n",
        "keys.json": json.dumps({f"key{number}": "coal" for number in range(100_000)}).encode(),
        "number.jsonl": b'{"title": "a", "en": ' + b"9" * deep + b"}\n",
        "escapes.jsonl": b'{"title": "a", "en": "' + b"\\ud800" * deep + b'"}\n',
        "infinite.jsonl": b'{"title": "a", "en": Infinity}\nNaN\n',
        "lines.jsonl": b"{\n" * 100_000,
    }.items():
        yield Made("deep nest", f"nests/{name}", data)


def _csv() -> Iterator[Made]:
    for name, data in {
        "columns.csv": b",".join(b"c%d" % number for number in range(200_000)) + b"\n1\n",
        "quotes.csv": b'title,en\n"' + b'""' * 500_000,
        "open.csv": b'title,en\na,"' + b"coal\n" * 200_000,
        "commas.csv": b"title,en\n" + b"," * 1_000_000 + b"\n",
        "zeros.csv": b"title,en\n" + b"a,\0coal\n" * 1000,
    }.items():
        yield Made("deep nest", f"nests/{name}", data)


# ZIP archives ------------------------------------------------------------------------


def _archives(outside: Path) -> Iterator[Made]:
    names = {
        "above": "../../../outside/evil.md",
        "absolute": f"{outside}/evil.md",
        "windows": "C:\\outside\\evil.md",
        "backslashes": "..\\..\\..\\outside\\evil.md",
        "through": "a/../../../../outside/evil.md",
        "newline": "a\nb.md",
        "escape": "\x1b[2Ja.md",
        "long": "a" * 4000 + ".md",
        "deep": "a/" * 1000 + "b.md",
        "device": "con.md",
        "hidden": ".a.md",
        "folder": "a.md/b.md",
    }
    for number, (kind, name) in enumerate(names.items()):
        yield Made("path trick", f"zips/{kind}.zip", packed({name: record(190_000 + number)}))
    link = ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(link, str(outside / "secret.txt"))
        archive.writestr(ZipInfo("letter.md"), record(190_100))
    yield Made("path trick", "zips/link.zip", out.getvalue())
    nested = packed({"letter.md": record(190_101)})
    for _ in range(20):
        nested = packed({f"{number}.zip": nested for number in range(3)})
    yield Made("zip bomb", "zips/nested.zip", nested)


def _zip_bombs() -> Iterator[Made]:
    def zeros(path: Path) -> None:
        _deflated(path, "letter.md", b"coal and bread ", _BOMB)

    def twice(path: Path) -> None:
        _deflated(path, "inner.md", b"\n", _BOMB)
        path.write_bytes(packed({"inner.zip": path.read_bytes(), "a.md": record(190_102)}))

    def overlapping(path: Path) -> None:
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            archive.writestr("a.md", b"coal " * 2_000_000)
            archive.filelist += [_renamed(archive.filelist[0], n) for n in range(5_000)]

    def lying(path: Path) -> None:
        _deflated(path, "letter.md", b"coal and bread ", _BOMB)
        data = path.read_bytes()
        path.write_bytes(data.replace(_BOMB.to_bytes(4, "little"), (100).to_bytes(4, "little")))

    def many(path: Path) -> None:
        with ZipFile(path, "w") as archive:
            for number in range(120_000):
                archive.writestr(f"{number}.md", b"")

    for write in (zeros, twice, overlapping, lying, many):
        yield Made("zip bomb", f"zips/{write.__name__}.zip", write)


def _renamed(info: ZipInfo, number: int) -> ZipInfo:
    other = ZipInfo(f"{number}.md")
    for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
        setattr(other, name, getattr(info, name))
    return other


def _deflated(path: Path, name: str, text: bytes, size: int) -> None:
    """Write an archive of one member of so many bytes."""
    piece = text * (_PIECE // len(text)) + text[: _PIECE % len(text)]
    with (
        ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(ZipInfo(name), "w") as member,
    ):
        for _ in range(size // _PIECE):
            member.write(piece)


def _written(inside: str) -> bytes:
    """Return a Word document with this main part."""
    files = {"word/document.xml": inside.encode()}
    with ZipFile(BytesIO(READ["docx"][1](0))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | files
    return packed(files)


def _documents(outside: Path) -> Iterator[Made]:
    secret = (outside / "secret.txt").as_uri()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    start, end = f"<w:document {space}><w:body>", "</w:body></w:document>"
    one = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    external = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret}">]>'
    tables = "<w:tbl><w:tr><w:tc>" * 20_000
    for name, document in {
        "laughs": _laughs("w") + start + one.format("&l11;") + end,
        "external": external + start + one.format("&x;") + end,
        "tables": start + tables,
        "runs": start + "<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 200_000 + "</w:p>" + end,
    }.items():
        kind = "entity bomb" if name in ("laughs", "external") else "deep nest"
        yield Made(kind, f"words/{name}.docx", _written(document))


def _docx_bombs() -> Iterator[Made]:
    def bomb(path: Path) -> None:
        _deflated(path, "word/document.xml", b"<w:p/>", _BOMB)

    yield Made("zip bomb", "words/bomb.docx", bomb)


# PDF ---------------------------------------------------------------------------------


def _pdfs() -> Iterator[Made]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    root = b"<</Type/Catalog/Pages 2 0 R>>"
    for name, objects in {
        "circle": [root, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>"],
        "no pages": [root, b"<</Type/Pages/Kids[]/Count 0>>"],
        "many pages": [
            root, b"<</Type/Pages/Kids[" + b"3 0 R " * 50_000 + b"]/Count 50000>>", page
        ],
        "length": [root, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page,
                   b"<</Length 999999999999>>stream\nBT\nendstream"],
        "nest": [root, b"[" * 100_000],
        "operators": [root, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page,
                      stream(b"q " * 1_000_000)],
    }.items():  # fmt: skip
        yield Made("hostile PDF", f"pdfs/{name}.pdf", pdf_of(objects))


def _pdf_bombs() -> Iterator[Made]:
    def bomb(path: Path) -> None:
        squeeze = zlib.compressobj(1)
        inside = b"".join(squeeze.compress(b" " * _PIECE) for _ in range(_BOMB // _PIECE))
        inside += squeeze.flush()
        contents = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(inside), inside)
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
        pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
        path.write_bytes(pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, contents]))

    yield Made("hostile PDF", "pdfs/bomb.pdf", bomb)


# Files of other kinds, and of odd names ------------------------------------------------


def _strangers() -> Iterator[Made]:
    for name, data in {
        "image.png": b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "program": b"\x7fELF" + bytes(1000),
        "packed.md": b"\x1f\x8b\x08" + bytes(1000),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        "rich.txt": b"{\\rtf1\\ansi coal}",
        "workbook.xlsx": packed({"xl/workbook.xml": b"<workbook/>"}),
        "office.odt": packed({"content.xml": b"<office/>"}),
        "book.epub": packed({"META-INF/container.xml": b"<container/>"}),
        "plain.xyz": b"coal and bread",
    }.items():
        yield Made("other format", f"other/{name}", data)


def _names(outside: Path) -> Iterator[Made]:
    names = ["a\nb.md", "\x1b[31mred.md", "-rf.md", "a" * 250 + ".md", " . .md", "b\udcff.md"]
    names += ["*?.md", "'; drop.md", "$(a).md", "\u202edm.a", "e\u0301.md", "\u00e9.md"]
    for number, name in enumerate(names):
        yield Made("odd name", f"names/{name}", record(195_000 + number))

    def nowhere(path: Path) -> None:
        path.symlink_to(outside / "nothing.md")

    def circle(path: Path) -> None:
        path.symlink_to(path.name)

    for write in (nowhere, circle):
        yield Made("odd name", f"names/{write.__name__}.md", write)
    if hasattr(os, "mkfifo"):
        yield Made("no file", "names/pipe.md", _fifo)


def _fifo(path: Path) -> None:
    os.mkfifo(path)

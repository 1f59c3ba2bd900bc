"""Which files may an archive be given? Good ones of every format, and all kinds of bad ones.

Everything is made here, of no library that searchlib reads with, and always the same for a
seed. Every good file holds a word that no other does.
"""

from __future__ import annotations

import io
import json
import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from benchmarks.crash_archive import record, word
from searchlib.formats import FORMATS

__all__ = ["DAMAGES", "Made", "damaged", "good", "packed", "suffix_of"]


class Made(NamedTuple):
    """Hold a file to write: its kind of damage ("" for none), its name, and its bytes.

    Large ones are given as what writes them.
    """

    kind: str
    name: str
    content: bytes | Callable[[Path], object]

    def write(self, folder: Path) -> None:
        """Write the file."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)


# Good files ------------------------------------------------------------------------


def _sentences(number: int) -> tuple[str, str, str]:
    """Return a title and a text in each language."""
    return (
        f"Report No. {number} of the harbour master",
        f"Докладываю: баржи номер {number} прибыли с углём и хлебом, лёд сошёл.",
        f"I report: barges number {number} have come with coal and bread. Sign: {word(number)}.",
    )


def _html(number: int) -> bytes:
    title, ru, en = _sentences(number)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><main><h1>{title}</h1><p>{ru}</p><p>{en}</p></main></body></html>"
    ).encode()


def _tei(number: int) -> bytes:
    title, ru, en = _sentences(number)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0">'
        f"<teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt>"
        "<publicationStmt><p>Written for this</p></publicationStmt>"
        "<sourceDesc><p>Invented</p></sourceDesc></fileDesc></teiHeader>"
        f"<text><body><div><p>{ru}</p><p>{en}</p></div></body></text></TEI>"
    ).encode()


def _json(number: int) -> bytes:
    title, ru, en = _sentences(number)
    return (json.dumps({"title": title, "ru": ru, "en": en}, ensure_ascii=False) + "\n").encode()


def _csv(number: int) -> bytes:
    return (
        "title,ru,en\n" + ",".join(f'"{value}"' for value in _sentences(number)) + "\n"
    ).encode()


def _docx(number: int) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in _sentences(number))
    whole = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{paragraphs}</w:body></w:document>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return packed(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'relationships"><Relationship Id="r1" Type="%s" Target="word/document.xml"/>'
            b"</Relationships>" % kind.encode(),
            "word/document.xml": whole.encode(),
        }
    )


def _pdf(number: int) -> bytes:
    """Set a page of Latin letters; the standard fonts have no others."""
    lines = (f"Report No. {number} of the harbour master", _sentences(number)[2])
    shown = "".join(
        f"BT /F 12 Tf 50 {700 - 20 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines)
    )
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R>>>>>>",
            stream(shown.encode()),
            b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        ]
    )


def pdf_of(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(
        out
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    )


def stream(data: bytes) -> bytes:
    """Return a stream of a PDF, packed."""
    inside = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(inside), inside)


def packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _zip(number: int) -> bytes:
    return packed(
        {f"letter-{number}.md": record(number), f"page-{number}.md": record(number + 100_000)}
    )


_BUILDERS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "text": (".md", record),
    "html": (".html", _html),
    "pdf": (".pdf", _pdf),
    "docx": (".docx", _docx),
    "xml": (".xml", _tei),
    "json_lines": (".jsonl", _json),
    "csv": (".csv", _csv),
    "zip": (".zip", _zip),
}
READ = {name: made for name, made in _BUILDERS.items() if name in FORMATS}
"""The formats that searchlib reads, each with a suffix and what makes a good file."""


def suffix_of(name: str) -> str:
    """Return the suffix of a format."""
    return READ[name][0]


def good(number: int) -> Made:
    """Return a good file; the formats take turns."""
    suffix, build = list(READ.values())[number % len(READ)]
    return Made("", f"good/{number % 10}/{number:05}{suffix}", build(number))


# Damage to good files ----------------------------------------------------------------


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwritten(chance: random.Random, data: bytes) -> bytes:
    start, length = chance.randrange(len(data)), chance.randrange(1, 400)
    return data[:start] + chance.randbytes(length) + data[start + length :]


def _with_hole(chance: random.Random, data: bytes) -> bytes:
    start, length = chance.randrange(len(data)), chance.randrange(1, 400)
    return data[:start] + data[start + length :]


def _zeroed(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(len(data) - start)


def _twice(chance: random.Random, data: bytes) -> bytes:
    return data + data[chance.randrange(len(data)) :]


def _noise(chance: random.Random, data: bytes) -> bytes:
    return chance.randbytes(len(data))


def _same(_: random.Random, data: bytes) -> bytes:
    return data


DAMAGES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "cut short": _cut,
    "bits flipped": _flipped,
    "overwritten": _overwritten,
    "with a hole": _with_hole,
    "zeroed": _zeroed,
    "gone on twice": _twice,
    "random bytes": _noise,
    "wrong extension": _same,
}


def damaged(count: int, seed: int) -> Iterator[Made]:
    """Yield ``count`` damaged files, all kinds of damage to all formats in turn."""
    chance = random.Random(seed)
    names = list(READ)
    for number in range(count):
        kind = list(DAMAGES)[number % len(DAMAGES)]
        name = names[number // len(DAMAGES) % len(names)]
        suffix, build = READ[name]
        data = DAMAGES[kind](chance, build(200_000 + number))
        if kind == "wrong extension":
            suffix = chance.choice([made[0] for made in READ.values()] + [".doc", ".xyz", ""])
        yield Made(kind, f"{kind}/{number:05}{suffix}", data)

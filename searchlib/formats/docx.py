"""What does a Word document hold? Its text with accepted changes, its notes, its properties."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname, join, normpath
from typing import IO, Any

from searchlib.errors import FormatError
from searchlib.formats.docx_lists import Lists, attribute
from searchlib.formats.docx_text import Reading, Styles, read_part
from searchlib.formats.layouts import read_page
from searchlib.formats.metadata import Metadata, completed
from searchlib.formats.original import Original
from searchlib.records import Record, Text

__all__ = ["read"]

LARGEST = 64 * 1024 * 1024
"""How many bytes the parts read may have together, unpacked."""

_PIECE = 64 * 1024
_MOST_MEMBERS = 20_000

# What a damaged or hostile ZIP archive makes the standard library raise.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(RuntimeError, ValueError, KeyError, IndexError, OverflowError, MemoryError),
)


def read(original: Original) -> list[Record]:
    """Read the record a Word document holds.

    Footnotes and endnotes stand at the end, deleted text and page headers are left out.
    Raises FormatError for one that is damaged, locked, too large when unpacked, or
    is no record.
    """
    original.data()  # no more than a document
    try:
        with original.open() as file, zipfile.ZipFile(file) as archive:
            package = _Package(archive, original.name)
            reading = _reading(package)
            metadata = _metadata(package)
    except FormatError:
        raise
    except _DAMAGE as error:
        raise FormatError(
            f"{original.name}: the Word document is damaged ({error or type(error).__name__});"
            " open it in a word processor, let it be repaired, and save it again"
        ) from error
    notes = [note for _, note in sorted(reading.notes.items())]
    text = "\n\n".join([*reading.blocks, *notes]) + "\n"
    if not any(map(str.isalnum, text)):
        raise FormatError(
            f"{original.name}: the Word document holds no text (a scan?);"
            " save it as PDF and run OCR, e.g. ocrmypdf"
        )
    if reading.hidden:
        original.notes.append(f"{reading.hidden} characters of hidden text were left out")
    records = (completed(one, metadata, text) for one in read_page(text, original.name))
    return [
        replace(record, texts=tuple(_with_footnotes(text, notes) for text in record.texts))
        for record in records
    ]


def _reading(package: _Package) -> Reading:
    """Read the text, then the notes it refers to."""
    main = package.main()
    reading = Reading(
        Styles.of(package.tree(package.related(main, "styles"))),
        Lists.of(package.tree(package.related(main, "numbering"))),
    )
    for part in (main, package.related(main, "footnotes"), package.related(main, "endnotes")):
        if part:
            read_part(package.events(part), reading)
    return reading


def _with_footnotes(text: Text, notes: list[str]) -> Text:
    """Say where in a text its notes stand."""
    places = [(text.body.find(note), len(note)) for note in notes]
    return replace(text, footnotes=tuple((at, at + size) for at, size in places if at >= 0))


def _metadata(package: _Package) -> Metadata:
    """Return the title the document's properties bear."""
    tree = package.tree(package.related("", "metadata/core-properties"))
    title = None if tree is None else tree.find("{*}title")
    return Metadata(title="" if title is None else title.text or "")


class _Package:
    """Read parts of an office document, in bounds (ECMA-376, part 2)."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._left = LARGEST
        self._relations: dict[str, dict[str, str]] = {}
        self._members = archive.NameToInfo
        if len(self._members) > _MOST_MEMBERS:
            raise FormatError(
                f"{name}: the Word document has more than {_MOST_MEMBERS} parts;"
                " open it in a word processor and save it again"
            )

    def main(self) -> str:
        """Return the name of the part that holds the text."""
        part = self.related("", "officeDocument") or "word/document.xml"
        if part not in self._members:
            raise FormatError(
                f"{self._name}: the Word document has no text part ({part});"
                " open it in a word processor and save it again"
            )
        return part

    def related(self, part: str, kind: str) -> str:
        """Return the part of a kind that another part names, or ''. Links outwards are not."""
        if part not in self._relations:
            folder = dirname(part)
            rels = join(folder, "_rels", part.rpartition("/")[2] + ".rels")
            tree = self.tree(rels)
            found: dict[str, str] = {}
            for relation in () if tree is None else tree:
                if (
                    isinstance(relation.tag, str)
                    and attribute(relation, "TargetMode") != "External"
                ):
                    target = attribute(relation, "Target")
                    name = target[1:] if target.startswith("/") else normpath(join(folder, target))
                    type_ = attribute(relation, "Type")
                    if name in self._members:
                        found.setdefault(type_, name)
            self._relations[part] = found
        relations = self._relations[part]
        return next((name for type_, name in relations.items() if type_.endswith("/" + kind)), "")

    def tree(self, part: str) -> Any:
        """Return a part parsed, or None where the document does not have it."""
        from lxml import etree

        if part not in self._members:
            return None
        parser = etree.XMLParser(**_SAFE)
        with self._open(part) as file:
            try:
                for piece in self._pieces(file):
                    parser.feed(piece)
                root = parser.close()
            except etree.XMLSyntaxError as error:
                raise self._broken(part, error) from error
        self._check(part, root)
        return root

    def events(self, part: str) -> Iterator[tuple[str, Any]]:
        """Yield the starts and ends of a part's elements, as it is unpacked."""
        from lxml import etree

        parser = etree.XMLPullParser(events=("start", "end"), **_SAFE)
        with self._open(part) as file:
            try:
                for piece in self._pieces(file):
                    parser.feed(piece)
                    for event, element in parser.read_events():
                        if element.getparent() is None:
                            self._check(part, element)
                        yield event, element
                parser.close()
            except etree.XMLSyntaxError as error:
                raise self._broken(part, error) from error

    def _check(self, part: str, root: Any) -> None:
        """Raise FormatError for a part that declares entities: the standard forbids it."""
        if root.getroottree().docinfo.doctype:
            raise self._broken(part, "it has a document type declaration")

    def _open(self, part: str) -> IO[bytes]:
        info = self._members[part]
        if info.flag_bits & 1:
            raise FormatError(f"{self._name}: the file is locked with a password; save it without")
        if info.file_size > self._left:
            raise self._too_large()
        return self._archive.open(info)

    def _pieces(self, file: IO[bytes]) -> Iterator[bytes]:
        """Yield a part's bytes up to the bound, should there be more than the archive claims."""
        while piece := file.read(_PIECE):
            self._left -= len(piece)
            if self._left < 0:
                raise self._too_large()
            yield piece

    def _too_large(self) -> FormatError:
        return FormatError(
            f"{self._name}: the Word document is larger than {LARGEST // 2**20} MB when unpacked;"
            " divide it into records"
        )

    def _broken(self, part: str, error: object) -> FormatError:
        return FormatError(
            f"{self._name}: the Word document is damaged ({part}: {error});"
            " open it in a word processor, let it be repaired, and save it again"
        )


# Nothing is fetched, no entity is expanded.
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}

"""How are documents written? As Whoosh segments of bounded size, the small ones merged.

Postings are collected in memory until they take ``SPILL`` bytes; then they become a
segment, and the next one begins. Whoosh's table of contents names all of them at the
end, so that changes are seen together. When segments get many, the smallest are merged,
and one that has lost much of what it held is written anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchlib.engine.base import Document, FlatTerms
from searchlib.engine.whoosh.codec import BYTES, LENGTH, SCHEMA, ArrayCodec
from searchlib.engine.whoosh.importing import quick_import
from searchlib.engine.whoosh.pool import PostingPool
from searchlib.engine.whoosh.postings import NUMBER, Packed, encoded, packed
from searchlib.engine.whoosh.segment import ID, INTERVAL, KEY, STORED, Segment
from searchlib.errors import IndexLocked

with quick_import():
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import FileIndex, LockError
    from whoosh.writing import SegmentWriter

__all__ = ["WhooshWriter", "create"]

SPILL: Final = 256 * 1024 * 1024
"""From how many bytes of postings on a segment is written, about."""
_MOST_SEGMENTS: Final = 8
"""A search asks every segment in turn; more of them than this are merged."""
_DELETED: Final = 0.3
"""From this share of deleted documents on a segment is written anew."""

_READ, _COPIED = 16 * 1024 * 1024, 10_000
"""After how many positions, and values of documents, what was read for a merge is let go of."""

_Posting = tuple[str, bytes, int, int]
"""Field, term, the number of a segment, and what its ``Segment.at`` asks for."""


class _Growing(NamedTuple):
    """Collect the postings of one term."""

    documents: array[int]
    frequencies: array[int]
    positions: array[int]
    lengths: bytearray


def create(folder: Path) -> None:
    """Make an empty index in a folder that is there."""
    FileIndex.create(FileStorage(str(folder)), SCHEMA)


class WhooshWriter:
    """Add and delete documents, and commit them as further Whoosh segments."""

    def __init__(self, folder: Path) -> None:
        self._index = FileIndex(FileStorage(str(folder)), schema=SCHEMA)
        self._folder = folder
        try:
            self._first = self._writer = self._segment_writer(locking=True)
        except LockError as error:
            raise IndexLocked(
                f"Somebody else is writing to {folder}. Wait until they have finished."
            ) from error
        # As they are now: another engine may have written since this one was opened.
        self._before = [
            (Segment(folder, vars(segment)), segment) for segment in self._first.segments
        ]
        self._added: dict[str, tuple[Any, int]] = {}
        self._done: list[Any] = []

    def _segment_writer(self, *, locking: bool = False) -> SegmentWriter:
        """Begin a segment; the first one locks the index until it is finished."""
        writer = SegmentWriter(self._index, codec=ArrayCodec(), compound=False, _lk=locking)
        writer.pool = PostingPool()
        return writer

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        self.delete(document.id)
        if self._writer.pool.size > SPILL:
            self._done.append(self._writer._finalize_segment())
            self._writer = self._segment_writer()
        self._added[document.id] = (self._writer.newsegment, self._writer.docnum)
        self._write(document)

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""
        if (place := self._added.pop(record_id, None)) is not None:
            segment, number = place
            segment.delete_document(number)
        for segment, changed in self._before:
            for number in segment.with_id(record_id):
                changed.delete_document(number)

    def _write(self, document: Document) -> None:
        """Put a document where Whoosh's own ``add_document`` would, a field at a time."""
        writer, number = self._writer, self._writer.docnum
        pool, columns = writer.pool, writer.perdocwriter
        columns.start_doc(number)
        for field, terms in document.fields.items():
            name = f"terms_{field}"
            if isinstance(terms, FlatTerms):
                pool.add_flat(name, number, terms)
            else:
                pool.add(name, number, *terms)
            columns.add_field(name, None, None, terms.length)
            columns.add_column_value(name, LENGTH, terms.length)
        words = document.keywords.items()
        pool.add_words(((f"terms_@{field}", those) for field, those in words), number)
        pool.add_words(((f"terms_{KEY}", (document.id,)),), number)
        for field, spans in document.intervals.items():
            packed = b"".join(INTERVAL.pack(*span) for span in spans)
            columns.add_column_value(f"interval_{field}", BYTES, packed)
        columns.add_column_value(ID, BYTES, encoded(document.id))
        columns.add_column_value(STORED, BYTES, document.small())
        columns.finish_doc()
        writer.docnum += 1
        writer._added = True

    def commit(self) -> None:
        """Make the changes be seen."""
        if self._writer._added:
            self._done.append(self._writer._finalize_segment())
        else:
            self._writer._close_segment()
        segments = [*self._first.segments, *self._done]
        if worn := _to_merge(segments):
            kept = [segment for segment in segments if segment not in worn]
            segments = kept + self._merged(worn)
        self._first._commit_toc(segments)
        self._first._finish()
        self._close()

    def _merged(self, worn: Sequence[Any]) -> list[Any]:
        """Write what is left of some segments as one."""
        sources = [Segment(self._folder, vars(segment)) for segment in worn]
        try:
            if not any(source.count for source in sources):
                return []
            writer = self._segment_writer()
            writer.pool = _Merge(sources)
            for source in sources:
                _copy_columns(source, writer)
            return [writer._finalize_segment()]
        finally:
            for source in sources:
                source.close()

    def cancel(self) -> None:
        """Leave everything as it was; where the disk fails once more, the first time tells why."""
        if not self._first.is_closed:
            for let_go in (
                self._writer._close_segment,
                self._first._close_segment,
                self._first._tempstorage.destroy,
                self._first.writelock.release,
            ):
                with suppress(Exception):
                    let_go()
            self._first.is_closed = True
        self._close()

    def _close(self) -> None:
        for segment, _ in self._before:
            segment.close()
        self._before.clear()


def _to_merge(segments: Sequence[Any]) -> list[Any]:
    """Return the segments to write anew: worn ones, and the smallest when there are too many.

    A segment joins the smaller ones unless it is over twice their size together, so that
    a document is written again a number of times that grows with the logarithm of all.
    """
    worn = [s for s in segments if s.deleted_count() > _DELETED * s.doc_count_all()]
    if len(segments) > _MOST_SEGMENTS:
        together = 0
        for number, segment in enumerate(sorted(segments, key=lambda s: int(s.doc_count()))):
            if number > 1 and segment.doc_count() > 2 * together:
                break
            together += segment.doc_count()
            if segment not in worn:
                worn.append(segment)
    return worn


def _copy_columns(source: Segment, writer: SegmentWriter) -> None:
    """Copy the values and lengths of the documents that are left."""
    columns = {
        name: source.lengths(name) if name.startswith("terms_") else source.values(name)
        for name in source.column_names()
    }
    perdoc = writer.perdocwriter
    for number in source.remaining():
        if number % _COPIED == 0:
            source.let_go()
        perdoc.start_doc(writer.docnum)
        for name, values in columns.items():
            value = values[number]
            if not value:
                continue
            if name.startswith("terms_"):
                perdoc.add_field(name, None, None, value)
            perdoc.add_column_value(name, LENGTH if name.startswith("terms_") else BYTES, value)
        perdoc.finish_doc()
        writer.docnum += 1
    writer._added = True


class _Merge:
    """Give the postings of several segments as those of one, a term at a time."""

    size = 0

    def __init__(self, sources: Sequence[Segment]) -> None:
        self._sources = sources
        self._numbers: list[dict[int, int] | int] = []
        base = 0
        for source in sources:
            if source.deleted:
                left = enumerate(source.remaining(), base)
                self._numbers.append({old: new for new, old in left})
            else:
                self._numbers.append(base)
            base += source.count

    def iter_postings(self) -> Iterator[tuple[str, bytes, Packed]]:
        """Yield field, term and postings in order of field and term."""
        terms = merge(*(self._terms_of(place) for place in range(len(self._sources))))
        read = 0
        for (field, term), places in groupby(terms, key=itemgetter(0, 1)):
            growing = _Growing(array(NUMBER), array(NUMBER), array(NUMBER), bytearray())
            for _, _, place, at in places:
                self._append(growing, place, at)
            if growing.documents:
                yield field, term, packed(*growing)
            read += len(growing.positions)
            if read > _READ:
                read = 0
                for source in self._sources:
                    source.let_go()

    def _terms_of(self, place: int) -> Iterator[_Posting]:
        return ((field, term, place, at) for field, term, at in self._sources[place].terms())

    def _append(self, growing: _Growing, place: int, at: int) -> None:
        """Add the postings of one segment that are left, under their new numbers."""
        postings = self._sources[place].at(at)
        numbers = self._numbers[place]
        if isinstance(numbers, int):
            growing.documents.extend(map(numbers.__add__, postings.documents))
            growing.frequencies.extend(postings.frequencies)
            growing.positions.extend(postings.positions)
            growing.lengths.extend(postings.lengths)
            return
        ends = postings.ends()
        for row, number in enumerate(postings.documents):
            if (new := numbers.get(number)) is not None:
                growing.documents.append(new)
                growing.frequencies.append(postings.frequencies[row])
                growing.positions.extend(postings.places(row, ends))
                growing.lengths.append(postings.lengths[row])

    def cleanup(self) -> None:
        """Hold nothing."""

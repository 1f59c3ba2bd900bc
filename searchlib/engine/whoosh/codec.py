"""How does Whoosh write an index? Through its codec interface, with postings as plain arrays.

The terms, columns and table of contents stay Whoosh's own (its third codec); files.py reads
them. Pinned to whoosh 2.7.4; held by the engine contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from searchlib.engine.whoosh.files import ENTRY, SLOT, hashed
from searchlib.engine.whoosh.importing import quick_import
from searchlib.engine.whoosh.postings import TERM, Packed
from searchlib.engine.whoosh.segment import ID, STORED

with quick_import():
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
    from whoosh.filedb.filetables import OrderedHashWriter

__all__ = ["BYTES", "LENGTH", "SCHEMA", "ArrayCodec"]

LENGTH = columns.NumericColumn("I")
_EMPTY: Final = SLOT.pack(0, 0)


class _ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Write the postings of a pool as arrays.

    It counts where files end: to ask them for every term took as long as to write it.
    """

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._end: int = self._postfile.tell()
        self._place: int = self._tindex.dbfile.tell()
        self._tindex._write_hashes = partial(_write_hashes, self._tindex)

    def add_postings(
        self, schema: Any, _lengths: Any, items: Iterator[tuple[str, bytes, Packed]]
    ) -> None:
        for fieldname, those in groupby(items, itemgetter(0)):
            self.start_field(fieldname, schema[fieldname])
            self._write(those)
            self.finish_field()

    def _write(self, items: Iterator[tuple[str, bytes, Packed]]) -> None:
        """Write the postings of a field, and its terms as Whoosh's OrderedHashWriter adds them."""
        table, field = self._tindex, self._fieldid.to_bytes(2, "big")
        write, write_entry = self._postfile.file.write, table.dbfile.file.write
        end, place, index, buckets = self._end, self._place, table.index, table.buckets
        for _, term, (many, total, widths, whole) in items:
            write(whole)
            key = field + term
            entry = ENTRY.pack(len(key), TERM.size) + key + TERM.pack(end, many, total, widths)
            write_entry(entry)
            hash_of_key = hashed(key)
            index.append(place)
            buckets[hash_of_key & 255].append((hash_of_key, place))
            end += len(whole)
            place += len(entry)
        self._end, self._place = end, place


def _write_hashes(table: OrderedHashWriter) -> None:
    """Write the 256 hash tables as Whoosh does, each in one go.

    A table has twice as many slots as terms. Where one is taken, a term goes into the next.
    """
    for entries in table.buckets:
        slots = [_EMPTY] * (2 * len(entries))
        for hash_of_key, place in entries:
            slot = (hash_of_key >> 8) % len(slots)
            while slots[slot] is not _EMPTY:
                slot = (slot + 1) % len(slots)
            slots[slot] = SLOT.pack(hash_of_key, place)
        table.directory.append((table.dbfile.tell(), len(slots)))
        table.dbfile.write(b"".join(slots))


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Be Whoosh's third codec with postings as arrays."""

    def field_writer(self, storage: Any, segment: Any) -> _ArrayFieldWriter:
        """Return what writes postings."""
        return _ArrayFieldWriter(self, storage, segment)


class _BytesWriter(columns.VarBytesColumn.Writer):  # type: ignore[misc]
    """Write a column of bytes, sound also when the last documents have no value.

    Whoosh takes hold of its arrays before it fills them up, and loses them when one
    has to grow wider.
    """

    def finish(self, doccount: int) -> None:
        self.fill(doccount)
        self._count = doccount
        super().finish(doccount)


class _Bytes(columns.VarBytesColumn):  # type: ignore[misc]
    """Keep bytes for each document, with their offsets."""

    Writer = _BytesWriter


BYTES = _Bytes(write_offsets_cutoff=0)


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Keep terms that come ready made (see `PostingPool`), and the length of the field."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)
        self.column_type = LENGTH


def _schema() -> fields.Schema:
    """Return the schema: one kind of field each for terms, keywords and intervals."""
    schema = fields.Schema()
    schema.add(ID, fields.COLUMN(BYTES))
    schema.add(STORED, fields.COLUMN(BYTES))
    schema.add("terms_*", _Terms(), glob=True)
    schema.add("interval_*", fields.COLUMN(BYTES), glob=True)
    return schema


SCHEMA: fields.Schema = _schema()

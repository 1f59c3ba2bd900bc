"""How are documents written to tantivy? As texts, which it inverts; see `layout.py`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tantivy import (
    Document as TantivyDocument,
)
from tantivy import (
    Filter,
    Index,
    PreTokenizedString,
    Query,
    TextAnalyzerBuilder,
    Token,
    Tokenizer,
)

from searchlib.engine.base import Document, FieldTerms, FlatTerms
from searchlib.engine.tantivy.direct import Row, RowsWriter, encoded_entry, together
from searchlib.engine.tantivy.layout import (
    NOTHING,
    Slots,
    as_readable,
    covering,
    encoded_id,
    encoded_keyword,
    encoded_span,
)
from searchlib.engine.tantivy.spreading import Spreader
from searchlib.errors import IndexLocked

__all__ = ["TantivyWriter"]

_MEMORY: Final = 256 * 1024 * 1024
"""How many bytes of postings tantivy collects before it writes them as a segment."""
_MOST_VALUES: Final = 1 << 16
_AT_ONCE: Final = 10_000


class TantivyWriter:
    """Add and delete documents; ``commit`` makes all of it be seen."""

    def __init__(self, folder: Path) -> None:
        """Raise IndexLocked when somebody else is writing."""
        self._folder = folder
        index = Index.open(str(folder))
        words, places = (TextAnalyzerBuilder(Tokenizer.whitespace()) for _ in range(2))
        index.register_tokenizer("words", words.build())
        nothing = Filter.custom_stopword([NOTHING])
        index.register_tokenizer("places", places.filter(nothing).build())
        try:
            # One thread: the other core reads and analyses.
            self._writer = index.writer(_MEMORY, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise IndexLocked(
                f"Somebody else is writing to {folder}. Wait until they have finished."
            ) from error
        self._index = index
        index.reload()  # somebody may have written while it was opened
        self._before = index.searcher()
        self._slots = Slots.read(folder)
        self._added: set[str] = set()
        self._spreader = Spreader()
        self._named = False
        self._rows = RowsWriter(folder, self._slots.free())
        self._keyword = lru_cache(_MOST_VALUES)(encoded_keyword)

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        made, name = self._made(document), encoded_id(document.id)
        made.add_text("id", name)
        self._remove(name)
        self._added.add(name)
        with _disk(self._folder):
            self._writer.add_document(made)

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""
        self._remove(encoded_id(record_id))

    def _remove(self, name: str) -> None:
        if name in self._added or self._before.doc_freq("id", name):
            self._slots.clean = False
            self._added.discard(name)
            self._writer.delete_documents_by_term("id", name)

    def commit(self) -> None:
        """Make the changes be seen, and wait until tantivy has merged what it wants to."""
        more = self._rows.finish()
        self._slots.rows += more
        self._slots.write(self._folder)  # what it names more than before is not there yet
        self._named = True
        with _disk(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        if more:
            self._tidy()
        as_readable(self._folder)

    def _tidy(self) -> None:
        """Put small files of entries together, lest there be one of each update."""
        before = self._slots.rows
        after = together(self._folder, before, self._living)
        if after != before:
            self._slots.rows = after
            self._slots.write(self._folder)
            for file in {*before}.difference(after):
                with suppress(PermissionError):  # Windows keeps what somebody reads
                    (self._folder / file.name).unlink()

    def _living(self) -> set[int]:
        """Return the numbers of all documents that there are."""
        self._index.reload()
        searcher, found = self._index.searcher(), set[int]()
        for start in range(0, searcher.num_docs, _AT_ONCE):
            everything = Query.all_query()
            hits = searcher.search(everything, _AT_ONCE, count=False, offset=start).hits
            numbers: list[Any] = searcher.fast_field_values("number", [at for _, at in hits])
            found.update(numbers)
        return found

    def cancel(self) -> None:
        """Leave everything as it was."""
        if not self._named:
            self._rows.cancel()
        with suppress(Exception):  # where the disk fails once more, the first time tells why
            self._writer.rollback()
        with suppress(Exception):
            self._writer.wait_merging_threads()

    def _made(self, document: Document) -> TantivyDocument:
        """Return a document as tantivy takes it."""
        made = TantivyDocument()
        rows: dict[int, Row] = {}
        for name, field in document.fields.items():
            slot = self._slots.of_text(name)
            rows[slot] = self._add_field(made, slot, field)
        for name, values in document.keywords.items():
            for value in set(values):
                made.add_text("keywords", self._keyword(name, value))
        for name, spans in document.intervals.items():
            for start, _ in sorted(spans):
                made.add_integer(f"start_{self._slots.of_interval(name)}", start)
            covers = (covering(name, span) for span in spans)
            for term in {encoded_span(name, span) for span in spans}.union(*covers):
                made.add_text("spans", term)
        made.add_unsigned("number", self._rows.add(encoded_entry(document, rows)))
        return made

    def _add_field(self, made: TantivyDocument, slot: int, field: FieldTerms | FlatTerms) -> Row:
        """Add the terms of a field, and return what is kept of them in its entry."""
        spread = self._spreader.spread(field)
        for bag, text in enumerate(spread.bags):
            made.add_text(f"bag{bag}_{slot}", text)
        for name, text in (("rest", spread.rest), ("joint", spread.joint)):
            if text:
                made.add_text(f"{name}_{slot}", text)
        if isinstance(spread.places, str):
            made.add_text(f"places_{slot}", spread.places)
        else:
            tokens = [Token(term, place, 0, 0) for place, term in spread.places]
            made.add_pre_tokenized_text(f"places_{slot}", PreTokenizedString("", tokens))
        made.add_unsigned(f"length_{slot}", field.length)
        return spread.row


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Turn what tantivy says of the disk into OSError: all else it could refuse is ours."""
    try:
        yield
    except ValueError as error:
        full = "No space" in str(error) or "os error 28" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(folder)) from error

"""How are documents written to tantivy? Counted and sorted into bags here, inverted there.

All that is done for a document is done over whole lists at once: the process that writes
is the one of a build that cannot be had twice.
"""

from __future__ import annotations

import errno
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, compress, repeat
from pathlib import Path
from typing import Final

from tantivy import (
    Document as TantivyDocument,
)
from tantivy import (
    Index,
    PreTokenizedString,
    TextAnalyzerBuilder,
    Token,
    Tokenizer,
)

from searchlib.engine.base import NUMBER, Document, FieldTerms, FlatTerms
from searchlib.engine.tantivy.layout import (
    BAGS,
    Slots,
    Text,
    as_readable,
    bag_of,
    covering,
    encoded_entry,
    encoded_id,
    encoded_keyword,
    encoded_span,
    encoded_term,
)
from searchlib.errors import IndexLocked

__all__ = ["TantivyWriter"]

_MEMORY: Final = 256 * 1024 * 1024
"""How many bytes of postings tantivy collects before it writes them as a segment."""
_MOST_KNOWN: Final = 500_000
"""Of how many terms the bag is remembered."""
_IS: Final = [bytes(code == bag for code in range(256)) for bag in range(BAGS + 1)]
"""For each bag, the table that turns the bags of terms into selectors."""
_FILLING: Final = " _"


class TantivyWriter:
    """Add and delete documents; ``commit`` makes all of it be seen."""

    def __init__(self, folder: Path) -> None:
        """Raise IndexLocked when somebody else is writing."""
        self._folder = folder
        index = Index.open(str(folder))
        words = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
        index.register_tokenizer("words", words)
        try:
            # One thread: the other core reads and analyses.
            self._writer = index.writer(_MEMORY, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise IndexLocked(
                f"Somebody else is writing to {folder}. Wait until they have finished."
            ) from error
        index.reload()  # somebody may have written while it was opened
        self._before = index.searcher()
        self._slots = Slots.read(folder)
        self._added: set[str] = set()
        self._bags = _Bags()

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        made, name = self._made(document), encoded_id(document.id)
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
        self._slots.write(self._folder)  # what it names more than before is not there yet
        with _disk(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        as_readable(self._folder)

    def cancel(self) -> None:
        """Leave everything as it was."""
        with suppress(Exception):  # where the disk fails once more, the first time tells why
            self._writer.rollback()
        with suppress(Exception):
            self._writer.wait_merging_threads()

    def _made(self, document: Document) -> TantivyDocument:
        """Return a document as tantivy takes it."""
        made = TantivyDocument()
        made.add_text("id", encoded_id(document.id))
        texts: dict[int, Text] = {}
        for name, field in document.fields.items():
            slot = self._slots.of_text(name)
            texts[slot] = self._add_field(made, slot, field)
        for name, values in document.keywords.items():
            for value in set(values):
                made.add_text("keywords", encoded_keyword(name, value))
        for name, spans in document.intervals.items():
            for start, _ in sorted(spans):
                made.add_integer(f"start_{self._slots.of_interval(name)}", start)
            covers = (covering(name, span) for span in spans)
            for term in {encoded_span(name, span) for span in spans}.union(*covers):
                made.add_text("spans", term)
        made.add_bytes("entry", encoded_entry(document, texts))
        made.add_bytes("stored", document.whole())
        return made

    def _add_field(self, made: TantivyDocument, slot: int, field: FieldTerms | FlatTerms) -> Text:
        """Add the terms of a field, and return them as they were added."""
        terms, frequencies, places = _rows(field)
        bags = bytes(map(self._bags.__getitem__, terms))
        if not self._bags.odd.keys().isdisjoint(terms):
            terms = list(map(self._bags.odd.get, terms, terms))
        bags = _fitting(bags, frequencies, field.length)
        for bag in range(BAGS):
            chosen = bags.translate(_IS[bag])
            room = field.length - sum(compress(frequencies, chosen))
            repeated = map(repeat, compress(terms, chosen), compress(frequencies, chosen))
            text = " ".join(chain.from_iterable(repeated)) + _FILLING * room
            made.add_text(f"bag{bag}_{slot}", text)
        if BAGS in bags:
            rest = " ".join(compress(terms, bags.translate(_IS[BAGS])))
            made.add_text(f"rest_{slot}", rest)
        everywhere = chain.from_iterable(map(repeat, terms, frequencies))
        tokens = map(Token, everywhere, places, repeat(0), repeat(0))
        made.add_pre_tokenized_text(f"places_{slot}", PreTokenizedString("", list(tokens)))
        made.add_unsigned(f"length_{slot}", field.length)
        return field.length, terms, frequencies, (places,)


def _rows(field: FieldTerms | FlatTerms) -> tuple[Sequence[str], list[int], list[int]]:
    """Return the terms of a field, how often each comes, and the positions of all."""
    if isinstance(field, FlatTerms):
        frequencies, places = (array(NUMBER, r).tolist() for r in (field.frequencies, field.places))
        return field.terms.split("\n"), frequencies, places
    positions = field.positions.values()
    return list(field.positions), list(map(len, positions)), list(chain.from_iterable(positions))


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Turn what tantivy says of the disk into OSError: all else it could refuse is ours."""
    try:
        yield
    except ValueError as error:
        full = "No space" in str(error) or "os error 28" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(folder)) from error


class _Bags(dict[str, int]):
    """Know which bag a term goes into, and which terms have to be written otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: dict[str, str] = {}

    def __missing__(self, term: str) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[term] = bag = bag_of(term)
        if (encoded := encoded_term(term)) != term:
            self.odd[term] = encoded
        return bag


def _fitting(bags: bytes, frequencies: Sequence[int], length: int) -> bytes:
    """Return the bags of terms such that no bag holds more than ``length`` words.

    Terms that find no room go into none, ``BAGS``.
    """
    full = [sum(compress(frequencies, bags.translate(_IS[bag]))) for bag in range(BAGS)]
    if max(full) <= length:
        return bags
    room = [length] * BAGS
    fitting = bytearray(bags)
    for row, (bag, frequency) in enumerate(zip(bags, frequencies, strict=True)):
        for other in (bag, *range(BAGS), BAGS):
            if other == BAGS or room[other] >= frequency:
                break
        if other < BAGS:
            room[other] -= frequency
        fitting[row] = other
    return bytes(fitting)

"""How does a program change an archive? Records added and deleted in one step, as documents.

An index is disposable and documents are not: what a program adds is written to the documents
folder (see `added.py`), and the index is then brought in step with it, as by ``build``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from searchlib import formats
from searchlib.engine import discard
from searchlib.errors import FormatError, RecordNotFound, UsageError
from searchlib.export.json_lines import line, record_line
from searchlib.formats.columns import column
from searchlib.indexing.added import Pending, lines, lock, name_of, names, settle
from searchlib.indexing.building import Build, Progress, Report, silent
from searchlib.indexing.importing import known_catalogue
from searchlib.records import Record
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

__all__ = ["Writer", "writer"]


class Writer:
    """Add and delete records; see ``writer``. Not for several threads at once.

    ``report`` says what indexing gave, once the block has ended; None before that.
    """

    def __init__(self, documents: Path, pending: Pending, catalogue: Catalogue) -> None:
        self.report: Report | None = None
        self._documents = documents
        self._pending: Pending | None = pending
        self._catalogue = catalogue
        self._held: tuple[str, dict[str, bytes]] = "", {}

    def add(self, record: Record | Mapping[str, Any]) -> Record:
        """Add a record, in place of the added one with the same id; return it as it will be.

        A ``Record`` comes back letter by letter. A mapping is read as a line of JSON Lines:
        its keys are named as the columns of a table (title, date, text_ru, text_en, archive,
        fond, …; all are in `searchlib/formats/columns.py`), its values text, numbers, dates
        or lists of these.

        Raises UsageError for what would not come back so (an id of figures alone, a key or a
        letter that no file can hold), and when another document holds a record of this id.
        """
        pending, added = self._open(), self._as_read(record)
        if (holder := self._holder(added.id)) not in ("", added.source):
            raise UsageError(
                f"The record {added.id} lies in {self._documents / holder}, which no program has"
                " written. Change it there, or add this one under another id."
            )
        pending.add(added.id, f"{record_line(added)}\n".encode())
        return added

    def delete(self, record_id: str) -> None:
        """Take an added record away.

        Raises RecordNotFound when there is none of this id, UsageError when it lies in another
        document than those that are added: that is nobody's to change but its owner's.
        """
        pending = self._open()
        if record_id in pending or record_id in self._lines(name_of(record_id)):
            if not pending.is_deleted(record_id):
                pending.delete(record_id)
                return
        elif holder := self._holder(record_id):
            raise UsageError(
                f"The record {record_id} lies in {self._documents / holder}, which no program has"
                " written. Delete it there, and run: searchlib index"
            )
        raise RecordNotFound(f"No record has the id {record_id!r}; none is deleted.")

    def ids(self) -> Iterator[str]:
        """Yield the ids of the records that programs have added, before this block."""
        self._open()
        for name in names(self._documents):
            yield from lines(self._documents, name)

    def _open(self) -> Pending:
        if self._pending is None:
            raise UsageError("This writer has ended. Open another: searchlib.writer(FOLDER)")
        return self._pending

    def end(self) -> None:
        """Take nothing more; what was added is there or never will be."""
        self._pending = None

    def _lines(self, name: str) -> dict[str, bytes]:
        """Return the lines of a file of added records; the last one looked at is at hand."""
        if self._held[0] != name:
            self._held = name, lines(self._documents, name)
        return self._held[1]

    def _holder(self, record_id: str) -> str:
        """Return the file the index has a record from, or nothing."""
        row = self._catalogue.kept(record_id)
        return row.source if row else ""

    def _as_read(self, given: Record | Mapping[str, Any]) -> Record:
        """Return a record as it will be read back; in this it is what was given."""
        if isinstance(given, Record):
            return _unaltered(given)
        try:
            record = _read(line(dict(given)))
        except (TypeError, ValueError, RecursionError) as error:
            raise UsageError(f"A record of these values cannot be written: {error}") from error
        ids = (value for name, value in given.items() if column(str(name)) == ("id", ""))
        own = next((value for value in ids if value is not None), None)
        if own is not None and str(own) != record.id:
            raise UsageError(
                f"The id {own} would be read as {record.id}: in other files it may mean another"
                f" record. Put a name before it: letters-{own}"
            )
        return _unaltered(record)


def _unaltered(record: Record) -> Record:
    """Return a record with the file it will lie in. Raises UsageError if it would be altered."""
    record = replace(record, source=name_of(record.id))
    try:
        read = _read(record_line(record), record.source)
    except UsageError as error:
        raise UsageError(f"The record {record.id!r} cannot be written: {error}") from error
    parts = [
        one.name for one in fields(Record) if getattr(read, one.name) != getattr(record, one.name)
    ]
    if parts:
        raise UsageError(
            f"The record {record.id!r} would be read back with another {', '.join(parts)}. To"
            " have it read as other files are, add a mapping of columns: {'title': …}"
        )
    return record


def _read(written: str, source: str = "added/00.jsonl") -> Record:
    """Return the record of a line, as it will be read. Raises UsageError when that is none."""
    original = formats.Original(source, written.encode())
    try:
        (record,) = formats.read(original)
    except FormatError as error:
        said = str(error).removeprefix(f"{source}: ")
        raise UsageError(f"{said}. Nothing was added.") from error
    if odd := original.problems + original.notes:
        raise UsageError(f"{'; '.join(odd)}. Nothing was added.")
    return record


@contextmanager
def writer(
    folder: str | Path = "index",
    documents: str | Path | None = None,
    *,
    workers: int = 0,
    wait: float = 10.0,
    progress: Progress | None = None,
) -> Iterator[Writer]:
    """Add and delete records in a block, at whose end all of it is done at once.

    >>> with searchlib.writer("index") as writer:
    ...     record = writer.add({"id": "letters-17", "title": "Письмо", "text_ru": "Уголь."})
    ...     writer.delete("letters-17")
    >>> writer.report.records
    1

    The records are written to ``added/`` in the documents folder: that from which the index
    was built, unless ``documents`` names another. Then the index is brought in step, in one
    new generation, with them and with what else has changed; the options are those of
    ``build``. When the block ends with an exception nothing is changed at all. Should the
    process be killed, or the disk fill up, when the documents have been changed, then the next
    ``build``, ``writer`` or ``searchlib index`` goes on from there.

    Other writers wait as long as the block lasts, and raise IndexLocked after their ``wait``
    seconds; so does this one. Raises FormatError when what lies in ``added/`` has been changed
    by hand.
    """
    store = Store(Path(folder), wait, discard)
    where = _documents(store, documents)
    build = Build(where, store, None, workers, progress or silent)
    with store.writing("searchlib.writer"):
        where.mkdir(parents=True, exist_ok=True)
        build.check()
        with lock(where, wait).held("searchlib.writer"):
            settle(where)
            with Pending(where) as pending, closing(known_catalogue(store)) as catalogue:
                made = Writer(where, pending, catalogue)
                try:
                    yield made
                    pending.commit()
                finally:
                    made.end()
        try:
            made.report = build.run()
        except Exception as error:
            error.add_note("The documents have been changed. To index them: searchlib index")
            raise


def _documents(store: Store, documents: str | Path | None) -> Path:
    """Return the documents folder: the one given, or that of the index. Raises UsageError."""
    if documents is not None:
        return Path(documents)
    known = store.documents()
    if known is not None and not known.is_dir():
        raise UsageError(
            f"{store.folder} was built from {known}, which is not there any more."
            " Name the folder: documents=FOLDER"
        )
    return known or Path("documents")

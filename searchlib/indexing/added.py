"""Where do the records lie that programs add? In documents/added/, as JSON Lines.

    documents/
    ├── added/3f.jsonl    records whose ids begin so when hashed (SHA-256), a line each, by id
    ├── .adding/          what a writer is about to change: nothing yet
    ├── .added/           what has been changed, on its way into added/
    └── .writing/         the lock of those who do any of this, for whichever index

A change lies complete and synced in ``.adding`` before that is renamed to ``.added``: in that
moment it is made. Whoever builds an index next moves the files to their places, as often as
it takes. So a change is made whole or not at all, whenever the process ends.

Records are spread over 256 files, so that a change of one has a few others read again, and
files of an archive of a million are read side by side. See docs/decisions/022-writing.md.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Self

from searchlib.errors import FormatError, UsageError
from searchlib.files import sync
from searchlib.formats.as_written import as_written
from searchlib.store.lock import WriteLock

__all__ = ["FOLDER", "Pending", "is_unsettled", "lines", "lock", "name_of", "names", "settle"]

FOLDER = "added"
_ADDING, _ADDED, _WRITING = ".adding", ".added", ".writing"
_SPOOL = "spool"


def lock(documents: Path, patience: float) -> WriteLock:
    """Return what lets one writer at a time change added records, whichever index it is for.

    Who needs the lock of an index as well takes that first.
    """
    return WriteLock(documents / _WRITING, patience)


def name_of(record_id: str) -> str:
    """Return the name of the file, inside the documents folder, that a record is added to."""
    return f"{FOLDER}/{sha256(record_id.encode('utf-8', 'surrogatepass')).hexdigest()[:2]}.jsonl"


def names(documents: Path) -> Iterator[str]:
    """Yield the names of the files that hold added records."""
    for number in range(256):
        if (documents / (name := f"{FOLDER}/{number:02x}.jsonl")).is_file():
            yield name


def lines(documents: Path, name: str) -> dict[str, bytes]:
    """Return the lines of a file of added records, by id; none when there is no file.

    Raises FormatError when something in it is not as it was added: a writer must not lose it.
    """
    try:
        whole = (documents / name).read_bytes()
    except FileNotFoundError:
        return {}
    found: dict[str, bytes] = {}
    for number, line in enumerate(whole.splitlines(keepends=True), start=1):
        record = None
        with suppress(ValueError, AttributeError, RecursionError):
            record = as_written(json.loads(line), name)
        if record is None or record.id in found or name_of(record.id) != name:
            raise FormatError(
                f"{documents / name}, line {number}, has been changed by hand or lies in a file"
                " that is not its own. Move the line to a file of yours, outside that folder."
            )
        found[record.id] = line.rstrip(b"\n") + b"\n"
    return found


class Pending:
    """Collect what is to be added and taken away; nothing is changed before ``commit``.

    The records wait on disk, so that a million take no more memory than their ids.
    """

    def __init__(self, documents: Path) -> None:
        """Take the documents folder, whose lock is held. Raises UsageError where none can lie."""
        self._documents = documents
        if (documents / FOLDER).exists() and not (documents / FOLDER).is_dir():
            raise UsageError(
                f"{documents / FOLDER} is a file; added records are to lie in a folder of that"
                " name. Rename the file."
            )
        self._folder = documents / _ADDING
        _take_away(self._folder)  # a writer's that was killed
        self._folder.mkdir(parents=True)
        self._spool = (self._folder / _SPOOL).open("w+b")
        self._places: dict[str, tuple[int, int] | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Forget what has not been committed."""
        self._spool.close()
        _take_away(self._folder)

    def __contains__(self, record_id: str) -> bool:
        return self._places.get(record_id) is not None

    def __len__(self) -> int:
        return len(self._places)

    def add(self, record_id: str, line: bytes) -> None:
        """Add a record's line, in place of the one there is."""
        start = self._spool.seek(0, 2)
        self._spool.write(line)
        self._places[record_id] = start, len(line)

    def delete(self, record_id: str) -> None:
        """Take a record away, there or added just now."""
        self._places[record_id] = None

    def is_deleted(self, record_id: str) -> bool:
        """Say whether a record is to be taken away."""
        return record_id in self._places and self._places[record_id] is None

    def commit(self) -> bool:
        """Change the documents; say whether anything has changed. ``settle`` is to follow.

        Raises FormatError when a file to be changed is not as it was written.
        """
        changed = [name for name, ids in self._by_name() if self._write(name, ids)]
        self._spool.close()
        (self._folder / _SPOOL).unlink()
        if changed:
            sync(self._folder)
            self._folder.rename(self._documents / _ADDED)
            sync(self._documents)
        return bool(changed)

    def _by_name(self) -> list[tuple[str, list[str]]]:
        """Return the files to change, each with the ids of its records that do."""
        found: dict[str, list[str]] = {}
        for record_id in self._places:
            found.setdefault(name_of(record_id), []).append(record_id)
        return sorted(found.items())

    def _write(self, name: str, ids: list[str]) -> bool:
        """Write a file as it is to be, empty where none is left; say whether it differs."""
        before = lines(self._documents, name)
        after = dict(before)
        for record_id in ids:
            if (place := self._places[record_id]) is None:
                after.pop(record_id, None)
            else:
                self._spool.seek(place[0])
                after[record_id] = self._spool.read(place[1])
        if after == before:
            return False
        path = self._folder / Path(name).name
        path.write_bytes(b"".join(after[record_id] for record_id in sorted(after)))
        sync(path)
        return True


def is_unsettled(documents: Path) -> bool:
    """Say whether a change has been made and its files are not all in their places."""
    return (documents / _ADDED).is_dir()


def settle(documents: Path) -> None:
    """Move the files of a change to their places; the lock is held."""
    changed, place = documents / _ADDED, documents / FOLDER
    if not changed.is_dir():
        return
    place.mkdir(exist_ok=True)
    sync(documents)
    for path in sorted(changed.iterdir()):
        if path.stat().st_size:
            path.replace(place / path.name)
        else:  # no record is left in it; the sign of that goes last
            (place / path.name).unlink(missing_ok=True)
            sync(place)
            path.unlink()
    sync(place)
    changed.rmdir()
    sync(documents)


def _take_away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

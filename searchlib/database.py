"""How is a SQLite file of an index opened: to build it, and to read it?"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from searchlib.errors import IndexDamaged
from searchlib.patterns import lazily

__all__ = ["Database"]


# Names of files may hold bytes that are no characters, which Python reads as halves of
# characters and SQLite refuses; the end of the last private area stands in for them.
_HALF = lazily("[\ud800-\udfff]")
_STAND_IN = lazily("[\U0010f800-\U0010ffff]")
_STAND_INS_BEGIN = "\U0010f800".encode()[:2]
_OFFSET = 0x10F800 - 0xD800

# What the disk refused, in SQLite's numbers and in the system's.
_DISK = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO}
_DISK_IN_BUILDING = {sqlite3.SQLITE_CANTOPEN: errno.EIO, sqlite3.SQLITE_READONLY: errno.EROFS}


class Database:
    """Ask one SQLite file; errors name it and say what to do."""

    connection: sqlite3.Connection

    def __init__(self, path: Path | None, refusals: Mapping[int, int]) -> None:
        self._named = _Named(path, refusals)

    @classmethod
    def build(cls, path: Path | None = None, schema: str = "") -> Database:
        """Open the file at ``path``, or one in memory, to make it or to change it.

        It lies in a folder nobody reads yet, and the store syncs all files before it is
        read: so it needs no journal.
        """
        database = cls(path, {**_DISK, **_DISK_IN_BUILDING})
        with database._named:
            # Several threads may read what one made in memory.
            database.connection = connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False
            )
            try:
                connection.text_factory = _restored
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute("PRAGMA cache_size = -65536")
                connection.execute("BEGIN")
                for statement in filter(str.strip, schema.split(";")):
                    connection.execute(statement)
            except sqlite3.Error:
                connection.close()
                raise
        return database

    @classmethod
    def read(cls, path: Path, table: str) -> Database:
        """Open the file at ``path`` for reading; nothing is ever written beside it.

        Raises IndexDamaged when it cannot be read, or has no such table.
        """
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        database = cls(path, _DISK)
        with database._named:
            database.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            database.connection.text_factory = _restored
        try:
            database.rows(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
        except IndexDamaged:
            database.close()
            raise
        return database

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all a query finds. Raises IndexDamaged when the file cannot be read."""
        with self._named:
            try:
                return self.connection.execute(query, values).fetchall()
            except UnicodeEncodeError:
                return self.connection.execute(query, [*map(_whole, values)]).fetchall()

    def many(self, query: str, values: Iterator[Sequence[object]]) -> None:
        """Run a query for each row of values."""
        with self._named:
            self.connection.executemany(query, values)

    def close(self) -> None:
        """Write what was changed, and let go of the file."""
        with self._named:
            try:
                if self.connection.in_transaction:
                    self.connection.execute("COMMIT")
            finally:
                self.connection.close()


class _Named:
    """Turn what SQLite says of a file into IndexDamaged, or OSError if the disk is to blame.

    A class: for each query, a generator would take as long as SQLite does.
    """

    def __init__(self, path: Path | None, refusals: Mapping[int, int]) -> None:
        self._path = path
        self._refusals = refusals

    def __enter__(self) -> None:
        """Wait for errors."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise what a reader can understand in the place of what SQLite says."""
        if not isinstance(error, sqlite3.DatabaseError):
            return
        if isinstance(error, sqlite3.ProgrammingError):
            return  # it has been closed: a mistake of ours, and no damage of the file's
        refusal = self._refusals.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if refusal is not None and self._path is not None:
            raise OSError(refusal, str(error), str(self._path)) from error
        raise IndexDamaged(
            f"{self._path} cannot be read ({error}). Run: searchlib check --repair"
        ) from error


def _whole(value: object) -> object:
    """Put stand-ins for halves of characters."""
    if not isinstance(value, str):
        return value
    return _HALF.sub(lambda half: chr(ord(half[0]) + _OFFSET), value)


def _restored(data: bytes) -> str:
    """Return a text as it was put in."""
    text = data.decode()
    if _STAND_INS_BEGIN not in data:
        return text
    return _STAND_IN.sub(lambda half: chr(ord(half[0]) - _OFFSET), text)

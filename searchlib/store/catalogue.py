"""Which files were read, which records do they hold, and which of these are one?

One SQLite file in each generation, copied from the one before and changed. It knows
every record of every file, also those that are not in the index because another file
holds them already.

Two records are one when they have the same id, or the same words in their texts and
neither date nor shelfmark speaks against it. The first by name of file, and by place
in it, is kept. So the same files give the same index, in whatever order they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from searchlib.database import Database
from searchlib.store.fingerprints import Fingerprint, resemblances

__all__ = ["Catalogue", "Row", "Source"]

_SCHEMA = """
CREATE TABLE source (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    problem TEXT NOT NULL, notes TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX source_sha256 ON source (sha256);
CREATE TABLE record (
    number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, place INTEGER NOT NULL,
    id TEXT NOT NULL, words TEXT NOT NULL, date TEXT NOT NULL, shelfmark TEXT NOT NULL,
    kept INTEGER NOT NULL, contents BLOB NOT NULL
);
CREATE UNIQUE INDEX record_source ON record (source, place);
CREATE INDEX record_id ON record (id, kept);
CREATE INDEX record_words ON record (words, kept, date, shelfmark) WHERE words != '';
CREATE INDEX record_shelfmark ON record (words, kept, shelfmark) WHERE words != '';
CREATE TABLE sketch (number INTEGER, language TEXT, sketch BLOB, PRIMARY KEY (number, language))
    WITHOUT ROWID;
CREATE TABLE least (hash INTEGER, number INTEGER, language TEXT,
    PRIMARY KEY (hash, number, language)) WITHOUT ROWID;
CREATE INDEX least_number ON least (number);
CREATE TABLE resembles (one INTEGER, other INTEGER, resemblance REAL, PRIMARY KEY (one, other))
    WITHOUT ROWID;
CREATE INDEX resembles_other ON resembles (other);
"""
_COLUMNS = "number, source, place, id, words, date, shelfmark, kept"
NEAR = 0.6
"""From this resemblance on two texts are near-duplicates."""
_CROWD = 50
"""How many records that share a rare sequence of words are compared."""
_SHARING = (
    "SELECT number FROM (SELECT number FROM least"
    " WHERE hash = ? AND language = ? AND number != ? LIMIT ?)"
)


class Source(NamedTuple):
    """Say what a file of the documents was like when it was read.

    ``problem`` says what could not be read, ``notes`` what was repaired in reading.
    """

    sha256: str
    size: int
    mtime_ns: int
    problem: str = ""
    notes: tuple[str, ...] = ()


class Row(NamedTuple):
    """Hold what the catalogue knows of a record; ``kept`` says whether the index has it."""

    number: int
    source: str
    place: int
    id: str
    words: str
    date: str
    shelfmark: str
    kept: bool

    def is_same(self, other: Row) -> bool:
        """Say whether two records are one."""
        if self.id == other.id:
            return True
        return (
            self.words == other.words != ""
            and _agree(self.date, other.date)
            and _agree(self.shelfmark, other.shelfmark)
        )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _source(row: Sequence[Any]) -> Source:
    sha256, size, mtime_ns, problem, notes = row
    return Source(sha256, size, mtime_ns, problem, tuple(json.loads(notes)))


def _asked(row: Row, kept: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the queries that find the records that are the same as one, as ``is_same`` says.

    ``kept`` are the values their standing may have. By words alone there may be very many.
    """
    query = f"SELECT {_COLUMNS} FROM record WHERE kept IN ({kept}) AND "  # noqa: S608
    asked: list[tuple[str, tuple[str, ...]]] = [(f"{query}id = ?", (row.id,))]
    if row.words:
        values = {"date": row.date, "shelfmark": row.shelfmark}
        given = {column: value for column, value in values.items() if value}
        agree = "".join(f" AND {column} IN (?, '')" for column in given)
        asked.append((f"{query}words = ? AND words != ''{agree}", (row.words, *given.values())))
    return asked


class _Kept:
    """Decide which records are kept, of some that come in order."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._words: set[tuple[str, str | None, str | None]] = set()
        """Words, date and shelfmark; None stands for any of them."""

    def take(self, row: Row) -> bool:
        """Say whether a record is kept: whether none that was is the same."""
        dates, shelfmarks = ((one, "") if one else (None,) for one in (row.date, row.shelfmark))
        found = any((row.words, *pair) in self._words for pair in product(dates, shelfmarks))
        if row.id in self._ids or (row.words and found):
            return False
        self._ids.add(row.id)
        every = product((row.date, None), (row.shelfmark, None))
        self._words |= {(row.words, *pair) for pair in every}
        return True


class Catalogue:
    """Keep what is known of files and records in one SQLite file, or in memory."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows
        self._many = database.many
        self.close = database.close
        """Write what was changed, and let go of the file."""

    @classmethod
    def create(cls, path: Path | None = None) -> Catalogue:
        """Make an empty catalogue at ``path``, or in memory."""
        return cls(Database.build(path, _SCHEMA))

    @classmethod
    def change(cls, path: Path) -> Catalogue:
        """Open a copy nobody reads yet, to change it."""
        return cls(Database.build(path))

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open the catalogue at ``path`` for reading. Raises IndexDamaged when that fails."""
        return cls(Database.read(path, "source"))

    # Files ------------------------------------------------------------------

    def sources(self) -> dict[str, Source]:
        """Return the files read, by their names inside the documents folder."""
        rows = self._rows("SELECT name, sha256, size, mtime_ns, problem, notes FROM source")
        return {name: _source(row) for name, *row in rows}

    def is_empty(self) -> bool:
        """Say whether no file has been put down yet."""
        return not self._rows("SELECT 1 FROM source LIMIT 1")

    def source(self, name: str) -> Source:
        """Return what a file was like; nothing at all when it has not been read."""
        query = "SELECT sha256, size, mtime_ns, problem, notes FROM source WHERE name = ?"
        found = [_source(row) for row in self._rows(query, (name,))]
        return found[0] if found else Source("", -1, -1)

    def put(self, name: str, source: Source) -> None:
        """Say what a file was like."""
        values = (name, *source[:-1], json.dumps(source.notes, ensure_ascii=False))
        self._rows("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?)", values)

    def named(self, sha256: str) -> str | None:
        """Return the name of a file with this content, or None."""
        query = "SELECT name FROM source WHERE sha256 = ? ORDER BY name LIMIT 1"
        return next((name for (name,) in self._rows(query, (sha256,))), None)

    # Records ----------------------------------------------------------------

    def rows(self, source: str) -> list[Row]:
        """Return the records of a file, in order."""
        query = f"SELECT {_COLUMNS} FROM record WHERE source = ? ORDER BY place"  # noqa: S608
        return [Row(*row) for row in self._rows(query, (source,))]

    def forget(self, source: str) -> list[Row]:
        """Take a file and its records out; return those of other files whose standing changed."""
        gone = self.rows(source)
        for row in gone:
            self._remove(row.number)
        self._rows("DELETE FROM source WHERE name = ?", (source,))
        return self._settle(row for row in gone if row.kept)

    def rename(self, source: str, name: str) -> list[Row]:
        """Give a file another name; return the records whose standing changed by it."""
        self._rows("UPDATE source SET name = ? WHERE name = ?", (name, source))
        self._rows("UPDATE record SET source = ? WHERE source = ?", (name, source))
        return self._settle(self.rows(name))

    def _remove(self, number: int) -> None:
        for query in (
            "DELETE FROM record WHERE number = ?",
            "DELETE FROM sketch WHERE number = ?",
            "DELETE FROM least WHERE number = ?",
            "DELETE FROM resembles WHERE one = ?",
            "DELETE FROM resembles WHERE other = ?",
        ):
            self._rows(query, (number,))

    def add(self, source: str, place: int, mark: Fingerprint) -> tuple[Row, list[Row]]:
        """Take a record in; return it, and those whose standing changed by it.

        The first says in ``kept`` whether it belongs in the index.
        """
        row = Row(0, source, place, mark.id, mark.words, mark.date, mark.shelfmark, True)
        same = [(other.source, other.place) for other in self._same(row)]
        kept = not any(other < (source, place) for other in same)
        values = (source, place, *row[3:7], kept, mark.contents)
        query = "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"
        ((number,),) = self._rows(query, values)
        row = row._replace(number=number, kept=kept)
        self._compare(number, mark)
        return row, self._settle([row]) if kept and same else []

    def _same(self, row: Row) -> list[Row]:
        """Return the records in the index that are the same as one."""
        found = (Row(*found) for ask in _asked(row, "1") for found in self._rows(*ask))
        return [other for other in found if other.number != row.number]

    def _settle(self, rows: Iterable[Row]) -> list[Row]:
        """Decide anew about all records some are connected with; return those that changed.

        Each is kept unless an earlier one that is kept is the same.
        """
        connected: dict[int, Row] = {}
        waiting = list(rows)
        asked = set()
        while waiting:
            for ask in _asked(waiting.pop(), "0, 1"):
                if ask not in asked:  # many may be the same: each question is put once
                    asked.add(ask)
                    found = [Row(*found) for found in self._rows(*ask)]
                    waiting += [other for other in found if other.number not in connected]
                    connected |= {other.number: other for other in found}
        kept = _Kept()
        changed: list[Row] = []
        for other in sorted(connected.values(), key=lambda r: (r.source, r.place)):
            if (keeps := kept.take(other)) != other.kept:
                self._rows("UPDATE record SET kept = ? WHERE number = ?", (keeps, other.number))
                changed.append(other._replace(kept=keeps))
        return changed

    def row(self, number: int) -> Row | None:
        """Return the record with this number, or None."""
        query = f"SELECT {_COLUMNS} FROM record WHERE number = ?"  # noqa: S608
        return next((Row(*row) for row in self._rows(query, (number,))), None)

    def kept(self, record_id: str) -> Row | None:
        """Return the record with this id that the index has, or None."""
        query = f"SELECT {_COLUMNS} FROM record WHERE id = ? AND kept"  # noqa: S608
        return next((Row(*row) for row in self._rows(query, (record_id,))), None)

    def count(self) -> int:
        """Return how many records the index has."""
        ((count,),) = self._rows("SELECT count(*) FROM record WHERE kept")
        return int(count)

    def ids(self) -> list[str]:
        """Return the ids of all records the index has, in ascending order."""
        return sorted(row[0] for row in self._rows("SELECT id FROM record WHERE kept"))

    def contents(self) -> list[bytes]:
        """Return the digest of each record the index has, in no order."""
        return [row[0] for row in self._rows("SELECT contents FROM record WHERE kept")]

    def duplicates(self) -> Iterator[tuple[Row, Row]]:
        """Yield each record that is left out, and the one that is kept in its stead."""
        query = f"SELECT {_COLUMNS} FROM record WHERE NOT kept ORDER BY source, place"  # noqa: S608
        for found in self._rows(query):
            row = Row(*found)
            yield row, min(self._same(row), key=lambda r: (r.source, r.place))

    # Near-duplicates --------------------------------------------------------

    def _compare(self, number: int, mark: Fingerprint) -> None:
        """Find the records one resembles, and keep its sketches for those to come."""
        for language, sketch in mark.sketches.items():
            others, found = self._sketches(sketch.least, number, language)
            alike_to = resemblances(sketch.hashes, found, NEAR)
            for other, alike in zip(others, alike_to, strict=True):
                if alike >= NEAR:
                    self._rows(
                        "INSERT INTO resembles VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                        " SET resemblance = max(resemblance, excluded.resemblance)",
                        (*sorted((number, other)), alike),
                    )
            kept = (number, language, sketch.hashes)
            self._rows("INSERT INTO sketch VALUES (?, ?, ?)", kept)
            found_by = ((least, number, language) for least in sketch.least)
            self._many("INSERT OR IGNORE INTO least VALUES (?, ?, ?)", found_by)

    def _sketches(
        self, least: Sequence[int], number: int, language: str
    ) -> tuple[Sequence[int], Sequence[bytes]]:
        """Return the records that share one of the least hashes, and their sketches."""
        if not (others := self._neighbours(least, number, language)):
            return (), ()
        places = ",".join("?" * len(others))  # _CROWD for each hash at most
        query = f"SELECT number, sketch FROM sketch WHERE language = ? AND number IN ({places})"  # noqa: S608
        rows = self._rows(query, (language, *others))
        return [number for number, _ in rows], [kept for _, kept in rows]

    def _neighbours(self, least: Sequence[int], number: int, language: str) -> set[int]:
        """Return the records that share one of the least hashes, unless very many do."""
        values = [value for each in least for value in (each, language, number, _CROWD)]
        query = " UNION ALL ".join([_SHARING] * len(least))
        return {other for (other,) in self._rows(query, values)}

    def near(self, record_id: str) -> list[tuple[str, float]]:
        """Return the ids of near-duplicates of a record, and how much they resemble it."""
        query = (
            "SELECT theirs.id, max(resemblance) FROM record AS mine"
            " JOIN resembles ON mine.number IN (one, other)"
            " JOIN record AS theirs"
            " ON theirs.number IN (one, other) AND theirs.number != mine.number"
            " WHERE mine.id = ? AND mine.kept AND theirs.kept GROUP BY theirs.id"
        )
        return sorted(self._rows(query, (record_id,)), key=lambda found: (-found[1], found[0]))

    def groups(self) -> list[tuple[str, ...]]:
        """Return the groups of near-duplicates in the index, as ids."""
        pairs = self._rows(
            "SELECT a.id, b.id FROM resembles JOIN record AS a ON a.number = one"
            " JOIN record AS b ON b.number = other WHERE a.kept AND b.kept"
        )
        root: dict[str, str] = {}

        def top(record_id: str) -> str:
            while (above := root.setdefault(record_id, record_id)) != record_id:
                root[record_id] = record_id = root[above]
            return record_id

        for one, other in pairs:
            first, second = sorted((top(one), top(other)))
            root[second] = first
        groups: dict[str, list[str]] = {}
        for record_id in sorted(root):
            groups.setdefault(top(record_id), []).append(record_id)
        return sorted(tuple(group) for group in groups.values())

"""Which forms does this index hold, and which terms do they stand for?

One row for each form ever indexed. It answers wildcards and fuzzy words on every
engine, and it saves loading the Russian dictionary for forms seen before: a search
then starts in a third of the time. A form no record holds any more does no harm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from searchlib.errors import IndexDamaged

__all__ = ["Vocabulary"]

_SCHEMA = """
CREATE TABLE form (form TEXT PRIMARY KEY, terms TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term (term TEXT, form TEXT, PRIMARY KEY (term, form)) WITHOUT ROWID;
"""
_LAST = "\U0010ffff"
_LONGEST_PATTERN = 1000
"""In characters; no form is as long, and SQLite refuses patterns of more than 50,000 bytes."""


class Vocabulary:
    """Keep forms and their terms in one SQLite file, or in memory."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def create(cls, path: Path | None = None) -> Vocabulary:
        """Make an empty vocabulary at ``path``, or in memory.

        The file is written to a folder nobody reads yet, so it needs no journal.
        """
        connection = sqlite3.connect(path or ":memory:", check_same_thread=False)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_SCHEMA)
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> Vocabulary:
        """Open the vocabulary at ``path`` for reading.

        Raises IndexDamaged when there is none.
        """
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with _read_from(path):
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        vocabulary = cls(connection, path)
        try:
            vocabulary.terms(("",))
        except IndexDamaged:
            vocabulary.close()
            raise
        return vocabulary

    def add(self, forms: Mapping[str, tuple[str, ...]]) -> None:
        """Add forms and their terms; those there are stay."""
        rows = ((form, " ".join(terms)) for form, terms in sorted(forms.items()))
        with self._connection:
            self._connection.executemany("INSERT OR IGNORE INTO form VALUES (?, ?)", rows)
            pairs = ((term, form) for form, terms in forms.items() for term in terms)
            self._connection.executemany("INSERT OR IGNORE INTO term VALUES (?, ?)", sorted(pairs))

    def terms(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the terms of those of ``forms`` that are known."""
        found: dict[str, tuple[str, ...]] = {}
        rest = iter(forms)
        while batch := list(islice(rest, 500)):
            places = ",".join("?" * len(batch))
            query = f"SELECT form, terms FROM form WHERE form IN ({places})"  # noqa: S608
            for form, terms in self._rows(query, batch):
                found[form] = tuple(terms.split(" "))
        return found

    def forms(self, terms: Iterable[str]) -> set[str]:
        """Return the forms that stand for any of ``terms``."""
        found: set[str] = set()
        rest = iter(terms)
        while batch := list(islice(rest, 500)):
            places = ",".join("?" * len(batch))
            query = f"SELECT form FROM term WHERE term IN ({places})"  # noqa: S608
            found.update(form for (form,) in self._rows(query, batch))
        return found

    def like(self, pattern: str, limit: int) -> list[str]:
        """Return up to ``limit`` forms that fit a pattern with ``*`` and ``?``, in order."""
        if len(pattern) > _LONGEST_PATTERN:
            return []
        prefix = pattern.partition("*")[0].partition("?")[0]
        rows = self._rows(
            "SELECT form FROM form WHERE form >= ? AND form < ? AND form GLOB ? LIMIT ?",
            (prefix, prefix + _LAST, pattern.replace("[", "[[]"), limit),
        )
        return [form for (form,) in rows]

    def near(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Return up to ``limit`` forms at most ``distance`` edits from ``word``, nearest first.

        Each comes with its number of edits.

        An edit adds, drops or changes a letter, or swaps two neighbours (optimal
        string alignment distance).
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        rows = self._rows(
            "SELECT form FROM form WHERE length(form) BETWEEN ? AND ?",
            (len(word) - distance, len(word) + distance),
        )
        forms = [form for (form,) in rows]
        found = extract(word, forms, scorer=OSA.distance, score_cutoff=distance, limit=None)
        ranked = sorted(
            ((form, int(edits)) for form, edits, _ in found), key=lambda r: (r[1], r[0])
        )
        return ranked[:limit]

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        """Return what a query finds; raise IndexDamaged when the file cannot be read."""
        with _read_from(self._path):
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def _read_from(path: Path | None) -> Iterator[None]:
    """Turn what SQLite says of a file that cannot be read into IndexDamaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"{path} cannot be read ({error}). Run: searchlib index --rebuild"
        ) from error

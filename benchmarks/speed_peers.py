"""Who else is asked the same? SQLite FTS5 and tantivy driven directly, on the same terms.

Each is given a record's title, summary and two texts as the likeliest term of each token,
and its id and date; each answers with the ids of the best ten by BM25.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from benchmarks.speed_queries import FIELDS, Query, Word, tokens
from searchlib.engine import Document
from searchlib.facets import FACETS, facet_field

__all__ = ["Fts5", "Peer", "Tantivy", "days_of"]


class Peer(Protocol):
    """Index documents and find the best ten of them."""

    @contextmanager
    def filling(self) -> Iterator[Callable[[Document], None]]:
        """Give what adds a document; all are seen when the block ends."""

    def prepared(self, query: Query) -> Any:
        """Return a query as the system takes it."""

    def find(self, prepared: Any) -> list[str]:
        """Return the ids of the best ten records."""

    def close(self) -> None:
        """Let go of files."""


def days_of(document: Document) -> tuple[int, int]:
    """Return the first and the last day of a record's date."""
    return document.intervals["date"][0]


class Fts5:
    """Ask SQLite's full-text index, with bm25() and, for the whole search, snippet()."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        with suppress(sqlite3.OperationalError):  # it is there already
            self._database.executescript(
                "CREATE VIRTUAL TABLE text USING fts5"
                "(title, summary, ru, en, tokenize='unicode61 remove_diacritics 0');"
                "CREATE TABLE record (number INTEGER PRIMARY KEY, id TEXT, first INT, last INT);"
            )
            weights = ", ".join(map(str, FIELDS.values()))
            self._database.execute(
                "INSERT INTO text(text, rank) VALUES ('rank', ?)", (f"bm25({weights})",)
            )

    @contextmanager
    def filling(self) -> Iterator[Callable[[Document], None]]:
        """Give what adds a document."""
        yield lambda document: self.insert(self.row(document))
        self.commit()

    @staticmethod
    def row(document: Document) -> tuple[str | int, ...]:
        """Return a document as it is inserted: id, first and last day, and the texts."""
        texts = [" ".join(tokens(document, field)) for field in FIELDS]
        return (document.id, *days_of(document), *texts)

    def insert(self, row: Sequence[str | int]) -> None:
        """Insert a row; it is seen after ``commit``."""
        inserted = self._database.execute(
            "INSERT INTO record(id, first, last) VALUES (?, ?, ?)", row[:3]
        )
        self._database.execute(
            "INSERT INTO text(rowid, title, summary, ru, en) VALUES (?, ?, ?, ?, ?)",
            (inserted.lastrowid, *row[3:]),
        )

    def commit(self) -> None:
        """Let what was inserted be seen."""
        self._database.commit()

    def prepared(self, query: Query, *, snippet: bool = False) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL of a query, and its arguments."""
        shown = "id, snippet(text, -1, '[', ']', '…', 32)" if snippet else "id"
        where = "text MATCH ?"
        arguments: list[str | int] = [_fts5(query)]
        if query.days is not None:
            where += " AND first <= ? AND last >= ?"
            arguments += [query.days[1], query.days[0]]
        joined = f"SELECT {shown} FROM text JOIN record ON number = text.rowid WHERE {where}"
        return f"{joined} ORDER BY rank LIMIT 10", tuple(arguments)

    def find(self, prepared: tuple[str, tuple[Any, ...]]) -> list[str]:
        """Return the ids of the best ten records."""
        return [row[0] for row in self._database.execute(*prepared)]

    def described(self) -> bool:
        """Say whether there is a side table of the values records are counted by."""
        asked = "SELECT count(*) FROM sqlite_master WHERE name = 'described'"
        return bool(self._database.execute(asked).fetchone()[0])

    def describe(self, documents: Iterable[Document]) -> None:
        """Fill a side table with the values of all records, in the order they were added."""
        self._database.execute(
            "CREATE TABLE described (number INT, field TEXT, value TEXT,"
            " PRIMARY KEY (number, field, value)) WITHOUT ROWID"
        )
        self._database.executemany(
            "INSERT OR IGNORE INTO described VALUES (?, ?, ?)",
            (
                (number, field, value)
                for number, document in enumerate(documents, 1)
                for field in map(facet_field, FACETS)
                for value in document.keywords.get(field, ())
            ),
        )
        self._database.commit()

    def facets(self, query: Query) -> dict[str, dict[str, int]]:
        """Return how many records a query finds with each value of each facet."""
        found: dict[str, dict[str, int]] = {}
        for field, value, count in self._database.execute(
            "SELECT field, value, count(*) FROM text JOIN described ON number = text.rowid"
            " WHERE text MATCH ? GROUP BY field, value",
            (_fts5(query),),
        ):
            found.setdefault(field, {})[value] = count
        return found

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _fts5(query: Query) -> str:
    if query.prefix:
        return f"{query.prefix}*"
    if query.how == "phrase":
        return '"' + " ".join(word[0][0] for word in query.words) + '"'
    words = [" OR ".join(f'"{term}"' for term, _ in word) for word in query.words]
    whole = (" AND " if query.how == "all" else " OR ").join(f"({word})" for word in words)
    return f"{query.field} : ({whole})" if query.field else whole


class Tantivy:
    """Ask tantivy through its Python package, with queries made of objects."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("first", "last"):
            builder.add_integer_field(field, indexed=True, fast=True)
        self._schema: Any = builder.build()
        path = folder / "tantivy"
        path.mkdir(exist_ok=True)
        self._index: Any = tantivy.Index(self._schema, path=str(path))
        self._searcher: Any = self._index.searcher()

    @contextmanager
    def filling(self) -> Iterator[Callable[[Document], None]]:
        """Give what adds a document."""
        writer = self._index.writer(heap_size=200_000_000, num_threads=1)

        def add(document: Document) -> None:
            first, last = days_of(document)
            texts = {field: " ".join(tokens(document, field)) for field in FIELDS}
            fields = {**texts, "id": document.id, "first": first, "last": last}
            writer.add_document(self._tantivy.Document(**fields))

        yield add
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def prepared(self, query: Query) -> Any:
        """Return a query as tantivy's objects."""
        if query.how == "phrase":
            terms = [word[0][0] for word in query.words]
            made = self._in_fields(query, lambda field: self._phrase(field, terms))
        else:
            occur = self._occur("Must" if query.how == "all" else "Should")
            made = self._all([(occur, self._word(query, word)) for word in query.words])
        if query.days is None:
            return made
        low, high = query.days
        integer = self._tantivy.FieldType.Integer
        between = (
            self._tantivy.Query.range_query(self._schema, "first", integer, None, high),
            self._tantivy.Query.range_query(self._schema, "last", integer, low, None),
        )
        must = self._occur("Must")
        return self._all([(must, made), *((must, part) for part in between)])

    def _word(self, query: Query, word: Word) -> Any:
        return self._in_fields(query, lambda field: self._best([
            self._boosted(self._tantivy.Query.term_query(self._schema, field, term), weight)
            for term, weight in word
        ]))  # fmt: skip

    def _in_fields(self, query: Query, make: Callable[[str], Any]) -> Any:
        """Return a query for title, summary, and the better of the two texts."""
        if query.field:
            return make(query.field)
        parts = {field: self._boosted(make(field), FIELDS[field]) for field in FIELDS}
        texts = self._best([parts.pop("ru"), parts.pop("en")])
        should = self._occur("Should")
        return self._all([(should, part) for part in (*parts.values(), texts)])

    def _phrase(self, field: str, terms: Sequence[str]) -> Any:
        return self._tantivy.Query.phrase_query(self._schema, field, list(terms))

    def _boosted(self, query: Any, weight: float) -> Any:
        return query if weight == 1 else self._tantivy.Query.boost_query(query, weight)

    def _best(self, queries: list[Any]) -> Any:
        if len(queries) == 1:
            return queries[0]
        return self._tantivy.Query.disjunction_max_query(queries)

    def _all(self, parts: list[tuple[Any, Any]]) -> Any:
        return self._tantivy.Query.boolean_query(parts)

    def _occur(self, name: str) -> Any:
        return getattr(self._tantivy.Occur, name)

    def find(self, prepared: Any) -> list[str]:
        """Return the ids of the best ten records."""
        found = self._searcher.search(prepared, 10)
        return [self._searcher.doc(address)["id"][0] for _, address in found.hits]

    def close(self) -> None:
        """Do nothing: tantivy lets go of files by itself."""

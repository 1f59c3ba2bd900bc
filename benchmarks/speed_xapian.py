"""How fast is Xapian? The same terms as the other peers, by its Python bindings.

Asked only where the package python3-xapian of the system can be imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.speed_queries import FIELDS, Query, Word, tokens
from searchlib.engine import Document

__all__ = ["Xapian"]

_PREFIXES = {"title": "S", "summary": "XS", "ru": "XR", "en": "XE"}
_FIRST, _LAST = 0, 1
_LONGEST = 200
"""Bytes in a term; Xapian takes 245, with its prefix."""


class Xapian:
    """Ask Xapian, with queries made of objects."""

    def __init__(self, folder: Path) -> None:
        import xapian

        self._xapian: Any = xapian
        self._path = str(folder / "xapian")
        self._database: Any = None
        if Path(self._path).exists():
            self._database = xapian.Database(self._path)

    @contextmanager
    def filling(self) -> Iterator[Callable[[Document], None]]:
        """Give what adds a document."""
        database = self._xapian.WritableDatabase(self._path, self._xapian.DB_CREATE_OR_OPEN)

        def add(document: Document) -> None:
            made = self._xapian.Document()
            made.set_data(document.id)
            for slot, day in zip((_FIRST, _LAST), document.intervals["date"][0], strict=True):
                made.add_value(slot, self._xapian.sortable_serialise(day))
            position = 0
            for field in FIELDS:
                for term in tokens(document, field):
                    position += 1
                    if len(term.encode()) <= _LONGEST:
                        made.add_posting(_PREFIXES[field] + term, position)
                position += 100
            database.add_document(made)

        yield add
        database.close()
        self._database = self._xapian.Database(self._path)

    def prepared(self, query: Query) -> Any:
        """Return a query as Xapian's objects."""
        one = self._xapian.Query
        if query.prefix:
            made = self._in_fields(query, lambda mark: self._beginning(mark + query.prefix))
        elif query.how == "phrase":
            terms = [word[0][0] for word in query.words]
            made = self._in_fields(
                query, lambda mark: one(one.OP_PHRASE, [mark + term for term in terms], len(terms))
            )
        else:
            how = one.OP_AND if query.how == "all" else one.OP_OR
            made = one(how, [self._word(query, word) for word in query.words])
        if query.days is None:
            return made
        low, high = map(self._xapian.sortable_serialise, query.days)
        between = one(
            one.OP_AND, one(one.OP_VALUE_LE, _FIRST, high), one(one.OP_VALUE_GE, _LAST, low)
        )
        return one(one.OP_FILTER, made, between)

    def _beginning(self, term: str) -> Any:
        one = self._xapian.Query
        return one(one.OP_WILDCARD, term, 0, one.WILDCARD_LIMIT_ERROR, one.OP_SYNONYM)

    def _word(self, query: Query, word: Word) -> Any:
        one = self._xapian.Query
        return self._in_fields(query, lambda mark: one(
            one.OP_MAX,
            [self._scaled(one(mark + term), weight) for term, weight in word],
        ))  # fmt: skip

    def _in_fields(self, query: Query, make: Callable[[str], Any]) -> Any:
        """Return a query for title, summary, and the better of the two texts."""
        if query.field:
            return make(_PREFIXES[query.field])
        one = self._xapian.Query
        parts = {
            field: self._scaled(make(_PREFIXES[field]), weight) for field, weight in FIELDS.items()
        }
        texts = one(one.OP_MAX, [parts.pop("ru"), parts.pop("en")])
        return one(one.OP_OR, [*parts.values(), texts])

    def _scaled(self, query: Any, weight: float) -> Any:
        if weight == 1:
            return query
        return self._xapian.Query(self._xapian.Query.OP_SCALE_WEIGHT, query, weight)

    def find(self, prepared: Any) -> list[str]:
        """Return the ids of the best ten records."""
        enquire = self._xapian.Enquire(self._database)
        enquire.set_query(prepared)
        return [match.document.get_data().decode() for match in enquire.get_mset(0, 10)]

    def close(self) -> None:
        """Let go of files."""
        if self._database is not None:
            self._database.close()

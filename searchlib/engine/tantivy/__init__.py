"""The embedded engine in native code: terms and postings kept by tantivy, for large archives.

tantivy says what matches, in what order up to the last digits, and how many; the few
documents shown are scored once more by their entries (see `direct.py`), so that
scores and ties are those of every engine. Where documents were deleted, tantivy's own
statistics are off until the index is rebuilt; the factors by which, at most, are known,
and so many more candidates are taken.

What it cannot do, and refuses with a UsageError: more than 16 fields of terms and 48 of
intervals; an id or a keyword of more than 30,000 bytes. A field's length is taken to be
no less than the number of its different positions.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EACCES
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tantivy import Index, Occur, Order, Query, Schema, Searcher, SearchResult

from searchlib.engine.base import FieldStatistics, Match, Matches
from searchlib.engine.tantivy.direct import DirectIndex
from searchlib.engine.tantivy.first import First, Hit, Key, distinct, match_of
from searchlib.engine.tantivy.layout import (
    CHANGING,
    Slots,
    as_readable,
    encoded_id,
    id_of,
    keyword_of,
    schema,
)
from searchlib.engine.tantivy.queries import Queries, loose, scores, small
from searchlib.engine.tantivy.scores import Score, Scorer, Statistics
from searchlib.errors import IndexDamaged, SearchlibError
from searchlib.files import link
from searchlib.query.plan import Phrase, Plan

if TYPE_CHECKING:
    from searchlib.engine.tantivy.writer import TantivyWriter

__all__ = ["TantivyEngine"]

_MORE: Final = 6
"""How many candidates are taken beyond those that are wanted."""
_PLANS: Final = 1_024
_LARGE_PLANS: Final = 32
_KEYS: Final = 256
"""How many plans are kept as they are asked, and of each how many documents' scores: 60 MB."""
_FOUND: Final = 1_024
"""Of how many documents that matched it is remembered where they lie."""
_AT_ONCE: Final = 10_000


class _Prepared(NamedTuple):
    """Hold a plan as tantivy is asked it, and what is known of the documents it finds.

    ``scores`` and ``loose`` are what the functions of these names say of it.
    """

    query: Query
    scores: bool
    loose: bool
    score: Score
    keys: dict[int, Key]


class TantivyEngine:
    """Keep an index in one folder, and answer from what it held when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``. Raises IndexDamaged when it cannot be read."""
        self._folder = folder
        with _sound(folder):
            self._open()

    @classmethod
    def create(cls, folder: Path, base: Path | None = None) -> TantivyEngine:
        """Make an index in ``folder``, which must be empty or missing.

        It is empty, or holds what the index in ``base`` does, whose files are linked
        and not copied where the file system can.
        """
        from shutil import copyfile

        folder.mkdir(parents=True, exist_ok=True)
        if base is None:
            # In order of ids: equals come from each segment in the order they are shown in.
            Index(schema(), str(folder), sort_by_field="id")
            Slots((), (), clean=True, rows=()).write(folder)
            as_readable(folder)
        else:
            with _sound(base):
                for name in _files_of(base):
                    (copyfile if name in CHANGING else link)(base / name, folder / name)
        return cls(folder)

    def _open(self) -> None:
        self._searcher, self._schema = _opened(self._folder)
        self._slots = Slots.read(self._folder)  # which names no less than was there before
        self._entry = DirectIndex(self._folder, self._slots.rows).entry
        self._statistics = Statistics(self._searcher, self._schema, self._slots)
        self._scorer = Scorer(self._statistics, self._slots)
        self._queries = Queries(
            self._searcher, self._schema, self._slots, self._statistics, self._named, self._spans
        )
        self._found: dict[str, int] = {}
        """Which documents matched of late, by id: what is found is mostly asked for next."""
        self._small = lru_cache(_PLANS)(self._prepared)
        self._large = lru_cache(_LARGE_PLANS)(self._prepared)

    def count(self) -> int:
        """Return the number of documents."""
        count: int = self._searcher.num_docs
        return count

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        with _sound(self._folder):
            for start in range(0, self.count(), _AT_ONCE):
                everything = Query.all_query()
                for name, _ in self._by(everything, "id", _AT_ONCE, offset=start)[0]:
                    yield id_of(name)

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None; raise IndexDamaged if unreadable."""
        with _sound(self._folder):
            number = self._found.get(record_id)
            if number is None:
                query = Query.term_query(self._schema, "id", encoded_id(record_id), "basic")
                numbers = self._numbers(self._searcher.search(query, 1, count=False).hits)
                if not numbers:
                    return None
                (number,) = numbers
            return self._entry(number).stored()

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        with _sound(self._folder):
            asked = self._asked(plan)
            query = asked.query
            if not limit:
                return Matches(_total(self._searcher.search(query, 1)), ())
            first = self._slots.intervals.get(sort.lstrip("-"))
            if sort != "relevance" and first is not None:
                order = Order.Desc if sort.startswith("-") else Order.Asc
                return self._by_start(asked, (f"start_{first}", order), (offset, limit))
            if sort == "relevance" and asked.scores:
                return self._by_score(asked, offset, limit)
            hits, total = self._by(query, "id", limit, offset=offset)
            if asked.scores:
                return Matches(total, tuple(map(match_of, self._keys(asked, hits))))
            return Matches(total, tuple(Match(id_of(name), 0.0) for name, _ in hits))

    def _asked(self, plan: Plan) -> _Prepared:
        """Return a plan as tantivy is asked it, which is kept."""
        return (self._small if small(plan) else self._large)(plan)

    def _prepared(self, plan: Plan) -> _Prepared:
        score = self._scorer.of(plan, known=True)
        return _Prepared(self._queries.query(plan), scores(plan), loose(plan), score, {})

    def _by_score(self, asked: _Prepared, offset: int, limit: int) -> Matches:
        """Return matches by score: so many candidates that no other can come before them.

        What tantivy makes of a score is never below it, so that all is done once a
        candidate falls behind the last that is wanted. Of equals, a segment gives the
        smallest id first; when one of them is not wanted, those after it are not.
        """
        wanted, wide = offset + limit, asked.loose
        take = wanted + _MORE
        while True:
            answer = self._searcher.search(asked.query, take)
            hits, total = answer.hits, _total(answer)
            keys = self._keys(asked, hits[:wanted])
            first = First(wanted, keys)
            if len(hits) <= wanted or first.complete(hits[wanted][0]):
                return Matches(total, first.page(offset))
            if not wide:
                first.equals = {(most, at.segment_ord): key
                                for (most, at), key in zip(hits, keys, strict=False)}  # fmt: skip
            for hit in hits[wanted:]:
                if first.complete(hit[0]):
                    return Matches(total, first.page(offset))
                equals = None if wide else (hit[0], hit[1].segment_ord)
                if not first.unwanted(equals):
                    first.add(self._keys(asked, [hit])[0], equals)
            alone = self._searcher.num_segments == 1
            if len(hits) >= total or (alone and not wide and first.unwanted((hits[-1][0], 0))):
                return Matches(total, first.page(offset))
            take *= 4

    def _by_start(self, asked: _Prepared, by: tuple[str, Order], page: tuple[int, int]) -> Matches:
        """Return matches by the start of an interval, and then those without one."""
        field, order = by
        offset, wanted = page[0], sum(page)
        there = Query.exists_query(field)
        dated = Query.boolean_query([(Occur.Must, asked.query), (Occur.Must, there)])
        other = Query.boolean_query([(Occur.Must, asked.query), (Occur.MustNot, there)])
        take = wanted + _MORE
        while True:
            hits, total = self._by(dated, field, take, order=order)
            if len(hits) >= total or hits[-1][0] != hits[wanted - 1][0]:
                break
            take *= 4
        found: list[Match] = []
        if offset < len(hits):
            # What lies before the days of the page, or after them, need not be read.
            last = hits[min(wanted, len(hits)) - 1][0]
            first = next(n for n, hit in enumerate(hits) if hit[0] == hits[offset][0])
            rank: dict[int, int] = {}
            near = []
            for hit in distinct(hits[first:], wanted - first):
                if last in rank and hit[0] != last:
                    break
                rank.setdefault(hit[0], len(rank))
                near.append(hit)
            keys = zip(near, self._keys(asked, near), strict=True)
            rows = [(rank[day], match_of(key)) for (day, _), key in keys]
            rows.sort(key=lambda row: (row[0], row[1].id))
            found = [match for _, match in rows][offset - first : wanted - first]
        missing = min(page[1], wanted - total)
        if missing > 0:
            rest, more = self._by(other, "id", missing, offset=max(0, offset - total))
            found += map(match_of, self._keys(asked, rest))
        else:
            more = _total(self._searcher.search(other, 1))
        return Matches(total + more, tuple(found))

    def _by(
        self, query: Query, field: str, limit: int, *, offset: int = 0, order: Order = Order.Asc
    ) -> tuple[list[Hit], int]:
        """Return the first hits by a field, each with its value, and how many there are."""
        answer = self._searcher.search(
            query, limit, order_by_field=field, offset=offset, order=order
        )
        return answer.hits, _total(answer)

    def _numbers(self, hits: list[Hit]) -> list[int]:
        """Return the numbers of documents."""
        addresses = [address for _, address in hits]
        numbers: list[Any] = self._searcher.fast_field_values("number", addresses)
        return numbers

    def _keys(self, asked: _Prepared, hits: list[Hit]) -> list[Key]:
        """Return what hits are put in order by, which is remembered, as is where they lie."""
        known, found = asked.keys, []
        for number in self._numbers(hits):
            if (key := known.get(number)) is None:
                entry = self._entry(number)
                key = -round(asked.score(entry) or 0.0, 6), entry.id
                if len(known) >= _KEYS:
                    known.clear()
                known[number] = key
            found.append(key)
            if len(self._found) >= _FOUND:
                self._found.clear()
            self._found[key[1]] = number
        return found

    def _named(self, phrase: Phrase, query: Query) -> Query:
        """Return the query for those documents of a query's where a phrase stands."""
        many = _total(self._searcher.search(query, 1))
        if not many:
            return Query.empty_query()
        hits = self._searcher.search(query, many, count=False).hits
        stands, entries = self._scorer.standing(phrase), map(self._entry, self._numbers(hits))
        names = [encoded_id(entry.id) for entry in entries if stands(entry)]
        return Query.term_set_query(self._schema, "id", names)

    def _spans(self, name: str) -> Iterator[tuple[int, int]]:
        """Yield the intervals there are in a field."""
        for term, _ in self._searcher.terms_with_prefix("spans", f"{name}\x1f"):
            start, _, end = term.partition("\x1f")[2].partition(",")
            yield int(start), int(end)

    def counts(self, plan: Plan, field: str) -> dict[str, int]:
        """Return how many matches of a plan have each value of a keyword field."""
        with _sound(self._folder):
            asked = self._asked(plan)
            found = self._searcher.terms_with_prefix(
                "keywords", f"{field}\x1f", filter_query=asked.query
            )
            return {keyword_of(term): count for term, count in found if count}

    def statistics(self, field: str, terms: Iterable[str]) -> FieldStatistics:
        """Return what scores in a field go by, for each of these terms."""
        with _sound(self._folder):
            slot = self._slots.texts.get(field)
            if slot is None:
                return FieldStatistics(0.0, dict.fromkeys(terms, 0))
            matching = {term: self._statistics.matching(slot, term) for term in terms}
            return FieldStatistics(self._statistics.average(slot), matching)

    @contextmanager
    def writer(self) -> Iterator[TantivyWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        from searchlib.engine.tantivy.writer import TantivyWriter

        with _sound(self._folder):
            writer = TantivyWriter(self._folder)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
        with _sound(self._folder):
            self._open()

    def close(self) -> None:
        """Let go of files."""
        for name in (
            "_searcher",
            "_statistics",
            "_scorer",
            "_queries",
            "_entry",
            "_small",
            "_large",
        ):
            vars(self).pop(name, None)


@contextmanager
def _sound(folder: Path) -> Iterator[None]:
    """Turn what is raised by a damaged file into IndexDamaged."""
    try:
        yield
    except SearchlibError:
        raise
    except BaseException as error:
        panic = type(error).__name__ == "PanicException"  # tantivy's, which no module names
        if not panic and not isinstance(error, _UNREADABLE):
            raise
        if _UNWRITABLE in str(error):
            raise PermissionError(EACCES, "cannot be written to", str(folder)) from error
        raise IndexDamaged(
            f"{folder} cannot be read ({type(error).__name__}: {error})."
            " Run: searchlib check --repair"
        ) from error


_UNWRITABLE: Final = "Lockfile: IoError"
_UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError,
                      struct.error, zlib.error)  # fmt: skip
"""What tantivy and its files raise when a byte is not what it was."""


def _total(answer: SearchResult) -> int:
    """Return how many documents an answer found, which tantivy's types do not tell of."""
    total: int = answer.count  # type: ignore[attr-defined]
    return total


def _opened(folder: Path) -> tuple[Searcher, Schema]:
    """Return what an index holds now.

    tantivy locks an index while it opens it, and for that writes to the folder. Where
    that is not to be had, on a disc that is only read, the index is opened by other names.
    """
    try:
        index = Index.open(str(folder))
    except ValueError as error:
        if _UNWRITABLE not in str(error):
            raise
        from shutil import copyfile
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="searchlib-") as aside:
            for name in _files_of(folder):
                if name in CHANGING:
                    copyfile(folder / name, Path(aside, name))
                else:
                    Path(aside, name).symlink_to((folder / name).absolute())
            index = Index.open(aside)
            return index.searcher(), index.schema
    return index.searcher(), index.schema


def _files_of(folder: Path) -> list[str]:
    """Return the names of the files an index consists of; none but ``CHANGING`` is changed."""
    segments = json.loads((folder / CHANGING[0]).read_bytes())["segments"]
    rows = {row.name for row in Slots.read(folder).rows}
    starts = tuple(f"{segment['segment_id'].replace('-', '')}." for segment in segments)
    return [
        path.name
        for path in folder.iterdir()
        if path.name in CHANGING or path.name.startswith(starts) or path.name in rows
    ]

"""The embedded engine in pure Python, and the default: terms and postings kept by Whoosh.

Whoosh keeps the segments, their terms and columns; matching and scoring are done here
over whole posting arrays (see `whoosh_codec.py`), first as sets, then scores for what is left.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path
from typing import Any

from searchlib.engine.base import Document, FieldTerms, Match, Matches
from searchlib.query.plan import (
    And,
    Best,
    Everything,
    Keyword,
    Not,
    Or,
    Overlap,
    Phrase,
    Plan,
    Prefer,
    Terms,
    Weighted,
)
from searchlib.query.proximity import together
from searchlib.ranking import K1, LENGTHS, idf, length_code, saturation

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # Whoosh's own, at first compilation
    from searchlib.engine.whoosh_codec import ArrayCodec, MappedStorage, PostingPool, Postings
    from whoosh import columns, fields, formats
    from whoosh.index import TOC, FileIndex
    from whoosh.writing import SegmentWriter

__all__ = ["WhooshEngine"]

_ID = "id"
_STORED = "stored"
_INTERVAL = struct.Struct("<qq")
_LENGTH = columns.NumericColumn("I")
_BYTES = columns.VarBytesColumn(write_offsets_cutoff=0)


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Take the terms of a field ready made, as ``FieldTerms``."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)
        self.column_type = _LENGTH

    def index(self, value: FieldTerms, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, length of the field (once), frequency, and length code with positions."""
        code = bytes([length_code(value.length)])
        length = value.length
        for term, positions in value.positions.items():
            packed = struct.pack(f"={len(positions)}I", *positions)
            yield term.encode(), length, float(len(positions)), code + packed
            length = 0

    def to_column_value(self, value: FieldTerms) -> int:
        """Return the length of the field, kept to take away when the document goes."""
        return value.length


def _schema() -> fields.Schema:
    """Return the schema: one kind of field each for terms, keywords and intervals."""
    schema = fields.Schema()
    schema.add(_ID, fields.COLUMN(_BYTES))
    schema.add(_STORED, fields.COLUMN(_BYTES))
    schema.add("terms_*", _Terms(), glob=True)
    schema.add("interval_*", fields.COLUMN(_BYTES), glob=True)
    return schema


_SCHEMA = _schema()


class WhooshEngine:
    """Keep an index in one folder, and answer from what it held when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``."""
        self._folder = folder
        self._open()

    @classmethod
    def create(cls, folder: Path) -> WhooshEngine:
        """Make an empty index in ``folder``, which must be empty or missing."""
        folder.mkdir(parents=True, exist_ok=True)
        FileIndex.create(MappedStorage(str(folder)), _SCHEMA)
        return cls(folder)

    def _open(self) -> None:
        self._storage = MappedStorage(str(self._folder))
        toc = TOC.read(self._storage, "MAIN", schema=_SCHEMA)
        self._segments = [_Segment(self._storage, segment) for segment in toc.segments]

    def count(self) -> int:
        """Return the number of documents."""
        return sum(segment.count for segment in self._segments)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents, in ascending order."""
        yield from sorted(s.id(number) for s in self._segments for number in s.everything)

    def get(self, record_id: str) -> bytes | None:
        """Return the stored bytes of a document, or None."""
        for segment in self._segments:
            for number in segment.with_id(record_id):
                return zlib.decompress(segment.column(_STORED, _BYTES)[number])
        return None

    def search(
        self, plan: Plan, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> Matches:
        """Return one page of the matches of a plan; see ``Engine.search``."""
        statistics = _Statistics(self._segments)
        found: list[tuple[_Segment, int, float]] = []
        for segment in self._segments:
            search = _SegmentSearch(segment, statistics)
            documents = search.documents(plan)
            scores = search.scores(plan, documents)
            found += [(segment, n, round(scores.get(n, 0.0), 6)) for n in documents]
        ordered = _ordered(found, offset + limit, sort)[offset : offset + limit]
        return Matches(len(found), tuple(ordered))

    @contextmanager
    def writer(self) -> Iterator[_WhooshWriter]:
        """Open a writer; its changes are seen when the block ends, by this engine too."""
        writer = _WhooshWriter(self._storage, self._segments)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        self.close()
        self._open()

    def close(self) -> None:
        """Let go of files."""
        for segment in self._segments:
            segment.close()


class _WhooshWriter:
    """Add and delete documents, and commit them as one more Whoosh segment."""

    def __init__(self, storage: MappedStorage, segments: list[_Segment]) -> None:
        self._segments = segments
        index = FileIndex(storage, schema=_SCHEMA)
        self._writer = SegmentWriter(index, codec=ArrayCodec(), compound=False, timeout=5)
        self._writer.pool = PostingPool()
        self._pending: dict[str, Document] = {}

    def add(self, document: Document) -> None:
        """Add a document, in place of the one with the same id."""
        self.delete(document.id)
        self._pending[document.id] = document

    def delete(self, record_id: str) -> None:
        """Take a document away; do nothing when there is none."""
        self._pending.pop(record_id, None)
        base = 0
        for segment in self._segments:
            for number in segment.with_id(record_id):
                self._writer.delete_document(base + number)
            base += segment.size

    def _write(self, document: Document) -> None:
        keywords = {_ID: [document.id], **document.keywords}
        values: dict[str, object] = {
            f"terms_{name}": terms for name, terms in document.fields.items()
        }
        for name, words in keywords.items():
            values[f"terms_@{name}"] = FieldTerms(0, dict.fromkeys(words, ()))
        for name, spans in document.intervals.items():
            values[f"interval_{name}"] = b"".join(_INTERVAL.pack(*span) for span in spans)
        values[_ID] = document.id.encode()
        values[_STORED] = zlib.compress(document.stored)
        self._writer.add_document(**values)

    def commit(self) -> None:
        """Write the documents in order of id."""
        for _, document in sorted(self._pending.items()):
            self._write(document)
        self._writer.commit(merge=False)

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._writer.cancel()


class _Segment:
    """Read one Whoosh segment: documents have numbers from 0 to ``size``."""

    def __init__(self, storage: MappedStorage, segment: Any) -> None:
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)
        self._columns: dict[str, Any] = {}
        self._postings: dict[tuple[str, str], Postings | None] = {}
        self.size: int = segment.doc_count_all()
        self.deleted = frozenset(segment.deleted_docs())
        self.count = self.size - len(self.deleted)

    @property
    def everything(self) -> set[int]:
        """Return the numbers of all documents that have not been deleted."""
        return set(range(self.size)) - self.deleted

    def close(self) -> None:
        """Let go of files."""
        self._columns.clear()
        self._documents.close()
        self._terms.close()

    def column(self, name: str, column: columns.Column) -> Any:
        """Return the values of a column by document number."""
        if name not in self._columns:
            self._columns[name] = (
                self._documents.column_reader(name, column)
                if self._documents.has_column(name)
                else [column.default_value()] * self.size
            )
        return self._columns[name]

    def id(self, number: int) -> str:
        """Return the id of a document."""
        identifier: bytes = self.column(_ID, _BYTES)[number]
        return identifier.decode()

    def with_id(self, record_id: str) -> list[int]:
        """Return the number of the document with this id, or nothing."""
        postings = self.postings("@" + _ID, record_id)
        return [] if postings is None else [n for n in postings.documents if n not in self.deleted]

    def intervals(self, name: str, number: int) -> Iterable[tuple[int, int]]:
        """Yield the intervals of a document."""
        packed: bytes = self.column(f"interval_{name}", _BYTES)[number]
        return _INTERVAL.iter_unpack(packed)  # type: ignore[return-value]

    def postings(self, field: str, term: str) -> Postings | None:
        """Return the postings of a term, or None."""
        key = (field, term)
        if key not in self._postings:
            self._postings[key] = self._terms.postings(f"terms_{field}", term.encode())
        return self._postings[key]

    def length(self, field: str) -> int:
        """Return the summed length of a field over the documents not deleted."""
        name = f"terms_{field}"
        whole: int = self._documents.field_length(name)
        if not self.deleted:
            return whole
        lengths = self.column(name, _LENGTH)
        return whole - sum(lengths[number] for number in self.deleted)


class _Statistics:
    """Count over all segments what scores need."""

    def __init__(self, segments: list[_Segment]) -> None:
        self._segments = segments
        self._records = sum(segment.count for segment in segments)
        self._saturation: dict[str, list[float]] = {}

    def idf(self, field: str, term: str) -> float:
        """Return the inverse document frequency of a term in a field."""
        matching = 0
        for segment in self._segments:
            if (postings := segment.postings(field, term)) is not None:
                matching += len(postings.documents)
                if segment.deleted:
                    matching -= len(segment.deleted.intersection(postings.documents))
        return idf(self._records, matching)

    def saturation(self, field: str) -> list[float]:
        """Return the saturation of a field by length code."""
        if field not in self._saturation:
            average = sum(segment.length(field) for segment in self._segments) / self._records
            self._saturation[field] = [saturation(length, average) for length in LENGTHS]
        return self._saturation[field]


class _SegmentSearch:
    """Match and score the documents of one segment."""

    def __init__(self, segment: _Segment, statistics: _Statistics) -> None:
        self._segment = segment
        self._statistics = statistics
        self._found: dict[int, set[int]] = {}

    def documents(self, plan: Plan) -> set[int]:
        """Return the numbers of the documents a plan matches; not to be changed."""
        found = self._found.get(id(plan))
        if found is None:
            found = self._found[id(plan)] = self._match(plan)
        return found

    def _match(self, plan: Plan) -> set[int]:
        match plan:
            case Terms(fields, terms):
                return self._any_term(fields, terms)
            case Phrase():
                return self._phrase(plan)
            case And(nodes):
                return self._all(nodes)
            case Or(nodes) | Best(nodes):
                return set().union(*map(self.documents, nodes))
            case Not(node):
                return self._segment.everything - self.documents(node)
            case Prefer(node, _, _):
                return self.documents(node)
            case Keyword(name, value):
                return self._live(self._segment.postings("@" + name, value))
            case Overlap(name, low, high):
                return self._overlapping(name, low, high)
            case Everything():
                return self._segment.everything

    def _all(self, nodes: tuple[Plan, ...]) -> set[int]:
        """Return what all nodes match; what is negated is taken away last."""
        wanted = [self.documents(node) for node in nodes if not isinstance(node, Not)]
        found = set.intersection(*sorted(wanted, key=len)) if wanted else self._segment.everything
        for node in nodes:
            if isinstance(node, Not):
                found = found - self.documents(node.node)
        return found

    def _live(self, postings: Postings | None) -> set[int]:
        if postings is None:
            return set()
        return set(postings.documents) - self._segment.deleted

    def _any_term(self, fields: Weighted, terms: Weighted) -> set[int]:
        found: set[int] = set()
        for field, _ in fields:
            for term, _ in terms:
                if (postings := self._segment.postings(field, term)) is not None:
                    found.update(postings.documents)
        return found - self._segment.deleted

    def _overlapping(self, name: str, low: int, high: int) -> set[int]:
        intervals = self._segment.intervals
        return {
            number
            for number in self._segment.everything
            if any(start <= high and low <= end for start, end in intervals(name, number))
        }

    def _phrase(self, phrase: Phrase) -> set[int]:
        found: set[int] = set()
        for field in phrase.fields:
            rows = [self._any_term((field,), word) for word in phrase.words]
            candidates = set.intersection(*sorted(rows, key=len)) - found if rows else set()
            if candidates:
                places = [self._places(field[0], word, candidates) for word in phrase.words]
                found |= {
                    number
                    for number in candidates
                    if together([row[number] for row in places], phrase.slop)
                }
        return found

    def _places(self, field: str, word: Weighted, wanted: set[int]) -> dict[int, list[int]]:
        """Return where a word stands, for each wanted document: ascending positions."""
        places: dict[int, list[int]] = {}
        for term, _ in word:
            if (postings := self._segment.postings(field, term)) is not None:
                ends = postings.ends()
                for row, number in _rows(postings.documents, wanted):
                    places.setdefault(number, []).extend(postings.places(row, ends))
        if len(word) > 1:
            return {number: sorted(set(row)) for number, row in places.items()}
        return places

    def scores(self, plan: Plan, wanted: set[int]) -> dict[int, float]:
        """Return the scores of those of the ``wanted`` documents that a plan matches.

        A document that is left out scores 0.
        """
        match plan:
            case Terms(fields, terms):
                return self._word_scores(fields, terms, wanted)
            case Phrase(fields, words):
                wanted = wanted & self.documents(plan)
                return _sum(self._word_scores(fields, word, wanted) for word in words)
            case And(nodes):
                wanted = wanted & self.documents(plan)
                return _sum(self.scores(node, wanted) for node in nodes)
            case Or(nodes):
                return _sum(self.scores(node, wanted) for node in nodes)
            case Best(nodes):
                best: dict[int, float] = {}
                for node in nodes:
                    for number, score in self.scores(node, wanted).items():
                        best[number] = max(score, best.get(number, 0.0))
                return best
            case Prefer(node, preferred, weight):
                wanted = wanted & self.documents(node)
                more = self.scores(preferred, wanted)
                weighted = {number: weight * score for number, score in more.items()}
                return _sum([self.scores(node, wanted), weighted])
        return {}

    def _word_scores(
        self, fields: Weighted, terms: Weighted, wanted: set[int]
    ) -> dict[int, float]:
        """Return the best field weight x term weight x BM25 for each wanted document."""
        scores: dict[int, float] = {}
        for field, boost in fields:
            for term, weight in terms:
                postings = self._segment.postings(field, term)
                if postings is None:
                    continue
                factor = boost * weight * (K1 + 1) * self._statistics.idf(field, term)
                saturations = self._statistics.saturation(field)
                frequencies, lengths = postings.frequencies, postings.lengths
                for row, number in _rows(postings.documents, wanted):
                    frequency = frequencies[row]
                    score = factor * frequency / (frequency + saturations[lengths[row]])
                    if score > scores.get(number, -1.0):
                        scores[number] = score
        return scores


def _rows(documents: memoryview, wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (row, document number) of the wanted documents in a posting list."""
    if len(wanted) * 16 < len(documents):
        for number in wanted:
            row = bisect_left(documents, number)
            if row < len(documents) and documents[row] == number:
                yield row, number
    else:
        for row, number in enumerate(documents):
            if number in wanted:
                yield row, number


def _sum(parts: Iterable[dict[int, float]]) -> dict[int, float]:
    """Add up scores by document."""
    total: dict[int, float] = {}
    for scores in parts:
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _ordered(
    found: list[tuple[_Segment, int, float]], wanted: int, sort: str
) -> list[Match]:
    """Return at least the first ``wanted`` matches in order; ids are read only where needed."""
    if sort == "relevance":
        if wanted < len(found):
            least = nlargest(max(wanted, 1), (score for _, _, score in found))[-1]
            found = [row for row in found if row[2] >= least]
        keys = [(-score, segment.id(number)) for segment, number, score in found]
        return [Match(record_id, -score) for score, record_id in sorted(keys)]
    field, sign = sort.lstrip("-"), -1 if sort.startswith("-") else 1
    rows = []
    for segment, number, score in found:
        starts = [start for start, _ in segment.intervals(field, number)]
        key = (not starts, sign * min(starts, default=0))
        rows.append((key, segment.id(number), score))
    return [Match(record_id, score) for _, record_id, score in sorted(rows)]

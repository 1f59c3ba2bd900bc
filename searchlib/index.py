"""The thing one opens: build it from documents, search it, get records back.

It composes the rooms below it and owns no algorithm.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from searchlib import entries
from searchlib.analysis import VERSION as ANALYSIS_VERSION
from searchlib.analysis import Analyzer, dictionary_version
from searchlib.bilingual.alignment import Alignment
from searchlib.bilingual.widen import Widened, Widener
from searchlib.build import Build, Progress, Report, fill
from searchlib.engine import DEFAULT, Engine, open_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.errors import RecordNotFound, UsageError
from searchlib.highlight import Found, Highlighter, joined
from searchlib.query import And, Not, Or, Parsed, parse, walk
from searchlib.records import AlignedPassages, Hit, Hits, Mark, Passage, Record
from searchlib.store import Generation, Store
from searchlib.vocabulary import Vocabulary

__all__ = ["Index"]

Match = Literal["all", "any"]
SORTS = ("relevance", "date", "-date")


class Index(AbstractContextManager["Index"]):
    """Search records; open one with ``Index.open``, or make one with ``Index.of``.

    An open index answers from what it held when it was opened. It may be read from
    several threads.
    """

    def __init__(self, engine: Engine, vocabulary: Vocabulary) -> None:
        self._engine = engine
        self._vocabulary = vocabulary
        self._analyzer = Analyzer(vocabulary.terms)

    @classmethod
    def open(cls, folder: str | Path = "index") -> Index:
        """Open the index in ``folder``.

        Raises IndexNotFound, IndexOutdated or IndexDamaged, each with what to do about it.
        """
        generation = Store(Path(folder)).opened(ANALYSIS_VERSION, dictionary_version())
        return cls._opened(generation)

    @classmethod
    def _opened(cls, generation: Generation) -> Index:
        name = generation.manifest.engine
        vocabulary = Vocabulary.open(generation.folder / "vocabulary.sqlite")
        engine = open_engine(name, generation.folder / name)
        return cls(engine, vocabulary)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Index:
        """Make an index of a few hundred records in memory."""
        engine, vocabulary = MemoryEngine(), Vocabulary.create()
        fill(engine, vocabulary, records)
        return cls(engine, vocabulary)

    @staticmethod
    def build(
        documents: str | Path = "documents",
        folder: str | Path = "index",
        *,
        engine: str = DEFAULT,
        rebuild: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Bring the index in ``folder`` in step with the files under ``documents``.

        Nothing is done when no file has changed, unless ``rebuild`` is set. ``progress``
        is called with the number of files read, how many there are, and a path. Files
        that cannot be read are reported and skipped. Raises UsageError when there is no
        such folder, IndexLocked when somebody else is writing.
        """
        return Build(Path(documents), Store(Path(folder)), engine, progress).run(rebuild=rebuild)

    def __exit__(self, *_: object) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def __len__(self) -> int:
        return self._engine.count()

    def close(self) -> None:
        """Let go of files."""
        self._engine.close()
        self._vocabulary.close()

    def ids(self) -> Iterator[str]:
        """Yield the ids of all records, in ascending order."""
        return self._engine.ids()

    def get(self, record_id: str) -> Record:
        """Return a record. Raises RecordNotFound when none has this id."""
        return self._load(record_id)[0]

    def aligned(self, record_id: str) -> tuple[AlignedPassages, ...]:
        """Return the passages of a record's texts, side by side. Raises RecordNotFound."""
        record, alignment = self._load(record_id)
        marks: dict[str, list[tuple[int, int]]] = {"ru": [], "en": []}
        return tuple(_pair(record, alignment, number, marks) for number in range(len(alignment.links)))

    def _load(self, record_id: str) -> tuple[Record, Alignment]:
        kept = self._engine.get(record_id)
        if kept is None:
            raise RecordNotFound(f"No record has the id {record_id!r}. Ids are shown by search.")
        return entries.unstored(kept)

    def search(
        self,
        query: str,
        *,
        match: Match = "all",
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        filter: str = "",  # noqa: A002  the field's word for it
        passages: int = 3,
    ) -> Hits:
        """Return the hits ``offset`` to ``offset + limit`` of a query.

        No query is an error: what could not be understood is in ``warnings``. With
        ``match="all"`` a record must hold all words, with ``"any"`` some of them.
        ``filter`` is a query that hits must match as well, without counting for their
        score. ``sort`` is ``relevance``, ``date`` (earliest first) or ``-date``. Each hit
        shows up to ``passages`` of its passages that matched.

        Raises UsageError for another value of these, QueryTooExpensive for a wildcard
        that stands for too many words.
        """
        started = time.perf_counter()
        _check(match=match, limit=limit, offset=offset, sort=sort)
        parsed = parse(query, match=match)
        widened = self._widen(parsed, filter)
        matches = self._engine.search(widened.plan, limit=limit, offset=offset, sort=sort)
        highlighter = Highlighter(widened.plan)
        hits = tuple(
            self._hit(match.id, match.score, highlighter, passages) for match in matches.matches
        )
        notes = widened.notes
        if not matches.total:
            notes += tuple(self._missing(parsed, filter))
        return Hits(
            query=str(parsed.tree),
            total=matches.total,
            hits=hits,
            offset=offset,
            warnings=parsed.warnings + widened.warnings,
            notes=notes,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def _widen(self, parsed: Parsed, filtering: str) -> Widened:
        tree = parsed.tree
        if filtering.strip():
            tree = And((tree, Not(Not(parse(filtering).tree))))
        return Widener(self._analyzer, self._vocabulary).widen(tree)

    def _missing(self, parsed: Parsed, filtering: str) -> Iterator[str]:
        """Yield what would be found, when all words together find nothing."""
        if not isinstance(parsed.tree, And):
            return
        wanted = [node for node in parsed.tree.nodes if not isinstance(node, Not)]
        for node in wanted:
            if not self._count(replace(parsed, tree=node), filtering):
                yield f"no record holds {node}"
        if len(wanted) > 1 and (some := self._count(replace(parsed, tree=Or(tuple(wanted))), filtering)):
            yield f"{some} hold some of the words: search with --any (match='any')"

    def _count(self, parsed: Parsed, filtering: str) -> int:
        return self._engine.search(self._widen(parsed, filtering).plan, limit=0).total

    def _hit(self, record_id: str, score: float, highlighter: Highlighter, most: int) -> Hit:
        record, alignment = self._load(record_id)
        found = {
            name: highlighter.find(name, self._analyzer.analyse(text))
            for name, text in entries.texts_of(record).items()
            if highlighter.looks_at(name)
        }
        spans = {name: joined(places) for name, places in found.items()}
        chosen = _best(alignment, found, most)
        return Hit(
            record=record,
            score=score,
            passages=tuple(_pair(record, alignment, number, spans) for number in chosen),
            title_marks=_marks(spans.get("title", [])),
            summary_marks=_marks(spans.get("summary", [])),
        )


def _check(*, match: str, limit: int, offset: int, sort: str) -> None:
    """Raise UsageError for an argument of ``search`` that means nothing."""
    if match not in ("all", "any"):
        raise UsageError(f"match is 'all' or 'any', not {match!r}.")
    if sort not in SORTS:
        raise UsageError(f"sort is one of {', '.join(SORTS)}, not {sort!r}.")
    if limit < 0 or offset < 0:
        raise UsageError("limit and offset cannot be negative.")


def _best(alignment: Alignment, found: dict[str, list[Found]], most: int) -> list[int]:
    """Return the numbers of the links that hold most words of the query, in order of the text."""
    worth = []
    for number, link in enumerate(alignment.links):
        words: set[int] = set()
        count = 0
        for language, spans, numbers in (
            ("ru", alignment.ru, link.ru),
            ("en", alignment.en, link.en),
        ):
            for start, end in (spans[n] for n in numbers):
                inside = [f.word for f in found.get(language, ()) if start <= f.start < end]
                words.update(inside)
                count += len(inside)
        if words:
            worth.append((-len(words), -count, number))
    return sorted(number for _, _, number in sorted(worth)[:most])


def _pair(
    record: Record, alignment: Alignment, number: int, marks: dict[str, list[tuple[int, int]]]
) -> AlignedPassages:
    """Return the two sides of a link, with the marks inside them."""
    link = alignment.links[number]
    ru = _passage(record, "ru", [alignment.ru[n] for n in link.ru], marks.get("ru", []))
    en = _passage(record, "en", [alignment.en[n] for n in link.en], marks.get("en", []))
    return AlignedPassages(ru, en)


def _passage(
    record: Record, language: str, spans: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> Passage | None:
    text = record.text(language)
    if text is None or not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    inside = [(first, last) for first, last in marks if start <= first and last <= end]
    return Passage(language, start, end, text.body[start:end], _marks(inside))


def _marks(spans: list[tuple[int, int]]) -> tuple[Mark, ...]:
    return tuple(Mark(start, end) for start, end in spans)

"""The thing one opens: build it from documents, search it, get records back.

It composes the rooms below it and owns no algorithm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Self, TypeVar
from weakref import finalize

from searchlib.analysis import VERSION as ANALYSIS_VERSION
from searchlib.analysis import dictionary_version
from searchlib.answers.hits import side_by_side
from searchlib.answers.parts import Filtering, Matching, Parts
from searchlib.answers.searching import Asked, Page, search
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import Engine, open_engine
from searchlib.errors import IndexDamaged, UsageError
from searchlib.facets import checked
from searchlib.records import AlignedPassages, Record
from searchlib.results import (
    Comparison,
    Completion,
    Concordance,
    Explanation,
    Hit,
    Hits,
    Translated,
    Verification,
)
from searchlib.store.generations import Generation, Store
from searchlib.store.readers import Readers, reading
from searchlib.vocabulary import Vocabulary

__all__ = ["Index"]

_Answer = TypeVar("_Answer")
_FEWEST_CITED = 8
_DIGITS = frozenset("0123456789abcdef")
SORTS = ("relevance", "date", "-date")


class Index(AbstractContextManager["Index"]):
    """Search records; open one with ``Index.open``, or make one with ``Index.of``.

    An open index answers from what it held when it was opened, to any number of threads at
    once. Closing it lets those that are searching finish; whoever asks afterwards gets a
    UsageError. One that nobody refers to any more is closed.
    """

    def __init__(
        self,
        engine: Engine,
        vocabulary: Vocabulary,
        lexicon: Lexicon,
        generation: Generation | None = None,
        fingerprint: str = "",
    ) -> None:
        self.documents = Path(generation.manifest.documents) if generation else None
        """The folder the records were read from; None when they came another way."""
        self.fingerprint = generation.manifest.fingerprint if generation else fingerprint
        """What the index holds, as 64 hexadecimal digits: its records, glossaries and analysis.

        The same for the same contents, wherever, whenever and for whichever engine it was
        built; what was learnt of the records follows from them, and does not count.
        """
        self._generation = generation
        self._parts = Parts(engine, vocabulary, lexicon)
        lets_go = finalize(self, self._parts.close)
        lets_go.atexit = False
        self.readers = Readers(lets_go)
        """Who is reading: above each public method that asks files stands ``@reading``."""

    @classmethod
    def open(cls, folder: str | Path = "index") -> Index:
        """Open the index in ``folder``.

        >>> with searchlib.open("index") as index:
        ...     len(index)
        1

        Raises IndexNotFound, IndexOutdated or IndexDamaged, each with what to do about it.
        """
        store = Store(Path(folder))
        while True:
            generation = store.opened(ANALYSIS_VERSION, dictionary_version())
            try:
                return cls._opened(generation)
            except IndexDamaged:
                if store.is_current(generation):
                    raise  # or two builds have ended meanwhile, and it was taken away

    @classmethod
    def _opened(cls, generation: Generation) -> Index:
        with ExitStack() as opened:
            engine = open_engine(generation.manifest.engine, generation.engine)
            opened.callback(engine.close)
            vocabulary = Vocabulary.open(generation.vocabulary)
            opened.callback(vocabulary.close)
            lexicon = Lexicon.open(*generation.lexicons, of_index=True)
            opened.pop_all()
        return cls(engine, vocabulary, lexicon, generation)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Index:
        """Make an index of a few hundred records in memory.

        >>> text = searchlib.Text("ru", "text", "Прошу сто тонн угля.")
        >>> with searchlib.Index.of([searchlib.Record("letter-1", "Letter", (text,))]) as index:
        ...     index.search("coal")[0].passages[0].ru.marked
        ('угля',)
        """
        from searchlib.engine.memory import MemoryEngine
        from searchlib.indexing.building import fill

        engine, vocabulary = MemoryEngine(), Vocabulary.create()
        fingerprint = fill(engine, vocabulary, records)
        return cls(engine, vocabulary, Lexicon.open(), fingerprint=fingerprint)

    def __exit__(self, *_: object) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    @reading
    def __len__(self) -> int:
        return self._parts.engine.count()

    def close(self) -> None:
        """Let go of files, once the searches that are running have ended.

        It does not wait for these: the last of them lets go. Closing twice does nothing.
        """
        self.readers.close()

    @property
    def generation(self) -> str:
        """Return what no other built index is called; empty when made with ``Index.of``."""
        return f"{self._generation.name}-{self._generation.checksum}" if self._generation else ""

    def has(self, fingerprint: str) -> bool:
        """Say whether the index still is the one a search was cited with.

        The first digits of a fingerprint will do, eight at least. Raises UsageError for
        what is no fingerprint.
        """
        cited = fingerprint.strip().rstrip("….").lower()
        if not _FEWEST_CITED <= len(cited) <= len(self.fingerprint) or set(cited) - _DIGITS:
            raise UsageError(
                f"{fingerprint!r} is no fingerprint of an index: 8 to 64 digits, 0 to 9 and a to f,"
                " as search --cite and status print it."
            )
        return self.fingerprint.startswith(cited)

    def is_current(self) -> bool:
        """Say whether no other generation has taken this one's place; True when none can tell."""
        if self._generation is None:
            return True
        try:
            now = Store(self._generation.folder.parent).current_name()
        except IndexDamaged:
            return True
        return now is None or "-".join(now) == self.generation

    def ids(self) -> Iterator[str]:
        """Yield the ids of all records, in ascending order."""
        yield from self._while_read(self._parts.engine.ids())

    @reading
    def get(self, record_id: str) -> Record:
        """Return a record. Raises RecordNotFound when none has this id.

        >>> with searchlib.open("index") as index:
        ...     print(index.get("wilsoncenter-114898").citation.shelfmarks[0])
        AP RF, f. 4, op. 1, d. 331, ll. 59-61
        """
        return self._parts.load(record_id)[0]

    @reading
    def aligned(self, record_id: str) -> tuple[AlignedPassages, ...]:
        """Return the passages of a record's texts, side by side. Raises RecordNotFound."""
        return side_by_side(*self._parts.load(record_id))

    @reading
    def compare(self, record_id: str) -> Comparison:
        """Return what only one of a record's texts says. Raises RecordNotFound."""
        from searchlib.bilingual.comparing import compare

        return compare(*self._parts.load(record_id), self._parts.analyzer.analyse)

    @reading
    def near_duplicates(self, record_id: str) -> tuple[tuple[str, float], ...]:
        """Return the ids of records whose text is nearly that of this one, the nearest first.

        Each comes with its resemblance: how many sequences of three words both texts hold,
        of all in either, from 0 to 1. An index made with ``Index.of`` knows of none.
        """
        if self._generation is None:
            return ()
        from searchlib.store.catalogue import Catalogue

        with closing(Catalogue.open(self._generation.catalogue)) as catalogue:
            return tuple(catalogue.near(record_id))

    @reading
    def translations(self, words: str) -> tuple[Translated, ...]:
        """Return what says a word, or words as one, in the other language.

        One reading of an ambiguous word comes after the other, each with the likeliest first.
        """
        from searchlib.bilingual.translations import translations

        parts = self._parts
        return translations(words, parts.lexicon, parts.analyzer.analyse, parts.vocabulary.forms)

    @reading
    def explain(
        self, query: str, record_id: str, *, match: Matching = "all", translate: bool = True
    ) -> Explanation:
        """Return why a record matches a query and how its score comes about, or what it lacks.

        Arguments are those of ``search``. Raises RecordNotFound, UsageError, QueryTooExpensive.
        """
        from searchlib.answers.explaining import explain

        _check(match=match)
        return explain(record_id, Asked(query, match, "", translate), self._parts)

    @reading
    def suggest(self, prefix: str, limit: int = 10) -> tuple[Completion, ...]:
        """Return queries that complete the last word of one being typed, the commonest first.

        Nothing completes an empty word, a value of the description or an interval.
        """
        from searchlib.answers.completions import completions

        _check(limit=limit)
        return completions(prefix, limit, self._parts.vocabulary, self._parts.engine)

    @reading
    def similar(self, record_id: str, limit: int = 10, *, passages: int = 1) -> Hits:
        """Return the records most like this one, in either language.

        They hold the words that tell most of it, or their translations; the ``query`` of the
        answer names them. Neither the record itself nor one with the same texts is among them.
        Raises RecordNotFound.
        """
        from searchlib.answers.similar import similar

        _check(limit=limit, passages=passages)
        return similar(record_id, (limit, passages), self._parts, self.fingerprint)

    @reading
    def search(
        self,
        query: str,
        *,
        match: Matching = "all",
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        filter: Filtering = "",  # noqa: A002  the field's word for it
        passages: int = 3,
        translate: bool = True,
        facets: Iterable[str] = (),
    ) -> Hits:
        """Return the hits ``offset`` to ``offset + limit`` of a query.

        No query is an error: what could not be understood is in ``warnings``. With
        ``match="all"`` a record must hold all words, with ``"any"`` some of them.
        Words are looked for in the other language too, unless ``translate`` is False; the
        notes say as what. What is negated, an exact ``=word`` and what is asked of the texts
        of one language (``en:word``) is looked for as written. ``filter`` is a query that hits
        must match as well, or several, without counting for their score. ``sort`` is ``relevance``,
        ``date`` (earliest first) or ``-date``. Each hit shows up to ``passages`` of its
        passages that matched. ``facets`` names the fields to count all matches by: year,
        decade, archive, fond, language, type, person. With up to two hits, or a word that no
        record holds in any form, ``suggestions`` are queries that find more: misspelt words,
        the wrong keyboard, Russian in Latin letters.

        >>> with searchlib.open("index") as index:
        ...     hits = index.search("корейские дивизии", filter="date:1949", facets=["archive"])
        ...     hits.total, [value.value for value in hits.facets[0].values]
        (1, ['AP RF', 'RGASPI'])

        From asynchronous code: ``await asyncio.to_thread(index.search, "корейские дивизии")``.

        Raises UsageError for another value of these, QueryTooExpensive for a wildcard
        that stands for too many words.
        """
        _check(match=match, limit=limit, offset=offset, sort=sort, passages=passages)
        asked, page = Asked(query, match, filter, translate), Page(limit, offset, sort, passages)
        return search(asked, page, checked(facets), self._parts, self.fingerprint)

    def each(
        self,
        query: str,
        *,
        match: Matching = "all",
        offset: int = 0,
        sort: str = "relevance",
        filter: Filtering = "",  # noqa: A002
        passages: int = 3,
        translate: bool = True,
        marks: bool = True,
    ) -> Iterator[Hit]:
        """Yield every hit of a query in the order of ``search``, however many there are.

        Those before ``offset`` are passed over, and their records not read. One record is in
        memory at a time, and all come from the index that is open, whatever is built meanwhile.
        Without ``marks`` a hit is its record and score alone, which takes a fraction of the
        time. Raises what ``search`` raises, at once.
        """
        _check(match=match, offset=offset, sort=sort, passages=passages)
        from searchlib.answers.every import every

        parts, asked = self._parts, Asked(query, match, filter, translate)
        with self.readers:
            widened = asked.widened(parts)
        matches = every(parts.engine, widened.plan, sort, offset)
        if marks:
            return self._while_read(parts.hits(widened, matches, passages))
        return self._while_read(Hit(parts.load(one.id)[0], one.score) for one in matches)

    def scores(
        self,
        query: str,
        *,
        match: Matching = "all",
        sort: str = "relevance",
        filter: Filtering = "",  # noqa: A002
        translate: bool = True,
    ) -> Iterator[tuple[str, float]]:
        """Yield the id and score of every hit of a query; no record is read.

        Order and errors are those of ``each``.
        """
        _check(match=match, sort=sort)
        from searchlib.answers.every import every

        parts, asked = self._parts, Asked(query, match, filter, translate)
        with self.readers:
            plan = asked.widened(parts).plan
        return self._while_read((one.id, one.score) for one in every(parts.engine, plan, sort))

    def _while_read(self, answers: Iterator[_Answer]) -> Iterator[_Answer]:
        """Yield answers, a reader until the last of them is taken."""
        with self.readers:
            yield from answers

    @reading
    def concordance(
        self,
        query: str,
        *,
        width: int = 60,
        sort: str = "text",
        limit: int = 50,
        offset: int = 0,
        language: str = "",
        filter: Filtering = "",  # noqa: A002  the field's word for it
        match: Matching = "all",
        translate: bool = False,
        most: int = 1_000,
    ) -> Concordance:
        """Return places ``offset`` to ``offset + limit`` where a query's words stand, in context.

        Each has up to ``width`` characters on either side. ``sort`` is ``text`` (the best record
        first, in order of its texts), ``left`` or ``right`` (by the words there, the nearest
        first), ``match`` (by the words found), ``date`` or ``-date``; ``language`` is ru or en
        for the texts in one. ``most`` records are looked through; a note says when more match.
        The rest is as in ``search``, and so is what is raised.
        """
        from searchlib.answers import concordance

        asked = concordance.Asked(width, sort, limit, offset, language, match, most, translate)
        return concordance.concordance(query, filter, asked, self._parts)

    @reading
    def verify(self, quotation: str, record_id: str | None = None) -> Verification:
        """Say whether a record says this, where, and what stands there in the other text.

        Without ``record_id`` the records most like it are looked at. Raises UsageError for a
        quotation without words or of more than 10,000 characters, RecordNotFound, and
        QueryTooExpensive where only texts that are too long to be compared may have it.
        """
        from searchlib.answers.quotations import verify

        return verify(quotation, record_id, self._parts)


def _check(
    *,
    match: str = "all",
    limit: int = 0,
    offset: int = 0,
    sort: str = "relevance",
    passages: int = 0,
) -> None:
    """Raise UsageError for an argument of ``search`` that means nothing."""
    if match not in ("all", "any"):
        raise UsageError(f"match is 'all' or 'any', not {match!r}.")
    if sort not in SORTS:
        raise UsageError(f"sort is one of {', '.join(SORTS)}, not {sort!r}.")
    if limit < 0 or offset < 0 or passages < 0:
        raise UsageError("limit, offset and passages cannot be negative.")

"""The thing one opens: build it from documents, search it, get records back.

It composes the rooms below it and owns no algorithm.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import AbstractContextManager, ExitStack, closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal, Self, TypeVar
from weakref import finalize

from searchlib import entries
from searchlib.analysis import VERSION as ANALYSIS_VERSION
from searchlib.analysis import Analyzer, dictionary_version, exact_form
from searchlib.answers.hits import Marker, Sources, hit, side_by_side
from searchlib.bilingual.alignment import Alignment
from searchlib.bilingual.counterparts import Linker
from searchlib.bilingual.crossing import Crossing
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.recognising import Recogniser
from searchlib.bilingual.stop_words import parted
from searchlib.bilingual.widen import Widened, Widener
from searchlib.engine import Engine, open_engine
from searchlib.engine import Match as Found
from searchlib.errors import IndexDamaged, RecordNotFound, UsageError
from searchlib.facets import checked, facet, facet_field
from searchlib.highlight import Highlighter
from searchlib.query import And, Exact, Node, Not, Parsed, Word, parse, shown, walk
from searchlib.records import AlignedPassages, Record
from searchlib.results import (
    Comparison,
    Completion,
    Concordance,
    Explanation,
    Hit,
    Hits,
    Suggestion,
    Translated,
    Verification,
)
from searchlib.store.generations import Generation, Store
from searchlib.store.readers import Readers, reading
from searchlib.vocabulary import Vocabulary

__all__ = ["Index"]

Match = Literal["all", "any"]
_Answer = TypeVar("_Answer")
_FEWEST_CITED = 8
_DIGITS = frozenset("0123456789abcdef")
FEW = 2
"""Up to so many hits are few: then other queries are suggested that find more. They are as well
where a word stands in no record in any form, and only its translations were found."""
_MOST_MISSING = 5
_MOST_SAID = 3
"""How many translations of a word a note names."""
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
        self._engine = engine
        self._vocabulary = vocabulary
        self._analyzer = Analyzer(vocabulary.terms)
        self._lexicon = lexicon
        self._crossing = Crossing(lexicon, Recogniser(vocabulary, lexicon))
        self._linker = Linker(self._analyzer.terms, self._analyzer.indexed, lexicon)
        lets_go = finalize(self, _let_go, engine, vocabulary, lexicon)
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
        return self._engine.count()

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
        yield from self._while_read(self._engine.ids())

    @reading
    def get(self, record_id: str) -> Record:
        """Return a record. Raises RecordNotFound when none has this id.

        >>> with searchlib.open("index") as index:
        ...     print(index.get("wilsoncenter-114898").citation.shelfmarks[0])
        AP RF, f. 4, op. 1, d. 331, ll. 59-61
        """
        return self._load(record_id)[0]

    @reading
    def aligned(self, record_id: str) -> tuple[AlignedPassages, ...]:
        """Return the passages of a record's texts, side by side. Raises RecordNotFound."""
        return side_by_side(*self._load(record_id))

    @reading
    def compare(self, record_id: str) -> Comparison:
        """Return what only one of a record's texts says. Raises RecordNotFound."""
        from searchlib.bilingual.comparing import compare

        return compare(*self._load(record_id), self._analyzer.analyse)

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

        return translations(words, self._lexicon, self._analyzer.analyse, self._vocabulary.forms)

    @reading
    def explain(
        self, query: str, record_id: str, *, match: Match = "all", translate: bool = True
    ) -> Explanation:
        """Return why a record matches a query and how its score comes about, or what it lacks.

        Arguments are those of ``search``. Raises RecordNotFound, UsageError, QueryTooExpensive.
        """
        from searchlib.answers.explaining import Sources, explain

        _check(match=match)
        loaded = self._load(record_id)
        widen = partial(self._widen, match=match, filtering="", translate=translate)
        engine, analyse = self._engine, self._analyzer.analyse
        sources = Sources(engine, analyse, widen, self._spelt, self._crossing.is_named)
        return explain(*loaded, parse(query, match=match).tree, sources)

    @reading
    def suggest(self, prefix: str, limit: int = 10) -> tuple[Completion, ...]:
        """Return queries that complete the last word of one being typed, the commonest first.

        Nothing completes an empty word, a value of the description or an interval.
        """
        from searchlib.answers.completions import completions

        _check(limit=limit)
        return completions(prefix, limit, self._vocabulary, self._engine)

    @reading
    def similar(self, record_id: str, limit: int = 10, *, passages: int = 1) -> Hits:
        """Return the records most like this one, in either language.

        They hold the words that tell most of it, or their translations; the ``query`` of the
        answer names them. Neither the record itself nor one with the same texts is among them.
        Raises RecordNotFound.
        """
        from searchlib.answers.similar import Sources, similar

        _check(limit=limit, passages=passages)
        translated, counterparts = self._crossing.of_word, self._linker.counterparts
        sources = Sources(self._engine, self._analyzer, self._forms_of, translated, counterparts)
        return similar(self._load, record_id, (limit, passages), sources)

    def _load(self, record_id: str) -> tuple[Record, Alignment]:
        kept = self._engine.get(record_id)
        if kept is None:
            raise RecordNotFound(f"No record has the id {record_id!r}. Ids are shown by search.")
        return entries.unstored(kept)

    @reading
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
        translate: bool = True,
        facets: Iterable[str] = (),
    ) -> Hits:
        """Return the hits ``offset`` to ``offset + limit`` of a query.

        No query is an error: what could not be understood is in ``warnings``. With
        ``match="all"`` a record must hold all words, with ``"any"`` some of them.
        Words are looked for in the other language too, unless ``translate`` is False; the
        notes say as what. What is negated, an exact ``=word`` and what is asked of the texts
        of one language (``en:word``) is looked for as written. ``filter`` is a query that hits
        must match as well, without counting for their score. ``sort`` is ``relevance``,
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
        started = time.perf_counter()
        _check(match=match, limit=limit, offset=offset, sort=sort, passages=passages)
        facets = checked(facets)
        parsed = parse(query, match=match)
        widen = partial(self._widen, filtering=filter, translate=translate)
        widened = widen(parsed.tree, match)
        matches = self._engine.search(widened.plan, limit=limit, offset=offset, sort=sort)
        hits = tuple(self._hits(widened, matches.matches, passages)) if matches.matches else ()
        notes = widened.notes + tuple(self._said(widened))
        if not matches.total and match == "all":
            notes += tuple(self._missing(query, parsed, widen, among=bool(filter.strip())))
        return Hits(
            query=shown(parsed.tree),
            total=matches.total,
            hits=hits,
            offset=offset,
            warnings=parsed.warnings + parse(filter).warnings + widened.warnings,
            notes=notes,
            suggestions=self._suggestions(query, matches.total, match, widen)
            if not offset and (matches.total <= FEW or self._is_strange(parsed.tree))
            else (),
            facets=tuple(
                facet(name, self._engine.counts(widened.plan, facet_field(name))) for name in facets
            ),
            took_ms=(time.perf_counter() - started) * 1000,
            filter=filter.strip(),
            translated=translate,
            records=len(self),
            fingerprint=self.fingerprint,
        )

    def each(
        self,
        query: str,
        *,
        match: Match = "all",
        sort: str = "relevance",
        filter: str = "",  # noqa: A002
        passages: int = 3,
        translate: bool = True,
        marks: bool = True,
    ) -> Iterator[Hit]:
        """Yield every hit of a query in the order of ``search``, however many there are.

        One record is in memory at a time, and all come from the index that is open, whatever
        is built meanwhile. Without ``marks`` a hit is its record and score alone, which
        takes a fraction of the time. Raises what ``search`` raises, at once.
        """
        _check(match=match, limit=0, offset=0, sort=sort, passages=passages)
        from searchlib.answers.every import every

        widened = self._asked(query, match, filter, translate)
        matches = every(self._engine, widened.plan, sort)
        if marks:
            return self._while_read(self._hits(widened, matches, passages))
        return self._while_read(Hit(self._load(one.id)[0], one.score) for one in matches)

    def scores(
        self,
        query: str,
        *,
        match: Match = "all",
        sort: str = "relevance",
        filter: str = "",  # noqa: A002
        translate: bool = True,
    ) -> Iterator[tuple[str, float]]:
        """Yield the id and score of every hit of a query; no record is read.

        Order and errors are those of ``each``.
        """
        _check(match=match, limit=0, offset=0, sort=sort, passages=0)
        from searchlib.answers.every import every

        widened = self._asked(query, match, filter, translate)
        matches = every(self._engine, widened.plan, sort)
        return self._while_read((one.id, one.score) for one in matches)

    def _while_read(self, answers: Iterator[_Answer]) -> Iterator[_Answer]:
        """Yield answers, a reader until the last of them is taken."""
        with self.readers:
            yield from answers

    @reading
    def _asked(self, query: str, match: Match, filtering: str, translate: bool) -> Widened:
        tree = parse(query, match=match).tree
        return self._widen(tree, match, filtering=filtering, translate=translate)

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
        filter: str = "",  # noqa: A002  the field's word for it
        match: Match = "all",
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

        asked = concordance.Asked(width, sort, limit, offset, language, match, most)
        widen = partial(self._widen, filtering=filter, translate=translate)
        return concordance.concordance(query, filter, asked, self._sources(widen))

    @reading
    def verify(self, quotation: str, record_id: str | None = None) -> Verification:
        """Say whether a record says this, where, and what stands there in the other text.

        Without ``record_id`` the records most like it are looked at. Raises UsageError for a
        quotation without words or of more than 10,000 characters, RecordNotFound.
        """
        from searchlib.answers.quotations import verify

        widen = partial(self._widen, filtering="", translate=False)
        return verify(quotation, record_id, self._sources(widen))

    def _sources(self, widen: Callable[[Node, Match], Widened]) -> Sources:
        return Sources(self._engine, self._load, widen, self._said, self._marker)

    def _hits(self, widened: Widened, matches: Iterable[Found], passages: int) -> Iterator[Hit]:
        """Yield the hits of matches, marked."""
        marker = self._marker(widened, True)
        for one in matches:
            yield hit(*self._load(one.id), one.score, marker, passages)

    def _marker(self, widened: Widened, any_found: bool) -> Marker:
        """Return what marks the words of a query."""
        highlighter = Highlighter(widened.plan, widened.translations)
        forms = self._forms_of(highlighter.wanted) if any_found else frozenset()
        analyse = (
            self._analyzer.analyse
            if highlighter.reaches_far
            else self._analyzer.among(forms, places=highlighter.needs_places)
        )
        return Marker(highlighter, analyse, self._linker.counterparts)

    def _is_strange(self, tree: Node) -> bool:
        """Say whether a word of a query stands in no record in this form."""
        texts = (node.text for node in walk(tree) if isinstance(node, Word | Exact))
        forms = {token.form for text in texts for token in self._analyzer.analyse(text)}
        return len(self._vocabulary.terms(forms)) < len(forms)

    def _suggestions(
        self, query: str, total: int, match: Match, widen: Callable[..., Widened]
    ) -> tuple[Suggestion, ...]:
        """Return queries that find more than ``total`` records."""
        from searchlib.answers.suggestions import Sources, suggestions

        def count(other: str, **how: bool) -> int:
            plan = widen(parse(other, match=match).tree, match, **how).plan
            return self._engine.search(plan, limit=0).total

        analyse, statistics = self._analyzer.analyse, self._engine.statistics
        held = partial(count, translate=False)
        sources = Sources(self._vocabulary, analyse, len(self), statistics, count, held)
        return suggestions(query, total, sources)

    def _forms_of(self, terms: frozenset[str]) -> Set[str]:
        """Return the forms of the index that terms stand for."""
        exact = {form for term in terms if (form := exact_form(term)) is not None}
        return exact | self._vocabulary.forms(terms)

    def _widen(
        self, tree: Node, match: Match = "all", *, filtering: str, translate: bool
    ) -> Widened:
        if filtering.strip():
            tree = And((tree, Not(Not(parse(filtering).tree))))  # twice negated it scores nothing
        crossing = self._crossing if translate else None
        like, near = self._vocabulary.like, self._vocabulary.near
        widener = Widener(self._analyzer.analyse, like, near, crossing)
        return widener.widen(tree, sentence=match == "any")

    def _said(self, widened: Widened) -> Iterator[str]:
        """Yield a note of what else was looked for; what no record holds is left out."""
        shown = []
        for word, others in widened.said:
            known = dict.fromkeys(filter(None, map(self._spelt, others)))
            known.pop(word, None)
            if some := ", ".join(islice(known, _MOST_SAID)):
                shown.append(f"{word} as {some}")
        if shown:
            yield "also looked for: " + "; ".join(shown)

    def _spelt(self, terms: str) -> str | None:
        """Return terms as a reader would write them; None when no record holds one of them."""
        return self._crossing.written(terms) or self._vocabulary.spelt(terms)

    def _missing(
        self, query: str, parsed: Parsed, widen: Callable[..., Widened], *, among: bool
    ) -> Iterator[str]:
        """Yield why all words together find nothing, and what some of them would find."""

        def count(tree: Node, match: Match = "all") -> int:
            return self._engine.search(widen(tree, match).plan, limit=0).total

        nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else (parsed.tree,)
        wanted = tuple(node for node in nodes if not isinstance(node, Not))
        if len(wanted) < len(nodes) and (left_out := count(And(wanted))):
            unwanted = " ".join(shown(node) for node in nodes if isinstance(node, Not))
            held = "the one record that holds" if left_out == 1 else f"all {left_out:,} that hold"
            yield f"{unwanted} leaves out {held} the rest"
            return
        where = "no record among these" if among else "no record"
        insisted_on = parted(wanted)[0] or list(wanted)
        for node in insisted_on[:_MOST_MISSING]:
            if not count(node):
                yield f"{where} holds {shown(node)}"
        some = count(parse(query, match="any").tree, "any")
        if some and len(nodes) > 1:
            holds = "record holds" if some == 1 else "records hold"
            yield f"{some:,} {holds} some of the words: match any of them (--any)"


def _let_go(engine: Engine, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
    engine.close()
    vocabulary.close()
    lexicon.close()


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

"""What does one get who asks? Hits, facets, comparisons, lines in context, explanations.

Offsets are those of ``records.py``: characters from the start of a text, half-open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from searchlib.frozen import frozen, uncompared
from searchlib.records import AlignedPassages, DateInterval, Mark, Passage, Record
from searchlib.version import VERSION

__all__ = [
    "AskedWord",
    "Comparison",
    "Completion",
    "Concordance",
    "ConcordanceLine",
    "Contribution",
    "Explanation",
    "Facet",
    "FacetValue",
    "Hit",
    "Hits",
    "Meaning",
    "OnlyIn",
    "QuotedPlace",
    "Renamed",
    "Suggestion",
    "Translated",
    "Verification",
    "WordDifference",
]

_BRIEF = 60
CITED = 16
"""How many digits of a fingerprint are cited."""


@frozen
class OnlyIn:
    """Hold what only the text in ``language`` says: ``text`` is its ``body[start:end]``.

    ``passages`` are the passage it stands in, where it is marked, and the passage of the
    other text that was expected to say it; None where that text has none.
    """

    language: str
    start: int
    end: int
    text: str
    passages: AlignedPassages

    @property
    def expected(self) -> Passage | None:
        """Return the passage of the other text in which it was looked for."""
        return self.passages.en if self.language == "ru" else self.passages.ru


@frozen
class Renamed:
    """Hold two names by which the texts call one place or person; both are marked.

    ``kind`` is place or person; ``ru`` and ``en`` are the names as they are written.
    """

    kind: str
    ru: str
    en: str
    passages: AlignedPassages


@frozen
class Comparison:
    """Hold what only one of a record's texts says: passages, numbers, names; and other names.

    ``languages`` are those the record has a text in; with fewer than two nothing is compared.
    Numbers and names are those of passages that both texts have.
    """

    id: str
    languages: tuple[str, ...]
    passages: tuple[OnlyIn, ...] = ()
    numbers: tuple[OnlyIn, ...] = ()
    names: tuple[OnlyIn, ...] = ()
    renamed: tuple[Renamed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.passages or self.numbers or self.names or self.renamed)


@frozen
class Hit:
    """Hold what a reader gets of one record that matched.

    ``title_marks`` and ``summary_marks`` are offsets into the record's title and summary.
    """

    record: Record
    score: float
    passages: tuple[AlignedPassages, ...] = ()
    title_marks: tuple[Mark, ...] = ()
    summary_marks: tuple[Mark, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Hit {_brief(self.record.id)}, {_brief(self.record.title)}, "
            f"score {self.score:.2f}, {len(self.passages):,} passages>"
        )


@frozen
class FacetValue:
    """Say how many matches have a value; ``filter`` is the query that narrows down to them."""

    value: str
    count: int
    filter: str


@frozen
class Facet:
    """Hold the values that the matches of a query have in one field of the description.

    Years and decades come in order, other values the commonest first and 20 at most;
    ``distinct`` says how many there are.
    """

    field: str
    values: tuple[FacetValue, ...]
    distinct: int


@frozen
class Suggestion:
    """Offer another query, which finds ``total`` records, more than the one that was asked.

    ``why`` is spelling, keyboard (typed in the wrong layout), name (another spelling of one)
    or letters (Russian in Latin letters).
    """

    query: str
    total: int
    why: str


@frozen
class Completion:
    """Offer an end for the last word of a query: the whole query, and the word it ends in.

    ``records`` is how many hold the word, in any of its forms.
    """

    query: str
    word: str
    records: int


@frozen
class Hits:
    """Hold the answer to one query: a page of hits, how many there are, and how it was read.

    ``query`` is the query as it was understood; ``warnings`` name what could not
    be understood, ``notes`` what was added or left out. ``facets`` are those that were
    asked for, counted over all matches. ``suggestions`` are queries that find more, where
    this one finds little. ``took_ms`` is the time the search took, in milliseconds.
    ``filter`` is the filter as it was asked, ``translated`` whether words were looked for in
    the other language too; ``records`` is how many the index holds, and
    ``fingerprint`` says which these are (see ``Index.fingerprint``).
    """

    query: str
    total: int
    hits: tuple[Hit, ...] = ()
    offset: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    took_ms: float = uncompared(default=0.0)
    filter: str = ""
    translated: bool = True
    records: int = 0
    fingerprint: str = ""

    def citation(self, day: date | None = None) -> str:
        """Return this search in one line, to be cited: query, counts, index, and the day.

        The day is today unless another is given. Of the fingerprint the first 16 digits
        are named.
        """
        asked = f"“{self.query}”" + (f" among “{self.filter}”" if self.filter else "")
        parts = [
            f"searchlib {VERSION}",
            asked + ("" if self.translated else ", as written"),
            f"{self.total:,} of {self.records:,} record{'' if self.records == 1 else 's'}",
            f"index {self.fingerprint[:CITED]}" if self.fingerprint else "",
            (day or date.today()).isoformat(),
        ]
        return " ".join(", ".join(filter(None, parts)).split())

    def __repr__(self) -> str:
        return f"<Hits for {_brief(self.query)}: {len(self):,} here, {self.total:,} in all>"

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, index: int) -> Hit:
        return self.hits[index]


@frozen
class Translated:
    """Hold what says a term in the other language, and how surely, from 0 to 1.

    ``layers`` are those of the lexicon that say so, the most trusted first, each with the
    weight it gives; none where words of the same family stand in for the term.
    """

    term: str
    said: str
    weight: float
    layers: tuple[tuple[str, float], ...] = ()


@frozen
class ConcordanceLine:
    """Hold one place where the words of a query stand, and what stands around them.

    ``match`` is ``body[start:end]`` of the text in ``language``; ``left`` and ``right`` are
    what stands before and after it there, in whole words. ``passages`` are those it stands in,
    most often one: its words are marked, and their counterparts.
    """

    record_id: str
    title: str
    date: DateInterval | None
    language: str
    start: int
    end: int
    left: str
    match: str
    right: str
    passages: tuple[AlignedPassages, ...] = ()


@frozen
class Concordance:
    """Hold every place where the words of a query stand, a page of lines at a time.

    ``total`` is the number of lines in the ``read`` records that were looked through, of
    ``records`` that match; where those are fewer, the notes say so. ``query``, ``warnings``,
    ``notes`` and ``took_ms`` are as in ``Hits``.
    """

    query: str
    total: int
    lines: tuple[ConcordanceLine, ...] = ()
    offset: int = 0
    records: int = 0
    read: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    took_ms: float = uncompared(default=0.0)

    def __iter__(self) -> Iterator[ConcordanceLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> ConcordanceLine:
        return self.lines[index]


@frozen
class WordDifference:
    """Hold words that are quoted, and what the text has in their stead; either may be empty.

    ``start`` and ``end`` are where that stands in the text.
    """

    quoted: str
    written: str
    start: int
    end: int


@frozen
class QuotedPlace:
    """Hold the place of a record that a quotation is most like.

    ``verdict`` is exact, same words or nearly. Of the same words, ``but_for`` names what is
    another: case, spelling, punctuation, spacing, omissions. ``likeness`` is the share of the
    quotation's words that need no edit, from 0 to 1. ``text`` is ``body[start:end]`` of the
    text in ``language``, whose ``kind`` is transcript, translation or text; ``passages`` are
    those it stands in, 100 at most, with what the other text has; not what is left out.
    """

    record_id: str
    title: str
    language: str
    kind: str
    verdict: str
    likeness: float
    start: int
    end: int
    text: str
    but_for: tuple[str, ...] = ()
    differences: tuple[WordDifference, ...] = ()
    passages: tuple[AlignedPassages, ...] = ()


@frozen
class Verification:
    """Say whether a quotation stands in the records.

    ``verdict`` is that of the best place: exact, same words, nearly or not found. ``places``
    come with the best first, one for each text of a record.
    """

    quotation: str
    verdict: str
    places: tuple[QuotedPlace, ...] = ()
    notes: tuple[str, ...] = ()
    took_ms: float = uncompared(default=0.0)

    def __bool__(self) -> bool:
        return self.verdict == "exact"


@frozen
class Meaning:
    """Name one thing a word of a query is looked for as, with its weight from 0 to 1.

    ``written`` is the term as a reader would write it. ``kind`` is word (the word itself, in
    all its forms), form (only as it is written), translation or name.
    """

    term: str
    written: str
    weight: float
    kind: str


@frozen
class AskedWord:
    """Hold a word of a query, what it is looked for as, and whether the record has any of it."""

    written: str
    meanings: tuple[Meaning, ...]
    found: bool


@frozen
class Contribution:
    """Hold what one term in one field adds to a score, by BM25 (see ``ranking.py``).

    ``word`` is the part of the query it stands for; of several, near each other, where they
    count as such. The term stands ``frequency`` times in a field of ``length`` tokens,
    ``average`` in all records, and in that field of ``matching`` records. ``score`` is
    ``weight`` x BM25, ``weight`` that of the field, the translation and the part of the query.
    """

    word: str
    field: str
    term: str
    written: str
    frequency: int
    length: int
    average: float
    matching: int
    idf: float
    weight: float
    score: float


@frozen
class Explanation:
    """Say why a record matches a query and how its score comes about.

    ``score`` is the sum of ``parts``, the greatest first; ``matched`` is False for a record
    that is no hit, of which the words that were ``found`` say what it lacks. ``records`` is
    how many the index holds.
    """

    id: str
    query: str
    matched: bool
    score: float
    records: int
    words: tuple[AskedWord, ...] = ()
    parts: tuple[Contribution, ...] = ()


def _brief(text: str) -> str:
    """Return the beginning of a text, as it would be typed in Python."""
    return repr(text if len(text) <= _BRIEF else f"{text[: _BRIEF - 1]}…")

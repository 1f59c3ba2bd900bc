"""Which nouns does searchlib speak in? Records and their description; hits and their marks.

All offsets count characters (Unicode code points) from the start of the text
they belong to, half-open: ``text[start:end]`` is what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import date

from searchlib.frozen import frozen
from searchlib.version import VERSION

__all__ = [
    "LANGUAGES",
    "AlignedPassages",
    "Citation",
    "Comparison",
    "Concordance",
    "ConcordanceLine",
    "DateInterval",
    "Facet",
    "FacetValue",
    "Hit",
    "Hits",
    "Mark",
    "OnlyIn",
    "Passage",
    "QuotedPlace",
    "Record",
    "Renamed",
    "Shelfmark",
    "Text",
    "Translated",
    "Verification",
    "WordDifference",
]

LANGUAGES = ("ru", "en")
CITED = 16
"""How many digits of a fingerprint are cited."""


@frozen
class DateInterval:
    """Hold the days a date may mean: ``start`` to ``end``, both included.

    ``written`` is the date as the source has it, ``edtf`` the same as an
    Extended Date/Time Format string (ISO 8601-2), with its precision kept.
    """

    start: date
    end: date
    written: str = ""
    edtf: str = ""


@frozen
class Shelfmark:
    """Say where in an archive a file lies: archive, fond, opis, delo, papka, leaves.

    ``listy`` holds inclusive ranges of leaf numbers, ``((59, 61),)`` for ``ll. 59-61``.
    ``path`` keeps whole what another country's archive uses instead of fond and opis,
    and what else a shelfmark names: a reel, a volume.
    """

    archive: str = ""
    fond: str = ""
    opis: str = ""
    delo: str = ""
    papka: str = ""
    listy: tuple[tuple[int, int], ...] = ()
    path: str = ""

    def __str__(self) -> str:
        """Write it as English-language citations do: ``AP RF, f. 4, op. 1, d. 331, ll. 59-61``."""
        # A number with a stroke is that of a file, not of a fond: 893.796/8-1248.
        fond = self.fond if "/" in self.fond else f"f. {self.fond}" * bool(self.fond)
        labels = (("op.", self.opis), ("p.", self.papka), ("d.", self.delo))
        lower = (f"{label} {part}" for label, part in labels if part)
        parts = [self.archive, fond, *lower, self.path]
        if self.listy:
            leaves = [f"{a}" if a == b else f"{a}-{b}" for a, b in self.listy]
            parts.append(
                ("l. " if leaves[0].isdigit() and len(leaves) == 1 else "ll. ") + ", ".join(leaves)
            )
        return ", ".join(part for part in parts if part)


@frozen
class Citation:
    """Hold a citation as written, the shelfmarks in it, and whom it thanks."""

    written: str
    shelfmarks: tuple[Shelfmark, ...] = ()
    translators: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()


@frozen
class Text:
    """Hold one language version of a record. ``kind`` is transcript, translation or text.

    ``pages`` are the places where a page of the original begins: offset and page number
    as written. ``footnotes`` are the stretches of the body that are an editor's footnotes.
    """

    language: str
    kind: str
    body: str
    pages: tuple[tuple[int, str], ...] = ()
    footnotes: tuple[tuple[int, int], ...] = ()


@frozen
class Record:
    """Hold one unit of the archive: its description and its texts.

    ``id`` is stable: it comes from the record's URL, or from its description
    where there is none, never from where the file lies. ``source`` is the path
    of the file inside the documents folder, with ``/`` between its parts.
    ``classification`` is how secret it was, as written: ``Top Secret``.
    """

    id: str
    title: str
    texts: tuple[Text, ...] = ()
    date: DateInterval | None = None
    summary: str = ""
    citation: Citation | None = None
    credits: str = ""
    original_languages: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    url: str = ""
    type: str = ""
    classification: str = ""
    sender: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    source: str = ""

    def text(self, language: str) -> Text | None:
        """Return the text in ``language``, or None."""
        return next((text for text in self.texts if text.language == language), None)


@frozen
class Mark:
    """Point at a word of a text.

    ``kind`` is match, a word that made the record match, or counterpart: what says a match of
    the aligned passage in this language.
    """

    start: int
    end: int
    kind: str = "match"


@frozen
class Passage:
    """Hold a stretch of a text read as one unit, and the marks inside it.

    ``start`` and ``end`` are offsets into the body of the text in ``language``;
    so are the marks. ``text`` is ``body[start:end]``.
    """

    language: str
    start: int
    end: int
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the words marked, as they are written: matches and counterparts."""
        return tuple(self.text[m.start - self.start : m.end - self.start] for m in self.marks)


@frozen
class AlignedPassages:
    """Hold passages of both languages that say the same; either side may be missing."""

    ru: Passage | None = None
    en: Passage | None = None


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
class Hits:
    """Hold the answer to one query: a page of hits, how many there are, and how it was read.

    ``query`` is the query as it was understood; ``warnings`` name what could not
    be understood, ``notes`` what was added or left out. ``facets`` are those that were
    asked for, counted over all matches. ``took_ms`` is the time the search took, in
    milliseconds. ``filter`` is the filter as it was asked, ``translated`` whether words were
    looked for in the other language too; ``records`` is how many the index holds, and
    ``fingerprint`` says which these are (see ``Index.fingerprint``).
    """

    query: str
    total: int
    hits: tuple[Hit, ...] = ()
    offset: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    took_ms: float = field(default=0.0, compare=False)
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
            f"{self.total:,} of {self.records:,} records",
            f"index {self.fingerprint[:CITED]}" if self.fingerprint else "",
            (day or date.today()).isoformat(),
        ]
        return " ".join(", ".join(filter(None, parts)).split())

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
    took_ms: float = field(default=0.0, compare=False)

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
    took_ms: float = field(default=0.0, compare=False)

    def __bool__(self) -> bool:
        return self.verdict == "exact"

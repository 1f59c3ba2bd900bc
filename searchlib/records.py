"""Which nouns does searchlib speak in? Records, their description, their marked passages.

All offsets count characters (Unicode code points) from the start of the text
they belong to, half-open: ``text[start:end]`` is what is meant.
"""

from __future__ import annotations

from datetime import date

from searchlib.frozen import frozen

__all__ = [
    "LANGUAGES",
    "AlignedPassages",
    "Citation",
    "DateInterval",
    "Mark",
    "Passage",
    "Record",
    "Shelfmark",
    "Text",
]

LANGUAGES = ("ru", "en")


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

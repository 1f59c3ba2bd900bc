"""What of a record goes into an index? Its words and aligned passages, and what it teaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from searchlib import entries
from searchlib.analysis import STRETCHES_OF_BUILD, AnalysedToken, Analyzer
from searchlib.bilingual.alignment import Cut, aligned
from searchlib.bilingual.evidence import of_lexicon
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import Document
from searchlib.errors import IndexDamaged
from searchlib.indexing.lessons import taught
from searchlib.records import LANGUAGES, Record
from searchlib.store.fingerprints import Fingerprint, fingerprint
from searchlib.vocabulary import Vocabulary

__all__ = ["Analysed", "Entry", "Preparer"]


class Entry(NamedTuple):
    """Hold a record as an engine and the catalogue take it, and what it teaches."""

    document: Document
    fingerprint: Fingerprint
    lesson: str


class Analysed(NamedTuple):
    """Hold a record, the tokens of each of its texts, and those in both languages cut."""

    record: Record
    tokens: Mapping[str, list[AnalysedToken]]
    cut: Cut


class Preparer:
    """Align and analyse records, remembering the forms of words.

    ``known`` is a vocabulary made by the same analysis: what it holds need not be analysed.
    """

    def __init__(self, known: Path | None = None) -> None:
        self._vocabulary: Vocabulary | None = None
        if known is not None:
            with suppress(IndexDamaged, OSError):
                self._vocabulary = Vocabulary.open(known)
        lookup = self._looked_up if self._vocabulary else None
        self._analyzer = Analyzer(lookup, stretches=STRETCHES_OF_BUILD)
        self._lexicon = Lexicon.open()
        self._evidence = of_lexicon(self._lexicon)
        self._found: dict[str, tuple[str, ...]] = {}

    def close(self) -> None:
        """Let go of the vocabulary and the lexicon."""
        if self._vocabulary is not None:
            self._vocabulary.close()
        self._lexicon.close()

    def _looked_up(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return what the vocabulary says of forms; nothing once it cannot be read any more."""
        if self._vocabulary is None:
            return {}
        try:
            found = self._vocabulary.terms(forms)
        except (IndexDamaged, OSError):
            self._vocabulary.close()
            self._vocabulary = None
            return {}
        self._found.update(found)
        return found

    def take_learnt(self) -> dict[str, tuple[str, ...]]:
        """Return the forms of words seen since this was last asked, and their terms."""
        found, self._found = self._found, {}
        return found | self._analyzer.take_learnt()

    def entry(self, record: Record) -> Entry:
        """Return a record as an engine and the catalogue take it."""
        (entry,) = self.entries([self.analysed(record)])
        return entry

    def analysed(self, record: Record) -> Analysed:
        """Return a record with the words of its texts, each of which is analysed once."""
        bodies = [text.body if (text := record.text(name)) else "" for name in LANGUAGES]
        texts = {*bodies, *entries.texts_of(record).values()}
        tokens = {text: self._analyzer.analyse(text) for text in texts}
        ru, en = bodies
        return Analysed(record, tokens, Cut.of(ru, en, (tokens[ru], tokens[en])))

    def entries(self, records: Sequence[Analysed]) -> list[Entry]:
        """Return records as they are kept; as many as ``together`` gives."""
        alignments, words = aligned([one.cut for one in records], self._evidence)
        lessons = taught(alignments, words, self._evidence)
        return [
            Entry(
                entries.document(one.record, alignment, one.tokens.__getitem__),
                fingerprint(one.record),
                lesson,
            )
            for one, alignment, lesson in zip(records, alignments, lessons, strict=True)
        ]

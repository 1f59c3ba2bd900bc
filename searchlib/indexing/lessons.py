"""What do the records of an archive teach? The words of passages that say the same.

What a record teaches is found when it is aligned, and kept in a file until all are read;
that of records the generation before had is found again. It is text: a line for each two
passages, terms with spaces between them, a tab between the languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

from searchlib import entries
from searchlib.analysis import Analyzer
from searchlib.bilingual.evidence import Evidence, Joined, joined, of_lexicon, places
from searchlib.bilingual.layers import written
from searchlib.bilingual.learning import Pair, enough, learn, pairs_of
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment
from searchlib.engine import Engine
from searchlib.query import plan as to
from searchlib.records import LANGUAGES
from searchlib.vocabulary import Vocabulary

__all__ = ["LEARNING", "Lessons", "in_both_languages", "taught", "write_learnt"]

LEARNING = "Learning which words translate which"
_IN_BOTH = to.And(tuple(to.Keyword("lang", language) for language in LANGUAGES))
_LEAST_RECORDS = 10
"""Of fewer records nothing is learnt: what recurs in them is one author's."""
_LEAST_WEIGHT, _LEAST_TIMES = 0.2, 3.0
"""How surely, and how often, a word must have said another: nine of ten are right then, of
however few passages; of what was met less often, half and less."""


def taught(alignments: Sequence[Alignment], words: Joined, evidence: Evidence) -> list[str]:
    """Return what the two texts of each record teach that is not known."""
    return [
        "\n".join(f"{' '.join(ru)}\t{' '.join(en)}" for ru, en in pairs if ru and en)
        for pairs in pairs_of(alignments, words, evidence)
    ]


class Lessons:
    """Keep what records teach, in a file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._places: dict[str, tuple[int, int]] = {}

    def keep(self, record_id: str, taught: str) -> None:
        """Keep what a record teaches, in place of what one of the same id did."""
        data = taught.encode("utf-8", "surrogatepass")
        self._places[record_id] = self._file.seek(0, 2), len(data)
        self._file.write(data)

    def of(self, record_id: str) -> str | None:
        """Return what a record teaches; None when that is not kept."""
        if record_id not in self._places:
            return None
        start, size = self._places[record_id]
        self._file.seek(start)
        return self._file.read(size).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def in_both_languages(engine: Engine) -> int:
    """Return how many records have texts in both languages."""
    return engine.search(_IN_BOTH, limit=0).total


def write_learnt(
    path: Path,
    engine: Engine,
    vocabulary: Vocabulary,
    lessons: Lessons | None = None,
    begin: Callable[[], object] = lambda: None,
) -> int:
    """Write the lexicon that the records of an engine teach; return how many terms it has.

    The same records teach the same, whether they are among ``lessons`` or not. No file is
    written when nothing is learnt; of too few records, nothing is. ``begin`` is called before
    the learning. Of a large archive a part is asked, in an order made by chance, but the same
    for the same ids.
    """
    matches = engine.search(_IN_BOTH, limit=engine.count()).matches
    ids = sorted((match.id for match in matches), key=lambda one: (crc32(_bytes(one)), one))
    if len(ids) < _LEAST_RECORDS:
        return 0
    begin()
    pairs = enough(_taught(ids, engine, vocabulary, lessons))
    found = learn(pairs, least=_LEAST_WEIGHT, times=_LEAST_TIMES, rows=False)
    if found:
        path.write_bytes(written(found))
    return len(found)


def _bytes(record_id: str) -> bytes:
    return record_id.encode("utf-8", "surrogatepass")


def _taught(
    ids: Sequence[str], engine: Engine, vocabulary: Vocabulary, lessons: Lessons | None
) -> Iterator[Pair]:
    """Yield the passages of records."""
    analyse = Analyzer(vocabulary.terms).analyse
    with Lexicon.open() as lexicon:
        evidence = of_lexicon(lexicon)
        for record_id in ids:
            lesson = lessons.of(record_id) if lessons else None
            if lesson is None and (kept := engine.get(record_id)) is not None:
                record, alignment = entries.unstored(kept)
                texts = (record.text(language) for language in LANGUAGES)
                ru, en = (
                    places(analyse(text.body if text else ""), spans)
                    for text, spans in zip(texts, alignment[:2], strict=True)
                )
                (lesson,) = taught([alignment], joined([(ru, en)], evidence), evidence)
            for line in lesson.split("\n") if lesson else ():
                left, right = line.split("\t")
                yield left.split(" "), right.split(" ")

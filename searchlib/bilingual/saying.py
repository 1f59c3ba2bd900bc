"""What says the words of one query? Their own terms, translations and names, and what was said.

What is looked for in place of a word is remembered, so that the reader can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from searchlib.analysis import AnalysedToken
from searchlib.bilingual.compounds import split, wholes
from searchlib.bilingual.stop_words import LITTLE_WORDS, STOP_WORDS
from searchlib.query import plan as to
from searchlib.query import tree as ask
from searchlib.ranking import LEAST_WHERE_REQUIRED, ROW_SLOP

if TYPE_CHECKING:
    from searchlib.bilingual.crossing import Crossing

__all__ = ["Analyse", "Saying"]

Analyse = Callable[[str], list[AnalysedToken]]


class Saying:
    """Say words of a query in terms of the index.

    ``crossing`` knows what says a word in the other language; without it, or ``as_written``,
    none is looked for. Of a ``sentence`` some words may be missing. ``asked`` are the terms of
    the words themselves, ``others`` those that say them, ``said`` both as the reader reads them.
    """

    def __init__(self, analyse: Analyse, crossing: Crossing | None) -> None:
        self._analyse = analyse
        self.crossing = crossing
        self.as_written = False
        self.sentence = False
        self.asked: set[str] = set()
        self.others: set[str] = set()
        self.said: dict[str, dict[str, None]] = {}

    def alternatives(self, token: AnalysedToken, most: int | None = None) -> to.Weighted:
        """Return the terms a token stands for, and ``most`` of those that translate it."""
        self.asked.update(token.terms)
        own = tuple((term, 1.0) for term in token.terms)
        return own + self._translations(token)[:most]

    def together(
        self, words: Sequence[ask.Node], slop: int
    ) -> Iterator[tuple[Sequence[to.Weighted], int]]:
        """Yield what says words in the other language as rows, each with its slop.

        A phrase is said as the lexicon knows it, or by its words near each other: with room for
        articles, for prepositions where Russian has a case, and for two words to stand the other
        way round: река Ялуцзян is the Yalu River. Beside a preposition one word is said alone.
        """
        if self.crossing is None or not all(isinstance(word, ask.Word) for word in words):
            return
        yield from ((row, ROW_SLOP) for row in self.rows_of(words))
        tokens = self._tokens_of(words, split)
        said = [self._translations(token) for token in tokens if token.form not in LITTLE_WORDS]
        if said and all(said) and (len(said) > 1 or len(words) > 1):
            yield said, slop + len(tokens) + len(said) - 2

    def rows_of(self, words: Sequence[ask.Node]) -> list[tuple[to.Weighted, ...]]:
        """Return what is known to say words standing together, as rows of terms.

        Words with hyphens are looked up as they are and in parts; stop words, which are in no
        entry of a lexicon but may be in a name (Бой По), with and without.
        """
        if self.crossing is None or self.as_written:
            return []
        found: dict[tuple[to.Weighted, ...], None] = {}
        for reading in (wholes, split):
            tokens = self._tokens_of(words, reading)
            little = [token for token in tokens if token.form in STOP_WORDS]
            found |= dict.fromkeys(self.crossing.of_words(tokens))
            if little:
                rest = [token for token in tokens if token not in little]
                found |= dict.fromkeys(self.crossing.of_words(rest))
        rows = [row for row in found if all(map(self._sure, row))]
        written = " ".join(token.form for token in tokens)
        self._say(written, (" ".join(word[0][0] for word in row) for row in rows))
        self.others.update(term for row in rows for word in row for term, _ in word)
        return rows

    def _translations(self, token: AnalysedToken) -> to.Weighted:
        """Return the terms that say a token in the other language."""
        if self.crossing is None or self.as_written:
            return ()
        others = self.crossing.of_word(token, required=not self.sentence)
        self._say(token.form, (term for term, _ in others))
        self.others.update(term for term, _ in others)
        return others

    def _sure(self, others: to.Weighted) -> bool:
        """Say whether any of them is sure enough to make a record a hit by itself."""
        return self.sentence or any(weight >= LEAST_WHERE_REQUIRED for _, weight in others)

    def _say(self, written: str, others: Iterable[str]) -> None:
        """Remember what is looked for in place of words, to tell the reader."""
        if new := dict.fromkeys(others):
            self.said.setdefault(written, {}).update(new)

    def _tokens_of(
        self,
        words: Iterable[ask.Node],
        reading: Callable[[list[AnalysedToken]], list[AnalysedToken]],
    ) -> list[AnalysedToken]:
        """Return the tokens of plain words, with compounds in parts or whole."""
        texts = (word.text for word in words if isinstance(word, ask.Word))
        return [part for text in texts for part in reading(self._analyse(text))]

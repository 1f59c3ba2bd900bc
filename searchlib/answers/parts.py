"""What is an open index made of, and what do its parts do together? All answers are made so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Literal

from searchlib import entries
from searchlib.analysis import Analyzer, exact_form
from searchlib.answers.hits import Marker, hits
from searchlib.bilingual.counterparts import Linker
from searchlib.bilingual.crossing import Crossing
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment
from searchlib.bilingual.recognising import Recogniser
from searchlib.bilingual.widen import Widened, Widener
from searchlib.engine import Engine, Match
from searchlib.errors import RecordNotFound
from searchlib.highlight import Highlighter
from searchlib.query import And, Node, Not, Parsed, parse
from searchlib.records import Record
from searchlib.results import Hit
from searchlib.vocabulary import Vocabulary

__all__ = ["Filtering", "Matching", "Parts", "filters_of", "warnings_of"]

Matching = Literal["all", "any"]
Filtering = str | Sequence[str]
"""A query that hits must match as well, or several of them."""
_MOST_SAID = 3
"""How many translations of a word a note names."""


def filters_of(filtering: Filtering) -> list[Parsed]:
    """Return what filters mean, each read by itself: no quote of one closes in the next."""
    several = (filtering,) if isinstance(filtering, str) else filtering
    return [parse(one) for one in several if one.strip()]


def warnings_of(filtering: Filtering) -> tuple[str, ...]:
    """Return what could not be understood of filters."""
    return tuple(warning for one in filters_of(filtering) for warning in one.warnings)


class Parts:
    """Hold the parts of an open index; may be asked from several threads."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self.engine = engine
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.analyzer = Analyzer(vocabulary.terms)
        self.crossing = Crossing(lexicon, Recogniser(vocabulary, lexicon))
        self.linker = Linker(self.analyzer.terms, self.analyzer.indexed, lexicon)

    def close(self) -> None:
        """Let go of files."""
        self.engine.close()
        self.vocabulary.close()
        self.lexicon.close()

    def load(self, record_id: str) -> tuple[Record, Alignment]:
        """Return a record, and which of its passages say the same. Raises RecordNotFound."""
        kept = self.engine.get(record_id)
        if kept is None:
            raise RecordNotFound(f"No record has the id {record_id!r}. Ids are shown by search.")
        return entries.unstored(kept)

    def widen(
        self,
        tree: Node,
        match: Matching = "all",
        *,
        filtering: Filtering = "",
        translate: bool = True,
    ) -> Widened:
        """Return what engines are asked for a query, among those that match others."""
        if filters := filters_of(filtering):  # twice negated they score nothing
            tree = And((tree, *(Not(Not(one.tree)) for one in filters)))
        crossing = self.crossing if translate else None
        like, near = self.vocabulary.like, self.vocabulary.near
        widener = Widener(self.analyzer.analyse, like, near, crossing)
        return widener.widen(tree, sentence=match == "any")

    def marker(self, widened: Widened, any_found: bool = True) -> Marker:
        """Return what marks the words of a query, or none of them where nothing is found."""
        highlighter = Highlighter(widened.plan, widened.translations)
        forms = self.forms_of(highlighter.wanted) if any_found else frozenset()
        analyse = (
            self.analyzer.analyse_each
            if highlighter.reaches_far
            else self.analyzer.among(forms, places=highlighter.needs_places)
        )
        return Marker(highlighter, analyse, self.linker.counterparts)

    def forms_of(self, terms: frozenset[str]) -> Set[str]:
        """Return the forms of the index that terms stand for."""
        exact = {form for term in terms if (form := exact_form(term)) is not None}
        return exact | self.vocabulary.forms(terms)

    def hits(self, widened: Widened, matches: Iterable[Match], passages: int) -> Iterator[Hit]:
        """Yield the hits of matches, marked, each with up to so many passages."""
        loaded = ((*self.load(one.id), one.score) for one in matches)
        yield from hits(loaded, self.marker(widened), passages)

    def said(self, widened: Widened) -> Iterator[str]:
        """Yield a note of what else was looked for; what no record holds is left out."""
        shown = []
        for word, others in widened.said:
            known = dict.fromkeys(filter(None, map(self.spelt, others)))
            known.pop(word, None)
            if some := ", ".join(islice(known, _MOST_SAID)):
                shown.append(f"{word} as {some}")
        if shown:
            yield "also looked for: " + "; ".join(shown)

    def spelt(self, terms: str) -> str | None:
        """Return terms as a reader would write them; None when no record holds one of them."""
        return self.crossing.written(terms) or self.vocabulary.spelt(terms)

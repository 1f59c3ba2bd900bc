"""Which terms can say what the reader asked? From a query's tree to an engine's plan.

Each word becomes one leaf with its alternatives: the lemmas of an ambiguous form,
the forms a wildcard or a fuzzy word stands for. What is added, or not insisted on,
is noted, so that the reader can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, product, takewhile
from typing import TYPE_CHECKING

from searchlib.analysis import AnalysedToken, exactly, fold, tokenize
from searchlib.bilingual.compounds import pieces, split, wholes
from searchlib.bilingual.description import (
    described_by,
    in_shelfmarks,
    is_of_shelfmark,
    one_shelfmark,
    several_shelfmarks,
)
from searchlib.bilingual.fields import FIELDS, TEXTS, in_places, places, weighted
from searchlib.bilingual.intervals import overlap
from searchlib.bilingual.saying import Analyse, Saying
from searchlib.bilingual.stop_words import LITTLE_WORDS, is_stop_word, parted
from searchlib.errors import QueryTooExpensive
from searchlib.frozen import frozen
from searchlib.query import plan as to
from searchlib.query import shown
from searchlib.query import tree as ask
from searchlib.ranking import (
    FUZZY_WEIGHTS,
    MOST_PAIRS,
    PAIR_SLOP,
    PAIR_WEIGHT,
    PART_WEIGHT,
    ROW_SLOP,
    STOP_WORD_WEIGHT,
)

if TYPE_CHECKING:
    from searchlib.bilingual.crossing import Crossing

__all__ = ["Widened", "Widener"]

MOST_FORMS = 2_000
"""How many forms a wildcard or a fuzzy word may stand for."""
MOST_NEAR = 20
"""How many words a phrase with slop may have; one without may have any number."""
MOST_TOGETHER = 4
"""How many words of a query are looked up together."""
_MOST_VARIANTS = 8
_MOST_IN_PAIRS = 1
"""How many translations of a word are looked for beside its neighbour."""
Like = Callable[[str, int], list[str]]
Near = Callable[[str, int, int], list[tuple[str, int]]]
Single = ask.Word | ask.Exact | ask.Wildcard | ask.Fuzzy


@frozen
class Widened:
    """Hold a plan, and what to tell the reader about it."""

    plan: to.Plan
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    translations: frozenset[str] = frozenset()
    """The terms that are looked for only as translations or names, not as words of the query."""
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words of the query as written, each with what says it, the best first."""


class Widener:
    """Turn the tree of one query into a plan.

    Raises QueryTooExpensive when a wildcard or a fuzzy word stands for more than
    ``MOST_FORMS`` forms of the index.
    """

    def __init__(
        self, analyse: Analyse, like: Like, near: Near, crossing: Crossing | None = None
    ) -> None:
        """Take a way to analyse text as for the index, and two to look forms up in it.

        ``like(pattern, limit)`` returns the forms that fit a pattern, ``near(word, distance,
        limit)`` those at most ``distance`` edits away with how many, the nearest first.
        ``crossing`` knows what says a word in the other language; without it none is looked for.
        """
        self._analyse = analyse
        self._like = like
        self._near = near
        self._saying = Saying(analyse, crossing)
        self._warnings: list[str] = []
        self._notes: list[str] = []

    def widen(self, tree: ask.Node, *, sentence: bool = False) -> Widened:
        """Return the plan of a query, with warnings and notes.

        ``sentence`` says that its words are those of a text, of which some may be missing,
        and not a list of alternatives.
        """
        self._saying.sentence = sentence
        return Widened(
            self._plan(tree, ""),
            tuple(self._warnings),
            tuple(dict.fromkeys(self._notes)),
            frozenset(self._saying.others - self._saying.asked),
            tuple((word, tuple(others)) for word, others in self._saying.said.items()),
        )

    def _plan(self, node: ask.Node, within: str) -> to.Plan:
        match node:
            case ask.Word() | ask.Exact() | ask.Wildcard() | ask.Fuzzy():
                return self._words((node,), 0, within)
            case ask.Phrase(words, slop):
                return self._words(words, slop, within)
            case ask.Within(name, inner):
                return self._within(name, inner)
            case ask.Value(name, value):
                return described_by(name, value)
            case ask.Between():
                return self._between(node)
            case ask.And(nodes):
                return self._prefer_pairs(self._all(nodes, within), nodes, within)
            case ask.Or(nodes):
                return self._prefer_pairs(self._some(nodes, within), nodes, within)
            case ask.Not(inner):
                return to.Not(self._negated(inner, within))
            case ask.Everything():
                return to.Everything()
        return to.Or(())

    def _within(self, name: str, node: ask.Node) -> to.Plan:
        """Return the plan of a node in a field; the text of one language is asked as written."""
        if name in TEXTS:
            return self._untranslated(node, name)
        before = self._saying.crossing
        self._saying.crossing = before and before.within(name)
        plan = self._plan(node, name)
        self._saying.crossing = before
        return plan

    def _negated(self, node: ask.Node, within: str) -> to.Plan:
        """Return the plan of what is negated; twice negated it is asked for like any other."""
        before, self._saying.sentence = self._saying.sentence, False  # nothing may be missing
        if isinstance(node, ask.Not):
            plan: to.Plan = to.Not(self._plan(node.node, within))
        else:
            plan = self._untranslated(node, within)
        self._saying.sentence = before
        return plan

    def _untranslated(self, node: ask.Node, within: str) -> to.Plan:
        """Return the plan of a node as it is written.

        What a reader does not want is left out where it is said so, not where a translation
        of it may say something else.
        """
        before, self._saying.as_written = self._saying.as_written, True
        plan = self._plan(node, within)
        self._saying.as_written = before
        return plan

    def _all(self, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Require all nodes, but stop words only when there are no others."""
        marks = tuple(node for node in nodes if is_of_shelfmark(node))
        if len(marks) > 1:
            others = tuple(node for node in nodes if node not in marks)
            asked = in_shelfmarks(marks)
            self._notes += several_shelfmarks(asked)
            each = [one_shelfmark([self._plan(node, "") for node in mark]) for mark in asked]
            each += [self._all(others, within)] if others else []
            return to.And(tuple(each)) if len(each) > 1 else each[0]
        rest, stop_words = parted(nodes)
        if not stop_words or all(map(_narrows, rest)):
            return to.And(self._plans(nodes, within, to.And))
        self._notes.append("not insisted on: " + ", ".join(map(shown, stop_words)))
        wanted = to.And(self._plans(rest, within, to.And))
        return self._with_stop_words(wanted, stop_words, within)

    def _with_stop_words(self, plan: to.Plan, stop_words: list[ask.Node], within: str) -> to.Plan:
        """Prefer what has the stop words too, a little; they are not translated."""
        plain = Widener(self._analyse, self._like, self._near)
        optional = to.Or(tuple(plain._plan(node, within) for node in stop_words))
        return to.Prefer(plan, optional, STOP_WORD_WEIGHT)

    def _some(self, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Require any of the nodes.

        In a sentence stop words count little, and never alone; the parts of a compound
        count too, and the words between quotes: "Huguenot-descended" finds Huguenots.
        """
        rest, stop_words = parted(nodes) if self._saying.sentence else ([], [])
        if not rest:
            return to.Or(tuple(self._plan(node, within) for node in nodes))
        wanted = to.Or(self._plans(rest, within, to.Or))
        if not stop_words:
            return wanted
        self._notes.append(
            "not looked for alone: " + ", ".join(dict.fromkeys(map(shown, stop_words)))
        )
        return self._with_stop_words(wanted, stop_words, within)

    def _plans(
        self, nodes: Sequence[ask.Node], within: str, kind: type[to.And | to.Or]
    ) -> tuple[to.Plan, ...]:
        """Return the plans of nodes; words side by side may be said as the lexicon knows them."""
        plans: list[to.Plan] = []
        place = 0
        while place < len(nodes):
            size, said = self._known_together(nodes[place : place + MOST_TOGETHER], within)
            each = tuple(self._with_parts(node, within) for node in nodes[place : place + size])
            plans.append(to.Best((kind(each), *said)) if said else each[0])
            place += size
        return tuple(plans)

    def _known_together(self, nodes: Sequence[ask.Node], within: str) -> tuple[int, list[to.Plan]]:
        """Return how many nodes the lexicon knows as one, the most it can, and what says them."""
        words = list(takewhile(lambda node: isinstance(node, ask.Word), nodes))
        while len(words) > 1:
            if rows := self._saying.rows_of(words):
                where = places(within, together=True)
                return len(words), [in_places(row, ROW_SLOP, where) for row in rows]
            words.pop()
        return 1, []

    def _with_parts(self, node: ask.Node, within: str) -> to.Plan:
        """Return the plan of a node; in a sentence its parts count too."""
        whole = self._plan(node, within)
        parts = self._parts_of(node) if self._saying.sentence else []
        return self._or_parts(whole, parts, within) if len(parts) > 1 else whole

    def _parts_of(self, node: ask.Node) -> list[AnalysedToken]:
        """Return the parts of a compound or the words of a phrase, but for stop words."""
        words = node.words if isinstance(node, ask.Phrase) and not node.slop else (node,)
        return [
            part
            for word in words
            if isinstance(word, ask.Word) and fold(word.text) not in LITTLE_WORDS
            for part in split(self._analyse(word.text))
        ]

    def _or_parts(self, whole: to.Plan, parts: Sequence[AnalysedToken], within: str) -> to.Plan:
        """Return a plan that its parts may stand for, weighing less."""
        where = places(within, PART_WEIGHT)
        each = (
            to.Terms(place, self._saying.alternatives(part)) for part in parts for place in where
        )
        return to.Best((whole, to.Or(tuple(each))))

    def _prefer_pairs(self, plan: to.Plan, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Prefer what has words that stand side by side in the query near each other.

        These are the pairs of the sequential dependence model (Metzler and Croft, A Markov
        Random Field Model for Term Dependencies, SIGIR 2005), as one bonus a record.
        """
        pairs = tuple(islice(self._pairs(nodes, within), MOST_PAIRS))
        return to.Prefer(plan, to.Or(pairs), PAIR_WEIGHT) if pairs else plan

    def _pairs(self, nodes: tuple[ask.Node, ...], within: str) -> Iterator[to.Plan]:
        """Yield the pairs of neighbouring words; stop words between them do not part them."""
        fields = weighted(FIELDS[within])
        before: AnalysedToken | None = None
        for node in nodes:
            if is_stop_word(node, nodes):
                continue
            tokens = split(self._analyse(node.text)) if isinstance(node, ask.Word) else []
            for token in tokens:
                if before:
                    row = tuple(
                        self._saying.alternatives(one, _MOST_IN_PAIRS) for one in (before, token)
                    )
                    yield to.Phrase(fields, row, PAIR_SLOP)
                before = token
            before = before if tokens else None

    def _words(
        self, words: tuple[Single, ...], slop: int, within: str, weight: float = 1.0
    ) -> to.Plan:
        """Return the plan of words in a row: each may have several readings."""
        if slop and len(words) > MOST_NEAR:
            self._warnings.append(
                f"Only the first {MOST_NEAR} of {len(words)} words are looked for near each other."
            )
            words = words[:MOST_NEAR]
        readings = [self._readings(word) for word in words]
        if not any(any(reading) for reading in readings):
            return to.Or(())
        chosen = islice(product(*readings), _MOST_VARIANTS)
        rows = dict.fromkeys(tuple(chain.from_iterable(reading)) for reading in chosen)
        where = places(within, weight, together=len(words) > 1)
        plans = [in_places(row, slop, where) for row in rows]
        plans += [in_places(row, room, where) for row, room in self._saying.together(words, slop)]
        return plans[0] if len(plans) == 1 else to.Best(tuple(plans))

    def _readings(self, word: Single) -> list[tuple[to.Weighted, ...]]:
        """Return the ways to read a word, each as a row of alternatives to be found in turn."""
        match word:
            case ask.Wildcard(pattern):
                return [tuple(self._like_piece(word, piece) for piece in pieces(pattern))]
            case ask.Fuzzy(text, distance):
                forms = wholes([AnalysedToken(*token, ()) for token in tokenize(text)])
                rows = [tuple(self._nearby(word, token.form, distance) for token in forms)]
            case ask.Exact(text):
                exact = [AnalysedToken(*token, (exactly(token.form),)) for token in tokenize(text)]
                rows = [
                    tuple(tuple((term, 1.0) for term in token.terms) for token in reading)
                    for reading in (wholes(exact), split(exact))
                ]
            case ask.Word(text):
                tokens = self._analyse(text)
                readings = wholes(tokens), split(tokens)
                rows = [tuple(map(self._saying.alternatives, reading)) for reading in readings]
        if not any(rows):
            self._warnings.append(f"{word} holds no letters or digits; nothing matches it.")
        return list(dict.fromkeys(rows))

    def _like_piece(self, word: ask.Wildcard, piece: str) -> to.Weighted:
        """Return the forms that fit a pattern; without a sign it is a form itself."""
        if "*" not in piece and "?" not in piece:
            return ((exactly(piece), 1.0),)
        forms = self._like(piece, MOST_FORMS + 1)
        return self._any_of(word, [(form, 1.0) for form in forms])

    def _nearby(self, word: ask.Fuzzy, form: str, distance: int) -> to.Weighted:
        """Return the forms near one; the nearest weigh most."""
        near = self._near(form, distance, MOST_FORMS + 1)
        return self._any_of(word, [(found, FUZZY_WEIGHTS[edits]) for found, edits in near])

    def _any_of(
        self, word: ask.Wildcard | ask.Fuzzy, forms: list[tuple[str, float]]
    ) -> to.Weighted:
        """Return the forms a word stands for as alternatives."""
        if len(forms) > MOST_FORMS:
            less = "Add letters" if isinstance(word, ask.Wildcard) else "Allow fewer edits"
            raise QueryTooExpensive(
                f"{word} stands for more than {MOST_FORMS:,} forms in this index. "
                f"{less}, or write the word out."
            )
        shown = ", ".join(form for form, _ in forms[:8]) + (", …" if len(forms) > 8 else "")
        self._notes.append(f"{word} stands for {shown}" if forms else f"{word} fits no word here")
        return tuple((exactly(form), weight) for form, weight in forms)

    def _between(self, node: ask.Between) -> to.Plan:
        """Return the plan of an interval; one that means nothing matches nothing."""
        try:
            return overlap(node)
        except ValueError as error:
            self._warnings.append(str(error))
            return to.Or(())


def _narrows(node: ask.Node) -> bool:
    """Say whether a node names no word to look for."""
    return isinstance(node, ask.Not | ask.Value | ask.Between | ask.Everything)

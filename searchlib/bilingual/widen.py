"""Which terms can say what the reader asked? From a query's tree to an engine's plan.

Each word becomes one leaf with its alternatives: the lemmas of an ambiguous form,
the forms a wildcard or a fuzzy word stands for. What is added, or not insisted on,
is noted, so that the reader can be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, product, zip_longest
from typing import NamedTuple

from searchlib.analysis import AnalysedToken, exactly, fold, tokenize
from searchlib.bilingual.description import (
    MOST_SHELFMARKS,
    as_kept,
    keyword,
    of_shelfmark,
)
from searchlib.bilingual.stop_words import STOP_WORDS
from searchlib.errors import QueryTooExpensive
from searchlib.query import plan as to
from searchlib.query import tree as ask
from searchlib.ranking import (
    FIELD_WEIGHTS,
    FUZZY_WEIGHTS,
    MOST_PAIRS,
    PAIR_SLOP,
    PAIR_WEIGHT,
    PART_WEIGHT,
    STOP_WORD_WEIGHT,
)

__all__ = ["FIELDS", "Widened", "Widener"]

MOST_FORMS = 2_000
"""How many forms a wildcard or a fuzzy word may stand for."""
MOST_NEAR = 20
"""How many words a phrase with slop may have; one without may have any number."""
_MOST_VARIANTS = 8
# 60об is the back of leaf 60, and 60а the leaf behind it: both are filed as 60.
_LEAF = r"0*(\d{1,9})(?:[а-яa-z]|\s*(?:об(?:орот)?|ob|verso|recto)\.?)?"
_LEAVES = rf"{_LEAF}(?:\s*[-–—]\s*{_LEAF})?"

FIELDS: dict[str, tuple[str, ...]] = {
    "": ("title", "summary", "ru", "en"),
    "text": ("ru", "en"),
    **{name: (name,) for name in ("title", "summary", "ru", "en", "person", "place")},
}
"""Which fields of the index a field of the query stands for; "" is a word without one."""
_SHELFMARK = frozenset(("archive", "fond", "opis", "papka", "delo", "list"))
_TEXTS = frozenset(("ru", "en"))

Analyse = Callable[[str], list[AnalysedToken]]
Like = Callable[[str, int], list[str]]
Near = Callable[[str, int, int], list[tuple[str, int]]]
Single = ask.Word | ask.Exact | ask.Wildcard | ask.Fuzzy


class Widened(NamedTuple):
    """Hold a plan, and what to tell the reader about it."""

    plan: to.Plan
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Widener:
    """Turn the tree of one query into a plan.

    Raises QueryTooExpensive when a wildcard or a fuzzy word stands for more than
    ``MOST_FORMS`` forms of the index.
    """

    def __init__(self, analyse: Analyse, like: Like, near: Near) -> None:
        """Take a way to analyse text as for the index, and two to look forms up in it.

        ``like(pattern, limit)`` returns the forms that fit a pattern, ``near(word, distance,
        limit)`` those at most ``distance`` edits away with how many, the nearest first.
        """
        self._analyse = analyse
        self._like = like
        self._near = near
        self._sentence = False
        self._warnings: list[str] = []
        self._notes: list[str] = []

    def widen(self, tree: ask.Node, *, sentence: bool = False) -> Widened:
        """Return the plan of a query, with warnings and notes.

        ``sentence`` says that its words are those of a text, of which some may be missing,
        and not a list of alternatives.
        """
        self._sentence = sentence
        plan = self._plan(tree, "")
        return Widened(plan, tuple(self._warnings), tuple(dict.fromkeys(self._notes)))

    def _plan(self, node: ask.Node, within: str) -> to.Plan:
        match node:
            case ask.Word() | ask.Exact() | ask.Wildcard() | ask.Fuzzy():
                return self._words((node,), 0, within)
            case ask.Phrase(words, slop):
                return self._words(words, slop, within)
            case ask.Within(name, inner):
                return self._plan(inner, name)
            case ask.Value(name, value):
                return to.Keyword(name, keyword(as_kept(name, value)))
            case ask.Between():
                return self._between(node)
            case ask.And(nodes):
                return self._prefer_pairs(self._all(nodes, within), nodes, within)
            case ask.Or(nodes):
                return self._prefer_pairs(self._some(nodes, within), nodes, within)
            case ask.Not(inner):
                return to.Not(self._plan(inner, within))
            case ask.Everything():
                return to.Everything()
        return to.Or(())

    def _all(self, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Require all nodes, but stop words only when there are no others."""
        marks = tuple(node for node in nodes if _is_of_shelfmark(node))
        if len(marks) > 1:
            others = tuple(node for node in nodes if node not in marks)
            one = self._one_shelfmark(marks)
            return to.And((self._all(others, within), one)) if others else one
        rest, stop_words = _parted(nodes)
        if not stop_words or all(map(_narrows, rest)):
            return to.And(tuple(self._plan(node, within) for node in nodes))
        self._notes.append("not insisted on: " + ", ".join(str(node) for node in stop_words))
        wanted = to.And(tuple(self._plan(node, within) for node in rest))
        return self._with_stop_words(wanted, stop_words, within)

    def _one_shelfmark(self, nodes: tuple[ask.Node, ...]) -> to.Plan:
        """Require parts of a shelfmark of one and the same of a record's shelfmarks."""
        plans = [self._plan(node, "") for node in nodes]
        return to.Or(
            tuple(
                to.And(tuple(_at_shelfmark(plan, number) for plan in plans))
                for number in range(MOST_SHELFMARKS)
            )
        )

    def _with_stop_words(self, plan: to.Plan, stop_words: list[ask.Node], within: str) -> to.Plan:
        """Prefer what has the stop words too, a little."""
        optional = to.Or(tuple(self._plan(node, within) for node in stop_words))
        return to.Prefer(plan, optional, STOP_WORD_WEIGHT)

    def _some(self, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Require any of the nodes.

        In a sentence stop words count little, and never alone; the parts of a compound
        count too, and the words between quotes: "Huguenot-descended" finds Huguenots.
        """
        rest, stop_words = _parted(nodes) if self._sentence else ([], [])
        if not rest:
            return to.Or(tuple(self._plan(node, within) for node in nodes))
        plans: list[to.Plan] = []
        for node in rest:
            whole, parts = self._plan(node, within), self._parts_of(node)
            plans.append(_or_parts(whole, parts, within) if len(parts) > 1 else whole)
        if not stop_words:
            return to.Or(tuple(plans))
        self._notes.append(
            "not looked for alone: " + ", ".join(dict.fromkeys(map(str, stop_words)))
        )
        return self._with_stop_words(to.Or(tuple(plans)), stop_words, within)

    def _parts_of(self, node: ask.Node) -> list[AnalysedToken]:
        """Return the parts of a compound or the words of a phrase, but for stop words."""
        words = node.words if isinstance(node, ask.Phrase) and not node.slop else (node,)
        return [
            part
            for word in words
            if isinstance(word, ask.Word) and fold(word.text) not in STOP_WORDS
            for part in _parts(self._analyse(word.text))
        ]

    def _prefer_pairs(self, plan: to.Plan, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Prefer what has words that stand side by side in the query near each other.

        These are the pairs of the sequential dependence model (Metzler and Croft, A Markov
        Random Field Model for Term Dependencies, SIGIR 2005), as one bonus a record.
        """
        pairs = tuple(islice(self._pairs(nodes, within), MOST_PAIRS))
        return to.Prefer(plan, to.Or(pairs), PAIR_WEIGHT) if pairs else plan

    def _pairs(self, nodes: tuple[ask.Node, ...], within: str) -> Iterator[to.Plan]:
        """Yield the pairs of neighbouring words; stop words between them do not part them."""
        fields = _weighted(FIELDS[within])
        before: AnalysedToken | None = None
        for node in nodes:
            if _is_stop_word(node, nodes):
                continue
            tokens = _parts(self._analyse(node.text)) if isinstance(node, ask.Word) else []
            for token in tokens:
                if before:
                    row = (_alternatives(before), _alternatives(token))
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
        places = [_weighted(names, weight) for names in _places(within)]
        plans = [_one(to.Or, [_in_a_row(row, slop, place) for place in places]) for row in rows]
        return _one(to.Best, plans)

    def _readings(self, word: Single) -> list[tuple[to.Weighted, ...]]:
        """Return the ways to read a word, each as a row of alternatives to be found in turn."""
        match word:
            case ask.Wildcard(pattern):
                return [tuple(self._like_piece(word, piece) for piece in _pieces(pattern))]
            case ask.Fuzzy(text, distance):
                wholes = _wholes([AnalysedToken(*token, ()) for token in tokenize(text)])
                rows = [tuple(self._nearby(word, token.form, distance) for token in wholes)]
            case _:
                tokens = self._tokens(word)
                rows = [tuple(map(_alternatives, row)) for row in (_wholes(tokens), _parts(tokens))]
        if not any(rows):
            self._warnings.append(f"{word} holds no letters or digits; nothing matches it.")
        return list(dict.fromkeys(rows))

    def _tokens(self, word: ask.Word | ask.Exact) -> list[AnalysedToken]:
        """Return the tokens of a word, each with the terms to look for."""
        if isinstance(word, ask.Exact):
            return [AnalysedToken(*t, (exactly(t.form),)) for t in tokenize(word.text)]
        return self._analyse(word.text)

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
        read = _days if node.field == "date" else _numbers
        low, high = read(node.low), read(node.high)
        if (node.low and low is None) or (node.high and high is None):
            example = "1949, 1949-05 or 1949-05-18" if node.field == "date" else "60 or 59-61"
            self._warnings.append(f"{node} was not understood: write {node.field} as {example}.")
            return to.Or(())
        first, last = -(10**9), 10**9
        if low is not None:
            first = low[1] + 1 if node.excludes_low else low[0]
        if high is not None:
            last = high[0] - 1 if node.excludes_high else high[1]
        if first > last:
            self._warnings.append(f"{node} holds nothing: it ends before it begins.")
            return to.Or(())
        return to.Overlap(node.field, first, last)


def _is_of_shelfmark(node: ask.Node) -> bool:
    return isinstance(node, ask.Value | ask.Between) and node.field in _SHELFMARK


def _at_shelfmark(plan: to.Plan, number: int) -> to.Plan:
    """Return the plan of a part of a shelfmark for the shelfmark of this number."""
    match plan:
        case to.Keyword(name, value):
            return to.Keyword(of_shelfmark(name, number), value)
        case to.Overlap(name, low, high):
            return to.Overlap(of_shelfmark(name, number), low, high)
    return plan


def _parted(nodes: Sequence[ask.Node]) -> tuple[list[ask.Node], list[ask.Node]]:
    """Return the nodes to insist on, and those that are stop words."""
    rest: list[ask.Node] = []
    stop_words: list[ask.Node] = []
    for node in nodes:
        (stop_words if _is_stop_word(node, nodes) else rest).append(node)
    return rest, stop_words


def _is_stop_word(node: ask.Node, beside: Sequence[ask.Node]) -> bool:
    """Say whether a node is a stop word: but US is a country, and Ли in Ли Сын Ман a name.

    All in capitals says nothing when the whole query is; nor does a capital at its start,
    unless another follows.
    """
    if not isinstance(node, ask.Word) or fold(node.text) not in STOP_WORDS:
        return False
    words = [other.text for other in beside if isinstance(other, ask.Word)]
    place = next(i for i, other in enumerate(beside) if other is node)
    after = beside[place + 1] if place + 1 < len(beside) else None
    if _in_capitals(node.text) and not all(map(_in_capitals, words)):
        return False
    if not node.text[:1].isupper() or _in_capitals(node.text):
        return True
    named = isinstance(after, ask.Word) and after.text[:1].isupper()
    return place == 0 and not named


def _in_capitals(word: str) -> bool:
    return len(word) > 1 and not any(map(str.islower, word))


def _narrows(node: ask.Node) -> bool:
    """Say whether a node names no word to look for."""
    return isinstance(node, ask.Not | ask.Value | ask.Between | ask.Everything)


def _places(within: str) -> list[tuple[str, ...]]:
    """Return the fields of the index a word is looked for in; those whose best counts together."""
    names = FIELDS[within]
    alone = [(name,) for name in names if name not in _TEXTS]
    return [*alone, *filter(None, [tuple(name for name in names if name in _TEXTS)])]


def _weighted(names: Sequence[str], weight: float = 1.0) -> to.Fields:
    return tuple((name, weight * FIELD_WEIGHTS.get(name, 1.0)) for name in names)


def _alternatives(token: AnalysedToken) -> to.Weighted:
    return tuple((term, 1.0) for term in token.terms)


def _or_parts(whole: to.Plan, parts: Sequence[AnalysedToken], within: str) -> to.Plan:
    """Return a plan that its parts may stand for, weighing less."""
    places = [_weighted(names, PART_WEIGHT) for names in _places(within)]
    each = (to.Terms(place, _alternatives(part)) for part in parts for place in places)
    return to.Best((whole, to.Or(tuple(each))))


def _in_a_row(row: tuple[to.Weighted, ...], slop: int, fields: to.Fields) -> to.Plan:
    return to.Terms(fields, row[0]) if len(row) == 1 else to.Phrase(fields, row, slop)


def _one(kind: type[to.Or | to.Best], plans: Sequence[to.Plan]) -> to.Plan:
    """Return several plans as one; one as it is."""
    return plans[0] if len(plans) == 1 else kind(tuple(plans))


def _wholes(tokens: list[AnalysedToken]) -> list[AnalysedToken]:
    """Return tokens with hyphenated words whole, and not their parts."""
    wholes: list[AnalysedToken] = []
    for token in tokens:
        if not wholes or token.start >= wholes[-1].end:
            wholes.append(token)
    return wholes


def _parts(tokens: list[AnalysedToken]) -> list[AnalysedToken]:
    """Return tokens with the parts of hyphenated words, and not the whole."""
    return [
        token
        for token, after in zip_longest(tokens, tokens[1:])
        if after is None or after.start >= token.end
    ]


def _pieces(pattern: str) -> list[str]:
    """Return a folded pattern as the words it is made of: A/PV.7* is three, Цзе-д* one."""
    pieces = re.findall(r"[\w'*?]+", fold(re.sub(r"[-\u2010\u2011]", "", pattern)))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def _days(written: str) -> tuple[int, int] | None:
    from searchlib.archival.dates import query_interval

    interval = query_interval(written) if written else None
    return None if interval is None else (interval[0].toordinal(), interval[1].toordinal())


def _numbers(written: str) -> tuple[int, int] | None:
    match = re.fullmatch(_LEAVES, written.strip().lower())
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2] or first)

"""Which terms can say what the reader asked? From a query's tree to an engine's plan.

Each word becomes one leaf with its alternatives: the lemmas of an ambiguous form,
the forms a wildcard or a fuzzy word stands for. What is added, or not insisted on,
is noted, so that the reader can be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, islice, product
from typing import NamedTuple

from searchlib.analysis import LOOK_ALIKES, AnalysedToken, exactly, fold, tokenize
from searchlib.bilingual.little_words import LITTLE_WORDS
from searchlib.errors import QueryTooExpensive
from searchlib.query import plan as to
from searchlib.query import tree as ask
from searchlib.ranking import FIELD_WEIGHTS, FUZZY_WEIGHTS

__all__ = ["FIELDS", "Widened", "Widener", "keyword"]

MOST_FORMS = 2_000
"""How many forms a wildcard or a fuzzy word may stand for."""
_MOST_VARIANTS = 8

FIELDS: dict[str, tuple[str, ...]] = {
    "": ("title", "summary", "ru", "en"),
    "text": ("ru", "en"),
    **{name: (name,) for name in ("title", "summary", "ru", "en", "person", "place")},
}
"""Which fields of the index a field of the query stands for; "" is a word without one."""

Analyse = Callable[[str], list[AnalysedToken]]
Like = Callable[[str, int], list[str]]
Near = Callable[[str, int, int], list[tuple[str, int]]]
Single = ask.Word | ask.Exact | ask.Wildcard | ask.Fuzzy


class Widened(NamedTuple):
    """Hold a plan, and what to tell the reader about it."""

    plan: to.Plan
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def keyword(value: str) -> str:
    """Return a value of a description as it is compared.

    It is folded and single-spaced; letters that look alike in both scripts are one, so
    that ``дело 5а`` is found whichever keyboard typed the letter.
    """
    words = (fold(word).translate(LOOK_ALIKES) for word in re.split(r"[\s.,;]+", value))
    return " ".join(filter(None, words))


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
        self._warnings: list[str] = []
        self._notes: list[str] = []

    def widen(self, tree: ask.Node) -> Widened:
        """Return the plan of a query, with warnings and notes."""
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
                return to.Keyword(name, keyword(value))
            case ask.Between():
                return self._between(node)
            case ask.And(nodes):
                return self._all(nodes, within)
            case ask.Or(nodes):
                return to.Or(tuple(self._plan(child, within) for child in nodes))
            case ask.Not(inner):
                return to.Not(self._plan(inner, within))
            case ask.Everything():
                return to.Everything()
        return to.Or(())

    def _all(self, nodes: tuple[ask.Node, ...], within: str) -> to.Plan:
        """Require all nodes, but little words only when there is nothing else to require."""
        little = [node for node in nodes if _is_little(node)]
        rest = [node for node in nodes if not _is_little(node)]
        if not little or all(isinstance(node, ask.Not) for node in rest):
            return to.And(tuple(self._plan(node, within) for node in nodes))
        self._notes.append("not insisted on: " + ", ".join(str(node) for node in little))
        wanted = to.And(tuple(self._plan(node, within) for node in rest))
        return to.Prefer(wanted, to.Or(tuple(self._plan(node, within) for node in little)))

    def _words(self, words: tuple[Single, ...], slop: int, within: str) -> to.Plan:
        """Return the plan of words in a row: each may have several readings."""
        fields = tuple((name, FIELD_WEIGHTS.get(name, 1.0)) for name in FIELDS[within])
        readings = [self._readings(word) for word in words]
        if not any(any(reading) for reading in readings):
            return to.Or(())
        chosen = islice(product(*readings), _MOST_VARIANTS)
        rows = [tuple(chain.from_iterable(reading)) for reading in chosen]
        plans = tuple(
            to.Terms(fields, row[0]) if len(row) == 1 else to.Phrase(fields, row, slop)
            for row in dict.fromkeys(rows)
        )
        return plans[0] if len(plans) == 1 else to.Best(plans)

    def _readings(self, word: Single) -> list[tuple[to.Weighted, ...]]:
        """Return the ways to read a word, each as a row of alternatives to be found in turn."""
        match word:
            case ask.Wildcard(pattern):
                forms = self._like(_folded_pattern(pattern), MOST_FORMS + 1)
                return [(self._any_of(word, [(form, 1.0) for form in forms]),)]
            case ask.Fuzzy(text, distance):
                return [(self._any_of(word, self._nearby(text, distance)),)]
        tokens = self._tokens(word)
        if not tokens:
            self._warnings.append(f"{word.text!r} holds no letters or digits; nothing matches it.")
        rows = [
            tuple(tuple((term, 1.0) for term in token.terms) for token in row)
            for row in (_wholes(tokens), _parts(tokens))
        ]
        return list(dict.fromkeys(rows))

    def _tokens(self, word: ask.Word | ask.Exact) -> list[AnalysedToken]:
        """Return the tokens of a word, each with the terms to look for."""
        if isinstance(word, ask.Exact):
            return [AnalysedToken(*t, (exactly(t.form),)) for t in tokenize(word.text)]
        return self._analyse(word.text)

    def _nearby(self, text: str, distance: int) -> list[tuple[str, float]]:
        """Return the forms near a word, each with its weight; the nearest weigh most."""
        word = next((token.form for token in tokenize(text)), "")
        near = self._near(word, distance, MOST_FORMS + 1)
        return [(form, FUZZY_WEIGHTS[edits]) for form, edits in near]

    def _any_of(self, word: Single, forms: list[tuple[str, float]]) -> to.Weighted:
        """Return the forms a word stands for as alternatives."""
        if len(forms) > MOST_FORMS:
            raise QueryTooExpensive(
                f"{word} stands for more than {MOST_FORMS:,} forms in this index. Add letters."
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
        return to.Overlap(node.field, first, last)


def _is_little(node: ask.Node) -> bool:
    return isinstance(node, ask.Word) and fold(node.text) in LITTLE_WORDS


def _wholes(tokens: list[AnalysedToken]) -> list[AnalysedToken]:
    """Return tokens with hyphenated words whole, and not their parts."""
    wholes: list[AnalysedToken] = []
    for token in tokens:
        if not wholes or token.start >= wholes[-1].end:
            wholes.append(token)
    return wholes


def _parts(tokens: list[AnalysedToken]) -> list[AnalysedToken]:
    """Return tokens with the parts of hyphenated words, and not the whole."""
    following = [*tokens[1:], None]
    return [
        token
        for token, after in zip(tokens, following, strict=True)
        if after is None or after.start >= token.end
    ]


def _folded_pattern(pattern: str) -> str:
    """Return a wildcard pattern with the letters between its signs folded."""
    pieces = re.split(r"([*?])", pattern)
    return "".join(
        piece if piece in ("*", "?") else "".join(re.findall(r"\w+", fold(piece)))
        for piece in pieces
    )


def _days(written: str) -> tuple[int, int] | None:
    from searchlib.archival.dates import query_interval

    interval = query_interval(written) if written else None
    return None if interval is None else (interval[0].toordinal(), interval[1].toordinal())


def _numbers(written: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"0*(\d{1,9})(?:\s*[-–]\s*0*(\d{1,9}))?", written.strip())
    if match is None:
        return None
    first = int(match[1])
    return first, int(match[2] or first)

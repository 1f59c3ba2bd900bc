"""What is an engine asked? A query whose words have become terms.

A plan says which records match (a set) and how much each counts (a score, never
negative). A node that only filters scores 0. Terms are opaque to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from searchlib.frozen import frozen

__all__ = [
    "And",
    "Best",
    "Everything",
    "Keyword",
    "Not",
    "Or",
    "Overlap",
    "Phrase",
    "Plan",
    "Prefer",
    "Terms",
    "positive",
]

Fields = tuple[tuple[str, float], ...]
Weighted = tuple[tuple[str, float], ...]


@frozen
class Terms:
    """Match records with any of ``terms`` in any of ``fields``: one word of the reader's.

    Both are pairs of a name and a weight. The score is that of the best pairing,
    field weight x term weight x BM25(term in field): however many alternatives a
    word has, it weighs as one word.
    """

    fields: Fields
    terms: Weighted


@frozen
class Phrase:
    """Match records where ``words`` stand together in one field.

    Each word is a tuple of alternative terms with weights. With the words at
    different positions p_i, they stand together when the largest p_i - i less the
    smallest is at most ``slop``. The score is the sum of the words' scores as ``Terms``.
    """

    fields: Fields
    words: tuple[Weighted, ...]
    slop: int = 0


@frozen
class And:
    """Match what all ``nodes`` match; the score is their sum."""

    nodes: tuple[Plan, ...]


@frozen
class Or:
    """Match what any of ``nodes`` matches; the score is the sum over those that match."""

    nodes: tuple[Plan, ...]


@frozen
class Best:
    """Match what any of ``nodes`` matches; the score is the best of them."""

    nodes: tuple[Plan, ...]


@frozen
class Not:
    """Match what ``node`` does not; scores 0."""

    node: Plan


@frozen
class Prefer:
    """Match what ``node`` matches; those that match ``preferred`` too score that much more.

    The addition is ``weight`` x the score of ``preferred``.
    """

    node: Plan
    preferred: Plan
    weight: float = 1.0


@frozen
class Keyword:
    """Match records with exactly this value in a field of the description; scores 0."""

    field: str
    value: str


@frozen
class Overlap:
    """Match records with an interval in ``field`` that overlaps low..high (both included).

    It scores 0.
    """

    field: str
    low: int
    high: int


@frozen
class Everything:
    """Match every record; scores 0."""


Plan = Terms | Phrase | And | Or | Best | Not | Prefer | Keyword | Overlap | Everything


def positive(plan: Plan) -> Iterator[Terms | Phrase]:
    """Yield the words and phrases that make a record match: none under a ``Not``."""
    match plan:
        case Terms() | Phrase():
            yield plan
        case And(nodes) | Or(nodes) | Best(nodes):
            for node in nodes:
                yield from positive(node)
        case Prefer(node, _, _):
            yield from positive(node)

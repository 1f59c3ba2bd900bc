"""Which words of a plan make a record match?"""

from __future__ import annotations

from searchlib.query.plan import (
    And,
    Best,
    Everything,
    Keyword,
    Not,
    Or,
    Overlap,
    Phrase,
    Prefer,
    Terms,
    positive,
)

WORD = Terms((("ru", 1.0),), (("a", 1.0),))
OTHER = Terms((("ru", 1.0),), (("b", 1.0),))
PHRASE = Phrase((("ru", 1.0),), ((("a", 1.0),),))


def test_words_and_phrases_are_positive_wherever_they_stand():
    plan = And((Or((WORD, PHRASE)), Best((OTHER, WORD))))
    assert list(positive(plan)) == [WORD, PHRASE, OTHER, WORD]


def test_what_is_negated_preferred_or_filtered_is_not():
    filters = (Keyword("a", "b"), Overlap("date", 1, 2), Everything(), Not(Not(OTHER)))
    assert list(positive(And((Not(OTHER), Prefer(PHRASE, OTHER), *filters)))) == [PHRASE]


def test_equal_plans_are_one_and_unlike_nodes_are_not():
    again = Terms((("ru", 1.0),), (("a", 1.0),))
    assert len({And((WORD,)), And((again,)), Or((WORD,)), Best((WORD,))}) == 3

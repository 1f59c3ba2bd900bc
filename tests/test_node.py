"""Does a node behave as a frozen dataclass does?"""

from __future__ import annotations

import copy
import pickle

import pytest

from searchlib.query.node import Node
from searchlib.query.plan import And, Everything, Keyword, Not, Or, Phrase, Prefer, Terms, positive

WORD = Terms((("ru", 1.0),), (("a", 1.0),))


class Point(Node):
    """Hold two numbers, for these tests."""

    x: int
    y: int = 0


def test_fields_come_by_place_or_by_name():
    assert Point(1, 2) == Point(x=1, y=2) == Point(1, y=2)
    assert Point(1) == Point(1, 0)
    assert (Point(1).x, Point(1).y) == (1, 0)


WRONG = [
    ((), {}, "Point needs 'x'"),
    ((1, 2, 3), {}, "Point takes x, y"),
    ((1,), {"z": 3}, "Point takes x, y"),
    ((1,), {"x": 3}, "Point takes x, y"),
]


@pytest.mark.parametrize(("args", "named", "message"), WRONG)
def test_wrong_fields_are_refused(args, named, message):
    with pytest.raises(TypeError, match=message):
        Point(*args, **named)


def test_a_node_without_fields_takes_none():
    assert Everything() == Everything()
    with pytest.raises(TypeError, match="Everything takes nothing"):
        Everything(1)


def test_equality_is_of_kind_and_fields():
    assert And((WORD,)) != Or((WORD,))
    assert Keyword("a", "b") != Keyword("a", "c")
    assert Keyword("a", "b") != ("a", "b")
    nodes = {And((WORD,)), And((Terms((("ru", 1.0),), (("a", 1.0),)),)), Or((WORD,))}
    assert len(nodes) == 2


def test_a_node_is_frozen():
    node = Point(1)
    with pytest.raises(AttributeError, match="Point is frozen"):
        node.x = 2
    with pytest.raises(AttributeError, match="Point is frozen"):
        del node.x
    assert node.x == 1


def test_a_node_matches_by_place():
    match Prefer(WORD, Everything(), 0.5):
        case Prefer(node, Everything(), weight):
            assert (node, weight) == (WORD, 0.5)
        case _:
            pytest.fail("no match")


def test_a_node_is_written_as_it_is_made():
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert eval(repr(And((WORD,)))) == And((WORD,))


def test_a_node_is_copied_and_pickled():
    plan = And((WORD, Not(Keyword("a", "b"))))
    assert copy.deepcopy(plan) == plan == pickle.loads(pickle.dumps(plan))


def test_positive_leaves_out_what_is_negated_preferred_or_filtered():
    phrase = Phrase((("ru", 1.0),), ((("a", 1.0),),))
    other = Terms((("ru", 1.0),), (("b", 1.0),))
    plan = And((Or((WORD, Not(other))), Prefer(phrase, other), Keyword("a", "b"), Everything()))
    assert list(positive(plan)) == [WORD, phrase]

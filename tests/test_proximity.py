"""Where do the words of a phrase stand together? Against trying every choice of positions."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.query.proximity import places_together, stand_together

ROW = st.lists(st.integers(0, 14), max_size=5, unique=True).map(sorted)
ROWS = st.one_of(
    st.lists(ROW, max_size=4),
    st.lists(st.lists(st.integers(0, 4), max_size=3, unique=True).map(sorted), max_size=5),
    st.builds(lambda row, times: [row] * times, ROW, st.integers(1, 4)),
)


def every_choice(rows, slop):
    """Return the positions of all choices that stand together, by the definition."""
    found = set()
    for chosen in product(*rows):
        shifted = [place - i for i, place in enumerate(chosen)]
        apart = len(set(chosen)) == len(chosen)
        if chosen and apart and max(shifted) - min(shifted) <= slop:
            found.update(chosen)
    return found


@given(ROWS, st.integers(0, 6))
def test_as_every_choice_says(rows, slop):
    expected = every_choice(rows, slop)
    assert places_together(rows, slop) == expected
    assert stand_together(rows, slop) == bool(expected)


CASES = [
    ([[3], [4]], 0, {3, 4}),
    ([[3], [5]], 0, set()),
    ([[3], [5]], 1, {3, 5}),
    ([[4], [3]], 1, set()),  # the other way round takes two
    ([[4], [3]], 2, {3, 4}),
    ([[1, 9, 20], [2, 10]], 0, {1, 2, 9, 10}),
    ([[1], [1]], 9, set()),  # one position cannot be two words
    ([[1, 2], [1, 2]], 0, {1, 2}),
    ([[1, 5], [1, 5], [1, 5]], 9, set()),
    ([[1, 2], [1], [1, 2, 3]], 3, {1, 2, 3}),  # words must make room for one another
    ([[5, 6], [5]], 9, {5, 6}),
    ([[5, 6], [5], [6]], 9, set()),  # three words, two positions
    ([[0, 100], [1, 50, 101]], 3, {0, 1, 100, 101}),
    ([], 3, set()),
    ([[1], []], 3, set()),
    ([[7]], 0, {7}),
]


@pytest.mark.parametrize(("rows", "slop", "places"), CASES)
def test_cases(rows, slop, places):
    assert places_together(rows, slop) == places
    assert stand_together([memoryview(bytes(row)) for row in rows], slop) == bool(places)


HOSTILE = {
    "one word too often": ([list(range(19))] * 20, 1_000),
    "one word a hundred times, thinly spread": ([list(range(0, 8_000, 20))] * 100, 1_000),
    "long rows": ([list(range(0, 200_000, 5)), list(range(2, 200_000, 5))], 1_000),
    "ever so slightly too few": ([*[list(range(30))] * 20, *[list(range(1, 31))] * 12], 1_000),
}


@pytest.mark.parametrize(("rows", "slop"), HOSTILE.values(), ids=HOSTILE)
def test_time_is_bounded(rows, slop):
    started = time.process_time()
    stand_together(rows, slop)
    places_together(rows, slop)
    assert time.process_time() - started < 5

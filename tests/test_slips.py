"""How likely is it that who meant one word typed another?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.query.slips import slip_cost

WORDS = st.text("абвгдеaqwertyсь", max_size=8)
LIKELIER = [
    # typed, meant, rather than
    ("manchuira", "manchuria", "manchaira"),  # swapped, not a wrong letter
    ("manchria", "manchuria", "manchia"),  # left out, not one too many
    ("презедент", "президент", "прецедент"),  # sounds alike
    ("дивищия", "дивизия", "дивиция"),  # щ and з lie side by side
    ("коррея", "корея", "корлея"),  # doubled
    ("ворея", "корея", "ворсы"),
]


@pytest.mark.parametrize(("typed", "meant", "other"), LIKELIER)
def test_a_likely_slip_costs_less_than_an_unlikely_one(typed, meant, other):
    assert slip_cost(typed, meant) < slip_cost(typed, other)


@given(WORDS, WORDS)
def test_no_slip_costs_nothing_and_any_slip_something(typed, meant):
    assert slip_cost(typed, typed) == 0
    assert (slip_cost(typed, meant) == 0) == (typed == meant)


@given(WORDS.filter(bool), st.data())
def test_two_slips_cost_no_more_than_the_one_after_the_other(meant, data):
    place = data.draw(st.integers(0, len(meant) - 1))
    once = meant[:place] + meant[place + 1 :]
    assert slip_cost(once, meant) <= 2.0 + 1.0 + 1.0


def test_a_slip_in_the_first_letter_is_less_likely():
    assert slip_cost("орея", "корея") > slip_cost("коря", "корея")
    assert slip_cost("вкорея", "корея") > slip_cost("коврея", "корея")

"""The numbers of the ranking, and the orders they must give."""

from __future__ import annotations

from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib import Index, Record, Text
from searchlib.ranking import K1, LENGTHS, B, idf, length_code, saturation


@pytest.mark.parametrize(
    ("records", "matching", "expected"),
    [(10, 1, log(1 + 9.5 / 1.5)), (10, 10, log(1 + 0.5 / 10.5)), (1, 1, log(4 / 3))],
)
def test_idf(records, matching, expected):
    assert idf(records, matching) == pytest.approx(expected)


@given(st.integers(1, 10**6), st.data())
def test_a_rarer_word_never_counts_less_and_none_counts_against(records, data):
    matching = data.draw(st.integers(1, records))
    assert idf(records, matching) > 0
    assert idf(records, max(1, matching - 1)) >= idf(records, matching)


def test_saturation_is_k1_at_the_average_and_more_beyond():
    assert saturation(100, 100) == pytest.approx(K1)
    assert saturation(0, 100) == pytest.approx(K1 * (1 - B))
    assert saturation(200, 100) > saturation(100, 100)
    assert saturation(0, 0) == pytest.approx(K1 * (1 - B))


def test_short_lengths_are_exact_and_codes_ascend():
    assert [LENGTHS[length_code(n)] for n in range(41)] == list(range(41))
    assert all(low < high for low, high in pairwise(LENGTHS))
    assert length_code(LENGTHS[255]) == 255


@given(st.integers(0, 2**31 - 1))
def test_a_length_is_kept_to_an_eighth(length):
    kept = LENGTHS[length_code(length)]
    assert kept <= length <= kept * 1.125


def record(name: str, title: str = "", summary: str = "", **texts: str) -> Record:
    bodies = tuple(Text(language, "text", body) for language, body in texts.items())
    return Record(name, title, bodies, summary=summary)


FILLER = tuple(
    record(f"filler{n}", title=f"Note {n}", ru="О погоде и дорогах.", en="On weather and roads.")
    for n in range(6)
)
PADDING = " Погода стоит хорошая, дороги сухие." * 3
PADDED = " The weather is fine and the roads are dry." * 3

FIRST = [
    # Each with the better record and the worse.
    ("помощь Корее", {"ru": "Помощь Корее." + PADDING}, {"ru": f"Помощь.{PADDING} Корее."}),
    ("aid to Korea", {"en": "Aid to Korea." + PADDED}, {"en": f"Aid.{PADDED} Korea."}),
    ("aid to Korea", {"en": "Korea got aid." + PADDED}, {"en": f"Korea.{PADDED} Aid."}),
    ("Korea", {"title": "On Korea", "en": "Korea fell."}, {"title": "On it", "en": "Korea fell."}),
    ("Korea", {"summary": "On Korea", "en": "Korea."}, {"summary": "On it", "en": "Korea."}),
    # Two texts say one thing: they count as the better of them.
    ("54611", {"ru": "54611 и 54611."}, {"ru": "54611" + PADDING, "en": "54611" + PADDED}),
    # Words of content count more than stop words.
    ("where is Korea", {"en": "Korea lies far."}, {"en": "Where is it? Korea." + PADDING}),
    ("где же Корея", {"ru": "Корея лежит далеко."}, {"ru": "Где же она? Корея." + PADDING}),
    # A whole compound counts more than a part of it.
    ("what are wing-body effects", {"en": "A wing-body." + PADDED}, {"en": "A body." + PADDED}),
]


@pytest.mark.parametrize(("query", "better", "worse"), FIRST)
def test_the_better_record_comes_first(query, better, worse):
    records = [record("z-better", **better), record("a-worse", **worse)]  # a tie goes to a-worse
    with Index.of((*FILLER, *records)) as index:
        found = [hit.record.id for hit in index.search(query, match="any").hits]
    assert [name for name in found if name in ("z-better", "a-worse")] == ["z-better", "a-worse"]


def test_a_second_text_changes_no_score():
    text = "Помощь Корее оказана."
    with Index.of([record("one", ru=text), record("two", ru=text, en="Aid was given.")]) as index:
        one, two = index.search("помощь Корее", translate=False).hits
    assert one.score == two.score

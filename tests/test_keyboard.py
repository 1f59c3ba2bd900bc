"""What do the same keys write in the other layout, and which lie side by side?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.query.keyboard import chunks, neighbours, swapped

PAIRS = [
    ("vfymx;ehbz", "маньчжурия"),
    ("ьфтсргкшф", "manchuria"),
    ("Rjhtz", "Корея"),
    ("`krf", "ёлка"),
    (":tytdf", "Женева"),
    ("[fh,by", "харбин"),
    ("j,]tpl", "объезд"),
    ('"nfg', "Этап"),
    ("Щоуфтф", "Ojeana"),
    ("1949", "1949"),
]


@pytest.mark.parametrize(("typed", "meant"), PAIRS)
def test_the_same_keys_in_the_other_layout(typed, meant):
    assert swapped(typed) == meant


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=1))
def test_swapping_twice_is_not_swapping(word):
    latin = swapped(word)
    assert not set(latin) & set(word)
    assert swapped(latin) == word


def words(query):
    return [[word for _, word in chunk.readings] for chunk in chunks(query, 10)]


CASES = [
    ("title:vfymx;ehbz", "title:маньчжурия", "маньчжурия"),
    ('-"rjhtz', '-"корея', "корея"),
    ("rjhtz)~3", "корея)~3", "корея"),
    ("[fh,by.", "[харбин.", None),
    ("vfhnf,", "марта,", "марта"),
    ("(ьфтсргкшф", "(manchuria", "manchuria"),
]


@pytest.mark.parametrize(("chunk", "text", "word"), CASES)
def test_operators_around_a_word_are_kept_and_signs_in_it_are_letters(chunk, text, word):
    (found,) = chunks(chunk, 10)
    if word is None:
        assert ("харбин.", "харбин") in found.readings
    else:
        assert (text, word) in found.readings


def test_all_signs_are_taken_for_letters_first():
    assert words("vfhnf,")[0][:2] == ["мартаб", "марта"]


def test_a_chunk_says_where_it_stands_and_numbers_are_none():
    found = list(chunks("1949 rjhtz  & ltkj", 10))
    assert [(chunk.start, chunk.end) for chunk in found] == [(5, 10), (14, 18)]
    assert len(list(chunks("a " * 50, 3))) == 3


def test_neighbours_are_of_one_layout_and_go_both_ways():
    near = neighbours()
    assert {("q", "w"), ("w", "q"), ("q", "a"), ("а", "п"), ("й", "ц")} <= near
    assert ("q", "p") not in near
    assert ("q", "й") not in near


@pytest.mark.parametrize(
    "text", ['"' * 200_000, "-(" * 100_000, "a" + ")~1" * 70_000, "ж" * 200_000]
)
def test_hostile_queries_take_no_time(text):
    started = time.perf_counter()
    assert len(list(chunks(text, 10))) < 10
    assert time.perf_counter() - started < 2

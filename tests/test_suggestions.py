"""Did you mean something else? Only what finds more is offered, and it is never searched."""

from __future__ import annotations

import time

import pytest
from bilingual_archive import records
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib.records import Record, Text
from searchlib.results import Suggestion


def letter(number, ru="", en=""):
    texts = [Text(lang, "text", body) for lang, body in (("ru", ru), ("en", en)) if body]
    return Record(f"letter-{number}", f"Letter No. {number}", tuple(texts))


PERSONS = [
    letter(n, f"Чжоу Эньлай и Ковалев писали о погоде, письмо {n}.", f"Zhou Enlai wrote, {n}.")
    for n in range(3)
]


@pytest.fixture(scope="module")
def index():
    with searchlib.Index.of([*records(), *PERSONS]) as opened:
        yield opened


def offered(index, query, **how):
    return [(s.query, s.total, s.why) for s in index.search(query, **how).suggestions]


CASES = [
    ("корейскаие", "корейские", "spelling"),
    ("Manchuira", "Manchuria", "spelling"),
    ("vfymx;ehbz", "маньчжурия", "keyboard"),
    ("ьфтсргкшф", "manchuria", "keyboard"),
    ("Ghtpbltyn", "Президент", "keyboard"),
    ("koreyskie divizii", "корейские дивизии", "letters"),
    ("pshenitsy", "пшеницы", "letters"),
    ("Энлай", "Эньлай", "spelling"),
    ("Цзоу", "Чжоу", "name"),
    ("лекартсва", "лекарства", "spelling"),
    ("wheta", "wheat", "spelling"),
]


@pytest.mark.parametrize(("query", "meant", "why"), CASES)
def test_what_was_meant_is_offered_first(index, query, meant, why):
    found = offered(index, query)
    assert (found[0][0], found[0][2]) == (meant, why)


@pytest.mark.parametrize(("query", "meant"), [
    ('"корейскаие товраищи"~2 -Вьетнам', '"корейские товарищи"~2 -Вьетнам'),
    ("title:Cabel sender", "title:Cable sender"),
    ("ru:(пшенцы OR засхуи) lang:ru", "ru:(пшеницы OR засухи) lang:ru"),
    ("=КОРЕЙСКАИЕ", "=КОРЕЙСКИЕ"),
    ('-Вьетнам "rjhtqcrbt ltdbpbb"', None),
    ('-Вьетнам "rjhtqcrbt lbdbpbb"', '-Вьетнам "корейские дивизии"'),
    ("title:Letter [jlbkb", None),
    ("text:vfymx;ehbb lang:ru", "text:маньчжурии lang:ru"),
])  # fmt: skip
def test_operators_fields_and_quotes_are_kept(index, query, meant):
    queries = [suggestion for suggestion, _, _ in offered(index, query)]
    assert queries[:1] == ([] if meant is None else [meant])


def test_one_word_of_a_mixed_query_is_in_the_wrong_layout(index):
    assert offered(index, "корейские vfymx;ehbz") == [("корейские маньчжурия", 1, "keyboard")]


def test_each_comes_with_what_it_finds_and_finds_more(index):
    for query in ("корейскаие", "Цзоу", "лекартсва", "wheta", "просит vfymx;ehbz"):
        asked = index.search(query, translate=False)
        for suggestion in asked.suggestions:
            again = index.search(suggestion.query, translate=False)
            assert again.total == suggestion.total > asked.total


def test_it_is_never_searched_instead(index):
    hits = index.search("wheta", translate=False)
    assert (hits.query, hits.total, hits.hits) == ("wheta", 0, ())
    assert hits.suggestions[0] == Suggestion("wheat", 1, "spelling")


@pytest.mark.parametrize("query", [
    "просят", "корейские дивизии", "урожаем", "1949", "*", "", "-", "date:1949", "зер*", "x",
    "Вьетнам", "and the of",
])  # fmt: skip
def test_nothing_is_offered_for_what_is_well_asked_or_like_nothing(index, query):
    assert offered(index, query) == []


def test_a_rare_word_is_not_doubted_unless_another_is_far_commoner():
    many = [letter(n, f"Посол и посла, дело {n}.") for n in range(12)]
    with searchlib.Index.of([*many, letter(99, "Его посыл ясен.")]) as index:
        assert offered(index, "посыл") == [("посол", 12, "spelling")]
    with searchlib.Index.of([*many[:9], letter(99, "Его посыл ясен.")]) as index:
        assert offered(index, "посыл") == []


def test_only_the_first_page_has_any_and_a_filter_counts(index):
    assert offered(index, "лекартсва", offset=1) == []
    assert offered(index, "лекартсва", filter="lang:en") == [("лекарства", 1, "spelling")]
    assert offered(index, "лекартсва", filter="type:speech") == []


def test_any_of_the_words(index):
    assert offered(index, "wheta medicinse", match="any")[0][0] == "wheat medicines"


@given(st.text("абвгджз\"();:~=-*? abcxyz[];',.`", max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_string_has_an_answer(index, query):
    for suggestion in index.search(query).suggestions:
        assert index.search(suggestion.query).total == suggestion.total


@pytest.mark.parametrize("query", [
    "ж" * 200_000, "wheta " * 30_000, ";" * 200_000, "-(" * 90_000,
    "a/" * 100_000, "я-" * 100_000, "a." * 100_000, ("a-" * 249 + "a ") * 400,
])  # fmt: skip
def test_hostile_queries_take_no_longer_than_others(index, query):
    started = time.perf_counter()
    index.search(query)
    assert time.perf_counter() - started < 5

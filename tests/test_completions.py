"""How may the word end that a reader is typing?"""

from __future__ import annotations

import pytest
from bilingual_archive import records

import searchlib
from searchlib.results import Completion


@pytest.fixture(scope="module")
def index():
    with searchlib.Index.of(records()) as opened:
        yield opened


def ends(index, query, limit=10):
    return [one.query for one in index.suggest(query, limit)]


CASES = [
    ("маньч", ["маньчжурии"]),
    ("Маньч", ["Маньчжурии"]),
    ("МАНЬЧ", ["МАНЬЧЖУРИИ"]),
    ("корейские дивиз", ["корейские дивизии"]),
    ("title:cab", ["title:cable"]),
    ('"wounded sol', ['"wounded soldiers']),
    ("-прос", ["-просят"]),
    ("паровозо", ["паровозов"]),
    ("паровозов ", []),
    ("qqq", []),
    ("", []),
    ("date:19", []),
    ("fond:5", []),
    ("person:Kov", ["person:Kovalev"]),
    ("Kov", []),
    ("ru:cab", []),
    ("text:урож", ["text:урожай"]),
]


@pytest.mark.parametrize(("typed", "completed"), CASES)
def test_the_last_word_is_completed(index, typed, completed):
    assert ends(index, typed)[: len(completed) or None] == completed


def test_the_commonest_come_first_with_how_many_records_hold_them(index):
    found = index.suggest("прос")
    assert found[0] == Completion("просят", "просят", 3)
    assert [one.records for one in found] == sorted((one.records for one in found), reverse=True)


def test_one_form_stands_for_all_forms_of_a_word(index):
    assert ends(index, "коре") == ["кореи", "корейские"]


def test_no_more_than_asked_for(index):
    assert len(index.suggest("t", 2)) == 2
    assert index.suggest("t", 0) == ()
    with pytest.raises(searchlib.UsageError):
        index.suggest("t", -1)


@pytest.mark.parametrize("query", ["ж" * 200_000, "a-" * 100_000, "title:" * 40_000, ":" * 200_000])
def test_hostile_queries_are_completed_by_nothing(index, query):
    assert index.suggest(query) == ()

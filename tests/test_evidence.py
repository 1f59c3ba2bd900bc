"""Which passages share words? Cognates, and what a counterpart is worth."""

from __future__ import annotations

import pytest

from searchlib.analysis import Analyzer
from searchlib.bilingual import evidence
from searchlib.bilingual.evidence import Words, consonants, linked, places, shared
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.passages import passages

ALIKE = """
молотов molotov, маньчжурия manchuria, гоминьдан guomindang, эньлай enlai, цзэдун zedong
харьков kharkov, хрущев khrushchev, партия parti, политбюро politburo, телеграмма telegram
центральный central, джонсон johnson, ялта yalta, югославия yugoslavia, вьетнам vietnam
"""
UNLIKE = "москва mukden, корея korea, армия division, сталин lenin, помощь help, и and, 1949 1949"


@pytest.mark.parametrize("pair", ALIKE.replace("\n", ",").strip(",").split(","))
def test_cognates_have_the_same_consonants(pair):
    russian, english = pair.split()
    assert consonants(russian) == consonants(english) != ""


@pytest.mark.parametrize("pair", UNLIKE.split(","))
def test_other_words_have_not(pair):
    russian, english = pair.split()
    assert consonants(russian) != consonants(english) or consonants(russian) == ""


def words(text: str) -> Words:
    return places(Analyzer().analyse(text), passages(text))


def test_places_of_terms():
    found = words("Войска стоят. Он ждёт. Стоят войска и танки, танки.")
    assert found.places["войско"] == [0, 2]
    assert found.places["танк"] == [2]
    assert "он" not in found.places
    assert found.counts == [2, 1, 4]


def test_counterparts_are_those_of_the_other_text():
    ru, en = words("Войска у Мукдена 17 мая."), words("Troops at Mukden. On 17 May. At Mukden.")
    said = {"войско": {"troop": 0.7, "armi": 0.2}}
    assert [*linked(ru, en, said.get)] == [
        ([0], [([0], 0.7)]),
        ([0], [([0, 2], 0.5)]),
        ([0], [([1], 0.9)]),
    ]


RU = "Войска ушли. Молотов ждёт. Войска у Пекина. Уголь есть. Мука есть."
EN = "Troops left. Molotov waits. Troops near Peking. Coal is there. So is flour."


def test_a_rare_word_gains_more_than_a_frequent_one():
    said = {"войско": {"troop": 0.5}, "уголь": {"coal": 0.5}}
    found = shared(words(RU), words(EN), said.get)
    assert found.gains[3][3] > found.gains[0][0] == found.gains[0][2] > 0
    assert set(found.gains[4]) == set()


def test_words_without_counterpart_cost_more_the_better_the_texts_are_known():
    said = {"уголь": {"coal": 0.5}, "мука": {"flour": 0.5}}
    bare = shared(words(RU), words(EN))
    more = shared(words(RU), words(EN), said.get)
    assert 0 < bare.cost_ru[0] < more.cost_ru[0]


def test_what_is_shared_twice_is_known():
    ru, en = words("Молотов ждёт."), words("Molotov waits. Then Molotov left.")
    found = shared(ru, en)
    assert found.twice_ru[0][0] == pytest.approx(found.gains[0][0] / 2)
    back = shared(words("Молотов ждёт. Молотов ушёл."), words("Molotov waits."))
    assert back.twice_en[0][0] == pytest.approx(back.gains[0][0] / 2)


def test_a_band_leaves_out_what_lies_outside():
    said = {"войско": {"troop": 0.5}}
    band = [(n, n + 1) for n in range(5)]
    found = shared(words(RU), words(EN), said.get, band)
    assert [set(row) for row in found.gains] == [{0}, {1}, {2}, set(), set()]


def test_what_a_lexicon_says_is_remembered_and_bounded(monkeypatch):
    monkeypatch.setattr(evidence, "_MANY", 3)
    monkeypatch.setattr(evidence, "_MOST", 5)
    said = evidence.of_lexicon(
        Lexicon.of({("en", f"слово{n}"): {f"word{n}": 0.8} for n in range(9)})
    )
    for n in (*range(9), *range(9)):
        assert said(f"слово{n}") == {f"word{n}": 0.8}
    assert said("нет") is None
    assert len(said.__self__) <= 5

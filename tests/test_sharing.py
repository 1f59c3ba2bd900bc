"""What is it worth that two passages hold words that may say each other?"""

from __future__ import annotations

import pytest

from searchlib.analysis import Analyzer
from searchlib.bilingual import sharing
from searchlib.bilingual.evidence import Evidence, Words, joined, places
from searchlib.bilingual.passages import passages
from searchlib.bilingual.sharing import Shared, shared

ANALYSE = Analyzer().analyse


def words(text: str) -> Words:
    return places(ANALYSE(text), passages(text))


def rated(ru: str, en: str, said=lambda _: None, band=None) -> Shared:
    (found,) = shared(joined([(words(ru), words(en))], Evidence(said)), band)
    return found


RU = "Войска ушли. Молотов ждёт. Войска у Пекина. Уголь есть. Мука есть."
EN = "Troops left. Molotov waits. Troops near Peking. Coal is there. So is flour."


def test_a_rare_word_gains_more_than_a_frequent_one():
    said = {"войско": {"troop": 0.5}, "уголь": {"coal": 0.5}}
    found = rated(RU, EN, said.get)
    assert found.gains[3][3] > found.gains[0][0] == found.gains[0][2] > 0
    assert set(found.gains[4]) == set()


def test_words_without_counterpart_cost_more_the_better_the_texts_are_known():
    said = {"уголь": {"coal": 0.5}, "мука": {"flour": 0.5}}
    bare = rated(RU, EN)
    more = rated(RU, EN, said.get)
    assert 0 < bare.cost_ru[0] < more.cost_ru[0]


def test_what_is_shared_twice_is_known():
    ru, en = "Молотов ждёт.", "Molotov waits. Then Molotov left."
    found = rated(ru, en)
    assert found.twice_ru[0][0] == pytest.approx(found.gains[0][0] / 2)
    back = rated("Молотов ждёт. Молотов ушёл.", "Molotov waits.")
    assert back.twice_en[0][0] == pytest.approx(back.gains[0][0] / 2)


def test_a_band_leaves_out_what_lies_outside():
    said = {"войско": {"troop": 0.5}}
    band = [(n, n + 1) for n in range(5)]
    found = rated(RU, EN, said.get, band=band)
    assert [set(row) for row in found.gains] == [{0}, {1}, {2}, set(), set()]


def test_records_are_rated_together_as_each_alone(monkeypatch):
    said = {"войско": {"troop": 0.5}, "уголь": {"coal": 0.5}}.get
    texts = [
        (RU, EN),
        ("", EN),
        ("Молотов ждёт. Молотов ушёл.", "Molotov waits."),
        (RU, ""),
        (EN, RU),
    ]
    pairs = [(words(ru), words(en)) for ru, en in texts]
    expected = [rated(ru, en, said) for ru, en in texts]
    assert shared(joined(pairs, Evidence(said))) == expected
    monkeypatch.setattr(sharing, "_CHUNK", 2)
    assert shared(joined(pairs, Evidence(said))) == expected

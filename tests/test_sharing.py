"""What is it worth that two passages hold words that may say each other?"""

from __future__ import annotations

import tracemalloc
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


SOME = ["войско", "молотов", "уголь", "пекин", "1949", "мука", "дивизия", "партия", "поезд"]
SAME = ["troop", "molotov", "coal", "peking", "1949", "flour", "division", "party", "train"]
SENTENCES = st.lists(st.lists(st.integers(0, len(SOME) - 1), min_size=1, max_size=6), max_size=9)


@settings(deadline=None)
@given(SENTENCES, SENTENCES, st.permutations(SOME + SAME))
def test_what_was_read_before_changes_nothing(ru, en, before):
    said = dict(zip(SOME, ({term: 0.3 + n / 20} for n, term in enumerate(SAME)), strict=True)).get
    texts = (
        Words([names[n] for row in rows for n in row], [*map(len, rows)])
        for names, rows in ((SOME, ru), (SAME, en))
    )
    pair = (*texts,)
    used = Evidence(said)
    joined([(Words(list(before), [len(before)]), Words(list(before), [len(before)]))], used)
    assert shared(joined([pair], used)) == shared(joined([pair], Evidence(said)))


def test_words_that_all_sound_alike_take_bounded_memory():
    vowels = "аеиоуыэю"
    ru = [f"м{a}л{b}т{c}в{d}" for a, b, c, d in product(vowels, repeat=4)][:2_000]
    en = [f"m{a}l{b}t{c}v{d}" for a, b, c, d in product("aeiouy", repeat=4)][:50]
    texts = Words(ru, [len(ru)]), Words(en * 140, [len(en)] * 140)
    tracemalloc.start()
    shared(joined([texts], Evidence()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000_000

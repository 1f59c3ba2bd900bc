"""Which words of two texts may say each other? The same, those a lexicon knows, and cognates."""

from __future__ import annotations

import gc
import weakref

import pytest

from searchlib.analysis import Analyzer
from searchlib.bilingual import evidence
from searchlib.bilingual.evidence import AT_ONCE, Evidence, Words, joined, of_lexicon, places
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.passages import passages

ANALYSE = Analyzer().analyse


def words(text: str) -> Words:
    return places(ANALYSE(text), passages(text))


def meetings(records, known):
    """Return by record the terms that may say each other, where they stand, and how surely."""
    found = joined([(words(ru), words(en)) for ru, en in records], known)
    rows = [[] for _ in records]
    for number, sure in enumerate(found.sure.tolist()):
        here, there = found.here[[number]], found.there[[number]]
        (record,) = found.ru.records(here).tolist()
        ru, en = stands(found.ru, here, record, known), stands(found.en, there, record, known)
        rows[record].append((*ru, *en, sure, "known" if number < found.known else "alike"))
    return rows


def stands(side, term, record, known):
    """Return a term and in which passages of its record it stands."""
    _, rows = side.each(term)
    (written,) = known.written(side.terms[term])
    return written, (side.places[rows] - side.bounds[record]).tolist()


def test_places_of_terms():
    found = words("Войска стоят. Он ждёт. Стоят войска и танки, танки.")
    assert found.terms == ["войско", "стоять", "ждать", "стоять", "войско", "танк", "танк"]
    assert found.counts == [2, 1, 4]


RU, EN = "Войска у Мукдена 17 мая.", "Troops at Mukden. On 17 May. At Mukden."
SAID = {"войско": {"troop": 0.7, "armi": 0.2}}
EXPECTED = [
    ("17", [0], "17", [1], 0.9, "known"),
    ("войско", [0], "troop", [0], 0.7, "known"),
    ("мукден", [0], "mukden", [0, 2], 0.5, "alike"),
]


def test_counterparts_are_those_of_the_other_text():
    (found,) = meetings([(RU, EN)], Evidence(SAID.get))
    assert sorted(found) == EXPECTED


def test_words_of_other_records_are_none():
    known = Evidence(SAID.get)
    several = [(RU, "Nothing."), ("Тишина.", EN), (RU, EN), ("", ""), (RU, EN)]
    found = [sorted(one) for one in meetings(several * (AT_ONCE // 5), known)]
    assert found == [[], [], EXPECTED, [], EXPECTED] * (AT_ONCE // 5)


def test_only_the_surest_count_and_a_known_word_needs_no_cognate():
    said = {"партия": {"parti": 0.3, "team": 0.05, "a": 0.2, "b": 0.2, "c": 0.2, "batch": 0.15}}
    ru, en = "Партия.", "Party, team, batch. Partii."
    assert [row[2] for row in meetings([(ru, en)], Evidence(said.get))[0]] == ["parti"]
    assert [row[5] for row in meetings([(ru, en)], Evidence())[0]] == ["alike"] * 2


def test_a_word_that_sounds_like_very_many_sounds_like_none(monkeypatch):
    en = "Molotov, Molotova, Molotovich."
    assert len(meetings([("Молотов.", en)], Evidence())[0]) == 3
    monkeypatch.setattr(evidence, "_MOST_ALIKE", 2)
    assert meetings([("Молотов.", en)], Evidence()) == [[]]


def test_what_a_lexicon_says_is_remembered_and_bounded(monkeypatch):
    monkeypatch.setattr(evidence, "_MANY", 3)
    monkeypatch.setattr(evidence, "_MOST", 5)
    known = of_lexicon(Lexicon.of({("en", f"слово{n}"): {f"word{n}": 0.8} for n in range(9)}))
    for n in (*range(9), *range(9)):
        texts = Words([f"слово{n}"], [1]), Words([f"word{n}", f"word{n + 1}"], [2])
        found = joined([texts], known)
        assert known.written(found.en.terms[found.there]) == [f"word{n}"]
        assert found.sure.tolist() == [0.8]
    assert meetings([("нет", "no")], known) == [[]]
    assert len(known) <= 5 + 3


def test_what_goes_wrong_in_the_middle_spoils_nothing_after_it(monkeypatch):
    known = Evidence(SAID.get)
    with monkeypatch.context() as patched:
        patched.setattr(evidence, "consonants", _without_memory)
        with pytest.raises(MemoryError):
            meetings([(RU, EN)], known)
    assert sorted(meetings([(RU, EN)], known)[0]) == EXPECTED


def _without_memory(_term):
    raise MemoryError


def test_a_lexicon_that_nobody_holds_is_let_go_of_at_once():
    lexicon = Lexicon.open()
    known = of_lexicon(lexicon)
    joined([(Words(["война"], [1]), Words(["war"], [1]))], known)
    lexicon.hold()
    left = [weakref.ref(one) for one in (lexicon, *lexicon._layers)]
    gc.disable()  # or a cycle could be found just now
    try:
        del lexicon, known
        assert [one() for one in left] == [None] * 3
    finally:
        gc.enable()

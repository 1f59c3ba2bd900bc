"""Are words learnt from passages, in both languages, and no more than passages tell?"""

from __future__ import annotations

import gzip
import json
import random

import pytest

from searchlib.analysis import Analyzer
from searchlib.bilingual import expectation, learning, shipped
from searchlib.bilingual.alignment import Cut, aligned
from searchlib.bilingual.evidence import Evidence
from searchlib.bilingual.layers import written
from searchlib.bilingual.learning import content, enough, learn, pairs_of
from searchlib.bilingual.lexicon import Lexicon

WORDS = {
    "посол": "ambassador", "нота": "note", "война": "war", "мир": "peace", "завод": "plant",
    "хлеб": "bread", "письмо": "letter", "армия": "armi", "река": "river", "город": "citi",
    "помощь": "aid", "рис": "rice", "поезд": "train", "договор": "treati", "уголь": "coal",
}  # fmt: skip


def passages(count=200, seed=1):
    """Return passages of made-up sentences, the English in nearly the same order."""
    chance = random.Random(seed)
    for _ in range(count):
        ru = chance.sample(sorted(WORDS), chance.randint(3, 8))
        en = [WORDS[word] for word in ru]
        at = chance.randrange(len(en) - 1)
        en[at : at + 2] = en[at : at + 2][::-1]
        yield ru, en


@pytest.fixture(scope="module")
def learnt():
    return learn(passages())


@pytest.mark.parametrize(("ru", "en"), WORDS.items())
def test_words_are_learnt_both_ways(learnt, ru, en):
    for language, term, expected in (("en", ru, en), ("ru", en, ru)):
        found = learnt[language, term]
        assert max(found, key=found.__getitem__) == expected
        assert found[expected] > 0.8


def test_the_same_passages_teach_the_same(learnt):
    assert written(learn(passages())) == written(learnt)


def test_nothing_teaches_nothing():
    assert learn([]) == {}
    assert learn([([], ["a"]), (["а"], [])]) == {}


def test_what_meets_once_is_not_learnt():
    seen_once = (["подлинник", "грамота"], ["original", "charter"])
    found = learn([*passages(), seen_once])
    assert not [key for key in found if key[1] in {"подлинник", "грамота", "original", "charter"}]


@pytest.mark.parametrize(("met", "learnt"), [(3, False), (6, True)])
def test_what_was_said_too_few_times_is_not_learnt(met, learnt):
    rare = [(["посол", "снегирь"], ["ambassador", "lantern"])] * met
    found = learn([*passages(), *rare], times=4.0)
    assert (("en", "снегирь") in found) is learnt


def test_how_often_words_say_each_other_counts_and_not_how_often_they_meet():
    rare = [(["снегирь"], ["lantern", "torch"])] * 4  # each of the two in half of them
    assert learn([*passages(), *rare])["en", "снегирь"].keys() >= {"lantern", "torch"}
    found = learn([*passages(), *rare], times=3.0, rows=False)
    assert ("en", "снегирь") not in found


def test_a_family_is_learnt_together():
    forms = [["посольство", "посольский"], ["embassi", "embassys"]]
    more = [([ru, "мир"], [en, "peac"]) for ru, en in zip(*forms, strict=True)]
    found = learn([*passages(), *more])  # each form once, the family twice
    assert {"embassi", "embassys"} <= set(found["en", "посольский"])


def test_two_words_in_a_row_that_say_one_are_learnt():
    chance = random.Random(2)
    rows = []
    for ru, en in passages(400):
        at = chance.randrange(len(ru))
        ru, en = [*ru[:at], "железный", "дорога", *ru[at:]], [*en[:at], "railway", *en[at:]]
        rows.append((ru, en))
    found = learn(rows)
    assert found["ru", "railway"]["железный дорога"] > 0.5
    assert found["en", "железный дорога"]["railway"] > 0.5


def test_a_prior_decides_where_passages_are_silent():
    rows = [(["шифр", "ключ"], ["key", "cipher"])] * 3
    prior = Lexicon.of({("en", "шифр"): {"cipher": 0.9}, ("en", "ключ"): {"key": 0.9}})
    found = learn(rows, prior)
    assert found["en", "шифр"]["cipher"] > 0.9
    assert found["en", "шифр"]["cipher"] > learn(rows)["en", "шифр"].get("cipher", 0.0)


def test_chunks_change_nothing(learnt, monkeypatch):
    monkeypatch.setattr(expectation, "_CHUNK", 100)
    assert written(learn(passages())) == written(learnt)


def kept(rows):
    """Return the numbers of the Russian words of the passages that are learnt from."""
    passages = expectation.Passages()
    learning._fill(passages, rows)
    numbered = list(passages.terms[0])
    ends = passages.lengths()[0].cumsum() - 1
    return [numbered[number] for number in passages.tokens()[0][ends]]


def test_too_many_passages_are_thinned_out_evenly(monkeypatch):
    rows = [([f"а{n}"] * 10, [f"a{n}"] * 10) for n in range(100)]
    monkeypatch.setattr(learning, "MOST_CELLS", 2_500)
    assert kept(rows) == [ru[0] for ru, _ in rows[::4]]
    assert kept([(["а"] * 5_000, ["a"]), *rows[:3]]) == ["а0", "а1", "а2"]


def test_of_many_passages_those_are_asked_that_hold_words_not_met_often(monkeypatch):
    monkeypatch.setattr(learning, "MOST_CELLS", 60)
    common, rare = (["мир"], ["peac"]), (["мир", "снегирь"], ["peac", "lantern"])
    rows = [*[common] * 50, *[rare] * 3, *[common] * 50]
    assert list(enough(rows)) == [*[common] * 30, *[rare] * 3]
    same = iter([common] * 200)
    assert len(list(enough(same))) == 30
    assert len(list(same)) == 200 - 60 * learning._MOST_ASKED - 1


def test_words_too_rare_to_be_learnt_change_nothing(learnt):
    noise = [([f"слово{n}"], [f"word{n}"]) for n in range(50)]
    assert learn([*passages(), *noise]) == learnt


def test_content_leaves_out_stop_words_and_numbers():
    analyse = Analyzer().analyse
    assert content(analyse("В 1949 году товарищ Ковалев не был на заводах.")) == [
        "год", "товарищ", "ковалев", "завод",
    ]  # fmt: skip
    assert content(analyse("He was in the 12 factories")) == ["factori"]


def pairs(ru, en, known=lambda _: None):
    cut, evidence = (
        Cut.of(ru, en, (Analyzer().analyse(ru), Analyzer().analyse(en))),
        Evidence(known),
    )
    (taught,) = pairs_of(*aligned([cut], evidence), evidence)
    return taught


def test_pairs_of_aligned_texts():
    ru, en = "Первое письмо.\n\nВторая нота.", "A first letter.\n\nThe second note."
    assert pairs(ru, en) == [
        (["первый", "письмо"], ["first", "letter"]),
        (["второй", "нота"], ["second", "note"]),
    ]
    assert not pairs(ru, "")


def test_of_what_is_known_for_sure_nothing_is_left_to_learn():
    known = {"письмо": {"letter": 0.6, "mail": 0.2}, "операция": {"oper": 0.4}}.get
    ru, en = "Письмо об операции Бета.", "A letter on operation beta, by mail."
    assert pairs(ru, en, known) == [(["операция", "бета"], ["oper", "beta", "mail"])]


def test_the_command_makes_both_files(tmp_path, monkeypatch, capsys):
    table = (shipped.DATA / "period_terms.tsv").read_text("utf-8")
    (tmp_path / "period_terms.tsv").write_text(table, "utf-8")
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    lines = [
        {"segments": [{"ru": "Посол вручил ноту.", "en": "The ambassador handed over a note."}] * 3}
    ]
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    assert shipped.main([str(path)]) == 0
    assert "base.lexicon: " in capsys.readouterr().out
    with Lexicon([learning_layer(tmp_path / "base.lexicon")]) as lexicon:
        assert lexicon.translations("посол", "en")
    assert (tmp_path / "period.lexicon").stat().st_size > 1000


def learning_layer(path):
    from searchlib.bilingual.layers import Layer

    return Layer.open(path)

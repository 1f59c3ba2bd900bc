"""Which English passage says this Russian one? Links leave nothing out, and swallow nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.bilingual import alignment
from searchlib.bilingual.alignment import align
from searchlib.bilingual.evidence import Evidence
from searchlib.bilingual.links import Alignment, Link

ANALYSE = Analyzer().analyse


def check_links(alignment: Alignment) -> None:
    assert [n for link in alignment.links for n in link.ru] == list(range(len(alignment.ru)))
    assert [n for link in alignment.links for n in link.en] == list(range(len(alignment.en)))
    assert all(link.ru or link.en for link in alignment.links)


SENTENCES = [
    "Москва ждёт.",
    "Moscow waits.",
    "17 мая.",
    "In 1949.",
    "Да.",
    "[...]",
    "Ким Ир Сен. ",
    "x" * 90,
]
TEXTS = st.lists(
    st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n", "\n\n"])), max_size=14
).map(lambda parts: "".join(sentence + gap for sentence, gap in parts))


@settings(deadline=None)  # the first one loads tables
@given(TEXTS, TEXTS)
def test_links_cover_every_passage_once_in_order(ru, en):
    check_links(align(ru, en))
    said = Evidence(lambda term: {"moscow": 0.5, "1949": 1.0, term: 0.1})
    check_links(align(ru, en, evidence=said))


@pytest.mark.parametrize(("ru", "en"), [(1, 400), (400, 1), (3, 1_000), (1_000, 3), (700, 80)])
@pytest.mark.parametrize(("yes", "oui"), [("Да.", "Yes."), ("Москва.", "Moscow.")])
def test_sides_of_very_different_length(ru, en, yes, oui):
    alignment = align(f"{yes}\n\n" * ru, f"{oui}\n\n" * en)
    assert (len(alignment.ru), len(alignment.en)) == (ru, en)
    check_links(alignment)


def test_empty_sides():
    assert align("", "") == ((), (), ())
    assert align(" \n\n\t", "") == ((), (), ())
    assert align("А\n\nБ", "") == (((0, 1), (3, 4)), (), (Link((0,), ()), Link((1,), ())))
    assert align("", "a") == ((), ((0, 1),), (Link((), (0,)),))


RU = [
    "Товарищ Мао принял меня вечером.",
    "Он спросил, какую помощь может оказать наша страна, и сколько дивизий стоит на границе; "
    "я ответил, что об этом ещё не решено, и что мы подумаем.",
    "Потом говорили о погоде, о здоровье товарищей, о дороге и о том, когда прибудет поезд с "
    "оборудованием, которого давно ждут на заводе, и кто его встретит на станции.",
    "Этого места в переводе нет: переводчик выпустил его целиком, намеренно или нет.",
    "Встреча закончилась в полночь.",
    "Ковалёв",
]
EN = [
    "Comrade Mao received me in the evening.",
    "He asked what help our country could give, and how many divisions stood at the border; I "
    "answered that this had not been decided yet, and that we would think about it.",
    "The meeting ended at midnight.",
    "Kovalev",
]
LEXICON = {
    "помощь": {"help": 0.6}, "страна": {"countri": 0.8}, "дивизия": {"divis": 0.7},
    "граница": {"border": 0.6}, "ответить": {"answer": 0.7}, "решить": {"decid": 0.5},
    "встреча": {"meet": 0.6}, "полночь": {"midnight": 0.9}, "вечер": {"even": 0.6},
    "спросить": {"ask": 0.7}, "погода": {"weather": 0.8}, "товарищ": {"comrad": 0.8},
    "подумать": {"think": 0.5},
}  # fmt: skip


def evidence():
    return Evidence(LEXICON.get)


def linked(ru, en, gap=" ", **more):
    texts = gap.join(ru), gap.join(en)
    alignment = align(*texts, tokens=(ANALYSE(texts[0]), ANALYSE(texts[1])), **more)
    assert [texts[0][a:b] for a, b in alignment.ru] == ru
    assert [texts[1][a:b] for a, b in alignment.en] == en
    return [(link.ru, link.en) for link in alignment.links]


OMITTED = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), ()), ((4,), (2,)), ((5,), (3,))]


@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_what_is_left_out_stays_alone(gap):
    assert linked(RU[:-1], EN[:-1], gap, evidence=evidence()) == OMITTED[:-1]
    assert linked(RU, EN, "\n\n") == OMITTED
    swapped = [(en, ru) for ru, en in OMITTED]
    assert linked(EN, RU, "\n\n") == swapped


def test_a_sentence_that_was_divided():
    first, second = EN[1].split("; ")
    divided = [EN[0], first + ".", second, *EN[2:-1]]
    ru = RU[:2] + RU[4:-1]
    expected = [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))]
    assert linked(ru, divided, evidence=evidence()) == expected
    backwards = {
        said: {term: sure} for term, terms in LEXICON.items() for said, sure in terms.items()
    }
    back = linked(divided, ru, evidence=Evidence(backwards.get))
    assert back == [(en, ru) for ru, en in expected]


def test_a_lexicon_decides_where_lengths_mislead():
    ru = ["Пришёл ответ.", "Граница закрыта.", "Погода плохая."]
    en = ["The border is closed.", "The weather is bad."]
    assert linked(ru, en, evidence=evidence()) == [((0,), ()), ((1,), (0,)), ((2,), (1,))]


def test_headers_and_signatures_of_one_text_stay_alone():
    ru = [
        "[...]",
        "Вчера, 17 мая, тов. Мао Цзэдун просил меня сообщить следующее:",
        "Ковалев",
        "[....]",
    ]
    en = [
        "Nº 54611", "18 May 1949 1718",
        "Yesterday, 17 May, Mao Zedong asked me to inform you of the following:",
        "No. 477 - Kovalev, 18 May", "[...]",
    ]  # fmt: skip
    links = linked(ru, en, "\n\n")
    assert set(links) == {
        ((0,), ()), ((), (0,)), ((), (1,)), ((1,), (2,)), ((2,), (3,)), ((3,), (4,)),
    }  # fmt: skip


def test_numbers_names_and_cognates_need_no_lexicon():
    ru = [f"Слово за словом о деле {n} и о дороге." for n in (12, 35, 478)]
    ru += ["Так решил Молотов.", "Об этом знала партия."]
    en = [f"Here they told of case {n} some other things." for n in (35, 478)]
    en += ["So did Molotov say.", "And the Party knew."]
    expected = [((0,), ()), ((1,), (0,)), ((2,), (1,)), ((3,), (2,)), ((4,), (3,))]
    assert linked(ru, en) == expected


def test_of_passages_that_share_as_much_the_way_goes_by_the_nearest_to_the_diagonal():
    gains = [{2: 3.0, 0: 3.0, 1: 3.0, 5: 2.9}] * 3
    assert alignment._surest(gains, 3) == [(0, 0), (1, 1), (2, 2)]
    assert alignment._surest([*gains[:2], {0: 9.0}], 3) == [(2, 0)]
    assert alignment._surest([{0: 1.9}, {}], 1) == []


def long_texts(count, gone=range(0)):
    names = ["Молотов molotov", "Штыков shtykov", "Ковалев kovalev", "Мукден mukden", "Пекин pekin"]
    ru, en = [], []
    for n in range(count):
        russian, english = names[n * 7 % 5].split()
        ru.append(f"{russian} писал о деле {n} из {5_000 + n * 31 % 977}.")
        if n not in gone:
            en.append(f"Then {english.title()} wrote of case {n} out of {5_000 + n * 31 % 977}.")
    return " ".join(ru), " ".join(en)


@pytest.mark.parametrize("gone", [range(0), range(700, 1_100)])
def test_long_texts_are_linked_in_bounded_time(gone):
    started = time.process_time()
    alignment = align(*long_texts(3_000, gone))
    assert time.process_time() - started < 8
    check_links(alignment)
    kept = [n for n in range(3_000) if n not in gone]
    right = {Link((n,), (place,)) for place, n in enumerate(kept)}
    assert len(right.intersection(alignment.links)) > 0.99 * len(kept)


@pytest.mark.parametrize(
    ("ru", "en"), [("Слово за словом. ", "Word for word. "), ("Москва. ", "Moscow. ")]
)
def test_texts_that_repeat_themselves_are_linked_in_bounded_time(ru, en):
    started = time.process_time()
    check_links(align(ru * 3_000, en * 3_000))
    assert time.process_time() - started < 8

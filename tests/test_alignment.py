"""Which English passage says this Russian one? Passages and links leave nothing out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.bilingual.alignment import Alignment, Link, align, passages

PIECES = ["слово ", "Да. ", "a", "\n", "\n\n", " \t", "x" * 400, " " * 700, "…»\n", "\f", "-\n"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXTS)
def test_passages_cover_every_character_once(text):
    found = passages(text)
    before = 0
    for start, end in found:
        assert before <= start < end <= len(text)
        assert not text[before:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert end - start <= 1200
        before = end
    assert not text[before:].strip()


def check_links(alignment: Alignment) -> None:
    assert [n for link in alignment.links for n in link.ru] == list(range(len(alignment.ru)))
    assert [n for link in alignment.links for n in link.en] == list(range(len(alignment.en)))
    assert all(link.ru or link.en for link in alignment.links)


PARAGRAPHS = st.lists(st.integers(1, 900), max_size=12).map(
    lambda lengths: "\n\n".join("x" * length for length in lengths)
)


@given(PARAGRAPHS, PARAGRAPHS)
def test_links_cover_every_passage_once_in_order(ru, en):
    check_links(align(ru, en))


@pytest.mark.parametrize(("ru", "en"), [(1, 400), (400, 1), (3, 1_000), (1_000, 3), (700, 80)])
def test_sides_of_very_different_length(ru, en):
    alignment = align("Да.\n\n" * ru, "Yes.\n\n" * en)
    assert (len(alignment.ru), len(alignment.en)) == (ru, en)
    check_links(alignment)


def test_empty_sides():
    assert align("", "") == ((), (), ())
    assert align(" \n\n\t", "") == ((), (), ())
    assert align("а\n\nб", "") == (((0, 1), (3, 4)), (), (Link((0,), ()), Link((1,), ())))
    assert align("", "a") == ((), ((0, 1),), (Link((), (0,)),))


def test_a_long_paragraph_is_cut_at_ends_of_sentences():
    sentence = "Войска стоят на границе и ждут приказа из столицы. "
    text = sentence * 60
    cut = [text[start:end] for start, end in passages(text)]
    assert len(cut) > 2
    assert all(part.startswith("Войска") and part.endswith("столицы.") for part in cut)


def test_it_is_not_cut_after_an_abbreviation_or_within_a_broken_word():
    text = ("Слово тов. такой-то вой-\nска (так!) и так далее.» " * 100).strip()
    assert all(text[:end].endswith("далее.»") for _, end in passages(text))


def test_without_sentences_it_is_cut_between_words_or_anywhere():
    assert passages("ab " * 1_000)[0] == (0, 1199)
    assert passages("x" * 2_500) == ((0, 1200), (1200, 2400), (2400, 2500))


BIG = {
    "sentences": "Слово за словом. ",
    "words": "слово ",
    "one word": "x",
    "full stops": ".",
    "closing brackets": ".)",
    "blanks": " ",
    "lines": "а\n",
    "blank lines": "а\n\n",
    "form feeds": "\n\f",
}


@pytest.mark.parametrize("piece", BIG.values(), ids=BIG)
def test_five_megabytes_take_bounded_time(piece):
    text = "A" + piece * (5 * 2**20 // len(piece)) + "a"
    if piece.endswith("\n"):  # a passage for each line would be a text of a million passages
        text = text[: 2**16]
    started = time.process_time()
    passages(text)
    assert time.process_time() - started < 8


def test_a_large_pair_is_linked_in_bounded_time():
    started = time.process_time()
    check_links(align("Слово за словом. " * 60_000, "Word for word. " * 60_000))
    assert time.process_time() - started < 20


RU = [
    "Товарищ Мао принял меня вечером.",
    "Он спросил, какую помощь может оказать наша страна, и сколько дивизий стоит на границе; "
    "я ответил, что об этом ещё не решено, и что мы подумаем.",
    "Потом говорили о погоде, о здоровье товарищей, о дороге и о том, когда прибудет поезд с "
    "оборудованием, которого давно ждут на заводе, и кто его встретит на станции. Этого места в "
    "переводе нет: переводчик выпустил его целиком, то ли по недосмотру, то ли намеренно.",
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


def linked(ru, en):
    alignment = align("\n\n".join(ru), "\n\n".join(en))
    return [(tuple(link.ru), tuple(link.en)) for link in alignment.links]


def test_a_translation_with_an_omitted_paragraph():
    expected = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,)), ((4,), (3,))]
    assert linked(RU, EN) == expected
    assert linked(EN, RU) == [(en, ru) for ru, en in expected]


def test_a_paragraph_that_was_divided():
    first, second = EN[1].split("; ")
    assert linked(RU[:2] + RU[3:], [EN[0], first, second, *EN[2:]]) == [
        ((0,), (0,)), ((1,), (1, 2)), ((2,), (3,)), ((3,), (4,)),
    ]  # fmt: skip

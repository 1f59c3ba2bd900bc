"""Where does a passage begin and end? Sentences of both languages, lists, headings, lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.bilingual.abbreviations import ABBREVIATIONS
from searchlib.bilingual.passages import LONGEST, passages

SENTENCES = """
Приехал тов. Мао Цзэдун. | Он устал с дороги.
Это было в 1949 г. | Он уехал в Мукден.
17 мая 1949 г. Мао Цзэдун принял посла.
Переговоры с китайской стороной начались в 1949 г. | Посол уехал раньше.
Он жил в г. Москве, т. е. Сталин знал о нём. | И т. д. | Потом ушёл.
Обещал В. М. Молотов. | В Москве ждали ответа.
Сталин И. В. сказал это. | Ким Ир Сен молчал.
Дж. Маршалл и А.-Ж. Дюран согласны.
Ввезли 20 тыс. тонн угля и т. п. | Мука была.
Это стоит 5 руб. 20 коп. за штуку. | Дорого.
Осталось ещё 300 руб. | Мы их вернём.
Он ушёл через час. | Потом пришёл Ким.
Доля выросла до 8 %. | Это много.
См. стр. 5 и л. 12, ф. 45, оп. 1, д. 331. | Там всё есть.
В XIX в. Россия росла.
Стояли войска США, Англии и др. | Потом ушли.
Войска (США, Англии и др.) Европы стояли.
Он сказал (см. стр. 5. Там же) и ушёл. | Да.
Что?! | Да… | Нет.
Он удивился (!) Ким Иру.
— Да! — сказал он. | — Иду.
«Я пришёл.» | «Я увидел!» | Так он сказал.
«Да!» сказал он.
Встреча 18.05.1949 в 17.30 прошла. | Итог 3.5 %.
Он пришёл... и ушёл. | Да...
Cde. Mao met Gen. Smith of the U.S. Army. | He left.
He lives in the U.S. | He left Moscow.
See No. 5 and pp. 12-14. | He said no. | Then he went.
It was 5 p.m. Moscow time on Jan. 5.
A. B. Smith, Jr. came, e.g. Dr. Ivanov. | "Yes." | He left.
The firm of Brown Inc. Boston was small.
They met on May 5. | Stalin agreed.
He asked [sic. The word is unclear] and left. | Yes.
The text ends.[12] | Another begins.
Ministers, generals, etc. | The rest stayed.
Какое счастье | Он пришёл рано.
Посол принял Его Величество вчера.
О положении в Маньчжурии | В северных районах спокойно.
Troops leave the northern border | The acting head of the region spoke.
The war on "War and Peace The Novel" goes on.
1. Уголь — 20 тыс. тонн. | 2. Мука.
Следующие вопросы: | 1) Положение; | 2) О создании бюро.
Согласны: | а) с первым, | б) со вторым.
""".strip().splitlines()


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences(marked):
    text = marked.replace(" | ", " ")
    assert " | ".join(text[a:b] for a, b in passages(text)) == marked


LINES = {
    "a wrapped line": "Войска стоят на границе и ждут приказа\nиз столицы. | Приказа нет.",
    "a wrapped line before a name": "Посол сообщил, что товарищ министр и\nМао Цзэдун согласны.",
    "a broken word": "Слово тов. Ковалева о вой-\nске и мире. | Да.",
    "a letterhead": "СЕКРЕТНО | Товарищу Сталину | Москва",
    "a list": "Решено: | - уголь | - мука | - соль",
    "a numbered list": "Решено | 1) уголь | 2) мука",
    "a bullet with a number": "- 1) Положение на Востоке. | - 2) О бюро.",
    "items that end in semicolons": "уголь и нефть; | Мука и соль; | Соль",
    "a short line": "Протокол заседания | Двадцатого мая состоялось заседание комиссии по вопросу "
    "о поставках угля.",
    "a dash that is no bullet": "Это очень далёкий и очень большой город\n— столица страны.",
    "blank lines": "Один || Два. || Три",
    "a sentence over a page": "we do not advise the brave Korean\n\ncomrades to go. | They left.",
    "a word broken over a page": "Войска перебро-\n\nшены на юг. || Да.",
    "a list with small letters": "Решено || а) уголь || б) мука",
    "markers of omissions": "[...] || Nº 54611 || 18 May 1949 1718 || Yesterday he came.",
    "a list of words": "уголь || мука || соль",
    "Windows": "Один.\r\n\r\nДва. | Три.",
}


@pytest.mark.parametrize("marked", LINES.values(), ids=LINES)
def test_lines(marked):
    text = marked.replace(" || ", "\n\n").replace(" | ", "\n")
    wanted = marked.replace("\r\n\r\n", " | ").replace(" || ", " | ").split(" | ")
    assert [text[a:b] for a, b in passages(text)] == wanted


PIECES = [
    "слово ", "Да. ", "a", "\n", "\n\n", " \t", "x" * 400, " " * 700, "…»\n", "\f", "-\n", "тов. ",
    "1) ", "(", ". \"", "»", "В ", "1949 г. ", "\r\n", "- ", "; б) ", "\u00a0", "!", ". ",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_passages_cover_every_character_once(text):
    before = 0
    for start, end in passages(text):
        assert before <= start < end <= len(text)
        assert not text[before:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert end - start <= LONGEST
        before = end
    assert not text[before:].strip()


def test_a_long_sentence_is_cut_at_commas_between_words_or_anywhere():
    cut = passages("слово за словом, " * 200)
    text = "слово за словом, " * 200
    assert all(text[:end].endswith("словом,") for _, end in cut)
    assert passages("ab " * 1_000)[0] == (0, 1199)
    assert passages("x" * 2_500) == ((0, 1200), (1200, 2400), (2400, 2500))


def test_abbreviations_are_written_as_they_are_looked_up():
    for word in ABBREVIATIONS:
        assert word == word.lower().strip()
        assert not word.endswith(".")
        assert " " not in word


HOSTILE = [
    "Слово за словом. ", "слово ", "x", ".", ".)", " ", "а\n", "а\n\n", "\n\f", "т. А ", "(а. Б ",
    "1. ", "- ", "\"А. ", "А. ", "; а) ", "а. \n", "слово В слово ", "«", "…", "! ", "(", "Мао г. ",
    "слово (В слово ", "  \n \n", "a\u00ad\n", "[а; б) ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece):
    started = time.process_time()
    passages("A" + piece * (200_000 // len(piece)) + "a")
    assert time.process_time() - started < 4

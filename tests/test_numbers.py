"""Is a number found however it is written, and missed only where it is not?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.bilingual.number_words import WORDS, prefixed
from searchlib.bilingual.numbers import numbers, unmatched

ANALYZER = Analyzer()


def found(text):
    """Return the numbers of a text."""
    return numbers(text, 0, len(text), ANALYZER.analyse(text))


def missing(ours, theirs):
    """Return the numbers of one text that another has not, as they are written."""
    return [ours[number.start : number.end] for number in unmatched(found(ours), found(theirs))]


EQUAL = [
    ("№ 477", "No. 477"),
    ("10 тыс. солдат", "10,000 men"),
    ("10 000 солдат", "ten thousand men"),
    ("1 234 567", "1,234,567"),
    ("полтора миллиона корейцев", "one and a half million Koreans"),
    ("1,5 млн рублей", "1.5 million rubles"),
    ("2½ года", "2.5 years"),
    ("5–10 млн тонн", "5 to 10 million tons"),
    ("101 миллион фунтов", "£101million"),
    ("5 млн долларов", "$5m"),
    ("3 млрд", "3 billion"),
    ("двести двадцать пять тысяч", "two hundred and twenty-five thousand"),
    ("225 тысяч", "two hundred and twenty-five thousand"),
    ("38-я параллель", "the 38th parallel"),
    ("тридцать восьмая параллель", "the thirty-eighth parallel"),
    ("XX съезд", "the 20th Congress"),
    ("ХХ съезд", "20th"),  # Cyrillic letters
    ("18.05.1949", "18 May 1949"),
    ("18 мая 1949 г.", "5/18/1949"),
    ("1949–50 гг.", "1949-1950"),
    ("в сезоне 2019/20", "the 2019/2020 season"),
    ("в 50-х годах", "in the 1950s"),
    ("1718", "17-18"),
    ("17 ч. 18 м.", "1718 hours"),
    ("в 17:30", "at 5:30 p.m."),
    ("в 14:00", "at 2 p.m."),
    ("двухлетний план на 2 года", "a two-year plan for 2 years"),
    ("пятилетний", "five-year"),
    ("шестнадцатилетний, двадцатичетырехлетний", "16 and 24 years old"),
    ("пятидесятишестилетний", "aged 56"),
    ("за сутки", "in 24 hours"),
    ("живем втроем", "the three of us"),
    ("50 млрд юаней", "50 bln. yuan"),
    ("обе дивизии", "2 divisions"),
    ("десятки тысяч", "tens of thousands"),
    ("половина", "half"),
    ("1/2", "half"),
    ("50%", "50 percent"),
    ("трое", "three of them"),
]


@pytest.mark.parametrize(("ru", "en"), EQUAL)
def test_numbers_that_are_equal_are_not_missed(ru, en):
    assert (missing(ru, en), missing(en, ru)) == ([], [])


MISSED = [
    ("№ 477", "the cable", ["477"]),
    ("10 тыс. солдат", "10 million men", ["10 тыс"]),
    ("4.67 lakh", "4 670 000", ["4.67 lakh"]),
    ("12 стран и 5 связей", "12 countries", ["5"]),
    ("1949", "1950", ["1949"]),
    ("двадцать пять", "twenty", ["двадцать пять"]),
    ("eleven ships", "кораблей 12", ["eleven"]),
    # What need not be a number, or is none of the text's
    ("один из них, второй", "some of them", []),
    ("a second one, both", "", []),
    ("1. Положение", "The situation", []),
    ("- 2) Положение", "The situation", []),
    ("Положение [12] такое", "The situation", []),
    ("COVID-19", "коронавирус", []),
    ("Панцирь-С1", "Pantsir", []),
    ("Nº54611, №12", "", ["54611", "12"]),
    ("двухлетний", "", []),
    ("XX съезд", "the Congress", []),
    ("мая 1949", "1949", []),
    ("1" * 40, "", []),
    ("a б", "", []),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), MISSED)
def test_numbers_that_are_missed(ours, theirs, expected):
    assert missing(ours, theirs) == expected


def test_only_the_passage_is_read():
    text = "12 стран. 15 стран."
    tokens = [token for token in ANALYZER.analyse(text) if token.start >= 10]
    assert [text[n.start : n.end] for n in numbers(text, 10, len(text), tokens)] == ["15"]


def test_words_of_each_value_are_known_in_both_languages():
    values = {value: set() for value in range(1, 20)}
    for word, part in WORDS.items():
        if part.value in values:
            values[part.value].add("а" <= word[0] <= "я")
    assert all(scripts == {True, False} for scripts in values.values())
    assert (prefixed("двадцатилетний"), prefixed("пять"), prefixed("столица")) == (20, None, None)


PIECES = st.sampled_from(
    [*"0123456789.,-/: %½", "\u00a0", " тыс. ", " million", "двадцать ", "and ", "half ", "XX ",
     "мая ", "twenty-", "\n", "[", "]", "$", "m "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS)
def test_numbers_lie_in_the_text_in_order_and_equal_themselves(text):
    here = found(text)
    assert all(0 <= number.start < number.end <= len(text) for number in here)
    assert all(number.readings and all(number.readings) for number in here)
    assert here == sorted(here)
    assert unmatched(here, here) == []


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1 000 ", "½", "two hundred ", "X", "- ", "[1", "1 и "]
)
def test_rows_without_end_take_no_time(piece):
    text = (piece * 10_000)[:10_000]
    started = time.perf_counter()
    found(text)
    assert time.perf_counter() - started < 5

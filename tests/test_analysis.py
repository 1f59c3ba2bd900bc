"""Which terms does a word stand for, whatever its script, and however often it is asked?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import AnalysedToken, Analyzer, exactly, tokenize
from searchlib.vocabulary import Vocabulary

ANALYZER = Analyzer()


def terms(text):
    return [" ".join(token.terms) for token in ANALYZER.analyse(text)]


# Two spellings or forms of a word that must find one another.
SAME = [
    ("войска", "войсками"),
    ("войска", "вoйскам"),  # Latin o
    ("Корея", "Кореѣ"),
    ("замок", "за\u0301мка"),
    ("ёж", "ежи"),
    ("взаимный", "вза-\nимных"),
    ("народ", "народовъ"),
    ("Stalin", "Stalin’s"),
    ("troops", "troop's"),
    ("man", "men"),
    ("54611", "054611"),
    ("10000", "10,000"),
    ("СССР", "С.С.С.Р."),
    ("USSR", "U.S.S.R."),
    ("Hanoi", "Нanoi"),  # Cyrillic Н
    ("λόγος", "ΛΟΓΟΣ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_word_share_a_term(one, other):
    (first,), (second,) = ANALYZER.analyse(one), ANALYZER.analyse(other)
    assert set(first.terms) & set(second.terms)


def test_script_decides_the_language():
    assert terms("The дивизиями of 毛泽东 in 1949") == [
        "the",
        "дивизия",
        "of",
        "毛泽东",
        "in",
        "1949",
    ]


def test_an_ambiguous_form_keeps_every_lemma_at_one_position():
    (token,) = ANALYZER.analyse("стали")
    assert token.terms == ("стать", "сталь")
    assert token.indexed() == ("=стали", "стать", "сталь")


def test_a_hyphenated_name_is_a_whole_and_its_parts():
    tokens = ANALYZER.analyse("Мао Цзе-дуна")
    assert [(t.form, t.position) for t in tokens] == [
        ("мао", 0), ("цзедуна", 1), ("цзе", 1), ("дуна", 2),
    ]  # fmt: skip


def test_numbers_lose_leading_zeros():
    assert terms("0059-0061 000") == ["59", "61", "0"]


def test_every_token_has_terms_without_blanks():
    for token in ANALYZER.analyse("O´Neill ﷺ ͺ ½ 's ' Nº 're U.S. тов. " + "ъ" * 200):
        assert token.terms
        assert all(term and not set(term) & set(" \n") for term in token.terms)


def test_an_analysed_token_is_its_token():
    (token,) = ANALYZER.analyse(" Войскам")
    assert token == AnalysedToken(1, 8, "войскам", 0, token.terms)
    assert exactly(token.form) == "=войскам"


WORDS = st.sampled_from(
    [
        "войска",
        "стали",
        "Цзе-дун",
        "men",
        "found",
        "U.S.S.R.",
        "0059",
        "毛泽东",
        "O´Neill",
        "съ",
        "вoйска",
        "ъ",
        "don't",
        "½",
    ]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=8).map(" ".join))
def test_analysing_is_the_same_with_and_without_a_lookup(text):
    plain = Analyzer()
    expected = plain.analyse(text)
    vocabulary = Vocabulary.create()
    vocabulary.add(plain.take_learnt())
    looked_up = Analyzer(vocabulary.terms)
    assert looked_up.analyse(text) == expected
    assert Analyzer(lambda _: {}).analyse(text) == expected
    assert looked_up.take_learnt() == {}  # all was looked up
    vocabulary.close()


def test_what_a_lookup_says_is_taken():
    analyzer = Analyzer(lambda _: {"а": ("x", "y")})
    assert [token.terms for token in analyzer.analyse("а men")] == [("x", "y"), ("man",)]


def test_a_lookup_is_asked_once_for_each_new_form():
    asked = []

    def lookup(forms):
        asked.append(sorted(forms))
        return {}

    analyzer = Analyzer(lookup)
    analyzer.analyse("а б а")
    analyzer.analyse("б в")
    assert asked == [["а", "б"], ["в"]]


def test_tokens_among_forms_are_those_of_the_whole_text():
    text = "Мао Цзэ-дун сказал: войска Мао. ВОЙСКА!"
    forms = {"мао", "войска", "цзэдун"}
    whole = [token for token in Analyzer().analyse(text) if token.form in forms]
    assert Analyzer().among(forms)([text, "", text]) == [whole, [], whole]
    assert len(whole) == 5


SIGNS = [*"аяАЯazAZ09 \n\t\r-‐¬\u00ad\u200b\u00a0\u202f.,'’[]ёѣ\u0301_", " 000", "1,234", "[И]осиф",
         "К.Р.Т.", "-\n", "\u00ad\n", "38-й", "\n \n", "Cеорa"]  # fmt: skip


@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_a_text_is_cut_at_no_place_where_a_token_goes_on(text):
    analyzer = Analyzer()
    whole = [AnalysedToken(*token, analyzer.terms(token.form)) for token in tokenize(text)]
    assert analyzer.analyse(text) == whole
    assert analyzer.analyse(text) == whole  # out of what is remembered


def test_only_so_many_stretches_are_remembered():
    few, many = Analyzer(stretches=3), Analyzer()
    for number in range(9):
        text = f"(слово{number}, дело{number}) word{number}; и так далее"
        assert few.analyse(text) == many.analyse(text)
        assert len(few._stretches) <= 3 + 6
    assert len(many._stretches) == 9 * 3 + 3

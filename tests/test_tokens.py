"""Where are the words, and how are they folded? Each spelling an archive has to offer."""

from __future__ import annotations

import itertools
import sys
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchlib.analysis.tokens import PARAGRAPH_GAP, fold, is_cyrillic, tokenize

ACUTE, BREVE, SOFT = "\u0301", "\u0306", "\u00ad"

# A text, and the forms of its tokens.
FORMS = [
    # ё and е
    ("Ёлка ещё елка", "елка еще елка"),
    # stress marks
    (f"за{ACUTE}мок замо{ACUTE}к", "замок замок"),
    (f"бо{ACUTE}льшие Че{ACUTE}хии й{ACUTE}од", "большие чехии йод"),
    # soft hyphens and zero-width characters
    (f"вза{SOFT}им{SOFT}ный", "взаимный"),
    ("вой\u200bска вой\u2060ска вой\ufeffска", "войска войска войска"),
    # words broken over a line
    ("войс-\nками", "войсками"),
    ("войс-  \r\n\t ками", "войсками"),
    (f"войс{SOFT}\nками", "войсками"),
    ("войс¬\nками", "войсками"),
    ("войс\u2010\nками", "войсками"),
    ("ус-\nтрой-\nство", "устройство"),
    ("за-\nѣхалъ", "заехал"),
    ("Ир-\nСен", "ир сен"),
    ("войс-\n\nками", "войс ками"),
    ("войс -\nками", "войс ками"),
    ("1949-\nго", "1949 го"),
    # pre-1918 letters and the final ъ
    ("Народъ міръ мѵро Ѳедоръ вѣра", "народ мир миро федор вера"),
    ("объ съ въ объявленіе", "об с в объявление"),
    ("ъ", "ъ"),
    ("НАРОДЪ-БОГАТЫРЬ", "народбогатырь народ богатырь"),
    # look-alikes of the other script
    ("вoйска кoрeйскиe Cтaлин", "войска корейские сталин"),
    ("Нanoi Маo Тruman", "hanoi мао truman"),
    ("мiръ", "мир"),
    ("cop сор", "cop сор"),  # all of one script: not known to be wrong
    ("ЦКb", "цкв"),
    ("жaz", "жaz"),  # neither script has all its letters
    # letters written in two characters
    (unicodedata.normalize("NFD", "Йод чай ёлка"), "йод чай елка"),
    (unicodedata.normalize("NFD", "Zürich façade naïve"), "zurich facade naive"),
    # accents and letters without one
    ("Zürich façade Łódź Ðæð øre straße", "zurich facade lodz daed ore strasse"),
    ("œuvre İzmir ısı", "oeuvre izmir isi"),
    # apostrophes
    ("don't don’t don‘t donʼt don`t don´t", "don't don't don't don't don't don't"),
    ("об'явление об’явление", "об'явление об'явление"),
    ("'quoted' ‘quoted’ ʼtis", "quoted quoted tis"),
    # possessives keep their ending here, and lose it as stems
    ("Stalin's Stalin’s workers'", "stalin's stalin's workers"),
    # hyphens
    ("Цзе-дун", "цзедун цзе дун"),
    ("Il-sung Il‑sung Il‐sung", "ilsung il sung ilsung il sung ilsung il sung"),
    ("Il-sung's", "ilsung's il sung's"),
    ("а-б-в", "абв а б в"),
    ("северо-\nкорейский", "северокорейский"),
    ("север–юг — восток", "север юг восток"),
    ("-а б- --в", "а б в"),
    # numbers
    ("№ 54611 Nº54611", "54611 no 54611"),
    ("0059-0061", "0059 0061"),
    ("10,000 1,234,567 10,0000 1,23", "10000 1234567 10 0000 1 23"),
    ("１９４９ ١٩٤٩", "1949 1949"),
    ("3.14 18.05.1949", "3 14 18 05 1949"),
    # acronyms with points, and initials
    ("U.S.S.R. and U.S.S.R", "ussr and ussr"),
    ("С.С.С.Р. С.С.С.Р, Р.С.Ф.С.Р.", "ссср ссср рсфср"),
    ("U.S. U.N. U.K. U.S", "us un uk us"),
    ("И.В.Сталин И. В. Сталин", "и в сталин и в сталин"),
    ("А.Б.В.Гдов", "а б в гдов"),
    ("т.е. и т.д.", "т е и т д"),
    # letters glued to digits
    ("Emb.26 1950г F-16 20th", "emb 26 1950 г f 16 20"),
    ("а_б", "а б"),
    # ligatures and other letters in one
    ("oﬃce ﬁne Ⅷ m²", "office fine viii m2"),
    # other scripts
    ("毛泽东同志，你好", "毛泽东同志 你好"),
    ("Ἀθῆναι ΛΌΓΟΣ λόγος", "αθηναι λογοσ λογοσ"),
    ("مُحَمَّد العربية", "محمد العربية"),
    ("שָׁלוֹם", "שלום"),
    # what is no word
    ("", ""),
    ("... — «» [ ] № * _ '", ""),
    ("\ud800а\udfffб\udc80", "а б"),
    ("привет😀мир 👩‍🚀 🇷🇺", "привет мир"),
    ("a\x00b\x1b[31mc", "a b 31 mc"),
]


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_forms(text, forms):
    assert [token.form for token in tokenize(text)] == forms.split()


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_a_composed_text_has_the_same_forms(text, forms):
    composed = unicodedata.normalize("NFC", text)
    assert [token.form for token in tokenize(composed)] == forms.split()


def test_offsets_are_those_of_the_text():
    text = f"Въ Ки-\nтаѣ, за{ACUTE}мок Цзе-дун 10,000 U.S.S.R."
    written = ["Въ", "Ки-\nтаѣ", f"за{ACUTE}мок", "Цзе-дун", "Цзе", "дун", "10,000", "U.S.S.R."]
    assert [text[token.start : token.end] for token in tokenize(text)] == written


def test_positions():
    tokens = [(t.form, t.position) for t in tokenize("Мао Цзе-дун и Ким\nИр\n \n\nСен\n\nя")]
    gap = PARAGRAPH_GAP
    assert tokens == [
        ("мао", 0), ("цзедун", 1), ("цзе", 1), ("дун", 2), ("и", 3), ("ким", 4), ("ир", 5),
        ("сен", 6 + gap), ("я", 7 + 2 * gap),
    ]  # fmt: skip


def test_every_character_gives_a_form_that_stays_as_it_is():
    for number in range(sys.maxunicode + 1):
        for token in tokenize(chr(number)):
            assert token.form, hex(number)
            assert not any(map(str.isspace, token.form)), hex(number)
            assert fold(token.form) == token.form, hex(number)


SPELLINGS = st.text(
    st.one_of(
        st.sampled_from(
            f"аеёийъѣіАЁЙЪ aeocxAEX'’´ʼ-\u2010¬\n\r\t .,[]1290{ACUTE}{BREVE}{SOFT}\u200b"
        ),
        st.characters(),
    ),
    max_size=60,
)


@given(SPELLINGS)
@example("С.С.С.Р.-1")
def test_tokens_lie_in_the_text_in_order(text):
    tokens = list(tokenize(text))
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert 0 < len(token.form) <= 100
    for before, after in itertools.pairwise(tokens):
        assert before.position <= after.position
        assert (before.start, -before.end) < (after.start, -after.end)
        if after.start >= before.end:
            assert before.position < after.position


@given(SPELLINGS)
def test_a_slice_of_the_text_folds_to_the_form(text):
    for token in tokenize(text):
        written = text[token.start : token.end]
        if not set(written) & set("-\u2010\u2011¬\n.,[") and not written.isdecimal():
            assert fold(written) == token.form
            assert [t.form for t in tokenize(written)] == [token.form]


@given(SPELLINGS)
def test_folding_twice_is_folding_once(text):
    for token in tokenize(text):
        assert fold(token.form) == token.form


@example("1-ё")
@example("38-й, 38-ый")
@given(st.text(st.sampled_from(f"абвгдеёжзийклйЙ abcéüÅ12 -'{ACUTE}\n"), max_size=60))
def test_decomposed_text_has_the_same_forms(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert [(t.form, t.position) for t in tokenize(decomposed)] == [
        (t.form, t.position) for t in tokenize(text)
    ]


@given(st.text(st.sampled_from("абвъё abc"), max_size=30))
def test_case_makes_no_difference(text):
    assert [t.form for t in tokenize(text.upper())] == [t.form for t in tokenize(text)]


def test_a_form_has_an_end():
    (token,) = tokenize("а" * 5_000)
    assert (token.start, token.end, token.form) == (0, 5_000, "а" * 100)
    whole, *parts = tokenize("ab-" * 5_000)
    assert (whole.form, whole.end, len(parts)) == (("ab" * 50), 14_999, 5_000)


HOSTILE = {
    "one word": "а",
    "accents": ACUTE,
    "soft hyphens": f"а{SOFT} ",
    "hyphens": "а-",
    "apostrophes": "а'",
    "broken lines": "а-\n",
    "broken, then blanks": "а-   ",
    "initials": "А.",
    "initials that fail": "А.А.А.а",
    "digits": "1",
    "commas": "1,111",
    "blank lines": "\n \t",
    "line and form feeds": "\n\x0c",
    "emoji": "😀",
    "surrogates": "\ud800",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_is_linear(piece):
    def seconds(length):
        text = "А" + piece * (length // len(piece)) + "а"
        started = time.process_time()
        for _ in tokenize(text):
            pass
        return time.process_time() - started

    # Quadratic time would take the fifth part of a megabyte to minutes.
    assert seconds(200_000) < 2


def test_script():
    assert [is_cyrillic(form) for form in ("а", "ѣ", "a", "1", "毛", "")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("38-й параллели", ["38", "параллели"]),
        ("38-ой, 38-я", ["38", "38"]),
        ("20-х годов", ["20", "годов"]),
        ("the 38th, the 1st", ["the", "38", "the", "1"]),
        ("10 000 и 1 000 000", ["10000", "и", "1000000"]),
        ("12\u00a0345, 12\u202f345", ["12345", "12345"]),
        ("10,000", ["10000"]),
        ("5-летний", ["5", "летний"]),
        ("дд. 59 061", ["дд", "59", "061"]),
        ("9-я-ая", ["9", "яая", "я", "ая"]),
    ],
)
def test_a_number_is_one_word_however_written(text, forms):
    assert [token.form for token in tokenize(text)] == forms

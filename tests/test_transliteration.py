"""A word of the original in Latin letters stands for the word it transliterates."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchlib
from searchlib.analysis import Analyzer, depths
from searchlib.bilingual.counterparts import word_links
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.naming.romanisation import SCHEMES, romanise
from searchlib.bilingual.sides import Side, Terms
from searchlib.bilingual.transliteration import transliterated

ANALYZER = Analyzer()
CABLE = Path(__file__).parents[1] / "documents" / "kovalev_cable_54611.md"


def linked(russian, english):
    """Return the words that are linked, as they are written."""
    ru, en = ANALYZER.analyse(russian), ANALYZER.analyse(english)
    links = transliterated(ru, en, depths(english, en))
    return {
        (russian[ru[a].start : ru[a].end], english[en[b].start : en[b].end]) for a, b, _ in links
    }


LINKED = [
    ("еще не созрел", "still premature [ne sozrel]", {("не", "ne"), ("созрел", "sozrel")}),
    ("взаимных агентств", "mutual [SIC, vzaimnye] agencies", {("взаимных", "vzaimnye")}),
    ("договориться", "agree [dogovorit'sya]", {("договориться", "dogovorit'sya")}),
    ("договориться", "agree [dogovoritʹsi͡a]", {("договориться", "dogovoritʹsi͡a")}),
    ("подъём щёлочи", "[podʺëm]", {("подъём", "podʺëm")}),
    ("чужих вещей", "things of others [veshchi] [chuzhie]",
     {("вещей", "veshchi"), ("чужих", "chuzhie")}),
    ("Заговор и заговорщики", "[zagovorshchiki]", {("заговорщики", "zagovorshchiki")}),
    ("они и они", "they [oni] and they [oni]", {("они", "oni")}),
    ("созрел", "premature, ne sozrel", set()),  # not in brackets
    ("вопрос", "[North Korea, sic, 1949, illegible]", set()),
    ("", "[ne sozrel]", set()),
]  # fmt: skip


@pytest.mark.parametrize(("russian", "english", "expected"), LINKED)
def test_words_in_brackets_are_linked(russian, english, expected):
    assert linked(russian, english) == expected


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_romanisation_is_read(scheme):
    for word in ("созрел", "учреждениям", "юным", "взаимные", "щитом", "поэт"):
        assert linked(f"а {word} или", f"so [{romanise(word, scheme)}]") == {
            (word, romanise(word, scheme))
        }


def test_links_of_the_cable():
    with searchlib.Index.of(_cable()) as index:
        found = set()
        for pair in index.aligned("wilsoncenter-114898"):
            if pair.ru and pair.en:
                found |= linked(pair.ru.text, pair.en.text)
    assert found == {
        ("информбюро", "informbyuro"),
        ("не", "ne"),
        ("созрел", "sozrel"),
        ("коминформа", "Kominformbyuro"),
        ("взаимных", "vzaimnye"),
        ("договориться", "dogovorit'sya"),
    }


def _cable():
    from searchlib import formats

    return formats.read(formats.Original(CABLE.name, CABLE))


def test_a_transliterated_word_says_its_original():
    """It is surer than any translation: sozrel, not premature, says созрел."""
    russian, english = "вопрос не созрел", "the issue is not ripe [ne sozrel]"
    terms = Terms(ANALYZER.terms, ANALYZER.indexed)
    ru, en = Side("ru", russian, terms), Side("en", english, terms)
    links = word_links(ru, en, Lexicon.open())
    said = {ru.words[link.ru[0]].form: en.words[link.en[0]].form for link in links}
    assert said == {"вопрос": "issue", "не": "ne", "созрел": "sozrel"}


WORDS = st.text(st.sampled_from("аоуеистнрлйьщaeonstrl[] "), max_size=40)


@given(WORDS, WORDS)
def test_links_are_of_words_there_and_each_is_linked_once(russian, english):
    ru, en = ANALYZER.analyse(russian), ANALYZER.analyse(english)
    deep = depths(english, en)
    links = transliterated(ru, en, deep)
    assert all(deep[link.en] and 0 < link.score <= 1 for link in links)
    for side in (0, 1):
        places = [link[side] for link in links]
        assert len(set(places)) == len(places)
        assert all(0 <= place < (len(ru), len(en))[side] for place in places)

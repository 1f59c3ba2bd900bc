"""Does each word find the word that says it, once, and the nearest of equals?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.bilingual.counterparts import word_links
from searchlib.bilingual.lexicon import Lexicon

LEXICON = Lexicon.of(
    {
        ("en", "помощь"): {"aid": 0.5, "help": 0.4},
        ("en", "северный"): {"north": 0.6},
        ("en", "корея"): {"korea": 0.9},
        ("en", "война"): {"war": 0.9},
        ("ru", "continu"): {"продолжаться": 0.7},
    }
)
analyse = Analyzer().analyse


def linked(ru, en, **options):
    """Return the forms that are linked, in order."""
    left, right = analyse(ru), analyse(en)
    links = word_links([t.terms for t in left], [t.terms for t in right], LEXICON, **options)
    return [f"{left[link.ru].form}={right[link.en].form}" for link in links]


@pytest.mark.parametrize(
    ("ru", "en", "expected"),
    [
        ("помощь Северной Корее", "aid to North Korea", "помощь=aid северной=north корее=korea"),
        ("помощи Корее", "Korea needs help", "помощи=help корее=korea"),
        ("война шла в 1951", "war in 1951", "война=war 1951=1951"),
        ("продолжалась", "continued", "продолжалась=continued"),
        ("война, война", "war", "война=war"),
        ("Мао", "Mao", ""),
        ("", "war", ""),
        ("война", "", ""),
    ],
)  # fmt: skip
def test_words_find_their_counterparts(ru, en, expected):
    assert linked(ru, en) == expected.split()


def test_of_equals_the_nearest_is_meant():
    links = word_links([["война"], ["мир"], ["война"]], [["war"], ["peac"], ["war"]], LEXICON)
    assert [(link.ru, link.en) for link in links] == [(0, 0), (2, 2)]
    assert {link.score for link in links} == {0.9}


def test_the_surest_pair_comes_first():
    links = word_links([["помощь"]], [["help"], ["aid"]], LEXICON)
    assert [(link.ru, link.en) for link in links] == [(0, 1)]


def test_what_is_unsure_is_not_linked():
    assert linked("помощь Корее", "help Korea", least=0.6) == ["корее=korea"]


def test_names_link_what_the_lexicon_does_not_know():
    def names(ru, en):
        return 0.8 if (ru, en) == ("мао", "mao") else 0.0

    assert linked("Мао и война", "Mao and war", names=names) == ["мао=mao", "война=war"]


TOKENS = st.lists(
    st.lists(st.sampled_from(["война", "корея", "war", "korea", "aid", "5"]), max_size=2)
)


@given(TOKENS, TOKENS)
def test_each_token_is_linked_once_at_most(ru, en):
    links = word_links(ru, en, LEXICON)
    assert len({link.ru for link in links}) == len({link.en for link in links}) == len(links)
    assert all(0 <= link.ru < len(ru) and 0 <= link.en < len(en) for link in links)
    assert all(0 < link.score <= 1 for link in links)

"""Does each word find the word that says it, once, and the nearest of equals?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.bilingual.counterparts import Linker, word_links
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.sides import Side, Terms

LEXICON = Lexicon.of(
    {
        ("en", "помощь"): {"aid": 0.5, "help": 0.4},
        ("en", "северный"): {"north": 0.6},
        ("en", "корея"): {"korea": 0.9},
        ("en", "война"): {"war": 0.9},
        ("ru", "continu"): {"продолжаться": 0.7},
    }
)
ANALYZER = Analyzer()


def sides(ru, en):
    terms = Terms(ANALYZER.terms, ANALYZER.indexed)
    return Side("ru", ru, terms), Side("en", en, terms)


def linked(ru, en, lexicon=LEXICON):
    """Return the words that are linked, in order; those that are one have a + between them."""
    left, right = sides(ru, en)
    return [
        "=".join(
            "+".join(word.form for word in side.words[slice(*words)])
            for side, words in ((left, link.ru), (right, link.en))
        )
        for link in word_links(left, right, lexicon)
    ]


_WRITTEN = st.lists(
    st.sampled_from(
        ["война", "Северо-Запад", "[И]осиф", "С[оюз]", "1 000", "по-\nмощь", "U.S.", "«Мир»,", "—"]
    ),
    max_size=8,
)


@given(_WRITTEN, st.sampled_from([" ", "\n", "  ", "\n\n", "\r\n"]))
def test_words_stand_where_the_analysis_has_them(written, between):
    side = sides(between.join(written), "")[0]
    numbers = range(len(side))
    assert [(word.form, (word.start, word.end)) for word in side.words] == [
        (side.folded[number], side.span(number)) for number in numbers
    ]
    assert [side.at([side.span(number)]) for number in numbers] == [{n} for n in numbers]


@pytest.mark.parametrize(
    ("ru", "en", "expected"),
    [
        ("помощь Северной Корее", "aid to North Korea", "помощь=aid северной=north корее=korea"),
        ("помощи Корее", "Korea needs help", "помощи=help корее=korea"),
        ("война шла в 1951", "war in 1951", "война=war 1951=1951"),
        ("продолжалась", "continued", "продолжалась=continued"),
        ("война, война", "war", "война=war"),
        ("мао", "mao", ""),
        ("", "war", ""),
        ("война", "", ""),
    ],
)  # fmt: skip
def test_words_find_their_counterparts(ru, en, expected):
    assert linked(ru, en) == expected.split()


def test_of_equals_the_nearest_is_meant():
    links = word_links(*sides("война мир война", "war peace war"), LEXICON)
    assert [(link.ru, link.en) for link in links] == [((0, 1), (0, 1)), ((2, 3), (2, 3))]
    assert {link.score for link in links} == {0.9}


def test_the_surest_pair_comes_first():
    assert linked("помощь", "help aid") == ["помощь=aid"]


def test_what_is_unsure_or_far_off_is_not_linked():
    lexicon = Lexicon.of({("en", "война"): {"war": 0.08, "fight": 0.04}})
    assert linked("война", "war", lexicon) == ["война=war"]
    assert linked("война", "fight", lexicon) == []
    assert linked("война" + " мир" * 20, "peace " * 20 + "war", lexicon) == []


TOGETHER = Lexicon.of(
    {
        ("en", "железный дорога"): {"railway": 1.0},
        ("ru", "railway"): {"железный дорога": 1.0},
        ("en", "железный"): {"iron": 0.9},
        ("en", "дорога"): {"road": 0.9, "railway": 0.3},
        ("en", "ссср"): {"soviet union": 1.0},
        ("ru", "council minist"): {"совет министр": 1.0},
        ("en", "совет"): {"council": 0.4},
    }
)


@pytest.mark.parametrize(
    ("ru", "en", "expected"),
    [
        ("по железной дороге", "by railway", "железной+дороге=railway"),
        ("по дороге и железной дороге", "by road and railway",
         "дороге=road железной+дороге=railway"),
        ("железная и пыльная дорога", "an iron and dusty road", "железная=iron дорога=road"),
        ("войска СССР", "Soviet Union troops", "ссср=soviet+union"),
        ("совет министров", "Council of Ministers", "совет+министров=council+of+ministers"),
        ("совет", "council", "совет=council"),
        ("дорога", "railway", "дорога=railway"),
    ],
)  # fmt: skip
def test_words_known_as_one_are_linked_as_one(ru, en, expected):
    assert linked(ru, en, TOGETHER) == expected.split()


@pytest.mark.parametrize(
    ("ru", "en", "expected"),
    [
        ("при Чжоу Эньлае", "before Zhou Enlai", "чжоу=zhou эньлае=enlai"),
        ("посол Штыков", "ambassador Shtykov", "штыков=shtykov"),
        ("Цзэ-дун и Чжу", "Zedong and Zhu", "цзэ+дун=zedong чжу=zhu"),
        ("у Ли Сын Мана", "with Lee Syngman", "ли=lee сын+мана=syngman"),
        ("в штыков", "to Shtykov", ""),  # no name without a capital
        ("Они идут", "going On", ""),
        ("из Мукдена", "from Shenyang", "мукдена=shenyang"),
    ],
)
def test_names_link_what_the_lexicon_does_not_know(ru, en, expected):
    assert linked(ru, en, Lexicon()) == expected.split()


IN_PLACE = [
    # The source has the names of others there, or has misspelt them.
    ("были Жуков, Ыйдъ Аыв и Конев", "were Zhukov, Brown Hill and Konev", "ыйд=brown аыв=hill"),
    ("были Жуков, Конев и Ыйдъ", "were Zhukov, Konev, and Brown", "ыйд=brown"),
    ("с Ыйдъ Аыв, Жуковым", "with Brown, Zhukov", "ыйд+аыв=brown"),
    # Nothing says that these are the same.
    ("были Жуков, Ыйдъ и Конев", "were Zhukov and Konev with Brown", ""),
    ("были Жуков, Ыйдъ пришел, Конев", "were Zhukov, Brown left, Konev", ""),
    ("был Ыйдъ", "was Brown", ""),
    ("Ыйдъ и Жуков", "Then Brown and Zhukov", ""),  # Then is no name
    ("с Жуковым и Ааа Ббб Ввв Ггг Ддд", "with Zhukov and Brown", ""),
]


@pytest.mark.parametrize(("ru", "en", "expected"), IN_PLACE)
def test_names_left_over_between_the_same_words_are_linked(ru, en, expected):
    found = [pair for pair in linked(ru, en, Lexicon()) if not pair.startswith(("жуков", "конев"))]
    assert found == expected.split()


def test_words_the_lexicon_knows_are_not_linked_by_their_place():
    known = Lexicon.of({("en", "правда"): {"truth": 1.0}, ("ru", "time"): {"время": 1.0}})
    ru, en = "в «Правде» Жуков", "in Times Zhukov"
    assert linked(ru, en, known) == ["жуков=zhukov"]
    assert linked(ru, en, Lexicon()) == ["правде=times", "жуков=zhukov"]


def found(ru, en, marked_ru=(), marked_en=(), lexicon=LEXICON):
    """Return the counterparts of words, as written in each passage."""
    texts = ru, en
    marked = tuple(
        [(text.index(word), text.index(word) + len(word)) for word in words]
        for text, words in ((ru, marked_ru), (en, marked_en))
    )
    spans = Linker(ANALYZER.terms, ANALYZER.indexed, lexicon).counterparts(ru, en, marked)
    return [[text[a:b] for a, b in found] for text, found in zip(texts, spans, strict=True)]


MORE = Lexicon.of(
    {
        ("en", "помощь"): {"aid": 0.5, "help": 0.4},
        ("en", "корея"): {"korea": 0.9},
        ("ru", "korea"): {"корея": 0.9},
        ("en", "совет министр"): {"council minist": 1.0},
    }
)


@pytest.mark.parametrize(
    ("ru", "en", "marked", "expected"),
    [
        ("помощь Корее", "aid to Korea", (["помощь"], []), [[], ["aid"]]),
        ("помощь Корее", "aid to Korea", ([], ["Korea"]), [["Корее"], []]),
        ("помощь Корее", "aid to Korea", (["помощь"], ["Korea"]), [["Корее"], ["aid"]]),
        ("помощь Корее", "aid to Korea", ([], []), [[], []]),
        ("с Жуковым", "with Zhukov", (["Жуковым"], []), [[], ["Zhukov"]]),
        ("с Мао Цзэ-дуном", "with Mao Zedong", (["дуном"], []), [[], ["Zedong"]]),
        ("в помощь", "to help", (["в"], []), [[], []]),
        (
            "Совет Министров",
            "Council of Ministers",
            (["Совет"], []),
            [[], ["Council", "Ministers"]],
        ),
        ("С[еверная] Корея", "[N]orth Korea", (["Корея"], []), [[], ["Korea"]]),
        ("Ко-\nрея", "Korea", ([], ["Korea"]), [["Ко-\nрея"], []]),
    ],
)
def test_the_linker_finds_counterparts_of_what_is_marked(ru, en, marked, expected):
    assert found(ru, en, *marked, lexicon=MORE) == expected


def test_a_rival_keeps_its_word():
    lexicon = Lexicon.of(
        {
            ("en", "помощь"): {"help": 0.3},
            ("en", "содействие"): {"help": 0.8},
            ("ru", "help"): {"содействие": 0.8, "помощь": 0.3},
        }
    )
    assert found("помощь, содействие", "help", ["помощь"], lexicon=lexicon) == [[], []]
    assert found("помощь", "help", ["помощь"], lexicon=lexicon) == [[], ["help"]]


PIECES = ["война", "Корея", "Бой", "По", "Цзэ-дун", "Ли", "и", "железная", "дорога", ".", "5"]
ENGLISH = ["war", "Korea", "Bo", "Yibo", "Tse-tung", "and", "railway", "aid", ".", "5", "US"]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(ENGLISH), max_size=12).map(" ".join),
    st.sampled_from([LEXICON, TOGETHER]),
)
def test_each_word_is_linked_once_at_most(ru, en, lexicon):
    both = sides(ru, en)
    links = word_links(*both, lexicon)
    for place, side in enumerate(both):
        linked = [number for link in links for number in range(*link[place])]
        assert len(linked) == len(set(linked))
        assert all(0 <= number < len(side) for number in linked)
    assert all(0 < link.score <= 1 for link in links)


@pytest.mark.parametrize(
    ("ru", "en", "word", "times"),
    [
        ("Бой По, и война. ", "Bo Yibo, and war. ", "Бой", 220),
        ("Ы Бой ", "Q Yibo ", "Бой", 600),
        ("война ", "war ", "война", 3_000),
    ],
)
def test_long_passages_take_bounded_time(ru, en, word, times):
    import time

    started = time.process_time()
    found(ru * times, en * times, [word])
    everywhere = [(at, at + 1) for at in range(0, len(ru) * times, len(ru))]
    Linker(ANALYZER.terms, ANALYZER.indexed, LEXICON).counterparts(
        ru * times, en * times, (everywhere, everywhere)
    )
    assert time.process_time() - started < 2

"""Is a query's word found by what says it in the other language, weighing as one word?"""

from __future__ import annotations

import pytest

from searchlib.analysis import Analyzer
from searchlib.bilingual.crossing import Crossing
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.widen import Widener
from searchlib.engine.memory import MemoryEngine
from searchlib.highlight import Highlighter
from searchlib.indexing.building import fill
from searchlib.query import parse
from searchlib.query.plan import Phrase, Terms, positive
from searchlib.ranking import LEAST_TRANSLATION, MOST_TRANSLATIONS
from searchlib.records import Record, Text
from searchlib.vocabulary import Vocabulary

LEXICON = Lexicon.of(
    {
        ("en", "помощь"): {"aid": 0.5, "help": 0.4, "reed": 0.001},
        ("en", "северный"): {"north": 0.5, "northern": 0.4},
        ("en", "корея"): {"korea": 0.9},
        ("en", "железный дорога"): {"railway": 0.9},
        ("en", "железный"): {"iron": 0.9},
        ("en", "дорога"): {"road": 0.9},
        ("en", "цк"): {"central committe": 0.9},
        ("en", "сталь"): {"steel": 0.8},
        ("en", "стать"): {"becom": 0.8},
        ("en", "хлеб"): {f"word{n}": 0.5 for n in range(12)},
        ("ru", "korea"): {"корея": 0.9},
        ("ru", "us"): {"сша": 0.9},
        ("ru", "railway"): {"железный дорога": 0.9},
        ("ru", "war"): {"война": 0.9},
        ("ru", "prison war"): {"военнопленный": 0.9},
        ("ru", "waterdriven mill"): {"мельница": 0.9},
    }
)
TEXTS = {
    "north": "Aid to the north of Korea was sent.",
    "railway": "The railway was repaired.",
    "committee": "A decision of the Central Committee.",
    "central": "The committee sat in a central place.",
    "steel": "Steel was short.",
    "us": "Войска США в Корее.",
    "дорога": "Починили железную дорогу.",
    "tell": "Расскажите нам о войне.",
    "война": "Война в Корее.",
    "пленный": "Военнопленные ушли.",
    "мельница": "Там стоит мельница.",
}
analyse = Analyzer().analyse


@pytest.fixture(scope="module")
def search():
    engine, vocabulary = MemoryEngine(), Vocabulary.create()
    texts = {
        key: ("en" if key.isascii() and key not in ("us", "tell") else "ru", body)
        for key, body in TEXTS.items()
    }
    fill(
        engine,
        vocabulary,
        [Record(id=k, title="", texts=(Text(n, "text", b),)) for k, (n, b) in texts.items()],
    )

    def found(query, match="all", crossing=Crossing(LEXICON)):  # noqa: B008
        plan = widened(query, match, crossing).plan
        return {match.id for match in engine.search(plan, limit=99).matches}

    return found


def widened(query, match="all", crossing=None):
    tree = parse(query, match=match).tree
    return Widener(analyse, lambda *_: [], lambda *_: [], crossing).widen(
        tree, sentence=match == "any"
    )


FOUND = [
    ("помощь Корее", "north"),
    ("помощь Северной Корее", "north"),
    ('"Северная Корея"', "north"),
    ('"помощь Северной Корее"', "north"),
    ("en:помощь", ""),
    ("ru:помощь", ""),
    ("text:помощь", "north"),
    ('"Корея северная"', ""),
    ("aid -помощь", "north"),
    ("-(-помощь)", "north"),
    ("-(railway -помощь)", "north committee central steel us дорога tell война пленный мельница"),
    ("=помощь", ""),
    ("помощ*", ""),
    ("сталь", "steel"),
    ("стали", "steel"),
    ("ЦК", "committee"),
    ("решение ЦК", ""),
    ('"железная дорога"', "railway дорога"),
    ("железная дорога", "дорога railway"),
    ("железная дорога сломана", ""),
    ("железная дорога починена", "дорога"),
    ("railway", "railway дорога"),
    ("war Korea", "война"),
    ("US", "us"),
    ("-помощь", "north railway committee central steel us дорога tell война пленный мельница"),
    # A stop word or a hyphen inside what the lexicon knows as one.
    ("prisoners of war", "пленный"),
    ('"prisoners of war"', "пленный"),
    ("water-driven mills", "мельница"),
    ('"water-driven mills"', "мельница"),
    ("waterdriven mill", "мельница"),
    # Beside a stop word a word between quotes is said alone.
    ('"in Korea"', "us война"),
    ('"помощь для"', "north"),
]


@pytest.mark.parametrize(("query", "names"), FOUND, ids=[query for query, _ in FOUND])
def test_query_finds_across(search, query, names):
    assert search(query) == set(names.split())


@pytest.mark.parametrize("query", ["помощь", "ЦК", "railway", '"Северная Корея"'])
def test_without_a_crossing_nothing_is_translated(search, query):
    assert search(query, crossing=None) <= {"railway"}


@pytest.mark.parametrize(
    ("query", "translated"), [("US war", True), ("tell us about war", False), ("us", True)]
)
def test_a_stop_word_is_not_translated(query, translated):
    plan = widened(query, "any", Crossing(LEXICON)).plan
    assert ("сша" in repr(plan)) is translated


def test_a_word_and_its_translations_are_one_leaf():
    leaves = list(positive(widened("помощь", crossing=Crossing(LEXICON)).plan))
    assert len({leaf.terms for leaf in leaves}) == 1
    assert all(isinstance(leaf, Terms) for leaf in leaves)
    assert [term for term, _ in leaves[0].terms] == ["помощь", "aid", "help"]
    own, *others = (weight for _, weight in leaves[0].terms)
    assert own == 1.0
    assert all(LEAST_TRANSLATION <= weight < 1 for weight in others)


def test_a_doubtful_translation_finds_nothing_where_all_words_are_required(search):
    for aid, steel in ((0.5, 0.05), (0.8, 0.15), (0.3, 0.063)):
        doubtful = Crossing(Lexicon.of({("en", "помощь"): {"aid": aid, "steel": steel}}))
        assert search("помощь", crossing=doubtful) == {"north"}
        assert search("помощь", "any", doubtful) == {"north", "steel"}
    akin = Crossing(Lexicon.of({("en", "помощь"): {"steelwork": 0.8, "steel": 0.08}}))
    assert search("помощь", crossing=akin) == {"steel"}
    equals = Crossing(Lexicon.of({("en", "помощь"): {"aid": 0.08, "steel": 0.07}}))
    assert search("помощь", crossing=equals) == {"north", "steel"}


def test_only_the_best_translations_are_looked_for():
    (token,) = analyse("хлеб")
    assert len(Crossing(LEXICON).of_word(token)) == MOST_TRANSLATIONS


def test_a_row_the_lexicon_knows_is_looked_for_as_a_phrase():
    plan = widened("title:ЦК", crossing=Crossing(LEXICON)).plan
    rows = [leaf for leaf in positive(plan) if isinstance(leaf, Phrase)]
    assert [[word[0][0] for word in row.words] for row in rows] == [["central", "committe"]]


def test_what_is_looked_for_is_noted():
    crossed = widened("помощь ЦК Корее", crossing=Crossing(LEXICON))
    assert crossed.said == (
        ("помощь", ("aid", "help")),
        ("цк", ("central committe",)),
        ("корее", ("korea",)),
    )
    assert crossed.translations == {"aid", "help", "central", "committe", "korea"}
    assert widened("помощь aid", crossing=Crossing(LEXICON)).translations == {"help"}
    assert not widened("помощь Корее").said
    for query in ("=помощь", "-помощь", "ru:помощь", "en:помощь", "-(Корея помощь)"):
        assert not widened(query, crossing=Crossing(LEXICON)).said, query


def test_translations_are_marked():
    plan = widened("помощь Корее", crossing=Crossing(LEXICON)).plan
    text = TEXTS["north"]
    found = Highlighter(plan).find("en", analyse(text))
    assert [text[hit.start : hit.end] for hit in found] == ["Aid", "Korea"]


class KnownNames:
    """Know one name in two scripts, and one in two words."""

    def of_word(self, token):
        return (("kovalev", 0.7), ("covalent", 0.1)) if token.form == "ковалев" else ()

    def of_words(self, tokens):
        rows = (((("port", 0.9), ("ports", 0.9)), (("arthur", 0.9),)),)
        return rows if [token.form for token in tokens] == ["люйшунь"] else ()

    def are_listed(self, token):
        return token.form == "стали"

    def of_kind(self, kind):
        return KnownNames() if kind == "person" else self

    def written(self, term):
        return term.title() if term in ("kovalev", "port", "arthur") else None


def test_names_are_alternatives_too():
    crossing = Crossing(LEXICON, KnownNames())
    assert crossing.of_word(*analyse("Ковалев")) == (("kovalev", 0.7),)
    assert crossing.written("port arthur") == "Port Arthur"
    assert crossing.written("port authority") is None
    crossed = widened("Люйшунь", crossing=crossing)
    assert crossed.said == (("люйшунь", ("port arthur",)),)
    assert crossed.translations == {"port", "ports", "arthur"}


def test_a_field_of_names_is_not_translated():
    crossing = Crossing(LEXICON, KnownNames())
    (word,) = analyse("сталь")
    assert crossing.of_word(word)
    assert crossing.within("person").of_word(word) == ()
    assert crossing.within("person").of_word(*analyse("Ковалев")) == (("kovalev", 0.7),)
    assert crossing.within("place").of_word(word) == crossing.of_word(word)
    assert crossing.within("place").of_word(*analyse("стали")) == ()
    assert crossing.within("title") is crossing
    assert crossing.within("person") is crossing.within("person")


def test_a_whole_name_of_a_person_is_looked_for_in_the_texts():
    alone = {name for leaf in positive(widened("person:Корея").plan) for name, _ in leaf.fields}
    row = positive(widened('person:"Ким Чак"').plan)
    assert alone == {"person"}
    assert {name for leaf in row for name, weight in leaf.fields if weight} == {
        "person", "title", "summary", "ru", "en",
    }  # fmt: skip

"""Which words made it match? The same places for every engine, and none too many."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib.analysis import Analyzer
from searchlib.bilingual.widen import Widener
from searchlib.highlight import Found, Highlighter, joined
from searchlib.query import parse
from searchlib.query.plan import And, Not, Phrase, Prefer, Terms
from searchlib.vocabulary import Vocabulary

TEXT = (
    "Корейские войска, войска Северной Кореи. Северная Корея просит войсковую помощь у Цзе-дуна;"
    " помощь Дуна Цзе. Stalin’s troops were withdrawing."
)
ANALYZER = Analyzer()


def marked(query, text=TEXT, field="ru"):
    """Return what a query marks in a text."""
    vocabulary = Vocabulary.create()
    tokens = ANALYZER.analyse(text)
    vocabulary.add({token.form: token.terms for token in tokens})
    widener = Widener(ANALYZER.analyse, vocabulary.like, vocabulary.near)
    highlighter = Highlighter(widener.widen(parse(query).tree).plan)
    vocabulary.close()
    return [text[a:b] for a, b in joined(found.span for found in highlighter.find(field, tokens))]


MARKS = [
    ("войско", ["войска", "войска"]),
    ("=войска", ["войска", "войска"]),
    ("=войско", []),
    ("войск*", ["войска", "войска", "войсковую"]),
    ("войскаа~1", ["войска", "войска"]),
    ('"северная корея"', ["Северной", "Кореи", "Северная", "Корея"]),
    ('"войска северной"', ["войска", "Северной"]),
    ('"северная войска"', []),
    ('"войск* корея"~1', ["войска", "Кореи"]),
    ("корейский -помощь", ["Корейские"]),
    ("-помощь", []),
    ("корейский -(помощь OR войска)", ["Корейские"]),
    ("Цзедун", ["Цзе-дуна"]),
    ("Цзе-дун", ["Цзе-дуна"]),
    ("дун", ["дуна", "Дуна"]),
    ("цзе", ["Цзе", "Цзе"]),
    ('"цзе дун"', ["Цзе", "дуна"]),
    ("withdraw stalin", ["Stalin’s", "withdrawing"]),
    ("войска OR корея", ["войска", "войска", "Кореи", "Корея"]),
    ("title:войска", []),
    ("ru:войска", ["войска", "войска"]),
    ("войска delo:331", ["войска", "войска"]),
    ("*", []),
]


@pytest.mark.parametrize(("query", "expected"), MARKS)
def test_marks(query, expected):
    assert marked(query) == expected


def test_a_word_of_a_phrase_elsewhere_is_not_marked():
    assert marked('"a b"', "a b x b x a", "en") == ["a", "b"]


def test_a_phrase_does_not_run_across_paragraphs():
    assert marked('"конец начало"~50', "конец\n\nначало") == []


def test_a_word_is_known_by_its_number_in_the_query():
    word = (("a", 1.0),)
    plan = And((Terms((("en", 1.0),), word), Phrase((("en", 1.0), ("ru", 1.0)), (word, word))))
    tokens = Analyzer(lambda forms: dict.fromkeys(forms, ("a",))).analyse("x y")
    highlighter = Highlighter(plan)
    assert highlighter.find("en", tokens) == [
        Found(0, 1, 0), Found(0, 1, 1), Found(2, 3, 0), Found(2, 3, 1),
    ]  # fmt: skip
    assert highlighter.find("ru", tokens) == [Found(0, 1, 1), Found(2, 3, 1)]
    assert highlighter.find("title", tokens) == []
    assert [highlighter.looks_at(field) for field in ("en", "ru", "title")] == [True, True, False]


def test_what_is_only_preferred_or_negated_is_not_marked():
    wanted, other = (Terms((("ru", 1.0),), ((term, 1.0),)) for term in "ab")
    tokens = Analyzer(lambda forms: {form: (form,) for form in forms}).analyse("a b")
    for plan in (Prefer(wanted, other), And((wanted, Not(other))), And((wanted, Not(Not(other))))):
        assert Highlighter(plan).find("ru", tokens) == [Found(0, 1, 0)]


def test_overlapping_marks_are_joined():
    places = [(5, 9), (0, 4), (3, 6), (9, 10), (12, 13), (12, 13)]
    assert joined(places) == [(0, 9), (9, 10), (12, 13)]
    assert joined([]) == []


PIECES = ["войска", "Цзе-дун", "вой-\nска", "помощь", "troops", "men", ".", "\n\n", "1949г"]
BODIES = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
QUERIES = st.sampled_from([query for query, _ in MARKS] + ['"войска помощь"~3', "1949 г", "1949г"])


@given(BODIES, QUERIES)
def test_marks_lie_inside_and_never_overlap(body, query):
    vocabulary = Vocabulary.create()
    tokens = ANALYZER.analyse(body)
    vocabulary.add(ANALYZER.take_learnt())
    widener = Widener(ANALYZER.analyse, vocabulary.like, vocabulary.near)
    found = Highlighter(widener.widen(parse(query).tree).plan).find("ru", tokens)
    spans = joined(place.span for place in found)
    vocabulary.close()
    words = {token.start for token in tokens}, {token.end for token in tokens}
    before = 0
    for start, end in spans:
        assert before <= start < end <= len(body)
        assert start in words[0]
        assert end in words[1]
        before = end


@given(st.lists(BODIES, min_size=1, max_size=4), QUERIES)
@settings(max_examples=25, deadline=None)
def test_the_same_on_every_engine(tmp_path_factory, bodies, query):
    folder = tmp_path_factory.mktemp("x")
    (folder / "documents").mkdir()
    for n, body in enumerate(bodies):
        (folder / "documents" / f"{n}.md").write_text(
            f"# Запись {n}\n\nТекст {n}. {body}\n", "utf-8"
        )
    searchlib.build(folder / "documents", folder / "index")
    with searchlib.open(folder / "index") as index:
        records = [index.get(record_id) for record_id in index.ids()]
        with searchlib.Index.of(records) as memory:
            assert index.search(query) == memory.search(query)

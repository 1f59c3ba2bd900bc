"""What does a reader get of a record? Its best passages, both languages, marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib.analysis import Analyzer
from searchlib.answers.hits import Marker, hits, side_by_side
from searchlib.bilingual.alignment import align
from searchlib.bilingual.counterparts import Linker
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.links import Alignment, Link
from searchlib.entries import document, stored, texts_of, unstored
from searchlib.highlight import Highlighter
from searchlib.query.plan import Phrase, Terms
from searchlib.records import Mark, Record, Text

FIELDS = tuple((name, 1.0) for name in ("title", "summary", "ru", "en"))
NOTHING = Lexicon()
# Terms are forms here: what they are is the analysis's affair.
ANALYZER = Analyzer(lambda forms: {form: (form,) for form in forms})


def record(ru="", en="", **more):
    texts = [Text(lang, "text", body) for lang, body in (("ru", ru), ("en", en)) if body]
    return Record("r", more.pop("title", ""), tuple(texts), **more)


def word(*terms):
    return Terms(FIELDS, tuple((term, 1.0) for term in terms))


def shown(what, *plan, most=3, alignment=None, lexicon=NOTHING, translations=frozenset()):
    """Return the hit of a record for any of some plans."""
    from searchlib.query.plan import Or

    bodies = {text.language: text.body for text in reversed(what.texts)}
    alignment = alignment or align(bodies.get("ru", ""), bodies.get("en", ""))
    linker = Linker(ANALYZER.terms, ANALYZER.indexed, lexicon)
    marker = Marker(Highlighter(Or(plan), translations), ANALYZER.analyse_each, linker.counterparts)
    [only] = hits([(what, alignment, 1.5)], marker, most)
    return only


def marked(side):
    """Return a passage with matches in brackets, and counterparts in angles."""
    if side is None:
        return None
    text = side.text
    for mark in reversed(side.marks):
        a, b = mark.start - side.start, mark.end - side.start
        left, right = "[]" if mark.kind == "match" else "<>"
        text = f"{text[:a]}{left}{text[a:b]}{right}{text[b:]}"
    return text


def both(answer):
    return [(marked(pair.ru), marked(pair.en)) for pair in answer.passages]


RU = "Один два.\n\nТри четыре пять.\n\nШесть два семь, и так далее."
EN = "One two.\n\nThree four five.\n\nSix two seven, and so on."


def test_both_languages_are_shown_where_either_matched():
    answer = shown(record(RU, EN, title="Три два"), word("три", "two"))
    assert both(answer) == [
        ("Один два.", "One [two]."),
        ("[Три] четыре пять.", "Three four five."),
        ("Шесть два семь, и так далее.", "Six [two] seven, and so on."),
    ]
    assert (answer.score, answer.title_marks) == (1.5, (Mark(0, 3),))


def test_offsets_are_those_of_the_body():
    (pair,) = shown(record(RU, EN), word("четыре")).passages
    assert (pair.ru.start, pair.ru.end, pair.ru.text) == (11, 27, RU[11:27])
    assert [RU[mark.start : mark.end] for mark in pair.ru.marks] == ["четыре"]
    assert EN[pair.en.start : pair.en.end] == pair.en.text == "Three four five."


def test_one_language_only():
    assert both(shown(record(en=EN), word("four"))) == [(None, "Three [four] five.")]


def test_title_and_summary_are_marked_and_need_no_passage():
    answer = shown(record(RU, title="a b", summary="b a a"), word("a"))
    assert (answer.title_marks, answer.passages) == ((Mark(0, 1),), ())
    assert answer.summary_marks == (Mark(2, 3), Mark(4, 5))


def test_the_passages_shown_cover_all_words_before_repeating_one():
    body = "а а а.\n\nа а а а.\n\nб.\n\nв а."
    plans = word("а"), word("б"), word("в")
    assert both(shown(record(body), *plans, most=3)) == [
        ("[а] [а] [а] [а].", None), ("[б].", None), ("[в] [а].", None),
    ]  # fmt: skip
    assert both(shown(record(body), *plans, most=1)) == [("[в] [а].", None)]
    assert both(shown(record(body), *plans, most=0)) == []


def test_equals_are_shown_from_the_beginning():
    assert both(shown(record("а.\n\nа.\n\nа."), word("а"), most=2)) == [("[а].", None)] * 2


def test_a_phrase_marks_only_the_phrase():
    plan = Phrase(FIELDS, ((("а", 1.0),), (("б", 1.0),)))
    assert both(shown(record("а б.\n\nа.\n\nб а."), plan)) == [("[а] [б].", None)]


def test_several_passages_of_a_link_are_one():
    alignment = Alignment(((0, 2), (4, 6)), ((0, 4),), (Link((0, 1), (0,)),))
    answer = shown(record("а.\n\nб.", "a b."), word("б"), alignment=alignment)
    assert both(answer) == [("а.\n\n[б].", "a b.")]


def test_a_word_cut_by_a_passage_is_marked_up_to_its_end():
    body = "б " * 300 + "а" * 2_000
    answer = shown(record(body), word("а" * 100))
    (pair,) = answer.passages
    assert pair.ru.marks == (Mark(pair.ru.start, pair.ru.end),)
    assert set(pair.ru.text) == {"а"}


def test_of_two_texts_in_one_language_the_first_counts():
    texts = (Text("ru", "transcript", "а б"), Text("ru", "translation", "в г д"))
    what = Record("r", "", texts)
    assert texts_of(what)["ru"] == "а б"
    assert both(shown(what, word("б"))) == [("а [б]", None)]
    assert both(shown(what, word("г"))) == []


SAID = Lexicon.of({("en", "два"): {"two": 0.9}, ("ru", "two"): {"два": 0.9}})

KINDS = [
    # What stands as asked is a match, and what says it a counterpart: found, or only linked.
    ((word("два", "two"),), ("Один [два].", "One <two>.")),
    ((word("два"),), ("Один [два].", "One <two>.")),
    ((word("two", "пара"),), ("Один <два>.", "One [two].")),
    # Nothing stands as asked: the translation is what matched, and has its counterpart.
    ((word("пара", "two"),), ("Один <два>.", "One [two].")),
    ((word("пара", "two"), word("один")), ("[Один] <два>.", "One [two].")),
    # It stands as asked in both.
    ((word("два", "one"),), ("Один [два].", "[One] <two>.")),
    # Several words said by one: a part that is a translation as a whole.
    ((word("один"), word("two")), ("[Один] два.", "One <two>.")),
    ((word("two"),), ("Один <два>.", "One [two].")),
]


@pytest.mark.parametrize(("plan", "expected"), KINDS)
def test_matches_and_counterparts_are_told_apart(plan, expected):
    translated = frozenset(("two",) if plan != (word("two", "пара"),) else ("пара",))
    what = record("Один два.", "One two.", title="two", summary="два")
    answer = shown(what, *plan, lexicon=SAID, translations=translated)
    assert both(answer)[:1] == [expected]
    assert {mark.kind for mark in answer.title_marks + answer.summary_marks} <= {"match"}


def test_a_translation_is_no_counterpart_where_another_word_is():
    lexicon = Lexicon.of(
        {("en", "правило"): {"rule": 0.8, "right": 0.2}, ("ru", "rule"): {"правило": 0.8}}
    )
    plan, translations = word("правило", "rule", "right"), frozenset(("rule", "right"))

    def answer(ru, en):
        return both(shown(record(ru, en), plan, lexicon=lexicon, translations=translations))

    assert answer("правило", "left right rule") == [("[правило]", "left right <rule>")]
    assert answer("правило", "right") == [("[правило]", "<right>")]
    assert answer("правило и правило", "rule, right") == [
        ("[правило] и [правило]", "<rule>, <right>")
    ]
    assert answer("мера", "left right rule") == [("мера", "left [right] [rule]")]


def test_a_passage_without_the_other_has_matches_only():
    alignment = Alignment(((0, 3),), (), (Link((0,), ()),))
    answer = shown(
        record("два"), word("a", "два"), lexicon=SAID, alignment=alignment,
        translations=frozenset(("два",)),
    )  # fmt: skip
    assert both(answer) == [("[два]", None)]


def test_a_counterpart_is_not_marked_on_top_of_a_match():
    lexicon = Lexicon.of({("en", "север"): {"north south": 1.0}, ("en", "юг"): {"northsouth": 1.0}})
    what = record("север юг", "north-south")
    assert both(shown(what, word("север"), lexicon=lexicon)) == [("[север] юг", "<north>-<south>")]
    assert both(shown(what, word("север", "north"), lexicon=lexicon)) == [
        ("[север] юг", "[north]-<south>")
    ]
    assert both(shown(what, word("север", "northsouth"), lexicon=lexicon)) == [
        ("[север] юг", "[north-south]")
    ]


def test_side_by_side_shows_everything_unmarked():
    pairs = side_by_side(record(RU, EN), align(RU, EN))
    assert "\n\n".join(pair.ru.text for pair in pairs) == RU
    assert "\n\n".join(pair.en.text for pair in pairs) == EN
    assert not any(side.marks for pair in pairs for side in (pair.ru, pair.en))


BODIES = st.lists(
    st.sampled_from(["а", "б", "Цзе-дун", "вой-\nска", ". ", "\n\n", "x" * 700, "a"]), max_size=30
).map(" ".join)


@given(BODIES, BODIES, st.integers(0, 4))
def test_marks_lie_in_their_passage_in_order(ru, en, most):
    what = record(ru, en)
    answer = shown(what, word("а", "a", "войска"), word("цзе"), word("x" * 100), most=most)
    assert len(answer.passages) <= most
    sides = [side for pair in answer.passages for side in (pair.ru, pair.en) if side]
    for side in sides:
        body = what.text(side.language).body
        assert body[side.start : side.end] == side.text
        before = side.start
        for mark in side.marks:
            assert before <= mark.start < mark.end <= side.end
            before = mark.end
    if answer.passages:
        assert all(any(s and s.marks for s in (p.ru, p.en)) for p in answer.passages)


@pytest.mark.parametrize("most", [3, 5_000])
def test_many_passages_take_bounded_time(most):
    import time

    body = "а б в.\n\n" * 20_000
    spans = tuple((n * 8, n * 8 + 6) for n in range(20_000))
    alignment = Alignment(spans, (), tuple(Link((n,), ()) for n in range(20_000)))
    started = time.process_time()
    answer = shown(record(body), word("а"), word("б"), most=most, alignment=alignment)
    assert len(answer.passages) == most
    assert time.process_time() - started < 5


def test_what_is_stored_comes_back():
    from datetime import date

    from searchlib.records import Citation, DateInterval, Shelfmark

    marks = (Shelfmark("АП РФ", "45", "1", "331", listy=((59, 61), (7, 7))), Shelfmark(path="x/y"))
    whole = Record(
        "r/1", "Заголовок \ud800", (Text("ru", "transcript", RU), Text("en", "translation", EN)),
        DateInterval(date(1949, 5, 1), date(1949, 5, 31), "май 1949", "1949-05"), "summary",
        Citation("as written", marks, ("A",), ("B", "C")), "credits", ("ru",), ("a", "b"),
        "https://example.org", "cable", "Top Secret", ("Ковалев",), ("Сталин",), "a/b.md",
    )  # fmt: skip
    alignment = align(RU, EN)
    assert unstored(stored(whole, alignment)) == (whole, alignment)
    assert unstored(stored(record(), align("", ""))) == (record(), ((), (), ()))


def test_what_an_engine_keeps():
    kept = document(record("стали б б", "a", title="T"), Alignment((), (), ()), ANALYZER.analyse)
    assert kept.fields["ru"].length == 3
    assert kept.fields["ru"].positions == {"=стали": [0], "стали": [0], "=б": [1, 2], "б": [1, 2]}
    assert kept.fields.keys() == {"title", "ru", "en"}
    assert (kept.id, kept.keywords["id"], kept.keywords["lang"]) == ("r", ["r"], ["en", "ru"])
    assert kept.intervals == {"date": [], "list": []}

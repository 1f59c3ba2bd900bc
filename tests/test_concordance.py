"""Where do the words of a query stand, and in which context? Every place, in order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib import DateInterval, Record, Text
from searchlib.answers.concordance import SORTS, forms
from searchlib.cli import concordance as command
from searchlib.highlight import Highlighter
from searchlib.query.plan import Phrase

CABLE = "wilsoncenter-114898"


def record(name, ru="", en="", **more):
    texts = [Text(lang, "text", body) for lang, body in (("ru", ru), ("en", en)) if body]
    return Record(name, more.pop("title", name), tuple(texts), **more)


def kwic(found):
    return [f"{line.left}[{line.match}]{line.right}" for line in found]


@pytest.fixture(scope="module")
def cable(built):
    with searchlib.open(built) as index:
        yield index


def bodies(index):
    return {text.language: text.body for text in index.get(CABLE).texts}


# On the cable.


@pytest.mark.parametrize(
    ("query", "forms", "total"),
    [
        ("Корея", {"Корея", "Кореи", "Корее", "Корею", "Кореей"}, 15),
        ("ru:войска", {"войска", "войск", "войскам", "войсками"}, 10),
        ("troops", {"troops"}, 10),
        ('"Северной Корее"', {"Северной Корее", "Северную Корею", "Северной Кореи"}, None),
        ("войск*", {"войска", "войск", "войскам", "войсками"}, 10),
        ("=войск OR weapons", {"войск", "weapons"}, None),
        ("дивизи* title:cable", {"дивизии", "дивизий"}, None),
    ],
)
def test_every_form_is_listed(cable, query, forms, total):
    found = cable.concordance(query, limit=100)
    assert {line.match for line in found} <= forms | {"Северной Кореей"}
    assert len({line.match for line in found} & forms) == len(forms)
    assert found.total == len(found)
    assert total in (None, found.total)
    assert (found.records, found.read, found.warnings) == (1, 1, ())


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("width", [0, 1, 13, 60, 1000])
def test_context_is_the_text_around(cable, sort, width):
    texts = bodies(cable)
    found = cable.concordance("Корея OR troops", sort=sort, width=width, limit=100)
    assert found.total == 25
    for line in found:
        body = texts[line.language]
        first, last = line.start - len(line.left), line.end + len(line.right)
        assert body[first:last] == line.left + line.match + line.right
        assert body[line.start : line.end] == line.match
        assert max(len(line.left), len(line.right)) <= width


def test_context_is_cut_between_words(cable):
    for line in cable.concordance("Корея", width=40, limit=100):
        body = bodies(cable)[line.language]
        first, last = line.start - len(line.left), line.end + len(line.right)
        assert first == 0 or body[first - 1].isspace()
        assert last == len(body) or body[last].isspace()


def test_the_other_text_stands_beside_with_its_counterpart(cable):
    [line] = cable.concordance("Маньчжурия", sort="right", limit=1)
    assert line.match == "Маньчжурии"
    [pair] = line.passages
    assert pair.ru.marked == ("Маньчжурии",)
    assert pair.en.marked == ("Manchuria",)
    assert pair.ru.start <= line.start < line.end <= pair.ru.end


def test_only_the_place_of_its_line_is_marked(cable):
    lines = [
        line for line in cable.concordance("Корея", limit=100) if "между Северной" in line.left
    ]
    assert [line.passages[0].ru.marked for line in lines] == [("Кореей",)]


@pytest.mark.parametrize(("language", "matches"), [("ru", "Корея"), ("en", "Korea")])
def test_one_language_alone_and_both_with_translation(cable, language, matches):
    both = cable.concordance("Корея", translate=True, limit=100)
    assert {line.language for line in both} == {"ru", "en"}
    one = cable.concordance("Корея", translate=True, language=language, limit=100)
    assert {line.language for line in one} == {language}
    assert any(line.match == matches for line in one)
    assert any("also looked for" in note for note in both.notes)


def test_words_of_the_description_have_no_lines(cable):
    found = cable.concordance("title:Kovalev")
    assert (found.total, found.records) == (0, 1)
    assert found.notes == (
        "nothing to list: the records match by their descriptions, not by words of a text",
    )
    assert cable.concordance("").total == 0


def test_pages_are_parts_of_one_list(cable):
    whole = cable.concordance("Корея", sort="left", limit=100)
    parts = [cable.concordance("Корея", sort="left", limit=4, offset=n) for n in range(0, 20, 4)]
    assert [line for part in parts for line in part] == list(whole)
    assert {part.total for part in parts} == {15}
    assert len(cable.concordance("Корея", limit=0)) == 0
    for sort in ("text", "left"):
        assert len(cable.concordance("Корея", limit=10**30, sort=sort)) == 15
        assert len(cable.concordance("Корея", offset=10**30, sort=sort)) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sort": "best"}, "sort is one of text, left, right, match, date, -date, not 'best'."),
        ({"language": "de"}, "language is one of ru, en, not 'de'."),
        ({"width": -1}, "width is a number of characters from 0 to 1,000."),
        ({"width": 1001}, "width is a number of characters from 0 to 1,000."),
        ({"limit": -1}, "limit and offset cannot be negative."),
        ({"match": "some"}, "match is 'all' or 'any', not 'some'."),
        ({"most": 0}, "most is a number of records, 1 at least."),
    ],
)
def test_what_means_nothing_is_refused(cable, asked, said):
    with pytest.raises(searchlib.UsageError) as error:
        cable.concordance("Корея", **asked)
    assert str(error.value) == said


def test_the_command_offers_the_same_orders():
    [option] = [one for one in command.command.params if one.name == "sort"]
    assert tuple(option.type.choices) == SORTS


# In order.

WORDS = (
    "уголь",
    "угля",
    "Ёлка",
    "елка",
    "я́ма",
    "яма,",
    "«мост»",
    "coal",
    "Coal.",
    "and",
    "—",
    "\n\n",
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), min_size=1, max_size=4),
    st.sampled_from(SORTS),
)
def test_lines_come_in_the_order_asked_for(texts, sort):
    records = [
        record(
            f"r{n}",
            ru=" ".join(words),
            date=DateInterval(date(1950 - n, 1, 1), date(1950 - n, 1, 1), str(1950 - n)),
        )
        for n, words in enumerate(texts)
    ]
    with searchlib.Index.of(records) as index:
        found = index.concordance("уголь OR coal", sort=sort, limit=1000, width=1000)
        text = index.concordance("уголь OR coal", limit=1000, width=1000)
    assert {(x.record_id, x.start) for x in found} == {(x.record_id, x.start) for x in text}
    assert len({(x.record_id, x.start) for x in found}) == len(found) == found.total
    expected = sum(
        one.strip("«»,.—").lower() in ("уголь", "угля", "coal") for row in texts for one in row
    )
    assert found.total == expected
    keys = {
        "left": lambda line: forms(line.left)[:-7:-1],
        "right": lambda line: forms(line.right)[:6],
        "match": lambda line: forms(line.match),
        "date": lambda line: [line.date.written],
        "-date": lambda line: [f"{9999 - int(line.date.written)}"],
        "text": lambda line: [],
    }
    values = [keys[sort](line) for line in found]
    assert values == sorted(values)
    for name in {line.record_id for line in found}:
        starts = [line.start for line in text if line.record_id == name]
        assert starts == sorted(starts)


def test_case_stress_punctuation_and_yo_do_not_count():
    lefts = ["Ёлка", "«елка»", "ЕЛКА", "е́лка"]
    ru = "\n\n".join(f"{left} уголь {n}" for n, left in enumerate(lefts))
    with searchlib.Index.of([record("r", ru=ru)]) as index:
        found = index.concordance("уголь", sort="left", width=10)
    assert [line.right.split()[0] for line in found] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "query", "matches"),
    [
        ("coal and iron and coal", '"coal and"', ["coal and"]),
        ("coal iron coal iron", '"coal iron"', ["coal iron", "coal iron"]),
        ("iron coal, then iron", '"coal iron"~1', ["coal, then iron"]),
        (
            f"coal iron coal {'and ' * 9} coal iron",
            '"coal iron"~2',
            ["coal iron coal", "coal iron"],
        ),
        ("coal coal coal", '"coal coal"', ["coal coal coal"]),
        ("coal mine coal", 'coal OR "coal mine"', ["coal mine", "coal"]),
        ("coal. " * 3, "coal", ["coal"] * 3),
        ("coal [of Korea] mine", '"coal mine"', ["coal [of Korea] mine"]),
        ("a coal-mine here", "coal-mine", ["coal-mine"]),
    ],
)
def test_a_phrase_is_one_place(text, query, matches):
    with searchlib.Index.of([record("r", en=text)]) as index:
        assert [line.match for line in index.concordance(query)] == matches


def test_places_hold_what_is_found():
    def at(word, *terms):
        return tuple((term, 1.0) for term in terms)

    plan = Phrase((("en", 1.0),), (at("a", "=a"), at("b", "=b")), 1)
    highlighter = Highlighter(plan)
    from searchlib.analysis import Analyzer

    tokens = Analyzer(lambda every: {form: (form,) for form in every}).analyse("a b c a x b b a")
    places = highlighter.places("en", tokens)
    assert sorted({one for place in places for one in place}) == highlighter.find("en", tokens)
    assert [[one.span for one in place] for place in places] == [
        [(0, 1), (2, 3)],
        [(6, 7), (10, 11)],
    ]
    assert highlighter.places("ru", tokens) == []


# Of many records.


def test_so_many_records_are_looked_through_and_it_is_said():
    records = [record(f"r{n:04}", en=f"Coal no. {n}. " * (n % 3 + 1)) for n in range(60)]
    with searchlib.Index.of(records) as index:
        found = index.concordance("coal", most=25, limit=5)
        everything = index.concordance("coal", limit=1000)
    assert (found.read, found.records, len(found)) == (25, 60, 5)
    assert found.notes == ("from the first 25 of 60 records",)
    assert (everything.read, everything.total, everything.notes) == (60, 120, ())


def test_reading_stops_at_so_many_lines(monkeypatch):
    monkeypatch.setattr("searchlib.answers.concordance._MOST_LINES", 10)
    records = [record(f"r{n}", en="Coal. " * 6) for n in range(5)]
    with searchlib.Index.of(records) as index:
        found = index.concordance("coal", limit=100)
    assert (found.total, found.read) == (12, 2)
    assert found.notes == ("from the first 2 of 5 records",)


@pytest.mark.parametrize(
    "text", ["coal " * 8_000, "coal" + " " * 200_000 + "coal", "coal" + "x" * 200_000 + " coal"]
)
def test_hostile_texts_take_no_time(text):
    with searchlib.Index.of([record("r", en=text)]) as index:
        for sort in ("left", "match"):
            found = index.concordance("coal", sort=sort, limit=3)
            assert found.took_ms < 20_000
            assert all(len(line.left) <= 60 for line in found)

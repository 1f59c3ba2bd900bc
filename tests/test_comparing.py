"""What does only one of two texts say? What is told must be so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib import formats
from searchlib.analysis import Analyzer
from searchlib.bilingual.alignment import align
from searchlib.bilingual.comparing import compare
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.mentions import names_of, otherwise, unsaid
from searchlib.results import Comparison

ANALYZER = Analyzer()
LEXICON = Lexicon.open()
CABLE = "wilsoncenter-114898"


def record(ru, en):
    """Return a record with these texts; None is no text."""
    texts = [("ru", ru), ("en", en)]
    return searchlib.Record(
        "r", "", texts=tuple(searchlib.Text(name, "text", t) for name, t in texts if t is not None)
    )


def compared(ru, en):
    made = record(ru, en)
    return compare(made, align(ru or "", en or ""), ANALYZER.analyse)


@pytest.fixture(scope="module")
def cable(documents):
    path = documents / "kovalev_cable_54611.md"
    with searchlib.Index.of(formats.read(formats.Original(path.name, path))) as index:
        yield index


def test_what_only_one_text_of_the_cable_says(cable):
    """Judged by eye, line by line: this is all there is, and all of it is so."""
    found = cable.compare(CABLE)
    assert found.id == CABLE
    assert found.languages == ("ru", "en")
    assert [(one.language, one.text) for one in found.passages] == [
        ("en", "Nº 54611"),
        ("en", "18 May 1949 1718"),
    ]
    assert [(one.language, one.text, one.expected.text) for one in found.numbers] == [
        ("en", "477", "Ковалев"),
        ("en", "18", "Ковалев"),
    ]
    assert found.names == ()
    assert [(one.kind, one.ru, one.en) for one in found.renamed] == [
        ("place", "Сиам", "Thailand"),
        ("place", "Мукден", "Shenyang"),
        ("person", "Бой По", "Bo Yibo"),
    ]
    siam = found.renamed[0].passages
    assert (siam.ru.marked, siam.en.marked) == (("Сиам",), ("Thailand",))


def test_offsets_are_those_of_the_texts(cable):
    kept, found = cable.get(CABLE), cable.compare(CABLE)
    for one in (*found.passages, *found.numbers, *found.names):
        assert kept.text(one.language).body[one.start : one.end] == one.text
    for passage in (found.numbers[0].passages.en, found.renamed[0].passages.ru):
        body = kept.text(passage.language).body
        assert body[passage.start : passage.end] == passage.text
    assert found.numbers[0].passages.en.marked == ("477",)


def test_a_record_with_one_text_is_not_compared():
    assert compared("Из 12 стран", None) == Comparison("r", ("ru",))
    assert compared(None, None) == Comparison("r", ())
    assert not compared(None, "Of 12 countries")
    with searchlib.Index.of([record("а", "a")]) as index, pytest.raises(searchlib.RecordNotFound):
        index.compare("other")


def names(text):
    return names_of(text, 0, ANALYZER.analyse(text), LEXICON)


# A passage, the same in the other language, and the names that only the first says.
NAMES = [
    ("Приехал Мао Цзэдун.", "Mao Zedong came.", []),
    ("Он был в Москве и Берлине.", "He was in Moscow.", ["Берлине"]),
    ("He was in Moscow and Berlin.", "Он был в Москве.", ["Berlin"]),
    ("О Северной Корее", "about North Korea", []),
    ("Об этом сказал Ковалев.", "This was said by Shtykov.", ["Ковалев"]),
    ("The cable of Ambassador Shtykov.", "Телеграмма посла Штыкова.", []),
    ("Тартуский суд", "the court of Tartu", []),
    ("в Финском заливе", "in the Gulf of Finland", []),
    ("the Korean Army", "корейская армия", []),
    ("The Chief of the Political Directorate", "начальник политуправления", []),
    ("In addition, However, There's", "кроме того", []),
    ("Кроме того, Вчера, Сейчас", "in addition", []),
    ("Cdes. Zhu De and Liu Shaoqi", "товарищей Чжу Дэ, Лю Шаоци", []),
    ("по мнению Госплана и ЦК КПК", "in the opinion of the Committee", []),
    ("MacArthur may attack", "Макартур может напасть", []),
    ("Генерал Макартур", "the general", ["Макартур"]),
    ("В Абу-Даби", "in Abu Dhabi", []),
    ("экс-президент Иванов-Петров", "ex-President Ivanov-Petrov", []),
    ("Stalin's answer", "ответ Сталина", []),
    ("ДИРЕКТИВА ШТАБА", "order", []),
    ("Сказал Уайли.", "said Wiley", []),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), NAMES)
def test_names_that_only_one_passage_says(ours, theirs, expected):
    found = unsaid(names(ours), [names(theirs)], LEXICON)
    assert [name.text for name in found] == expected


# What the texts call a place or a person, and whether these are other names.
OTHERWISE = [
    ("в Сиаме", "in Thailand", True),
    ("в Сиаме", "in Siam", False),
    ("в Таиланде", "in Siam", True),
    ("в Таиланде", "in Thailand", False),
    ("в Мукдене", "in Shenyang", True),
    ("в Мукдене", "in Mukden", False),
    ("в Китае", "in China", False),
    ("в Пекине", "in Beijing", False),
    ("в Пекине", "in Peking", False),
    ("в Бэйпине", "in Beijing", True),
    ("на реке Ялуцзян", "on the Yalu River", False),
    ("МНР", "Mongolia", False),
    ("в Корее", "in Korea", False),
    ("Чжоу Эньляя", "Zhou Enlai", False),
    ("в Сиаме", "in Berlin", False),
]


@pytest.mark.parametrize(("ru", "en", "expected"), OTHERWISE)
def test_places_and_persons_by_another_name(ru, en, expected):
    assert bool(list(otherwise(names(ru), names(en)))) is expected
    assert bool(list(otherwise(names(en), names(ru)))) is expected


RU = (
    "Вчера в Москву прибыла делегация из Кореи. Она пробыла там 12 дней и посетила 3 завода.\n\n"
    "Товарищ Ковалев просил передать 477 тонн хлеба. Он ждёт ответа из Харбина."
)
EN = (
    "Yesterday a delegation from Korea arrived in Moscow. It stayed there for twelve days and "
    "visited 3 factories.\n\nComrade Kovalev asked for 477 tons of bread. He awaits an answer "
    "from Harbin."
)


def test_texts_that_say_the_same_differ_in_nothing():
    assert not compared(RU, EN)


@pytest.mark.parametrize(
    ("old", "new", "kind", "expected"),
    [
        ("477 tons", "many tons", "numbers", [("ru", "477")]),
        ("477 tons", "478 tons", "numbers", [("ru", "477"), ("en", "478")]),
        ("twelve days", "days", "numbers", [("ru", "12")]),
        ("from Harbin", "soon", "names", [("ru", "Харбина")]),
        ("arrived in Moscow", "arrived in Paris", "names", [("ru", "Москву"), ("en", "Paris")]),
        ("asked for", "of Berlin asked for", "names", [("en", "Berlin")]),
        (" He awaits an answer from Harbin.", "", "passages",
         [("ru", "Он ждёт ответа из Харбина.")]),
    ],
)  # fmt: skip
def test_one_change_is_one_difference(old, new, kind, expected):
    assert old in EN
    found = compared(RU, EN.replace(old, new))
    every = {name: getattr(found, name) for name in ("passages", "numbers", "names", "renamed")}
    assert [(one.language, one.text) for one in every.pop(kind)] == expected
    assert not any(every.values())


WORDS = st.sampled_from(
    ["Ковалев", "Москве", "Kovalev", "Siam", "Сиам", "12", "тыс.", "million", "два", "[ne",
     "sozrel]", "созрел", "Mao", "-", "\n\n", ". ", "№", "May", "in", "Мао Цзэ-дун", "ЦК", "A"]
)  # fmt: skip
TEXT = st.lists(WORDS, max_size=25).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_what_is_told_lies_in_the_texts(ru, en):
    found, made = compared(ru, en), record(ru, en)
    for one in (*found.passages, *found.numbers, *found.names):
        assert one.text
        assert made.text(one.language).body[one.start : one.end] == one.text
        assert (one.expected is None) == (one in found.passages)
    for pair in (one.passages for one in (*found.numbers, *found.names, *found.renamed)):
        for passage in (pair.ru, pair.en):
            assert made.text(passage.language).body[passage.start : passage.end] == passage.text
            assert all(passage.start <= m.start < m.end <= passage.end for m in passage.marks)


@settings(max_examples=30, deadline=None)
@given(TEXT)
def test_a_text_says_what_it_says(text):
    """Compared with itself, no text lacks anything."""
    found = compared(text, text)
    assert (found.numbers, found.names) == ((), ())

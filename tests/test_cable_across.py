"""Is the cable found from either language: as it is, and by one of its texts alone?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from searchlib import Index, formats

CABLE = Path(__file__).parents[1] / "documents" / "kovalev_cable_54611.md"

QUERIES = [
    "война между Северной и Южной Кореей",
    "invasion of South Korea",
    "гидроэлектростанция на реке Ялуцзян",
    "hydroelectric station on the Yalu",
    "partisan movement in Manchuria",
    "партизанское движение в Маньчжурии",
    "Чжоу Эньлай",
    "Чжоу Эньлаю",
    "чжоу эньлай",
    "Chou En-lai",
    "Zhou Enlai",
    "Ким Ир Сен",
    "Kim Il Sung",
    "Kim Ilsong",
    "Мао Цзе-дун",
    "Mao Tse-tung",
    '"Mao Zedong"',
    "Гао Ган",
    "Kao Kang",
    "Чжу Дэ",
    "Chu Teh",
    "Лю Шаоци",
    "Liu Shao-ch'i",
    "Дун Биу",
    "Tung Pi-wu",
    "Мукден",
    "Mukden",
    "Shenyang",
    "Макартур",
    "MacArthur",
    "place:Мукден",
    "place:Shenyang",
    "Янцзы",
    "корейские дивизии",
    '"Korean divisions"',
    # Little words keep nothing out, of either language, whether between quotes or not.
    "war between North and South Korea",
    "война против Японии",
    '"в Маньчжурии"',
    '"in Manchuria"',
    # What stands the other way round in the other language.
    '"река Ялуцзян"',
    '"Yalu River"',
    '"ЦК КПК"',
]
LEFT = {"both": ("ru", "en"), "the Russian alone": ("ru",), "the English alone": ("en",)}


@pytest.fixture(scope="module")
def indexes():
    (cable,) = formats.read(formats.Original(CABLE.name, CABLE))
    made = {}
    for name, languages in LEFT.items():
        texts = tuple(text for text in cable.texts if text.language in languages)
        bare = cable if len(texts) == 2 else replace(cable, summary="", title="")
        made[name] = Index.of([replace(bare, texts=texts)])
    yield made
    for index in made.values():
        index.close()


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("query", QUERIES)
def test_finds_the_cable(indexes, query, left):
    hits = indexes[left].search(query)
    assert hits.total == 1, hits.notes
    assert any(side and side.marks for pair in hits[0].passages for side in (pair.ru, pair.en))
    assert hits.suggestions == ()


@pytest.mark.parametrize(
    ("query", "ru", "en"),
    [
        ("Чжоу Эньлай", "match", "counterpart"),
        ("Chou En-lai", "counterpart", "match"),
        ("Лю Шаоци", "match", "counterpart"),
        ("Liu Shao-chi", "counterpart", "match"),
        ("Мао Цзэдун", "match", "counterpart"),
        ("Mao Tse-tung", "counterpart", "match"),
    ],
)
def test_all_words_of_a_name_are_marked_alike(indexes, query, ru, en):
    (pair, *_) = indexes["both"].search(query)[0].passages
    for side, kind in ((pair.ru, ru), (pair.en, en)):
        marks = [(side.text[m.start - side.start : m.end - side.start], m.kind) for m in side.marks]
        assert [one for _, one in marks] == [kind] * 2, marks


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("query", ["Чан Кайши", "Tito", "Лин Бяо", "Ханой", "Албания", "Berlin"])
def test_whom_it_does_not_name_is_not_found(indexes, query, left):
    assert indexes[left].search(query).total == 0

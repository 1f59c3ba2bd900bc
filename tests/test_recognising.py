"""Is a name found however the reader and the record write it?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib.analysis import Analyzer, exact_form
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.naming.sounds import entries
from searchlib.bilingual.recognising import Recogniser
from searchlib.index import Index
from searchlib.records import Record, Text
from searchlib.vocabulary import Vocabulary

CABLE = "wilsoncenter-114898"
DOCUMENTS = Path(__file__).parents[1] / "documents"


@pytest.fixture(scope="module")
def indexes(tmp_path_factory):
    """Return the cable as it is, and with the texts of one language alone, undescribed."""
    folder = tmp_path_factory.mktemp("names")
    searchlib.build(DOCUMENTS, folder)
    with Index.open(folder) as index:
        whole = index.get(CABLE)
        alone = {
            language: Index.of(
                [replace(whole, title="", summary="", texts=(whole.text(language),))]
            )
            for language in ("ru", "en")
        }
        yield {"both": index, **alone}


PERSONS = """
Чжоу Эньлай|чжоу эньлаю|"Чжоу Эньлаем"|Чжоу Энь-лай|Zhou Enlai|zhou enlai|Chou En-lai|"Chou En-lai"
Ким Ир Сен|ким ир сену|"Ким Ир Сеном"|Ким Ирсен|Kim Il Sung|Kim Il-sung|Kim Ilsong|"Kim Ilsong"
Мао Цзэдун|Мао Цзэ-дуна|Мао Цзедуном|Mao Zedong|Mao Tse-tung|mao tsetung
Чень Юна|Чэнь Юнь|Чэнь Юню|Chen Yun|Ch'en Yun|Бой По|Бо Ибо|Bo Yibo|Po I-po
Гао Ган|гао ганом|Gao Gang|Kao Kang|"Kao Kang"|Лю Шао-ци|Liu Shaoqi|Liu Shao-ch'i
Чжу Дэ|Zhu De|Chu Teh|Дун Би-у|Tung Pi-wu|Ковалёв|Ковалеву|Kovalev|kovalyov|Макартуром|MacArthur
person:"Чжоу Эньлай"|person:"Chou En-lai"|person:Сталин|person:stalin|person:Ковалева|лицо:Kovalev
"""
PLACES = """
Мукден|Мукдене|мукденом|Шэньян|Mukden|Shenyang|Сиам|сиама|Таиланд|Siam|siam|Thailand
МНР|Монголия|Mongolia|MNR|Маньчжурия|Manchuria|Dongbei
place:Мукден|place:Mukden|place:Шэньяне|place:siam|место:Таиланд|place:Korea|place:"North Korea"
"""
ASKED = [query for line in (PERSONS + PLACES).split("\n") for query in line.split("|") if query]


@pytest.mark.parametrize("query", ASKED)
def test_finds_the_cable_whole_and_in_either_language(indexes, query):
    assert {name: index.search(query).total for name, index in indexes.items()} == {
        "both": 1, "ru": 1, "en": 1,
    }  # fmt: skip


ELSEWHERE = [
    "Peking", "Чан Кайши", "Lin Piao", "Kim Jong Il", "Чжоу Лин", "person:Мукден",
    "person:дивизии", 'person:"Lin Piao"', "place:Дальний",
]  # fmt: skip


@pytest.mark.parametrize("query", ELSEWHERE)
def test_other_names_do_not_find_the_cable(indexes, query):
    for language in ("ru", "en"):
        assert indexes[language].search(query).total == 0


AS_WRITTEN = [
    # query, what finds it: the record in Russian, in English
    ("=Шэньян", "", ""),
    ("=Мукден", "ru", ""),
    ("=Сиам", "ru", ""),
    ('"=Чжоу =Эньлай"', "", ""),
    ("ru:Shenyang", "", ""),
    ("en:Мукден", "", ""),
    ("Мукд*", "ru", ""),
    ("-Шэньян", "ru", "en"),
    ("-Mukden", "ru", "en"),
    ("Корея -Siam", "ru", "en"),
    ('Корея -"Chou En-lai"', "ru", "en"),
    ("-place:Шэньян", "ru", "en"),
    ("-(-Шэньян)", "ru", "en"),
]


@pytest.mark.parametrize(("query", "russian", "english"), AS_WRITTEN)
def test_what_is_exact_or_negated_is_no_other_name(indexes, query, russian, english):
    assert {n for n in ("ru", "en") if indexes[n].search(query).total} == {
        *filter(None, (russian, english))
    }


@pytest.mark.parametrize("query", ["Шэньян", "Siam", "Chou En-lai", "place:Siam", "person:Сталин"])
def test_without_translation_names_are_as_written(indexes, query):
    assert indexes["both"].search(query, translate=False).total == 0


NOTES = [
    ("en", "Чжоу Эньлаю", "чжоу эньлаю as zhou enlai"),
    ("ru", "Chou En-lai", "chou en lai as чжоу эньляй"),
    ("ru", "Siam", "siam as сиам"),
    ("en", "Сиам", "сиам as thailand"),
    ("en", "place:Шэньян", "шэньян as"),
    ("ru", "Kao Kang", "kao kang as гао ган"),
]


@pytest.mark.parametrize(("language", "query", "note"), NOTES)
def test_says_which_names_it_looked_for(indexes, language, query, note):
    (said,) = (n for n in indexes[language].search(query).notes if n.startswith("also looked"))
    assert note in said


def test_a_name_is_not_said_to_be_itself(indexes):
    for query in ("Zhou Enlai", "Мао Цзэдун", "Kim Il Sung"):
        for note in indexes["both"].search(query).notes:
            assert f"{query.lower()} as {query.lower()}" not in note


def marked(hit):
    return {
        passage.text[m.start - passage.start : m.end - passage.start]
        for pair in hit.passages
        for passage in filter(None, (pair.ru, pair.en))
        for m in passage.marks
    }


def test_names_are_marked(indexes):
    for query in ("Chou En-lai", "чжоу эньлай", 'person:"Zhou Enlai"'):
        assert marked(indexes["ru"].search(query).hits[0]) == {"Чжоу", "Эньляя"}
        assert marked(indexes["en"].search(query).hits[0]) == {"Zhou", "Enlai"}
    assert marked(indexes["ru"].search("Siam").hits[0]) == {"Сиам"}


TEXTS = {
    "ru": "Хрущёву сообщили, что Эйзенхауэр и Кеннан едут в Порт-Артур. Бэйпин занят. Жили в мире.",
    "eisenhower": "Eisenhower and Kennan spoke of Khrushchev's visit.",
    "peking": "Troops entered Peking.",
    "beijing": "He went to Beijing and to Lüshun.",
    "tang": "General T'ang En-po withdrew; Ch'en Yi crossed the river.",
    "kovalyov": "A note by Kovalyov.",
    "thames": "They crossed the Thames.",
    "hi": "Peace on earth.",
    "far": "A far and distant land.",
    "dairen": "Ships lay at Dairen.",
    "молотов": "Поезд шёл в Молотов.",
    "тан": "Генералу Тан Эньбо и Чэнь И не верили.",
    "хегай": "Тов. Хегая приняли.",
    "hegai": "Ho Ka-i was received.",
    "chosen": "A delegate was chosen.",
}


@pytest.fixture(scope="module")
def small():
    with Index.of(
        Record(
            id=key,
            title="",
            texts=(Text("ru" if any("а" <= c <= "я" for c in body) else "en", "text", body),),
        )
        for key, body in TEXTS.items()
    ) as index:
        yield index


FOUND = [
    ("Хрущев", "ru eisenhower"),
    ("khrushchev", "ru eisenhower"),
    ("эйзенхауэра", "ru eisenhower"),
    ("Eisenhower", "ru eisenhower"),
    ("кеннан", "ru eisenhower"),
    ("Пекин", "ru peking beijing"),
    ("Peking", "ru peking beijing"),
    ("Beiping", "ru peking beijing"),
    ("Бэйпине", "ru peking beijing"),
    ("Порт-Артура", "ru beijing"),
    ("Port Arthur", "ru beijing"),
    ("Люйшунь", "ru beijing"),
    ("Ковалёва", "kovalyov"),
    ("Темза", "thames"),
    ("Тан Эньбо", "tang тан"),
    ("Tang Enbo", "tang тан"),
    ("T'ang En-po", "tang тан"),
    ("Chen Yi", "tang тан"),
    ('"Chen Yi"', "tang тан"),
    ("Хегай", "хегай hegai"),
    ("Ho Ka-i", "хегай hegai"),
    ("peace", "ru hi"),
    ("далёкий", "far"),
    ("Дальний", "far dairen"),
    ("place:Дальний", "dairen"),
    ("place:река", "tang"),
    ("place:Молотов", "молотов"),
    ("place:Пермь", "молотов"),
    ("Пермь", "молотов"),
    ("Молотов", "молотов"),
    ("Корея", ""),
    ("place:Корея", "chosen"),
]


@pytest.mark.parametrize(("query", "ids"), FOUND)
def test_own_records(small, query, ids):
    assert {hit.record.id for hit in small.search(query, limit=99)} == set(ids.split())


def recogniser(*forms):
    vocabulary = Vocabulary.create()
    analyzer = Analyzer()
    analyzer.analyse(" ".join(forms))
    learnt = analyzer.take_learnt()
    vocabulary.add(learnt)
    vocabulary.add_names(entries(learnt))
    return Recogniser(vocabulary, Lexicon.open()), vocabulary


def said(finder, word):
    (token,) = Analyzer().analyse(word)
    return finder.of_word(token)


def test_a_word_the_lexicon_knows_is_no_name():
    finder, _ = recogniser("mir", "divisia", "мир", "mire", "peace", "war")
    for word in ("мир", "война", "дивизия", "peace"):
        assert said(finder, word) == ()


def test_a_word_that_says_something_else_is_no_name_unless_it_is_very_like():
    finder, _ = recogniser("murder", "marder", "porter")
    assert [name for name, _ in said(finder, "Мардер")] == ["marder"]
    assert [name for name, _ in said(recogniser("porter")[0], "Портер")] == ["porter"]


def test_only_the_nearest_names_are_taken_and_few():
    finder, _ = recogniser("kovalev", "kovalyov", "kovaliov", "kowalew", "covalev", "kovaleff",
                           "koval", "cavalry", "kobold", "kuvalda")  # fmt: skip
    names = said(finder, "Ковалёвым")
    assert 2 <= len(names) <= 5
    assert "kovalev" in {name for name, _ in names[:2]}
    assert {"cavalri", "cavalry", "kobold"}.isdisjoint(name for name, _ in names)
    assert all(0.25 <= weight <= 1 for _, weight in names)


def test_a_longer_name_adds_nothing_to_one_within_it():
    finder, _ = recogniser("yalu river", "people's republic of china", "port arthur")
    rows = {
        word: finder.of_words(Analyzer().analyse(word)) for word in ("Yalu", "Ялуцзян", "Китай")
    }
    assert rows == {"Yalu": (), "Ялуцзян": (), "Китай": ()}
    (row,) = finder.of_words(Analyzer().analyse("Люйшунь"))
    assert [word[0][0] for word in row] == ["port", "arthur"]


def test_what_the_index_does_not_hold_is_not_looked_for():
    finder, _ = recogniser("bread", "хлеб")
    assert said(finder, "Мукден") == ()
    assert finder.of_words(Analyzer().analyse("Чжоу Эньлай")) == ()


FINDER, VOCABULARY = recogniser(
    "kovalev shenyang zhou enlai kim il sung ковалёва мукдене эньляя чжоу ким ир сен"
)


@settings(deadline=None)
@given(st.text("ковалевмукднчжуэьйkovalevzhuenig' -", min_size=1, max_size=14))
def test_every_term_it_gives_is_in_the_index(text):
    tokens = Analyzer().analyse(text)
    given_terms = {term for token in tokens for term, _ in FINDER.of_word(token)}
    given_terms |= {term for row in FINDER.of_words(tokens) for word in row for term, _ in word}
    for term in given_terms:
        form = exact_form(term)
        assert VOCABULARY.terms([form]) if form else VOCABULARY.forms([term]), term


def test_names_come_in_the_same_order_in_every_run():
    code = (
        "from searchlib import Index, Record, Text\n"
        "text = Text('en', 'text', 'At Mukden, in Shenyang, near Fengtian: Мукден, Шэньян.')\n"
        "index = Index.of([Record('a', '', (text,))])\n"
        "print(index.search('Mukden').notes, index.search('Shenyang').notes)\n"
        "print([word.meanings for word in index.explain('Shenyang', 'a').words])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in "123"
    }
    assert len(printed) == 1


def test_hostile_words_take_bounded_time(small):
    started = time.process_time()
    for query in ("щ" * 200_000, "kh" * 100_000, "Чжоу " * 2_000, '"' + "ли " * 2_000 + '"'):
        small.search(query)
    assert time.process_time() - started < 20


def test_a_search_without_names_loads_none_of_what_they_need(tmp_path):
    searchlib.build(DOCUMENTS, tmp_path)
    code = (
        "import sys, searchlib\n"
        f"with searchlib.open({str(tmp_path)!r}) as index:\n"
        "    assert index.search('корейские дивизии').total == 1\n"
        "print(*(m for m in sys.modules if 'naming' in m or m == 'rapidfuzz'))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    naming = "searchlib.bilingual.naming"
    assert set(loaded) <= {naming, *(f"{naming}.{n}" for n in ("groups", "letters", "declension"))}

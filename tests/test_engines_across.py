"""Do all engines answer alike what is asked across languages? Plans as a search makes them.

The records are generated ones in both languages, those of them that have lost one text, and
the cable; the queries are a reader's, widened by the lexicon and by names.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest
from test_cable_across import CABLE, QUERIES
from test_engines import MAKERS, ORACLE, _nothing_is_left, same  # noqa: F401  leaves no index

from benchmarks import generated
from benchmarks.speed_queries import Collected, draw
from searchlib import formats
from searchlib.analysis import Analyzer
from searchlib.bilingual.crossing import Crossing
from searchlib.bilingual.lexicon import Lexicon
from searchlib.bilingual.naming.sounds import entries
from searchlib.bilingual.recognising import Recogniser
from searchlib.bilingual.widen import Widener
from searchlib.indexing.preparing import Preparer
from searchlib.query import parse
from searchlib.query.plan import And, Keyword, Overlap
from searchlib.vocabulary import Vocabulary

RECORDS = 90
EACH = 2
WRITTEN = [
    "война", "war", "помощь OR help", '"помощь Северной Корее"~5', "правительство и народ",
    "government people", "(мир OR war) -письмо", "title:Сталин", "person:Сталин", "Molotov",
    "советский посол", "Soviet ambassador", "железная дорога", "Организация Объединённых Наций",
]  # fmt: skip
SENTENCES = [
    "Какую помощь оказало советское правительство народу",
    "What did the Soviet government tell the Chinese leaders about Korean divisions",
]


@pytest.fixture(scope="module")
def archive():
    """Return documents, and what widens queries over them."""
    (cable,) = formats.read(formats.Original(CABLE.name, CABLE))
    records = [cable]
    for number, record in enumerate(generated.records(RECORDS)):
        left = (record.texts, record.texts[:1], record.texts[1:])[number % 3]
        records.append(replace(record, texts=left))
    preparer, vocabulary, lexicon = Preparer(), Vocabulary.create(), Lexicon.open()
    documents = [preparer.entry(record).document for record in records]
    learnt = preparer.take_learnt()
    vocabulary.add(learnt)
    vocabulary.add_names(entries(learnt))
    analyzer = Analyzer(vocabulary.terms)
    crossing = Crossing(lexicon, Recogniser(vocabulary, lexicon))

    def widened(text, match="all"):
        widener = Widener(analyzer.analyse, vocabulary.like, vocabulary.near, crossing)
        return widener.widen(parse(text, match=match).tree, sentence=match == "any")

    yield documents, widened
    vocabulary.close()
    lexicon.close()


@pytest.fixture(scope="module")
def asked(archive):
    """Return the widened queries by what was asked."""
    documents, widened = archive
    collected = Collected()
    for document in documents:
        collected.add(document)
    drawn = [query.text for query in draw(collected, EACH)]
    texts = dict.fromkeys([*QUERIES, *WRITTEN, *drawn])
    found = {text: widened(text) for text in texts}
    return found | {text: widened(text, "any") for text in SENTENCES}


def filled(engine, documents):
    """Add the documents in two goes, the first of them twice."""
    half = len(documents) // 2
    for part in (documents[: half + 5], documents[half:]):
        with engine.writer() as writer:
            for document in part:
                writer.add(document)
    return engine


@pytest.fixture(scope="module")
def oracle(archive):
    """Return the oracle, which is slow, and remembers its answers."""
    made = filled(MAKERS[ORACLE](None), archive[0])
    made.search, made.counts = lru_cache(None)(made.search), lru_cache(None)(made.counts)
    return made


@pytest.fixture(scope="module", params=[name for name in MAKERS if name != ORACLE])
def engine(request, archive, tmp_path_factory):
    made = filled(MAKERS[request.param](tmp_path_factory.mktemp("across")), archive[0])
    if request.param == "whoosh with numpy":
        made.patience = 0
    yield made
    made.close()


def test_the_queries_are_asked_in_the_other_language_too(asked, oracle):
    crossed = {text for text, widened in asked.items() if widened.translations}
    assert crossed >= {"война", "war", "Чжоу Эньлай", "Chou En-lai", *SENTENCES}
    assert len(crossed.intersection(QUERIES)) > len(QUERIES) / 2
    found = {text for text in crossed if oracle.search(asked[text].plan, limit=0).total}
    assert len(found) > len(crossed) / 2


def test_the_same_records_in_the_same_order(engine, oracle, asked):
    for text, widened in asked.items():
        everything, expected = (e.search(widened.plan, limit=1_000) for e in (engine, oracle))
        assert {m.id for m in everything.matches} == {m.id for m in expected.matches}, text
        same(everything, expected)
        first = engine.search(widened.plan, limit=10)
        assert [m.id for m in first.matches] == [m.id for m in expected.matches[:10]], text


def test_pages_filters_and_dates_of_what_was_found(engine, oracle, asked):
    for text, widened in asked.items():
        narrowed = And((widened.plan, Overlap("date", 710_500, 712_500)))
        described = And((widened.plan, Keyword("by_language", "ru")))
        for plan in (narrowed, described):
            same(engine.search(plan, limit=7, offset=2), oracle.search(plan, limit=7, offset=2))
        for sort in ("date", "-date"):
            how = {"limit": 5, "offset": 1, "sort": sort}
            same(engine.search(widened.plan, **how), oracle.search(widened.plan, **how))
        counted = engine.counts(widened.plan, "by_person")
        assert counted == oracle.counts(widened.plan, "by_person"), text

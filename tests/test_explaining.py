"""Why does a record match, and do the parts of its score add up to it, on every engine?"""

from __future__ import annotations

from math import inf

import pytest
from bilingual_archive import index_on, records
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib.answers.explaining import _Reckoner
from searchlib.engine import FlatTerms, create_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.ranking import bm25, idf


def _whoosh(folder, patience):
    engine = create_engine("whoosh", folder)
    engine.patience = patience
    return engine


ENGINES = {
    "memory": lambda _: MemoryEngine(),
    "whoosh": lambda folder: _whoosh(folder, inf),
    "whoosh with numpy": lambda folder: _whoosh(folder, 0),
    "tantivy": lambda folder: create_engine("tantivy", folder),
}
QUERIES = [
    ("Маньчжурия", "all"),
    ("железная дорога", "all"),
    ('"Korean divisions" OR урожай', "all"),
    ("корейские -дорога", "all"),
    ("title:cable просят", "all"),
    ("=просят", "all"),
    ("пар* OR wagn~1", "all"),
    ("person:Kovalev weapons", "all"),
    ("lang:ru", "all"),
    ("the hospital asks for medicines", "any"),
    ('"wounded soldiers"~4 ambassador корейский', "any"),
]
RECORDS = records()


@pytest.fixture(scope="module", params=ENGINES)
def index(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("explained") / "engine"
    with index_on(ENGINES[request.param](folder), RECORDS) as opened:
        yield opened


@pytest.mark.parametrize(("query", "match"), QUERIES)
def test_the_parts_add_up_to_the_score(index, query, match):
    hits = index.search(query, match=match)
    assert hits.total
    for hit in hits:
        why = index.explain(query, hit.record.id, match=match)
        assert why.matched
        assert sum(part.score for part in why.parts) == pytest.approx(hit.score, abs=1e-6)
        assert why.score == pytest.approx(hit.score, abs=1e-6)


@pytest.mark.parametrize(("query", "match"), QUERIES)
def test_what_is_no_hit_is_said_to_be_none(index, query, match):
    found = {hit.record.id for hit in index.search(query, match=match)}
    for record in RECORDS:
        assert index.explain(query, record.id, match=match).matched == (record.id in found)


@given(
    st.lists(
        st.sampled_from(["просят", "the", "железная", "Manchuria", "-дорога", "=Korean", "зер*"]),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["all", "any"]),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_query_adds_up(memory, words, match, translate):
    query = " ".join(words)
    for hit in memory.search(query, match=match, translate=translate):
        why = memory.explain(query, hit.record.id, match=match, translate=translate)
        assert why.score == pytest.approx(hit.score, abs=1e-6)


@pytest.fixture(scope="module")
def memory():
    with searchlib.Index.of(RECORDS) as opened:
        yield opened


def test_each_part_is_bm25_of_its_numbers(memory):
    why = memory.explain("корейские товарищи", "divisions")
    assert why.records == len(RECORDS)
    for part in why.parts:
        assert part.idf == pytest.approx(idf(why.records, part.matching))
        own = bm25(part.frequency, part.length, part.average, part.idf)
        assert part.score == pytest.approx(part.weight * own)
    first = next(p for p in why.parts if p.word == "корейские")
    assert (first.field, first.term, first.written) == ("ru", "корейский", "корейские")
    assert (first.frequency, first.matching) == (2, 1)


def test_words_come_with_what_they_are_looked_for_as(memory):
    why = memory.explain("дивизии Manchuria", "railway")
    one, other = why.words
    assert (one.written, one.found, other.written, other.found) == (
        "дивизии", False, "Manchuria", True,
    )  # fmt: skip
    assert one.meanings[0] == searchlib.Meaning("дивизия", "дивизия", 1.0, "word")
    assert any(m.kind == "translation" and "divis" in m.term for m in one.meanings)
    assert any(m.kind == "name" and m.term == "маньчжурия" for m in other.meanings)
    assert not why.matched
    assert (why.score, why.parts) == (0.0, ())


def test_a_meaning_is_written_as_the_archive_writes_it():
    texts = (
        searchlib.Text("ru", "text", "Вторжение врага."),
        searchlib.Text("en", "text", "The enemy's invasions."),
    )
    with searchlib.Index.of([searchlib.Record("a", "", texts)]) as index:
        (word,) = index.explain("вторжение", "a").words
        assert [m.written for m in word.meanings] == ["вторжение", "invasions"]
    with searchlib.Index.of([searchlib.Record("a", "", texts[:1])]) as index:
        (word,) = index.explain("вторжение", "a").words
        assert [m.written for m in word.meanings] == ["вторжение"]
        assert "invas-" in [one.said for one in index.translations("вторжение")]


def test_words_said_together_are_one_part(memory):
    why = memory.explain("железная дорога", "railway", translate=False)
    assert {part.word for part in why.parts} == {"железная", "дорога", "железная … дорога"}
    why = memory.explain('"Korean comrades"', "divisions")
    assert {part.word for part in why.parts} == {"Korean … comrades"}


def test_a_wildcard_is_shown_by_its_forms(memory):
    why = memory.explain("паров*", "railway")
    assert why.words[0].meanings == (searchlib.Meaning("=паровозов", "паровозов", 1.0, "form"),)
    assert [part.written for part in why.parts] == ["паровозов"]


def test_what_is_negated_explains_nothing(memory):
    why = memory.explain("просят -дорога", "hospital")
    assert [word.written for word in why.words] == ["просят"]


def test_bad_questions_are_refused(memory):
    with pytest.raises(searchlib.RecordNotFound):
        memory.explain("просят", "nobody")
    with pytest.raises(searchlib.UsageError):
        memory.explain("просят", "railway", match="some")


def test_a_book_is_looked_at_once_however_many_terms_a_wildcard_stands_for(monkeypatch):
    looked: list[str] = []

    def counting(name, function):
        return lambda *given: looked.append(name) or function(*given)

    standing, positions = _Reckoner._standing, FlatTerms.positions.fget
    monkeypatch.setattr(_Reckoner, "_standing", counting("standing", standing))
    text = searchlib.Text("ru", "text", " ".join(f"уголь{letter}" for letter in "абвгдежзик"))
    with searchlib.Index.of([searchlib.Record("book", "", (text,))]) as opened:
        monkeypatch.setattr(FlatTerms, "positions", property(counting("positions", positions)))
        (part,) = opened.explain("угол*", "book").parts
        opened.search("угол*")
    assert sorted(looked) == ["positions", "standing"]
    assert (part.field, part.frequency, part.written[:5]) == ("ru", 1, "уголь")

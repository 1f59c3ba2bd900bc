"""Do all hits of a query come, each once and in order, a page at a time?"""

from __future__ import annotations

import pytest

import searchlib
from searchlib import Record, Text, UsageError
from searchlib.answers import every

RECORDS = [
    Record(f"r{n:02}", f"Letter {n}", (Text("en", "text", "coal " * (n % 7 + 1) + "train"),))
    for n in range(25)
]


@pytest.fixture(scope="module")
def index():
    with searchlib.Index.of(RECORDS) as made:
        yield made


@pytest.mark.parametrize("page", [1, 7, 25, 26])
@pytest.mark.parametrize("sort", ["relevance", "-date"])
def test_each_gives_what_search_gives(index, page, sort, monkeypatch):
    monkeypatch.setattr(every, "_PAGE", page)
    hits = index.search("уголь", limit=100, sort=sort)
    assert len(hits) == 25
    assert tuple(index.each("уголь", sort=sort)) == hits.hits
    assert list(index.scores("уголь", sort=sort)) == [(hit.record.id, hit.score) for hit in hits]


def test_what_is_asked_for_counts(index):
    assert list(index.each("уголь", translate=False)) == []
    assert len(list(index.each("coal", filter="id:r03"))) == 1
    assert len(list(index.each("coal giraffe", match="any"))) == 25
    plain = next(index.each("coal", marks=False))
    marked = next(index.each("coal", passages=1))
    assert (plain.record, plain.score, plain.passages) == (marked.record, marked.score, ())
    assert marked.passages[0].en.marked


@pytest.mark.parametrize("ask", ["each", "scores"])
def test_a_mistake_is_said_at_once(index, ask):
    with pytest.raises(UsageError, match="sort is one of"):
        getattr(index, ask)("coal", sort="colour")


def test_a_closed_index_ends_what_was_begun_and_begins_no_more():
    with searchlib.Index.of(RECORDS[:3]) as made:
        begun, waiting = made.each("coal"), made.each("coal")
        next(begun)
    assert len(list(begun)) == 2
    with pytest.raises(UsageError, match="has been closed"):
        next(waiting)


@pytest.mark.parametrize("offset", [1, 24, 25, 99])
def test_what_is_passed_over_is_not_read(index, offset, monkeypatch):
    whole = list(index.each("coal"))
    load, loaded = type(index._parts).load, []
    monkeypatch.setattr(
        type(index._parts), "load", lambda parts, name: loaded.append(name) or load(parts, name)
    )
    assert list(index.each("coal", offset=offset)) == whole[offset:]
    assert loaded == [hit.record.id for hit in whole[offset:]]
    with pytest.raises(UsageError, match="cannot be negative"):
        index.each("coal", offset=-1)


def test_all_come_from_the_index_that_was_opened(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    for n in range(5):
        (documents / f"{n}.txt").write_text(f"Письмо номер {n} об угле.", "utf-8")
    searchlib.build(documents, tmp_path / "index")
    with searchlib.open(tmp_path / "index") as opened:
        hits = opened.each("уголь")
        next(hits)
        for file in documents.iterdir():
            file.unlink()
        searchlib.build(documents, tmp_path / "index")
        assert len(list(hits)) == 4

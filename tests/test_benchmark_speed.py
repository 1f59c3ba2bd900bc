"""Does the benchmark of speed ask all systems the same, and do they find it?"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec

import pytest

from benchmarks import generated, speed
from benchmarks.speed_peers import Fts5, Tantivy
from benchmarks.speed_queries import CLASSES, Collected, draw, tokens
from searchlib.engine import Document, FieldTerms
from searchlib.engine.memory import MemoryEngine
from searchlib.indexing.preparing import Preparer

EACH = 3


@pytest.fixture(scope="module")
def documents():
    preparer = Preparer()
    return [preparer.entry(record).document for record in generated.records(60)]


@pytest.fixture(scope="module")
def queries(documents):
    collected = Collected()
    for document in documents:
        collected.add(document)
    return draw(collected, EACH)


@pytest.fixture(params=[Fts5, Tantivy])
def peer(request, tmp_path, documents):
    if request.param is Tantivy and find_spec("tantivy") is None:
        pytest.skip("tantivy is not installed")
    peer = request.param(tmp_path)
    with peer.filling() as add:
        for document in documents:
            add(document)
    yield peer
    peer.close()


def test_tokens_stand_in_order_each_once():
    positions = {"=стали": [1], "стать": [1], "сталь": [1], "мы": [0], "=мы": [0]}
    document = Document("r", {"ru": FieldTerms(2, positions)})
    assert tokens(document, "ru") == ["мы", "стать"]
    assert tokens(document, "en") == []


def test_every_class_is_drawn_and_no_query_twice(queries):
    kinds = [query.kind for query in queries]
    # The built-in vocabulary has no words a lexicon would know.
    known = set(CLASSES) - (set() if generated.SHARED.exists() else {"cross-language"})
    assert set(kinds) >= known
    assert max(map(kinds.count, kinds)) <= EACH
    assert len({query.text for query in queries if query.kind == "and of three"}) == EACH


def test_peers_find_the_records_searchlib_does(peer, documents, queries):
    engine = MemoryEngine()
    with engine.writer() as writer:
        for document in documents:
            writer.add(document)
    for query in queries:
        if query.kind == "cross-language":  # searchlib's own words have several terms
            continue
        ours = {match.id for match in engine.search(speed.planned(query), limit=100).matches}
        found = peer.find(peer.prepared(query))
        assert set(found) <= ours, query
        assert found or query.days, query


def test_facets_count_the_same_on_both(tmp_path, documents, queries):
    engine, peer = MemoryEngine(), Fts5(tmp_path)
    with engine.writer() as writer, peer.filling() as add:
        for document in documents:
            writer.add(document)
            add(document)
    assert not peer.described()
    peer.describe(documents)
    assert peer.described()
    common = [query for query in queries if query.kind == "common term"]
    assert common
    for query in common:
        ours = speed.counted(engine, speed.planned(query))
        assert {field: counts for field, counts in ours.items() if counts} == peer.facets(query)
    peer.close()


def test_it_measures_and_prints_json(tmp_path, capsys, monkeypatch):
    arguments = ["speed", "--records", "40", "--each", "1", "--folder", str(tmp_path), "--json"]
    monkeypatch.setattr(sys, "argv", arguments)
    for _ in range(2):  # the second time with what the first has left
        speed.main()
        systems = json.loads(capsys.readouterr().out)["systems"]
        for name in ("searchlib", "fts5"):
            for metric in ("at_first_sight_all_p50_ms", "again_all_p95_ms", "size_mb"):
                assert systems[name][metric] > 0
            assert systems[name]["whole_search_phrase_p50_ms"] > 0
            assert systems[name]["facets_first_ms"] > 0
            assert systems[name]["facets_again_p95_ms"] > 0
    assert not [name for name in systems["searchlib"] if name != name.lower()]


def test_percentiles():
    assert speed.percentiles([3.0]) == (3.0, 3.0)
    middle, high = speed.percentiles(range(1, 101))
    assert (middle, round(high)) == (50.5, 95)

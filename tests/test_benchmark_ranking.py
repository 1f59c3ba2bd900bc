"""Does the ranking benchmark compute what it says it computes, beside an honest peer?"""

from __future__ import annotations

import gzip
import json
from math import log2
from pathlib import Path

import pytest

from benchmarks import ranking
from benchmarks.ranking import main, metrics, read, records

DOCS = [
    {"id": 1, "title": "Boundary layers", "text": "Boundary layers on a flat plate."},
    {"id": "2", "title": "Heat transfer", "text": "How heat flows from a plate to a fluid."},
    {"id": "3", "title": "", "text": "Wings in a slipstream."},
    {"id": "4", "title": "Войска в Корее", "text": "Японские войска ушли из Кореи."},
    {"id": "5", "title": "Empty", "text": None},
]
QUERIES = [
    {"id": 1, "text": "what is known of boundary layers on plates ."},
    {"id": "2", "text": "где стояли японские войска?"},
    {"id": "3", "text": 'is the heat transferred (by ?fluid? -none) "quickly" .'},
    {"id": "4", "text": "nothing relevant to be found"},
    {"id": "5", "text": "never judged"},
]
QRELS = {
    "1": {"1": 2, "2": 1, "3": 0},
    "2": {"4": 1},
    "3": {"2": 1, "3": -1},
    "4": {"1": 0, "2": -1},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.json.gz"
    whole = {"name": "tiny", "docs": DOCS, "queries": QUERIES, "qrels": QRELS}
    path.write_bytes(gzip.compress(json.dumps(whole).encode()))
    return path


def test_metrics_by_hand():
    # Relevant: a with grade 2, b and c with 1. Found: b first, a third, c not.
    found = metrics(["b", "x", "a", "y"], {"a": 2.0, "b": 1.0, "c": 1.0})
    best = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert found["ndcg@10"] == pytest.approx((1 / log2(2) + 2 / log2(4)) / best)
    assert found["map"] == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert found["recall@100"] == pytest.approx(2 / 3)


def test_metrics_look_only_as_deep_as_they_say():
    ranked = [f"x{n}" for n in range(10)] + ["a"] + [f"y{n}" for n in range(89)] + ["b"]
    found = metrics(ranked, {"a": 1.0, "b": 1.0})
    assert found["ndcg@10"] == 0
    assert found["recall@100"] == 0.5
    assert found["map"] == pytest.approx((1 / 11 + 2 / 101) / 2)


def test_the_best_order_scores_one():
    assert set(metrics(["a", "b"], {"b": 1.0, "a": 3.0}).values()) == {1.0}
    assert set(metrics([], {"a": 1.0}).values()) == {0.0}


def test_only_queries_with_a_relevant_document_are_asked(data):
    collection = read(data)
    assert list(collection.queries) == ["1", "2", "3"]
    assert collection.relevant["1"] == {"1": 2.0, "2": 1.0}
    assert collection.relevant["3"] == {"2": 1.0}


def test_documents_become_records_in_their_language(data):
    found = {record.id: record for record in records(read(data))}
    assert [record.texts[0].language for record in found.values()] == ["en", "en", "en", "ru", "en"]
    assert found["1"].title == "Boundary layers"
    assert found["5"].texts[0].body == ""


@pytest.mark.parametrize("engine", ["whoosh", "memory"])
def test_json_is_one_object_with_both_systems(data, capsys, engine):
    assert main(["--data", str(data), "--engine", engine, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["data"] == str(data)
    assert set(report["systems"]) == {"searchlib", "fts5"}
    for system in report["systems"].values():
        assert system["ndcg@10"] == system["map"] == system["recall@100"] == 1.0
    assert report["systems"]["fts5"]["shape"].startswith("title x ")


def test_the_peer_is_given_its_best_shape(data):
    from searchlib.analysis import Analyzer

    collection = read(data)
    shapes = {
        shape: rank("boundary layers")
        for shape, rank in ranking.fts5_shapes(collection, Analyzer().analyse)
    }
    assert len(shapes) == 8
    assert all(ranked[0] == "1" for ranked in shapes.values())
    assert ranking.fts5(collection, Analyzer().analyse, 99, 1.0)("—") == []


def test_table_for_people(data, capsys):
    assert main(["--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert "5 documents, 3 queries" in out
    rows = {line.split()[0]: line.split()[1:4] for line in out.splitlines()[3:] if line}
    assert rows["searchlib"] == rows["fts5"] == ["1.0000"] * 3
    assert rows["ratio"] == ["1.000"] * 3


def test_missing_data_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(ranking, "DEFAULT_DATA", tmp_path / "cranfield.json.gz")
    assert main([]) == 2
    assert main(["--data", str(tmp_path / "none.json")]) == 2
    err = capsys.readouterr().err
    assert "cranfield.json.gz" in err
    assert "none.json" in err
    assert "--data PATH" in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is no test collection"),
        ("[]", "is no test collection"),
        ('{"docs": []}', "is no test collection"),
        ('{"docs": [], "queries": [], "qrels": {}}', "no query with a relevant document"),
    ],
)
def test_another_file_is_refused(tmp_path, capsys, content, message):
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    assert main(["--data", str(path)]) == 2
    assert message in capsys.readouterr().err

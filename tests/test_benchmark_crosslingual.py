"""Does the cross-language benchmark compute what it says, on the real engines?"""

from __future__ import annotations

import gzip
import json

import pytest

from benchmarks import crosslingual
from benchmarks.cognates import Cognates
from benchmarks.crosslingual import main, metrics, read
from searchlib.analysis import Analyzer
from searchlib.bilingual.lexicon import Lexicon

PASSAGES = [
    {"id": 1, "ru": "Война в Северной Корее.", "en": "The war in North Korea.", "title": "x"},
    {"id": "2", "ru": "Посол Штыков писал о хлебе.", "en": "Ambassador Shtykov wrote of bread."},
    {"id": "3", "ru": "Завод строил тракторы.", "en": "The plant was building tractors."},
]
QUERIES = [
    {"id": "a", "ru": "Где была война?", "en": "Where was the war?", "passage_id": 1},
    {"id": "b", "ru": "Кто такой Штыков?", "en": "Who was Shtykov?", "passage_id": "2"},
    {"id": "c", "ru": "Что там?", "en": "What of it?", "passage_id": "none"},
]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "tiny.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"passages": PASSAGES, "queries": QUERIES}).encode()))
    return path


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["a"], (1, 1, 1)),
        (["b", "a"], (0, 1, 1 / 2)),
        (["b", "c", "d", "e", "f", "a"], (0, 0, 1 / 6)),
        ([], (0, 0, 0)),
    ],
)
def test_metrics_by_hand(found, expected):
    assert tuple(metrics(found, "a").values()) == pytest.approx(expected)


def test_questions_about_other_passages_are_left_out(data):
    collection = read(data)
    assert list(collection.passages) == ["1", "2", "3"]
    assert [passage for _, passage in collection.queries] == ["1", "2"]


@pytest.mark.parametrize("engine", ["whoosh", "memory"])
def test_json_is_one_object_with_all_systems(data, capsys, engine):
    assert main(["--data", str(data), "--engine", engine, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["data"] == str(data)
    systems = report["systems"]
    assert set(systems) == {"searchlib", "cognates", "lexicon", "off"}
    assert {systems["searchlib"][f"recall@1_{way}"] for way in ("ru_en", "en_ru")} == {1.0}
    assert {systems["lexicon"][f"recall@1_{way}"] for way in ("ru_en", "en_ru")} == {0.5}
    assert {systems["off"][f"recall@1_{way}"] for way in ("ru_en", "en_ru")} == {0.0}
    for system in systems.values():
        assert system["mrr_ru_ru"] == system["mrr_en_en"] == 1.0


def test_table_for_people(data, capsys):
    assert main(["--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert "3 passages, 2 questions" in out
    rows = {tuple(line.split()[:2]): line.split()[2:5] for line in out.splitlines()[3:]}
    assert rows["en→ru", "searchlib"] == ["1.0000"] * 3
    assert len(rows) == 16


def test_a_lexicon_of_ones_own_is_laid_over(data, tmp_path, capsys):
    other = tmp_path / "other.lexicon"
    other.write_text("none", "utf-8")
    assert main(["--data", str(data), "--lexicon", str(other)]) == 2
    assert "is no lexicon of this version" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no passages and questions"),
        ("[]", "holds no passages and questions"),
        ('{"passages": []}', "holds no passages and questions"),
        ('{"passages": [], "queries": []}', "has no question about one of its passages"),
    ],
)
def test_another_file_is_refused(tmp_path, capsys, content, message):
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    assert main(["--data", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_missing_data_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(crosslingual, "DEFAULT_DATA", tmp_path / "xquad.json")
    assert main([]) == 2
    assert "--data PATH" in capsys.readouterr().err


def test_the_data_at_hand_is_named_by_what_it_holds(data, capsys, monkeypatch):
    monkeypatch.setattr(crosslingual, "DEFAULT_DATA", data)
    assert main(["--data", "xquad", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"] == str(data)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Ковалёв", {"kovalev"}), ("Kovalev", {"ковалев"}), ("Шанхай", {"shanghai"}), ("ООН", set())],
)
def test_the_baseline_of_names(word, expected):
    cognates = Cognates(["kovalev", "ковалев", "shanghai", "bread", "хлеб", "un"])
    (token,) = Analyzer().analyse(word)
    assert {term for term, _ in cognates.of_word(token)} == expected


@pytest.mark.slow
@pytest.mark.skipif(not crosslingual.DEFAULT_DATA.exists(), reason="needs the shared data")
def test_questions_find_their_passages_across():
    with Lexicon.open() as lexicon:
        systems = crosslingual.run(read(crosslingual.DEFAULT_DATA), "whoosh", lexicon)
    across, off = systems["searchlib"], systems["off"]
    assert across["recall@1_ru_en"] >= 0.87
    assert across["recall@1_en_ru"] >= 0.83
    for metric in crosslingual.METRICS:
        for language in ("ru", "en"):
            assert (
                across[f"{metric}_{language}_{language}"] >= off[f"{metric}_{language}_{language}"]
            )

"""Does the morphology benchmark count what it says it counts?"""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import morphology
from benchmarks.morphology import Counts, as_indexed, count, main, read_pairs

RUSSIAN = """\
# sent_id = 1
1\tВойска\tвойско\tNOUN\t_\t_\t0\troot\t_\t_
2\tвойсками\tвойско\tNOUN\t_\t_\t1\tnmod\t_\t_
2.1\tвойску\tвойско\tNOUN\t_\t_\t_\t_\t_\t_
3-4\tнего\t_\t_\t_\t_\t_\t_\t_\t_
3\tстали\tстать\tVERB\t_\t_\t1\tacl\t_\t_
4\tстали\tсталь\tNOUN\t_\t_\t3\tnmod\t_\t_
5\tсталью\tсталь\tNOUN\t_\t_\t3\tnmod\t_\t_
6\tи\tи\tCCONJ\t_\t_\t3\tcc\t_\t_
7\tвойска\tвойско\tNOUN\t_\t_\t1\tconj\t_\t_
8\tЁлки\tёлка\tNOUN\t_\t_\t1\tconj\t_\t_
"""
ENGLISH = """\
1\tMen\tman\tNOUN\t_\t_\t0\troot\t_\t_
2\tman\tman\tNOUN\t_\t_\t1\tconj\t_\t_
3\tman's\tman\tNOUN\t_\t_\t1\tconj\t_\t_
4\tsold\tsell\tVERB\t_\t_\t1\tacl\t_\t_
5\tselling\tsell\tVERB\t_\t_\t1\tacl\t_\t_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "ru.conllu"
    path.write_text(RUSSIAN, encoding="utf-8")
    return path


def test_pairs_are_distinct_folded_and_of_words_with_content(treebank: Path):
    assert read_pairs(treebank) == {
        ("войска", "войско"),
        ("войсками", "войско"),
        ("стали", "стать"),
        ("стали", "сталь"),
        ("сталью", "сталь"),
        ("елки", "елка"),
    }


def test_counts_follow_the_protocol_by_hand(treebank: Path):
    lemmas = {
        "войска": ["войско"],
        "войсками": ["войск"],
        "стали": ["стать", "сталь"],
        "сталью": ["сталь"],
        "елки": ["елка"],
    }
    counts = count(read_pairs(treebank), lemmas.__getitem__)
    # войска and войсками miss each other. стали, asked for сталь and for стать, finds
    # сталью both times; сталью finds стали. Relevant: 1 + 1 + 1 (стали) + 1 (сталью).
    assert counts[:3] == (2, 3, 4)
    assert counts.metrics()["precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert counts.metrics()["recall"] == 0.5
    assert counts.metrics()["f1"] == pytest.approx(4 / 7, abs=1e-4)


def test_nothing_retrieved_is_no_mistake():
    assert Counts(0, 0, 3).metrics()["f1"] == 0.0


@pytest.mark.parametrize(
    ("form", "indexed"),
    [
        ("Цзе-дун", "цзедун"),
        ("Ёлка", "елка"),
        ("г.", "г"),
        ("#мир", "мир"),
        ("вoйска", "войска"),
        ("№", "no"),
    ],
)
def test_forms_are_fed_as_the_product_indexes_them(form: str, indexed: str):
    assert as_indexed(form) == indexed


def test_json_is_one_object_with_all_systems(treebank: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--data", str(treebank), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["data"] == [str(treebank)]
    assert set(report["systems"]) == {"searchlib", "snowball", "pymorphy3 all lemmas"}
    for metrics in report["systems"].values():
        assert {"precision", "recall", "f1"} <= set(metrics)
    assert report["systems"]["searchlib"]["recall"] == 1.0
    assert report["systems"]["searchlib"]["precision"] == 0.8
    assert report["files"][str(treebank)]["pairs"] == 6


def test_several_files_are_counted_together(tmp_path, treebank, capsys):
    english = tmp_path / "en.conllu.gz"
    english.write_bytes(gzip.compress(ENGLISH.encode()))
    assert main(["--data", str(treebank), "--data", str(english), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report["systems"]) == {"searchlib", "snowball"}
    by_file = report["files"]
    assert by_file[str(english)]["systems"]["searchlib"]["f1"] == 1.0
    assert by_file[str(english)]["systems"]["snowball"]["f1"] < 1.0
    # 4 of 5 in Russian, 8 of 8 in English.
    assert report["systems"]["searchlib"]["precision"] == round(12 / 13, 4)


def test_table_for_people(treebank: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--data", str(treebank)]) == 0
    out = capsys.readouterr().out
    assert "ru.conllu, 6 pairs" in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  ")][-3:] == [
        "searchlib",
        "snowball",
        "pymorphy3",
    ]


def test_missing_file_is_named_and_fails(tmp_path, capsys):
    missing = tmp_path / "nothing.conllu.gz"
    assert main(["--data", str(missing)]) == 1
    err = capsys.readouterr().err
    assert str(missing) in err
    assert "--data PATH" in err


def test_missing_default_data_is_named_and_fails(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(morphology, "DEFAULT_DATA", (tmp_path / "ru.conllu.gz",))
    assert main([]) == 1
    assert "ru.conllu.gz" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "not a treebank at all\n"])
def test_a_file_without_words_fails(tmp_path, capsys, content):
    path = tmp_path / "empty.conllu"
    path.write_text(content, encoding="utf-8")
    assert main(["--data", str(path)]) == 1
    assert "empty.conllu" in capsys.readouterr().err

"""Does the alignment benchmark compute what it says it computes?"""

from __future__ import annotations

import gzip
import json

import pytest

from benchmarks import passages as splitting
from benchmarks.alignment import Document, documents, main, pairs
from benchmarks.gale_church import gale_church
from benchmarks.generated import SHARED
from searchlib.bilingual.links import Alignment, Link
from searchlib.bilingual.passages import passages

SEGMENTS = [
    {"ru": "Вчера Молотов принял посла.", "en": "Yesterday Molotov received the ambassador."},
    {"ru": "Посол молчал.", "en": "The ambassador was silent."},
    {
        "ru": "Встреча 17 мая закончилась в полночь.",
        "en": "The meeting of 17 May ended at midnight.",
    },
]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps({"segments": SEGMENTS}) + "\n").encode() * 2))
    return path


def whole(path) -> Document:
    return next(documents([path], 0.0, 1))


def counted(document: Document, *links: Link) -> tuple[int, int, int]:
    spans = (passages(side.text) for side in document)
    return pairs(document, Alignment(*spans, links))


def test_pairs_of_words_by_hand(data):
    document = whole(data)
    one, two, three = (Link((n,), (n,)) for n in range(3))
    wanted = 4 * 5 + 2 * 4 + 6 * 8
    assert counted(document, one, two, three) == (wanted, wanted, wanted)
    assert counted(document, one, three) == (20 + 48, 20 + 48, wanted)
    assert counted(document, Link((0, 1), (0, 1)), three) == (wanted, 6 * 9 + 48, wanted)
    assert counted(document, Link((0,), (1,))) == (0, 16, wanted)


def test_sentences_are_dropped_from_each_side_alone_and_alike_for_a_seed(data):
    first, again = (list(documents([data] * 20, 0.3, 5)) for _ in range(2))
    assert first == again
    kept = [[number for _, number in side.ends] for document in first for side in document]
    assert 0.6 < sum(map(len, kept)) / (2 * 40 * 3) < 0.8
    assert any(ru != en for ru, en in zip(kept[::2], kept[1::2], strict=True))


def test_gale_church_links_by_length():
    links = gale_church([100, 30, 200], [100, 33, 90, 105])
    assert links == [Link((0,), (0,)), Link((1,), (1,)), Link((2,), (2, 3))]
    assert gale_church([], [5]) == [Link((), (0,))]


def test_the_command_prints_one_object(data, capsys):
    assert main(["--data", str(data), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["data"] == str(data)
    ours = printed["systems"]["searchlib"]
    assert (ours["precision"], ours["recall"], ours["f1"]) == (1, 1, 1)
    assert ours["ratio"] > 0
    assert set(printed["systems"]) == {"searchlib", "without lexicon", "gale-church"}


def test_the_command_prints_a_table(data, capsys):
    assert main(["--data", str(data), "--drop", "0.1"]) == 0
    assert "gale-church" in capsys.readouterr().out


def test_bad_data_is_named(tmp_path, capsys):
    assert main(["--data", str(tmp_path / "none.jsonl")]) == 2
    assert "Name a file: --data PATH" in capsys.readouterr().err
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", "utf-8")
    assert main(["--data", str(bad)]) == 2
    assert "bad.jsonl: no parallel texts" in capsys.readouterr().err


def test_boundaries_by_hand(tmp_path, capsys, monkeypatch):
    path = tmp_path / "ru_own-ud-dev.conllu.gz"
    rows = ["Молотов принял посла.", "Посол молчал", "Встреча закончилась.", "Все ушли."]
    path.write_bytes(gzip.compress("".join(f"# text = {row}\n" for row in rows).encode()))
    scores = splitting.run([path])["searchlib: own ru"]
    assert scores["precision"] == 1
    assert scores["recall"] == pytest.approx(2 / 3)
    monkeypatch.setattr(splitting, "splitters", lambda _: {"all": lambda text: range(len(text))})
    assert splitting.run([path])["all: own ru"]["recall"] == 1
    assert main(["--split", "--data", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["systems"]["all: own ru"]["recall"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(("drop", "least"), [("0", 0.95), ("0.1", 0.94)])
def test_the_figures_promised(drop, least, capsys):
    if not (SHARED / "parallel").exists():
        pytest.skip("the parallel texts are not here")
    pytest.importorskip("numpy")
    assert main(["--drop", drop, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["systems"]["searchlib"]["f1"] >= least

"""``searchlib lexicon``: what it prints, what it refuses, and what it leaves behind."""

from __future__ import annotations

import json

import pytest
from taught_archive import Archive


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path / "archive", count=12)
    made.build()
    return made


@pytest.fixture
def lexicon(run, archive):
    """Run ``searchlib lexicon`` on the archive."""
    env = {"SEARCHLIB_INDEX": str(archive.index), "SEARCHLIB_DOCUMENTS": str(archive.documents)}
    return lambda *words, **how: run("lexicon", *words, env=env, **how)


def test_show_says_which_layer_says_so(lexicon):
    done = lexicon("show", "снегирь", "railway")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *rest = done.stdout.splitlines()
    assert first == "снегирь"
    assert second.split()[1] == "lantern"
    assert second.split()[2] == "learnt"
    assert "railway" in rest
    assert any("железный дорога" in line and "period terms 1.00" in line for line in rest)


def test_show_as_json(lexicon):
    done = lexicon("show", "снегирь", "--json")
    first = json.loads(done.stdout.splitlines()[0])
    assert {name: first[name] for name in ("word", "term", "said")} == {
        "word": "снегирь", "term": "снегирь", "said": "lantern",
    }  # fmt: skip
    assert 0 < first["weight"] <= first["layers"]["learnt"] < 1


def test_a_word_nothing_says(lexicon):
    done = lexicon("show", "щщщщ")
    assert (done.returncode, done.stderr) == (1, "")
    assert "nothing in this lexicon says it" in done.stdout
    assert lexicon("show", "щщщщ", "--json").stdout == ""


def test_add_reports_what_was_read_and_what_was_not(lexicon, archive, tmp_path):
    (tmp_path / "terms.tsv").write_text("снегирь\tLantern\nмир\nвойна\twar\n", "utf-8")
    done = lexicon("add", "terms.tsv", "--dry-run")
    assert done.returncode == 2
    assert done.stdout == "terms.tsv: 2 entries, 1 line skipped\n"
    assert "skipped terms.tsv, line 2: write the Russian, a tab, and the English." in done.stderr
    assert f"Would put 1 file in {archive.glossaries} " in done.stderr
    assert not archive.glossaries.exists()
    done = lexicon("add", "terms.tsv")
    assert f"Put 1 file in {archive.glossaries} (" in done.stderr
    assert "terms.tsv 1.00" in lexicon("show", "снегирь").stdout
    again = lexicon("add", "terms.tsv")
    said = f"Nothing is new in {archive.glossaries}; there already: terms.tsv ("
    assert said in again.stderr
    (tmp_path / "more.tsv").write_text("клёст\tcrossbill\n", "utf-8")
    more = lexicon("add", "terms.tsv", "more.tsv")
    assert f"Put 1 file in {archive.glossaries}; there already: terms.tsv (" in more.stderr
    assert lexicon("add", "terms.tsv", "--replace").returncode == 2


def test_a_glossary_before_the_first_index(run, tmp_path):
    (tmp_path / "terms.tsv").write_text("снегирь\tLantern\n", "utf-8")
    env = {"SEARCHLIB_INDEX": None, "SEARCHLIB_DOCUMENTS": None}
    done = run("lexicon", "add", "terms.tsv", env=env)
    assert done.returncode == 0
    assert f"Put 1 file in {tmp_path / 'glossaries'}; the next index takes" in done.stderr


def test_what_cannot_be_added_is_one_line(lexicon, tmp_path):
    (tmp_path / "terms.odt").write_bytes(b"PK")
    done = lexicon("add", "terms.odt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("searchlib: terms.odt is no glossary or dictionary searchlib")
    assert "No such command 'teach'" in lexicon("teach").stderr


def test_learn(lexicon, archive, tmp_path):
    done = lexicon("learn")
    assert done.returncode == 0
    said, learnt = done.stderr.splitlines()
    assert said == "Learning which words translate which"
    assert learnt.startswith("Learnt translations of ")
    assert " terms from 12 records (" in learnt
    few = Archive(tmp_path / "few", count=1)
    few.build()
    done = lexicon("learn", "--index", str(few.index))
    assert done.returncode == 0
    assert done.stderr.startswith("Nothing is learnt: 1 record in both languages teach")


def test_settings_reach_the_commands(run, archive, tmp_path):
    (tmp_path / "searchlib.toml").write_text(f"index = {json.dumps(str(archive.index))}\n", "utf-8")
    done = run("lexicon", "show", "снегирь", env={"SEARCHLIB_INDEX": None})
    assert "learnt" in done.stdout


def test_index_says_that_it_learns_and_which_glossary_is_wrong(run, archive, tmp_path):
    places = ("--documents", str(archive.documents), "--index", str(archive.index))
    archive.glossaries.mkdir()
    (archive.glossaries / "terms.tsv").write_text("снегирь\n", "utf-8")
    done = run("index", *places)
    assert done.returncode == 2
    assert f"skipped {archive.glossaries / 'terms.tsv'}: line 1: write the Russian" in done.stderr
    assert ": the glossaries (" in done.stderr
    (archive.glossaries / "terms.tsv").unlink()
    done = run("rebuild", *places)
    assert "Learning which words translate which\n" in done.stderr
    assert "learnt from 12 records" in run("status", *places).stdout

"""Is what was searched for remembered, privately and at no cost; are saved searches kept?"""

from __future__ import annotations

import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from searchlib import UsageError
from searchlib.cli import keeping, places, remembered
from searchlib.cli.asking import Asked
from searchlib.cli.keeping import Last, Saved

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own."""
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


@pytest.mark.parametrize("variable", [True, False])
def test_folders_are_those_that_platforms_have(variable, monkeypatch):
    platformdirs = pytest.importorskip("platformdirs", reason="needs platformdirs")
    if not variable:
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.delenv("XDG_DATA_HOME")
    for ours, theirs in (
        (places.state_folder, platformdirs.user_state_path),
        (places.data_folder, platformdirs.user_data_path),
    ):
        assert ours() == theirs("searchlib", appauthor=False)


def test_a_relative_folder_is_ignored(monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    monkeypatch.setenv("LOCALAPPDATA", "here")
    assert places.state_folder().is_absolute()


# The history.


def test_searches_are_remembered_in_a_private_file(run, tmp_path):
    assert run("search", "Корея", "--any", "--filter", "date:1949").returncode == 0
    assert run("search", "жираф", "--no-history").returncode == 1
    assert run("search", "жираф", env={"SEARCHLIB_HISTORY": "off"}).returncode == 1
    (tmp_path / "searchlib.toml").write_text("history = false\n")
    assert run("search", "жираф").returncode == 1
    (tmp_path / "searchlib.toml").unlink()
    (line,) = run("history").stdout.splitlines()
    assert line.endswith("1 hits  Корея --any --filter 'date:1949'")
    found = json.loads(run("history", "--json").stdout)
    assert (found["query"], found["total"], found["match_any"]) == ("Корея", 1, True)
    file = next(tmp_path.rglob("history.jsonl"))
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert run("history", "--clear").stderr == "Forgot 1 search.\n"
    none = run("history")
    assert (none.returncode, none.stderr) == (1, "No searches are remembered.\n")


def test_no_home_is_no_reason_to_fail(run, tmp_path):
    (tmp_path / "file").write_text("")
    env = {"HOME": str(tmp_path / "file"), "LOCALAPPDATA": str(tmp_path / "file")}
    done = run("search", "Корея", env=env)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("error", [PermissionError, OSError, FileNotFoundError])
def test_what_goes_wrong_is_passed_over(monkeypatch, error):
    def refuse(*_):
        raise error("no")

    monkeypatch.setattr(os, "open", refuse)
    remembered.remember("Корея", {}, 1, "index")
    monkeypatch.undo()


def test_lines_that_are_no_searches_are_passed_over():
    remembered.remember("\udcff\x1b[31m", {}, 1, "index")
    with next(places.state_folder().iterdir()).open("ab") as file:
        file.write(b'\xff\xfe\n{"at": 1}\n[1]\n{"at"\n')
        file.write(b'{"at": "2026-11-22", "query": "coal", "total": "many"}\n')
    remembered.remember("Корея", {"sort": "date"}, 2, "index")
    assert [one["query"] for one in remembered.remembered()] == ["\udcff\x1b[31m", "Корея"]


def test_commands_at_once_lose_no_line_and_the_file_stays_short(monkeypatch):
    monkeypatch.setattr(remembered, "_LONGEST", 20_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: remembered.remember(f"q{n}", {}, n, "index"), range(1000)))
    files = [path for path in places.state_folder().iterdir() if path.suffix == ".jsonl"]
    # The last line may have filled the newer one, which then is begun by the next.
    assert {"history.older.jsonl"} <= {path.name for path in files}
    assert {path.name for path in files} <= {"history.older.jsonl", "history.jsonl"}
    assert sum(path.stat().st_size for path in files) <= 2 * 20_000 + 8 * 200
    found = [one["query"] for one in remembered.remembered()]
    assert len(set(found)) == len(found) >= 150
    for path in files:
        assert all(json.loads(line) for line in path.read_bytes().splitlines())


def test_a_pasted_page_is_cut():
    given = {"filtering": "я" * 200_000, "match_any": True}
    remembered.remember("ю" * 200_000, given, 1, "index")
    found = next(remembered.remembered())
    assert (len(found["query"]), len(found["filtering"])) == (2_000, 2_000)
    assert found["match_any"] is True


# Saved searches.

KOREA = Saved("Корея и мир", "Корея", Asked(match_any=True, sort="date"), {
    "/i": Last("2026-11-22T10:00:00+00:00", "f" * 64, frozenset(("a", "b")))
})  # fmt: skip


def test_a_saved_search_comes_back_as_it_was():
    keeping.save(KOREA, new=True)
    assert keeping.load("корея  и МИР") == KOREA
    assert list(keeping.saved()) == [KOREA]
    with pytest.raises(UsageError, match="There is a saved search 'Корея и мир' already"):
        keeping.save(KOREA, new=True)
    file = next((places.data_folder() / "saved").iterdir())
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(
        UsageError, match=r"There is no saved search 'x'\. Saved are: Корея и мир\."
    ):
        keeping.load("x")
    file.write_text("{}")
    with pytest.raises(UsageError, match=r"cannot be read .*Delete it"):
        keeping.load("Корея и мир")
    assert list(keeping.saved()) == []
    keeping.remove("Корея и мир")
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\nb\x00", "\x1b"])
def test_a_name_is_a_name(name):
    with pytest.raises(UsageError, match="A saved search has a name of 1 to 40 characters"):
        keeping.load(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "a/b", "Ё" * 40, ".", "%2e"])
def test_any_name_stays_in_its_folder(name):
    keeping.save(KOREA._replace(name=name), new=True)
    assert len(list((places.data_folder() / "saved").iterdir())) == 1
    assert keeping.load(name).name == name


def test_run_says_what_is_new(run, tmp_path, documents):
    shutil.copytree(documents, tmp_path / "documents")
    here = {"SEARCHLIB_INDEX": "index", "SEARCHLIB_DOCUMENTS": "documents"}
    added = run("saved", "add", "korea", "Корея", "-Вьетнам", "--filter", "date:<1960", env=here)
    assert (added.returncode, added.stderr) == (
        0, "Saved korea. To ask it: searchlib saved run 'korea'\n"
    )  # fmt: skip
    assert "never asked" in run("saved", "list", env=here).stdout
    first = run("saved", "run", "korea", env=here)
    assert first.returncode == 0
    assert "1 hit for Корея -Вьетнам among date:<1960" in first.stdout
    assert "for the first time" in first.stderr
    again = run("saved", "run", "korea", "--new", env=here)
    assert (again.returncode, again.stdout) == (1, "")
    assert "Nothing is new since 20" in again.stderr
    letter = "Title: Letter\nDate: 1950-01-02\n\nThe letter about the troops of Korea.\n"
    (tmp_path / "documents" / "new.txt").write_text(letter, "utf-8")
    assert run("rebuild", env=here).returncode == 0
    new = run("saved", "run", "korea", "--new", "--format", "trec", env=here)
    assert "1 hit is new since 20" in new.stderr, new
    assert len(new.stdout.splitlines()) == 1
    assert run("saved", "remove", "korea", env=here).returncode == 0
    none = run("saved", "list", env=here)
    assert (none.returncode, none.stdout) == (1, "")
    assert none.stderr == "No search is saved. To keep one: searchlib saved add NAME QUERY\n"
    assert run("saved", "run", "korea", env=here).returncode == 2


def test_what_is_new_and_not_shown_stays_new(run, tmp_path):
    here = {"SEARCHLIB_INDEX": "index", "SEARCHLIB_DOCUMENTS": "documents"}
    letters = tmp_path / "documents"
    letters.mkdir()
    for number in range(4):
        (letters / f"{number}.txt").write_text(f"The letter {number} about coal.\n" * (9 - number))
    assert run("saved", "add", "coal", "coal", env=here).returncode == 0
    first = run("saved", "run", "coal", "--new", "-n", "1", "-o", "new.txt", env=here)
    assert (first.returncode, first.stdout) == (0, "")
    assert "3 of them are not shown, and stay new." in first.stderr
    (shown,) = [
        line for line in (tmp_path / "new.txt").read_text("utf-8").splitlines() if "score" in line
    ]
    second = run(
        "saved", "run", "coal", "--new", "-n", "1", "--offset", "1", "--json", "--explain", env=here
    )
    assert "3 hits are new since" in second.stderr
    hit = json.loads(second.stdout)
    assert hit["id"] not in shown
    assert hit["explanation"]["matched"]
    third = run("saved", "run", "coal", "--new", "--all", "--format", "trec", env=here)
    ids = [line.split()[2] for line in third.stdout.splitlines()]
    assert "2 hits are new since" in third.stderr
    assert len(set(ids) - {hit["id"]}) == 2
    assert "Nothing is new since" in run("saved", "run", "coal", "--new", env=here).stderr
    refused = run("saved", "run", "coal", "--explain", "--format", "csv", env=here)
    assert (refused.returncode, refused.stdout) == (2, "")

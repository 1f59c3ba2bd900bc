"""Does the benchmark of crashes see what is lost, and is nothing lost in a small run of it?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import crash, injection
from benchmarks.crash_archive import Complaint
from benchmarks.crash_trials import DISCIPLINE, Run, Trial, ended
from benchmarks.injection import Done, Operation, chosen, undisciplined, unsynced

ROOT = Path(__file__).parents[1]
NONE = ("lost", "doubled", "unread", "error", "unclean")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The environment that loads the shim."""
    environment = injection.environment(tmp_path_factory.mktemp("shim"))
    if environment is None:
        pytest.skip("file operations are counted on Linux only, with a C compiler")
    return {**environment, "PYTHONPATH": str(ROOT)}


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=False, env=environment, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


# What has reached the disk.

WRITE = [Operation("c", "/d/a"), Operation("w", "/d/a")]
SYNC = [Operation("s", "/d/a"), Operation("s", "/d")]


def test_what_a_power_cut_may_empty():
    assert unsynced(WRITE) == {"/d/a"}
    assert unsynced([*WRITE, Operation("r", "/d/a", "/d/b")]) == {"/d/b"}
    assert unsynced([*WRITE, Operation("r", "/d", "/e")]) == {"/e/a"}
    assert unsynced([*WRITE, *SYNC]) == set()
    assert unsynced([*WRITE, *SYNC, Operation("w", "/d/a")]) == {"/d/a"}
    assert unsynced([*WRITE, Operation("u", "/d/a")]) == set()


NEW, CURRENT = "/x/index/generation-000002", "/x/index/CURRENT"
MADE = [Operation("m", NEW), Operation("c", f"{NEW}/a"), Operation("w", f"{NEW}/a")]
NAMED = [Operation("c", f"{CURRENT}.new"), Operation("w", f"{CURRENT}.new")]
SWITCH = Operation("r", f"{CURRENT}.new", CURRENT)
SYNCED = [Operation("s", f"{NEW}/a"), Operation("s", NEW), Operation("s", "/x/index")]
POINTED = [*NAMED, Operation("s", f"{CURRENT}.new"), SWITCH]


@pytest.mark.parametrize(
    ("operations", "count"),
    [
        ([*MADE, *SYNCED, *POINTED], 0),
        ([*MADE, *SYNCED[1:], *POINTED], 1),  # what the file holds
        ([*MADE, SYNCED[0], SYNCED[2], *POINTED], 1),  # its name
        ([*MADE, *SYNCED[:2], *POINTED], 1),  # the generation's name
        ([*MADE, *SYNCED, *NAMED, SWITCH], 1),  # what CURRENT says
        ([*MADE, *SYNCED, *POINTED, Operation("u", "/x/index/generation-000001/a")], 1),
        ([*MADE, *SYNCED, *POINTED, SYNCED[2], Operation("u", "/x/index/generation-000001/a")], 0),
        ([Operation("c", "/x/documents/a.md"), Operation("s", "/x/documents/a.md")], 1),
    ],
)
def test_what_must_be_on_disk_before_what(operations, count):
    assert len(list(undisciplined(operations, DISCIPLINE))) == count


def test_operations_that_make_no_difference_are_left_out():
    operations = [*WRITE, *SYNC, Operation("o", "/d/a"), Operation("w", "/d/a")]
    assert list(chosen(operations, "kill")) == [1, 2, 3]
    assert list(chosen(operations, "power cut")) == [1, 2, 3, 4, 5]
    assert list(chosen(operations, "torn write")) == [2, 6]
    assert list(chosen(operations, "disk full")) == [1, 2, 6]
    assert list(chosen(operations, "disk error")) == [1, 2, 3, 4, 5, 6]


# How a command may end.


@pytest.mark.parametrize(
    ("code", "said", "kind", "complaints"),
    [
        (-9, "", "kill", 0),
        (0, "", "kill", 1),
        (2, "searchlib: a: No space left on device", "disk full", 0),
        (0, "", "disk error", 0),
        (2, "searchlib: a is damaged", "disk error", 1),
        (1, "Traceback: No space left on device", "disk full", 2),
        (2, "This should not happen (Input/output error)", "disk error", 1),
        (0, "", "short write", 0),
        (2, "searchlib: a: Input/output error", "short write", 1),
    ],
)
def test_how_a_command_may_end(code, said, kind, complaints):
    assert len(list(ended(Done(code, said, ()), kind))) == complaints


def test_records_are_counted_and_trials_are(capsys):
    trial = Trial("index", "kill", 7)
    wrong = [Complaint("lost", "a"), Complaint("lost", "b"), *[Complaint("unclean", "c")] * 2]
    summed = crash.summed([Run(trial, True, tuple(wrong)), Run(trial, False, ())])
    counted = {name: summed[name] for name in ("runs", *NONE, "missed")}
    assert list(counted.values()) == [2, 2, 0, 0, 0, 1, 1]
    assert summed["by"]["index"]["kill"]["lost"] == 2
    assert summed["examples"] == ["index, kill 7: lost: a", "index, kill 7: unclean: c"]
    crash.print_tables({"systems": {"searchlib": summed}}, sys.stdout)
    assert "index, kill 7: lost: a" in capsys.readouterr().out


def test_without_a_compiler_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(injection, "environment", lambda _: None)
    assert crash.main(["--kills", "0", "--rebuilds", "0", "--json"]) == 0
    shown = capsys.readouterr()
    assert "only random kills" in shown.err
    assert json.loads(shown.out)["systems"]["searchlib"]["runs"] == 0


# Runs.


@pytest.mark.slow
def test_nothing_is_lost(loaded):
    arguments = ["--every", "40", "--kills", "0", "--rebuilds", "0", "--commands", "index"]
    found = run(loaded, "-m", "benchmarks.crash", *arguments, "--json")["systems"]
    ours, peer = found["searchlib"], found["whoosh in place"]
    assert ours["examples"] == ours["undisciplined"] == []
    assert [ours[name] for name in (*NONE, "missed")] == [0] * 6
    assert set(ours["by"]) == {"index"}
    assert ours["runs"] > 20 > peer["runs"] > 0


BROKEN = """
import json, sys, tempfile
from pathlib import Path
import searchlib.indexing.importing, searchlib.store.generations as generations
from benchmarks import crash
from benchmarks.crash_archive import prepare
from benchmarks.crash_trials import SEARCHLIB, Stage, Trial

def in_place(path, target):  # a rename that is none
    data = path.read_bytes()
    with target.open("wb") as file:
        file.write(data)
    path.unlink()

def nothing(*_): pass

def last(stage):  # after the switch
    return [len(stage.operations)]

def at_current(stage):
    return [n for n, op in enumerate(stage.operations, 1) if op.path.endswith("/CURRENT")]

BREAKS = {
    "sync": (generations, "sync", nothing, "power cut", last),
    "rename": (Path, "replace", in_place, "torn write", at_current),
    "clean": (
        generations.Store, "_clean", nothing, "kill", lambda stage: [len(stage.operations) - 5]
    ),
    "none": (generations, "FORMAT", generations.FORMAT, "power cut", last),
}
found = {}
with tempfile.TemporaryDirectory() as folder:
    whole = Path(folder, "whole")
    archive = prepare(whole, "index", SEARCHLIB.build)
    (whole / "scratch").mkdir()
    for name, (where, what, other, kind, numbers) in BREAKS.items():
        kept = getattr(where, what)
        setattr(where, what, other)
        stage = Stage(SEARCHLIB, "index", archive, whole / "scratch")
        runs = [stage.at(Trial("index", kind, number)) for number in numbers(stage)]
        found[name] = {**crash.summed(runs), "undisciplined": len(stage.undisciplined)}
        setattr(where, what, kept)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def broken(loaded):
    """What is counted where one thing is broken on purpose."""
    return run(loaded, "-c", BROKEN)


def test_a_store_that_does_not_sync_is_found_out(broken):
    assert broken["sync"]["unread"] > 0
    assert broken["sync"]["undisciplined"] > 0


def test_a_switch_that_is_not_atomic_is_found_out(broken):
    assert broken["rename"]["unread"] > 0


def test_what_is_left_behind_is_found_out(broken):
    assert broken["clean"]["unclean"] > 0
    assert "left behind" in broken["clean"]["examples"][0]


def test_nothing_is_found_where_nothing_is_broken(broken):
    whole = broken["none"]
    assert (whole["runs"], whole["missed"], whole["undisciplined"]) == (1, 0, 0)
    assert [whole[name] for name in NONE] == [0] * 5


@pytest.mark.slow
def test_kills_by_chance_and_readers(loaded):
    arguments = ["--every", "15", "--kills", "9", "--rebuilds", "3", "--records", "60"]
    found = run(loaded, "-m", "benchmarks.crash", *arguments, "--json")["systems"]
    ours, peer = found["searchlib"], found["whoosh in place"]
    assert ours["examples"] == ours["undisciplined"] == []
    assert [ours[name] for name in NONE] == [0] * 5
    assert ours["by"]["rebuild"]["random kill"]["runs"] == 3
    assert ours["reader_searches"] > 50
    assert [ours[f"reader_{name}"] for name in ("errors", "empty", "wrong")] == [0] * 3
    assert peer["lost"] > 0  # written in place, records do get lost

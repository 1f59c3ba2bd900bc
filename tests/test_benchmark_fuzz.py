"""Does the benchmark of damaged files see what goes wrong, and does nothing in a small run?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.fuzz_bombs import SECRET, hostile
from benchmarks.fuzz_files import DAMAGES, READ, Made, damaged, good
from benchmarks.fuzz_monitor import Monitor
from searchlib.formats import FORMATS, Original, read

WRONG = ("hung", "traceback", "outside", "silent", "good_lost", "unnamed", "leaked", "unclean")
SLOW = ("deep nest", "hostile text", "zip bomb", "hostile PDF")


def some_of(folder, count=24):
    """Return a few good and damaged files, and the quick ones of those made to do harm."""
    harmful = [one for one in hostile(folder / "outside", large=False) if one.kind not in SLOW]
    return [*harmful[::3], *(good(number) for number in range(10)), *damaged(count, 1)]


# The files.


def test_there_is_a_good_file_for_every_format_and_it_is_read():
    assert set(READ) == set(FORMATS)
    for number in range(len(READ)):
        made = good(number)
        records = list(read(Original(made.name, made.content)))
        assert len(records) == 1 + made.name.endswith(".zip")


def test_files_are_always_the_same_for_a_seed():
    assert list(damaged(40, 1)) == list(damaged(40, 1)) != list(damaged(40, 2))
    kinds = [one.kind for one in damaged(len(DAMAGES) * len(READ), 1)]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(DAMAGES, len(READ))


def test_bombs_and_tricks_are_among_them(tmp_path):
    kinds = {one.kind for one in hostile(tmp_path)}
    assert {"entity bomb", "zip bomb", "path trick", "200 MB in one line"} <= kinds
    names = {one.name for one in hostile(tmp_path) if one.kind == "200 MB in one line"}
    assert {Path(name).suffix for name in names} == {".md", ".jsonl", ".json", ".csv", ".xml"}


# A run.


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """What was measured of an import of a few files."""
    folder = tmp_path_factory.mktemp("fuzz")
    sandbox, made = fuzz.write(folder, some_of(folder))
    return fuzz.run(sandbox, made, "import", 60.0)


def test_a_small_run_finds_nothing_wrong(imported):
    assert imported["examples"] == []
    assert {name: imported[name] for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert imported["exit_code"] == 2
    assert imported["files"] == imported["read"] + imported["reported"] > 40
    assert imported["by"]["good"] == {
        "files": 10, "read": 10, "reported": 0, "silent": 0,
        "worst_seconds": imported["by"]["good"]["worst_seconds"],
    }  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc to look in")
def test_memory_and_time_are_seen_from_outside(imported):
    assert 10 < imported["parent_mb"] < 1500
    assert 10 < imported["worker_mb"] < 1500
    code = "import time; data = bytes(60_000_000) + b'x'; time.sleep(0.5)"
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    with Monitor(process.pid, Path("index")) as monitor:
        process.wait()
    assert 60 < monitor.peaks()["parent_mb"] < 300


def test_what_goes_wrong_is_seen(tmp_path):
    """Two files are named that are not there: nobody can find or report them."""
    sandbox, made = fuzz.write(tmp_path, [good(1), Made("empty", "empty.md", b"")])
    (sandbox.outside / "found.md").write_text(f"Слово {SECRET}. The word is {SECRET}.", "utf-8")
    (sandbox.incoming / "link.md").symlink_to(sandbox.outside / "found.md")
    found = fuzz.run(sandbox, [*made, good(2), Made("odd", "odd.md", b"")], "index", 60.0)
    assert "good_lost" in found, found
    assert (found["good_lost"], found["silent"], found["leaked"]) == (1, 2, 1)
    assert (found["read"], found["reported"], found["exit_code"]) == (1, 1, 2)
    assert len(found["examples"]) == 3


def test_a_command_that_hangs_is_ended(tmp_path):
    sandbox, made = fuzz.write(tmp_path, [good(1)])
    started = time.monotonic()
    found = fuzz.run(sandbox, made, "index", 0.05)
    assert (found["hung"], found["exit_code"]) == (1, -9)
    assert time.monotonic() - started < 10


def test_what_an_import_says_it_skipped():
    said = "searchlib: skipped a: no\nsearchlib: skipped b\nsearchlib: skipped 1,200 more\nCopied 1"
    assert fuzz.skipped_in(said) == 1202
    assert fuzz.skipped_in("Copied 3 files\nsearchlib: skipped c: read, and no text") == 0


def test_the_table_names_what_is_wrong(imported, capsys):
    wrong = {**imported, "parent_mb": 2000, "good_lost": 3, "examples": ["good: a is not found"]}
    fuzz.print_tables({"data": "files", "systems": {"searchlib index": wrong}}, sys.stdout)
    shown = capsys.readouterr().out
    assert "OVER 1.5 GB" in shown
    assert "good_lost 3" in shown
    assert "good: a is not found" in shown


@pytest.mark.slow
def test_a_larger_run(capsys):
    assert fuzz.main(["--files", "300", "--small", "--json"]) == 0
    for system in json.loads(capsys.readouterr().out)["systems"].values():
        assert {name: system[name] for name in WRONG} == dict.fromkeys(WRONG, 0)
        assert system["exit_code"] == 2
        assert max(system["parent_mb"], system["worker_mb"]) * 1e6 < fuzz.BOUND

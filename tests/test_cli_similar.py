"""What do similar, --explain and suggestions print, and with which exit code?"""

from __future__ import annotations

import json

import pytest


def test_similar_shows_records_and_why(run, archive):
    done = run("similar", "letter-3", "-n", "2", "--index", str(archive[1]), env={"COLUMNS": "100"})
    assert done.returncode == 0
    first, second, *_ = done.stdout.splitlines()
    assert first == "like Letter No. 3 on railway coal"
    assert second.lstrip().startswith("by the words: ")
    assert "\n2. " in done.stdout
    assert "\n3. " not in done.stdout


def test_a_record_that_is_like_none(run):
    done = run("similar", "114898")
    assert (done.returncode, done.stderr) == (
        1, "searchlib: no other record is like wilsoncenter-114898.\n",
    )  # fmt: skip
    assert run("similar", "nobody").returncode == 2


def test_each_hit_is_explained_by_parts_that_add_up(run):
    done = run("search", "--explain", "корейские дивизии", "--no-pager", env={"COLUMNS": "200"})
    lines = [line.strip() for line in done.stdout.splitlines()]
    start = next(n for n, line in enumerate(lines) if line.endswith(", the sum of"))
    parts = [line.split() for line in lines[start + 1 :] if " records (idf " in line]
    total = float(lines[start].split()[1].rstrip(","))
    assert sum(float(part[0]) for part in parts) == pytest.approx(total, abs=5e-2)
    assert any("дивизии (дивизия, division" in line for line in lines)
    assert any("Russian text: дивизи" in line for line in lines)


def test_explained_as_data(run):
    done = run("search", "--explain", "--json", "помощь")
    why = json.loads(done.stdout)["explanation"]
    assert why["matched"]
    assert why["words"][0]["meanings"][0]["kind"] == "word"
    assert "explanation" not in json.loads(run("search", "--json", "помощь").stdout)


def test_suggestions_stand_under_the_notes(run):
    done = run("search", "vfymx;ehbz")
    assert done.returncode == 1
    assert "  did you mean: маньчжурия (1 hit)\n" in done.stdout
    done = run("search", "--json", "vfymx;ehbz")
    assert done.stdout == ""
    assert "searchlib: did you mean: маньчжурия (1 hit)\n" in done.stderr


def test_a_page_of_text_asked_for_is_not_said_again(run):
    done = run("search", "слово " * 900, "--no-pager", env={"COLUMNS": "160"})
    assert 40 < done.stdout.count("слово") < 60
    assert "слово … (" in " ".join(done.stdout.split())
    assert done.stdout.count("  no record holds слово\n") == 1

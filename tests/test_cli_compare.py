"""What does ``searchlib compare`` print, and with which exit code?"""

from __future__ import annotations

import json

import pytest

CABLE = "wilsoncenter-114898"


def test_compare_lists_what_only_one_text_says(run):
    done = run("compare", "114898", env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    out = done.stdout
    assert "\nPassages only in the English (2)\n\n   Nº 54611\n\n   18 May 1949 1718\n" in out
    assert (
        "\nNumbers only in the English (2)\n\n   477, 18\n   ru  Ковалев\n"
        "   en  No. **477** - Kovalev, **18** May\n"
    ) in out
    assert "\nSaid by another name (3)\n" in out
    assert "Сиам – Thailand: the same place by another name\n" in out
    assert "only in the Russian" not in out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_the_terminal(run, width):
    lines = run("compare", CABLE, env={"COLUMNS": str(width)}).stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert any("│" in line for line in lines) is (width >= 100)


def test_columns_can_be_asked_for(run):
    done = run("compare", CABLE, "--side-by-side", env={"COLUMNS": "60"})
    assert "│ No. **477** - Kovalev" in done.stdout


def test_json_has_offsets_and_passages(run):
    found = json.loads(run("compare", CABLE, "--json").stdout)
    assert list(found) == ["id", "languages", "passages", "numbers", "names", "renamed"]
    number = found["numbers"][0]
    passage = number["passages"]["en"]
    assert (number["language"], number["text"]) == ("en", "477")
    assert passage["marks"] == [[number["start"], number["end"], "match"]]
    assert number["passages"]["ru"]["text"] == "Ковалев"
    assert found["passages"][0]["passages"]["ru"] is None
    assert found["renamed"][0]["ru"] == "Сиам"


def test_errors_and_records_that_cannot_be_compared(run, tmp_path):
    done = run("compare", "nothing-of-the-kind")
    assert done.returncode == 2
    assert "No record has the id 'nothing-of-the-kind'." in done.stderr
    here = ("--documents", "documents", "--index", "index")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.md").write_text("# Письмо\n\nТекст письма об угле.\n", "utf-8")
    both = {"id": "both-1", "title": "T", "ru": "Мир и труд.", "en": "Peace and labour."}
    (tmp_path / "documents" / "b.jsonl").write_text(json.dumps(both), "utf-8")
    assert run("index", *here).returncode == 0
    ids = [
        json.loads(line)["id"]
        for line in run("search", "*", "--json", *here[2:]).stdout.splitlines()
    ]
    one = next(name for name in ids if name != "both-1")
    done = run("compare", one, *here[2:])
    assert done.returncode == 1
    assert done.stderr == (f"searchlib: {one} has a text only in Russian: nothing to compare.\n")
    done = run("compare", "both-1", *here[2:])
    assert done.returncode == 1
    assert "nothing was found that only one text of both-1 says" in done.stderr

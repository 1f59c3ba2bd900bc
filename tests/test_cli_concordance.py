"""A concordance and a verdict in the terminal: aligned, plain when piped, safe."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from searchlib import Concordance, ConcordanceLine
from searchlib.cli.kwic import Layout
from searchlib.cli.layout import columns
from searchlib.cli.terminal import Screen
from searchlib.export.concordance_csv import concordance_csv

CABLE = "wilsoncenter-114898"


@pytest.mark.parametrize("width", ["60", "80", "100", "140"])
def test_the_words_stand_under_each_other(run, width):
    done = run("concordance", "Корея", "--sort", "left", env={"COLUMNS": width})
    assert (done.returncode, done.stderr) == (0, "")
    heading, blank, *lines = done.stdout.splitlines()
    assert re.fullmatch(r"15 lines of 1 record for Корея \(\d+ ms\)", heading)
    assert blank == ""
    assert len(lines) == 15
    assert {line.index("**Коре") for line in lines} == {lines[0].index("**Коре")}
    assert all(len(line) <= int(width) for line in lines)
    assert all(("│" in line) == (width == "140") for line in lines)


def test_so_wide_as_asked_and_no_wider(run):
    done = run("concordance", "Корея", "--width", "70", "-n", "3", env={"COLUMNS": "60"})
    [first, *_] = done.stdout.splitlines()[2:]
    left, _, right = re.fullmatch(r"(?:\S+  )?(.*)\*\*(.+)\*\*(.*)", first).groups()
    assert 40 < len(left.strip()) <= 70 >= len(right)


def test_context_begins_and_ends_with_a_word(run):
    done = run("concordance", "Корея", "-n", "20", env={"COLUMNS": "80"})
    record = " ".join(run("show", "114898", "--text", "ru", env={"COLUMNS": "80"}).stdout.split())
    for line in done.stdout.splitlines()[2:]:
        left, match, right = line.removeprefix(CABLE).split("**")
        assert f" {left.strip()} {match}{right} " in f"{record} "


def test_the_other_text_beneath(run):
    done = run("concordance", "ru:Маньчжурия", "--aligned", env={"COLUMNS": "80"})
    assert done.stdout.count("_Manchuria_") == 3
    assert "_Manchuria_" not in run("concordance", "Маньчжурия").stdout


def test_colour_only_where_it_is_wanted(run):
    plain = run("concordance", "Корея").stdout
    assert "\x1b" not in plain
    coloured = run("concordance", "Корея", "--color", "always").stdout
    assert "\x1b[31m\x1b[1mКорею\x1b[0m" in coloured
    assert "**" not in coloured


def test_json_lines(run):
    done = run("concordance", "Корея", "--json", "--lang", "ru", "--offset", "13", "--width", "20")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["number"] for row in rows] == [14, 15]
    assert rows[0]["record_id"] == CABLE
    assert rows[0]["date"]["edtf"] == "1949-05-18"
    [pair] = rows[0]["passages"]
    assert [kind for *_, kind in pair["en"]["marks"]] == ["counterpart"]
    start, end = rows[0]["start"] - pair["ru"]["start"], rows[0]["end"] - pair["ru"]["start"]
    assert pair["ru"]["text"][start:end] == rows[0]["match"]


def test_a_table_for_spreadsheets(run):
    done = run("concordance", "Корея", "--csv", "-n", "100")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 15
    assert {row["match"] for row in rows} == {"Корея", "Кореи", "Корее", "Корею", "Кореей"}
    assert all("Korea" in row["aligned"] for row in rows if "Северн" in row["left"][-9:])
    both = run("concordance", "Корея", "--csv", "--json")
    assert (both.returncode, both.stdout) == (2, "")
    assert "--csv and --json are two forms: choose one." in both.stderr


def test_every_line_reaches_a_file(run, tmp_path):
    table, text = tmp_path / "korea.csv", tmp_path / "korea.txt"
    done = run("concordance", "Корея", "--all", "--bom", "-o", str(table))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Wrote 15 of 15 lines to {table}\n"
    assert table.read_bytes().startswith(b"\xef\xbb\xbfrecord_id,")
    assert run("concordance", "Корея", "-n", "2", "--color=always", "-o", str(text)).returncode == 0
    assert "\x1b" not in text.read_text("utf-8")
    printed = run("concordance", "Корея", "--format", "jsonl", "-n", "3").stdout
    assert printed == run("concordance", "Корея", "--json", "-n", "3").stdout
    none = run("concordance", "Корея", "-o", str(tmp_path / "korea.ris"))
    assert (none.returncode, ".txt, .jsonl, .csv, .ndjson." in none.stderr) == (2, True)
    assert run("concordance", "Корея", "--bom").returncode == 2


def test_a_spreadsheet_takes_nothing_for_a_formula():
    line = ConcordanceLine("r", "@SUM(A1)", None, "en", 1, 5, '=HYPERLINK("x")\n', "coal", " -1")
    _, row = concordance_csv([line])
    assert next(csv.reader([row]))[1] == "'@SUM(A1)"
    assert next(csv.reader([row]))[6:9] == ['\'=HYPERLINK("x")', "coal", "'-1"]


def test_a_terminal_obeys_nothing_in_a_table():
    line = ConcordanceLine(
        "r", "\x1b]0;x\x07", None, "en", 1, 5, "＝1+1", "\x1b[31mcoal", "\x9b\ud800"
    )
    _, row = concordance_csv([line])
    assert row == "r,]0;x,,en,1,5,'＝1+1,[31mcoal,,"


def test_nothing_found_and_nothing_meant(run):
    none = run("concordance", "жираф")
    assert none.returncode == 1
    assert none.stdout.startswith("0 lines of 0 records for жираф (")
    assert none.stdout.endswith("\n  no record holds жираф\n")
    slip = run("concordance", "vfymx;ehbz", "--csv")
    assert "searchlib: did you mean: маньчжурия (1 hit)\n" in slip.stderr
    late = run("concordance", "Корея", "--offset", "99")
    assert "none of them after 99" in late.stdout
    assert run("concordance", "Корея", "--sort", "up").returncode == 2


@pytest.mark.parametrize("width", [24, 59, 60, 80, 120, 160])
@pytest.mark.parametrize("aligned", [None, True, False])
def test_strange_characters_keep_their_columns(monkeypatch, width, aligned):
    monkeypatch.setenv("COLUMNS", str(width))
    texts = ("毛澤東主席 " * 9, "е́" * 40, "\x1b[31m\u202e", "a\u00adb " * 20, "", "word " * 30)
    lines = tuple(
        ConcordanceLine("r" * n, "", None, "ru", 1, 2, left, match, left[::-1])
        for n, left in enumerate(texts)
        for match in ("уголь", "北京", "y" * 99, "\x07")
    )
    found = Concordance("x", len(lines), lines, 0, 1, 1)
    layout = Layout(found, Screen("never"), None, aligned)
    at = set()
    for line in lines:
        row, *_ = layout.rows(line)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", row)
        at.add(columns(row[: row.index("**")]))
        assert columns(row.split(" │ ")[0]) <= width
    assert len(at) == 1


# Quotations.


@pytest.mark.parametrize(
    ("quotation", "code", "said"),
    [
        ("такая помощь будет оказана", 0, "It says so, to the letter."),
        ("Такая помощь будет оказана", 1, "It says so, but for case."),
        ("such aid would not be granted", 1, "It nearly says so."),
        ("помощь оказана не будет никогда", 1, "It is not found."),
    ],
)
def test_verdicts_and_exit_codes(run, quotation, code, said):
    done = run("verify", quotation)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(said)
    assert run("verify", "-", "--id", "114898", stdin=quotation).stdout.startswith(said)


def test_where_it_stands_and_what_differs(run):
    shown = run("verify", "said that such aid was granted", env={"COLUMNS": "110"}).stdout
    assert f"{CABLE} · the translation in English · characters " in shown
    assert "quoted: was · written: would be" in shown
    assert "помощь" in shown
    found = json.loads(run("verify", "--json", "said that such aid was granted").stdout)
    assert found["verdict"] == "nearly"
    [place] = found["places"]
    assert [(one["quoted"], one["written"]) for one in place["differences"]] == [
        ("was", "would be")
    ]
    assert place["passages"][0]["ru"]["text"].startswith("2. Что касается")


def test_what_cannot_be_verified(run):
    for words, said in (
        (("…",), "A quotation needs words"),
        (("a " * 6000,), "A quotation has at most 10,000 characters"),
        (("coal", "--id", "nobody"), "No record has the id 'nobody'"),
    ):
        done = run("verify", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr

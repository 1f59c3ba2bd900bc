"""Does the benchmark of layouts compare every field, and name what is not as expected?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.layouts import DEFAULT_DATA, READERS, check_all, figures, layouts_in, main

EXPORT = """## March 3, 1950

### CABLE NO. 7 FROM BELOV TO CHERNOV

#### Citation:

"Cable No. 7 from Belov to Chernov", March 3, 1950, Wilson Center Digital Archive, AVP RF, \
f. 059a, op. 5a, d. 3, p. 11, ll. 67-68. Translated by A. Translator. \
<https://digitalarchive.wilsoncenter.org/document/900001>

#### Original Language:

Russian

#### Contents:

Translation - English

TOP SECRET

The wagons stand at the station.
"""
RIGHT = {
    "date": ["1950-03-03", "1950-03-03"],
    "title": "Cable No. 7  from Belov to Chernov",
    "title_caps": True,
    "archive": "AVP RF", "fond": "059a", "opis": "5a", "delo": "3", "papka": "11", "path": None,
    "listy": "67–68",
    "url": "https://digitalarchive.wilsoncenter.org/document/900001",
    "id": "wilsoncenter-900001",
    "type": "cable",
    "original_language": ["ru"],
    "parts": ["translation:en"],
    "texts": ["translation:en"],
    "summary": None,
    "credits": None,
    "classification": "TOP SECRET",
    "sender": ["Belov"], "recipient": ["Chernov"],
    "translators": ["A. Translator"], "contributors": None,
    "body": "TOP SECRET\n\nThe wagons stand at the station.",
    "boilerplate_must_not_be_indexed": ["Translation - English", "wilson center"],
    "page_markers": [],
    "footnotes": 0,
    "kind": "record", "records": 1, "records_without_summary": 1,
}  # fmt: skip
WRONG = {
    "date": ["1950-03-03", "1950-03-04"],
    "title": None,
    "title_caps": False,
    "fond": "059",
    "path": "box 4",
    "listy": "67",
    "original_language": [],
    "credits": "Somebody",
    "body": "The wagons stand.",
    "boilerplate_must_not_be_indexed": ["nothing", "top  secret"],
    "page_markers": ["84"],
    "footnotes": 1,
    "kind": "list",
    "records": 2,
    "same_record_as": "nowhere",
}
LIST = "Results: 1 - 2 of 97\n\nMay 1950\n\nOn Coal\n\nJune 1950\n\nOn Wagons\n\nThey stand.\n"


def written(folder: Path, name: str, text: str, expect: dict[str, object]) -> None:
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps({"expect": expect}), encoding="utf-8")


def checked(folder: Path, system: str = "searchlib"):
    return check_all(layouts_in(folder), READERS[system])


@pytest.mark.parametrize("field", RIGHT)
def test_a_field_that_is_right(tmp_path, field):
    written(tmp_path, "one", EXPORT, {field: RIGHT[field]})
    one = checked(tmp_path)["one"]
    assert (one.failures, one.fields, one.not_checked) == ([], 1, [])


@pytest.mark.parametrize("field", WRONG)
def test_a_field_that_is_wrong(tmp_path, field):
    written(tmp_path, "one", EXPORT, {field: WRONG[field]})
    one = checked(tmp_path)["one"]
    assert [(failure.field, failure.expected) for failure in one.failures] == [
        (field, WRONG[field])
    ]


def test_a_field_nobody_knows_is_not_passed_in_silence(tmp_path, capsys):
    written(tmp_path, "one", EXPORT, {"note": "-", "colour": "red", "fond": "059a"})
    one = checked(tmp_path)["one"]
    assert (one.fields, one.not_checked) == (1, ["colour"])
    assert main(["--data", str(tmp_path)]) == 0
    assert "one: not checked: colour" in capsys.readouterr().out


def test_a_list_is_refused_and_counted(tmp_path):
    expect = {"kind": "list", "records": 2, "records_without_summary": 1}
    written(tmp_path, "list", LIST, expect)
    assert checked(tmp_path)["list"].right
    plain = checked(tmp_path, "plain")["list"]
    assert [failure.field for failure in plain.failures] == ["kind", "records"]
    written(tmp_path, "list", LIST, {**expect, "records": 3, "title": "On Coal"})
    assert [failure.field for failure in checked(tmp_path)["list"].failures] == ["records", "title"]


def test_why_a_file_was_refused_is_told(tmp_path, capsys):
    written(tmp_path, "list", LIST, {"title": "On Coal"})
    assert main(["--data", str(tmp_path)]) == 0
    assert "list.txt: the page is a list of search results" in capsys.readouterr().out


def test_boilerplate_of_a_refused_file_is_not_passed(tmp_path):
    written(tmp_path, "list", LIST, {"boilerplate_must_not_be_indexed": ["Menu"]})
    assert not checked(tmp_path)["list"].right


def test_two_files_of_one_record(tmp_path):
    written(tmp_path, "one", EXPORT, {})
    written(tmp_path, "two", EXPORT + "\nMore.", {"same_record_as": "one"})
    written(tmp_path, "three", EXPORT.replace("900001", "900002"), {"same_record_as": "one"})
    found = checked(tmp_path)
    assert found["two"].right
    assert not found["three"].right


def test_figures_and_json(tmp_path, capsys):
    written(tmp_path, "one", EXPORT, {"fond": "059a", "opis": "1"})
    written(tmp_path, "two", EXPORT, {"title": RIGHT["title"], "colour": "red"})
    assert main(["--data", str(tmp_path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["data"] == str(tmp_path)
    assert set(report["systems"]) == {"searchlib", "plain"}
    ours = report["systems"]["searchlib"]
    assert (ours["layouts"], ours["right"], ours["fields"], ours["fields_right"]) == (2, 1, 3, 2)
    assert ours["accuracy"] == pytest.approx(2 / 3)
    assert (ours["wrong"], ours["not_checked"]) == ({"one": ["opis"]}, ["colour"])
    assert report["systems"]["plain"]["right"] == 0


def test_a_failure_is_named_in_the_table(tmp_path, capsys):
    written(tmp_path, "one", EXPORT, {"fond": "059a", "opis": "1"})
    assert main(["--data", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "one: opis: expected '1', got '5a'" in out
    assert "1/2" in out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"expect": 5}'])
def test_another_folder_is_refused(tmp_path, capsys, content):
    (tmp_path / "one.txt").write_text("x", encoding="utf-8")
    (tmp_path / "one.json").write_text(content, encoding="utf-8")
    assert main(["--data", str(tmp_path)]) == 2
    assert "holds no layouts" in capsys.readouterr().err


def test_missing_files_are_named(tmp_path, capsys):
    assert main(["--data", str(tmp_path)]) == 2
    assert "--data PATH" in capsys.readouterr().err
    (tmp_path / "one.json").write_text('{"expect": {}}', encoding="utf-8")
    assert main(["--data", str(tmp_path)]) == 2
    assert "one.json has no file beside it" in capsys.readouterr().err


def test_every_given_layout_is_right():
    if not DEFAULT_DATA.exists():
        pytest.skip("the shared layouts are not here")
    found = figures(check_all(layouts_in(DEFAULT_DATA), READERS["searchlib"]))
    assert found["wrong"] == {}
    assert found["not_checked"] == []
    assert found["right"] == found["layouts"] >= 8

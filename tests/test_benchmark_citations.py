"""Does the benchmark of citations and dates count what it says it counts?"""

import json

import pytest

from benchmarks import citation_peers, citations
from benchmarks.citations import FORMS, main, read_forms
from benchmarks.generated import SHARED
from searchlib.records import Shelfmark

CITATIONS = """\
citation\tarchive\tfond\topis\tpapka\tdelo\tlist\tpath\ttranslators\tcontributors
AP RF, f. 4, op. 1, d. 5, l. 6-7; d. 8. Trans. A. B., C. D.\tAP RF\t4\t1\t\t5\t6-7\t\tA. B.; C. D.
\tAP RF\t4\t1\t\t8
РГАНИ. Ф. 1. Оп. 2. Д. 3. Л. 4.\tRGANI\t1\t2\t\t3\t5
Kept in no archive.
"""
DATES = """\
form\tstart\tend\tedtf
May 5, 1949\t1949-05-05\t1949-05-05\t1949-05-05
5 мая 1949 г.\t1949-05-05\t1949-05-05\t1949-05-06
5 May 1949 1718\t1949-05-05T17:18\t1949-05-05T17:18
13 September of this year\t1950-09-13 (year from the record)\t1950-09-13
вчера\t(relative to the record date)
1949\t1949-01-01\t1949-12-30
undated
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(citation_peers, "DATE_PARSERS", {})
    (tmp_path / "citations.tsv").write_text(CITATIONS, encoding="utf-8")
    (tmp_path / "dates.tsv").write_text(DATES, encoding="utf-8")
    (tmp_path / "names.tsv").write_text("name\tcount\nKovalev\t1\n", encoding="utf-8")
    return tmp_path


def report(capsys, *arguments):
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_rows_without_a_citation_are_further_shelfmarks(folder):
    first, second, third = read_forms(folder).citations
    assert first.shelfmarks == (
        Shelfmark("AP RF", "4", "1", "5", listy=((6, 7),)),
        Shelfmark("AP RF", "4", "1", "8"),
    )
    assert first.translators == ("A. B.", "C. D.")
    assert second.shelfmarks[0].listy == ((5, 5),)
    assert third.shelfmarks == ()


def test_counts_by_hand(folder, capsys):
    systems = report(capsys, "--data", folder)["systems"]
    # Parts: 5 and 4 of the first citation and its translators, 5 of the second, one wrong.
    # Dates: the EDTF of one is wrong, and the end of another.
    assert systems["searchlib"] == {
        "citations": 3,
        "citations_right": 2,
        "fields": 15,
        "fields_read": 15,
        "fields_right": 14,
        "dates": 7,
        "dates_right": 5,
        "accuracy": 0.7,
        "precision": round((14 + 3) / (15 + 5), 4),
        "recall": round((14 + 3) / (15 + 5), 4),
    }
    # The regular expression reads the second citation, but not the archive's English name;
    # the formats read two of the dates, and "undated" and "вчера" rightly as none.
    assert systems["baseline"]["citations_right"] == 1
    assert systems["baseline"]["dates_right"] == 3


def test_every_failure_is_named(folder, capsys):
    assert main(["--data", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "РГАНИ. Ф. 1. Оп. 2. Д. 3. Л. 4.\n  listy 1: expected 5, 5, got 4, 4" in out
    assert "5 мая 1949 г.\n  edtf: expected 1949-05-06, got 1949-05-05" in out
    assert "1949\n  days: expected 1949-01-01, 1949-12-30, got 1949-01-01, 1949-12-31" in out
    assert "May 5, 1949\n" not in out


def test_one_file_is_enough(folder, capsys):
    systems = report(capsys, "--data", folder / "dates.tsv")["systems"]
    assert systems["searchlib"]["citations"] == 0
    assert systems["searchlib"]["dates"] == 7


def test_citations_without_an_answer_are_shown_and_not_counted(tmp_path, capsys):
    table = tmp_path / "seen.tsv"
    known = read_forms(FORMS / "citations.tsv").citations[0].written
    table.write_text(
        f"citation\tseen_at\n{known}\there\nRGANI, f. 1, op. 2, d. 3\tthere\n", "utf-8"
    )
    found = report(capsys, "--data", table)
    assert found["unjudged"] == 1
    assert found["systems"]["searchlib"]["citations"] == 1
    assert main(["--data", str(table)]) == 0
    assert "not judged: RGANI, f. 1, op. 2, d. 3\n  read as RGANI, f. 1" in capsys.readouterr().out


def test_a_parser_that_is_not_installed_is_left_out(folder, capsys, monkeypatch):
    def missing():
        raise ImportError("No module named 'calendars'")

    peers = {"calendars": missing, "years": lambda: citation_peers.naive_date}
    monkeypatch.setattr(citation_peers, "DATE_PARSERS", peers)
    assert main(["--data", str(folder), "--json"]) == 0
    captured = capsys.readouterr()
    assert "calendars is left out: No module named 'calendars'." in captured.err
    years = json.loads(captured.out)["systems"]["years"]
    assert (years["dates"], years["dates_right"]) == (7, 3)


@pytest.mark.parametrize("name", list(citation_peers.DATE_PARSERS))
def test_parsers_of_dates_are_asked_for_what_they_know(name):
    module = {"python-dateutil": "dateutil"}.get(name, name)
    pytest.importorskip(module)
    read = citation_peers.DATE_PARSERS[name]()
    assert [day.isoformat() for day in read("May 5, 1949")] == ["1949-05-05", "1949-05-05"]
    assert [day.isoformat() for day in read("May 1949")] == ["1949-05-01", "1949-05-31"]
    assert read("no date at all, anywhere") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "No citations and no dates"),
        ("form\tstart\tend\nx\t1949-99-99\t\n", "Cannot read the forms"),
        ("citation\tarchive\tlist\nx\tRGANI\tfive\n", "Cannot read the forms"),
    ],
)
def test_a_table_that_is_none_is_named(tmp_path, capsys, content, message):
    table = tmp_path / "table.tsv"
    table.write_text(content, "utf-8")
    assert main(["--data", str(table)]) == 1
    assert message in (err := capsys.readouterr().err)
    assert "--data PATH" in err


def test_a_missing_table_is_named(tmp_path, capsys):
    assert main(["--data", str(tmp_path / "none.tsv")]) == 1
    assert "none.tsv" in capsys.readouterr().err


@pytest.mark.skipif(not SHARED.exists(), reason="the shared forms are not here")
def test_everything_shared_is_read_right(capsys, monkeypatch):
    monkeypatch.setattr(citation_peers, "DATE_PARSERS", {})
    found = report(capsys)
    metrics = found["systems"]["searchlib"]
    assert (found["unjudged"], metrics["accuracy"], metrics["recall"]) == (0, 1.0, 1.0)
    assert metrics["citations"] >= 17
    assert metrics["dates"] >= 22


def test_without_shared_data_the_forms_here_are_asked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(citations, "SHARED", tmp_path / "none")
    monkeypatch.setattr(citation_peers, "DATE_PARSERS", {})
    found = report(capsys)
    assert found["data"] == str(FORMS)
    assert found["systems"]["searchlib"]["accuracy"] == 1.0
    assert found["systems"]["baseline"]["accuracy"] < 0.5

"""Do all hits reach a file, a search its citation, and many queries their answers?"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import sys
from pathlib import Path

import pytest

import searchlib
from searchlib import cli
from searchlib.cli import asking
from searchlib.export.streams import FORMATS

CABLE = "wilsoncenter-114898"


@pytest.fixture
def ask(archive, tmp_path, monkeypatch, capsysbinary):
    """Run a command in this process, on the archive of letters; return code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEARCHLIB_INDEX", str(archive[1]))
    monkeypatch.setenv("SEARCHLIB_HISTORY", "off")
    monkeypatch.setattr(cli, "_open_streams", lambda: None)
    monkeypatch.setattr(cli, "_give_up_output", lambda: None)
    monkeypatch.setattr(cli.gc, "freeze", lambda: None)

    def ask(*words, stdin=""):
        monkeypatch.setattr(sys, "argv", ["searchlib", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        sys.stdout.flush()
        out, err = capsysbinary.readouterr()
        assert b"should not happen" not in err, err
        return ended.value.code, out.decode(), err.decode()

    return ask


def test_the_forms_are_those_there_are():
    assert ("text", *FORMATS) == asking.FORMATS


@pytest.mark.parametrize(("form", "entry"), [
    ("jsonl", '{"rank"'), ("ris", "ER  - "), ("bibtex", "@unpublished"), ("csl", '{"id"'),
    ("trec", "1 Q0 "), ("csv", "\r\n"),
])  # fmt: skip
def test_every_hit_leaves_in_every_form(ask, form, entry):
    code, out, _ = ask("search", "уголь", "--format", form)
    assert (code, out.count(entry)) == (0, 10 + (form == "csv"))
    code, out, _ = ask("search", "уголь", "--all", "--format", form)
    assert (code, out.count(entry)) == (0, 35 + (form == "csv"))
    code, some, _ = ask("search", "уголь", "-n", "3", "--offset", "33", "--format", form)
    assert some.count(entry) == 2 + (form == "csv")
    assert ask("search", "giraffes elephants", "--all", "--format", form)[0] == 1


def test_all_hits_are_read_as_text_too(ask):
    code, out, _ = ask("search", "уголь", "--all", "--passages", "1")
    assert (code, len(re.findall(r"^\d+\. Letter", out, re.M))) == (0, 35)
    assert out.startswith("35 hits for уголь (")
    assert "more: --offset" not in out
    assert ask("search", "уголь", "--all", "--offset", "34")[1].startswith(
        "35 hits, number 35, for"
    )


@pytest.mark.parametrize(("name", "beginning"), [
    ("hits.csv", b"rank,score"), ("hits.RIS", b"TY  - "), ("hits.bib", b"@unpub"),
    ("hits.json", b"[\n{"), ("hits.jsonl", b'{"rank"'), ("hits.run", b"1 Q0 "),
    ("hits.txt", b"35 hits"),
])  # fmt: skip
def test_the_end_of_a_file_name_tells_the_form(ask, tmp_path, name, beginning):
    code, out, err = ask("search", "уголь", "-o", name)
    assert (code, out) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(beginning)
    if name != "hits.txt":
        assert f"Wrote 10 of 35 hits to {name}; --all writes every one\n" in err
        assert f"Wrote 35 of 35 hits to {name}\n" in ask("search", "уголь", "--all", "-o", name)[2]


def test_a_table_for_excel(ask, tmp_path):
    ask("search", "уголь", "--all", "--bom", "-o", "hits.csv")
    data = (tmp_path / "hits.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfrank,score,id")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 35
    assert "угля" in rows[0]["ru"]
    assert "coal" in rows[0]["en"]


def test_what_cannot_be_told_is_asked_for(ask, tmp_path):
    code, _, err = ask("search", "уголь", "-o", "hits.xls")
    assert code == 2
    assert "hits.xls does not say by its end what to write: .txt, .jsonl, .csv" in err
    assert ask("search", "уголь", "-o", "hits.xls", "--format", "csv")[0] == 0
    assert (tmp_path / "hits.xls").exists()


def test_a_file_is_whole_or_as_it_was(ask, tmp_path, monkeypatch):
    (tmp_path / "hits.csv").write_text("before")

    def failing(self, *_, **__):
        yield next(each(self, "уголь"))
        raise searchlib.IndexDamaged("The disk has gone.")

    each = searchlib.Index.each
    monkeypatch.setattr(searchlib.Index, "each", failing)
    code, _, err = ask("search", "уголь", "--all", "-o", "hits.csv")
    assert (code, err.splitlines()[-1]) == (2, "searchlib: The disk has gone.")
    assert [path.name for path in tmp_path.iterdir()] == ["hits.csv"]
    assert (tmp_path / "hits.csv").read_text() == "before"


@pytest.mark.skipif(os.name == "nt", reason="needs modes of files")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_file_keeps_its_mode(ask, tmp_path, monkeypatch, mode):
    file = tmp_path / "hits.csv"
    file.touch()
    file.chmod(mode)
    assert ask("search", "уголь", "-o", "hits.csv")[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert file.read_text("utf-8").startswith("rank")
    before = os.umask(0o027)
    try:
        assert ask("search", "уголь", "-o", "new.csv")[0] == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="needs links and devices")
def test_a_link_stays_a_link_and_a_device_a_device(ask, tmp_path):
    (tmp_path / "real.csv").write_text("before")
    (tmp_path / "hits.csv").symlink_to("real.csv")
    assert ask("search", "уголь", "-o", "hits.csv")[0] == 0
    assert (tmp_path / "hits.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("rank")
    assert ask("search", "уголь", "-o", "/dev/null", "--format", "csv")[0] == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_folder_that_is_not_there_is_named(ask):
    code, _, err = ask("search", "уголь", "-o", "none/hits.csv")
    assert code == 2
    assert err.splitlines()[-1].startswith("searchlib: ")
    assert "to write hits.csv in. Make it first." in err


def test_two_forms_are_one_too_many(ask):
    for words in (
        ("search", "уголь", "--json", "--format", "csv"),
        ("search", "уголь", "--bom"),
        ("search", "уголь", "--bom", "-o", "hits.ris"),
        ("show", "letter-1", "--json", "--format", "csv"),
        ("show", "letter-1", "--cite", "--json"),
        ("show", "letter-1", "--style", "gost", "--format", "ris"),
    ):
        code, out, err = ask(*words)
        assert (code, out) == (2, ""), words
        assert "choose one" in err or "leave out" in err or "--bom is for a table" in err
    assert ask("search", "уголь", "--json", "--format", "jsonl")[0] == 0


# Citing.


def test_a_search_is_cited(ask):
    code, out, _ = ask("search", "помощь Северной Корее", "--cite")
    assert code == 0
    assert re.fullmatch(
        r"searchlib 0\.1\.0, “помощь Северной Корее”, 1 of 38 records, index [0-9a-f]{16}, "
        r"\d{4}-\d\d-\d\d\n",
        out,
    )
    cited = re.search(r"index (\w+)", out)[1]
    assert json.loads(ask("status", "--json")[1])["fingerprint"].startswith(cited)
    assert cited in ask("status")[1]
    code, _, err = ask("search", "Корея", "--at", cited)
    assert (code, "The index is the one cited." in err) == (0, True)
    assert ask("search", "giraffes elephants", "--at", cited)[0] == 1
    code, out, err = ask("search", "Корея", "--at", "0123456789abcdef")
    assert (code, out[:5]) == (2, "1 hit")
    assert f"has changed since: 0123456789abcdef → {cited}; 38 records now." in err
    code, out, err = ask("search", "Корея", "--at", "korea")
    assert (code, out) == (2, "")
    assert "is no fingerprint of an index" in err
    assert ask("search", "Корея", "--cite", "--format", "csv")[0] == 2


def test_a_record_is_cited(ask):
    assert ask("show", CABLE, "--cite")[1].startswith("“Cable No. 54611 from Kovalev to Stalin,” ")
    gost = ask("show", CABLE, "--style", "gost")[1]
    assert gost.endswith("18 мая 1949 г. // АП РФ. Ф. 4. Оп. 1. Д. 331. Л. 59–61; "
                         "РГАСПИ. Ф. 558. Оп. 11. Д. 331. Л. 59–61.\n")  # fmt: skip
    assert ask("show", CABLE, "--format", "ris")[1].startswith("TY  - PCOMM\r\n")
    assert ask("show", CABLE, "--format", "jsonl") == ask("show", CABLE, "--json")
    strange = ask("show", "strange/id?#%41 ё", "--cite")[1]
    assert "\x1b" not in strange
    assert strange.count("\n") == 1


# Many queries.

QUERIES = "\ufeff# a comment\n\nyes\tуголь\nгруша\n\tКорея\nmany words\tcoal giraffe\n"


def test_queries_are_answered_in_order(ask, tmp_path):
    (tmp_path / "queries.txt").write_text(QUERIES, "utf-8")
    code, out, err = ask("search", "--queries", "queries.txt")
    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    assert rows[:3] == [["yes", "35", "уголь"], ["2", "0", "груша"], ["3", "1", "Корея"]]
    assert out.splitlines()[3].split() == ["many", "words", "0", "coal", "giraffe"]
    assert (code, err) == (0, "")
    assert ask("search", "--queries", "-", stdin=QUERIES)[:2] == (0, out)
    some = ask("search", "--queries", "-", "--any", stdin=QUERIES)[1]
    assert some.splitlines()[3].split()[2] == "36"
    assert ask("search", "--queries", "-", stdin="груша\n")[0] == 1
    assert ask("search", "--queries", "-", stdin="")[0] == 1
    cited = ask("search", "--queries", "-", "--cite", stdin=QUERIES)[1].splitlines()
    assert "searchlib 0.1.0, “груша”, 0 of 38 records, index " in cited[1]


def test_their_hits_leave_with_their_names(ask):
    code, out, _ = ask("search", "--queries", "-", "--format", "trec", "--all", stdin=QUERIES)
    assert code == 0
    run = [line.split(" ") for line in out.splitlines()]
    assert [row[0] for row in run] == ["yes"] * 35 + ["3"]
    assert [int(row[3]) for row in run[:35]] == list(range(1, 36))
    scores = [float(row[4]) for row in run[:35]]
    assert scores == sorted(scores, reverse=True)
    lines = ask("search", "--queries", "-", "--json", "-n", "2", stdin=QUERIES)[1].splitlines()
    assert [json.loads(line)["query"] for line in lines] == ["yes", "yes", "3"]
    table = ask("search", "--queries", "-", "--format", "csv", stdin=QUERIES)[1]
    assert table.splitlines()[1].startswith("yes,1,")


@pytest.mark.parametrize("form", ["jsonl", "trec"])
def test_what_is_to_be_said_of_many_queries_is_said(ask, form):
    queries = "a\tКорея (\nb\tуголь жираф\nc\tКорея\n"
    code, out, err = ask("search", "--queries", "-", "--format", form, stdin=queries)
    assert code == 0
    assert "searchlib" not in out.replace(" searchlib\n", "")
    assert re.search(r"^searchlib: a: The bracket at .* is never closed", err, re.M)
    assert re.search(r"^searchlib: b: \d+ records hold some of the words", err, re.M)
    assert "searchlib: c: also looked for: корея as korea, korean\n" in err


def test_a_run_that_is_sorted_otherwise_keeps_its_order(ask):
    by_date = ask("search", "уголь", "--all", "--sort", "-date", "--json")[1].splitlines()
    run = ask("search", "уголь", "--all", "--sort", "-date", "--format", "trec")[1].splitlines()
    rows = [line.split(" ") for line in run]
    rows.sort(key=lambda row: (-float(row[4]), row[2]))  # as trec_eval does
    assert [row[2] for row in rows] == [json.loads(line)["id"] for line in by_date]
    assert [int(row[3]) for row in rows] == list(range(1, 36))


@pytest.mark.parametrize("command", ["search", "concordance"])
def test_every_hit_and_a_few_cannot_be_had_together(ask, command, monkeypatch):
    code, out, err = ask(command, "уголь", "--all", "-n", "3")
    assert (code, out) == (2, "")
    assert "leave out -n, or --all" in err
    monkeypatch.setattr(sys, "argv", [])
    Path("searchlib.toml").write_text("limit = 3\n", "utf-8")
    assert ask(command, "уголь", "--all")[0] == 0


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_one_that_fails_does_not_stop_the_rest(ask, form, monkeypatch):
    search, each = searchlib.Index.search, searchlib.Index.each

    def unless_a_star(method):
        def asked(self, query, **options):
            if query == "*":
                raise searchlib.QueryTooExpensive("* stands for too many words.")
            return method(self, query, **options)

        return asked

    monkeypatch.setattr(searchlib.Index, "search", unless_a_star(search))
    monkeypatch.setattr(searchlib.Index, "each", unless_a_star(each))
    queries = "bad\t*\ngood\tКорея\n"
    code, out, err = ask("search", "--queries", "-", "--format", form, stdin=queries)
    assert (code, err.splitlines()[0]) == (2, "searchlib: bad: * stands for too many words.")
    assert out.rstrip().splitlines()[-1].find("good") >= 0


@pytest.mark.parametrize(("words", "message"), [
    (("x", "--queries", "-"), "A query or --queries FILE, not both."),
    (("--queries", "none.txt"), "none.txt"),
    ((), "Missing argument 'QUERY...'."),
])  # fmt: skip
def test_a_mistake_is_said(ask, words, message):
    code, out, err = ask("search", *words)
    assert (code, out) == (2, "")
    assert message in err


def test_a_file_of_another_kind_is_refused(ask):
    code, _, err = ask("search", "--queries", "-", stdin="x" * 20_000)
    assert code == 2
    assert "-, line 1: a query has at most 10,000 characters." in err

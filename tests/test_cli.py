"""The real binary, as a reader, a script and a mistaken hand use it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from zlib import crc32

import pytest

from searchlib.analysis import VERSION as ANALYSIS_VERSION

CABLE = "wilsoncenter-114898"


# Exit codes and streams.


def test_search_prints_hits_on_stdout_and_exits_with_0(run):
    done = run("search", "помощь Северной Корее")
    assert done.returncode == 0
    assert done.stderr == ""
    first, *also, _, title, facts = done.stdout.partition(" · ")[0].splitlines()
    assert re.fullmatch(r"1 hit for помощь Северной Корее \(\d+ ms\)", first)
    assert title == "1. Cable No. 54611 from Kovalev to Stalin"
    assert facts == "   May 18, 1949"
    assert re.search(rf"\n   May 18, 1949 · cable · {CABLE} · score \d+\.\d\d\n", done.stdout)
    assert " ".join(map(str.strip, also)).startswith("also looked for: помощь as ")
    assert "AP RF, f. 4, op. 1, d. 331, ll. 59-61" in done.stdout
    assert "оказании **помощи** **Северной** **Корее** офицерскими" in done.stdout
    assert "_Aid_ to _North_ _Korea_ with officer personnel and weapons." in done.stdout


def test_nothing_found_is_exit_1_and_says_what_would_be_found(run):
    done = run("search", "корейский", "жираф")
    assert done.returncode == 1
    assert done.stdout.startswith("0 hits for корейский жираф")
    assert "no record holds жираф" in done.stdout
    assert "--any" in done.stdout


def test_the_interpreted_query_and_the_filter_are_printed(run):
    done = run("search", "date:1949-05 (корейский)", "--filter", "date:1950", "--passages", "0")
    assert done.returncode == 1
    assert done.stdout.startswith("0 hits for date:1949-05 корейский among date:1950 (")


def test_warnings_go_to_stderr_and_the_query_is_answered(run):
    done = run("search", "корейский)")
    assert done.returncode == 0
    assert done.stderr.startswith("searchlib: The bracket")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serach", "x"), "There is no command 'serach'. Did you mean 'search'?"),
        (("Корея",), "There is no command 'Корея'. To look for it: searchlib search Корея"),
        (("search",), "Missing argument 'QUERY...'."),
        (("search", "--limt", "3", "x"), "No such option"),
        (("search", "--limit", "-3", "x"), "-3 is not in the range"),
        (("search", "--sort", "dat", "x"), "'dat' is not one of 'relevance', 'date', '-date'."),
        (("show", "nothing-of-the-kind"), "No record has the id 'nothing-of-the-kind'."),
        (("index", "nowhere"), "There is no folder nowhere. Name one: searchlib index FOLDER"),
        (("search", "x", "--index", "none", "--documents", "none"), "Run: searchlib index FOLDER"),
        (("search", "x", "--index", "-a", "--documents", "none"), "There is no index in -a, and"),
        (("status", "--index", "none"), "There is no index in none. Run: searchlib index"),
        (("search", "x", "--index", __file__), "is a file"),
        (("completion", "ksh"), "'ksh' is not one of 'bash', 'zsh', 'fish'."),
    ],
)
def test_a_mistake_is_exit_2_with_one_message_on_stderr(run, arguments, message):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("searchlib: ")
    assert message in done.stderr.splitlines()[0]


def test_an_option_nearly_right_is_suggested(run):
    assert "--limit" in run("search", "--limt", "3", "x").stderr.splitlines()[0]
    assert run("search", "--limt", "3", "x").stderr.endswith("For help: searchlib search --help\n")


def test_no_command_shows_the_help_and_is_a_mistake(run):
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Examples:" in done.stderr


def test_version(run):
    import searchlib

    assert run("--version").stdout == f"searchlib, version {searchlib.__version__}\n"


# The query: words, dashes, standard input.


@pytest.mark.parametrize(
    ("words", "query", "code"),
    [
        (("корейский", "-Маньчжурия"), "корейский -Маньчжурия", 1),
        (("корейский", "-Вьетнам"), "корейский -Вьетнам", 0),
        (("-Berlin", "Korea"), "-Berlin Korea", 0),
        (("-n5", "корейский", "-Berlin", "-n", "3"), "корейский -Berlin", 0),
        (("корейский", "-1812"), "корейский -1812", 0),
        (("корейский", "--filter", "-Маньчжурия"), "корейский among -Маньчжурия", 1),
        (("--", "корейский", "-Вьетнам"), "корейский -Вьетнам", 0),
    ],
)
def test_a_dash_before_a_word_is_part_of_the_query(run, words, query, code):
    done = run("search", "--passages", "0", *words)
    assert f"for {query} (" in done.stdout
    assert done.returncode == code


def test_a_query_from_standard_input(run):
    done = run("search", "-", stdin="\ufeffкорейские дивизии\n")
    assert done.returncode == 0
    assert "for корейские дивизии (" in done.stdout


def test_bytes_that_are_no_text_are_a_query_like_any_other(run):
    assert run("search", "-", stdin=b"\xff\xfe \xd0").returncode == 1
    assert run("search", b"\xff\xfe").returncode == 1


def test_limit_and_offset_say_where_the_page_lies(run, tmp_path, documents):
    cable = next(documents.glob("*.md")).read_text("utf-8")
    for number in range(3):
        (tmp_path / "documents").mkdir(exist_ok=True)
        copy = cable.replace("document/114898", f"document/{number}14898") + f"\n\nCopy {number}.\n"
        (tmp_path / "documents" / f"{number}.md").write_text(copy, "utf-8")
    here = {"SEARCHLIB_INDEX": None, "SEARCHLIB_DOCUMENTS": None}

    done = run("search", "корейский", "-n", "1", "--offset", "1", "--passages", "0", env=here)
    assert "There is no index in index yet; indexing documents first." in done.stderr
    assert "Indexed 3 records from 3 files" in done.stderr
    assert done.stdout.startswith("3 hits, number 2, for корейский (")
    assert "\n2. Cable" in done.stdout
    assert done.stdout.endswith("\n1 more: --offset 2\n")
    assert "none of them after 7" in run("search", "корейский", "--offset", "7", env=here).stdout

    several = run("show", "14898", env=here)
    assert several.returncode == 2
    assert "3 records fit '14898'" in several.stderr
    assert "wilsoncenter-014898, wilsoncenter-114898, wilsoncenter-214898" in several.stderr
    assert run("show", "214898", env=here).returncode == 0


# show and status.


@pytest.mark.parametrize("name", [CABLE, "114898", "wilson", CABLE.upper(), "4898"])
def test_show_takes_an_id_or_its_beginning_or_end(run, name):
    done = run("show", name)
    assert done.returncode == 0
    assert f"id          {CABLE}\n" in done.stdout
    assert "Translated by Gary" in done.stdout
    assert "Северной Корее" in done.stdout
    assert "North Korea" in done.stdout


def test_show_one_text(run):
    english = run("show", "114898", "--text", "en").stdout
    assert "North Korea" in english
    assert "Северной" not in english


def test_status_names_what_is_not_in_step(run, tmp_path, documents):
    folder = tmp_path / "documents"
    shutil.copytree(documents, folder)
    here = {"SEARCHLIB_INDEX": "index", "SEARCHLIB_DOCUMENTS": "documents"}
    assert run("index", env=here).returncode == 0
    assert "1 record from 1 file\n" in run("status", env=here).stdout
    assert "in step with documents" in run("status", env=here).stdout
    assert "Nothing has changed: 1 record from 1 file" in run("index", env=here).stderr

    (folder / "new.md").write_text("Новое письмо. A new letter.", "utf-8")
    changed = run("status", env=here)
    assert "new: 1 (new.md). Run: searchlib index" in changed.stdout
    assert json.loads(run("status", "--json", env=here).stdout)["new"] == ["new.md"]

    shutil.rmtree(folder)
    assert "there is no folder documents" in run("status", env=here).stdout
    assert run("search", "корейский", env=here).returncode == 0
    assert run("index", env=here).returncode == 2
    assert run("search", "корейский", env=here).returncode == 0


def test_index_names_each_file_it_skips_and_exits_with_2(run, tmp_path, documents):
    folder = tmp_path / "mixed"
    shutil.copytree(documents, folder)
    (folder / "picture.xyz").write_bytes(b"\x89\x00\x01")
    done = run("index", "mixed", "--index", "here")
    assert (done.returncode, done.stdout) == (2, "")
    skipped = next(line for line in done.stderr.splitlines() if "skipped mixed" in line)
    assert skipped.startswith(f"searchlib: skipped {Path('mixed', 'picture.xyz')}: ")
    assert skipped.count("picture.xyz") == 1
    assert "Indexed 1 record from 2 files, 1 skipped" in done.stderr
    assert run("search", "корейский", "--index", "here").returncode == 0
    assert "skipped     picture.xyz: " in run("status", "--index", "here").stdout

    again = run("index", "mixed", "--index", "here")  # it was skipped then, and is no news
    assert again.returncode == 0
    assert "searchlib: 1 file skipped in earlier runs; see: searchlib status" in again.stderr
    assert "picture.xyz" not in again.stderr
    (tmp_path / "letter.md").write_text("# Письмо\n\nУголь.", "utf-8")
    brought = run("import", "letter.md", "--documents", "mixed", "--index", "here")
    assert brought.returncode == 0, brought.stderr
    (folder / "picture.xyz").write_bytes(b"\x89\x00\x01\x02")
    assert run("index", "mixed", "--index", "here").returncode == 2
    assert run("rebuild", "mixed", "--index", "here").returncode == 2


def test_an_empty_folder_is_said_to_be_empty(run, tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("search", "x", "--documents", "empty", "--index", "here")
    assert done.returncode == 1
    assert "There are no files in empty; the index is empty." in done.stderr
    assert run("search", "", "--documents", "empty", "--index", "here").returncode == 1


# An index that cannot be used.


def _copy(built: Path, to: Path) -> Path:
    shutil.copytree(built, to)
    return next(to.glob("generation-*"))


@pytest.mark.parametrize(
    ("command", "change", "message"),
    [
        (("search", "корейский"), {"versions": [0, "", 0]}, "was built with analysis 0; this is"),
        (
            ("show", CABLE),
            {"versions": [ANALYSIS_VERSION, "old", 1]},
            "was built with dictionary old; this is",
        ),
        (("status",), {"format": 0}, "was written by another version of searchlib"),
        (("search", "x"), {"files": {"gone": [1, ""]}}, "cannot be read"),
    ],
)
def test_an_index_of_another_version_names_the_command_to_run(
    run, built, tmp_path, command, change, message
):
    manifest = _copy(built, tmp_path / "other") / "manifest.json"
    written = json.dumps({**json.loads(manifest.read_text()), **change})
    manifest.write_text(written)
    checksum = f"{crc32(written.encode()):08x}"
    (tmp_path / "other" / "CURRENT").write_text(f"{manifest.parent.name} {checksum}\n")
    done = run(*command, "--index", "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert re.search("Run: searchlib (rebuild|check --repair)", done.stderr)


def test_damage_anywhere_is_never_a_traceback(run, built, tmp_path):
    files = [path.relative_to(built) for path in built.rglob("*") if path.is_file()]
    largest = sorted(files, key=lambda path: -(built / path).stat().st_size)
    for number, name in enumerate([Path("CURRENT"), *largest[:5]]):
        folder = tmp_path / str(number)
        _copy(built, folder)
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(b"\xff" * min(64, len(data)) + data[64:])
        done = run("search", "корейский", "--index", str(folder))
        if done.returncode == 2:
            assert done.stderr.startswith("searchlib: ")
            assert "searchlib check --repair" in done.stderr
        (folder / name).unlink()
        done = run("search", "корейский", "--index", str(folder), "--documents", "none")
        assert done.returncode == 2, name
        assert re.search("searchlib (index|check --repair)", done.stderr)


# Streams that are closed or full.


bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


@bash
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("searchlib show 114898 | head -1", 0),
        ("searchlib search корейский | true", 0),
        ("searchlib --help | true", 0),
        ("searchlib search корейский --json | true", 0),
        ("searchlib search корейский >&-", 0),
        ("searchlib search 'корейский)' 2>&-", 0),
        ("(searchlib index --index here 2>&1; echo $? > code) | true; exit $(cat code)", 0),
        pytest.param(
            "searchlib search корейский > /dev/full",
            2,
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full"),
        ),
    ],
)
def test_a_stream_nobody_reads_is_no_error_and_a_full_disk_is(shell, line, code):
    done = shell(line)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert ("No space left" in done.stderr) == (code == 2)


# Settings.


@pytest.mark.parametrize(
    ("name", "table"), [("searchlib.toml", ""), ("pyproject.toml", "[tool.searchlib]\n")]
)
def test_settings_come_from_options_then_environment_then_file(run, built, tmp_path, name, table):
    unset = {"SEARCHLIB_INDEX": None, "SEARCHLIB_DOCUMENTS": None}
    (tmp_path / name).write_text(
        f"{table}index = {json.dumps(str(built))}\npassages = 0\nlimit = 0\n", "utf-8"
    )
    done = run("search", "корейский", env=unset)
    assert done.returncode == 0
    assert "1. Cable" not in done.stdout
    assert "1. Cable" in run("search", "корейский", "-n", "1", env=unset).stdout
    assert run("search", "корейский", env={**unset, "SEARCHLIB_INDEX": "none"}).returncode == 2
    elsewhere = run(
        "search", "корейский", "--index", str(built), env={**unset, "SEARCHLIB_INDEX": "none"}
    )
    assert elsewhere.returncode == 0


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("indx = 'a'", "there is no setting 'indx'. Did you mean 'index'?"),
        ("limit = 'ten'", "limit must be a whole number, not 'ten'."),
        ("limit = true", "limit must be a whole number, not True."),
        ("= 1", "searchlib.toml cannot be read: "),
        ("\xff", "searchlib.toml cannot be read: "),
        ("sort = 'size'", "'size' is not one of 'relevance', 'date', '-date'."),
    ],
)
def test_a_wrong_setting_is_named(run, tmp_path, written, message):
    (tmp_path / "searchlib.toml").write_text(written, "latin-1")
    done = run("search", "корейский")
    assert done.returncode == 2
    assert message in done.stderr

"""What do import, index, rebuild, check and status say, and with which exit code?"""

from __future__ import annotations

import json

import pytest

TEXT = "# Письмо о {0}\n\nТекст письма о {0}, и больше ничего в нём не сказано.\n"
LONG = (
    "Посол сообщает, что войска будут переброшены в Маньчжурию в течение месяца, а вопрос о "
    "поставке хлопка и каучука через третьи страны обсуждён с председателем комитета подробно."
)
HERE = ("--documents", "documents", "--index", "index")


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def ran(done):
    return done.returncode, done.stdout, done.stderr.splitlines()


def seconds(line):
    """Return a line without the time it took."""
    return line.rpartition(" (")[0]


def test_import_says_what_it_copied_and_indexed(run, write):
    write("drop/a.md", TEXT.format("угле"))
    write("drop/b.jpg", b"\xff\xd8\xff\xe0")
    code, out, err = ran(run("import", "drop", *HERE))
    assert (code, out) == (2, "")
    assert err[0].startswith("searchlib: skipped drop/b.jpg: ")
    assert err[1] == "Copied 1 file into documents"
    assert seconds(err[2]) == "Indexed 1 record from 1 file"
    code, _, err = ran(run("import", "drop/a.md", *HERE))
    assert (code, err[0]) == (0, "searchlib: drop/a.md is there already, as documents/drop/a.md")
    assert run("search", "уголь", *HERE).returncode == 0


def test_import_replaces_only_when_told(run, write):
    write("a.md", TEXT.format("угле"))
    run("import", "a.md", *HERE)
    write("a.md", TEXT.format("хлебе"))
    code, _, err = ran(run("import", "a.md", *HERE))
    assert code == 2
    assert "documents/a.md is there with other content; --replace takes the new one" in err[0]
    assert ran(run("import", "a.md", "--replace", *HERE))[0] == 0
    assert run("search", "хлеб", *HERE).returncode == 0


def test_dry_runs_write_nothing(run, write, tmp_path):
    write("drop/a.md", TEXT.format("угле"))
    code, out, err = ran(run("import", "drop", "--dry-run", *HERE))
    assert (code, out) == (0, "drop/a.md -> documents/drop/a.md\n")
    assert err == ["Would copy 1 file into documents"]
    assert not (tmp_path / "documents").exists()
    write("documents/b.md", TEXT.format("хлебе"))
    code, out, err = ran(run("index", "--dry-run", *HERE))
    assert (code, out, err) == (0, "new      b.md\n", [])
    assert not (tmp_path / "index").exists()
    run("index", *HERE)
    (tmp_path / "documents" / "b.md").rename(tmp_path / "documents" / "c.md")
    assert run("index", "--dry-run", *HERE).stdout == "moved    b.md -> c.md\n"


def test_index_says_what_changed(run, write, tmp_path):
    for name in "abc":
        write(f"documents/{name}.md", TEXT.format(f"слове {name * 3}"))
    assert seconds(ran(run("index", *HERE))[2][-1]) == "Indexed 3 records from 3 files"
    write("documents/a.md", TEXT.format("угле"))
    write("documents/new.md", TEXT.format("хлебе"))
    (tmp_path / "documents" / "b.md").unlink()
    said = ran(run("index", *HERE))[2][-1]
    assert seconds(said) == "Indexed 3 records from 3 files: 1 new, 1 changed, 1 gone"
    said = ran(run("index", *HERE))[2][-1]
    assert seconds(said) == "Nothing has changed: 3 records from 3 files"
    assert seconds(ran(run("rebuild", *HERE))[2][-1]) == "Indexed 3 records from 3 files"


def test_duplicates_and_near_duplicates_are_named(run, write):
    write("documents/a.md", f"# Письмо\n\n{LONG}\n")
    write("documents/b.md", f"# Письмо\n\n{LONG}\n")
    write("documents/c.md", f"# Письмо\n\n{LONG} Конец.\n")
    code, _, err = ran(run("index", *HERE))
    assert code == 0
    assert "left out documents/b.md: holds the record" in err[0]
    assert "near-duplicates: " in err[1]
    ids = err[1].rpartition(": ")[2].split(", ")
    shown = run("show", ids[0], *HERE[2:]).stdout
    assert f"much like   {ids[1]} (" in shown
    assert (
        json.loads(run("show", ids[0], "--json", *HERE[2:]).stdout)["near_duplicates"][0][0]
        == ids[1]
    )
    status = run("status", *HERE).stdout
    assert "left out    b.md: holds the record" in status
    assert f"much alike  2 ({', '.join(sorted(ids))})" in status
    assert json.loads(run("status", "--json", *HERE).stdout)["near_duplicates"] == [sorted(ids)]


def test_check_finds_and_repairs(run, write, tmp_path):
    write("documents/a.md", TEXT.format("угле"))
    run("index", *HERE)
    code, out, err = ran(run("check", *HERE))
    assert (code, out) == (0, "")
    assert seconds(err[-1]) == "index is in order: 1 record, 1 compared with the documents"
    terms = next((tmp_path / "index").glob("generation-*/whoosh/*.trm"))
    terms.write_bytes(terms.read_bytes()[:-1] + b"?")
    code, out, err = ran(run("check", *HERE))
    assert code == 2
    assert out.startswith("problem   index/generation-000001/whoosh/")
    assert out.endswith(" is not as it was written\n")
    assert err[-1].startswith("1 problem found in index: ")
    found = json.loads(run("check", "--json", *HERE).stdout)
    assert len(found["problems"]) == 1
    code, out, err = ran(run("check", "--repair", *HERE))
    assert code == 0
    assert out.splitlines()[0].startswith("repaired  index/generation-000001/whoosh/")
    assert run("check", "--all", *HERE).returncode == 0
    assert "quarantine  index/quarantine/generation-000001" in run("status", *HERE).stdout


def test_who_holds_the_lock_is_said(run, write, tmp_path):
    from searchlib.store.generations import Store

    write("documents/a.md", TEXT.format("угле"))
    with Store(tmp_path / "index").writing("searchlib rebuild"):
        for command in (("index",), ("rebuild",), ("import", "documents")):
            done = run(*command, "--wait", "0", "--documents", "new", "--index", "index")
            if command == ("index",):
                continue  # there is no such folder, which comes first
            assert done.returncode == 2
        code, _, err = ran(run("index", "--wait", "0", *HERE))
    assert code == 2
    assert "index is being written by searchlib rebuild (process " in err[0]


def test_an_unknown_engine_is_named(run, write):
    write("documents/a.md", TEXT.format("угле"))
    code, _, err = ran(run("rebuild", "--engine", "lucene", *HERE))
    assert (code, err[0]) == (
        2,
        "searchlib: There is no engine 'lucene'. Engines: opensearch, tantivy, whoosh.",
    )

"""Is an index whole? Every kind of damage is found, named and mended."""

from __future__ import annotations

import json
import os
import sqlite3
from hashlib import sha256
from zlib import crc32

import pytest

import searchlib
from searchlib.errors import IndexNotFound, UsageError
from searchlib.store.generations import Store

TEXT = "# Письмо о {0}\n\nТекст письма о {0}, и больше ничего в нём не сказано.\n"
WORDS = ("угле", "хлебе", "соли", "железе")


@pytest.fixture
def folders(tmp_path):
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    for words in WORDS:
        (documents / f"{words}.md").write_text(TEXT.format(words), "utf-8")
    searchlib.build(documents, index)
    return documents, index


def check(index, **how):
    return searchlib.check(folder=index, **how)


def newest(index):
    return Store(index).current().folder


def flip(path, place=0.5):
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0xFF
    path.write_bytes(data)


def reseal(folder):
    """Write the checksums anew, as if the files had always been so."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        data = (folder / name).read_bytes()
        manifest["files"][name] = [len(data), sha256(data).hexdigest()]
    written = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(written)
    (folder.parent / "CURRENT").write_text(f"{folder.name} {crc32(written):08x}\n")


def test_a_whole_index_has_no_problems(folders):
    _, index = folders
    found = check(index)
    assert (found.problems, found.repaired, found.notes) == ((), (), ())
    assert (found.records, found.compared, found.generation) == (4, 4, "generation-000001")


def test_no_index(tmp_path):
    with pytest.raises(IndexNotFound, match="Run: searchlib index"):
        check(tmp_path)


def names_of_files():
    return ["catalogue.sqlite", "vocabulary.sqlite", "manifest.json", ".trm", ".pst", ".stored.col"]


@pytest.mark.parametrize("name", names_of_files())
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_every_damaged_file_is_named_and_mended(folders, name, damage):
    _, index = folders
    path = next(p for p in sorted(newest(index).rglob("*")) if p.name.endswith(name))
    if damage == "flip":
        flip(path)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    found = check(index)
    assert len(found.problems) == 1
    assert path.name in found.problems[0] or "generation-000001" in found.problems[0]
    where = {"documents": index.with_name("documents")} if path.name == "manifest.json" else {}
    mended = check(index, repair=True, **where)
    repaired = tuple(one.partition(" Run: ")[0] for one in found.problems)  # no stale advice
    assert (mended.problems, mended.repaired) == ((), repaired)
    assert check(index).problems == ()
    (aside,) = (index / "quarantine").iterdir()
    assert found.problems[0] in (aside / "REASON.txt").read_text("utf-8")
    assert "put aside" in mended.notes[0]
    with searchlib.open(index) as opened:
        assert len(opened) == 4


@pytest.mark.parametrize("content", [b"", b"generation-000009 00\n", b"\xff\xfe"])
def test_a_damaged_pointer_is_mended(folders, content):
    documents, index = folders
    (index / "CURRENT").write_bytes(content)
    assert len(check(index).problems) == 1
    assert check(index, documents=documents, repair=True).problems == ()
    with searchlib.open(index) as opened:
        assert len(opened) == 4


def test_where_the_documents_lie_must_be_known(folders):
    _, index = folders
    (newest(index) / "manifest.json").write_bytes(b"")
    with pytest.raises(UsageError, match="Name the folder: --documents FOLDER"):
        check(index, repair=True)


def test_a_record_the_engine_lost_is_named(folders):
    _, index = folders
    folder = newest(index)
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.execute(
        "INSERT INTO record VALUES (99, 'хлебе.md', 7, 'lost-one', '', '', '', 1, '')"
    )
    connection.commit()
    connection.close()
    reseal(folder)
    problems = check(index).problems
    assert problems[0] == "the manifest counts 4 records, the catalogue 5, the engine 4"
    assert problems[1] == "1 records lost: lost-one"


def test_a_record_that_is_not_what_its_file_holds(folders, monkeypatch):
    _, index = folders
    connection = sqlite3.connect(newest(index) / "catalogue.sqlite")
    ids = dict(connection.execute("SELECT source, id FROM record").fetchall())
    connection.execute("UPDATE record SET source = 'x' WHERE source = 'соли.md'")
    connection.execute("UPDATE record SET source = 'соли.md' WHERE source = 'хлебе.md'")
    connection.execute("UPDATE record SET source = 'хлебе.md' WHERE source = 'x'")
    connection.commit()
    connection.close()
    reseal(newest(index))
    problems = check(index).problems
    assert len(problems) == 2
    assert f"the record {ids['соли.md']} is not what" in " ".join(problems)


def test_a_document_whose_bytes_rotted_is_named(folders):
    documents, index = folders
    path = documents / "соли.md"
    os.utime(path, (10**9, 10**9))
    searchlib.build(documents, index, rebuild=True)
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace("больше".encode(), "болъше".encode()))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (problem,) = check(index).problems
    assert problem.startswith(f"{path} holds other bytes than when it was indexed")


def test_files_that_changed_since_are_no_damage(folders):
    documents, index = folders
    (documents / "соли.md").write_text(TEXT.format("меди"), "utf-8")
    (documents / "угле.md").unlink()
    found = check(index)
    assert (found.problems, found.compared) == ((), 2)


def test_a_sample_is_compared_or_everything(folders):
    _, index = folders
    assert check(index, sample=2).compared == 2
    assert check(index, sample=None).compared == 4


def test_without_documents_the_index_itself_is_checked(folders):
    documents, index = folders
    documents.rename(documents.with_name("away"))
    found = check(index)
    assert (found.problems, found.compared) == ((), 0)
    assert "no folder" in found.notes[0]


def test_what_an_interrupted_run_left_is_noted_and_taken_away(folders):
    documents, index = folders
    (index / "generation-000002").mkdir()
    assert check(index).notes == ("1 left by an interrupted run; the next index takes them away",)
    (documents / "new.md").write_text(TEXT.format("газе"), "utf-8")
    searchlib.build(documents, index)
    assert check(index).notes == ()


def test_repairing_a_whole_index_does_nothing(folders):
    _, index = folders
    assert check(index, repair=True).repaired == ()
    assert newest(index).name == "generation-000001"


def test_building_puts_a_damaged_generation_aside(folders):
    documents, index = folders
    (newest(index) / "manifest.json").write_bytes(b"{}")
    assert searchlib.build(documents, index).changed
    (aside,) = (index / "quarantine").iterdir()
    assert "manifest.json is not as it was written" in (aside / "REASON.txt").read_text("utf-8")
    assert searchlib.status(documents, index).quarantine == (str(aside),)


def test_an_index_that_cannot_be_written_is_searched_and_checked(folders, tmp_path):
    documents, index = folders
    before = sorted((p, p.stat().st_mtime_ns) for p in index.rglob("*"))
    with searchlib.open(index) as opened:
        assert opened.search("уголь").total == 1
    assert check(index).problems == ()
    searchlib.status(documents, index)
    assert searchlib.build(documents, index).changed is False
    assert searchlib.compare(documents, index) == searchlib.Changes()
    assert sorted((p, p.stat().st_mtime_ns) for p in index.rglob("*")) == before

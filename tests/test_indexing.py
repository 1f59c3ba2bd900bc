"""How does an index come from documents? Nothing readable is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from zlib import crc32

import pytest

import searchlib
from searchlib.errors import IndexNotFound, UsageError
from searchlib.files import digest
from searchlib.indexing import preparing
from searchlib.indexing.building import files_under
from searchlib.store.fingerprints import fingerprint
from searchlib.vocabulary import Vocabulary

RECORD = "# {title}\n\nТекст письма о {title}, и больше ничего.\n"


class Archive:
    """A folder of documents beside its index."""

    def __init__(self, folder):
        self.documents, self.index = folder / "documents", folder / "index"
        self.documents.mkdir()

    def write(self, **files):
        for name, title in files.items():
            path = self.documents / f"{name.replace('__', '/')}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(RECORD.format(title=title), "utf-8")

    def build(self, **how):
        return searchlib.build(self.documents, self.index, **how)

    def status(self):
        return searchlib.status(self.documents, self.index)

    def titles(self, query="*"):
        with searchlib.open(self.index) as index:
            return sorted(hit.record.title for hit in index.search(query, limit=100))


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def test_a_folder_is_indexed(archive):
    archive.write(a="угле", sub__b="хлебе")
    report = archive.build()
    assert (report.records, report.files, report.changed, report.problems) == (2, 2, True, {})
    assert archive.titles("уголь") == ["угле"]
    status = archive.status()
    assert (status.records, status.files, status.new, status.changed) == (2, 2, (), ())
    assert status.bytes == sum(
        path.stat().st_size
        for path in (archive.index / status.generation).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )


def test_an_unchanged_folder_does_nothing(archive):
    # In the order of paths a/b comes before a.md; as text it comes after.
    archive.write(a="угле", a__b="хлебе", ab="соли")
    archive.build()
    generation = archive.status().generation
    assert not archive.build().changed
    os.utime(archive.documents / "a.md", (1, 1))  # touched, and the same
    assert not archive.build().changed
    assert archive.status().generation == generation
    assert archive.build(rebuild=True).changed
    assert archive.status().generation != generation


def test_changed_new_and_deleted_files(archive):
    archive.write(a="угле", b="хлебе", c="соли")
    archive.build()
    archive.write(a="газе", d="воде")
    (archive.documents / "b.md").unlink()
    status = archive.status()
    assert (status.new, status.changed, status.gone) == (("d.md",), ("a.md",), ("b.md",))
    report = archive.build()
    assert (report.records, report.changed) == (3, True)
    assert archive.titles() == ["воде", "газе", "соли"]
    status = archive.status()
    assert (status.new, status.changed, status.gone) == ((), (), ())


def test_what_cannot_be_read_is_reported_and_the_rest_goes_on(archive):
    archive.write(a="угле", c="соли")
    (archive.documents / "b.md").write_bytes(b"\xcf\xd0\xe8\xe2\xe5\xf2")
    (archive.documents / "d.xyz").write_bytes(b"x")
    (archive.documents / "e.md").write_bytes(b"")
    report = archive.build()
    assert (report.records, report.files) == (2, 5)
    assert report.problems.keys() == {"b.md", "d.xyz", "e.md"}
    assert "not UTF-8" in report.problems["b.md"]
    assert archive.titles() == ["соли", "угле"]
    assert archive.status().problems == report.problems
    again = archive.build()
    assert (again.changed, again.problems) == (False, report.problems)


def test_a_file_that_vanishes_while_indexing(archive):
    archive.write(a="угле", b="хлебе", c="соли")
    report = archive.build(
        progress=lambda done, *_: done == 0 and (archive.documents / "b.md").unlink()
    )
    assert (report.records, list(report.problems)) == (2, ["b.md"])
    assert "No such file" in report.problems["b.md"]
    assert archive.titles() == ["соли", "угле"]
    assert archive.build().changed


def test_a_record_that_two_files_hold(archive):
    archive.write(a="угле", b="угле", c="соли")
    report = archive.build()
    assert (report.records, report.problems) == (2, {})
    assert list(report.duplicates) == ["b.md"]
    assert report.duplicates["b.md"].endswith(", which a.md holds already")
    (archive.documents / "a.md").unlink()
    assert archive.build().duplicates == {}
    assert archive.titles() == ["соли", "угле"]


def test_of_very_many_records_left_out_the_first_are_named(archive):
    archive.write(a="угле")
    row = "title,ru\n" + "Угле,Текст письма о угле и больше ничего в нём нет вообще.\n" * 200
    (archive.documents / "b.csv").write_text(row, "utf-8")
    what = archive.build().duplicates["b.csv"]
    assert what.count("which b.csv holds already") == 20
    assert what.endswith("; and 179 more like these")


def test_progress(archive):
    archive.write(a="угле", b="хлебе")
    calls = []
    archive.build(progress=lambda *call: calls.append(call))
    assert calls == [(0, 2, "a.md"), (1, 2, "b.md"), (2, 2, "")]


def test_a_build_that_fails_leaves_the_old_index(archive):
    archive.write(a="угле")
    archive.build()
    before = sorted(path.name for path in archive.index.iterdir())
    archive.write(b="хлебе")

    def interrupt(done, _total, _path):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.build(progress=interrupt)
    assert sorted(path.name for path in archive.index.iterdir()) == before
    assert archive.titles() == ["угле"]
    assert archive.build().records == 2


def test_a_reader_goes_on_reading_through_rebuilds(archive):
    archive.write(a="угле")
    archive.build()
    with searchlib.open(archive.index) as index:
        for number in range(3):
            archive.write(a=f"хлебе {number}")
            archive.build()
        (hit,) = index.search("уголь", sort="date")
        assert (hit.record.title, len(index)) == ("угле", 1)
    assert archive.titles() == ["хлебе 2"]


def test_a_damaged_index_is_built_anew(archive):
    archive.write(a="угле")
    archive.build()
    (archive.index / "CURRENT").write_bytes(b"\xff")
    assert archive.build().changed
    assert archive.titles() == ["угле"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_rebuild_takes_forms_over_from_a_vocabulary_that_is_whole(archive, whole):
    archive.write(a="угле")
    archive.build()
    path = archive.index / archive.status().generation / "vocabulary.sqlite"
    with closing(sqlite3.connect(path)) as vocabulary, vocabulary:
        vocabulary.execute("UPDATE form SET terms = 'торф' WHERE form = 'угле'")
    if whole:
        manifest = path.with_name("manifest.json")
        said = json.loads(manifest.read_text("utf-8"))
        said["files"][path.name] = [path.stat().st_size, digest(path)]
        manifest.write_text(json.dumps(said), "utf-8")
        name = (archive.index / "CURRENT").read_text("utf-8").split()[0]
        sum_ = f"{crc32(manifest.read_bytes()):08x}"
        (archive.index / "CURRENT").write_text(f"{name} {sum_}\n", "utf-8")
    archive.build(rebuild=True)
    with closing(Vocabulary.open(path.parents[1] / archive.status().generation / path.name)) as now:
        assert (now.terms(["угле"])["угле"] == ("торф",)) == whole


def test_files_under_leaves_out_what_is_hidden_and_the_index(tmp_path):
    for name in (
        "b.md",
        "a/c.md",
        ".hidden/d.md",
        "a/.e",
        "index/CURRENT",
        "index/g/f",
        "index.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found = [name for name, _ in files_under(tmp_path, tmp_path / "index")]
    assert found == ["a/c.md", "b.md", "index.md"]
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert [name for name, _ in files_under(tmp_path / "a", tmp_path / "index")] == ["c.md"]


def test_words_of_a_file_that_fails_are_known_for_the_others_that_have_them(archive, monkeypatch):
    archive.write(a="угле")
    archive.build()
    archive.write(a="квазимодою", b="квазимодою")
    monkeypatch.setattr(preparing, "fingerprint", _refusing)
    assert [*archive.build().problems] == ["a.md"]
    assert archive.titles("квазимод*") == ["квазимодою"]


def _refusing(record):
    if record.source == "a.md":
        raise ValueError("no sketch")
    return fingerprint(record)


def test_a_link_to_itself_is_reported_and_the_rest_goes_on(archive):
    archive.write(a="угле")
    (archive.documents / "circle.md").symlink_to("circle.md")
    report = archive.build()
    assert (report.records, list(report.problems)) == (1, ["circle.md"])
    assert "symbolic link" in report.problems["circle.md"]


def test_names_in_any_encoding(archive):
    try:
        (archive.documents / "имя\udcff.md").write_text(RECORD.format(title="угле"), "utf-8")
    except OSError:
        pytest.skip("this file system takes only names in Unicode")
    assert archive.build().records == 1
    assert not archive.build().changed
    assert archive.titles("уголь") == ["угле"]


def test_records_with_odd_ids_are_found_and_replaced(archive):
    text = "#### **Citation:**\n\nx\n\n#### **URL:**\n\nhttps://архив.рф/Дело-5А\n\n"
    (archive.documents / "a.md").write_text(f"# Письмо\n\n{text}\n\nТекст об угле.\n", "utf-8")
    archive.build()
    with searchlib.open(archive.index) as index:
        for record_id in index.ids():
            assert index.get(record_id).id == record_id
        assert len(index.search("уголь").hits) == 1


def test_no_folder_of_documents(archive):
    archive.documents.rmdir()
    with pytest.raises(
        UsageError, match=r"no folder .*documents\. Name one: searchlib index FOLDER"
    ):
        archive.build()
    with pytest.raises(IndexNotFound, match="There is no index in"):
        archive.status()


def test_an_empty_folder(archive):
    assert (archive.build().records, archive.titles()) == (0, [])

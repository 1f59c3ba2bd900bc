"""Does an index that was kept in step equal one built of the same files at once?"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

RECORD = """## **May {day}, 1949**

### **Record of {words}**

#### **Citation:**

"Record of {words}", May {day}, 1949, AP RF, f. 1, op. 2, d. {delo}. <https://example.org/{url}>

#### **Contents:**

Transcript - Russian

Посол сообщает в Москву, что {words} доставлены на станцию вовремя.
"""
WORDS = ("уголь", "хлеб", "соль", "железо")
NAMES = ("a.md", "b.md", "c/d.md", "e.md")


def written(url, words, delo=1, day=5):
    return RECORD.format(url=url, words=words, delo=delo, day=day)


class Archive:
    def __init__(self, folder):
        self.documents, self.index = folder / "documents", folder / "index"
        self.documents.mkdir()

    def write(self, name, text):
        path = self.documents / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self, **how):
        return searchlib.build(self.documents, self.index, **how)

    def holds(self):
        return contents(self.index)


def contents(index):
    """Return all an index can tell: its records, its scores, and what it knows of files."""
    generation = Store(index).current()
    with closing(Catalogue.open(generation.catalogue)) as catalogue:
        sources = catalogue.sources()
        rows = {
            (r.source, r.place): (r.id, r.kept) for name in sources for r in catalogue.rows(name)
        }
        groups = catalogue.groups()
        assert catalogue.count() == generation.manifest.records
    with searchlib.open(index) as opened:
        records = {one: opened.get(one) for one in opened.ids()}
        answers = {
            query: [(hit.record.id, hit.score) for hit in opened.search(query, limit=100)]
            for query in ("*", "посол", *WORDS)
        }
    problems = {name: source.problem for name, source in sources.items()}
    return records, answers, rows, problems, groups


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


_texts = st.builds(
    written, st.integers(1, 3), st.sampled_from(WORDS), st.integers(1, 2), st.integers(5, 6)
)
_operations = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), _texts),
    st.tuples(st.just("delete"), st.sampled_from(NAMES)),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


def perform(archive, operation, name, what=None):
    path = archive.documents / name
    if operation == "write":
        archive.write(name, what)
    elif operation == "delete":
        path.unlink(missing_ok=True)
    elif path.exists() and not (archive.documents / what).exists():
        (archive.documents / what).parent.mkdir(exist_ok=True)
        path.rename(archive.documents / what)


_BATCHES = st.lists(st.lists(_operations, min_size=1, max_size=5), min_size=2, max_size=4)


@given(_BATCHES)
@settings(max_examples=10, deadline=None)
def test_kept_in_step_it_equals_one_built_at_once(batches):
    keep_in_step(batches)


@pytest.mark.slow
@given(_BATCHES)
@settings(max_examples=300, deadline=None)
def test_kept_in_step_it_equals_one_built_at_once_at_length(batches):
    keep_in_step(batches)


def keep_in_step(batches):
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for batch in batches:
            for operation in batch:
                perform(archive, *operation)
            archive.build()
        fresh = Path(folder, "fresh")
        searchlib.build(archive.documents, fresh)
        assert archive.holds() == contents(fresh)
        assert searchlib.check(folder=archive.index, sample=None).problems == ()


def test_only_what_changed_is_read(archive):
    for number, words in enumerate(WORDS):
        archive.write(f"{number}.md", written(number, words))
    archive.build()
    archive.write("0.md", written(0, "медь"))
    archive.write("new.md", written(9, "нефть"))
    (archive.documents / "2.md").unlink()
    (archive.documents / "3.md").rename(archive.documents / "moved.md")
    read = []
    report = archive.build(progress=lambda _done, _total, name: read.append(name))
    assert read == ["0.md", "moved.md", "new.md", ""]
    assert report.changes == searchlib.Changes(
        new=("new.md",), changed=("0.md",), moved={"moved.md": "3.md"}, gone=("2.md",)
    )
    with searchlib.open(archive.index) as index:
        assert index.get("example-3").source == "moved.md"
        assert index.search("соль").total == 0


def test_files_that_did_not_change_share_the_bytes_of_the_engine(archive):
    for number, words in enumerate(WORDS):
        archive.write(f"{number}.md", written(number, words))
    archive.build()
    before = {p.name: p.stat().st_ino for p in archive.index.glob("generation-*/whoosh/*.pst")}
    archive.write("new.md", written(9, "нефть"))
    archive.build()
    newest = Store(archive.index).current().engine
    after = {path.name: path.stat().st_ino for path in newest.glob("*.pst")}
    assert before.items() < after.items()


BROKEN = b"text\x00text"


def test_a_file_that_breaks_keeps_its_records(archive):
    archive.write("a.md", written(1, "уголь"))
    archive.write("b.md", written(2, "хлеб"))
    archive.build()
    before = archive.holds()[:2]
    (archive.documents / "a.md").write_bytes(BROKEN)
    report = archive.build()
    assert list(report.problems) == ["a.md"]
    assert report.problems["a.md"].endswith("; what was read from it before is kept")
    assert archive.holds()[:2] == before
    assert not archive.build().changed  # it is not read again until it changes
    report = archive.build(rebuild=True)
    assert report.problems["a.md"].endswith("; what was read from it before is kept")
    assert archive.holds()[:2] == before
    archive.write("a.md", written(1, "соль"))
    assert archive.build().problems == {}
    with searchlib.open(archive.index) as index:
        assert (index.search("уголь").total, index.search("соль").total) == (0, 1)


def test_a_file_that_broke_and_went_loses_its_records(archive):
    archive.write("a.md", written(1, "уголь"))
    archive.write("b.md", written(2, "хлеб"))
    archive.build()
    (archive.documents / "a.md").write_bytes(BROKEN)
    archive.build()
    (archive.documents / "a.md").unlink()
    assert archive.build().problems == {}
    assert list(archive.holds()[0]) == ["example-2"]


def test_a_broken_file_without_records_is_only_reported(archive):
    archive.write("a.md", written(1, "уголь"))
    (archive.documents / "b.md").write_bytes(BROKEN)
    report = archive.build()
    assert list(report.problems) == ["b.md"]
    assert "kept" not in report.problems["b.md"]


def test_the_first_by_name_holds_a_record_that_several_files_have(archive):
    archive.write("b.md", written(1, "уголь"))
    archive.build()
    archive.write("a.md", written(1, "хлеб"))
    report = archive.build()
    assert report.duplicates == {
        "b.md": "holds the record example-1, which a.md holds already, with other words"
    }
    with searchlib.open(archive.index) as index:
        assert index.get("example-1").source == "a.md"
    (archive.documents / "a.md").unlink()
    assert archive.build().duplicates == {}
    with searchlib.open(archive.index) as index:
        assert index.get("example-1").source == "b.md"
        assert index.search("уголь").total == 1


def test_one_text_under_two_addresses_is_one_record(archive):
    archive.write("a.md", written(1, "уголь"))
    archive.write("b.md", written(2, "уголь"))
    report = archive.build()
    assert report.records == 1
    assert report.duplicates == {
        "b.md": "holds the record example-2, whose text is that of example-1 in a.md"
    }


@pytest.mark.parametrize("differing", [{"delo": 2}, {"day": 6}])
def test_one_text_in_two_files_of_an_archive_is_two_records(archive, differing):
    archive.write("a.md", written(1, "уголь"))
    archive.write("b.md", written(2, "уголь", **differing))
    report = archive.build()
    assert (report.records, report.duplicates) == (2, {})
    assert report.near_duplicates == (("example-1", "example-2"),)


def test_workers_give_the_same_index(archive):
    for number, words in enumerate(WORDS):
        archive.write(f"{number}.md", written(number, words))
    (archive.documents / "bad.md").write_bytes(BROKEN)
    archive.build(workers=2)
    fresh = archive.index.with_name("fresh")
    searchlib.build(archive.documents, fresh)
    assert archive.holds() == contents(fresh)


def test_a_move_may_change_who_holds_a_record(archive):
    archive.write("a.md", written(1, "уголь"))
    archive.write("b.md", written(1, "хлеб"))
    archive.build()
    (archive.documents / "a.md").rename(archive.documents / "z.md")
    assert list(archive.build().duplicates) == ["z.md"]
    with searchlib.open(archive.index) as index:
        assert index.get("example-1").source == "b.md"
        assert (index.search("уголь").total, index.search("хлеб").total) == (0, 1)

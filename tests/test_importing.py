"""How do files get into documents/? As they are, once, and never one over another."""

from __future__ import annotations

import errno
import os
import shutil

import pytest

import searchlib
from searchlib.errors import IndexLocked, UsageError
from searchlib.indexing import importing
from searchlib.store.generations import Store

TEXT = "# Письмо о {0}\n\nТекст письма о {0}, и больше ничего в нём не сказано.\n"


class Drop:
    """A folder of files beside an archive."""

    def __init__(self, folder):
        self.folder = folder / "drop"
        self.documents, self.index = folder / "documents", folder / "index"
        self.folder.mkdir()

    def write(self, name, words, folder=None):
        path = (folder or self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(words), "utf-8")
        return path

    def bring(self, *paths, **how):
        return searchlib.import_files(paths or [self.folder], self.documents, self.index, **how)

    def names(self):
        return sorted(
            path.relative_to(self.documents).as_posix()
            for path in self.documents.rglob("*")
            if path.is_file()
        )

    def found(self, query="*"):
        with searchlib.open(self.index) as index:
            return sorted(hit.record.source for hit in index.search(query, limit=100))


@pytest.fixture
def drop(tmp_path):
    return Drop(tmp_path)


def test_a_folder_is_copied_with_its_name_and_indexed(drop):
    first, second = drop.write("a.md", "угле"), drop.write("inner/b.md", "хлебе")
    os.utime(first, (1, 1))
    done = drop.bring()
    assert done.copied == {str(first): "drop/a.md", str(second): "drop/inner/b.md"}
    assert (done.there, done.skipped) == ({}, {})
    assert (done.index.records, done.index.problems) == (2, {})
    copy = drop.documents / "drop" / "a.md"
    assert copy.read_bytes() == first.read_bytes()
    assert copy.stat().st_mtime == 1
    assert drop.found("уголь") == ["drop/a.md"]


def test_files_are_copied_by_name(drop):
    done = drop.bring(drop.write("a.md", "угле"), drop.write("x/b.md", "хлебе"))
    assert sorted(done.copied.values()) == drop.names() == ["a.md", "b.md"]


def test_importing_twice_copies_once(drop):
    path = drop.write("a.md", "угле")
    drop.bring()
    again = drop.bring()
    assert (again.copied, again.there) == ({}, {str(path): "drop/a.md"})
    assert not again.index.changed
    elsewhere = drop.write("other name.md", "угле")  # the same bytes
    assert drop.bring(elsewhere).there == {str(elsewhere): "drop/a.md"}
    assert drop.names() == ["drop/a.md"]


def test_one_content_twice_in_one_import_is_copied_once(drop):
    first, second = drop.write("a.md", "угле"), drop.write("b.md", "угле")
    done = drop.bring()
    assert (done.copied, done.there) == ({str(first): "drop/a.md"}, {str(second): "drop/a.md"})


def test_nothing_is_written_over(drop):
    old = drop.write("a.md", "угле")
    drop.bring(old)
    content = old.read_bytes()
    new = drop.write("new/a.md", "хлебе")
    done = drop.bring(new)
    assert done.copied == {}
    assert done.skipped[str(new)].endswith(
        "is there with other content; --replace takes the new one"
    )
    assert (drop.documents / "a.md").read_bytes() == content
    done = drop.bring(new, replacing=True)
    assert done.copied == {str(new): "a.md"}
    assert (drop.documents / "a.md").read_bytes() == new.read_bytes()
    assert (drop.documents / ".replaced" / "a.md.1").read_bytes() == content
    assert drop.found() == ["a.md"]
    drop.bring(old, replacing=True)
    assert (drop.documents / ".replaced" / "a.md.2").exists()


def test_what_no_reader_reads_is_left_where_it_is(drop):
    good = drop.write("a.md", "угле")
    picture = drop.folder / "scan.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0")
    hidden = drop.folder / ".DS_Store"
    hidden.write_bytes(b"x")
    done = drop.bring()
    assert list(done.copied) == [str(good)]
    assert list(done.skipped) == [str(picture)]
    assert drop.names() == ["drop/a.md"]
    assert picture.exists()


def test_a_file_that_breaks_in_reading_is_kept_and_reported(drop):
    broken = drop.folder / "a.md"
    broken.write_bytes(b"text\x00text")
    done = drop.bring()
    assert done.copied == {str(broken): "drop/a.md"}
    assert list(done.index.problems) == ["drop/a.md"]
    assert drop.names() == ["drop/a.md"]


def test_a_dry_run_writes_nothing(drop):
    path = drop.write("a.md", "угле")
    done = drop.bring(dry_run=True)
    assert (done.copied, done.index) == ({str(path): "drop/a.md"}, None)
    assert not drop.documents.exists()
    assert not drop.index.exists()


@pytest.mark.parametrize("where", ["none.md", "documents", "documents/a.md", "."])
def test_paths_that_cannot_be_imported(drop, tmp_path, where):
    drop.bring(drop.write("a.md", "угле"))
    with pytest.raises(UsageError, match=r"There is no file or folder|lie in one another"):
        drop.bring(tmp_path / where)
    assert drop.names() == ["a.md"]


def test_a_folder_whose_name_a_file_has(drop):
    drop.bring(drop.write("x", "угле"))
    drop.write("x/y.md", "хлебе", drop.documents.with_name("more"))
    with pytest.raises(UsageError, match=r"x is a file; no folder can be made there"):
        drop.bring(drop.documents.with_name("more") / "x")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_or_broken_disk_ends_the_import_and_the_next_one_goes_on(drop, monkeypatch, number):
    for name in "abc":
        drop.write(f"{name}.md", name * 9)
    copies = []
    copyfile = shutil.copyfile

    def failing(source, target):
        copies.append(source)
        if len(copies) == 2:
            target.write_bytes(b"half")
            raise OSError(number, os.strerror(number))
        return copyfile(source, target)

    monkeypatch.setattr(importing.shutil, "copyfile", failing)
    with pytest.raises(OSError, match=os.strerror(number)):
        drop.bring()
    assert drop.names() == ["drop/a.md"]
    monkeypatch.undo()
    assert len(drop.bring().copied) == 2
    assert len(drop.found()) == 3


def test_half_a_copy_left_by_a_killed_import_goes_with_the_next(drop):
    drop.write("a.md", "угле")
    (drop.documents / "drop").mkdir(parents=True)
    (drop.documents / "drop" / ".0123456789abcdef.part").write_bytes(b"half")
    drop.bring()
    assert drop.names() == ["drop/a.md"]


def test_another_writer_is_waited_for_and_named(drop):
    drop.write("a.md", "угле")
    with (
        Store(drop.index).writing("searchlib rebuild"),
        pytest.raises(IndexLocked, match="is being written by searchlib rebuild"),
    ):
        drop.bring(wait=0.05)
    assert not drop.documents.exists()


def test_progress_of_both_halves(drop):
    path = drop.write("a.md", "угле")
    copying, reading = [], []
    drop.bring(copying=lambda *c: copying.append(c), progress=lambda *r: reading.append(r))
    assert copying == [(0, 1, str(path)), (1, 1, "")]
    assert reading == [(0, 1, "drop/a.md"), (1, 1, "")]


def test_a_file_that_changes_while_it_is_copied_is_not_taken(drop, monkeypatch):
    drop.write("a.md", "угле")
    monkeypatch.setattr(importing.shutil, "copyfile", lambda _, target: target.write_text("half"))
    with pytest.raises(searchlib.SearchlibError, match=r"changed while it was copied. Import"):
        drop.bring()
    assert drop.names() == []

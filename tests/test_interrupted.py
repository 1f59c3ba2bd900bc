"""What is left when a command is cut off or refused by the disk? Nothing that stands in the way."""

from __future__ import annotations

import errno
import gc
import shutil
import sqlite3
from pathlib import Path

import pytest

import searchlib
from searchlib.database import Database
from searchlib.engine import Document, FieldTerms, create_engine, open_engine
from searchlib.errors import IndexDamaged
from searchlib.indexing import importing
from searchlib.store.generations import Store

RECORD = "# Письмо о {title}\n\nТекст письма о {title}, и больше ничего.\n"


class Archive:
    """A folder of documents beside its index."""

    def __init__(self, folder):
        self.documents, self.index = folder / "documents", folder / "index"
        self.documents.mkdir()

    def write(self, name, title):
        path = self.documents / name
        path.write_text(RECORD.format(title=title), "utf-8")
        return path

    def build(self, **how):
        return searchlib.build(self.documents, self.index, **how)

    def bring(self, path, **how):
        return searchlib.import_files([path], self.documents, self.index, **how)

    def generations(self):
        return sorted(path.name[-1] for path in self.index.glob("generation-*"))

    def titles(self):
        with searchlib.open(self.index) as index:
            return [index.get(one).title for one in index.ids()]


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def no_page_more(database):
    (pages,) = database.connection.execute("PRAGMA page_count").fetchone()
    database.connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_named_and_is_no_damage(tmp_path):
    database = Database.build(tmp_path / "a.sqlite", "CREATE TABLE t (x)")
    no_page_more(database)
    with pytest.raises(OSError, match="database or disk is full") as caught:
        database.rows("INSERT INTO t VALUES (?)", ["x" * 1_000_000])
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(tmp_path / "a.sqlite")
    database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.connection.execute("SELECT 1")


def test_a_file_that_cannot_be_made_is_no_damage(tmp_path):
    with pytest.raises(OSError, match="unable to open database file") as caught:
        Database.build(tmp_path / "missing" / "a.sqlite", "CREATE TABLE t (x)")
    assert caught.value.filename == str(tmp_path / "missing" / "a.sqlite")


def test_what_an_interrupted_build_left_goes_although_nothing_has_changed(archive):
    archive.write("a.md", "угле")
    for _ in range(3):
        archive.build(rebuild=True)
    for left in ("generation-000001", "generation-000004"):  # before CURRENT, and after it
        (archive.index / left / "whoosh").mkdir(parents=True)
    with Store(archive.index).writing("searchlib rebuild"):
        assert not archive.build(wait=0.05).changed  # not while somebody is writing
        assert archive.generations() == ["1", "2", "3", "4"]
    assert not archive.build().changed
    assert archive.generations() == ["2", "3"]
    (archive.index / "generation-000004").mkdir()
    searchlib.check(archive.documents, archive.index)
    assert archive.generations() == ["2", "3", "4"]  # a check alone changes nothing
    searchlib.check(archive.documents, archive.index, repair=True)
    assert archive.generations() == ["2", "3"]


def test_an_index_whose_generation_is_gone_is_built_anew(archive):
    archive.write("a.md", "угле")
    for current in ("1", "2", "4"):
        archive.build(rebuild=current == "4")
        shutil.rmtree(archive.index / f"generation-00000{current}")
        assert archive.build().changed
        assert archive.titles() == ["Письмо о угле"]
        assert not archive.build().changed
    assert not (archive.index / "quarantine").exists()


def test_what_was_damaged_while_we_waited_is_not_put_aside(archive, monkeypatch):
    """Another process builds a good generation between the first look and the lock."""
    archive.write("a.md", "угле")
    archive.build()
    looks = []

    def current(store):
        looks.append(store.known_name())
        if len(looks) == 1:
            raise IndexDamaged("as it was before the other one built it anew")
        return look(store)

    look = Store.current
    monkeypatch.setattr(Store, "current", current)
    archive.build()
    assert archive.titles() == ["Письмо о угле"]
    assert not (archive.index / "quarantine").exists()


def test_each_build_has_a_scratch_folder_of_its_own(archive):
    """Readers of a killed build may go on writing to theirs."""
    archive.write("a.md", "угле")
    seen = set()

    def look(*_):
        seen.update(path.name for path in archive.index.glob("generation-000001/scratch*"))
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            archive.build(progress=look)
    assert len(seen) == 2


@pytest.fixture
def synced(archive, monkeypatch):
    """What is synced and renamed, in order: files with their mode, names in the documents."""
    seen = []
    sync, replace = importing.sync, Path.replace

    def note_sync(path):
        named = path.relative_to(archive.documents.parent).as_posix()
        seen.append(f"{named}/" if path.is_dir() else f"{path.stat().st_mode & 0o777:o}")
        sync(path)

    def note_replace(path, target):
        seen.append(f"-> {target.name}")
        return replace(path, target)

    monkeypatch.setattr(importing, "sync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    return seen


def test_copies_and_their_names_are_on_disk_before_they_are_indexed(archive, tmp_path, synced):
    archive.documents.rmdir()
    (tmp_path / "new" / "sub").mkdir(parents=True)
    path = tmp_path / "new" / "sub" / "a.md"
    path.write_text(RECORD.format(title="угле"), "utf-8")
    path.chmod(0o444)  # as on a compact disc; only the superuser may open such a copy to sync it
    archive.bring(tmp_path / "new")
    copied = synced.index("-> a.md")
    assert synced[:copied] == ["644"]
    indexed = synced.index("-> CURRENT")
    folders = {"./", "documents/", "documents/new/", "documents/new/sub/"}
    assert set(synced[copied + 1 : indexed]) == folders
    assert (archive.documents / "new" / "sub" / "a.md").stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("links", [True, False])
def test_a_replacement_that_was_interrupted(archive, tmp_path, monkeypatch, synced, links):
    old = archive.write("a.md", "угле").read_bytes()
    archive.build()
    path = tmp_path / "a.md"
    path.write_text(RECORD.format(title="соли"), "utf-8")
    replace = Path.replace
    if not links:
        monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "")))

    def interrupted(part, target):
        if target == archive.documents / "a.md":
            raise KeyboardInterrupt
        return replace(part, target)

    del synced[:]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            archive.bring(path, replacing=True)
    assert {"documents/", "documents/.replaced/"} <= set(synced)
    assert (archive.documents / "a.md").read_bytes() == old
    archive.bring(path, replacing=True)
    aside = list((archive.documents / ".replaced").iterdir())
    assert {one.read_bytes() for one in aside} == {old}
    if links:
        assert [one.name for one in aside] == ["a.md.1"]
    assert archive.titles() == ["Письмо о соли"]
    assert list(archive.documents.rglob("*.part")) == []
    assert "documents/" in synced[len(synced) - synced[::-1].index("-> a.md") :]


def test_only_our_own_halves_are_cleared_away(archive, tmp_path):
    theirs, ours = ".download.part", f".{'0' * 16}.part"
    for name in (theirs, ours):
        (archive.documents / name).write_bytes(b"half")
    path = tmp_path / "a.md"
    path.write_text(RECORD.format(title="угле"), "utf-8")
    archive.bring(path)
    assert (archive.documents / theirs).exists()
    assert not (archive.documents / ours).exists()


@pytest.fixture
def overtaken(archive, monkeypatch):
    """An index of which two generations are built while a third is being opened."""
    archive.write("a.md", "угле")
    archive.build()
    opened = []

    def overtaking(*arguments):
        if not opened:
            opened.append(arguments)
            for _ in range(2):
                archive.build(rebuild=True)
        return open_engine(*arguments)

    for module in ("searchlib.index", "searchlib.indexing.checking"):
        monkeypatch.setattr(f"{module}.open_engine", overtaking)
    yield archive
    assert opened


def test_a_reader_that_is_overtaken_by_two_builds_opens_the_last(overtaken):
    assert overtaken.titles() == ["Письмо о угле"]


def test_a_check_that_is_overtaken_by_two_builds_looks_again(overtaken):
    found = searchlib.check(overtaken.documents, overtaken.index)
    assert (found.problems, found.generation) == ((), "generation-000003")


def test_an_engine_without_its_table_of_contents_is_damaged(archive):
    archive.write("a.md", "угле")
    archive.build()
    folder = archive.index / "generation-000001" / "whoosh"
    for toc in folder.glob("*.toc"):
        toc.unlink()
    with pytest.raises(IndexDamaged, match="cannot be read"):
        open_engine("whoosh", folder)


@pytest.mark.filterwarnings(
    "ignore:.*unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_what_the_disk_refuses_first_is_what_is_told(tmp_path, monkeypatch):
    """Closing the files of a segment fails then too, in its own way."""
    engine = create_engine("whoosh", tmp_path / "engine")

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    def write():
        with engine.writer() as writer:
            monkeypatch.setattr("whoosh.filedb.structfile.StructFile.write", refuse)
            writer.add(Document("a", {"en": FieldTerms(1, {"coal": [0]})}))

    with pytest.raises(OSError, match="No space left") as caught:
        write()
    assert caught.value.errno == errno.ENOSPC
    monkeypatch.undo()
    with engine.writer() as writer:  # the lock is free
        writer.add(Document("a", {"en": FieldTerms(1, {"coal": [0]})}))
    assert list(engine.ids()) == ["a"]
    del caught
    gc.collect()  # the files Whoosh has left open are let go of here

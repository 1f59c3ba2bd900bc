"""What lies in index/? Whole generations, one of them current, and clear words about the rest."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from zlib import crc32

import pytest

from searchlib.errors import (
    EngineUnavailable,
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
)
from searchlib.store.generations import FORMAT, Manifest, Store, Versions

REBUILD = re.escape("Run: searchlib rebuild")
REPAIR = re.escape("Run: searchlib check --repair")
VERSIONS = Versions(1, "d 1", 1)
SUM = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"  # of "content"


def manifest(**fields):
    given = Manifest(FORMAT, "whoosh", VERSIONS, 2, "2026", "documents", {})
    return given._replace(**fields)


def built(store, content="content", **fields):
    with store.building() as folder:
        (folder / "engine").mkdir()
        (folder / "engine" / "terms").write_text(content, "utf-8")
        return store.switch(folder, manifest(**fields))


def names(store):
    return sorted(path.name for path in store.folder.iterdir())


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "index", patience=0.05)


def test_a_generation_comes_back_as_it_was_written(store):
    generation = built(store)
    assert generation == store.current() == store.opened(1, "d 1")
    assert generation.name == "generation-000001"
    assert generation.manifest == manifest(files={"engine/terms": (7, SUM)})
    assert list(generation.damage()) == []
    assert names(store) == ["CURRENT", "LOCK", "generation-000001"]


def test_switching_keeps_the_generation_before(store):
    generations = [built(store, f"number {n}") for n in range(4)]
    assert [g.name for g in generations] == [f"generation-00000{n}" for n in range(1, 5)]
    assert store.current() == generations[3]
    assert names(store) == ["CURRENT", "LOCK", "generation-000003", "generation-000004"]
    assert (generations[2].folder / "engine" / "terms").read_text() == "number 2"


def test_what_a_generation_has_elsewhere_goes_before_it_does(tmp_path):
    silent, discarded = True, []

    def discard(folder, others):
        assert folder not in others
        if silent:
            raise EngineUnavailable("It does not answer.")
        assert folder.is_dir()
        discarded.append(folder.name)

    store = Store(tmp_path / "index", 0.05, discard)
    for _ in range(3):
        built(store)
    assert len(names(store)) == 5  # the first is still there: it cannot be taken away now
    silent = False
    built(store)
    assert discarded == ["generation-000001", "generation-000002"]
    assert names(store) == ["CURRENT", "LOCK", "generation-000003", "generation-000004"]


def test_the_current_one_stays_until_the_switch(store):
    first = built(store)
    with store.building() as folder:
        (folder / "half").write_text("done")
        assert store.current() == first
    assert store.current() == first  # and without a switch the new one is gone
    assert names(store) == ["CURRENT", "LOCK", first.name]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failed_build_leaves_no_litter(store, error):
    first = built(store)
    with pytest.raises(error), store.building() as folder:  # noqa: PT012
        (folder / "half").write_text("done")
        raise error
    assert store.current() == first
    assert names(store) == ["CURRENT", "LOCK", first.name]


def test_what_is_raised_after_the_switch_takes_nothing_away(store):
    with pytest.raises(KeyboardInterrupt), store.building() as folder:  # noqa: PT012
        switched = store.switch(folder, manifest())
        raise KeyboardInterrupt
    assert store.current() == switched


def test_what_a_killed_build_left_goes_with_the_next(store):
    first = built(store)
    (store.folder / "generation-000007").mkdir()
    (store.folder / "CURRENT.new").write_text("generation-000007")
    assert [path.name for path in store.leftovers()] == ["generation-000007", "CURRENT.new"]
    assert built(store).name == "generation-000002"
    assert store.leftovers() == []
    assert names(store) == ["CURRENT", "LOCK", first.name, "generation-000002"]


def test_nothing_indexed(store, tmp_path):
    (tmp_path / "file").write_text("")
    for nothing in (store, Store(tmp_path / "file")):
        assert nothing.current() is None
        message = re.escape(f"There is no index in {nothing.folder}. Run: searchlib index")
        with pytest.raises(IndexNotFound, match=message):
            nothing.opened(1, "d 1")


OUTDATED = [
    ({"versions": Versions(2, "d 1", 1)}, "was built with analysis 2; this is 1"),
    ({"versions": Versions(1, "d 0", 1)}, "was built with dictionary d 0; this is d 1"),
    ({"format": FORMAT + 1}, "was written by another version of searchlib"),
]


@pytest.mark.parametrize(("fields", "message"), OUTDATED)
def test_other_versions(store, fields, message):
    built(store, **fields)
    with pytest.raises(IndexOutdated, match=f"{re.escape(str(store.folder))} {message}. {REBUILD}"):
        store.opened(1, "d 1")


def test_another_format_may_have_other_fields(store):
    generation = built(store)
    rewrite(generation.folder / "manifest.json", '{"format": 0, "files": []}')
    with pytest.raises(IndexOutdated, match=REBUILD):
        store.current()


def rewrite(path, text):
    """Write a manifest, and its checksum where it belongs."""
    path.write_text(text)
    name = path.parent.name
    (path.parents[1] / "CURRENT").write_text(f"{name} {crc32(text.encode()):08x}\n")


def test_a_format_that_kept_no_checksum_is_outdated_and_not_damaged(store):
    generation = built(store)
    (generation.folder / "manifest.json").write_text('{"format": 2}')
    (store.folder / "CURRENT").write_text(f"{generation.name}\n")
    with pytest.raises(IndexOutdated, match=REBUILD):
        store.current()


def test_what_reading_would_give_now_is_no_reason_to_refuse(store):
    built(store, versions=Versions(1, "d 1", 0))
    assert store.opened(1, "d 1").manifest.versions.reading == 0


def test_a_generation_does_not_succeed_one_of_another_stemmer(store):
    built(store, versions=VERSIONS._replace(stemmer="PyStemmer 2"))
    assert store.opened(1, "d 1").manifest.versions.stemmer == "PyStemmer 2"
    message = "with stemmer PyStemmer 2; this is PyStemmer 3. " + REBUILD
    now = VERSIONS._replace(stemmer="PyStemmer 3")
    with pytest.raises(IndexOutdated, match=message), store.succeeding("test", now, "none"):
        pass


def test_a_manifest_may_name_no_stemmer(store):
    generation = built(store)
    path = generation.folder / "manifest.json"
    fields = json.loads(path.read_text())
    rewrite(path, json.dumps({**fields, "versions": [1, "d 1", 1]}))
    assert store.opened(1, "d 1").manifest.versions.stemmer == ""


def changed(text, **fields):
    return json.dumps({**json.loads(text), **fields})


DAMAGE = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "no folder": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "missing file": lambda folder: (folder / "engine" / "terms").unlink(),
    "truncated file": lambda folder: (folder / "engine" / "terms").write_text("cont"),
    "longer file": lambda folder: (folder / "engine" / "terms").write_text("content and more"),
    "current is empty": lambda folder: (folder.parent / "CURRENT").write_text(""),
    "current is binary": lambda folder: (folder.parent / "CURRENT").write_bytes(b"\xff\xfe\x00"),
    "current has a NUL": lambda folder: (folder.parent / "CURRENT").write_bytes(b"a\x00b"),
    "current is a folder": lambda folder: (
        (folder.parent / "CURRENT").unlink(), (folder.parent / "CURRENT").mkdir()
    ),
}  # fmt: skip
MANIFESTS = {
    "cut": lambda text: text[:-9],
    "empty": lambda _: "",
    "a list": lambda _: "[]",
    "no fields": lambda _: "{}",
    "one field too many": lambda text: changed(text, more=1),
    "files are a list": lambda text: changed(text, files=["a"]),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_named_with_what_to_do(store, damage):
    damage(built(store).folder)
    with pytest.raises(
        IndexDamaged, match=f"(cannot be read|bytes long|not name a generation).*{REPAIR}"
    ) as caught:
        store.opened(1, "d 1")
    assert str(store.folder) in str(caught.value)


@pytest.mark.parametrize("edit", MANIFESTS.values(), ids=MANIFESTS)
def test_a_damaged_manifest_is_named(store, edit):
    path = built(store).folder / "manifest.json"
    rewrite(path, edit(path.read_text()))
    with pytest.raises(IndexDamaged, match=f"generation-000001 cannot be read.*{REPAIR}"):
        store.current()


def test_a_manifest_altered_after_it_was_written_is_named(store):
    path = built(store).folder / "manifest.json"
    path.write_text(path.read_text().replace('"records": 2', '"records": 3'))
    with pytest.raises(IndexDamaged, match=f"manifest.json is not as it was written. {REPAIR}"):
        store.current()


@pytest.mark.parametrize("name", ["../elsewhere", "generation-1/../..", "elsewhere", "a b c"])
def test_current_names_nothing_outside(store, name):
    built(store)
    (store.folder / "CURRENT").write_text(f"{name} {SUM}\n")
    with pytest.raises(IndexDamaged, match=f"does not name a generation. {REPAIR}"):
        store.current()


def test_an_altered_table_of_contents_is_named_at_opening(store):
    """It is what an engine unpickles."""
    with store.building() as folder:
        (folder / "engine.toc").write_text("content")
        store.switch(folder, manifest())
    (store.folder / "generation-000001" / "engine.toc").write_text("cOntent")
    with pytest.raises(IndexDamaged, match=f"engine.toc is not as it was written. {REPAIR}"):
        store.current()


def test_every_damaged_file_is_named(store):
    generation = built(store)
    assert list(generation.damage()) == []
    terms = generation.folder / "engine" / "terms"
    terms.write_text("cOntent")
    assert store.current() == generation  # sizes are right, and opening is quick
    assert list(generation.damage()) == ["engine/terms is not as it was written"]
    terms.write_text("cont")
    assert list(generation.damage()) == ["engine/terms has 4 bytes instead of 7"]
    terms.unlink()
    assert list(generation.damage()) == ["engine/terms cannot be read (No such file or directory)"]


def test_files_shared_with_the_base_keep_their_checksums(store):
    base = built(store)
    with store.building() as folder:
        (folder / "engine").mkdir()
        (folder / "engine" / "terms").hardlink_to(base.folder / "engine" / "terms")
        (folder / "engine" / "more").write_text("content")
        generation = store.switch(folder, manifest(), base)
    assert generation.manifest.files == {"engine/more": (7, SUM), "engine/terms": (7, SUM)}
    assert list(store.current().damage()) == []


def test_a_damaged_generation_is_put_aside_with_the_reason(store):
    first = built(store)
    built(store)
    aside = store.quarantine(first.name, "terms: не то")
    assert (aside / "REASON.txt").read_text("utf-8") == "terms: не то\n"
    assert (aside / "engine" / "terms").read_text() == "content"
    assert store.quarantined() == [aside]
    assert built(store).name == "generation-000003"
    assert store.quarantined() == [aside]


@pytest.mark.parametrize("damage", [d for n, d in DAMAGE.items() if "folder" not in n])
def test_building_mends_damage(store, damage):
    damage(built(store).folder)
    again = built(store)
    assert store.current() == again


def test_only_one_builds_at_a_time(store):
    message = (
        rf"{re.escape(str(store.folder))} is being written by searchlib index "
        rf"\(process {os.getpid()} on .+, since \d\d:\d\d:\d\d\). Wait until that has finished."
    )
    with store.building("searchlib index") as folder:
        with pytest.raises(IndexLocked, match=message), Store(store.folder, 0.05).building():
            pytest.fail("two are building")
        switched = store.switch(folder, manifest())
    assert store.current() == switched
    assert built(store).name == "generation-000002"


def test_who_holds_the_lock_need_not_be_known(store):
    with store.writing("searchlib import"):
        (store.folder / "LOCK.owner").write_text("?")
        with pytest.raises(IndexLocked, match="is being written by somebody else"):
            built(Store(store.folder, 0.05))


def test_the_lock_of_a_process_that_was_killed_is_free(store):
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from searchlib.store.generations import Store\n"
        "with Store(Path(sys.argv[1])).writing('searchlib index'):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program, store.folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (store.folder / "LOCK.owner").exists()
    assert built(store).name == "generation-000001"
    assert names(store) == ["CURRENT", "LOCK", "generation-000001"]


def test_a_second_writer_waits_for_the_first(store):
    with store.building() as folder:
        waiting = threading.Thread(target=built, args=(Store(store.folder, 5.0),))
        waiting.start()
        time.sleep(0.1)
        store.switch(folder, manifest())
    waiting.join()
    assert store.current().name == "generation-000002"


def test_reading_while_generations_come_and_go(store):
    built(store)
    stop, seen = threading.Event(), ([], [])

    def read(mine):
        while not stop.is_set():
            mine.append(Store(store.folder).opened(1, "d 1").name)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    for _ in range(30):
        built(store)
    stop.set()
    for reader in readers:
        reader.join()
    assert all(mine and mine == sorted(mine) for mine in seen)
    assert store.opened(1, "d 1").name == "generation-000031"

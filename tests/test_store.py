"""What lies in index/? Whole generations, one of them current, and clear words about the rest."""

from __future__ import annotations

import json
import re
import threading

import pytest

from searchlib.errors import IndexDamaged, IndexLocked, IndexNotFound, IndexOutdated
from searchlib.store import FORMAT, Manifest, Source, Store

REBUILD = re.escape("Run: searchlib index --rebuild")
SOURCES = {
    "a/файл.md": Source("ff", 3, 10**18 + 1, ("r1", "r2")),
    "b\udcff.md": Source("", 0, 0, problem="нельзя"),
}


def manifest(**fields):
    given = Manifest(FORMAT, "whoosh", 1, "d 1", 2, "2026", "documents", {})
    return given._replace(**fields)


def built(store, content="content", **fields):
    with store.building() as folder:
        (folder / "engine").mkdir()
        (folder / "engine" / "terms").write_text(content, "utf-8")
        return store.switch(folder, manifest(**fields), SOURCES)


def names(store):
    return sorted(path.name for path in store.folder.iterdir())


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "index", patience=0.05)


def test_a_generation_comes_back_as_it_was_written(store):
    generation = built(store)
    assert generation == store.current() == store.opened(1, "d 1")
    assert generation.name == "generation-000001"
    assert generation.sources() == SOURCES
    size = (generation.folder / "sources.json").stat().st_size
    assert generation.manifest == manifest(files={"engine/terms": 7, "sources.json": size})
    assert names(store) == ["CURRENT", "LOCK", "generation-000001"]


def test_switching_keeps_the_generation_before(store):
    generations = [built(store, f"number {n}") for n in range(4)]
    assert [g.name for g in generations] == [f"generation-00000{n}" for n in range(1, 5)]
    assert store.current() == generations[3]
    assert names(store) == ["CURRENT", "LOCK", "generation-000003", "generation-000004"]
    assert (generations[2].folder / "engine" / "terms").read_text() == "number 2"


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
        switched = store.switch(folder, manifest(), SOURCES)
        raise KeyboardInterrupt
    assert store.current() == switched


def test_what_a_killed_build_left_goes_with_the_next(store):
    first = built(store)
    (store.folder / "generation-000007").mkdir()
    (store.folder / "CURRENT.new").write_text("generation-000007")
    assert built(store).name == "generation-000008"
    assert names(store) == ["CURRENT", "LOCK", first.name, "generation-000008"]


def test_nothing_indexed(store, tmp_path):
    (tmp_path / "file").write_text("")
    for nothing in (store, Store(tmp_path / "file")):
        assert nothing.current() is None
        message = re.escape(f"There is no index in {nothing.folder}. Run: searchlib index")
        with pytest.raises(IndexNotFound, match=message):
            nothing.opened(1, "d 1")


OUTDATED = [
    ({"analysis": 2}, "was built with analysis 2; this is 1"),
    ({"dictionary": "d 0"}, "was built with dictionary d 0; this is d 1"),
    ({"format": FORMAT + 1}, "was written by another version of searchlib"),
]


@pytest.mark.parametrize(("fields", "message"), OUTDATED)
def test_other_versions(store, fields, message):
    built(store, **fields)
    with pytest.raises(IndexOutdated, match=f"{re.escape(str(store.folder))} {message}. {REBUILD}"):
        store.opened(1, "d 1")


def test_another_format_may_have_other_fields(store):
    generation = built(store)
    (generation.folder / "manifest.json").write_text('{"format": 0, "files": []}')
    with pytest.raises(IndexOutdated, match=REBUILD):
        store.current()


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
    with pytest.raises(IndexDamaged, match=f"(cannot be read|bytes long).*{REBUILD}") as caught:
        store.opened(1, "d 1")
    assert str(store.folder) in str(caught.value)


@pytest.mark.parametrize("edit", MANIFESTS.values(), ids=MANIFESTS)
def test_a_damaged_manifest_is_named(store, edit):
    path = built(store).folder / "manifest.json"
    path.write_text(edit(path.read_text()))
    with pytest.raises(IndexDamaged, match=f"generation-000001 cannot be read.*{REBUILD}"):
        store.current()


@pytest.mark.parametrize("kept", ["", "[]", '{"a": []}', '{"a": {"records": 1}}', "{"])
def test_damaged_sources_are_named(store, kept):
    generation = built(store)
    (generation.folder / "sources.json").write_text(kept)
    with pytest.raises(IndexDamaged, match=f"sources.json cannot be read.*{REBUILD}"):
        generation.sources()


@pytest.mark.parametrize("damage", [d for n, d in DAMAGE.items() if "folder" not in n])
def test_building_mends_damage(store, damage):
    damage(built(store).folder)
    again = built(store)
    assert store.current() == again


def test_only_one_builds_at_a_time(store):
    message = re.escape(
        f"Somebody else is writing to {store.folder}. Wait until they have finished."
    )
    with store.building() as folder:
        with pytest.raises(IndexLocked, match=message), Store(store.folder, 0.05).building():
            pytest.fail("two are building")
        switched = store.switch(folder, manifest(), SOURCES)
    assert store.current() == switched
    assert built(store).name == "generation-000002"


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

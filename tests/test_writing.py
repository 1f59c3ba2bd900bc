"""A writer changes documents and index in one step, or not at all."""

import json
import os
import shutil
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchlib
from searchlib import Citation, DateInterval, Record, Shelfmark, Text, formats
from searchlib.export.json_lines import record_line
from searchlib.indexing.added import FOLDER, name_of

ROOT = Path(__file__).parents[1]


class Archive:
    """A folder of documents, one of them somebody's own, beside its index."""

    def __init__(self, folder):
        self.documents, self.index = folder / "documents", folder / "index"
        self.documents.mkdir()
        self.own = self.documents / "own.jsonl"
        self.own.write_text('{"id": "own-1", "title": "Own", "text_en": "A whale."}\n', "utf-8")
        self.build()

    def build(self, **how):
        return searchlib.build(self.documents, self.index, **how)

    def writer(self, **how):
        return searchlib.writer(self.index, self.documents, **how)

    def titles(self):
        with searchlib.open(self.index) as index:
            return {one: index.get(one).title for one in index.ids()}

    def generations(self):
        return sorted(path.name for path in self.index.glob("generation-*"))

    def added(self):
        lines = [
            line
            for path in (self.documents / FOLDER).glob("*")
            for line in path.read_text("utf-8").splitlines()
        ]
        return {fields["id"]: fields["title"] for fields in map(json.loads, lines)}


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def letter(number, title="Письмо"):
    return Record(f"letter-{number}", title, (Text("ru", "text", f"Уголь, {number} тонн."),))


# What is written comes back ---------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12)
filled = texts.map(lambda text: f"{text}ж")
names = st.lists(texts, max_size=2).map(tuple)
days = st.dates(min_value=date(1, 1, 1))
pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple), max_size=2)
intervals = st.builds(
    lambda ends, written, edtf: DateInterval(min(ends), max(ends), written, edtf),
    st.tuples(days, days),
    texts,
    texts,
)
shelfmarks = st.builds(Shelfmark, *[texts] * 5, listy=pairs.map(tuple), path=texts)


@st.composite
def bodies(draw, language):
    body = draw(filled)
    place = st.integers(0, len(body))
    notes = st.tuples(place, place).map(sorted).map(tuple)
    return Text(
        language,
        draw(st.sampled_from(["text", "transcript", "translation"])),
        body,
        tuple(draw(st.lists(st.tuples(place, texts), max_size=2))),
        tuple(draw(st.lists(notes, max_size=2))),
    )


records = st.builds(
    Record,
    id=texts.map(lambda text: " ".join(f"ж{text}".split())),
    title=filled,
    texts=st.tuples(bodies("ru"), bodies("en")) | st.tuples(bodies("en")) | st.just(()),
    date=st.none() | intervals,
    summary=texts,
    citation=st.none()
    | st.builds(Citation, texts, st.lists(shelfmarks, max_size=2).map(tuple), names, names),
    **dict.fromkeys(("credits", "url", "type", "classification"), texts),
    **dict.fromkeys(("original_languages", "contents", "sender", "recipient"), names),
    source=st.just("added/x.jsonl"),
)


@given(records)
@settings(deadline=None)
def test_every_part_of_a_record_comes_back(record):
    original = formats.Original("added/x.jsonl", f"{record_line(record)}\n".encode())
    assert list(formats.read(original)) == [record]
    assert not original.notes + original.problems


@given(records, st.sampled_from([one.name for one in fields(Record)]), st.data())
@settings(deadline=None)
def test_what_is_not_as_it_was_written_is_read_as_anybodys(record, name, data):
    from searchlib.formats.as_written import as_written

    written = json.loads(record_line(record))
    odd = data.draw(st.sampled_from([17, 1.5, True, {"a": 1}, [[1, 2, 3]], ["\r"], "\x00", None]))
    written[name] = odd
    if name not in ("source",) and not (odd is None and name in ("date", "citation")):
        assert as_written(written, "x") is None


def test_the_cable_comes_back(built):
    with searchlib.open(built) as index:
        cable = index.get("wilsoncenter-114898")
    original = formats.Original("a.jsonl", record_line(cable).encode())
    assert list(formats.read(original)) == [replace(cable, source="a.jsonl")]


# Adding and deleting ------------------------------------------------------------


def test_what_is_added_is_a_document_and_is_found(archive):
    with archive.writer() as writer:
        kept = writer.add(letter(1))
        told = writer.add({"id": "cable-7", "title": "Telegram", "date": date(1949, 5, 18),
                           "text_en": "Railway coal.", "fond": 558, "sender": ["Mao"]})  # fmt: skip
    assert writer.report.records == 3
    assert not writer.report.problems
    assert len(archive.generations()) == 2
    with searchlib.open(archive.index) as index:
        assert index.get("letter-1") == kept == replace(letter(1), source=name_of("letter-1"))
        assert index.get("cable-7") == told
        assert told.date.edtf == "1949-05-18"
        assert [hit.record.id for hit in index.search("fond:558 уголь")] == ["cable-7"]
    shutil.rmtree(archive.index)
    archive.build()
    assert archive.titles() == {"own-1": "Own", "letter-1": "Письмо", "cable-7": "Telegram"}
    assert not searchlib.check(folder=archive.index, sample=None).problems


def test_adding_again_replaces_and_adding_the_same_changes_nothing(archive):
    for title in ("Первое", "Второе"):
        with archive.writer() as writer:
            writer.add(letter(1, title))
        assert archive.titles()["letter-1"] == title
    before = archive.generations()
    with archive.writer() as writer:
        writer.add(letter(1, "Второе"))
    assert not writer.report.changed
    assert archive.generations() == before


def test_deleting_takes_the_document_away(archive):
    with archive.writer() as writer:
        for number in range(20):
            writer.add(letter(number))
    with archive.writer() as writer:
        assert sorted(writer.ids()) == sorted(f"letter-{number}" for number in range(20))
        for number in range(1, 20):
            writer.delete(f"letter-{number}")
        writer.add(letter(30))
        writer.delete("letter-30")
    assert archive.titles() == {"own-1": "Own", "letter-0": "Письмо"}
    assert [path.name for path in (archive.documents / FOLDER).iterdir()] == [
        Path(name_of("letter-0")).name
    ]


def test_somebody_elses_document_is_not_touched(archive):
    before = archive.own.read_bytes()
    with archive.writer() as writer:
        with pytest.raises(searchlib.UsageError, match=r"own\.jsonl, which no program has"):
            writer.delete("own-1")
        with pytest.raises(searchlib.UsageError, match="add this one under another id"):
            writer.add({"id": "own-1", "title": "Mine"})
        with pytest.raises(searchlib.RecordNotFound, match="none is deleted"):
            writer.delete("own-2")
        writer.add(letter(1))
        writer.delete("letter-1")
        with pytest.raises(searchlib.RecordNotFound):
            writer.delete("letter-1")
    assert archive.own.read_bytes() == before
    assert archive.titles() == {"own-1": "Own"}


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"Номер": 17, "title": "Letter"}, "The id 17 would be read as"),
        (["id", "title"], "cannot be written"),
        ({"id": 17, "title": "Letter"}, "The id 17 would be read as 17-.*: letters-17"),
        ({"id": "a", "title": "Letter", "wether": "bad"}, "keys that were not read: wether"),
        ({"id": "a"}, "no title and no text"),
        ({"id": "a", "title": object()}, "cannot be written"),
        ({"id": "a", "title": "half \ud800"}, "halves of characters"),
        (Record("a", "t", (Text("ru", "text", "x\x00"),)), "written as U.FFFD"),
        (Record("a", "t", (Text("ru", "text", "x\r\ny"),)), "with another texts.*a mapping"),
        (Record("", "Title"), "with another id"),
        (Record("a  b", "Title"), "with another id"),
        (Record("a", ""), "cannot be written: .*no title and no text"),
        (Record("a", "t", (Text("de", "text", "Kohle"),)), "with another texts"),
    ],
)
def test_what_would_not_come_back_is_refused(archive, given_, said):
    with archive.writer() as writer:
        with pytest.raises(searchlib.UsageError, match=said):
            writer.add(given_)
        writer.add(letter(1))
    assert set(archive.titles()) == {"own-1", "letter-1"}


def test_a_record_of_figures_alone_keeps_its_id(archive):
    with archive.writer() as writer:
        assert writer.add(Record("17", "Letter  17")).id == "17"
    assert archive.titles()["17"] == "Letter  17"


def test_a_line_changed_by_hand_is_never_lost(archive):
    with archive.writer() as writer:
        writer.add(letter(1))
    path = archive.documents / name_of("letter-1")
    path.write_text(path.read_text("utf-8") + '{"title": "By hand"}\n', "utf-8")
    written = path.read_bytes()
    said = "line 2, has been changed by hand"
    with pytest.raises(searchlib.FormatError, match=said), archive.writer() as writer:
        writer.add(letter(1, "Anew"))
    assert path.read_bytes() == written
    assert archive.build().records == 3


def test_without_an_index_both_are_made(tmp_path):
    with searchlib.writer(tmp_path / "i", tmp_path / "d") as writer:
        writer.add(letter(1))
    assert writer.report.records == 1
    with searchlib.writer(tmp_path / "i") as writer:  # the index knows where
        writer.add(letter(2))
    assert writer.report.records == 2
    shutil.rmtree(tmp_path / "d")
    with (
        pytest.raises(searchlib.UsageError, match="not there any more"),
        searchlib.writer(tmp_path / "i"),
    ):
        pass


def test_a_file_in_the_place_of_the_folder_is_named(archive):
    (archive.documents / FOLDER).write_text("A text of that name", "utf-8")
    with pytest.raises(searchlib.UsageError, match="is a file"), archive.writer():
        pass


# In one step, or not at all -------------------------------------------------------


def test_an_exception_leaves_everything_as_it_was(archive):
    with archive.writer() as writer:
        writer.add(letter(1))
    before, generations = archive.added(), archive.generations()
    try:
        with archive.writer() as writer:
            writer.add(letter(2))
            writer.delete("letter-1")
            raise KeyError
    except KeyError:
        assert writer.report is None
    assert archive.added() == before
    assert archive.generations() == generations
    left = sorted(path.name for path in archive.documents.iterdir())
    assert left == [".writing", FOLDER, "own.jsonl"]  # the first holds the lock
    with pytest.raises(searchlib.UsageError, match="has ended"):
        writer.add(letter(2))


def test_one_writer_at_a_time(archive):
    said = r"searchlib\.writer \(process"
    with archive.writer():
        with pytest.raises(searchlib.IndexLocked, match=said), archive.writer(wait=0.05):
            pass
        archive.own.unlink()
        with pytest.raises(searchlib.IndexLocked, match=said):
            archive.build(wait=0.05)


def test_writers_for_two_indexes_of_the_same_documents_take_turns(archive, tmp_path):
    other = tmp_path / "another"
    with archive.writer() as writer:
        writer.add(letter(1))
        with (
            pytest.raises(searchlib.IndexLocked, match=r"searchlib\.writer"),
            searchlib.writer(other, archive.documents, wait=0.1),
        ):
            pass
    with searchlib.writer(other, archive.documents) as writer:
        writer.add(letter(2))
    assert len(archive.added()) == 2


def test_readers_keep_what_they_opened(archive):
    with searchlib.open(archive.index) as index:
        with archive.writer() as writer:
            writer.add(letter(1))
        assert index.search("уголь").total == 0
        assert not index.is_current()
    assert set(archive.titles()) == {"own-1", "letter-1"}


def test_when_indexing_fails_the_next_goes_on(archive, monkeypatch):
    from searchlib.indexing.building import Build

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Build, "_built", full)
        with pytest.raises(OSError, match="No space") as caught, archive.writer() as writer:
            writer.add(letter(1))
    assert "To index them: searchlib index" in caught.value.__notes__[0]
    assert archive.titles() == {"own-1": "Own"}
    archive.build()
    assert set(archive.titles()) == {"own-1", "letter-1"}


EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")


def killed_at(number, archive, folder):
    """Run a writer in a process that ends before its operation of this number in a folder."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        left = number

        def kill(event, arguments):
            nonlocal left
            if event in EVENTS and isinstance(arguments[0], (str, os.PathLike)):
                path = os.fspath(arguments[0])
                if path.startswith(os.fspath(folder)) and "LOCK" not in path:
                    left -= 1
                    if left < 0:
                        os._exit(9)

        sys.addaudithook(kill)
        with archive.writer() as writer:
            writer.delete("letter-1")
            writer.add(letter(2, "Новое"))
            writer.add(letter(3))
        os._exit(0)
    except BaseException:
        os._exit(7)


OLD = {"own-1": "Own", "letter-1": "Письмо", "letter-2": "Письмо"}
NEW = {"own-1": "Own", "letter-2": "Новое", "letter-3": "Письмо"}


def trial(made, folder, number, where):
    """Kill a writer to a copy of an archive, and go on; return its exit code and what is there."""
    archive = Archive.__new__(Archive)
    archive.documents, archive.index = folder / "documents", folder / "index"
    shutil.copytree(made.documents, archive.documents)
    shutil.copytree(made.index, archive.index)
    code = killed_at(number, archive, folder / where)
    assert archive.titles() in (OLD, NEW), number
    archive.build()
    now = archive.titles()
    assert now in (OLD, NEW), number
    assert archive.added() == {one: title for one, title in now.items() if one != "own-1"}
    assert not searchlib.check(archive.documents, archive.index, sample=None).problems
    left = {path.name for path in archive.documents.iterdir()} - {FOLDER, "own.jsonl"}
    assert left <= {".adding", ".writing"}
    shutil.rmtree(folder)
    return code, now == NEW


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process it forks")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # threads of other tests
@pytest.mark.parametrize(
    ("where", "step"),
    [
        ("documents", 4),
        pytest.param("documents", 1, marks=pytest.mark.slow),
        pytest.param("index", 3, marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_file_operation_it_is_all_or_nothing(tmp_path, where, step):
    made = Archive(tmp_path)
    with made.writer() as writer:
        writer.add(letter(1))
        writer.add(letter(2))
    seen, code, number = [], 9, 0
    while code == 9:
        code, changed = trial(made, tmp_path / f"trial-{number}", number, where)
        seen.append(changed)
        number += step
    assert code == 0
    assert seen == sorted(seen)  # once changed, always changed
    assert {False, True} == set(seen) or where == "index"

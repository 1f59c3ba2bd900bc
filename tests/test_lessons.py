"""Do an archive's own records teach its own words, always the same, and nothing by chance?"""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest
from taught_archive import Archive

import searchlib
from searchlib.bilingual import learning
from searchlib.engine.memory import MemoryEngine
from searchlib.indexing import lessons
from searchlib.indexing.building import fill
from searchlib.indexing.lessons import LEARNING, Lessons, write_learnt
from searchlib.records import Record, Text
from searchlib.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("taught"))
    archive.build()
    return archive


@pytest.fixture
def archive(made, tmp_path):
    """An archive of one's own, its index built."""
    own = object.__new__(Archive)
    shutil.copytree(made.documents.parent, tmp_path, dirs_exist_ok=True)
    own.documents, own.index = tmp_path / "documents", tmp_path / "index"
    own.glossaries = tmp_path / "glossaries"
    return own


def test_what_records_in_both_languages_call_alike_finds_those_in_one(made):
    assert "only-en.md" in made.sources("снегирь")
    assert "only-ru.md" in made.sources("lantern arrested")
    assert made.says("Снегирём")["lantern"]["learnt"] > 0.5
    assert "learnt" in made.says("Lantern")["снегирь"]


def test_without_what_was_learnt_they_are_not_found(archive):
    few = Archive(archive.documents.parent / "few", count=9)
    few.build()
    assert few.learnt() is None
    assert few.sources("lantern arrested") == {"only-en.md"}
    assert "lantern" not in few.says("снегирь")


def test_rebuilt_or_kept_in_step_the_same_records_teach_the_same(archive, tmp_path):
    before = archive.learnt()
    archive.build(rebuild=True)
    assert archive.learnt() == before
    fresh = tmp_path / "fresh"
    searchlib.build(archive.documents, fresh, workers=2)
    assert next(fresh.glob("generation-*/learnt.lexicon")).read_bytes() == before
    for number in range(30, 36):
        archive.write(number)
    (archive.documents / "003.md").unlink()
    archive.build()
    kept = archive.learnt()
    assert kept != before
    archive.build(rebuild=True)
    assert archive.learnt() == kept
    assert searchlib.check(folder=archive.index, sample=None).problems == ()


def test_a_few_more_records_change_nothing_until_they_are_a_tenth(archive):
    before = (archive.generation() / "learnt.lexicon").stat().st_ino
    said = []
    for number in range(30, 33):
        archive.write(number)
    archive.build(progress=lambda *shown: said.append(shown[2]))
    assert (archive.generation() / "learnt.lexicon").stat().st_ino == before
    assert LEARNING not in said
    archive.write(33)
    archive.build(progress=lambda *shown: said.append(shown[2]))
    assert (archive.generation() / "learnt.lexicon").stat().st_ino != before
    assert LEARNING in said


def test_what_a_new_record_says_takes_the_place_of_what_the_old_one_did(tmp_path):
    with closing(Lessons(tmp_path / "lessons")) as kept:
        kept.keep("а", "мир\tpeac")
        kept.keep("b", "")
        kept.keep("а", "война\twar")
        assert [kept.of(name) for name in ("а", "b", "c")] == ["война\twar", "", None]


def records(count):
    for number in range(count):
        ru = f"Посол вручил ноту номер {number}. Снегирь прибыл."
        en = f"The ambassador handed over note number {number}. Lantern arrived."
        texts = (Text("ru", "transcript", ru), Text("en", "translation", en))
        yield Record(id=f"r{number}", title="", texts=texts)


def filled(count):
    engine, vocabulary = MemoryEngine(), Vocabulary.create()
    fill(engine, vocabulary, records(count))
    return engine, vocabulary


@pytest.mark.parametrize(("count", "learns"), [(0, False), (9, False), (10, True)])
def test_few_records_teach_nothing(tmp_path, count, learns):
    begun = []
    path = tmp_path / "learnt.lexicon"
    assert bool(write_learnt(path, *filled(count), begin=lambda: begun.append(1))) is learns
    assert (path.exists(), bool(begun)) == (learns, learns)


def test_records_that_say_nothing_new_make_no_lexicon(tmp_path):
    engine, vocabulary = MemoryEngine(), Vocabulary.create()
    texts = Text("ru", "transcript", "Москва."), Text("en", "translation", "Moscow.")
    fill(engine, vocabulary, (Record(id=f"r{n}", title="", texts=texts) for n in range(20)))
    assert write_learnt(tmp_path / "learnt.lexicon", engine, vocabulary) == 0
    assert not (tmp_path / "learnt.lexicon").exists()


def test_of_many_records_those_asked_do_not_follow_their_names(tmp_path, monkeypatch):
    engine, vocabulary = filled(40)
    asked = []
    monkeypatch.setattr(engine, "get", lambda one, get=engine.get: asked.append(one) or get(one))
    write_learnt(tmp_path / "learnt.lexicon", engine, vocabulary)
    assert sorted(asked) == sorted(engine.ids())
    assert asked != sorted(asked)


def test_no_more_records_are_read_than_can_be_learnt_from(monkeypatch):
    engine, vocabulary = filled(40)
    asked = []
    monkeypatch.setattr(engine, "get", lambda one, get=engine.get: asked.append(one) or get(one))
    monkeypatch.setattr(learning, "MOST_CELLS", 20)
    pairs = list(learning.enough(lessons._taught(sorted(engine.ids()), engine, vocabulary, None)))
    assert 0 < len(pairs) < 40
    assert len(asked) < 40

"""Do an archive's glossaries count at once, and survive all that is built?"""

from __future__ import annotations

import shutil

import pytest
from taught_archive import Archive
from test_dictionaries import write_dictd, write_stardict

import searchlib
from searchlib.indexing.glossaries import folder_of


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive", count=2)


@pytest.fixture
def glossary(tmp_path):
    """A glossary that lies elsewhere."""
    path = tmp_path / "terms.tsv"
    path.write_text("снегирь\tLantern\nсовпосол\tSoviet ambassador\t0.5\n", "utf-8")
    return path


def add(archive, *paths, **how):
    return searchlib.add_glossaries(paths, folder=archive.index, **how)


def test_a_glossary_counts_at_once_and_after_a_rebuild(archive, glossary):
    archive.build()
    assert "only-en.md" not in archive.sources("снегирь")
    added = add(archive, glossary)
    assert added.in_effect
    assert added.folder == str(archive.glossaries)
    assert added.glossaries == {"terms.tsv": searchlib.Glossary(2)}
    assert "only-en.md" in archive.sources("снегирь")
    assert archive.says("совпосол")["soviet ambassador"]["terms.tsv"] == 0.5
    assert searchlib.check(folder=archive.index, sample=None).problems == ()
    shutil.rmtree(archive.index)
    archive.build()
    assert "only-en.md" in archive.sources("снегирь")


def test_the_records_are_left_as_they_were(archive, glossary):
    archive.build()
    before = archive.generation()
    add(archive, glossary)
    after = archive.generation()
    assert after != before
    shared = [path.name for path in (before / "whoosh").glob("MAIN_*.pst")]
    assert shared
    for name in (*(f"whoosh/{one}" for one in shared), "catalogue.sqlite", "vocabulary.sqlite"):
        assert (before / name).samefile(after / name)


def test_before_the_first_index_a_glossary_waits(archive, glossary):
    added = add(archive, glossary, documents=archive.documents)
    assert not added.in_effect
    assert not archive.index.joinpath("CURRENT").exists()
    archive.build()
    assert "only-en.md" in archive.sources("снегирь")


def test_index_takes_in_what_was_changed_by_hand(archive, glossary):
    archive.build()
    add(archive, glossary)
    path = archive.glossaries / "terms.tsv"
    path.write_text("снегирь\tbullfinch\n", "utf-8")
    status = searchlib.status(folder=archive.index)
    assert (status.glossaries, status.glossaries_changed) == (("terms.tsv",), True)
    assert archive.build().changed
    assert "lantern" not in archive.says("снегирь")
    assert "bullfinch" in archive.says("снегирь")
    assert not archive.build().changed
    path.unlink()
    assert archive.build().changed
    assert "bullfinch" not in archive.says("снегирь")
    assert searchlib.status(folder=archive.index).glossaries == ()


def test_what_is_no_glossary_is_reported_each_time_and_costs_only_itself(archive, glossary):
    archive.glossaries.mkdir()
    shutil.copy(glossary, archive.glossaries)
    (archive.glossaries / "broken.tsv").write_text("снегирь\n", "utf-8")
    (archive.glossaries / "lonely.index").write_text("aid\tA\tA\n", "utf-8")
    (archive.glossaries / "half.tsv").write_text("мир\tpeace\nвойна\n", "utf-8")
    (archive.glossaries / "notes.doc").write_text("not asked for", "utf-8")
    for report in (archive.build(), archive.build(), archive.build(rebuild=True)):
        problems = {
            path.rpartition("glossaries")[2][1:]: what for path, what in report.problems.items()
        }
        assert set(problems) == {"broken.tsv", "lonely.index", "half.tsv"}
        assert problems["broken.tsv"].startswith("line 1: write the Russian")
        assert problems["half.tsv"].startswith("line 2: write the Russian")
        assert "needs .dict.dz or .dict beside it" in problems["lonely.index"]
    assert searchlib.status(folder=archive.index).problems == report.problems
    assert "half.tsv" in archive.says("мир")["peac"]
    assert "only-en.md" in archive.sources("снегирь")


def test_glossaries_that_stayed_are_not_read_again(archive, glossary):
    archive.build()
    add(archive, glossary)
    before = archive.generation() / "glossaries" / "terms.tsv.lexicon"
    archive.write(7)
    archive.build()
    assert (archive.generation() / "glossaries" / "terms.tsv.lexicon").samefile(before)


@pytest.mark.parametrize("write", [write_dictd, write_stardict])
def test_a_dictionary_comes_with_its_other_files(archive, tmp_path, write):
    archive.build()
    main = write(tmp_path)
    files = sorted(tmp_path.glob("small.*"))
    added = add(archive, *files)  # as small.* gives them
    assert list(added.glossaries) == [main.name]
    assert sorted(path.name for path in archive.glossaries.iterdir()) == [p.name for p in files]
    assert main.name in archive.says("aid")["помощь"]


def test_a_taken_name_is_not_written_over(archive, glossary, tmp_path):
    archive.build()
    add(archive, glossary)
    add(archive, glossary)  # the same is no other
    other = tmp_path / "other" / "terms.tsv"
    other.parent.mkdir()
    other.write_text("снегирь\tbullfinch\n", "utf-8")
    with pytest.raises(searchlib.UsageError, match="with other content; --replace takes the new"):
        add(archive, other)
    with pytest.raises(searchlib.UsageError, match=r"2 of these files are called terms\.tsv"):
        add(archive, glossary, other)
    assert "lantern" in archive.says("снегирь")
    add(archive, other, replacing=True)
    assert "bullfinch" in archive.says("снегирь")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("terms.tsv", "# nothing\n", "says of no word what it is"),
        ("terms.tsv", "мир\n", "line 1: write the Russian"),
        ("terms.odt", "мир\tpeace\n", "no glossary or dictionary searchlib can read"),
        ("words.index", "aid\tA\tA\n", "needs .dict.dz or .dict beside it"),
        ("gone.tsv", None, "cannot be read: No such file"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_copied(archive, glossary, name, text, message):
    archive.build()
    path = glossary.with_name(name)
    if text is not None:
        path.write_text(text, "utf-8")
    others = [glossary] if path != glossary else []
    with pytest.raises(searchlib.FormatError, match=message):
        add(archive, *others, path)
    assert not archive.glossaries.exists()


def test_a_dry_run_writes_nothing(archive, glossary):
    archive.build()
    before = archive.generation()
    assert add(archive, glossary, dry_run=True).glossaries["terms.tsv"].entries == 2
    assert not archive.glossaries.exists()
    assert archive.generation() == before


def test_glossaries_lie_beside_the_documents(tmp_path):
    assert folder_of(tmp_path / "a" / "documents") == tmp_path.resolve() / "a" / "glossaries"

"""What an index says of itself and of its documents, and of files that cannot be read."""

from pathlib import Path

import pytest

import searchlib
import searchlib.formats


@pytest.fixture
def folders(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("Первый документ о войсках.", "utf-8")
    return documents, tmp_path / "index"


def test_status_compares_with_the_documents_it_was_built_from(folders, monkeypatch, tmp_path):
    documents, index = folders
    searchlib.build(documents, index)
    monkeypatch.chdir(tmp_path.parent)
    (documents / "b.txt").write_text("Второй.", "utf-8")
    status = searchlib.status(folder=index)
    assert Path(status.documents) == documents
    assert (status.new, status.changed, status.gone) == (("b.txt",), (), ())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert searchlib.status(elsewhere, index).gone == ("a.txt",)


def test_a_link_that_leads_nowhere_is_reported(folders):
    documents, index = folders
    (documents / "gone.txt").symlink_to(documents / "nowhere.txt")
    report = searchlib.build(documents, index)
    assert report.records == 1
    assert list(report.problems) == ["gone.txt"]
    assert "cannot be read" in report.problems["gone.txt"]


def test_a_damaged_record_is_named_with_what_to_do(folders):
    documents, index = folders
    searchlib.build(documents, index)
    (column,) = index.glob("generation-*/whoosh/*.stored.col")
    whole = column.read_bytes()
    column.write_bytes(bytes(len(whole) // 2) + whole[len(whole) // 2 :])
    with (
        searchlib.open(index) as opened,
        pytest.raises(
            searchlib.IndexDamaged, match=r"whoosh cannot be read .*Run: searchlib check --repair"
        ),
    ):
        opened.search("войска")


def test_a_reader_that_fails_in_an_unforeseen_way_costs_only_its_file(folders, monkeypatch):
    documents, index = folders
    (documents / "b.txt").write_text("Второй.", "utf-8")
    read = searchlib.formats.read

    def failing(original):
        if original.name == "a.txt":
            raise RecursionError("too deep")
        return read(original)

    monkeypatch.setattr("searchlib.formats.read", failing)
    report = searchlib.build(documents, index)
    assert report.problems == {"a.txt": "cannot be read: RecursionError: too deep"}
    assert report.records == 1

"""What an index says of itself and of its documents, and of files that cannot be read."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import searchlib
import searchlib.formats
from searchlib.cli.status import command
from searchlib.engine import ENGINES
from searchlib.engine.capacity import CAPACITIES
from searchlib.store.generations import Store


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


def test_what_another_stemmer_has_read_is_read_again(folders, monkeypatch):
    documents, index = folders
    monkeypatch.setattr("searchlib.indexing.building.stemmer_version", lambda: "PyStemmer 0")
    searchlib.build(documents, index)
    assert not searchlib.build(documents, index).changed
    monkeypatch.undo()
    assert searchlib.status(folder=index).outdated
    with pytest.raises(searchlib.IndexOutdated, match="stemmer PyStemmer 0; this is PyStemmer"):
        searchlib.learn(index)
    with searchlib.open(index) as opened:  # as before, and without a look at the stemmer
        assert opened.search("войска").total == 1
    assert searchlib.build(documents, index).changed
    assert not searchlib.status(folder=index).outdated


FAR = "whoosh, {} of the way to tantivy"
TANTIVY = (
    "whoosh; time for tantivy. Run: pip install 'searchlib[tantivy]';"
    " searchlib rebuild --engine tantivy"
)
OPENSEARCH = (
    "tantivy; time for opensearch. Run: pip install 'searchlib[opensearch]';"
    " searchlib rebuild --engine opensearch --url https://HOST:9200/NAME"
)


@pytest.mark.parametrize(
    ("engine", "records", "size", "said"),
    [
        ("whoosh", 1, 100_000, FAR.format("under 1%")),
        ("whoosh", 20_000, 300_000_000, FAR.format("20%")),
        ("whoosh", 3_000, 1_000_000_000, FAR.format("50%")),  # few, but long
        ("whoosh", 99_999, 1_500_000_000, FAR.format("99%")),
        ("whoosh", 100_000, 1_500_000_000, TANTIVY),
        ("whoosh", 3_000, 2_000_000_000, TANTIVY),
        ("tantivy", 300_000, 6_000_000_000, "tantivy, 10% of the way to opensearch"),
        ("tantivy", 3_000_001, 55_000_000_000, OPENSEARCH),
        ("opensearch", 30_000_000, 9_000_000_000_000, "opensearch"),
    ],
)
def test_it_says_when_it_is_time_for_the_next_engine(
    folders, monkeypatch, engine, records, size, said
):
    documents, index = folders
    searchlib.build(documents, index)
    manifest = Store(index).current().manifest
    grown = manifest._replace(engine=engine, records=records, files={"all": (size, "")})
    opened = Store.opened
    monkeypatch.setattr(Store, "opened", lambda *some: opened(*some)._replace(manifest=grown))
    shown = CliRunner().invoke(command, ["--index", str(index), "--color", "never"])
    assert f"engine {said} dictionary" in " ".join(shown.output.split())
    status = searchlib.status(folder=index)
    assert (status.engine_share >= 1) == ("time for" in said)


def test_every_engine_past_its_capacity_has_a_next_one():
    for name, capacity in CAPACITIES.items():
        assert {name, capacity.next} <= ENGINES.keys()
        assert (
            capacity.records
            < CAPACITIES.get(capacity.next, capacity._replace(records=10**12)).records
        )
        assert f"--engine {capacity.next}" in capacity.commands[-1]
    assert set(ENGINES) - set(CAPACITIES) == {"opensearch"}


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

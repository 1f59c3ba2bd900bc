"""Does the engine opensearch find its cluster, keep its secrets, and outlive a node?

That it answers as every engine must is held by test_engines.py. What needs a cluster is
skipped where none is: SEARCHLIB_TEST_OPENSEARCH is its URL; for tests that kill a node,
SEARCHLIB_TEST_CLUSTER the folder that tests/cluster/cluster.py has started it in.
"""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cluster.cluster import NODES, Cluster
from hypothesis import given
from hypothesis import strategies as st

from searchlib.engine import (
    Document,
    FieldTerms,
    address,
    create_engine,
    discard,
    open_engine,
)
from searchlib.engine.memory import MemoryEngine
from searchlib.engine.opensearch import writer as opensearch_writer
from searchlib.engine.opensearch.cluster import URL_VARIABLE, Address, secrets_for
from searchlib.engine.opensearch.documents import (
    decoded,
    encoded,
    positions_of,
    source,
    term_code,
)
from searchlib.errors import (
    EngineUnavailable,
    IndexDamaged,
    QueryTooExpensive,
    SearchlibError,
    UsageError,
)
from searchlib.query.plan import And, Everything, Keyword, Phrase, Terms

URL = os.environ.get("SEARCHLIB_TEST_OPENSEARCH")
FOLDER = os.environ.get("SEARCHLIB_TEST_CLUSTER")
NAME = f"searchlib-test-{os.getpid()}"
needs_cluster = pytest.mark.skipif(
    not URL, reason="no OpenSearch: SEARCHLIB_TEST_OPENSEARCH is not set"
)
needs_nodes = pytest.mark.skipif(
    not (URL and FOLDER), reason="no OpenSearch of our own: SEARCHLIB_TEST_CLUSTER is not set"
)

RU = (("ru", 1.0),)
WORDS = ["сталь", "архив", "помощь", "корея", "телеграмма", "мир", "война", "посол"]


def record(number, words=40):
    """Return a document of a few dozen words, and now and then a rare one."""
    terms: dict[str, list[int]] = {}
    for place in range(words):
        rare = number % 7 == 0 and place == 5
        term = f"редкое{number}" if rare else WORDS[(number * 31 + place * place) % len(WORDS)]
        terms.setdefault(term, []).append(place)
    keywords = {"type": ["cable" if number % 3 else "letter"]}
    return Document(f"r{number}", {"ru": FieldTerms(words, terms)}, keywords, stored=b"x" * 50)


def word(term):
    return Terms(RU, ((term, 1.0),))


# Addresses --------------------------------------------------------------------

ADDRESSES = [
    ("http://localhost:9200/cables", ("http://localhost:9200",), "cables", ()),
    ("https://search.example.org/cables", ("https://search.example.org:443",), "cables", ()),
    ("http://u:p@a:1/x?shards=6", ("http://a:1",), "x", (("shards", 6),)),
    ("https://a:1, https://b:1/fond-1", ("https://a:1", "https://b:1"), "fond-1", ()),
    ("https://proxy:443/search/cables", ("https://proxy:443/search",), "cables", ()),
    ("http://[::1]:9200/x?replicas=0", ("http://[::1]:9200",), "x", (("replicas", 0),)),
]


@pytest.mark.parametrize(("url", "nodes", "name", "settings"), ADDRESSES)
def test_addresses(url, nodes, name, settings):
    read = Address.parse(url)
    assert (read.nodes, read.name, read.settings) == (nodes, name, settings)
    assert Address.parse(str(read)) == read


def test_an_address_without_a_name_gets_one_of_its_own():
    one, other = Address.parse("http://localhost:9200"), Address.parse("http://localhost:9200/")
    assert one.nodes == other.nodes
    assert one.name != other.name
    assert Address.parse(str(one)) == one


@pytest.mark.parametrize(
    "url",
    [
        "localhost:9200",
        "ftp://u:hunter2@h/x",
        "http://u:hunter2@h:port/x",
        "http:///x",
        "http://u:hunter2@h:9200/Фонд",
        "http://u:hunter2@h:9200/_all",
        "http://u:hunter2@h:9200/x*",
        "http://u:hunter2@h:9200/x?shards=0",
        "http://u:hunter2@h:9200/x?refresh=1",
        "",
    ],
)
def test_a_wrong_address_is_refused_without_showing_secrets(url):
    with pytest.raises(UsageError) as refused:
        Address.parse(url)
    assert "hunter2" not in str(refused.value)


def test_secrets_go_to_no_other_host():
    known = "https://me:p%40ss@search.example.org:9200"
    here = Address.parse("https://search.example.org:9200/cables")
    assert secrets_for(here, None, known) == ("me", "p@ss")
    assert "p@ss" not in f"{here} {here!r} {here.shown}"
    for other in ("https://evil.example.org:9200/x", "http://search.example.org:9200/x",
                  "https://search.example.org:9200/x,https://evil.example.org:9200/x"):  # fmt: skip
        assert secrets_for(Address.parse(other), known) is None


# Terms and ids ------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY, ANY)
def test_terms_are_words_and_stay_different(one, other):
    code = term_code(one)
    assert code
    assert not {" ", "|"} & set(code)
    assert code != "_"
    assert code.encode("utf-8").split() == [code.encode("utf-8")]
    assert (one == other) == (code == term_code(other))


@given(ANY, ANY)
def test_ids_keep_their_order(one, other):
    assert decoded(encoded(one)) == one
    assert (one < other) == (encoded(one).encode("utf-8") < encoded(other).encode("utf-8"))


def test_long_terms_become_their_digest():
    long, longer = "я" * 40_000, "я" * 40_001
    assert term_code(long) != term_code(longer)
    assert len(term_code(long)) < 100


def test_the_text_of_a_field_has_its_terms_at_their_positions():
    terms = FieldTerms(5, {"стать": [0, 4], "сталь": [0], "=a b": [3]})
    written = source(Document("r", {"ru": terms}))
    assert written["text"]["ru"] == "стать|сталь _ _ =a%20.b стать"
    assert positions_of(written["text"]["ru"], ["стать", "=a b"]) == [0, 3, 4]
    assert (written["length"], written["tokens"]) == ({"ru": 5}, {"ru": 5})


def test_a_value_too_long_is_refused_with_its_record():
    with pytest.raises(SearchlibError, match=r"The record 'r7' .* Shorten it"):
        source(Document("r7", keywords={"type": ["я" * 20_000]}))


# What is not there ----------------------------------------------------------------


def test_a_cluster_must_be_named(tmp_path, monkeypatch):
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    with pytest.raises(
        UsageError, match=r"--url https://HOST:9200/NAME or SEARCHLIB_OPENSEARCH_URL"
    ):
        create_engine("opensearch", tmp_path)


def test_an_engine_in_a_folder_takes_no_url(tmp_path):
    with pytest.raises(UsageError, match="takes no URL"):
        create_engine("whoosh", tmp_path / "x", url="http://localhost:9200/x")


def test_a_cluster_that_is_not_there_is_named_without_secrets(tmp_path):
    pytest.importorskip("opensearchpy")
    engine = create_engine("opensearch", tmp_path, url="http://me:hunter2@127.0.0.1:9/cables")
    assert (engine.count(), list(engine.ids()), engine.search(Everything())) == (0, [], (0, ()))
    with pytest.raises(EngineUnavailable) as silent, engine.writer():
        pass
    assert str(silent.value).startswith("No OpenSearch answers at http://127.0.0.1:9.")
    assert "hunter2" not in str(silent.value) + (tmp_path / "opensearch.toc").read_text("utf-8")


def test_the_package_is_named_when_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    engine = create_engine("opensearch", tmp_path, url="http://127.0.0.1:9/cables")
    with pytest.raises(EngineUnavailable, match=r"pip install 'searchlib\[opensearch\]'"):
        engine.writer().__enter__()


@pytest.mark.parametrize("written", [None, b"", b"{}", b"[1]", b'{"address": "x", "owned": []}'])
def test_a_damaged_file_is_damage(tmp_path, written):
    if written is not None:
        (tmp_path / "opensearch.toc").write_bytes(written)
    with pytest.raises(IndexDamaged, match="check --repair"):
        open_engine("opensearch", tmp_path)


# With a cluster --------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    discard(tmp_path)


@pytest.fixture
def engine(folder):
    made = create_engine("opensearch", folder / "opensearch", url=f"{URL}/{NAME}?shards=3")
    yield made
    made.close()


def filled(engine, numbers):
    """Return the oracle with the same records."""
    oracle = MemoryEngine()
    for one in (engine, oracle):
        with one.writer() as writer:
            for number in numbers:
                writer.add(record(number))
    return oracle


def indices(engine):
    return sorted(engine._cluster.call("GET", f"/{NAME}-g*/_alias"))


ASKED = [
    word("сталь"),
    And((word("редкое49"), word("мир"))),
    Phrase(RU, ((("мир", 1.0),), (("война", 1.0),)), 4),
    Phrase(RU, ((("мир", 1.0),), (("война", 1.0),), (("мир", 1.0),)), 3),
    And((Keyword("type", "letter"), word("посол"))),
]


def answers(engine):
    return [
        (found.total, [(m.id, round(m.score, 5)) for m in found.matches])
        for found in map(engine.search, ASKED)
    ]


@needs_cluster
def test_scores_are_the_same_on_several_shards(engine):
    oracle = filled(engine, range(500))
    assert answers(engine) == answers(oracle)
    assert list(engine.ids()) == list(oracle.ids())


@needs_cluster
def test_pages_go_on_beyond_what_the_cluster_gives_at_once(engine, monkeypatch):
    monkeypatch.setattr("searchlib.engine.opensearch._PAGE", 10)
    oracle = filled(engine, range(60))
    for page in ({"limit": 7, "offset": 8}, {"limit": 100}, {"limit": 5, "offset": 58}):
        assert engine.search(ASKED[0], **page).matches == tuple(
            m._replace(score=pytest.approx(m.score, abs=2e-6))
            for m in oracle.search(ASKED[0], **page).matches
        )
    assert list(engine.ids()) == list(oracle.ids())
    assert engine.counts(Everything(), "type") == oracle.counts(Everything(), "type")


@needs_cluster
def test_the_name_moves_and_readers_stay(engine, folder):
    filled(engine, range(5))
    reader = open_engine("opensearch", folder / "opensearch")
    (before,) = engine._cluster.call("GET", f"/_alias/{NAME}")
    with engine.writer() as writer:
        writer.add(record(100))
    (after,) = engine._cluster.call("GET", f"/_alias/{NAME}")
    assert before != after
    assert (reader.count(), len(list(reader.ids()))) == (5, 5)
    assert (engine.count(), len(list(engine.ids()))) == (6, 6)
    with engine.writer() as writer:  # the first goes only now: its reader had time
        writer.delete("r0")
    assert before not in indices(engine)
    assert after in indices(engine)
    with pytest.raises(IndexDamaged, match=r"is not at .* any more .*Run: searchlib rebuild"):
        list(reader.ids())
    reader.close()


@needs_cluster
def test_the_next_generation_leaves_the_one_before_as_it_was(engine, folder, tmp_path_factory):
    filled(engine, range(5))
    other = tmp_path_factory.mktemp("next")
    following = create_engine("opensearch", other / "opensearch", folder / "opensearch")
    assert list(following.ids()) == list(engine.ids())
    with following.writer() as writer:
        writer.delete("r1")
    here = address("opensearch", folder / "opensearch")
    assert address("opensearch", other / "opensearch") == here
    discard(other)
    assert len(list(engine.ids())) == 5
    following.close()


@needs_cluster
def test_nothing_is_left_of_a_writer_that_raised(engine):
    filled(engine, range(5))
    before = indices(engine)
    with pytest.raises(ZeroDivisionError), engine.writer() as writer:  # noqa: PT012
        writer.add(record(100))
        raise ZeroDivisionError
    assert indices(engine) == before
    discard(engine._folder.parent)
    assert len(indices(engine)) == len(before) - 1


@needs_cluster
def test_more_words_than_a_query_may_have_are_refused(engine):
    terms = {f"слово{number}": [number] for number in range(3_000)}
    with engine.writer() as writer:
        writer.add(Document("r", {"ru": FieldTerms(3_000, terms)}))
    asked = Terms(RU, tuple((term, 1.0) for term in terms))
    with pytest.raises(QueryTooExpensive, match=r"raise indices.query.bool.max_clause_count"):
        engine.search(asked)
    assert engine.search(Terms(RU, asked.terms[:900])).total == 1


@needs_nodes
def test_a_busy_cluster_is_sent_less(engine, monkeypatch):
    # The nodes of tests/cluster take 4 MB of documents at once.
    monkeypatch.setattr(opensearch_writer, "BULK_BYTES", 20_000_000)
    sent = []
    bulk = opensearch_writer.OpenSearchWriter._bulk

    def spied(self, part, until):
        later = bulk(self, part, until)
        sent.append((len(part), len(later)))
        return later

    monkeypatch.setattr(opensearch_writer.OpenSearchWriter, "_bulk", spied)
    with engine.writer() as writer:
        for number in range(60):
            writer.add(record(number)._replace(stored=os.urandom(150_000)))
    assert engine.count() == 60
    assert sent[0][1] > 0
    assert sent[-1] < sent[0]
    assert sent[-1][1] == 0


@pytest.fixture
def nodes():
    cluster = Cluster(Path(FOLDER))
    killed: list[int] = []

    def kill(number):
        cluster.kill(number)
        killed.append(number)

    yield kill
    for number in killed:
        cluster.start_node(number)
    cluster.wait(len(NODES), "green")


@needs_nodes
def test_a_node_lost_while_indexing_loses_nothing(engine, nodes, monkeypatch):
    monkeypatch.setattr(opensearch_writer, "BULK_BYTES", 20_000)
    oracle = MemoryEngine()
    with oracle.writer() as known, engine.writer() as writer:
        for number in range(900):
            if number == 300:
                nodes(2)
            known.add(record(number))
            writer.add(record(number))
    assert list(engine.ids()) == list(oracle.ids())
    assert answers(engine) == answers(oracle)


@needs_nodes
def test_a_node_lost_while_searching_is_not_noticed(engine, nodes):
    expected = answers(filled(engine, range(300)))

    def ask(number):
        if number == 30:
            nodes(3)
        return answers(engine) == expected and engine.get("r7") == b"x" * 50

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(90)))


@needs_cluster
def test_the_command_line_keeps_an_index_there(run, tmp_path, documents):
    def searchlib(*arguments):
        done = run(*arguments, env={"SEARCHLIB_INDEX": str(tmp_path / "index")})
        assert done.returncode == 0, done.stderr
        return done.stdout

    url = f"{URL}/{NAME}-cli".replace("://", "://me:hunter2@")
    searchlib("rebuild", "--engine", "opensearch", "--url", url)
    assert "Cable No. 54611" in searchlib("search", "помощь Северной Корее")
    first = sorted(path.name for path in (tmp_path / "index").glob("generation-*"))
    searchlib("rebuild")  # stays where it was
    searchlib("rebuild")
    assert "opensearch" in searchlib("status")
    searchlib("check")
    kept = sorted(path.name for path in (tmp_path / "index").glob("generation-*"))
    assert len(kept) == 2
    assert first[0] not in kept
    engine = open_engine("opensearch", tmp_path / "index" / kept[-1] / "opensearch")
    assert len(engine._cluster.call("GET", f"/{NAME}-cli-g*/_alias")) == 2
    engine.close()
    for path in (tmp_path / "index").rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes()
    for name in kept:
        discard(tmp_path / "index" / name)


@needs_cluster
def test_an_index_that_another_folder_answers_from_is_kept(tmp_path):
    """Generations that differ in their glossaries only share one."""
    folder, other = tmp_path / "a", tmp_path / "b"
    engine = create_engine("opensearch", folder / "opensearch", url=f"{URL}/{NAME}-shared")
    with engine.writer() as writer:
        writer.add(Document("r1"))
    engine.close()
    shutil.copytree(folder, other)
    discard(folder, [other])
    shutil.rmtree(folder)
    kept = open_engine("opensearch", other / "opensearch")
    assert list(kept.ids()) == ["r1"]
    kept.close()
    discard(other)
    with pytest.raises(SearchlibError):
        list(open_engine("opensearch", other / "opensearch").ids())

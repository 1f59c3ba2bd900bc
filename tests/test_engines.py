"""Does every engine keep the promises of engine/base.py? A new engine is one line in MAKERS."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from math import inf, log
from pathlib import Path

import pytest
from engine_cases import FACETS, SORTS, WORDS, changes, plans
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.engine import (
    ELSEWHERE,
    ENGINES,
    Document,
    FieldTerms,
    create_engine,
    discard,
    open_engine,
)
from searchlib.engine.memory import MemoryEngine
from searchlib.engine.opensearch.cluster import URL_VARIABLE, Address, Cluster
from searchlib.errors import IndexLocked, UsageError
from searchlib.query.plan import (
    And,
    Best,
    Everything,
    Keyword,
    Not,
    Or,
    Overlap,
    Phrase,
    Prefer,
    Terms,
)
from searchlib.ranking import LENGTHS, length_code

CLUSTER = os.environ.get("SEARCHLIB_TEST_OPENSEARCH")


def whoosh(folder, patience):
    """Make an engine that matches in plain Python, or with numpy when its patience is 0."""
    engine = create_engine("whoosh", folder / "whoosh")
    engine.patience = patience
    return engine


MAKERS = {
    "memory": lambda _: MemoryEngine(),
    "tantivy": lambda folder: create_engine("tantivy", folder / "tantivy"),
    "whoosh": lambda folder: whoosh(folder, inf),
    "whoosh with numpy": lambda folder: whoosh(folder, 0),
}
ORACLE = "memory"
if CLUSTER:
    CLUSTER += "/searchlib-contract?shards=2"
    os.environ[URL_VARIABLE] = CLUSTER
    MAKERS["opensearch"] = lambda folder: create_engine("opensearch", folder / "opensearch")
ON_DISK = [name for name in MAKERS if name in ENGINES]
LOCAL = MAKERS.keys() - {ORACLE, *ELSEWHERE}
"""A commit takes these milliseconds, and a cluster a second."""
needs_cluster = pytest.mark.skipif(
    not CLUSTER, reason="no OpenSearch: SEARCHLIB_TEST_OPENSEARCH is not set"
)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where engines that sync each of their files need not wait for a disk."""
TEXT = (("ru", 1.0),)


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left():
    yield
    if CLUSTER:
        cluster = Cluster(Address.parse(CLUSTER))
        for index in cluster.call("GET", "/searchlib-contract-g*/_alias"):
            cluster.call("DELETE", f"/{index}")
        cluster.close()


@pytest.fixture(params=MAKERS)
def engine(request, tmp_path):
    made = MAKERS[request.param](tmp_path)
    yield made
    made.close()


def text(words, **more):
    """Return a document whose field ``ru`` holds these words."""
    positions: dict[str, list[int]] = {}
    for place, word in enumerate(words.split()):
        positions.setdefault(word, []).append(place)
    return {"fields": {"ru": FieldTerms(len(words.split()), positions)}, **more}


def fill(engine, **documents):
    with engine.writer() as writer:
        for name, what in documents.items():
            writer.add(Document(name, **(text(what) if isinstance(what, str) else what)))


def word(*terms, fields=TEXT):
    return Terms(fields, tuple((t, 1.0) if isinstance(t, str) else t for t in terms))


def phrase(words, slop=0, fields=TEXT):
    return Phrase(fields, tuple(((w, 1.0),) for w in words.split()), slop)


def found(engine, plan, **how):
    return [match.id for match in engine.search(plan, **how).matches]


def scores(engine, plan):
    return {match.id: match.score for match in engine.search(plan).matches}


def same(one, other):
    """Say whether two answers are equal, scores to 1e-6."""
    assert (one.total, [m.id for m in one.matches]) == (other.total, [m.id for m in other.matches])
    expected = pytest.approx([m.score for m in other.matches], abs=2e-6)
    assert [m.score for m in one.matches] == expected


def change(engine, batch):
    with engine.writer() as writer:
        for item in batch:
            writer.delete(item) if isinstance(item, str) else writer.add(item)


def agree(name, batches, asked, offset, limit, sort):
    """Compare an engine with the oracle after each of several commits."""
    with tempfile.TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as folder:
        engine, oracle = MAKERS[name](Path(folder)), MemoryEngine()
        for batch in ([], *batches):
            if batch:
                change(engine, batch)
                change(oracle, batch)
            assert engine.count() == oracle.count()
            assert list(engine.ids()) == list(oracle.ids())
            for plan in asked:
                same(engine.search(plan, limit=100), oracle.search(plan, limit=100))
                for field in FACETS:
                    assert engine.counts(plan, field) == oracle.counts(plan, field)
                page = {"limit": limit, "offset": offset, "sort": sort}
                same(engine.search(plan, **page), oracle.search(plan, **page))
            for field in ("title", "ru", "none"):
                ours, theirs = engine.statistics(field, WORDS), oracle.statistics(field, WORDS)
                assert ours.matching == theirs.matching
                assert ours.average == pytest.approx(theirs.average)
        for record_id in [*oracle.ids(), "absent", "\udcff"]:
            assert engine.get(record_id) == oracle.get(record_id)
        engine.close()
        discard(Path(folder))


RANDOM = {
    "batches": st.lists(changes, min_size=1, max_size=3),
    "asked": st.lists(plans, min_size=4, max_size=8),
    "offset": st.integers(0, 3),
    "limit": st.integers(0, 4),
    "sort": SORTS,
}


@pytest.mark.parametrize("name", sorted(LOCAL))
@given(**RANDOM)
@settings(max_examples=120, deadline=None)
def test_agrees_with_memory(name, batches, asked, offset, limit, sort):
    agree(name, batches, asked, offset, limit, sort)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LOCAL))
@given(**RANDOM)
@settings(max_examples=2_000, deadline=None)
def test_agrees_with_memory_at_length(name, batches, asked, offset, limit, sort):
    agree(name, batches, asked, offset, limit, sort)


@needs_cluster
@given(**RANDOM)
@settings(max_examples=12, deadline=None)
def test_a_cluster_agrees_with_memory(batches, asked, offset, limit, sort):
    agree("opensearch", batches, asked, offset, limit, sort)


@needs_cluster
@pytest.mark.slow
@given(**RANDOM)
@settings(max_examples=40, deadline=None)
def test_a_cluster_agrees_with_memory_at_length(batches, asked, offset, limit, sort):
    agree("opensearch", batches, asked, offset, limit, sort)


def test_bm25_by_hand(engine):
    # Three records; "a" in two of them; lengths 4, 1 and 3, 8/3 on average.
    fill(engine, r1="a b a c", r2="a", r3="b c d")
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))

    def bm25(tf, length):
        return idf * tf * (1.2 + 1) / (tf + 1.2 * (1 - 0.75 + 0.75 * length / (8 / 3)))

    expected = {"r1": round(bm25(2, 4), 6), "r2": round(bm25(1, 1), 6)}
    assert scores(engine, word("a")) == pytest.approx(expected, abs=1e-6)
    twice = scores(engine, Terms((("ru", 2.0),), (("a", 0.5),)))
    assert twice == pytest.approx(expected, abs=1e-6)


def test_long_fields_weigh_by_their_length_code(engine):
    fill(engine, r1={"fields": {"ru": FieldTerms(1001, {"a": [0]})}}, r2="b")
    length, average = LENGTHS[length_code(1001)], (1001 + 1) / 2
    assert length != 1001
    expected = log(1 + 1.5 / 1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / average))
    assert scores(engine, word("a"))["r1"] == pytest.approx(expected, abs=1e-6)


def test_the_average_counts_records_without_the_field(engine):
    fill(engine, r1="a a", r2={}, r3={}, r4={})
    expected = log(1 + 3.5 / 1.5) * 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 2 / (2 / 4)))
    assert scores(engine, word("a")) == {"r1": pytest.approx(expected, abs=1e-6)}


def test_an_ambiguous_word_weighs_as_one(engine):
    # стали: at the same place, both lemmas.
    both = {"fields": {"ru": FieldTerms(2, {"стать": [0], "сталь": [0], "x": [1]})}}
    fill(engine, r1=both, r2="сталь x", r3="x x")
    alone = max(scores(engine, word("стать"))["r1"], scores(engine, word("сталь"))["r1"])
    assert scores(engine, word("стать", "сталь"))["r1"] == alone


def test_a_word_counts_where_it_counts_most(engine):
    fields = {"title": FieldTerms(1, {"a": [0]}), "ru": FieldTerms(9, {"a": [3]})}
    fill(engine, r1={"fields": fields}, r2="b")
    title, body = (scores(engine, word("a", fields=((f, 1.0),)))["r1"] for f in fields)
    either = scores(engine, word("a", fields=(("title", 2.0), ("ru", 1.0))))
    assert either["r1"] == pytest.approx(max(2 * title, body), abs=2e-6)


def test_how_nodes_combine_scores(engine):
    fill(engine, r1="a b", r2="a c", r3="c c")
    a, b, c = (scores(engine, word(term)) for term in "abc")
    near = {"abs": 2e-6}
    assert scores(engine, And((word("a"), word("b")))) == pytest.approx(
        {"r1": a["r1"] + b["r1"]}, **near
    )
    assert scores(engine, Or((word("a"), word("c")))) == pytest.approx(
        {"r1": a["r1"], "r2": a["r2"] + c["r2"], "r3": c["r3"]}, **near
    )
    assert scores(engine, Best((word("a"), word("c")))) == pytest.approx(
        {"r1": a["r1"], "r2": max(a["r2"], c["r2"]), "r3": c["r3"]}, **near
    )
    assert scores(engine, Prefer(word("a"), word("c"), 0.5)) == pytest.approx(
        {"r1": a["r1"], "r2": a["r2"] + 0.5 * c["r2"]}, **near
    )
    assert scores(engine, Not(word("a"))) == {"r3": 0.0}
    assert scores(engine, Or((Not(word("a")), Everything()))) == dict.fromkeys(
        ("r1", "r2", "r3"), 0.0
    )
    assert scores(engine, phrase("a b")) == scores(engine, And((word("a"), word("b"))))


PHRASES = [
    ("a b c", "a b", 0, True),
    ("a x b", "a b", 0, False),
    ("a x b", "a b", 1, True),
    ("a x x b", "a b", 1, False),
    ("b a", "a b", 0, False),
    ("b a", "a b", 1, False),
    ("b a", "a b", 2, True),
    ("a b", "a a", 5, False),
    ("a x a", "a a", 0, False),
    ("a x a", "a a", 1, True),
    ("a b a", "a a b b", 9, False),
    ("a b a b", "a a b b", 2, True),
    ("a b", "a b c", 9, False),
    ("a", "a", 0, True),
]


@pytest.mark.parametrize(("body", "words", "slop", "expected"), PHRASES)
def test_phrases(engine, body, words, slop, expected):
    fill(engine, r1=body, r2="z")
    assert found(engine, phrase(words, slop)) == (["r1"] if expected else [])


def test_a_phrase_stands_in_one_field(engine):
    fields = {"ru": FieldTerms(1, {"a": [0]}), "en": FieldTerms(2, {"b": [1], "a": [5]})}
    fill(engine, r1={"fields": fields})
    assert found(engine, phrase("a b", fields=(("ru", 1.0), ("en", 1.0)))) == []


def test_filters(engine):
    fill(
        engine,
        r1={"keywords": {"type": ["cable", "copy"]}, "intervals": {"date": [(5, 9)]}},
        r2={"intervals": {"date": [(1, 2), (20, 30)]}},
        r3={},
    )
    assert found(engine, Keyword("type", "copy")) == ["r1"]
    assert found(engine, Keyword("type", "cop")) == []
    assert found(engine, Keyword("id", "r1")) == []  # an id is no keyword unless it is given
    assert found(engine, Overlap("date", 9, 20)) == ["r1", "r2"]
    assert found(engine, Overlap("date", 3, 4)) == []
    assert found(engine, Overlap("date", -(10**30), 10**30)) == ["r1", "r2"]
    assert engine.counts(Everything(), "type") == {"cable": 1, "copy": 1}
    assert engine.counts(Overlap("date", 1, 1), "type") == {}
    assert found(engine, And(())) == ["r1", "r2", "r3"]
    assert found(engine, Or(())) == found(engine, Best(())) == []


def test_order_and_pages(engine):
    dates = {"b": [(5, 9)], "a": [(5, 6)], "c": [(7, 7), (1, 1)], "e": [], "d": None}
    fill(
        engine, **{n: {"intervals": {"date": d} if d is not None else {}} for n, d in dates.items()}
    )
    assert found(engine, Everything()) == ["a", "b", "c", "d", "e"]
    assert found(engine, Everything(), sort="date") == ["c", "a", "b", "d", "e"]
    assert found(engine, Everything(), sort="-date") == ["a", "b", "c", "d", "e"]
    page = engine.search(Everything(), limit=2, offset=3)
    assert (page.total, [m.id for m in page.matches]) == (5, ["d", "e"])
    for how in ({"limit": 0}, {"limit": 0, "offset": 2}, {"offset": 9}):
        page = engine.search(Everything(), **how)
        assert (page.total, page.matches) == (5, ())


def test_an_empty_index_answers(engine):
    assert (engine.count(), list(engine.ids()), engine.get("r")) == (0, [], None)
    for plan in (word("a"), phrase("a b"), Not(word("a")), Everything(), Overlap("date", 0, 9)):
        assert engine.search(plan) == (0, ())
    fill(engine, r="a b")
    with engine.writer() as writer:
        writer.delete("r")
    for plan in (word("a"), phrase("a b", 1), Everything(), Or((word("a"), word("b")))):
        assert engine.search(plan) == (0, ())


def test_adding_replaces(engine):
    fill(engine, r1="a", r2="b")
    with engine.writer() as writer:
        writer.add(Document("r1", **text("c", stored=b"first")))
        writer.add(Document("r1", **text("d", stored=b"second")))
        writer.add(Document("r3", **text("e")))
        writer.delete("r3")
        writer.delete("absent")
    assert list(engine.ids()) == ["r1", "r2"]
    assert engine.get("r1") == b"second"
    assert [found(engine, word(term)) for term in "abcde"] == [[], ["r2"], [], ["r1"], []]


def test_a_writer_that_raises_leaves_all_as_it_was(engine):
    fill(engine, r1="a", r2="b")
    with pytest.raises(ZeroDivisionError), engine.writer() as writer:  # noqa: PT012
        writer.add(Document("r3", **text("c")))
        writer.add(Document("r1", **text("d")))
        writer.delete("r2")
        raise ZeroDivisionError
    assert list(engine.ids()) == ["r1", "r2"]
    assert [found(engine, word(term)) for term in "abcd"] == [["r1"], ["r2"], [], []]
    fill(engine, r4="c")
    assert list(engine.ids()) == ["r1", "r2", "r4"]


def test_changes_are_seen_when_the_block_ends(engine):
    with engine.writer() as writer:
        writer.add(Document("r1", **text("a")))
        assert engine.count() == 0
    assert engine.count() == 1


def test_a_second_writer_is_refused(engine):
    with engine.writer() as writer:
        with pytest.raises(IndexLocked, match=r"writing to .*\. Wait until they have finished\."):
            fill(engine, r1="a")
        writer.add(Document("r2"))
    assert list(engine.ids()) == ["r2"]


@pytest.mark.parametrize("name", ON_DISK)
def test_what_is_written_is_there_when_opened_again(name, tmp_path):
    written = create_engine(name, tmp_path / "x")
    fill(written, r1=text("a b", stored=b"kept", keywords={"k": ["v"]}))
    written.close()
    again = open_engine(name, tmp_path / "x")
    assert (found(again, phrase("a b")), again.get("r1")) == (["r1"], b"kept")
    again.close()


@pytest.mark.parametrize("name", ON_DISK)
def test_a_reader_keeps_what_it_opened(name, tmp_path):
    writing = create_engine(name, tmp_path / "x")
    fill(writing, r1=text("a b", intervals={"date": [(1, 2)]}, stored=b"old"), r2="a")
    reading = open_engine(name, tmp_path / "x")
    with writing.writer() as writer:
        writer.add(Document("r1", **text("c", stored=b"new")))
        writer.delete("r2")
    for file in (tmp_path / "x").iterdir():  # an old generation is deleted while it is read
        file.unlink()
    assert found(reading, phrase("a b"), sort="date") == ["r1"]
    assert found(reading, Overlap("date", 1, 1)) == ["r1"]
    assert (list(reading.ids()), reading.get("r1")) == (["r1", "r2"], b"old")
    assert (found(writing, word("a")), writing.get("r1")) == ([], b"new")


@pytest.mark.parametrize("name", ON_DISK)
def test_a_writer_changes_what_others_wrote_since(name, tmp_path):
    one = create_engine(name, tmp_path / "x")
    other = open_engine(name, tmp_path / "x")
    fill(other, r1="a", r2="a")
    fill(one, r1="b")
    assert (list(one.ids()), found(one, word("a"))) == (["r1", "r2"], ["r2"])


def test_several_threads_read(engine, tmp_path):
    words = ["a", "b", "c", "d", "e", "f", "g", "h"]
    corpus = {
        f"r{n}": text(
            " ".join(words[n % 3 :]), intervals={"date": [(n, n)]}, stored=str(n).encode()
        )
        for n in range(300)
    }
    fill(engine, **corpus)
    asked = [And((word(w), Overlap("date", 0, 250))) for w in words]
    expected = [engine.search(plan, limit=50, sort="-date") for plan in asked]
    for name in ON_DISK:
        if (tmp_path / name).exists():
            engine = open_engine(name, tmp_path / name)  # with nothing read yet

    def read(n):
        plan = asked[n % len(asked)]
        kept = engine.get(f"r{n}")
        return engine.search(plan, limit=50, sort="-date") == expected[n % len(asked)], kept

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(160)))
    assert answers == [(True, str(n).encode()) for n in range(160)]


def test_an_unknown_engine_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match=r"There is no engine 'lucene'\. Engines: .*whoosh"):
        create_engine("lucene", tmp_path)

"""What is tantivy's own: bags, entries, files, and what becomes of its statistics."""

from __future__ import annotations

import json
import os
import sys
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tantivy")

from engine_cases import WORDS, documents, set_to

from searchlib.engine import Document, FieldTerms, FlatTerms, Match, create_engine, open_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.engine.tantivy.direct import DirectIndex, Entry, Row, encoded_entry, key_of
from searchlib.engine.tantivy.first import First
from searchlib.engine.tantivy.layout import (
    Slots,
    covering,
    encoded_id,
    encoded_keyword,
    encoded_term,
    holding,
    id_of,
    keyword_of,
)
from searchlib.engine.tantivy.queries import loose
from searchlib.engine.tantivy.spreading import fitting, packed
from searchlib.errors import EngineUnavailable, IndexDamaged, UsageError
from searchlib.query.plan import And, Everything, Keyword, Or, Phrase, Prefer, Terms

ENDS = st.integers(-(2**63), 2**63 - 1)
TEXT = (("ru", 1.0),)
STALI = {"=стали": [0], "стать": [0], "сталь": [0], "стал": [0], "стаять": [0]}


def word(*terms):
    return Terms(TEXT, tuple((term, 1.0) for term in terms))


def body(words, length=0, **more):
    positions: dict[str, list[int]] = {}
    for place, term in enumerate(words.split()):
        positions.setdefault(term, []).append(place)
    length = max(length, len(words.split()))
    return {"fields": {"ru": FieldTerms(length, positions)}, **more}


def pair(folder):
    return create_engine("tantivy", folder / "tantivy"), MemoryEngine()


def fill(engines, *added):
    for engine in engines:
        with engine.writer() as writer:
            for document in added:
                writer.add(document)


def agree(engines, *plans, **page):
    tantivy, memory = engines
    for plan in plans:
        assert tantivy.search(plan, **page) == memory.search(plan, **page)


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_strings_come_back_and_ids_keep_their_order(one, other):
    assert (id_of(encoded_id(one)), keyword_of(encoded_keyword("k", one))) == (one, one)
    assert (encoded_id(one) < encoded_id(other)) == (one < other)
    for string in (encoded_id(one), encoded_keyword("k", one), encoded_term(one)):
        string.encode()
    assert (encoded_term(one) == encoded_term(other)) == (one == other)
    assert len(encoded_term(one).split()) == 1


@given(ENDS, ENDS, ENDS)
def test_an_interval_is_made_up_of_blocks(one, other, number):
    low, high = sorted((one, other))
    blocks = list(covering("date", (low, high)))
    assert len(blocks) == len(set(blocks)) <= 128
    for inside in (low, high, (low + high) // 2):
        assert len({*blocks}.intersection(holding("date", inside))) == 1
    for outside in (low - 1, high + 1, number):
        if not low <= outside <= high and -(2**63) <= outside < 2**63:
            assert not {*blocks}.intersection(holding("date", outside))


@given(documents)
def test_an_entry_tells_what_a_document_holds(document):
    rows = {
        slot: Row(field.length, b"".join(map(key_of, map(encoded_term, field.positions))),
                  packed(np.array([*map(len, field.positions.values())], np.int64)),
                  packed(np.array([*chain(*field.positions.values())], np.int64)))
        for slot, field in enumerate(document.fields.values())
    }  # fmt: skip
    kept = encoded_entry(document, rows)
    entry = Entry(b"before" + kept + b"after", 6, 6 + len(kept))
    assert entry.id == document.id
    absent = len(document.fields)
    assert (entry.length(absent), entry.frequency(absent, key_of("a"))) == (0, 0)
    for slot, field in enumerate(document.fields.values()):
        assert entry.length(slot) == field.length
        for term in [*WORDS, "absent"]:
            key = key_of(encoded_term(term))
            places = list(field.positions.get(term, ()))
            assert entry.frequency(slot, key) == len(places)
            assert list(entry.places(slot, key)) == places
    keywords, intervals = entry.description()
    assert keywords == {name: list(values) for name, values in document.keywords.items()}
    assert intervals == {n: [[*s] for s in spans] for n, spans in document.intervals.items()}
    assert entry.stored() == document.whole()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([b"abcabc", b"...abc", b"abc..."], 1),
        ([b"...abc", b"abc...", b"abcabc"], 3),
        ([b"...abc", b"abc..."], 0),
        ([b"xabcab", b"cabcab", b"c....."], 0),
    ],
)
def test_a_key_is_found_only_where_a_term_begins(keys, expected):
    one_to_three = packed(np.arange(1, len(keys) + 1))
    places = packed(np.arange(6))
    kept = encoded_entry(Document("r"), {0: Row(9, b"".join(keys), one_to_three, places)})
    entry = Entry(kept, 0, len(kept))
    assert entry.frequency(0, b"abcabc") == expected
    assert len(entry.places(0, b"abcabc")) == expected


@pytest.mark.parametrize(
    ("bags", "frequencies", "length", "expected"),
    [
        ([0, 0, 1], [2, 1, 3], 3, [0, 0, 1]),
        ([0, 0, 1], [2, 2, 2], 2, [0, 1, 2]),
        ([0, 0, 0, 0], [1, 1, 1, 1], 1, [0, 1, 2, 3]),
        ([], [], 0, []),
    ],
)
def test_no_bag_holds_more_words_than_the_field(bags, frequencies, length, expected):
    found = fitting(np.array(bags, np.uint8), np.array(frequencies, np.int64), length)
    assert found.tolist() == expected


def test_a_word_of_many_terms_scores_by_each(tmp_path):
    engines = pair(tmp_path)
    fill(
        engines,
        Document("a", {"ru": FieldTerms(1, STALI)}),
        Document("b", **body("стать x стать", 9)),
        Document("c", **body("сталь стаять x")),
    )
    agree(
        engines, *map(word, STALI), word(*STALI), Phrase(TEXT, ((("x", 1.0),), (("стать", 1.0),)))
    )


def test_equals_are_in_order_of_ids_across_segments(tmp_path):
    engines = pair(tmp_path)
    for start in range(3):
        fill(
            engines,
            *(
                Document(f"{n:03}", **body("a b"), intervals={"date": [(n // 700, n)]})
                for n in range(start, 900, 3)
            ),
        )
    for sort in ("relevance", "date", "-date"):
        for offset in (0, 5, 695, 895):
            agree(engines, word("a"), Everything(), sort=sort, limit=9, offset=offset)


def test_what_was_deleted_counts_in_no_score(tmp_path):
    engines = pair(tmp_path)
    words = ["a a b", "a c", "b c d", "a b c d", "d d d"]
    fill(engines, *(Document(f"{n}", **body(words[n % 5], n)) for n in range(60)))
    fill(engines, *(Document(f"{n}", **body("d", 3 * n)) for n in range(0, 60, 3)))
    for engine in engines:
        with engine.writer() as writer:
            for n in range(0, 60, 7):
                writer.delete(f"{n}")
    plans = [*map(word, "abcd"), And((word("a", "b"), word("c"))), word("a", "d")]
    agree(engines, *plans, limit=7)
    fill(engines, *(Document(f"new {n}", **body("a d e")) for n in range(9)))
    agree(engines, *plans, word("e"), limit=7)


def test_the_best_is_found_behind_others_that_seemed_better():
    first = First(1, [])
    first.add((-1.0, "b"), (3.0, 0))
    assert not first.unwanted((2.0, 0))
    assert not first.complete(2.0)
    first.add((-2.0, "a"), (2.0, 0))
    assert first.unwanted((2.0, 0))
    assert first.unwanted((3.0, 0))
    assert not first.unwanted((2.0, 1))
    assert not first.unwanted(None)
    assert first.complete(1.99)
    assert first.page(0) == (Match("a", 2.0),)


def test_a_preferred_phrase_adds_to_a_score_only_where_it_stands(tmp_path):
    engines = pair(tmp_path)
    both = {"ru": FieldTerms(2, {"a": [0], "b": [0], "x": [1]})}
    fill(engines, Document("r1", both), Document("r2", **body("x a b")), Document("r3"))
    near = Phrase(TEXT, ((("a", 1.0),), (("b", 1.0),)), 4)
    plan = Prefer(And((word("a"), word("b"))), near, 0.5)
    assert loose(plan)
    agree(engines, plan, near, And((near, Everything())))


def test_scores_are_the_same_when_they_are_remembered_or_forgotten(tmp_path):
    words = ["a a b", "a c", "b c d", "a b c d", "d d d"]
    near = Phrase(TEXT, ((("a", 1.0),), (("c", 1.0),)), 2)
    plans = [word("a"), And((word("a"), word("b"))), Or((word("c"), near)), near]
    few = {"_KEYS": 3, "_PLANS": 2, "_LARGE_PLANS": 1, "_FOUND": 2, "scores._TERMS_KEPT": 2}
    with set_to({f"searchlib.engine.tantivy.{name}": value for name, value in few.items()}):
        engines = pair(tmp_path)
        fill(engines, *(Document(f"{n}", **body(words[n % 5], n)) for n in range(40)))
        agree(engines, *plans, *plans)
        agree(engines, *plans, *plans, limit=30)
    assert engines[0]._statistics.leaf.cache_info().currsize == 2
    assert len(engines[0]._found) <= 2


def test_what_was_found_is_read_where_it_lay_until_the_index_changes(tmp_path):
    engine = create_engine("tantivy", tmp_path / "t")
    for body_of, stored in (("a", b"first"), ("a b", b"second")):
        with engine.writer() as writer:
            for number in range(3):
                writer.add(Document(f"{number}", **body(body_of), stored=stored))
        found = engine.search(word("a")).matches
        assert [engine.get(match.id) for match in found] == [stored] * 3
    with engine.writer() as writer:
        writer.delete("1")
    assert engine.get("1") is None


def test_what_was_read_once_is_not_read_again(tmp_path):
    engines = pair(tmp_path)
    fill(engines, *(Document(f"{n}", **body("a b" if n % 2 else "b a")) for n in range(8)))
    first, phrase = word("a"), Phrase(TEXT, ((("a", 1.0),), (("b", 1.0),)))
    agree(engines, first, Or((first, phrase)))
    with set_to({"searchlib.engine.tantivy.direct.Entry": None}):
        agree(engines, word("a"), Or((first, phrase)))
    fill(engines, Document("new", **body("a")))
    agree(engines, first)


def test_a_phrase_of_many_alternatives(tmp_path):
    engines = pair(tmp_path)
    fill(engines, *(Document(f"{n}", **body(f"a{n} b{n} c{n % 3}")) for n in range(12)))
    every = [tuple((f"{letter}{n}", 1.0) for n in range(1, 12)) for letter in "abc"]
    agree(engines, Phrase(TEXT, tuple(every)), Phrase(TEXT, tuple(every[::-1]), 4), limit=20)


def test_what_does_not_fit_is_refused(tmp_path):
    engine, _ = pair(tmp_path)
    many = {f"f{n}": FieldTerms(1, {"a": [0]}) for n in range(17)}
    for document, message in (
        (Document("r", many), r"keeps 16 fields of a kind, and 'f16' is one more\. Use whoosh"),
        (Document("r" * 30_001), r"takes no id of more than 30,000 bytes\. Shorten it: rrr"),
        (Document("r", keywords={"k": ["v" * 30_001]}), r"takes no value of k of more than"),
    ):
        with pytest.raises(UsageError, match=message):
            fill([engine], document)
    fill([engine], Document("r", **body("a " + "б" * 70_000)))
    assert engine.search(word("б" * 70_000)).total == 1
    assert engine.search(word("б" * 70_001)).total == 0


def test_an_index_shares_the_files_of_its_base(tmp_path):
    base = create_engine("tantivy", tmp_path / "base")
    fill([base], Document("a", **body("x")), Document("b", **body("x y")))
    before = {p.name: p.read_bytes() for p in (tmp_path / "base").iterdir()}
    more = create_engine("tantivy", tmp_path / "more", tmp_path / "base")
    shared = [p for p in (tmp_path / "more").iterdir() if p.stat().st_nlink == 2]
    with more.writer() as writer:
        writer.delete("a")
        writer.add(Document("c", **body("x")))
    assert {p.suffix for p in shared} >= {".idx", ".term", ".pos", ".rows", ".fast"}
    assert {p.name: p.read_bytes() for p in (tmp_path / "base").iterdir()} == before
    assert [list(engine.ids()) for engine in (base, more)] == [["a", "b"], ["b", "c"]]


@pytest.mark.parametrize("ending", ["meta.json", "slots.json", ".idx", ".rows", ".term"])
def test_an_index_without_one_of_its_files_is_damaged(tmp_path, ending):
    engine, _ = pair(tmp_path)
    fill([engine], Document("a", **body("x")))
    for path in (tmp_path / "tantivy").iterdir():
        if path.name.endswith(ending):
            path.unlink()
    with pytest.raises(IndexDamaged, match=r"cannot be read .*Run: searchlib check --repair"):
        open_engine("tantivy", tmp_path / "tantivy").get("a")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_others_may_read_what_one_has_built(tmp_path):
    engine, _ = pair(tmp_path)
    fill([engine], Document("a", **body("x")))
    modes = {p.stat().st_mode & 0o444 for p in (tmp_path / "tantivy").iterdir()}
    assert modes == {(tmp_path / "tantivy" / "slots.json").stat().st_mode & 0o444}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="for the superuser all is open")
def test_a_folder_that_cannot_be_written_to_is_read(tmp_path):
    engine, _ = pair(tmp_path)
    folder = tmp_path / "tantivy"
    fill([engine], Document("a", **body("x"), stored=b"kept"))
    for path in folder.glob(".tantivy*"):
        path.unlink()
    folder.chmod(0o500)
    try:
        reading = open_engine("tantivy", folder)
        assert (reading.get("a"), reading.search(word("x")).total) == (b"kept", 1)
        with pytest.raises(PermissionError), reading.writer():
            pass
    finally:
        folder.chmod(0o700)


def test_reading_writes_nothing(tmp_path):
    engine, _ = pair(tmp_path)
    fill([engine], Document("a", **body("x")))

    def files():
        return {(p.name, p.stat().st_mtime_ns) for p in (tmp_path / "tantivy").iterdir()}

    before = files()
    assert open_engine("tantivy", tmp_path / "tantivy").count() == 1
    assert files() == before
    settings = json.loads((tmp_path / "tantivy" / "meta.json").read_bytes())["index_settings"]
    assert settings["sort_by_field"] == {"field": "id", "order": "Asc"}


def test_what_to_install_is_said(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("searchlib.engine.tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(EngineUnavailable, match=r"Run: pip install 'searchlib\[tantivy\]'"):
        open_engine("tantivy", Path("anywhere"))


def test_facets_are_counted_of_what_is_left(tmp_path):
    engines = pair(tmp_path)
    fill(engines, *(Document(f"{n}", keywords={"k": [f"{n % 2}", "é\n"]}) for n in range(6)))
    for engine in engines:
        with engine.writer() as writer:
            writer.delete("1")
    tantivy, memory = engines
    for plan in (Everything(), Keyword("k", "0"), Keyword("k", "é\n")):
        assert tantivy.counts(plan, "k") == memory.counts(plan, "k")


def test_terms_in_rows_are_written_as_others(tmp_path):
    engines = pair(tmp_path)
    for number, words in enumerate(("уголь из Кореи", "Корея и уголь из уголь", "coal from Korea")):
        field = body(words)["fields"]["ru"]
        flat = FlatTerms.of(field.length, field.positions, field.positions.values())
        fill(engines, Document(f"d{number}", {"ru": flat}))
    agree(engines, word("уголь"), word("уголь", "coal"), word("none"))
    phrase = tuple(((term, 1.0),) for term in ("уголь", "из"))
    agree(engines, Phrase(TEXT, phrase, 0))
    assert engines[0].search(Phrase(TEXT, phrase, 0)).total == 2
    engines[0].close()


PLACED = st.lists(
    st.dictionaries(
        st.sampled_from(["=стали", "=сталь", "стать", "сталь", "=из", "из", "~"]),
        st.sets(st.integers(0, 6) | st.sampled_from([40, 3_000]), min_size=1, max_size=5),
        max_size=7,
    ),
    min_size=1,
    max_size=4,
)
ASKED = st.lists(
    st.lists(st.sampled_from(["=стали", "=сталь", "стать", "сталь", "из", "~"]), min_size=1,
             max_size=3, unique=True),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(PLACED, ASKED, st.integers(0, 3), st.booleans())
def test_a_phrase_of_forms_and_lemmas_stands_where_several_share_a_place(
    placed, asked, slop, patterns
):
    with TemporaryDirectory() as folder:
        engines = pair(Path(folder))
        texts = [{term: sorted(places) for term, places in terms.items()} for terms in placed]
        fill(engines, *(
            Document(f"{n}", {"ru": FlatTerms.of(40, terms, terms.values()) if n % 2
                                    else FieldTerms(40, terms)})
            for n, terms in enumerate(texts) if terms
        ))  # fmt: skip
        words = tuple(tuple((term, 1.0) for term in terms) for terms in asked)
        with set_to({"searchlib.engine.tantivy.queries._MOST_PHRASES": 1 if patterns else 16}):
            agree(engines, Phrase(TEXT, words, slop))


def rows_in(folder):
    return sorted(path.name for path in (folder / "tantivy").glob("*.rows"))


def test_many_updates_leave_few_files_and_nothing_of_what_is_gone(tmp_path):
    engines = pair(tmp_path)
    for n in range(30):
        fill(engines, Document(f"{n % 7}", **body(f"a x{n}"), stored=b"%d" % n * 50))
    agree(engines, word("a"), word("x29"), word("x3"), limit=9)
    tantivy, memory = engines
    assert [tantivy.get(f"{n}") for n in range(8)] == [memory.get(f"{n}") for n in range(8)]
    kept = Slots.read(tmp_path / "tantivy").rows
    assert rows_in(tmp_path) == sorted(row.name for row in kept)
    assert len(kept) <= 5
    assert sum((tmp_path / "tantivy" / row.name).stat().st_size for row in kept) < 30 * 150
    again = open_engine("tantivy", tmp_path / "tantivy")
    assert again.search(word("a")) == memory.search(word("a"))


def test_a_writer_that_raises_leaves_no_rows(tmp_path):
    engines = pair(tmp_path)
    fill(engines, Document("a", **body("x")))
    before = rows_in(tmp_path)
    with pytest.raises(ZeroDivisionError), engines[0].writer() as writer:  # noqa: PT012
        writer.add(Document("b", **body("y")))
        raise ZeroDivisionError
    assert rows_in(tmp_path) == before


def test_a_file_of_rows_that_was_cut_is_damaged(tmp_path):
    engine, _ = pair(tmp_path)
    fill([engine], Document("a", **body("x")))
    (name,) = rows_in(tmp_path)
    path = tmp_path / "tantivy" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"cannot be read .*Run: searchlib check --repair"):
        open_engine("tantivy", tmp_path / "tantivy")


def test_an_entry_that_is_not_there_is_damage(tmp_path):
    engine, _ = pair(tmp_path)
    fill([engine], Document("a", **body("x")))
    rows = DirectIndex(tmp_path / "tantivy", Slots.read(tmp_path / "tantivy").rows)
    assert rows.entry(0).id == "a"
    with pytest.raises(LookupError, match="there is no entry 1"):
        rows.entry(1)


def test_more_terms_than_are_known_by_number(tmp_path):
    engines = pair(tmp_path)
    with set_to({"searchlib.engine.tantivy.spreading._MOST_KNOWN": 6}):
        fill(
            engines,
            *(Document(f"{n}", **body(f"a{n} b{n} a" + " c d e f g" * n)) for n in range(6)),
        )
    agree(engines, *map(word, ("a", "a3", "b5", "g")), word("a1", "a"))

"""Do arrays of numpy say what plain sets say, also at the edges? And when do they take over?"""

from __future__ import annotations

import struct
import subprocess
import sys
from itertools import pairwise
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_engines import fill, found, same, text, word

from searchlib.engine import FieldTerms, create_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.engine.whoosh import WhooshEngine
from searchlib.engine.whoosh import writer as whoosh_writer
from searchlib.engine.whoosh.arrays import Kept
from searchlib.engine.whoosh.positions import Occurrences, standing
from searchlib.engine.whoosh.segment import INTERVAL
from searchlib.errors import IndexDamaged
from searchlib.query.plan import And, Everything, Keyword, Not, Or, Overlap, Phrase, Terms
from searchlib.query.proximity import stand_together

FAR = 2**32 - 1


@pytest.fixture
def engines(tmp_path):
    """Two engines on Whoosh, one for each way to match, and the oracle."""
    made = [create_engine("whoosh", tmp_path / name) for name in ("sets", "arrays")]
    made[0].patience, made[1].patience = inf, 0
    yield [*made, MemoryEngine()]
    for engine in made:
        engine.close()


def agree(engines, plan, **how):
    """Return the answer all engines agree on."""
    *others, oracle = engines
    expected = oracle.search(plan, **how)
    for engine in others:
        same(engine.search(plan, **how), expected)
    return expected


def test_many_equals_come_in_the_order_of_their_ids(engines, monkeypatch):
    monkeypatch.setattr(whoosh_writer, "SPILL", 40_000)  # several segments
    for engine in engines:
        fill(engine, **{f"r{n * 7919 % 1000:03}": "уголь" for n in range(500)}, x="уголь сталь")
        with engine.writer() as writer:
            for n in range(0, 500, 7):
                writer.delete(f"r{n * 7919 % 1000:03}")
    assert len(engines[1]._segments) > 1
    for plan in (word("уголь"), Everything(), Not(word("сталь"))):
        for page in ({}, {"offset": 150, "limit": 20}, {"sort": "date"}, {"sort": "-date"}):
            ids = [match.id for match in agree(engines, plan, **page).matches]
            assert len(ids) > 9
            assert all(one < other for one, other in pairwise(ids) if "x" not in (one, other))


EXTREMES = [-(2**63), -(2**63) + 1, -1, 0, 2**63 - 2, 2**63 - 1]
BOUNDS = [-(10**30), *EXTREMES, 2**63, 10**30]


def test_intervals_of_64_bits(engines):
    spans = {
        f"r{n}{m}": {"intervals": {"date": [(low, high)]}}
        for n, low in enumerate(EXTREMES)
        for m, high in enumerate(EXTREMES)
        if low <= high
    }
    for engine in engines:
        fill(engine, **spans, none={})
    for low in BOUNDS:
        for high in BOUNDS:
            agree(engines, Overlap("date", low, high), limit=50)
    for sort in ("date", "-date"):
        first = agree(engines, Everything(), sort=sort, limit=50).matches[0].id
        assert first.startswith("r0" if sort == "date" else "r5")


@pytest.mark.parametrize("slop", [0, 1, 2**31, 2**33, 2**34, 2**70])
def test_positions_and_slop_of_any_size(engines, slop):
    places = {"r1": ([0], [1]), "r2": ([0], [FAR]), "r3": ([FAR], [0]), "r4": ([FAR - 1], [FAR])}
    for engine in engines:
        fill(
            engine,
            **{
                name: {"fields": {"ru": FieldTerms(9, {"a": a, "b": b})}}
                for name, (a, b) in places.items()
            },
        )
    plan = Phrase((("ru", 1.0),), ((("a", 1.0),), (("b", 1.0),)), slop)
    expected = {0: 2, 1: 2, 2**31: 2, 2**33: 4, 2**34: 4, 2**70: 4}
    assert agree(engines, plan).total == expected[slop]


def test_what_nothing_matches(engines):
    for engine in engines:
        fill(engine, r1=text("уголь", keywords={"type": ["cable"]}), r2="сталь")
        fill(engine, r3="медь")
        with engine.writer() as writer:
            writer.delete("r3")
    absent = word("олово")
    for plan in (
        absent,
        word("медь"),  # its postings are there, and its only document is not
        Terms((), (("уголь", 1.0),)),
        Terms((("none", 1.0),), (("уголь", 1.0),)),
        Phrase((("ru", 1.0),), ()),
        Phrase((("ru", 1.0),), ((), (("уголь", 1.0),))),
        And((absent, Overlap("date", 0, 9))),
        Or((absent, Keyword("type", "letter"))),
    ):
        assert agree(engines, plan).total == 0
        assert all(engine.counts(plan, "type") == {} for engine in engines)


PLACES = st.lists(st.integers(0, 12), unique=True, max_size=5).map(sorted)
ROWS = st.lists(st.tuples(PLACES, PLACES, PLACES), min_size=1, max_size=4)


@given(ROWS, st.integers(0, 6))
@settings(max_examples=400, deadline=None)
def test_words_stand_together_as_proximity_says(words, slop):
    """Each word has positions in each of three documents; those that lack one are no candidates."""
    candidates = [n for n in range(3) if all(word[n] for word in words)]
    expected = [n for n in candidates if stand_together([word[n] for word in words], slop)]
    if candidates:
        occurrences = [[_occurrences(word)] for word in words]
        assert standing(occurrences, np.array(candidates), slop).tolist() == expected


def _occurrences(places):
    """Return the occurrences of a term that stands at these places of each document."""
    held = [n for n, row in enumerate(places) if row]
    flat = [place for row in places for place in row]
    many = [len(places[n]) for n in held]
    return Occurrences(*(np.array(row, np.int64) for row in (held, many, flat)))


def test_what_is_kept_takes_so_much_memory_and_no_more():
    kept = Kept(limit=10_000)
    for number in range(50):
        (array,) = kept.get(number, lambda n=number: (np.full(100, n),))
        assert array[0] == number
    assert kept._size <= 10_000
    assert 49 in kept._arrays
    assert 0 not in kept._arrays
    kept.get("large", lambda: (np.zeros(10**6),))  # more than there is room for
    assert kept._size <= 10_000


def test_words_are_scored_once(engines):
    fill(engines[1], r1="уголь", r2="уголь сталь")
    first = engines[1].search(word("уголь"))
    with pytest.MonkeyPatch.context() as patched:
        patched.delattr("searchlib.engine.whoosh.arrays.Arrays._score")
        assert engines[1].search(And((word("уголь"), Everything()))).matches == first.matches
    fill(engines[1], r3="уголь")
    assert engines[1].search(word("уголь")).total == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 4)), max_size=3), min_size=1))
def test_documents_with_several_intervals_or_none(rows):
    documents = {
        f"r{n:02}": {"intervals": {"date": [(start, start + long) for start, long in row]}}
        for n, row in enumerate(rows)
    }
    with TemporaryDirectory() as folder:
        sets, memory = create_engine("whoosh", Path(folder) / "x"), MemoryEngine()
        sets.patience = inf
        for engine in (sets, memory):
            fill(engine, **documents)
        for low in range(-4, 14):
            agree((sets, memory), Overlap("date", low, low + 1), limit=99)
        sets.close()


def test_a_column_that_is_not_as_long_as_its_documents_is_damaged(tmp_path):
    engine = create_engine("whoosh", tmp_path / "x")
    fill(engine, **{f"r{n}": {"intervals": {"date": [(n, n)]}} for n in range(9)})
    engine.close()
    (column,) = (tmp_path / "x").glob("*.interval_date.col")
    column.write_bytes(column.read_bytes()[:INTERVAL.size * 9] + b"!" * INTERVAL.size
                       + column.read_bytes()[INTERVAL.size * 9:])  # fmt: skip
    engine = WhooshEngine(tmp_path / "x")
    engine.patience = inf
    with pytest.raises(IndexDamaged, match="check --repair"):
        engine.search(Overlap("date", 0, 9))
    engine.close()


def test_a_term_that_stands_nowhere_is_damaged(tmp_path):
    engine = create_engine("whoosh", tmp_path / "x")
    fill(engine, r1="уголь", r2="уголь")
    engine.close()
    (table,) = (tmp_path / "x").glob("*.trm")
    kept = table.read_bytes()
    counts = struct.pack("<II", 2, 2)
    assert kept.count(counts) >= 1
    table.write_bytes(kept.replace(counts, bytes(len(counts))))
    engine = WhooshEngine(tmp_path / "x")
    with pytest.raises(IndexDamaged, match="check --repair"):
        engine.search(word("уголь"))
    engine.close()


def test_a_word_that_only_narrows_takes_less_patience_than_one_that_is_scored(tmp_path):
    engine = create_engine("whoosh", tmp_path / "x")
    fill(engine, **{f"r{n}": "уголь сталь" if n == 7 else "уголь" for n in range(100)})

    def taken(plan):
        engine.patience = 10_000
        assert engine.search(plan).total
        return 10_000 - engine.patience

    rare, common = word("сталь"), word("уголь")
    phrase = Phrase((("ru", 1.0),), ((("уголь", 1.0),), (("сталь", 1.0),)), 0)
    assert (taken(common), taken(Or((rare, common)))) == (100, 101)
    assert taken(rare) < taken(And((rare, common))) < taken(phrase) < taken(common)
    assert taken(And((common, Not(rare)))) < 2 * taken(common) < taken(Not(rare))
    engine.close()


IMPORTS = """
import sys
from pathlib import Path
from searchlib.engine import whoosh
from searchlib.query.plan import Everything
whoosh.PATIENCE = 1_000
engine = whoosh.WhooshEngine(Path(sys.argv[1]))
print(*("numpy" in sys.modules for _ in range(4) if engine.search(Everything()).total == 100))
"""


def test_numpy_is_imported_once_it_pays(tmp_path):
    engine = create_engine("whoosh", tmp_path / "x")
    fill(engine, **{f"r{n}": "a" for n in range(100)})
    engine.close()
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, tmp_path / "x"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "True", "True"]


def test_both_ways_find_the_same_from_one_search_to_the_next(tmp_path):
    engine = create_engine("whoosh", tmp_path / "x")
    fill(engine, **{f"r{n}": "уголь сталь" if n % 3 else "уголь" for n in range(30)})
    engine.patience = 40
    answers = [(found(engine, word("сталь"), limit=30), engine.patience) for _ in range(4)]
    assert [left > 0 for _, left in answers] == [True, False, False, False]
    assert all(ids == answers[0][0] for ids, _ in answers)
    engine.close()

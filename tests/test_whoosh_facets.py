"""Are values counted as the oracle counts them, for few, many and all documents of a segment?"""

from __future__ import annotations

import pytest
from engine_cases import set_to

from searchlib.engine import Document, create_engine
from searchlib.engine.memory import MemoryEngine
from searchlib.engine.whoosh import writer as whoosh_writer
from searchlib.engine.whoosh.facets import Values
from searchlib.query.plan import And, Everything, Keyword, Not

MANY = 400


def described(number):
    """Return a document with several people, one type, and a fond for one in three."""
    return Document(
        f"r{number:03}",
        keywords={
            "person": [f"лицо {n}" for n in range(number % 4)],
            "type": ["cable" if number % 5 else "letter"],
            "fond": [] if number % 3 else [f"ф. {number}"],
            "tenth": ["yes"] if number % 10 == 0 else [],
        },
    )


@pytest.fixture(params=[False, True], ids=["one segment", "several"])
def engines(request, tmp_path):
    """Whoosh, with some documents deleted, and the oracle."""
    made = create_engine("whoosh", tmp_path / "index")
    made.patience = 0
    both = [made, MemoryEngine()]
    for engine in both:
        spill = 20_000 if request.param else whoosh_writer.SPILL
        with set_to({"searchlib.engine.whoosh.writer.SPILL": spill}), engine.writer() as writer:
            for number in range(MANY):
                writer.add(described(number))
        with engine.writer() as writer:
            for number in range(0, MANY, 13):
                writer.delete(f"r{number:03}")
    made.patience = 0
    yield both
    made.close()


def letters_of(name):
    return And((Keyword("type", "letter"), Keyword("fond", name)))


@pytest.mark.parametrize("field", ["person", "type", "fond", "tenth", "none"])
@pytest.mark.parametrize(
    "plan",
    [
        Everything(),
        Not(Keyword("tenth", "yes")),
        Keyword("tenth", "yes"),
        Keyword("person", "лицо 2"),
        letters_of("ф. 90"),
        Keyword("type", "none"),
    ],
    ids=["all", "most", "few", "some", "one", "nothing"],
)
def test_counts_are_those_of_the_oracle(engines, plan, field):
    whoosh, oracle = engines
    expected = oracle.counts(plan, field)
    for _ in range(2):  # the second time by what has been kept
        assert whoosh.counts(plan, field) == expected


def test_ordinals_are_as_narrow_as_they_can_be(engines):
    segment = engines[0]._segments[0]
    narrow, wide = Values(segment, "person"), Values(segment, "fond")
    assert narrow._ordinals.itemsize == 1
    assert wide.nbytes > wide._ordinals.nbytes + 4 * segment.size


def test_values_are_read_once(engines):
    whoosh, oracle = engines
    whoosh.counts(Everything(), "person")
    with set_to({"searchlib.engine.whoosh.segment.Segment.keywords": None}):
        few = Keyword("tenth", "yes")
        assert whoosh.counts(few, "person") == oracle.counts(few, "person")


def test_counting_uses_up_the_patience_of_plain_python(engines):
    whoosh, oracle = engines
    whoosh.patience = whoosh.count() + 1
    for _ in range(3):
        found = whoosh.counts(Everything(), "fond")
        assert found == oracle.counts(Everything(), "fond")
    assert whoosh.patience <= 0

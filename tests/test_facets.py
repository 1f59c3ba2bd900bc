"""Are matches counted by what a reader can narrow them down to?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib import FACETS, DateInterval, Index, Record, Text, UsageError
from searchlib.records import Citation, Shelfmark

YEARS = st.integers(1940, 1959)
WORDS = st.sampled_from(["война", "мир", "war"])
ARCHIVES = st.sampled_from(["RGASPI", "РГАСПИ", "AP RF", 'Archive "of" \\ nobody', "PRO"])
FONDS = st.sampled_from(["", "558", "4", "Р-1", "893.796/8"])


def interval(first, more, day):
    return DateInterval(date(first, 1, day), date(first + more, 12, 31), "", "")


records = st.builds(
    lambda words, when, marks, kind, sender: Record(
        "",
        "Title",
        (Text("ru", "text", " ".join(words)),),
        when,
        citation=Citation("", tuple(Shelfmark(*mark[:1], fond=mark[1]) for mark in marks)),
        type=kind,
        sender=tuple(sender),
    ),
    st.lists(WORDS, min_size=1, max_size=3),
    st.none() | st.builds(interval, YEARS, st.integers(0, 12), st.integers(1, 28)),
    st.lists(st.tuples(ARCHIVES, FONDS), max_size=2),
    st.sampled_from(["", "cable", "telegram", "letter"]),
    st.lists(st.sampled_from(["Stalin", "Kim Il Sung", "Ким Ир Сен", "О'Брайен"]), max_size=2),
)


@given(st.lists(records, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_filter_finds_what_was_counted(made):
    from dataclasses import replace

    with Index.of(replace(one, id=f"r{n}") for n, one in enumerate(made)) as index:
        hits = index.search("война OR мир", facets=FACETS)
        assert [facet.field for facet in hits.facets] == list(FACETS)
        for facet in hits.facets:
            assert facet.distinct == len(facet.values) == len({v.value for v in facet.values})
            for value in facet.values:
                found = index.search("война OR мир", filter=value.filter)
                assert not found.warnings, value
                assert 0 < value.count <= found.total, (value, found)
                if facet.field in ("year", "decade", "fond", "language", "type", "archive"):
                    assert value.count == found.total, value


def test_values_as_a_reader_sees_them():
    marks = (Shelfmark("РГАСПИ", fond="558"), Shelfmark("RGASPI", fond="558"), Shelfmark("AP RF"))
    record = Record(
        "r1",
        "Title",
        (Text("ru", "text", "война"), Text("en", "text", "war")),
        DateInterval(date(1949, 12, 30), date(1950, 1, 2)),
        citation=Citation("", marks),
        type="telegram",
        sender=("Kovalev",),
        recipient=("Stalin",),
    )
    with Index.of([record]) as index:
        shown = {
            facet.field: [value.value for value in facet.values]
            for facet in index.search("война", facets=FACETS).facets
        }
    assert shown == {
        "year": ["1949", "1950"],
        "decade": ["1940s", "1950s"],
        "archive": ["AP RF", "RGASPI"],
        "fond": ["RGASPI, f. 558"],
        "language": ["en", "ru"],
        "type": ["cable"],
        "person": ["Kovalev", "Stalin"],
    }


def test_the_commonest_come_first_and_the_rest_is_counted():
    people = [f"Person{n}" for n in range(30)]
    made = [
        Record(f"r{n}", "T", (Text("en", "text", "war"),), sender=tuple(people[: n + 1]))
        for n in range(30)
    ]
    with Index.of(made) as index:
        (facet,) = index.search("war", facets=["person"]).facets
    assert [value.value for value in facet.values] == people[:20]
    assert [value.count for value in facet.values] == list(range(30, 10, -1))
    assert facet.distinct == 30


def test_an_endless_date_is_counted_for_no_year():
    when = DateInterval(date(1, 1, 1), date(9999, 12, 31))
    with Index.of([Record("r", "T", (Text("en", "text", "war"),), when)]) as index:
        assert index.search("war", facets=["year"]).facets[0].values == ()
        assert index.search("peace", facets=["language"]).facets[0].values == ()
        assert index.search("war").facets == ()


def test_another_name_is_refused():
    with Index.of([]) as index, pytest.raises(UsageError, match="year, decade, archive"):
        index.search("war", facets=["colour"])

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
                assert value.count > 0
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


def test_a_correspondent_is_who_wrote_or_received_and_not_who_is_named():
    texts = (Text("en", "text", "Kim Il Sung spoke of coal."),)
    made = [
        Record("written", "Letter", texts, sender=("Kim Il Sung",)),
        Record("longer", "Letter", texts, recipient=("Kim Il Sung Jr",)),
        Record("named", "Letter", texts),
    ]
    with Index.of(made) as index:
        (facet,) = index.search("coal", facets=["person"]).facets
        assert [(value.value, value.count) for value in facet.values] == [
            ("Kim Il Sung", 1),
            ("Kim Il Sung Jr", 1),
        ]
        found = index.search("coal", filter=facet.values[0].filter)
        assert [hit.record.id for hit in found] == ["written"]
        assert not found.warnings
        assert index.search('корреспондент:"Kim Il Sung" coal').total == 1
        assert index.search('person:"Kim Il Sung"').total == 3


def test_parts_of_two_shelfmarks_are_those_of_two():
    def mark(archive, fond, opis, delo):
        return Shelfmark(archive, fond=fond, opis=opis, delo=delo)

    two = Citation("", (mark("AP RF", "4", "1", "331"), mark("RGASPI", "558", "11", "331")))
    made = [Record("both", "A", citation=two), Record("one", "B", citation=replaced(two))]
    with Index.of(made) as index:

        def found(query):
            return [hit.record.id for hit in index.search(query)]

        assert found("fond:4 fond:558") == ["both"]
        assert found("fond:4 opis:1 fond:558 opis:11") == ["both"]
        assert found("fond:4 opis:11") == []  # of one shelfmark, as before
        assert found("fond:4 opis:11 fond:558") == []
        assert sorted(found("fond:558 opis:11")) == ["both", "one"]
        assert index.search("fond:4 fond:558").notes == (
            "looked for in several shelfmarks of a record: fond:4; fond:558",
        )
        assert not index.search("fond:558 opis:11").notes


def replaced(citation):
    return Citation("", citation.shelfmarks[1:])

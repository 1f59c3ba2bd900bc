"""Which days do the dates of archives mean, in Russian and in English?"""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.citations import FORMS, read_forms
from benchmarks.generated import SHARED
from searchlib.archival.dates import parse_date, query_interval

DATES = read_forms(FORMS / "dates.tsv").dates
DATE_FORMS = SHARED / "date_forms.tsv"
CABLE = date(1949, 5, 18)

# As written, around which day, the day meant.
RELATIVE = [
    ("Вчера, 17 мая", CABLE, "1949-05-17"),
    ("вчера", CABLE, "1949-05-17"),
    ("Yesterday, 17 May", CABLE, "1949-05-17"),
    ("позавчера", CABLE, "1949-05-16"),
    ("today", CABLE, "1949-05-18"),
    ("13 September of this year", date(1950, 9, 14), "1950-09-13"),
    ("13 сентября с.г.", date(1950, 1, 5), "1950-09-13"),
    ("13 сентября прошлого года", date(1950, 1, 5), "1949-09-13"),
    ("12-го сего месяца", CABLE, "1949-05-12"),
    ("28 декабря", date(1950, 1, 3), "1949-12-28"),
    ("3 January", date(1949, 12, 30), "1950-01-03"),
]

# No dates, besides those of the table: what is no line of a table.
NO_DATES = ["", "\u202e\x00\x1b", "9" * 5_000]

QUERIES = [
    ("1949", "1949-01-01", "1949-12-31"),
    ("1949-05", "1949-05-01", "1949-05-31"),
    ("1949-05-18", "1949-05-18", "1949-05-18"),
    ("1949/1950", "1949-01-01", "1950-12-31"),
    ("1949..1950", "1949-01-01", "1950-12-31"),
    ("../1950", "0001-01-01", "1950-12-31"),
    ("1949/..", "1949-01-01", "9999-12-31"),
    ("май 1949", "1949-05-01", "1949-05-31"),
    ("мая 1949", "1949-05-01", "1949-05-31"),
    ("May 1949", "1949-05-01", "1949-05-31"),
    ("18.05.1949", "1949-05-18", "1949-05-18"),
    ("18 мая 1949", "1949-05-18", "1949-05-18"),
]


def days_of(written):
    found = parse_date(written)
    return found and (found.start, found.end)


def test_forms():
    found = {form.written: parse_date(form.written) for form in DATES}
    assert {w: f and (f.start, f.end) for w, f in found.items()} == {
        f.written: f.days for f in DATES
    }
    assert {w: f.edtf if f else "" for w, f in found.items()} == {f.written: f.edtf for f in DATES}
    assert all(f.written == w for w, f in found.items() if f)


def test_the_edtf_of_a_form_reads_back():
    for edtf, days in {form.edtf: form.days for form in DATES if form.days}.items():
        found = parse_date(edtf)
        assert (found.start, found.end, found.edtf) == (*days, edtf)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "  ", "\t"])
def test_any_space_is_a_space(space):
    for form in DATES:
        assert days_of(form.written.replace(" ", space)) == form.days, form.written


def test_capitals_say_nothing():
    for form in DATES:
        if "X" in form.written and not form.written.strip("[]{}X0123456789~?/,.-"):
            continue  # EDTF has capitals of its own
        for written in (form.written.lower(), form.written.upper()):
            assert days_of(written) == form.days, written


def test_there_are_many_forms_and_not_all_are_dates():
    assert len(DATES) > 600
    assert sum(form.days is None for form in DATES) > 100


@pytest.mark.parametrize(("written", "around", "day"), RELATIVE)
def test_relative_dates(written, around, day):
    found = parse_date(written, around=around)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat(), found.edtf) == (day, day, day)
    assert parse_date(written) is None


@pytest.mark.parametrize("written", NO_DATES)
def test_no_dates(written):
    assert parse_date(written) is None


@pytest.mark.skipif(not DATE_FORMS.exists(), reason="the shared date forms are not here")
def test_every_given_form_is_known():
    known = {form.written for form in DATES} | {written for written, *_ in RELATIVE}
    assert {form.written for form in read_forms(DATE_FORMS).dates} <= known


@pytest.mark.parametrize(("text", "start", "end"), QUERIES)
def test_what_a_reader_types(text, start, end):
    assert query_interval(text) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("text", ["", "foo", "foo 1949", "1949-13", "мая", "5", "/", "../.."])
def test_what_a_reader_types_that_is_no_date(text):
    assert query_interval(text) is None


def test_alone_means_nothing_beside_the_date():
    assert parse_date("Letter of 18 May 1949", alone=True) is None
    assert parse_date("Letter of 18 May 1949") is not None
    assert parse_date("18 мая 1949 г.", alone=True) is not None


MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
    "октября", "ноября", "декабря",
)  # fmt: skip
days = st.dates(date(1918, 3, 1), date(1999, 12, 31))


@settings(deadline=None)
@given(days)
def test_one_day_in_every_notation(day):
    russian = f"{day.day} {MONTHS_RU[day.month - 1]} {day.year} года"
    for written in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d.%m.%y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        russian,
    ):
        found = parse_date(written)
        assert found is not None
        assert (found.start, found.end, found.edtf) == (day, day, day.isoformat())


@settings(deadline=None)
@given(days, st.integers(1, 2_000))
def test_intervals_keep_both_ends_and_their_edtf_reads_back(start, length):
    end = start + timedelta(days=length)
    found = parse_date(f"{start:%d.%m.%Y} — {end:%d.%m.%Y}")
    assert found is not None
    assert (found.start, found.end) == (start, end)
    assert query_interval(found.edtf) == (start, end)


words = st.sampled_from(
    ["май", "1949", "18", "circa", "вчера", "-", "—", "/", ".", ",", "5/6/49", "V", "с", "по", "до",
     "от", "года", "spring", "early", "4", "p.m.", ":", "?", "~", "(", ")", "1718", "of this year",
     "29", "февраля", "1900", "o.s.", "ст. ст.", "99", "00", "0", "X", "и", "зима", "или",
     "не ранее", "квартал", "II", "XIX", "век", "1950-е", "[", "]", "ночь на", "получено", "194?",
     "№", "after"]
)  # fmt: skip
forms = st.sampled_from(DATES).map(lambda form: form.written)
texts = st.lists(words | forms, max_size=8).map(" ".join) | st.text(max_size=80)


@settings(deadline=None)
@given(texts, st.none() | days)
def test_any_text_is_a_date_or_none(text, around):
    found = parse_date(text, around=around)
    assert found is None or found.start <= found.end
    interval = query_interval(text)
    assert interval is None or interval[0] <= interval[1]


@settings(deadline=None)
@given(texts)
def test_edtf_means_the_same_days_as_the_date(text):
    if found := parse_date(text):
        again = parse_date(found.edtf)
        assert again is not None
        assert (again.start, again.end, again.edtf) == (found.start, found.end, found.edtf)


HOSTILE = [
    *("1", "1-", "1/", "1.", "1, ", "(", "[", "((", "–", "?", "~", "%", "X", "/", " ", "..", "ё"),
    *("May ", "5 мая ", "from ", "и ", "or ", "с ", "не ранее ", "IV ", "1950-е ", "квартал "),
    *("received ", "ночь ", "ночь на ", "1949 ", "XIX ", "№ ", "19", "{"),
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_date_costs_no_time(unit):
    parse_date(unit)
    for text in (unit * (200_000 // len(unit)), (unit * 200)[:200], (unit * 200)[:195] + " 1949"):
        started = time.process_time()
        parse_date(text)
        query_interval(text)
        assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("до 1950", date.min, date(1949, 12, 31)),
        ("before May 1949", date.min, date(1949, 4, 30)),
        ("не позднее 1949", date.min, date(1949, 12, 31)),
        ("после 1949", date(1950, 1, 1), date.max),
        ("after 18 May 1949", date(1949, 5, 19), date.max),
        ("не ранее 1949", date(1949, 1, 1), date.max),
        ("с мая 1949", date(1949, 5, 1), date.max),
    ],
)
def test_what_lies_before_or_after_a_date(typed, first, last):
    assert query_interval(typed) == (first, last)


@given(
    st.sampled_from(
        ["{d} {m} {y}", "{m} {d}, {y}", "{m} {d} {y}", "{d} {m}, {y}", "{m} {d}", "{d} {m}"]
    ),
    st.sampled_from(["May", "SEPT", "oct", "Декабря", "мая", "февр", "январь"]),
    st.integers(0, 32),
    st.sampled_from([1648, 1917, 1918, 1949, 2100, 2101]),
    st.booleans(),
)
def test_a_usual_date_is_read_as_one_with_a_word_more(form, month, day, year, alone):
    written = form.format(d=day, m=month, y=year)
    usual, other = (parse_date(text, alone=alone) for text in (written, f"on {written}"))
    assert (usual and (usual.start, usual.end, usual.edtf)) == (
        other and (other.start, other.end, other.edtf)
    )

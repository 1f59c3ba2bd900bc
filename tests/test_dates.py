"""Which days do the dates of archives mean, in Russian and in English?"""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.archival.dates import parse_date, query_interval

DATE_FORMS = Path(__file__).parents[2] / "shared" / "data" / "date_forms.tsv"
CABLE = date(1949, 5, 18)

# As written, first day, last day, EDTF.
DATES = [
    ("May 18, 1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("May 08, 1950", "1950-05-08", "1950-05-08", "1950-05-08"),
    ("June, 1934", "1934-06-01", "1934-06-30", "1934-06"),
    ("July 1993", "1993-07-01", "1993-07-31", "1993-07"),
    ("1948", "1948-01-01", "1948-12-31", "1948"),
    ("1958", "1958-01-01", "1958-12-31", "1958"),
    ("circa 1950", "1950-01-01", "1950-12-31", "1950~"),
    ("January 30 - February 7, 1949", "1949-01-30", "1949-02-07", "1949-01-30/1949-02-07"),
    ("18 May 1949 1718", "1949-05-18", "1949-05-18", "1949-05-18T17:18:00"),
    ("4:10 am, 14 May 1950", "1950-05-14", "1950-05-14", "1950-05-14T04:10:00"),
    ("13.9.50", "1950-09-13", "1950-09-13", "1950-09-13"),
    ("08.06.1989", "1989-06-08", "1989-06-08", "1989-06-08"),
    ("16 апреля 1936 г.", "1936-04-16", "1936-04-16", "1936-04-16"),
    ("10 января 1939 года", "1939-01-10", "1939-01-10", "1939-01-10"),
    ("Budapest, 1980 October 31", "1980-10-31", "1980-10-31", "1980-10-31"),
    ("July 12, 1949—4 p. m.", "1949-07-12", "1949-07-12", "1949-07-12T16:00:00"),
    ("1904 года, января 27-го дня", "1904-02-09", "1904-02-09", "1904-02-09"),
    (
        "12 декабря 1949 года — февраль 1950 года",
        "1949-12-12",
        "1950-02-28",
        "1949-12-12/1950-02",
    ),
    ("31 October 1975*", "1975-10-31", "1975-10-31", "1975-10-31"),
    # Other orders, cases, abbreviations, places.
    ("Monday, May 18th, 1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18 May 49", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18-May-1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18.V.1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18/V-49", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18.Х.1949 г.", "1949-10-18", "1949-10-18", "1949-10-18"),
    ("1949-05-18", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("19490518", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("05.1949", "1949-05-01", "1949-05-31", "1949-05"),
    ("в мае 1949 года", "1949-05-01", "1949-05-31", "1949-05"),
    ("февр. 1949", "1949-02-01", "1949-02-28", "1949-02"),
    ("Москва, 18 мая 1949 г.", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18 мая 1949 г. Москва", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("[1950]", "1950-01-01", "1950-12-31", "1950"),
    ("February 1952", "1952-02-01", "1952-02-29", "1952-02"),
    # Day and month in doubt.
    ("5/18/1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("18/5/1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("5/6/1949", "1949-05-06", "1949-06-05", "[1949-05-06,1949-06-05]"),
    # Times.
    ("1949-05-18T17:18:00Z", "1949-05-18", "1949-05-18", "1949-05-18T17:18:00"),
    ("17 час. 18 мин. 18 мая 1949 г.", "1949-05-18", "1949-05-18", "1949-05-18T17:18:00"),
    ("12 a.m., May 18, 1949", "1949-05-18", "1949-05-18", "1949-05-18T00:00:00"),
    ("12:30 pm 18 May 1949", "1949-05-18", "1949-05-18", "1949-05-18T12:30:00"),
    # Intervals.
    ("с 3 по 5 мая 1949 г.", "1949-05-03", "1949-05-05", "1949-05-03/1949-05-05"),
    ("30-31 января 1949", "1949-01-30", "1949-01-31", "1949-01-30/1949-01-31"),
    ("May 5-6, 1949", "1949-05-05", "1949-05-06", "1949-05-05/1949-05-06"),
    ("May–June 1949", "1949-05-01", "1949-06-30", "1949-05/1949-06"),
    ("between May 1 and May 5, 1949", "1949-05-01", "1949-05-05", "1949-05-01/1949-05-05"),
    ("December 30 - January 2, 1950", "1949-12-30", "1950-01-02", "1949-12-30/1950-01-02"),
    ("3-5.05.1949", "1949-05-03", "1949-05-05", "1949-05-03/1949-05-05"),
    ("1949-50", "1949-01-01", "1950-12-31", "1949/1950"),
    ("1949–1950", "1949-01-01", "1950-12-31", "1949/1950"),
    ("1949-05/1950-02", "1949-05-01", "1950-02-28", "1949-05/1950-02"),
    ("конец 1949 — начало 1950", "1949-09-01", "1950-04-30", "1949-09~/1950-04~"),
    # Precision.
    ("ок. 1950 г.", "1950-01-01", "1950-12-31", "1950~"),
    ("c. 1950", "1950-01-01", "1950-12-31", "1950~"),
    ("1950?", "1950-01-01", "1950-12-31", "1950?"),
    ("probably circa May 1950", "1950-05-01", "1950-05-31", "1950-05%"),
    ("1950%", "1950-01-01", "1950-12-31", "1950%"),
    ("1950s", "1950-01-01", "1959-12-31", "195X"),
    ("1950-е годы", "1950-01-01", "1959-12-31", "195X"),
    ("весна 1950 г.", "1950-03-01", "1950-05-31", "1950-21"),
    ("Winter 1950", "1949-12-01", "1950-02-28", "1950-24"),
    ("early 1950", "1950-01-01", "1950-04-30", "1950-01~/1950-04~"),
    ("вторая половина 1950 года", "1950-07-01", "1950-12-31", "1950-07~/1950-12~"),
    ("начало мая 1950", "1950-05-01", "1950-05-10", "1950-05-01~/1950-05-10~"),
    ("mid-1950s", "1953-01-01", "1955-12-31", "1953-01~/1955-12~"),
    ("не позднее 5 мая 1949 г.", "1949-01-01", "1949-05-05", "../1949-05-05"),
    ("after May 1949", "1949-05-01", "1949-12-31", "1949-05/.."),
    # Old Style.
    ("25 октября 1917 г.", "1917-11-07", "1917-11-07", "1917-11-07"),
    ("27 января (9 февраля) 1904 г.", "1904-02-09", "1904-02-09", "1904-02-09"),
    ("14(27) января 1904 г.", "1904-01-27", "1904-01-27", "1904-01-27"),
    ("1904-01-27/1904-02-09", "1904-01-27", "1904-02-09", "1904-01-27/1904-02-09"),
    ("1–14 января 1999 г.", "1999-01-01", "1999-01-14", "1999-01-01/1999-01-14"),
    ("early 18 May 1949", "1949-05-18", "1949-05-18", "1949-05-18"),
    ("7 ноября 1917 г. (н. ст.)", "1917-11-07", "1917-11-07", "1917-11-07"),
    ("January 27, 1904 (O.S.)", "1904-02-09", "1904-02-09", "1904-02-09"),
    ("January 27, 1904", "1904-01-27", "1904-01-27", "1904-01-27"),
    ("19 февраля 1861 года", "1861-03-03", "1861-03-03", "1861-03-03"),
    ("29 февраля 1900 г.", "1900-03-13", "1900-03-13", "1900-03-13"),
    ("14 февраля 1918 г.", "1918-02-14", "1918-02-14", "1918-02-14"),
]

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

NO_DATES = [
    "",
    "(undated)",
    "undated",
    "n.d.",
    "без даты",
    "б/д",
    "foo",
    "54611",
    "May",
    "17 мая",
    "yesterday",
    "30 февраля 1949",
    "February 29, 1949",
    "1949-13",
    "1950 - 1949",
    "31 апреля 1949",
    "Chapter 5 May Day parade",
    "Cable No. 54611 from Kovalev to Stalin",
    "\u202e\x00\x1b",
    "9" * 5_000,
]

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


@pytest.mark.parametrize(("written", "start", "end", "edtf"), DATES)
def test_dates(written, start, end, edtf):
    found = parse_date(written)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat(), found.edtf) == (start, end, edtf)
    assert found.written == written


@pytest.mark.parametrize(("written", "around", "day"), RELATIVE)
def test_relative_dates(written, around, day):
    found = parse_date(written, around=around)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat(), found.edtf) == (day, day, day)
    assert parse_date(written) is None


@pytest.mark.parametrize("written", NO_DATES)
def test_no_dates(written):
    assert parse_date(written) is None


def test_every_given_form_is_in_the_tables():
    if not DATE_FORMS.exists():
        pytest.skip("the shared date forms are not here")
    rows = DATE_FORMS.read_text(encoding="utf-8").splitlines()[1:]
    known = {row[0] for row in [*DATES, *RELATIVE]} | set(NO_DATES)
    assert {row.split("\t")[0] for row in rows} <= known


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
     "29", "февраля", "1900", "o.s.", "ст. ст.", "99", "00", "0", "X", "и", "зима"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(words, max_size=12).map(" ".join) | st.text(max_size=80), st.none() | days)
def test_any_text_is_a_date_or_none(text, around):
    found = parse_date(text, around=around)
    assert found is None or found.start <= found.end
    interval = query_interval(text)
    assert interval is None or interval[0] <= interval[1]


@pytest.mark.parametrize("unit", ["1", "1-", "(", "[", "May ", "5 мая ", "from ", "/", " "])
def test_a_hostile_date_costs_no_time(unit):
    started = time.perf_counter()
    parse_date(unit * (1_000_000 // len(unit)))
    parse_date((unit * 200)[:200])
    assert time.perf_counter() - started < 1


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

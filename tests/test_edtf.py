"""Is the EDTF that dates are written in that of the standard, and is it read as it says?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.citations import FORMS, read_forms
from searchlib.archival.edtf import read_edtf

DATES = read_forms(FORMS / "dates.tsv").dates
# One of each shape: the reference implementation takes its time.
WRITTEN = {re.sub(r"\d", "9", form.edtf): (form.edtf, form.days) for form in DATES if form.days}

READ = [
    ("1949", "1949-01-01", "1949-12-31"),
    ("1949-05", "1949-05-01", "1949-05-31"),
    ("1952-02", "1952-02-01", "1952-02-29"),
    ("1949-12", "1949-12-01", "1949-12-31"),
    ("1949-05-18", "1949-05-18", "1949-05-18"),
    ("1949-05-18T17:18:00Z", "1949-05-18", "1949-05-18"),
    ("1949-05-18T17:18:00+03:00", "1949-05-18", "1949-05-18"),
    ("1949?", "1949-01-01", "1949-12-31"),
    ("1949-05~", "1949-05-01", "1949-05-31"),
    ("?1949-05-~18", "1949-05-18", "1949-05-18"),
    ("1949-%05", "1949-05-01", "1949-05-31"),
    ("194X", "1940-01-01", "1949-12-31"),
    ("19XX", "1900-01-01", "1999-12-31"),
    ("1949-XX", "1949-01-01", "1949-12-31"),
    ("1949-05-XX", "1949-05-01", "1949-05-31"),
    ("194X-XX-XX", "1940-01-01", "1949-12-31"),
    ("1949-22", "1949-06-01", "1949-08-31"),
    ("1949-24", "1948-12-01", "1949-02-28"),
    ("1949-36", "1949-10-01", "1949-12-31"),
    ("1949-40", "1949-01-01", "1949-06-30"),
    ("1949/1950-02", "1949-01-01", "1950-02-28"),
    ("1949-05/..", "1949-05-01", "1949-12-31"),
    ("1949-05/", "1949-05-01", "1949-12-31"),
    ("../1949-05", "1949-01-01", "1949-05-31"),
    ("/1949-05", "1949-01-01", "1949-05-31"),
    ("[1949-05-06,1949-06-05]", "1949-05-06", "1949-06-05"),
    ("[1949..1951]", "1949-01-01", "1951-12-31"),
    ("{1949, 1951-05}", "1949-01-01", "1951-05-31"),
    ("{1951,1949}", "1949-01-01", "1951-12-31"),
]  # fmt: skip

NOT_EDTF = [
    "", "?", "/", "../..", "[]", "{", "[1949", "[1949]", "[1949,1951}", "49", "19490518", "1949-13",
    "1949-02-30", "1949-00", "1949-XX-05", "19XX-05", "194X-21", "1949-37", "1950/1949", "0000",
    "1949-05-18/1949-05-17", "1949-05-18T25:00", "1949T10:00", "1949-5", "1949-05-18/1950/1951",
    "١٩٤٩", "1930-33", "1920-21", "Y19490",
]  # fmt: skip


@pytest.mark.parametrize(("written", "start", "end"), READ)
def test_days(written, start, end):
    found = read_edtf(written)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert found.edtf == written


@pytest.mark.parametrize("written", NOT_EDTF)
def test_what_is_no_edtf(written):
    assert read_edtf(written) is None


@settings(deadline=None)
@given(st.text("0123456789X?~%-/.,[]{}T:Z", max_size=30))
def test_any_text_is_edtf_or_none(text):
    found = read_edtf(text)
    assert found is None or found.start <= found.end


def test_a_long_set_is_none():
    assert read_edtf("{" + "1949," * 40_000 + "1949}") is None


def test_the_reference_implementation_agrees():
    edtf = pytest.importorskip("edtf")
    seasons = [(w, (date.fromisoformat(a), date.fromisoformat(b))) for w, a, b in READ[16:20]]
    for written, days in [*WRITTEN.values(), *seasons]:
        parsed = edtf.parse_edtf(written)  # raises where the grammar does not allow it
        # Its open ends are infinite, ours stay within the year; its winter is December alone.
        if ".." not in written and not written.endswith("-24"):
            ends = (date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3]))
            assert ends == days, written

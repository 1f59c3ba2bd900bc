"""Is a record cited in the form its archive asks for?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib import Citation, DateInterval, Record, Shelfmark
from searchlib.export.styles import STYLES, cited


def day(*ends, written="", edtf=""):
    first, last = (ends * 2)[:2]
    return DateInterval(date(*first), date(*last), written, edtf)


MARK = Shelfmark("AP RF", "45", "1", "331", listy=((50, 55),))
LETTER = Record(
    "x",
    "Cable No. 5",
    date=day((1949, 5, 18), written="May 18, 1949"),
    citation=Citation("", (MARK,), translators=("Gary Goldberg", "Anna Ivanova")),
    url="https://digitalarchive.wilsoncenter.org/document/1",
)


@pytest.mark.parametrize(
    ("change", "style", "said"),
    [
        (
            {}, "archive",
            "“Cable No. 5,” May 18, 1949, Wilson Center Digital Archive, AP RF, f. 45, op. 1, "
            "d. 331, ll. 50-55. Translated by Gary Goldberg, and Anna Ivanova. "
            "https://digitalarchive.wilsoncenter.org/document/1",
        ),
        (
            {"url": "https://history.state.gov/historicaldocuments/frus1949v09/d1303"}, "archive",
            "“Cable No. 5,” May 18, 1949, Foreign Relations of the United States, 1949, "
            "Volume IX, Document 1303, AP RF, f. 45, op. 1, d. 331, ll. 50-55. "
            "https://history.state.gov/historicaldocuments/frus1949v09/d1303",
        ),
        (
            {"url": "https://history.state.gov/historicaldocuments/frus1969-76v14/d2",
             "citation": None}, "archive",
            "“Cable No. 5,” May 18, 1949, Foreign Relations of the United States, 1969-76, "
            "Volume XIV, Document 2. https://history.state.gov/historicaldocuments/frus1969-76v14/d2",
        ),
        ({"citation": Citation("As\nwritten.", (MARK,)), "url": ""}, "archive", "As written."),
        ({"citation": Citation("As written.", (MARK,))}, "source", "As written."),
        (
            {"title": "Шифровка № 5", "url": ""}, "archive",
            "Шифровка № 5, 18 мая 1949 г. // АП РФ. Ф. 45. Оп. 1. Д. 331. Л. 50–55.",
        ),
        (
            {"url": "", "citation": Citation("", (MARK,))}, "archive",
            "“Cable No. 5,” May 18, 1949, AP RF, f. 45, op. 1, d. 331, ll. 50-55.",
        ),
        (
            {}, "chicago",
            "“Cable No. 5,” May 18, 1949, AP RF, f. 45, op. 1, d. 331, ll. 50-55, trans. "
            "Gary Goldberg, and Anna Ivanova, https://digitalarchive.wilsoncenter.org/document/1.",
        ),
        ({"title": "Who asked?", "citation": None, "url": ""}, "chicago",
         "“Who asked?” May 18, 1949."),
        ({"date": None, "citation": None, "url": ""}, "chicago", "“Cable No. 5”."),
        ({"date": day((1949, 5, 1), (1949, 5, 31))}, "gost",
         "Cable No. 5, май 1949 г. // АП РФ. Ф. 45. Оп. 1. Д. 331. Л. 50–55."),
        ({"date": day((1949, 1, 1), (1950, 12, 31)), "citation": None}, "gost",
         "Cable No. 5, 1949 г. – 1950 г.."),
        ({"date": day((1949, 1, 1), (1949, 12, 31), written="около 1949 г.", edtf="1949~"),
          "citation": Citation("", (Shelfmark("AVP RF", "06", "5", papka="9", delo="3"),))}, "gost",
         "Cable No. 5, около 1949 г. // АВП РФ. Ф. 06. Оп. 5. П. 9. Д. 3."),
        ({"citation": Citation("", (Shelfmark("MOL", path="XIX-J-1-j Korea"), MARK))}, "gost",
         "Cable No. 5, 18 мая 1949 г. // MOL. XIX-J-1-j Korea; "
         "АП РФ. Ф. 45. Оп. 1. Д. 331. Л. 50–55."),
    ],
)  # fmt: skip
def test_a_citation(change, style, said):
    assert cited(replace(LETTER, **change), style) == said.replace("г..", "г.")


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(sorted(STYLES)))
@settings(max_examples=60)
def test_any_record_is_cited_in_one_line(title, written, style):
    record = Record("x", title, url=title, citation=Citation(written, (Shelfmark(path=written),)))
    said = cited(record, style)
    assert len(said.splitlines()) == 1
    said.encode()

"""Does a page of Foreign Relations of the United States give its record, pages and footnotes?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layout_pages import FRUS, marks, only

from searchlib.formats.layouts.footnotes import find_notes
from searchlib.formats.layouts.pages import offsets, without_pages
from searchlib.records import Shelfmark


def test_a_telegram_of_the_series():
    record = only(FRUS)
    assert record.title == "The Secretary of State to the Ambassador in Ruritania (Stuart)"
    assert record.type == "telegram"
    assert record.date is not None
    assert record.date.edtf == "1949-07-12T16:00:00"
    assert marks(record) == (Shelfmark("NARA decimal file", fond="893.796/8-1248"),)
    assert str(marks(record)[0]) == "NARA decimal file, 893.796/8-1248"
    (text,) = record.texts
    assert text.body == (
        "Washington, July 12, 1949—4 p. m.\n[Received July 12—7:11 a. m.]\n\n"
        "1239. Your 1489, Aug 12 to Emb. Dept says there has been no change in policy."
        " B29 and MIG15 stay.\n\nStuart\n\n1. Repeated to the Consul as No. 32.\n\n"
        "2. For the latter, see telegram No. 81, p. 5, supra."
    )
    assert [(text.body[offset : offset + 9], page) for offset, page in text.pages] == [
        ("in policy", "84")
    ]
    assert [text.body[start:end] for start, end in text.footnotes] == [
        "1. Repeated to the Consul as No. 32.",
        "2. For the latter, see telegram No. 81, p. 5, supra.",
    ]


SERIES = """Office of the Historian
Historical Documents
Truman Administration
Foreign Relations of the United States, 1949, The Far East: China, Volume IX
https://history.state.gov/historicaldocuments/frus1949v09/d1303
"""


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("Telegram", lambda text: text.replace(": Telegram", "\n\nTelegram")),
        ("No. 98", lambda text: "No. 98\n" + text),
        ("[Extract]", lambda text: text.replace("Washington,", "[Extract]\nWashington,")),
        ("Sent July 12—11 p. m.", lambda text: text.replace("[R", "Sent July 12—11 p. m.\n[R", 1)),
        ("secret", lambda text: text.replace("Washington,", "secret\nWashington,")),
        ("Next", lambda text: f"Skip to main content\n{SERIES}\n{text}\nPrevious\nNext\n"),
    ],
)  # fmt: skip
def test_pages_of_the_series_with_more_on_them(line, change):
    plain, record = only(FRUS), only(change(FRUS))
    assert (record.title, record.date) == (plain.title, plain.date)
    assert marks(record) == marks(plain)
    body, plain_body = record.texts[0].body, plain.texts[0].body
    inside = line in ("[Extract]", "Sent July 12—11 p. m.", "secret")
    assert (body.replace(f"{line}\n", "") if inside else body) == plain_body
    assert inside == (line in body)
    assert len(record.texts[0].footnotes) == 2
    if line == "Next":
        assert record.id == "state-frus1949v09-d1303"
        assert record.citation is not None
        assert "Volume IX" in record.citation.written
    assert record.classification == ("secret" if line == "secret" else "")


def test_pages_of_a_later_volume():
    record = only(
        "98. Telegram From the Embassy in Ruritania to the Department of State1\n\n"
        "Port City, May 5, 1964, 11 p.m.\n\n2234. Ref: Deptel 1201.2\n\n"
        "1. Saw Minister today.\n\n2. He asked for coal.3\n\nLodge\n\n"
        "1 Source: National Archives, RG 59, Central Files 1964–66, POL 27 RUR. Secret; Priority."
        " Repeated to London.\n2 Telegram 1201, May 4.\n3 See Document 97."
    )
    assert record.title == "Telegram From the Embassy in Ruritania to the Department of State"
    assert record.date is not None
    assert record.date.start == date(1964, 5, 5)
    assert record.classification == "Secret"
    assert marks(record)[0].archive == "NARA"
    body = record.texts[0].body
    assert "Deptel 1201.\n" in body
    assert "asked for coal.\n" in body
    assert [body[start : start + 2] for start, _ in record.texts[0].footnotes] == ["1 ", "2 ", "3 "]
    assert "\n\n1. Saw Minister today.\n\n2. He" in body


def test_a_year_the_dateline_leaves_out_is_the_volume_s():
    text = FRUS.replace("July 12,\n1949—4 p. m.", "July 12—4 p. m.")
    day = only(SERIES + "\n" + text).date
    assert day is not None
    assert day.start == date(1949, 7, 12)
    filed = only(text.replace("July 12—4 p. m.", "undated.")).date
    assert filed is not None
    assert filed.start == date(1948, 8, 12)


def test_a_footnote_on_the_series_is_no_line_of_the_site():
    note = "  3. See Foreign Relations of the United States, 1948, vol. VII, p. 81."
    text = only(FRUS.replace("stay.", "stay.27") + note).texts[0]
    assert text.body.endswith(note.strip())
    assert len(text.footnotes) == 3


def test_numbered_points_are_no_footnotes():
    text = FRUS.partition("  1. Rep")[0].replace("Emb.26", "Emb.").replace(")25", ")")
    record = only(text.replace("Stuart\n", "1. Coal.\n\n2. Wagons.\n\nStuart\n"))
    assert record.texts[0].footnotes == ()
    assert record.texts[0].body.endswith("1. Coal.\n\n2. Wagons.\n\nStuart")


NOTES = [
    # Lines, title; lines without notes and calls, footnotes.
    (["Coal1 and2 wagons.", "1. A.", "2. B."], "", ["", "Coal and wagons."], ["1. A.", "2. B."]),
    (["Coal.[7] B29 came.", "[7] A."], "T", ["T", "Coal. B29 came."], ["[7] A."]),
    (["Coal¹ came.", "1 A note", "on two lines."], "", ["", "Coal came."],
     ["1 A note on two lines."]),
    (["Coal came.", "Notes", "1. A. ↩"], "", ["", "Coal came."], ["1. A."]),
    (["We ask for:", "1. Coal.", "2. Wagons."], "", None, []),
    (["The MIG15 came.", "1. A."], "", None, []),
    (["In 1949, at 3.25, B29.", "1. A.", "2. B."], "", None, []),
    ([], "", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "title", "kept", "footnotes"), NOTES)
def test_footnotes(lines, title, kept, footnotes):
    assert find_notes(lines, title) == (kept or [title, *lines], footnotes)


PAGES = [
    ("no change [Page 84] in policy", "no change in policy", [("84", "in policy")]),
    ("no\n[Page 84]\nchange", "no\nchange", [("84", "change")]),
    ("no\n\n[Page 84]\n\nchange", "no\n\nchange", [("84", "change")]),
    ("change.[Page 84]In", "change.In", [("84", "In")]),
    ("one[Page IX]two [page x] three", "one two three", [("IX", "two"), ("x", "three")]),
    ("[Page 1] a [Page 2]", " a ", [("1", "a "), ("2", "")]),
    ("no page", "no page", []),
]


@pytest.mark.parametrize(("text", "kept", "pages"), PAGES)
def test_page_marks(text, kept, pages):
    without, counted = without_pages(text)
    assert without == kept
    for (offset, number), (expected, begins) in zip(offsets(without, counted), pages, strict=True):
        assert number == expected
        assert without[offset:].startswith(begins)


@given(st.lists(st.sampled_from(["coal ", "[Page 8]", "\n", " ", "уголь", ". "]), max_size=30))
def test_page_marks_lose_no_sign(parts):
    text = "".join(parts)
    kept, counted = without_pages(text)
    assert "".join(kept.split()) == "".join(text.replace("[Page 8]", "").split())
    assert len(counted) == text.count("[Page 8]")
    places = [offset for offset, _ in offsets(kept, counted)]
    assert places == sorted(places)
    assert all(0 <= place <= len(kept) for place in places)

"""What comes out of a digital archive's Markdown, and of plain text?"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib.formats.layouts import read_page as read
from searchlib.records import Shelfmark

ROOT = Path(__file__).parents[1]
CABLE = ROOT / "documents" / "kovalev_cable_54611.md"
LAYOUTS = ROOT.parent / "shared" / "data" / "layouts"

RU = "На станции стоят двенадцать вагонов с углём, и завтра они уйдут на юг."
RU2 = "Паровоз сломан, запасных частей нет; просим прислать мастера."
EN = "Twelve wagons of coal are standing at the station and will go south tomorrow."
EN2 = "The engine is broken and there are no spare parts; please send a fitter."

EXPORT = f"""

## **March 3, 1950**

### **Cable No. 7 from Belov to Chernov**

#### **Citation:**

"Cable No. 7 from Belov to Chernov", March 3, 1950, Wilson Center Digital Archive, AVP RF, f. 059a,\
 op. 5a, d. 3, p. 11, ll. 67-68.{"  "}
Translated by A. Translator. <https://digitalarchive.wilsoncenter.org/document/900001>

#### **Summary:**

Belov writes about coal.

He has none.

#### **Credits:**

This document was made possible with support from Some Foundation

#### **Original Language:**

Russian

#### **Contents:**

Transcript - Russian{"  "}
Translation - English

[...]

{RU}

Белов

[....]

Nº 7

3 March 1950 1718

{EN}

[...]"""


def only(text: str, source: str = "a/b.md"):
    (record,) = read(text, source)
    return record


# The first record -----------------------------------------------------------


def test_the_cable_comes_out_exactly():
    record = only(CABLE.read_text(encoding="utf-8"), "kovalev_cable_54611.md")
    assert record.id == "wilsoncenter-114898"
    assert record.title == "Cable No. 54611 from Kovalev to Stalin"
    assert record.date is not None
    assert (record.date.start, record.date.edtf) == (date(1949, 5, 18), "1949-05-18")
    assert (record.sender, record.recipient, record.type) == (("Kovalev",), ("Stalin",), "cable")
    assert record.citation is not None
    assert record.citation.shelfmarks == (
        Shelfmark("AP RF", "4", "1", "331", listy=((59, 61),)),
        Shelfmark("RGASPI", "558", "11", "331", listy=((59, 61),)),
    )
    assert record.citation.translators == ("Gary Goldberg",)
    assert record.url == "https://digitalarchive.wilsoncenter.org/document/114898"
    assert (
        record.credits == "This document was made possible with support from Leon Levy Foundation"
    )
    assert record.summary.startswith("A telegram from the leader of the group")
    assert record.original_languages == ("ru",)
    assert record.contents == ("transcript:ru", "translation:en")
    assert record.source == "kovalev_cable_54611.md"


def test_the_cable_divides_where_the_english_begins():
    record = only(CABLE.read_text(encoding="utf-8"))
    russian, english = record.texts
    assert (russian.language, russian.kind) == ("ru", "transcript")
    assert (english.language, english.kind) == ("en", "translation")
    assert russian.body.startswith("[...]\n\nВчера, 17 мая")
    assert russian.body.endswith("Бой По.\n\nКовалев\n\n[....]")
    assert english.body.startswith("Nº 54611\n\n18 May 1949 1718\n\nYesterday, 17 May")
    assert english.body.endswith("No. 477 - Kovalev, 18 May\n\n[...]")


def test_the_cable_keeps_brackets_lists_and_heals_the_page_break():
    record = only(CABLE.read_text(encoding="utf-8"))
    russian, english = (text.body for text in record.texts)
    assert "\n\n- 1) Положение на Востоке.\n- 2) О создании информбюро.\n- 3) Об" in russian
    assert "\n\n1. The situation in the Orient.\n2. The creation" in english
    assert "we do not advise the Korean comrades to mount" in english
    for kept in ("[ne sozrel]", "[SIC, vzaimnye]", "[dogovorit'sya, which can also mean \"negot"):
        assert kept in english


def test_no_line_of_the_cable_is_lost():
    text = CABLE.read_text(encoding="utf-8")
    lines = text[text.index("[...]") :].split("\n")
    texts = [text.body for text in only(text).texts]
    for line in filter(str.strip, lines):
        assert sum(line.strip() in body for body in texts) >= 1
    assert letters("".join(texts)) == letters("".join(lines))


# The layout -----------------------------------------------------------------


def test_an_export():
    record = only(EXPORT)
    assert record.title == "Cable No. 7 from Belov to Chernov"
    assert record.summary == "Belov writes about coal.\n\nHe has none."
    assert record.citation is not None
    assert "ll. 67-68. Translated by A. Translator. <https" in record.citation.written
    assert [text.body for text in record.texts] == [
        f"[...]\n\n{RU}\n\nБелов\n\n[....]",
        f"Nº 7\n\n3 March 1950 1718\n\n{EN}\n\n[...]",
    ]


# How the labels may be set without changing what is read.
STYLES = {
    "as exported": lambda text: text,
    "other heading levels": lambda text: text.replace("#### ", "## ").replace("### ", "# "),
    "bold labels": lambda text: text.replace("#### ", ""),
    "plain labels": lambda text: text.replace("#### **", "").replace(":**", ":"),
    "no bold": lambda text: text.replace("**", ""),
    "bold closed before the colon": lambda text: text.replace(":**", "**:"),
    "form feeds": lambda text: text.replace(f"{RU}\n", f"{RU}\n\f"),
    "byte order mark": lambda text: "\ufeff" + text,
    "spaces at line ends": lambda text: text.replace("\n", "  \n"),
}


@pytest.mark.parametrize("style", STYLES)
def test_labels_however_set_read_the_same(style):
    assert only(STYLES[style](EXPORT)) == only(EXPORT)


def test_a_label_with_its_value_on_the_same_line():
    record = only('Citation: "A Report", May 5, 1950, AP RF, f. 1, op. 2, d. 3.\n\n' + EN)
    assert record.title == "A Report"
    assert record.date is not None
    assert record.date.start == date(1950, 5, 5)
    assert record.texts[0].body == EN


def test_labels_that_all_stand_among_the_lines_of_a_site_are_no_description():
    page = "Related Documents\n\n#### **Citation:**\n\nPrivacy policy\n\nMay 5, 1950\n\nA Report\n"
    assert "A Report" in only(page).texts[0].body


def test_a_file_with_only_a_citation():
    record = only("#### **Citation:**\n\nAP RF, f. 1, op. 2, d. 3.\n")
    assert record.title == "AP RF, f. 1, op. 2, d. 3."
    assert record.texts == ()
    assert record.citation is not None
    assert record.citation.shelfmarks[0].fond == "1"


def test_labels_inside_the_body_stay_text():
    record = only(EXPORT + "\n\nSummary: none.\n\n#### **Citation:**\n\nnone")
    assert record.text("en").body.endswith("Summary: none.\n\n#### **Citation:**\n\nnone")
    assert record.summary.startswith("Belov")


def test_an_article_with_a_heading_summary_has_no_description():
    record = only(f"# On Coal\n\n## Summary\n\n{EN}\n\n## Date\n\n{EN2}\n")
    assert (record.title, record.citation, record.summary) == ("On Coal", None, "")
    assert record.texts[0].body == f"## Summary\n\n{EN}\n\n## Date\n\n{EN2}"


@pytest.mark.parametrize(
    ("contents", "entries", "kinds"),
    [
        ("Transcript - Russian  \nTranslation - English", 2, ("transcript", "translation")),
        ("Translation - Russian\nTranscript - English", 2, ("translation", "transcript")),
        ("Transcript - Russian\n\nTranslation – English", 2, ("transcript", "translation")),
        ("- Scan - Russian\n- Transcript - Russian", 2, ("transcript", "translation")),
    ],
)
def test_contents_say_what_each_text_is(contents, entries, kinds):
    text = EXPORT.replace("Transcript - Russian  \nTranslation - English", contents)
    record = only(text)
    assert len(record.contents) == entries
    assert tuple(text.kind for text in record.texts) == kinds


def test_without_contents_the_original_language_says_it():
    text = EXPORT.split("#### **Contents")[0] + f"{RU}\n\n{EN}"
    assert {text.language: text.kind for text in only(text).texts} == {
        "ru": "transcript",
        "en": "translation",
    }


def test_the_only_text_is_what_the_contents_name():
    text = EXPORT.replace("- Russian  \nTranslation - English", "- Hungarian").split("[...]")[0]
    (only_text,) = only(text.replace("\nRussian", "\nHungarian") + EN).texts
    assert (only_text.language, only_text.kind) == ("en", "transcript")


def test_lines_above_the_labels_that_are_neither_title_nor_date_stay_text():
    record = only(EXPORT.replace("#### **Citation", "Top Secret!\n\n#### **Citation"))
    assert record.title == "Cable No. 7 from Belov to Chernov"
    assert "Top Secret!" in "".join(text.body for text in record.texts)


def test_support_above_the_labels_is_credits():
    text = EXPORT.replace("#### **Credits:**\n\nThis document", "").replace(
        "#### **Citation", "This document was made possible with support from X\n\n#### **Citation"
    )
    assert only(text).credits == "This document was made possible with support from X"


@pytest.mark.parametrize("name", ["01_pdf_export_ru_en", "02_pdf_export_translation_only",
                                  "03_pdf_export_scan_only"])  # fmt: skip
def test_given_layouts(name):
    if not LAYOUTS.exists():
        pytest.skip("the shared layouts are not here")
    expected = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))["expect"]
    record = only((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")
    assert record.date is not None
    assert record.citation is not None
    first = next(iter(record.citation.shelfmarks), Shelfmark())
    leaves = ", ".join(f"{low}-{high}" for low, high in first.listy)
    found = {
        "date": [record.date.start.isoformat(), record.date.end.isoformat()],
        "title": record.title,
        "url": record.url,
        "original_language": list(record.original_languages),
        "parts": list(record.contents),
        "credits": record.credits or None,
        "summary": record.summary or None,
        "body": "".join(text.body for text in record.texts),
        "archive": first.archive,
        "fond": first.fond or None,
        "opis": first.opis,
        "delo": first.delo,
        "papka": first.papka,
        "listy": leaves,
    }
    assert {key: found[key] for key in expected} == expected


def test_the_record_s_own_address_is_the_one_in_angle_brackets():
    text = EXPORT.replace("ll. 67-68.", "ll. 67-68, <https://example.org/1> https://example.org/2")
    assert only(text).id == "wilsoncenter-900001"


# What always holds ----------------------------------------------------------


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([RU, RU2, EN, EN2, "", "[...]", "№ 5", "Белов"]) | st.text(max_size=30)
    )
)
def test_no_line_below_the_description_is_lost(lines):
    body = "\n".join([EN, *lines])
    record = only(EXPORT.split("[...]")[0] + body)
    assert letters("".join(text.body for text in record.texts)) == letters(body)


def test_a_form_feed_is_a_page_break():
    assert only("Title\n\nthe engine is\fbroken down").texts[0].body.endswith("is broken down")


@settings(deadline=None)
@given(st.text(max_size=400).filter(lambda text: any(map(str.isalnum, text))))
def test_any_text_is_one_record(text):
    record = only(text)
    assert record.id
    assert len(record.title) <= 201


def test_where_a_file_lies_does_not_change_its_record():
    here, there = only(EXPORT, "a.md"), only(EXPORT, "b/c.md")
    assert replace(here, source="") == replace(there, source="")
    plain = [only(f"# Notes\n\n{EN}", source).id for source in ("a.md", "b/c.md")]
    assert plain[0] == plain[1]


# Plain text -----------------------------------------------------------------


def test_plain_text_has_its_first_line_for_a_title():
    record = only(f"Notes on Coal\n{EN}\n")
    assert record.title == "Notes on Coal"
    assert [(text.language, text.kind) for text in record.texts] == [("en", "text")]
    assert record.texts[0].body == f"Notes on Coal\n{EN}"


def test_plain_markdown_has_its_heading_for_a_title():
    record = only(f"# **Письмо об угле** #\n\n{RU}\n")
    assert (record.title, record.type) == ("Письмо об угле", "letter")
    assert [(text.language, text.body) for text in record.texts] == [("ru", RU)]


def test_only_headings():
    record = only("# One\n\n## Two\n")
    assert record.title == "One"
    assert [text.body for text in record.texts] == ["## Two"]
    assert only("# One").texts == ()


def test_a_paragraph_for_a_title_is_cut_at_a_word():
    record = only("word " * 200)
    assert record.title.endswith("word…")
    assert len(record.title) <= 201

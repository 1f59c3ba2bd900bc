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

from searchlib.archival.language_names import language_codes
from searchlib.archival.titles import document_type, sender_and_recipient
from searchlib.formats.identity import record_id
from searchlib.formats.languages import body_of, language_of, split_by_language
from searchlib.formats.markdown import read
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


def bodies(text: str, **named):
    return dict(split_by_language(text, **named))


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


# The division ---------------------------------------------------------------

DIVISIONS = {
    "Russian first": (f"{RU}\n\n{EN}", RU, EN),
    "English first": (f"{EN}\n\n{RU}", RU, EN),
    "no blank line between": (f"{RU}\n{RU2}\n{EN}\n{EN2}", f"{RU}\n{RU2}", f"{EN}\n{EN2}"),
    "three parts": (f"{RU}\n\n{EN}\n\n{RU2}", f"{RU}\n\n{RU2}", EN),
    "paragraph by paragraph": (
        f"{RU}\n\n{EN}\n\n{RU2}\n\n{EN2}\n\n{RU}\n\n{EN}\n\n{RU2}\n\n{EN2}",
        f"{RU}\n\n{RU2}\n\n{RU}\n\n{RU2}",
        f"{EN}\n\n{EN2}\n\n{EN}\n\n{EN2}",
    ),
    "a mark closes the text before": (f"{RU}\n\n[…]\n\n{EN}", f"{RU}\n\n[…]", EN),
    "of two marks the second opens": (
        f"{RU}\n\n[...]\n\n[....]\n\n{EN}",
        f"{RU}\n\n[...]",
        f"[....]\n\n{EN}",
    ),
    "a number opens the text after": (f"{RU}\n\n№ 5\n\n{EN}", RU, f"№ 5\n\n{EN}"),
    "a number opens a Russian text too": (f"{EN}\n\nNº 5\n\n{RU}", f"Nº 5\n\n{RU}", EN),
    "a date opens the text after": (f"{RU}\n\n18.05.1949 17:18\n\n{EN}", RU,
                                    f"18.05.1949 17:18\n\n{EN}"),
    "a mark behind a number opens too": (f"{RU}\n\nNo. 5\n\n[...]\n\n{EN}", RU,
                                         f"No. 5\n\n[...]\n\n{EN}"),
    "a page number inside stays inside": (f"{RU}\n\n2\n\n{RU2}\n\n{EN}",
                                          f"{RU}\n\n2\n\n{RU2}", EN),
    "glosses in either": (
        f"{RU} [twelve wagons]\n\n{RU2}\n\n{EN}\n\n[вагоны]\n\n{EN2}",
        f"{RU} [twelve wagons]\n\n{RU2}",
        f"{EN}\n\n[вагоны]\n\n{EN2}",
    ),
    "a Latin signature inside": (f"{RU}\n\nBelov\n\n{RU2}\n\n{EN}", f"{RU}\n\nBelov\n\n{RU2}", EN),
    "Russian only": (f"[...]\n\n{RU}\n\n[...]", f"[...]\n\n{RU}\n\n[...]", None),
    "English only": (f"[...]\n\n{EN}\n\n5", None, f"[...]\n\n{EN}\n\n5"),
    "a Russian name in an English text": (f"{EN}\n\nЧернов\n\n{EN2}", None,
                                          f"{EN}\n\nЧернов\n\n{EN2}"),
}  # fmt: skip


@pytest.mark.parametrize("case", DIVISIONS)
def test_divisions(case):
    text, russian, english = DIVISIONS[case]
    found = bodies(text)
    assert (found.get("ru"), found.get("en")) == (russian, english)


def test_what_is_promised_outweighs_a_few_words():
    text = f"{RU}\n\nBelov and Chernov, at the station"
    assert set(bodies(text, expected=("ru",))) == {"ru"}
    assert set(bodies(text, expected=("ru", "en"))) == {"ru", "en"}
    quoted = f"{RU}\n\n" * 6 + EN
    assert set(bodies(quoted, expected=("ru",))) == {"ru"}
    assert set(bodies(quoted)) == {"ru", "en"}


JOINS = [
    ("we do not advise the\n\nworkers to go.", "we do not advise the workers to go."),
    ("we do not,\n\nas you know, go.", "we do not, as you know, go."),
    ("одно\n\nдругое\n\nтретье", "одно другое третье"),
    ("The end.\n\nand so on", "The end.\n\nand so on"),
    ("as follows:\n\nfirst", "as follows:\n\nfirst"),
    ("he said “go.”\n\nand went", "he said “go.”\n\nand went"),
    ("Ivanov\n\nPetrov", "Ivanov\n\nPetrov"),
    ("[....]\n\nand so on", "[....]\n\nand so on"),
    ("the list\n\n- first", "the list\n\n- first"),
    ("the list\n\na) first", "the list\n\na) first"),
    ("сказал\n\nт. Белов", "сказал т. Белов"),
    ("***\n\nlower case", "***\n\nlower case"),
    ("# Heading\n\nlower case", "# Heading\n\nlower case"),
    ("сопро-\n\nтивление", "сопро-\nтивление"),
    ("one\n\n\n\nTwo  \n\n", "one\n\nTwo"),
]


@pytest.mark.parametrize(("text", "joined"), JOINS)
def test_page_breaks_are_healed(text, joined):
    assert body_of(text) == joined


@pytest.mark.parametrize(("text", "language"), [(RU, "ru"), (EN, "en"), ("5", "en"), ("", "en")])
def test_language_of(text, language):
    assert language_of(text) == language


LINES = st.lists(
    st.sampled_from(
        [RU, RU2, EN, EN2, "", "", "[...]", "[….]", "№ 5", "Nº 5", "18 May 1949 1718", "Белов",
         "Belov", "- 1) вагоны", "1. wagons", "lower case goes on", "а это продолжение", "---",
         "同志", "[wagons] вагоны", "\u202eвагоны\u202c", "\x1b[31mred\x1b[0m"]
    )
    | st.text(st.characters(exclude_characters="\n\r\f"), max_size=30),
    max_size=25,
)  # fmt: skip


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(deadline=None)
@given(LINES, st.sampled_from([(), ("ru",), ("en",), ("ru", "en"), ("hu", "en")]))
def test_no_line_of_a_body_is_lost_or_doubled(lines, expected):
    # A number at each line tells equal lines apart.
    numbered = [f"{line} ⟨{number}⟩" if line.strip() else line for number, line in enumerate(lines)]
    parts = split_by_language("\n".join(numbered), expected)
    assert len({language for language, _ in parts}) == len(parts) <= 2
    for line in filter(str.strip, numbered):
        assert sum(line.strip() in body for _, body in parts) == 1
    assert letters("".join(body for _, body in parts)) == letters("".join(numbered))


@settings(deadline=None)
@given(LINES)
def test_no_line_below_the_description_is_lost(lines):
    body = "\n".join([EN, *lines]).replace("Citation", "")
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


# Titles ---------------------------------------------------------------------

TITLES = [
    ("Cable No. 54611 from Kovalev to Stalin", "cable", ("Kovalev",), ("Stalin",)),
    ("Letter, X to Y", "letter", ("X",), ("Y",)),
    ("Telegram from A to B and C", "telegram", ("A",), ("B", "C")),
    ("Ciphered Telegram No. 1, A to B", "telegram", ("A",), ("B",)),
    ("Letter from Stalin to Mao Zedong regarding Aid", "letter", ("Stalin",), ("Mao Zedong",)),
    ("Letter to Stalin from Kim Il Sung", "letter", ("Kim Il Sung",), ("Stalin",)),
    ("Telegram from Shtykov to Vyshinsky, 3 May", "telegram", ("Shtykov",), ("Vyshinsky",)),
    ("Telegram from Mao Zedong to Stalin via Kovalev", "telegram", ("Mao Zedong",), ("Stalin",)),
    ("Note from D. D'Arcy to Ho Chi Minh", "note", ("D. D'Arcy",), ("Ho Chi Minh",)),
    ("L. Beria to Cde. V.M. Molotov", "", ("L. Beria",), ("V.M. Molotov",)),
    (
        "Letter from the Ministry of Trade and Industry to N.S. Khrushchev",
        "letter",
        ("Ministry of Trade and Industry",),
        ("N.S. Khrushchev",),
    ),
    (
        "Report, Embassy of Hungary in Ruritania to the Hungarian Foreign Ministry",
        "report",
        ("Embassy of Hungary in Ruritania",),
        ("Hungarian Foreign Ministry",),
    ),
    ("Telegram from X Ferenc, 'Report to the Bureau'", "telegram", ("X Ferenc",), ()),
    ("Memorandum of Conversation between A and B", "record of conversation", (), ()),
    ("Letter, Cde. Belov to Cde. Chernov and Cde. Dal", "letter", ("Belov",), ("Chernov", "Dal")),
    ("Minutes of a Meeting", "minutes", (), ()),
    ("Statement on Something", "statement", (), ()),
    # Nobody is named where it would be a guess.
    ("Telegram from the Soviet Ambassador to China to Stalin", "telegram", (), ()),
    ("Cable on Travel from Moscow to Beijing", "cable", (), ()),
    ("Report on Events from May to June 1950", "report", (), ()),
    ("Telegram from 1949 to 1950", "telegram", (), ()),
    ("The Shift from War to Peace", "", (), ()),
    ("Secret, War to Peace", "", (), ()),
    ("Return to Power", "", (), ()),
    ("Letter from 'Report on Coal'", "letter", (), ()),
    ("A Report", "report", (), ()),
    ("", "", (), ()),
    # Russian titles decline their names: the type only.
    ("Письмо И. В. Сталина Мао Цзэдуну", "letter", (), ()),
    ("Шифртелеграмма № 54611", "telegram", (), ()),
    ("Шифротелеграмма Ковалева Сталину", "telegram", (), ()),
    ("Запись беседы И. В. Сталина с Мао Цзэдуном", "record of conversation", (), ()),
    ("Постановление Политбюро ЦК ВКП(б)", "decree", (), ()),
    ("Докладная записка", "memorandum", (), ()),
    ("Протокол № 5", "protocol", (), ()),
    ("Заявление ТАСС", "statement", (), ()),
    ("О телеграмме", "", (), ()),
]


@pytest.mark.parametrize(("title", "kind", "sender", "recipient"), TITLES)
def test_titles(title, kind, sender, recipient):
    assert document_type(title) == kind
    assert sender_and_recipient(title) == (sender, recipient)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_title_names_whole_words_of_it_or_nobody(title):
    for name in sum(sender_and_recipient("Letter from " + title), ()):
        assert name in " ".join(f"Letter from {title}".split())
        assert name[:1].isupper() or name[:1] == "("


LANGUAGES = [
    ("Russian", ("ru",)),
    ("Russian, English and Chinese", ("ru", "en", "zh")),
    ("Korean; Hungarian / German", ("ko", "hu", "de")),
    ("Chinese (Mandarin)", ("zh",)),
    ("Русский и английский", ("ru", "en")),
    ("Russian, Russian", ("ru",)),
    ("Klingon", ("klingon",)),
    ("", ()),
]


@pytest.mark.parametrize(("label", "codes"), LANGUAGES)
def test_language_codes(label, codes):
    assert language_codes(label) == codes


# Ids ------------------------------------------------------------------------

IDS = [
    ("https://digitalarchive.wilsoncenter.org/document/114898", "wilsoncenter-114898"),
    ("https://digitalarchive.wilsoncenter.org/document/114898/", "wilsoncenter-114898"),
    ("https://digitalarchive.wilsoncenter.org/document/114898.pdf", "wilsoncenter-114898"),
    (
        "https://digitalarchive.wilsoncenter.org/document/Ciphered-telegram-no-8600",
        "wilsoncenter-ciphered-telegram-no-8600",
    ),
    ("http://www.archives.gov.uk/record/12", "archives-12"),
    (
        "https://history.state.gov/historicaldocuments/frus1949v09/d1303",
        "state-frus1949v09-d1303",
    ),
    ("https://example.org/view?id=5", "example-view-id-5"),
]


@pytest.mark.parametrize(("url", "known"), IDS)
def test_ids_from_addresses(url, known):
    assert record_id(url=url, title="anything") == known


@pytest.mark.parametrize("url", ["", "https://example.org", "https://", "http://[", "no address"])
def test_ids_without_an_address_are_digests(url):
    found = record_id(url=url, title="A  Report", date="1950", citation="AP RF, f. 1")
    assert found == record_id(title="a report", date="1950", citation="AP RF,  F. 1", text="other")
    assert len(found) == 12
    assert found != record_id(title="A Report", date="1951", citation="AP RF, f. 1")


def test_without_a_description_the_text_makes_the_id():
    assert record_id(title="Notes", text="one") != record_id(title="Notes", text="two")


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

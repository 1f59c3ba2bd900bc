"""Is each page read as what it is: a list refused, labels kept, plain text left as it is?"""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_pages import EXPORT, FRUS, NEW, OLD, STRIPPED, indexed, only

from searchlib.errors import FormatError
from searchlib.formats.layouts import read_page
from searchlib.formats.layouts.description import date_line
from searchlib.formats.layouts.furniture import is_furniture, is_plain_furniture, trimmed
from searchlib.formats.layouts.lines import begins_with, key

# Lists of search results ----------------------------------------------------

ENTRIES = """
July 1951

Statement on Coal

October 5, 1951

Letter from Belov to Chernov

Belov writes about coal.

18 сентября 1956 г.

Телеграмма Белова Чернову

Previous
1 2 3
Next
"""
COUNTS = [
    ("Results:\n\n1 - 3 of 97\n\nDocuments\n", "97"),
    ("Results: 1 - 10 of 2,345", "2,345"),
    ("Showing 1–20 of 97 results", "97"),
    ("Displaying documents 1 to 3 of 97", "97"),
    ("Search results (97)", "97"),
    ("97 results found", "97"),
    ("Your search returned 5 results.", "5"),
    ("About 1,200 results", "1,200"),
    ("97 documents", "97"),
    ("Найдено 97 документов", "97"),
    ("Найдено документов: 97", "97"),
    ("Всего найдено: 2 345", "2,345"),
    ("Показано 1–20 из 97", "97"),
    ("Результаты поиска: 1–20 из 97", "97"),
    ("По запросу «уголь» найдено 12 записей", "12"),
]


@pytest.mark.parametrize(("count", "total"), COUNTS)
@pytest.mark.parametrize("above", ["", "Skip to content\n\nSearch\n\n", "# Поиск\n\n"])
def test_a_list_of_results_is_refused(count, total, above):
    with pytest.raises(FormatError) as error:
        read_page(f"{above}{count}\n{ENTRIES}", "page.txt")
    assert (
        f"page.txt: the page is a list of search results, not a record: it shows 3 of {total}"
        in (str(error.value))
    )
    assert "2 of them without a summary; save or export each record's own page" in str(error.value)


def test_titles_above_their_dates_are_counted_too():
    listed = "Statement\nJuly 1951\nLetter\n5 May 1951\nBelov writes.\nNote\n6 May 1951\n"
    with pytest.raises(FormatError, match=r"shows 3 of 97 records, 2 of them without"):
        read_page(f"Results: 1 - 3 of 97\n{listed}", "x")


def test_what_sorts_and_pages_a_list_is_no_entry():
    listed = ENTRIES.replace("Previous\n1 2 3\nNext", "1\n2\n3\nNext ›\nLast »\nLoad more")
    above = "Results: 1 - 3 of 97\n\nSort by: Relevance\nFilter results\nMy list\n"
    with pytest.raises(FormatError, match=r"shows 3 of 97 records, 2 of them without"):
        read_page(above + listed, "x")


@pytest.mark.parametrize(
    "text",
    [
        EXPORT + "\nResults: 1 - 3 of 97\n" + ENTRIES,
        "Report on Coal\n\nThe wagons were counted.\n\n97 documents\n" + ENTRIES,
        "Found 97 documents\n\nThe archive of the port was opened, and it was full.\n",
        "97 документов\n\nАрхив порта открыли в мае.\n",
        "Протокол\n\nСтраница 1 из 3\n\n3 мая 1950 г.\n\nСлушали: об угле.\n",
    ],
)
def test_a_document_that_counts_is_no_list(text):
    assert only(text).texts


# Labels and plain text ------------------------------------------------------


def test_the_site_around_an_export_is_left_out():
    page = f"Skip to content\nShare\nPrint\n\n{EXPORT}\nPrevious document\nBack to top\n© 2024 A\n"
    assert only(page) == only(EXPORT)


def test_other_records_below_an_export_are_left_out():
    page = f"{EXPORT}\nRelated Documents\n\nMay 1, 1950\n\nReport of Dal\n\nDal is silent.\n"
    assert only(page) == only(EXPORT)
    text = f"{EXPORT}\nRelated Documents\n\nThe wagons are listed in the annex.\n"
    assert "Related Documents" in only(text).texts[0].body


def test_a_label_says_how_secret_it_was():
    text = EXPORT.replace(
        "#### **Contents", "#### **Classification:**\n\nSecret\n\n#### **Contents"
    )
    assert only(text).classification == "Secret"


SECRECY = [
    ("Top Secret!", "Top Secret"), ("TOP SECRET", "TOP SECRET"), ("[Secret]", "Secret"),
    ("Сов. секретно", "Сов. секретно"), ("Строго секретно.", "Строго секретно"),
    ("Strictly Confidential", "Strictly Confidential"), ("**Secret**", "Secret"),
    ("Secret / Eyes Only", "Secret / Eyes Only"), ("Для служебного пользования",) * 2,
    ("Сов. секретно. Особая папка", "Сов. секретно. Особая папка"),
    ("The secret of coal", ""), ("Secretary", ""), ("Секретно ли это?", ""), ("Secret police", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "marked"), SECRECY)
def test_how_secret_a_text_was(line, marked):
    record = only(f"Notes on Coal\n{line}\nThe wagons have not come.")
    assert record.classification == marked
    assert line in indexed(record)


@pytest.mark.parametrize(
    ("text", "title", "edtf"),
    [
        ("Письмо об угле\n\n3 мая 1950 г.\n\nВагоны не пришли.", "Письмо об угле", "1950-05-03"),
        ("3 May 1950\nOn Coal\n\nNo wagons.", "On Coal", "1950-05-03"),
        ("# On Coal\n\nMay 1950\n\nNo wagons.", "On Coal", "1950-05"),
        ("On Coal\n\nDate: 13.9.50\n\nNo wagons.", "On Coal", "1950-09-13"),
        ("On Coal\n\nIn May 1950 no wagons came.", "On Coal", ""),
        ("1812\n\nOn Coal", "On Coal", "1812"),
        ("On Coal\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\n3 May 1950", "On Coal", ""),
        ("3 May 1950", "3 May 1950", "1950-05-03"),
    ],
)
def test_a_date_on_a_line_of_its_own(text, title, edtf):
    record = only(text)
    assert record.title == title
    assert (record.date.edtf if record.date else "") == edtf


@pytest.mark.parametrize("label", ["Date: ", "ДАТА : ", ""])
def test_a_date_is_kept_without_its_label(label):
    assert only(f"On Coal\n\n{label}3 May 1950\n\nNo wagons.").date.written == "3 May 1950"


def test_a_date_and_a_title_as_headings_are_no_text():
    record = only("## 3 May 1950\n\n# On Coal\n\nNo wagons.")
    assert (record.title, record.texts[0].body) == ("On Coal", "No wagons.")


@pytest.mark.parametrize(
    ("line", "written"),
    [("**May 3, 1950**", "May 3, 1950"), ("(undated)", ""), ("Без даты", ""), ("1950 wagons", None),
     ("On Coal", None), ("1234567", None), ("x" * 300, None)],
)  # fmt: skip
def test_date_lines(line, written):
    assert date_line(line) == written


# What belongs to the site ---------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["Skip to main content", "* Skip to content", "## Back to top", "We use cookies on this site.",
     "© 2021 The Center", "Share | Print | Email", "Перейти к основному содержанию",
     "Мы используем файлы cookie.", "Все права защищены", "Версия для печати"],
)  # fmt: skip
def test_lines_of_sites(line):
    assert is_plain_furniture(line)
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["Share", "Menu", "Печать", "Home > Collections", "1 2 3 4 …"])
def test_lines_that_may_be_of_a_document(line):
    assert is_furniture(line)
    assert not is_plain_furniture(line)


@pytest.mark.parametrize(
    "line", ["", "Coal", "Share coal with us", "We use coal.", "1 2", "Top Secret"]
)
def test_lines_of_documents(line):
    assert not is_furniture(line)


def test_a_document_s_own_search_stays():
    lines = ["Search", "", "We searched for coal.", "Share"]
    assert trimmed(lines) == lines
    assert trimmed(["Skip to content", *lines, "Back to top"]) == ["We searched for coal."]
    assert trimmed(["Skip to content", "Share"]) == ["Skip to content", "Share"]


# What always holds ----------------------------------------------------------

FRAMES = {
    "plain": "{}",
    "older": OLD.replace("Coal has not", "{}\nCoal has not").replace("Belov asks", "{} Belov asks"),
    "newer": NEW.replace("I ask you", "{}\nI ask you").replace("Blue Foundation\n", "{}\n"),
    "stripped": STRIPPED.replace("Tenth", "{}\nTenth"),
    "series": FRUS.replace("1239. Your", "{}\n1239. Your").replace("Ruritania", "{}"),
    "list": "Results:\n\n1 - 3 of 97\n{}",
}
LINES = [
    "", "Belov", "May 3, 1950", "1. Coal.", "[Page 8]", "Author(s):", "Record ID", "Secret",
    "Results: 1 - 3 of 97", "get citation", "893.796/8–1248: Telegram", "уголь1", "____", "Share",
    "# On Coal", "Citation:", "Source: National Archives", '"Coal," May 1950',
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(FRAMES)), st.lists(st.sampled_from(LINES) | st.text(max_size=12)))
def test_any_page_is_one_record_or_refused(frame, lines):
    try:
        record = only(FRAMES[frame].replace("{}", "\n".join(lines)))
    except FormatError:
        return
    assert record.id
    for text in record.texts:
        assert all(0 <= offset <= len(text.body) for offset, _ in text.pages)
        assert all(text.body[start:end].strip() for start, end in text.footnotes)


HOSTILE = [
    "[", "1. a\n", "a1 ", "[Page 84] ", "\n[Page 84]\n", " ", "# a\n", "Author(s):\n", "Share | ",
    "get citation\n", "[Received July 1]\n", "July 12, 1949\n", "1949—4 p. m. ", "1,000 ", '"',
    "893.796/8–1248: Telegram\n", "1 - 3 of 97\n", "____\n", "http://a ", "a\n\nб\n\n", "↩\n",
    "Top Secret\n", "Home > ", "The Secretary of State to ", "1\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_page_costs_little_time(unit):
    whole = unit * (40_000 // len(unit))
    for frame in FRAMES.values():
        page = frame.replace("{}", whole, 1)
        started = time.process_time()
        with suppress(FormatError):
            read_page(page, "x")
        assert time.process_time() - started < 1


def test_a_page_without_words_is_refused():
    with pytest.raises(FormatError, match="the page holds no words"):
        read_page("# * ***\n\n[...]", "x")


@given(
    st.lists(st.sampled_from([*"#*_\\:-• \u00a0\t", "**", "Author", "АВТОР", "(s)", " x"])).map(
        "".join
    )
)
def test_no_line_is_passed_by_whose_key_begins_with_a_word_that_is_sought(line):
    sought = frozenset({"author", "author(s)", "автор"})
    for indented in (line, " " * 33 + line, " " * 38 + line, " " * 40 + line):
        assert begins_with(indented, sought) or key(indented).partition(" ")[0] not in sought


def test_a_line_is_passed_by_that_begins_with_another_word():
    assert not any(begins_with(line, {"author"}) for line in ("", "  ", "The author", "Authors: x"))

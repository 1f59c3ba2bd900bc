"""Does a page of a digital archive's site give its record, however much of it survives?"""

from __future__ import annotations

from datetime import date

import pytest
from layout_pages import EXPORT, NEW, OLD, STRIPPED, URL, indexed, marks, only

from searchlib.records import Shelfmark

# The older site -------------------------------------------------------------

OLD_BODY = "To Comrade Chernov.\n\nCoal has not come since Monday.\n\nBelov"


def test_an_older_page_is_the_record_its_export_is():
    page, export = only(OLD), only(EXPORT)
    assert page.id == export.id == "wilsoncenter-900005"
    assert (page.title, page.date) == (export.title, export.date)
    assert page.texts == export.texts
    assert marks(page) == marks(export)
    assert page.summary == "Belov asks for coal."
    assert (page.sender, page.recipient, page.type) == (("Belov",), ("Chernov",), "telegram")


CITED = OLD[OLD.index('    "Telegram') : OLD.index("  • share")]
# Parts of the page that may be missing, or set otherwise, without changing the text.
OLDER = {
    "as it is": lambda text: text,
    "no summary": lambda text: text.replace("    Belov asks for coal.\n", ""),
    "no address of its own": lambda text: text.replace(f"    {URL}/900005\n\nVIEW", "\nVIEW"),
    "headings": lambda text: text.replace("TELEGRAM", "# TELEGRAM").replace("VIEW", "# VIEW"),
    "list marks": lambda text: text.replace("  • ", "- "),
    "citation over several lines": lambda text: text.replace(
        "1951, History", "1951,\n    History"
    ).replace("op. 2, ", "op. 2,\n    "),
    "other forms offered": lambda text: text.replace(
        "English HTML", "English HTML\nEnglish PDF\nRussian Scan"
    ),
    "a footer": lambda text: text + "\nABOUT\nCONTACT\n© 2021 The Center. All rights reserved.\n",
    "neighbours": lambda text: text
    + "\nRELATED DOCUMENTS\n\nDecember 1, 1951\n\nLETTER FROM DAL TO BELOV\n\nDal is silent.\n",
    "a neighbour above": lambda text: "March 3, 1950\nREPORT OF DAL\nDal is silent.\n" + text,
    "form feeds": lambda text: text.replace("VIEW", "\fVIEW"),
}  # fmt: skip


@pytest.mark.parametrize("variant", OLDER)
def test_older_pages(variant):
    record = only(OLDER[variant](OLD))
    assert record.id == "wilsoncenter-900005"
    assert record.title == "Telegram No. 5, Belov to Chernov"
    assert record.date is not None
    assert record.date.start == date(1951, 12, 8)
    assert [text.body for text in record.texts] == [OLD_BODY]
    assert record.summary == ("" if variant == "no summary" else "Belov asks for coal.")
    assert marks(record) == (Shelfmark("AVP RF", "07", "2", "31", listy=((4, 5),)),)


def test_an_older_page_in_both_languages():
    russian = "Уважаемый товарищ Чернов! Вагоны не пришли, просим прислать их в мае."
    record = only(OLD.replace("To Comrade Chernov.", f"{russian}\n\nTo Comrade Chernov."))
    assert {text.language for text in record.texts} == {"ru", "en"}
    assert record.text("ru").body == russian
    assert record.text("en").kind == "translation"


def test_capitals_stay_where_no_citation_says_better():
    text = OLD.replace('"Telegram No. 5, Belov', '"Another Title, Belov')
    assert only(text).title == "TELEGRAM NO. 5, BELOV TO CHERNOV"
    assert only(OLD.replace(CITED, "")).title == "TELEGRAM NO. 5, BELOV TO CHERNOV"


# The newer site -------------------------------------------------------------

NEW_BODY = "SECRET\n3 pages\n\nComrade Chernov,\n\nI ask you to send coal.\n\nBelov"
NEWER = {
    "as it is": lambda text: text,
    "menus": lambda text: text.replace(
        "Skip to content\n", "Skip to content\nDigital Archive\nMenu\nSearch\nHome > Collections\n"
    ),
    "a cookie notice": lambda text: (
        "We use cookies to make the site work.\nAccept all cookies\n" + text
    ),
    "buttons": lambda text: text.replace("SECRET\n", "Share\nPrint\nDownload PDF\n\nSECRET\n"),
    "buttons nobody knows": lambda text: text.replace(
        "SECRET\n", "Share\nMy List\nPrint\n\nSECRET\n"
    ),
    "lines of the site in the text": lambda text: text.replace(
        "Belov\n", "Skip to content\n\nBelov\n", 1
    ),
    "labels in full": lambda text: text.replace("RGANI", "Source\n\nRGANI").replace(
        "The History", "Rights\n\nThe History"
    ),
    "people and places": lambda text: text.replace(
        "Document Information", "Author(s):\nBelov\nAssociated Places\nPort\n\nDocument Information"
    ),
    "neighbours": lambda text: text + "\nRelated Documents\n\nJune 4, 1952\nCable from Dal\n",
    "neighbours above": lambda text: text.replace("June 3", "Dal writes nothing.\nJune 3"),
    "headings": lambda text: text.replace("Cable from", "# Cable from").replace(
        "Document Info", "## Document Info"
    ),
    "a footer": lambda text: text + "\nBack to top\nPrivacy Policy\n© 2024\n",
}


@pytest.mark.parametrize("variant", NEWER)
def test_newer_pages(variant):
    record = only(NEWER[variant](NEW))
    assert record.title == "Cable from Belov to Chernov about Coal"
    assert record.date is not None
    assert record.date.start == date(1952, 6, 3)
    assert record.classification == "SECRET"
    assert record.credits == "This document was made possible with support from Blue Foundation"
    assert [text.body for text in record.texts] == [NEW_BODY]
    assert marks(record) == (Shelfmark("RGANI", "5", "49", "131", listy=((193, 194),)),)
    assert record.summary == ""


def test_labels_with_values():
    labels = (
        "Language\nRussian\nRecord ID\n900008\nOriginal Classification: Top Secret\nType\nCable\n"
    )
    record = only(NEW.replace("Original Uploaded Date\n\nRecord ID\n", labels))
    assert record.id == "wilsoncenter-900008"
    assert record.url == f"{URL}/900008"
    assert record.original_languages == ("ru",)
    assert record.classification == "Top Secret"
    assert record.texts[0].kind == "translation"


def test_a_russian_page():
    record = only(
        "Перейти к основному содержанию\nМеню\nПоиск\n\n3 июня 1952 года\n\n"
        "Телеграмма Белова Чернову\n\nПоделиться\nПечать\n\nСовершенно секретно\n\n"
        "Прошу прислать уголь.\n\nБелов\n\nИнформация о документе\n\nИсточник\n\n"
        "РГАНИ. Ф. 5. Оп. 49. Д. 131. Л. 193-194.\n\nЯзык: русский\n\nНомер записи: 900009\n\n"
        "Связанные документы\n\n2 июня 1952 года\nТелеграмма Чернова\n"
        "Мы используем файлы cookie.\nВсе права защищены\n"
    )
    assert record.title == "Телеграмма Белова Чернову"
    assert record.date is not None
    assert record.date.edtf == "1952-06-03"
    assert record.texts[0].body == "Совершенно секретно\n\nПрошу прислать уголь.\n\nБелов"
    assert (record.texts[0].kind, record.classification) == ("transcript", "Совершенно секретно")
    assert marks(record) == (Shelfmark("RGANI", "5", "49", "131", listy=((193, 194),)),)
    assert record.url == ""


def test_a_page_without_a_date_takes_none_from_its_text():
    record = only(NEW.replace("June 3, 1952\n", "").replace("3 pages", "Report of\n\n3 May 1950\n"))
    assert (record.title, record.date) == ("Cable from Belov to Chernov about Coal", None)
    assert "3 May 1950" in record.texts[0].body


@pytest.mark.parametrize("line", ["Author: Dal", "Автор: Даль", "Authors", "О документе"])
def test_a_word_that_may_be_a_label_ends_no_document(line):
    record = only(NEW.replace("3 pages", line + "\nCoal.\nCoal.\nCoal.\nCoal.\nCoal.\nCoal."))
    assert f"SECRET\n{line}\nCoal." in record.texts[0].body
    assert record.texts[0].body.endswith("I ask you to send coal.\n\nBelov")


def test_words_of_the_site_inside_a_document_stay():
    record = only(NEW.replace("3 pages", "Share\n\nSearch\n\nSource: Dal"))
    assert "Share\n\nSearch\n\nSource: Dal" in record.texts[0].body


# A page whose labels are lost -----------------------------------------------

STRIPPED_BODY = (
    "Tenth Department\nTop Secret\n\nDestination: PORT To Whom: Chernov\n\nFor Chernov.\n"
    "The engine is broken.\nBelov\n5 copies\n1. Comr. Dal"
)
STRIPPED_PAGES = {
    "as it is": lambda text: text,
    "no label at all": lambda text: text.partition("Author(s)")[0],
    "no neighbour": lambda text: text.partition("\n")[2],
    "two neighbours": lambda text: "Another neighbour.\n" + text,
    "one label": lambda text: text.replace("Associated People & Organizations\n", ""),
    "nobody supported it": lambda text: "".join(
        line for line in text.splitlines(keepends=True) if "made possible" not in line
    ),
}


@pytest.mark.parametrize("variant", STRIPPED_PAGES)
def test_pages_without_labels(variant):
    record = only(STRIPPED_PAGES[variant](STRIPPED))
    assert record.title == "Ciphered Telegram No. 7, Belov to Chernov"
    assert record.date is not None
    assert record.date.start == date(1950, 5, 14)
    assert record.classification == "Top Secret"
    assert record.summary == "Belov tells that an engine is broken."
    assert record.texts[0].body == STRIPPED_BODY
    assert "neighbour" not in indexed(record)


def test_a_summary_may_go_over_several_lines():
    long = "Belov tells that an engine is broken, that nobody can mend it, and\nthat Dal knows."
    record = only(STRIPPED.replace("Belov tells that an engine is broken.", long))
    assert record.summary == long.replace("\n", " ")
    assert record.texts[0].body == STRIPPED_BODY


@pytest.mark.parametrize(
    "last",
    [
        "We ask you to send a fitter at once.",
        "Belov",
        "I, Belov, have seen the engine.",
        "P.S. The engine is broken once more.",
        "The copies were sent to all comrades who have asked for",
    ],
)
def test_the_end_of_a_document_is_no_summary(last):
    record = only(STRIPPED.replace("Belov tells that an engine is broken.", last))
    assert record.summary == ""
    assert record.texts[0].body == f"{STRIPPED_BODY}\n{last}"

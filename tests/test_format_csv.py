"""Tables: delimiters, encodings, quotes and columns as they come from Excel and from catalogues."""

from __future__ import annotations

import csv as standard
import io
import time

import pytest
from format_samples import TABLE
from hypothesis import given
from hypothesis import strategies as st

from searchlib.errors import FormatError
from searchlib.formats import Original, csv, read
from searchlib.formats.columns import column


def opened(data: str | bytes, name: str = "table.csv") -> Original:
    return Original(name, data if isinstance(data, bytes) else data.encode())


def records(data: str | bytes, name: str = "table.csv"):
    return list(read(opened(data, name)))


def test_a_table_of_a_russian_archive():
    note, letter = records(TABLE)
    assert (note.title, note.date.edtf) == ("Записка об угле", "1934-06")
    assert note.citation.written == "РГАСПИ, ф. 17, оп. 3, д. 25, л. 4-6"
    assert note.texts[0].body == 'Уголь "Донбасс" кончился.\nЖдём; вагонов нет.'
    assert [(text.language, text.kind) for text in note.texts] == [
        ("ru", "text"),
        ("en", "translation"),
    ]
    assert letter.citation.shelfmarks[0].fond == "R-5446"
    assert letter.date.edtf == "1949-05-18"
    assert [text.language for text in letter.texts] == ["ru"]


@pytest.mark.parametrize("delimiter", ";,\t|")
def test_the_delimiter_is_told(delimiter):
    file = io.StringIO()
    rows = standard.reader(io.StringIO(TABLE, newline=""), delimiter=";")
    standard.writer(file, delimiter=delimiter).writerows(rows)
    assert records(file.getvalue()) == records(TABLE)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_line_ends(encoding, ends):
    data = TABLE.replace("\n", ends).encode(encoding)
    assert [record.title for record in records(data)] == ["Записка об угле", "Письмо о барже"]


def test_excel_saves_in_cp1251():
    assert records(TABLE.encode("cp1251")) == records(TABLE)


@pytest.mark.parametrize("line", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r\n"])
def test_excel_s_line_of_the_delimiter_decides(line):
    assert records(line + TABLE) == records(TABLE)
    (record,) = records("sep=|\ntitle,a|text\nBarge|It ran aground\n")
    assert record.texts[0].body == "It ran aground"


def test_columns_that_were_not_read_are_named():
    original = opened("title,text,box,colour\nBarge,aground,1,red\n")
    assert len(list(read(original))) == 1
    assert original.notes == ["columns that were not read: box, colour"]


def test_dates_that_were_not_understood_are_named():
    original = opened("title,date\nBarge,31.02.1950\nTug,\nRaft,30.04.1950\nShip,when it rained\n")
    dates = [record.date for record in read(original)]
    assert [day.edtf if day else None for day in dates] == [None, None, "1950-04-30", None]
    assert original.notes == ["dates that were not understood (row 2, 5)"]


def test_a_catalogue_has_no_texts_and_that_is_no_problem():
    original = opened("Фонд;Опись;Дело;Заголовок\n17;3;25;Об угле\n17;3;26;\n")
    coal, unnamed = read(original)
    assert (coal.texts, original.problems) == ((), [])
    assert unnamed.title == "f. 17, op. 3, d. 26"
    with pytest.raises(FormatError, match="row 2: no title and no text"):
        records("Дата;Заголовок\n1934;\n")


# Rows after a header of title and text, problems, titles read.
ROWS = [
    ("a,b\nc,d,e\nf,g\n", ["row 3: 3 values under 2 columns; quote those"], ["a", "f"]),
    ("a,b\nc,d,,\nf\n", ["row 4: no text; only its description"], ["a", "c", "f"]),
    ("a,b\n,\n\n , \nf,g\n", [], ["a", "f"]),
    ('a,"b,c\nf,g\n', ["row 2: quotes are not closed"], ["f"]),
    ('"Pravda" 5,b\nf,g\n', [], ['"Pravda" 5', "f"]),
    ('a,b "quoted" c\n', [], ["a"]),
    ("a,b\x00c\n", [], ["a"]),
]


@pytest.mark.parametrize(("rows", "problems", "titles"), ROWS)
def test_bad_rows_are_problems_and_the_others_are_read(rows, problems, titles):
    original = opened("title,text\n" + rows)
    assert [record.title for record in read(original)] == titles
    assert [
        found.startswith(said) for found, said in zip(original.problems, problems, strict=True)
    ] == [True] * len(problems)


# Content, what the message says.
UNREADABLE = [
    ("a,b\n1,2\n", "no column of the first row is known; name the columns as one of ru, en, id"),
    ("title,text\n", "nothing could be read; it holds no records"),
    ("\n\n", "the file is empty"),
    ("", "the file is empty"),
    (b"title,text\n\xff\x00\xfe,b", "binary"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_unreadable_tables_are_named_with_their_reason(data, message):
    with pytest.raises(FormatError) as error:
        records(data)
    assert message in str(error.value)
    assert str(error.value).startswith("table.csv: ")


def test_a_row_beyond_the_limit_is_passed_over(monkeypatch):
    monkeypatch.setattr(csv, "_LONGEST_ROW", 1000)
    long = "coal " * 1000
    for row in (f'x,"{long}"', f"x,{long}", f"x,{long} |{long}"):
        original = opened(f"title,text\na,b\n{row}\nc,d\n")
        assert [record.title for record in read(original)] == ["a", "c"]
        (problem,) = original.problems
        assert problem.startswith("row 3: ")


def test_an_unclosed_quote_swallows_no_more_than_its_row(monkeypatch):
    monkeypatch.setattr(csv, "_LONGEST_ROW", 1000)
    original = opened('title,text\na,"b\n' + "c,d\n" * 500)
    assert [record.texts[0].body for record in read(original)] == ['"b', *["d"] * 500]
    (note,) = original.notes
    assert note == "quotes that are not closed or not doubled were taken as written (row 2)"


def test_a_field_of_a_megabyte_is_read():
    (record,) = records(f"title,text\na,{'уголь ' * 200_000}\n")
    assert len(record.texts[0].body) > 1_000_000


# Name, what it stands for.
NAMES = [
    ("Title", ("title", "")),
    ("dc:title", ("title", "")),
    ("dc.title[en_US]", ("title", "en")),
    ("Dublin Core:Description", ("summary", "")),
    ("dcterms:abstract", ("summary", "")),
    ("dc.contributor.author", ("sender", "")),
    ("text_ru", ("text", "ru")),
    ("textEn", ("text", "en")),
    ("RU", ("text", "ru")),
    ("Русский текст", ("text", "ru")),
    ("Перевод (англ.)", ("translation", "en")),
    ("transcript-ru", ("transcript", "ru")),
    ("Ед. хр.", ("delo", "")),
    ("ДАТА ДОКУМЕНТА", ("date", "")),
    ("full text", ("text", "")),
    ("colour", None),
    ("", None),
    ("en colour", None),
]


@pytest.mark.parametrize(("name", "found"), NAMES)
def test_names_of_columns(name, found):
    assert column(name) == found


CELLS = st.text(st.sampled_from('абв xyz;,\t|"\n1'), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(";,\t|"))
def test_what_the_standard_library_writes_is_read(rows, delimiter):
    file = io.StringIO()
    writer = standard.writer(file, delimiter=delimiter, quoting=standard.QUOTE_ALL)
    writer.writerows([("title", "text"), *rows])
    original = opened(file.getvalue())
    try:
        found = list(read(original))
    except FormatError:
        found = []
    assert len(found) == sum(1 for title, text in rows if title.strip() or text.strip())


@pytest.mark.parametrize("unit", ['"', '"\n', "a,", '"a', "\r", '","', "\n", "ф;", 'a,"b\n', '""'])
def test_a_hostile_table_costs_time_in_proportion_to_its_length(unit):
    started = time.perf_counter()
    try:
        records("title,text\n" + unit * (40_000 // len(unit)))
        records(unit * (40_000 // len(unit)))
    except FormatError:
        pass
    assert time.perf_counter() - started < 4

"""Do hits that leave in any format come back whole, whatever their titles are?"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchlib import (
    AlignedPassages,
    Citation,
    DateInterval,
    Hit,
    Passage,
    Record,
    Shelfmark,
    Text,
)
from searchlib.export.citing import plain
from searchlib.export.csv import COLUMNS, cell, table
from searchlib.export.streams import FORMATS, Row
from searchlib.export.trec import trec

MARKS = (
    Shelfmark("AP RF", "4", "1", "331", listy=((59, 61),)),
    Shelfmark("RGASPI", "558", "11", listy=((5, 5), (7, 9))),
)
LETTER = Record(
    "письмо-1",
    "Телеграмма № 5",
    (Text("ru", "transcript", "Угля!"),),
    date=DateInterval(date(1949, 5, 18), date(1949, 5, 18), "18 мая 1949", "1949-05-18"),
    summary="Об угле.",
    citation=Citation("“As written”, RGASPI.", MARKS, translators=("Gary Goldberg",)),
    url="https://archive.example.org/5?a=1&b=50%25_x#top",
    type="telegram",
    sender=("Чжоу Эньлай", "Kovalev"),
    recipient=("Сталин",),
    original_languages=("Russian",),
)
HOSTILE = (
    "{", "}", "\\", "%", "&", "$", "#", "_", "~", "^", '"', "'", "\n", "\r\n", "\t", ",", ";",
    "=1+1", "@book{x,", "ER  - ", "TY  - ", " and ", "🛤️", "Ё", "ѣ", "«»", "\x00", "\x1b[31m",
    "\u2028", "\u202e", "\ud800", "\\textbackslash{}", "\\&", "<b>", "x", "я",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=3), max_size=12).map("".join)
RECORDS = st.builds(
    lambda title, summary, names: replace(LETTER, title=title, summary=summary, sender=names),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
)


def text_of(form, *records, named=False):
    rows = [
        Row(Hit(record, 1 / rank), rank, "q 1" if named else "", "f" * 64)
        for rank, record in enumerate(records, 1)
    ]
    return "".join(FORMATS[form].text(iter(rows), named))


def several(records):
    """Give each record an id of its own."""
    return [replace(record, id=f"letter-{n}") for n, record in enumerate(records)]


def names_of(record):
    return [name for name in map(plain, record.sender) if name]


def unlatex(text):
    """Undo the escapes of BibTeX."""
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    names |= {"textbraceleft": "{", "textbraceright": "}"}
    return re.sub(r"\\(?:([a-z]+)\{\}|([&%$#_]))", lambda m: names[m[1]] if m[1] else m[2], text)


@given(st.lists(RECORDS, min_size=1, max_size=3).map(several))
@settings(max_examples=25, deadline=None)
def test_ris_is_read_back(records):
    rispy = pytest.importorskip("rispy", reason="needs rispy")
    entries = rispy.loads(text_of("ris", *records))
    assert len(entries) == len(records)
    for entry, record in zip(entries, records, strict=True):
        assert entry["title"] == (plain(record.title) or record.id)
        assert entry.get("abstract", "") == plain(record.summary)
        assert entry.get("authors", []) == names_of(record)
        assert entry["secondary_authors"] == ["Сталин"]
        assert entry["subsidiary_authors"] == ["Gary Goldberg"]
        assert (entry["id"], entry["year"], entry["date"]) == (record.id, "1949", "1949/05/18/")
        assert (entry["language"], entry["urls"]) == ("Russian", [record.url])
        assert entry["unknown_tag"]["AV"] == ["; ".join(map(str, MARKS))]


@given(st.lists(RECORDS, min_size=1, max_size=3).map(several))
@settings(max_examples=25, deadline=None)
def test_bibtex_is_read_back_by_two_parsers(records):
    pybtex = pytest.importorskip("pybtex.database", reason="needs pybtex")
    bibtexparser = pytest.importorskip("bibtexparser", reason="needs bibtexparser")
    text = text_of("bibtex", *records)
    entries = pybtex.parse_string(text, "bibtex").entries
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = bibtexparser.parse_string(text, parse_stack=[])
    assert not library.failed_blocks
    others = [{field.key: field.value for field in entry.fields} for entry in library.entries]
    assert list(entries) == [record.id for record in records]
    for entry, other, record in zip(entries.values(), others, records, strict=True):
        for title in (entry.fields["title"], other["title"][1:-1]):
            assert unlatex(title[1:-1]) == (plain(record.title) or record.id)
        assert unlatex(entry.fields.get("abstract", "")) == plain(record.summary)
        assert unlatex(other.get("abstract", "{}")[1:-1]) == plain(record.summary)
        persons = [unlatex(str(one)[1:-1]) for one in entry.persons.get("author", ())]
        assert persons == names_of(record)
        assert unlatex(entry.fields["note"]) == "; ".join(map(str, MARKS))
        assert (entry.fields["date"], entry.fields["library"]) == ("1949-05-18", "AP RF")
        assert entry.fields["url"].replace("\\", "") == record.url


@given(st.lists(RECORDS, max_size=3).map(several))
@settings(max_examples=25, deadline=None)
def test_csl_json_is_read_back_and_as_its_schema_has_it(records):
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema")
    items = json.loads(text_of("csl", *records))
    jsonschema.validate(items, CSL)
    assert len(items) == len(records)
    for item, record in zip(items, records, strict=True):
        assert item["title"] == (plain(record.title) or record.id)
        assert item.get("abstract", "") == plain(record.summary)
        assert [one["literal"] for one in item.get("author", ())] == names_of(record)
        assert item["recipient"] == [{"literal": "Сталин"}]
        assert item["issued"] == {"date-parts": [[1949, 5, 18]]}
        assert item["archive_location"] == "; ".join(map(str, MARKS))
        assert (item["URL"], item["genre"]) == (record.url, "telegram")


# What we use of csl-data.json, the schema of CSL 1.0.2.
_TEXT = {"type": "string"}
_NAMES = {
    "type": "array",
    "items": {"type": "object", "properties": {"literal": _TEXT}, "additionalProperties": False},
}
_DAYS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {"type": "array", "items": _DAYS, "minItems": 1, "maxItems": 2},
        "literal": _TEXT,
    },
    "additionalProperties": False,
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "type": {"enum": ["manuscript", "personal_communication"]},
            **dict.fromkeys(("author", "recipient", "translator"), _NAMES),
            "issued": _DATE,
            **dict.fromkeys(
                (
                    "id", "title", "archive", "archive_location", "genre", "language",
                    "abstract", "URL",
                ),
                _TEXT,
            ),
        },
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}  # fmt: skip


@given(st.lists(RECORDS, max_size=3).map(several))
@settings(max_examples=25, deadline=None)
def test_csv_is_one_line_a_hit_and_no_formula(records):
    text = text_of("csv", *records)
    assert len(text.splitlines()) == len(records) + 1
    text.encode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row, record in zip(rows, records, strict=True):
        assert list(row) == list(COLUMNS)
        assert not any(re.match(r"\s*[=+\-@]", value) for value in row.values())
        assert unprotected(row["title"]) == cell(record.title).removeprefix("'")
        assert row["sender"] == cell("; ".join(record.sender))


def unprotected(text):
    return text[1:] if re.match("'\\s*[=+\\-@＝＋－＠]", text) else text.removeprefix("'")


def test_the_columns_of_a_table():
    passages = (
        AlignedPassages(Passage("ru", 0, 5, "Угля!\nи"), None),
        AlignedPassages(Passage("ru", 9, 14, "Хлеба"), Passage("en", 0, 5, "Bread")),
    )
    hit = Hit(LETTER, 1.25, passages)
    (row,) = csv.DictReader(io.StringIO("".join(table([(hit, 3, "q")], named=True)), newline=""))
    assert row == dict.fromkeys(COLUMNS, "") | {
        "query": "q", "rank": "3", "score": "1.25", "id": "письмо-1", "title": "Телеграмма № 5",
        "date": "18 мая 1949", "from_day": "1949-05-18", "to_day": "1949-05-18",
        "type": "telegram", "sender": "Чжоу Эньлай; Kovalev", "recipient": "Сталин",
        "archive": "AP RF; RGASPI", "fond": "4; 558", "opis": "1; 11", "delo": "331;",
        "list": "59-61; 5, 7-9", "shelfmarks": "; ".join(map(str, MARKS)), "languages": "ru",
        "original_languages": "Russian", "translators": "Gary Goldberg", "summary": "Об угле.",
        "ru": "Угля! и […] Хлеба", "en": "Bread", "citation": "“As written”, RGASPI.",
        "url": LETTER.url,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+7", "'+7"),
        ("- 3) Об оказании помощи", "'- 3) Об оказании помощи"),
        ("\t=1", "'=1"),
        ("\ufeff＝1", "'＝1"),
        ("a=1", "a=1"),
        ("№ 5", "№ 5"),
        ("два\r\nряда", "два ряда"),
    ],
)
def test_a_cell_is_no_formula(text, shown):
    assert cell(text) == shown


@given(RECORDS)
@settings(max_examples=25, deadline=None)
def test_json_lines_have_the_text_as_it_is(record):
    text = text_of("jsonl", record)
    assert text.count("\n") == 1 == len(text.splitlines())
    found = json.loads(text)
    assert found["title"] == record.title
    assert found["sender"] == list(record.sender)
    assert (found["rank"], found["fingerprint"]) == (1, "f" * 64)
    assert "query" not in found
    assert json.loads(text_of("jsonl", record, named=True))["query"] == "q 1"


@given(TEXTS, TEXTS)
@settings(max_examples=25)
def test_a_line_of_a_run_has_six_fields(name, record_id):
    line = trec(name, record_id, 1, 0.5)
    assert len(line.split()) == 6
    assert line.endswith("\n")
    line.encode()


def test_a_run():
    assert text_of("trec", LETTER, replace(LETTER, id="a b%")) == (
        "1 Q0 письмо-1 1 1.000000 searchlib\n1 Q0 a%20b%25 2 0.500000 searchlib\n"
    )
    assert text_of("trec", LETTER, named=True).startswith("q%201 Q0 ")


@pytest.mark.parametrize(
    ("form", "empty"),
    [("jsonl", ""), ("ris", ""), ("bibtex", ""), ("trec", ""), ("csl", "[]\n")],
)
def test_nothing_is_nothing(form, empty):
    assert text_of(form) == empty


@pytest.mark.parametrize(
    ("form", "entries"), [("ris", "TY  - "), ("bibtex", "@unpub"), ("csl", 'AP RF"')]
)
def test_what_several_queries_found_is_cited_once(form, entries):
    assert text_of(form, LETTER, LETTER, named=True).count(entries) == 1


def test_ids_that_bibtex_cannot_have_give_keys_of_their_own():
    keys = re.findall(r"@unpublished\{(.*),", text_of("bibtex", *(
        replace(LETTER, id=one) for one in ("письмо-1", "письмо-2", "a b", "a-b")
    )))  # fmt: skip
    assert len(set(keys)) == 4
    assert keys[3] == "a-b"


def test_rows_are_taken_one_by_one():
    taken = []

    def rows():
        for n in range(1000):
            taken.append(n)
            yield Row(Hit(LETTER, 1.0), n + 1)

    for form in FORMATS:
        taken.clear()
        pieces = FORMATS[form].text(rows(), False)
        for _ in range(3):
            next(pieces)
        assert len(taken) <= 3, form

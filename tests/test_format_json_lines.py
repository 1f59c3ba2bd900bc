"""JSON read: lines, lists, objects; what searchlib writes comes back; a bad line costs itself."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from format_samples import BILINGUAL, EAD, FRUS, JSON_LINES, LETTER, OBJECTS
from hypothesis import given
from hypothesis import strategies as st

from searchlib.errors import FormatError
from searchlib.export.json_lines import line, record_fields
from searchlib.formats import Original, json_lines, read
from searchlib.records import Citation, DateInterval, Record, Shelfmark, Text


def opened(data: str | bytes, name: str = "records.jsonl") -> Original:
    return Original(name, data if isinstance(data, bytes) else data.encode())


def records(data: str | bytes, name: str = "records.jsonl"):
    return list(read(opened(data, name)))


def test_keys_are_understood_in_english_and_russian():
    letter, note = records(JSON_LINES)
    assert letter.id == "barge-1"
    assert (letter.sender, letter.recipient, letter.type) == (("Alden",), ("Brand",), "letter")
    assert letter.date.edtf == "1949-05-18"
    assert letter.citation.shelfmarks[0].listy == ((59, 61),)
    assert [(text.language, text.kind) for text in letter.texts] == [
        ("ru", "transcript"),
        ("en", "translation"),
    ]
    assert (note.title, note.date.edtf) == ("Записка об угле", "1934-06")
    assert note.sender == ("Барков", "Лоцман")
    assert {text.language: text.kind for text in note.texts} == {"ru": "text", "en": "translation"}
    assert note.citation.shelfmarks[0].fond == "17"


def test_dates_that_were_not_understood_are_named():
    dates = "31.02.1950", "", None, {"start": "x", "written": "1950"}, {"written": "никогда"}
    lines = (json.dumps({"title": "Баржа", "date": date}) for date in dates)
    original = opened("\n".join(lines))
    found = [record.date for record in read(original)]
    assert [day.edtf if day else None for day in found] == [None, None, None, "1950", None]
    assert original.notes == ["dates that were not understood (line 1, 5)"]


def test_keys_that_were_not_read_are_named():
    original = opened(JSON_LINES)
    assert len(list(read(original))) == 2
    assert original.notes == ["keys that were not read: цвет"]
    assert original.problems == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (JSON_LINES, "a.jsonl"),
        (JSON_LINES, "a.json"),
        (JSON_LINES, "a.ndjson"),
        (JSON_LINES.replace("\n", "\r\n\r\n"), "a.jsonl"),
        ("\ufeff" + JSON_LINES, "a.jsonl"),
        (JSON_LINES.encode("utf-16"), "a.jsonl"),
        (json.dumps(OBJECTS), "a.json"),
        (json.dumps(OBJECTS, indent=2), "a.jsonl"),
        (json.dumps({"total": 2, "records": OBJECTS}, indent=2), "a.json"),
        (json.dumps({"total": 2, "records": OBJECTS}), "a.json"),
    ],
)
def test_lines_lists_and_objects_hold_the_same_records(data, name):
    assert [record.title for record in records(data, name)] == [
        "Letter, Alden to Brand",
        "Записка об угле",
    ]


def test_one_object_over_several_lines():
    (record,) = records(json.dumps(OBJECTS[0], indent=2), "a.json")
    assert record.id == "barge-1"


# What searchlib writes ------------------------------------------------------


def written(record: Record) -> str:
    return line(record_fields(record)) + "\n"


def test_what_searchlib_writes_comes_back_as_it_was():
    xml = [record for text in (FRUS, LETTER, BILINGUAL, EAD) for record in _xml(text)]
    assert len(xml) == 7
    back = records("".join(map(written, xml)))
    assert back == [replace(record, source="records.jsonl") for record in xml]


def _xml(text: str) -> list[Record]:
    return list(read(Original("a.xml", text.encode())))


WORDS = st.text(st.sampled_from("абв xyz;,.\"'\\/—№1"), min_size=1, max_size=12).map(str.strip)
NAMES = st.lists(WORDS.filter(bool), max_size=3, unique=True).map(tuple)
RECORDS = st.builds(
    Record,
    id=WORDS.filter(lambda word: word and not word.isdecimal() and word == " ".join(word.split())),
    title=WORDS.filter(lambda word: word and word == " ".join(word.split())),
    texts=st.lists(
        st.builds(
            Text,
            st.sampled_from(["ru", "en"]),
            st.sampled_from(["text", "transcript", "translation"]),
            WORDS.filter(bool),
            st.just(((0, "84"),)),
            st.just(((0, 1),)),
        ),
        max_size=2,
        unique_by=lambda text: text.language,
    ).map(tuple),
    date=st.none()
    | st.builds(
        lambda days, words: DateInterval(min(days), max(days), words, "1949~"),
        st.tuples(st.dates(), st.dates()),
        WORDS,
    ),
    citation=st.none()
    | st.builds(
        Citation,
        WORDS,
        st.just((Shelfmark("AP RF", "4", "1", "331", listy=((59, 61),)), Shelfmark(path="x"))),
        NAMES,
        NAMES,
    ),
    summary=WORDS,
    original_languages=st.lists(st.sampled_from(["ru", "en", "de"]), unique=True).map(tuple),
    type=WORDS,
    sender=NAMES,
    recipient=NAMES,
    contents=NAMES,
    credits=WORDS,
    classification=WORDS,
    url=st.just("https://a.example/1"),
    source=st.just("records.jsonl"),
)


@given(RECORDS)
def test_any_record_comes_back(record):
    assert records(written(record)) == [record]


# Bad lines ------------------------------------------------------------------

GOOD = '{"title": "Barge", "text": "The barge ran aground."}\n'

# A line, what the problem says.
BAD = [
    ('{"title": "Barge"', "not JSON (Expecting ',' delimiter at character 19)"),
    ("[1, 2]", "a list where an object"),
    ('"text"', "a text where an object"),
    ("17", "a number where an object"),
    ("null", "null where an object"),
    ("{} {}", "not JSON (something follows the value at character 3)"),
    ("{}", "no title and no text; the keys understood are ru, en, id, title"),
    ('{"titel": "x"}', "no title and no text"),
    ('{"title": " ", "text": null}', "no title and no text"),
    ('{"a": ' + "[" * 100_000, "values are nested too deep"),
    ('{"title": ' + "9" * 5_000 + "}", "not JSON"),
    ("Барка".encode("cp1251"), "not UTF-8 (byte 0xc1)"),
    ("not json at all", "not JSON (Expecting value at character 1)"),
]


@pytest.mark.parametrize(("bad", "message"), BAD)
def test_a_bad_line_is_a_problem_and_the_others_are_read(bad, message):
    bad = bad if isinstance(bad, bytes) else bad.encode()
    original = opened(GOOD.encode() + bad + b"\n" + GOOD.encode())
    assert len(list(read(original))) == 2
    (problem,) = original.problems
    assert problem.startswith(f"line 2: {message}")
    assert len(problem) < 600


def test_no_good_line_at_all_is_an_error():
    with pytest.raises(FormatError, match=r"a\.jsonl: nothing could be read; line 1: not JSON"):
        records("{\n}\n", "a.jsonl")
    with pytest.raises(FormatError, match="nothing could be read; it holds no records"):
        records("\n", "a.jsonl")


def test_many_problems_are_counted():
    original = opened(GOOD + "x\n" * 250)
    assert len(list(read(original))) == 1
    assert len(original.problems) == 101
    assert original.problems[-1] == "150 more problems of this kind"


def test_a_line_beyond_the_limit_is_passed_over(monkeypatch):
    monkeypatch.setattr(json_lines, "LARGEST", 1000)
    monkeypatch.setattr(json_lines, "_AT_A_TIME", 64)
    long = json.dumps({"title": "x", "text": "coal " * 1000})
    original = opened(f"{GOOD}{long}\n{GOOD}{long}")
    assert len(list(read(original))) == 2
    assert [problem[:30] for problem in original.problems] == [
        "line 2: the line is longer tha",
        "line 4: the line is longer tha",
    ]


def test_a_line_of_too_many_values_is_refused(monkeypatch):
    monkeypatch.setattr(json_lines, "_MOST_VALUES", 100)
    original = opened(GOOD + '{"title": "x", "a": [' + "1," * 200 + "1]}\n")
    assert len(list(read(original))) == 1
    assert "more than" in original.problems[0]


def test_a_list_is_read_up_to_its_damage():
    original = opened(f'[{GOOD},{GOOD},{{"title": ', "a.json")
    assert len(list(read(original))) == 2
    assert original.problems[0].endswith("what follows was not read")
    original = opened(f"[{GOOD},{GOOD}", "a.json")
    assert len(list(read(original))) == 2
    assert original.problems == ["object 3: the list is not closed; the file is cut off"]


def test_a_list_beyond_the_limit_asks_for_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(json_lines, "LARGEST", 100)
    with pytest.raises(FormatError, match="export it as JSON Lines"):
        records(json.dumps(OBJECTS), "a.json")


def test_nan_twice_given_keys_and_half_characters():
    original = opened(
        '{"title": "Barge", "summary": NaN, "date": Infinity, "text": "old", "text": "new \\ud83d"}'
    )
    (record,) = read(original)
    assert (record.summary, record.date, record.texts[0].body) == ("", None, "new \ufffd")
    assert original.notes == [
        "a key stands twice in one object; the last one counts (line 1)",
        "halves of characters were written as U+FFFD (line 1)",
    ]


def test_a_whole_emoji_stays():
    (record,) = records('{"title": "Barge", "text": "coal \\ud83d\\ude00"}')
    assert record.texts[0].body == "coal \U0001f600"


# Values ---------------------------------------------------------------------

# An object, a part of the record, its value.
VALUES = [
    ({"date": 1949}, "date", DateInterval(date(1949, 1, 1), date(1949, 12, 31), "1949", "1949")),
    ({"date": {"start": "x", "written": "June, 1934"}}, "date", None),
    ({"id": 17, "url": "https://a.example/17"}, "id", "a-17"),
    ({"dc:identifier": "https://a.example/17"}, "url", "https://a.example/17"),
    ({"dc:identifier": "A-17"}, "id", "A-17"),
    ({"dc:creator": ["A. Alden", "B. Brand"]}, "sender", ("A. Alden", "B. Brand")),
    ({"dcterms.abstract": "On coal"}, "summary", "On coal"),
    ({"dc:language": "rus; eng"}, "original_languages", ("ru", "en")),
    ({"языки": ["русский", "en"]}, "original_languages", ("ru", "en")),
    ({"dc:type": "Letter"}, "type", "Letter"),
    ({"type": ""}, "type", ""),
    ({"classification": True}, "classification", ""),
    ({"summary": ["one", None, {"value": "two"}]}, "summary", "one; two"),
    ({"title": "", "citation": "AP RF, f. 4, d. 3"}, "title", "AP RF, f. 4, d. 3"),
    ({"dc:source": "AP RF, f. 4, d. 3"}, "citation",
     Citation("AP RF, f. 4, d. 3", (Shelfmark("AP RF", "4", delo="3"),))),
    ({"texts": {"ru": "Уголь", "eng": "coal"}}, "texts",
     (Text("ru", "text", "Уголь"), Text("en", "text", "coal"))),
    ({"texts": ["Уголь", {"language": "English", "text": "coal"}]}, "texts",
     (Text("ru", "text", "Уголь"), Text("en", "text", "coal"))),
    ({"texts": [{"language": "ru", "body": "Уголь", "pages": [[9, "1"], [2, 5]],
                 "footnotes": [[3, 1], [0, 2], "x"]}]}, "texts",
     (Text("ru", "text", "Уголь"),)),
    ({"text": "Уголь кончился.\nThe coal has run out."}, "texts",
     (Text("ru", "text", "Уголь кончился."), Text("en", "text", "The coal has run out."))),
    ({"text": "a\r\nb"}, "texts", (Text("en", "text", "a\nb"),)),
    ({"archive": "РГАСПИ", "fond": 17, "opis": "3", "delo": "д. 25"}, "citation",
     Citation("РГАСПИ, ф. 17, оп. 3, д. 25", (Shelfmark("RGASPI", "17", "3", "25"),))),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "part", "value"), VALUES)
def test_values(fields, part, value):
    (record,) = records(json.dumps({"title": "Barge"} | fields))
    found = getattr(record, part)
    if part == "texts" and fields["texts" if "texts" in fields else "text"].__class__ is list:
        found = tuple(Text(text.language, text.kind, text.body) for text in found)
    assert found == value or (part == "date" and found.edtf == "1934-06")


def test_a_bare_number_is_no_id_by_itself():
    one, other = (records(json.dumps({"id": 1, "title": title}))[0].id for title in ("a", "b"))
    assert one != other
    assert one.startswith("1-")


KEYS = [
    *("title", "texts", "body", "ru", "date", "start", "end", "listy", "citation", "shelfmarks"),
    *("written", "language", "pages", "footnotes", "id", "url", "sender"),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def _nested(values):
    return st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(KEYS), values)


@given(st.recursive(SCALARS, _nested, max_leaves=12))
def test_any_json_is_records_or_an_error(value):
    try:
        records(json.dumps(value))
    except FormatError:
        return


@pytest.mark.parametrize("unit", ['{"a":', "[", '"\\u', '{"title":"a"}', ",", '[{"title":"a"},'])
def test_hostile_files_cost_little(unit):
    for name in ("a.jsonl", "a.json"):
        started = time.perf_counter()
        with suppress(FormatError):
            records(unit * (200_000 // len(unit)), name)
        assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    "unit", [" ", "; ", "ф. 1, ", "\n", "1-", "Барков ", "https://a/", "и ", "[]"]
)
def test_hostile_values_cost_little(unit):
    long = unit * (100_000 // len(unit))
    names = [
        "id",
        "title",
        "date",
        "summary",
        "url",
        "type",
        "languages",
        "sender",
        "archive",
        "listy",
        "citation",
        "text",
    ]
    started = time.perf_counter()
    with suppress(FormatError):
        records(json.dumps(dict.fromkeys(names, long)))
    assert time.perf_counter() - started < 3

"""JSON Lines: complete, one object a line, Cyrillic as it is, and nothing a terminal obeys."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchlib import DateInterval, Hit, Mark, Passage, Record, Text
from searchlib.export.json_lines import hit_fields, line, record_fields
from searchlib.records import AlignedPassages

RECORD = Record(
    id="a-1",
    title="Шифр\x1b[31mовка\u202e",
    texts=(Text("ru", "transcript", "Об оказании помощи"),),
    date=DateInterval(date(1949, 5, 18), date(1949, 5, 18), "May 18, 1949", "1949-05-18"),
)


@given(st.text(st.characters(codec=None), max_size=50))
def test_any_text_comes_back_from_one_safe_line(text):
    written = line({"text": text})
    assert json.loads(written) == json.loads(json.dumps({"text": text}))
    written.encode("utf-8")
    assert len(written.splitlines()) == 1
    assert not set(written) & {chr(code) for code in (*range(32), *range(0x7F, 0xA0))}


@pytest.mark.parametrize(
    "character", "\x1b\x07\x08\r\n\0\x7f\x9b\u061c\u200f\u2028\u202e\u2066\ud800"
)
def test_what_a_terminal_obeys_is_escaped(character):
    assert line({"a": character}).isascii()


def test_cyrillic_stands_as_it_is():
    assert line({"слово": "Корея"}) == '{"слово": "Корея"}'


def test_a_record_is_whole():
    fields = json.loads(line(record_fields(RECORD)))
    assert fields["title"] == RECORD.title
    assert fields["date"]["start"] == "1949-05-18"
    assert fields["texts"] == [
        {
            "language": "ru",
            "kind": "transcript",
            "body": "Об оказании помощи",
            "pages": [],
            "footnotes": [],
        }
    ]
    assert fields["citation"] is None


def test_a_hit_has_its_marks_as_offsets_and_not_the_whole_texts():
    passage = Passage("ru", 3, 18, "оказании помощи", (Mark(3, 11, "counterpart"), Mark(12, 18)))
    hit = Hit(RECORD, 1.5, (AlignedPassages(ru=passage),), (Mark(0, 4),))
    fields = json.loads(line(hit_fields(hit, 7)))
    assert (fields["rank"], fields["score"], fields["id"]) == (7, 1.5, "a-1")
    assert fields["title_marks"] == [[0, 4, "match"]]
    assert fields["passages"] == [
        {
            "ru": {
                "start": 3,
                "end": 18,
                "text": "оказании помощи",
                "marks": [[3, 11, "counterpart"], [12, 18, "match"]],
            },
            "en": None,
        }
    ]
    assert "texts" not in fields


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="set has no JSON form"):
        line({"a": {1}})


def test_search_prints_one_object_a_line(run):
    done = run("search", "--json", "корейские дивизии")
    assert done.returncode == 0
    translated = "корейские as korean; дивизии as divisions"
    assert done.stderr == f"searchlib: also looked for: {translated}\n"
    (hit,) = [json.loads(row) for row in done.stdout.splitlines()]
    assert hit["id"] == "wilsoncenter-114898"
    whole = json.loads(run("show", "--json", hit["id"]).stdout)
    body = next(text["body"] for text in whole["texts"] if text["language"] == "ru")
    marked = [(body[a:b], kind) for pair in hit["passages"] for a, b, kind in pair["ru"]["marks"]]
    assert ("корейских", "match") in marked
    assert ("дивизии", "match") in marked
    second = hit["passages"][1]
    assert [kind for *_, kind in second["en"]["marks"]] == ["counterpart", "counterpart"]


def test_search_that_finds_nothing_prints_nothing_and_notes_on_stderr(run):
    done = run("search", "--json", "корейский", "жираф")
    assert (done.returncode, done.stdout) == (1, "")
    assert "searchlib: no record holds жираф" in done.stderr

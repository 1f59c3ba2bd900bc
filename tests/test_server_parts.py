"""The parts of the page and of the API's description, by themselves."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
from conftest import RECORDS
from hypothesis import given
from hypothesis import strategies as st

import searchlib
from searchlib import DateInterval, FacetValue, Mark, Record, Text

pytest.importorskip("starlette", reason="needs searchlib[server]")
pytest.importorskip("jinja2", reason="needs searchlib[server]")

from searchlib.export.marking import Piece, pieces, seen
from searchlib.server import api, parameters, words
from searchlib.server.addresses import address, asked_for, exports
from searchlib.server.chart import chart
from searchlib.server.openapi import description, schema
from searchlib.server.reasons import reasons
from searchlib.server.rendering import Renderer
from searchlib.server.views import record_page, results_page, tongue
from searchlib.server.words import Words, preferred

EN, RU = Words("en"), Words("ru")

# Text and marks.


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=6),
    st.integers(0, 50),
)
def test_pieces_are_the_text_whatever_the_marks(text, spans, start):
    marks = [Mark(first + start, last + start, "counterpart") for first, last in spans]
    cut = pieces(text, marks, start)
    assert "".join(piece.text for piece in cut) == seen(text)
    assert len(seen(text)) == len(text)
    assert all(piece.text for piece in cut)


def test_marks_keep_their_kind():
    marks = [Mark(14, 17), Mark(10, 13, "counterpart")]
    assert pieces("war and war", marks, 10) == [
        Piece("war", "counterpart"), Piece(" "), Piece("and", "match"), Piece(" war"),
    ]  # fmt: skip


def test_what_a_browser_would_obey_is_shown_as_a_picture():
    assert seen("a\x1b[1m\u202eb\x00\x85c\nd\te") == "a␛[1m\ufffdb␀ c\nd\te"
    assert seen("\ud800") == "\ufffd"


# Words.


def test_both_languages_say_everything():
    for key, sides in words._WORDS.items():
        assert len(sides) == 2, key
        assert all(sides), key
        fields = [set(re.findall(r"\{(\w+)\}", side)) for side in sides]
        assert fields[0] == fields[1], key
        if key not in ("absent:ru", "id"):
            assert re.search("[а-яё]", sides[1], re.IGNORECASE) or "#" in sides[1], key


def test_every_word_a_template_asks_for_is_there():
    asked = set()
    for template in (Path(words.__file__).parent / "templates").iterdir():
        asked.update(re.findall(r"""\bw\(["']([\w:]+)["'][,)]""", template.read_text("utf-8")))
    assert len(asked) > 30
    assert asked <= set(words._WORDS)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, ru;q=0.8, en;q=0.5", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("de-DE", "en"),
        ("ru;q=x, en;q=0.1", "en"),
        (";;,,q=1", "en"),
    ],
)
def test_the_language_a_browser_prefers(accepted, language):
    assert preferred(accepted) == language


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (0, "0 documents", "0 документов"),
        (1, "1 document", "1 документ"),
        (3, "3 documents", "3 документа"),
        (11, "11 documents", "11 документов"),
        (12, "12 documents", "12 документов"),
        (21, "21 documents", "21 документ"),
        (1104, "1,104 documents", "1\u202f104 документа"),
    ],
)
def test_counted_nouns(count, english, russian):
    assert (EN.counted("hits", count), RU.counted("hits", count)) == (english, russian)


def test_dates_and_values():
    day = DateInterval(date(1949, 5, 18), date(1949, 5, 18), "May 18, 1949")
    month = DateInterval(date(1949, 5, 1), date(1949, 5, 31), "May 1949")
    assert [EN.date(day), RU.date(day)] == ["18 May 1949", "18 мая 1949 г."]
    assert [EN.date(month), RU.date(None)] == ["May 1949", ""]
    assert [RU.value("type", "cable"), RU.value("decade", "1940s")] == ["телеграмма", "1940-е"]
    assert [EN.value("language", "ru"), RU.value("person", "Stalin")] == ["Russian", "Stalin"]


def test_every_note_of_a_search_is_said_in_russian():
    texts = (searchlib.Text("en", "text", "the war in Korea and warfare"),)
    with searchlib.Index.of([searchlib.Record("r", "T", texts)]) as index:
        notes = [
            note
            for query in ("война", "the war", "war giraffe", "warf*", "zeb*", "war -korea")
            for note in index.search(query).notes
        ]
        notes += index.search("the war", match="any").notes
        notes += index.search("giraffe war", filter="type:letter").notes
    assert len(notes) > 8
    for note in notes:
        said, language = RU.note(note)
        assert language == "ru", note
        assert "--any" not in said + EN.note(note)[0]
    assert RU.note("a new kind of note") == ("a new kind of note", "en")


# Addresses and the chart.


@given(
    st.text(max_size=20),
    st.lists(st.text(max_size=20), max_size=3),
    st.sampled_from(["all", "any"]),
    st.sampled_from(["relevance", "-date"]),
    st.booleans(),
    st.integers(1, 1000),
)
def test_an_address_asks_for_the_same(query, filters, match, sort, translate, page):
    from urllib.parse import parse_qs, urlsplit

    asked = {"q": query, "filter": filters, "match": match, "sort": sort, "page": page}
    asked = asked_for({}) | asked | {"translate": translate}
    asked["filter"] = tuple(dict.fromkeys(one for one in filters if one.strip()))
    try:
        query.encode()
    except UnicodeEncodeError:
        return
    given_again = parse_qs(urlsplit(address(asked, page=page)).query, keep_blank_values=True)
    assert asked_for(given_again) == asked


@pytest.mark.parametrize("asked", [
    {}, {"q": ["уголь & coal"], "filter": ["type:letter", "date:[1947 TO 1950]"]},
    {"q": ["coal"], "match": ["any"], "sort": ["-date"], "by": ["left"], "page": ["3"],
     "translate": ["false"], "explain": ["1"]},
])  # fmt: skip
def test_a_file_holds_what_the_page_was_asked_for(asked):
    from urllib.parse import parse_qs, urlsplit

    page = asked_for(asked)
    for _, whole in exports(page):
        parts = urlsplit(whole)
        form = parts.path.removeprefix("/search.")
        found = parameters.read(parse_qs(parts.query), parameters.EXPORT)
        assert parameters.FORM.value(form) == form
        assert found["bom"] == (form == "csv")
        names = ("q", "filter", "match", "sort", "translate")
        assert [found[name] for name in names] == [page[name] for name in names]


def test_years_are_one_more_filter():
    assert asked_for({"from": ["1949"], "to": ["1950"]})["filter"] == ("date:[1949 TO 1950]",)
    assert asked_for({"from": ["1949"], "to": [""]})["filter"] == ("date:[1949 TO 9999]",)
    assert asked_for({"to": ["949"]})["filter"] == ("date:[0001 TO 0949]",)
    assert asked_for({"utm_source": ["x"]})["filter"] == ()
    with pytest.raises(searchlib.UsageError, match="A year has up to four digits"):
        asked_for({"from": ["49er"]})


def counts(*pairs):
    return [FacetValue(name, count, f"date:{name}") for name, count in pairs]


def test_the_chart_is_as_wide_as_its_years():
    drawn = chart(counts(("1945", 5), ("1950", 10), ("1953", 1)), [], str.upper)
    assert [(bar.label, bar.x, bar.height, bar.y) for bar in drawn.bars] == [
        ("1945", 0, 50.0, 50.0), ("1950", 50, 100.0, 0.0), ("1953", 80, 10.0, 90.0),
    ]  # fmt: skip
    assert (drawn.width, drawn.first, drawn.last) == (90, "1945", "1953")
    assert drawn.bars[0].href == "DATE:1945"
    one = chart(counts(("1949", 1)), [], str)
    assert (one.width, one.first, one.last) == (90, "1945", "1953")
    decades = chart(counts(("1700", 1), ("1949", 1)), counts(("1700s", 1), ("1940s", 1)), str)
    assert [bar.label for bar in decades.bars] == ["1700s", "1940s"]
    assert (decades.width, decades.last) == (250, "1940")
    assert chart([], [], str) is None


# Pages.


class Page(HTMLParser):
    """Collect tags, attributes and text of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def rendered(view, language="en"):
    return Renderer().page(Words(language), {**view, "switch": {}})


def test_what_documents_say_is_never_markup(archive):
    with searchlib.open(archive[1]) as index:
        asked = asked_for({"q": ['giraffe <b>"x"\'</b>'], "match": ["any"]})
        pages = [
            rendered(results_page(index, asked, EN)),
            rendered(record_page(index, RECORDS[0]["id"], asked, EN)),
        ]
    for html in pages:
        page = Page(html)
        assert not any(tag == "img" for tag, _ in page.tags)
        assert [attrs["src"] for tag, attrs in page.tags if tag == "script"] == [
            f"/static/{name}.js?v={Renderer().version}" for name in ("page", "completing")
        ]
        assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
        assert all("style" not in attrs for _, attrs in page.tags)
        assert not any("javascript:" in (a.get("href") or "") for _, a in page.tags)
        assert "<script>alert(1)</script> note <b>bold</b>␛[31m" in "".join(page.words)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", html)


def test_a_filter_is_a_chip_with_its_words(archive):
    with searchlib.open(archive[1]) as index:
        asked = asked_for({
            "q": ["coal"], "filter": ["type:letter", "coal OR hospital"], "from": ["1947"],
        })  # fmt: skip
        view = results_page(index, asked, RU)
    assert [chip["label"] for chip in view["chips"]] == ["письмо", "coal OR hospital", "1947–"]
    assert "type" not in view["chips"][0]["without"]
    assert view["total"] == 8


@pytest.mark.parametrize(("chosen", "label"), [
    ("*", "Всё подряд"), ("date:1949", "1949"), ("date:[1950 TO 1940]", "1950–1940"),
    ("type:decree", "постановление"), ('correspondent:"Mao Zedong"', "Mao Zedong"),
    ("lang:en", "Английский"), ('person:"a \\"b\\""', 'person:"a \\"b\\""'),
    ("title:\u202eevil", "title:\ufffdevil"),
])  # fmt: skip
def test_a_filter_that_finds_nothing_is_still_said_in_words(archive, chosen, label):
    with searchlib.open(archive[1]) as index:
        view = results_page(index, asked_for({"q": ["жираф"], "filter": [chosen]}), RU)
    assert [chip["label"] for chip in view["chips"]] == [label]


def test_a_chosen_value_comes_first_and_leads_back(archive):
    with searchlib.open(archive[1]) as index:
        asked = asked_for({"q": ["coal"], "filter": ["type:letter", "date:1950"]})
        view = results_page(index, asked, EN)
    types = next(facet for facet in view["facets"] if facet["name"] == "type")
    assert types["values"][0]["chosen"]
    assert types["values"][0]["href"] == "/?q=coal&filter=date%3A1950"
    assert [span["without"] for span in view["spans"]] == ["/?q=coal&filter=type%3Aletter"]


def test_reasons_add_up(archive):
    asked = asked_for({"q": ["уголь railway"], "explain": ["1"]})
    with searchlib.open(archive[1]) as index:
        hit = results_page(index, asked, RU)["hits"][0]
        plain = results_page(index, asked | {"explain": ""}, RU)["hits"][0]
    assert plain["why"] is None
    rows = hit["why"]["rows"]
    total = float(hit["why"]["score"].replace(",", "."))
    assert sum(row["weight"] for row in rows) == pytest.approx(total, abs=0.01)
    assert any("уголь" in row["word"] for row in rows)
    said = [part["counted"] for row in rows for part in row["parts"]]
    assert all(re.fullmatch(r"\d+ раза? на \d+ слов[оа]?; есть в \d+ из 38", one) for one in said)


def test_reasons_too_long_to_say_are_left_out():
    words = " ".join("".join(word) for word in product("a", *[ascii_lowercase] * 3))
    with searchlib.Index.of(
        [Record(id="r1", title="", texts=(Text(language="en", kind="text", body=words),))]
    ) as index:
        assert reasons(index, "r1", asked_for({"q": ["a*"]}), EN) is None
        assert reasons(index, "r1", asked_for({"q": ["aaa*"]}), EN) is not None


def test_pages_of_an_answer_end(archive):
    with searchlib.open(archive[1]) as index:
        views = [
            results_page(index, asked_for({"q": ["coal"], "page": [str(page)]}), EN)
            for page in (1, 4, 9)
        ]
    assert [len(view["hits"]) for view in views] == [10, 5, 0]
    assert [(bool(view["before"]), bool(view["after"])) for view in views] == [
        (False, True), (True, False), (True, False),
    ]  # fmt: skip


def test_a_record_has_all_its_text_once(archive):
    with searchlib.open(archive[1]) as index:
        for query in ("", "корейские дивизии"):
            record = index.get("wilsoncenter-114898")
            view = record_page(index, record.id, asked_for({"q": [query]}), EN)
            for text in record.texts:
                shown = "".join(p.text for row in view["rows"] for p in row[text.language])
                assert "".join(shown.split()) == "".join(text.body.split())
            assert bool(view["marks"]) is bool(query)


def test_titles_are_read_in_their_language():
    assert [tongue("Письмо из ЦК"), tongue("Cable No. 5"), tongue("")] == ["ru", "en", "en"]


# The description.


def test_the_description_names_what_is_there():
    made = json.loads(json.dumps(description([one.media_type for one in api.CITATIONS.values()])))
    text = json.dumps(made)
    for reference in re.findall(r'"#/components/(\w+)/(\w+)"', text):
        assert reference[1] in made["components"][reference[0]], reference
    names = [one["name"] for one in made["paths"]["/search"]["get"]["parameters"]]
    assert names == [one.name for one in parameters.SEARCH]
    with pytest.raises(TypeError, match="has no schema"):
        schema(dict[str, int])

"""The concordance over HTTP: as JSON, and on a page."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="needs searchlib[server]")
pytest.importorskip("jinja2", reason="needs searchlib[server]")

import searchlib
from searchlib import Mark, Passage
from searchlib.server.addresses import asked_for
from searchlib.server.contexts import _around, context_page
from searchlib.server.parameters import ORDER
from searchlib.server.views import results_page
from searchlib.server.words import Words

httpx = pytest.importorskip("httpx", reason="needs httpx")

CABLE = "wilsoncenter-114898"
EN = Words("en")


def get(served, path, **given):
    return httpx.get(served + path, params=given)


def test_the_same_lines_as_the_library(served, archive):
    answer = get(
        served, "/concordance", q="Корея OR угля", sort="left", width=30, limit=7, offset=3
    ).json()
    with searchlib.open(archive[1]) as index:
        found = index.concordance("Корея OR угля", sort="left", width=30, limit=7, offset=3)
        assert answer["generation"] == index.generation
    assert (answer["total"], answer["records"], answer["read"]) == (50, 36, 36)
    assert answer["offset"] == 3
    assert [
        (one["number"], one["record_id"], one["start"], one["left"], one["match"], one["right"])
        for one in answer["lines"]
    ] == [
        (n, one.record_id, one.start, one.left, one.match, one.right)
        for n, one in enumerate(found, 4)
    ]
    assert {"ru", "en"} == answer["lines"][0]["passages"][0].keys()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sort": "up"}, "sort is one of text, left, right, match, date, -date, not 'up'."),
        ({"language": "de"}, "language is one of ru, en, not 'de'."),
        ({"width": "301"}, "width is a whole number from 0 to 300."),
        ({"limit": "-1"}, "limit is a whole number from 0 to 100."),
        ({"most": "9"}, "There is no parameter 'most'."),
    ],
)
def test_what_is_refused(served, given, said):
    answer = get(served, "/concordance", q="coal", **given)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(said)


def test_the_orders_are_those_of_the_library():
    from searchlib.answers.concordance import SORTS

    assert ORDER == SORTS


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_has_a_line_for_each_place(served, language):
    page = get(served, "/context", q="Корея", by="right", lang=language)
    assert page.status_code == 200
    assert page.text.count('<mark class="match">') == 15
    assert page.text.count('<mark class="counterpart">') >= 13
    assert {"en": "15 places", "ru": "15 мест"}[language] in page.text
    assert f'href="/read/{CABLE}?q=' in page.text


def test_documents_stay_text_on_the_page(served):
    page = get(served, "/context", q="giraffe").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_hits_lead_to_the_page_and_back(archive):
    asked = asked_for({"q": ["уголь"], "filter": ["type:letter"], "sort": ["date"]})
    with searchlib.open(archive[1]) as index:
        there = results_page(index, asked, EN)["in_context"]
        page = context_page(index, asked_for({"q": ["уголь"], "by": ["left"]}), EN)
    assert there == "/context?q=%D1%83%D0%B3%D0%BE%D0%BB%D1%8C&filter=type%3Aletter"
    assert page["back"] == "/?q=%D1%83%D0%B3%D0%BE%D0%BB%D1%8C"
    assert [by for by, _, chosen in page["orders"] if chosen] == ["left"]
    assert {by: href for by, href, _ in page["orders"]}["right"].endswith("&by=right")
    assert (page["total"], page["pages"], page["after"]) == (35, 1, "")


def test_pages_turn(archive):
    with searchlib.open(archive[1]) as index:
        first, second, past = (
            context_page(index, asked_for({"q": ["coal OR hospital"], "page": [n]}), EN)
            for n in "129"
        )
    assert (first["total"], first["pages"]) == (70, 2)
    assert [len(page["lines"]) for page in (first, second, past)] == [50, 20, 0]
    assert second["lines"][0]["number"] == 51
    assert first["after"].endswith("&page=2")
    assert "page" not in second["before"]


def test_what_only_a_translation_says_is_listed_too(archive):
    with searchlib.open(archive[1]) as index:
        asked = asked_for({"q": ["Manchuria"], "filter": ["id:only-russian"]})
        assert context_page(index, asked, EN)["total"] == 1
        assert context_page(index, {**asked, "translate": False}, EN)["total"] == 0


@pytest.mark.parametrize(
    ("text", "marks", "shown"),
    [
        ("short", (), "short"),
        ("word " * 50, (), "word " * 17 + "word…"),
        ("long " * 20 + "HERE" + " more" * 40, (Mark(107, 111),), None),
        ("x" * 300 + "HERE" + "y" * 300, (Mark(307, 311),), None),
    ],
)
def test_the_other_text_is_cut_around_its_first_mark(text, marks, shown):
    pieces = _around(Passage("en", 7, 7 + len(text), text, marks))
    whole = "".join(piece.text for piece in pieces)
    if shown is not None:
        assert whole == shown
        return
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert [piece.text for piece in pieces if piece.kind] == ["HERE"]

"""Does a search work in a real browser: by mouse, keys and thumb, and without a script?"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="needs playwright")

from browsing import IN_A_BROWSER, QUERY, expect

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_type_search_narrow_read_and_go_back(visit, script):
    page = visit("/", java_script_enabled=script)
    page.locator("#q").fill("уголь")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 documents")
    expect(page.locator(".notes")).to_contain_text("уголь as")
    page.get_by_role("complementary").get_by_role("link", name="letter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 documents")
    expect(page.locator(".chips")).to_contain_text("letter")
    page.get_by_label("From").fill("1947")
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chips")).to_contain_text("1947–")
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 documents")
    page.get_by_role("link", name="clear all").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 documents")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".paging")).to_contain_text("Page 2 of 4")
    title = page.locator(".hit h2 a").first
    name = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("[lang=ru] mark").first).to_be_visible()
    page.get_by_role("link", name="Back to the results").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 documents")


def test_both_languages_stand_side_by_side_with_marks(visit):
    page = visit(f"/?q={QUERY}")
    pair = page.locator(".pair").first
    ru, en = pair.locator("[lang=ru]"), pair.locator("[lang=en]")
    expect(ru.locator("mark").first).to_be_visible()
    assert ru.bounding_box()["y"] == en.bounding_box()["y"]
    assert ru.bounding_box()["x"] < en.bounding_box()["x"]
    pair.click()
    row = page.locator(".row:target")
    expect(row).to_be_in_viewport()
    assert row.locator("mark").count() > 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_value_is_taken_away_where_it_was_chosen(visit, script):
    page = visit("/?q=уголь", java_script_enabled=script)
    aside = page.locator("aside")
    aside.get_by_role("link", name="letter").click()
    expect(aside.get_by_role("link", name="letter remove")).to_be_visible()
    page.get_by_label("From").fill("1947")
    page.get_by_role("button", name="Apply").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 documents")
    aside.get_by_role("link", name="1947– remove").click()
    expect(page.locator(".chips li")).to_have_count(1)
    aside.get_by_role("link", name="letter remove").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 documents")
    expect(page.locator(".chips")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_every_hit_can_be_kept_as_a_file(visit, script):
    page = visit("/?q=уголь&filter=type:letter&sort=date", java_script_enabled=script)
    page.get_by_text("Save", exact=True).click()
    links = page.locator(".downloads a")
    expect(links).to_have_text(["CSV", "JSON Lines", "RIS", "BibTeX", "CSL-JSON"])
    with page.expect_download() as download:
        links.get_by_text("JSON Lines").click()
    assert download.value.suggested_filename == "searchlib.jsonl"
    rows = [json.loads(row) for row in Path(download.value.path()).read_text("utf-8").splitlines()]
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{len(rows)} documents")
    with page.expect_download() as download:
        links.get_by_text("CSV").click()
    table = Path(download.value.path()).read_text("utf-8")
    assert table.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(table)))) == len(rows) + 1


def test_a_search_is_cited_in_one_line(visit):
    page = visit("/?q=уголь&filter=type:letter")
    page.locator(".panels").get_by_text("Cite").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"searchlib \S+, “уголь” among “type:letter”, \d of \d+ records, index \w{16}, [\d-]{10}",
        copied,
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_why_a_hit_was_found_is_said_where_it_is_asked(visit, script):
    page = visit("/?q=уголь+railway", java_script_enabled=script)
    expect(page.locator("details.why")).to_have_count(0)
    page.locator("#hit-3").get_by_text("Why?").click()
    reasons = page.locator("#why-3")
    expect(reasons).to_be_visible()
    expect(page.locator("#why-1")).to_be_hidden()
    expect(reasons.locator(".word b").first).to_have_text(re.compile("уголь|railway"))
    expect(reasons).to_contain_text("Russian text: угля, 1 time in")
    shares = [float(bar.get_attribute("width")) for bar in reasons.locator(".bar").all()]
    assert shares == sorted(shares, reverse=True)
    assert abs(sum(shares) - 100) < 1
    page.get_by_role("link", name="Next").click()
    expect(page.locator("details.why").first).to_be_visible()


def test_the_title_of_a_window_says_what_is_read(visit):
    titles = {
        "/?q=coal": "coal · searchlib",
        "/?q=coal&page=2": "coal · Page 2 of 4 · searchlib",
        "/?filter=type:letter": "letter · searchlib",
        "/?filter=*&page=1": "Everything · searchlib",
        "/read/only-russian": "Письмо о железной дороге · searchlib",
        "/read/nobody": "There is no such document · searchlib",
        "/nowhere": "There is no such page · searchlib",
    }
    headers = {"accept": "text/html"}
    for path, title in titles.items():
        assert visit(path, extra_http_headers=headers).title() == title


def test_a_bar_of_the_chart_is_a_year(visit):
    page = visit("/?q=coal")
    bar = page.locator(".chart a").first
    year = bar.locator("title").text_content().split(":")[0]
    bar.locator(".reach").click()
    expect(page.locator(".chips")).to_contain_text(year)
    page.get_by_text("Years as a table").click()
    expect(page.get_by_role("rowheader", name=year)).to_be_visible()


def test_a_change_of_order_asks_again(visit, served):
    page = visit("/?q=coal")
    page.get_by_label("Order").select_option("Latest first")
    expect(page).to_have_url(f"{served}/?q=coal&sort=-date")
    page.get_by_label("One language only").check()
    expect(page).to_have_url(re.compile(r"translate=false"))
    expect(page.get_by_label("One language only")).to_be_checked()


def test_nothing_found_offers_what_would_be(visit):
    page = visit("/?q=уголь+жираф")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="Search for some of the words").click()
    expect(page.get_by_label("Some of the words will do")).to_be_checked()
    assert page.locator(".hit").count() == 10


def test_another_query_is_offered_as_a_link(visit, served):
    page = visit("/?q=корейскаие&sort=date")
    page.get_by_role("link", name="корейские").click()
    expect(page).to_have_url(re.compile(r"q=%D0%BA.*&sort=date"))
    expect(page.locator("#q")).to_have_value("корейские")
    expect(page.locator(".meant")).to_have_count(0)


def test_a_word_being_typed_is_completed_by_keys_and_by_mouse(visit):
    page = visit("/")
    box, options = page.locator("#q"), page.get_by_role("option")
    expect(box).to_have_role("combobox")
    box.press_sequentially("тонн желез")
    expect(options.first).to_have_text(re.compile(r"^тонн железной\d+$"))
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_value("тонн железной")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("тонн желез")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_be_focused()
    box.press_sequentially("н")
    options.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("35 documents")
    expect(page.locator("#q")).to_have_value("тонн железной")


def test_the_open_list_is_accessible(visit):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    page = visit("/?q=coal")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("ra")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []

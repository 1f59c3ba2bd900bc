"""Does the page work in a real browser: by mouse, keys and thumb, and without a script?

Set SEARCHLIB_SCREENSHOTS to a folder to keep pictures of the pages.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = playwright.expect

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; name it with CHROMIUM"),
]
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
CABLE = "wilsoncenter-114898"
QUERY = "корейские дивизии"
ADDRESSES = {
    "home": "/",
    "results": "/?q=корейские+дивизии+coal&match=any",
    "filtered": "/?q=уголь&filter=type:letter&filter=date:[1947+TO+1950]",
    "nothing": "/?q=уголь+жираф",
    "context": "/context?q=корейские+дивизии+coal&match=any&by=left",
    "record": f"/read/{CABLE}?q=корейские+дивизии",
    "plain": "/read/only-russian",
    "strange": "/read/strange%2Fid%3F%23%2541%20%D1%91?q=giraffe",
    "similar": f"/similar/{CABLE}",
    "misspelt": "/?q=maunfacture+корейскаие",
    "error": "/read/nobody",
    "refused": "/?page=none",
    "reasons": "/?q=корейские+дивизии+coal&match=any&explain=1",
    "everything": "/?filter=*&page=2",
}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, served, tmp_path):
    """Open an address in a new window; what goes wrong in it fails the test."""
    contexts, wrong = [], []

    def visit(path, width=1280, **options):
        options.setdefault("locale", "en")
        context = browser.new_context(viewport={"width": width, "height": 860}, **options)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type == "error" and not re.search("status of 40[04]", said.text)
                else None
            ),
        )
        page.goto(served + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def picture(page, name):
    """Keep a picture of a page, where one is wanted."""
    if folder := os.environ.get("SEARCHLIB_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


# A search, as one goes through it.


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


# A record.


def test_similar_records_are_a_click_away(visit):
    page = visit("/read/letter-3?q=уголь")
    page.get_by_role("link", name="Similar documents").click()
    assert page.locator(".hit").count() == 10
    expect(page.locator(".hit mark").first).to_be_visible()
    page.get_by_role("link", name="Back to the document").click()
    expect(page.locator("[lang=ru] mark").first).to_be_visible()


def test_keys_walk_through_the_marks(visit):
    page = visit(f"/read/{CABLE}?q={QUERY}")
    marks = page.locator("main mark").count()
    assert marks > 10
    page.keyboard.press("]")
    expect(page.locator(".walk output")).to_have_text(f"1 of {marks}")
    page.keyboard.press("]")
    expect(page.locator("mark.here")).to_have_count(1)
    expect(page.locator("mark.here")).to_be_in_viewport()
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(page.locator(".walk output")).to_have_text(f"{marks} of {marks}")
    page.get_by_role("button", name="Next marked word").click()
    expect(page.locator(".walk output")).to_have_text(f"1 of {marks}")
    # The same key on a Russian keyboard, which the driver of the browser does not know.
    page.locator("body").dispatch_event("keydown", {"key": "ъ", "bubbles": True})
    expect(page.locator(".walk output")).to_have_text(f"2 of {marks}")


def test_a_passage_lights_up_in_both_languages(visit):
    page = visit(f"/read/{CABLE}")
    row = page.locator(".row", has_text="полтора миллиона корейцев").first
    dark = row.evaluate("row => getComputedStyle(row).backgroundColor")
    row.locator("[lang=ru]").click()
    page.mouse.move(0, 0)
    expect(row).to_have_class(re.compile("lit"))
    expect(row.locator("[lang=en]")).to_contain_text("million")
    page.wait_for_timeout(250)
    assert row.evaluate("row => getComputedStyle(row).backgroundColor") != dark
    row.locator("[lang=en]").click()
    expect(row).not_to_have_class(re.compile("lit"))


def test_one_text_can_be_read_alone_without_a_script(visit):
    page = visit(f"/read/{CABLE}", java_script_enabled=False)
    page.get_by_text("English", exact=True).first.click()
    expect(page.locator(".row [lang=ru]").first).to_be_hidden()
    expect(page.locator(".row [lang=en]").first).to_be_visible()
    page.get_by_role("group", name="Texts to show").get_by_text("Russian").click()
    expect(page.locator(".row [lang=ru]").first).to_be_visible()


def test_citing(visit, served):
    page = visit(f"/read/{CABLE}")
    page.get_by_text("Cite", exact=True).click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith('"Cable No. 54611 from Kovalev to Stalin", May 18, 1949')
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename == f"{CABLE}.bib"
    assert Path(download.value.path()).read_text("utf-8").startswith("@unpublished{")
    kept = page.locator('meta[name="DC.creator"]').get_attribute("content")
    assert kept == "Kovalev"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_record_is_printed_with_both_texts_side_by_side(visit, tmp_path, scheme):
    page = visit(f"/read/{CABLE}?q={QUERY}", width=680, color_scheme=scheme)
    page.emulate_media(media="print")
    row = page.locator(".row", has_text="полтора миллиона корейцев").first
    ru, en = (row.locator(f"[lang={side}]").bounding_box() for side in ("ru", "en"))
    assert ru["y"] == en["y"]
    assert ru["x"] + ru["width"] <= en["x"]
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    expect(page.locator(".printed")).to_contain_text("Wilson Center Digital Archive")
    for name in (".top", ".panel >> nth=0", ".walk", ".number >> nth=0"):
        expect(page.locator(name)).to_be_hidden()
    picture(page, f"printed-{scheme}")
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 3


# Keys.


def test_keys_go_to_the_box_and_to_hits(visit):
    page = visit("/?q=coal")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#hit-2 h2 a")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#hit-1 h2 a")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j/]")
    expect(page.locator("#q")).to_have_value("j/]")


def test_keys_can_be_switched_off_for_good(visit):
    page = visit("/?q=coal")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Keys work on this page").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_role("button", name="Keyboard").click()
    expect(dialog.get_by_label("Keys work on this page")).not_to_be_checked()


def test_everything_is_reached_by_tab(visit):
    page = visit("/?q=coal")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(document.activeElement.closest('.hit, aside, .controls')"
                "?? document.activeElement).className"
            )
        )
    assert {"hit", "controls"} <= reached


# Languages, widths, light.


def test_the_page_speaks_the_readers_language_or_the_one_asked_for(visit):
    page = visit("/?q=coal", locale="ru-RU")
    expect(page.get_by_role("button", name="Искать")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.get_by_role("link", name="searchlib").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_on_a_phone_filters_come_up_when_asked_for(visit, script):
    page = visit("/?q=coal", width=360, java_script_enabled=script)
    aside = page.locator("aside")
    expect(aside).to_be_hidden()
    page.get_by_role("button", name="Narrow down").click()
    expect(aside).to_be_visible()
    aside.get_by_role("link", name="letter").click()
    expect(page.locator(".chips")).to_contain_text("letter")
    ru, en = (page.locator(".pair").first.locator(f"[lang={side}]") for side in ("ru", "en"))
    assert ru.bounding_box()["y"] < en.bounding_box()["y"]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(("width", "scheme", "locale"), [
    (1280, "light", "en"), (1280, "dark", "ru"), (768, "light", "ru"), (360, "dark", "en"),
    (360, "light", "ru"),
])  # fmt: skip
def test_every_page_fits_and_is_accessible(visit, name, width, scheme, locale):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    page = visit(ADDRESSES[name], width=width, color_scheme=scheme, locale=locale)
    for panel in page.locator("details").all():
        panel.evaluate("panel => { panel.removeAttribute('name'); panel.open = true; }")
    picture(page, f"{name}-{width}-{scheme}-{locale}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []

"""Can a record be read, marked, cited and printed in a real browser?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="needs playwright")

from browsing import CABLE, IN_A_BROWSER, QUERY, expect, picture

pytestmark = IN_A_BROWSER


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

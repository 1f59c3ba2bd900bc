"""Is every page reached by keys, in either language, on any screen, by any reader?

Set SEARCHLIB_SCREENSHOTS to a folder to keep pictures of the pages.
"""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="needs playwright")

from browsing import CABLE, IN_A_BROWSER, expect, picture

pytestmark = IN_A_BROWSER


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

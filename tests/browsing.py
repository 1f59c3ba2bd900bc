"""What tests of the page in a real browser share: the browser, and what they read there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")

__all__ = [
    "CABLE",
    "CHROMIUM",
    "IN_A_BROWSER",
    "OPTIONS",
    "QUERY",
    "expect",
    "picture",
    "playwright",
]

expect = playwright.expect
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; name it with CHROMIUM"),
]
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
CABLE = "wilsoncenter-114898"
QUERY = "корейские дивизии"


def picture(page, name):
    """Keep a picture of a page, where one is wanted."""
    if folder := os.environ.get("SEARCHLIB_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")

"""Which browser the tests drive; `python -m tests.browser` prints its path."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

VARIABLE = "WARDMOTE_TEST_BROWSER"


def find_browser() -> str | None:
    """Return the path of a Chromium, or None: the one named, the system's, or Playwright's own."""
    if named := os.environ.get(VARIABLE):
        return named
    if system := shutil.which("chromium"):
        return system
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


if __name__ == "__main__":
    found = find_browser()
    print(found or f"no Chromium; {VARIABLE} can name one")
    sys.exit(found is None)

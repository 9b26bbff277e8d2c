"""Which browser the tests look with: the one that CHROMIUM names, one on the PATH, or Playwright's own.

`python -m tests.browser` prints it, and ends with 1 when there is none.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium, or None."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is not None:
        return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


if __name__ == "__main__":
    found = find_browser()
    if found:
        sys.stdout.write(f"{found}\n")
    sys.exit(not found)

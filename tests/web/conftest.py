"""A real browser without a network, for what people look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import find_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, whichever there is."""
    path = find_browser()
    if path is None:
        pytest.fail("no browser: `make browser` installs one, or set CHROMIUM to yours", pytrace=False)
    with sync_playwright() as playwright:
        # --no-sandbox: its sandbox does not work for root, as whom CI runs
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass
class Visit:
    """An open page, and all it did that a page should not: console messages, errors, dialogs, requests beside its own file."""

    page: Page
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a file with the network off; keywords go to the browser's context (color_scheme, viewport, …)."""
    contexts = []

    def opened(path: Path, **options: Any) -> Visit:
        context = browser.new_context(offline=True, **({"viewport": {"width": 1280, "height": 800}} | options))
        contexts.append(context)
        page = context.new_page()
        made = Visit(page)
        own = path.resolve().as_uri()
        page.on("console", lambda message: made.faults.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: made.faults.append(f"error: {error}"))
        page.on("request", lambda request: request.url == own or made.faults.append(f"request: {request.url[:200]}"))

        def refuse(dialog: Any) -> None:
            made.faults.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", refuse)
        page.goto(own)
        return made

    yield opened
    for context in contexts:
        context.close()

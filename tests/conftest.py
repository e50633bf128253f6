"""A real browser for the tests of pages, without which they are skipped; and settings for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are drawn depends on what else the machine does, and says nothing of attrib.
settings.register_profile("attrib", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("attrib")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no chromium")
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_file(browser: Any) -> Iterator[Any]:
    """Opens an HTML file, which may ask nothing of the network, show no dialog and complain of nothing."""
    complaints: list[str] = []
    contexts = []

    def open_(path: Path, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request", lambda asked: asked.url.startswith(("file:", "blob:")) or complaints.append(asked.url)
        )
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(open_file: Any, tmp_path: Path) -> Any:
    """Opens a page that is given as HTML; see `open_file`."""
    numbers = count(1)

    def open_(html: str, **options: Any) -> Any:
        path = tmp_path / f"{next(numbers)}.html"
        path.write_text(html, encoding="utf-8")
        return open_file(path, **options)

    return open_

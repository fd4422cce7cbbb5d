"""The page for directory enquiries in a real browser: in both languages and colours, wide and narrow, and the file it hands over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from wsgiref.simple_server import make_server

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser
from tests.web.conftest import PASSWORD
from tests.web.test_browser import (
    AXE,
    LOOKS,
    NARROWEST,
    WIDTHS,
    Quiet,
    Server,
    Visit,
    browser,
    violations,
    visit,
)
from tests.web.test_directory_page import PAGE, approver, operators_systems

from hjemmel.web.wsgi import application

__all__ = ["approver", "browser", "operators_systems"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(approver: Client) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connections.close_all()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def looked_at(there: Visit) -> Iterator[str]:
    """Before any file, with what the next would hold, and after one was handed over."""
    page = there.page
    page.fill("#bruker", "approver")
    page.fill("#passord", PASSWORD)
    page.locator("main button[type=submit]").click()
    there.go(PAGE)
    yield "no file yet"
    page.locator("button[value=se]").click()
    page.locator("#neste").wait_for()
    yield "the next file"
    with page.expect_download() as download:
        page.locator("button[value=lag]").click()
    assert download.value.suggested_filename.startswith("oppslagstorget-")
    there.go(PAGE)
    yield "a file was made"


@pytest.mark.parametrize(("lang", "scheme"), LOOKS)
def test_the_page_shuts_nobody_out_and_is_not_too_wide(
    browser: Browser, address: str, lang: str, scheme: str
) -> None:
    there, found = visit(browser, address, lang, scheme), []
    for name in looked_at(there):
        there.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            there.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{name} at {width}: {problem}" for problem in violations(there.page)]
        there.page.set_viewport_size({"width": NARROWEST, "height": 700})
        wide = there.page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{name}: {wide} wide on a screen of {NARROWEST}"] if wide > NARROWEST else []
    found += there.complaints
    assert not found, "\n".join(found)

"""The page for directory enquiries in a real browser: in both languages and colours, wide and narrow, and the file it hands over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser
from tests.web.browsing import Visit, faults, languages, served, sign_in, visit
from tests.web.test_directory_page import PAGE, approver, operators_systems

__all__ = ["approver", "operators_systems"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(approver: Client) -> Iterator[str]:
    with served() as there:
        yield there


def looked_at(there: Visit) -> Iterator[str]:
    """Before any file, with what the next would hold, and after one was handed over."""
    page = there.page
    sign_in(there)
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


@pytest.mark.parametrize("lang", languages(__name__))
def test_the_page_shuts_nobody_out_and_is_not_too_wide(browser: Browser, address: str, lang: str) -> None:
    there, found = visit(browser, address, lang), []
    for name in looked_at(there):
        found += faults(there, name)
    found += there.complaints
    assert not found, "\n".join(found)

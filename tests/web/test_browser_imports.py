"""Files, notices and triage in a real browser, in both languages and colours: nobody is shut out, nothing is too wide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.web.browsing import faults, languages, served, sign_in, visit
from tests.web.test_import_pages import ane

__all__ = ["ane"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
FILE = "Navn;E-post\r\nKari Plantet;kari@plantet.example\r\nPål Plantet;ingen adresse\r\n"


@pytest.fixture
def address(ane: Any) -> Iterator[str]:
    with served() as there:
        yield there


@pytest.mark.parametrize("lang", languages(__name__))
def test_a_file_is_imported_twice_and_something_is_sorted_by_forms_alone(
    browser: Browser, address: str, tmp_path: Path, lang: str
) -> None:
    there, found = visit(browser, address, lang), list[str]()
    sign_in(there)
    file = tmp_path / "kunder.csv"
    file.write_text(FILE, encoding="utf-8")

    def press(button: str) -> None:
        # A click does not wait for the page that it leads to, and looking at half a page finds nothing or fails.
        with there.page.expect_navigation():
            there.page.locator(button).click()

    def look(name: str) -> None:
        found.extend(faults(there, name))

    for _ in range(2):
        there.go("/kontor/les-inn")
        look("files")
        there.page.set_input_files("#fil", file)
        press("main form[enctype] button")
        look("a file")
        there.page.select_option("#formal", "deliver")
        press("button[name=vis]")
        look("a file with its values")
        for name, choice in (("kilde", "open"), ("kanal", "email"), ("slag", "contact")):
            there.page.select_option(f"#{name}", choice)
        there.page.check("#formaal-deliver")
        there.page.fill("#mottatt", "2026-11-20")
        press("button[value=bestem]")
        press("button[value=ta]")
    there.page.select_option("#formal", "deliver")
    press("button[name=vis]")
    look("a row that waits")
    press("button[value=same]")
    there.go("/kontor/varsler")
    look("notices")
    there.go("/kontor/sortering")
    there.page.fill("#tekst", "CV fra Kari")
    there.page.select_option("#kanal", "email")
    there.page.fill("#dag", "2026-11-20")
    press("form:has(#tekst) button")
    press("button[value=vis]")
    there.page.select_option("#formal", "deliver")
    press("button[name=vis]")
    look("triage")
    assert not found + there.complaints, "\n".join(found + there.complaints)

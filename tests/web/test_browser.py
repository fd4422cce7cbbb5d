"""The pages in a real browser: nobody is shut out, nothing is blocked, nothing scrolls sideways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.database import once
from tests.web.browsing import AXE, Visit, faults, languages, served, sign_in, violations, visit
from tests.web.conftest import HJEMMEL
from tests.web.test_office import email_of_somebody

from hjemmel.desk import keys
from hjemmel.desk import office as desk
from hjemmel.web.demo_past import agreements

PUBLIC = {
    "nb": ("/personvern", "/personvern/versjoner", "/pamelding", "/dine-data"),
    "en": ("/privacy", "/privacy/versions", "/sign-up", "/your-data"),
}
OFFICE = (
    "/kontor/", "/kontor/lofter", "/kontor/planer", "/kontor/slettesperrer", "/kontor/slettesperrer/ny", "/kontor/hvorfor",
    "/kontor/journal?kontroller=ja",
    "/kontor/deklarasjon", "/kontor/datakart", "/kontor/konto", "/kontor/tilganger", "/kontor/finnes-ikke",
    "/kontor/mottakere", "/kontor/mottakere/google", "/kontor/nokler", "/kontor/utsendinger/bekreftelse", "/kontor/arbeid",
    "/kontor/informasjonskapsler",
)  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def morning() -> None:
    keys.prepare(HJEMMEL)
    agreements.make("gifts", HJEMMEL)
    desk.judge_promises(HJEMMEL)
    desk.make_sweep(HJEMMEL)


@pytest.fixture
def address(office: None) -> Iterator[str]:
    once("a morning's work", morning)
    with served() as there:
        yield there


def looked_at(there: Visit, lang: str, who: str) -> Iterator[str]:
    """Every page in turn, by its name."""
    yield "/kontor/inn"
    for path in PUBLIC[lang]:
        there.go(path)
        yield path
    there.go("/kontor/inn")
    sign_in(there)
    for path in OFFICE:
        there.go(path)
        yield path
    there.go("/kontor/planer")
    there.page.locator(".hj-lines a").first.click()
    yield "a plan"
    there.go("/kontor/hvorfor")
    there.page.fill("#hvem", who)
    there.page.locator("main button[type=submit]").click()
    yield "why"
    there.page.select_option("#formal", index=1)
    there.page.locator("button[name=vis]").click()
    yield "why, with values"
    there.page.locator("form[action$='/vei'] button").click()
    yield "trace"
    yield from request_looked_at(there, who)


def request_looked_at(there: Visit, who: str) -> Iterator[str]:
    """One that is entered in a call, and followed until its plan is there."""
    page = there.page
    there.go("/kontor/henvendelser/ny")
    yield "a new request"
    page.select_option("#rett", "erasure")
    page.fill("#kjent", who)
    page.locator("main button[type=submit]").click()
    page.locator("button[value=finn]").click()
    yield "a request, and whose rows it may be about"
    page.locator("input[name=rad]").first.check()
    page.locator("button[value=gjelder]").click()
    page.locator("input[name=metode]").first.check()
    page.locator("button[value=vist]").click()
    page.locator("button[value=plan]").click()
    yield "a request with its plan"
    page.locator("button[value=rader]").click()
    yield "a request with its rows"
    there.go("/kontor/henvendelser")
    yield "the inbox"


@pytest.mark.parametrize("lang", languages(__name__))
def test_no_page_shuts_anybody_out_or_is_blocked_or_too_wide(
    browser: Browser, address: str, tmp_path: Path, lang: str
) -> None:
    there = visit(browser, address, lang)
    found: list[str] = []
    for name in looked_at(there, lang, email_of_somebody(tmp_path)):
        found += faults(there, name)
    # The page that does not exist is asked for on purpose.
    found += [one for one in there.complaints if "404" not in one]
    assert not found, "\n".join(found)


def test_colours_too_near_each_other_are_seen_once_and_among_many_that_look_alike(browser: Browser) -> None:
    page = browser.new_page()
    rows = "".join(f"<li class='row'>Rad {number}</li>" for number in range(50))
    pale = "<li class='row' style='color: #999; background: #fff'>Blek</li>"
    page.set_content(
        f"<html lang='nb'><title>T</title><main><h1>Side</h1><ul>{rows}{pale}</ul></main></html>"
    )
    page.evaluate(AXE)
    assert any(one.startswith("color-contrast") and "Blek" in one for one in violations(page))


def test_a_plan_is_approved_without_a_line_of_script(browser: Browser, address: str) -> None:
    there = visit(browser, address, "nb", java_script_enabled=False)
    sign_in(there)
    there.page.get_by_role("link", name="Se planen").first.click()
    there.page.check("#lest")
    there.page.get_by_role("button", name="Godkjenn plan").click()
    assert there.page.get_by_text("Talt etterpå: ingenting står igjen.").is_visible()


def test_the_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    there = visit(browser, address, "nb")
    there.go("/personvern")
    there.page.keyboard.press("Tab")
    assert there.page.evaluate("() => document.activeElement.textContent") == "Hopp til innholdet"
    there.page.keyboard.press("Enter")
    assert there.page.evaluate("() => document.activeElement.id") == "innhold"

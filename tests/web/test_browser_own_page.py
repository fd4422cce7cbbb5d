"""The pages that a person meets, in a real browser: their own page by a code and the keyboard, the contact form, and the way to a
provider. Nobody is shut out, nothing is too wide, and nothing is blocked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.browsing import Scheme, faults_in
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import code_in, email, letters, post
from tests.web.test_browser import address
from tests.web.test_own_page import customer

from hjemmel.capabilities.declarations.services import publish

__all__ = ["address", "customer", "email", "post"]
SOON = 30_000
"""Milliseconds, on a machine that does much else."""
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WITH_FORM = """
  contact_form:
    purpose: document_enquiries
    topics:
      order: {title: {nb: en bestilling, en: an order}, address: post@merkevarden.example}
      other: {title: {nb: noe annet, en: something else}, address: post@merkevarden.example}
"""


@pytest.fixture
def there(post: Path, address: str, browser: Browser) -> Iterator[Page]:
    """A visitor, of a company that has a contact form too."""
    text = PROFILE.read_text(encoding="utf-8")
    text = re.sub(r"(\nstatement:\n  version: )\d+", r"\g<1>9", text, count=1)
    publish(text.replace("\ncookies:\n", f"{WITH_FORM}\ncookies:\n", 1).encode(), HJEMMEL, NOW)
    page = browser.new_context(color_scheme="light", base_url=address).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not [one for one in complaints if "400" not in one], complaints


def is_good(page: Page, width: int, scheme: Scheme) -> None:
    """Nobody is shut out of what the browser shows, and nothing is wider than the narrowest screen."""
    assert not [*faults_in(page, [(scheme, width)])]


def test_a_visitor_writes_to_us_and_a_person_opens_their_page_with_the_keyboard_alone(
    there: Page, customer: str, post: Path
) -> None:
    writes(there)
    opens(there, customer, post)


def opens(there: Page, customer: str, post: Path) -> None:
    there.goto("/din-side")
    is_good(there, 1280, "light")
    there.get_by_label("E-postadressen din").focus()
    there.keyboard.type(customer)
    there.keyboard.press("Enter")
    expect(there.get_by_label("Koden på åtte sifre")).to_be_visible(timeout=SOON)
    is_good(there, 375, "dark")
    there.get_by_label("Koden på åtte sifre").focus()
    there.keyboard.type(code_in(letters(post)[-1]))
    there.keyboard.press("Enter")
    expect(there.get_by_role("heading", name="Hva vi har, og hvorfor")).to_be_visible(timeout=SOON)
    is_good(there, 375, "light")
    switch = there.get_by_role("switch", name=re.compile("Sende tilbud til kunder.*Ja"))
    switch.focus()
    there.keyboard.press("Space")
    expect(there.get_by_role("switch", name=re.compile("Sende tilbud til kunder.*Nei"))).to_be_visible(
        timeout=SOON
    )
    there.goto("/your-page")
    expect(there.get_by_text("You have said no.").first).to_be_visible(timeout=SOON)
    is_good(there, 1280, "dark")


def writes(there: Page) -> None:
    there.goto("/kontakt")
    is_good(there, 375, "light")
    there.get_by_label("En bestilling").check()
    there.get_by_label("Meldingen din").fill("Gavene kom fram med feil logo.")
    there.get_by_label("E-postadressen din").fill("kari.plantet@nowhere.example")
    there.get_by_role("button", name="Send meldingen").click()
    # Nobody writes that fast: it is asked for once more, and nothing is lost.
    expect(there.get_by_role("alert")).to_contain_text("Send det én gang til")
    expect(there.get_by_label("Meldingen din")).to_have_value("Gavene kom fram med feil logo.")
    is_good(there, 1280, "dark")
    there.goto("/contact")
    is_good(there, 1280, "light")

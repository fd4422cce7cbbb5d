"""The pages that a person meets, in a real browser: their own page by a code and the keyboard and by signing in with a provider,
and the contact form. Nobody is shut out, nothing is too wide, and nothing is blocked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.connectors.identity_provider import serving
from tests.web.browsing import Scheme, faults_in
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import code_in, email, letters, post
from tests.web.test_browser import address
from tests.web.test_own_page import customer
from tests.web.test_sign_in import PROVIDERS

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk.published import published

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
    page.on("console", lambda message: page.url.startswith(address) and complaints.append(message.text))
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


def test_a_person_opens_their_page_by_signing_in_and_closes_it(
    there: Page, address: str, customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider is another site to the browser: the page's cookie goes with nothing that it began."""
    with serving({"kari": {"email": customer, "email_verified": True}}) as provider:
        offers(provider.url.replace("127.0.0.1", "localhost"))
        monkeypatch.setenv("LOGIN_ID", "hjemmel-in-a-test")
        monkeypatch.setenv("LOGIN_SECRET", "a secret / with : signs")
        provider.pages = without_tls(provider.pages, address)
        there.goto("/din-side")
        is_good(there, 375, "dark")
        there.get_by_role("button", name="Logg inn med Innloggingen").click()
        expect(there.get_by_role("heading", name="Vis hvem du er med Innloggingen")).to_be_visible(
            timeout=SOON
        )
        is_good(there, 375, "light")
        there.get_by_role("link", name="Gå til Innloggingen").click()
        there.get_by_role("button", name="kari").click(timeout=SOON)
        expect(there.get_by_text("Du logget inn med Innloggingen.")).to_be_visible(timeout=SOON)
        assert there.url == f"{address}/din-side"
        is_good(there, 1280, "dark")
        there.get_by_role("button", name="Lukk siden").click()
        expect(there.get_by_text("bør du også logge ut hos Innloggingen")).to_be_visible(timeout=SOON)
        is_good(there, 375, "dark")
        there.goto("/your-page")
        is_good(there, 1280, "light")
        there.get_by_role("button", name="Sign in with The Login").click()
        expect(there.get_by_role("heading", name="Show who you are with The Login")).to_be_visible(
            timeout=SOON
        )
        is_good(there, 375, "dark")


SITE = "https://personvern.merkevarden.example"


def without_tls(pages: Any, address: str) -> Any:
    """The way back leads to the server of the test, as the one with TLS in front of it would lead it."""

    def door(environ: dict[str, Any], start: Any) -> Any:
        def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [(name, value.replace(SITE, address)) for name, value in headers], *rest)

        return pages(environ, answer)

    return door


def offers(issuer: str) -> None:
    """Signing in with this provider, beside codes."""
    text = published().version.content.decode()
    assert f"site: {SITE}\n" in text
    text = text.replace("\n  how: [known_channel]\n", PROVIDERS.format(issuer=issuer), 1)
    text = text.replace("\n  how: [oidc]\n", "\n  how: [oidc, known_channel]\n", 1)
    publish(re.sub(r"(\nstatement:\n  version: )9", r"\g<1>10", text, count=1).encode(), HJEMMEL, NOW)

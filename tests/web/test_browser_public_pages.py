"""Every page that a visitor meets, in a real browser, with and without script: nobody is shut out, and nothing is too wide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser
from tests.examples import IN_CI
from tests.stories.test_art5_1c_tell_a_friend import FORM as TELL_A_FRIEND
from tests.web.browsing import Visit, faults, languages, served, visit
from tests.web.conftest import HJEMMEL, NOW, PROFILE
from tests.web.test_art12_asked_on_the_web import email, letters, post, text_of
from tests.web.test_art32_no_person_through_a_public_door import FORM as CONTACT_FORM

from hjemmel.capabilities.declarations.services import publish

__all__ = ["email", "post"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOMEBODY = "ane@ingensteds.example"
MAIN = "main form:not([action]) button[type=submit], main button[type=submit]"
PATHS = {
    "nb": {"contact": "/kontakt", "friend": "/tips-en-venn", "sign up": "/pamelding", "ask": "/dine-data", "own": "/din-side"},
    "en": {"contact": "/contact", "friend": "/tell-a-friend", "sign up": "/sign-up", "ask": "/your-data", "own": "/your-page"},
}  # fmt: skip
VERSION = {"nb": "/personvern/versjoner/3", "en": "/privacy/versions/3"}
NO = {"nb": "/nei/abc", "en": "/say-no/abc"}
FRAME = {"nb": "ramme", "en": "frame"}
ELSEWHERE = {
    "told": "test_browser_tellings", "assignment": "test_browser_assignments", "case": "test_browser_assignments",
    "keeper": "test_browser_tasks", "answer": "test_browser_art12_asked_on_the_web",
    "statement": "test_browser", "versions": "test_browser",
}  # fmt: skip
"""Pages that other tests look at, by the names of their addresses."""
HERE = {"version", "contact", "contact_framed", "tell_a_friend", "tell_a_friend_framed", "sign_up", "no", "yes", "my_data", "my_request", "own_page"}  # fmt: skip
FOR_PROGRAMS = {"pdf", "json", "jsonld", "tilt"}


@pytest.fixture
def address(post: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A company with every form that there is."""
    monkeypatch.setenv("LOGS", "/nowhere")
    text = PROFILE.read_text(encoding="utf-8")
    text = text.replace("  sign_up: {channel: webshop}\n", CONTACT_FORM + TELL_A_FRIEND.lstrip("\n"), 1)
    publish(text.replace("version: 3\n", "version: 4\n", 1).encode(), HJEMMEL, NOW)
    with served() as there:
        yield there


def send(there: Visit, **typed: str) -> None:
    """Fill in what the form asks for, by the names of its fields, and send it."""
    for name, value in typed.items():
        there.page.fill(f"main [name={name}]", value)
    there.page.locator("main button[type=submit]").first.click()
    there.page.wait_for_load_state()


def met(there: Visit, post: Path, lang: str, customer: str) -> Iterator[str]:
    """Every page in turn, by its name: as it comes, with something wrong in it, and when all is right."""
    paths = PATHS[lang]
    there.go(VERSION[lang])
    yield "an earlier version"
    for name in ("contact", "friend"):
        there.go(f"{paths[name]}/{FRAME[lang]}")
        yield f"{name} in a frame"
        there.go(paths[name])
        yield name
        there.page.locator("main form").first.evaluate("form => form.noValidate = true")
        send(there, epost="ingen adresse")
        yield f"{name}, with something wrong"
    there.go(paths["sign up"])
    there.page.locator("main input[name=formaal]").first.check()
    send(there, epost=customer)
    yield "signed up"
    links = re.findall(r"https://[^\s/]+(/\S+?/\S+)", text_of(letters(post)[-1]))
    for link in (one for one in links if re.match(r"/(ja|say-yes)/", one)):
        there.go(link)
        yield "yes"
        if there.page.locator("main button[type=submit]").count():
            there.page.locator("main button[type=submit]").first.click()
            yield "yes, said"
    there.go(NO[lang])
    yield "no, by a link that is not whole"
    there.go(paths["ask"])
    there.page.locator("main input[name=rett]").first.check()
    send(there, epost=SOMEBODY)
    yield "my request, before the code"
    there.page.fill("#kode", "0000 0000")
    there.page.locator("main button[type=submit]").first.click()
    yield "my request, with a wrong code"
    there.go(paths["own"])
    yield "my page, before the code"
    send(there, epost=SOMEBODY)
    yield "my page, with the code under way"


@pytest.mark.parametrize("script", [True, False] if IN_CI else [True])
@pytest.mark.parametrize("lang", languages(__name__))
def test_no_public_page_shuts_anybody_out(
    browser: Browser, address: str, post: Path, email: str, lang: str, script: bool
) -> None:
    there = visit(browser, address, lang)
    if not script:
        # What looks for faults is script itself; so the pages' own never arrives.
        there.page.route("**/*.js", lambda route: route.abort())
    found: list[str] = []
    for name in met(there, post, lang, email):
        found += faults(there, name)
    expected = ("400 (Bad Request)", "404 (Not Found)", "net::ERR_FAILED")
    found += [one for one in there.complaints if not any(words in one for words in expected)]
    assert not found, "\n".join(found)


def test_every_page_of_the_site_is_looked_at_somewhere() -> None:
    site = next(one for one in get_resolver("hjemmel.web.urls").url_patterns if one.namespace == "site")
    names = {one.name.removesuffix("_nb") for one in site.url_patterns if one.name.endswith("_nb")}
    assert names == HERE | set(ELSEWHERE) | FOR_PROGRAMS
    for file in set(ELSEWHERE.values()):
        assert "faults" in Path(__file__).with_name(f"{file}.py").read_text(encoding="utf-8")

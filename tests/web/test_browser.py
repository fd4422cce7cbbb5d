"""The pages in a real browser: nobody is shut out, nothing is blocked, nothing scrolls sideways."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.db import connections  # isort: split

from playwright.sync_api import Browser, BrowserContext, Page
from tests.examples import IN_CI, spread
from tests.web.conftest import HJEMMEL, PASSWORD, once
from tests.web.test_office import email_of_somebody

from hjemmel.desk import keys
from hjemmel.desk import office as desk
from hjemmel.web.demo_past import agreements
from hjemmel.web.wsgi import application

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
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
WIDTHS = (375, 1280)
NARROWEST = 320
LOOKS = spread([("nb", "light"), ("nb", "dark"), ("en", "light"), ("en", "dark")], every=3)
"""Each language and each scheme is seen everywhere, each pair of them on a build machine."""
SEEN_AT = {look: WIDTHS if IN_CI else WIDTHS[number % 2 :][:1] for number, look in enumerate(LOOKS)}
"""So each width is; and that nothing is too wide is seen in every look."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@dataclass
class Visit:
    """One reader with one language and one colour scheme, and what the browser complained about."""

    page: Page
    base: str
    complaints: list[str]
    looked_at: int = 0
    """How many pages, in an order that is the same in every look."""

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)


def morning() -> None:
    keys.prepare(HJEMMEL)
    agreements.make("gifts", HJEMMEL)
    desk.judge_promises(HJEMMEL)
    desk.make_sweep(HJEMMEL)


@pytest.fixture
def address(office: None) -> Iterator[str]:
    once("a morning's work", morning)
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    connections.close_all()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(running_browser: Browser) -> Iterator[Browser]:
    """The browser of the module. What a test has opened in it is closed after the test, cookies and all."""
    yield running_browser
    for context in running_browser.contexts:
        context.close()


def visit(browser: Browser, address: str, lang: str, scheme: Any = "light", **options: Any) -> Visit:
    context: BrowserContext = browser.new_context(color_scheme=scheme, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/kontor/inn")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    return Visit(page=page, base=address, complaints=complaints)


def sign_in(there: Visit) -> None:
    there.page.fill("#bruker", "approver")
    there.page.fill("#passord", PASSWORD)
    there.page.locator("main button[type=submit]").click()


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


def faults(there: Visit, name: str, look: tuple[str, str]) -> Iterator[str]:
    """What shuts somebody out of the page that the browser shows, or is too wide."""
    # A click comes back when the next page has begun, which has no root element yet.
    there.page.wait_for_load_state()
    there.page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    there.looked_at += 1
    # Each page in one of the looks, every other in the next; on a build machine in all of them.
    is_its_turn = IN_CI or LOOKS[there.looked_at % len(LOOKS)] == look
    if is_its_turn:
        there.page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in SEEN_AT[look] if is_its_turn else ():
        there.page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{name} at {width}: {problem}" for problem in violations(there.page))
    there.page.set_viewport_size({"width": NARROWEST, "height": 700})
    wide = there.page.evaluate("() => document.documentElement.scrollWidth")
    if wide > NARROWEST:
        yield f"{name}: {wide} wide on a screen of {NARROWEST}"


MARK_ALIKE = """(few) => {
    const styled = /^(class|style|role|type|open|hidden|disabled|lang|data-.*|aria-(current|disabled|selected|invalid))$/
    const said = one => one.tagName + [...one.attributes]
        .filter(({name}) => styled.test(name) && name !== 'data-alike').map(({name, value}) => `[${name}=${value}]`).sort()
    const path = one => one ? `${path(one.parentElement)} ${said(one)}` : ''
    const seen = new Map()
    for (const one of document.body.querySelectorAll('*')) {
        if (one.parentElement.closest('[data-alike]')) continue
        const inside = [...new Set([...one.querySelectorAll('*')].map(said))].sort()
        const look = `${path(one)} (${inside})`
        seen.set(look, (seen.get(look) ?? 0) + 1)
        one.toggleAttribute('data-alike', seen.get(look) > few)
    }
}"""
"""Marks whatever stands as so many others stand, and has the same in it: its colours are theirs."""
FEW_ALIKE = 3


def violations(page: Page) -> list[str]:
    """All rules, of everything; but how colours stand to each other, which takes most of the time on a long page, of only
    a few of those that look alike, unless this is a build machine."""
    if IN_CI:
        return told(page, "axe.run(document, {resultTypes: ['violations']})")
    page.evaluate(MARK_ALIKE, FEW_ALIKE)
    return [
        *told(
            page,
            "axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}})",
        ),
        *told(
            page,
            "axe.run({exclude: ['[data-alike]']}, {resultTypes: ['violations'], runOnly: ['color-contrast']})",
        ),
    ]


def told(page: Page, asked: str) -> list[str]:
    found = page.evaluate(f"() => {asked}")
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("lang", "scheme"), LOOKS)
def test_no_page_shuts_anybody_out_or_is_blocked_or_too_wide(
    browser: Browser, address: str, tmp_path: Path, lang: str, scheme: str
) -> None:
    there = visit(browser, address, lang, scheme)
    found: list[str] = []
    for name in looked_at(there, lang, email_of_somebody(tmp_path)):
        found += faults(there, name, (lang, scheme))
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
    page.evaluate(AXE.read_text(encoding="utf-8"))
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

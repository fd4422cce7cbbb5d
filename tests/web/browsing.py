"""Pages of ours in a real browser, looked at in every way that somebody may: each language and colour scheme, wide and narrow.

A page is opened once for each language, and its looks are changed where it stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Literal
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page
from tests.examples import IN_CI, one_of
from tests.web.conftest import PASSWORD

from hjemmel.web.wsgi import application

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
NARROWEST = 320
Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[Scheme, int], ...] = (("light", 375), ("dark", 1280), ("dark", 375), ("light", 1280))
"""Colour scheme and width. On a build machine every page is seen in all four; elsewhere in one, another page in another."""


def languages(name: str) -> Sequence[str]:
    """Both on a build machine; elsewhere one, another for other tests. `name` is the module's."""
    return one_of(("nb", "en"), name)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Where a browser finds the pages, over what stands in the database now."""
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connections.close_all()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@dataclass
class Visit:
    """One reader with one language, and what the browser complained about."""

    page: Page
    base: str
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)


def visit(browser: Browser, address: str, lang: str, **options: Any) -> Visit:
    context: BrowserContext = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/kontor/inn")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    return Visit(page=page, base=address, complaints=complaints)


def sign_in(there: Visit, who: str = "approver", password: str = PASSWORD) -> None:
    there.page.fill("#bruker", who)
    there.page.fill("#passord", password)
    there.page.locator("main button[type=submit]").click()


def faults(there: Visit, name: str) -> Iterator[str]:
    """What shuts somebody out of the page that the browser shows, or is too wide."""
    # A click comes back when the next page has begun, which has no root element yet.
    there.page.wait_for_load_state()
    there.page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    yield from (f"{name} {problem}" for problem in faults_in(there.page, one_of(LOOKS, name)))


def faults_in(page: Page, looks: Sequence[tuple[Scheme, int]]) -> Iterator[str]:
    """The same of the page as it stands, in these looks."""
    page.evaluate(AXE)
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{scheme} at {width}: {problem}" for problem in violations(page))
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > NARROWEST:
        yield f"{wide} wide on a screen of {NARROWEST}"


MARK_ALIKE = """(few) => {
    const styled = /^(class|style|role|type|open|hidden|disabled|lang|data-.*|aria-(current|disabled|selected|invalid))$/
    const said = one => one.tagName + [...one.attributes]
        .filter(({name}) => styled.test(name) && name !== 'data-alike').map(({name, value}) => `[${name}=${value}]`).sort()
    const path = one => one ? `${path(one.parentElement)} ${said(one)}` : ''
    const seen = new Map()
    for (const one of document.body.querySelectorAll('*')) {
        if (one.parentElement.hasAttribute('data-alike')) {
            one.toggleAttribute('data-alike', true)
            continue
        }
        const inside = [...new Set([...one.querySelectorAll('*')].map(said))].sort()
        const look = `${path(one)} (${inside})`
        seen.set(look, (seen.get(look) ?? 0) + 1)
        one.toggleAttribute('data-alike', seen.get(look) > few)
    }
    axe.configure({rules: [{id: 'color-contrast', selector: '*:not([data-alike])'}]})
}"""
"""Marks whatever stands as so many others stand, and has the same in it: its colours are theirs, and are not looked at."""
FEW_ALIKE = 3


def violations(page: Page) -> list[str]:
    """All rules, of everything; but how colours stand to each other, which takes most of the time on a long page, of only
    a few of those that look alike, unless this is a build machine."""
    if not IN_CI:
        page.evaluate(MARK_ALIKE, FEW_ALIKE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]

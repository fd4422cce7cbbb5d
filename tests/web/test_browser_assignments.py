"""The pages of assignments in a real browser: nobody is shut out, nothing is blocked, and nothing is too wide."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from wsgiref.simple_server import make_server

import pytest
from django.db import connections
from playwright.sync_api import Browser
from tests.assignments import ADDRESSES, PASSWORD, Time, mail_house, ready
from tests.web.test_browser import (
    AXE,
    NARROWEST,
    WIDTHS,
    Quiet,
    Server,
    Visit,
    browser,
    violations,
    visit,
)

from hjemmel.core.assignments.assignment import Channel, Matter
from hjemmel.desk import assignments
from hjemmel.engine.ports import Actor
from hjemmel.web.wsgi import application

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def house() -> Iterator[tuple[Actor, Time]]:
    yield from mail_house()


@pytest.fixture
def address(house: tuple[Actor, Time]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def looked_at(there: Visit, lang: str, id: str, secret: str) -> Iterator[str]:
    there.page.fill("#bruker", "ane")
    there.page.fill("#passord", PASSWORD)
    there.page.locator("main button[type=submit]").click()
    there.go("/kontor/oppdrag")
    yield "list"
    there.go(f"/kontor/oppdrag/{id}")
    for one in there.page.locator("details summary").all():
        one.click()
    yield "one, everything open"
    there.go(f"/{'oppdrag' if lang == 'nb' else 'assignment'}/{secret}")
    yield "theirs"
    there.page.set_input_files("#fil", {"name": "a.csv", "mimeType": "text/csv", "buffer": ADDRESSES})
    there.page.locator("main button[type=submit]").first.click()
    yield "theirs, received"


@pytest.mark.parametrize(("lang", "scheme"), [("nb", "light"), ("en", "dark")])
def test_assignments_are_seen_and_handed_over(
    browser: Browser, address: str, house: tuple[Actor, Time], lang: str, scheme: str
) -> None:
    actor, _ = house
    id = ready(actor)
    assignments.receive(id, [ADDRESSES], Channel.UPLOAD, actor)
    assignments.store_paper(id, "lager 1", 2, actor)
    assignments.case(id, Matter.REQUEST, actor)
    secret = assignments.link(id, actor)
    connections.close_all()
    there, found = visit(browser, address, lang, scheme), []
    for name in looked_at(there, lang, id, secret):
        there.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            there.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{name} at {width}: {problem}" for problem in violations(there.page)]
        there.page.set_viewport_size({"width": NARROWEST, "height": 700})
        wide = there.page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{name}: {wide} wide"] if wide > NARROWEST else []
    after = assignments.view(id)
    assert after is not None
    assert len(after.assignment.files) == 2
    assert not found + there.complaints, "\n".join(found + there.complaints)

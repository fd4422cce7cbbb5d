"""What a request's page asks for by right, in a real browser: a correction, an objection, what others are named in, the
notice before a restriction is lifted. Nobody is shut out, nothing is too wide."""

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from django.db import connections
from playwright.sync_api import Browser
from tests.web.conftest import HJEMMEL
from tests.web.test_browser import (
    AXE,
    NARROWEST,
    WIDTHS,
    Quiet,
    Server,
    Visit,
    browser,
    sign_in,
    violations,
    visit,
)
from tests.web.test_request_settling import email

from hjemmel.core.request import Method, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import requests
from hjemmel.desk.requests import Details
from hjemmel.web.wsgi import application

__all__ = ["browser", "email"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def requested(email: str) -> dict[Right, str]:
    """A request of each of the rights that ask for something of their own."""
    made = {}
    for right in (Right.RECTIFICATION, Right.OBJECTION, Right.ACCESS, Right.RESTRICTION, Right.LIFTING):
        told = Details(name="Kari", identities=email)
        id = requests.receive(Way.PHONE, requests.today(), right, told, HJEMMEL)
        requests.match(id, [one.about for one in requests.candidates(id, HJEMMEL)], HJEMMEL)
        found = requests.view(id)
        if found and found.state is State.MATCHED:
            requests.prove_identity(id, Method.IN_PERSON, HJEMMEL)
        made[right] = id
    return made


@pytest.fixture
def address(requested: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connections.close_all()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def looked_at(there: Visit, requested: dict[Right, str]) -> Iterator[str]:
    page = there.page
    there.go(f"/kontor/henvendelser/{requested[Right.RECTIFICATION]}")
    page.locator("button[value=retter]").click()
    yield "rows to correct"
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator("#rettinger select[name=formal]").select_option("deliver")
    page.locator("button[value=rett_rad]").click()
    page.fill("#verdi-last_name", "Nordmann")
    yield "a row being corrected"
    page.locator("button[value=rettet]").click()
    yield "a correction"
    there.go(f"/kontor/henvendelser/{requested[Right.OBJECTION]}")
    yield "an objection"
    there.go(f"/kontor/henvendelser/{requested[Right.ACCESS]}")
    page.locator("#andre select[name=formal]").select_option("document_enquiries")
    page.locator("button[value=les]").click()
    yield "what others may be named in"
    there.go(f"/kontor/henvendelser/{requested[Right.RESTRICTION]}")
    yield "a restriction"
    there.go(f"/kontor/henvendelser/{requested[Right.LIFTING]}")
    yield "the lifting of one"


@pytest.mark.parametrize(("lang", "scheme"), [("nb", "light"), ("en", "dark")])
def test_what_a_request_asks_for_shuts_nobody_out_and_is_not_too_wide(
    browser: Browser, address: str, requested: dict[Right, str], lang: str, scheme: str
) -> None:
    there, found = visit(browser, address, lang, scheme), []
    sign_in(there)
    for name in looked_at(there, requested):
        there.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            there.page.set_viewport_size({"width": width, "height": 900})
            found += [f"{name} at {width}: {problem}" for problem in violations(there.page)]
        there.page.set_viewport_size({"width": NARROWEST, "height": 700})
        wide = there.page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{name}: {wide} wide on a screen of {NARROWEST}"] if wide > NARROWEST else []
    assert not found + there.complaints, "\n".join(found + there.complaints)

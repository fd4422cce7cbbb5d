"""What a request's page asks for by right, in a real browser: a correction, an objection, what others are named in, the
notice before a restriction is lifted. Nobody is shut out, nothing is too wide."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.web.browsing import Visit, faults, languages, served, sign_in, visit
from tests.web.conftest import HJEMMEL
from tests.web.test_request_settling import email

from hjemmel.core.request import Method, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import requests
from hjemmel.desk.requests import Details

__all__ = ["email"]
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
    with served() as there:
        yield there


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


@pytest.mark.parametrize("lang", languages(__name__))
def test_what_a_request_asks_for_shuts_nobody_out_and_is_not_too_wide(
    browser: Browser, address: str, requested: dict[Right, str], lang: str
) -> None:
    there, found = visit(browser, address, lang), []
    sign_in(there)
    for name in looked_at(there, requested):
        found += faults(there, name)
    assert not found + there.complaints, "\n".join(found + there.complaints)

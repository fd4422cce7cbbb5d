"""The pages of assignments in a real browser: nobody is shut out, nothing is blocked, and nothing is too wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser
from tests.assignments import ADDRESSES, PASSWORD, Time, mail_house, ready
from tests.web.browsing import Visit, faults, languages, served, sign_in, visit

from hjemmel.core.assignments.assignment import Channel, Matter
from hjemmel.desk import assignments
from hjemmel.engine.ports import Actor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def house() -> Iterator[tuple[Actor, Time]]:
    yield from mail_house()


@pytest.fixture
def address(house: tuple[Actor, Time]) -> Iterator[str]:
    with served() as there:
        yield there


def looked_at(there: Visit, lang: str, id: str, secret: str) -> Iterator[str]:
    sign_in(there, "ane", PASSWORD)
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


@pytest.mark.parametrize("lang", languages(__name__))
def test_assignments_are_seen_and_handed_over(
    browser: Browser, address: str, house: tuple[Actor, Time], lang: str
) -> None:
    actor, _ = house
    id = ready(actor)
    assignments.receive(id, [ADDRESSES], Channel.UPLOAD, actor)
    assignments.store_paper(id, "lager 1", 2, actor)
    assignments.case(id, Matter.REQUEST, actor)
    secret = assignments.link(id, actor)
    connections.close_all()
    there, found = visit(browser, address, lang), []
    for name in looked_at(there, lang, id, secret):
        found += faults(there, name)
    after = assignments.view(id)
    assert after is not None
    assert len(after.assignment.files) == 2
    assert not found + there.complaints, "\n".join(found + there.complaints)

"""The page where a recipient confirms, and the request's page that shows it, in a real browser: real mail, nobody shut out,
nothing too wide."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser
from tests.connectors.mail_server import Inbox, mail_server
from tests.web.browsing import faults, languages, sign_in, visit
from tests.web.conftest import HJEMMEL, NOW
from tests.web.test_browser import address

from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.request import Method, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import keys, requests, telling_mail
from hjemmel.desk.requests import Details

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def restricted(folder: Path) -> str:
    """A request that has been carried out; nobody has been told of it yet."""
    with closing(sqlite3.connect(folder / "nettbutikk.sqlite3")) as shop:
        found = [one for (one,) in shop.execute("SELECT email FROM accounts WHERE email <> ''")]
    email = next(one for one in found if found.count(one) == 1)
    operator, approver = (
        actor_of(get_user_model().objects.get(username=name)) for name in ("operator", "approver")
    )
    id = requests.receive(
        Way.POST, NOW.date(), Right.RESTRICTION, Details(name="Kari Plantet", identities=email), operator
    )
    requests.match(id, [one.about for one in requests.candidates(id, operator)], operator)
    requests.prove_identity(id, Method.IN_PERSON, operator)
    digest = requests.make_plan(id, operator)
    requests.review(id, digest, operator)
    requests.approve(id, digest, approver)
    assert requests.carry_out(id, approver)
    return id


@pytest.mark.parametrize("lang", languages(__name__))
def test_a_recipient_confirms_by_the_link_in_the_mail_and_the_request_shows_it(
    browser: Browser,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
) -> None:
    keys.prepare(HJEMMEL)
    id, found, inbox = restricted(tmp_path), list[str](), Inbox()
    with mail_server(inbox) as server:
        monkeypatch.setenv("MAIL_URL", server)
        assert telling_mail.send(HJEMMEL) == len(inbox.recipients) > 1
    assert len(set(inbox.recipients)) == len(inbox.recipients)
    body = inbox.messages[0].get_body(("plain",))  # type: ignore[attr-defined]
    letter = str(body.get_content())
    word = {"nb": "beskjed", "en": "told"}[lang]
    path = re.findall(rf"https://[^\s]+?(/{word}/[\w-]{{43}})", letter)[0]

    there = visit(browser, address, lang)
    there.go(path)
    found += faults(there, "told-1")
    there.page.locator("button[value=vis]").click()
    # A click comes back when the next page has begun, which has nobody in it yet.
    there.page.wait_for_load_state()
    assert "Kari Plantet" in there.page.content()
    found += faults(there, "told-2")
    there.page.locator("#svar-done").check()
    there.page.locator("button[value=bekreft]").click()
    # A click comes back when the next page has begun, which has nobody in it yet.
    there.page.wait_for_load_state()
    assert "Kari Plantet" not in there.page.content()
    found += faults(there, "told-3")
    there.go("/kontor/inn")
    sign_in(there)
    there.go(f"/kontor/henvendelser/{id}")
    there.page.locator("#mottakere summary").click()
    found += faults(there, "request")
    assert not found + there.complaints, "\n".join(found + there.complaints)

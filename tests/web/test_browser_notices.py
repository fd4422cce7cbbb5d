"""The page of notices in a real browser, after a batch has been sent by e-mail: nobody is shut out, nothing is too wide."""

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from django.db import connections
from playwright.sync_api import Browser
from tests.connectors.mail_server import Inbox, mail_server
from tests.web.test_browser import LOOKS, Quiet, Server, browser, faults, sign_in, visit
from tests.web.test_notice_pages import KARI, OLA, ane

from hjemmel.web.wsgi import application

__all__ = ["ane", "browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(ane: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connections.close_all()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("lang", "scheme"), LOOKS)
def test_notices_are_sent_by_one_press(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch, lang: str, scheme: str
) -> None:
    there = visit(browser, address, lang, scheme)
    sign_in(there)
    inbox = Inbox(answers={OLA: "550 5.1.1 nei"})
    with mail_server(inbox) as server:
        monkeypatch.setenv("MAIL_URL", server)
        there.go("/kontor/varsler")
        there.page.locator("button[value=send]").click()
    assert inbox.recipients == [KARI]
    found = [*faults(there, "notices", (lang, scheme))]
    assert not found + there.complaints, "\n".join(found + there.complaints)

"""The page of notices in a real browser, after a batch has been sent by e-mail: nobody is shut out, nothing is too wide."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.connectors.mail_server import Inbox, mail_server
from tests.web.browsing import faults, languages, served, sign_in, visit
from tests.web.test_notice_pages import KARI, OLA, ane

__all__ = ["ane"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(ane: Any) -> Iterator[str]:
    with served() as there:
        yield there


@pytest.mark.parametrize("lang", languages(__name__))
def test_notices_are_sent_by_one_press(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    there = visit(browser, address, lang)
    sign_in(there)
    inbox = Inbox(answers={OLA: "550 5.1.1 nei"})
    with mail_server(inbox) as server:
        monkeypatch.setenv("MAIL_URL", server)
        there.go("/kontor/varsler")
        there.page.locator("button[value=send]").click()
    assert inbox.recipients == [KARI]
    found = [*faults(there, "notices")]
    assert not found + there.complaints, "\n".join(found + there.complaints)

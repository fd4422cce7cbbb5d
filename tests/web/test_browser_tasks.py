"""The pages of tasks in a real browser: nobody is shut out, and nothing is too wide."""

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser
from tests.connectors.mail_server import Inbox
from tests.stories.test_art17_on_two_engines_and_on_paper import secret_in
from tests.web.browsing import Visit, faults, languages, served, sign_in, visit
from tests.web.conftest import HJEMMEL
from tests.web.test_task_pages import inbox, of_kind, request_id

from hjemmel.core.tasks.task import TaskKind
from hjemmel.desk import keepers

__all__ = ["inbox", "request_id"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(request_id: str) -> Iterator[str]:
    with served() as there:
        yield there


def looked_at(there: Visit, lang: str, request: str, secret: str) -> Iterator[str]:
    (papers,), rows = of_kind(request, TaskKind.KEEPER), of_kind(request, TaskKind.ROWS)
    connections.close_all()
    sign_in(there)
    there.go("/kontor/oppgaver")
    yield "list"
    there.go(f"/kontor/oppgaver/{rows[0].id}")
    there.page.select_option("#formal", "market_others")
    there.page.locator("button[name=vis]").click()
    yield "rows"
    there.page.locator("button[value=gjort]").click()
    yield "still there"
    there.go(f"/kontor/oppgaver/{papers.id}")
    yield "papers"
    there.go(f"/{'oppgave' if lang == 'nb' else 'task'}/{secret}")
    yield "keeper"
    there.page.locator("button[name=se]").click()
    yield "keeper sees"
    there.page.check("#funnet-nothing")
    there.page.locator("button[name=svar]").click()
    yield "keeper thanked"


@pytest.mark.parametrize("lang", languages(__name__))
def test_tasks_are_handled_and_answered(
    browser: Browser, address: str, request_id: str, inbox: Inbox, lang: str
) -> None:
    keepers.send(HJEMMEL)
    there, found = visit(browser, address, lang), []
    for name in looked_at(there, lang, request_id, secret_in(inbox)):
        found += faults(there, name)
    assert not found + there.complaints, "\n".join(found + there.complaints)

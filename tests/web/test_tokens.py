import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import HJEMMEL, NOW

from hjemmel.capabilities.webhooks import services
from hjemmel.desk import clock
from hjemmel.desk.programs import entry
from hjemmel.engine.ports import Actor

PAGE = "/kontor/nokler"
ASKED = {"navn": "Nettbutikken", "formal": ["market_customers"], "rett": ["ask"], "varighet": "365"}


def html(response: Any) -> str:
    return str(response.content.decode())


def test_only_an_approver_sees_the_page_or_makes_a_token(
    reader: Client, operator: Client, visitor: Client
) -> None:
    for client in (reader, operator):
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, ASKED).status_code == 403
        assert PAGE not in html(client.get("/kontor/"))
    assert visitor.get(PAGE).status_code == 302
    assert entry.tokens() == ()


def test_a_token_is_made_shown_once_and_works(approver: Client) -> None:
    made = approver.post(PAGE, ASKED)
    (text,) = re.findall(r"hjt_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", html(made))
    assert made.headers["Cache-Control"] == "no-store"
    again = html(approver.get(PAGE))
    assert text not in again and "Nettbutikken" in again
    headers = {"authorization": f"Bearer {text}", "host": "localhost"}
    assert Client().get("/api/v1/statement", headers=headers).status_code == 200


def test_who_makes_a_token_is_told_that_it_is_gone_through_and_so_is_who_looks_later(
    approver: Client,
) -> None:
    page = html(approver.get(PAGE))
    assert "gjennomgås hvert kvartal" in page and 'value="90" selected' in page
    approver.post(PAGE, {**ASKED, "rett": ["read"]})
    approver.post(PAGE, {**ASKED, "navn": "Statistikken", "rett": ["watch"]})
    assert "Skulle vært gjennomgått" not in html(approver.get(PAGE))
    clock.use(lambda: NOW + timedelta(days=93))
    page = html(approver.get(PAGE))
    assert page.count("Skulle vært gjennomgått") == 1, "one that sees nobody may grow old"


def test_a_token_is_ended_from_the_page(approver: Client) -> None:
    approver.post(PAGE, ASKED)
    (token,) = entry.tokens()
    assert approver.post(f"{PAGE}/{token.id}/avslutt").status_code == 302
    assert not entry.lets_in(entry.tokens()[0])
    assert "Avsluttet" in html(approver.get(PAGE))
    assert approver.post(f"{PAGE}/{token.id}/avslutt").status_code == 404


@pytest.mark.parametrize("lacks", ["navn", "formal", "rett", "varighet"])
def test_what_is_lacking_is_said_and_nothing_is_made(approver: Client, lacks: str) -> None:
    response = approver.post(PAGE, {name: value for name, value in ASKED.items() if name != lacks})
    assert response.status_code == 400
    assert 'role="alert"' in html(response)
    assert entry.tokens() == ()


def test_who_is_told_and_how_it_goes_is_shown(approver: Client) -> None:
    assert "hjemmel webhooks add" in html(approver.get(PAGE))
    services.add("0" * 16, "https://hooks.example/a", ("plan.done",), False, HJEMMEL, NOW)
    shown = html(approver.get(PAGE))
    assert "https://hooks.example/a" in shown and "plan.done" in shown


def test_the_page_about_the_interface_is_for_everybody_and_fetches_nothing_from_elsewhere(
    visitor: Client,
) -> None:
    response = visitor.get("/api/v1/docs")
    assert response.status_code == 200
    page = html(response)
    assert "/api/v1/may" in page and "https://" not in page and "<script" not in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_ledger_names_the_program(approver: Client) -> None:
    approver.post(PAGE, ASKED)
    (token,) = entry.tokens()
    entry.end(token.id, Actor(id=token.actor, name=token.name))
    assert "Nettbutikken" in html(approver.get("/kontor/journal"))

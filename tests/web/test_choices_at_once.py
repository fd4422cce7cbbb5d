"""Choices about cookies that come at once: whoever was told that it is kept finds it kept, and nobody else was told so."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from hjemmel.capabilities.cookie_choices.models import CookieChoice
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.website import cookie_choice as core
from hjemmel.desk import cookie_choice
from hjemmel.desk.published import published

CLIENTS, EACH = 50, 6


def told(id: str) -> bytes:
    revision = core.revision(published().map)
    return json.dumps({"id": id, "revision": revision, "categories": [], "services": []}).encode()


def test_nothing_is_lost_of_what_fifty_visitors_choose_at_once(visitor: Client) -> None:
    before = LedgerEntry.objects.count()

    def choose(number: int) -> list[str]:
        client: Any = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"198.51.100.{number}")
        try:
            sent = [(id, told(id)) for id in (str(uuid.uuid4()) for _ in range(EACH))]
            answers = [
                (id, client.post("/embed/choices", body, content_type="text/plain")) for id, body in sent
            ]
            return [id for id, answer in answers if answer.status_code == 201 and answer.json()["id"] == id]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as visitors:
        answered = [id for one in visitors.map(choose, range(CLIENTS)) for id in one]
    kept = list(CookieChoice.objects.values_list("browser", flat=True))
    assert len(answered) == CLIENTS * EACH and sorted(kept) == sorted(answered)
    lines = LedgerEntry.objects.filter(kind="cookie-choices-kept")
    assert sum(json.loads(one.content)["choices"] for one in lines) == len(kept)
    # Those that came together share a line: else each would have its own.
    assert LedgerEntry.objects.count() - before < len(kept)
    assert isinstance(ledger.check(), Verified)


def test_nobody_is_told_that_a_choice_is_kept_which_the_database_did_not_take(visitor: Client) -> None:
    ids = [str(uuid.uuid4()) for _ in range(8)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON cookie_choice BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    def choose(id: str) -> bool:
        try:
            with pytest.raises(DatabaseError):
                cookie_choice.take(told(id), id)
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(ids)) as visitors:
        assert all(visitors.map(choose, ids))
    assert not CookieChoice.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full")
    assert cookie_choice.take(told(ids[0]), ids[0]).choice.id == ids[0]

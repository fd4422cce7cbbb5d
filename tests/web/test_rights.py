"""Who may do what, tried at every address of the office: a reader changes nothing, nobody comes in from another site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import HJEMMEL

from django.contrib.auth import get_user_model  # isort: skip
from django.db import connection
from django.test import Client

from hjemmel.desk import keys
from hjemmel.web.office.urls import urlpatterns

OWN = {"sign_in", "sign_out", "language", "account"}
"""What everybody does with an account or a visit of their own."""
APPROVERS = {"tokens", "end_token", "give_access", "review_access"}
"""What an operator may not even look at, or not change."""
GUESSED = {"digest": "0" * 64, "number": "1", "key": "google", "slug": "avtale", "deed": "samtykke"}


def addresses() -> Iterator[tuple[str, str]]:
    """(name, address) of every page, with guessed parts."""
    for one in urlpatterns:
        route = re.sub(r"<\w+:(\w+)>", lambda found: GUESSED.get(found[1], "a" * 26), str(one.pattern))
        yield str(one.name), f"/kontor/{route}"


def stored() -> int:
    """How many rows there are in all our tables, but for sessions."""
    tables = [one for one in connection.introspection.table_names() if "session" not in one]
    with connection.cursor() as cursor:
        count = 0
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            count += int(cursor.fetchone()[0])
        return count


@pytest.fixture
def from_another_site(office: None) -> Client:
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username="approver"))
    return client


def test_a_reader_posts_nothing(reader: Client) -> None:
    before = stored()
    answers = {name: reader.post(address).status_code for name, address in addresses() if name not in OWN}
    # These two look for what it is about first: their own tests try them on a plan and a mailing that are there.
    assert (answers.pop("plan"), answers.pop("mailing")) == (404, 404)
    assert {name: code for name, code in answers.items() if code not in (403, 405)} == {}
    assert stored() == before


def test_an_operator_does_nothing_that_an_approver_must(operator: Client) -> None:
    before = stored()
    answers = {name: operator.post(address).status_code for name, address in addresses() if name in APPROVERS}
    assert {name: code for name, code in answers.items() if code != 403} == {}
    assert stored() == before


def test_nobody_posts_from_another_site(from_another_site: Client) -> None:
    before = stored()
    answers = {name: from_another_site.post(address).status_code for name, address in addresses()}
    assert {name: code for name, code in answers.items() if code not in (403, 405)} == {}
    assert stored() == before


def test_a_visitor_sees_no_page_but_the_door(visitor: Client, tmp_path: Path) -> None:
    for name, address in addresses():
        if name in OWN - {"account"}:
            continue
        answer = visitor.get(address)
        assert answer.status_code in (302, 405), name
        assert answer.status_code == 405 or "/kontor/inn" in answer["location"], name


def test_guessed_references_find_nothing(approver: Client) -> None:
    keys.prepare(HJEMMEL)
    for name, address in addresses():
        if "a" * 26 in address or "0" * 64 in address:
            assert approver.get(address).status_code in (404, 405), name
            assert approver.post(address).status_code in (302, 400, 403, 404, 405, 409), name

"""A company outgrows a file: its own data moves to PostgreSQL, and what it says, erases and can prove is what it would be.

The address is all that differs: accounts, ledger, plans and the register with what is sealed in it lie on the server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.companies import Company, copy_of
from tests.connectors.engines import Place, needs
from tests.stories.test_art5_1_e_storage_limitation import STORY

pytestmark = [pytest.mark.story, pytest.mark.slow, *needs("postgres")]

TEN_YEARS_ON = """
from datetime import timedelta
from hjemmel.desk import ready
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.desk import clock, own_rows
from hjemmel.desk.demo_clock import demo_time
clock.use(lambda: demo_time() + timedelta(days=3653))
print(own_rows.erase_due(HJEMMEL), own_rows.erase_due(HJEMMEL))
"""
LEFT = """
    SELECT kind, source, channel, purposes, count(*), count(name), count(email), count(phone), count(address)
    FROM register_person GROUP BY kind, source, channel, purposes ORDER BY kind, source, channel, purposes
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return copy_of("gifts-small", tmp_path_factory.mktemp("company"), 0)


@pytest.fixture(scope="module")
def moved(company: Company, postgres: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company with its own data on the server. The file that it lay in is gone. The last test here changes it."""
    postgres.empty()
    copy = company.copied(tmp_path_factory.mktemp("moved") / "gifts-small")
    there = {"NEW_DATABASE_URL": postgres.url}
    done = replace(copy, environ=copy.environ | there).hjemmel("move", "NEW_DATABASE_URL")
    assert done.returncode == 0, done.stderr[-2000:]
    assert contents(copy) == contents(company), "where it came from nothing changes"
    copy.own.unlink()
    yield replace(copy, environ=copy.environ | {"DATABASE_URL": postgres.url})
    assert not copy.own.exists(), "nothing goes back to the file"


def printed(company: Company, code: str, *arguments: str) -> str:
    done = company.python(code, *arguments)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def said(company: Company, *command: str) -> str:
    done = company.hjemmel(*command)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def rows(company: Company, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(company.own)) as database:
        return database.execute(query).fetchall()


def contents(company: Company) -> list[str]:
    with closing(sqlite3.connect(company.own)) as database:
        return list(database.iterdump())


def test_every_row_is_there_after_the_move(company: Company, moved: Company, postgres: Place) -> None:
    assert said(moved, "ledger", "verify") == said(company, "ledger", "verify")
    tables = [name for (name,) in rows(company, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    ours = [name for name in tables if not name.startswith("sqlite_") and name != "django_migrations"]
    assert len(ours) > 80
    for table in ours:
        count = f'SELECT count(*) FROM "{table}"'
        assert postgres.rows(count) == rows(company, count), table
    on_file = "SELECT id, hex(name) FROM register_person ORDER BY id"
    on_server = "SELECT id, upper(encode(name, 'hex')) FROM register_person ORDER BY id COLLATE \"C\""
    assert postgres.rows(on_server) == rows(company, on_file)


def test_a_database_that_is_not_new_is_refused_and_left_alone(
    company: Company, moved: Company, postgres: Place
) -> None:
    before = postgres.rows("SELECT count(*), max(seq) FROM ledger_entry")
    again = replace(company, environ=company.environ | {"NEW_DATABASE_URL": postgres.url})
    refused = again.hjemmel("move", "NEW_DATABASE_URL")
    assert refused.returncode == 1
    assert "there is something in that database already" in refused.stderr
    assert postgres.rows("SELECT count(*), max(seq) FROM ledger_entry") == before
    to_itself = replace(moved, environ=moved.environ | {"NEW_DATABASE_URL": postgres.url})
    assert "that is the database in use" in to_itself.hjemmel("move", "NEW_DATABASE_URL").stderr


def test_an_address_that_leads_nowhere_is_said(company: Company) -> None:
    nowhere = replace(
        company, environ=company.environ | {"NEW_DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    )
    done = nowhere.hjemmel("move", "NEW_DATABASE_URL")
    assert done.returncode == 2 and "Nothing was moved" in done.stderr
    assert company.hjemmel("move", "NEW_DATABASE_URL").returncode == 2


def test_its_story_is_the_same(company: Company, moved: Company, postgres: Place, tmp_path: Path) -> None:
    on_file = company.copied(tmp_path / "file")
    # Anew: the plan of a company that was copied is stale.
    told, expected = (json.loads(printed(one, STORY, "anew")) for one in (moved, on_file))
    assert told == expected
    assert told["touched"] > 0 and set(told["left"]) == {0} and told["again"] == []
    assert told["before"] != told["after"] and told["ledger"] is True
    assert postgres.rows(LEFT) == rows(on_file, LEFT)
    assert said(moved, "work", "--once")
    assert "The ledger is whole" in said(moved, "ledger", "verify")
    erased, again = map(int, printed(moved, TEN_YEARS_ON).split())
    assert erased > 0 and again == 0

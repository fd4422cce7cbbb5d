"""How much is taken from one place, by all processes of a server together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.database import fresh

from hjemmel.capabilities.web_log import store
from hjemmel.capabilities.web_log.models import FloodCount
from hjemmel.desk import flood
from hjemmel.desk.flood import DAY, HOUR, MINUTE, Flood

PLACE = "203.0.113.7"
IN_ANOTHER = """
import sys
from hjemmel.desk import ready
from hjemmel.desk.flood import HOUR, Flood
tips = Flood(5, HOUR, "tips")
print([tips.is_over(sys.argv[1], 7.0) for _ in range(3)])
"""


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


def test_real_processes_take_no_more_together_than_one_would(database: Path) -> None:
    environ = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "only for tests"}
    told = [
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER, PLACE], env=environ, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(3)
    ]
    assert told == ["[False, False, False]", "[False, False, True]", "[True, True, True]"]


def test_of_many_each_process_may_let_in_a_twentieth_more_at_most(database: Path) -> None:
    processes = [Flood(120, MINUTE, "choices") for _ in range(4)]
    taken = sum(not processes[number % 4].is_over(PLACE, 1.0) for number in range(1_000))
    assert 120 <= taken <= 120 + 4 * 6


def test_a_flood_is_refused_from_memory(database: Path) -> None:
    one = Flood(120, MINUTE, "choices")
    asked: list[str] = []

    def listening(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listening):
        assert sum(not one.is_over(PLACE, 1.0) for _ in range(10_000)) == 120
    assert len([sql for sql in asked if "INSERT" in sql]) == 20


def test_no_address_is_stored_and_its_code_goes_with_the_while(database: Path) -> None:
    one = Flood(2, DAY, "friends", digits=4)
    one.is_over("kari.plantet@nowhere.example", 1.0)
    (row,) = FloodCount.objects.values()
    assert "plantet" not in str(row) and len(row["code"]) == 4
    assert flood.forget() == 0
    FloodCount.objects.update(until=int(datetime.now(UTC).timestamp()) - 1)
    assert flood.forget() == 1 and not FloodCount.objects.exists()


def test_whoever_was_refused_comes_again_when_the_while_has_passed(database: Path) -> None:
    assert [store.counted("tips", "c", 1, 1_000, 60)[0] for _ in range(3)] == [1, 2, 3]
    assert store.counted("tips", "c", 1, 1_060, 60) == (1, 1_120)
    # The machine's clock was set back by a day: nobody waits a day for it.
    assert store.counted("tips", "c", 1, 1_060 - 86_400, 60) == (1, 1_120 - 86_400)


def test_a_database_that_does_not_answer_keeps_nobody_out(database: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE flood_count")
    one = Flood(3, HOUR, "tips")
    assert [one.is_over(PLACE, 1.0) for _ in range(4)] == [False, False, False, True]

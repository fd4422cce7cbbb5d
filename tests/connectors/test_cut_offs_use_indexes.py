"""A cut-off is asked so that an index on the date serves it, when rows are counted and when they are erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from tests.connectors.engines import Place, needs
from tests.connectors.tables import clock

from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.selection import Before, Selection
from hjemmel.core.shape import Shape

VISITS = "shop.visits"
DUE = Selection(VISITS, Before("made", date(2024, 1, 1)))
SHAPES = {VISITS: Shape(collection=VISITS, table="visits", key=("id",), home_zone="Europe/Oslo")}
ROWS, FEW = 20_000, 10
CASES: list[Any] = [
    *(("sqlite", type_) for type_ in ("DATE", "TIMESTAMP", "VARCHAR(10)")),
    *(pytest.param("postgres", type_, marks=needs("postgres")) for type_ in ("DATE", "TIMESTAMP")),
]
"""Dates that lie as text in PostgreSQL are read once to the end all the same, to know which are no dates."""
ASKED = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    place: Place = request.getfixturevalue("postgres")
    place.empty()
    yield place.url


def made(url: str, type_: str) -> SqlConnector:
    """Many visits, a few of them due, in an indexed table."""
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    day = f"CASE WHEN i <= {FEW} THEN '2019-05-01' ELSE '2025-05-01' END"
    if address.get_backend_name() == "postgresql":
        day = f"CAST({day} AS {type_})"
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
    with engine.begin() as connection:
        for statement in (
            f"CREATE TABLE visits (id INTEGER PRIMARY KEY, made {type_}, note VARCHAR(9))",
            f"{numbers} INSERT INTO visits SELECT i, {day}, 'n' FROM n"
            if engine.dialect.name == "sqlite"
            else f"INSERT INTO visits {numbers} SELECT i, {day}, 'n' FROM n",
            "CREATE INDEX visits_made ON visits (made)",
            "ANALYZE visits",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return SqlConnector("shop", url, SHAPES, clock=clock)


@pytest.mark.parametrize(("url", "type_"), CASES, indirect=["url"])
def test_the_index_on_the_date_serves_the_cut_off(url: str, type_: str) -> None:
    shop = made(url, type_)
    plans: list[str] = []

    def explained(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "visits" in statement and "note" not in statement and not statement.startswith("EXPLAIN"):
            if not statement.startswith(("SELECT count", "INSERT", "DELETE")):
                return
            cursor.execute(f"{ASKED[connection.dialect.name]} {statement}", parameters)
            plans.append(" ".join(str(row) for row in cursor.fetchall()))

    event.listen(shop._engine, "before_cursor_execute", explained)
    try:
        assert shop.count(DUE) == FEW
        assert shop.erase(DUE, at_most=FEW) == FEW
    finally:
        event.remove(shop._engine, "before_cursor_execute", explained)
    assert len(plans) >= 2, "one that counts, and one that erases"
    assert all("visits_made" in plan for plan in plans), plans

"""A register of visits whose only rule is a date: its declaration and its rows, in one collection or in many."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DUE_BEFORE = "2021-11-23"

HEAD = """
hjemmel: 1
organisation: {name: Prøvehuset AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects:
  visitor: {title: {nb: besøkende, en: visitor}}
categories:
  visit: {title: {nb: besøk, en: visit}}
systems:
  house:
    title: {nb: huset, en: house}
    connect: {kind: sql, url: "${HOUSE_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
"""
COLLECTION = """
      NAME:
        title: {nb: besøk, en: visits}
        key: [id]
        about: {kind: visitor}
        when_due: erase
        fields:
          - {columns: [visitor], category: visit}
          - {columns: [made_on], category: none, why: clock}
          - {columns: [id], category: none, why: key}
"""
RULE = """
purposes:
  welcome:
    title: {nb: ta imot, en: welcome}
    for: [visitor]
    basis: contract
    keep:
"""
KEEP = "      - {in: [house.NAME], categories: [visit], after: house.NAME.made_on, period: 5 years}\n"


def data_map(names: list[str]) -> DataMap:
    collections, keeps = (
        "".join(part.replace("NAME", name) for name in names) for part in (COLLECTION, KEEP)
    )
    found = load((HEAD + collections + RULE + keeps).encode())
    assert found.map is not None, [str(finding) for finding in found.findings]
    return found.map


def connector(url: str, declared: DataMap) -> SqlConnector:
    shapes = {one.name: one.shape for one in declared.in_system("house")}
    return SqlConnector("house", url, shapes, clock=lambda: NOW)


def make(engine: sa.Engine, names: list[str], rows: int, *, due_each: int | None = None) -> None:
    """Tables of so many rows each, with the index that a date deserves; one row in so many is due, or none is."""
    year = f"CASE WHEN i % {due_each} = 0 THEN '2019' ELSE '2024' END" if due_each else "'2024'"
    day = f"{year} || '-0' || (i % 9 + 1) || '-1' || (i % 8)"
    # SQLite holds days as text.
    day = f"CAST({day} AS DATE)" if engine.dialect.name == "postgresql" else day
    numbers = f"WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {rows})"
    with engine.begin() as connection:
        for name in names:
            columns = "id INTEGER PRIMARY KEY, visitor VARCHAR(60), made_on DATE NOT NULL"
            connection.execute(sa.text(f"CREATE TABLE {name} ({columns})"))
            found = f"{numbers} SELECT i, 'Besøkende ' || i, {day} FROM numbers"
            connection.execute(sa.text(f"INSERT INTO {name} {found}"))
            connection.execute(sa.text(f"CREATE INDEX {name}_made_on ON {name} (made_on)"))
        connection.execute(sa.text("ANALYZE"))

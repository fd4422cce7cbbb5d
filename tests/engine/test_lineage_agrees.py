"""Whose a row is: told by one statement in the database, by rows in hand, and from scratch. All three agree, whatever
the tables look like, and no row of anybody else is among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.engines import Place, needs
from tests.connectors.tables import clock, column_sql
from tests.examples import examples

from hjemmel.connectors.contract import Table
from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.connectors.values import as_text
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About
from hjemmel.core.lineage import rows_in
from hjemmel.engine.house import House
from hjemmel.engine.resolve import Resolver

from .kin import Company, Key, company
from .worlds import compiled, house

TODAY = date(2026, 11, 23)
SEEDS = st.integers(0, 2**32)
Systems = Callable[[DataMap, Company], Mapping[str, Connector]]


def in_memory(data_map: DataMap, built: Company) -> dict[str, Connector]:
    return {
        system: MemoryConnector(
            system,
            {one.name: one.shape for one in data_map.in_system(system)},
            {table.seen.name: table.dicts for table in built.tables(system)},
            [table.seen for table in built.tables(system)],
        )
        for system in data_map.declaration.systems
    }


def on_sqlite(folder: Path) -> Systems:
    def laid(data_map: DataMap, built: Company) -> dict[str, Connector]:
        found: dict[str, Connector] = {}
        for system in data_map.declaration.systems:
            path = folder / f"{system}.db"
            path.unlink(missing_ok=True)
            with closing(sqlite3.connect(path)) as database:
                for table in built.tables(system):
                    columns = [column_sql(column) for column in table.seen.columns]
                    key = ", ".join(f'"{name}"' for name in table.seen.key)
                    database.execute(
                        f'CREATE TABLE "{table.seen.name}" ({", ".join(columns)}, PRIMARY KEY ({key}))'
                    )
                    marks = ", ".join("?" for _ in columns)
                    database.executemany(f'INSERT INTO "{table.seen.name}" VALUES ({marks})', table.rows)
                database.commit()
            shapes = {one.name: one.shape for one in data_map.in_system(system)}
            found[system] = SqlConnector(system, f"sqlite:///{path}", shapes, clock=clock)
        return found

    return laid


def on_a_server(place: Place) -> Systems:
    def laid(data_map: DataMap, built: Company) -> dict[str, Connector]:
        tables: list[Table] = [
            table for system in data_map.declaration.systems for table in built.tables(system)
        ]
        place.lay(tables)
        return {
            system: place.connector(
                {one.name: one.shape for one in data_map.in_system(system)}, system=system
            )
            for system in data_map.declaration.systems
        }

    return laid


def texts(key: Key) -> Key:
    return tuple(as_text(part) for part in key)


def agree(seed: int, systems: Systems) -> None:
    built = company(seed)
    data_map = compiled(built.declaration())
    company_house = house(data_map, systems(data_map, built), TODAY)
    assert company_house.observe().out_of_sight == frozenset()
    home = built.home
    for person in home.rows[:3]:
        wanted = {(name, key) for name, keys in built.about(person).items() for key in keys}
        about = About(collection=home.name, key=tuple(person[name] for name in home.key_columns))
        assert set(by_statements(company_house, about)) == wanted
        shown = company_house.why_about(about)
        assert {(name, texts(key)) for name, key, _ in shown.rows} == wanted
        traced = company_house.trace_about(about)
        assert {(one.way.collection, texts(key)) for one in traced.found for key in one.keys} == wanted


def by_statements(company_house: House, about: About) -> Iterator[tuple[str, Key]]:
    resolver = Resolver(company_house.connectors, lambda listed, home: frozenset())
    for name, collection in company_house.map.collections.items():
        rows = rows_in(company_house.map, name, {about.collection: [about.key]})
        yield from ((name, texts(key)) for key in resolver.find(rows, collection.shape.key))


@pytest.mark.property
@given(seed=SEEDS)
@settings(max_examples=examples(200), deadline=None)
def test_in_memory(seed: int) -> None:
    agree(seed, in_memory)


@pytest.mark.property
@given(seed=SEEDS)
@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_on_sqlite(seed: int, tmp_path: Path) -> None:
    agree(seed, on_sqlite(tmp_path))


class TestOnPostgreSQL:
    pytestmark = needs("postgres")

    @pytest.mark.property
    @given(seed=SEEDS)
    @settings(max_examples=examples(16), deadline=None)
    def test_on_postgresql(self, postgres: Place, seed: int) -> None:
        agree(seed, on_a_server(postgres))


class TestOnMariaDB:
    pytestmark = needs("mariadb")

    @pytest.mark.property
    @given(seed=SEEDS)
    @settings(max_examples=examples(16), deadline=None)
    def test_on_mariadb(self, mariadb: Place, seed: int) -> None:
        agree(seed, on_a_server(mariadb))


def test_the_companies_that_are_tried_have_rows_of_every_kind() -> None:
    found = [company(seed) for seed in range(60)]
    theirs = [built.about(built.home.rows[0]) for built in found]
    assert sum(len(keys) for one in theirs for keys in one.values()) > 150
    assert any(one.also for built in found for one in built.kin.values())
    assert any(one.to == kin.name for built in found for kin in built.kin.values() for one in kin.references)
    assert any("" in key for one in theirs for keys in one.values() for key in keys)

"""Grounds in Python, one row at a time, and grounds as selections over whole collections say the same.

The same test runs against every connector that can be had here."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.api_server import Api, served
from tests.connectors.apis import client
from tests.connectors.engines import DECLARED, Place, needs
from tests.connectors.folders import cell
from tests.examples import examples

from hjemmel.connectors.files import FilesConnector
from hjemmel.connectors.http import HttpConnector
from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.layouts import ApiLayout, ColumnLayout, FileLayout
from hjemmel.core.facts import (
    About,
    Child,
    ConsentGiven,
    ConsentWithdrawn,
    ErasureAsked,
    Fact,
    Facts,
    Hold,
    HoldKind,
    Linked,
    Objection,
    ObjectionMade,
    Remembered,
    Restricted,
)
from hjemmel.core.grounds.claims import Claims, there
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on, kinds_of
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.moment import DATE_TEXT, read_day
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Selection, every, negate
from hjemmel.core.terms import Tri
from hjemmel.engine.resolve import Resolver

from .company import DECLARATION

TODAY = date(2026, 3, 31)
SYSTEMS = ("shop", "crm", "letter", "press")


def company() -> DataMap:
    compiled = load(DECLARATION.encode())
    assert compiled.map is not None, [str(finding) for finding in compiled.findings]
    return compiled.map


MAP = company()


def a_day(pick: random.Random) -> object:
    """Days near the cut-offs, month ends, NULL, and what is no day."""
    if pick.random() < 0.08:
        return None
    if pick.random() < 0.06:
        return pick.choice(["2025-02-30", "soon", "", "2025-13-01"])
    edges = [
        TODAY,
        date(2026, 2, 28),
        date(2025, 9, 30),
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 3, 1),
    ]
    day = pick.choice(edges) + timedelta(days=pick.choice([-1, 0, 1, -30, 30, -200]))
    if pick.random() < 0.5:
        return day.isoformat()
    return f"{day.isoformat()}{pick.choice(['T', ' '])}{pick.choice(['00:00:00', '23:30:00', '22:30:00'])}"


def tables(pick: random.Random) -> dict[str, list[dict[str, object]]]:
    some = lambda top: range(1, pick.randint(0, top) + 1)  # noqa: E731
    ref = lambda top: pick.choice([None, *range(1, top + 1)])  # noqa: E731
    accounts = [
        {
            "id": n,
            "name": pick.choice(["Kari", "gone", None]),
            "email": pick.choice([f"k{n}@a.example", f"gone-{n}@invalid.example", "same@a.example", None]),
            "kind": pick.choice(["person", "person", "enk", "firm", "?", None]),
            "no_offers": pick.choice([True, False, None]),
            "created_at": a_day(pick),
        }
        for n in some(5)
    ]
    mails = [row["email"] for row in accounts] + ["else@a.example"]
    return {
        "shop.accounts": accounts,
        "shop.orders": [
            {"id": n, "account_id": ref(5), "placed_at": a_day(pick), "total": pick.choice([10, None])}
            for n in some(6)
        ],
        "shop.invoices": [
            {"id": n, "account_id": ref(5), "year": pick.choice([2023, 2024, 2025, None]), "amount": 5}
            for n in some(4)
        ],
        "crm.contacts": [
            {"id": n, "account_id": ref(5), "status": pick.choice(["a", None]), "ended_on": a_day(pick)}
            for n in some(5)
        ],
        "crm.talks": [
            {
                "id": n,
                "contact_id": ref(5),
                "note": pick.choice(["x", None]),
                "at": a_day(pick),
                "important": pick.choice([True, False, None]),
            }
            for n in some(6)
        ],
        "crm.limits": [
            {"id": n, "contact_id": ref(5), "from_at": a_day(pick), "lifted_at": a_day(pick)} for n in some(2)
        ],
        "letter.readers": [
            {
                "id": n,
                "email": pick.choice([*mails, f"gone-{n}@invalid.example"]),
                "basis": pick.choice(["consent", "customer", None]),
                "given_at": a_day(pick),
                "left_at": pick.choice([None, None, a_day(pick)]),
            }
            for n in some(5)
        ],
        "letter.sends": [
            {"id": n, "reader_id": ref(5), "at": a_day(pick), "subject": pick.choice(["s", None])}
            for n in some(5)
        ],
        "press.controllers": [{"id": n} for n in (1, 2)],
        "press.agreements": [
            {"id": n, "controller_id": ref(2), "signed_on": a_day(pick), "valid_to": a_day(pick)}
            for n in some(3)
        ],
        "press.instructions": [
            {
                "id": n,
                "controller_id": ref(2),
                "received_on": a_day(pick),
                "ended_on": pick.choice([None, a_day(pick)]),
            }
            for n in some(3)
        ],
        "press.jobs": [
            {
                "id": n,
                "instruction_id": ref(3),
                "completed_on": a_day(pick),
                "extended_to": pick.choice([None, a_day(pick)]),
                "reason": pick.choice([None, "dispute"]),
                "approver": pick.choice([None, "Ane"]),
            }
            for n in some(4)
        ],
        "press.addressees": [
            {"job_id": ref(4) or 9, "ref": n, "full_name": pick.choice(["Ola", None])} for n in some(6)
        ],
    }


def facts(pick: random.Random) -> Facts:
    def moment() -> datetime:
        days = pick.choice([-212, -61, -40, -1, 0, 1])
        return datetime(2026, 3, 31, 12, tzinfo=UTC) + timedelta(days=days)

    account = lambda: About(collection="shop.accounts", key=(pick.randint(1, 5),))  # noqa: E731
    reader = lambda: About(collection="letter.readers", key=(pick.randint(1, 5),))  # noqa: E731
    either = lambda: pick.choice([account, reader])()  # noqa: E731, PLW0108
    found: list[Fact] = []
    for _ in range(pick.choice([0, 0, 1, 2])):
        found += [
            ConsentGiven(
                about=either(),
                purpose="news",
                given_at=moment(),
                withdrawn_at=pick.choice([None, None, moment()]),
                guardian=pick.random() < 0.3,
            ),
            *(
                Child(
                    about=either(), born_on=date(pick.choice([2005, 2011, 2014]), 3, pick.choice([1, 30, 31]))
                )
                for _ in range(pick.choice([0, 0, 1]))
            ),
            ObjectionMade(
                about=either(),
                purpose=pick.choice(["deliver", "offers", "document"]),
                state=pick.choice(list(Objection)),
                at=moment(),
            ),
            ConsentWithdrawn(about=either(), purpose="news", at=moment()),
            *(
                ErasureAsked(about=either(), purpose="deliver", at=moment())
                for _ in range(pick.choice([0, 1, 1]))
            ),
            Restricted(about=either(), at=moment(), lifted_at=pick.choice([None, moment()])),
            Remembered(
                event="ended", about=account(), day=TODAY + timedelta(days=pick.choice([-200, -30, -31, 5]))
            ),
            Linked(about=About(collection="letter.readers", key=(pick.randint(1, 5),)), to=account()),
        ]
        home, keys = pick.choice(
            [
                ("shop.accounts", (pick.randint(1, 5),)),
                ("press.jobs", (pick.randint(1, 4),)),
                ("crm.talks", (1,)),
            ]
        )
        found.append(
            Hold(
                id=f"h{pick.randint(1, 3)}",
                title="dispute",
                kind=pick.choice(list(HoldKind)),
                home=home,
                keys=frozenset((keys,)),
                categories=frozenset(pick.choice([(), ("name", "talk"), ("file",)])),
                reason="dispute",
                approver="Ane",
                begins_on=TODAY - timedelta(days=3),
                ends_on=pick.choice([None, TODAY, TODAY + timedelta(days=9)]),
                review_on=TODAY,
            )
        )
    remembered = {fact.about: fact for fact in found if isinstance(fact, Remembered)}
    return Facts.gathered(
        [*(fact for fact in found if not isinstance(fact, Remembered)), *remembered.values()]
    )


def only(known: Facts, kinds: tuple[type[Fact], ...]) -> Facts:
    """As a list's keys are read: no other facts than those that tell of it."""
    return Facts.gathered(fact for fact in known if isinstance(fact, kinds))


def in_memory(rows: Mapping[str, list[dict[str, object]]], _: Path) -> dict[str, Connector]:
    def of(system: str) -> Connector:
        shapes = {c.name: c.shape for c in MAP.in_system(system)}
        own = {
            MAP.collections[name].shape.table: found
            for name, found in rows.items()
            if name.startswith(system + ".")
        }
        return MemoryConnector(system, shapes, own)

    return {system: of(system) for system in SYSTEMS}


def on_sqlite(rows: Mapping[str, list[dict[str, object]]], folder: Path) -> dict[str, Connector]:
    for system in SYSTEMS:
        with closing(sqlite3.connect(folder / f"{system}.db")) as database, database:
            for collection in MAP.in_system(system):
                columns = ", ".join(collection.columns)
                database.execute(
                    f"CREATE TABLE {collection.shape.table} ({columns}, PRIMARY KEY ({','.join(collection.shape.key)}))"
                )
                marks = ",".join("?" * len(collection.columns))
                database.executemany(
                    f"INSERT INTO {collection.shape.table} VALUES ({marks})",
                    [tuple(row[column] for column in collection.columns) for row in rows[collection.name]],
                )
    return {
        system: SqlConnector(
            system,
            f"sqlite:///{folder / system}.db",
            {c.name: c.shape for c in MAP.in_system(system)},
            clock=lambda: datetime(2026, 3, 31, tzinfo=UTC),
        )
        for system in SYSTEMS
    }


MAKERS = {"memory": in_memory, "sqlite": on_sqlite}

FLAGS = {"no_offers", "important"}
NUMBERS = {"id", "ref", "year", "amount", "total"}
MOMENTS = {
    "created_at", "placed_at", "ended_on", "at", "from_at", "lifted_at", "given_at", "left_at", "signed_on",
    "valid_to", "received_on", "completed_on", "extended_to",
}  # fmt: skip


def as_moments(rows: Mapping[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """The same company in a database that takes nothing but moments where moments belong."""

    def moment(value: object) -> object:
        is_date = (
            isinstance(value, str)
            and DATE_TEXT.fullmatch(value)
            and isinstance(read_day(value, "UTC", "UTC"), date)
        )
        return datetime.fromisoformat(str(value)) if is_date else None

    return {
        name: [{c: moment(v) if c in MOMENTS else v for c, v in row.items()} for row in found]
        for name, found in rows.items()
    }


def kind_of(column: str, with_moments: bool) -> ColumnType:
    if column in MOMENTS:
        return ColumnType.TIMESTAMP if with_moments else ColumnType.TEXT
    if column in NUMBERS or column.endswith("_id"):
        return ColumnType.INTEGER
    return ColumnType.BOOLEAN if column in FLAGS else ColumnType.TEXT


@lru_cache(maxsize=1)
def laid_out(place: Place, with_moments: bool) -> dict[str, Connector]:
    """Empty tables, and connectors that have looked at them."""
    place.empty()
    kinds = DECLARED[place.engine]
    for collection in MAP.collections.values():
        columns = ", ".join(
            f"{place.quoted(c)} {kinds[kind_of(c, with_moments)]}" for c in collection.columns
        )
        key = ", ".join(map(place.quoted, collection.shape.key))
        place.execute(f"CREATE TABLE {place.quoted(collection.shape.table)} ({columns}, PRIMARY KEY ({key}))")
    return {
        system: place.connector({c.name: c.shape for c in MAP.in_system(system)}, system=system)
        for system in SYSTEMS
    }


def on_server(
    rows: Mapping[str, list[dict[str, object]]], place: Place, with_moments: bool
) -> dict[str, Connector]:
    connectors = laid_out(place, with_moments)
    with place.direct.connect() as connection:
        for name, found in rows.items():
            collection = MAP.collections[name]
            table = place.quoted(collection.shape.table)
            connection.exec_driver_sql(f"DELETE FROM {table}")
            if found:
                names = ", ".join(map(place.quoted, collection.columns))
                marks = ", ".join("%s" for _ in collection.columns)
                values = [tuple(row[column] for column in collection.columns) for row in found]
                connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    return connectors


def column_layouts(name: str) -> dict[str, ColumnLayout]:
    types = {ColumnType.INTEGER: "integer", ColumnType.BOOLEAN: "boolean", ColumnType.TEXT: "text"}
    return {
        column: ColumnLayout(type=types[kind_of(column, False)])  # type: ignore[arg-type]
        for column in MAP.collections[name].columns
    }


def in_folders(rows: Mapping[str, list[dict[str, object]]], folder: Path) -> dict[str, Connector]:
    found: dict[str, Connector] = {}
    for system in SYSTEMS:
        own = folder / system
        own.mkdir()
        layouts = {}
        for collection in MAP.in_system(system):
            name, columns = collection.name, collection.columns
            lines = [";".join(columns), *(";".join(cell(row[c]) for c in columns) for row in rows[name])]
            (own / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
            layouts[name] = FileLayout(name=f"{name}.csv", empty="text", columns=column_layouts(name))
        shapes = {c.name: c.shape for c in MAP.in_system(system)}
        found[system] = FilesConnector(system, own.as_uri(), shapes, layouts, clock=lambda: NOW)
    return found


def behind_apis(rows: Mapping[str, list[dict[str, object]]], api: Api) -> dict[str, Connector]:
    api.lay(rows, {name: MAP.collections[name].shape.key for name in rows})
    found: dict[str, Connector] = {}
    for system in SYSTEMS:
        collections = {c.name: c for c in MAP.in_system(system)}
        layouts = {
            name: ApiLayout(list=f"/{name}", rows="data.items", columns=column_layouts(name))
            for name in collections
        }
        shapes = {name: c.shape for name, c in collections.items()}
        columns = {name: c.columns for name, c in collections.items()}
        found[system] = HttpConnector(system, client(api), shapes, layouts, columns, clock=lambda: NOW)
    return found


NOW = datetime(2026, 3, 31, tzinfo=UTC)

seeds = st.integers(0, 2**32)
unreached = st.sampled_from([(), (), (), ("crm",), ("letter",), ("shop",), ("press",)])


@pytest.mark.property
@pytest.mark.parametrize("engine", MAKERS)
@given(seed=seeds, missing=unreached)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_grounds_in_python_equal_grounds_in_selections(
    engine: str, tmp_path_factory: pytest.TempPathFactory, seed: int, missing: tuple[str, ...]
) -> None:
    pick = random.Random(seed)
    data, known = tables(pick), facts(pick)
    connectors = MAKERS[engine](data, tmp_path_factory.mktemp("systems") if engine != "memory" else Path())
    agree(data, known, connectors, frozenset(missing), seed)


@pytest.mark.property
@pytest.mark.slow
@pytest.mark.parametrize("with_moments", [False, True])
@pytest.mark.parametrize(
    "engine", [pytest.param(engine, marks=needs(engine)) for engine in ("postgres", "mariadb")]
)
@given(seed=seeds, missing=unreached)
@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_grounds_in_python_equal_grounds_in_selections_on_servers(
    engine: str,
    with_moments: bool,
    request: pytest.FixtureRequest,
    seed: int,
    missing: tuple[str, ...],
) -> None:
    pick = random.Random(seed)
    data, known = tables(pick), facts(pick)
    data = as_moments(data) if with_moments else data
    connectors = on_server(data, request.getfixturevalue(engine), with_moments)
    agree(data, known, connectors, frozenset(missing), seed)


@pytest.mark.property
@pytest.mark.slow
@given(seed=seeds, missing=unreached)
@settings(max_examples=examples(8), deadline=None)
def test_grounds_in_python_equal_grounds_in_selections_over_files_and_apis(
    tmp_path_factory: pytest.TempPathFactory, seed: int, missing: tuple[str, ...]
) -> None:
    pick = random.Random(seed)
    data, known = tables(pick), facts(pick)
    agree(data, known, in_folders(data, tmp_path_factory.mktemp("folders")), frozenset(missing), seed)
    with served() as api:
        agree(data, known, behind_apis(data, api), frozenset(missing), seed)


def agree(
    data: Mapping[str, list[dict[str, object]]],
    known: Facts,
    connectors: Mapping[str, Connector],
    missing: frozenset[str],
    seed: int,
) -> None:
    claims = Claims(MAP, TODAY, known, missing)
    resolver = Resolver(
        connectors,
        lambda listed, home: keys_on(listed, home, only(known, kinds_of(listed)), TODAY, MAP.zone),
        Links(known.linked),
    )
    seen = {name: rows for name, rows in data.items() if name.partition(".")[0] not in missing}
    grounds = Grounds(Rows(MAP, seen, missing, Links(known.linked)), known, TODAY)
    for collection in MAP.collections.values():
        if collection.system in missing:
            continue
        for group in (group for group in collection.groups if group.is_personal):
            for state, predicate in (
                (State.DUE, every(there(group), claims.due(group).yes)),
                (State.UNKNOWN, claims.unknown(group)),
                (State.BLANK, negate(there(group))),
            ):
                by_selection = set(resolver.find(Selection(collection.name, predicate), collection.shape.key))
                by_row = {
                    grounds.rows.key(collection.name, row)
                    for row in seen[collection.name]
                    if grounds.state(group, row) is state
                }
                assert by_selection == by_row, (group.label, state, seed)


def test_every_state_turns_up_in_what_the_property_test_tries() -> None:
    met: dict[State, int] = {}
    for seed in range(60):
        pick = random.Random(seed)
        data, known = tables(pick), facts(pick)
        grounds = Grounds(Rows(MAP, data, links=Links(known.linked)), known, TODAY)
        for collection in MAP.collections.values():
            for group in (group for group in collection.groups if group.is_personal):
                for row in data[collection.name]:
                    state = grounds.state(group, row)
                    met[state] = met.get(state, 0) + 1
                    assert grounds.explain(group, row).state is state
                    assert grounds.row_kept(collection.name, row) in Tri
    assert set(met) == set(State)
    assert all(count > 20 for count in met.values()), met

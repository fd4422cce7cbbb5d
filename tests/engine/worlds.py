"""Small companies made by hand: a declaration, a few rows, some facts, and a day.

`World` asks every question twice, row by row in Python and by selections, and lets no difference pass."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Connector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap, FieldGroup
from hjemmel.core.facts import Fact, Facts
from hjemmel.core.finding import Finding
from hjemmel.core.grounds.claims import Claims, there
from hjemmel.core.grounds.explain import Answer, Grounds, State
from hjemmel.core.grounds.ground import GroundNow
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType
from hjemmel.core.selection import Selection, every, negate
from hjemmel.core.terms import Tri
from hjemmel.engine.house import House
from hjemmel.engine.resolve import Resolver

from .ports import ANE, Stores

Key = tuple[object, ...]
Table = list[dict[str, object]]
NOON = time(11, 0)


@lru_cache
def text_of(profile: str) -> str:
    return importlib.resources.files("hjemmel.profiles").joinpath(profile, "hjemmel.yaml").read_text("utf-8")


@lru_cache
def compiled(text: str) -> DataMap:
    found = load(text.encode())
    assert found.map is not None, [str(finding) for finding in found.findings]
    return found.map


def profile(name: str) -> DataMap:
    return compiled(text_of(name))


def changed(name: str, *changes: tuple[str, str]) -> str:
    """The profile's file with these words replaced, each of which must be there."""
    text = text_of(name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def findings(text: str) -> tuple[Finding, ...]:
    return load(text.encode()).findings


def rows_of(data_map: DataMap, given: Mapping[str, Iterable[Mapping[str, object]]]) -> dict[str, Table]:
    """Every collection, with the given rows; columns that are not given are NULL."""
    unknown = set(given) - set(data_map.collections)
    assert not unknown, unknown
    tables: dict[str, Table] = {}
    for name, collection in data_map.collections.items():
        empty = dict.fromkeys(collection.columns)
        tables[name] = [{**empty, **row} for row in given.get(name, ())]
        assert all(set(row) == set(empty) for row in tables[name]), (name, set(empty))
    return tables


def in_memory(data_map: DataMap, tables: Mapping[str, Table]) -> dict[str, Connector]:
    """A connector a system over these very lists: what a sweep changes is changed in them."""
    found: dict[str, Connector] = {}
    for system in data_map.declaration.systems:
        collections = list(data_map.in_system(system))
        found[system] = MemoryConnector(
            system,
            {one.name: one.shape for one in collections},
            {one.shape.table: tables[one.name] for one in collections},
            [_seen(one.shape.table, one.columns, one.shape.key) for one in collections],
        )
    return found


def _seen(table: str, columns: Iterable[str], key: tuple[str, ...]) -> CollectionSeen:
    seen = (ColumnSeen(name=name, type=ColumnType.OTHER, nullable=name not in key) for name in columns)
    return CollectionSeen(name=table, columns=tuple(seen), key=key)


class World:
    """A company on one day."""

    def __init__(
        self,
        data_map: DataMap,
        day: date,
        rows: Mapping[str, Iterable[Mapping[str, object]]],
        *facts: Fact,
        unreached: Iterable[str] = (),
    ) -> None:
        self.map, self.day, self.facts = data_map, day, Facts.gathered(facts)
        self.tables = rows_of(data_map, rows)
        self.unreached = frozenset(unreached)

    def on(self, day: date) -> World:
        """The same rows and facts on another day."""
        return World(self.map, day, self.tables, *self.facts, unreached=self.unreached)

    def told(self, *facts: Fact) -> World:
        """The same day and rows, with these facts besides."""
        return World(self.map, self.day, self.tables, *self.facts, *facts, unreached=self.unreached)

    def without(self, *systems: str) -> World:
        """The same, with these systems out of reach."""
        return World(self.map, self.day, self.tables, *self.facts, unreached=systems)

    def under(self, data_map: DataMap) -> World:
        """The same rows and facts under another declaration."""
        return World(data_map, self.day, self.tables, *self.facts, unreached=self.unreached)

    # ---- asking ----

    @property
    def grounds(self) -> Grounds:
        seen = {
            name: rows for name, rows in self.tables.items() if name.partition(".")[0] not in self.unreached
        }
        rows = Rows(self.map, seen, self.unreached, Links(self.facts.linked))
        return Grounds(rows, self.facts, self.day)

    @property
    def claims(self) -> Claims:
        return Claims(self.map, self.day, self.facts, self.unreached)

    @property
    def resolver(self) -> Resolver:
        return Resolver(
            in_memory(self.map, self.tables),
            lambda listed, home: keys_on(listed, home, self.facts, self.day, self.map.zone),
            Links(self.facts.linked),
        )

    def group(self, collection: str, column: str) -> FieldGroup:
        found = self.map.collections[collection].group_of(column)
        assert found is not None, column
        return found

    def row(self, collection: str, *key: object) -> dict[str, object]:
        names = self.map.collections[collection].shape.key
        return next(row for row in self.tables[collection] if tuple(row[name] for name in names) == key)

    def explain(self, collection: str, column: str, *key: object) -> Answer:
        """The answer in Python; what selections say must be the same."""
        group = self.group(collection, column)
        answer = self.grounds.explain(group, self.row(collection, *key))
        assert self.by_selection(group, *key) is answer.state, (answer.state, group.label, key)
        return answer

    def by_selection(self, group: FieldGroup, *key: object) -> State:
        """What selections say of the datum. Data of no person is neither due nor unknown: held."""
        claims, keys = self.claims, self.map.collections[group.collection].shape.key
        person = claims.is_person(group.whose)
        for state, predicate in (
            (State.BLANK, negate(there(group))),
            (State.NOT_PERSONAL, person.no),
            (State.DUE, claims.due(group).yes),
            (State.UNKNOWN, every(there(group), claims.due(group).unknown)),
        ):
            if key in set(self.resolver.find(Selection(group.collection, predicate), keys)):
                return state
        return State.HELD

    def state(self, collection: str, column: str, *key: object) -> State:
        return self.explain(collection, column, *key).state

    def until(self, collection: str, column: str, *key: object) -> date | None:
        return self.explain(collection, column, *key).until

    def standing(self, collection: str, column: str, *key: object) -> dict[str, GroundNow]:
        """The grounds that certainly stand, by purpose."""
        grounds = self.explain(collection, column, *key).grounds
        return {ground.purpose: ground for ground in grounds if ground.stands is Tri.YES}

    # ---- acting ----

    def house(self, stores: Stores | None = None) -> House:
        return house(self.map, in_memory(self.map, self.tables), self.day, stores, *self.facts)


def house(
    data_map: DataMap,
    connectors: Mapping[str, Connector],
    day: date,
    stores: Stores | None = None,
    *facts: Fact,
) -> House:
    """A house over these systems, at noon of the day, with stores in memory."""
    kept = stores or Stores()
    for fact in facts:
        kept.facts.record([fact], ANE, datetime.combine(day, NOON, UTC))
    return House(
        map=data_map,
        connectors=connectors,
        plans=kept.plans,
        facts=kept.facts,
        evidences=kept.evidences,
        clock=lambda: datetime.combine(day, NOON, UTC),
        published=data_map,
    )


def sweep(house: House) -> list[str]:
    """Plan, approve, carry out; which collections were acted on, verb and all."""
    plan = house.plan_sweep()
    house.approve(plan.digest, ANE)
    house.advance(plan.digest, ANE)
    return [f"{action.verb.value} {action.rows.collection}" for action in plan.actions if not action.by_hand]

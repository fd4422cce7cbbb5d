"""Companies made up by chance: other tables, keys and references each time, people and rows in them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml
from tests.connectors.engines import Place

from hjemmel.connectors.protocol import Connector
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.datamap import DataMap
from hjemmel.core.selection import Selection
from hjemmel.core.shape import Shape

from .worlds import Table, compiled

NOON = datetime(2026, 3, 31, 11, tzinfo=UTC)
PEOPLE, PLACES = "people", "places"
WORDS = ("", "0", "a", "æ ø", "o'k")
"""Parts of keys: empty, and what looks empty to whoever asks carelessly."""


@dataclass(frozen=True)
class Refers:
    """Columns of a table that refer to another one."""

    columns: tuple[str, ...]
    to: str
    tells_whom: bool = False


@dataclass
class Made:
    """One table: its key, what it refers to, its personal columns with category and whom they are about."""

    name: str
    system: str
    key: tuple[str, ...]
    refers: list[Refers] = field(default_factory=list)
    data: dict[str, tuple[str, Refers | None]] = field(default_factory=dict)
    when_due: str = "erase"

    @property
    def full(self) -> str:
        return f"{self.system}.{self.name}"

    @property
    def subject(self) -> Refers | None:
        return next((one for one in self.refers if one.tells_whom), None)

    @property
    def columns(self) -> tuple[str, ...]:
        told = [*self.key, *(c for one in self.refers for c in one.columns), *self.data, "made"]
        return tuple(dict.fromkeys(told))


class MadeUp:
    """A whole company: `tables` as they are, `rows` as they stood, and a map of it."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.systems = [f"s{n}" for n in range(self.pick.randint(1, 3))]
        self.tables: dict[str, Made] = {}
        self._lay_out()
        self.rows: dict[str, Table] = {}
        for made in self.tables.values():
            self.rows[made.full] = list(self._filled(made))
        self.map: DataMap = compiled(yaml.safe_dump(self._declared(), allow_unicode=True, sort_keys=False))

    # ---- tables

    def _lay_out(self) -> None:
        pick = self.pick
        if pick.random() < 0.7:
            self._add(Made(PLACES, pick.choice(self.systems), ("id",), data={"street": ("contact", None)}))
        people = Made(PEOPLE, self.systems[0], self._key(), data={"name": ("contact", None)})
        people.when_due = pick.choice(["erase", "overwrite"])
        self._maybe_place(people)
        self._add(people)
        for number in range(pick.randint(1, 3)):
            self._add(self._thing(f"things{number}"))

    def _thing(self, name: str) -> Made:
        pick = self.pick
        above = pick.choice([one for one in self.tables.values() if one.name != PLACES])
        made = Made(name, pick.choice(self.systems), self._key())
        made.when_due = pick.choice(["erase", "overwrite"])
        made.refers.append(self._reference("of", above, tells_whom=True))
        made.data["note"] = (pick.choice(["contact", "contact", "voucher"]), None)
        if pick.random() < 0.5:
            other = self._reference("by", self._people())
            made.refers.append(other)
            made.data["remark"] = ("contact", other)
        self._maybe_place(made)
        return made

    def _maybe_place(self, made: Made) -> None:
        if PLACES in self.tables and self.pick.random() < 0.7:
            made.refers.append(self._reference("at", self.tables[PLACES]))

    def _reference(self, prefix: str, to: Made, tells_whom: bool = False) -> Refers:
        return Refers(tuple(f"{prefix}_{column}" for column in to.key), to.full, tells_whom)

    def _key(self) -> tuple[str, ...]:
        return self.pick.choice([("id",), ("word", "id")])

    def _people(self) -> Made:
        return self.tables[PEOPLE]

    def _add(self, made: Made) -> None:
        self.tables[made.name] = made

    # ---- rows

    def _filled(self, made: Made) -> Iterator[dict[str, object]]:
        keys = {self._a_key(made) for _ in range(self.pick.randint(2, 7))}
        for key in sorted(keys, key=repr):
            row: dict[str, object] = dict(zip(made.key, key, strict=True))
            for refers in made.refers:
                above = self.rows[refers.to]
                there = self.pick.choice([*above, *above, None])
                target = self._named(refers.to)
                for column, theirs in zip(refers.columns, target.key, strict=True):
                    row[column] = there[theirs] if there else None
            row.update({column: self.pick.choice(["x", "y", "", None]) for column in made.data})
            row["made"] = "2026-01-15"
            yield row

    def _a_key(self, made: Made) -> tuple[object, ...]:
        word = () if len(made.key) == 1 else (self.pick.choice(WORDS),)
        return (*word, self.pick.randint(0, 4))

    def _named(self, full: str) -> Made:
        return next(made for made in self.tables.values() if made.full == full)

    # ---- whom, worked out by following references by hand

    def whom(
        self, full: str, row: Mapping[str, object], column: str
    ) -> tuple[str, tuple[object, ...]] | None:
        """The own row of whoever the column is about; None where a reference leads nowhere."""
        made = self._named(full)
        refers = made.data[column][1] or made.subject
        if refers is None:
            return full, tuple(row[part] for part in made.key)
        above = self.referred(row, refers)
        if above is None:
            return None
        target = self._named(refers.to)
        return self.whom(refers.to, above, next(iter(target.data)))

    def referred(self, row: Mapping[str, object], refers: Refers) -> Mapping[str, object] | None:
        target = self._named(refers.to)
        wanted = tuple(row[column] for column in refers.columns)
        return next(
            (one for one in self.rows[refers.to] if tuple(one[part] for part in target.key) == wanted), None
        )

    # ---- the file

    def _declared(self) -> dict[str, object]:
        text = lambda word: {"nb": word, "en": word}  # noqa: E731
        systems: dict[str, object] = {
            system: {
                "title": text(system),
                "connect": {"kind": "sql", "url": f"${{{system.upper()}_URL}}"},
                "mode": "act",
                "backup": {"kept": "35 days", "taken_before_act": "2026-01-01"},
                "collections": {
                    made.name: self._collection(made)
                    for made in self.tables.values()
                    if made.system == system
                },
            }
            for system in self.systems
            if any(made.system == system for made in self.tables.values())
        }
        return {
            "hjemmel": 1,
            "organisation": {"name": "Prøve AS", "orgnr": "312045109"},
            "statement": {"version": 1, "valid_from": "2026-01-01"},
            "subjects": {"person": {"title": text("person")}},
            "categories": {"contact": {"title": text("kontakt")}, "voucher": {"title": text("bilag")}},
            "systems": systems,
            "purposes": {
                "use": {
                    "title": text("bruk"),
                    "for": ["person"],
                    "basis": "legitimate_interests",
                    "keep": [self._keep(made, "contact", "5 years") for made in self.tables.values()],
                },
                "books": {
                    "title": text("regnskap"),
                    "for": ["person"],
                    "basis": "legal_obligation",
                    "law": "bokforingsloven-13-primary",
                    "keep": [self._keep(made, "voucher", "5 years") for made in self.tables.values()],
                },
            },
        }

    def _keep(self, made: Made, category: str, period: str) -> dict[str, object]:
        return {
            "in": [made.full],
            "categories": [category],
            "after": f"{made.full}.made",
            "period": period,
        }

    def _collection(self, made: Made) -> dict[str, object]:
        via = lambda refers: refers.columns[0] if len(refers.columns) == 1 else list(refers.columns)  # noqa: E731
        fields: list[dict[str, object]] = []
        for column, (category, other) in made.data.items():
            about = {"about": {"via": via(other)}} if other else {}
            blank = {} if made.when_due == "erase" else {"blank": "gone"}
            fields.append({"columns": [column], "category": category, **about, **blank})
        rest = [column for column in made.columns if column not in made.data and column != "made"]
        fields.append({"columns": ["made"], "category": "none", "why": "clock"})
        fields.append({"columns": rest, "category": "none", "why": "keys"})
        found: dict[str, object] = {
            "title": {"nb": made.name, "en": made.name},
            "key": list(made.key),
            "about": {"via": via(made.subject)} if made.subject else {"kind": "person"},
            "when_due": made.when_due,
            "fields": fields,
            "references": {
                one.columns[0]: f"{one.to}.{self._named(one.to).key[0]}"
                for one in made.refers
                if len(one.columns) == 1
            },
            "composite_references": [
                {"columns": list(one.columns), "to": one.to, "theirs": list(self._named(one.to).key)}
                for one in made.refers
                if len(one.columns) > 1
            ],
        }
        if made.name == PEOPLE:
            found["identity"] = {"name": "name"}
        return found

    # ---- databases

    def on_sqlite(self, folder: Path) -> dict[str, Connector]:
        for system in self.systems:
            with closing(sqlite3.connect(folder / f"{system}.db")) as database, database:
                for made in self._in(system):
                    names = ", ".join(made.columns)
                    database.execute(
                        f"CREATE TABLE {made.name} ({names}, PRIMARY KEY ({', '.join(made.key)}))"
                    )
                    marks = ", ".join("?" * len(made.columns))
                    database.executemany(
                        f"INSERT INTO {made.name} VALUES ({marks})",
                        [tuple(row[column] for column in made.columns) for row in self.rows[made.full]],
                    )
        return {
            system: SqlConnector(
                system, f"sqlite:///{folder / system}.db", self._shapes(system), clock=lambda: NOON
            )
            for system in self.systems
        }

    def on_server(self, place: Place) -> dict[str, Connector]:
        place.empty()
        for made in self.tables.values():
            kinds = (f"{place.quoted(c)} {_kind(c, c in made.key)}" for c in made.columns)
            key = ", ".join(map(place.quoted, made.key))
            place.execute(f"CREATE TABLE {place.quoted(made.name)} ({', '.join(kinds)}, PRIMARY KEY ({key}))")
            marks = ", ".join("%s" for _ in made.columns)
            values = [tuple(row[column] for column in made.columns) for row in self.rows[made.full]]
            names = ", ".join(map(place.quoted, made.columns))
            with place.direct.connect() as connection:
                connection.exec_driver_sql(
                    f"INSERT INTO {place.quoted(made.name)} ({names}) VALUES ({marks})", values
                )
        return {system: place.connector(self._shapes(system), system=system) for system in self.systems}

    def now(self, connectors: Mapping[str, Connector]) -> dict[str, Table]:
        """Every row as it stands in the databases."""
        from_all = self.map.collections.values()
        return {
            one.name: [dict(row) for row in connectors[one.system].export(Selection(one.name), one.columns)]
            for one in from_all
        }

    def _in(self, system: str) -> list[Made]:
        return [made for made in self.tables.values() if made.system == system]

    def _shapes(self, system: str) -> dict[str, Shape]:
        return {one.name: one.shape for one in self.map.in_system(system)}


def _kind(column: str, is_key: bool) -> str:
    kind = "BIGINT" if column.endswith("id") else "VARCHAR(60)"
    return f"{kind} NOT NULL" if is_key else kind

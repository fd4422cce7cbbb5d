"""A whole demo company in a folder of its own, with a published declaration and three members of staff.

Stories go through the office's own door, as the pages and the commands do, on real SQLite files."""

from __future__ import annotations

import importlib
import importlib.resources
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.database import fresh  # isort: split

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.datamap import DataMap
from hjemmel.core.promise import Evidence
from hjemmel.desk import clock, office
from hjemmel.engine.ports import Actor
from hjemmel.profiles.sample import write_sqlite

PASSWORD = "en lang setning 42"
FIRST_DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
PEOPLE = {"trades": 400}
FEWEST = 300


@dataclass(frozen=True)
class Company:
    name: str
    folder: Path
    database: Path
    ane: Actor
    """An approver, signed in."""
    per: Actor
    """An operator: may plan, may not approve."""

    @property
    def map(self) -> DataMap:
        return office.current_map()

    def sql(self, system: str, question: str) -> list[tuple[Any, ...]]:
        """Plain SQL, past everything of ours."""
        with closing(sqlite3.connect(self.folder / f"{system}.db")) as database:
            return database.execute(question).fetchall()

    def change(self, system: str, statement: str) -> None:
        """Something that the company itself does in its system."""
        with closing(sqlite3.connect(self.folder / f"{system}.db")) as database, database:
            database.execute(statement)

    def keys(self, collection: str) -> set[tuple[Any, ...]]:
        key = ", ".join(self.map.collections[collection].shape.key)
        system, _, table = collection.partition(".")
        return set(self.sql(system, f"SELECT {key} FROM {table}"))

    def verdicts(self) -> dict[str, Evidence]:
        return {one.promise: one for one in office.judge_promises(office.HJEMMEL)}


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Company]]:
    """Makes the company of a profile, as it is on its first morning."""
    databases = fresh()
    database = next(databases)

    def make(name: str) -> Company:
        file = importlib.resources.files("hjemmel.profiles").joinpath(name, "hjemmel.yaml")
        made = importlib.import_module(f"hjemmel.profiles.{name}.demo").tables
        for system, found in made(PEOPLE.get(name, FEWEST), FIRST_DAY, 1).items():
            write_sqlite(found, tmp_path / f"{system}.db")
        for variable in re.findall(r"\$\{([A-Z0-9_]+)\}", file.read_text("utf-8")):
            system = variable.removesuffix("_URL").lower()
            monkeypatch.setenv(variable, f"sqlite:///{tmp_path / system}.db")
        publish(file.read_bytes(), office.HJEMMEL, MORNING)
        ane, per = (
            create_staff(account, full, PASSWORD, role, office.HJEMMEL, MORNING)
            for account, full, role in (
                ("ane", "Ane Furuseth", Role.APPROVER),
                ("per", "Per Moe", Role.OPERATOR),
            )
        )
        return Company(name, tmp_path, database, ane, per)

    clock.use(lambda: MORNING)
    yield make
    clock.use(clock.machine)
    next(databases, None)

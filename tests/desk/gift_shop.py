"""The gifts company with its systems as files, published, with three members of staff and a clock that stands."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.database import fresh, once  # isort: split

import pytest

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.letters.letter import Words
from hjemmel.core.mail.mailing import Mailing
from hjemmel.desk import clock, keys
from hjemmel.engine.ports import Actor
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import write_sqlite

PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = 200
READERS = "nyhetsbrev.subscribers"
NEWS = Mailing(
    purpose="market_others",
    channel="email",
    nb=Words(
        subject="Nytt på lager",
        text="# Nye kopper\n\nSe dem i [butikken](https://merkevarden.example/kopper).",
    ),
)


def write_systems(folder: Path) -> Path:
    for name, system in tables(PEOPLE, NOW.date(), 1).items():
        write_sqlite(system, folder / f"{name}.sqlite3")
    return folder


@contextmanager
def open_shop(
    systems: Path, folder: Path, environment: pytest.MonkeyPatch, mail: str, declared: bytes = b""
) -> Iterator[Actor]:
    """The company at work; its mail goes to the address `mail`. Gives the one who works there. `declared`: in place of the
    profile's own file."""
    content = declared or PROFILE.read_bytes()
    for _ in fresh():
        for file in systems.iterdir():
            shutil.copyfile(file, folder / file.name)
            environment.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{folder / file.name}")
        environment.setenv("MAIL_URL", mail)
        clock.use(lambda: NOW)
        try:
            yield once(("the gift shop", content), lambda: published(content))
        finally:
            clock.use(clock.machine)


def published(declared: bytes) -> Actor:
    keys.prepare(HJEMMEL)
    publish(declared, HJEMMEL, NOW)
    return create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)


def rows(folder: Path, system: str, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / f"{system}.sqlite3")) as database, database:
        return database.execute(statement).fetchall()

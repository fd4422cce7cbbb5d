import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.contrib.auth import get_user_model
from django.test import Client

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.access import WhyAll
from hjemmel.desk import clock
from hjemmel.desk.access import all_purposes, give
from hjemmel.engine.ports import Actor
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import write_sqlite

PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
PASSWORD = "en lang setning 42"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PEOPLE = 200


def write_systems(folder: Path) -> None:
    """The gifts company's own systems, one file each."""
    for name, system in tables(PEOPLE, NOW.date(), 1).items():
        write_sqlite(system, folder / f"{name}.sqlite3")


@pytest.fixture(scope="session")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("systems")
    write_systems(folder)
    return folder


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture
def office(database: Path, systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A published declaration over systems of its own, three members of staff, a clock that stands."""
    for file in systems.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
        monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{tmp_path / file.name}")
    clock.use(lambda: NOW)
    publish(PROFILE.read_bytes(), HJEMMEL, NOW)
    for role in Role:
        staff = create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
        if role is not Role.READER:
            give(staff.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
    yield
    clock.use(clock.machine)


@pytest.fixture
def visitor(office: None) -> Client:
    return Client(headers={"host": "localhost"})


def signed_in(role: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=role))
    return client


@pytest.fixture
def reader(office: None) -> Client:
    return signed_in("reader")


@pytest.fixture
def operator(office: None) -> Client:
    return signed_in("operator")


@pytest.fixture
def approver(office: None) -> Client:
    return signed_in("approver")

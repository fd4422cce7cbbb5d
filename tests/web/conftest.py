from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import fresh  # isort: split

from django.contrib.auth import get_user_model
from django.test import Client

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.desk import clock, house
from hjemmel.engine.ports import Actor
from tests.web.example import NOW, ExampleHouse

PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts" / "hjemmel.yaml"
PASSWORD = "en lang setning 42"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture
def office(database: Path) -> Iterator[None]:
    """A published declaration, three members of staff, an example house, and a clock that stands still."""
    clock.use(lambda: NOW)
    house.open_with(ExampleHouse)
    publish(PROFILE.read_bytes(), HJEMMEL, NOW)
    for role in Role:
        create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
    yield
    house.close()
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

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database import AFTER, fresh, once  # isort: split

from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.plan import Plan
from hjemmel.desk import clock
from hjemmel.desk import office as desk
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


@pytest.fixture(scope="session")
def running_browser(chromium_path: str) -> Iterator[Browser]:
    """Started once a worker: it takes as long as what most tests do in it."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def browser(running_browser: Browser) -> Iterator[Browser]:
    """The browser of the worker. What a test has opened in it is closed after the test, cookies and all."""
    yield running_browser
    for context in running_browser.contexts:
        context.close()


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the systems lie for every test: a plan binds their addresses."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def office(
    request: pytest.FixtureRequest,
    database: Path,
    systems: Path,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A published declaration over systems of its own, three members of staff, a clock that stands.

    The systems can be reached in the test's own folder too. For a test that asks for `plan` one has been made."""
    for file in systems.iterdir():
        shutil.copyfile(file, place / file.name)
        (tmp_path / file.name).symlink_to(place / file.name)
        monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{place / file.name}")
    clock.use(lambda: NOW)
    once("the office", lambda: opened(PROFILE.read_bytes()))
    if "plan" in request.fixturenames:
        # Before anybody signs in: what is put back is the whole database.
        once("a plan", lambda: desk.make_sweep(HJEMMEL))
    yield
    clock.use(clock.machine)


def opened(declared: bytes) -> None:
    """This is published, and there are three members of staff, of whom two see people."""
    publish(declared, HJEMMEL, NOW)
    for role in Role:
        staff = create_staff(role.value, f"Ane {role.value.title()}", PASSWORD, role, HJEMMEL, NOW)
        if role is not Role.READER:
            give(staff.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)


@pytest.fixture
def plan(office: None) -> Plan:
    """Today's plan, as `office` made it."""
    made: Plan = AFTER["a plan"][1]
    return made


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

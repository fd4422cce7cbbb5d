"""A small company whose only system is the register, and programs with access tokens for it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.database import fresh, once  # isort: split

from django.test import Client

from hjemmel.capabilities.declarations.services import publish
from hjemmel.desk import clock, keys
from hjemmel.desk.programs import entry
from hjemmel.engine.ports import Actor

PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "gifts_small" / "hjemmel.yaml"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
RIGHTS = ("ask", "read", "write", "choose", "disclose", "watch")
_KEYS = count()


def declaration() -> bytes:
    """The small company, which has a newsletter for those who have said yes."""
    return PROFILE.read_bytes()


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Caller:
    """A program that calls the interface as it would over the wire."""

    token: str = field(repr=False)
    client: Client = field(default_factory=lambda: Client(headers={"host": "localhost"}))

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self._headers())

    def post(self, path: str, sent: object = None, key: str | None = "", **headers: str) -> Any:
        return self._send("post", path, sent, key, headers)

    def patch(self, path: str, sent: object, key: str | None = "", **headers: str) -> Any:
        return self._send("patch", path, sent, key, headers)

    def _send(self, method: str, path: str, sent: object, key: str | None, more: Mapping[str, str]) -> Any:
        named = {} if key is None else {"idempotency-key": key or f"key-{next(_KEYS)}"}
        return getattr(self.client, method)(
            f"/api/v1{path}",
            data=b"" if sent is None else json.dumps(sent).encode(),
            content_type="application/json",
            headers={
                **self._headers(),
                **named,
                **{name.replace("_", "-"): value for name, value in more.items()},
            },
        )

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture
def time() -> Iterator[Clock]:
    standing = Clock()
    clock.use(standing)
    yield standing
    clock.use(clock.machine)


@pytest.fixture
def company(database: Path, time: Clock) -> Path:
    """A published declaration, keys, and nobody in the register yet."""
    once("a company with programs", begin)
    return database


def begin() -> None:
    keys.prepare(HJEMMEL)
    publish(declaration(), HJEMMEL, NOW)


def made(purposes: tuple[str, ...], rights: tuple[str, ...] = RIGHTS) -> Caller:
    token = entry.make("nettbutikken", purposes, rights, timedelta(days=30), HJEMMEL)
    return Caller(token.text)


@pytest.fixture
def shop(company: Path) -> Caller:
    """A program for most of what a web shop does."""
    return made(("deliver", "document_enquiries", "news"))


ORIGIN = {"source": "person", "channel": "email", "purposes": ["deliver", "news"], "told_at": NOW.isoformat()}
KARI = {
    "kind": "contact",
    "name": "Kari Plantet",
    "email": "kari@plantet.example",
    "phone": "00 00 12 34",
    "address": "Plantetveien 1",
    "origin": ORIGIN,
}


@pytest.fixture
def kari(shop: Caller) -> str:
    answer = shop.post("/persons", KARI)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def consent(person: str, **changes: object) -> dict[str, object]:
    return {
        "about": {"collection": "register.people", "key": [person]},
        "purpose": "news",
        "text_version": "nyhetsbrev-3",
        "channel": "email",
        "given_at": (NOW - timedelta(days=1)).isoformat(),
        "proof": "sha256:4f2a",
        **changes,
    }


def disclosure(**changes: object) -> dict[str, object]:
    """Kari's name and address, to whoever carries the goods."""
    return {
        "person": KARI["email"],
        "recipient": "postferd",
        "ground": "delivery",
        "purposes": ["deliver"],
        "categories": ["name", "address"],
        "reference": "ordre 120",
        **changes,
    }

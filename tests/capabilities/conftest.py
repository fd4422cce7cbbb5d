from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database import fresh

from hjemmel.engine.ports import Actor  # isort: split

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def database() -> Iterator[Path]:
    yield from fresh()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def house() -> Actor:
    return Actor(id="hjemmel", name="Hjemmel")

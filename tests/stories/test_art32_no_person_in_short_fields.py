"""Art. 32: the short fields that stand in clear, such as a section of law or the name of a program, take no person in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.triage.services import NotDecided
from hjemmel.core.identifiers import synthetic_fnr
from hjemmel.core.intake.triage import Decision
from hjemmel.core.sharing.disclosure import is_section
from hjemmel.desk import clock, keys, triage
from hjemmel.desk.programs import entry
from hjemmel.engine.ports import Actor

pytestmark = pytest.mark.story

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ANE = Actor(id="staff-1", name="Ane")
PROFILE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "mailhouse" / "hjemmel.yaml"
NUMBER = synthetic_fnr(date(1980, 5, 1), 0)


@pytest.fixture(autouse=True)
def database() -> Iterator[Path]:
    for path in fresh():
        clock.use(lambda: NOW)
        keys.prepare(ANE)
        publish(PROFILE.read_bytes(), ANE, NOW)
        yield path
        clock.use(clock.machine)


@pytest.mark.parametrize(
    "law",
    [
        "Kari Kvitrekanari ba om det",
        "bokføringsloven § 13 Kari Kvitrekanari",
        f"bokføringsloven § 13 {NUMBER}",
        "kari@kvitrekanari.example § 13",
    ],
)
def test_what_is_kept_by_a_law_names_its_section_and_nobody(database: Path, law: str) -> None:
    id = triage.receive("noe", "email", NOW.date(), ANE)
    with pytest.raises(NotDecided):
        triage.decide(id, Decision.KEPT_BY_LAW, law, ANE)
    assert triage.view().waiting, "nothing was decided"
    assert b"vitrekanari" not in database.read_bytes()


@pytest.mark.parametrize(
    "law",
    [
        "bokføringsloven § 13",
        "straffeprosessloven § 210",
        "forvaltningsloven § 13 b første ledd nr. 2",
        "aksjeloven § 4-5",
        "lov om pensjon § 3 bokstav a",
    ],
)
def test_sections_are_written_as_lawyers_write_them(law: str) -> None:
    assert is_section(law)


@pytest.mark.parametrize("name", ["kari@kvitrekanari.example", f"program {NUMBER}"])
def test_a_program_is_not_named_after_a_person(name: str) -> None:
    with pytest.raises(entry.NotMade) as refused:
        entry.make(name, ["orders"], ["ask"], timedelta(days=30), ANE)
    assert "vitrekanari" not in repr(refused.value) + str(refused.value)

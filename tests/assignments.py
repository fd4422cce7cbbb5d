"""A mail house with its declaration published and no systems: enough for its assignments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.database import fresh  # isort: split

from django.contrib.auth import get_user_model

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import actor_of, create_staff
from hjemmel.core.assignments.assignment import AtEnd, Instruction, Use
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.sharing.agreement import Clause, SignedDocument, Ticked
from hjemmel.desk import assignments, clock, keys
from hjemmel.desk.access import all_purposes, give
from hjemmel.engine.ports import Actor

PROFILE = Path(__file__).parents[1] / "src" / "hjemmel" / "profiles" / "mailhouse" / "hjemmel.yaml"
HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PASSWORD = "en lang setning 42"
ADDRESSES = (
    "Navn;Adresse;Postnr;Poststed\nÅse Lund;Bekkeveien 1;2316;Hamar\nOdd Vik;Furulia 7;0150;Oslo\n".encode()
)
AGREEMENT = SignedDocument(digest="a" * 64, title="Databehandleravtale 2026", signed=date(2026, 1, 5))
EVERY_CLAUSE = tuple(Ticked(clause=clause, place="2") for clause in Clause)
WHOLE = Instruction(
    reference="Instruks 14",
    digest="b" * 64,
    received_on=TODAY,
    uses=frozenset((Use.WASH, Use.PRINT, Use.POST)),
    at_end=AtEnd.ERASE,
    basis="f",
    informed=True,
)
ORGNR = "316228046"


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


def mail_house() -> Iterator[tuple[Actor, Time]]:
    """An approver, and the time."""
    for _ in fresh():
        time = Time()
        clock.use(time)
        keys.prepare(HJEMMEL)
        publish(PROFILE.read_bytes(), HJEMMEL, NOW)
        staff = create_staff("ane", "Ane Approver", PASSWORD, Role.APPROVER, HJEMMEL, NOW)
        give(staff.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor_of(get_user_model().objects.get(username="ane")), time
    clock.use(clock.machine)


def ready(actor: Actor, instruction: Instruction = WHOLE) -> str:
    """An assignment whose controller has an agreement in force, and that has this instruction."""
    controller = assignments.add_controller(ORGNR, "Furulia Lag", "post@furulia.example", actor)
    assignments.keep_agreement(controller, AGREEMENT, None, EVERY_CLAUSE, actor)
    id = assignments.open_assignment(controller, "Medlemspost", actor)
    assignments.instruct(id, instruction, actor)
    return id

"""What people have asked a demo company for: answered, waiting with few days left, and in one company answered too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from hjemmel.core.request import Method, Outcome, Way
from hjemmel.core.rights.right import Right
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.tasks.task import Found, TaskKind
from hjemmel.desk import corrections, requests, tasks, ticking
from hjemmel.desk.house import house
from hjemmel.desk.office import HJEMMEL
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

ACCESS = "Hei! Jeg vil gjerne vite hva dere har om meg, og hva dere bruker det til."
PORTABILITY = "Jeg vil ha med meg det jeg har gitt dere, i en fil."
CORRECTION = "Dere har feil telefonnummer til meg."
ERASURE = "Jeg er ikke kunde lenger. Kan dere slette det dere har om meg?"
RESTRICTION = "Adressen dere har, er feil. Ikke bruk den før dere har sett på det."
WORDS: Mapping[Right, str] = {
    Right.ACCESS: ACCESS,
    Right.ERASURE: ERASURE,
    Right.RESTRICTION: RESTRICTION,
    Right.PORTABILITY: PORTABILITY,
    Right.RECTIFICATION: CORRECTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One request: how and how many days ago it came, and whether it was answered this morning."""

    way: Way
    days_ago: int
    right: Right = Right.ACCESS
    is_answered: bool = True
    waits_for_keeper: bool = False
    """It is approved and carried out, and whoever keeps the papers has not answered yet."""
    correct: Mapping[str, str] = field(default_factory=dict)
    """What is put right in the person's own row, by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    collection: str
    """Where the people who asked are found, by their e-mail."""
    came: tuple[Came, ...]


PAST: Mapping[str, Past] = {
    "gifts": Past(
        collection="nettbutikk.accounts",
        came=(
            Came(way=Way.EMAIL, days_ago=12),
            Came(way=Way.PHONE, days_ago=25, right=Right.ERASURE, is_answered=False),
            Came(way=Way.POST, days_ago=6, right=Right.RESTRICTION),
        ),
    ),
    "footcare": Past(
        collection="nettbutikk.contacts",
        came=(
            Came(way=Way.WEB, days_ago=9),
            Came(way=Way.EMAIL, days_ago=26, is_answered=False),
            Came(way=Way.PHONE, days_ago=4, right=Right.RESTRICTION),
            Came(way=Way.EMAIL, days_ago=7, right=Right.ERASURE),
            Came(way=Way.WEB, days_ago=7, right=Right.PORTABILITY),
            Came(way=Way.PHONE, days_ago=2, waits_for_keeper=True),
        ),
    ),
    "mailhouse": Past(
        collection="ordre.contacts",
        came=(
            Came(way=Way.POST, days_ago=16),
            Came(way=Way.EMAIL, days_ago=8),
            Came(way=Way.PHONE, days_ago=3),
        ),
    ),
    "mobile": Past(
        collection="abonnement.persons",
        came=(
            # Somebody was on leave. The promise is broken, and says so for a year.
            Came(way=Way.WEB, days_ago=41),
            Came(way=Way.EMAIL, days_ago=24, right=Right.ERASURE, is_answered=False),
        ),
    ),
    "trades": Past(
        collection="crm.persons",
        came=(
            Came(way=Way.EMAIL, days_ago=20, is_answered=False),
            Came(way=Way.POST, days_ago=9),
            Came(way=Way.PHONE, days_ago=9, right=Right.RECTIFICATION, correct={"phone": "00 00 90 12"}),
        ),
    ),
}


def make(profile: str, actor: Actor) -> None:
    past = PAST.get(profile)
    if past is None:
        return
    for came, email in zip(past.came, _emails(past.collection, len(past.came), actor), strict=True):
        _asked(came, email, actor)


def _asked(came: Came, email: str, actor: Actor) -> None:
    told = Details(contact=email, identities=email, words=WORDS[came.right])
    day = requests.today() - timedelta(days=came.days_ago)
    # Entered by another than the one who approves it.
    id = requests.receive(came.way, day, came.right, told, HJEMMEL)
    if not came.is_answered:
        return
    requests.match(id, [one.about for one in requests.candidates(id, actor)], actor)
    requests.prove_identity(id, Method.KNOWN_CHANNEL, actor)
    if came.correct:
        own = next(one for one in corrections.rows(id, actor) if one.is_own)
        corrections.correct(id, own.mark, dict(came.correct), (), actor)
    digest = requests.make_plan(id, actor)
    requests.review(id, digest, actor)
    requests.approve(id, digest, actor)
    is_done = requests.carry_out(id, actor)
    if came.waits_for_keeper:
        return
    for one in tasks.of_request(id):
        if one.what.kind is TaskKind.KEEPER:
            # They said so when they were asked in the corridor.
            ticking.vouch(one.id, Found.NOTHING, 0, actor)
            is_done = not tasks.is_waiting(id)
    if not is_done:
        raise ValueError(f"the demo's request {id} was not carried out")
    requests.answer(id, Outcome.DONE, actor)
    requests.deliver(id, requests.today(), Way.EMAIL, actor)


def _emails(collection: str, count: int, actor: Actor) -> list[str]:
    """Addresses that one person each is known by."""
    rows = (
        house(actor).connectors[collection.partition(".")[0]].export(Selection(collection, EVERY), ("email",))
    )
    found = [str(row["email"]) for row in rows if row["email"]]
    return [email for email in dict.fromkeys(found) if found.count(email) == 1][:count]

"""What the mail house has on hand: agreements with those it works for, and assignments in every state, one of them overdue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from hjemmel.connectors.protocol import Failure
from hjemmel.core.assignments.assignment import AtEnd, Channel, HeldBy, Instruction, Matter, Use
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.sharing.agreement import Clause, SignedDocument, Ticked
from hjemmel.desk import assignments, cases, clock
from hjemmel.desk.demo_clock import demo_time
from hjemmel.desk.house import house
from hjemmel.engine.ports import Actor
from hjemmel.profiles.sample import Sample

WITH_ASSIGNMENTS = ("mailhouse",)
ARCHIVE = "jobbarkiv"
PLACES = ("1", "4.2", "5", "6.1", "7", "8", "9.3", "10")
ALL = frozenset((Use.WASH, Use.PRINT, Use.POST))
ROWS = 300
ASKED = "Jeg har fått en julehilsen i posten og lurer på hvor dere har adressen min fra. Hilsen en mottaker på Hamar."


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One assignment of the past: how many days ago its file came and it was done."""

    title: str
    came: int
    done: int | None = None
    at_end: AtEnd = AtEnd.ERASE
    partner: str = ""
    uses: frozenset[Use] = field(default=ALL)


RUNNING = Job(title="Medlemskontingent", came=6)
FINISHED = Job(title="Julehilsen", came=34, done=20, partner="Fellesinnkjøp Hedmarken SA")
HELD = Job(title="Årsoppgave", came=90, done=72)
OVERDUE = Job(title="Kundeavis", came=96, done=75, at_end=AtEnd.RETURN)
ENDED = Job(title="Innkalling til årsmøte", came=84, done=66)


def make(profile: str, actor: Actor) -> None:
    if profile not in WITH_ASSIGNMENTS:
        return
    controllers = _controllers(actor)
    if not controllers:
        return
    _running(controllers[0], actor)
    _finished(controllers[1], actor)
    _held(controllers[2], actor)
    _job(OVERDUE, controllers[3], actor)
    _ended(controllers[4], actor)
    # Its instruction does not say yet that people are informed: nothing can be received.
    waiting = assignments.open_assignment(controllers[5], "Giro og takkebrev", actor)
    assignments.instruct(waiting, _instruction(RUNNING, clock.now().date(), informed=False), actor)


def _controllers(actor: Actor) -> list[str]:
    """Every controller of the job archive whose agreement is in force: what it says has been read and ticked."""
    archive = house(actor).connectors.get(ARCHIVE)
    if archive is None:
        return []
    found, today = [], clock.now().date()
    try:
        names = {
            row["id"]: row
            for row in archive.export(Selection(f"{ARCHIVE}.controllers", EVERY), ["id", "orgnr", "name"])
        }
        columns = ["controller_id", "signed_on", "valid_to"]
        agreements = list(archive.export(Selection(f"{ARCHIVE}.agreements", EVERY), columns))
    except Failure:
        return []
    for row in agreements:
        until = date.fromisoformat(str(row["valid_to"]))
        if until < today:
            continue
        who = names[row["controller_id"]]
        email = f"personvern@{who['orgnr']!s}.example"
        id = assignments.add_controller(str(who["orgnr"]), str(who["name"]), email, actor)
        signed = date.fromisoformat(str(row["signed_on"]))
        document = SignedDocument(
            digest=_digest(str(who["orgnr"])), title=f"Databehandleravtale {signed.year}", signed=signed
        )
        ticked = [Ticked(clause=one, place=place) for one, place in zip(Clause, PLACES, strict=True)]
        assignments.keep_agreement(id, document, until, ticked, actor)
        found.append(id)
    return found


def _job(job: Job, controller: str, actor: Actor) -> str:
    """Instructed, received, worked on, and done, each on its day."""
    with _days_ago(job.came):
        id = assignments.open_assignment(controller, job.title, actor)
        assignments.instruct(id, _instruction(job, clock.now().date()), actor)
        assignments.receive(id, [_file(job)], Channel.UPLOAD, assignments.CONTROLLER)
    if job.done is not None:
        with _days_ago(job.done + 1):
            assignments.work(id, Use.WASH, ROWS - 4, actor)
            assignments.work(id, Use.PRINT, ROWS - 4, actor)
        with _days_ago(job.done):
            assignments.work(id, Use.POST, ROWS - 4, actor)
            assignments.complete(id, actor)
    return id


def _running(controller: str, actor: Actor) -> None:
    id = _job(RUNNING, controller, actor)
    one = assignments.view(id)
    if one:
        # Read to its end, as a printer would.
        for _ in assignments.take_out(id, one.assignment.files[0].file, Use.PRINT, actor):
            pass
    assignments.store_paper(id, "lager 1, reol 4", 4, actor)


def _finished(controller: str, actor: Actor) -> None:
    id = _job(FINISHED, controller, actor)
    with _days_ago(3):
        number = assignments.case(id, Matter.REQUEST, actor)
        assignments.pass_on(id, number, actor)
    number = cases.take(id, Matter.REQUEST, ASKED, actor)
    with suppress(assignments.Refused):
        cases.forward(id, number, actor)


def _held(controller: str, actor: Actor) -> None:
    id = _job(HELD, controller, actor)
    with _days_ago(30):
        review = clock.now().date() + timedelta(days=60)
        assignments.hold(id, HeldBy.INSTRUCTION, "Brev av 14. oktober om reklamasjon", review, actor)


def _ended(controller: str, actor: Actor) -> None:
    id = _job(ENDED, controller, actor)
    with _days_ago(ENDED.done or 0):
        assignments.store_paper(id, "lager 2, reol 9", 2, actor)
    with _days_ago(8):
        assignments.destroy_paper(id, 1, "MB-2026-0412", actor)
    with _days_ago(4):
        assignments.erase(id, actor)


def _instruction(job: Job, received: date, *, informed: bool = True) -> Instruction:
    return Instruction(
        reference=f"Bestilling av {received.day}.{received.month}.",
        digest=_digest(job.title),
        received_on=received,
        uses=job.uses,
        at_end=job.at_end,
        basis="b",
        informed=informed,
        partner=job.partner,
    )


def _file(job: Job) -> bytes:
    """Made-up people, the same each time."""
    sample = Sample(sum(map(ord, job.title)))
    lines = ["Navn;Adresse;Postnr;Poststed;Kode"]
    for _ in range(ROWS):
        code, town = sample.postal_place()
        lines.append(f"{sample.person().full_name};{sample.street()};{code};{town};A1")
    return "\n".join(lines).encode()


def _digest(text: str) -> str:
    return sha256(f"{text}, made up".encode()).hexdigest()


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    """What is done here was done then."""
    clock.use(lambda: demo_time() - timedelta(days=days))
    try:
        yield
    finally:
        clock.use(demo_time)

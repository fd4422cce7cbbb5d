"""The mail house's work for others: controllers, instructions, jobs, files and paper.

Old jobs leave their line in the archive and nothing of the people they were sent to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.core.period import Period
from hjemmel.profiles.mailhouse.schema import Systems
from hjemmel.profiles.sample import Sample, Value

KEPT = Period(months=2)
HISTORY = 2500
"""Days of jobs in the archive."""
APPROVER_DAYS = 1000
"""Older approvals have lost their name: three years have passed, or soon will have."""
CERTIFICATE_DAYS = 1000
"""So long at least the proof of shredding is kept; after three years it goes."""

CONTROLLERS = 24
FORMER = 3
"""Controllers whose agreement has run out."""
OLD_JOBS = 150
TITLES = (
    "Medlemskontingent", "Høstkampanje", "Årsoppgave", "Invitasjon", "Kundeavis", "Giro og takkebrev",
    "Varsel om ny pris", "Innkalling til årsmøte", "Julehilsen", "Informasjon om nytt kort",
)  # fmt: skip
REASONS = ("kvalitetskontroll", "tvist om opplaget", "returer under kontroll")
CODES = ("A1", "A2", "B1", "B2", "C1")
SHELVES = ("lager 1, reol 4", "lager 1, reol 7", "lager 2, reol 2", "lager 2, reol 9")

Keys = dict[str, set[tuple[Value, ...]]]


class Stage(Enum):
    """Where a job stands, and whether its files are where they should be."""

    RUNNING = auto()
    FINISHED = auto()
    """Within the two months: all still there, rightly."""
    EXTENDED = auto()
    """Past the two months, with a day, a reason and an approver."""
    FORGOTTEN = auto()
    """A breach: past the two months, no extension, and the files are still there."""
    GONE = auto()


NUMBERS = {Stage.RUNNING: 6, Stage.FINISHED: 11, Stage.EXTENDED: 2, Stage.FORGOTTEN: 2}
FINISHED_AGO = {
    Stage.FINISHED: (1, 55),
    Stage.EXTENDED: (70, 110),
    Stage.FORGOTTEN: (70, 105),
    Stage.GONE: (70, HISTORY),
}
EXTENSION = (20, 30)
"""An extended job is finished 70 to 110 days ago: 30 days on, six months less 35 days have not passed."""


@dataclass(kw_only=True)
class JobArchive:
    """Fills the job archive and the file share."""

    today: date
    sample: Sample
    systems: Systems
    due: Keys
    approvers: list[str] = field(default_factory=list)

    def fill(self, people: int) -> None:
        """So many addressees, over the jobs whose files are still there."""
        self._controllers()
        stages = [stage for stage, number in NUMBERS.items() for _ in range(number)]
        shares = [self.sample.number(6, 14) for _ in stages]
        for stage in [Stage.GONE] * OLD_JOBS:
            self._job(stage, 0)
        for stage, share in zip(stages, shares, strict=True):
            self._job(stage, max(1, people * share // sum(shares)))

    # ---- controllers, agreements, instructions ----

    def _controllers(self) -> None:
        for controller in range(1, CONTROLLERS + 1):
            company = self.sample.company()
            self.systems.controllers.add(id=controller, orgnr=company.orgnr, name=company.name)
            self._agreements(controller)

    def _agreements(self, controller: int) -> None:
        """One that has run out, and, but for former controllers, one in force."""
        first = self.today - timedelta(days=self.sample.number(HISTORY, HISTORY + 200))
        until = self.today - timedelta(days=self.sample.number(400, 700))
        self._agreement(controller, 1, first, until)
        if controller > FORMER:
            signed = until - timedelta(days=self.sample.number(5, 30))
            self._agreement(controller, 2, signed, self.today + timedelta(days=self.sample.number(200, 700)))

    def _agreement(self, controller: int, version: int, signed: date, until: date) -> None:
        number = len(self.systems.agreements.rows) + 1
        self.systems.agreements.add(
            id=number, controller_id=controller, version=version, signed_on=str(signed), valid_to=str(until)
        )

    def _instruction(self, controller: int, received: date, is_over: bool) -> int:
        """Now and then a list tells something special; then the condition of Art. 9(2) is named."""
        number = len(self.systems.instructions.rows) + 1
        ended = received + timedelta(days=self.sample.number(60, 400))
        self.systems.instructions.add(
            id=number,
            controller_id=controller,
            purpose=self.sample.one_of(("medlemspost", "kundepost", "kampanje", "faktura")),
            basis_declared=self.sample.one_of(("avtale", "berettiget interesse", "samtykke")),
            special_condition="artikkel 9 nr. 2 bokstav d" if controller % 8 == 0 else None,
            notice_confirmed=True,
            received_at=self.sample.at(received),
            ended_on=str(ended) if is_over and ended <= self.today else None,
        )
        return number

    # ---- jobs ----

    def _job(self, stage: Stage, people: int) -> None:
        done = self._finished(stage)
        received = (done or self.today) - timedelta(days=self.sample.number(3, 25))
        former = stage is Stage.GONE and (self.today - received).days > 800
        controller = self.sample.number(1 if former else FORMER + 1, CONTROLLERS)
        instruction = self._instruction(controller, received - timedelta(days=2), stage is Stage.GONE)
        job = 4_001 + len(self.systems.jobs.rows)
        self.systems.jobs.add(
            id=job,
            instruction_id=instruction,
            title=self.sample.one_of(TITLES),
            security_class="strict" if controller % 8 == 0 else "personal",
            received_on=str(received),
            completed_at=self.sample.at(done) if done else None,
            **self._extension(stage, done),
        )
        if done:
            self._handed_over(job, done)
        self._paper(job, stage, done)
        if stage is not Stage.GONE:
            self._files(job, stage, received + timedelta(days=1), people)

    def _finished(self, stage: Stage) -> date | None:
        if stage is Stage.RUNNING:
            return None
        nearest, furthest = FINISHED_AGO[stage]
        return self.today - timedelta(days=self.sample.number(nearest, furthest))

    def _extension(self, stage: Stage, done: date | None) -> dict[str, Value]:
        if stage is Stage.EXTENDED:
            until = self.today + timedelta(days=self.sample.number(*EXTENSION))
            return self._extended(until, named=True)
        if stage is Stage.GONE and done and self.sample.chance(0.12):
            return self._extended(
                done + timedelta(days=self.sample.number(70, 140)),
                named=(self.today - done).days < APPROVER_DAYS,
            )
        return {"extended_to": None, "extension_reason": None, "approved_by": None}

    def _extended(self, until: date, named: bool) -> dict[str, Value]:
        return {
            "extended_to": str(until),
            "extension_reason": self.sample.one_of(REASONS),
            "approved_by": self.sample.one_of(self.approvers) if named else None,
        }

    def _handed_over(self, job: int, done: date) -> None:
        number = len(self.systems.disclosures.rows) + 1
        at = self.sample.at(done)
        self.systems.disclosures.add(id=number, job_id=job, recipient="Postferd Norge AS", at=at)

    # ---- files and paper ----

    def _files(self, job: int, stage: Stage, made: date, people: int) -> None:
        for kind in ("adresser", "korrektur", "trykk"):
            number = len(self.systems.print_files.rows) + 1
            name = (
                "addresses.csv"
                if kind == "adresser"
                else f"{'proof' if kind == 'korrektur' else 'print'}.pdf"
            )
            self.systems.print_files.add(
                id=number, job_id=job, kind=kind, file=f"{job}/{name}", made_at=self.sample.at(made)
            )
            self._forgotten("utsending.print_files", number, stage)
        for _ in range(people):
            self._addressee(job, stage)

    def _addressee(self, job: int, stage: Stage) -> None:
        """One line of the address file, and the row it became in the archive."""
        number = len(self.systems.addressees.rows) + 1
        name, street = self.sample.person().full_name, self.sample.street()
        ref = None if self.sample.chance(0.05) else f"K{self.sample.number(100_000, 999_999)}"
        code = None if self.sample.chance(0.1) else self.sample.one_of(CODES)
        postal_code, city = self.sample.postal_place()
        self.systems.addressees.add(
            id=number,
            job_id=job,
            ref=ref,
            full_name=name,
            address=street,
            postal_code=postal_code,
            city=city,
            segment_code=code,
        )
        self.systems.addresses.add(
            id=number,
            job_id=job,
            kundenr=ref,
            navn=name,
            adresse=street,
            postnr=postal_code,
            poststed=city,
            kode=code,
        )
        self._forgotten("jobbarkiv.addressees", number, stage)
        self._forgotten("utsending.addresses", number, stage)

    def _paper(self, job: int, stage: Stage, done: date | None) -> None:
        """What is on a shelf has a place; what was shredded, as in the forgotten jobs, a certificate."""
        is_there = stage in (Stage.RUNNING, Stage.FINISHED, Stage.EXTENDED) and self.sample.chance(0.6)
        shredded = done + timedelta(days=self.sample.number(20, 55)) if done and not is_there else None
        is_long_ago = shredded is not None and (self.today - shredded).days > CERTIFICATE_DAYS
        if not is_there and (shredded is None or shredded > self.today or is_long_ago):
            return
        number = len(self.systems.papirbatch.rows) + 1
        self.systems.papirbatch.add(
            id=number,
            job_id=job,
            location=self.sample.one_of(SHELVES) if is_there else None,
            boxes=self.sample.number(1, 12),
            destroy_by=str(done + KEPT) if done else None,
            destroyed_at=self.sample.at(shredded) if shredded else None,
            certificate=f"MB-{shredded.year}-{number:04}" if shredded else None,
        )

    def _forgotten(self, collection: str, key: int, stage: Stage) -> None:
        if stage is Stage.FORGOTTEN:
            self.due[collection].add((key,))

"""Assignments: work for somebody else, the controller, on their instruction (Art. 28, 29). What has happened to each, and
where that leaves it: what may be received, what the data may be used for, when it is due, and what is still here.

No personal data. A refusal is a value and gives its reasons; whether what was done was right is judged elsewhere, from the
steps alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo

from ..calendar import working_days_after
from ..declaration.parts import Text
from ..moment import local_day
from ..output.language import Tongue
from ..period import Period
from ..sharing.agreement import KeptAgreement


class Use(Enum):
    """What a controller can let us do with the data. Nothing else is ever a reason to see it."""

    WASH = "wash"
    PRINT = "print"
    POST = "post"
    QUALITY = "quality"


class AtEnd(Enum):
    """What the controller has chosen for the end (Art. 28(3)(g))."""

    ERASE = "erase"
    RETURN = "return"


class Channel(Enum):
    """The way a file came."""

    UPLOAD = "upload"
    BY_HAND = "by_hand"
    EMAIL = "email"


class WhyFileRefused(Enum):
    NOT_READY = "not_ready"
    """No agreement or instruction in force, or the instruction lacks something."""
    BY_EMAIL = "by_email"
    UNREADABLE = "unreadable"
    NO_ADDRESSES = "no_addresses"


class WhyUseRefused(Enum):
    NOT_INSTRUCTED = "not_instructed"
    CLOSED = "closed"
    NOTHING_HERE = "nothing_here"
    NO_ACCESS = "no_access"
    """The account does not work with the purpose."""


class WhyLonger(Enum):
    """Why data may be kept beyond the usual time, once."""

    QUALITY = "quality"
    DISPUTE = "dispute"


class HeldBy(Enum):
    """What alone can keep data past the hard stop."""

    STATUTE = "statute"
    INSTRUCTION = "instruction"


class Matter(Enum):
    """What can come to us about the data and is the controller's to answer."""

    REQUEST = "request"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What the controller has said in writing (Art. 28(3)(a)). What is blank or false has not been said."""

    reference: str
    digest: str
    """Of the document: it is not kept itself."""
    received_on: date
    uses: frozenset[Use]
    at_end: AtEnd
    basis: str = ""
    """The letter of Art. 6(1) that the controller rests on."""
    informed: bool = False
    """The controller has confirmed that the people have been informed."""
    special: bool = False
    """The list tells something of the special categories, if only by who is on it."""
    condition: str = ""
    """The letter of Art. 9(2), where the list is special."""
    partner: str = ""
    """Who passes the file on for the controller; blank where the controller sends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Somebody we work for, and what was read in the agreement with them."""

    id: str
    name: str
    orgnr: str
    email: str
    """The mailbox that requests and incidents are passed on to."""
    agreements: tuple[KeptAgreement, ...] = ()
    """All there have been, the newest last."""

    @property
    def agreement(self) -> KeptAgreement | None:
        return self.agreements[-1] if self.agreements else None

    def had(self, day: date) -> KeptAgreement | None:
        """The newest agreement that was in force on that day."""
        return next((one for one in reversed(self.agreements) if one.is_in_force(day)), None)


# ---- what happens ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    at: datetime
    by: str
    """The account that did it; `controller` for whoever has the link, `hjemmel` for what runs by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(_Step):
    controller: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed(_Step):
    """An instruction came, in the place of any before."""

    instruction: Instruction


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(_Step):
    """The controller was given a link, good until and including this day."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReceived(_Step):
    file: str
    rows: int
    spoiled: int
    """Rows whose cells may stand in the wrong columns."""
    size: int
    digest: str
    kind: str
    channel: Channel
    agreement: str
    """The digest of the agreement it came under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefused(_Step):
    why: WhyFileRefused
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessed(_Step):
    """Somebody took a file out to do this with it."""

    use: Use
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRefused(_Step):
    use: Use
    why: WhyUseRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked(_Step):
    """A step of the work is done; so many pieces were left after washing, printed, posted, or looked at."""

    use: Use
    pieces: int
    faults: int = 0
    """What quality control found wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStored(_Step):
    """A batch of paper with addresses stands here. Its data is as due as the file it came from."""

    batch: int
    place: str
    boxes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDestroyed(_Step):
    batch: int
    certificate: str
    """The number of the shredding certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(_Step):
    """The last piece was handed to the carrier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(_Step):
    until: date
    why: WhyLonger
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(_Step):
    held_by: HeldBy
    reference: str
    """The section of the law, or the document with the controller's instruction."""
    approver: str
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(_Step):
    """The hold is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came(_Step):
    """A request or an incident about this data came to us; the controller is to have it by then."""

    case: int
    matter: Matter
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded(_Step):
    """The controller's mail server has taken a letter with a link to the text, good until then."""

    case: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(_Step):
    """Whoever has the link has fetched the text: the controller has it."""

    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn(_Step):
    """The controller was given it in another way, says whoever gave it."""

    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(_Step):
    """The controller has fetched this file."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(_Step):
    """Files and the key they were sealed with are gone."""

    files: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified(_Step):
    """A deletion certificate was signed: the document, as it can be verified without us."""

    document: str


AssignmentStep = (
    Opened
    | Instructed
    | Linked
    | FileReceived
    | FileRefused
    | Accessed
    | UseRefused
    | Worked
    | PaperStored
    | PaperDestroyed
    | Completed
    | Extended
    | Held
    | Released
    | Came
    | Forwarded
    | Fetched
    | PassedOn
    | Returned
    | Erased
    | Certified
)
S = TypeVar("S")


# ---- how long -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long the declaration lets data of assignments be kept, counted from the day the job was done."""

    keep: Period
    stop: Period
    """The hard stop of an extension."""
    backups: Period
    """How long copies live on: an extension ends that much earlier."""
    zone: str
    forward_within: Period
    incident_hours: int

    def last_day(self, completed: date) -> date:
        """The last day on which data may lie here without a hold, so that copies are gone by the hard stop."""
        return completed + self.stop - timedelta(days=round(self.backups.about_days))


class State(Enum):
    """Where an assignment stands."""

    OPEN = "open"
    """Nothing has been received yet."""
    WORKING = "working"
    DONE = "done"
    """The job is done; the data is here and not due."""
    HELD = "held"
    DUE = "due"
    PAPER = "paper"
    """The files are gone, and paper is still on a shelf."""
    ENDED = "ended"
    """Nothing is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Paper with addresses, and where it is."""

    number: int
    place: str
    boxes: int
    stored_at: datetime
    destroyed_at: datetime | None
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request or an incident about the data of an assignment, and its clock."""

    number: int
    matter: Matter
    came_at: datetime
    due_at: datetime
    noted_at: datetime | None = None
    """Somebody said that the controller was given it in another way than by link."""
    forwarded: tuple[Forwarded, ...] = ()
    fetched_at: datetime | None = None

    @property
    def passed_on_at(self) -> datetime | None:
        """When it reached the controller: when it was noted, or when the letter left whose text was fetched in its time. A
        letter that nobody has fetched by proves nothing."""
        if self.noted_at is not None or self.fetched_at is None:
            return self.noted_at
        fetched = self.fetched_at
        return next((one.at for one in self.forwarded if fetched <= one.until), fetched)

    @property
    def link_until(self) -> datetime | None:
        """How long the newest link works; None where there is none."""
        return self.forwarded[-1].until if self.forwarded else None

    def waits_for_fetching(self, now: datetime) -> bool:
        """A letter is with the controller, and the text has not been fetched."""
        return self.passed_on_at is None and self.link_until is not None and now <= self.link_until

    def is_unfetched(self, now: datetime) -> bool:
        """The last letter left, and nobody fetched the text while its link worked."""
        return self.passed_on_at is None and self.link_until is not None and now > self.link_until

    def left_in_time(self) -> bool:
        """A letter left by the day, whether the text was fetched or not."""
        return any(one.at <= self.due_at for one in self.forwarded)

    def is_late(self, now: datetime) -> bool:
        """The controller did not have it in time; while a letter that left in time waits for them, it is not."""
        if self.passed_on_at is None and self.left_in_time() and not self.is_unfetched(now):
            return False
        return (self.passed_on_at or now) > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Everything that has happened to one assignment, in order."""

    id: str
    steps: tuple[AssignmentStep, ...]

    def all(self, kind: type[S]) -> tuple[S, ...]:
        return tuple(step for step in self.steps if isinstance(step, kind))

    def last(self, kind: type[S]) -> S | None:
        return next((step for step in reversed(self.steps) if isinstance(step, kind)), None)

    @property
    def opened(self) -> Opened:
        return self.all(Opened)[0]

    @property
    def instruction(self) -> Instruction | None:
        step = self.last(Instructed)
        return step.instruction if step else None

    @property
    def files(self) -> tuple[FileReceived, ...]:
        """Those that are still here."""
        return () if self.last(Erased) else self.all(FileReceived)

    @property
    def paper(self) -> tuple[Batch, ...]:
        gone = {step.batch: step for step in self.all(PaperDestroyed)}
        return tuple(_batch(step, gone.get(step.batch)) for step in self.all(PaperStored))

    @property
    def paper_left(self) -> tuple[Batch, ...]:
        return tuple(one for one in self.paper if one.destroyed_at is None)

    @property
    def cases(self) -> tuple[Case, ...]:
        passed = {step.case: step.at for step in self.all(PassedOn)}
        fetched = {step.case: step.at for step in reversed(self.all(Fetched))}
        return tuple(
            Case(
                number=step.case,
                matter=step.matter,
                came_at=step.at,
                due_at=step.due_at,
                noted_at=passed.get(step.case),
                forwarded=tuple(one for one in self.all(Forwarded) if one.case == step.case),
                fetched_at=fetched.get(step.case),
            )
            for step in self.all(Came)
        )

    @property
    def hold(self) -> Held | None:
        """What holds it now."""
        held = next((step for step in reversed(self.steps) if isinstance(step, Held | Released)), None)
        return held if isinstance(held, Held) else None

    @property
    def is_gone(self) -> bool:
        """It held data, and holds none any more."""
        return self.last(Erased) is not None and not self.paper_left

    @property
    def is_returned(self) -> bool:
        """The controller has fetched every file."""
        fetched = {step.file for step in self.all(Returned)}
        received = self.all(FileReceived)
        return bool(received) and all(one.file in fetched for one in received)

    def completed_on(self, terms: Terms) -> date | None:
        step = self.last(Completed)
        return local_day(step.at, terms.zone) if step else None

    def due_on(self, terms: Terms) -> date | None:
        """The day on which files and paper are due, without regard to holds. None: the job is not done."""
        completed = self.completed_on(terms)
        if completed is None:
            return None
        usual, extended = completed + terms.keep, self.last(Extended)
        return min(max(usual, extended.until), terms.last_day(completed)) if extended else usual

    def state(self, terms: Terms, today: date) -> State:
        if self.is_gone:
            return State.ENDED
        if not self.files:
            return State.PAPER if self.paper_left else State.OPEN
        if self.hold:
            return State.HELD
        due = self.due_on(terms)
        if due is None:
            return State.WORKING
        return State.DUE if today >= due else State.DONE

    def is_overdue(self, terms: Terms, today: date) -> bool:
        """Something is still here that should have been gone by the day before, and no hold keeps it."""
        due = self.due_on(terms)
        return due is not None and today > due and not self.hold and bool(self.files or self.paper_left)

    def may_be_erased(self, terms: Terms, today: date) -> bool:
        """The files are due. What the controller wants back waits for it, but not beyond the last day."""
        completed, due = self.completed_on(terms), self.due_on(terms)
        if completed is None or due is None or not self.files or self.hold or today < due:
            return False
        is_asked_back = self.instruction is not None and self.instruction.at_end is AtEnd.RETURN
        return not is_asked_back or self.is_returned or today >= terms.last_day(completed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assignment with its controller, as the probes are given it."""

    assignment: Assignment
    controller: Controller


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The machine that something answers at. Blank: this one."""

    system: str
    name: str


def _batch(stored: PaperStored, destroyed: PaperDestroyed | None) -> Batch:
    return Batch(
        number=stored.batch,
        place=stored.place,
        boxes=stored.boxes,
        stored_at=stored.at,
        destroyed_at=destroyed.at if destroyed else None,
        certificate=destroyed.certificate if destroyed else "",
    )


# ---- what stands in the way -----------------------------------------------------------------------------------

BASES = "abcdef"
CONDITIONS = "abcdefghij"
_NB, _EN = Tongue("nb"), Tongue("en")


def lacking(controller: Controller, one: Assignment, today: date) -> tuple[Text, ...]:
    """All that keeps a file from being received today (Art. 28(3)); nothing if it may come."""
    return (*_of_agreement(controller.agreement, today), *_of_instruction(one.instruction), *_of_time(one))


def _of_agreement(agreement: KeptAgreement | None, today: date) -> Iterator[Text]:
    if agreement is None:
        yield Text(
            nb="Det er ikke lagt inn noen databehandleravtale.", en="No processor agreement has been put in."
        )
        return
    if not agreement.is_in_force(today):
        yield Text(
            nb="Databehandleravtalen gjelder ikke i dag.", en="The processor agreement is not in force today."
        )
    missing = [clause.value for clause in (*agreement.lacking, *agreement.not_looked_for)]
    if missing:
        yield Text(
            nb=f"Avtalen mangler det loven krever i bokstav {_NB.listed(sorted(missing))}.",
            en=f"The agreement lacks what the law asks for in {_EN.listed([f'({one})' for one in sorted(missing)])}.",
        )


def _of_instruction(instruction: Instruction | None) -> Iterator[Text]:
    if instruction is None:
        yield Text(nb="Det er ikke lagt inn noen instruks.", en="No instruction has been put in.")
        return
    if not instruction.uses:
        yield Text(nb="Instruksen sier ikke hva adressene skal brukes til.", en="The instruction does not say what the addresses are for.")  # fmt: skip
    if instruction.basis not in tuple(BASES):
        yield Text(nb="Oppdragsgiveren har ikke sagt hvilket grunnlag de har.", en="The controller has not said on what basis.")  # fmt: skip
    if not instruction.informed:
        yield Text(
            nb="Oppdragsgiveren har ikke bekreftet at mottakerne er informert.",
            en="The controller has not confirmed that the addressees have been informed.",
        )
    if instruction.special and instruction.condition not in tuple(CONDITIONS):
        yield Text(
            nb="Lista er særlig, og vilkåret i artikkel 9 nr. 2 mangler.",
            en="The list is of a special category, and the condition of Art. 9(2) is missing.",
        )


def _of_time(one: Assignment) -> Iterator[Text]:
    if one.last(Completed) or one.last(Erased):
        yield Text(nb="Jobben er avsluttet.", en="The job has ended.")


def why_not_used(one: Assignment, use: Use) -> WhyUseRefused | None:
    """Why nobody may take the data out for this; None if they may. Access ends when the job is closed; after it, only
    quality control may see the data, and only where it was extended for that."""
    instruction, extended = one.instruction, one.last(Extended)
    if instruction is None or use not in instruction.uses:
        return WhyUseRefused.NOT_INSTRUCTED
    if not one.files:
        return WhyUseRefused.NOTHING_HERE
    is_quality = use is Use.QUALITY and extended is not None and extended.why is WhyLonger.QUALITY
    return WhyUseRefused.CLOSED if one.last(Completed) and not is_quality else None


def why_not_extended(one: Assignment, until: date, terms: Terms) -> Text | None:
    """Why the time can't be extended to this day; None if it can."""
    completed, due = one.completed_on(terms), one.due_on(terms)
    if completed is None or due is None:
        return Text(nb="Jobben er ikke avsluttet.", en="The job has not ended.")
    if one.last(Extended):
        return Text(nb="Fristen er forlenget før. Det kan bare skje én gang.", en="It has been extended before, and that can be done once.")  # fmt: skip
    if not one.files and not one.paper_left:
        return Text(nb="Ingenting er igjen.", en="Nothing is left.")
    last = terms.last_day(completed)
    if until > last:
        return Text(
            nb=f"Siste dag er {_NB.date(last)}, for sikkerhetskopiene er regnet med.",
            en=f"The last day is {_EN.date(last)}, for backups are counted in.",
        )
    if until <= due:
        return Text(nb="Dagen er ikke senere enn fristen som gjelder.", en="The day is no later than the one that applies.")  # fmt: skip
    return None


def pass_on_by(matter: Matter, came: datetime, terms: Terms) -> datetime:
    """When the controller must have it: within the working days we have promised, an incident within the hours."""
    if matter is Matter.INCIDENT:
        return came + timedelta(hours=terms.incident_hours)
    days = max(1, round(terms.forward_within.about_days))
    last = working_days_after(local_day(came, terms.zone), days)
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(terms.zone)).astimezone(UTC)


def may_come(one: Assignment, step: AssignmentStep) -> bool:
    """Whether this step fits where the assignment stands. What the law wants of it is asked elsewhere."""
    if isinstance(step, Opened):
        return not one.steps
    if not one.steps:
        return False
    match step:
        case Completed():
            return bool(one.files) and one.last(Completed) is None
        case PaperStored(batch=batch):
            return bool(one.all(FileReceived)) and batch == len(one.paper) + 1 and not one.last(Erased)
        case PaperDestroyed(batch=batch):
            return any(left.number == batch for left in one.paper_left)
        case FileReceived() | Accessed() | Worked() | Returned():
            return one.last(Erased) is None
        case Erased():
            return bool(one.files)
        case Certified():
            return one.is_gone and one.last(Certified) is None
        case Released():
            return one.hold is not None
        case Held():
            return one.hold is None and bool(one.files or one.paper_left)
        case Came(case=case):
            return case == len(one.cases) + 1
        case PassedOn(case=case) | Forwarded(case=case):
            return any(came.number == case and came.passed_on_at is None for came in one.cases)
        case Fetched(case=case):
            return any(came.number == case and came.forwarded for came in one.cases)
        case _:
            return True

"""Tellings: each recipient of somebody's data is told when it is erased, corrected or restricted (Art. 19).

Whom to tell is found before anything is done, for the rows that say who got the data may go with the rest. What has happened
to each telling, and where that leaves it, is computed from its steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TypeVar

from ..action import Verb
from ..datamap import DataMap
from ..moment import local_day
from ..period import Period
from ..plan import Plan
from ..rights.right import Right
from .agreement import roles_of
from .recipients import BOUND

NOBODY = ""
"""In place of a recipient: nobody else has got what is changed."""
UNKNOWN = "?"
"""In place of a recipient: somebody got it, and what is on record does not tell who."""
LINK_LASTS = Period(days=60)
REMINDED_AFTER = (7, 14)
"""Days after it was told on which a recipient who has not confirmed is reminded."""
CALLED_AFTER = 21
"""Days after which a person takes over."""
LATEST_BY_PROGRAM = 30
"""Days after which a person takes over from a processor's program, whenever it expects to be done."""
STUCK_AFTER = 7
"""Days after it was carried out on which a person takes over what could not be sent."""


class Deed(Enum):
    """What was done to the data."""

    ERASED = "erased"
    CORRECTED = "corrected"
    RESTRICTED = "restricted"
    LIFTED = "lifted"
    """A restriction has ended."""


class Word(Enum):
    """What a recipient answers."""

    DONE = "done"
    NOTHING = "nothing"
    """They have nothing about the person any more."""
    KEEPS = "keeps"
    """They keep it on a ground of their own, and answer for that themselves."""


class Means(Enum):
    """How a recipient is told."""

    MAIL = "mail"
    OPENDSR = "opendsr"


class Progress(Enum):
    """How far a processor's program has come."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"


class Trouble(Enum):
    """Why a person must take over from a processor's program."""

    REFUSED = "refused"
    """It does not take the request."""
    GONE = "gone"
    """It took it, and knows nothing of it any more."""
    CANCELLED = "cancelled"
    """It ended it without having done it."""
    NOT_DONE = "not_done"
    """It is at its end and gives a reason why nothing was done."""
    TAKEN_BACK = "taken_back"
    """We took it back."""


DEEDS: Mapping[Verb, Deed] = {
    Verb.ERASE: Deed.ERASED,
    Verb.OVERWRITE: Deed.ERASED,
    Verb.RECTIFY: Deed.CORRECTED,
    Verb.RESTRICT: Deed.RESTRICTED,
}
CHANGING = frozenset(Right) - {Right.ACCESS, Right.PORTABILITY, Right.RECIPIENTS}
"""Rights by which data may be erased, corrected or restricted, or a restriction ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Found before anything was done: this recipient must be told when it is."""

    at: datetime
    by: str
    deed: Deed | None
    """None: nothing is changed, or nobody else has it."""
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    at: datetime
    by: str
    means: Means = Means.MAIL
    expected: date | None = None
    """The day on which the processor's program expects to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The processor's program said how far it has come."""

    at: datetime
    by: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The link was opened, and it was shown whom it is about."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A person tells them, or asks again: it is a task."""

    at: datetime
    by: str
    why: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    at: datetime
    by: str
    """`recipient`, for who answered by the link; else the account that noted it."""
    word: Word


TellingStep = Foreseen | Told | Reminded | Heard | Looked | HandedOver | Confirmed

S = TypeVar("S")


class Standing(Enum):
    NOBODY = "nobody"
    FORESEEN = "foreseen"
    WAITING = "waiting"
    """They have been told, and have not answered."""
    WITH_STAFF = "with_staff"
    CONFIRMED = "confirmed"

    @property
    def is_open(self) -> bool:
        return self in (Standing.FORESEEN, Standing.WAITING, Standing.WITH_STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One recipient, and what has been said between us about one request. No personal data."""

    id: str
    request: str
    plan: str
    """The full digest of the plan that changes the data."""
    recipient: str
    steps: tuple[TellingStep, ...]

    @property
    def standing(self) -> Standing:
        if self.recipient == NOBODY:
            return Standing.NOBODY
        if self.last(Confirmed):
            return Standing.CONFIRMED
        if self.last(HandedOver):
            return Standing.WITH_STAFF
        return Standing.WAITING if self.last(Told) else Standing.FORESEEN

    @property
    def foreseen(self) -> Foreseen:
        return next(step for step in self.steps if isinstance(step, Foreseen))

    def first(self, kind: type[S]) -> S | None:
        return next((step for step in self.steps if isinstance(step, kind)), None)

    def last(self, kind: type[S]) -> S | None:
        return next((step for step in reversed(self.steps) if isinstance(step, kind)), None)


def changed(plan: Plan, right: Right) -> tuple[Deed | None, tuple[str, ...]]:
    """What the plan does to somebody's data, and where. A restriction bars every use from the day it begins, also where no
    system has a mark for it."""
    found = {action.rows.collection: DEEDS[action.verb] for action in plan.actions if action.verb in DEEDS}
    if right is Right.RESTRICTION:
        return Deed.RESTRICTED, tuple(found)
    if right is Right.LIFTING:
        return Deed.LIFTED, tuple(found)
    deeds = set(found.values())
    deed = next((one for one in Deed if one in deeds), None)
    return deed, tuple(found)


def whom_to_tell(
    data_map: DataMap, where: Collection[str], systems: Collection[str], got: Iterable[str | None]
) -> tuple[str, ...]:
    """Those who got the person's data, and the processors that a purpose names which holds some of it in these collections;
    but for whoever runs a system in which it was done: it reaches them there."""
    runners = {
        declared.run_by for name, declared in data_map.declaration.systems.items() if name in systems
    } - {None}
    found = dict.fromkeys(one or UNKNOWN for one in got)
    for purpose in data_map.purposes.values():
        if any(line.collection in where for line in purpose.lines):
            for name in purpose.declared.recipients:
                if roles_of(data_map.declaration.recipients[name], purpose.name) & BOUND:
                    found[name] = None
    return tuple(name for name in found if name not in runners)


class Next(Enum):
    """What it is time for."""

    TELL = "tell"
    REMIND = "remind"
    ASK = "ask"
    """Ask the processor's program how far it has come."""
    HAND_OVER = "hand_over"


def next_for(telling: Telling, executed_on: date, has_address: bool, today: date, zone: str) -> Next | None:
    """What is to be done about a telling whose plan was carried out on this day; None: nothing today."""
    match telling.standing:
        case Standing.FORESEEN:
            if not has_address or (today - executed_on).days >= STUCK_AFTER:
                return Next.HAND_OVER
            return Next.TELL
        case Standing.WAITING:
            told = telling.first(Told)
            if told and told.means is Means.OPENDSR:
                return _next_by_program(telling, told, today, zone)
            days = (today - local_day(told.at, zone)).days if told else 0
            if days >= CALLED_AFTER:
                return Next.HAND_OVER
            reminded = sum(isinstance(step, Reminded) for step in telling.steps)
            return Next.REMIND if reminded < sum(days >= after for after in REMINDED_AFTER) else None
        case _:
            return None


def _next_by_program(telling: Telling, told: Told, today: date, zone: str) -> Next | None:
    """Asked once a day; a person takes over when it is late by its own word, and never later than the law's month."""
    day = local_day(told.at, zone)
    patient_until = day + timedelta(days=CALLED_AFTER)
    if told.expected:
        patient_until = max(patient_until, told.expected)
    if today > min(patient_until, day + timedelta(days=LATEST_BY_PROGRAM)):
        return Next.HAND_OVER
    return Next.ASK if local_day(telling.steps[-1].at, zone) < today else None


def link_works(telling: Telling, today: date, zone: str) -> bool:
    """Whether the recipient may still answer by the link."""
    told = telling.first(Told)
    if told is None or told.means is not Means.MAIL or not telling.standing.is_open:
        return False
    return today <= local_day(told.at, zone) + LINK_LASTS


def may_come(telling: Telling, step: TellingStep) -> bool:
    """Whether this step fits where it stands."""
    if isinstance(step, Foreseen):
        return not telling.steps
    if not telling.standing.is_open:
        return False
    return telling.standing is not Standing.WITH_STAFF or not isinstance(step, HandedOver | Heard)

"""Tasks: what a person must do because Hjemmel cannot or may not. What has happened to each, and where that leaves it.

A tick is what somebody says. Where rows can be counted, the count afterwards is the proof, and a tick alone is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar


class TaskKind(Enum):
    ROWS = "rows"
    """Rows of a system that is only watched, or of a collection that a person decides about. A count proves it."""
    KEEPER = "keeper"
    """What no program can read: whoever keeps it looks, does it, and answers for it."""
    TELLING = "telling"
    """A recipient is told of what was erased, corrected or restricted (Art. 19)."""
    CONTACT_DATA = "contact_data"
    """Contact data that nobody has confirmed for long: confirm, correct or remove."""
    PAPER = "paper"
    """Paper of an assignment is shredded: the number of the certificate ends it, and no tick."""


class WhyNot(Enum):
    """Why something that was asked for is not possible."""

    NO_ACCESS = "no_access"
    NOT_SEARCHABLE = "not_searchable"
    MUST_BE_KEPT = "must_be_kept"
    WITH_ANOTHER = "with_another"


class Found(Enum):
    """What whoever keeps a system did with what is about the person."""

    NOTHING = "nothing"
    DESTROYED = "destroyed"
    RETURNED = "returned"
    CORRECTED = "corrected"
    SET_APART = "set_apart"
    COPIED = "copied"
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What is to be done, why and by when. No personal data: rows are found when somebody asks to see them."""

    kind: TaskKind
    of: str
    """What asked for it, in its own words: asked for twice, it is one task. At most 120 signs."""
    day: date
    """By when."""
    system: str = ""
    collection: str = ""
    verb: str = ""
    """What is to be done to rows, in the words of a plan; or which right somebody has asked for."""
    rows: int = 0
    lost: int | None = None
    """Rows there that referred to nothing when this was asked for. None: nobody has counted."""
    law: str = ""
    why_nb: str
    why_en: str
    plan: str = ""
    """The full digest of the plan it is a part of."""
    action: int = 0
    """Its place there."""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    at: datetime
    by: str
    """The account that noted it; `keeper` for whoever keeps a system and answered by the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(_Step):
    what: What


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(_Step):
    to: str
    """The account that does it. Empty: nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(_Step):
    """Whoever keeps the system was written to, with a link that works until and including this day."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(_Step):
    """The link was opened, and it was shown whom it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded(_Step):
    days: int
    """So many days were left; below zero when the day had passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked(_Step):
    """Somebody says that it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(_Step):
    """Counted anew after a tick: so many rows are still there."""

    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched(_Step):
    """Whoever keeps the system answers for this. Nobody has counted."""

    found: Found
    how_many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPossible(_Step):
    why: WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken(_Step):
    """A newer plan asks for the same."""


TaskStep = (
    Asked | Assigned | Written | Shown | Reminded | Ticked | Counted | Vouched | NotPossible | Overtaken
)

S = TypeVar("S")


class TaskState(Enum):
    OPEN = "open"
    TICKED = "ticked"
    """Somebody says that it is done, and nobody has counted yet."""
    STILL_THERE = "still_there"
    """Somebody said that it was done, and it is not."""
    PROVEN = "proven"
    ATTESTED = "attested"
    """A person answers for it."""
    NOT_POSSIBLE = "not_possible"
    OVERTAKEN = "overtaken"

    @property
    def is_open(self) -> bool:
        return self in (TaskState.OPEN, TaskState.TICKED, TaskState.STILL_THERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Everything that has happened to one task, in order. The first step says what it is."""

    id: str
    steps: tuple[TaskStep, ...]

    @property
    def what(self) -> What:
        return next(step.what for step in self.steps if isinstance(step, Asked))

    @property
    def state(self) -> TaskState:
        now = TaskState.OPEN
        for step in self.steps:
            now = _after(step, now, self.what.kind)
        return now

    @property
    def assignee(self) -> str:
        given = self.last(Assigned)
        return given.to if given else ""

    @property
    def left(self) -> int:
        """Rows that are still to be done, as far as anybody has counted."""
        counted = self.last(Counted)
        return counted.left if counted else self.what.rows

    def last(self, kind: type[S]) -> S | None:
        return next((step for step in reversed(self.steps) if isinstance(step, kind)), None)

    def days_left(self, today: date) -> int:
        return (self.what.day - today).days


def _after(step: TaskStep, before: TaskState, kind: TaskKind) -> TaskState:
    match step:
        case Ticked():
            return TaskState.TICKED if kind is TaskKind.ROWS else TaskState.ATTESTED
        case Counted(left=left):
            return TaskState.STILL_THERE if left else TaskState.PROVEN
        case Vouched():
            return TaskState.ATTESTED
        case NotPossible():
            return TaskState.NOT_POSSIBLE
        case Overtaken():
            return TaskState.OVERTAKEN
        case _:
            return before


_ENDS = (Ticked, Vouched, NotPossible)
_OPEN = (TaskState.OPEN, TaskState.TICKED, TaskState.STILL_THERE)
_FOR_KEEPERS = (Written, Shown, Vouched)


def may_come(task: Task, step: TaskStep) -> bool:
    """Whether this step fits what the task is and where it stands."""
    if isinstance(step, Asked):
        return not task.steps
    if not task.steps or task.state not in _OPEN:
        return False
    kind = task.what.kind
    if isinstance(step, _FOR_KEEPERS):
        return kind is TaskKind.KEEPER
    if isinstance(step, Ticked):
        return kind is not TaskKind.KEEPER
    if isinstance(step, Counted):
        return kind is TaskKind.ROWS and task.state is not TaskState.OPEN
    return True


REMINDERS = (7, 1, 0)
"""Days before the last one on which somebody is reminded; after it, every week."""
AGAIN = 7


def reminder_due(task: Task, today: date) -> int | None:
    """The days that are left, where it is time to remind of them; None where it is not, or was done."""
    if not task.state.is_open:
        return None
    left = task.days_left(today)
    mark = min((one for one in REMINDERS if left <= one), default=None)
    if mark is None:
        return None
    if left < 0:
        mark = -((-left) // AGAIN) * AGAIN
    said = [step.days for step in task.steps if isinstance(step, Reminded)]
    return mark if all(one > mark for one in said) else None


DUE = "due"
"""What a keeper is asked about when nobody has asked for anything: what has lain there as long as it may."""
RIGHT_ANSWERS: Mapping[str, tuple[Found, ...]] = {
    "access": (Found.COPIED,),
    "portability": (Found.COPIED,),
    "rectification": (Found.CORRECTED,),
    "restriction": (Found.SET_APART,),
    "lifting": (Found.PUT_BACK,),
    "erasure": (Found.DESTROYED, Found.RETURNED),
    "objection": (Found.DESTROYED, Found.RETURNED, Found.SET_APART),
    "withdrawal": (Found.DESTROYED, Found.RETURNED, Found.SET_APART),
}
"""What may have been done with what was found, by the right that was asked for."""


def answers_to(right: str) -> tuple[Found, ...]:
    """What whoever keeps a system can answer: that there was nothing, or that they did what the right asks for."""
    if right == DUE:
        return (Found.NOTHING, Found.DESTROYED, Found.RETURNED)
    return (Found.NOTHING, *RIGHT_ANSWERS.get(right, (Found.SET_APART,)))

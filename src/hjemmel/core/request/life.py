"""Where the steps leave a request, and which may come next. Nothing is stored of this; it is computed each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from ..rights.right import Right
from .steps import (
    Answered,
    Approved,
    Closed,
    Corrected,
    Decided,
    Delivered,
    Drafted,
    Executed,
    Extended,
    IdentityAsked,
    IdentityProven,
    Life,
    Matched,
    Noticed,
    Opened,
    Outcome,
    Planned,
    Received,
    RefusedRequest,
    Reminded,
    Reviewed,
    Step,
    TakenBack,
    ToldOfLifting,
    WhyRefused,
)


class State(Enum):
    """What it waits for, or how it ended."""

    DRAFT = "draft"
    RECEIVED = "received"
    MATCHED = "matched"
    ASKED_WHO = "asked_who"
    PROVEN = "proven"
    PLANNED = "planned"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    EXECUTED = "executed"
    REFUSED = "refused"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    TAKEN_BACK = "taken_back"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Somebody still waits for an answer."""
        return self not in _ENDED


_ENDED = (State.DELIVERED, State.TAKEN_BACK, State.CLOSED)
_UNDER_WAY = (
    State.RECEIVED, State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED, State.APPROVED,
)  # fmt: skip
"""Open, and nothing irrevocable has been done."""
_WORKED_OUT = (State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED)
"""It is known whom it is about, and no plan of it has been approved."""
_WAITING = (*_UNDER_WAY, State.EXECUTED, State.REFUSED, State.ANSWERED)

_BETWEEN: dict[type, tuple[State, ...]] = {
    Matched: (State.RECEIVED, State.MATCHED, State.ASKED_WHO, State.PROVEN, State.PLANNED, State.REVIEWED),
    IdentityAsked: (State.MATCHED, State.ASKED_WHO),
    IdentityProven: (State.MATCHED, State.ASKED_WHO),
    Corrected: _WORKED_OUT,
    Decided: _WORKED_OUT,
    ToldOfLifting: _WORKED_OUT,
    Extended: _WAITING,
    Noticed: _WAITING,
    Reminded: (State.DRAFT, *_WAITING),
    Planned: (State.PROVEN, State.PLANNED, State.REVIEWED, State.APPROVED),
    Reviewed: (State.PLANNED,),
    Approved: (State.REVIEWED,),
    Executed: (State.APPROVED,),
    RefusedRequest: _UNDER_WAY,
    Answered: (State.EXECUTED, State.REFUSED, State.MATCHED),
    Delivered: (State.ANSWERED,),
    Opened: (State.DELIVERED,),
    TakenBack: _UNDER_WAY,
    Closed: (State.DRAFT, State.RECEIVED, State.MATCHED),
}
"""In which states a step may come."""


class No(Enum):
    """Why a step is not taken, in both languages."""

    NOT_NOW = ("Det kan ikke gjøres nå.", "That cannot be done now.")
    NOT_RECEIVED = ("Henvendelsen er ikke mottatt.", "The request has not been received.")
    IN_THE_FUTURE = ("Dagen kan ikke være fram i tid.", "The day cannot be in the future.")
    BEFORE_IT_CAME = (
        "Dagen kan ikke være før henvendelsen kom.",
        "The day cannot be before the request came.",
    )
    OTHER_PLAN = (
        "Det er laget en nyere plan. Se på den i stedet.",
        "A newer plan has been made. Look at that one instead.",
    )
    NUMBERED_ANEW = (
        "Postkassen har nummerert meldingene på nytt. Finn radene til personen på nytt, og lag så planen.",
        "The mailbox has numbered its messages anew. Find the person's rows again, then make the plan.",
    )
    NO_RIGHT = ("Du har ikke rett til å godkjenne.", "You have no right to approve.")
    OWN = (
        "Du førte inn henvendelsen selv. En annen må godkjenne.",
        "You entered the request yourself. Somebody else must approve.",
    )
    NOT_EXTENDED = (
        "Fristen er ikke forlenget, så det er ingenting å varsle om.",
        "The deadline has not been extended, so there is nothing to tell of.",
    )
    TOO_LATE_TO_EXTEND = (
        "Fristen kan bare forlenges den første måneden, og personen må få beskjed innen da.",
        "The deadline can only be extended in the first month, and the person must be told within it.",
    )
    NO_EXTENSION_PROMISED = (
        "Erklæringen sier ikke at fristen kan forlenges.",
        "The statement does not say that the deadline can be extended.",
    )
    NOT_REASONED = (
        "Skriv hvorfor. Personen skal få vite det.",
        "Write why. The person is to be told.",
    )
    NOT_TRIED = (
        "Personen må ha fått sjansen til å vise hvem de er.",
        "The person must have had the chance to show who they are.",
    )
    OTHER_RIGHT = (
        "Henvendelsen ber om noe annet.",
        "The request asks for something else.",
    )
    NOTHING_TO_CORRECT = (
        "Skriv først hva som er riktig.",
        "Write first what is right.",
    )
    NOT_DECIDED = (
        "Avgjør først om innsigelsen tas til følge, for hvert formål.",
        "Decide first whether the objection is upheld, for each purpose.",
    )
    NOT_TOLD = (
        "Personen må få beskjed før begrensningen heves.",
        "The person must be told before the restriction is lifted.",
    )
    NOT_READ = (
        "Noe i svaret kan handle om andre, og er ikke lest ennå.",
        "Something in the answer may be about others, and has not been read yet.",
    )
    SOMEBODY_FOUND = (
        "Vi har rader om personen. Svaret kan ikke si at vi ikke har noe.",
        "We hold rows about the person. The answer cannot say that we hold nothing.",
    )

    @property
    def nb(self) -> str:
        return str(self.value[0])

    @property
    def en(self) -> str:
        return str(self.value[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a step is judged by besides the steps before it."""

    today: date
    last_for_extension: date
    may_be_extended: bool = True
    may_approve: bool = False
    """Who takes the step is staff with the right to approve."""
    is_alone: bool = False
    """Nobody else has that right, so nobody else can be asked."""


def needs_proof(right: Right) -> bool:
    """Nobody is given or loses data before it is known who asks. To say no to a use takes no more than saying it
    (Art. 7(3), 21(3)): nothing is released, and at worst one message fewer is sent."""
    return right not in (Right.OBJECTION, Right.WITHDRAWAL)


def state(life: Life) -> State:
    """Where the steps leave it. The newest plan counts, and what was said of an older one does not."""
    now = State.DRAFT
    for number, step in enumerate(life.steps):
        now = _after(step, now, Life(id=life.id, steps=life.steps[:number]))
    return now


def _after(step: Step, before: State, earlier: Life) -> State:
    match step:
        case Received():
            return State.RECEIVED
        case Matched(collections=found):
            received = earlier.received
            is_plain = received is not None and found and not needs_proof(received.right)
            return State.PROVEN if is_plain else State.MATCHED
        case Corrected() | Decided() | ToldOfLifting():
            # What was planned rested on something else.
            return State.PROVEN if before in (State.PLANNED, State.REVIEWED) else before
        case Reviewed(digest=digest) | Approved(digest=digest) | Executed(digest=digest):
            planned = earlier.last(Planned)
            return _MOVES[type(step)] if planned and planned.digest == digest else before
        case _:
            return _MOVES.get(type(step), before)


_MOVES: dict[type, State] = {
    Drafted: State.DRAFT,
    IdentityAsked: State.ASKED_WHO,
    IdentityProven: State.PROVEN,
    Planned: State.PLANNED,
    Reviewed: State.REVIEWED,
    Approved: State.APPROVED,
    Executed: State.EXECUTED,
    RefusedRequest: State.REFUSED,
    Answered: State.ANSWERED,
    Delivered: State.DELIVERED,
    TakenBack: State.TAKEN_BACK,
    Closed: State.CLOSED,
}
"""What a step leads to, whatever came before. The rest change nothing."""


def is_repeated(life: Life, step: Step) -> bool:
    """The very same has been noted already, by whomever and whenever, and nothing has undone it since: noting it
    again changes nothing. Whose it is, what is right and why may be said twice, for the rows, values and words do not
    stand here."""
    if isinstance(step, Matched | Corrected | Decided):
        return False
    undoing = _UNDONE_BY.get(type(step), ())
    for earlier in reversed(life.steps):
        if _same(earlier, step):
            return True
        if isinstance(earlier, undoing):
            return False
    return False


_UNDONE_BY: dict[type, tuple[type, ...]] = {
    IdentityAsked: (Matched,),
    IdentityProven: (Matched,),
    ToldOfLifting: (Matched, ToldOfLifting),
    Planned: (Matched, Planned, Corrected, Decided, ToldOfLifting),
    Reviewed: (Planned, Matched, Corrected, Decided, ToldOfLifting),
    Approved: (Planned, Matched),
    Executed: (Planned, Matched),
}


def _same(one: Step, other: Step) -> bool:
    anyone: Any = other
    return type(one) is type(other) and replace(anyone, at=one.at, by=one.by) == one


def why_not(life: Life, step: Step, by: Circumstances) -> No | None:
    """The first reason why this step may not be taken now; None if it may."""
    if isinstance(step, Drafted | Received):
        return _why_not_received(life, step, by)
    if not life.steps:
        return No.NOT_RECEIVED
    if state(life) not in _BETWEEN[type(step)]:
        return No.NOT_NOW
    match step:
        case Reviewed() | Approved() | Executed():
            return _why_not_plan(life, step, by)
        case RefusedRequest():
            return _why_not_refused(life, step, by)
        case Extended() | Noticed():
            return _why_not_extended(life, step, by)
        case Delivered(on=on):
            return _why_not_on(life, on, by)
        case Corrected() | Decided() | ToldOfLifting():
            return _why_not_settled(life, step, by)
        case Answered(outcome=outcome):
            return _why_not_answered(life, outcome)
        case _:
            return None


def _why_not_received(life: Life, step: Drafted | Received, by: Circumstances) -> No | None:
    if life.steps and (isinstance(step, Drafted) or state(life) is not State.DRAFT):
        return No.NOT_NOW
    return No.IN_THE_FUTURE if step.received_on > by.today else None


def _why_not_plan(life: Life, step: Reviewed | Approved | Executed, by: Circumstances) -> No | None:
    planned = life.last(Planned)
    if planned is None or planned.digest != step.digest:
        return No.OTHER_PLAN
    return _why_not_approver(life, step, by) if isinstance(step, Approved) else None


def _why_not_approver(life: Life, step: Step, by: Circumstances) -> No | None:
    if not by.may_approve:
        return No.NO_RIGHT
    entered = life.received
    is_own = entered is not None and entered.by == step.by
    return No.OWN if is_own and not by.is_alone else None


def _why_not_refused(life: Life, step: RefusedRequest, by: Circumstances) -> No | None:
    if step.reason is WhyRefused.NOT_IDENTIFIED and life.last(IdentityAsked) is None:
        return No.NOT_TRIED
    return _why_not_approver(life, step, by)


def _why_not_extended(life: Life, step: Extended | Noticed, by: Circumstances) -> No | None:
    if not by.may_be_extended:
        return No.NO_EXTENSION_PROMISED
    if isinstance(step, Extended):
        return No.TOO_LATE_TO_EXTEND if by.today > by.last_for_extension else None
    if life.first(Extended) is None:
        return No.NOT_EXTENDED
    if step.on > by.last_for_extension:
        return No.TOO_LATE_TO_EXTEND
    return _why_not_on(life, step.on, by)


_SETTLES: dict[type, tuple[Right, ...]] = {
    Corrected: (Right.RECTIFICATION,),
    Decided: (Right.OBJECTION, Right.RESTRICTION),
    ToldOfLifting: (Right.LIFTING,),
}
"""To which rights a step belongs that some rights alone have."""


def _why_not_settled(life: Life, step: Corrected | Decided | ToldOfLifting, by: Circumstances) -> No | None:
    received = life.received
    if received is None or received.right not in _SETTLES[type(step)]:
        return No.OTHER_RIGHT
    return _why_not_on(life, step.on, by) if isinstance(step, ToldOfLifting) else None


def _why_not_on(life: Life, on: date, by: Circumstances) -> No | None:
    if on > by.today:
        return No.IN_THE_FUTURE
    received = life.received
    return No.BEFORE_IT_CAME if received is not None and on < received.received_on else None


def _why_not_answered(life: Life, outcome: Outcome) -> No | None:
    """Without a plan there is one answer to give: that nobody was found."""
    found = life.last(Matched)
    if state(life) is State.REFUSED:
        return None if outcome is Outcome.REFUSED else No.NOT_NOW
    if state(life) is State.MATCHED:
        is_nobody = found is not None and not found.collections
        return None if is_nobody and outcome is Outcome.NOTHING_HELD else No.NOT_NOW
    return No.SOMEBODY_FOUND if outcome is Outcome.NOTHING_HELD and found and found.collections else None

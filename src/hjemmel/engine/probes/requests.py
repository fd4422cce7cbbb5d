"""Requests about rights: answered in time, received in every way that is promised, and never before it is known who asks.

The days are counted here from the steps themselves, and not with the clock that the inbox goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hjemmel.core.calendar import is_working_day
from hjemmel.core.declaration.promises import AnsweredProbe, VerifiedProbe, WaysProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.request import (
    Closed,
    Delivered,
    Executed,
    Extended,
    IdentityProven,
    Life,
    Matched,
    Method,
    Noticed,
    Opened,
    Outcome,
    Received,
    TakenBack,
    WhyClosed,
)
from hjemmel.core.request.steps import Answered, Drafted

from .sight import Sight, nothing, unproved
from .words import in_en, in_nb

MONTH, THREE_MONTHS = Period(months=1), Period(months=3)
SOON = timedelta(days=2)
"""An open request whose last day is so near is a risk."""
SAYS_NO = ("objection", "withdrawal")
"""Rights by which nothing is released and nothing is changed but that a use ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One request, as it counts."""

    life: Life
    came: Received | Drafted
    last: date
    answered_on: date | None
    ended_on: date | None
    """The day that somebody stopped waiting: answered, taken back, or laid aside."""

    def is_late(self, today: date) -> bool:
        return (self.ended_on or today) > self.last

    def is_due_soon(self, today: date) -> bool:
        return self.ended_on is None and today <= self.last <= today + SOON


def answered(probe: AnsweredProbe, sight: Sight) -> Measurement:
    """Cases are the answers that were sent. One that is late, or has not been sent when its day has passed, is a breach."""
    today = local_day(sight.now, sight.map.zone)
    cases = _cases(sight, probe.rights, probe.over)
    given = [one for one in cases if one.answered_on]
    late = [one for one in cases if one.is_late(today)]
    soon = [one for one in cases if one.is_due_soon(today)]
    longest = max(
        ((one.answered_on - one.came.received_on).days for one in given if one.answered_on), default=0
    )
    waiting = sum(one.ended_on is None for one in cases)
    seen = Measurement(
        at=sight.now,
        cases=len(given),
        breaches=len(late),
        seen_nb=f"Besvart: {in_nb(len(given))}. Lengste tid: {_days_nb(longest)}. Venter: {in_nb(waiting)}."
        f" Etter fristen: {in_nb(len(late))}.",
        seen_en=f"Answered: {in_en(len(given))}. Longest: {_days_en(longest)}. Waiting: {in_en(waiting)}."
        f" After the last day: {in_en(len(late))}.",
    )
    return unproved(_with_risk(seen, soon), probe.unproved)


def ways(probe: WaysProbe, sight: Sight) -> Measurement:
    """Each way that is promised (those the probe names, otherwise all that are offered) has had a request, none of them is late, and somebody got an answer. A way that nobody
    has used is not proved."""
    rights = sight.map.declaration.rights
    if rights is None:
        return nothing(sight, "Det er ikke sagt hvordan man kan spørre.", "It is not said how one may ask.")
    today = local_day(sight.now, sight.map.zone)
    counted = dict.fromkeys(probe.ways or rights.ways, 0)
    cases = [one for one in _cases(sight, probe.rights, probe.over) if one.came.way.value in counted]
    for one in cases:
        counted[one.came.way.value] += 1
    late = [one for one in cases if one.is_late(today)]
    unused = [way for way, number in counted.items() if not number]
    nb = "; ".join(f"{_WAYS[way][0]} {in_nb(number)}" for way, number in counted.items())
    en = "; ".join(f"{_WAYS[way][1]} {in_en(number)}" for way, number in counted.items())
    seen = Measurement(
        at=sight.now,
        cases=sum(one.answered_on is not None for one in cases),
        breaches=len(late),
        seen_nb=f"Henvendelser: {nb}. Etter fristen, regnet fra dagen de kom: {in_nb(len(late))}.",
        seen_en=f"Requests: {en}. After the last day, counted from the day they came: {in_en(len(late))}.",
        missing_nb=f"Ingen har spurt på denne måten ennå: {', '.join(_WAYS[way][0] for way in unused)}."
        if unused
        else "",
        missing_en=f"Nobody has asked in this way yet: {', '.join(_WAYS[way][1] for way in unused)}."
        if unused
        else "",
    )
    return _with_risk(seen, [one for one in cases if one.is_due_soon(today)])


def verified(probe: VerifiedProbe, sight: Sight) -> Measurement:
    """Cases are requests on which something was released or changed. Each needs a proof before that, of a declared kind,
    given for the rows that were found last."""
    check = sight.map.declaration.identity_check
    methods: set[str] = set(check.how) if check else {method.value for method in Method}
    cases = [
        one.life
        for one in _cases(sight, probe.rights, probe.over)
        if isinstance(one.came, Received)
        and one.came.right.value not in SAYS_NO
        and _first_release(one.life) is not None
    ]
    early = sum(not _is_proven_before(life, methods) for life in cases)
    seen = Measurement(
        at=sight.now,
        cases=len(cases),
        breaches=early,
        seen_nb=f"Henvendelser der noe ble gitt ut eller endret: {in_nb(len(cases))}."
        f" Før vi visste hvem som spurte: {in_nb(early)}.",
        seen_en=f"Requests on which something was released or changed: {in_en(len(cases))}."
        f" Before it was known who asked: {in_en(early)}.",
    )
    return unproved(seen, probe.unproved)


# ---- inside ------------------------------------------------------------------------------------------------


def _cases(sight: Sight, rights: Iterable[str], over: Period) -> list[_Case]:
    """The requests of that time. What was a request for nothing, and was laid aside in time, is none."""
    wanted, since = set(rights), cutoff(over, local_day(sight.now, sight.map.zone))
    found = (_case(life, sight) for life in sight.kept.requests)
    return [
        one
        for one in found
        if one and _counts(one) and _is_for(one, wanted) and (one.ended_on or date.max) > since
    ]


def _case(life: Life, sight: Sight) -> _Case | None:
    came = life.first(Received) or life.first(Drafted)
    if came is None:
        return None
    delivered = life.last(Delivered)
    aside = life.last(TakenBack) or life.last(Closed)
    answered_on = delivered.on if delivered else None
    return _Case(
        life=life,
        came=came,
        last=_last_day(life, came.received_on, sight),
        answered_on=answered_on,
        ended_on=answered_on or (local_day(aside.at, sight.map.zone) if aside else None),
    )


def _is_for(case: _Case, rights: set[str]) -> bool:
    """A draft that nobody has placed may be for any right, and its days run."""
    return not rights or case.came.right is None or case.came.right.value in rights


def _counts(case: _Case) -> bool:
    closed = case.life.last(Closed)
    is_none = closed is not None and closed.reason in (WhyClosed.NOT_A_REQUEST, WhyClosed.SAME_AS_ANOTHER)
    return not is_none or (case.ended_on or date.min) > case.last


def _last_day(life: Life, came: date, sight: Sight) -> date:
    rights = sight.map.declaration.rights
    first = _working(came + MONTH)
    if rights:
        first = min(first, came + rights.answer_within)
    extended, told = life.first(Extended), life.first(Noticed)
    if extended is None or told is None or told.on > first:
        return first
    later = _working(came + THREE_MONTHS)
    if rights and rights.extension:
        return min(later, came + rights.answer_within + rights.extension)
    return first if rights else later


def _working(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _first_release(life: Life) -> int | None:
    """Which step first gave something out or changed something. That nobody was found, and a refusal, release nothing."""
    for number, step in enumerate(life.steps):
        if isinstance(step, Executed | Opened):
            return number
        if isinstance(step, Delivered) and _says_something(life):
            return number
    return None


def _says_something(life: Life) -> bool:
    answer = life.last(Answered)
    return answer is None or answer.outcome in (Outcome.DONE, Outcome.PARTLY)


def _is_proven_before(life: Life, methods: set[str]) -> bool:
    release = _first_release(life)
    before = life.steps[:release]
    matched = max((number for number, step in enumerate(before) if isinstance(step, Matched)), default=-1)
    return any(
        isinstance(step, IdentityProven) and step.method.value in methods for step in before[matched + 1 :]
    )


def _with_risk(seen: Measurement, soon: list[_Case]) -> Measurement:
    if not soon:
        return seen
    day = min(one.last for one in soon)
    return replace(
        seen,
        risk_nb=f"Svarfristen er nær for {in_nb(len(soon))}. Den første går ut {Tongue('nb').date(day)}.",
        risk_en=f"The last day is near for {in_en(len(soon))}. The first one is {Tongue('en').date(day)}.",
    )


def _days_nb(days: int) -> str:
    return "1 dag" if days == 1 else f"{in_nb(days)} dager"


def _days_en(days: int) -> str:
    return "1 day" if days == 1 else f"{in_en(days)} days"


_WAYS = {
    "email": ("e-post", "e-mail"),
    "phone": ("telefon", "telephone"),
    "post": ("brev", "post"),
    "web": ("nettsiden", "the web site"),
    "in_person": ("oppmøte", "in person"),
}

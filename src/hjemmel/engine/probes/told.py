"""Recipients are told of what was erased, corrected or restricted (Art. 19): a promise about rights waits for what they say.

The plans that were carried out are counted from the requests themselves, so that one whose recipients nobody has looked for
is seen too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from hjemmel.core.declaration.promises import AnsweredProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.request import Executed
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.telling import NOBODY, Confirmed, Telling

from .sight import Sight
from .words import in_en, in_nb

_ONLY_READ = (Right.ACCESS, Right.PORTABILITY, Right.RECIPIENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A plan that was carried out, and everybody who is to be told of it."""

    last: date
    """The last day on which they may confirm."""
    told: tuple[Telling, ...]

    @property
    def waiting(self) -> tuple[Telling, ...]:
        return tuple(one for one in self.told if one.recipient != NOBODY and not one.last(Confirmed))


def with_recipients(seen: Measurement, probe: AnsweredProbe, sight: Sight) -> Measurement:
    """The same, and every recipient has confirmed. One who has not when the day has passed is a breach; one who still may is a
    risk, or leaves it unknown as long as nobody has confirmed anything."""
    within = probe.recipients_within
    if within is None:
        return seen
    today = local_day(sight.now, sight.map.zone)
    cases = list(_cases(probe, within, sight))
    late = sum(len(one.waiting) for one in cases if today > one.last)
    waiting = sum(len(one.waiting) for one in cases if today <= one.last)
    confirmed = sum(bool(telling.last(Confirmed)) for one in cases for telling in one.told)
    nb = (
        f"Mottakere som har bekreftet: {in_nb(confirmed)}. Venter: {in_nb(waiting)}. For sent: {in_nb(late)}."
    )
    en = f"Recipients who have confirmed: {in_en(confirmed)}. Waiting: {in_en(waiting)}. Too late: {in_en(late)}."
    found = replace(
        seen,
        breaches=seen.breaches + late,
        unknown=seen.unknown + sum(not one.told for one in cases),
        seen_nb=f"{seen.seen_nb} {nb}",
        seen_en=f"{seen.seen_en} {en}",
    )
    if not waiting:
        return found
    day = min(one.last for one in cases if one.waiting and today <= one.last)
    nb = "1 mottaker" if waiting == 1 else f"{in_nb(waiting)} mottakere"
    en = "1 recipient has" if waiting == 1 else f"{in_en(waiting)} recipients have"
    risk_nb = f"{nb} har ikke bekreftet. Første frist er {Tongue('nb').date(day)}."
    risk_en = f"{en} not confirmed. The first last day is {Tongue('en').date(day)}."
    if confirmed:
        return replace(
            found,
            risk_nb=f"{found.risk_nb} {risk_nb}".strip(),
            risk_en=f"{found.risk_en} {risk_en}".strip(),
        )
    return replace(
        found,
        missing_nb=f"{found.missing_nb} {risk_nb}".strip(),
        missing_en=f"{found.missing_en} {risk_en}".strip(),
    )


def _cases(probe: AnsweredProbe, within: Period, sight: Sight) -> Iterator[_Case]:
    """Plans of these rights that were carried out in that time; but those by which somebody only reads."""
    since = cutoff(probe.over, local_day(sight.now, sight.map.zone))
    for life in sight.kept.requests:
        executed, received = life.last(Executed), life.received
        if executed is None or received is None or received.right in _ONLY_READ:
            continue
        day = local_day(executed.at, sight.map.zone)
        if day > since and (not probe.rights or received.right.value in probe.rights):
            told = tuple(one for one in sight.kept.tellings if one.plan == executed.digest)
            yield _Case(last=day + within, told=told)

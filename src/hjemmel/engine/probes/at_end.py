"""Processors at the end: each that held something when a relationship or an agreement ended was instructed to erase it, and has
confirmed in time.

Who ought to have been is counted anew, from the sweeps that were carried out and the agreements, so that one whom nobody has
instructed is seen too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.promises import AtEndProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.sharing.agreement import roles_of
from hjemmel.core.sharing.at_end import ended_on, ends_people, name_of_end
from hjemmel.core.sharing.telling import Confirmed, Telling, Told

from .sight import Sight, nothing
from .words import in_en, in_nb


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    recipient: str
    ended: str
    """The sweep, or the name of the agreement's end."""
    last: date
    """The last day on which it may confirm."""


def at_end(probe: AtEndProbe, sight: Sight) -> Measurement:
    """Each processor of each thing that has ended is a case. One that confirmed too late, or has not and the day has passed, is a
    breach; one that still may is a risk, or leaves it unknown as long as nobody has confirmed anything."""
    today = local_day(sight.now, sight.map.zone)
    since = cutoff(probe.over, today)
    cases = [*_of_sweeps(sight, since), *_of_agreements(sight, since, today)]
    if not cases:
        return nothing(
            sight,
            "Ingen databehandler har hatt noe å slette fordi et forhold eller en avtale er slutt.",
            "No processor has had anything to erase because a relationship or an agreement has ended.",
        )
    known = {(one.recipient, one.plan): one for one in sight.kept.tellings if not one.request}
    told = [(case, known.get((case.recipient, case.ended))) for case in cases]
    confirmed = sum(_confirmed(one, sight) is not None for _, one in told)
    waiting = [case for case, one in told if _confirmed(one, sight) is None and today <= case.last]
    late = sum((_confirmed(one, sight) or today) > case.last for case, one in told)
    silent = sum(one is None or not (one.first(Told) or one.last(Confirmed)) for _, one in told)
    seen = Measurement(
        at=sight.now,
        cases=len(cases),
        breaches=late,
        observed=sight.observed,
        seen_nb=f"Databehandlere som skulle slette: {in_nb(len(cases))}. Har bekreftet: {in_nb(confirmed)}. Venter:"
        f" {in_nb(len(waiting))}. For sent: {in_nb(late)}. Har ikke fått noe pålegg: {in_nb(silent)}.",
        seen_en=f"Processors that were to erase: {in_en(len(cases))}. Have confirmed: {in_en(confirmed)}. Waiting:"
        f" {in_en(len(waiting))}. Too late: {in_en(late)}. Were not instructed: {in_en(silent)}.",
    )
    return _waited_for(seen, waiting, confirmed)


def _waited_for(seen: Measurement, waiting: list[_Case], confirmed: int) -> Measurement:
    if not waiting:
        return seen
    day = min(one.last for one in waiting)
    nb = "1 databehandler" if len(waiting) == 1 else f"{in_nb(len(waiting))} databehandlere"
    en = "1 processor has" if len(waiting) == 1 else f"{in_en(len(waiting))} processors have"
    said_nb = f"{nb} har ikke bekreftet. Første frist er {Tongue('nb').date(day)}."
    said_en = f"{en} not confirmed. The first last day is {Tongue('en').date(day)}."
    if confirmed:
        return replace(seen, risk_nb=said_nb, risk_en=said_en)
    return replace(seen, missing_nb=said_nb, missing_en=said_en)


def _of_sweeps(sight: Sight, since: date) -> Iterator[_Case]:
    for sweep in sight.kept.sweeps:
        if sweep.day > since and ends_people(sight.map, sweep.collections):
            where = set(sweep.collections)
            systems = {name.partition(".")[0] for name in where}
            runners = {one.run_by for name, one in sight.map.declaration.systems.items() if name in systems}
            for name in _processors(sight.map):
                if name not in runners and where & _places(sight.map, name):
                    yield _Case(recipient=name, ended=sweep.digest, last=_last(sight.map, name, sweep.day))


def _of_agreements(sight: Sight, since: date, today: date) -> Iterator[_Case]:
    kept = {one.recipient: one for one in sight.kept.agreements}
    for name in _processors(sight.map):
        day = ended_on(sight.map, name, kept.get(name), today)
        if day is not None and day > since and _places(sight.map, name, but_by_law=True):
            # The day after its last is the first on which it has ended.
            yield _Case(
                recipient=name, ended=name_of_end(day), last=_last(sight.map, name, day + timedelta(days=1))
            )


def _processors(data_map: DataMap) -> list[str]:
    """Those who have said that they erase at the end, and by when."""
    return [name for name, one in data_map.declaration.recipients.items() if one.at_end]


def _places(data_map: DataMap, recipient: str, *, but_by_law: bool = False) -> set[str]:
    """Where the data stands that it handles for us."""
    declared = data_map.declaration.recipients[recipient]
    return {
        line.collection
        for purpose in data_map.purposes.values()
        if recipient in purpose.declared.recipients
        and roles_of(declared, purpose.name) & {"processor", "joint_controller"}
        for line in purpose.lines
        if not (but_by_law and line.law)
    }


def _last(data_map: DataMap, recipient: str, day: date) -> date:
    at_end = data_map.declaration.recipients[recipient].at_end
    return day + at_end.confirm_within if at_end else day


def _confirmed(telling: Telling | None, sight: Sight) -> date | None:
    step = telling.last(Confirmed) if telling else None
    return local_day(step.at, sight.map.zone) if step else None

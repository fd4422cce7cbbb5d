"""Major changes of the statement: everybody whom one concerned was told by the last day for it.

How far the telling had come is what was seen when it was last looked at, each hour while somebody was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hjemmel.core.declaration.promises import ChangesToldProbe
from hjemmel.core.mail.change_run import ChangeToTell
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement

from .sight import Sight, nothing
from .words import in_en, in_nb


def changes_told(probe: ChangesToldProbe, sight: Sight) -> Measurement:
    """Each version that changed something major is a case. One of which somebody had not been told when the last day was over is
    a breach, also when they were told later; as long as the day has not passed, those left are a risk."""
    today = local_day(sight.now, sight.map.zone)
    found = [one for one in sight.kept.changes if one.applies_on > cutoff(probe.over, today)]
    cases = [one for one in found if one.run is not None]
    unseen = len(found) - len(cases)
    if not found:
        return nothing(
            sight,
            "Ingen vesentlig endring av erklæringen er publisert.",
            "No major change of the statement has been published.",
        )
    late = [one for one in cases if _is_late(one, sight)]
    waiting = [one for one in cases if one not in late and one.run and one.run.left]
    concerned = sum(one.run.concerned for one in cases if one.run)
    left = sum(one.run.left for one in cases if one.run)
    unreachable = sum(one.unreachable for one in cases)
    seen = Measurement(
        at=sight.now,
        cases=len(found),
        breaches=len(late),
        unknown=unseen,
        observed=sight.observed,
        seen_nb=f"Vesentlige endringer: {in_nb(len(found))}. Personer det gjaldt: {in_nb(concerned)}. Ikke varslet ennå: {in_nb(left)}. Uten noen adresse: {in_nb(unreachable)}."
        f" Ikke varslet i tide: {in_nb(len(late))} endringer. Ingen har sett etter: {in_nb(unseen)}.",
        seen_en=f"Major changes: {in_en(len(found))}. People whom they concerned: {in_en(concerned)}. Not told yet: {in_en(left)}. Without any address: {in_en(unreachable)}."
        f" Not told in time: {in_en(len(late))} changes. Nobody has looked: {in_en(unseen)}.",
    )
    return _waited_for(seen, waiting)


def _is_late(one: ChangeToTell, sight: Sight) -> bool:
    run = one.run
    assert run is not None
    if run.complete_at is not None:
        return local_day(run.complete_at, sight.map.zone) > one.tell_by
    return local_day(sight.now, sight.map.zone) > one.tell_by


def _waited_for(seen: Measurement, waiting: Sequence[ChangeToTell]) -> Measurement:
    if not waiting:
        return seen
    day, left = min(one.tell_by for one in waiting), sum(one.run.left for one in waiting if one.run)
    nb = "1 person er" if left == 1 else f"{in_nb(left)} personer er"
    en = "1 person has" if left == 1 else f"{in_en(left)} people have"
    return replace(
        seen,
        risk_nb=f"{nb} ikke varslet om en endring. Siste dag er {Tongue('nb').date(day)}.",
        risk_en=f"{en} not been told of a change. The last day is {Tongue('en').date(day)}.",
    )

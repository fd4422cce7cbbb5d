"""Contact data that nobody has confirmed for the declared time: a promise about rights may wait for that too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hjemmel.core.datamap import Trace
from hjemmel.core.declaration.promises import AnsweredProbe
from hjemmel.core.declaration.traces import ContactDataTrace
from hjemmel.core.moment import Day, local_day, read_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.promise import Measurement
from hjemmel.core.tasks.contact_data import Ages, ages

from .sight import Sight
from .words import in_en, in_nb


def with_contact_data(seen: Measurement, probe: AnsweredProbe, sight: Sight) -> Measurement:
    """The same, and no contact data has been outdated for longer than said. One that still may be confirmed is a risk."""
    within = probe.outdated_within
    if within is None:
        return seen
    traces = sight.traces(ContactDataTrace)
    today = local_day(sight.now, sight.map.zone)
    found = [_ages(one, sight) for one in traces if one.collection.partition(".")[0] in sight.observed]
    days = [day for one in found for day in one.outdated]
    late = sum(day + within <= today for day in days)
    nb = f"Rader med kontaktopplysninger: {in_nb(sum(one.rows for one in found))}. Ubekreftet for lenge: {in_nb(len(days))}."
    en = f"Rows with contact data: {in_en(sum(one.rows for one in found))}. Unconfirmed for too long: {in_en(len(days))}."
    more = replace(
        seen,
        breaches=seen.breaches + late,
        unknown=seen.unknown + sum(one.untold for one in found),
        in_scope=seen.in_scope | {one.collection.partition(".")[0] for one in traces},
        observed=seen.observed | sight.observed,
        seen_nb=f"{seen.seen_nb} {nb}",
        seen_en=f"{seen.seen_en} {en}",
    )
    if not days:
        return more
    day = min(days) + within
    return replace(
        more,
        risk_nb=f"{more.risk_nb} {nb} Det må være ordnet {Tongue('nb').date(day)}.".strip(),
        risk_en=f"{more.risk_en} {en} It must be settled on {Tongue('en').date(day)}.".strip(),
    )


def _ages(trace: Trace, sight: Sight) -> Ages:
    told = trace.meaning
    assert isinstance(told, ContactDataTrace)
    return ages(_rows(trace, told, sight), told.every, local_day(sight.now, sight.map.zone))


def _rows(trace: Trace, told: ContactDataTrace, sight: Sight) -> Iterator[tuple[bool, list[Day]]]:
    shape = sight.map.collections[trace.collection].shape

    def day(row: Mapping[str, object], column: str) -> Day:
        return read_day(row[column], shape.zone_of(column), shape.home_zone)

    for row in sight.read(trace.collection, [*told.of, *told.confirmed]):
        yield (
            any(row[column] not in (None, "") for column in told.of),
            [day(row, column) for column in told.confirmed],
        )

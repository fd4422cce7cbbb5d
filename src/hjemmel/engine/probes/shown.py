"""New customers were shown the statement: each has a version noted from the day they came. A notice, and no consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hjemmel.connectors.values import scalar
from hjemmel.core.declaration.promises import ShownProbe
from hjemmel.core.moment import local_day, read_day
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.selection import Scalar

from .sight import Sight
from .words import in_en, in_nb

SAME_DAY: Final = timedelta(days=1)
"""Clocks of two tables may stand on each side of midnight."""


@dataclass(frozen=True, slots=True)
class _Shown:
    day: date
    version: int | None


def shown(probe: ShownProbe, sight: Sight) -> Measurement:
    """Cases are those who came in that time. A breach is one without a version of ours noted by the day they came."""
    systems = frozenset(name.partition(".")[0] for name in (probe.people, probe.notices))
    if not systems <= sight.observed:
        return Measurement(at=sight.now, cases=0, breaches=0, in_scope=systems, observed=sight.observed)
    noted = _noted(probe, sight)
    newest = sight.published.declaration.statement.version if sight.published else 0
    since = cutoff(probe.over, local_day(sight.now, sight.map.zone))
    came = lacking = strange = 0
    for person, day in _came(probe, sight, since):
        came += 1
        found = [one for one in noted.get(person, ()) if one.day <= day + SAME_DAY]
        lacking += not found
        strange += bool(found) and all(not 1 <= (one.version or 0) <= newest for one in found)
    return Measurement(
        at=sight.now,
        cases=came,
        breaches=lacking + strange,
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Nye kunder: {in_nb(came)}. Uten at det er notert hvilken utgave de fikk se: {in_nb(lacking)}."
        f" Med en utgave som aldri er publisert: {in_nb(strange)}.",
        seen_en=f"New customers: {in_en(came)}. Without a note of which version they were shown: {in_en(lacking)}."
        f" With a version that was never published: {in_en(strange)}.",
    )


def _came(probe: ShownProbe, sight: Sight, since: date) -> list[tuple[Scalar, date]]:
    """Who became a customer in that time, with the day."""
    (key,) = sight.map.collections[probe.people].shape.key
    found = []
    for row in sight.read(probe.people, [key, probe.came, *probe.only]):
        day = _day(sight, probe.people, probe.came, row)
        is_one = all(str(row[column]) in values for column, values in probe.only.items())
        if is_one and day is not None and day > since:
            found.append((scalar(row[key]), day))
    return found


def _noted(probe: ShownProbe, sight: Sight) -> dict[Scalar, list[_Shown]]:
    found: dict[Scalar, list[_Shown]] = {}
    for row in sight.read(probe.notices, [probe.whose, probe.version, probe.at]):
        day, version = _day(sight, probe.notices, probe.at, row), str(row[probe.version])
        if day is not None:
            seen = _Shown(day, int(version) if version.isdecimal() else None)
            found.setdefault(scalar(row[probe.whose]), []).append(seen)
    return found


def _day(sight: Sight, collection: str, column: str, row: Mapping[str, object]) -> date | None:
    shape = sight.map.collections[collection].shape
    day = read_day(row[column], shape.zone_of(column), shape.home_zone)
    return day if isinstance(day, date) else None

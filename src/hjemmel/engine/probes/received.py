"""What came from others: bought lists that were washed first, and what came unasked and was decided on in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from hjemmel.core.calendar import is_working_day
from hjemmel.core.datamap import Trace
from hjemmel.core.declaration.promises import BoughtListsProbe, TriageProbe
from hjemmel.core.declaration.traces import OriginTrace, WashTrace
from hjemmel.core.grounds.explain import State
from hjemmel.core.intake.bought_list import ListTaken
from hjemmel.core.intake.triage import Decision, Triaged
from hjemmel.core.moment import Day, local_day, read_day
from hjemmel.core.period import Period
from hjemmel.core.promise import Measurement

from .sight import Sight, covered, nothing, systems_of, unproved
from .words import in_en, in_nb

Row = Mapping[str, object]
MONTH = Period(months=1)


def bought_lists(probe: BoughtListsProbe, sight: Sight) -> Measurement:
    """Lists without vendor or wash, names from such lists or from none, and names that should be gone."""
    traces = [trace for trace in sight.traces(WashTrace) if isinstance(trace.meaning, WashTrace)]
    names = [pair for trace in traces for pair in _names_of(trace, sight)]
    groups = covered(sight.map, probe.purposes, ()) if probe.purposes else []
    if not traces and not sight.kept.lists:
        return nothing(
            sight, "Ingen liste er kjøpt gjennom Hjemmel.", "No list has been bought through Hjemmel."
        )
    lists = faulty = loose = people = untold = 0
    for trace in traces:
        if trace.collection.partition(".")[0] not in sight.observed:
            continue
        washed = dict(_washed(trace, sight))
        lists += len(washed)
        faulty += sum(day is None for day in washed.values())
        for collection, columns, origin in names:
            for row in sight.read(collection, [*columns, *(column for _, column in origin.columns())]):
                people += 1
                key = tuple(str(row[column]) for column in columns)
                received = _day(sight, collection, origin.received, row)
                loose += not _washed_first(washed.get(key), received)
                untold += _is_untold(sight, collection, origin, row, received)
    kept_faulty = sum(not _is_whole(one) for one in sight.kept.lists)
    due = sum(tally.count(State.DUE) for tally in sight.census.of(groups))
    unsure = sum(tally.count(State.UNKNOWN) for tally in sight.census.of(groups))
    lists, faulty = lists + len(sight.kept.lists), faulty + kept_faulty
    seen = Measurement(
        at=sight.now,
        cases=lists,
        breaches=faulty + loose + untold + due,
        unknown=unsure,
        in_scope=systems_of(groups) | {trace.collection.partition(".")[0] for trace in traces},
        observed=sight.observed,
        seen_nb=f"Lister lest: {in_nb(lists)}. Uten leverandør eller vask: {in_nb(faulty)}. Navn lest: {in_nb(people)}."
        f" Tatt inn uten at lista var vasket først: {in_nb(loose)}. Ikke varslet i tide: {in_nb(untold)}."
        + (f" Opplysninger som skulle vært slettet: {in_nb(due)}." if groups else ""),
        seen_en=f"Lists read: {in_en(lists)}. Without a vendor or a wash: {in_en(faulty)}. Names read: {in_en(people)}."
        f" Taken in before their list was washed: {in_en(loose)}. Not told in time: {in_en(untold)}."
        + (f" Data that should have been erased: {in_en(due)}." if groups else ""),
    )
    return replace(seen, missing_nb=probe.needs.nb, missing_en=probe.needs.en) if probe.needs else seen


def _names_of(trace: Trace, sight: Sight) -> Iterator[tuple[str, tuple[str, ...], OriginTrace]]:
    """The tables of names that refer to the lists: (collection, reference, where its rows come from)."""
    origins = {
        one.collection: one.meaning
        for one in sight.traces(OriginTrace)
        if isinstance(one.meaning, OriginTrace)
    }
    for child, hop in sight.map.children_of(trace.collection):
        if child.name in origins and child.system in sight.observed:
            yield child.name, hop.columns, origins[child.name]


def _washed(trace: Trace, sight: Sight) -> Iterator[tuple[tuple[str, ...], date | None]]:
    """From the key of each list to the day it was washed; None if that, or who sold it, can't be told."""
    assert isinstance(trace.meaning, WashTrace)
    told, key = trace.meaning, sight.map.collections[trace.collection].shape.key
    for row in sight.read(trace.collection, [*key, told.vendor, told.washed, told.rows_in, told.rows_out]):
        day = _day(sight, trace.collection, told.washed, row)
        vendor = str(row[told.vendor] or "").strip()
        grew = _number(row[told.rows_out]) > _number(row[told.rows_in])
        yield (
            tuple(str(row[column]) for column in key),
            day if vendor and isinstance(day, date) and not grew else None,
        )


def _washed_first(washed: date | None, received: Day) -> bool:
    return washed is not None and isinstance(received, date) and washed <= received


def _is_untold(sight: Sight, collection: str, origin: OriginTrace, row: Row, received: Day) -> bool:
    """Not told within a month of the day the name came."""
    told = _day(sight, collection, origin.told, row) if origin.told else None
    last = received + MONTH if isinstance(received, date) else None
    by = told if isinstance(told, date) else local_day(sight.now, sight.map.zone)
    return last is not None and by > last


def _day(sight: Sight, collection: str, column: str, row: Row) -> Day:
    shape = sight.map.collections[collection].shape
    return read_day(row[column], shape.zone_of(column), shape.home_zone)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _is_whole(one: ListTaken) -> bool:
    told = one.bought
    washed = told.register_of is not None and told.register_of <= one.taken_on
    return bool(told.vendor.strip() and told.basis.strip() and washed and one.adds_up)


def triage(probe: TriageProbe, sight: Sight) -> Measurement:
    """Each piece was decided on in time, and what was kept names its law. Working days are counted here one by one."""
    today = local_day(sight.now, sight.map.zone)
    late = sum(_working_days(one, today) > probe.working_days for one in sight.kept.triaged)
    lawless = sum(one.decision is Decision.KEPT_BY_LAW and not one.law.strip() for one in sight.kept.triaged)
    waiting = sum(one.decision is None for one in sight.kept.triaged)
    seen = Measurement(
        at=sight.now,
        cases=len(sight.kept.triaged),
        breaches=late + lawless,
        seen_nb=f"Kommet uten at vi ba om det: {in_nb(len(sight.kept.triaged))}. Venter: {in_nb(waiting)}."
        f" Ikke avgjort i tide: {in_nb(late)}. Beholdt uten at loven er nevnt: {in_nb(lawless)}.",
        seen_en=f"Came without our asking: {in_en(len(sight.kept.triaged))}. Waiting: {in_en(waiting)}."
        f" Not decided on in time: {in_en(late)}. Kept without a law: {in_en(lawless)}.",
    )
    return unproved(seen, probe.unproved)


def _working_days(one: Triaged, today: date) -> int:
    """How many working days it lay, not counting the one it came on."""
    last = (one.decided_on or today).toordinal()
    days = range(one.received_on.toordinal() + 1, last + 1)
    return sum(is_working_day(date.fromordinal(day)) for day in days)

"""Figures without persons: no group is smaller than was said, and no pseudonym is somebody's name or address."""

from __future__ import annotations

from collections.abc import Iterator

from hjemmel.core.datamap import DataMap, Trace
from hjemmel.core.declaration.inside import GroupTrace
from hjemmel.core.declaration.promises import ExtractsProbe
from hjemmel.core.figures.groups import USUAL_SMALLEST
from hjemmel.core.promise import Measurement

from .sight import Sight, nothing, unproved
from .words import in_en, in_nb


def extracts(probe: ExtractsProbe, sight: Sight) -> Measurement:
    """Each extract that was made and each group in a table is a case."""
    made = [one for one in sight.kept.extracts if not probe.purposes or one.purpose in probe.purposes]
    small = sum(one.groups > 0 and one.fewest < _smallest(sight.map, one.purpose) for one in made)
    groups, too_small, unknown = 0, 0, 0
    traces = [trace for trace in sight.traces(GroupTrace) if _is_asked(sight.map, probe, trace)]
    for size in _sizes(sight, traces):
        groups += 1
        unknown += size is None
        too_small += size is not None and size < _smallest(sight.map, *probe.purposes)
    known, systems = _recognised(sight, traces)
    if not made and not groups and not known and systems <= sight.observed:
        return nothing(
            sight,
            "Ingen tall er hentet ut og ingen grupper er laget ennå.",
            "No figures and no groups have been made yet.",
        )
    seen = Measurement(
        at=sight.now,
        cases=len(made) + groups,
        breaches=small + too_small + known,
        unknown=unknown,
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Uttrekk lest: {in_nb(len(made))}. Grupper lest: {in_nb(groups)}. Mindre enn vi har lovet:"
        f" {in_nb(small + too_small)}.{_known_nb(known)}",
        seen_en=f"Extracts read: {in_en(len(made))}. Groups read: {in_en(groups)}. Smaller than we have promised:"
        f" {in_en(small + too_small)}.{_known_en(known)}",
    )
    return unproved(seen, probe.unproved)


def _smallest(data_map: DataMap, *purposes: str) -> int:
    """What the declaration says, for marketing and for these purposes; the strictest."""
    said = [
        data_map.purposes[name].declared.aggregated_from for name in purposes if name in data_map.purposes
    ]
    said.append(data_map.declaration.marketing.smallest_group)
    return max((number for number in said if number), default=USUAL_SMALLEST)


def _is_asked(data_map: DataMap, probe: ExtractsProbe, trace: Trace) -> bool:
    """Whether the promise is about the table: one of the purposes keeps it, or it is about no purpose in particular."""
    if not probe.purposes:
        return True
    return any(line.purpose in probe.purposes for line in data_map.lines_of(trace.collection))


def _sizes(sight: Sight, traces: list[Trace]) -> Iterator[int | None]:
    """How many people each group has; None where no whole number says so."""
    for trace in traces:
        size = trace.meaning.size if isinstance(trace.meaning, GroupTrace) else None
        if size and trace.collection.partition(".")[0] in sight.observed:
            for row in sight.read(trace.collection, [size]):
                value = row[size]
                yield value if isinstance(value, int) and not isinstance(value, bool) else None


def _recognised(sight: Sight, traces: list[Trace]) -> tuple[int, frozenset[str]]:
    """How many pseudonyms are what somebody is known by in clear, and the systems that were looked into."""
    systems = {trace.collection.partition(".")[0] for trace in traces}
    pseudonyms: set[str] = set()
    for trace in traces:
        column = trace.meaning.person if isinstance(trace.meaning, GroupTrace) else None
        if column and trace.collection.partition(".")[0] in sight.observed:
            pseudonyms.update(_compared(row[column]) for row in sight.read(trace.collection, [column]))
    pseudonyms.discard("")
    if not pseudonyms:
        return 0, frozenset(systems)
    found: set[str] = set()
    for collection in sight.map.collections.values():
        columns = sorted(collection.identity_columns)
        if not columns:
            continue
        systems.add(collection.system)
        if collection.system in sight.observed:
            for row in sight.read(collection.name, columns):
                found.update(pseudonyms & {_compared(row[column]) for column in columns})
    return len(found), frozenset(systems)


def _compared(value: object) -> str:
    return "" if value is None else str(value).strip().casefold()


def _known_nb(known: int) -> str:
    return f" Pseudonymer som er et navn eller en adresse vi kjenner: {in_nb(known)}." if known else ""


def _known_en(known: int) -> str:
    return f" Pseudonyms that are a name or an address that we know: {in_en(known)}." if known else ""

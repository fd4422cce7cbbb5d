"""Drift: where what the systems really have differs from what the file says. Nothing is decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from .datamap import Collection, DataMap
from .observation import CollectionSeen, Observation, ReferenceSeen


class Difference(Enum):
    """What is wrong, as the office says it."""

    UNDECLARED_TABLE = "undeclared table"
    UNDECLARED_COLUMN = "undeclared column"
    DENIED_COLUMN = "denied column"
    MISSING_TABLE = "missing table"
    MISSING_COLUMN = "missing column"
    OTHER_KEY = "other key"
    NO_PURPOSE = "no purpose"
    NO_SECURITY_CLASS = "no security class"
    NO_ROOM_FOR_BLANK = "no room for the blank"
    UNDECLARED_REFERENCE = "undeclared reference"


STOPS = frozenset((Difference.MISSING_TABLE, Difference.MISSING_COLUMN, Difference.OTHER_KEY))
"""With these, nothing can be decided about the system: it counts as not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifting:
    """One difference. `column` is empty for a whole table."""

    kind: Difference
    system: str
    table: str
    column: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        return ".".join(part for part in (self.system, self.table, self.column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    differences: tuple[Drifting, ...]
    columns_seen: int
    columns_placed: int
    """Columns with a category (or the reason why they need none), a purpose and a security class."""
    systems: frozenset[str]
    """Systems that were observed."""
    unreached: tuple[str, ...] = ()

    @property
    def undeclared(self) -> tuple[str, ...]:
        kinds = (Difference.UNDECLARED_TABLE, Difference.UNDECLARED_COLUMN, Difference.DENIED_COLUMN)
        return tuple(found.name for found in self.differences if found.kind in kinds)

    @property
    def missing(self) -> tuple[str, ...]:
        kinds = (Difference.MISSING_TABLE, Difference.MISSING_COLUMN)
        return tuple(found.name for found in self.differences if found.kind in kinds)


def drift(data_map: DataMap, seen: Iterable[Observation], unreached: Iterable[str] = ()) -> Drift:
    """Compare the map with what was observed, column by column."""
    observations = {observation.system: observation for observation in seen}
    found: list[Drifting] = []
    columns = 0
    for system, observation in observations.items():
        declared = _by_table(data_map, system)
        denied = frozenset(data_map.declaration.systems[system].denied_columns)
        for table in observation.collections:
            columns += len(table.columns)
            for part in declared.get(table.name, (None,)):
                found += _table(system, table, part, denied, data_map)
        tables = {table.name for table in observation.collections}
        for name, parts in declared.items():
            if name not in tables:
                found.append(_difference(Difference.MISSING_TABLE, system, name, "", parts[0]))
    unplaced = len({(one.system, one.table, one.column) for one in found if one.kind in _UNPLACED})
    return Drift(
        differences=tuple(dict.fromkeys(found)),
        columns_seen=columns,
        columns_placed=columns - unplaced,
        systems=frozenset(observations),
        unreached=tuple(unreached),
    )


def _by_table(data_map: DataMap, system: str) -> dict[str, tuple[Collection, ...]]:
    """A table may be declared in parts."""
    found: dict[str, tuple[Collection, ...]] = {}
    for collection in data_map.in_system(system):
        found[collection.shape.table] = (*found.get(collection.shape.table, ()), collection)
    return found


_UNPLACED = (
    Difference.UNDECLARED_COLUMN,
    Difference.DENIED_COLUMN,
    Difference.NO_PURPOSE,
    Difference.NO_SECURITY_CLASS,
)


def _table(
    system: str, table: CollectionSeen, declared: Collection | None, denied: frozenset[str], data_map: DataMap
) -> Iterator[Drifting]:
    if declared is None:
        yield Drifting(kind=Difference.UNDECLARED_TABLE, system=system, table=table.name)
    for column in table.columns:
        group = declared.group_of(column.name) if declared else None
        if column.name in denied:
            yield _difference(Difference.DENIED_COLUMN, system, table.name, column.name, declared)
        elif group is None:
            yield _difference(Difference.UNDECLARED_COLUMN, system, table.name, column.name, declared)
        elif group.is_personal and not _purposes(data_map, group.collection, group.category):
            yield _difference(Difference.NO_PURPOSE, system, table.name, column.name, declared)
        elif group.is_personal and group.security is None:
            yield _difference(Difference.NO_SECURITY_CLASS, system, table.name, column.name, declared)
    for reference in table.references:
        if _leads_to_persons(system, reference, declared, data_map):
            yield _difference(
                Difference.UNDECLARED_REFERENCE, system, table.name, ",".join(reference.columns), declared
            )
    if declared is not None:
        yield from _declared_parts(system, table, declared)


def _leads_to_persons(
    system: str, reference: ReferenceSeen, declared: Collection | None, data_map: DataMap
) -> bool:
    """The database knows that these rows hang on somebody's, and the file does not."""
    return any(
        one.shape.table == reference.target
        and any(group.is_personal for group in one.groups)
        and not is_declared(reference, declared, one)
        for one in data_map.in_system(system)
    )


def is_declared(reference: ReferenceSeen, child: Collection | None, parent: Collection) -> bool:
    """The file has the reference that the database has."""
    pairs = set(zip(reference.columns, reference.target_columns, strict=True))
    return child is not None and any(
        hop.parent == parent.name and set(zip(hop.columns, hop.theirs, strict=True)) == pairs
        for hop in child.hops
    )


def _declared_parts(system: str, table: CollectionSeen, declared: Collection) -> Iterator[Drifting]:
    there = {column.name: column for column in table.columns}
    for group in declared.groups:
        for name in group.columns:
            if name not in there:
                yield _difference(Difference.MISSING_COLUMN, system, table.name, name, declared)
            elif (
                group.is_personal
                and group.blank is None
                and not there[name].nullable
                and declared.mode.value == "act"
            ):
                yield _difference(Difference.NO_ROOM_FOR_BLANK, system, table.name, name, declared)
    if table.key and set(table.key) != set(declared.shape.key):
        yield _difference(Difference.OTHER_KEY, system, table.name, "", declared)


def _purposes(data_map: DataMap, collection: str, category: str) -> list[str]:
    return [line.purpose for line in data_map.lines_of(collection) if category in line.categories]


def purposes_of(data_map: DataMap) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The field-to-purpose matrix: (collection, column) -> purposes that keep it."""
    return {
        (name, column): tuple(dict.fromkeys(_purposes(data_map, name, group.category)))
        for name, collection in data_map.collections.items()
        for group in collection.groups
        for column in group.columns
    }


def _difference(
    kind: Difference, system: str, table: str, column: str, declared: Collection | None
) -> Drifting:
    line = declared.place.line if declared else 0
    return Drifting(kind=kind, system=system, table=table, column=column, line=line)

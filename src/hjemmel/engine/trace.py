"""Follows the references from a person's own rows to every row about the person, and tells the way to each.

What the database says refers to those rows, and the declaration does not know, is told too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from hjemmel.connectors.protocol import Failure
from hjemmel.core.datamap import Collection, DataMap
from hjemmel.core.drift import is_declared
from hjemmel.core.facts import About
from hjemmel.core.lineage import (
    BIRTH_DATE,
    Alike,
    Hanging,
    Identity,
    Shared,
    Trace,
    Traced,
    Way,
    by_home,
    reached,
    rows_by,
    rows_in,
    ways,
    ways_on,
)
from hjemmel.core.observation import CollectionSeen, Observation, ReferenceSeen
from hjemmel.core.selection import NONE, Scalar, Selection, Within, every, negate
from hjemmel.core.shape import undeclared

from .lookup import Homes, Lookup

Key = tuple[Scalar, ...]
SHOWN = 20
"""Keys told of each way."""
DEEPEST = 8
"""So many references that nobody has declared are followed, one after the other."""


@dataclass(frozen=True, slots=True)
class _Hangs:
    """A reference of the database to some rows."""

    table: CollectionSeen
    reference: ReferenceSeen
    rows: Selection
    declared: Collection | None


class Tracer:
    """One look, with what was just observed of the systems."""

    def __init__(self, look: Lookup, observations: Iterable[Observation]) -> None:
        self.look, self.map, self.resolver = look, look.map, look.resolver
        self.observations = [one for one in observations if one.system not in look.unreached]

    def trace(self, homes: Homes) -> Trace:
        """Every way to these persons' rows, in the systems that answer."""
        mine = [way for way in ways(self.map, homes) if self._reaches(way)]
        found = [traced for way in mine if (traced := self._traced(way, homes[way.home])).rows]
        people = tuple(About(collection=home, key=key) for home, keys in homes.items() for key in keys)
        return Trace(
            people=people,
            found=tuple(found),
            shared=tuple(self._shared(found, homes)),
            hanging=tuple(self._hanging(found, homes)),
            alike=self.alike(people),
            unreached=tuple(sorted(self.look.unreached)),
        )

    def alike(self, people: Sequence[About]) -> tuple[Alike, ...]:
        """Others who have the same e-mail address, phone number or number, or the same name and day of birth, as that
        is compared in their column. Whoever is the same person by declaration is no other."""
        if not people:
            return ()
        same = self._same(people)
        known = list(self._known_by(people))
        named = [one for one in known if one.kind in ("name", BIRTH_DATE)]
        told: dict[About, dict[str, None]] = {}
        for one in known:
            if one not in named:
                for about in self._who(self.look.homes((one,))):
                    told.setdefault(about, {})[one.kind] = None
        for about in self._namesakes(named):
            told.setdefault(about, {})["name"] = None
        return tuple(
            Alike(about=about, by=tuple(by))
            for about, by in told.items()
            if (about.collection, about.key) not in same
        )

    # -- one way

    def _traced(self, way: Way, own: Sequence[Key]) -> Traced:
        key = self.map.collections[way.collection].shape.key
        keys = self.resolver.find(rows_by(self.map, way, own), key)
        first = tuple(islice(keys, SHOWN))
        return Traced(way=way, rows=len(first) + sum(1 for _ in keys), keys=first)

    def _shared(self, found: Sequence[Traced], homes: Homes) -> Iterator[Shared]:
        for name in dict.fromkeys(one.way.collection for one in found):
            for path in ways_on(self.map, name):
                if any(self.map.collections[hop.parent].system in self.look.unreached for hop in path):
                    continue
                rows = rows_in(self.map, name, homes)
                for hop in path:
                    rows = Selection(hop.parent, Within(hop.theirs, rows, hop.columns))
                count = self.resolver.count(rows)
                if count:
                    yield Shared(path=path, rows=count)

    # -- what nobody has declared

    def _hanging(self, found: Sequence[Traced], homes: Homes) -> Iterator[Hanging]:
        names = dict.fromkeys(one.way.collection for one in found)
        for seen in self.observations:
            theirs = [self.map.collections[name] for name in names if name.partition(".")[0] == seen.system]
            for collection in theirs:
                start = rows_in(self.map, collection.name, homes)
                yield from self._hanging_on(seen, collection.shape.table, start, collection, homes, ())

    def _hanging_on(
        self,
        seen: Observation,
        table: str,
        rows: Selection,
        parent: Collection | None,
        homes: Homes,
        passed: tuple[str, ...],
    ) -> Iterator[Hanging]:
        for one in _references_to(self.map, seen, table, rows, parent):
            count = self._counted(one, homes)
            if count == 0 or one.table.name in passed:
                continue
            yield Hanging(
                system=seen.system,
                table=one.table.name,
                columns=one.reference.columns,
                on=table,
                rows=count,
                line=one.declared.place.line if one.declared else 0,
            )
            if one.declared is None and len(passed) < DEEPEST:
                longer = (*passed, one.table.name)
                yield from self._hanging_on(seen, one.table.name, one.rows, None, homes, longer)

    def _counted(self, one: _Hangs, homes: Homes) -> int | None:
        """Without the rows that are the person's by a declared way. None: they can't be counted."""
        rows = one.rows
        if one.declared is not None:
            known = rows_in(self.map, one.declared.name, homes).where
            rows = replace(rows, where=every(rows.where, negate(known)) if known != NONE else rows.where)
        try:
            return self.resolver.count(rows)
        except Failure:
            return None

    # -- who may be the same

    def _same(self, people: Sequence[About]) -> set[tuple[str, Key]]:
        """Own rows that declared matches draw together with these."""
        found: set[tuple[str, Key]] = set()
        for home, keys in by_home(people).items():
            found.update((home, key) for key in keys)
            whose = self.map.collections[home].whose
            if whose.or_own:
                above = self.look.gatherer.above(home, keys, whose.path)
                found.update((whose.home, key) for several in above.values() for key in several)
            for name, other in self.map.collections.items():
                way = Way(name, home, other.whose.path, ())
                if other.whose.or_own and other.whose.home == home and self._reaches(way):
                    matched = self.resolver.find(rows_by(self.map, way, keys), other.shape.key)
                    found.update((name, key) for key in matched)
        return found

    def _reaches(self, way: Way) -> bool:
        return reached(self.map, way, self.look.unreached)

    def _known_by(self, people: Sequence[About]) -> Iterator[Identity]:
        """What stands on the own rows that the people can be known by."""
        rows = self.look.gatherer.alone(by_home(people))
        for about in people:
            collection = self.map.collections[about.collection]
            for row in rows.of(about.collection):
                if rows.key(about.collection, row) != about.key:
                    continue
                for known in collection.known_by:
                    group = collection.group_of(known.column)
                    blank = group.blank if group else None
                    value = row[known.column]
                    if not rows.is_blank(about.collection, value, blank, row) and str(value).strip():
                        yield Identity(str(value), known.kind)

    def _namesakes(self, known: Sequence[Identity]) -> Iterator[About]:
        """Those with the same name and the same day of birth."""
        born = [one for one in known if one.kind == BIRTH_DATE]
        names = [one for one in known if one.kind == "name"]
        if born and names:
            by_name = set(self._who(self.look.homes(names)))
            yield from (about for about in self._who(self.look.homes(born)) if about in by_name)

    def _who(self, homes: Homes) -> Iterator[About]:
        return (About(collection=home, key=key) for home, keys in homes.items() for key in keys)


def _references_to(
    data_map: DataMap, seen: Observation, table: str, rows: Selection, parent: Collection | None
) -> Iterator[_Hangs]:
    """Those of the database that the declaration does not have."""
    for child in seen.collections:
        parts = [one for one in data_map.in_system(seen.system) if one.shape.table == child.name]
        known = parts[0] if parts else None
        for reference in child.references:
            if reference.target != table:
                continue
            if parent and any(is_declared(reference, one, parent) for one in parts):
                continue
            name = known.name if known else undeclared(seen.system, child.name)
            hangs = Within(reference.columns, rows, reference.target_columns)
            yield _Hangs(child, reference, Selection(name, hangs), known)

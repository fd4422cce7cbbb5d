"""Asks permission for people in the company's systems: reads what the answers rest on, and no more.

A list is read in parts, so that memory stays bounded. Everybody with the same address is read too, for an address that
several have identifies nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import ColumnRef, DataMap
from hjemmel.core.facts import About, AddressKind, Facts
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.permission import Decision, Marker, Message, Permission
from hjemmel.core.permission.address import KIND_OF
from hjemmel.core.selection import EVERY, OneOf, Scalar, Selection, any_of

from .gather import Gatherer
from .house import House
from .resolve import Resolver

READ_AT_ONCE = 250_000
"""Rows of a whole company that are read at one go."""
CHUNK = 300
"""Identities asked about at once."""
Key = tuple[Scalar, ...]
Keys = dict[str, dict[Key, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one identity was answered with: a decision for each person who has it. None: nobody here has it."""

    identity: str = field(repr=False)
    decisions: tuple[Decision, ...]

    @property
    def is_allowed(self) -> bool:
        return bool(self.decisions) and all(decision.is_allowed for decision in self.decisions)


def ask(house: House, marker: Marker, wanted: Message, identities: Iterable[str]) -> Iterator[Asked]:
    """An answer for each identity, in their order, by what the systems and facts say now."""
    out_of_sight, facts = house.observe().out_of_sight, house.facts.read()
    reader = _Reader(house, facts, out_of_sight, wanted.channel.addresses)
    walk = iter(identities)
    while part := list(islice(walk, CHUNK)):
        permission = Permission(reader.rows(part), facts, house.clock(), marker)
        persons = _persons(house.map, permission.rows)
        for identity in part:
            yield _answered(permission, wanted, identity, persons(identity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What one person was answered with, and the address that may be used, if one may."""

    decision: Decision
    subject: About
    """The person's own row: the same for all rows of one person."""
    address: str | None = field(repr=False)
    mark: str
    """What stands for the address in facts; empty without one."""


def ask_each(house: House, marker: Marker, wanted: Message, persons: Iterable[About]) -> Iterator[Reached]:
    """An answer for each of these rows, in their order, by what the systems and facts say now."""
    for (reached,) in ask_several(house, marker, [wanted], persons):
        yield reached


def ask_several(
    house: House, marker: Marker, several: Sequence[Message], persons: Iterable[About]
) -> Iterator[tuple[Reached, ...]]:
    """For each of these rows, in their order, an answer to each message: what they rest on is read once for all of them."""
    out_of_sight, facts = house.observe().out_of_sight, house.facts.read()
    addresses = dict.fromkeys(column for one in several for column in one.channel.addresses)
    reader = _Reader(house, facts, out_of_sight, addresses)
    walk = iter(persons)
    while part := list(islice(walk, CHUNK)):
        keys: Keys = {}
        for person in part:
            keys.setdefault(person.collection, {})[person.key] = None
        permission = Permission(reader.around(keys), facts, house.clock(), marker)
        for person in part:
            yield tuple(_reached(permission, wanted, person) for wanted in several)


def ask_collection(house: House, marker: Marker, wanted: Message, collection: str) -> Iterator[Reached]:
    """The same for every row of a collection. A small company is read at one go, a larger one in parts."""
    seen = house.observe().out_of_sight
    read = [name for name, one in house.map.collections.items() if one.system not in seen]
    selections = {name: Selection(name, EVERY) for name in read}
    if sum(house.connectors[rows.system].count(rows) for rows in selections.values()) > READ_AT_ONCE:
        yield from ask_each(house, marker, wanted, people_in(house, collection))
        return
    facts = house.facts.read()
    tables = {
        name: list(house.connectors[rows.system].export(rows, house.map.collections[name].columns))
        for name, rows in selections.items()
    }
    permission = Permission(Rows(house.map, tables, seen, Links(facts.linked)), facts, house.clock(), marker)
    for person in people_in(house, collection):
        yield _reached(permission, wanted, person)


def subjects(house: House, identities: Iterable[str]) -> Iterator[tuple[About, ...]]:
    """For each identity, in their order, the own rows of the persons who have it.

    Raises Unreachable if a system that may know one more cannot be read."""
    out_of_sight, facts = house.observe().out_of_sight, house.facts.read()
    for name, _ in _identity_columns(house.map):
        if (system := house.map.collections[name].system) in out_of_sight:
            raise Unreachable(system, "it is out of reach, or not as declared", "try again later")
    reader, walk = _Reader(house, facts, out_of_sight, ()), iter(identities)
    while part := list(islice(walk, CHUNK)):
        rows = reader.having(part)
        persons = _persons(house.map, rows)
        for identity in part:
            homes = (home for person in persons(identity) for home in _own_rows(house.map, rows, person))
            yield tuple(dict.fromkeys(homes))


def _own_rows(data_map: DataMap, rows: Rows, person: About) -> Iterator[About]:
    """A row that refers to its person leads there."""
    whose = data_map.collections[person.collection].whose
    mine = [row for row in rows.of(person.collection) if rows.key(person.collection, row) == person.key]
    above = [home for row in mine for home in rows.parents(row, whose.path)]
    if not above:
        yield person
    for home in above:
        yield About(collection=whose.home, key=tuple(_plain(value) for value in rows.key(whose.home, home)))


def _reached(permission: Permission, wanted: Message, person: About) -> Reached:
    decision, address = permission.reach(person, wanted)
    collection, key = permission.subject(person, wanted)
    kind = KIND_OF.get(wanted.channel.kind, AddressKind.EMAIL)
    return Reached(
        decision=decision,
        subject=About(collection=collection, key=tuple(_plain(value) for value in key)),
        address=address,
        mark=permission.marker.mark(kind, address) if address else "",
    )


def people_in(house: House, collection: str) -> Iterator[About]:
    """Every row of a collection, by its key. Raises Failure if its system is out of reach."""
    found = house.map.collections[collection]
    if found.system in house.observe().out_of_sight:
        raise Unreachable(found.system, "it is out of reach, or not as declared", "try again later")
    columns = found.shape.key
    for row in house.connectors[found.system].export(Selection(collection, EVERY), columns):
        yield About(collection=collection, key=tuple(_plain(row[column]) for column in columns))


def _plain(value: object) -> Scalar:
    return value if isinstance(value, str | int | None) else str(value)


def _answered(permission: Permission, wanted: Message, identity: str, persons: Sequence[About]) -> Asked:
    found: dict[object, Decision] = {}
    for person in persons:
        subject = permission.subject(person, wanted)
        if subject not in found:
            is_address = permission.has_address(person, wanted, identity)
            found[subject] = permission.ask(person, wanted, identity if is_address else None)
    return Asked(identity=identity, decisions=tuple(found.values()))


def _persons(data_map: DataMap, rows: Rows) -> Callable[[str], Sequence[About]]:
    """From an identity to the rows that have it."""
    found: dict[str, list[About]] = {}
    for name, column in _identity_columns(data_map):
        for row in rows.of(name):
            value = row[column]
            if value is not None:
                about = About(collection=name, key=rows.key(name, row))
                found.setdefault(_compared(str(value)), []).append(about)
    return lambda identity: list(dict.fromkeys(found.get(_compared(identity), ())))


class _Reader:
    """Finds the rows of some people, everything their grounds rest on, and everybody who shares an address."""

    def __init__(
        self, house: House, facts: Facts, out_of_sight: frozenset[str], addresses: Collection[ColumnRef]
    ) -> None:
        self.map = house.map
        self.out_of_sight = out_of_sight
        self.addresses = addresses
        zone, today = house.map.zone, house.today
        self.resolver = Resolver(
            house.connectors,
            lambda listed, home: keys_on(listed, home, facts, today, zone),
            Links(facts.linked),
        )
        self.gatherer = Gatherer(house.map, self.resolver, out_of_sight)

    def having(self, identities: Sequence[str]) -> Rows:
        """The rows that have these identities, and whoever they are about."""
        return self.gatherer.gather(self._with_value(_identity_columns(self.map), identities))

    def rows(self, identities: Sequence[str]) -> Rows:
        return self.around(self._with_value(_identity_columns(self.map), identities))

    def around(self, keys: Keys) -> Rows:
        """Everything about whoever these rows are about, and everybody who has an address of theirs."""
        values: set[str] = set()
        for home, theirs in self._homes(self.gatherer.gather(keys)).items():
            of_home = self.gatherer.about({home: theirs})
            _add(keys, self._all_of(of_home))
            values.update(self._values(of_home))
        _add(keys, self._with_value(self.addresses, sorted(values)))
        return self.gatherer.gather(keys)

    def _values(self, rows: Rows) -> Iterator[str]:
        """Every address of the channel among these rows."""
        for collection, column in self.addresses:
            for row in rows.of(collection):
                if row[column] is not None:
                    yield str(row[column])

    def _with_value(self, columns: Iterable[ColumnRef], values: Sequence[str]) -> Keys:
        spelled = tuple(dict.fromkeys(form for value in values for form in _spellings(value)))
        found: Keys = {}
        by_collection: dict[str, set[str]] = {}
        for collection, column in columns:
            if self.map.collections[collection].system not in self.out_of_sight and spelled:
                by_collection.setdefault(collection, set()).add(column)
        for collection, names in by_collection.items():
            rows = Selection(collection, any_of(*(OneOf(column, spelled) for column in sorted(names))))
            keys = self.resolver.find(rows, self.map.collections[collection].shape.key)
            found.setdefault(collection, {}).update(dict.fromkeys(keys))
        return found

    def _homes(self, rows: Rows) -> Mapping[str, list[Key]]:
        """The subjects' own rows, of all the rows in hand."""
        homes: Keys = {}
        for name, collection in self.map.collections.items():
            whose = collection.whose
            for row in rows.of(name):
                for home in rows.parents(row, whose.path):
                    homes.setdefault(whose.home, {})[rows.key(whose.home, home)] = None
        return {home: list(keys) for home, keys in homes.items()}

    def _all_of(self, rows: Rows) -> Keys:
        return {name: dict.fromkeys(rows.key(name, row) for row in rows.of(name)) for name in rows.tables}


def _add(keys: Keys, more: Keys) -> None:
    for collection, found in more.items():
        keys.setdefault(collection, {}).update(found)


def _identity_columns(data_map: DataMap) -> list[ColumnRef]:
    return [
        (name, column)
        for name, collection in data_map.collections.items()
        for column in collection.identity_columns
    ]


def _spellings(value: str) -> tuple[str, ...]:
    """As it was written, and in the two ways that systems most often keep it."""
    text = value.strip()
    return value, text, text.lower()


def _compared(value: str) -> str:
    return value.strip().casefold()

"""Whom a change of the statement concerns, and the address of each: read from the company's systems in one pass.

Nobody is asked here whether somebody may be written to: the law orders that they are told (Art. 13(3), 14(4))."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.changes.reading import kinds_of
from hjemmel.core.datamap import DataMap, FieldGroup, FixedKind, Whose
from hjemmel.core.facts import About, AddressKind
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.permission import Marker
from hjemmel.core.permission.people import People
from hjemmel.core.selection import EVERY, Scalar, Selection
from hjemmel.core.terms import ChannelKind

from .house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """One person, by their own row. Of several with one address each is told of, and the letter is one."""

    about: About
    address: str = field(repr=False)
    """Empty: no e-mail address of theirs stands anywhere."""
    mark: str
    """What stands for the address."""


def concerned(house: House, marker: Marker, kinds: Collection[str]) -> Iterator[Concerned]:
    """Everybody of these kinds about whom something is still held. Raises Unreachable if a system that may know one more, or
    an address, cannot be read."""
    data_map, wanted = house.map, frozenset(kinds)
    channel = data_map.marketing.plain[ChannelKind.EMAIL.value]
    homes = {name: _own_groups(data_map, name) for name in data_map.collections}
    homes = {name: groups for name, groups in homes.items() if any(_may_be(one, wanted) for one in groups)}
    needed = {*homes, *(name for name, _ in channel.addresses)}
    for name in tuple(needed):
        paths = [group.whose.path for group in data_map.collections[name].groups]
        needed |= {hop.parent for path in paths for hop in path}
    _must_see(house, needed)
    tables = {name: list(_read(house, name)) for name in sorted(needed)}
    rows = Rows(data_map, tables, frozenset(), Links(house.facts.read().linked))
    people = People(rows, channel)
    for name, groups in homes.items():
        key, is_own = rows.keys(name), _is_own(rows, name)
        for row in rows.of(name):
            if not (
                _kind(groups[0].whose, row) in wanted and is_own(row) and _is_somebody(rows, groups, row)
            ):
                continue
            about = About(collection=name, key=tuple(_plain(value) for value in key(row)))
            address = next(people.written(people.of(About(collection=name, key=key(row)))), "")
            mark = marker.mark(AddressKind.EMAIL, address) if address else ""
            yield Concerned(about=about, address=address, mark=mark)


def _must_see(house: House, needed: Collection[str]) -> None:
    out_of_sight = house.observe().out_of_sight
    for name in sorted(needed):
        system = house.map.collections[name].system
        if system in out_of_sight:
            raise Unreachable(system, "it is out of reach, or not as declared", "try again later")


def _read(house: House, name: str) -> Iterator[Row]:
    found = house.map.collections[name]
    return iter(house.connectors[found.system].export(Selection(name, EVERY), found.columns))


def _own_groups(data_map: DataMap, name: str) -> list[FieldGroup]:
    """What is held on somebody's own row, if rows of this collection are that."""
    return [
        group
        for group in data_map.collections[name].groups
        if group.is_personal
        and (not group.whose.path or (group.whose.or_own and group.whose.own == (name, ())))
    ]


def _may_be(group: FieldGroup, wanted: Collection[str]) -> bool:
    return not kinds_of(group.whose.kind).isdisjoint(wanted)


def _is_own(rows: Rows, name: str) -> Callable[[Row], bool]:
    """A row that leads to its person's own row elsewhere is not their own."""
    path = rows.map.collections[name].whose.path
    return (lambda row: not rows.parents(row, path)) if path else (lambda _: True)


def _kind(whose: Whose, row: Row) -> str:
    kind = whose.kind
    if isinstance(kind, FixedKind):
        return kind.kind
    return dict(kind.values).get(_plain(row.get(kind.column)), kind.otherwise)


def _is_somebody(rows: Rows, groups: list[FieldGroup], row: Row) -> bool:
    """Something is still held: a row whose fields were all overwritten is nobody's."""
    return any(
        not rows.blanks(group.collection, group.blank)(row[column], row)
        for group in groups
        for column in group.columns
    )


def _plain(value: object) -> Scalar:
    return value if isinstance(value, str | int | None) else str(value)

"""The ways from a person's own rows to every row about that person, as the declaration tells them."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .datamap import DataMap, FixedKind, Hop, KnownBy, Path
from .facts import About
from .selection import Among, Blank, LinkedTo, Predicate, Scalar, Selection, Within, any_of, every
from .terms import NO_PERSON

Key = tuple[Scalar, ...]
BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True)
class Identity:
    """What somebody is known by: an e-mail address, a number, a name. Without a kind: whichever it is."""

    value: str = field(repr=False)
    kind: str = ""

    def is_of(self, known: KnownBy) -> bool:
        """It may stand in that column. A day of birth is many people's: by that alone, nobody is found."""
        return known.kind != BIRTH_DATE if not self.kind else self.kind == known.kind


def identity(said: Identity | str) -> Identity:
    """A bare text is an identity of whichever kind it is."""
    return said if isinstance(said, Identity) else Identity(said)


@dataclass(frozen=True, slots=True)
class Way:
    """One way by which rows of a collection are a person's: up from the row, reference by reference, to the own row.

    An empty path: the row is the person's own."""

    collection: str
    home: str
    path: Path
    groups: tuple[int, ...]
    """The groups of fields that are about the person by this way."""

    @property
    def places(self) -> tuple[str, ...]:
        """The collections on the way, from the own row down."""
        return (*(hop.parent for hop in reversed(self.path)), self.collection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What was found by one way."""

    way: Way
    rows: int
    keys: tuple[Key, ...]
    """Of the first rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Rows about nobody that the person's rows refer to: others' rows may refer to them as well."""

    path: Path
    """From the person's row up to them."""
    rows: int

    @property
    def collection(self) -> str:
        return self.path[-1].parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """Rows that the database itself says refer to the person's, by a reference that the declaration does not have."""

    system: str
    table: str
    columns: tuple[str, ...]
    on: str
    """The table they refer to."""
    rows: int | None
    """None: they could not be counted."""
    line: int
    """Of the declared collection that they stand in; 0: the table is not declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Somebody who may be the same person. A question for a member of staff; nothing is drawn together."""

    about: About
    by: tuple[str, ...]
    """What both are known by: `email`, `phone`, `name` and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where somebody's rows are, and by which way each is theirs. No values."""

    people: tuple[About, ...]
    """The own rows that were found."""
    found: tuple[Traced, ...]
    shared: tuple[Shared, ...]
    hanging: tuple[Hanging, ...]
    alike: tuple[Alike, ...]
    unreached: tuple[str, ...]


def ways(data_map: DataMap, homes: Iterable[str]) -> tuple[Way, ...]:
    """Every declared way to the own rows in these collections; whoever is passed on a way has come before."""
    found = [way for home in dict.fromkeys(homes) for way in _ways(data_map, home)]
    return tuple(sorted(found, key=lambda way: len(way.path)))


def rows_by(data_map: DataMap, way: Way, keys: Iterable[Key]) -> Selection:
    """The rows that are, by this way, about the persons whose own rows have these keys."""
    rows = Selection(way.home, Among(data_map.collections[way.home].shape.key, frozenset(keys)))
    for hop in reversed(way.path):
        rows = Selection(hop.child, _refers(hop, rows))
    return rows


def rows_in(data_map: DataMap, collection: str, homes: Mapping[str, Iterable[Key]]) -> Selection:
    """The rows of the collection that are about the persons by any way."""
    mine = [way for way in ways(data_map, homes) if way.collection == collection]
    return Selection(collection, any_of(*(rows_by(data_map, way, homes[way.home]).where for way in mine)))


def ways_on(data_map: DataMap, collection: str) -> Iterator[Path]:
    """The ways up from a collection to those that are about nobody."""
    yield from _ways_on(data_map, collection, ())


def by_home(people: Iterable[About]) -> dict[str, list[Key]]:
    """The keys of the own rows, by the collection they stand in."""
    found: dict[str, dict[Key, None]] = {}
    for one in people:
        found.setdefault(one.collection, {})[tuple(one.key)] = None
    return {home: list(keys) for home, keys in found.items()}


def reached(data_map: DataMap, way: Way, unreached: Some[str]) -> bool:
    """Every system on the way answers."""
    return not any(data_map.collections[place].system in unreached for place in way.places)


def _refers(hop: Hop, rows: Selection) -> Predicate:
    """The row refers to one of these; or was matched with one, before the value went that told so."""
    filled = (Blank(column, blank, yes=False) for column, blank in zip(hop.theirs, hop.blanks, strict=False))
    there = Selection(rows.collection, every(rows.where, *filled))
    seen = Within(hop.columns, there, hop.theirs)
    own, theirs = hop.keys
    return any_of(seen, LinkedTo(own, rows, theirs)) if hop.match else seen


def _ways(data_map: DataMap, home: str) -> Iterator[Way]:
    for name, collection in data_map.collections.items():
        groups: dict[Path, list[int]] = {(): []} if name == home else {}
        for group in collection.groups:
            path = group.whose.path_to(home)
            if path is not None:
                groups.setdefault(path, []).append(group.number)
        yield from (Way(name, home, path, tuple(numbers)) for path, numbers in groups.items())


def _ways_on(data_map: DataMap, collection: str, path: Path) -> Iterator[Path]:
    passed = {collection, *(hop.child for hop in path)}
    for hop in data_map.collections[collection].hops:
        if hop.match or hop.parent in passed or not _is_about_nobody(data_map, hop.parent):
            continue
        longer = (*path, hop)
        yield longer
        yield from _ways_on(data_map, hop.parent, longer)


def _is_about_nobody(data_map: DataMap, collection: str) -> bool:
    groups = data_map.collections[collection].groups
    return all(group.whose.kind == FixedKind(NO_PERSON) for group in groups)

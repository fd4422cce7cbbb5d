"""The ways from a person's own rows to every row about that person, as the declaration tells them."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .datamap import DataMap, KnownBy, Path
from .facts import About
from .grounds.claim import any_parent, certain
from .selection import Among, Scalar, Selection

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


def ways(data_map: DataMap, homes: Iterable[str]) -> tuple[Way, ...]:
    """Every declared way to the own rows in these collections; whoever is passed on a way has come before."""
    found = [way for home in dict.fromkeys(homes) for way in _ways(data_map, home)]
    return tuple(sorted(found, key=lambda way: len(way.path)))


def rows_by(data_map: DataMap, way: Way, keys: Iterable[Key]) -> Selection:
    """The rows that are, by this way, about the persons whose own rows have these keys."""
    own = Among(data_map.collections[way.home].shape.key, frozenset(keys))
    return Selection(way.collection, any_parent(way.path, certain(own)).yes)


def by_home(people: Iterable[About]) -> dict[str, list[Key]]:
    """The keys of the own rows, by the collection they stand in."""
    found: dict[str, dict[Key, None]] = {}
    for one in people:
        found.setdefault(one.collection, {})[tuple(one.key)] = None
    return {home: list(keys) for home, keys in found.items()}


def reached(data_map: DataMap, way: Way, unreached: Some[str]) -> bool:
    """Every system on the way answers."""
    return not any(data_map.collections[place].system in unreached for place in way.places)


def _ways(data_map: DataMap, home: str) -> Iterator[Way]:
    for name, collection in data_map.collections.items():
        groups: dict[Path, list[int]] = {(): []} if name == home else {}
        for group in collection.groups:
            path = group.whose.path_to(home)
            if path is not None:
                groups.setdefault(path, []).append(group.number)
        yield from (Way(name, home, path, tuple(numbers)) for path, numbers in groups.items())

"""Who has which address, among the rows in hand, in the columns that one channel uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..datamap import FieldGroup, MarketingChannel
from ..facts import About, AddressKind
from ..grounds.rows import Row, Rows
from ..terms import ChannelKind
from .address import KIND_OF, Marker, normalised

Subject = tuple[str, tuple[object, ...]]
"""The subject's own row: (collection, key)."""


class Reach(NamedTuple):
    """A place where a person's address stands. `address` is as it is compared."""

    group: FieldGroup
    row: Row
    address: str
    subjects: tuple[Subject, ...]
    own: Subject
    """The row that it stands on."""


class Person(NamedTuple):
    """Where somebody's addresses stand, and all rows that facts about them may point at."""

    reaches: tuple[Reach, ...]
    places: tuple[Subject, ...]


NOBODY = Person((), ())


class People:
    """Finds people's addresses, and everybody who has the same one. Looks through the rows once."""

    def __init__(self, rows: Rows, channel: MarketingChannel) -> None:
        self.rows = rows
        self.addresses = channel.addresses
        self.kind = KIND_OF.get(channel.kind, AddressKind.EMAIL)
        self.is_by_email = channel.kind is ChannelKind.EMAIL
        self.is_whole = all(
            collection.partition(".")[0] not in rows.unreached for collection, _ in channel.addresses
        )
        """Every column of the channel could be read: nobody else has an address unseen."""
        self._reaches: dict[Subject, list[Reach]] = {}
        self._persons: dict[Subject, Person] = {}
        self._holder: dict[str, Subject] = {}
        """By address, the first who was found to have it."""
        self._shared: set[str] = set()
        """Addresses of several."""
        self._marks: dict[str, str] = {}
        self._by_address: dict[str, list[Reach]] = {}
        for collection, column in channel.addresses:
            self._look(collection, column)

    def of(self, about: About) -> Person:
        """The person whose row this is: the subject's own, or any that holds an address."""
        place = (about.collection, about.key)
        known = self._persons.get(place)
        if known is None:
            known = self._persons[place] = self._person(self._reaches.get(place))
        return known

    def written(self, person: Person) -> Iterator[str]:
        """The person's addresses as they are written where they stand."""
        for reach in person.reaches:
            for collection, column in self.addresses:
                value = reach.row[column] if collection == reach.group.collection else None
                if value is not None and normalised(self.kind, str(value)) == reach.address:
                    yield str(value).strip()

    @staticmethod
    def _person(reaches: list[Reach] | None) -> Person:
        if not reaches:
            return NOBODY
        if len(reaches) == 1 and len(reaches[0].subjects) == 1:
            (only,) = reaches
            (subject,) = only.subjects
            return Person((only,), (subject,) if subject == only.own else (subject, only.own))
        places = dict.fromkeys(place for reach in reaches for place in (*reach.subjects, reach.own))
        return Person(tuple(reaches), tuple(places))

    def mark(self, address: str, marker: Marker) -> str:
        """What stands for the address in facts."""
        known = self._marks.get(address)
        if known is None:
            known = self._marks[address] = marker.of_normalised(self.kind, address)
        return known

    def several_have(self, address: str) -> bool:
        return address in self._shared

    def with_address(self, address: str) -> list[Reach]:
        """Everywhere that the address stands. Laid out when it is first asked for: few addresses are several people's."""
        if not self._by_address:
            for place, reaches in self._reaches.items():
                for reach in reaches:
                    if place == reach.own:
                        self._by_address.setdefault(reach.address, []).append(reach)
        return self._by_address.get(address, [])

    def _look(self, collection: str, column: str) -> None:
        group = self.rows.map.collections[collection].group_of(column)
        if group is None or collection.partition(".")[0] in self.rows.unreached:
            return
        is_blank = self.rows.blanks(collection, group.blank)
        key, subjects = self.rows.keys(collection), self._subjects(group)
        for row in self.rows.of(collection):
            value = row[column]
            if not is_blank(value, row):
                own = (collection, key(row))
                self._add(Reach(group, row, normalised(self.kind, str(value)), subjects(row) or (own,), own))

    def _add(self, reach: Reach) -> None:
        for place in {reach.own, *reach.subjects}:
            self._reaches.setdefault(place, []).append(reach)
        for subject in reach.subjects:
            if self._holder.setdefault(reach.address, subject) != subject:
                self._shared.add(reach.address)

    def _subjects(self, group: FieldGroup) -> Callable[[Row], tuple[Subject, ...]]:
        """From a row of the group to its subjects' own rows; none where these are out of sight."""
        whose = group.whose
        if not self.rows.sees(whose.path):
            return lambda _: ()
        homes, key, home = self.rows.upward(whose.path), self.rows.keys(whose.home), whose.home
        return lambda row: tuple([(home, key(one)) for one in homes(row)])

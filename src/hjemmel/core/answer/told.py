"""What an answer says of the data that were found: by system and collection, each kind of data with its grounds.

Summed up from the reasons of single rows, so that a letter is as long for a hundred thousand rows as for ten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..datamap import DataMap, FieldGroup
from ..declaration.parts import Text
from ..grounds.explain import State
from ..terms import Basis
from .reason import DatumTold, GroundTold, HoldTold, Reason, Withheld, label

Counts = Mapping[str, tuple[tuple[Reason, int], ...]]
"""By collection: its reasons, each with how many rows have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One ground of many data: the first and the last day on which it ends, where there are days."""

    purpose: str
    title: Text
    basis: Basis | None
    law: str
    first: date | None
    last: date | None
    waits: Text | None
    is_sure: bool
    """Of some of them, at least, it is surely a ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfData:
    """A group of fields over all rows in which it holds something."""

    group: FieldGroup
    label: Text
    rows: int
    spans: tuple[Span, ...]
    holds: tuple[HoldTold, ...]
    due: int
    """So many have no ground left, and go in the next sweep."""
    unknown: int
    restricted: int
    sources: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    label: Text
    why: Withheld
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionTold:
    name: str
    title: Text
    rows: int
    """Rows of which something is given."""
    kinds: tuple[KindOfData, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemTold:
    name: str
    title: Text
    run_by: str
    """The recipient that runs it, or none."""
    collections: tuple[CollectionTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperSays:
    """What whoever keeps a system has answered about it."""

    system: str
    title: Text
    found_something: bool = False
    copies: int = 0
    """Copies of it that lie in the package."""
    kept_back: int = 0
    """Copies that are kept back, for they are about others (Art. 15(4))."""
    not_possible: Text | None = None
    """Why it could not be looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that was found, and what was not looked in."""

    systems: tuple[SystemTold, ...]
    unreached: tuple[Text, ...] = ()
    """Systems that did not answer, or differ from the declaration: what they hold is not known."""
    by_hand: tuple[Text, ...] = ()
    """What a person must look through."""
    keepers: tuple[KeeperSays, ...] = ()
    """What those who keep systems that no program reads have said: such a system is not among the unreached."""

    @property
    def collections(self) -> tuple[CollectionTold, ...]:
        return tuple(one for system in self.systems for one in system.collections)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.collections)

    @property
    def purposes(self) -> tuple[str, ...]:
        """Those that are a ground for something, in no order."""
        return tuple(
            dict.fromkeys(
                span.purpose for one in self.collections for kind in one.kinds for span in kind.spans
            )
        )

    @property
    def left_out(self) -> tuple[tuple[CollectionTold, LeftOut], ...]:
        return tuple((one, left) for one in self.collections for left in one.left_out)


def told(
    data_map: DataMap,
    counts: Counts,
    unreached: Iterable[str] = (),
    by_hand: Iterable[Text] = (),
    keepers: Iterable[KeeperSays] = (),
) -> Told:
    """In the declaration's order of systems and collections; what holds nothing of the person is not named."""
    systems, said = data_map.declaration.systems, {one.system: one for one in keepers}
    return Told(
        systems=tuple(
            SystemTold(name=name, title=system.title, run_by=system.run_by or "", collections=parts)
            for name, system in systems.items()
            if (parts := tuple(_collections(data_map, name, counts)))
        ),
        unreached=tuple(systems[name].title for name in unreached if name in systems and name not in said),
        by_hand=tuple(by_hand),
        keepers=tuple(said[name] for name in systems if name in said),
    )


def _collections(data_map: DataMap, system: str, counts: Counts) -> Iterator[CollectionTold]:
    for inner, declared in data_map.declaration.systems[system].collections.items():
        name = f"{system}.{inner}"
        found = counts.get(name, ())
        rows = sum(number for reason, number in found if reason.shown)
        left_out = tuple(_left_out(data_map, found))
        if rows or left_out:
            yield CollectionTold(
                name=name,
                title=declared.title,
                rows=rows,
                kinds=tuple(_kinds(data_map, name, found)),
                left_out=left_out,
            )


@dataclass(slots=True)
class _Sum:
    rows: int = 0
    due: int = 0
    unknown: int = 0
    restricted: int = 0
    spans: dict[tuple[str, Basis | None, str], Span] = field(default_factory=dict)
    holds: dict[HoldTold, None] = field(default_factory=dict)

    def add(self, datum: DatumTold, rows: int) -> None:
        self.rows += rows
        self.due += rows if datum.state is State.DUE else 0
        self.unknown += rows if datum.state is State.UNKNOWN else 0
        self.restricted += rows if datum.is_restricted else 0
        for ground in datum.grounds:
            place = (ground.purpose, ground.basis, ground.law)
            self.spans[place] = _wider(self.spans.get(place), ground)
        self.holds.update(dict.fromkeys(datum.holds))


def _kinds(data_map: DataMap, name: str, found: Iterable[tuple[Reason, int]]) -> Iterator[KindOfData]:
    sums: dict[int, _Sum] = {}
    for reason, rows in found:
        for datum in reason.data:
            sums.setdefault(datum.group.number, _Sum()).add(datum, rows)
    for group in data_map.collections[name].groups:
        total = sums.get(group.number)
        if total is not None:
            yield KindOfData(
                group=group,
                label=label(data_map, group),
                rows=total.rows,
                spans=tuple(total.spans.values()),
                holds=tuple(total.holds),
                due=total.due,
                unknown=total.unknown,
                restricted=total.restricted,
                sources=tuple(
                    data_map.declaration.sources[source].title
                    for source in group.sources
                    if source in data_map.declaration.sources
                ),
            )


def _wider(known: Span | None, ground: GroundTold) -> Span:
    """The span with one more end in it. Where one waits for something, the words for that are told."""
    first = last = ground.until
    if known is not None:
        days = [day for day in (known.first, known.last, ground.until) if day is not None]
        first, last = (min(days), max(days)) if days else (None, None)
    return Span(
        purpose=ground.purpose,
        title=ground.title,
        basis=ground.basis,
        law=ground.law,
        first=first,
        last=last,
        waits=ground.waits or (known.waits if known else None),
        is_sure=ground.is_sure or (known is not None and known.is_sure),
    )


def _left_out(data_map: DataMap, found: Iterable[tuple[Reason, int]]) -> Iterator[LeftOut]:
    sums: dict[tuple[int, Withheld], int] = {}
    groups: dict[int, FieldGroup] = {}
    for reason, rows in found:
        for group, why in reason.withheld:
            groups[group.number] = group
            sums[group.number, why] = sums.get((group.number, why), 0) + rows
    for (number, why), rows in sums.items():
        yield LeftOut(label=label(data_map, groups[number]), why=why, rows=rows)

"""Makes figures about groups out of a collection: reads the rows that may be counted, and hands out no row.

Who may not be counted (restricted, an objection to the purpose, no ground for it) is left out, and not told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import Collection, DataMap
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import Facts, Objection
from hjemmel.core.figures.extract import Wanted, pseudonym, refusals, smallest_group
from hjemmel.core.figures.groups import Counted, Figures, figures
from hjemmel.core.grounds.links import Links
from hjemmel.core.grounds.lists import keys_on
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.permission.use import Use
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.terms import Tri

from .chunks import chunks
from .gather import Gatherer
from .house import House
from .register.layout import TABLES
from .resolve import Resolver

CHUNK = 2_000
Row = Mapping[str, object]
Place = tuple[str, tuple[object, ...]]


class NotMade(ValueError):
    """These figures are not made. `why` says so, in both languages."""

    def __init__(self, why: tuple[Text, ...]) -> None:
        super().__init__(" ".join(one.en for one in why))
        self.why = why


def make(house: House, wanted: Wanted) -> tuple[Figures, int]:
    """The figures, and how many rows they are made of. Raises NotMade, Unreachable."""
    if found := refusals(house.map, wanted, _sealed(house.map, wanted.collection)):
        raise NotMade(found)
    collection = house.map.collections[wanted.collection]
    out_of_sight = house.observe().out_of_sight
    if collection.system in out_of_sight:
        raise Unreachable(collection.system, "it is out of reach, or not as declared", "try again later")
    counted = list(_counted(house, wanted, collection, out_of_sight))
    return figures(counted, smallest_group(house.map, wanted.purpose)), len(counted)


def _sealed(data_map: DataMap, name: str) -> frozenset[str]:
    """The columns of the register that are sealed: equal values do not look equal there."""
    found = data_map.collections.get(name)
    if found is None or data_map.declaration.systems[found.system].connect.kind != REGISTER:
        return frozenset()
    table = TABLES.get(found.shape.table)
    return frozenset(table.sealed) if table else frozenset()


def _counted(
    house: House, wanted: Wanted, collection: Collection, out_of_sight: frozenset[str]
) -> Iterator[Counted]:
    facts, today, zone = house.facts.read(), house.today, house.map.zone
    resolver = Resolver(
        house.connectors,
        lambda listed, home: keys_on(listed, home, facts, today, zone),
        Links(facts.linked),
    )
    gatherer = Gatherer(house.map, resolver, out_of_sight)
    keys = resolver.find(Selection(collection.name, EVERY), collection.shape.key)
    for chunk in chunks(list(keys), CHUNK):
        rows = gatherer.gather({collection.name: chunk})
        may, who = _may(Use(rows, facts, today), facts, wanted, collection), _who(rows, collection)
        in_chunk = set(chunk)
        for row in rows.of(collection.name):
            place = (collection.name, rows.key(collection.name, row))
            person = who(row)
            if place[1] in in_chunk and person is not None and may(row, (place, person)):
                yield Counted(
                    _pseudonym_of(house.map, collection, row) or person,
                    tuple("" if row[column] is None else str(row[column]) for column in wanted.by),
                    tuple(_number(row[column], column) for column in wanted.sums),
                )


def _may(
    use: Use, facts: Facts, wanted: Wanted, collection: Collection
) -> Callable[[Row, tuple[Place, Place]], bool]:
    """Whether the row may be counted: the purpose is surely a ground for every column that is asked for, or, where none of
    these is about a person, for something in the row; and nothing of the row says no."""
    purpose = use.map.purposes[wanted.purpose]
    personal = [group for group in collection.groups if group.is_personal]
    asked = [group for group in personal if set(group.columns) & set(wanted.columns)]
    enough = all if asked else any
    used = [use.of(purpose, group) for group in asked or personal]
    noes = {
        (one.about.collection, tuple(one.about.key))
        for one in facts.objections
        if one.purpose == wanted.purpose and one.state in (Objection.RAISED, Objection.UPHELD)
    }

    def may(row: Row, places: tuple[Place, Place]) -> bool:
        return (
            not noes.intersection(places)
            and enough(one.ground(row) is Tri.YES for one in used)
            and all(one.restricted(row) is Tri.NO and one.said_no(row) is Tri.NO for one in used)
        )

    return may


def _who(rows: Rows, collection: Collection) -> Callable[[Row], Place | None]:
    """From a row to the person it is about; None where nobody can tell."""
    whose = collection.whose

    def who(row: Row) -> Place | None:
        above = rows.parents(row, whose.path)
        if above:
            return whose.home, rows.key(whose.home, above[0])
        if not whose.or_own:
            return None
        own, path = whose.own
        found = rows.parents(row, path)
        return (own, rows.key(own, found[0])) if found else None

    return who


def _pseudonym_of(data_map: DataMap, collection: Collection, row: Row) -> str | None:
    column = pseudonym(data_map, collection.name)
    return str(row[column]) if column and row[column] is not None else None


def _number(value: object, column: str) -> Decimal | None:
    """Raises NotMade for what is no number: then the column cannot be summed."""
    if value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise NotMade((Text(nb=f"«{column}» er ikke bare tall.", en=f'"{column}" is not numbers only.'),))
    return number

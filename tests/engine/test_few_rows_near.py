"""A request reads of other systems only what its few rows lead to, and finds the same rows as if it had read everything;
of rows that changed since, never more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.examples import examples

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.core.selection import (
    All,
    Among,
    AnyOf,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    Within,
    every,
)
from hjemmel.core.shape import Shape
from hjemmel.engine import resolve
from hjemmel.engine.resolve import Resolver

Table = list[dict[str, Scalar]]
NAMES = ("shop.people", "shop.orders", "bank.accounts", "bank.payments")
IDS = range(5)
REFERS = st.none() | st.sampled_from(IDS)
ROWS = st.lists(st.tuples(REFERS, REFERS, st.integers(0, 2)), min_size=len(IDS), max_size=len(IDS))
DATA = st.tuples(*(ROWS for _ in NAMES))
COLUMNS = ("id", "one", "two", "sort")


def company(data: Sequence[Sequence[tuple[int | None, int | None, int]]]) -> dict[str, MemoryConnector]:
    tables: dict[str, Table] = {
        name: [dict(zip(COLUMNS, (number, *row), strict=True)) for number, row in enumerate(rows)]
        for name, rows in zip(NAMES, data, strict=True)
    }
    return {
        system: MemoryConnector(
            system,
            {name: shape(name) for name in NAMES if name.startswith(system)},
            {name.partition(".")[2]: rows for name, rows in tables.items() if name.startswith(system)},
        )
        for system in ("shop", "bank")
    }


def shape(name: str) -> Shape:
    return Shape(collection=name, table=name.partition(".")[2], key=("id",), home_zone="UTC")


COLUMN = st.sampled_from(COLUMNS[:3])
WHOM = st.frozensets(st.tuples(st.sampled_from(IDS)), max_size=2)
LISTS = st.builds(Among, st.tuples(COLUMN), WHOM, st.booleans())
"""A predicate that holds a list of its own may lead to fewer rows than it is asked of."""
LEAVES = (
    st.builds(OneOf, st.just("sort"), st.lists(st.integers(0, 2), max_size=2).map(tuple), st.booleans())
    | LISTS
)


def within(
    inside: st.SearchStrategy[Predicate], names: Sequence[str] = NAMES
) -> st.SearchStrategy[Predicate]:
    rows = st.builds(Selection, st.sampled_from(names), inside)
    return st.builds(Within, st.tuples(COLUMN), rows, st.tuples(COLUMN), st.booleans())


def deeper(inside: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    several = st.lists(inside, min_size=2, max_size=3).map(tuple)
    return within(inside) | st.builds(All, several) | st.builds(AnyOf, several)


THERE_AND_BACK = within(within(LISTS | LEAVES, NAMES[:2]), NAMES[2:])
PREDICATES: st.SearchStrategy[Predicate] = within(st.recursive(LEAVES, deeper, max_leaves=5)) | THERE_AND_BACK


def found(connectors: Mapping[str, MemoryConnector], told: Selection) -> set[tuple[Scalar, ...]]:
    return set(connectors[told.system].find(told, ("id",)))


def of_everything(connectors: Mapping[str, MemoryConnector], *, narrow: bool) -> Resolver:
    return Resolver(connectors, lambda listed, home: frozenset(), narrow=narrow)


@given(DATA, DATA, WHOM, PREDICATES, st.sampled_from(NAMES))
@trying(max_examples=examples(1_200), deadline=None)
def test_the_same_rows_are_found_and_after_a_change_never_more(
    data: Sequence[Sequence[tuple[int | None, int | None, int]]],
    later: Sequence[Sequence[tuple[int | None, int | None, int]]],
    whom: frozenset[tuple[Scalar, ...]],
    asked: Predicate,
    name: str,
) -> None:
    rows = Selection(name, every(Among(("id",), whom), asked))
    before = company(data)
    told = of_everything(before, narrow=True).resolve(rows)
    assert found(before, told) == found(before, of_everything(before, narrow=False).resolve(rows))
    # The rows of its own system have all changed; what the other holds is as it was read.
    after = company(
        [later[place] if one.startswith(rows.system) else data[place] for place, one in enumerate(NAMES)]
    )
    if not crosses_twice(asked, rows.system):
        assert found(after, told) <= found(after, of_everything(after, narrow=False).resolve(rows))


def test_an_order_that_leads_to_an_account_only_now_keeps_its_person() -> None:
    nothing = [(None, None, 0)] * len(IDS)
    accounts = [(None, None, 1)] * len(IDS)
    paid = Selection(
        "shop.orders", Within(("one",), Selection("bank.accounts", OneOf("sort", (1,))), ("id",))
    )
    without = Selection(
        "shop.people", every(Among(("id",), frozenset({(1,)})), Within(("id",), paid, ("two",), False))
    )
    unpaid = company([nothing, [(None, 1, 0), *nothing[1:]], accounts, nothing])
    told = of_everything(unpaid, narrow=True).resolve(without)
    assert found(unpaid, told) == {(1,)}
    assert not found(company([nothing, [(3, 1, 0), *nothing[1:]], accounts, nothing]), told)


def test_an_order_is_found_whose_account_is_none_of_the_askers() -> None:
    nothing = [(None, None, 0)] * len(IDS)
    theirs = Selection("shop.people", Among(("id",), frozenset({(3,)})))
    accounts = Selection("bank.accounts", Within(("one",), theirs, ("id",)))
    data = company([nothing, [(2, None, 0)] * len(IDS), [(4, None, 0)] * len(IDS), nothing])
    asked = every(Among(("id",), frozenset({(1,)})), Within(("one",), accounts, ("id",), False))
    assert found(data, of_everything(data, narrow=True).resolve(Selection("shop.orders", asked))) == {(1,)}


def crosses_twice(predicate: Predicate, system: str) -> bool:
    """The other system's rows are chosen by rows of this one, so that what was read of it is old too."""
    return any(
        one.rows.system != system and any(inner.rows.system == system for inner in references(one.rows.where))
        for one in references(predicate)
    )


def references(predicate: Predicate) -> Iterator[Within]:
    match predicate:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from references(part)
        case Within(rows=rows):
            yield predicate
            yield from references(rows.where)
        case _:
            pass


class Counting(MemoryConnector):
    read = 0

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        for row in super().find(rows, fields):
            self.read += 1
            yield row


def test_what_nobody_asked_for_is_not_read() -> None:
    many: Table = [{"id": n, "one": n, "two": None, "sort": 1} for n in range(resolve.FEW_ROWS * 2)]
    shop = MemoryConnector("shop", {"shop.people": shape("shop.people")}, {"people": many})
    bank = Counting("bank", {"bank.accounts": shape("bank.accounts")}, {"accounts": many})
    with_account = Within(("id",), Selection("bank.accounts", OneOf("sort", (1,))), ("one",))
    resolver = Resolver({"shop": shop, "bank": bank}, lambda listed, home: frozenset(), narrow=True)
    one_person = Selection("shop.people", every(Among(("id",), frozenset({(7,)})), with_account))
    assert resolver.count(one_person) == 1
    assert bank.read == 1
    everybody = frozenset((n,) for n in range(resolve.FEW_ROWS + 1))
    assert resolver.count(Selection("shop.people", every(Among(("id",), everybody), with_account))) == len(
        everybody
    )

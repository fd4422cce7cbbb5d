"""What a predicate need not ask, because the columns or its other parts say so already."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from hjemmel.connectors.sql.simpler import simpler
from hjemmel.connectors.sql.simplified import _KNOWN, simplified
from hjemmel.core.selection import (
    EVERY,
    NONE,
    All,
    Among,
    Before,
    NoDate,
    NotBefore,
    Null,
    OneOf,
    Predicate,
    Scalar,
    Selection,
    Within,
    any_of,
    every,
    negate,
    walk,
)

ACCOUNTS, ORDERS = "shop.accounts", "shop.orders"
EARLY, LATE = date(2021, 1, 1), date(2025, 1, 1)
NOTE = Null("note", yes=False)
HELD = Among(("id",), frozenset({(1,), (2,)}))


class Shop:
    """Accounts have a key, and orders refer to it."""

    def __init__(self, *, leads_to_one: bool = False) -> None:
        self._leads_to_one = leads_to_one

    def is_filled(self, collection: str, column: str) -> bool:
        return column in ("id", "account_id", "placed_on")

    def is_unique(self, collection: str, columns: Sequence[str]) -> bool:
        return list(columns) == ["id"]

    def are_alike(self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]) -> bool:
        return True

    def leads_to_one(
        self, collection: str, columns: Sequence[str], other: str, theirs: Sequence[str]
    ) -> bool:
        return self._leads_to_one and self.is_unique(other, theirs)


def orders(where: Predicate, *, leads_to_one: bool = False) -> Predicate:
    return simpler(Selection(ORDERS, where), Shop(leads_to_one=leads_to_one)).where


def accounts(where: Predicate) -> Predicate:
    return simpler(Selection(ACCOUNTS, where), Shop()).where


def its_account(where: Predicate = EVERY, *, yes: bool = True) -> Within:
    return Within(("account_id",), Selection(ACCOUNTS, where), ("id",), yes)


def some_order(where: Predicate = EVERY, *, yes: bool = True) -> Within:
    return Within(("id",), Selection(ORDERS, where), ("account_id",), yes)


def test_of_two_ranges_the_narrow_one_is_asked_beside_and_the_wide_one_beside_or() -> None:
    assert orders(every(Before("placed_on", EARLY), Before("placed_on", LATE))) == Before("placed_on", EARLY)
    assert orders(any_of(Before("placed_on", EARLY), Before("placed_on", LATE))) == Before("placed_on", LATE)


def test_what_is_no_date_lies_in_no_range() -> None:
    assert orders(every(NoDate("placed_on"), NotBefore("placed_on", EARLY))) == NONE


def test_a_filled_column_is_not_asked_for_null() -> None:
    assert orders(any_of(Null("placed_on"), NOTE)) == NOTE


def test_what_several_alternatives_share_is_asked_once() -> None:
    asked = any_of(every(NOTE, Before("placed_on", LATE)), every(NOTE, OneOf("total", (0,))))
    assert orders(asked) == every(NOTE, any_of(Before("placed_on", LATE), OneOf("total", (0,))))


def test_alternatives_that_are_denied_leave_the_last_one() -> None:
    asked = every(any_of(NOTE, OneOf("total", (0,))), any_of(Null("note"), OneOf("kind", ("a",))), NOTE)
    assert orders(asked) == every(OneOf("kind", ("a",)), NOTE)


def test_beside_a_row_that_is_not_there_the_rest_is_asked_of_other_rows() -> None:
    late, wrong = NotBefore("placed_on", LATE), NoDate("placed_on")
    asked = every(some_order(any_of(late, wrong)), some_order(late, yes=False))
    assert accounts(asked) == every(some_order(wrong), some_order(late, yes=False))


def test_a_reference_that_leads_back_asks_the_row_itself() -> None:
    free = Among(("id",), HELD.keys, yes=False)
    stays = any_of(NOTE, its_account(every(free, OneOf("kind", ("a",), yes=False)), yes=False))
    asked = every(OneOf("kind", ("a",), yes=False), free, some_order(stays, yes=False))
    assert accounts(asked) == every(OneOf("kind", ("a",), yes=False), free, some_order(NOTE, yes=False))


def test_a_list_of_keys_is_asked_of_the_row_that_refers() -> None:
    mine = Among(("account_id",), HELD.keys)
    assert orders(its_account(HELD)) == every(mine, its_account())
    assert orders(its_account(HELD, yes=False)) == any_of(
        Among(("account_id",), HELD.keys, yes=False), its_account(yes=False)
    )


def test_a_reference_that_always_leads_to_a_row_is_not_followed_for_that_alone() -> None:
    assert orders(its_account(HELD), leads_to_one=True) == Among(("account_id",), HELD.keys)
    assert orders(its_account(yes=False), leads_to_one=True) == NONE


@pytest.mark.parametrize("way", [1, -1])
def test_among_many_parts_each_is_seen_in_the_light_of_every_other(way: int) -> None:
    """In whatever order they stand: each choice is settled by the one before it, and the first by what is certain."""
    links = [OneOf(f"link_{number}", (1,)) for number in range(9)]
    choices = [any_of(negate(before), after) for before, after in pairwise(links)]
    found = accounts(every(*[links[0], *choices][::way]))
    assert isinstance(found, All) and set(found.parts) == set(links)


def test_a_reference_that_leads_somewhere_is_no_null() -> None:
    a_place = Within(("place_id",), Selection(ACCOUNTS, OneOf("kind", ("home",))), ("id",))
    assert orders(every(a_place, Null("place_id"))) == NONE
    assert orders(every(a_place, Null("place_id", yes=False))) == a_place


def test_a_choice_of_which_all_but_one_is_denied_by_and_by_leaves_that_one() -> None:
    """What is learnt of the first choice denies a part of the second."""
    red, green, blue = (OneOf("colour", (name,)) for name in ("red", "green", "blue"))
    one = any_of(red, HELD)
    other = any_of(every(Among(("id",), HELD.keys, yes=False), green), every(NOTE, blue))
    asked = every(OneOf("colour", ("red",), yes=False), one, other)
    assert accounts(asked) == every(OneOf("colour", ("red",), yes=False), HELD, NOTE, blue)


# ---- what was made simpler before -----------------------------------------------------------------------------


def remembered(where: Predicate, shop: Shop | None = None) -> Predicate:
    return simplified(Selection(ORDERS, where), shop or Shop(), lambda _: None).where


def test_other_lists_at_the_same_places_are_told_apart_from_those_before() -> None:
    def about(*keys: int, paid: tuple[Scalar, ...]) -> Predicate:
        of_them = Among(("id",), frozenset((key,) for key in keys))
        return every(
            any_of(of_them, Before("placed_on", LATE)),
            any_of(negate(of_them), OneOf("paid", paid)),
            its_account(every(HELD, Null("id", yes=False))),
        )

    for keys, paid in (((1, 2), (1,)), ((3,), (True,)), ((1, 2), (True, "x")), ((), ())):
        where = about(*keys, paid=paid)
        direct = simpler(Selection(ORDERS, where), Shop()).where
        assert repr(remembered(where)) == repr(direct)
        assert repr(remembered(where)) == repr(direct), "the second time, from what was kept"


def test_a_list_that_is_asked_for_twice_is_one_list() -> None:
    twice = any_of(every(HELD, NOTE), every(negate(HELD), NOTE))
    assert remembered(twice) == simpler(Selection(ORDERS, twice), Shop()).where == NOTE


def test_where_the_columns_answer_otherwise_it_is_made_simpler_anew() -> None:
    where = its_account()
    assert remembered(where) == where
    assert remembered(where, Shop(leads_to_one=True)) == EVERY
    assert remembered(where) == where


def test_nothing_of_any_row_is_kept() -> None:
    remembered(every(HELD, OneOf("email", ("kari@a.example",)), Before("placed_on", EARLY)))
    assert _KNOWN
    assert "kari" not in repr(_KNOWN)
    kept = [
        part for one in (*_KNOWN, *(known.simple for known in _KNOWN.values())) for part in walk(one.where)
    ]
    lists = [value for part in kept if isinstance(part, Among) for key in part.keys for value in key]
    assert lists and all(isinstance(value, int) for value in lists)


def test_what_cannot_be_told_is_refused_each_time() -> None:
    def refuse(rows: Selection) -> None:
        raise LookupError(rows.collection)

    never_seen = Selection(ORDERS, Null("never seen before"))
    for _ in range(2):
        with pytest.raises(LookupError):
            simplified(never_seen, Shop(), refuse)

"""Art. 12(6): what a right code proves, by how long the address was known, whose it is, and what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.engine.worlds import profile

from hjemmel.core.entrance.identity_check import Address, Proof, level_needed, proved, proved_by_provider
from hjemmel.core.facts import About, AddressGiven, AddressKind, Origin
from hjemmel.core.request import Level
from hjemmel.core.rights.right import Right

GIFTS, TRADES = profile("gifts"), profile("trades")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
KARI, OLA = (About(collection="nettbutikk.accounts", key=(number,)) for number in (1, 2))
MINE, OTHER = "mark-of-mine", "mark-of-another"
KNOWN = Address(whose=(KARI,), mark=MINE, given=(), since=(date(2024, 1, 1),), is_persons=True, is_whole=True)


def given(mark: str, days_ago: int) -> AddressGiven:
    return AddressGiven(
        about=KARI,
        kind=AddressKind.EMAIL,
        mark=mark,
        origin=Origin.OTHER,
        at=NOW - timedelta(days=days_ago),
    )


@pytest.mark.parametrize(
    ("address", "proof"),
    [
        (KNOWN, Proof.IDENTITY),
        (replace(KNOWN, since=(TODAY - timedelta(days=30),)), Proof.IDENTITY),
        (replace(KNOWN, since=(TODAY - timedelta(days=29),)), Proof.NEW),
        (replace(KNOWN, since=(date(2024, 1, 1), TODAY)), Proof.NEW),
        (replace(KNOWN, since=()), Proof.AGE_UNKNOWN),
        (replace(KNOWN, since=(None,)), Proof.AGE_UNKNOWN),
        (replace(KNOWN, since=(), given=(given(MINE, 40),)), Proof.IDENTITY),
        (replace(KNOWN, given=(given(MINE, 3),)), Proof.NEW),
        (replace(KNOWN, given=(given(OTHER, 300),)), Proof.NEW),
        (replace(KNOWN, given=(given(MINE, 40), given(OTHER, 2))), Proof.NEW),
        (replace(KNOWN, given=(given(OTHER, 300), given(MINE, 5))), Proof.NEW),
        (replace(KNOWN, given=(given(OTHER, 300), given(MINE, 60), given(MINE, 1))), Proof.IDENTITY),
        (replace(KNOWN, whose=()), Proof.NOBODY),
        (replace(KNOWN, whose=(KARI, OLA)), Proof.SHARED),
        (replace(KNOWN, is_persons=False), Proof.SHARED),
        (replace(KNOWN, is_whole=False), Proof.OUT_OF_SIGHT),
    ],
)
def test_a_code_shows_who_asks_only_by_an_address_that_was_known_for_a_while_and_is_one_persons(
    address: Address, proof: Proof
) -> None:
    assert proved(GIFTS, Right.ACCESS, address, NOW) is proof


def test_data_and_people_for_whom_the_declaration_is_stricter_take_more_than_a_code() -> None:
    employee = next(
        About(collection=name, key=(1,))
        for name, collection in TRADES.collections.items()
        if getattr(collection.whose.kind, "kind", "") == "employee" and not collection.whose.path
    )
    assert level_needed(TRADES, Right.ACCESS, (employee,)) is Level.HIGH
    assert level_needed(TRADES, Right.RESTRICTION, (employee,)) is Level.ORDINARY
    assert level_needed(TRADES, Right.OBJECTION, (employee,)) is None
    assert proved(TRADES, Right.ERASURE, replace(KNOWN, whose=(employee,)), NOW) is Proof.NOT_ENOUGH
    assert level_needed(GIFTS, Right.ACCESS, (KARI,)) is Level.ORDINARY


def test_where_the_statement_offers_no_code_none_is_enough() -> None:
    check = GIFTS.declaration.identity_check
    assert check
    in_person = check.model_copy(update={"how": ("in_person",)})
    declaration = GIFTS.declaration.model_copy(update={"identity_check": in_person})
    assert proved(replace(GIFTS, declaration=declaration), Right.ACCESS, KNOWN, NOW) is Proof.NOT_ENOUGH


def test_a_provider_that_only_tries_addresses_is_not_enough_where_something_surer_is_asked_for() -> None:
    employee = next(
        About(collection=name, key=(1,))
        for name, collection in TRADES.collections.items()
        if getattr(collection.whose.kind, "kind", "") == "employee" and not collection.whose.path
    )
    known = replace(KNOWN, whose=(employee,))

    def by(how: str, *, by_number: bool = False) -> Proof:
        return proved_by_provider(TRADES, Right.ERASURE, known, NOW, how=how, by_number=by_number)

    assert by("oidc") is Proof.NOT_ENOUGH
    assert by("bankid") is Proof.IDENTITY
    assert by("oidc", by_number=True) is Proof.IDENTITY


@pytest.mark.parametrize(
    ("address", "by_number", "proof"),
    [
        (KNOWN, False, Proof.IDENTITY),
        (replace(KNOWN, whose=()), True, Proof.NOBODY),
        (replace(KNOWN, whose=(KARI, OLA)), True, Proof.SHARED),
        (replace(KNOWN, is_persons=False), False, Proof.SHARED),
        (replace(KNOWN, is_whole=False), True, Proof.OUT_OF_SIGHT),
        (replace(KNOWN, since=(), given=()), False, Proof.AGE_UNKNOWN),
        (replace(KNOWN, since=(), given=()), True, Proof.IDENTITY),
    ],
)
def test_an_address_that_a_provider_vouches_for_must_be_as_old_as_for_a_code_and_a_number_need_not(
    address: Address, by_number: bool, proof: Proof
) -> None:
    assert proved_by_provider(GIFTS, Right.ACCESS, address, NOW, how="oidc", by_number=by_number) is proof

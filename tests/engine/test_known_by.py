"""What somebody is known by finds that person's rows as the declaration says they are compared, and nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from hjemmel.core.lineage import Identity

from .worlds import World, changed, compiled, findings

TODAY = date(2026, 11, 23)
AS_WRITTEN = "        identity: {email: email, phone: phone}\n        when_due: overwrite"
NORMAL = (
    "        identity: {email: {column: email, normal: email}, phone: {column: phone, normal: phone}}\n"
    "        when_due: overwrite"
)
TWO_COLUMNS = "        identity: {email: [{column: email, normal: email}, title], phone: phone}\n        when_due: overwrite"
STORED = (
    "        identity: {email: {column: email, normal: email, stored: title}}\n        when_due: overwrite"
)
ACCOUNTS = "nettbutikk.accounts"


def accounts(declared: str, *rows: dict[str, object]) -> World:
    numbered = [{"id": number, **row} for number, row in enumerate(rows, 1)]
    return World(compiled(changed("gifts", (NORMAL, declared))), TODAY, {ACCOUNTS: numbered})


def found(world: World, *identities: Identity) -> set[object]:
    return {about.key[0] for about in world.house().homes(*identities) if about.collection == ACCOUNTS}


def test_letter_by_letter_is_what_a_column_is_compared_by_if_nothing_else_is_declared() -> None:
    world = accounts(AS_WRITTEN, {"email": "Kari@A.example"}, {"email": "kari@a.example"})
    assert found(world, Identity("kari@a.example")) == {2}


@pytest.mark.parametrize("asked", ["kari@a.example", " KARI@A.EXAMPLE ", "<Kari@a.example>"])
def test_an_address_is_found_however_it_was_written_where_that_is_declared(asked: str) -> None:
    world = accounts(
        NORMAL, {"email": "Kari@A.example"}, {"email": " kari@a.example"}, {"email": "kari+x@a.example"}
    )
    assert found(world, Identity(asked)) == {1, 2}


@pytest.mark.parametrize("asked", ["40000003", "+47 400 00 003", "0047 40000003", "400 00 003"])
def test_a_phone_number_is_found_with_and_without_the_countrys(asked: str) -> None:
    world = accounts(NORMAL, {"phone": "+4740000003"}, {"phone": "400 00 003"}, {"phone": "+46 40000003"})
    assert found(world, Identity(asked)) == {1, 2}


def test_several_identities_find_all_that_any_of_them_finds() -> None:
    world = accounts(NORMAL, {"email": "kari@a.example"}, {"phone": "40000003"}, {"phone": "40000009"})
    assert found(world, Identity("kari@a.example"), Identity("40000003", "phone")) == {1, 2}


def test_an_identity_of_one_kind_is_not_looked_for_in_columns_of_another() -> None:
    world = accounts(NORMAL, {"email": "40000003@a.example"}, {"phone": "40000003"})
    assert found(world, Identity("40000003", "email")) == set()


def test_several_columns_may_hold_identities_of_one_kind() -> None:
    world = accounts(TWO_COLUMNS, {"email": "kari@a.example"}, {"title": "kari@a.example"})
    assert found(world, Identity("kari@a.example")) == {1, 2}


def test_a_stored_normal_form_is_what_is_compared_where_there_is_one() -> None:
    world = accounts(
        STORED, {"email": "Kari@A.example", "title": "kari@a.example"}, {"email": "kari@a.example"}
    )
    assert found(world, Identity("KARI@a.example")) == {1}


def test_a_stored_form_says_what_form_it_is() -> None:
    without_a_form = STORED.replace(", normal: email", "")
    assert findings(changed("gifts", (NORMAL, without_a_form)))


@pytest.mark.parametrize("asked", ["", " ", "\0", "kari@a.example\0", "' OR 1=1 --", "😀", "%", "+"])
def test_whatever_is_typed_finds_nobody_but_those_who_have_it(asked: str) -> None:
    for declared in (AS_WRITTEN, NORMAL, STORED):
        world = accounts(
            declared, {"email": "kari@a.example", "phone": "40000003"}, {"email": "", "phone": ""}
        )
        assert found(world, Identity(asked)) <= {2}


def test_nobody_is_found_by_a_day_of_birth_alone() -> None:
    declared = AS_WRITTEN.replace("phone: phone}", "phone: phone, birth_date: title}")
    world = accounts(declared, {"title": "1980-01-01", "email": "kari@a.example"})
    assert found(world, Identity("1980-01-01")) == set()

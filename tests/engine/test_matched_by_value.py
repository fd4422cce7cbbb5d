"""Rows that are known to be one person's by an equal value alone stay so when the value has been blanked."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.core.grounds.company import DECLARATION

from hjemmel.core.action import Verb
from hjemmel.core.facts import About, Restricted
from hjemmel.core.grounds.explain import State

from .ports import ANE, Stores
from .worlds import World, compiled, house, in_memory, sweep

TODAY = date(2026, 3, 31)
WITHDRAWN = date(2026, 4, 2)
ALL_CONSENTS = DECLARATION.replace("only_if: {basis: consent}, ", "")
READER = ("letter.readers", "email", 1)
MAIL = "kari@a.example"


def former_customer_who_reads_on() -> World:
    """The customer relationship is long over; the newsletter she still wants."""
    rows = {
        "shop.accounts": [
            {"id": 7, "kind": "person", "name": "Kari", "email": MAIL, "created_at": "2020-01-01 08:00:00"}
        ],
        "letter.readers": [{"id": 1, "email": MAIL, "basis": "customer", "given_at": "2026-03-01"}],
        "letter.sends": [{"id": 1, "reader_id": 1, "at": "2026-03-15", "subject": "s"}],
    }
    return World(compiled(ALL_CONSENTS), TODAY, rows)


def test_when_the_address_of_the_card_is_blanked_it_is_remembered_whose_reader_it_was() -> None:
    world, stores = former_customer_who_reads_on(), Stores()
    assert world.state(*READER) is State.HELD
    assert set(sweep(world.house(stores))) == {"overwrite shop.accounts"}
    assert world.row("shop.accounts", 7)["email"] == "gone-7@invalid.example"
    known = stores.facts.read()
    assert [(link.about.key, link.to.key) for link in known.linked] == [((1,), (7,))]
    assert MAIL not in repr(known), "rows are linked by their keys"
    assert world.told(*known).state(*READER) is State.HELD


def test_a_consent_that_ends_later_ends_the_last_ground_as_it_would_have_before() -> None:
    for with_sweep in (False, True):
        world, stores = former_customer_who_reads_on(), Stores()
        if with_sweep:
            sweep(world.house(stores))
        world.row("letter.readers", 1)["left_at"] = "2026-04-01"
        later = world.told(*stores.facts.read()).on(WITHDRAWN)
        assert later.state(*READER) is State.DUE, with_sweep
        assert "erase letter.readers" in sweep(
            house(world.map, in_memory(world.map, world.tables), WITHDRAWN, stores)
        )


def test_a_restriction_of_the_customer_still_reaches_what_the_newsletter_holds() -> None:
    world, stores = former_customer_who_reads_on(), Stores()
    sweep(world.house(stores))
    world.row("letter.readers", 1)["left_at"] = "2026-04-01"
    restricted = Restricted(
        about=About(collection="shop.accounts", key=(7,)), at=datetime(2026, 4, 1, 12, tzinfo=UTC)
    )
    later = world.told(*stores.facts.read(), restricted).on(WITHDRAWN)
    assert later.state(*READER) is State.HELD


def test_who_asks_with_the_readers_address_is_shown_the_customers_rows_too() -> None:
    world, stores = former_customer_who_reads_on(), Stores()
    identified = compiled(
        ALL_CONSENTS.replace(
            "unmatched: own_subject}\n        when_due",
            "unmatched: own_subject}\n        identity: {email: email}\n        when_due",
        )
    )
    sweep(world.house(stores))
    world.tables["shop.invoices"].append({"id": 3, "account_id": 7, "year": 2025, "amount": 5})
    world.tables["shop.invoices"].append({"id": 4, "account_id": 8, "year": 2025, "amount": 5})
    found = house(identified, in_memory(identified, world.tables), TODAY, stores).why(MAIL)
    assert {(name, key) for name, key, _ in found.rows} == {
        ("shop.accounts", (7,)),
        ("shop.invoices", (3,)),
        ("letter.readers", (1,)),
        ("letter.sends", (1,)),
    }


def test_with_the_newsletter_out_of_reach_the_address_waits_and_the_rest_of_the_card_does_not() -> None:
    world, stores = former_customer_who_reads_on(), Stores()
    reached = {name: one for name, one in in_memory(world.map, world.tables).items() if name != "letter"}
    told = house(world.map, reached, TODAY, stores)
    plan = told.plan_sweep()
    told.approve(plan.digest, ANE)
    told.advance(plan.digest, ANE)
    assert [dict(action.values) for action in plan.actions] == [{"name": "gone"}]
    assert world.row("shop.accounts", 7)["email"] == MAIL
    waiting = [refusal for refusal in plan.refusals if refusal.collection == "shop.accounts"]
    assert [(refusal.rows, refusal.unknown, refusal.waits_en) for refusal in waiting] == [
        (1, True, "the system is reached: rows there are known by this value alone")
    ]
    assert set(sweep(world.house(stores))) == {"overwrite shop.accounts"}
    assert world.row("shop.accounts", 7)["email"] != MAIL
    assert len(stores.facts.read().linked) == 1


def test_a_person_who_blanks_by_hand_finds_that_hjemmel_has_remembered() -> None:
    watched = compiled(ALL_CONSENTS.replace("mode: act", "mode: watch"))
    world, stores = former_customer_who_reads_on().under(watched), Stores()
    told = world.house(stores)
    plan = told.plan_sweep()
    assert {(action.verb, action.by_hand) for action in plan.actions} == {(Verb.OVERWRITE, True)}
    told.approve(plan.digest, ANE)
    told.advance(plan.digest, ANE)
    assert world.row("shop.accounts", 7)["email"] == MAIL
    assert len(stores.facts.read().linked) == 1

"""Looking a person up: exactly that person's rows and fields, and nobody else's, in every system."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hjemmel.core.facts import About, Restricted
from hjemmel.core.grounds.explain import State
from hjemmel.engine.lookup import Found

from .ports import Stores
from .worlds import World, profile, sweep

TODAY = date(2026, 11, 23)
BUYER, OWNER, USER = 1, 2, 3


def family() -> World:
    """Father buys, mother owns and pays, the child uses; and another family beside them."""
    people = [(BUYER, "buyer", "far"), (OWNER, "owner", "mor"), (USER, "user", "barn"), (9, "owner", "nabo")]
    rows = {
        "abonnement.persons": [
            {"id": n, "relation": relation, "name": name, "email": f"{name}@a.example", "created_at": "2020-01-01 08:00:00"}
            for n, relation, name in people
        ],
        "abonnement.subscriptions": [
            {"id": 10, "buyer_id": BUYER, "owner_id": OWNER, "user_id": USER, "msisdn": "40000003", "plan": "Ung"},
            {"id": 19, "buyer_id": 9, "owner_id": 9, "user_id": 9, "msisdn": "40000019", "plan": "M"},
        ],
        "abonnement.consents": [
            {"id": 50, "person_id": USER, "purpose": "news", "given_at": "2026-01-01 08:00:00"},
        ],
        "faktura.invoices": [
            {"id": 20, "owner_id": OWNER, "amount": 299, "due_on": "2026-10-20", "fiscal_year": 2026, "period": "monthly"},
            {"id": 29, "owner_id": 9, "amount": 199, "due_on": "2026-10-20", "fiscal_year": 2026, "period": "monthly"},
        ],
        "faktura.lines": [{"id": 25, "invoice_id": 20, "text": "Ung", "amount": 299}],
        "taksering.cdr": [
            {"id": 30, "subscription_id": 10, "user_id": USER, "invoice_id": 20, "billed": True, "started_at": "2026-10-01 08:00:00",
             "b_number": "40000009"},
            {"id": 39, "subscription_id": 19, "user_id": 9, "invoice_id": 29, "billed": True, "started_at": "2026-10-01 08:00:00"},
        ],
        "kundeservice.cases": [{"id": 60, "person_id": USER, "subject": "hjelp", "opened_at": "2026-10-01 08:00:00"}],
    }  # fmt: skip
    return World(profile("mobile"), TODAY, rows)


def seen(found: Found) -> dict[tuple[str, tuple[object, ...]], set[str]]:
    """Of each row, the personal fields that the view shows."""
    return {
        (collection, key): {
            column for answer in answers if answer.group.is_personal for column in answer.group.columns
        }
        for collection, key, answers in found.rows
    }


def test_the_users_view_has_the_users_rows_and_never_the_owners_bill() -> None:
    view = seen(family().house().why("barn@a.example"))
    assert set(view) == {
        ("abonnement.persons", (USER,)),
        ("abonnement.subscriptions", (10,)),
        ("abonnement.consents", (50,)),
        ("taksering.cdr", (30,)),
        ("kundeservice.cases", (60,)),
    }
    assert view[("abonnement.subscriptions", (10,))] == {"msisdn"}, "the plan is the owner's affair"
    assert "started_at" in view[("taksering.cdr", (30,))]
    assert "b_number" not in view[("taksering.cdr", (30,))], "whoever was called is somebody else"


def test_the_owners_view_has_the_bill_and_not_the_users_traffic() -> None:
    view = seen(family().house().why("mor@a.example"))
    assert set(view) == {
        ("abonnement.persons", (OWNER,)),
        ("abonnement.subscriptions", (10,)),
        ("faktura.invoices", (20,)),
        ("faktura.lines", (25,)),
    }
    assert "msisdn" not in view[("abonnement.subscriptions", (10,))]
    assert "plan" in view[("abonnement.subscriptions", (10,))]


def test_the_buyers_view_has_the_buyers_card_alone() -> None:
    assert set(seen(family().house().why("far@a.example"))) == {("abonnement.persons", (BUYER,))}


def test_nobody_is_found_by_what_is_no_identity() -> None:
    for query in ("", "40000003", "Ung", "%", "' OR 1=1 --", "barn@b.example"):
        assert family().house().why(query).rows == ()


def test_the_answers_are_those_of_the_whole_company() -> None:
    """What was gathered for one person is enough: each answer is the same as with everything in hand."""
    world = family()
    for query in ("barn@a.example", "mor@a.example", "far@a.example", "nabo@a.example"):
        for collection, key, answers in world.house().why(query).rows:
            row = world.row(collection, *key)
            assert answers == tuple(world.grounds.explain(answer.group, row) for answer in answers)


def test_two_people_with_the_same_address_are_both_found_and_kept_apart() -> None:
    world = family()
    world.row("abonnement.persons", BUYER)["email"] = "mor@a.example"
    view = seen(world.house().why("mor@a.example"))
    assert {key for collection, key in view if collection == "abonnement.persons"} == {(BUYER,), (OWNER,)}
    assert not [key for key in view if key[0] == "taksering.cdr"]


# ---- who is a subject by himself --------------------------------------------------------------------------


def reader_who_never_bought() -> World:
    rows = {
        "nettbutikk.accounts": [
            {"id": 4, "buyer_kind": "person", "email": "kari@a.example", "created_at": "2026-01-01 08:00:00"}
        ],
        "nyhetsbrev.subscribers": [
            {"id": 4, "email": "ola@b.example", "basis": "consent", "consent_at": "2026-10-01 08:00:00"},
            {"id": 5, "email": "kari@a.example", "basis": "consent", "consent_at": "2026-10-01 08:00:00"},
        ],
        "nyhetsbrev.sends": [
            {
                "id": 7,
                "subscriber_id": 4,
                "class": "nyhetsbrev",
                "at": "2026-11-01 08:00:00",
                "decision": "sendt",
            },
            {
                "id": 8,
                "subscriber_id": 5,
                "class": "nyhetsbrev",
                "at": "2026-11-01 08:00:00",
                "decision": "sendt",
            },
        ],
    }
    return World(profile("gifts"), TODAY, rows)


def test_a_reader_who_is_no_customer_is_found_with_what_was_sent() -> None:
    assert set(seen(reader_who_never_bought().house().why("ola@b.example"))) == {
        ("nyhetsbrev.subscribers", (4,)),
        ("nyhetsbrev.sends", (7,)),
    }


def test_a_customer_is_found_by_the_address_in_the_newsletter_too() -> None:
    assert set(seen(reader_who_never_bought().house().why("kari@a.example"))) == {
        ("nettbutikk.accounts", (4,)),
        ("nyhetsbrev.subscribers", (5,)),
        ("nyhetsbrev.sends", (8,)),
    }


@pytest.mark.parametrize(
    ("collection", "column", "key"),
    [("nyhetsbrev.subscribers", "email", 4), ("nyhetsbrev.sends", "decision", 7)],
)
def test_a_restriction_of_a_reader_who_is_no_customer_holds_all_that_is_about_the_reader(
    collection: str, column: str, key: int
) -> None:
    world = reader_who_never_bought()
    world.row("nyhetsbrev.subscribers", 4).update(basis=None, consent_at=None)
    world.row("nyhetsbrev.subscribers", 4)["optout_at"] = "2020-01-01 08:00:00"
    assert world.state(collection, column, key) is State.DUE
    about = About(collection="nyhetsbrev.subscribers", key=(4,))
    held = world.told(Restricted(about=about, at=datetime(2026, 11, 1, tzinfo=UTC)))
    assert held.state(collection, column, key) is State.HELD
    assert held.state("nyhetsbrev.sends", "decision", 8) is State.HELD


def test_two_blanks_that_look_alike_are_not_one_person() -> None:
    """Customer 4 and reader 4 have both been overwritten, and both blanks read slettet-4@invalid.example."""
    world = reader_who_never_bought()
    world.row("nettbutikk.accounts", 4)["email"] = "slettet-4@invalid.example"
    world.row("nyhetsbrev.subscribers", 4).update(
        email="slettet-4@invalid.example", optout_at="2026-11-01 08:00:00"
    )
    about = About(collection="nettbutikk.accounts", key=(4,))
    held = world.on(date(2032, 1, 1)).told(Restricted(about=about, at=datetime(2026, 11, 2, tzinfo=UTC)))
    assert held.state("nyhetsbrev.subscribers", "basis", 4) is State.DUE


# ---- days are remembered for everybody whose day it was ---------------------------------------------------


def test_the_end_is_remembered_for_the_user_too_when_the_owners_subscription_goes() -> None:
    rows = {
        "abonnement.persons": [
            {"id": n, "relation": relation, "email": f"p{n}@a.example", "created_at": "2015-01-01 08:00:00"}
            for n, relation in ((OWNER, "owner"), (USER, "user"))
        ],
        "abonnement.subscriptions": [
            {
                "id": 10,
                "buyer_id": OWNER,
                "owner_id": OWNER,
                "user_id": USER,
                "plan": "Ung",
                "closed_on": "2024-03-31",
            }
        ],
        "abonnement.consents": [
            {"id": 50, "person_id": USER, "purpose": "news", "given_at": "2020-01-01 08:00:00"}
        ],
    }
    world, stores = World(profile("mobile"), TODAY, rows), Stores()
    assert world.until("abonnement.consents", "purpose", 50) == date(2027, 3, 31)
    assert "erase abonnement.subscriptions" in sweep(world.house(stores))
    after = world.told(*stores.facts.read())
    assert after.until("abonnement.consents", "purpose", 50) == date(2027, 3, 31)

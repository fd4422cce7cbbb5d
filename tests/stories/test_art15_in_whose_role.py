"""Art. 15 and 17 where one subscription has an owner, a buyer and a user: each asks for themselves alone. The owner
who pays never sees, nor erases, what the user has called, written or looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.core.grounds.test_scenarios import BUYER, OWNER, USER, family
from tests.engine.ports import ANE
from tests.engine.worlds import World

from hjemmel.core.action import Verb
from hjemmel.core.facts import About
from hjemmel.core.plan import Plan
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

TODAY = date(2026, 11, 23)
THEIRS = {
    (OWNER, "owner"): {"abonnement.persons", "abonnement.subscriptions", "faktura.invoices"},
    (OWNER, ""): {"abonnement.persons", "abonnement.subscriptions", "faktura.invoices"},
    (BUYER, "buyer"): {"abonnement.persons"},
    (USER, "user"): {"abonnement.persons", "abonnement.subscriptions", "taksering.cdr"},
    (USER, ""): {"abonnement.persons", "abonnement.subscriptions", "taksering.cdr"},
    (USER, "owner"): set(),
    (BUYER, "user"): set(),
}


def asking(right: Right, person: int, role: str) -> Ask:
    return Ask(
        id="Q" * 16,
        right=right,
        about=(About(collection="abonnement.persons", key=(person,)),),
        at=datetime(2026, 11, 23, 8, tzinfo=UTC),
        role=role,
    )


def planned(world: World, right: Right, person: int, role: str) -> Plan:
    return world.house().preview_request(asking(right, person, role))


@pytest.mark.story
@pytest.mark.parametrize(("who", "collections"), THEIRS.items())
def test_each_is_shown_what_is_about_them_in_the_role_in_which_they_ask(
    who: tuple[int, str], collections: set[str]
) -> None:
    plan = planned(family(), Right.ACCESS, *who)
    assert {action.rows.collection for action in plan.actions if action.verb is Verb.EXPORT} == collections
    assert all(action.expected == 1 for action in plan.actions)


@pytest.mark.story
@pytest.mark.parametrize(("person", "column"), [(OWNER, "plan"), (USER, "msisdn")])
def test_of_a_shared_row_each_is_shown_their_own_fields(person: int, column: str) -> None:
    plan = planned(family(), Right.ACCESS, person, "")
    (of_row,) = (one for one in plan.actions if one.rows.collection == "abonnement.subscriptions")
    told = {name for name, _ in of_row.values}
    assert column in told
    assert ("msisdn" in told) is (person == USER)
    assert [one.collection for one in plan.reviews if one.because.rule == "others-in-row"], (
        "somebody looks first"
    )


@pytest.mark.story
def test_the_number_that_was_called_is_somebody_elses_and_not_shown() -> None:
    plan = planned(family(), Right.ACCESS, USER, "user")
    (traffic,) = (one for one in plan.actions if one.rows.collection == "taksering.cdr")
    assert "b_number" not in {name for name, _ in traffic.values}
    assert "taksering.cdr" in {one.collection for one in plan.reviews}


@pytest.mark.story
@pytest.mark.parametrize("role", ["owner", ""])
def test_an_owner_who_is_erased_takes_nothing_of_the_users(role: str) -> None:
    world = family()
    for subscription in world.tables["abonnement.subscriptions"]:
        subscription["closed_on"] = "2025-01-01"
    for traffic in world.tables["taksering.cdr"]:
        traffic["started_at"] = "2025-01-01 08:00:00"
    before = dict(world.row("taksering.cdr", 30))
    number = world.row("abonnement.subscriptions", 10)["msisdn"]
    house = world.house()
    plan = house.plan_request(asking(Right.ERASURE, OWNER, role), actor=ANE)
    assert "taksering.cdr" not in {action.rows.collection for action in plan.actions}
    house.approve(plan.digest, ANE, looked_at=plan.reviews)
    house.advance(plan.digest, ANE)
    assert world.row("taksering.cdr", 30) == before
    assert world.row("abonnement.subscriptions", 10)["msisdn"] == number


@pytest.mark.story
@pytest.mark.parametrize("person", [OWNER, USER])
def test_an_active_service_and_an_unpaid_bill_keep_what_they_need_and_say_so(person: int) -> None:
    """What the mobile company has published: erased any day, but for the law, the service and what is owed."""
    world = family()
    plan = planned(world, Right.ERASURE, person, "")
    assert plan.actions == ()
    refused = {(one.collection, one.because.rule) for one in plan.refusals}
    assert ("abonnement.persons", "deliver") in refused
    assert ("abonnement.subscriptions", "deliver") in refused
    assert (("faktura.invoices", "bookkeeping") in refused) is (person == OWNER)
    assert (("taksering.cdr", "bill") in refused) is (person == USER)
    assert all(one.because.law and one.because.line for one in plan.refusals)

"""A row of which every datum is blank: a shell. It stays while rows refer to it, and then goes with the next sweep."""

from __future__ import annotations

from datetime import date

from .worlds import World, profile, sweep

TODAY = date(2026, 11, 23)
SHELL = {"id": 9, "account_id": 7, "name": "slettet", "invoice_address": None, "orgnr": None}
CARD = {
    "id": 7, "buyer_kind": "person", "first_name": "slettet", "last_name": "slettet",
    "email": "slettet-7@invalid.example", "marketing_opt_out": False, "created_at": "2010-01-01 10:00:00",
}  # fmt: skip


def company(**rows: list[dict[str, object]]) -> World:
    given = {"nettbutikk.accounts": [CARD], "regnskap.customers": [SHELL]}
    return World(
        profile("gifts"), TODAY, given | {name.replace("__", "."): found for name, found in rows.items()}
    )


def test_a_shell_that_nothing_refers_to_is_erased() -> None:
    world = company()
    assert sweep(world.house()) == ["erase regnskap.customers"]
    assert world.tables["regnskap.customers"] == []
    assert sweep(world.house()) == [], "and then there is nothing more to do"


def test_a_shell_stays_as_long_as_an_invoice_refers_to_it() -> None:
    invoice = {"id": 1, "customer_id": 9, "amount": 900, "issued_on": "2024-02-01", "fiscal_year": 2024}
    world = company(regnskap__invoices=[invoice])
    assert sweep(world.house()) == []
    later = world.on(date(2030, 1, 1))
    assert sweep(later.house()) == ["erase regnskap.invoices", "erase regnskap.customers"]


def test_a_shell_that_is_to_be_overwritten_stays_for_good_and_no_plan_names_it() -> None:
    world = company(regnskap__customers=[])
    plan = world.house().plan_sweep()
    assert (plan.actions, plan.refusals) == ((), ())
    assert len(world.tables["nettbutikk.accounts"]) == 1

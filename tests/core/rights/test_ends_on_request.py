"""Art. 17: what a company keeps for a while after a contract ends with the contract for somebody who asks to be erased. Until
then the contract needs it, and what a law makes the company keep stays."""

from datetime import UTC, date, datetime

import pytest
from tests.core.grounds.test_two_evaluations_agree import MAP

from hjemmel.core.facts import About, ErasureAsked, Facts
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.brings import brings
from hjemmel.core.rights.right import Right

TODAY = date(2026, 3, 31)
TRADER = About(collection="shop.accounts", key=(1,))


def ask(right: Right, role: str = "") -> Ask:
    return Ask(
        id="e" * 16, right=right, about=(TRADER,), at=datetime(2026, 3, 30, 9, 0, tzinfo=UTC), role=role
    )


def answer(last_order: str, facts: Facts) -> tuple[State, date | None]:
    """What becomes of the trader's name, and on which day it goes."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in MAP.collections}
    account = {
        "id": 1,
        "name": "Kari",
        "email": "k@a.example",
        "kind": "enk",
        "no_offers": None,
        "created_at": "2020-01-01",
    }
    tables["shop.accounts"] = [account]
    tables["shop.orders"] = [{"id": 1, "account_id": 1, "placed_at": last_order, "total": 10}]
    grounds = Grounds(Rows(MAP, tables, frozenset()), facts, TODAY)
    accounts = MAP.collections["shop.accounts"]
    found = grounds.explain(next(one for one in accounts.groups if "name" in one.columns), account)
    return found.state, found.until


@pytest.mark.parametrize("role", ["", "trader"])
def test_after_the_contract_it_is_due_once_they_ask_and_before_only_its_end_comes_sooner(role: str) -> None:
    asked = brings(ask(Right.ERASURE, role), MAP, Facts())
    assert [one.purpose for one in asked.erasures] == ["deliver"]
    over_since_10_march, active = "2026-01-10", "2026-03-20"
    assert answer(over_since_10_march, Facts()) == (State.HELD, date(2026, 4, 9))
    assert answer(over_since_10_march, asked)[0] is State.DUE
    assert answer(active, Facts()) == (State.HELD, date(2026, 6, 19))
    assert answer(active, asked) == (State.HELD, date(2026, 5, 20)), (
        "with the contract, not thirty days after"
    )


def test_it_is_brought_once_by_erasure_alone_and_only_where_the_company_lets_it() -> None:
    asked = brings(ask(Right.ERASURE), MAP, Facts())
    assert brings(ask(Right.ERASURE), MAP, asked) == asked
    for right in set(Right) - {Right.ERASURE}:
        assert brings(ask(right), MAP, Facts()).erasures == ()
    assert not any(isinstance(one, ErasureAsked) and one.purpose == "books" for one in asked)


def test_an_old_request_ends_nothing_of_whoever_comes_back_until_they_ask_again() -> None:
    asked = Facts().told(
        [ErasureAsked(about=TRADER, purpose="deliver", at=datetime(2025, 3, 30, tzinfo=UTC))]
    )
    ordered_again = "2026-01-10"
    assert answer(ordered_again, asked) == answer(ordered_again, Facts()) == (State.HELD, date(2026, 4, 9))
    assert answer("2025-01-10", asked)[0] is State.DUE, "what they had when they asked is ended"
    again = brings(ask(Right.ERASURE), MAP, asked)
    assert [one.at for one in again.erasures] == [ask(Right.ERASURE).at]
    assert answer(ordered_again, again)[0] is State.DUE


def test_what_began_on_an_unknown_day_is_not_known_to_be_ended() -> None:
    asked = brings(ask(Right.ERASURE), MAP, Facts())
    assert answer("a day in spring", asked)[0] is State.UNKNOWN

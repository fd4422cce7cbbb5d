"""Art. 18: restricted data is neither erased nor used; when the restriction is lifted, what is due goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.facts import About, Restricted
from hjemmel.core.grounds.explain import State
from hjemmel.core.terms import Tri

from .on_files import OnFiles, at

ABOUT = About(collection="shop.accounts", key=(7,))
ROWS = {
    "shop.accounts": [
        {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2020-01-01"},
        {"id": 8, "kind": "person", "email": "ola@a.example", "name": "Ola", "created_at": "2020-01-01"},
    ],
    "shop.orders": [{"id": n, "account_id": n, "placed_at": "2020-02-01", "total": 10} for n in (7, 8)],
}
TODAY = date(2026, 3, 31)


@pytest.mark.story
def test_restricted_data_stays_though_it_is_due_and_its_use_is_barred(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, ROWS)
    company.learn(Restricted(about=ABOUT, at=at(2026, 3, 30)))
    company.sweep(TODAY)
    assert company.rows("shop.accounts", "id, name") == [(7, "Kari"), (8, "gone")]
    assert company.rows("shop.orders") == [(7,)], "the orders of the one, and of nobody else"
    answer = company.why(TODAY, "kari@a.example", "shop.accounts", "name")
    assert (answer.state, answer.restricted) == (State.HELD, Tri.YES)
    (refusal,) = company.refusals(TODAY, "shop.orders")
    assert (refusal.rows, refusal.because.law) == (1, "gdpr-18")


@pytest.mark.story
def test_data_with_a_ground_is_barred_from_use_all_the_same(tmp_path: Path) -> None:
    running = {**ROWS, "shop.orders": [{"id": 7, "account_id": 7, "placed_at": "2026-03-20", "total": 10}]}
    company = OnFiles(tmp_path, running)
    assert company.why(TODAY, "kari@a.example", "shop.accounts", "name").restricted is Tri.NO
    company.learn(Restricted(about=ABOUT, at=at(2026, 3, 30)))
    answer = company.why(TODAY, "kari@a.example", "shop.accounts", "name")
    assert answer.grounds and (answer.state, answer.restricted) == (State.HELD, Tri.YES)


@pytest.mark.story
def test_when_it_is_lifted_the_next_sweep_takes_what_it_kept(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, ROWS)
    company.learn(Restricted(about=ABOUT, at=at(2026, 3, 30), lifted_at=at(2026, 4, 2)))
    company.sweep(date(2026, 4, 1))
    assert company.rows("shop.accounts", "id, name") == [(7, "Kari"), (8, "gone")]
    company.sweep(date(2026, 4, 2))
    assert company.rows("shop.accounts", "id, name") == [(7, "gone"), (8, "gone")]
    assert company.rows("shop.orders") == []


@pytest.mark.story
def test_a_restriction_that_stands_in_the_companys_own_system_counts_as_much(tmp_path: Path) -> None:
    company = OnFiles(
        tmp_path,
        {
            **ROWS,
            "crm.contacts": [{"id": 1, "account_id": 7, "status": "a"}],
            "crm.limits": [{"id": 1, "contact_id": 1, "from_at": "2026-03-30"}],
        },
    )
    company.sweep(TODAY)
    assert company.rows("shop.accounts", "id, name") == [(7, "Kari"), (8, "gone")]

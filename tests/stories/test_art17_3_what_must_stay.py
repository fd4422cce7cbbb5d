"""Art. 17(3): a duty to keep, and a hold, refuse the erasure and name the law; when they end, the rest goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.facts import Hold, HoldKind

from .on_files import OnFiles

CARD = {"id": 7, "kind": "person", "email": "kari@a.example", "name": "Kari", "created_at": "2020-01-01"}
INVOICE = {"id": 3, "account_id": 7, "year": 2025, "amount": 5}
DISPUTE = Hold(
    id="2026/14",
    title="tvist 2026/14",
    kind=HoldKind.BOUNDED,
    home="shop.accounts",
    keys=frozenset({(7,)}),
    reason="a claim",
    approver="Ane",
    begins_on=date(2026, 3, 1),
    ends_on=date(2026, 9, 1),
    review_on=date(2026, 6, 1),
)


@pytest.mark.story
def test_the_bookkeeping_duty_refuses_with_its_law_and_ends_by_itself(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, {"shop.accounts": [CARD], "shop.invoices": [INVOICE]})
    last = date(2026, 12, 31)
    company.sweep(last)
    assert company.rows("shop.accounts", "name, email") == [("gone", "gone-7@invalid.example")]
    assert company.rows("shop.invoices") == [(3,)]
    (refusal,) = company.refusals(last, "shop.invoices")
    assert (refusal.rows, refusal.because.law) == (1, "bokforingsloven-13-primary")
    assert refusal.because.rule == "books" and refusal.because.line > 0
    company.sweep(date(2027, 1, 1))
    assert company.rows("shop.invoices") == []


@pytest.mark.story
def test_a_hold_refuses_by_name_and_law_and_the_sweep_after_its_end_takes_what_it_kept(
    tmp_path: Path,
) -> None:
    company = OnFiles(tmp_path, {"shop.accounts": [CARD]})
    company.learn(DISPUTE)
    held = date(2026, 8, 31)
    assert company.sweep(held).actions == ()
    assert company.rows("shop.accounts", "name") == [("Kari",)]
    (refusal,) = company.refusals(held, "shop.accounts")
    assert (refusal.rows, refusal.because.rule, refusal.because.law) == (1, "2026/14", "gdpr-17-3-e")
    assert "review 1 June 2026" in refusal.waits_en
    company.sweep(date(2026, 9, 1))
    assert company.rows("shop.accounts", "name") == [("gone",)]


@pytest.mark.story
def test_a_hold_on_one_customer_keeps_nobody_elses_data(tmp_path: Path) -> None:
    other = {**CARD, "id": 8, "email": "ola@a.example", "name": "Ola"}
    company = OnFiles(tmp_path, {"shop.accounts": [CARD, other]})
    company.learn(DISPUTE)
    company.sweep(date(2026, 3, 31))
    assert company.rows("shop.accounts", "id, name") == [(7, "Kari"), (8, "gone")]

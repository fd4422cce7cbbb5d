"""Art. 7(3): a consent can be withdrawn at any time, and what rests on it alone is due the same day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hjemmel.core.facts import About, ConsentGiven
from hjemmel.core.grounds.explain import State

from .on_files import OnFiles, at

READER = {"id": 1, "email": "kari@a.example", "basis": "consent", "given_at": "2026-03-01"}
SENT = {"id": 1, "reader_id": 1, "at": "2026-03-20", "subject": "s"}


@pytest.mark.story
def test_the_address_and_what_was_sent_to_it_go_the_day_the_consent_is_withdrawn(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, {"letter.readers": [READER], "letter.sends": [SENT]})
    company.change("letter.readers", "left_at = '2026-03-25'")
    assert company.sweep(date(2026, 3, 24)).actions == ()
    assert company.rows("letter.readers") == [(1,)]
    company.sweep(date(2026, 3, 25))
    assert company.rows("letter.readers") == []
    assert company.rows("letter.sends") == []


@pytest.mark.story
def test_one_who_still_says_yes_loses_nothing_when_another_withdraws(tmp_path: Path) -> None:
    other = {**READER, "id": 2, "email": "ola@a.example", "left_at": "2026-03-25"}
    company = OnFiles(tmp_path, {"letter.readers": [READER, other], "letter.sends": [SENT]})
    company.sweep(date(2026, 3, 25))
    assert company.rows("letter.readers", "id, email") == [(1, "kari@a.example")]
    assert company.rows("letter.sends") == [(1,)]


@pytest.mark.story
def test_a_consent_that_hjemmel_keeps_ends_just_so(tmp_path: Path) -> None:
    company = OnFiles(tmp_path, {"letter.readers": [{**READER, "basis": "paper"}]})
    about = About(collection="letter.readers", key=(1,))
    company.learn(ConsentGiven(about=about, purpose="news", given_at=at(2026, 3, 1)))
    assert company.sweep(date(2026, 3, 25)).actions == ()
    withdrawn = ConsentGiven(
        about=about, purpose="news", given_at=at(2026, 3, 1), withdrawn_at=at(2026, 3, 26)
    )
    company.learn(withdrawn)
    company.sweep(date(2026, 3, 26))
    assert company.rows("letter.readers") == []


@pytest.mark.story
def test_what_another_ground_holds_stays(tmp_path: Path) -> None:
    """The same person's invoice is bookkeeping's: it never rested on the consent."""
    company = OnFiles(
        tmp_path,
        {
            "shop.accounts": [
                {
                    "id": 7,
                    "kind": "person",
                    "email": READER["email"],
                    "name": "Kari",
                    "created_at": "2026-03-01",
                }
            ],
            "shop.invoices": [{"id": 3, "account_id": 7, "year": 2025, "amount": 5}],
            "letter.readers": [{**READER, "left_at": "2026-03-25"}],
        },
    )
    company.sweep(date(2026, 3, 25))
    assert company.rows("letter.readers") == []
    assert company.rows("shop.invoices") == [(3,)]
    answer = company.why(date(2026, 3, 25), "kari@a.example", "shop.accounts", "email")
    assert answer.state is State.HELD

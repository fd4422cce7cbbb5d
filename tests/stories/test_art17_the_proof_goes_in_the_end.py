"""Art. 17: who asks to be erased has said no that day. The proof of what was chosen is counted from it, and goes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.engine.worlds import text_of

from hjemmel.core.action import Verb
from hjemmel.core.facts import About
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .on_files import OnFiles
from .watched import granted

TODAY, LATER = date(2026, 11, 23), date(2029, 11, 23)
READERS = "nyhetsbrev.subscribers"
KARI = About(collection=READERS, key=(1,))
BY_CONSENT = {"id": 1, "email": "kari@post.example", "basis": "consent", "consent_at": "2024-01-10 10:00:00"}


@pytest.mark.story
def test_the_proof_of_a_choice_goes_three_years_after_the_person_asked(
    tmp_path: Path,
) -> None:
    letters = OnFiles(tmp_path, {READERS: [BY_CONSENT]}, text_of("gifts"))
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    plan = granted(letters, Ask(id="E" * 16, right=Right.ERASURE, about=(KARI,), at=at), day=TODAY)
    verbs = [one.verb for one in plan.actions if one.rows.collection == READERS]
    assert verbs == [Verb.RECTIFY, Verb.OVERWRITE]
    assert letters.rows(READERS, "email, optout_at") == [("slettet-1@invalid.example", "2026-11-23")]

    (left,) = [one for one in letters.refusals(TODAY, READERS) if one.because.rule == "prove_choices"]
    assert (left.first, left.until) == (LATER, LATER)
    letters.sweep(LATER)
    assert letters.rows(READERS) == []


@pytest.mark.story
def test_what_waits_for_something_that_has_not_happened_says_for_what(tmp_path: Path) -> None:
    letters = OnFiles(tmp_path, {READERS: [BY_CONSENT]}, text_of("gifts"))
    (left,) = [one for one in letters.refusals(TODAY, READERS) if one.because.rule == "prove_choices"]
    assert left.until is None
    assert left.waits_nb.startswith("tre år etter") and left.waits_en.startswith("three years after")

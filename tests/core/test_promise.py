"""The verdict rules, one by one: what comes first wins, and KEPT is what is left when nothing else fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hjemmel.core.promise import DEFAULT_INTERVAL, Evidence, Measurement, judge, standing
from hjemmel.core.terms import Grade, Verdict

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
GOOD = Measurement(
    at=NOW, cases=131, breaches=0, in_scope=frozenset({"shop"}), observed=frozenset({"shop"}), seen_nb="0 av 131",
    seen_en="0 of 131",
)  # fmt: skip
RISK = {"risk_nb": "Slettesperren skulle vært gjennomgått.", "risk_en": "The hold should have been reviewed."}


def judged(
    seen: Measurement, after: timedelta = timedelta(), interval: timedelta = DEFAULT_INTERVAL
) -> Evidence:
    return judge("P1", 1, Grade.MEASURED, seen, NOW + after, interval)


def test_with_everything_in_place_it_is_kept() -> None:
    assert judged(GOOD).verdict is Verdict.KEPT


def test_a_breach_is_broken_whatever_else_is_unknown_or_at_risk() -> None:
    seen = replace(GOOD, breaches=1, unknown=3, observed=frozenset(), **RISK)
    assert judged(seen, timedelta(days=30)).verdict is Verdict.BROKEN


def test_what_is_at_risk_has_all_that_kept_needs() -> None:
    risky = replace(GOOD, **RISK)
    assert judged(risky).verdict is Verdict.AT_RISK
    assert judged(risky).why_nb == RISK["risk_nb"]
    for lacking in ({"cases": 0}, {"unknown": 1}, {"missing_en": "x"}, {"observed": frozenset()}):
        assert judged(replace(risky, **lacking)).verdict is Verdict.UNKNOWN


def test_evidence_that_is_soon_too_old_is_at_risk_and_says_when() -> None:
    ages = {
        timedelta(hours=36): Verdict.KEPT,
        timedelta(hours=37): Verdict.AT_RISK,
        timedelta(hours=49): Verdict.UNKNOWN,
    }
    assert {age: judged(GOOD, age).verdict for age in ages} == ages
    told = judged(GOOD, timedelta(hours=37))
    assert told.why_en == "The probe is too old on 25 November 2026. Try the promises again before then."


def test_the_promise_names_its_own_interval() -> None:
    month = timedelta(days=30)
    assert judged(GOOD, timedelta(days=20), month).verdict is Verdict.KEPT
    assert judged(GOOD, timedelta(days=25), month).verdict is Verdict.AT_RISK


def test_a_stored_verdict_ages_by_the_same_rules() -> None:
    kept = judged(GOOD)
    verdicts = [standing(kept, NOW + timedelta(days=days), DEFAULT_INTERVAL).verdict for days in (0, 1.8, 3)]
    assert verdicts == [Verdict.KEPT, Verdict.AT_RISK, Verdict.UNKNOWN]

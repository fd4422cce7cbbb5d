"""Promises and their evidence: the verdict rules of design, in one place. KEPT is never given away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .declaration.promises import Promise as Declared
from .output.language import NBSP, Tongue
from .terms import Grade, Verdict

DEFAULT_INTERVAL = timedelta(days=2)
"""Evidence older than this is no evidence, unless the promise names its own interval."""
SOON = 0.75
"""The part of the interval after which the evidence is soon too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one probe saw. Counts only; no personal data."""

    at: datetime
    cases: int
    """How many cases there were to judge."""
    breaches: int
    in_scope: frozenset[str] = frozenset()
    """Systems the promise is about."""
    observed: frozenset[str] = frozenset()
    unknown: int = 0
    """Cases that could not be judged."""
    missing_nb: str = ""
    """What must still be proved before this may be KEPT."""
    missing_en: str = ""
    seen_nb: str = ""
    """The finding in one sentence, with its figures."""
    seen_en: str = ""
    risk_nb: str = ""
    """What will end it unless somebody does something, and the day that was to be done by: then no more than AT RISK."""
    risk_en: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    """Counts that the next measurement compares with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verdict on one promise, with what it rests on."""

    promise: str
    line: int
    grade: Grade
    verdict: Verdict
    measurement: Measurement
    why_nb: str
    why_en: str


def interval_of(promise: Declared) -> timedelta:
    """How long its evidence is good for."""
    return timedelta(days=promise.interval.about_days) if promise.interval else DEFAULT_INTERVAL


def standing(evidence: Evidence, now: datetime, interval: timedelta) -> Evidence:
    """Stored evidence as it stands now: what was KEPT and has grown too old is UNKNOWN."""
    return judge(evidence.promise, evidence.line, evidence.grade, evidence.measurement, now, interval)


def judge(
    promise: str, line: int, grade: Grade, seen: Measurement, now: datetime, interval: timedelta
) -> Evidence:
    """The verdict. A known breach is BROKEN whatever else is unknown; KEPT needs every system in scope observed,
    at least one case, nothing unjudged, nothing missing, and evidence within the interval. What has all that, and
    will lose it unless somebody does something, is AT RISK."""
    verdict, why_nb, why_en = _verdict(seen, now, interval)
    return Evidence(
        promise=promise,
        line=line,
        grade=grade,
        verdict=verdict,
        measurement=seen,
        why_nb=why_nb,
        why_en=why_en,
    )


def _verdict(seen: Measurement, now: datetime, interval: timedelta) -> tuple[Verdict, str, str]:
    if seen.breaches:
        return Verdict.BROKEN, seen.seen_nb, seen.seen_en
    unseen = sorted(seen.in_scope - seen.observed)
    if unseen:
        names = ", ".join(unseen)
        return Verdict.UNKNOWN, f"Ikke nådd: {names}.", f"Not reached: {names}."
    if now - seen.at > interval:
        return Verdict.UNKNOWN, "Prøven er for gammel.", "The probe is too old."
    if seen.missing_nb or seen.missing_en:
        return Verdict.UNKNOWN, seen.missing_nb, seen.missing_en
    if seen.unknown:
        return (
            Verdict.UNKNOWN,
            f"Tilfeller som ikke kan avgjøres: {seen.unknown:,}.".replace(",", NBSP),
            f"Cases that cannot be judged: {seen.unknown:,}.",
        )
    if not seen.cases:
        return Verdict.UNKNOWN, "Ingen tilfeller å prøve ennå.", "No case to judge yet."
    if seen.risk_nb or seen.risk_en:
        return Verdict.AT_RISK, seen.risk_nb, seen.risk_en
    if now - seen.at > interval * SOON:
        return Verdict.AT_RISK, *_soon_too_old((seen.at + interval).date())
    return Verdict.KEPT, seen.seen_nb, seen.seen_en


def _soon_too_old(day: date) -> tuple[str, str]:
    nb, en = Tongue("nb").date(day), Tongue("en").date(day)
    return (
        f"Prøven er for gammel {nb}. Prøv løftene på nytt før det.",
        f"The probe is too old on {en}. Try the promises again before then.",
    )

"""Plans and evidence as the engine sees them, and reading them. What is a deed goes through the services."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Max, QuerySet

from hjemmel.capabilities.plans.models import (
    BegunAction,
    StoredApproval,
    StoredEvidence,
    StoredForecast,
    StoredPlan,
    StoredReceipt,
)
from hjemmel.core.forecast import Forecast
from hjemmel.core.plan import Plan, sealed
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt, outcomes
from hjemmel.core.revive import Unreadable, revive
from hjemmel.core.terms import Verdict
from hjemmel.engine.ports import Actor, Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A stored plan with what became of it."""

    plan: Plan
    line: int
    approval: Approval | None
    receipts: tuple[Receipt, ...]
    set_aside_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Every action that Hjemmel carries out itself has its receipt, and nothing is left."""
        return self.approval is not None and all(
            number in self.outcomes and self.outcomes[number].is_true
            for number, action in enumerate(self.plan.actions)
            if not action.by_hand
        )

    @property
    def outcomes(self) -> Mapping[int, Receipt]:
        """What became of each action that was done."""
        return outcomes(self.receipts)

    @property
    def rows_left(self) -> int:
        """Rows that were to go and were still there when they were counted afterwards."""
        return sum(receipt.left for receipt in self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForecast:
    """What will go, and when that was counted."""

    forecast: Forecast
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One stored verdict."""

    at: datetime
    line: int
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A stretch of time with one verdict; `until` is None for the one that lasts."""

    verdict: Verdict
    since: datetime
    until: datetime | None


def plan(digest: str) -> Plan | None:
    """The plan of this digest. A stored plan that no longer has its digest was tampered with: Unreadable."""
    body = StoredPlan.objects.filter(pk=digest).values_list("body", flat=True).first()
    return _revived(digest, body) if body else None


def approval(digest: str) -> Approval | None:
    found = StoredApproval.objects.filter(pk=digest).first()
    return _approval(found) if found else None


def receipts(digest: str) -> tuple[Receipt, ...]:
    """The receipts of a plan, in the order of its actions, each action's in the order they came."""
    found = StoredReceipt.objects.filter(plan_id=digest).order_by("action", "pk")
    return tuple(revive(json.loads(body), Receipt) for body in found.values_list("body", flat=True))


def begin(digest: str, action: int, at: datetime) -> datetime:
    """Note that the action is begun; returns when it was first begun."""
    begun, _ = BegunAction.objects.get_or_create(plan_id=digest, action=action, defaults={"at": at})
    first: datetime = begun.at
    return first


def kept(digest: str) -> KeptPlan | None:
    stored = StoredPlan.objects.select_related("storedapproval").filter(pk=digest).first()
    return _kept(stored) if stored else None


def newest(count: int) -> tuple[KeptPlan, ...]:
    """The newest sweeps first. A plan that was made for a request stands with it."""
    return tuple(_kept(item) for item in _sweeps()[:count])


def approved() -> Iterator[Plan]:
    """Every plan that was approved, of sweeps and of requests, the oldest first."""
    found = StoredPlan.objects.filter(storedapproval__isnull=False).order_by("line")
    for stored in found.iterator(8):
        yield _revived(stored.digest, stored.body)


def approved_by_people() -> Iterator[Plan]:
    """Sweeps that a member of staff has approved, the newest first. What ran by itself is not among them."""
    for stored in _sweeps().filter(storedapproval__by_id__startswith="staff-").iterator(8):
        yield _revived(stored.digest, stored.body)


def carried_out(since: datetime) -> Iterator[KeptPlan]:
    """The sweeps that were approved since then, the newest first."""
    for stored in _sweeps().filter(storedapproval__at__gte=since).iterator(8):
        yield _kept(stored)


def newest_sweep() -> KeptPlan | None:
    """The sweep that was made last, forecasts apart."""
    found = (item for item in _sweeps().iterator(1) if not _revived(item.digest, item.body).forecast)
    first = next(found, None)
    return _kept(first) if first else None


def forecast() -> KeptForecast | None:
    """What was counted last; None where nobody has counted yet."""
    stored = StoredForecast.objects.order_by("pk").last()
    if stored is None:
        return None
    return KeptForecast(forecast=revive(json.loads(stored.body), Forecast), made_at=stored.made_at)


def latest() -> Mapping[str, Judged]:
    """The last verdict on each promise."""
    last = StoredEvidence.objects.values("promise").annotate(last=Max("id")).values_list("last", flat=True)
    return {
        stored.promise: Judged(at=stored.at, line=stored.line, evidence=_evidence(stored))
        for stored in StoredEvidence.objects.filter(pk__in=list(last)).order_by("promise")
    }


def latest_verdicts() -> Mapping[str, str]:
    last = StoredEvidence.objects.values("promise").annotate(last=Max("id")).values_list("last", flat=True)
    return dict(StoredEvidence.objects.filter(pk__in=list(last)).values_list("promise", "verdict"))


def spells() -> Mapping[str, tuple[Spell, ...]]:
    """The history of every promise: the newest stretch first."""
    found: dict[str, list[Spell]] = {}
    rows = StoredEvidence.objects.order_by("id").values_list("promise", "verdict", "at")
    for promise, verdict, at in rows.iterator(chunk_size=2000):
        stretch = found.setdefault(promise, [])
        if stretch and stretch[0].verdict.value == verdict:
            continue
        if stretch:
            stretch[0] = Spell(verdict=stretch[0].verdict, since=stretch[0].since, until=at)
        stretch.insert(0, Spell(verdict=Verdict(verdict), since=at, until=None))
    return {promise: tuple(stretch) for promise, stretch in found.items()}


def _sweeps() -> QuerySet[StoredPlan]:
    swept = StoredPlan.objects.filter(kind="sweep")
    return swept.select_related("storedapproval").order_by("-made_at", "-line")


def _kept(stored: StoredPlan) -> KeptPlan:
    approved = getattr(stored, "storedapproval", None)
    return KeptPlan(
        plan=_revived(stored.digest, stored.body),
        line=stored.line,
        approval=_approval(approved) if approved else None,
        receipts=receipts(stored.digest) if approved else (),
        set_aside_at=stored.set_aside_at,
    )


@lru_cache(maxsize=64)
def _revived(digest: str, body: str) -> Plan:
    # A plan is a value: read once, it is the same for every page that shows it.
    found = revive(json.loads(body), Plan)
    if found.digest != digest or sealed(found).digest != digest:
        raise Unreadable("a stored plan is not the one that its digest names")
    return found


def _approval(stored: StoredApproval) -> Approval:
    return Approval(plan=stored.plan_id, by=Actor(id=stored.by_id, name=stored.by_name), at=stored.at)


def _evidence(stored: StoredEvidence) -> Evidence:
    return revive(json.loads(stored.body), Evidence)

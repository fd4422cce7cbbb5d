"""The deeds around a plan: made, approved, set aside, carried out; and the promises judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Q

from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.plans.models import (
    StoredApproval,
    StoredEvidence,
    StoredForecast,
    StoredPlan,
    StoredReceipt,
)
from hjemmel.capabilities.plans.store import approval, latest_verdicts, plan
from hjemmel.core.approval import No, why_not
from hjemmel.core.facts import Fact
from hjemmel.core.forecast import Forecast
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.plan import Plan, plain
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.engine.ports import Actor, Approval, Plain

RIGHT_TO_APPROVE = "plans.approve_plan"


class NotApproved(ValueError):
    """The approval was not taken; `no` says why, in both languages."""

    def __init__(self, no: No) -> None:
        super().__init__(no.en)
        self.no = no


def keep(made: Plan, actor: Actor) -> None:
    """Store a plan. Making the very same plan again changes nothing."""
    if StoredPlan.objects.filter(pk=made.digest).exists():
        return
    told: dict[str, Plain] = {
        "plan": made.digest,
        "kind": made.kind,
        "day": made.day.isoformat(),
        "forecast": made.forecast,
        "systems": len(made.made_from.systems),
        "actions": len(made.actions),
        "refusals": len(made.refusals),
    }
    with deed("plan-made", actor, told, made.made_at) as line:
        StoredPlan.objects.create(
            digest=made.digest,
            kind=made.kind,
            made_at=made.made_at,
            body=canonical(plain(made)),
            line=line.seq,
        )


def approve(wanted: Approval, facts: Iterable[Fact] = ()) -> None:
    """Take an approval, and let the facts stand that it brings: both in one commit, or neither. Raises NotApproved for a forecast, an unknown or short digest, a second approval,
    or somebody who is not staff with the right to approve."""
    found = approval(wanted.plan)
    no = why_not(
        wanted.plan, plan(wanted.plan), is_approved=found is not None, has_right=_may_approve(wanted.by)
    )
    if no:
        raise NotApproved(no)
    with deed("plan-approved", wanted.by, {"plan": wanted.plan}, wanted.at) as line:
        if StoredApproval.objects.filter(pk=wanted.plan).exists():
            raise NotApproved(No.APPROVED_BEFORE)
        StoredApproval.objects.create(
            plan_id=wanted.plan,
            by_id=wanted.by.id,
            by_name=wanted.by.name,
            at=wanted.at,
            line=line.seq,
        )
        record(facts, wanted.by, wanted.at)


def let_run(digest: str, actor: Actor, at: datetime) -> None:
    """Let a sweep run that no person has looked at, because people have approved the same before. Raises NotApproved for
    a forecast, an unknown plan, one that somebody asked for, and one that is approved."""
    found = plan(digest)
    no = why_not(digest, found, is_approved=approval(digest) is not None, has_right=True)
    if no is None and found is not None and found.batch:
        no = No.NO_RIGHT
    if no:
        raise NotApproved(no)
    with deed("plan-let-run", actor, {"plan": digest}, at) as line:
        StoredApproval.objects.create(
            plan_id=digest, by_id=actor.id, by_name=actor.name, at=at, line=line.seq
        )


def set_aside(digest: str, actor: Actor, at: datetime) -> None:
    """Somebody looked at the plan and said: not now. Raises NotApproved where there is no such plan."""
    if not StoredPlan.objects.filter(pk=digest).exists():
        raise NotApproved(No.NO_SUCH_PLAN)
    with deed("plan-set-aside", actor, {"plan": digest}, at):
        StoredPlan.objects.filter(pk=digest).update(set_aside_at=at)


def finish(receipt: Receipt) -> None:
    """Store a receipt. Storing it again changes nothing, nor does another after one that left no rows."""
    standing = StoredReceipt.objects.filter(plan_id=receipt.plan, action=receipt.action)
    body = canonical(plain(receipt))
    if standing.filter(Q(rows_left=0) | Q(body=body)).exists():
        return
    found = approval(receipt.plan)
    if found is None:
        raise NotApproved(No.NO_SUCH_PLAN)
    told: dict[str, Plain] = {
        "plan": receipt.plan,
        "action": receipt.action,
        "verb": receipt.verb,
        "collection": receipt.collection,
        "expected": receipt.expected,
        "touched": receipt.touched,
        "left": receipt.left,
    }
    with deed("action-done", found.by, told, receipt.ended_at) as line:
        StoredReceipt.objects.create(
            plan_id=receipt.plan,
            action=receipt.action,
            rows_left=receipt.left,
            body=body,
            line=line.seq,
        )


def keep_forecast(found: Forecast, actor: Actor, at: datetime) -> None:
    """Store what will go, as it was counted. The one before is let go."""
    told: dict[str, Plain] = {
        "declaration": found.declaration,
        "until": found.ends[-1].isoformat(),
        "rows": found.rows,
        "unreached": len(found.unreached),
    }
    with deed("forecast-made", actor, told, at) as line:
        StoredForecast.objects.all().delete()
        StoredForecast.objects.create(made_at=at, body=canonical(plain(found)), line=line.seq)


def keep_evidence(evidence: Iterable[Evidence], actor: Actor, at: datetime) -> None:
    """Store the verdicts of one round. The line tells how many of each there were, and which ones turned."""
    judged = tuple(evidence)
    if not judged:
        return
    before = latest_verdicts()
    counts = Counter(item.verdict.value for item in judged)
    turned = [
        {"promise": item.promise, "from": before[item.promise], "to": item.verdict.value}
        for item in judged
        if before.get(item.promise, item.verdict.value) != item.verdict.value
    ]
    told: dict[str, Plain] = {
        "promises": len(judged),
        "verdicts": dict(sorted(counts.items())),
        "turned": turned,
    }
    with deed("promises-judged", actor, told, at) as line:
        StoredEvidence.objects.bulk_create(
            StoredEvidence(
                promise=item.promise,
                at=at,
                verdict=item.verdict.value,
                body=canonical(plain(item)),
                line=line.seq,
            )
            for item in judged
        )


def _may_approve(actor: Actor) -> bool:
    """Whether the actor is a member of staff, active now, with the right to approve."""
    account = actor.id.removeprefix("staff-")
    if not actor.id.startswith("staff-") or not (account.isascii() and account.isdigit()):
        return False
    user = get_user_model().objects.filter(pk=int(account), is_active=True).first()
    return user is not None and bool(user.has_perm(RIGHT_TO_APPROVE))

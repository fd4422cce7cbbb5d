import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model

from hjemmel.capabilities.ledger.store import check, head, lines
from hjemmel.capabilities.plans import store
from hjemmel.capabilities.plans.models import StoredPlan
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.plans.services import NotApproved, set_aside
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.action import Action, Because, Refusal, Verb
from hjemmel.core.approval import No
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.plan import MadeFrom, Plan, sealed
from hjemmel.core.promise import Evidence, Measurement
from hjemmel.core.receipt import Receipt
from hjemmel.core.revive import Unreadable
from hjemmel.core.selection import Before, Listed, Null, Selection, Within, any_of, every
from hjemmel.core.terms import Grade, Verdict
from hjemmel.engine.ports import Actor, Approval

PASSWORD = "en lang setning 42"
WHY = Because(rule="deliver", line=97, law="", text_nb="60 dager etter", text_en="60 days after")


@pytest.fixture
def plan(now: datetime) -> Plan:
    parent = Selection("shop.customers", every(Before("ended_on", date(2024, 1, 1)), Null("hold", yes=True)))
    where = any_of(Within(("customer_id",), parent, ("id",)), Listed(("id",), "hold", "2026-14", yes=False))
    action = Action(
        verb=Verb.OVERWRITE, rows=Selection("shop.orders", where), expected=1204, because=WHY,
        values=(("email", "slettet-{key}"), ("flag", False), ("n", 0), ("x", None)), remember=("ended",),
    )  # fmt: skip
    made_from = MadeFrom(declaration="d" * 64, systems=(("shop", "shop.sqlite3", "s" * 64),), facts="f" * 64)
    refusal = Refusal(collection="shop.invoices", rows=37, because=WHY, until=date(2027, 1, 1))
    return sealed(
        Plan(
            kind="sweep",
            day=date(2026, 11, 23),
            made_at=now,
            made_from=made_from,
            actions=(action,),
            refusals=(refusal,),
        )
    )


@pytest.fixture
def ane(house: Actor, now: datetime) -> Actor:
    return create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, house, now)


def receipt(plan: Plan, now: datetime, left: int = 0) -> Receipt:
    return Receipt(
        plan=plan.digest, action=0, verb="overwrite", collection="shop.orders",
        expected=1204, touched=1204, left=left,
        begun_at=now, ended_at=now + timedelta(seconds=3),
    )  # fmt: skip


def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    plans = StoredPlans()
    plans.store(plan)
    assert plans.plan(plan.digest) == plan
    assert plans.plan("0" * 64) is None


def test_storing_the_same_plan_again_changes_nothing(plan: Plan) -> None:
    StoredPlans().store(plan)
    StoredPlans().store(plan)
    assert head().seq == 1


def test_a_plan_that_was_tampered_with_is_not_given_out(plan: Plan) -> None:
    StoredPlans().store(plan)
    stored = StoredPlan.objects.get(pk=plan.digest)
    body = json.loads(stored.body)
    body["actions"][0]["expected"] = 9
    StoredPlan.objects.update(body=json.dumps(body))
    with pytest.raises(Unreadable):
        StoredPlans().plan(plan.digest)


def test_an_approver_approves_once(plan: Plan, ane: Actor, now: datetime) -> None:
    plans = StoredPlans(ane)
    plans.store(plan)
    approval = Approval(plan=plan.digest, by=ane, at=now)
    plans.approve(approval)
    assert plans.approval(plan.digest) == approval
    assert lines(1)[0].actor == ane.id
    with pytest.raises(NotApproved) as refused:
        plans.approve(approval)
    assert refused.value.no is No.APPROVED_BEFORE


def refusal_for(approval: Approval) -> No:
    with pytest.raises(NotApproved) as refused:
        StoredPlans().approve(approval)
    return refused.value.no


def test_an_approval_names_the_whole_digest_of_a_known_plan(plan: Plan, ane: Actor, now: datetime) -> None:
    StoredPlans().store(plan)
    assert refusal_for(Approval(plan=plan.short, by=ane, at=now)) is No.SHORT_DIGEST
    assert refusal_for(Approval(plan="0" * 64, by=ane, at=now)) is No.NO_SUCH_PLAN


def test_a_forecast_is_never_approved(plan: Plan, ane: Actor, now: datetime) -> None:
    forecast = sealed(replace(plan, forecast=True))
    StoredPlans().store(forecast)
    assert refusal_for(Approval(plan=forecast.digest, by=ane, at=now)) is No.FORECAST


def test_only_staff_with_the_right_approve(plan: Plan, ane: Actor, house: Actor, now: datetime) -> None:
    StoredPlans().store(plan)
    operator = create_staff("ola", "Ola Berg", PASSWORD, Role.OPERATOR, house, now)
    for actor in (operator, house, Actor(id="staff-999", name="-"), Actor(id="staff-1 or 1", name="-")):
        assert refusal_for(Approval(plan=plan.digest, by=actor, at=now)) is No.NO_RIGHT
    get_user_model().objects.filter(username="ane").update(is_active=False)
    assert refusal_for(Approval(plan=plan.digest, by=ane, at=now)) is No.NO_RIGHT


def test_a_begun_action_remembers_when_it_was_first_begun(plan: Plan, now: datetime) -> None:
    plans = StoredPlans()
    plans.store(plan)
    assert plans.begin(plan.digest, 0, now) == now
    assert plans.begin(plan.digest, 0, now + timedelta(hours=1)) == now


def test_a_receipt_is_stored_once_with_its_line(plan: Plan, ane: Actor, now: datetime) -> None:
    plans = StoredPlans(ane)
    plans.store(plan)
    plans.approve(Approval(plan=plan.digest, by=ane, at=now))
    before = head().seq
    plans.finish(receipt(plan, now))
    plans.finish(receipt(plan, now))
    assert plans.receipts(plan.digest) == (receipt(plan, now),)
    assert head().seq == before + 1
    assert lines(1)[0].content["left"] == 0
    kept = store.kept(plan.digest)
    assert kept
    assert kept.is_done


def test_a_plan_that_left_rows_is_not_done_until_they_are_gone(plan: Plan, ane: Actor, now: datetime) -> None:
    plans = StoredPlans(ane)
    plans.store(plan)
    plans.approve(Approval(plan=plan.digest, by=ane, at=now))
    plans.finish(receipt(plan, now, left=3))
    plans.finish(receipt(plan, now, left=3))
    kept = store.kept(plan.digest)
    assert kept
    assert (kept.is_done, kept.rows_left, len(kept.receipts)) == (False, 3, 1)
    assert lines(1)[0].content["left"] == 3
    again = replace(receipt(plan, now + timedelta(hours=1)), touched=3)
    plans.finish(again)
    plans.finish(replace(again, ended_at=now + timedelta(hours=2)))
    kept = store.kept(plan.digest)
    assert kept
    assert (kept.is_done, kept.rows_left) == (True, 0)
    assert [one.touched for one in kept.receipts] == [1204, 3]
    assert kept.outcomes[0].touched == 1207, "all that was touched, whichever time"


def test_a_plan_that_is_not_there_cannot_be_put_off_and_no_line_is_written(ane: Actor, now: datetime) -> None:
    before = head()
    with pytest.raises(NotApproved) as refused:
        set_aside("0" * 64, ane, now)
    assert refused.value.no is No.NO_SUCH_PLAN
    assert head() == before


def test_no_receipt_without_an_approval(plan: Plan, now: datetime) -> None:
    StoredPlans().store(plan)
    with pytest.raises(NotApproved):
        StoredPlans().finish(receipt(plan, now))


def evidence(verdict: Verdict, now: datetime) -> Evidence:
    seen = Measurement(
        at=now, cases=131, breaches=14 if verdict is Verdict.BROKEN else 0, in_scope=frozenset({"b", "a"})
    )
    return Evidence(
        promise="P1", line=118, grade=Grade.MEASURED, verdict=verdict, measurement=seen,
        why_nb="14 av 131", why_en="14 of 131",
    )  # fmt: skip


def test_evidence_has_a_history(house: Actor, now: datetime) -> None:
    evidences = StoredEvidences()
    for day, verdict in enumerate((Verdict.KEPT, Verdict.KEPT, Verdict.BROKEN)):
        evidences.store([evidence(verdict, now)], house, now + timedelta(days=day))
    assert evidences.latest() == {"P1": evidence(Verdict.BROKEN, now)}
    broken, kept = store.spells()["P1"]
    assert (broken.verdict, broken.since, broken.until) == (Verdict.BROKEN, now + timedelta(days=2), None)
    assert (kept.verdict, kept.since, kept.until) == (Verdict.KEPT, now, now + timedelta(days=2))
    assert lines(1)[0].content["turned"] == [{"promise": "P1", "from": "KEPT", "to": "BROKEN"}]
    assert isinstance(check(), Verified)

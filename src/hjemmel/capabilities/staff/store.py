"""Reading accounts. Writing goes through the services."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE
from hjemmel.capabilities.staff.models import FailedSignIns

FAILED_KEPT = timedelta(days=1)
"""How long a failed sign-in is counted, at the longest."""


def approvers() -> frozenset[str]:
    """Everybody who may approve plans now, as the ledger names them."""
    users = get_user_model().objects.filter(is_active=True)
    return frozenset(f"staff-{user.pk}" for user in users if user.has_perm(RIGHT_TO_APPROVE))


def forget_sign_ins(machine: datetime, now: datetime) -> int:
    """Erase sign-ins that have expired, and failed ones a day old; returns how many.

    Sign-ins expire by the clock of the machine, failed ones are counted by the clock of the house."""
    expired, _ = Session.objects.filter(expire_date__lte=machine).delete()
    failed, _ = FailedSignIns.objects.filter(since__lte=now - FAILED_KEPT).delete()
    return expired + failed

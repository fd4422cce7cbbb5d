"""Reading accounts. Writing goes through the services."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE


def approvers() -> frozenset[str]:
    """Everybody who may approve plans now, as the ledger names them."""
    users = get_user_model().objects.filter(is_active=True)
    return frozenset(f"staff-{user.pk}" for user in users if user.has_perm(RIGHT_TO_APPROVE))

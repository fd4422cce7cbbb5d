"""Reading what is kept of agreements. Writing goes through the services."""

from __future__ import annotations

import json

from hjemmel.capabilities.agreements.models import StoredAgreement
from hjemmel.core.revive import revive
from hjemmel.core.sharing.agreement import KeptAgreement


def kept() -> tuple[KeptAgreement, ...]:
    """What stands of every agreement, in the order of the recipients' names."""
    standing = StoredAgreement.objects.filter(replaced_by_line__isnull=True).order_by("recipient")
    return tuple(revive(json.loads(body), KeptAgreement) for body in standing.values_list("body", flat=True))

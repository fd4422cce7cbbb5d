"""The three roles and what each may do. A role includes those before it."""

from __future__ import annotations

from enum import Enum

from hjemmel.capabilities.plans.services import RIGHT_TO_APPROVE

RIGHT_TO_WORK = "plans.make_plan"
"""To make plans, have promises judged, look people up."""


class Role(Enum):
    """READER sees, OPERATOR makes plans and looks people up, APPROVER says yes to them."""

    READER = "reader"
    OPERATOR = "operator"
    APPROVER = "approver"

    @property
    def rights(self) -> tuple[str, ...]:
        return _RIGHTS[self]


_RIGHTS = {
    Role.READER: (),
    Role.OPERATOR: (RIGHT_TO_WORK,),
    Role.APPROVER: (RIGHT_TO_WORK, RIGHT_TO_APPROVE),
}

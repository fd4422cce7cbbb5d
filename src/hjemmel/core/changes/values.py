"""The values of a comparison: the kind of change, its weight, whom it concerns. Nothing is compared here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..declaration.parts import Text
from ..period import Period


class ChangeKind(Enum):
    NEW_PURPOSE = "new_purpose"
    REMOVED_PURPOSE = "removed_purpose"
    NEW_BASIS = "new_basis"
    NEW_RECIPIENT = "new_recipient"
    REMOVED_RECIPIENT = "removed_recipient"
    RECIPIENT_ROLE = "recipient_role"
    NEW_TRANSFER = "new_transfer"
    CHANGED_TRANSFER = "changed_transfer"
    REMOVED_TRANSFER = "removed_transfer"
    LONGER_RETENTION = "longer_retention"
    SHORTER_RETENTION = "shorter_retention"
    CHANGED_RETENTION = "changed_retention"
    """The clock is another, so that longer or shorter cannot be told; weighs as longer."""
    NEW_CATEGORY = "new_category"
    REMOVED_CATEGORY = "removed_category"
    NEW_SOURCE = "new_source"
    REMOVED_SOURCE = "removed_source"
    NEW_GROUP = "new_group"
    REMOVED_GROUP = "removed_group"
    NEW_AUTOMATION = "new_automation"
    FEWER_RIGHTS = "fewer_rights"
    MORE_RIGHTS = "more_rights"
    SLOWER_ANSWER = "slower_answer"
    FASTER_ANSWER = "faster_answer"
    NEW_COOKIE = "new_cookie"
    REMOVED_COOKIE = "removed_cookie"
    CONTROLLER = "controller"
    CONTACT = "contact"
    WORDING = "wording"


class Weight(Enum):
    MAJOR = "major"
    """The company has promised to tell those concerned beforehand."""
    TOLD = "told"
    """The law wants it told, though the company has not called it major."""
    MINOR = "minor"


ALWAYS_TOLD = frozenset(
    {
        ChangeKind.NEW_PURPOSE,
        ChangeKind.NEW_BASIS,
        ChangeKind.NEW_RECIPIENT,
        ChangeKind.NEW_TRANSFER,
        ChangeKind.CHANGED_TRANSFER,
        ChangeKind.LONGER_RETENTION,
        ChangeKind.CHANGED_RETENTION,
        ChangeKind.NEW_CATEGORY,
        ChangeKind.NEW_SOURCE,
        ChangeKind.NEW_AUTOMATION,
        ChangeKind.FEWER_RIGHTS,
        ChangeKind.CONTROLLER,
    }
)
"""What a person would have been told at collection, had it been so then: Art. 13(1)-(2), 13(3), 5(1)(a)."""

COUNTS_AS = {ChangeKind.CHANGED_RETENTION: "longer_retention", ChangeKind.CHANGED_TRANSFER: "new_transfer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    kind: ChangeKind
    weight: Weight
    what: Text
    """The thing's title, as the statement has it."""
    was: Text | None = None
    now: Text | None = None
    periods: tuple[Period | None, Period | None] = (None, None)
    """The old and the new period, where a period changed."""
    kinds: frozenset[str] = frozenset()
    """The kinds of people concerned."""
    line: int
    """In the new file; of what is gone, in the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that changed, the weightiest first."""

    items: tuple[Change, ...]
    told: tuple[str, ...]
    """Kinds of people who must be told, in the order of the new file."""
    before: Period | None
    """How long before it applies. None: no time is promised; then before it applies."""

    @property
    def is_major(self) -> bool:
        return any(change.weight is Weight.MAJOR for change in self.items)

    @property
    def needs_notice(self) -> bool:
        return bool(self.told)

    def of(self, weight: Weight) -> tuple[Change, ...]:
        return tuple(change for change in self.items if change.weight is weight)

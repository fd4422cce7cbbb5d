"""Giving somebody's data to others by their own choice: consents to share, and what directory enquiries may list.

Disclosures on other grounds (law, an order, collection of a debt) are not for this module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..facts import About, Facts, Listing, ListingChosen, SharingConsent
from . import reasons
from .reasons import Reason

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shared:
    """Whether data may go to the recipient, and which consent says so."""

    reason: Reason
    consent: SharingConsent | None = None

    @property
    def is_allowed(self) -> bool:
        return self.reason is reasons.MAY_SHARE


def may_share(facts: Facts, person: About, recipient: str, purpose: str, at: datetime) -> Shared:
    """Whether the person has agreed that this recipient gets data for this purpose, and still does."""
    if facts.unread:
        return Shared(reasons.CONSENT_NOT_READ)
    asked = [
        one
        for one in facts.sharing
        if one.about == person and (one.recipient, one.purpose) == (recipient, purpose) and one.given_at <= at
    ]
    standing = [one for one in asked if one.withdrawn_at is None or one.withdrawn_at > at]
    if standing:
        return Shared(reasons.MAY_SHARE, max(standing, key=lambda one: one.given_at))
    if asked:
        return Shared(reasons.CONSENT_WITHDRAWN, max(asked, key=lambda one: one.given_at))
    return Shared(reasons.NOT_AGREED_TO_SHARE)


def listed(
    choices: Iterable[ListingChosen],
    person: About,
    columns: frozenset[str],
    at: datetime,
    partly: frozenset[str] = NOTHING,
) -> frozenset[str]:
    """Which of the columns a directory may have of the person. Without a choice on record: nothing.

    `partly`: what is listed in part, where the choice itself names no columns."""
    made = [one for one in choices if one.about == person and one.at <= at]
    if not made:
        return NOTHING
    # Of two choices at the same moment the one that tells less stands.
    newest = max(made, key=lambda one: (one.at, _TELLS_LESS[one.listing]))
    match newest.listing:
        case Listing.SECRET:
            return NOTHING
        case Listing.PARTLY:
            return columns & (newest.columns or partly)
        case Listing.LISTED:
            return columns


_TELLS_LESS = {Listing.LISTED: 0, Listing.PARTLY: 1, Listing.SECRET: 2}

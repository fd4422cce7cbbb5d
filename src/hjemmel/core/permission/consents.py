"""How a person's consent stands: given by whom, for which channel, and whether it still is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..facts import ConsentGiven
from ..grounds.children import age_to_consent, is_by_a_child
from .message import Message
from .standing import Consent

BY_USE = "use"
"""The channel of a consent that somebody took from mere use of a service. There is no such consent."""

_BEST_FIRST = (
    Consent.VALID,
    Consent.BY_A_CHILD,
    Consent.OTHER_CHANNEL,
    Consent.BY_USE,
    Consent.EXPIRED,
    Consent.WITHDRAWN,
    Consent.NONE,
)


@dataclass(frozen=True, slots=True)
class Found:
    state: Consent
    consent: ConsentGiven | None = None
    """The one that counts."""


NOTHING = Found(Consent.NONE)


def best(consents: Sequence[ConsentGiven], message: Message, at: datetime, born_on: date | None) -> Found:
    """The consent that does most, of those to the message's purpose; of several that hold, the newest."""
    if not consents:
        return NOTHING
    found = [
        Found(state(one, message, at, born_on), one)
        for one in consents
        if one.purpose == message.purpose.name
    ]
    found.sort(key=lambda one: one.consent.given_at if one.consent else at, reverse=True)
    return min(found, key=lambda one: _BEST_FIRST.index(one.state), default=NOTHING)


def state(consent: ConsentGiven, message: Message, at: datetime, born_on: date | None) -> Consent:
    """How one consent stands at the moment of sending."""
    if consent.given_at > at:
        return Consent.NONE
    if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
        return Consent.WITHDRAWN
    if consent.expires_on is not None and consent.expires_on <= at.date():
        return Consent.EXPIRED
    if consent.channel == BY_USE:
        return Consent.BY_USE
    if consent.covers and message.channel.name not in consent.covers:
        return Consent.OTHER_CHANNEL
    if is_by_a_child(consent, born_on, age_to_consent(message.purpose), str(at.tzinfo)):
        return Consent.BY_A_CHILD
    return Consent.VALID

"""A client of the programming interface, of the standard library alone: copy this folder, and it works without the rest.

It asks again by itself where that is safe: a deed carries an idempotency key, so it is done once however often it is sent."""

from .calls import Client
from .values import (
    Consent,
    Disclosure,
    Home,
    MayAnswer,
    MayList,
    Person,
    Problem,
    Promise,
    Refused,
    Said,
    Taken,
    Unreached,
)
from .webhooks import Event, NotFromHjemmel, verify_webhook

__all__ = [
    "Client",
    "Consent",
    "Disclosure",
    "Event",
    "Home",
    "MayAnswer",
    "MayList",
    "NotFromHjemmel",
    "Person",
    "Problem",
    "Promise",
    "Refused",
    "Said",
    "Taken",
    "Unreached",
    "verify_webhook",
]

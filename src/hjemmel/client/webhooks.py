"""For whoever is told things: whether it really comes from Hjemmel, by the Standard Webhooks convention."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TOLERANCE = 300
"""Seconds that the sender's clock and ours may differ; what is older may be sent again by somebody else."""


class NotFromHjemmel(ValueError):
    """It is not signed with this secret, or too long ago. Answer 400, and do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What has happened. `id` is the same if it is told twice: do it once."""

    id: str
    type: str
    at: datetime
    data: Mapping[str, Any]


def verify_webhook(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> Event:
    """The event, if it comes from Hjemmel. `body` as it came, byte for byte. Raises NotFromHjemmel."""
    given = {name.lower(): value for name, value in headers.items()}
    id, when = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not id or not when.isdecimal() or len(when) > 12:
        raise NotFromHjemmel("headers are missing")
    if abs((time.time() if now is None else now) - int(when)) > TOLERANCE:
        raise NotFromHjemmel("it is too old, or from a clock that is wrong")
    wanted = hmac.new(_key(secret), f"{id}.{when}.".encode() + body, hashlib.sha256).digest()
    if not any(hmac.compare_digest(wanted, one) for one in _signatures(given.get("webhook-signature", ""))):
        raise NotFromHjemmel("the signature is another's")
    told = json.loads(body)
    at = datetime.fromisoformat(told["timestamp"].replace("Z", "+00:00"))
    return Event(id=id, type=told["type"], at=at, data=told["data"])


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))


def _signatures(header: str) -> list[bytes]:
    """Several may stand there, with spaces between: while a secret is changed, both are sent."""
    found = []
    for one in header.split():
        version, _, value = one.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(value, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found

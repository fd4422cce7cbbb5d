"""OpenDSR 2.0: what is said to a processor about a request, and what it may answer. Values and JSON; no I/O.

The protocol knows access, portability and erasure; we speak of erasure alone, and give nothing by which somebody is known but
e-mail addresses. Where the specification disagrees with itself, docs/opendsr.md says how it is read here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from ..normal import Normal, normal

VERSION: Final = "2.0"
ERASURE: Final = "erasure"
CALLBACK_PATH: Final = "opendsr/callbacks"
_FORMATS: Mapping[str, Callable[[str], str]] = {
    "raw": lambda text: text,
    "sha256": lambda text: hashlib.sha256(text.encode()).hexdigest(),
    "sha1": lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(),
    "md5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
}
"""How an address may be written, the one we choose first. They have the address from us: only as it stands is it sure to be
found, for the protocol does not say what is done to it before it is hashed."""


class NotOpenDsr(ValueError):
    """What came is not what the protocol says. The message repeats nothing of it."""


class Status(Enum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a processor says that it takes."""

    rights: frozenset[str]
    formats: frozenset[str]
    """The ways in which it takes an e-mail address."""
    certificate: str
    """Where its certificate lies."""

    @property
    def can_erase(self) -> bool:
        return ERASURE in self.rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A request to erase somebody."""

    id: str
    submitted: datetime
    emails: tuple[str, ...] = field(repr=False)
    callback: str = ""
    """Where the processor tells how it goes; empty: it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a request stands, in the processor's words."""

    id: str
    status: Status
    expected: datetime
    results: int | None = None
    """How much it found; None: it does not say."""
    has_reason: bool = False
    """It gives a reason of its own: the protocol has no word for what could not be done."""
    callback: str = ""


# ---- what we say -------------------------------------------------------------------------------------------


def request_body(wanted: Erasure, taken: Discovery) -> bytes:
    """The request as it is sent. Raises NotOpenDsr where the processor takes no address in any form, or there is none."""
    way = next((name for name in _FORMATS if name in taken.formats), None)
    addresses = tuple(dict.fromkeys(normal(Normal.EMAIL, one) for one in wanted.emails))
    if way is None or not addresses:
        raise NotOpenDsr("there is nothing that the processor knows people by")
    told: dict[str, Any] = {
        "regulation": "gdpr",
        "subject_request_id": wanted.id,
        "subject_request_type": ERASURE,
        "submitted_time": _written(wanted.submitted),
        "subject_identities": [
            {"identity_type": "email", "identity_value": _FORMATS[way](one), "identity_format": way}
            for one in addresses
        ],
        "api_version": VERSION,
    }
    if wanted.callback:
        told["status_callback_urls"] = [wanted.callback]
    return json.dumps(told, ensure_ascii=False).encode()


def emails_among(signs: Iterable[str]) -> tuple[str, ...]:
    """The e-mail addresses among what somebody is known by. A number is never one."""
    stripped = (one.strip() for one in signs)
    return tuple(one for one in stripped if "@" in one.strip("@") and not any(map(str.isspace, one)))


# ---- what they say -----------------------------------------------------------------------------------------


def read(body: bytes) -> Mapping[str, Any]:
    """A message as an object. Raises NotOpenDsr: a comma too many is a comma too many."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotOpenDsr("it is no JSON") from None
    if not isinstance(found, dict):
        raise NotOpenDsr("it is no object")
    return found


def discovery(told: Mapping[str, Any]) -> Discovery:
    """Raises NotOpenDsr."""
    if not _text(told, "api_version").startswith("2"):
        raise NotOpenDsr("it speaks another version")
    identities = told.get("supported_identities")
    rights = told.get("supported_subject_request_types")
    if not isinstance(identities, list) or not isinstance(rights, list):
        raise NotOpenDsr("it does not say what it takes")
    return Discovery(
        rights=frozenset(one for one in rights if isinstance(one, str)),
        formats=frozenset(
            str(one.get("identity_format"))
            for one in identities
            if isinstance(one, dict) and one.get("identity_type") == "email"
        ),
        certificate=_text(told, "processor_certificate"),
    )


def accepted(told: Mapping[str, Any], id: str) -> datetime:
    """When they expect to be done with the request that was created. Raises NotOpenDsr."""
    _same(told, id)
    _time(told, "received_time")
    return _time(told, "expected_completion_time")


def cancelled(told: Mapping[str, Any], id: str) -> None:
    """They have taken the cancellation. Raises NotOpenDsr."""
    _same(told, id)
    _time(told, "received_time")


def said(told: Mapping[str, Any], domain: str) -> Said:
    """How a request stands, asked for or told by a callback. Raises NotOpenDsr."""
    status = next((one for one in Status if one.value == told.get("request_status")), None)
    if status is None:
        raise NotOpenDsr("its status is none of the four")
    results, extensions = told.get("results_count"), told.get("extensions")
    own = extensions.get(domain) if isinstance(extensions, dict) else None
    callback = told.get("status_callback_url")
    return Said(
        id=_text(told, "subject_request_id"),
        status=status,
        expected=_time(told, "expected_completion_time"),
        results=results if type(results) is int else None,
        has_reason=bool(own),
        callback=callback if isinstance(callback, str) else "",
    )


def _same(told: Mapping[str, Any], id: str) -> None:
    if _text(told, "subject_request_id") != id:
        raise NotOpenDsr("it speaks of another request")


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise NotOpenDsr(f"{name} is missing")
    return value


def _time(told: Mapping[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(told, name))
    except ValueError:
        raise NotOpenDsr(f"{name} is no moment") from None
    if found.tzinfo is None:
        raise NotOpenDsr(f"{name} has no zone")
    return found


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

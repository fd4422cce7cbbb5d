"""What the interface answers, as values. What tells of a person is left out when a value is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The same in both languages."""

    nb: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MayAnswer:
    """Whether one person may be sent something. Anything but `allow` is no."""

    may: str
    reason: str
    says: Said
    law: str
    receipts: tuple[str, ...]
    """Digests: keep them beside what you send."""

    @property
    def is_allowed(self) -> bool:
        return self.may == "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One of a list who is not to be sent it."""

    person: str = field(repr=False)
    may: str
    reason: str
    says: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class MayList:
    permitted: tuple[str, ...] = field(repr=False)
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row that was taken in, and the fields of it that somebody should look at."""

    id: str
    warnings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, as one purpose sees them. `tag` goes with a change."""

    id: str
    kind: str
    purpose: str
    values: Mapping[str, str | None] = field(repr=False)
    is_restricted: bool
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    id: str
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """How a disclosure stands: `allowed`, `waits`, `refused`, `given` or `dropped`. Hand over what is allowed alone."""

    id: int | None
    """None: it was refused when it was asked for, and is not kept."""
    state: str
    approvals_lacking: int
    reasons: tuple[Said, ...]

    @property
    def is_allowed(self) -> bool:
        return self.state == "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    id: str
    verdict: str
    says: Said
    why: Said
    judged_at: datetime | None


class Problem(Exception):
    """The interface said no. `name` ends its type: `not-accepted`, `not-there` ..."""

    def __init__(
        self,
        status: int,
        name: str,
        title: str,
        reasons: tuple[Said, ...],
        errors: tuple[Mapping[str, str], ...],
    ) -> None:
        told = "; ".join(
            [title, *(one.en for one in reasons), *(f"{one['pointer']}: {one['says']}" for one in errors)]
        )
        super().__init__(f"{status} {told}")
        self.status = status
        self.name = name
        self.reasons = reasons
        self.errors = errors


class Unreached(Exception):
    """No answer came, however often it was asked. Whether a deed was done is not known: ask again with the same key."""

    def __init__(self, key: str) -> None:
        super().__init__("no answer came")
        self.key = key

"""An access token: what lets a program in, in place of a person. Pure: chance and the clock are arguments.

The text of a token holds its number and a secret. Kept is the number and a salted digest of the secret; a secret of 256
random bits needs no slow hash."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from ..moment import local_day
from ..period import Period

PREFIX = "hjt"
"""So that a token that has got astray is known for what it is."""
_WRITTEN = re.compile(rf"{PREFIX}_([0-9a-f]{{16}})_([A-Za-z0-9_-]{{43}})")


class Right(Enum):
    """What a program may do, within its purposes."""

    ASK = "ask"
    """Ask whether somebody may be sent something."""
    READ = "read"
    """Find and read people of the register."""
    WRITE = "write"
    """Take people in, change them, and note relations and enquiries."""
    CHOOSE = "choose"
    """Note what people have chosen: consents, withdrawals and objections; and read them."""
    DISCLOSE = "disclose"
    """Ask to give somebody's data to a recipient, and note that it was handed over."""
    WATCH = "watch"
    """See the verdicts of the promises."""


SEES_PEOPLE = frozenset((Right.READ, Right.WRITE, Right.CHOOSE, Right.DISCLOSE))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token as it is kept: everything but its secret."""

    id: str
    name: str
    purposes: frozenset[str]
    rights: frozenset[Right]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    used_on: date | None = None
    reviewed_at: datetime | None = None
    """When somebody last went through the accesses and said that it is still needed."""

    @property
    def actor(self) -> str:
        """Whom the ledger names for what is done with it."""
        return f"api-{self.id}"

    @property
    def sees_people(self) -> bool:
        """It lets a program read or change data about people; then it is gone through every quarter."""
        return bool(self.rights & SEES_PEOPLE)

    def review_due(self, every: Period, zone: str) -> date:
        """The last day on which somebody must look at it again."""
        return local_day(self.reviewed_at or self.made_at, zone) + every

    def lets_in(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


def written(id: str, secret: str) -> str:
    """The token as its holder has it."""
    return f"{PREFIX}_{id}_{secret}"


def parts(text: str) -> tuple[str, str] | None:
    """Number and secret; None if this is no token."""
    found = _WRITTEN.fullmatch(text)
    return (found[1], found[2]) if found else None


def digest(salt: str, secret: str) -> str:
    return hashlib.sha256(f"hjemmel access token 1\0{salt}\0{secret}".encode()).hexdigest()


def fits(salt: str, secret: str, kept: str) -> bool:
    return hmac.compare_digest(digest(salt, secret), kept)

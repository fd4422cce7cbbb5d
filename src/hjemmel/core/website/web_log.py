"""The log of our own public pages: a line a page view with a token for the address, blocks of addresses, and searches.

An address itself is in none of these."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ..declaration.conduct import WebLog
from ..moment import local_day
from ..period import Period

CASE: Final = re.compile(r"[A-ZÆØÅ]{0,6}[- ]?\d{1,6}(?:[-/]\d{1,6})?")
"""A case number: letters of a series, a number, a year. No name fits."""
FEWEST: Final = 5
"""A page with fewer views in the time shown is not counted by itself."""


USUAL_BLOCK: Final = Period(days=90)
LONGEST_BLOCK: Final = Period(months=12)
"""How long a block may stand when nothing more has happened. Something new is a new block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One line of the log. Which page is told by its place in the program, never by what somebody asked for."""

    at: datetime
    token: str
    page: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An address that is let in nowhere, from when it was blocked and until the day of review."""

    id: str
    mark: str
    reason: str
    case: str
    placed_at: datetime
    until: date
    lifted_at: datetime | None = None

    def stands(self, today: date) -> bool:
        return self.lifted_at is None and today < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSearch:
    """That the log was searched: for what, in which case, and for whose request, if it was tied to a person."""

    at: datetime
    account: str
    purpose: str
    case: str
    request: str
    """The request by which the person had sent us data; blank if the log was tied to nobody."""
    found: int


def token_of(key: bytes, address: str, day: date) -> str:
    """What stands for the address in the log on that day. Another each day, so that nobody is followed by it."""
    return _keyed(key, f"hjemmel web log 1\0{day.isoformat()}\0{address}")[:32]


def mark_of(key: bytes, address: str) -> str:
    """What a block knows the address by."""
    return _keyed(key, f"hjemmel block 1\0{address}")


def renewed_until(one: Block, log: WebLog, today: date, zone: str) -> date:
    """When a block that is renewed today ends: so long again as is declared, and never past the longest."""
    return min(today + (log.blocks or USUAL_BLOCK), local_day(one.placed_at, zone) + LONGEST_BLOCK)


def is_case(text: str) -> bool:
    return CASE.fullmatch(text) is not None


def is_allowed(log: WebLog, purpose: str, case: str, request: str) -> bool:
    """The declaration lets the log be searched so: for a declared purpose, in a case, and tied to a person only where that
    is declared."""
    joins_as_declared = not request or log.joined_with_person == "by_case"
    return purpose in log.purposes and is_case(case) and joins_as_declared


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

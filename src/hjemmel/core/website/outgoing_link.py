"""Links that lead from what we publish to others' pages: which there are, when each is tried, and what was found. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from urllib.parse import urldefrag

from ..datamap import DataMap
from ..output.statement import statement
from ..terms import LANGUAGES

EVERY: Final = timedelta(days=7)
AGAIN: Final = timedelta(days=1)
"""What did not work is tried again the next day."""


class Found(Enum):
    """What was there when a link was tried."""

    WORKS = "works"
    DEAD = "dead"
    """The page is gone: whoever answers at the address says so."""
    NO_ANSWER = "no answer"
    """Nobody answered, or programs are not let in: whether people get there is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTried:
    """A link was tried."""

    address: str
    at: datetime
    found: Found


def outgoing(data_map: DataMap) -> tuple[str, ...]:
    """Every address of somebody else that the statement, the cookie choice and the letters lead to, without doubles."""
    return tuple(dict.fromkeys(urldefrag(one).url for one in _all(data_map) if one.startswith("http")))


def _all(data_map: DataMap) -> Iterator[str]:
    for lang in LANGUAGES:
        for sentence in statement(data_map, lang).sentences():
            yield from (link.href for link in (sentence.link, sentence.more) if link)
    declaration = data_map.declaration
    if declaration.complaint:
        yield declaration.complaint.link
    if declaration.cookies:
        yield from declaration.cookies.help_links
        yield from (one.opt_out_link for one in declaration.cookies.tools if one.opt_out_link)


def is_due(tried: Iterable[LinkTried], address: str, now: datetime) -> bool:
    """It was never tried, its week has passed, or it did not work the last time and a day has passed."""
    newest = last(tried, address)
    return newest is None or now - newest.at >= (EVERY if newest.found is Found.WORKS else AGAIN)


def last(tried: Iterable[LinkTried], address: str) -> LinkTried | None:
    return max((one for one in tried if one.address == address), key=lambda one: one.at, default=None)


def last_known(tried: Iterable[LinkTried], address: str) -> LinkTried | None:
    """The newest trial that told whether the link works: silence after it neither mends nor breaks it."""
    return last((one for one in tried if one.found is not Found.NO_ANSWER), address)

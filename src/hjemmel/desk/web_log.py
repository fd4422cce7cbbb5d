"""The web log of our own public pages: page views are noted as they come, under a token, and written a batch at a time.

The address is turned into its token the moment it arrives, and is nowhere after that. Nothing is noted before `look` has
found that a log is declared, and under which key."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import DatabaseError, close_old_connections

from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.capabilities.requests import store as requests
from hjemmel.capabilities.web_log import services, store
from hjemmel.core.declaration.conduct import WebLog
from hjemmel.core.declaration.parts import Text
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period, cutoff
from hjemmel.core.website import web_log as core
from hjemmel.core.website.security_event import Refused
from hjemmel.core.website.web_log import FEWEST, Block, LogSearch, PageView
from hjemmel.desk import clock
from hjemmel.desk.flood import Flood
from hjemmel.desk.marks import marker
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.faults import VaultFault

PAUSE: Final = 60.0
"""Seconds between two batches. What a process has noted since the last one is lost if it is killed."""
MOST: Final = 20_000
"""Page views that wait to be written. A flood beyond that is not worth a line each."""
FROM_ONE_PLACE: Final = 600
"""Forms from one address in a minute."""
FAULT: Final = 400
"""What was answered so, or higher, showed no page."""
SHOWN: Final = 200
DAYS_SHOWN: Final = 30
REASONS: Final[Mapping[str, Text]] = {
    "attack": Text(nb="forsøk på å bryte seg inn", en="attempts to break in"),
    "flood": Text(nb="så mange forespørsler at andre ikke kom fram", en="so many requests that others got no answer"),
    "abuse": Text(nb="misbruk av skjemaene", en="misuse of the forms"),
}  # fmt: skip

log = logging.getLogger(__name__)


class NotDeclared(LookupError):
    """The declaration has no web log."""


class NotSearched(ValueError):
    """The declaration does not let the log be searched so, or what was given cannot be read. Nothing was looked at."""


class NotBlocked(ValueError):
    """Not an address, or one that must not be blocked: the one that it is asked from, or a whole net."""


@dataclass(slots=True)
class _Here:
    """What this process knows of the log."""

    has_looked: bool = False
    key: bytes | None = None
    blocked: Mapping[str, date] = field(default_factory=dict)
    waiting: list[PageView] = field(default_factory=list)
    refused: Counter[tuple[datetime, Refused]] = field(default_factory=Counter)
    flood: Flood = field(default_factory=lambda: Flood(FROM_ONE_PLACE, kind="forms"))
    lock: threading.Lock = field(default_factory=threading.Lock)


_here = _Here()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    day: date
    views: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the office shows."""

    declared: WebLog
    purposes: Mapping[str, Text]
    days: tuple[DayCount, ...]
    pages: tuple[tuple[str, int], ...]
    """The pages that enough people have seen, the most seen first."""
    others: int
    """Views of all other pages together."""
    blocks: tuple[tuple[Block, Text], ...]
    searches: tuple[LogSearch, ...]
    refused: Mapping[Refused, int]
    """How often each kind was refused in the same days."""


def begin_anew() -> None:
    """Forget what this process has noted and not written: its database is another one from now on."""
    global _here  # noqa: PLW0603 - what a process has noted is one thing
    _here = _Here()


# ---- as pages are asked for --------------------------------------------------------------------------------


def is_blocked(address: str) -> bool:
    if _here.key is None or not _here.blocked:
        return False
    until = _here.blocked.get(core.mark_of(_here.key, address))
    return until is not None and _today() < until


def note(address: str, page: str, status: int) -> None:
    """Somebody asked for a page. Costs no look at the database."""
    if _here.key is None or len(_here.waiting) >= MOST:
        return
    now = clock.now()
    token = core.token_of(_here.key, address, now.date())
    with _here.lock:
        _here.waiting.append(PageView(at=now, token=token, page=page[:120], status=status))


def refused(kind: Refused) -> None:
    """Something was refused that looked like misuse."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with _here.lock:
        _here.refused[hour, kind] += 1


def is_flood(address: str) -> bool:
    """Another form has come from there, and it is more than any people behind one address send."""
    return _here.has_looked and _here.flood.is_over(address, clock.steady())


# ---- now and then ------------------------------------------------------------------------------------------


def begin() -> None:
    """Look and write in a thread of this process, for as long as it lives."""
    threading.Thread(target=_go_on, name="web log", daemon=True).start()


def look() -> None:
    """See whether a log is declared, under which key, and who is blocked. Raises a VaultFault."""
    try:
        is_declared = published().map.declaration.web_log is not None
    except NothingPublished:
        is_declared = False
    _here.has_looked = True
    _here.key = marker(HJEMMEL).key if is_declared else None
    today = _today() if is_declared else date.max
    _here.blocked = {one.mark: one.until for one in store.blocks() if one.mark and one.stands(today)}


def leave() -> None:
    """This process knows nothing of the log any more, and notes nothing until it looks again."""
    with _here.lock:
        _here.has_looked, _here.key, _here.blocked = False, None, {}
        _here.waiting, _here.refused, _here.flood = [], Counter(), Flood(FROM_ONE_PLACE, kind="forms")


def write() -> int:
    """Write what this process has noted; returns how many lines."""
    with _here.lock:
        batch, _here.waiting = _here.waiting, []
        counts, _here.refused = _here.refused, Counter()
    if counts:
        services.count_refused(counts, HJEMMEL, clock.now())
    if batch:
        zone = published().map.zone
        shown = Counter((local_day(one.at, zone), one.page) for one in batch if one.status < FAULT)
        services.keep(batch, shown, HJEMMEL, clock.now())
    return len(batch)


def forget(actor: Actor) -> int:
    """Erase the lines that are older than declared, and what blocks that have run out knew; returns how many."""
    now, gone = clock.now(), 0
    try:
        kept = _declared().kept
    except NotDeclared:
        # Nothing may be kept any more.
        kept = Period(days=0)
    zone = published().map.zone
    before = datetime.combine(cutoff(kept, local_day(now, zone)), time.min, ZoneInfo(zone))
    if store.has_views(before):
        gone += services.forget(before, actor, now)
    if any(one.mark and not one.stands(_today()) for one in store.blocks()):
        gone += services.forget_marks(_today(), actor, now)
    return gone


def _go_on() -> None:
    pause = threading.Event()
    while True:
        try:
            look()
            write()
        except (VaultFault, DatabaseError, NothingPublished) as fault:
            # Only what kind: a database may say what it was given.
            log.warning("the web log was not written: %s", type(fault).__name__)
        finally:
            close_old_connections()
        pause.wait(PAUSE)


# ---- what people do ----------------------------------------------------------------------------------------


def view() -> View:
    """Raises NothingPublished or NotDeclared."""
    declared, data_map = _declared(), published().map
    counted = store.counts(_today() - timedelta(days=DAYS_SHOWN - 1))
    by_day, by_page = Counter[date](), Counter[str]()
    for day, page, views in counted:
        by_day[day] += views
        by_page[page] += views
    shown = [(page, views) for page, views in by_page.most_common() if views >= FEWEST]
    return View(
        declared=declared,
        purposes={name: data_map.declaration.purposes[name].title for name in declared.purposes},
        days=_every_day(by_day),
        pages=tuple(shown),
        others=sum(by_page.values()) - sum(views for _, views in shown),
        blocks=tuple((one, REASONS[one.reason]) for one in store.blocks() if one.stands(_today())),
        searches=store.searches()[:SHOWN],
        refused=store.refused(clock.now() - timedelta(days=DAYS_SHOWN)),
    )


def search(address: str, purpose: str, case: str, request: str, actor: Actor) -> tuple[PageView, ...]:
    """The lines of this address in the days that the log is kept, the newest first; that it was searched is kept too.
    `request`: the request of the person the log is tied to, blank for nobody.

    Raises NothingPublished, NotDeclared, NotSearched or a VaultFault."""
    declared, now = _declared(), clock.now()
    if not core.is_allowed(declared, purpose, case, request) or (request and not requests.is_there(request)):
        raise NotSearched
    try:
        place = str(ipaddress.ip_address(address.strip()))
    except ValueError:
        raise NotSearched from None
    write()
    key, first = marker(actor).key, cutoff(declared.kept, now.date()) - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((now.date() - first).days + 1)]
    found = store.with_tokens((core.token_of(key, place, day) for day in days), SHOWN)
    kept = LogSearch(
        at=now, account=actor.id, purpose=purpose, case=case, request=request, found=len(found)
    )  # fmt: skip
    services.note_search(kept, actor)
    return found


def block(address: str, reason: str, case: str, own: str, actor: Actor) -> None:
    """Let this address in nowhere until the day of review. `own`: where it is asked from.

    Raises NothingPublished, NotDeclared, NotBlocked or a VaultFault."""
    declared, now = _declared(), clock.now()
    try:
        place = ipaddress.ip_address(address.strip())
    except ValueError:
        raise NotBlocked from None
    if str(place) == own or place.is_loopback or reason not in REASONS or not core.is_case(case):
        raise NotBlocked
    placed = Block(
        id=secrets.token_hex(8),
        mark=core.mark_of(marker(actor).key, str(place)),
        reason=reason,
        case=case,
        placed_at=now,
        until=_today() + (declared.blocks or core.USUAL_BLOCK),
    )
    services.block(placed, actor, now)
    look()


def renew(id: str, actor: Actor) -> None:
    """Somebody has looked at the block, and it stands for as long again, but never past the longest. Raises NotDeclared."""
    declared, zone = _declared(), published().map.zone
    found = next((one for one in store.blocks() if one.id == id and one.stands(_today())), None)
    if found is not None:
        services.renew(id, core.renewed_until(found, declared, _today(), zone), actor, clock.now())
    look()


def lift(id: str, actor: Actor) -> None:
    services.lift(id, actor, clock.now())
    look()


# ---- small parts -------------------------------------------------------------------------------------------


def _declared() -> WebLog:
    declared = published().map.declaration.web_log
    if declared is None:
        raise NotDeclared
    return declared


def _today() -> date:
    return local_day(clock.now(), published().map.zone)


def _every_day(by_day: Mapping[date, int]) -> tuple[DayCount, ...]:
    first = _today() - timedelta(days=DAYS_SHOWN - 1)
    days: Sequence[date] = [first + timedelta(days=number) for number in range(DAYS_SHOWN)]
    return tuple(DayCount(day=day, views=by_day.get(day, 0)) for day in days)

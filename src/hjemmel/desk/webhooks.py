"""Webhooks: what has happened since the last look is read from the ledger and what its lines recorded; then it is told.

So no deed has to remember to tell, and none is missed, whoever did it: a page, a command, a program or a sweep."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote_plus

from hjemmel.capabilities.facts import store as facts
from hjemmel.capabilities.keys import store as keys_store
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.store import LedgerLine
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.webhooks import services, store
from hjemmel.capabilities.webhooks.services import NoSuchEndpoint
from hjemmel.capabilities.webhooks.store import Due, KeptEndpoint
from hjemmel.connectors import webhook
from hjemmel.connectors.webhook import AddressRefused
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, ConsentGiven, Fact, ObjectionMade
from hjemmel.core.texts.free_text import names_somebody
from hjemmel.core.webhook import Event, EventKind, event_id, signature, written_secret
from hjemmel.desk import clock, keys
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.ports import Actor

__all__ = ["AddressRefused", "EventKind", "KeptEndpoint", "NoSuchEndpoint", "add", "end", "endpoints", "send"]

CHUNK: Final = 500
HELD: Final = timedelta(minutes=2)
FORGOTTEN: Final = timedelta(days=30)
"""What was delivered or is dead is shown for so long."""
Post = Callable[[str, bytes, Mapping[str, str], bool], int]


class NoEvents(ValueError):
    """An address is told of at least one kind of event, each of them known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new endpoint. Its secret is shown now."""

    id: str
    secret: str = field(repr=False)


# ---- endpoints ---------------------------------------------------------------------------------------------


def add(url: str, events: Collection[str], actor: Actor, *, is_inside: bool = False) -> Added:
    """Tell this address of these events from now on. `is_inside`: it lies on this machine or in a private network.

    Raises AddressRefused, NoEvents, or a VaultFault."""
    webhook.check(url, is_inside=is_inside)
    if _names_somebody(url):
        raise AddressRefused(
            "an address holds nobody's e-mail address or number: it stands in logs on its way"
        )
    if not events or not set(events) <= {kind.value for kind in EventKind}:
        raise NoEvents(f"choose among {', '.join(kind.value for kind in EventKind)}")
    id = secrets.token_hex(8)
    secret = written_secret(_key(id, actor))
    services.add(id, url, tuple(dict.fromkeys(events)), is_inside, actor, clock.now())
    return Added(id=id, secret=secret)


def _names_somebody(url: str) -> bool:
    """However often it was quoted: whoever is told may unquote it again."""
    forms, form = [url], unquote_plus(url)
    while form != forms[-1]:
        forms.append(form)
        form = unquote_plus(form)
    return any(names_somebody(form, clock.now().date()) for form in forms)


def end(id: str, actor: Actor) -> None:
    """Tell it nothing more. Raises NoSuchEndpoint."""
    services.end(id, actor, clock.now())


def endpoints() -> tuple[KeptEndpoint, ...]:
    return store.endpoints()


# ---- telling -----------------------------------------------------------------------------------------------


def send(actor: Actor, post: Post | None = None) -> Mapping[str, int]:
    """Read what has happened, and try each delivery that is due once. Returns how many were delivered, are tried again
    later, and are dead. Two may do this at the same time: each delivery is tried by one of them.

    Raises a VaultFault where nothing can be signed."""
    gather()
    counts: Counter[str] = Counter(delivered=0, again=0, dead=0)
    at, after = clock.now(), 0
    while due := store.take(at, HELD, after):
        after = due.id
        counts[_tried(due, actor, post or _post)] += 1
    if counts.total():
        services.sent(counts, clock.now() - FORGOTTEN, actor, clock.now())
    return dict(counts)


def gather() -> int:
    """Keep a delivery for everything that has happened since the last look; returns how many."""
    last, count = store.seen(), 0
    while last is not None and (lines := ledger.lines_after(last, CHUNK)):
        last = lines[-1].seq
        count += store.keep([event for line in lines for event in _events(line)], last, clock.now())
    return count


def _tried(due: Due, actor: Actor, post: Post) -> str:
    now = clock.now()
    seconds = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": due.event,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(_key(due.endpoint.id, actor), due.event, seconds, due.body),
    }
    try:
        status = post(due.endpoint.url, due.body.encode(), headers, due.endpoint.is_inside)
    except AddressRefused:
        # Its name has come to lead inside. It may lead out again, so it is tried like anything that fails.
        status = webhook.NOTHING
    if 200 <= status < 300:
        store.delivered(due, status, clock.now())
        return "delivered"
    return "dead" if store.failed(due, status, clock.now()) else "again"


def _post(url: str, body: bytes, headers: Mapping[str, str], is_inside: bool) -> int:
    return webhook.post(url, body, headers, is_inside=is_inside)


def _key(id: str, actor: Actor) -> bytes:
    """What signs for this endpoint: made from a key in the vault whenever it is needed, and kept nowhere."""
    return keys.vault(actor).webhook_key(id)


# ---- what has happened -------------------------------------------------------------------------------------


def _events(line: LedgerLine) -> Iterator[Event]:
    match line.kind:
        case "facts-recorded":
            yield from _chosen(line)
        case "keys-destroyed":
            for subject in keys_store.destroyed_at(line.at):
                yield _event(EventKind.PERSON_ERASED, line.at, (subject,), person=subject)
        case "action-done":
            yield from _done(line)
        case "promises-judged":
            for turn in line.content.get("turned", ()):
                named = {"promise": turn["promise"], "from": turn["from"], "to": turn["to"]}
                yield _event(EventKind.PROMISE_TURNED, line.at, (line.seq, turn["promise"]), **named)
        case _:
            return


def _chosen(line: LedgerLine) -> Iterator[Event]:
    for identity, fact in facts.recorded_with(line.seq).items():
        kind = _kind(fact)
        if kind is not None and isinstance(fact, ConsentGiven | ObjectionMade):
            about = _reference(fact.about)
            yield _event(kind, line.at, (line.seq, identity), id=identity, purpose=fact.purpose, about=about)


def _kind(fact: Fact) -> EventKind | None:
    if isinstance(fact, ConsentGiven):
        return EventKind.CONSENT_WITHDRAWN if fact.withdrawn_at else EventKind.CONSENT_GIVEN
    return EventKind.OBJECTION_MADE if isinstance(fact, ObjectionMade) else None


def _reference(about: About) -> dict[str, object]:
    """The row by its key, where the key is declared to tell nothing of anybody; elsewhere the collection alone."""
    data_map = _map()
    declared = data_map.collections.get(about.collection) if data_map else None
    groups = [declared.group_of(column) for column in declared.shape.key] if declared else [None]
    is_bare = all(group is not None and not group.is_personal for group in groups)
    return {"collection": about.collection, "key": list(about.key) if is_bare else None}


def _map() -> DataMap | None:
    try:
        return published().map
    except NothingPublished:
        return None


def _done(line: LedgerLine) -> Iterator[Event]:
    digest = str(line.content.get("plan", ""))
    kept = plans.kept(digest)
    if kept is not None and kept.is_done:
        yield _event(EventKind.PLAN_DONE, line.at, (digest,), plan=digest)


def _event(kind: EventKind, at: datetime, named: tuple[object, ...], **data: object) -> Event:
    return Event(id=event_id(kind, *named), kind=kind, at=at, data=tuple(data.items()))

"""Telling a friend of a page: the message is handed over while whoever asked waits, or not at all. The friend's address is
kept nowhere, not even sealed, so nothing waits for a mail server that is away.

Once a week a trial goes the same way, over the public page, and its address is then sought where addresses get stuck."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hjemmel.capabilities.tell_a_friend import services, store
from hjemmel.connectors import log_files
from hjemmel.connectors.mail import as_message
from hjemmel.connectors.outgoing import posted
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.mail import TellAFriend
from hjemmel.core.facts import AddressKind
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.website import tell_a_friend as core
from hjemmel.core.website.contact_form import FASTEST, LASTS, reference_of, shown, shown_at
from hjemmel.core.website.security_event import Refused
from hjemmel.core.website.tell_a_friend import KINDS, SETTLES, TABLES, FriendTrial
from hjemmel.desk import clock, post, web_log
from hjemmel.desk.flood import DAY, HOUR, Flood
from hjemmel.desk.marks import marker
from hjemmel.desk.published import NothingPublished, published
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import filled

PATH: Final = "/tips-en-venn"
RECEIPT: Final = "Hjemmel-Receipt"
"""The header that says of a form that its message was handed over."""
FROM_ONE_PLACE, IN_ALL, TO_ONE_FRIEND = 5, 60, 2
"""Messages from one place in an hour, from all in an hour, and to one address in a day."""
SHARED: Final = 4
"""Digits of the code a friend is counted by: one of 65,536, for there are to be no traces of a friend's address."""
Post = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""Sends a form; gives the headers of the answer."""


class NotOffered(LookupError):
    """There is no such page here."""


class NotOurPage(ValueError):
    """That is no page of the declared sites."""


class NotAnAddress(ValueError):
    """What was written does not look like an e-mail address."""


class TooSoon(RuntimeError):
    """The form was sent faster than anybody writes, was not shown by us, or has lain open too long."""


class TooMany(RuntimeError):
    """So many messages have been asked for lately that no more are sent just now."""


class NotSent(RuntimeError):
    """The mail server did not take the message. Nothing of it is left."""


@dataclass(slots=True)
class _Limits:
    places: Flood = field(default_factory=lambda: Flood(FROM_ONE_PLACE, HOUR, "tips"))
    all: Flood = field(default_factory=lambda: Flood(IN_ALL, HOUR, "all tips"))
    friends: Flood = field(default_factory=lambda: Flood(TO_ONE_FRIEND, DAY, "friends", SHARED))

    def are_over(self, place: str, friend: str) -> bool:
        now = clock.steady()
        return (
            self.places.is_over(place, now) or self.friends.is_over(friend, now) or self.all.is_over("", now)
        )


_limits = _Limits()


def begin_anew() -> None:
    """Nothing has been sent from this process."""
    anew = _Limits()
    _limits.places, _limits.all, _limits.friends = anew.places, anew.all, anew.friends


def form(written: str, actor: Actor) -> tuple[str, str]:
    """The page that can be told of, the front page where none is written, and what goes back with the form. Raises NothingPublished, NotOffered, NotOurPage, or
    a VaultFault."""
    declared = _declared(published().map)
    page = core.page(declared, written or f"{declared.sites[0]}/")
    if page is None:
        raise NotOurPage
    return page, shown(marker(actor).key, clock.now(), secrets.token_hex(11))


def sites() -> tuple[str, ...]:
    """Sites that may show the form in a frame. Raises NothingPublished or NotOffered."""
    return _declared(published().map).shown_on


def send(written: str, friend: str, lang: str, given: str, trap: str, place: str, actor: Actor) -> str:
    """Hand the message over now; returns a receipt. `given`: what the form was shown with; `trap`: what stands in the field
    that nobody sees; `place`: where it was sent from.

    A friend who has said no to messages from us gets none, and whoever asked is answered as else. Raises NothingPublished,
    NotOffered, NotOurPage, NotAnAddress, TooSoon, TooMany, NotSent, a Failure or a VaultFault."""
    data_map = published().map
    page, key = core.page(_declared(data_map), written), marker(actor)
    if trap:
        web_log.refused(Refused.TRAP)
        return ""
    if page is None:
        raise NotOurPage
    friend = friend.strip()
    if not is_address(friend):
        raise NotAnAddress
    reference = reference_of(key.key, given)
    if reference is None or not FASTEST <= clock.now() - shown_at(reference) <= LASTS:
        web_log.refused(Refused.TRAP)
        raise TooSoon
    mark = key.mark(AddressKind.EMAIL, friend)
    if _limits.are_over(place, mark):
        raise TooMany
    _hand_over(data_map, page, lang, friend, is_wanted=mark not in post.suppressed())
    return core.receipt(key.key, reference)


def try_it(actor: Actor, send: Post = posted, settles: timedelta = SETTLES) -> int:
    """Seek the trials that have settled, and send one if a week has passed; returns how many steps were taken. Raises a
    Failure or a VaultFault; then it is tried again."""
    try:
        data_map = published().map
        declared = _declared(data_map)
    except (NothingPublished, NotOffered):
        return 0
    settled = [
        one for one in store.trials() if one.sought_at is None and clock.now() - one.sent_at >= settles
    ]
    for one in settled:
        _seek(one, declared, actor)
    if not core.is_due(store.trials(), clock.now()):
        return len(settled)
    _try(data_map, declared, send, actor)
    return len(settled) + 1


# ---- small parts -------------------------------------------------------------------------------------------


def _hand_over(data_map: DataMap, page: str, lang: str, friend: str, *, is_wanted: bool) -> None:
    letter = core.message(data_map, page, lang)
    try:
        made = as_message(letter, friend, secrets.token_hex(16), clock.now())
    except ValueError:
        raise NotAnAddress from None
    with post.server(data_map) as server:
        # Asked for either way, so that nobody learns from the time it takes who has said no.
        outcome = server.send(made) if is_wanted else None
    if outcome and outcome.delivery not in (Delivery.ACCEPTED, Delivery.UNCERTAIN):
        raise NotSent


def _try(data_map: DataMap, declared: TellAFriend, send: Post, actor: Actor) -> None:
    """One trial, as a visitor would send it. Only what our own page says that it has sent counts as one."""
    at, key = clock.now(), marker(actor).key
    mail = data_map.declaration.mail
    given = shown(key, at - FASTEST, secrets.token_hex(11))
    typed = {
        "side": f"{declared.sites[0]}/",
        "epost": core.address(declared, core.token(key, at)),
        "vist": given,
        "nettsted": "",
    }
    answer = send(f"{mail.site.rstrip('/') if mail else ''}{PATH}", typed)
    told = {name.lower(): value for name, value in answer.items()}.get(RECEIPT.lower(), "")
    if told != core.receipt(key, reference_of(key, given) or ""):
        raise Unreachable(
            "tell a friend", "the page did not take the trial", "open it and see what it answers"
        )
    services.sent(at, actor)


def _seek(trial: FriendTrial, declared: TellAFriend, actor: Actor) -> None:
    token = core.token(marker(actor).key, trial.sent_at)
    signs = core.signs(core.address(declared, token), token)
    found, unread = [], []
    for kind in KINDS:
        where = filled(getattr(declared.logs, kind), os.environ)
        try:
            if where is None:
                unread.append(kind)
            elif log_files.holds(where, signs):
                found.append(kind)
        except Unreachable:
            unread.append(kind)
    if store.is_in_tables(signs):
        found.append(TABLES)
    services.sought(trial.sent_at, found, unread, actor, clock.now())


def _declared(data_map: DataMap) -> TellAFriend:
    mail = data_map.declaration.mail
    if mail is None or mail.tell_a_friend is None:
        raise NotOffered
    return mail.tell_a_friend

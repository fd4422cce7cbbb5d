"""Signing up, from the public page or by somebody in the office: kept sealed, asked by letter, confirmed by the link.

Keeping what was asked does the same work whether anybody knows the address or not. Whom it leads to is looked up
afterwards (`send_letters`), when whoever asked has been answered. Confirming is in `desk/choices`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hjemmel.capabilities.facts import services as fact_services
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.mailings import services, store
from hjemmel.capabilities.mailings.models import StoredAsking
from hjemmel.capabilities.register.new import NewPerson, NotTaken, Origin
from hjemmel.connectors.mail import Folder, Smtp, as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About, AddressGiven, AddressKind, ConsentAsked
from hjemmel.core.facts import Origin as From
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.mail.mailing import Use, token
from hjemmel.core.mail.sign_up import Offer, is_address, offers, question, takes_in
from hjemmel.core.moment import local_day
from hjemmel.desk import clock, post, register
from hjemmel.desk.house import house
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.permission import subjects
from hjemmel.engine.ports import Actor

A_DAY: Final = 3
"""So many letters may go to one address in a day."""
AN_HOUR: Final = 300
"""So many may be asked for in an hour, whoever asks."""
AT_ONCE: Final = 50
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class NotOffered(LookupError):
    """Nobody can sign up for that here, or not in these words any more."""


class NotAnAddress(ValueError):
    """What was written does not look like an e-mail address."""


class NobodyKnows(LookupError):
    """Whose consent it would be is not known any more."""


class TooMany(RuntimeError):
    """So much has been asked for lately that no more is taken just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the page shows: what can be signed up for, in the words of this version."""

    version: int
    words: Mapping[str, Text]
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen in the office, and whether there is a public page too."""

    purposes: Mapping[str, Text]
    channels: Mapping[str, Text]
    has_page: bool


def form() -> Form:
    """Raises NothingPublished, and NotOffered where there is nothing to sign up for."""
    standing = published()
    mail, found = standing.map.declaration.mail, offers(standing.map)
    if mail is None or mail.sign_up is None or not found:
        raise NotOffered
    organisation = standing.map.declaration.organisation.name
    return Form(
        version=standing.version.number,
        words={one.purpose: one.words(organisation) for one in found},
        organisation=organisation,
    )


def choices() -> Choices:
    """What the office can ask somebody to confirm. Raises NothingPublished."""
    standing = published()
    mail = standing.map.declaration.mail
    return Choices(
        purposes={one.purpose: one.title for one in offers(standing.map)},
        channels={name: one.title for name, one in standing.map.declaration.channels.items()},
        has_page=bool(mail and mail.sign_up),
    )


def sign_up(address: str, purpose: str, version: int, actor: Actor) -> str:
    """Keep what somebody asked for on the public page, in the words of this version; returns a reference.

    Raises NothingPublished, NotOffered, NotAnAddress, TooMany, or a VaultFault."""
    shown = form()
    mail = published().map.declaration.mail
    if purpose not in shown.words or version != shown.version or mail is None or mail.sign_up is None:
        raise NotOffered
    return _keep(address, purpose, mail.sign_up.channel, actor)


def ask(address: str, purpose: str, given_through: str, actor: Actor) -> str:
    """The same for somebody who has asked the office for it, through this channel; returns what became of the letter.

    Raises what `sign_up` raises, or a Failure: then the letter waits."""
    reference = _keep(address, purpose, given_through, actor)
    send_letters(actor)
    found = store.asking(reference)
    return found.letter if found else store.NOT_SENT


def _keep(address: str, purpose: str, given_through: str, actor: Actor) -> str:
    standing, now, address = published(), clock.now(), address.strip()
    offer = _offer(standing.map, purpose)
    if offer is None or given_through not in standing.map.declaration.channels:
        raise NotOffered
    if not is_address(address):
        raise NotAnAddress
    forget(actor)
    if store.asked_since(now - HOUR) >= AN_HOUR:
        raise TooMany
    wanted = StoredAsking(
        reference=secrets.token_hex(16),
        mark=marker(actor).mark(AddressKind.EMAIL, address),
        purpose=purpose,
        channel=offer.channel,
        given_through=given_through,
        text_version=str(standing.version.number),
        asked_at=now,
        expires_at=now + services.CONFIRM_WITHIN,
    )
    services.ask(vault(actor), wanted, address, actor, now)
    return wanted.reference


# ---- whoever confirms, and nobody knew ----------------------------------------------------------------------


def taken_in(asking: StoredAsking, actor: Actor) -> About:
    """The row of whoever confirmed: one that has come since, or a new one in the register.

    Raises NobodyKnows, a Failure or a VaultFault; then nothing was done."""
    data_map, now, address = published().map, clock.now(), _address(asking, actor)
    sign_up = data_map.declaration.mail.sign_up if data_map.declaration.mail else None
    if address is None or sign_up is None or sign_up.kind is None or sign_up.source is None:
        raise NobodyKnows
    (people,) = subjects(house(actor), [address])
    if len(people) > 1:
        raise NobodyKnows
    person = people[0] if people else _new(asking, address, sign_up.kind, sign_up.source, actor)
    services.known(vault(actor), asking.reference, person, actor, now)
    return person


def _new(asking: StoredAsking, address: str, kind: str, source: str, actor: Actor) -> About:
    now, data_map = clock.now(), published().map
    origin = Origin(
        source=source,
        channel=asking.given_through,
        purposes=(asking.purpose,),
        received_at=asking.asked_at,
        told_at=asking.asked_at,
        is_sign_up=True,
    )
    try:
        (taken,) = register.take([NewPerson(kind=kind, name=None, email=address)], origin, actor)
    except NotTaken:
        raise NobodyKnows from None
    person = register.about(data_map, taken.id)
    if person is None:
        raise NobodyKnows
    given = AddressGiven(
        about=person, kind=AddressKind.EMAIL, mark=asking.mark, origin=From.SIGN_UP, at=asking.asked_at
    )
    fact_services.record((given,), actor, now)
    return person


# ---- the letters -------------------------------------------------------------------------------------------


def send_letters(actor: Actor) -> int:
    """Send the letters that wait, each once; returns how many were handed over. Call again after a break.

    Raises NothingPublished, a VaultFault, or a Failure: then what was not sent still waits."""
    forget(actor)
    waiting = store.unsent(AT_ONCE, clock.now())
    if not waiting:
        return 0
    with post.server(published().map) as server:
        return sum(_ask_by_letter(one, server, actor) for one in waiting)


def forget(actor: Actor) -> int:
    """What nobody confirmed by its last day goes, with its key; returns how many went."""
    gone = 0
    while past := store.past_askings(clock.now(), services.CHUNK):
        services.forget(vault(actor), past, actor, clock.now())
        gone += len(past)
    today = local_day(clock.now(), published().map.zone)
    over = [one for one in StoredFacts().read().asked if one.expires_on and one.expires_on < today]
    if over:
        # No question waits any more: the reason is that there is no consent, not that one is to be confirmed.
        fact_services.end(over, actor, clock.now())
    return gone


def _ask_by_letter(asking: StoredAsking, server: Smtp | Folder, actor: Actor) -> bool:
    reference, now = asking.reference, clock.now()
    if not store.begin_asking(reference, now):
        return False
    try:
        outcome, person = _sent(asking, server, actor)
    except Failure:
        store.not_asked(reference)
        raise
    if outcome == Delivery.LATER.value:
        store.not_asked(reference)
        return False
    if person is not None and outcome != store.NOT_SENT:
        until = local_day(asking.expires_at, published().map.zone)
        fact_services.record(
            (
                ConsentAsked(
                    about=person,
                    purpose=asking.purpose,
                    asked_at=asking.asked_at,
                    expires_on=until,
                    mark=asking.mark,
                ),
            ),
            actor,
            now,
        )
    services.asked(vault(actor), reference, outcome, person, actor, clock.now())
    return outcome != store.NOT_SENT


def _sent(asking: StoredAsking, server: Smtp | Folder, actor: Actor) -> tuple[str, About | None]:
    """What became of the letter, and whom the address leads to."""
    data_map, address = published().map, _address(asking, actor)
    offer = _offer(data_map, asking.purpose)
    if address is None or offer is None or not _may_be_written_to(asking):
        return store.NOT_SENT, None
    (people,) = subjects(house(actor), [address])
    if len(people) > 1 or (not people and not _can_take_in(data_map, offer)):
        return store.NOT_SENT, None
    letter = question(data_map, offer, token(marker(actor).key, Use.YES, asking.reference))
    try:
        message = as_message(letter, address, asking.reference, clock.now())
    except ValueError:
        return store.NOT_SENT, None
    return server.send(message).delivery.value, people[0] if people else None


def _can_take_in(data_map: DataMap, offer: Offer) -> bool:
    """Somebody nobody knows can get a row in the register for it."""
    return takes_in(data_map, offer) and register.is_open()


def _may_be_written_to(asking: StoredAsking) -> bool:
    if asking.mark in post.suppressed() or asking.mark in post.closed():
        return False
    return store.letters_since(asking.mark, clock.now() - DAY, asking.reference) < A_DAY


def _address(asking: StoredAsking, actor: Actor) -> str | None:
    sealed = store.sealed_address(asking)
    if sealed is None:
        return None
    (opened,) = vault(actor).open([sealed])
    return opened.values[store.ADDRESS]


def _offer(data_map: DataMap, purpose: str) -> Offer | None:
    return next((one for one in offers(data_map) if one.purpose == purpose), None)

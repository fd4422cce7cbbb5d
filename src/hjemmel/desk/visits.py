"""Coming in to one's own page: by a code to an address we have known for a while, or by signing in with a provider. Open for
half an hour.

Whoever asks is answered the same whether anybody knows them or not; what code or sign-in shows is told to whoever has read the
code or signed in, and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from hjemmel.capabilities.identity import store
from hjemmel.capabilities.identity import visits as services
from hjemmel.capabilities.identity.models import Visit
from hjemmel.capabilities.identity.services import Tried
from hjemmel.connectors.mail import as_message
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.declaration.conduct import IdentityProvider
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import DIGITS, Proof, proved
from hjemmel.core.facts import About, AddressKind
from hjemmel.core.letters.identity import visit_letter
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, identity, post, sign_in
from hjemmel.desk.house import house
from hjemmel.desk.identity import NotAnAddress, NotOffered, TooMany
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor

__all__ = ["NotAnAddress", "NotOffered", "TooMany", "Tried"]

A_DAY, AN_HOUR, FROM_ONE_PLACE = 5, 300, 20
"""So many codes for one address in a day; codes and sign-ins for all in an hour, and from one place in an hour."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class NotOpen(LookupError):
    """There is no such visit, or its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A visit that was asked for. The code goes by e-mail, and nowhere else."""

    id: str
    secret: str = field(repr=False)
    code: str = field(repr=False)
    lang: str = "nb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a visit has come."""

    is_read: bool
    """The right code has been written, or they have signed in."""
    proof: Proof | None
    is_by_sign_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A visit that has shown who they are."""

    id: str
    address: str = field(repr=False)
    """Where answers go; empty where the provider vouches for no e-mail address."""
    mark: str
    """What stands for it; empty like it."""
    sign: str = field(repr=False)
    """What led to them: the address, or what a provider vouches for."""
    known_by: str
    provider: str
    """Whom they signed in with, by name; empty: they came by a code."""

    @property
    def is_by_address(self) -> bool:
        """It is the address that leads to their rows."""
        return self.known_by == AddressKind.EMAIL.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The same, and the rows that it leads to now."""

    entered: Entered
    provider: IdentityProvider | None
    house: House
    whose: tuple[About, ...]


def takes_codes() -> bool:
    """A code can show who somebody is here, and there is mail to send it by. Raises NothingPublished."""
    check = published().map.declaration.identity_check
    return identity.is_offered() and check is not None and "known_channel" in check.how


def is_offered() -> bool:
    """There is a way in. Raises NothingPublished."""
    return takes_codes() or (identity.is_offered() and bool(sign_in.providers()))


# ---- by a code ---------------------------------------------------------------------------------------------


def begin(email: str, lang: str, place: str, actor: Actor) -> Begun:
    """Ask for a code. Raises NothingPublished, NotOffered, NotAnAddress, TooMany, or a VaultFault."""
    if not takes_codes():
        raise NotOffered
    email, now = email.strip(), clock.now()
    if not is_address(email):
        raise NotAnAddress
    made = marker(actor)
    mark, visitor = made.mark(AddressKind.EMAIL, email), _visitor(made.key, place)
    _stop_floods(visitor, actor)
    # A sign-in has its address from the provider, and sends it nothing.
    if store.visits_since(now - DAY, mark=mark, provider="") >= A_DAY:
        raise TooMany
    id, secret = secrets.token_hex(16), secrets.token_urlsafe(SECRET_BYTES)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    new = services.NewVisit(
        id=id, link=digest(secret), mark=mark, visitor=visitor, code=_sealed(made.key, id, code)
    )
    services.ask(vault(actor), new, email, actor, now)
    return Begun(id=id, secret=secret, code=code, lang=lang)


def send_code(begun: Begun, actor: Actor) -> None:
    """The letter with the code. Raises a Failure or a VaultFault; then another can be asked for."""
    visit = store.visit(digest(begun.secret))
    if visit is None or visit.mark in post.closed():
        return
    data_map = published().map
    address, _ = _opened(visit, actor)
    try:
        made = as_message(visit_letter(data_map, begun.code, begun.lang), address, visit.pk, clock.now())
    except ValueError:
        return
    with post.server(data_map) as server:
        server.send(made)


def write_code(secret: str, typed: str, actor: Actor) -> tuple[Tried, str] | None:
    """Try a code. A right one gives a new secret for the visit. None: no such visit.

    Raises a Failure or a VaultFault; then another code must be asked for."""
    visit = store.visit(digest(secret))
    if visit is None:
        return None
    digits = "".join(sign for sign in typed[: identity.LONGEST] if sign.isdecimal())
    tried = services.attempt(visit.pk, _sealed(marker(actor).key, visit.pk, digits), actor, clock.now())
    if tried is not Tried.RIGHT:
        return tried, secret
    _, proof = _by_code(house(actor), _opened(visit, actor)[0], visit.mark)
    new = secrets.token_urlsafe(SECRET_BYTES)
    services.conclude(visit.pk, digest(new), proof, actor, clock.now())
    return tried, new


# ---- by a provider -----------------------------------------------------------------------------------------


def sign_in_with(name: str, lang: str, place: str, actor: Actor) -> sign_in.Begun:
    """Where to send somebody who wants to open their page by signing in; `sign_in.come_back` opens it when they are back.

    Raises NothingPublished, sign_in.NotOffered, TooMany, a VaultFault, or a Failure where the provider does not answer."""
    if not identity.is_offered():
        raise sign_in.NotOffered
    visitor = _visitor(marker(actor).key, place)
    _stop_floods(visitor, actor)
    begun, away = sign_in.sent_away(name, lang, actor)
    # Nobody has the secret of this link: the one that opens the page is made when they are back.
    link = digest(secrets.token_urlsafe(SECRET_BYTES))
    new = services.NewVisit(id=secrets.token_hex(16), link=link, mark="", visitor=visitor)
    services.ask_by_sign_in(new, away, actor, clock.now())
    return begun


# ---- while it is open --------------------------------------------------------------------------------------


def standing(secret: str) -> Standing | None:
    """How far the visit has come; None: there is none, or it is over."""
    visit = store.visit(digest(secret))
    if visit is None or visit.expires_at <= clock.now():
        return None
    return Standing(
        is_read=visit.read_at is not None,
        proof=Proof[visit.proof] if visit.proof else None,
        is_by_sign_in=bool(visit.provider),
    )


def entered(secret: str, actor: Actor) -> Entered:
    """The visit; nothing is looked up. Raises NotOpen, or a VaultFault."""
    visit = store.visit(digest(secret))
    if visit is None or visit.expires_at <= clock.now() or visit.proof != Proof.IDENTITY.name:
        raise NotOpen
    address, sign = _opened(visit, actor)
    return Entered(
        id=visit.pk,
        address=address,
        mark=visit.mark if address else "",
        sign=sign or address,
        known_by=visit.known_by or AddressKind.EMAIL.value,
        provider=visit.provider,
    )


def opened(secret: str, actor: Actor) -> Opened:
    """The visit, and whom it leads to now: a sign that has come to lead elsewhere, and a provider that is not declared any more,
    open nothing. Raises NotOpen, a Failure or a VaultFault."""
    visit, opened = entered(secret, actor), house(actor)
    whom = sign_in.provider(opened.map, visit.provider) if visit.provider else None
    if visit.provider and whom is None:
        raise NotOpen
    if whom is None:
        whose, proof = _by_code(opened, visit.address, visit.mark)
    else:
        led = sign_in.led_by(opened, Right.ACCESS, visit.sign, visit.known_by, whom, actor)
        whose, proof = led.whose, led.proof
    if proof is not Proof.IDENTITY:
        raise NotOpen
    return Opened(entered=visit, provider=whom.declared if whom else None, house=opened, whose=whose)


def leave(secret: str, actor: Actor) -> Text | None:
    """The visit is over. Whom they signed in with, who may know them still; None after a code."""
    visit = store.visit(digest(secret))
    if visit is None:
        return None
    services.end(vault(actor), [visit.pk], actor, clock.now())
    return sign_in.providers().get(visit.provider)


def end_past(actor: Actor) -> int:
    """End the visits whose time is over, and forget what stood for addresses and places; returns how many ended."""
    now, past = clock.now(), store.visits_past(clock.now())
    if past:
        services.end(vault(actor), past, actor, now)
    if store.has_old_visits(now - DAY):
        services.forget(now - DAY, actor, now)
    return len(past)


# ---- inside ------------------------------------------------------------------------------------------------


def _by_code(opened: House, address: str, mark: str) -> tuple[tuple[About, ...], Proof]:
    """Whom the address leads to, and what it proves that its code was read."""
    known = identity.address_of(opened, address, AddressKind.EMAIL, mark)
    return known.whose, proved(opened.map, Right.ACCESS, known, clock.now())


def _opened(visit: Visit, actor: Actor) -> tuple[str, str]:
    """The address, and the sign from a provider. Raises NotOpen, or a VaultFault."""
    sealed = store.sealed(visit)
    if sealed is None:
        raise NotOpen
    (row,) = vault(actor).open([sealed])
    return row.values.get(store.ADDRESS) or "", row.values.get(store.SIGN) or ""


def _stop_floods(visitor: str, actor: Actor) -> None:
    end_past(actor)
    since = clock.now() - HOUR
    if store.visits_since(since) >= AN_HOUR or store.visits_since(since, visitor=visitor) >= FROM_ONE_PLACE:
        raise TooMany


def _visitor(key: bytes, place: str) -> str:
    """Another mark each day, so that nobody is followed by it."""
    text = f"hjemmel visit 1\0{clock.now():%Y-%m-%d}\0{place}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _sealed(key: bytes, visit: str, code: str) -> str:
    return hmac.new(key, f"hjemmel visit code 1\0{visit}\0{code}".encode(), hashlib.sha256).hexdigest()

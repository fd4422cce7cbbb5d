"""Showing who one is by signing in with an identity provider (Vipps Login, a BankID broker): for a request, on top of a right
code, or to open one's own page.

For a request the code comes first: it shows that the answer goes to a mailbox that whoever asks can read. The sign-in shows who
they are.
State, nonce and the PKCE verifier are made from one random word and a key, so that nothing of them is stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hjemmel.capabilities.identity import services, store, visits
from hjemmel.capabilities.identity.models import Check, SignIn
from hjemmel.connectors import oidc
from hjemmel.connectors.oidc import NotBelieved
from hjemmel.connectors.protocol import Drifted, Failure
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.conduct import IdentityProvider
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import Proof, proved_by_provider
from hjemmel.core.entrance.sign_in import ALGORITHMS, LASTS, MOST, Expected, Signs, doubt, question, signs
from hjemmel.core.facts import About, AddressKind
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.request import Method, State
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, identity, requests
from hjemmel.desk.house import house
from hjemmel.desk.identity import PERSON
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import filled

BACK: Final = "vis-hvem"
"""Where providers send people back to, under the declared address of our pages. The same in both languages."""
NATIONAL_NUMBER: Final = "national_number"
WAITS: Final = (State.RECEIVED, State.MATCHED, State.ASKED_WHO)


class NotOffered(LookupError):
    """One cannot sign in with that here, or not for this request, or not any more."""


class NotShown(Exception):
    """Whoever came back has not shown who they are: `why` in one word, with nothing about them."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Somebody is about to be sent to a provider."""

    address: str = field(repr=False)
    browser: str = field(repr=False)
    """What their browser brings back, so that nobody comes back in another's place."""
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A provider with what we are known by to it."""

    name: str
    declared: IdentityProvider
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Whom a sign leads to, and what it proves."""

    sign: str = field(repr=False)
    known_by: str
    whose: tuple[About, ...]
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """Somebody is back from a provider."""

    proof: Proof
    visit: str = field(repr=False)
    """The secret of the visit that they have opened, whatever it shows; empty where it was about a request."""


def providers() -> Mapping[str, Text]:
    """Whom one can sign in with here, by name. Raises NothingPublished."""
    return {one.name: one.declared.title for one in _known(published().map)}


def provider(data_map: DataMap, name: str) -> Known | None:
    """The one that is declared by this name, if the environment tells who we are to it."""
    return next((one for one in _known(data_map) if one.name == name), None)


def offered(secret: str) -> Mapping[str, Text]:
    """Whom one can sign in with for the request behind this link, by name. None before the code was right."""
    check = store.behind(digest(secret))
    return providers() if check is not None and _waits(check) else {}


def begin(secret: str, name: str, lang: str, actor: Actor) -> Begun:
    """For the request behind this link. Raises NotOffered, or a Failure where the provider does not answer."""
    check = store.behind(digest(secret))
    if check is None or not _waits(check):
        raise NotOffered
    begun, new = sent_away(name, lang, actor)
    if not services.begin_sign_in(check.request, new, MOST, PERSON, clock.now()):
        raise NotOffered
    return begun


def sent_away(name: str, lang: str, actor: Actor) -> tuple[Begun, services.NewSignIn]:
    """Where somebody is sent, and what must be stored of it before they go.

    Raises NotOffered, or a Failure where the provider does not answer."""
    data_map = published().map
    whom = provider(data_map, name)
    if whom is None:
        raise NotOffered
    metadata = oidc.discover(whom.declared.issuer)
    state, browser = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    key = marker(actor).key
    challenge = _unpadded(hashlib.sha256(_word(key, "verifier", state).encode()).digest())
    address = question(
        metadata.authorization,
        _expected(whom, key, state),
        whom.declared.scopes,
        _back(data_map),
        state,
        challenge,
        lang,
    )
    new = services.NewSignIn(provider=name, state=digest(state), browser=digest(browser), lasts=LASTS)
    return Begun(address=address, browser=browser, title=whom.declared.title), new


def come_back(state: str, browser: str, code: str, actor: Actor) -> CameBack:
    """Whoever was sent away is back, with a code: what was proven, of the request or the visit that they were sent away for.

    Raises NotShown; or a Failure, and then they must begin again: a code is good once."""
    sign_in = services.use_sign_in(digest(state), digest(browser), PERSON, clock.now())
    if sign_in is None:
        raise NotShown("state")
    try:
        whom = provider(published().map, sign_in.provider)
        if whom is None:
            raise NotShown("provider")
        found = _signs(whom, state, code, actor)
        if sign_in.visit:
            came = _opened(sign_in, found, whom, actor)
        else:
            came = CameBack(proof=_judged(sign_in, found, whom, actor), visit="")
    except NotShown as not_shown:
        services.end_sign_in(sign_in.state, not_shown.why, PERSON, clock.now())
        raise
    except Failure:
        services.end_sign_in(sign_in.state, "no_answer", PERSON, clock.now())
        raise
    services.end_sign_in(sign_in.state, came.proof.name.lower(), PERSON, clock.now())
    return came


def led_by(open_house: House, right: Right, sign: str, known_by: str, whom: Known, actor: Actor) -> Led:
    """Whom a sign that a provider vouches for leads to now, and what it proves. `known_by`: what kind of sign it is.

    Raises a Failure or a VaultFault."""
    kind = None if known_by == NATIONAL_NUMBER else AddressKind(known_by)
    mark = marker(actor).mark(kind, sign) if kind else ""
    address = identity.address_of(open_house, sign, kind, mark, known_by)
    proof = proved_by_provider(
        open_house.map, right, address, clock.now(), how=whom.declared.how, by_number=kind is None
    )
    return Led(sign=sign, known_by=known_by, whose=address.whose, proof=proof)


# ---- inside ------------------------------------------------------------------------------------------------


def _signs(whom: Known, state: str, code: str, actor: Actor) -> Signs:
    """What the provider vouches for. Raises NotShown or a Failure."""
    key = marker(actor).key
    metadata = oidc.discover(whom.declared.issuer)
    verifier = _word(key, "verifier", state)
    try:
        answered = oidc.redeem(
            metadata, whom.client, whom.secret, code, _back(published().map), verifier, ALGORITHMS
        )
        why = doubt(answered.claims, _expected(whom, key, state), clock.machine())
        if why is not None:
            raise NotShown(why.value)
        more = oidc.told_more(metadata, answered)
    except NotBelieved:
        raise NotShown("signature") from None
    except Drifted:
        # It knows no such code, or not from us.
        raise NotShown("code") from None
    return signs({**more, **answered.claims})


def _judged(sign_in: SignIn, found: Signs, whom: Known, actor: Actor) -> Proof:
    """What it proves, and what follows for the request."""
    check, view = store.of_request(sign_in.request), requests.view(sign_in.request)
    received = view.life.received if view else None
    if check is None or received is None or not _waits(check):
        raise NotShown("request")
    led = _best(house(actor), received.right, found, whom, actor)
    if led.proof is Proof.IDENTITY:
        identity.note_proven(sign_in.request, led.whose, Method(whom.declared.how))
    if led.proof is Proof.IDENTITY or not check.proof:
        services.conclude(sign_in.request, led.proof, actor, clock.now())
    return led.proof


def _opened(sign_in: SignIn, found: Signs, whom: Known, actor: Actor) -> CameBack:
    """What it proves, and the visit that it opens: to see all, as access does."""
    led = _best(house(actor), Right.ACCESS, found, whom, actor)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    email = found.email if found.email and is_address(found.email) else None
    who = visits.Recognised(
        link=digest(secret),
        provider=whom.name,
        proof=led.proof,
        known_by=led.known_by,
        sign=led.sign,
        email=email,
        mark=marker(actor).mark(AddressKind.EMAIL, email) if email else "",
    )
    if not visits.recognise(vault(actor), sign_in.visit, who, actor, clock.now()):
        raise NotShown("visit")
    return CameBack(proof=led.proof, visit=secret)


def _best(open_house: House, right: Right, found: Signs, whom: Known, actor: Actor) -> Led:
    """By the surest sign that leads to anybody."""
    for sign, known_by in _in_turn(found):
        led = led_by(open_house, right, sign, known_by, whom, actor)
        if led.proof is not Proof.NOBODY:
            return led
    return Led(sign="", known_by="", whose=(), proof=Proof.NOBODY)


def _in_turn(found: Signs) -> Iterator[tuple[str, str]]:
    """The surest first: a number is one person's, an address may be shared or changed."""
    if found.number:
        yield found.number, NATIONAL_NUMBER
    if found.email:
        yield found.email, AddressKind.EMAIL.value
    if found.phone:
        yield found.phone, AddressKind.PHONE.value


def _waits(check: Check) -> bool:
    """The mailbox is known, and it is not known yet who asks."""
    view = requests.view(check.request)
    is_known = check.proof == Proof.IDENTITY.name
    return check.read_at is not None and not is_known and view is not None and view.state in WAITS


def _known(data_map: DataMap) -> Iterator[Known]:
    """The declared providers that the environment tells who we are to."""
    check = data_map.declaration.identity_check
    for name, one in (check.providers if check else {}).items():
        client, secret = filled(one.client_id, os.environ), filled(one.client_secret, os.environ)
        if client and secret:
            yield Known(name=name, declared=one, client=client, secret=secret)


def _expected(provider: Known, key: bytes, state: str) -> Expected:
    return Expected(
        issuer=provider.declared.issuer,
        client=provider.client,
        nonce=_word(key, "nonce", state),
        acr=provider.declared.acr,
    )


def _back(data_map: DataMap) -> str:
    """By the declared address, whatever name the server was called by."""
    mail = data_map.declaration.mail
    if mail is None:
        raise NotOffered
    return f"{mail.site.rstrip('/')}/{BACK}"


def _word(key: bytes, use: str, state: str) -> str:
    return _unpadded(hmac.new(key, f"hjemmel sign-in {use} 1\0{state}".encode(), hashlib.sha256).digest())


def _unpadded(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()

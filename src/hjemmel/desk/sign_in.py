"""Showing who one is by signing in with an identity provider (Vipps Login, a BankID broker), on top of a right code.

The code comes first: it shows that the answer goes to a mailbox that whoever asks can read. The sign-in shows who they are.
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

from hjemmel.capabilities.identity import services, store
from hjemmel.capabilities.identity.models import Check, SignIn
from hjemmel.connectors import oidc
from hjemmel.connectors.oidc import NotBelieved
from hjemmel.connectors.protocol import Drifted, Failure
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.conduct import IdentityProvider
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import Address, Proof, proved_by_provider
from hjemmel.core.entrance.sign_in import ALGORITHMS, LASTS, MOST, Expected, Signs, doubt, question, signs
from hjemmel.core.facts import AddressKind
from hjemmel.core.request import Method, State
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, identity, requests
from hjemmel.desk.house import house
from hjemmel.desk.identity import PERSON
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


def offered(secret: str) -> Mapping[str, Text]:
    """Whom one can sign in with for the request behind this link, by name. None before the code was right."""
    check = store.behind(digest(secret))
    if check is None or not _waits(check):
        return {}
    return {one.name: one.declared.title for one in _known(published().map)}


def begin(secret: str, name: str, lang: str, actor: Actor) -> Begun:
    """Raises NotOffered, or a Failure where the provider does not answer."""
    check, data_map = store.behind(digest(secret)), published().map
    provider = _provider(data_map, name)
    if check is None or provider is None or not _waits(check):
        raise NotOffered
    metadata = oidc.discover(provider.declared.issuer)
    state, browser = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    new = services.NewSignIn(
        request=check.request, provider=name, state=digest(state), browser=digest(browser), lasts=LASTS
    )
    if not services.begin_sign_in(new, MOST, PERSON, clock.now()):
        raise NotOffered
    key = marker(actor).key
    challenge = _unpadded(hashlib.sha256(_word(key, "verifier", state).encode()).digest())
    address = question(
        metadata.authorization,
        _expected(provider, key, state),
        provider.declared.scopes,
        _back(data_map),
        state,
        challenge,
        lang,
    )
    return Begun(address=address, browser=browser, title=provider.declared.title)


def come_back(state: str, browser: str, code: str, actor: Actor) -> tuple[str, Proof]:
    """Whoever was sent away is back, with a code. Which request it is about, and what was proven.

    Raises NotShown; or a Failure, and then they must begin again: a code is good once."""
    sign_in = services.use_sign_in(digest(state), digest(browser), PERSON, clock.now())
    if sign_in is None:
        raise NotShown("state")
    try:
        found = _signs(sign_in, state, code, actor)
        proof = _judged(sign_in, found, actor)
    except NotShown as not_shown:
        services.end_sign_in(sign_in.state, not_shown.why, PERSON, clock.now())
        raise
    except Failure:
        services.end_sign_in(sign_in.state, "no_answer", PERSON, clock.now())
        raise
    services.end_sign_in(sign_in.state, proof.name.lower(), PERSON, clock.now())
    return sign_in.request, proof


# ---- inside ------------------------------------------------------------------------------------------------


def _signs(sign_in: SignIn, state: str, code: str, actor: Actor) -> Signs:
    """What the provider vouches for. Raises NotShown or a Failure."""
    data_map, key = published().map, marker(actor).key
    provider = _provider(data_map, sign_in.provider)
    if provider is None:
        raise NotShown("provider")
    metadata = oidc.discover(provider.declared.issuer)
    verifier = _word(key, "verifier", state)
    try:
        answered = oidc.redeem(
            metadata, provider.client, provider.secret, code, _back(data_map), verifier, ALGORITHMS
        )
        why = doubt(answered.claims, _expected(provider, key, state), clock.machine())
        if why is not None:
            raise NotShown(why.value)
        more = oidc.told_more(metadata, answered)
    except NotBelieved:
        raise NotShown("signature") from None
    except Drifted:
        # It knows no such code, or not from us.
        raise NotShown("code") from None
    return signs({**more, **answered.claims})


def _judged(sign_in: SignIn, found: Signs, actor: Actor) -> Proof:
    """What it proves, and what follows for the request."""
    check, view = store.of_request(sign_in.request), requests.view(sign_in.request)
    received = view.life.received if view else None
    provider = _provider(published().map, sign_in.provider)
    if check is None or received is None or provider is None or not _waits(check):
        raise NotShown("request")
    open_house = house(actor)
    address, proof = _best(open_house, received.right, found, provider, actor)
    if address is not None and proof is Proof.IDENTITY:
        identity.note_proven(sign_in.request, address.whose, Method(provider.declared.how))
    if proof is Proof.IDENTITY or not check.proof:
        services.conclude(sign_in.request, proof, actor, clock.now())
    return proof


def _best(
    open_house: House, right: Right, found: Signs, provider: Known, actor: Actor
) -> tuple[Address | None, Proof]:
    """By the surest sign that leads to anybody."""
    for value, kind in _in_turn(found):
        known_by = kind.value if kind else NATIONAL_NUMBER
        address = identity.address_of(open_house, value, kind, _mark(value, kind, actor), known_by)
        proof = proved_by_provider(
            open_house.map,
            right,
            address,
            clock.now(),
            how=provider.declared.how,
            by_number=kind is None,
        )
        if proof is not Proof.NOBODY:
            return address, proof
    return None, Proof.NOBODY


def _in_turn(found: Signs) -> Iterator[tuple[str, AddressKind | None]]:
    """The surest first: a number is one person's, an address may be shared or changed."""
    if found.number:
        yield found.number, None
    if found.email:
        yield found.email, AddressKind.EMAIL
    if found.phone:
        yield found.phone, AddressKind.PHONE


def _mark(value: str, kind: AddressKind | None, actor: Actor) -> str:
    return marker(actor).mark(kind, value) if kind else ""


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


def _provider(data_map: DataMap, name: str) -> Known | None:
    return next((one for one in _known(data_map) if one.name == name), None)


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

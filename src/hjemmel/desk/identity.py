"""Requests that come by the public page, and finding out who asks: a code goes to the address they gave.

Taking a request in does the same work whether anybody knows the address or not, and a code goes there in either case.
Whom it leads to is looked up when a right code has come back: only whoever reads the mailbox learns anything."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.identity import services, store
from hjemmel.capabilities.identity.models import Check
from hjemmel.capabilities.identity.services import NewCheck, Tried
from hjemmel.connectors.mail import as_message
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.traces import KnownSinceTrace
from hjemmel.core.entrance.identity_check import CODES, DIGITS, Address, Proof, proved
from hjemmel.core.facts import About, AddressKind
from hjemmel.core.letters.identity import code_letter
from hjemmel.core.lineage import Identity
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.moment import read_day
from hjemmel.core.permission.address import is_persons
from hjemmel.core.request import Method, Way, needs_proof
from hjemmel.core.rights.right import Right
from hjemmel.core.selection import OneOf, Selection, every
from hjemmel.desk import clock, post, requests
from hjemmel.desk.house import house
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.desk.requests import Details, NotTaken, RequestView
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor

__all__ = ["Proof", "Tried"]

PERSON: Final = Actor(id="person", name="person")
"""Whoever asks, in the steps of a request."""
A_DAY, AN_HOUR, FROM_ONE_PLACE = 3, 300, 20
"""So many requests by the page for one address in a day, for all in an hour, and from one place in an hour."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONGEST, LONGEST_TEXT = 200, 20_000
OFFERED: Final = (
    Right.ACCESS, Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION, Right.PORTABILITY, Right.OBJECTION,
    Right.WITHDRAWAL, Right.RECIPIENTS,
)  # fmt: skip


class NotOffered(LookupError):
    """Requests are not taken by a page here, or not for that."""


class NotAnAddress(ValueError):
    """What was written does not look like an e-mail address."""


class TooMany(RuntimeError):
    """So much has been asked for lately that no more is taken by the page just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the page offers."""

    rights: tuple[Right, ...]
    roles: Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody wrote on the page."""

    right: Right
    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    known_by: str = field(default="", repr=False)
    """Other signs they are known by, one a line."""
    words: str = field(default="", repr=False)
    role: str = ""
    lang: str = "nb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A request that was taken in. The code goes by e-mail, and nowhere else."""

    request: str
    secret: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What whoever holds the link sees of their request. Before the code is right: nothing but that it came."""

    view: RequestView
    lang: str
    is_read: bool
    """The right code has been written."""
    proof: Proof | None
    codes_left: int


def form() -> Form:
    """Raises NothingPublished, and NotOffered where the declaration lets nobody ask by a page."""
    declared = published().map.declaration
    rights = declared.rights
    if declared.mail is None or rights is None or "web" not in rights.ways:
        raise NotOffered
    offered = set(rights.offered)
    return Form(
        rights=tuple(one for one in OFFERED if one.value in offered or one is Right.RECIPIENTS),
        roles={name: one.title for name, one in declared.subjects.items()},
    )


def is_offered() -> bool:
    """There is a page on which a person can ask. Raises NothingPublished."""
    try:
        return bool(form().rights)
    except NotOffered:
        return False


# ---- coming in ---------------------------------------------------------------------------------------------


def ask(wanted: Asking, place: str, actor: Actor) -> Taken:
    """Take a request in. `place`: where the form was sent from, which is kept as a mark for a day.

    Raises NothingPublished, NotOffered, NotAnAddress, TooMany, or a VaultFault."""
    offered, email, now = form(), wanted.email.strip(), clock.now()
    if wanted.right not in offered.rights or (wanted.role and wanted.role not in offered.roles):
        raise NotOffered
    if not is_address(email):
        raise NotAnAddress
    made = marker(actor)
    mark, visitor = made.mark(AddressKind.EMAIL, email), _visitor(made.key, place, now)
    _stop_floods(mark, visitor, now)
    forget_visitors(actor)
    signs = [email, *(sign.strip()[:LONGEST] for sign in wanted.known_by[: 10 * LONGEST].splitlines())]
    told = Details(
        name=wanted.name.strip()[:LONGEST],
        contact=email,
        identities="\n".join(filter(None, signs)),
        words=wanted.words[:LONGEST_TEXT],
    )
    id = requests.receive(Way.WEB, requests.today(), wanted.right, told, PERSON, role=wanted.role)
    secret, code = secrets.token_urlsafe(SECRET_BYTES), _new_code()
    services.begin(
        NewCheck(
            request=id,
            link=digest(secret),
            lang=wanted.lang,
            mark=mark,
            visitor=visitor,
            code=_sealed(made.key, id, code),
        ),
        PERSON,
        now,
    )
    return Taken(request=id, secret=secret, code=code)


def send_code(taken: Taken, actor: Actor) -> None:
    """The letter with the code. Raises a Failure or a VaultFault; then another code can be asked for."""
    check, contact = store.of_request(taken.request), requests.contact(taken.request, actor)
    if check is None or not contact or check.mark in post.closed():
        return
    data_map = published().map
    letter = code_letter(data_map, taken.code, taken.secret, check.lang)
    try:
        message = as_message(letter, contact, f"{taken.request}.{check.codes}", clock.now())
    except ValueError:
        return
    with post.server(data_map) as server:
        server.send(message)


def new_code(secret: str, actor: Actor) -> Taken | None:
    """Another code for the same request; None where there is none to be had."""
    check = store.behind(digest(secret))
    if check is None:
        return None
    code = _new_code()
    if not services.renew(
        check.request, _sealed(marker(actor).key, check.request, code), PERSON, clock.now()
    ):
        return None
    return Taken(request=check.request, secret=secret, code=code)


# ---- who asks ----------------------------------------------------------------------------------------------


def write_code(secret: str, typed: str, actor: Actor) -> Tried | None:
    """Try a code. A right one is used up, and what it proves is worked out. None: no such link.

    Raises a Failure or a VaultFault; then what a right code proves is worked out by `go_on`."""
    check = store.behind(digest(secret))
    if check is None:
        return None
    digits = "".join(sign for sign in typed[:LONGEST] if sign.isdecimal())
    tried = services.attempt(
        check.request, _sealed(marker(actor).key, check.request, digits), PERSON, clock.now()
    )
    if tried is Tried.RIGHT:
        go_on(check.request, actor)
    return tried


def go_on(request: str, actor: Actor) -> None:
    """Work out what a right code proves, and note it: once, also after a break."""
    check = store.of_request(request)
    if check is None or check.read_at is None or check.proof:
        return
    email, view = requests.contact(request, actor), requests.view(request)
    received = view.life.received if view else None
    if not email or received is None:
        return
    open_house = house(actor)
    address = address_of(open_house, email, AddressKind.EMAIL, check.mark)
    proof = proved(open_house.map, received.right, address, clock.now())
    if proof is Proof.IDENTITY:
        note_proven(request, address.whose, Method.KNOWN_CHANNEL)
    services.conclude(request, proof, actor, clock.now())


def know(taken: Taken, whose: Sequence[About], method: Method, actor: Actor) -> None:
    """Who asks has shown it already, to a provider that vouches for their mailbox too: these are their rows, and no code goes."""
    code = _sealed(marker(actor).key, taken.request, taken.code)
    services.attempt(taken.request, code, PERSON, clock.now())
    note_proven(taken.request, whose, method)
    services.conclude(taken.request, Proof.IDENTITY, actor, clock.now())


def note_proven(request: str, whose: Sequence[About], method: Method) -> None:
    """These are the person's own rows, and it is known who asks. Done again after a break, it changes nothing more."""
    view = requests.view(request)
    received = view.life.received if view else None
    try:
        requests.match(request, whose, PERSON)
        if received is not None and needs_proof(received.right):
            requests.ask_identity(request, method, PERSON)
            requests.prove_identity(request, method, PERSON)
    except NotTaken:
        # Somebody in the office has gone on with it meanwhile; what they found out stands.
        pass


def go_on_with_all(actor: Actor) -> int:
    """Work out what right codes prove where that broke off; returns how many."""
    waiting = store.not_judged()
    for request in waiting:
        go_on(request, actor)
    return len(waiting)


def own(secret: str) -> Own | None:
    """The request that a link leads to."""
    check = store.behind(digest(secret))
    view = requests.view(check.request) if check else None
    if check is None or view is None:
        return None
    return Own(
        view=view,
        lang=check.lang,
        is_read=check.read_at is not None,
        proof=_proof(check),
        codes_left=max(0, CODES - check.codes),
    )


def withdraw(secret: str) -> None:
    """Whoever asked wants no more of it. Raises NotTaken where something has been done already."""
    check = store.behind(digest(secret))
    if check is not None and check.read_at is not None:
        requests.take_back(check.request, PERSON)


def check_of(request: str) -> Check | None:
    """How it stands with the code of a request from the web; None for one that came in another way."""
    return store.of_request(request)


def proof_of(request: str) -> Proof | None:
    check = store.of_request(request)
    return _proof(check) if check else None


def forget_visitors(actor: Actor) -> int:
    """What stands for where a form was sent from goes after a day; whether there was any."""
    now = clock.now()
    if not store.has_visitors(now - DAY):
        return 0
    services.forget_visitors(now - DAY, actor, now)
    return 1


# ---- inside ------------------------------------------------------------------------------------------------


def _proof(check: Check) -> Proof | None:
    return Proof[check.proof] if check.proof else None


def address_of(
    open_house: House, value: str, kind: AddressKind | None, mark: str, known_by: str = ""
) -> Address:
    """What is known of an address, and whom it leads to; or of a number, which has no kind and no age.
    `known_by`: what columns it may stand in; any, unless told."""
    whose = open_house.homes(Identity(value, known_by))
    seen = open_house.observe().out_of_sight
    knowing = {one.system for one in open_house.map.collections.values() if one.identity_columns}
    facts = StoredFacts().read().addresses
    return Address(
        whose=whose,
        mark=mark,
        given=tuple(one for one in facts if one.about in whose and one.kind is kind),
        since=tuple(_since(open_house, whose)),
        is_persons=kind is not AddressKind.EMAIL
        or is_persons(value, open_house.map.marketing.role_addresses),
        is_whole=not (knowing & seen),
    )


def _since(open_house: House, whose: Sequence[About]) -> Iterator[date | None]:
    data_map = open_house.map
    for trace in data_map.traces:
        if not isinstance(trace.meaning, KnownSinceTrace):
            continue
        collection = data_map.collections[trace.collection]
        for about in whose:
            if about.collection == collection.name:
                own = every(
                    *(
                        OneOf(column, (value,))
                        for column, value in zip(collection.shape.key, about.key, strict=True)
                    )
                )
                rows = open_house.connectors[collection.system].export(
                    Selection(collection.name, own), [trace.meaning.at]
                )
                yield from (_day(row[trace.meaning.at], data_map) for row in rows)


def _day(value: object, data_map: DataMap) -> date | None:
    day = read_day(value, data_map.zone, data_map.zone)
    return day if isinstance(day, date) else None


def _new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _sealed(key: bytes, request: str, code: str) -> str:
    """What is kept of a code: so few digits could be tried out, were they not bound to a key that lies elsewhere."""
    return hmac.new(key, f"hjemmel code 1\0{request}\0{code}".encode(), hashlib.sha256).hexdigest()


def _visitor(key: bytes, place: str, now: datetime) -> str:
    """Another mark each day, so that nobody is followed by it."""
    return hmac.new(key, f"hjemmel visitor 1\0{now:%Y-%m-%d}\0{place}".encode(), hashlib.sha256).hexdigest()


def _stop_floods(mark: str, visitor: str, now: datetime) -> None:
    too_many = (
        store.asked_since(now - HOUR) >= AN_HOUR
        or store.asked_since(now - HOUR, visitor=visitor) >= FROM_ONE_PLACE
        or store.asked_since(now - DAY, mark=mark) >= A_DAY
    )
    if too_many:
        raise TooMany

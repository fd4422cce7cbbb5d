"""Somebody's own page: what we hold of them, why and until when, what they have chosen, their requests, who got their data.

A code to an address we have known for a while opens it, for half an hour. Whoever asks is answered the same whether anybody
knows the address or not; what the code shows is told to whoever has read it, and to nobody else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hjemmel.capabilities.facts import services as fact_services
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.identity import store, visits
from hjemmel.capabilities.identity.models import Visit
from hjemmel.capabilities.identity.services import Tried
from hjemmel.capabilities.ledger.services import note
from hjemmel.connectors.mail import as_message
from hjemmel.core.answer.choices import choices
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.answer.outcome import Choice, Given
from hjemmel.core.answer.own_page import Held, held
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.answer.told import told
from hjemmel.core.datamap import DataMap, FixedKind, Purpose
from hjemmel.core.declaration.parts import Text
from hjemmel.core.entrance.identity_check import DIGITS, Proof, proved
from hjemmel.core.facts import (
    STANDING,
    About,
    AddressKind,
    ChannelDeclined,
    ConsentGiven,
    Fact,
    Facts,
    Objection,
    ObjectionMade,
    Suppressed,
)
from hjemmel.core.letters.identity import visit_letter
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.output.statement.writer import Writer
from hjemmel.core.permission import message
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Basis, ChannelKind
from hjemmel.desk import answers, clock, identity, post, requests
from hjemmel.desk.house import house
from hjemmel.desk.identity import Asking, NotAnAddress, NotOffered, Taken, TooMany
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.desk.requests import RequestView
from hjemmel.engine.house import House
from hjemmel.engine.permission import ask_several
from hjemmel.engine.ports import Actor
from hjemmel.engine.their_rows import TheirRows

__all__ = ["NotAnAddress", "NotOffered", "TooMany", "Tried"]

A_DAY, AN_HOUR, FROM_ONE_PLACE = 5, 300, 20
"""So many codes for one address in a day, for all in an hour, and from one place in an hour."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OWN_PAGE: Final = "own page"
"""What proves a yes that was said here: the visit, by its reference."""


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
    """The right code has been written."""
    proof: Proof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """One channel of something we send, and whether they get it that way."""

    channel: str
    title: Text
    is_yes: bool
    why: str
    """The code of the reason."""
    can_say_yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something we send, with its channels in the order in which they are declared."""

    purpose: str
    title: Text
    channels: tuple[Through, ...]

    @property
    def noes(self) -> int:
        """How many noes it takes to get nothing of it."""
        return sum(one.is_yes for one in self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """A request of theirs, and whether its answer can be fetched now."""

    view: RequestView
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """All of it, in one language."""

    address: str = field(repr=False)
    """Covered, but for its first letter and the domain."""
    offers: tuple[Offer, ...]
    held: tuple[Held, ...]
    unreached: tuple[Text, ...]
    """Systems that did not answer: what they hold is not on the page."""
    choices: tuple[Choice, ...]
    requests: tuple[OwnRequest, ...]
    given: tuple[Given, ...]
    rights: tuple[Right, ...]
    is_restricted: bool

    @property
    def has_due(self) -> bool:
        return any(line.is_due for one in self.held for line in one.lines)


def is_offered() -> bool:
    """A code can show who somebody is here, and there is mail to send it by. Raises NothingPublished."""
    declared = published().map.declaration
    check = declared.identity_check
    return identity.is_offered() and check is not None and "known_channel" in check.how


# ---- coming in ---------------------------------------------------------------------------------------------


def begin(email: str, lang: str, place: str, actor: Actor) -> Begun:
    """Ask for a code. Raises NothingPublished, NotOffered, NotAnAddress, TooMany, or a VaultFault."""
    if not is_offered():
        raise NotOffered
    email, now = email.strip(), clock.now()
    if not is_address(email):
        raise NotAnAddress
    end_past(actor)
    made = marker(actor)
    mark, visitor = made.mark(AddressKind.EMAIL, email), _visitor(made.key, place)
    if (
        store.visits_since(now - HOUR) >= AN_HOUR
        or store.visits_since(now - HOUR, visitor=visitor) >= FROM_ONE_PLACE
        or store.visits_since(now - DAY, mark=mark) >= A_DAY
    ):
        raise TooMany
    id, secret = secrets.token_hex(16), secrets.token_urlsafe(SECRET_BYTES)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    new = visits.NewVisit(
        id=id, link=digest(secret), mark=mark, visitor=visitor, code=_sealed(made.key, id, code)
    )
    visits.ask(vault(actor), new, email, actor, now)
    return Begun(id=id, secret=secret, code=code, lang=lang)


def send_code(begun: Begun, actor: Actor) -> None:
    """The letter with the code. Raises a Failure or a VaultFault; then another can be asked for."""
    visit = store.visit(digest(begun.secret))
    if visit is None or visit.mark in post.closed():
        return
    data_map = published().map
    try:
        made = as_message(
            visit_letter(data_map, begun.code, begun.lang), _address(visit, actor), visit.pk, clock.now()
        )
    except ValueError:
        return
    with post.server(data_map) as server:
        server.send(made)


def standing(secret: str) -> Standing | None:
    """How far the visit has come; None: there is none, or it is over."""
    visit = store.visit(digest(secret))
    if visit is None or visit.expires_at <= clock.now():
        return None
    return Standing(is_read=visit.read_at is not None, proof=Proof[visit.proof] if visit.proof else None)


def write_code(secret: str, typed: str, actor: Actor) -> tuple[Tried, str] | None:
    """Try a code. A right one gives a new secret for the visit. None: no such visit.

    Raises a Failure or a VaultFault; then another code must be asked for."""
    visit = store.visit(digest(secret))
    if visit is None:
        return None
    digits = "".join(sign for sign in typed[: identity.LONGEST] if sign.isdecimal())
    tried = visits.attempt(visit.pk, _sealed(marker(actor).key, visit.pk, digits), actor, clock.now())
    if tried is not Tried.RIGHT:
        return tried, secret
    opened = house(actor)
    address = identity.address_of(opened, _address(visit, actor), AddressKind.EMAIL, visit.mark)
    proof = proved(opened.map, Right.ACCESS, address, clock.now())
    new = secrets.token_urlsafe(SECRET_BYTES)
    visits.conclude(visit.pk, digest(new), proof, actor, clock.now())
    return tried, new


def leave(secret: str, actor: Actor) -> None:
    """The visit is over."""
    visit = store.visit(digest(secret))
    if visit is not None:
        visits.end(vault(actor), [visit.pk], actor, clock.now())


def end_past(actor: Actor) -> int:
    """End the visits whose time is over, and forget what stood for addresses and places; returns how many ended."""
    now, past = clock.now(), store.visits_past(clock.now())
    if past:
        visits.end(vault(actor), past, actor, now)
    if store.has_old_visits(now - DAY):
        visits.forget(now - DAY, actor, now)
    return len(past)


# ---- the page ----------------------------------------------------------------------------------------------


def page(secret: str, lang: str, actor: Actor) -> OwnPage:
    """Everything, as it is now. That it was shown is noted. Raises NotOpen, a Failure, or a VaultFault."""
    visit, address, opened, whose = _whose(secret, actor)
    data_map = opened.map
    theirs = TheirRows(opened, whose, Reasons(data_map))
    counts = {one.name: answers.counted(theirs.batches(one)) for one in theirs.collections()}
    found = told(data_map, counts, sorted({*theirs.unreached, *theirs.broken}))
    given = tuple(answers.given_to(theirs))
    note("own-page-shown", actor, {"collections": len(found.collections)}, clock.now())
    return OwnPage(
        address=_covered(address),
        offers=tuple(_offers(opened, whose, visit, actor)),
        held=held(Writer(data_map, lang), found),
        unreached=found.unreached,
        choices=choices(data_map, theirs.facts, theirs.people),
        requests=tuple(_requests(visit.mark)),
        given=given,
        rights=identity.form().rights,
        is_restricted=any(
            one.about in theirs.people and one.lifted_at is None for one in theirs.facts.restrictions
        ),
    )


def say_no(secret: str, purpose: str, channel: str, actor: Actor) -> None:
    """No to offers for this purpose through the channel, or through any if it is empty: in force when this returns
    (Art. 21(3)). A no to the last channel that they wanted is a no to the purpose.

    Raises NotOpen, NotOffered, a Failure or a VaultFault."""
    visit, _, opened, whose = _whose(secret, actor)
    _must_offer(opened.map, purpose, channel)
    at, facts = clock.now(), StoredFacts().read()
    wanted = [
        through.channel
        for offer in _offers(opened, whose, visit, actor)
        for through in offer.channels
        if offer.purpose == purpose and through.is_yes
    ]
    theirs = [
        one
        for one in facts.consents
        if one.about in whose and one.purpose == purpose and one.withdrawn_at is None
    ]
    if channel and channel not in wanted:
        return
    if channel and len(wanted) > 1:
        ended: list[Fact] = [
            ChannelDeclined(about=one, purpose=purpose, channel=channel, at=at) for one in whose
        ]
        ended += [replace(one, withdrawn_at=at) for one in theirs if one.covers == {channel}]
        _record("no", ended, purpose, actor)
        return
    ended = [
        ObjectionMade(
            about=one, purpose=purpose, state=Objection.UPHELD, at=at, reason=OWN_PAGE, is_narrow=True
        )
        for one in whose
        if not _objections(facts, [one], purpose)
    ]
    ended += [replace(one, withdrawn_at=at) for one in theirs]
    _record("no", ended, purpose, actor)
    if not any(offer.noes for offer in _offers(opened, whose, visit, actor)):
        # Nothing is left that they want: so the address itself is remembered, and outlives their rows.
        _record("no", [Suppressed(kind=AddressKind.EMAIL, mark=visit.mark, at=at)], purpose, actor)


def say_yes(secret: str, purpose: str, channel: str, actor: Actor) -> None:
    """Yes to offers for this purpose through the channel: the no to it is taken back, and where the law asks for consent one
    is given, in the words of the page. After a no to all of the purpose, its other channels stay closed.

    Raises NotOpen, NotOffered, a Failure or a VaultFault."""
    visit, _, opened, whose = _whose(secret, actor)
    declared = _must_offer(opened.map, purpose, channel)
    if not channel or not _can_say_yes(opened.map, declared):
        raise NotOffered
    facts = StoredFacts().read()
    given = list(_yes(opened.map, facts, whose, purpose, channel, visit))
    # A no to other offers goes on, and from now on for them alone: else this yes would change nothing.
    given += [
        replace(one, is_narrow=True)
        for other in _offered(opened.map)
        if other != purpose
        for one in _objections(facts, whose, other)
        if not one.is_narrow
    ]
    if _objections(facts, whose, purpose):
        given += [
            ChannelDeclined(about=one, purpose=purpose, channel=other, at=clock.now())
            for one in whose
            for other in _channels(declared)
            if other != channel
        ]
    _record("yes", given, purpose, actor)


def ask(secret: str, right: Right, words: str, lang: str, place: str, actor: Actor) -> Taken:
    """A request in the name of whoever's page it is: it is known already who asks, as far as a code can show it.

    Raises NotOpen, and what `identity.ask` raises."""
    visit = _open(secret)
    wanted = Asking(right=right, email=_address(visit, actor), words=words, lang=lang)
    taken = identity.ask(wanted, place, actor)
    # The code of the visit came from the same mailbox a moment ago.
    identity.write_code(taken.secret, taken.code, actor)
    return taken


def fetch(secret: str, request: str, actor: Actor) -> str:
    """The secret of a new link to the answer of a request of theirs. Raises NotOpen, or NotThere."""
    visit = _open(secret)
    for one in _requests(visit.mark):
        if one.view.id == request and one.package:
            return answers.deliver(one.package, actor)
    raise answers.NotThere(request)


# ---- inside ------------------------------------------------------------------------------------------------


def _open(secret: str) -> Visit:
    visit = store.visit(digest(secret))
    if visit is None or visit.expires_at <= clock.now() or visit.proof != Proof.IDENTITY.name:
        raise NotOpen
    return visit


def _whose(secret: str, actor: Actor) -> tuple[Visit, str, House, tuple[About, ...]]:
    """The visit, its address, and the rows that it leads to now. An address that has come to lead elsewhere opens nothing."""
    visit, opened = _open(secret), house(actor)
    address = _address(visit, actor)
    known = identity.address_of(opened, address, AddressKind.EMAIL, visit.mark)
    if proved(opened.map, Right.ACCESS, known, clock.now()) is not Proof.IDENTITY:
        raise NotOpen
    return visit, address, opened, known.whose


def _address(visit: Visit, actor: Actor) -> str:
    sealed = store.sealed_address(visit)
    if sealed is None:
        raise NotOpen
    (opened,) = vault(actor).open([sealed])
    return opened.values[store.ADDRESS] or ""


def _offered(data_map: DataMap) -> Mapping[str, Purpose]:
    return {name: one for name, one in data_map.purposes.items() if one.declared.direct_marketing}


def _yes(
    data_map: DataMap, facts: Facts, whose: Sequence[About], purpose: str, channel: str, visit: Visit
) -> Iterator[Fact]:
    """What a yes takes back, and the consent that it is where the law asks for one: in the words of the page, and proved by
    the visit."""
    at = clock.now()
    for objection in _objections(facts, whose, purpose):
        yield replace(objection, state=Objection.LIFTED)
    for declined in facts.declined:
        if (declined.purpose, declined.channel) == (purpose, channel) and declined.about in whose:
            yield replace(declined, lifted_at=declined.lifted_at or at)
    for suppressed in facts.suppressions:
        is_by_email = data_map.marketing.channels[channel].kind is ChannelKind.EMAIL
        if is_by_email and suppressed.mark == visit.mark and suppressed.lifted_at is None:
            yield replace(suppressed, lifted_at=at)
    sign_up = data_map.declaration.mail.sign_up if data_map.declaration.mail else None
    if Basis.CONSENT not in data_map.purposes[purpose].basis.values() or sign_up is None:
        return
    for one in whose:
        yield ConsentGiven(
            about=one,
            purpose=purpose,
            given_at=at,
            text_version=str(published().version.number),
            channel=sign_up.channel,
            covers=frozenset((channel,)),
            proof=f"{OWN_PAGE} {visit.pk[:16]}",
        )


def _must_offer(data_map: DataMap, purpose: str, channel: str) -> Purpose:
    """Raises NotOffered for what nobody can say yes or no to."""
    found = _offered(data_map).get(purpose)
    if found is None or (channel and channel not in _channels(found)):
        raise NotOffered
    return found


def _channels(purpose: Purpose) -> Sequence[str]:
    return purpose.declared.direct_marketing.channels if purpose.declared.direct_marketing else ()


@dataclass(frozen=True, slots=True)
class _Told:
    """Facts as they would be: read, and never written."""

    facts: Facts

    def read(self, *kinds: type[Fact]) -> Facts:
        return self.facts

    def newest(self) -> int:
        return 0

    def record(self, facts: Iterable[Fact], actor: Actor, at: datetime) -> None:
        raise NotImplementedError


def _offers(opened: House, whose: Sequence[About], visit: Visit, actor: Actor) -> Iterator[Offer]:
    """By the same rules that every message is judged by, on this moment; and whether a yes would change the answer, by the same
    rules again."""
    offered, data_map, kinds = _offered(opened.map), opened.map, _kinds(opened, whose)
    asked = [
        (name, channel)
        for name, purpose in offered.items()
        if purpose.kinds & kinds
        for channel in _channels(purpose)
    ]
    if not asked:
        return
    messages = [message(data_map, name, channel) for name, channel in asked]
    made, facts = marker(actor), opened.facts.read()
    if_yes = facts.told(
        fact for name, channel in asked for fact in _yes(data_map, facts, whose, name, channel, visit)
    )
    now = list(ask_several(opened, made, messages, whose))
    then = list(ask_several(replace(opened, facts=_Told(if_yes)), made, messages, whose))
    for name in dict.fromkeys(name for name, _ in asked):
        through = []
        for place, (of, channel) in enumerate(asked):
            if of != name:
                continue
            decided = [reached[place].decision for reached in now]
            allowed = [one for one in decided if one.is_allowed]
            through.append(
                Through(
                    channel=channel,
                    title=data_map.declaration.marketing.channels[channel].title,
                    is_yes=bool(allowed),
                    why=(allowed or decided)[0].reason.code,
                    can_say_yes=any(reached[place].decision.is_allowed for reached in then)
                    and _can_say_yes(data_map, offered[name]),
                )
            )
        yield Offer(purpose=name, title=offered[name].declared.title, channels=tuple(through))


def _kinds(opened: House, whose: Sequence[About]) -> frozenset[str]:
    """The kinds of people that these rows may be about."""
    return frozenset(
        kind
        for about in whose
        for group in opened.map.collections[about.collection].groups
        for kind in (
            (group.whose.kind.kind,)
            if isinstance(group.whose.kind, FixedKind)
            else dict(group.whose.kind.values).values()
        )
    )


def _can_say_yes(data_map: DataMap, purpose: Purpose) -> bool:
    """A consent needs a channel through which it is given, and one that goes out by e-mail to be proved by one."""
    mail = data_map.declaration.mail
    if Basis.CONSENT not in purpose.basis.values():
        return True
    return mail is not None and mail.sign_up is not None


def _objections(facts: Facts, whose: Sequence[About], purpose: str) -> list[ObjectionMade]:
    return [
        one
        for one in facts.objections
        if one.about in whose and one.purpose == purpose and one.state in STANDING
    ]


def _record(said: str, facts: Sequence[Fact], purpose: str, actor: Actor) -> None:
    if facts:
        fact_services.record(facts, actor, clock.now())
    note("own-page-choice", actor, {"purpose": purpose, "said": said}, clock.now())


def _requests(mark: str) -> Iterator[OwnRequest]:
    for id in store.requests_of(mark):
        view = requests.view(id)
        if view is not None:
            ready = [
                one.id
                for one in answers.of_request(id)
                if one.delivered_at and not one.gone_at and one.expires_at > clock.now()
            ]
            yield OwnRequest(view=view, package=ready[0] if ready else "")


def _covered(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


def _visitor(key: bytes, place: str) -> str:
    """Another mark each day, so that nobody is followed by it."""
    text = f"hjemmel visit 1\0{clock.now():%Y-%m-%d}\0{place}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _sealed(key: bytes, visit: str, code: str) -> str:
    return hmac.new(key, f"hjemmel visit code 1\0{visit}\0{code}".encode(), hashlib.sha256).hexdigest()

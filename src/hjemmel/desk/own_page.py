"""Somebody's own page: what we hold of them, why and until when, what they have chosen, their requests, who got their data.
`desk/visits` says who comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hjemmel.capabilities.facts import services as fact_services
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.identity import store
from hjemmel.capabilities.ledger.services import note
from hjemmel.core.answer.choices import choices
from hjemmel.core.answer.outcome import Choice, Given
from hjemmel.core.answer.own_page import Held, held
from hjemmel.core.answer.reason import Reasons
from hjemmel.core.answer.told import told
from hjemmel.core.datamap import DataMap, FixedKind, Purpose
from hjemmel.core.declaration.parts import Text
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
from hjemmel.core.output.statement.writer import Writer
from hjemmel.core.permission import message
from hjemmel.core.request import Method
from hjemmel.core.rights.right import Right
from hjemmel.core.terms import Basis, ChannelKind
from hjemmel.desk import answers, clock, identity, requests, visits
from hjemmel.desk.identity import Asking, NotOffered, Taken, TooMany
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.desk.requests import RequestView
from hjemmel.desk.visits import NotOpen, Opened
from hjemmel.engine.house import House
from hjemmel.engine.permission import ask_several
from hjemmel.engine.ports import Actor
from hjemmel.engine.their_rows import TheirRows

__all__ = ["NotOffered", "NotOpen", "TooMany"]

OWN_PAGE: Final = "own page"
"""What proves a yes that was said here: the visit, by its reference."""


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
    """Covered, but for its first letter and the domain. Empty where no address is known that answers can go to."""
    provider: Text | None
    """Whom they signed in with; None: they came by a code."""
    offers: tuple[Offer, ...]
    held: tuple[Held, ...]
    unreached: tuple[Text, ...]
    """Systems that did not answer: what they hold is not on the page."""
    choices: tuple[Choice, ...]
    requests: tuple[OwnRequest, ...]
    given: tuple[Given, ...]
    rights: tuple[Right, ...]
    """What can be asked for from here; nothing where no address is known that the answer can go to."""
    is_restricted: bool

    @property
    def has_due(self) -> bool:
        return any(line.is_due for one in self.held for line in one.lines)


# ---- the page ----------------------------------------------------------------------------------------------


def page(secret: str, lang: str, actor: Actor) -> OwnPage:
    """Everything, as it is now. That it was shown is noted. Raises NotOpen, a Failure, or a VaultFault."""
    visit = visits.opened(secret, actor)
    opened, whose, data_map = visit.house, visit.whose, visit.house.map
    theirs = TheirRows(opened, whose, Reasons(data_map))
    counts = {one.name: answers.counted(theirs.batches(one)) for one in theirs.collections()}
    found = told(data_map, counts, sorted({*theirs.unreached, *theirs.broken}))
    given = tuple(answers.given_to(theirs))
    note("own-page-shown", actor, {"collections": len(found.collections)}, clock.now())
    return OwnPage(
        address=_covered(visit.entered.address),
        provider=visit.provider.title if visit.provider else None,
        offers=tuple(_offers(visit, actor)),
        held=held(Writer(data_map, lang), found),
        unreached=found.unreached,
        choices=choices(data_map, theirs.facts, theirs.people),
        requests=tuple(_requests(visit.entered.mark, None if visit.entered.is_by_address else whose, actor)),
        given=given,
        rights=identity.form().rights if visit.entered.address else (),
        is_restricted=any(
            one.about in theirs.people and one.lifted_at is None for one in theirs.facts.restrictions
        ),
    )


def say_no(secret: str, purpose: str, channel: str, actor: Actor) -> None:
    """No to offers for this purpose through the channel, or through any if it is empty: in force when this returns
    (Art. 21(3)). A no to the last channel that they wanted is a no to the purpose.

    Raises NotOpen, NotOffered, a Failure or a VaultFault."""
    visit = visits.opened(secret, actor)
    whose = visit.whose
    _must_offer(visit.house.map, purpose, channel)
    at, facts = clock.now(), StoredFacts().read()
    wanted = [
        through.channel
        for offer in _offers(visit, actor)
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
    if visit.entered.mark and not any(offer.noes for offer in _offers(visit, actor)):
        # Nothing is left that they want: so the address itself is remembered, and outlives their rows.
        _record("no", [Suppressed(kind=AddressKind.EMAIL, mark=visit.entered.mark, at=at)], purpose, actor)


def say_yes(secret: str, purpose: str, channel: str, actor: Actor) -> None:
    """Yes to offers for this purpose through the channel: the no to it is taken back, and where the law asks for consent one
    is given, in the words of the page. After a no to all of the purpose, its other channels stay closed.

    Raises NotOpen, NotOffered, a Failure or a VaultFault."""
    visit = visits.opened(secret, actor)
    data_map, whose = visit.house.map, visit.whose
    declared = _must_offer(data_map, purpose, channel)
    if not channel or not _can_say_yes(data_map, declared):
        raise NotOffered
    facts = StoredFacts().read()
    given = list(_yes(facts, visit, purpose, channel))
    # A no to other offers goes on, and from now on for them alone: else this yes would change nothing.
    given += [
        replace(one, is_narrow=True)
        for other in _offered(data_map)
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
    """A request in the name of whoever's page it is: it is known already who asks, as far as what opened the page can show it.

    Raises NotOpen, and what `identity.ask` raises."""
    visit = visits.entered(secret, actor)
    if not visit.address:
        raise NotOffered
    shown = visits.opened(secret, actor) if visit.provider else None
    wanted = Asking(right=right, email=visit.address, words=words, lang=lang)
    taken = identity.ask(wanted, place, actor)
    if shown and shown.provider:
        identity.know(taken, shown.whose, Method(shown.provider.how), actor)
    else:
        # The code of the visit came from the same mailbox a moment ago.
        identity.write_code(taken.secret, taken.code, actor)
    return taken


def fetch(secret: str, request: str, actor: Actor) -> str:
    """The secret of a new link to the answer of a request of theirs. Raises NotOpen, NotThere, a Failure or a VaultFault."""
    visit = visits.entered(secret, actor)
    whose = None if visit.is_by_address else visits.opened(secret, actor).whose
    for one in _requests(visit.mark, whose, actor):
        if one.view.id == request and one.package:
            return answers.deliver(one.package, actor)
    raise answers.NotThere(request)


# ---- inside ------------------------------------------------------------------------------------------------


def _offered(data_map: DataMap) -> Mapping[str, Purpose]:
    return {name: one for name, one in data_map.purposes.items() if one.declared.direct_marketing}


def _yes(facts: Facts, visit: Opened, purpose: str, channel: str) -> Iterator[Fact]:
    """What a yes takes back, and the consent that it is where the law asks for one: in the words of the page, and proved by
    the visit."""
    at, data_map, whose = clock.now(), visit.house.map, visit.whose
    for objection in _objections(facts, whose, purpose):
        yield replace(objection, state=Objection.LIFTED)
    for declined in facts.declined:
        if (declined.purpose, declined.channel) == (purpose, channel) and declined.about in whose:
            yield replace(declined, lifted_at=declined.lifted_at or at)
    for suppressed in facts.suppressions:
        is_by_email = data_map.marketing.channels[channel].kind is ChannelKind.EMAIL
        if is_by_email and suppressed.mark == visit.entered.mark and suppressed.lifted_at is None:
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
            proof=f"{OWN_PAGE} {visit.entered.id[:16]}",
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


def _offers(visit: Opened, actor: Actor) -> Iterator[Offer]:
    """By the same rules that every message is judged by, on this moment; and whether a yes would change the answer, by the same
    rules again."""
    opened, whose, data_map = visit.house, visit.whose, visit.house.map
    offered, kinds = _offered(data_map), _kinds(opened, whose)
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
    if_yes = facts.told(fact for name, channel in asked for fact in _yes(facts, visit, name, channel))
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


def _requests(mark: str, whose: Sequence[About] | None, actor: Actor) -> Iterator[OwnRequest]:
    """Those that came from the address; about these rows, if told: where another sign led to them, the address may have been
    somebody else's when the request came."""
    for id in store.requests_of(mark) if mark else ():
        view = requests.view(id)
        is_theirs = whose is None or not set(whose).isdisjoint(requests.about(id, actor))
        if view is not None and is_theirs:
            ready = [
                one.id
                for one in answers.of_request(id)
                if one.delivered_at and not one.gone_at and one.expires_at > clock.now()
            ]
            yield OwnRequest(view=view, package=ready[0] if ready else "")


def _covered(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}" if domain else ""

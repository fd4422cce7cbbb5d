"""Mailings from the first draft to the last answer: prepared for a list, approved, sent to those who may get them at the
moment of sending, and what comes back.

The one door for pages and commands. What was sent and to whom lies in `capabilities/mailings`; whether it may be sent is
`core/permission`; how it is made is `core/mail/mailing`; how it travels is `connectors/mail`. Links are in `desk/choices`."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Final

from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.mailings import change_notices, notices, services, store
from hjemmel.capabilities.mailings.services import Listed, NotApproved
from hjemmel.capabilities.mailings.store import KeptMailing, Recipient
from hjemmel.capabilities.register import services as register
from hjemmel.connectors.mail import Folder, Smtp, as_message, bounce
from hjemmel.connectors.protocol import Failure, Unsupported
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.letters.letter import Letter, Links
from hjemmel.core.mail.mailing import Fault, Mailing, Use, faults, has_picture, letter, numbers_against, token
from hjemmel.core.moment import local_day
from hjemmel.core.permission import May, Message, NotDeclared, message, reasons
from hjemmel.core.permission.reasons import Reason
from hjemmel.core.terms import ChannelKind
from hjemmel.desk import access, clock, post
from hjemmel.desk.house import house
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.house import House
from hjemmel.engine.permission import Reached, ask, ask_collection, ask_each
from hjemmel.engine.ports import Actor

BATCH: Final = 200
AT_ONCE: Final = 20
"""So many are asked about together; and again as soon as anything is done in the house."""
LONGEST_BATCH: Final = timedelta(seconds=20)
HELD_FOR: Final = timedelta(minutes=5)
"""A sender who has told nothing for so long is gone."""
NEWEST: Final = 50
EXAMPLE: Final = "0" * 64

REASONS: Mapping[str, Reason] = {
    reason.code: reason for reason in vars(reasons).values() if isinstance(reason, Reason)
}
OLD: Final = Reason(
    "old",
    May.DENY,
    "Av en grunn fra en tidligere utgave av Hjemmel.",
    "For a reason of an earlier version of Hjemmel.",
    "mfl-15",
)
"""What is shown of a decision whose code is not in use any more: nobody on a list goes uncounted."""


class Unfit(ValueError):
    """The message may not be sent as it is. `faults` says what is wrong, in both languages."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.en for fault in found))
        self.faults = found


class Busy(RuntimeError):
    """Somebody else is sending it just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonShown:
    """Why some of a list do not get the message, and how many they are."""

    reason: Reason
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingView:
    """A mailing for a reader, with the titles of what it names and the message as it is sent."""

    kept: KeptMailing
    purpose: Text
    channel: Text
    list: Text | None
    refused: tuple[ReasonShown, ...]
    is_email: bool
    letter: Letter | None
    """None where the declaration no longer knows the purpose, or says nothing of mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose in a form."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A purpose and a channel that the declaration lets go together."""

    purpose: str
    channel: str
    title: Text
    """Of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    ways: tuple[Way, ...]
    lists: tuple[Choice, ...]
    has_mail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBounces:
    """Of the messages that were read: how many were bounces of ours, and of these, for good."""

    read: int
    ours: int
    for_good: int


# ---- seeing ------------------------------------------------------------------------------------------------


def views() -> tuple[MailingView, ...]:
    """The newest first. Raises NothingPublished."""
    data_map = published().map
    return tuple(_view(kept, data_map) for kept in store.newest(NEWEST))


def view(id: str) -> MailingView | None:
    kept = store.mailing(id)
    return _view(kept, published().map) if kept else None


def choices() -> Choices:
    """What a mailing can be for, how it can travel, and which collections have addresses."""
    data_map = published().map
    channels = data_map.declaration.marketing.channels
    named = {place for channel in data_map.marketing.channels.values() for place, _ in channel.addresses}
    return Choices(
        ways=tuple(
            Way(purpose=name, channel=way, title=_both(purpose.declared.title, channel.title))
            for name, purpose in data_map.purposes.items()
            if purpose.direct_marketing or purpose.declared.message
            for way, channel in channels.items()
            if message(data_map, name, way).has_channel
        ),
        lists=tuple(Choice(name=name, title=title) for name, title in _told_apart(data_map, named)),
        has_mail=data_map.declaration.mail is not None,
    )


def _both(purpose: Text, channel: Text) -> Text:
    return Text(nb=f"{purpose.nb} ({channel.nb})", en=f"{purpose.en} ({channel.en})")


def preview(mailing: Mailing) -> Letter:
    """The message as it will look, with links that lead nowhere. Raises Unfit, NotDeclared."""
    data_map = published().map
    _fit(data_map, mailing)
    return _letter(data_map, mailing, EXAMPLE, pictures=False)


# ---- preparing ---------------------------------------------------------------------------------------------


def prepare(mailing: Mailing, actor: Actor, *, collection: str = "", identities: Iterable[str] = ()) -> str:
    """Ask for everybody on the list, and keep who may get it and who may not, and why; returns the mailing's id.

    The list is a collection, or people who are named. Raises Unfit, NotDeclared, NothingPublished, Failure or a VaultFault."""
    company = house(actor)
    wanted = _fit(company.map, mailing)
    unknown = 0
    if collection:
        if collection not in company.map.collections:
            raise NotDeclared("collection", collection, "choose one that has addresses")
        reached = ask_collection(company, marker(actor), wanted, collection)
    else:
        answers = list(ask(company, marker(actor), wanted, dict.fromkeys(filter(None, identities))))
        unknown = sum(not answer.decisions for answer in answers)
        persons = [decision.person for answer in answers for decision in answer.decisions]
        reached = ask_each(company, marker(actor), wanted, persons)
    listed = list(_listed(reached))
    return services.prepare(
        mailing, wanted.sort.value, listed, actor, clock.now(), collection=collection, unknown=unknown
    )


def approve(id: str, digest: str, actor: Actor) -> None:
    """Raises NotApproved."""
    services.approve(id, digest, actor, clock.now())


def drop(id: str, actor: Actor) -> None:
    """Raises NotApproved."""
    services.drop(id, actor, clock.now())


def _listed(answers: Iterable[Reached]) -> Iterator[Listed]:
    """Each person once, however many rows they have; and each address once, as of a firm's own mailbox."""
    come_back = post.closed()
    persons: set[About] = set()
    marks: set[str] = set()
    for one in answers:
        if one.subject in persons or one.mark in marks:
            continue
        persons.add(one.subject)
        reason = _sure(one, come_back)
        if reason.may is May.ALLOW:
            marks.add(one.mark)
        yield Listed(
            about=one.subject,
            mark=one.mark,
            is_permitted=reason.may is May.ALLOW,
            reason=reason.code,
            receipt=one.decision.receipt.digest,
        )


def _sure(one: Reached, come_back: frozenset[str]) -> Reason:
    """The reason of the decision, unless messages to the address come back."""
    return reasons.BOUNCED if one.mark in come_back else one.decision.reason


def _fit(data_map: DataMap, mailing: Mailing) -> Message:
    """The message for permission. Raises NotDeclared, or Unfit with everything that is wrong."""
    wanted = message(
        data_map,
        mailing.purpose,
        mailing.channel,
        own_similar_goods=mailing.own_similar_goods,
        has_opt_out=True,
    )
    today = local_day(clock.now(), data_map.zone)
    is_email = _is_email(wanted)
    found = faults(data_map, mailing, wanted.sort, today) if is_email else numbers_against(mailing, today)
    if found:
        raise Unfit(found)
    return wanted


# ---- sending -----------------------------------------------------------------------------------------------


def send(id: str, actor: Actor, most: int = BATCH, within: timedelta = LONGEST_BATCH) -> KeptMailing:
    """Send it to the next who may get it: so many at most, and for so long. Call again for the rest, also after a break.

    Raises NotApproved, Unfit, Busy, NotDeclared, a VaultFault; or a Failure where there is no server: then what was not
    sent still waits."""
    kept = store.mailing(id)
    if kept is None or not kept.can_be_sent:
        raise NotApproved(id)
    company = house(actor)
    wanted = _fit(company.map, kept.mailing)
    if not _is_email(wanted):
        raise Unsupported(
            post.PLACE, "only e-mail is sent from here", "let the list out, and send it by other means"
        )
    server = post.server(company.map)
    run, now = secrets.token_hex(16), clock.now()
    if not store.hold(id, run, now, now + HELD_FOR):
        raise Busy
    try:
        store.break_off(id, now)
        with server as open_server:
            _Sending(company, actor, kept, wanted, open_server, run).send(most, within)
    finally:
        if store.unbound(id):
            services.bind(id, actor, clock.now())
        store.let_go(id, run)
    return store.mailing(id) or kept


class _Sending:
    """One sender at work on one mailing."""

    def __init__(
        self,
        company: House,
        actor: Actor,
        kept: KeptMailing,
        wanted: Message,
        server: Smtp | Folder,
        run: str,
    ) -> None:
        self.company, self.kept, self.wanted, self.server, self.run = company, kept, wanted, server, run
        self.marker = marker(actor)
        self.tracking = _tracking(company.map, kept.mailing)
        self.asked_at_line = -1
        self.come_back: frozenset[str] = frozenset()
        self.answers: dict[int, tuple[Reached, bool]] = {}

    def send(self, most: int, within: timedelta) -> None:
        until = clock.now() + within
        done = 0
        while done < most and (part := store.waiting(self.kept.id, min(AT_ONCE, most - done), clock.now())):
            self.asked_at_line = -1
            for place, recipient in enumerate(part):
                if done and clock.now() >= until:
                    return
                self._one(recipient, part[place:])
                done += 1

    def _one(self, recipient: Recipient, rest: Sequence[Recipient]) -> None:
        reached, pictures = self._answer(recipient, rest)
        reason, now = _sure(reached, self.come_back), clock.now()
        if reached.mark and store.has_gone_to(self.kept.id, reached.mark, recipient.number):
            reason = reasons.SHARED
        ready = None
        if reason.may is May.ALLOW:
            ready = self._ready(recipient, reached.address or "", pictures)
            reason = reason if ready else reasons.UNFIT
        receipt = reached.decision.receipt.digest
        store.hold(self.kept.id, self.run, now, now + HELD_FOR)
        if ready is None:
            store.pass_by(recipient.number, reason.code, receipt, now)
            return
        store.begin(recipient.number, now, reason.code, receipt, reached.mark)
        try:
            outcome = self.server.send(ready)
        except Failure:
            store.not_begun(recipient.number)
            raise
        store.end(recipient.number, outcome, clock.now())

    def _ready(self, recipient: Recipient, address: str, pictures: bool) -> EmailMessage | None:
        """The message to this address; None if no mail can be sent to it."""
        link = token(self.marker.key, Use.NO, recipient.reference)
        made = _letter(self.company.map, self.kept.mailing, link, pictures=pictures)
        try:
            return as_message(made, address, recipient.reference, clock.now())
        except ValueError:
            return None

    def _answer(self, recipient: Recipient, rest: Sequence[Recipient]) -> tuple[Reached, bool]:
        """The answer as of now: whenever a line has come into the ledger, it is asked for anew."""
        line = ledger.head().seq
        if line != self.asked_at_line:
            self.asked_at_line, self.come_back = line, post.closed()
            found = self._ask(self.wanted, rest)
            tracked = self._ask(self.tracking, rest) if self.tracking else [None] * len(rest)
            self.answers = {
                one.number: (answer, other is not None and other.decision.is_allowed)
                for one, answer, other in zip(rest, found, tracked, strict=True)
            }
        return self.answers[recipient.number]

    def _ask(self, wanted: Message, rest: Sequence[Recipient]) -> list[Reached]:
        return list(ask_each(self.company, self.marker, wanted, [one.about for one in rest]))


def letter_list(id: str, actor: Actor) -> tuple[tuple[str, ...], ...]:
    """Post, text messages, telephone: the addresses of those who may get it now, for others to send. Noted for each, and as
    values shown for the purpose of the mailing.

    Raises NotApproved, Busy, NotAllowed unless the actor works with that purpose; Unsupported for e-mail, which is sent
    from here; NotDeclared or a VaultFault."""
    kept = store.mailing(id)
    if kept is None or not kept.can_be_sent:
        raise NotApproved(id)
    company = house(actor)
    wanted = _fit(company.map, kept.mailing)
    if _is_email(wanted):
        raise Unsupported(post.PLACE, "e-mail is sent from here", "send it")
    columns = _seen_columns(wanted, kept.mailing.purpose, actor)
    run, now = secrets.token_hex(16), clock.now()
    if not store.hold(id, run, now, now + HELD_FOR):
        raise Busy
    try:
        waiting = store.waiting(id, kept.waiting, now)
        answers = ask_each(company, marker(actor), wanted, [one.about for one in waiting])
        rows = [row for one, answer in zip(waiting, answers, strict=True) for row in _on_list(one, answer)]
        services.bind(id, actor, clock.now())
        access.note_shown(actor, kept.mailing.purpose, columns, len(rows))
    finally:
        store.let_go(id, run)
    return tuple(rows)


def _seen_columns(wanted: Message, purpose: str, actor: Actor) -> list[tuple[str, str]]:
    """The addresses of the channel that the purpose lets the actor see. Raises NotAllowed if there are none."""
    access.check(actor, purpose)
    mine = access.access(actor)
    seen = [
        (name, column)
        for name, column in wanted.channel.addresses
        if mine.sees(name, column, purpose=purpose)
    ]
    if not seen:
        raise access.NotAllowed
    return seen


def _on_list(recipient: Recipient, answer: Reached) -> Iterator[tuple[str, ...]]:
    now, receipt = clock.now(), answer.decision.receipt.digest
    if not answer.decision.is_allowed or answer.address is None:
        store.pass_by(recipient.number, answer.decision.reason.code, receipt, now)
        return
    store.begin(recipient.number, now, answer.decision.reason.code, receipt, answer.mark)
    store.end_on_list(recipient.number, now)
    yield (answer.address,)


# ---- what comes back ---------------------------------------------------------------------------------------


def take_bounces(messages: Iterable[bytes], actor: Actor) -> TakenBounces:
    """Read delivery status notifications. An address that a message came back from for good gets no more."""
    read = ours = for_good = 0
    for content in messages:
        read += 1
        found = bounce(content)
        if found is None:
            continue
        noticed = notices.with_reference(found.reference)
        is_ours = noticed is not None or change_notices.is_ours(found.reference)
        if not is_ours and store.recipient(found.reference) is None:
            continue
        services.bounced(found, actor, clock.now())
        if noticed and found.is_for_good:
            # They wait again, for a letter: Art. 14 is met when somebody is told, not when something is sent.
            register.not_told(*noticed, actor, clock.now())
        ours += 1
        for_good += found.is_for_good
    return TakenBounces(read=read, ours=ours, for_good=for_good)


# ---- inside ------------------------------------------------------------------------------------------------


def _is_email(wanted: Message) -> bool:
    return wanted.channel.kind is ChannelKind.EMAIL


def _tracking(data_map: DataMap, mailing: Mailing) -> Message | None:
    """What must be answered yes before pictures from elsewhere stand in somebody's message; None if there are none."""
    mail = data_map.declaration.mail
    if mail is None or mail.tracking_purpose is None or not has_picture(mailing):
        return None
    return message(data_map, mail.tracking_purpose, mailing.channel)


def _letter(data_map: DataMap, mailing: Mailing, link: str, *, pictures: bool) -> Letter:
    mail = data_map.declaration.mail
    site = mail.site if mail else ""
    has_no = message(data_map, mailing.purpose, mailing.channel).sort.value != "service"
    links = Links(site=site, token=link if has_no else "")
    return letter(data_map, mailing, links, pictures=pictures)


def _view(kept: KeptMailing, data_map: DataMap) -> MailingView:
    purpose = data_map.purposes.get(kept.mailing.purpose)
    channel = data_map.declaration.marketing.channels.get(kept.mailing.channel)
    is_email = channel is None or channel.kind == "email"
    shown = purpose is not None and data_map.declaration.mail is not None and is_email
    return MailingView(
        kept=kept,
        purpose=purpose.declared.title if purpose else Text(nb=kept.mailing.purpose, en=kept.mailing.purpose),
        channel=channel.title if channel else Text(nb=kept.mailing.channel, en=kept.mailing.channel),
        list=_title(data_map, kept.list) if kept.list in data_map.collections else None,
        refused=tuple(
            ReasonShown(reason=REASONS.get(code, OLD), count=count) for code, count in kept.reasons.items()
        ),
        is_email=is_email,
        letter=_letter(data_map, kept.mailing, EXAMPLE, pictures=False) if shown else None,
    )


def _told_apart(data_map: DataMap, collections: Iterable[str]) -> Iterator[tuple[str, Text]]:
    """What collections are called; those that are called the same, with the name that programs know them by."""
    titles = {name: _title(data_map, name) for name in sorted(collections)}
    called = Counter(titles.values())
    for name, title in titles.items():
        one = title if called[title] == 1 else Text(nb=f"{title.nb} ({name})", en=f"{title.en} ({name})")
        yield name, one


def _title(data_map: DataMap, collection: str) -> Text:
    system, _, name = collection.partition(".")
    return data_map.declaration.systems[system].collections[name].title

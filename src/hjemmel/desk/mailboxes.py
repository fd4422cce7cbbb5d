"""Our own mailboxes, where people write: what comes becomes drafts of requests, and each is tried by a message of ours.

A draft is what a message may be, and no more: a person says so. Reading can be broken off anywhere and done again: where it
was is kept with each draft, in one transaction, and a message is a draft once, in whatever folder it turns up."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Final

from django.db import IntegrityError, transaction

from hjemmel.capabilities.contact_form import store as contact_form
from hjemmel.capabilities.mailboxes import services, store
from hjemmel.capabilities.requests import services as request_services
from hjemmel.capabilities.requests import store as request_store
from hjemmel.connectors.imap import Letter, Mailbox, Session, is_ours, letter
from hjemmel.connectors.imap.narrowing import day_text
from hjemmel.connectors.mail import as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.layouts import MailboxLayout
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.letter import Letter as LetterOut
from hjemmel.core.letters.letter import Links, Words, composed
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.mail.mailbox import NOT_FOUND, NOT_SENT, Trial, is_due
from hjemmel.core.mail.words import Looks, Sign, is_automatic, looks, signs
from hjemmel.core.moment import local_day
from hjemmel.core.permission import Marker
from hjemmel.core.request import Closed, State, Way, WhyClosed
from hjemmel.desk import address_files, clock, marks, post, requests
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.requests import Details, RequestView
from hjemmel.engine.ports import Actor
from hjemmel.engine.wiring import mailbox

MOST_DRAFTS: Final = 100
"""So many drafts come of one reading of one mailbox: a flood reaches the staff in portions, and none of it is lost."""
FIRST_DAYS: Final = timedelta(days=30)
"""How far back a mailbox is read the first time: what is older has had its answer, or none that Hjemmel can give in time."""
LARGEST: Final = 256 << 10
"""As much of a message as is read, header and text; what is attached stays where it is."""
_HEADS: Final = ("MESSAGE-ID",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A folder where requests come, and the address by which they do."""

    collection: str
    layout: MailboxLayout
    address: str

    @property
    def system(self) -> str:
        return self.collection.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What came of one reading of one folder."""

    box: Box
    drafts: int
    left: int
    """Messages that are no requests: written by no person, by ourselves, or about something else."""
    refused: int = 0
    """Of all of them, those with an address file."""


def boxes(data_map: DataMap) -> tuple[Box, ...]:
    return tuple(
        Box(collection=f"{system}.{name}", layout=one.mailbox, address=one.mailbox.address)
        for system, declared in data_map.declaration.systems.items()
        for name, one in declared.collections.items()
        if one.mailbox and one.mailbox.address
    )


# ---- reading -----------------------------------------------------------------------------------------------


def read(actor: Actor, most: int = MOST_DRAFTS) -> tuple[Read, ...]:
    """Everything new in every mailbox, until one of them has given so many drafts: the rest comes the next time. Raises the first Failure when the others have been read; a VaultFault."""
    found, failed = [], None
    for box in boxes(published().map):
        try:
            found.append(_read(box, actor, most))
        except Failure as failure:
            failed = failed or failure
    _forget_what_was_none(actor)
    if failed:
        raise failed
    return tuple(found)


def unlooked() -> tuple[RequestView, ...]:
    """Drafts that came by mail and that nobody has looked at; the fewest days left first."""
    by_mail = set(store.requests())
    return tuple(view for view in requests.inbox(State.DRAFT.value) if view.id in by_mail)


def looks_like(request: str) -> Looks | None:
    """What the message seemed to be about that a request came by."""
    draft = store.draft_of(request)
    return Looks(draft.looks) if draft else None


def signs_in(details: Details) -> tuple[Sign, ...]:
    """The words of a message that came by mail, by what each may mean; as `_drafted` put subject and text together."""
    subject, _, text = details.words.partition("\n\n")
    return signs(subject, text)


def _read(box: Box, actor: Actor, most: int) -> Read:
    drafts = left = refused = 0
    marker, mailbox = marks.marker(actor), _opened(box)
    aside = address_files.folders(published().map, box.collection)
    largest = address_files.MOST if aside else LARGEST
    with mailbox.session() as session:
        validity = session.enter(box.layout.folder, box.collection)
        last = store.position(box.collection, validity)
        seen = last or 0
        for uid, received in _new(session, box, last):
            if drafts >= most:
                break
            raw = session.whole(uid, box.collection, largest)
            found = letter(raw) if raw is not None else None
            is_refused = aside is not None and raw is not None and address_files.holds_addresses(raw)
            if aside and raw is not None and found is not None and is_refused:
                mark = address_files.mark(found, raw, marker)
                address_files.refuse(aside, mark, found.sender, received, actor)
                refused += 1
            if (
                raw is not None
                and found is not None
                # What says clearly that it asks for something is answered, whatever it brings along.
                and (not is_refused or looks(found.subject, found.text).is_likely)
                and _drafted(found, raw, box, (validity, uid), received, marker, actor)
            ):
                drafts += 1
            else:
                left += 1
            seen = uid
        if seen != last:
            services.read_to(box.collection, validity, seen, drafts, left, actor, clock.now())
    if aside:
        address_files.follow(aside, mailbox, actor)
    return Read(box=box, drafts=drafts, left=left, refused=refused)


def _new(session: Session, box: Box, last: int | None) -> Iterator[tuple[int, datetime]]:
    """The messages after the last one, the oldest first; the first time, those of the last days."""
    keys = [f"{last + 1}:*"] if last is not None else []
    searched = ["UID", *keys] if keys else ["SINCE", day_text((clock.now() - FIRST_DAYS).date())]
    for uids in session.search(searched, None, box.collection):
        # "The last and all after it" is never nothing: it gives the last one again.
        news = [uid for uid in uids if uid > (last or 0)]
        heads = session.heads(news, _HEADS, box.collection)
        yield from sorted((head.uid, head.received) for head in heads)


def _drafted(
    found: Letter,
    raw: bytes,
    box: Box,
    where: tuple[int, int],
    received: datetime,
    marker: Marker,
    actor: Actor,
) -> bool:
    """Make a draft of it, if it is one and is none already."""
    seems, sender = _seems(found, box), _writer(found)
    mark = address_files.mark(found, raw, marker)
    if seems is None or store.is_drafted(mark):
        return False
    told = Details(
        name=found.name,
        contact=sender,
        identities=sender,
        words=f"{found.subject}\n\n{found.text}".strip(),
    )
    try:
        with transaction.atomic():
            id = requests.draft(Way.EMAIL, _day(received), seems.right, told, actor)
            services.drafted(mark, box.collection, *where, id, seems.value, actor, clock.now())
    except IntegrityError:
        # Somebody else reads the same mailbox at this moment, and was first.
        return False
    return True


def _seems(found: Letter, box: Box) -> Looks | None:
    """What it seems to be about; None if it is for nobody to look at."""
    if not _is_from_form(found) and (
        is_automatic(found.header, found.sender) or is_ours(found.sender, box.layout.ours)
    ):
        return None
    seems = looks(found.subject, found.text)
    return seems if box.layout.requests == "all" or seems.is_likely else None


def _is_from_form(found: Letter) -> bool:
    """Somebody wrote it in our own contact form: we sent it, and remember its id."""
    return contact_form.is_known(found.message_id.strip("<>").partition("@")[0])


def _writer(found: Letter) -> str:
    """Who wrote it: of what came by our own form, whom an answer goes to."""
    answers_to = parseaddr(found.header.get("reply-to", ""))[1]
    return answers_to if answers_to and _is_from_form(found) else found.sender


def _day(received: datetime) -> date:
    """The day it came; today, where the server's clock is ahead of ours."""
    return min(local_day(received, published().map.zone), requests.today())


def _forget_what_was_none(actor: Actor) -> None:
    """What a message said that was no request is not kept beside the message itself."""
    for id in request_store.remembered() & set(store.requests()):
        closed = request_store.life(id).last(Closed)
        if closed and closed.reason is WhyClosed.NOT_A_REQUEST:
            request_services.forget(vault(actor), id, actor, clock.now())


# ---- trying ------------------------------------------------------------------------------------------------


def try_all(actor: Actor) -> int:
    """See whether the messages sent earlier have come, and send those whose week has passed; returns how many were found.

    Raises the first Failure when the others have been tried."""
    data_map = published().map
    found, failed = 0, None
    for box in boxes(data_map):
        try:
            found += _looked_for(box, actor)
            if is_due(_of(box), clock.now()):
                _send(box, data_map, actor)
        except Failure as failure:
            failed = failed or failure
    if failed:
        raise failed
    return found


def silent() -> tuple[str, ...]:
    """The mailboxes whose newest trial that came to an end did not arrive."""
    newest = {one.address: one for one in store.trials() if one.found_at or one.trouble == NOT_FOUND}
    return tuple(address for address, one in newest.items() if one.trouble)


def _of(box: Box) -> tuple[Trial, ...]:
    return tuple(one for one in store.trials() if one.address == box.address)


def _looked_for(box: Box, actor: Actor) -> int:
    """How many of the messages on their way have come."""
    waiting, found = store.open_trials(box.address), 0
    if not waiting:
        return 0
    with _opened(box).session() as session:
        session.enter(box.layout.folder, box.collection)
        for id, trial in waiting:
            keys = ("HEADER", "MESSAGE-ID", f'"{id}"')
            if any(uids for uids in session.search(keys, None, box.collection)):
                services.find_trial(id, box.address, actor, clock.now())
                found += 1
            elif trial.has_come_to_nothing(clock.now()):
                services.fail_trial(id, box.address, NOT_FOUND, actor, clock.now())
    return found


def _send(box: Box, data_map: DataMap, actor: Actor) -> None:
    """Begun is noted first: killed in the middle, the message is looked for, whether it went or not."""
    id = secrets.token_hex(16)
    message = as_message(_trial_letter(data_map), box.address, id, clock.now())
    with post.server(data_map) as server:
        services.begin_trial(id, box.address, actor, clock.now())
        try:
            outcome = server.send(message)
        except Failure:
            services.fail_trial(id, box.address, NOT_SENT, actor, clock.now())
            raise
    if outcome.delivery is Delivery.LATER:
        services.fail_trial(id, box.address, NOT_SENT, actor, clock.now())
    elif outcome.delivery is Delivery.REFUSED:
        services.fail_trial(id, box.address, NOT_FOUND, actor, clock.now())


def _trial_letter(data_map: DataMap) -> LetterOut:
    mail = data_map.declaration.mail
    site = mail.site if mail else ""
    return composed(data_map, _TRIAL, Links(site=site, token=""), _WHY)


_TRIAL: Final = {
    "nb": Words(
        subject="Testmelding til postkassen",
        text="Hjemmel sender denne meldingen en gang i uka for å se at det som blir sendt hit, kommer fram. Den kan slettes.",
    ),
    "en": Words(
        subject="Trial of the mailbox",
        text="Hjemmel sends this message once a week to see that what is sent here arrives. It can be deleted.",
    ),
}
_WHY: Final = Text(
    nb="Dere får den fordi adressen står i personvernerklæringen.",
    en="You get it because the address stands in the privacy statement.",
)


def _opened(box: Box) -> Mailbox:
    return mailbox(published().map, box.system, os.environ)

"""The contact form: a message is taken in at once, sealed, and goes to our own mailbox as e-mail; then nothing is left of it.

Whoever wrote is answered before it leaves, and learns nothing of anybody: nobody is looked up here."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hjemmel.capabilities.contact_form import services, store
from hjemmel.capabilities.contact_form.models import FormMessage
from hjemmel.connectors.mail import Folder, Smtp, as_message
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.mail import ContactForm
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.letter import answers_to
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.mail.sign_up import is_address
from hjemmel.core.moment import local_day
from hjemmel.core.website.contact_form import (
    FASTEST,
    LASTS,
    LONGEST_NAME,
    LONGEST_TEXT,
    Written,
    is_due,
    message,
    new_reference,
    reference_of,
    shown,
    shown_at,
)
from hjemmel.core.website.security_event import Refused
from hjemmel.desk import clock, post, web_log
from hjemmel.desk.keys import vault
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

FROM_ONE_PLACE, AN_HOUR, AT_ONCE = 10, 200, 50
"""So many messages from one place in an hour, from all in an hour; and so many are sent at a time."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TRIAL: Final = (
    "Hjemmel sender denne meldingen gjennom kontaktskjemaet en gang i uka for å se at det som blir skrevet der, kommer"
    " fram. Den kan slettes."
)


class NotOffered(LookupError):
    """There is no contact form here, or not for that topic."""


class NotAnAddress(ValueError):
    """What was written does not look like an e-mail address."""


class NothingWritten(ValueError):
    """There is no text, or too much of it."""


class TooSoon(RuntimeError):
    """The form was sent faster than anybody writes, was not shown by us, or has lain open too long."""


class TooMany(RuntimeError):
    """So much has come by the form lately that no more is taken just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the page shows."""

    topics: Mapping[str, Text]
    purpose: Text
    shown: str
    """Goes back with what is written."""


def form(actor: Actor) -> Form:
    """Raises NothingPublished, NotOffered, or a VaultFault."""
    data_map = published().map
    declared = _declared(data_map)
    return Form(
        topics={name: one.title for name, one in declared.topics.items()},
        purpose=data_map.declaration.purposes[declared.purpose].title,
        shown=shown(marker(actor).key, clock.now(), _nonce()),
    )


def is_offered() -> bool:
    """There is a contact form. Raises NothingPublished."""
    mail = published().map.declaration.mail
    return mail is not None and mail.contact_form is not None


def sites() -> tuple[str, ...]:
    """Sites that may show the form in a frame. Raises NothingPublished."""
    mail = published().map.declaration.mail
    return mail.contact_form.shown_on if mail and mail.contact_form else ()


def take(written: Written, given: str, trap: str, place: str, actor: Actor) -> None:
    """Take a message in. `given`: what the form was shown with; `trap`: what stands in the field that nobody sees;
    `place`: where it was sent from, kept as a mark for a day.

    What a program wrote is answered as all else, and goes nowhere. Raises NothingPublished, NotOffered, NotAnAddress,
    NothingWritten, TooSoon, TooMany, or a VaultFault."""
    declared, now, key = _declared(published().map), clock.now(), marker(actor).key
    written = Written(
        topic=written.topic,
        # On one line: it stands among the first lines of the message.
        name=" ".join(written.name.split())[:LONGEST_NAME],
        email=written.email.strip(),
        text=written.text.strip(),
    )
    if trap:
        web_log.refused(Refused.TRAP)
        return
    if written.topic not in declared.topics:
        raise NotOffered
    if not is_address(written.email):
        raise NotAnAddress
    if not written.text or len(written.text) > LONGEST_TEXT:
        raise NothingWritten
    reference = reference_of(key, given)
    if reference is None or not FASTEST <= now - shown_at(reference) <= LASTS:
        web_log.refused(Refused.TRAP)
        raise TooSoon
    visitor = _visitor(key, place, now)
    if store.taken_since(now - HOUR, visitor=visitor) >= FROM_ONE_PLACE or (
        store.taken_since(now - HOUR) >= AN_HOUR
    ):
        raise TooMany
    services.take(vault(actor), reference, written, visitor, actor, now)


def send(actor: Actor) -> int:
    """Hand over what waits; returns how many went. Call again after a break: killed in the middle, a message may go twice,
    with the same id.

    Raises a Failure or a VaultFault; then what was not sent still waits, for as long as is declared."""
    data_map, gone = published().map, 0
    try:
        while found := store.waiting(AT_ONCE):
            with post.server(data_map) as server:
                went = sum(_handed_over(one, data_map, server, actor) for one in found)
            gone += went
            if not went:
                break
    finally:
        give_up(actor)
    return gone


def give_up(actor: Actor) -> int:
    """Erase what has waited as long as is declared; returns how many were given up."""
    data_map, given_up = published().map, 0
    mail = data_map.declaration.mail
    today = local_day(clock.now(), data_map.zone)
    for one in store.waiting(AT_ONCE):
        if mail is None or mail.contact_form is None:
            continue
        if local_day(one.taken_at, data_map.zone) + mail.contact_form.waits_at_most < today:
            services.end(vault(actor), one, store.GIVEN_UP, actor, clock.now())
            given_up += 1
    return given_up


def forget_visitors(actor: Actor) -> int:
    """Where forms were sent from is of no use after a day."""
    before = clock.now() - DAY
    if not store.has_visitors(before):
        return 0
    services.forget_visitors(before, actor, clock.now())
    return 1


def try_all(actor: Actor) -> int:
    """Send a message of our own through the form for each topic whose week has passed, and see that it is taken; returns
    how many were. Raises a Failure or a VaultFault; then it is tried again."""
    data_map, now = published().map, clock.now()
    try:
        declared = _declared(data_map)
    except NotOffered:
        return 0
    remembered = store.passed()
    due = [topic for topic in declared.topics if is_due(remembered, topic, now)]
    for topic in due:
        own = Written(topic=topic, name="Hjemmel", email=answers_to(data_map), text=TRIAL)
        services.take(vault(actor), new_reference(now, _nonce()), own, "", actor, now, is_trial=True)
    return send(actor) if due else 0


# ---- small parts -------------------------------------------------------------------------------------------


def _handed_over(one: FormMessage, data_map: DataMap, server: Smtp | Folder, actor: Actor) -> bool:
    written = store.written(one, vault(actor))
    declared = _declared(data_map)
    if written is None or written.topic not in declared.topics:
        return False
    letter = message(data_map, written)
    made = as_message(letter, declared.topics[written.topic].address, one.pk, one.taken_at)
    # A person wrote it: whoever sorts mail by machine must not take it for ours.
    del made["Auto-Submitted"]
    outcome = server.send(made)
    if outcome.delivery in (Delivery.ACCEPTED, Delivery.UNCERTAIN):
        services.end(vault(actor), one, outcome.delivery.value, actor, clock.now())
        return True
    return False


def _declared(data_map: DataMap) -> ContactForm:
    mail = data_map.declaration.mail
    if mail is None or mail.contact_form is None:
        raise NotOffered
    return mail.contact_form


def _nonce() -> str:
    return secrets.token_hex(11)


def _visitor(key: bytes, place: str, now: datetime) -> str:
    """Another mark each day, so that nobody is followed by it."""
    return hmac.new(key, f"hjemmel form 1\0{now:%Y-%m-%d}\0{place}".encode(), hashlib.sha256).hexdigest()

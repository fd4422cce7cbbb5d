"""Telling recipients that data was erased, corrected or restricted (Art. 19), and what they answer by the link. What a
processor's own program takes is in `telling_opendsr`.

The letter says nothing of whom it is about. A link is worked out from the telling and a key of the vault, so it is the same in
the letter and in each reminder, and is stored nowhere. A letter that was broken off is sent again under the same name."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from hjemmel.capabilities.tellings import services, store
from hjemmel.capabilities.tellings.services import NotNow
from hjemmel.connectors.mail import as_message
from hjemmel.core.answer.reason import label
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.identifiers.person import is_national_number
from hjemmel.core.letters.at_end import at_end_letter
from hjemmel.core.letters.letter import Letter
from hjemmel.core.letters.telling import telling_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.moment import local_day
from hjemmel.core.request import Executed
from hjemmel.core.sharing.at_end import end_named, is_at_end
from hjemmel.core.sharing.telling import (
    Confirmed,
    Deed,
    Looked,
    Next,
    Reminded,
    Standing,
    Telling,
    TellingStep,
    Told,
    Word,
    link_works,
    next_for,
)
from hjemmel.core.tasks.task import TaskState
from hjemmel.desk import at_end, clock, post, requests, rolls, tasks, tellings
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.telling_opendsr import Programs
from hjemmel.desk.tellings import RECIPIENT
from hjemmel.engine.ports import Actor

__all__ = ["NotNow"]

_ID: Final = 16
_MAC_BYTES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a recipient sees behind the link."""

    deed: Deed
    standing: Standing
    name: str = field(default="", repr=False)
    signs: tuple[str, ...] = field(default=(), repr=False)
    """What the person is known by."""
    right_values: tuple[tuple[Text, str], ...] = field(default=(), repr=False)
    """What was corrected, and what is right."""
    is_shown: bool = False
    ending: at_end.Ending | None = None
    """What a processor is to erase at the end; None where it is about a person."""


# ---- telling them ------------------------------------------------------------------------------------------


def send(actor: Actor) -> int:
    """Tell, remind, or leave to a person, whatever it is time for; returns for how many. Done again, it changes nothing.

    Raises a Failure or a VaultFault; what could not be sent is sent when this is called again."""
    data_map, today = published().map, requests.today()
    programs, done = Programs(data_map, actor), 0
    for one in store.tellings():
        if not one.standing.is_open:
            continue
        executed_on = _executed_on(one, data_map.zone)
        if executed_on is None:
            continue
        if one.standing is Standing.WITH_STAFF:
            done += _ended_by_staff(one, actor)
            continue
        by_program = programs.takes(one)
        has_address = by_program or _address(one, data_map) != ""
        match next_for(one, executed_on, has_address, today, data_map.zone):
            case Next.TELL if by_program:
                done += programs.tell(one)
            case Next.TELL:
                done += _sent(one, data_map, actor, again=False)
            case Next.REMIND:
                done += _sent(one, data_map, actor, again=True)
            case Next.ASK:
                done += programs.ask(one)
            case Next.HAND_OVER:
                tellings.hand_over(one, actor)
                done += 1
            case None:
                pass
    return done


def _executed_on(telling: Telling, zone: str) -> date | None:
    """The day its plan was carried out; None as long as it has not been. An instruction at the end is of something that is over."""
    if is_at_end(telling):
        return local_day(telling.foreseen.at, zone)
    view = requests.view(telling.request)
    executed = view.life.last(Executed) if view else None
    if executed is None or executed.digest != telling.plan:
        return None
    return local_day(executed.at, zone)


def _address(telling: Telling, data_map: DataMap) -> str:
    declared = data_map.declaration.recipients.get(telling.recipient)
    has_mail = data_map.declaration.mail is not None
    return (declared.tell.email or "") if declared and declared.tell and has_mail else ""


def _sent(telling: Telling, data_map: DataMap, actor: Actor, *, again: bool) -> bool:
    deed = telling.foreseen.deed
    if deed is None:
        return False
    at = clock.now()
    number = sum(isinstance(step, Reminded) for step in telling.steps) + again
    letter = _letter(telling, deed, data_map, actor, again=again)
    try:
        message = as_message(letter, _address(telling, data_map), f"{telling.id}.{number}", at)
    except ValueError:
        tellings.hand_over(telling, actor)
        return True
    with post.server(data_map) as server:
        delivery = server.send(message).delivery
    match delivery:
        case Delivery.LATER:
            return False
        case Delivery.REFUSED:
            tellings.hand_over(telling, actor)
        case _:
            # Where nobody knows whether it arrived, the reminder will.
            step: TellingStep = Reminded(at=at, by=actor.id) if again else Told(at=at, by=actor.id)
            services.add(telling.id, step, actor)
    return True


def _letter(telling: Telling, deed: Deed, data_map: DataMap, actor: Actor, *, again: bool) -> Letter:
    secret = link(telling.id, actor)
    if is_at_end(telling):
        due = at_end.ending(telling).due
        return at_end_letter(data_map, end_named(telling.plan), due, secret, again=again)
    return telling_letter(data_map, deed, secret, again=again)


def _ended_by_staff(telling: Telling, actor: Actor) -> bool:
    """Whoever had the task says that it is done."""
    task = tasks.asked_by(tellings.task_of(telling.id))
    if task is None or task.state is not TaskState.ATTESTED:
        return False
    services.add(telling.id, Confirmed(at=clock.now(), by=task.task.steps[-1].by, word=Word.DONE), actor)
    return True


# ---- what they answer --------------------------------------------------------------------------------------


def link(id: str, actor: Actor) -> str:
    """The secret of the link of this telling. Raises a VaultFault."""
    mac = hmac.new(vault(actor).marks_key(), b"hjemmel telling " + id.encode(), sha256).digest()
    return id + urlsafe_b64encode(mac[:_MAC_BYTES]).decode().rstrip("=")


def behind(secret: str) -> Page | None:
    """What the link leads to, before anybody has asked to see whom it is about; None where it leads nowhere."""
    found = _behind(secret)
    return _page(found) if found else None


def look(secret: str) -> Page | None:
    """The same with the person. That they were shown is noted."""
    found = _behind(secret)
    if found is None or not found.standing.is_open or is_at_end(found):
        return _page(found) if found else None
    services.add(found.id, Looked(at=clock.now(), by=RECIPIENT.id), RECIPIENT)
    name, signs = requests.whom(found.request, RECIPIENT)
    page = _page(found)
    return Page(
        deed=page.deed,
        standing=page.standing,
        name=name,
        # A recipient finds the person without it, and nobody sends that number to more people than must have it.
        signs=tuple(one for one in signs if not is_national_number(one.strip())),
        right_values=_right_values(found) if page.deed is Deed.CORRECTED else (),
        is_shown=True,
    )


def fetch(secret: str, form: str, lang: str) -> Iterator[bytes] | None:
    """Whom a sweep was about, as a file: None where the link leads nowhere, or to nobody. That it was fetched is noted.

    Raises NotNow where they have answered, and a VaultFault."""
    found = _behind(secret)
    roll = rolls.of(found) if found and is_at_end(found) else None
    if found is None or roll is None:
        return None
    services.add(found.id, Looked(at=clock.now(), by=RECIPIENT.id), RECIPIENT)
    return rolls.read(roll, form, lang, RECIPIENT)


def confirm(secret: str, word: Word) -> Page | None:
    """They have done what it asks, or say why not. Raises NotNow where they have answered already."""
    found = _behind(secret)
    if found is None:
        return None
    services.add(found.id, Confirmed(at=clock.now(), by=RECIPIENT.id, word=word), RECIPIENT)
    tellings.end_task(found.id, RECIPIENT)
    rolls.let_go(RECIPIENT)
    return _page(_behind(secret) or found)


def _behind(secret: str) -> Telling | None:
    id = secret[:_ID]
    if not hmac.compare_digest(link(id, RECIPIENT).encode(), secret.encode()):
        return None
    found, data_map = store.telling(id), published().map
    if found is None:
        return None
    is_answered = found.standing is Standing.CONFIRMED
    return found if is_answered or link_works(found, requests.today(), data_map.zone) else None


def _page(telling: Telling) -> Page:
    if is_at_end(telling):
        # It is about nobody in particular, so nothing is kept from whoever opens it.
        return Page(deed=Deed.ERASED, standing=telling.standing, ending=at_end.ending(telling), is_shown=True)
    return Page(deed=telling.foreseen.deed or Deed.ERASED, standing=telling.standing)


def _right_values(telling: Telling) -> tuple[tuple[Text, str], ...]:
    data_map = published().map
    found: dict[str, tuple[Text, str]] = {}
    for one in requests.corrections(telling.request, RECIPIENT):
        collection = data_map.collections.get(one.row.collection)
        for column, value in one.values.items():
            group = collection.group_of(column) if collection else None
            title = label(data_map, group) if group else Text(nb=column, en=column)
            found[column] = (title, "" if value is None else str(value))
    return tuple(found.values())

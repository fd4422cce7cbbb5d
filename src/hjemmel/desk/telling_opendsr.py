"""Telling processors by their own programs that data was erased (OpenDSR 2.0, Art. 19), hearing how it goes, and taking it back.

The name of a request there is worked out from the telling and a key of the vault: what was broken off between the program's
answer and our note of it is asked once more by the same name, and is one request to it."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from hjemmel.capabilities.tellings import services, store
from hjemmel.capabilities.tellings.services import NotNow
from hjemmel.connectors.opendsr import Processor, Refused
from hjemmel.connectors.protocol import Failure
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.company import OpenDsr
from hjemmel.core.moment import local_day
from hjemmel.core.sharing.at_end import is_at_end
from hjemmel.core.sharing.opendsr import (
    CALLBACK_PATH,
    Erasure,
    NotOpenDsr,
    Said,
    Status,
    emails_among,
    read,
    said,
)
from hjemmel.core.sharing.telling import (
    Confirmed,
    Deed,
    Heard,
    Means,
    Progress,
    Standing,
    Telling,
    Told,
    Trouble,
    Word,
)
from hjemmel.desk import clock, requests, tellings
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.desk.tellings import RECIPIENT
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.certificates import CertificateRefused, SignatureRefused
from hjemmel.engine.wiring import opendsr_domain, processor

_PROGRESS: Final = {Status.PENDING: Progress.PENDING, Status.IN_PROGRESS: Progress.IN_PROGRESS}
_FORWARD: Final = tuple(Progress)
_NOT_BELIEVED: Final = (Failure, CertificateRefused, SignatureRefused)
CERTIFICATE_KEPT: Final = timedelta(hours=1)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)
"""How soon a certificate that did not fit, or could not be had, is asked for again: a callback costs us one at most."""


# ---- telling, and asking how it goes -----------------------------------------------------------------------


@dataclass
class Programs:
    """The processors' programs during one run. One that does not answer is left alone for the rest of it."""

    map: DataMap
    actor: Actor
    _opened: dict[str, Processor] = field(default_factory=dict)
    _silent: set[str] = field(default_factory=set)

    def takes(self, telling: Telling) -> bool:
        """Its program is told of this. It knows of the erasure of one person alone."""
        return (
            not is_at_end(telling)
            and telling.foreseen.deed is Deed.ERASED
            and declared(self.map, telling.recipient) is not None
        )

    def tell(self, telling: Telling) -> bool:
        """Whether anything was noted. What is not answered, or not believed, is tried again."""
        if telling.recipient in self._silent:
            return False
        try:
            found = self._of(telling.recipient).create(_erasure(telling, self.map, self.actor))
        except Refused:
            tellings.hand_over(telling, self.actor, Trouble.REFUSED)
            return True
        except _NOT_BELIEVED:
            self._silent.add(telling.recipient)
            return False
        day = local_day(found.expected, self.map.zone)
        told = Told(at=clock.now(), by=self.actor.id, means=Means.OPENDSR, expected=day)
        services.add(telling.id, told, self.actor)
        _note(telling.id, found, self.actor)
        return True

    def ask(self, telling: Telling) -> bool:
        """Whether anything was noted."""
        if telling.recipient in self._silent:
            return False
        try:
            found = self._of(telling.recipient).status(name(telling.id, self.actor))
        except Refused:
            tellings.hand_over(telling, self.actor, Trouble.GONE)
            return True
        except _NOT_BELIEVED:
            self._silent.add(telling.recipient)
            return False
        return _note(telling.id, found, self.actor, is_asked=True)

    def _of(self, recipient: str) -> Processor:
        told = declared(self.map, recipient)
        if told is None:
            raise Refused("it has no program any more")
        if recipient not in self._opened:
            self._opened[recipient] = processor(recipient, told, os.environ, clock.now)
        return self._opened[recipient]


def may_take_back(telling: Telling) -> bool:
    """It has been told by its program, and has not begun."""
    told, heard = telling.first(Told), telling.last(Heard)
    is_by_program = told is not None and told.means is Means.OPENDSR
    has_begun = heard is not None and heard.progress is Progress.IN_PROGRESS
    return is_by_program and not has_begun and telling.standing is Standing.WAITING


def take_back(id: str, actor: Actor) -> None:
    """Take back what a processor's program has not begun; a person goes on with it. Raises NotNow, or a Failure or what is
    wrong with its signature: then it stands."""
    telling = store.telling(id)
    if telling is None or not may_take_back(telling):
        raise NotNow(id)
    told = declared(published().map, telling.recipient)
    if told is None:
        raise NotNow(id)
    try:
        processor(telling.recipient, told, os.environ, clock.now).cancel(name(id, actor))
    except Refused:
        raise NotNow(id) from None
    tellings.hand_over(telling, actor, Trouble.TAKEN_BACK)


# ---- what they say by themselves ---------------------------------------------------------------------------


class NotAllowed(Exception):
    """No processor of ours holds this domain, or its certificate does not count."""


class NotThere(Exception):
    """Its certificate cannot be had now."""


def callback(headers: Mapping[str, str], body: bytes) -> None:
    """A processor says how a request goes. Said again, or said late, it changes nothing.

    Raises NotAllowed, SignatureRefused or NotOpenDsr, a VaultFault, or NotThere, where it is to be said again later."""
    data_map = published().map
    recipient, told = _sender(headers, data_map)
    _believed(recipient, told, body, headers.get(f"X-{told.headers}-Signature", ""))
    found = said(read(body), opendsr_domain(told, os.environ))
    if found.callback != callback_url(data_map):
        raise NotOpenDsr("it is meant for another address")
    telling = _telling_of(found.id, recipient)
    if telling is None:
        raise NotOpenDsr("there is no such request")
    _note(telling.id, found, RECIPIENT)


def callback_url(data_map: DataMap) -> str:
    """Where processors say how it goes; empty where our own pages have no address."""
    mail = data_map.declaration.mail
    return f"{mail.site.rstrip('/')}/{CALLBACK_PATH}" if mail else ""


def name(id: str, actor: Actor) -> str:
    """What this telling is called at the processor's. Raises a VaultFault."""
    mac = hmac.new(vault(actor).marks_key(), b"hjemmel opendsr " + id.encode(), sha256).digest()
    return str(UUID(bytes=mac[:16], version=4))


def declared(data_map: DataMap, recipient: str) -> OpenDsr | None:
    """How its program is reached, if it has one."""
    found = data_map.declaration.recipients.get(recipient)
    return found.tell.opendsr if found and found.tell else None


# ---- inside ------------------------------------------------------------------------------------------------


def _erasure(telling: Telling, data_map: DataMap, actor: Actor) -> Erasure:
    view = requests.view(telling.request)
    _, signs = requests.whom(telling.request, actor)
    received = view.life.received if view else None
    return Erasure(
        id=name(telling.id, actor),
        submitted=received.at if received else clock.now(),
        emails=emails_among(signs),
        callback=callback_url(data_map),
    )


def _note(id: str, found: Said, actor: Actor, *, is_asked: bool = False) -> bool:
    """Keep what the program says, if it is news; that it was asked is kept once, so that it is asked once a day."""
    telling = store.telling(id)
    if telling is None or not telling.standing.is_open:
        return False
    try:
        match found.status:
            case Status.COMPLETED if found.results == 0 and found.has_reason:
                tellings.hand_over(telling, actor, Trouble.NOT_DONE)
            case Status.COMPLETED:
                word = Word.NOTHING if found.results == 0 else Word.DONE
                services.add(id, Confirmed(at=clock.now(), by=RECIPIENT.id, word=word), actor)
                tellings.end_task(id, actor)
            case Status.CANCELLED:
                tellings.hand_over(telling, actor, Trouble.CANCELLED)
            case Status.PENDING | Status.IN_PROGRESS:
                progress, heard = _PROGRESS[found.status], telling.last(Heard)
                is_news = heard is None or _FORWARD.index(progress) > _FORWARD.index(heard.progress)
                if not (is_news or is_asked):
                    return False
                services.add(id, Heard(at=clock.now(), by=RECIPIENT.id, progress=progress), actor)
    except NotNow:
        return False
    return True


def _telling_of(called: str, recipient: str) -> Telling | None:
    """What this processor calls by that name, if it was told of it."""
    mine = (one for one in store.tellings() if one.recipient == recipient and one.first(Told) is not None)
    return next((one for one in mine if name(one.id, RECIPIENT) == called), None)


def _sender(headers: Mapping[str, str], data_map: DataMap) -> tuple[str, OpenDsr]:
    for recipient in data_map.declaration.recipients:
        told = declared(data_map, recipient)
        if told is None:
            continue
        domain = headers.get(f"X-{told.headers}-Processor-Domain", "").strip().casefold()
        if domain and domain == opendsr_domain(told, os.environ):
            return recipient, told
    raise NotAllowed


@dataclass
class _Known:
    """A processor whose certificate was asked for."""

    there: Processor
    at: datetime
    is_silent: bool = False


_known: dict[tuple[str, OpenDsr], _Known] = {}
_lock: Final = threading.Lock()


def _believed(recipient: str, told: OpenDsr, body: bytes, signature: str) -> None:
    """Its certificate is kept for a while; one that does not fit is asked for anew, for it may have been changed."""
    known = _known_one(recipient, told, CERTIFICATE_KEPT)
    try:
        _check(known, body, signature)
    except (NotAllowed, SignatureRefused, NotThere):
        newer = _known_one(recipient, told, ASKED_AGAIN_AFTER)
        if newer is known:
            raise
        _check(newer, body, signature)


def _check(known: _Known, body: bytes, signature: str) -> None:
    if known.is_silent:
        raise NotThere
    try:
        known.there.believe(body, signature)
    except CertificateRefused:
        raise NotAllowed from None
    except Failure:
        known.is_silent = True
        raise NotThere from None


def _known_one(recipient: str, told: OpenDsr, kept: timedelta) -> _Known:
    with _lock:
        found, now = _known.get((recipient, told)), clock.now()
        if found is None or not timedelta() <= now - found.at < kept:
            try:
                there = processor(recipient, told, os.environ, clock.now)
            except Failure:
                raise NotThere from None
            found = _known[(recipient, told)] = _Known(there, now)
        return found

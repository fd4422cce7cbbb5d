"""Cases of assignments: a request or an incident about a controller's data, passed on to them with what was written.

The text lies sealed under a key of its own. The controller gets a letter without it, and fetches it by a link that ends; that is
their confirmation. When they have it, and the link has ended, the text is gone from here."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from hjemmel.capabilities.assignments import services, store
from hjemmel.capabilities.assignments.services import NotNow
from hjemmel.connectors.mail import as_message
from hjemmel.connectors.protocol import Failure
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.assignments.assignment import Came, Case, Fetched, Forwarded, Matter, pass_on_by
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.assignment_case import case_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.desk import assignments, clock, post
from hjemmel.desk.assignments import CONTROLLER, AssignmentView, Refused
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

LINK_LASTS: Final = Period(days=14)
LONGEST: Final = 20_000


def take(id: str, matter: Matter, text: str, actor: Actor) -> int:
    """A case came, with what was written. Returns its number. Raises NotNow, Refused for no text, a VaultFault."""
    one, at = _seen(id), clock.now()
    written = text.strip()[:LONGEST]
    if not written:
        raise Refused(NO_TEXT)
    number = len(one.assignment.cases) + 1
    step = Came(at=at, by=actor.id, case=number, matter=matter, due_at=pass_on_by(matter, at, one.terms))
    services.take_case(id, step, written, vault(actor), actor)
    return number


def forward(id: str, number: int, actor: Actor) -> None:
    """Send the controller a letter with a new link to the text; any link before stops working.

    Raises Refused where there is no text any more, or the letter did not surely leave: then it can be sent again."""
    one, case = _seen(id), _case(id, number)
    if case is None or case.passed_on_at is not None or store.sealed_case(id, number) is None:
        raise Refused(NO_TEXT_HERE)
    data_map, now = published().map, clock.now()
    secret, until = secrets.token_urlsafe(SECRET_BYTES), _end_of(now)
    try:
        letter = case_letter(data_map, case.matter, case.came_at, until, secret)
        message = as_message(letter, one.controller.email, f"case.{secrets.token_hex(12)}", now)
    except ValueError:
        raise Refused(NO_MAILBOX) from None
    services.link_case(id, number, digest(secret), until, actor, now)
    try:
        with post.server(data_map) as server:
            delivery = server.send(message).delivery
    except Failure:
        raise Refused(NOT_SENT) from None
    if delivery is not Delivery.ACCEPTED:
        raise Refused(NO_MAILBOX if delivery is Delivery.REFUSED else NOT_SENT)
    services.add(id, Forwarded(at=clock.now(), by=actor.id, case=number, until=until), actor)


def behind(secret: str) -> tuple[AssignmentView, Case] | None:
    """What a controller's link leads to; None where it leads nowhere any more."""
    found = store.case_behind(digest(secret), clock.now())
    view = assignments.view(found[0]) if found else None
    case = _case(*found) if found else None
    return (view, case) if view and case else None


def fetch(secret: str) -> str:
    """The text, to whoever has the link. That it was fetched is on record first: the controller has it. Raises NotNow."""
    found = behind(secret)
    sealed = store.sealed_case(found[0].id, found[1].number) if found else None
    if found is None or sealed is None:
        raise NotNow(secret[:0])
    view, case = found
    if not case.forwarded:
        # Their mail server took the letter, and we were stopped before that was noted.
        until = _end_of(clock.now())
        services.add(
            view.id, Forwarded(at=clock.now(), by=CONTROLLER.id, case=case.number, until=until), CONTROLLER
        )
    services.add(view.id, Fetched(at=clock.now(), by=CONTROLLER.id, case=case.number), CONTROLLER)
    (opened,) = vault(CONTROLLER).open([sealed])
    return opened.values["text"] or ""


def let_go(actor: Actor) -> int:
    """Erase the texts of cases that the controller has and whose link has ended; returns how many. What nobody has fetched
    stays: it is the only copy."""
    gone, now = 0, clock.now()
    for id, number in store.cases_with_text():
        case = _case(id, number)
        if case is None or case.passed_on_at is None:
            continue
        if now > (case.link_until or _end_of(case.passed_on_at)):
            services.forget_case(id, number, vault(actor), actor, now)
            gone += 1
    return gone


def with_text(id: str) -> frozenset[int]:
    """The numbers of the cases of an assignment whose text is here."""
    return frozenset(number for one, number in store.cases_with_text() if one == id)


def _end_of(start: datetime) -> datetime:
    """The end of the last day on which a link made then works."""
    zone = published().map.zone
    last = local_day(start, zone) + LINK_LASTS
    return datetime.combine(last, time.max, ZoneInfo(zone)).astimezone(UTC)


def _seen(id: str) -> AssignmentView:
    found = assignments.view(id)
    if found is None:
        raise NotNow(id)
    return found


def _case(id: str, number: int) -> Case | None:
    one = store.assignment(id)
    return next((case for case in one.cases if case.number == number), None) if one else None


NO_TEXT = Text(nb="Skriv hva saken gjelder.", en="Write what it is about.")
NO_TEXT_HERE = Text(
    nb="Teksten er ikke her lenger, eller oppdragsgiveren har den allerede.",
    en="The text is no longer here, or the controller has it already.",
)
NO_MAILBOX = Text(
    nb="Postkassen til oppdragsgiveren tar ikke imot brevet. Rett adressen, eller gi saken videre på en annen måte.",
    en="The controller's mailbox does not take the letter. Correct the address, or pass it on in another way.",
)
NOT_SENT = Text(
    nb="Brevet er kanskje ikke sendt. Saken ligger her. Prøv igjen om litt.",
    en="The letter may not have been sent. The case is still here. Try again in a while.",
)

"""Asking whoever keeps what no program can read: a letter with a link, the page behind it, and the answer, which is what a
person answers for.

The letter tells nothing of whoever asks. The page tells it when they say that they will look, and that it did is noted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hjemmel.capabilities.tasks import services, store
from hjemmel.connectors.mail import Folder, Smtp, as_message
from hjemmel.core.answer.files import cell
from hjemmel.core.answer.link import SECRET_BYTES, digest
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.keeper import keeper_letter
from hjemmel.core.mail.delivery import Delivery
from hjemmel.core.period import Period
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import DUE, Found, Reminded, Shown, Task, TaskKind, WhyNot, Written, answers_to
from hjemmel.desk import clock, copies, corrections, post, requests, tasks, ticking
from hjemmel.desk.published import published
from hjemmel.desk.tasks import NotNow, TaskView
from hjemmel.engine.ports import Actor

LASTS: Final = Period(days=14)
"""How long a link works."""
NOT_WITH_THIS: Final = Text(
    nb="Filer kan bare følge med når du har tatt en kopi. Ingenting er sendt.",
    en="Files can go along only when you have made a copy. Nothing was sent.",
)
KEEPER: Final = Actor(id="keeper", name="keeper")
"""Whoever answered by the link, in the steps of a task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom it is about, as whoever keeps the papers must know to find them."""

    name: str = field(repr=False)
    signs: tuple[str, ...] = field(repr=False)
    right: tuple[tuple[Text, str], ...] = field(default=(), repr=False)
    """What is to stand there, where something is to be corrected: of the kinds of data that lie there, and no others."""


def send(actor: Actor) -> int:
    """Write to every keeper who has not been written to, whose link no longer works, or who was reminded since; returns how
    many letters went. After a break a letter may go twice; the newest link works.

    Raises NothingPublished, or a Failure where the mail server is away: then this is called again."""
    waiting = [one for one in tasks.views() if one.what.kind is TaskKind.KEEPER and _is_due(one)]
    if not waiting or published().map.declaration.mail is None:
        return 0
    with post.server(published().map) as server:
        return sum(_write(one, server, actor) for one in waiting)


def _is_due(one: TaskView) -> bool:
    written, reminded = one.task.last(Written), one.task.last(Reminded)
    if written is None or written.until < one.today:
        return True
    return reminded is not None and reminded.at > written.at


def _write(one: TaskView, server: Smtp | Folder, actor: Actor) -> int:
    data_map, secret, until = published().map, secrets.token_urlsafe(SECRET_BYTES), tasks.today() + LASTS
    system = data_map.declaration.systems.get(one.what.system)
    if system is None or system.connect.keeper is None:
        return 0
    letter = keeper_letter(
        data_map,
        one.what.system,
        secret,
        max(one.what.day, one.today),
        until,
        is_due=one.what.verb == DUE,
    )
    reference = f"{one.id}.{len(one.task.steps)}"
    message = as_message(letter, system.connect.keeper.email, reference, clock.now())
    if server.send(message).delivery is not Delivery.ACCEPTED:
        return 0
    services.add(
        one.id,
        Written(at=clock.now(), by=actor.id, until=until),
        actor,
        link=digest(secret),
        until=until,
    )
    return 1


# ---- behind the link ---------------------------------------------------------------------------------------


def behind(secret: str) -> TaskView | None:
    """The task that a link leads to; None for one that has been answered, or whose time is over."""
    found = _behind(secret)
    return tasks.view(found.id) if found else None


def answers(one: TaskView) -> tuple[Found, ...]:
    return answers_to(one.what.verb)


def show(secret: str, actor: Actor) -> Whom | None:
    """Whom it is about, for whoever has the link and is about to look. That it was shown is noted. Raises a VaultFault."""
    found = _behind(secret)
    if found is None or not found.what.request:
        return None
    services.add(found.id, Shown(at=clock.now(), by=KEEPER.id), KEEPER)
    name, signs = requests.whom(found.what.request, actor)
    right = corrections.right_in(found.what.request, found.what.system, actor)
    return Whom(name=name, signs=signs, right=right)


def marks(one: TaskView) -> tuple[tuple[Text, str, str], ...]:
    """The mark that is to stand on what is set apart, or goes when it is taken into use again, where the company has declared
    one (`meaning.barred`): in which collection, in which column, and what."""
    if one.what.verb not in (Right.RESTRICTION.value, Right.LIFTING.value):
        return ()
    data_map, is_on = published().map, one.what.verb == Right.RESTRICTION.value
    return tuple(
        (
            data_map.declaration.systems[found.system].collections[found.name.partition(".")[2]].title,
            found.barred.column,
            cell(found.barred.on if is_on else found.barred.off),
        )
        for found in data_map.collections.values()
        if found.system == one.what.system and found.barred is not None
    )


def answer(secret: str, found: Found, how_many: int, files: Sequence[bytes] = ()) -> None:
    """What whoever keeps it found and did, with copies of it where these were asked for. The link works no more.

    Raises NotNow, or Unfit for files that are not taken: then nothing has been answered."""
    one = _answerable(secret)
    if found not in answers_to(one.what.verb):
        raise NotNow(one.id)
    if files and found is not Found.COPIED:
        raise copies.Unfit(NOT_WITH_THIS)
    copies.take(one.what.request, one.what.system, files, KEEPER)
    ticking.vouch(one.id, found, how_many, KEEPER)


def cannot(secret: str, why: WhyNot) -> None:
    """They can't, and say why. Raises NotNow."""
    ticking.not_possible(_answerable(secret).id, why, KEEPER)


def _behind(secret: str) -> Task | None:
    return store.behind(digest(secret), tasks.today())


def _answerable(secret: str) -> Task:
    found = _behind(secret)
    if found is None:
        raise NotNow("the link has been answered, or its time is over")
    return found

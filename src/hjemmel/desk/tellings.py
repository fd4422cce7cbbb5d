"""Whom to tell of what a request changes (Art. 19): found before it is done, and shown until each has confirmed.

Telling them is in `desk/telling_mail`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.tellings import services, store
from hjemmel.capabilities.tellings.services import NotNow
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.moment import local_day
from hjemmel.core.period import Period
from hjemmel.core.rights.right import Right
from hjemmel.core.sharing.at_end import is_at_end
from hjemmel.core.sharing.telling import (
    CHANGING,
    NOBODY,
    UNKNOWN,
    Confirmed,
    Foreseen,
    HandedOver,
    Standing,
    Telling,
    Told,
    Trouble,
    Word,
    changed,
    whom_to_tell,
)
from hjemmel.core.tasks.task import TaskKind, What
from hjemmel.desk import clock, tasks
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.desk.who_got import recipients_of, words_for
from hjemmel.engine.ports import Actor

__all__ = ["NotNow"]
RECIPIENT: Final = Actor(id="recipient", name="Mottakeren")
CALLED_WITHIN: Final = Period(days=9)
"""How long a person has for telling, or asking again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingView:
    """One recipient, as it stands now."""

    telling: Telling
    recipient: Text

    @property
    def id(self) -> str:
        return self.telling.id

    @property
    def has_been_told(self) -> bool:
        return self.telling.first(Told) is not None or self.telling.last(Confirmed) is not None

    @property
    def standing(self) -> Standing:
        return self.telling.standing


def foresee(id: str, right: Right, about: Iterable[About], digest: str, actor: Actor) -> None:
    """Find who must be told of what this plan changes, before it is carried out. Done again after a break, it changes nothing.

    Raises a Failure: then nothing has been done to anybody's data either."""
    kept = plans.kept(digest)
    if right not in CHANGING or kept is None or store.is_foreseen(digest):
        return
    data_map = published().map
    deed, where = changed(kept.plan, right)
    found: tuple[str, ...] = ()
    if deed is not None:
        looked = [house(actor).why_about(one) for one in about]
        rows = {name for one in looked for name, _, _ in one.rows}
        got = (name for one in looked for name in recipients_of(data_map, one))
        systems = {action.rows.system for action in kept.plan.actions if not action.by_hand}
        found = whom_to_tell(data_map, set(where) or rows, systems, got)
    step = Foreseen(at=clock.now(), by=actor.id, deed=deed if found else None, collections=where)
    services.foresee(id, digest, found, step, actor)


def of_request(id: str) -> tuple[TellingView, ...]:
    """Who must be told of what this request changes, and where each stands, in the order of the file."""
    order = {name: number for number, name in enumerate(published().map.declaration.recipients)}
    found = [one for one in store.of_request(id) if one.recipient != NOBODY]
    return tuple(view_of(one) for one in sorted(found, key=lambda one: order.get(one.recipient, len(order))))


def confirmed(id: str, word: Word, actor: Actor) -> None:
    """They have confirmed it in another way than by the link: on the telephone, in a letter. Raises NotNow."""
    services.add(id, Confirmed(at=clock.now(), by=actor.id, word=word), actor)
    end_task(id, actor)


def hand_over(telling: Telling, actor: Actor, why: Trouble | None = None) -> None:
    """From now on a person tells them, or asks again."""
    data_map = published().map
    who = words_for(data_map, None if telling.recipient == UNKNOWN else telling.recipient)
    words = (
        Text(nb=f"Få bekreftet at {who.nb} har slettet", en=f"Get it confirmed that {who.en} has erased")
        if is_at_end(telling)
        else Text(
            nb=f"Få bekreftet at {who.nb} har fått beskjed om det som er gjort",
            en=f"Get it confirmed that {who.en} has been told of what was done",
        )
    )
    tasks.ask_for(
        What(
            kind=TaskKind.TELLING,
            of=task_of(telling.id),
            day=local_day(clock.now(), data_map.zone) + CALLED_WITHIN,
            law="gdpr-28-3-g" if is_at_end(telling) else "gdpr-19",
            why_nb=words.nb,
            why_en=words.en,
            request=telling.request,
        ),
        actor,
    )
    services.add(telling.id, HandedOver(at=clock.now(), by=actor.id, why=why), actor)


def task_of(id: str) -> str:
    """What asks for the task of telling them."""
    return f"telling:{id}"


def end_task(id: str, actor: Actor) -> None:
    """They have confirmed: nobody has to ask them any more."""
    task = tasks.asked_by(task_of(id))
    if task is not None and task.is_open:
        tasks.tick(task.id, actor)


def view_of(telling: Telling) -> TellingView:
    known = None if telling.recipient == UNKNOWN else telling.recipient
    return TellingView(telling=telling, recipient=words_for(published().map, known))

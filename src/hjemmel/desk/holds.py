"""Holds: what keeps data from being erased although its grounds are gone, who decided it, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from django.db import transaction

from hjemmel.capabilities.facts import services, store
from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About, Hold, HoldKind
from hjemmel.core.hold import TELLS_TOO_MUCH
from hjemmel.core.texts.free_text import hits
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.desk.one_person import one_person
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor


class NoSuchHold(LookupError):
    """There is no such hold, or it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a hold says of itself, before it is known what it covers."""

    title: str
    kind: HoldKind
    reason: str
    law: str = ""
    ends_on: date | None = None
    review_on: date
    categories: frozenset[str] = frozenset()
    """Which categories it covers; empty: all."""
    collections: frozenset[str] = frozenset()
    """Which collections it covers; empty: all that are about the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """A hold in the words of the declaration."""

    hold: Hold
    placed_on: date
    home: Text
    collections: tuple[Text, ...]
    categories: tuple[Text, ...]
    today: date

    @property
    def has_ended(self) -> bool:
        return self.hold.ends_on is not None and self.hold.ends_on <= self.today

    @property
    def is_overdue(self) -> bool:
        """Somebody should have looked at it again."""
        return not self.has_ended and self.hold.review_on < self.today

    @property
    def is_bounded(self) -> bool:
        return self.hold.kind is HoldKind.BOUNDED


def views() -> tuple[HoldView, ...]:
    """All holds: those that should have been looked at again first, then the newest that stand, then those that have ended."""
    data_map, today = published().map, clock.now().date()
    found = [_view(data_map, hold, at.date(), today) for hold, at in store.holds()]
    return tuple(sorted(found, key=lambda one: (one.has_ended, not one.is_overdue)))


def overdue() -> int:
    """How many should have been looked at again."""
    return sum(view.is_overdue for view in views())


def place_on(identities: Iterable[str], terms: Terms, actor: Actor) -> Hold:
    """Keep what is held about these people. Raises NotOnePerson for one that leads to nobody or to several, HoldNotTaken if
    the hold lacks anything or runs past the declared hard stop, or a Failure; then nothing is held."""
    company = house(actor)
    people = {one_person(company, identity) for identity in identities}
    homes = sorted({about.collection for about in people})
    made = [
        _hold(home, {about for about in people if about.collection == home}, terms, actor) for home in homes
    ]
    with transaction.atomic():
        for hold in made:
            place(hold, actor)
    if not made:
        raise NoSuchHold
    return made[0]


def place_about(about: About, terms: Terms, actor: Actor) -> Hold:
    """The same of one whose own row is known."""
    hold = _hold(about.collection, {about}, terms, actor)
    place(hold, actor)
    return hold


def place(hold: Hold, actor: Actor) -> None:
    """Let the hold stand. Raises HoldNotTaken, or a Failure."""
    at = clock.now()
    _refuse_personal(hold)
    services.place_hold(hold, actor, at, house(actor).hard_stop)


def review(id: str, on: date, ends_on: date | None, actor: Actor) -> None:
    """It was looked at, and stands; to be looked at again on that day. Raises NoSuchHold, HoldNotTaken, or a Failure."""
    hold = replace(_standing(id), review_on=on, ends_on=ends_on)
    services.review_hold(hold, actor, clock.now(), house(actor).hard_stop)


def lift(id: str, actor: Actor) -> None:
    """It keeps nothing from today; what has no other ground goes with the next sweep. Raises NoSuchHold."""
    at = clock.now()
    services.lift_hold(_standing(id), at.date(), actor, at)


# ---- inside -------------------------------------------------------------------------------------------------


def _hold(home: str, people: set[About], terms: Terms, actor: Actor) -> Hold:
    return Hold(
        id=uuid4().hex,
        title=terms.title,
        kind=terms.kind,
        home=home,
        keys=frozenset(about.key for about in people),
        categories=terms.categories,
        collections=terms.collections,
        reason=terms.reason,
        law=terms.law,
        approver=actor.id,
        begins_on=clock.now().date(),
        ends_on=terms.ends_on,
        review_on=terms.review_on,
    )


def _standing(id: str) -> Hold:
    today = clock.now().date()
    for hold, _ in store.holds():
        if hold.id == id and (hold.ends_on is None or hold.ends_on > today):
            return hold
    raise NoSuchHold


def _refuse_personal(hold: Hold) -> None:
    """Facts are not sealed: what reaches or tells of somebody does not stand in them."""
    if any(hits(text, hold.begins_on) for text in (hold.title, hold.reason, hold.law)):
        raise HoldNotTaken((TELLS_TOO_MUCH,))


def _view(data_map: DataMap, hold: Hold, placed_on: date, today: date) -> HoldView:
    categories = data_map.declaration.categories
    return HoldView(
        hold=hold,
        placed_on=placed_on,
        home=_title(data_map, hold.home),
        collections=tuple(_title(data_map, one) for one in sorted(hold.collections)),
        categories=tuple(
            categories[one].title if one in categories else Text(nb=one, en=one)
            for one in sorted(hold.categories)
        ),
        today=today,
    )


def _title(data_map: DataMap, collection: str) -> Text:
    system, _, name = collection.partition(".")
    declared = data_map.declaration.systems.get(system)
    found = declared.collections.get(name) if declared else None
    return found.title if found else Text(nb=collection, en=collection)

"""Erasure instructions to processors: when a sweep has ended what we hold about people, and when our agreement with one ends.

They are sent, chased and confirmed like other tellings, in `desk/telling_mail`; what is looked at here is who must have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hjemmel.capabilities.agreements import store as agreements
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.tellings import services, store
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.letters.at_end import asked_for, reason_for
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.vocabulary import cite_all
from hjemmel.core.sharing.at_end import (
    Held,
    end_named,
    ended_on,
    held_by,
    is_at_end,
    name_of_end,
    whom_to_instruct,
)
from hjemmel.core.sharing.roll import Roll
from hjemmel.core.sharing.telling import NOBODY, Deed, Foreseen, Telling
from hjemmel.core.terms import LANGUAGES
from hjemmel.desk import clock, rolls, tellings
from hjemmel.desk.published import published
from hjemmel.desk.sweeps_done import sweeps_done
from hjemmel.engine.ports import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What one processor is asked to erase, and why. No personal data."""

    view: tellings.TellingView
    reason: Text
    asked: Text
    """What they are to erase."""
    due: date
    """The last day on which they may confirm."""
    places: tuple[tuple[Text, int], ...]
    """What is to go, and of how many rows we have erased it; 0 where all of it is to go."""
    laws: Text | None
    """The laws that make them keep something all the same."""
    roll: Roll | None
    """Whom it is about, where that can be told."""

    @property
    def telling(self) -> Telling:
        return self.view.telling


def instruct(actor: Actor) -> int:
    """See who must be instructed: of each sweep that has ended what we held about people, and each agreement that has ended;
    returns how many are new. Done again, it changes nothing."""
    data_map, done = published().map, 0
    rolls.close(actor)
    for sweep in sweeps_done():
        if rolls.is_over(sweep) and not store.is_foreseen(sweep.digest):
            done += _foreseen(
                sweep.digest, whom_to_instruct(data_map, sweep.collections), sweep.collections, actor
            )
    # Whoever was to be told of a sweep that broke off before it had a single receipt.
    for roll in rolls.waiting():
        if roll.recipient in data_map.declaration.recipients:
            done += _foreseen(roll.plan, (roll.recipient,), roll.collections, actor)
    kept = {one.recipient: one for one in agreements.kept()}
    for name, recipient in data_map.declaration.recipients.items():
        day = ended_on(data_map, name, kept.get(name), _today(data_map)) if recipient.at_end else None
        places = held_by(data_map, name).erasable
        if day is not None and places:
            done += _foreseen(name_of_end(day), (name,), places, actor)
    rolls.let_go(actor)
    return done


def endings() -> tuple[Ending, ...]:
    """Every instruction, the newest first."""
    data_map = published().map
    found = [
        one
        for one in store.tellings()
        if is_at_end(one) and one.recipient != NOBODY and one.recipient in data_map.declaration.recipients
    ]
    return tuple(ending(one) for one in reversed(found))


def ending(telling: Telling) -> Ending:
    data_map, told = published().map, telling.foreseen
    declared = data_map.declaration.recipients[telling.recipient].at_end
    day = local_day(told.at, data_map.zone)
    agreement_ended, held = end_named(telling.plan), held_by(data_map, telling.recipient)
    return Ending(
        view=tellings.view_of(telling),
        reason=reason_for(data_map.declaration.organisation.name, agreement_ended),
        asked=asked_for(agreement_ended),
        due=day + declared.confirm_within if declared else day,
        places=tuple(_places(telling, held, data_map)),
        laws=_cited(held.laws, _today(data_map)),
        roll=rolls.of(telling),
    )


def _places(telling: Telling, held: Held, data_map: DataMap) -> list[tuple[Text, int]]:
    kept = None if end_named(telling.plan) else plans.kept(telling.plan)
    rows: dict[str, int] = {}
    for one in kept.outcomes.values() if kept else ():
        rows[one.collection] = max(rows.get(one.collection, 0), one.touched)
    return [
        (_title(name, data_map), rows.get(name, 0))
        for name in telling.foreseen.collections
        if name in data_map.collections and name in held.erasable
    ]


def _cited(laws: tuple[str, ...], today: date) -> Text | None:
    nb, en = (cite_all(Tongue(lang), laws, today) for lang in LANGUAGES)
    return Text(nb=nb, en=en) if nb else None


def _title(collection: str, data_map: DataMap) -> Text:
    system, _, name = collection.partition(".")
    return data_map.declaration.systems[system].collections[name].title


def _foreseen(plan: str, names: tuple[str, ...], collections: tuple[str, ...], actor: Actor) -> int:
    step = Foreseen(at=clock.now(), by=actor.id, deed=Deed.ERASED if names else None, collections=collections)
    return services.instruct(plan, names, step, actor)


def _today(data_map: DataMap) -> date:
    return local_day(clock.now(), data_map.zone)

"""Whom a processor is told of after a sweep: closed when the sweep is over, read by the processor, and let go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache, partial
from typing import Any, Final

from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.tellings import rolls as store
from hjemmel.capabilities.tellings import services
from hjemmel.capabilities.tellings import store as tellings
from hjemmel.capabilities.tellings.rolls import StoredRolls
from hjemmel.connectors.protocol import Failure
from hjemmel.core.answer.reason import label
from hjemmel.core.datamap import DataMap
from hjemmel.core.moment import local_day
from hjemmel.core.output.csv_text import BYTE_ORDER_MARK, csv_block
from hjemmel.core.plan import Plan
from hjemmel.core.sharing.roll import KEPT_FOR, Enrolled, Roll, RollPart
from hjemmel.core.sharing.telling import Standing, Telling
from hjemmel.desk import clock
from hjemmel.desk.house import house
from hjemmel.desk.keys import vault
from hjemmel.desk.published import published
from hjemmel.engine.kept import SweepDone
from hjemmel.engine.ports import Actor
from hjemmel.engine.roll import went

SETTLES_IN: Final = timedelta(minutes=30)
"""So long after a sweep was seen to have broken off for good, nothing of it is still under way."""
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""In which forms a roll is read."""


# ---- closing -----------------------------------------------------------------------------------------------


def close(actor: Actor) -> None:
    """Close the rolls of the sweeps that are over. Done again, it goes on where it was. A roll of a system that does not answer
    waits until it does. Raises a VaultFault."""
    for roll in store.open_rolls():
        if _is_over(roll, actor):
            try:
                for part in store.parts(roll.id, partial(vault, actor)):
                    _settle(part, actor)
            except Failure:
                continue
            services.close(roll.id, actor, clock.now())


def is_over(sweep: SweepDone) -> bool:
    """Nothing more goes by it, and whom processors are to be told of has been found out."""
    found = store.of_plan(sweep.digest)
    return all(one.closed_at for one in found) and (sweep.is_done or bool(found))


def _is_over(roll: Roll, actor: Actor) -> bool:
    """Nothing more goes by its plan: everything is done, or what the plan rests on has changed meanwhile."""
    kept = plans.kept(roll.plan)
    if kept is None or kept.is_done:
        return True
    if roll.overtaken_at is not None:
        return clock.now() - roll.overtaken_at >= SETTLES_IN
    if house(actor).is_overtaken(roll.plan):
        services.overtake(roll.id, actor, clock.now())
    return False


def _settle(part: RollPart, actor: Actor) -> None:
    """Those from whose rows it is gone, and whom no other row is known by the same as, stay on the roll."""
    kept, opened = plans.kept(part.plan), house(actor)
    people: tuple[Enrolled, ...] = ()
    # What has been taken out of the file since can be asked no more: nobody is named on a guess.
    if kept is not None and part.collection in opened.map.collections:
        action = kept.plan.actions[part.action]
        strangers = opened.strangers(action.rows.system)
        people = strangers.among(action, went(opened.connectors, opened.map, action, part.people))
    StoredRolls(partial(vault, actor), clock.now).settle(part, people, actor)


# ---- reading -----------------------------------------------------------------------------------------------


def of(telling: Telling) -> Roll | None:
    """Whom this instruction is about; None where nobody is named, and where it has been let go."""
    found = store.roll(telling.plan, telling.recipient)
    is_there = found is not None and found.closed_at is not None and found.gone_at is None and found.people
    return found if is_there else None


def read(roll: Roll, form: str, lang: str, actor: Actor) -> Iterator[bytes]:
    """The roll as a file in one of `CONTENT_TYPES`, streamed: what of theirs has gone, and what the processor knows them by."""
    data_map = published().map
    at_end = data_map.declaration.recipients[roll.recipient].at_end
    kept = plans.kept(roll.plan)
    told = cache(partial(_what, kept.plan if kept else None, data_map, lang))
    kinds = at_end.known_by if at_end else ()
    parts = store.parts(roll.id, partial(vault, actor))
    rows = (
        [_row(one, told(part.action, part.collection, one.is_partly), kinds) for one in part.people]
        for part in parts
    )
    return _as_csv(kinds, rows) if form == "csv" else _as_json(rows)


def _what(plan: Plan | None, data_map: DataMap, lang: str, action: int, name: str, is_partly: bool) -> str:
    """What is to be erased: all of it, or what the action took where the rest is still held."""
    collection, system = data_map.collections.get(name), name.partition(".")[0]
    if plan is None or collection is None:
        return name
    title: str = getattr(data_map.declaration.systems[system].collections[name.partition(".")[2]].title, lang)
    groups = dict.fromkeys(collection.group_of(column) for column, _ in plan.actions[action].values)
    went = [getattr(label(data_map, group), lang) for group in groups if group and group.is_personal]
    return f"{title}: {', '.join(dict.fromkeys(went))}" if is_partly else title


def _row(one: Enrolled, title: str, kinds: Sequence[str]) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {"what": title}
    return found | {kind: [value for known, value in one.signs if known == kind] for kind in kinds}


def _as_csv(kinds: Sequence[str], rows: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[bytes]:
    yield (BYTE_ORDER_MARK + csv_block([("what", *kinds)])).encode()
    for some in rows:
        yield csv_block([(one["what"], *(", ".join(one[kind]) for kind in kinds)) for one in some]).encode()


def _as_json(rows: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[bytes]:
    before = "["
    for some in rows:
        for one in some:
            yield f"{before}{json.dumps(one, ensure_ascii=False)}".encode()
            before = ",\n"
    yield b"[]\n" if before == "[" else b"]\n"


# ---- letting go --------------------------------------------------------------------------------------------


def waiting() -> tuple[Roll, ...]:
    """Closed rolls of which their processor has not been told yet."""
    return tuple(one for one in store.there() if one.people and _telling(one) is None)


def let_go(actor: Actor) -> int:
    """Rolls that have been confirmed, are too old, or name nobody; returns how many went. Raises a VaultFault."""
    data_map, gone = published().map, 0
    today = local_day(clock.now(), data_map.zone)
    for roll in store.there():
        told = _telling(roll)
        closed = local_day(roll.closed_at, data_map.zone) if roll.closed_at else today
        is_over = told is None or told.standing is Standing.CONFIRMED or today > closed + KEPT_FOR
        if is_over or not roll.people:
            services.let_roll_go(vault(actor), roll.id, actor, clock.now())
            gone += 1
    return gone


def _telling(roll: Roll) -> Telling | None:
    return next((one for one in tellings.of_plan(roll.plan) if one.recipient == roll.recipient), None)

"""Files of people: handed over, decided about, dropped, and gone on their last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO

from django.db import transaction

from hjemmel.capabilities.imports import services, store
from hjemmel.capabilities.imports.store import FileView, RowKeptOut
from hjemmel.capabilities.register.new import (
    NotTaken,
)
from hjemmel.core.intake.imported import Terms
from hjemmel.core.moment import local_day
from hjemmel.desk import clock, uploads
from hjemmel.desk.imports.on_disk import (
    sheet_of,
    with_register,
)
from hjemmel.desk.imports.terms import against, against_bought, wash
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

KEPT_FOR = timedelta(days=7)
"""So long an uploaded file lies on disk, if nobody ends the import before."""


NEWEST = 20


def files() -> tuple[FileView, ...]:
    return store.newest(NEWEST)


def file(id: str) -> FileView | None:
    return store.file(id)


def kept_out(id: str, count: int | None = None) -> tuple[RowKeptOut, ...]:
    """Which rows were not taken because something is the matter with them, and what. It is told after the file is gone."""
    return store.kept_out(id, count)


def receive(parts: Iterable[bytes], actor: Actor) -> str:
    """Keep the file until its import is over, seven days at the most. Raises Unreadable, and keeps nothing."""
    data_map = with_register()
    name, digest = uploads.keep(parts)
    try:
        with sheet_of(name):
            pass
        today = local_day(clock.now(), data_map.zone)
        services.receive(name, digest, today + KEPT_FOR, actor, clock.now())
    except BaseException:
        uploads.remove(name)
        raise
    return name


def decide(id: str, terms: Terms, actor: Actor, reservations: BinaryIO | None = None) -> None:
    """What the columns hold and where the file comes from; a bought list is washed against `reservations`, the file of
    the Central Marketing Exclusion Register. Raises NotTaken with everything that is wrong."""
    data_map = with_register()
    reasons = [*against(data_map, terms), *against_bought(data_map, terms, reservations)]
    if reasons:
        raise NotTaken(tuple(dict.fromkeys(reasons)))
    no = wash(id, terms, reservations, actor) if reservations else {}
    with transaction.atomic():
        services.decide_terms(id, terms, actor, clock.now())
        if reservations:
            services.set_aside_many(id, no, actor, clock.now())


def drop(id: str, actor: Actor) -> None:
    """Take no more of it, and remove the file. What was taken stays."""
    services.drop(id, actor, clock.now())
    uploads.remove(id)


def tidy(actor: Actor) -> int:
    """Drop files whose last day has come, and remove what nobody asks for any more; returns how many were dropped."""
    data_map = published().map
    past = store.past(local_day(clock.now(), data_map.zone))
    for id in past:
        drop(id, actor)
    uploads.remove_all_but(store.on_disk())
    return len(past)

"""Contact data that nobody has confirmed for the declared time becomes a task: confirm it, correct it, or remove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hjemmel.connectors.protocol import Connector
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.traces import ContactDataTrace
from hjemmel.core.moment import Day, read_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.selection import EVERY, Selection
from hjemmel.core.tasks.contact_data import ages
from hjemmel.core.tasks.task import TaskKind, What
from hjemmel.desk import tasks
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.engine.ports import Actor

WITHIN = Period(days=30)
"""How long somebody has for it."""


def ask(actor: Actor) -> int:
    """A task for each collection in which contact data is outdated and nobody has one yet; returns how many. A system that is
    not reached is a Failure, and is asked again when this is called again."""
    data_map, today = published().map, tasks.today()
    taken = {one.what.collection for one in tasks.views() if one.what.kind is TaskKind.CONTACT_DATA}
    connectors = house(actor).connectors
    asked = 0
    for trace in data_map.traces:
        told, name = trace.meaning, trace.collection
        if not isinstance(told, ContactDataTrace) or name in taken:
            continue
        system = name.partition(".")[0]
        found = ages(_rows(connectors[system], name, told, data_map), told.every, today)
        if not found.outdated:
            continue
        since = cutoff(told.every, today)
        columns = ", ".join(told.confirmed)
        tasks.ask_for(
            What(
                kind=TaskKind.CONTACT_DATA,
                of=f"contact_data:{name}:{today.isoformat()}",
                day=today + WITHIN,
                system=system,
                collection=name,
                rows=len(found.outdated),
                law="gdpr-5-1-d",
                why_nb=f"Ingen har bekreftet dem etter {Tongue('nb').date(since)} ({columns}): bekreft, rett eller fjern dem",
                why_en=f"Nobody has confirmed them after {Tongue('en').date(since)} ({columns}): confirm, correct or remove"
                " them",
            ),
            actor,
        )
        asked += 1
    return asked


def _rows(
    connector: Connector, name: str, told: ContactDataTrace, data_map: DataMap
) -> Iterator[tuple[bool, list[Day]]]:
    shape = data_map.collections[name].shape

    def day(row: Mapping[str, object], column: str) -> Day:
        return read_day(row[column], shape.zone_of(column), shape.home_zone)

    for row in connector.export(Selection(name, EVERY), (*told.of, *told.confirmed)):
        yield (
            any(row[column] not in (None, "") for column in told.of),
            [day(row, column) for column in told.confirmed],
        )

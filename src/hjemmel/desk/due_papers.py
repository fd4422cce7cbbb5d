"""Asking whoever keeps what no program reads about what is due there: by the night's sweep, as often as is declared."""

from __future__ import annotations

from datetime import date

from hjemmel.core.declaration.data import Keeper
from hjemmel.core.moment import local_day
from hjemmel.core.tasks.due_papers import PaperRule, rules
from hjemmel.core.tasks.task import DUE, Asked, TaskKind, What
from hjemmel.desk import tasks
from hjemmel.desk.published import published
from hjemmel.desk.tasks import TaskView
from hjemmel.engine.ports import Actor


def ask(actor: Actor) -> int:
    """A task for every keeper whose turn it is; returns how many. One who has not answered is not asked again: they are
    reminded. Done twice, it changes nothing."""
    data_map, today = published().map, tasks.today()
    asked = 0
    for name, system in data_map.declaration.systems.items():
        keeper = system.connect.keeper
        if keeper is not None and rules(data_map, name, today) and _is_their_turn(name, keeper, today):
            tasks.ask_for(_what(name, keeper, today), actor)
            asked += 1
    return asked


def rules_of(one: TaskView) -> tuple[PaperRule, ...]:
    """What the keeper is to go by, as it stands today; nothing for a task about somebody's request."""
    return rules(published().map, one.what.system, one.today) if one.what.verb == DUE else ()


def _is_their_turn(system: str, keeper: Keeper, today: date) -> bool:
    zone = published().map.zone
    earlier = [
        one
        for one in tasks.views("all")
        if one.what.kind is TaskKind.KEEPER and one.what.verb == DUE and one.what.system == system
    ]
    return all(
        not one.is_open
        and (asked := one.task.last(Asked)) is not None
        and local_day(asked.at, zone) + keeper.looks_every <= today
        for one in earlier
    )


def _what(system: str, keeper: Keeper, today: date) -> What:
    return What(
        kind=TaskKind.KEEPER,
        of=f"due:{system}:{today.isoformat()}",
        day=today + keeper.answers_within,
        system=system,
        verb=DUE,
        why_nb="noe av det som ligger der, kan ha ligget så lenge som vi har lov til",
        why_en="some of what lies there may have lain as long as we may keep it",
    )

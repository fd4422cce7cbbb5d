"""Tasks: what people are asked to do because Hjemmel cannot or may not. The one door for pages, commands and what asks.

A task holds no personal data. Which rows it is about is found in the system when somebody asks to see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hjemmel.capabilities.ledger.services import note
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.plans.store import KeptPlan
from hjemmel.capabilities.tasks import services, store
from hjemmel.capabilities.tasks.services import NotNow
from hjemmel.connectors.protocol import Failure
from hjemmel.core import order
from hjemmel.core.action import Verb
from hjemmel.core.answer.files import cell
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.moment import local_day
from hjemmel.core.output.csv_text import csv_lines
from hjemmel.core.period import Period
from hjemmel.core.reasons import because_kept_by_hand
from hjemmel.core.tasks.task import (
    RIGHT_ANSWERS,
    Assigned,
    NotPossible,
    Overtaken,
    Reminded,
    Task,
    TaskKind,
    TaskState,
    Ticked,
    Vouched,
    What,
    WhyNot,
    reminder_due,
)
from hjemmel.desk import access, clock
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.engine.house import House, Renumbered
from hjemmel.engine.ports import Actor
from hjemmel.engine.witness import change_of

__all__ = ["NotNow"]

SWEPT_WITHIN: Final = Period(days=14)
"""How long somebody has for the rows of an approved sweep."""
HOLDING: Final = (TaskKind.ROWS, TaskKind.KEEPER)
"""What must be done before a request has been carried out. The rest follows from it."""
MOST_SHOWN: Final = 200
"""Rows on a page; the file has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task as it stands now, without anything about anybody."""

    task: Task
    title: Text
    """What it is about: a collection, or a whole system."""
    today: date

    @property
    def id(self) -> str:
        return self.task.id

    @property
    def what(self) -> What:
        return self.task.what

    @property
    def state(self) -> TaskState:
        return self.task.state

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def days_left(self) -> int:
        return self.task.days_left(self.today)

    @property
    def is_late(self) -> bool:
        return self.is_open and self.days_left < 0

    @property
    def is_done(self) -> bool:
        """Proven, or not possible: what waited for it waits no longer."""
        return self.state in (TaskState.PROVEN, TaskState.NOT_POSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a task as they were found just now."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    count: int
    """How many there are; the page shows the first of them."""


# ---- seeing ------------------------------------------------------------------------------------------------


def today() -> date:
    return local_day(clock.now(), published().map.zone)


def views(shown: str = "open") -> tuple[TaskView, ...]:
    """Tasks, the one with the fewest days left first. `shown`: "open", "late", "all", or an account that does them."""
    found = map(_view, store.tasks())
    picked = [one for one in found if _is_shown(one, shown)]
    return tuple(sorted(picked, key=lambda one: (not one.is_open, one.what.day, one.id)))


def view(id: str) -> TaskView | None:
    found = store.task(id)
    return _view(found) if found else None


def of_request(id: str) -> tuple[TaskView, ...]:
    return tuple(map(_view, store.of_request(id)))


def of_plan(digest: str) -> tuple[TaskView, ...]:
    return tuple(map(_view, store.of_plan(digest)))


def asked_by(of: str) -> TaskView | None:
    """The task that was asked for in these words; None where nobody has asked."""
    found = store.asked_by(of)
    return _view(found) if found else None


def first(one: TaskView) -> tuple[TaskView, ...]:
    """Tasks about rows that refer to this one's rows: they are done before it. Done after, nothing may tell which rows they
    were about."""
    kept = plans.kept(one.what.plan) if one.what.kind is TaskKind.ROWS and one.is_open else None
    if kept is None:
        return ()
    by_action = {each.what.action: each for each in of_plan(one.what.plan) if each.what.kind is TaskKind.ROWS}
    settled = {number for number, each in by_action.items() if each.is_done}
    found = order.first(published().map, kept.plan, one.what.action, settled)
    return tuple(by_action[number] for number in found if number in by_action)


def is_waiting(request: str) -> bool:
    """Somebody has still to do a part of what was asked for, or it has not been proven that they did."""
    return any(one.state.is_open and one.what.kind in HOLDING for one in store.of_request(request))


def vouched(request: str) -> Mapping[str, Vouched]:
    """What the keepers of manual systems have answered, by system."""
    answers = ((one.what.system, one.last(Vouched)) for one in store.of_request(request))
    return {system: answer for system, answer in answers if answer is not None}


def impossible(request: str) -> tuple[tuple[TaskView, NotPossible], ...]:
    """What of a request somebody has said is not possible, and why."""
    found = ((one, one.task.last(NotPossible)) for one in of_request(request))
    return tuple((one, step) for one, step in found if step is not None)


# ---- asking ------------------------------------------------------------------------------------------------


def ask_for(what: What, actor: Actor) -> str:
    """Somebody must do this. Returns the task's reference. Asking again for the same (`what.of`) makes no second task."""
    return services.ask(what, actor, clock.now())


def open_for(digest: str, actor: Actor, *, day: date | None = None, request: str = "") -> int:
    """A task for everything in an approved plan that a person must do. Done again after a break, it changes nothing.

    What a newer sweep asks for takes the place of what an older one asked for."""
    kept = plans.kept(digest)
    if kept is None or kept.approval is None:
        return 0
    day = day or local_day(kept.approval.at, published().map.zone) + SWEPT_WITHIN
    asked = [
        *_of_plan(kept, day, request, house(actor)),
        *(_of_keepers(kept, day, request) if request else ()),
    ]
    _overtake(asked, digest, request, actor)
    for what in asked:
        ask_for(what, actor)
    return len(asked)


def _of_plan(kept: KeptPlan, day: date, request: str, opened: House) -> Iterator[What]:
    for number, action in enumerate(kept.plan.actions):
        if action.by_hand:
            yield What(
                kind=TaskKind.ROWS,
                of=f"plan:{kept.plan.digest}:{number}",
                day=day,
                system=action.rows.system,
                collection=action.rows.collection,
                verb=action.verb.value,
                rows=action.expected,
                lost=_lost(kept.plan.digest, number, opened),
                law=action.because.law,
                why_nb=action.because.text_nb,
                why_en=action.because.text_en,
                plan=kept.plan.digest,
                action=number,
                request=request,
            )


def _lost(digest: str, number: int, opened: House) -> int | None:
    try:
        return opened.lost(digest, number)
    except Failure:
        # The rows are counted all the same when somebody ticks the task off; that some were lost is then not seen.
        return None


def _of_keepers(kept: KeptPlan, day: date, request: str) -> Iterator[What]:
    """Whoever keeps what no program can read is asked about each request, and once of each."""
    data_map = published().map
    for name in kept.plan.made_from.unreached:
        keeper = data_map.declaration.systems[name].connect.keeper
        if keeper is not None and kept.plan.kind in RIGHT_ANSWERS:
            because = because_kept_by_hand(data_map.line("systems", name))
            yield What(
                kind=TaskKind.KEEPER,
                of=f"request:{request}:{name}",
                day=min(day, today() + keeper.answers_within),
                system=name,
                verb=kept.plan.kind,
                why_nb=because.text_nb,
                why_en=because.text_en,
                plan=kept.plan.digest,
                request=request,
            )


def _overtake(asked: Sequence[What], digest: str, request: str, actor: Actor) -> None:
    """What an older plan asked for: of the same request, or of a sweep in the same collection."""
    same = {(what.collection, what.verb) for what in asked}
    for task in store.of_request(request) if request else store.tasks():
        what = task.what
        is_older = what.kind is TaskKind.ROWS and what.request == request and what.plan != digest
        is_asked_anew = bool(request) or (what.collection, what.verb) in same
        if is_older and is_asked_anew and task.state.is_open and _came_before(what.plan, digest):
            services.add(task.id, Overtaken(at=clock.now(), by=actor.id), actor)


def _came_before(digest: str, other: str) -> bool:
    first, second = plans.kept(digest), plans.kept(other)
    return first is not None and second is not None and first.line < second.line


# ---- doing -------------------------------------------------------------------------------------------------


def assign(id: str, to: str, actor: Actor) -> None:
    """This account does it; empty: nobody in particular. Raises NotNow."""
    services.add(id, Assigned(at=clock.now(), by=actor.id, to=to), actor)


def tick(id: str, actor: Actor) -> None:
    """Somebody says that it is done. Raises NotNow."""
    services.add(id, Ticked(at=clock.now(), by=actor.id), actor)


def not_possible(id: str, why: WhyNot, actor: Actor) -> None:
    """It cannot be done, for this reason. Raises NotNow."""
    services.add(id, NotPossible(at=clock.now(), by=actor.id, why=why), actor)


def remind(actor: Actor) -> tuple[TaskView, ...]:
    """Note every reminder whose day has come; returns the tasks that were reminded of now. Done twice, it changes nothing."""
    reminded = []
    for one in views():
        days = reminder_due(one.task, one.today)
        if days is not None:
            services.add(one.id, Reminded(at=clock.now(), by=actor.id, days=days), actor)
            reminded.append(one)
    return tuple(reminded)


def to_stand(one: TaskView) -> tuple[tuple[str, str], ...]:
    """What is to stand in which column, where a plan says so; `{key}` stands for the row's own key. What somebody has asked
    to have corrected is personal data, and stands with the request."""
    kept = plans.kept(one.what.plan) if one.what.kind is TaskKind.ROWS else None
    if kept is None:
        return ()
    action = kept.plan.actions[one.what.action]
    if action.verb is Verb.EXPORT or change_of(action):
        return ()
    return tuple((column, "" if value is None else cell(value)) for column, value in action.values)


# ---- the rows ----------------------------------------------------------------------------------------------


def rows_of(id: str, actor: Actor, purpose: str, case: str = "") -> Rows:
    """The rows that are still to be done, by their keys and what the actor may see of them for this purpose. That it was
    asked is noted; of whom is not. Raises NotAllowed, NotNow, or a Failure."""
    columns, found = _found(id, actor, purpose, case)
    first = []
    count = 0
    for row in found:
        count += 1
        if count <= MOST_SHOWN:
            first.append(_cells(row, columns))
    _note_seen(id, actor, purpose, case, columns, count)
    return Rows(columns=columns, rows=tuple(first), count=count)


def as_csv(id: str, actor: Actor, purpose: str, case: str = "") -> Iterator[str]:
    """The same rows as a file that a spreadsheet runs nothing of."""
    columns, found = _found(id, actor, purpose, case)
    lines = [_cells(row, columns) for row in found]
    _note_seen(id, actor, purpose, case, columns, len(lines))
    return csv_lines([columns, *lines])


def _found(
    id: str, actor: Actor, purpose: str, case: str
) -> tuple[tuple[str, ...], Iterable[Mapping[str, object]]]:
    access.check(actor, purpose, case)
    one = view(id)
    if one is None or one.what.kind is not TaskKind.ROWS or not one.is_open:
        raise NotNow(id)
    data_map = published().map
    collection = data_map.collections[one.what.collection]
    mine = access.sees(actor, collection.name, collection.columns, purpose=purpose)
    # Without its key nobody finds the row they are to handle; the rest is what the purpose uses.
    columns = (
        *collection.shape.key,
        *(name for name in collection.columns if name in mine - {*collection.shape.key}),
    )
    try:
        return columns, house(actor).rows_by_hand(one.what.plan, one.what.action, columns)
    except Renumbered:
        raise NotNow(id) from None


def _cells(row: Mapping[str, object], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if row[column] is None else cell(row[column]) for column in columns)


def _note_seen(id: str, actor: Actor, purpose: str, case: str, columns: Sequence[str], count: int) -> None:
    one = view(id)
    if one is not None:
        note("task-rows-seen", actor, {"task": id, "rows": count}, clock.now())
        access.note_shown(actor, purpose, [(one.what.collection, column) for column in columns], count, case)


# ---- inside ------------------------------------------------------------------------------------------------


def _view(task: Task) -> TaskView:
    return TaskView(task=task, title=_title(task.what, published().map), today=today())


def _title(what: What, data_map: DataMap) -> Text:
    if not what.system:
        return Text(nb=what.why_nb, en=what.why_en)
    system = data_map.declaration.systems.get(what.system)
    if system is None:
        return Text(nb=what.system, en=what.system)
    found = system.collections.get(what.collection.partition(".")[2])
    return found.title if found else system.title


def _is_shown(one: TaskView, shown: str) -> bool:
    match shown:
        case "all":
            return True
        case "open":
            return one.is_open
        case "late":
            return one.is_late
        case _:
            return one.is_open and one.task.assignee == shown

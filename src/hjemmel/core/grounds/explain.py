"""Grounds of one row at a time, in Python: why each datum may be held, until when, or since when it is due.

Every group of fields is made ready once for each kind of subject; then its rows are only asked. Whom a row is about is told in `whose`,
what a purpose rests on in `basis`, how long in `window` and `when`, what keeps it nevertheless in `holds`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from typing import NamedTuple

from ..datamap import DataMap, FieldGroup, Line, Purpose, Whose
from ..facts import Facts
from ..terms import Tri
from .basis import Bases
from .ground import GroundNow, KeepLines
from .holds import HeldBy, HoldNow, Holds
from .question import NO, UNKNOWN, YES, Question, always, any_of, every, once, opposite, unknown
from .rows import Row, Rows
from .when import NEVER, Calendar
from .whose import Kinds, Subjects, are_persons, the_kind
from .window import Windows


class State(Enum):
    """What is true of a datum now."""

    HELD = "held"
    DUE = "due"
    UNKNOWN = "unknown"
    BLANK = "blank"
    NOT_PERSONAL = "not personal"

    __hash__ = object.__hash__  # States are counted by the million; an enum's own hash is Python.


_HELD, _DUE, _UNKNOWN, _BLANK, _NOT_PERSONAL = State


class Answer(NamedTuple):
    """Why one group of fields of one row may be held. A tuple, for there is one for each datum that is asked about."""

    group: FieldGroup
    state: State
    grounds: tuple[GroundNow, ...]
    holds: tuple[HoldNow, ...]
    restricted: Tri
    """Its use is barred: a restriction, or an objection that is not decided yet."""
    until: date | None
    """The latest end of its grounds and holds; None if it waits, or has none."""
    due_since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What is asked of the rows of one group of fields that are about one kind of subject."""

    is_there: Callable[[Row], bool]
    is_person: Tri
    state: Callable[[Row], State]
    due: Question
    """Data of the group, if there is any, may surely not be held."""
    kept: Question
    """There is something there, and it is not due; of keys and clocks, a ground stands."""
    grounds: Sequence[Callable[[Row], GroundNow]]
    closed_on: Sequence[Callable[[Row], date | None]]
    held_by: HeldBy


class Grounds:
    """Evaluates grounds for rows in hand. Exactly what `Claims` says of whole collections, row by row."""

    def __init__(self, rows: Rows, facts: Facts, today: date) -> None:
        self.map: DataMap = rows.map
        self.rows = rows
        self.today = today
        remembered = {
            (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in facts.remembered
        }
        self._subjects = Subjects(rows)
        self._bases = Bases(self._subjects, facts, today)
        self.calendar = Calendar(rows, remembered)
        windows = Windows(self.calendar, today, self._row_kept)
        self._lines = KeepLines(windows, self._bases)
        self._holds = Holds(windows, self._bases)
        self._ready: dict[int, Callable[[Row], _Ready]] = {}
        self._kept: dict[str, Question] = {}
        self._questions: dict[tuple[object, ...], Question] = {}

    def explain(self, group: FieldGroup, row: Row) -> Answer:
        """The whole answer for one group of one row."""
        ready = self._of(group)(row)
        grounds = tuple([ground(row) for ground in ready.grounds])
        holds = ready.held_by(row)
        state = _state_by(ready, row, grounds, holds)
        return Answer(
            group,
            state,
            grounds,
            holds,
            restricted=_bars_use(holds) if holds else NO,
            until=_until(grounds, holds) if state is _HELD else None,
            due_since=_latest(ready.closed_on, row) if state is _DUE else None,
        )

    def state(self, group: FieldGroup, row: Row) -> State:
        """Only what is true of the datum, without the reasons: for many rows."""
        return self._of(group)(row).state(row)

    def is_there(self, group: FieldGroup, row: Row) -> bool:
        """Some field of the group holds something else than its blank."""
        return self._of(group)(row).is_there(row)

    def kind(self, whose: Whose, row: Row) -> str:
        """The kind of subject the row is about; `unknown` if it is not told."""
        return the_kind(self._subjects.told(whose)(row))

    def grounds(self, group: FieldGroup, row: Row) -> Iterator[GroundNow]:
        """What each keep line that covers the group says, those that do not stand included."""
        return (ground(row) for ground in self._of(group)(row).grounds)

    def due_since(self, group: FieldGroup, row: Row) -> date | None:
        """The first day without any window, as far as windows tell; a basis that ended earlier is not dated."""
        return _latest(self._of(group)(row).closed_on, row)

    def row_kept(self, collection: str, row: Row) -> Tri:
        """Some datum of the row is there and is not due, or the row itself is kept as a link."""
        return self._row_kept(collection)(row)

    def due(self, group: FieldGroup) -> Question:
        """Whether data of the group, if a row has any, may surely not be held."""
        of = self._of(group)
        return lambda row: of(row).due(row)

    def keeps(self, group: FieldGroup) -> Question:
        """Whether the group keeps its row: something is there that is not due; of keys and clocks, a ground stands."""
        return self._keeps(group)

    # -- the parts of an answer, for those who ask about use

    def is_person(self, whose: Whose, row: Row) -> Tri:
        return are_persons(self._subjects.told(whose)(row))

    def ground(self, purpose: Purpose, line: Line, group: FieldGroup, row: Row) -> Tri:
        """This keep line of the purpose is a ground for the group's data."""
        told = self._subjects.told(group.whose)(row)
        return self._lines.ground(purpose, line, group, told).stands(row)

    def basis(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        """The basis of the purpose holds for the group's subject."""
        told = self._subjects.told(group.whose)(row)
        make = partial(self._bases.holds, purpose, group, told)
        return self._asked(("basis", purpose.name, group.collection, group.whose, told), make)(row)

    def consent(self, purpose: str, group: FieldGroup, row: Row) -> Tri:
        """A consent of the group's subject to the purpose is in force."""
        make = partial(self._bases.consent, purpose, group)
        return self._asked(("consent", purpose, group.collection, group.whose), make)(row)

    def objected(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        """An objection of the group's subject ends the purpose."""
        make = partial(self._bases.ended_by_objection, purpose, group)
        return self._asked(("objection", purpose.name, group.collection, group.whose), make)(row)

    def restricted(self, group: FieldGroup, row: Row) -> Tri:
        """Art. 18: the processing is restricted."""
        return self._holds.restricted(group)(row)

    def held_by(self, group: FieldGroup, row: Row) -> tuple[HoldNow, ...]:
        """What keeps the group's data whether or not it has a ground."""
        return self._of(group)(row).held_by(row)

    # -- making ready

    def _asked(self, place: tuple[object, ...], make: Callable[[], Question]) -> Question:
        known = self._questions.get(place)
        if known is None:
            known = self._questions[place] = make()
        return known

    def _of(self, group: FieldGroup) -> Callable[[Row], _Ready]:
        """What is asked of a row of the group: it depends on the kind of subject that the row is about."""
        known = self._ready.get(id(group))
        if known is None:
            told, made = self._subjects.told(group.whose), cache(partial(self._made, group))
            known = self._ready[id(group)] = lambda row: made(told(row))
        return known

    def _made(self, group: FieldGroup, told: Kinds) -> _Ready:
        grounds = self._lines.covering(group, told)
        held_by = self._holds.held_by(group, [(ground.purpose, ground.line) for ground in grounds])
        has_ground = any_of(*(ground.stands for ground in grounds))
        is_person = are_persons(told)
        due = every(always(is_person), opposite(any_of(has_ground, _held(held_by))))
        is_there = self.rows.is_there(group)
        reached = self.rows.reaches(group.collection)
        return _Ready(
            is_there=is_there,
            is_person=is_person,
            due=due if reached else unknown,
            state=_state(is_there, due, _NOT_PERSONAL if is_person is NO else _HELD),
            kept=_there_and(is_there, opposite(due) if reached else unknown)
            if group.is_personal
            else has_ground,
            grounds=[ground.now() for ground in grounds],
            closed_on=[ground.closed_on(self.today) for ground in grounds],
            held_by=held_by,
        )

    def _row_kept(self, collection: str) -> Question:
        """Made when a row is first asked about, not before: collections may be kept with each other."""
        known = self._kept.get(collection)
        if known is None:
            made = cache(self._kept_by_a_group)

            def kept(row: Row) -> Tri:
                return made(collection)(row)

            known = self._kept[collection] = once(kept)
        return known

    def _kept_by_a_group(self, collection: str) -> Question:
        return any_of(*(self._keeps(group) for group in self.map.collections[collection].groups))

    def _keeps(self, group: FieldGroup) -> Question:
        of = self._of(group)
        return lambda row: of(row).kept(row)


def _held(held_by: HeldBy) -> Question:
    def held(row: Row) -> Tri:
        holds = held_by(row)
        if not holds:
            return NO
        return YES if any(hold.stands is YES for hold in holds) else UNKNOWN

    return held


def _state(is_there: Callable[[Row], bool], due: Question, not_due: State) -> Callable[[Row], State]:
    def state(row: Row) -> State:
        if not is_there(row):
            return _BLANK
        is_due = due(row)
        if is_due is NO:
            return not_due
        return _DUE if is_due is YES else _UNKNOWN

    return state


def _state_by(ready: _Ready, row: Row, grounds: tuple[GroundNow, ...], holds: tuple[HoldNow, ...]) -> State:
    """The same, from reasons that are known already."""
    if not ready.is_there(row):
        return _BLANK
    if ready.is_person is NO:
        return _NOT_PERSONAL
    found = [ground.stands for ground in grounds] + [held.stands for held in holds]
    if YES in found:
        return _HELD
    return _UNKNOWN if ready.is_person is UNKNOWN or UNKNOWN in found else _DUE


def _there_and(is_there: Callable[[Row], bool], question: Question) -> Question:
    return lambda row: question(row) if is_there(row) else NO


def _bars_use(holds: tuple[HoldNow, ...]) -> Tri:
    barring = [held.stands for held in holds if held.hold is None]
    if YES in barring:
        return YES
    return UNKNOWN if barring else NO


def _latest(closed_on: Sequence[Callable[[Row], date | None]], row: Row) -> date | None:
    return max((day for one in closed_on if (day := one(row)) is not None), default=None)


def _until(grounds: tuple[GroundNow, ...], holds: tuple[HoldNow, ...]) -> date | None:
    ends = [ground.until for ground in grounds if ground.stands is not NO]
    for held in holds:
        if held.hold is None or held.hold.ends_on is None:
            return None
        ends.append(held.hold.ends_on)
    known = [end for end in ends if end is not None]
    latest = max(known) if known and len(known) == len(ends) else None
    return None if latest == NEVER else latest

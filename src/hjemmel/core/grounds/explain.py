"""Grounds of one row at a time, in Python: why each datum may be held, until when, or since when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..datamap import (
    After,
    ColumnAt,
    ConsentProof,
    DataMap,
    FieldGroup,
    FixedKind,
    KindByColumn,
    Line,
    ObjectionMark,
    Path,
    Purpose,
    RestrictionMark,
    Stop,
    Whose,
    With,
)
from ..facts import Facts, Hold, HoldKind, Objection
from ..moment import local_day
from ..period import Period
from ..terms import NO_PERSON, Basis, Tri
from .lists import consent_holds, holds_in_force
from .rows import Row, Rows
from .when import NEVER, Calendar, When, all_agree, later
from .years import ONE_DAY

_NOBODY = frozenset((NO_PERSON,))


class State(Enum):
    """What is true of a datum now."""

    HELD = "held"
    DUE = "due"
    UNKNOWN = "unknown"
    BLANK = "blank"
    NOT_PERSONAL = "not personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundNow:
    """One line's answer for one datum. `until`: the first day without this ground, if it is known."""

    purpose: str
    line: Line
    stands: Tri
    basis: Basis | None
    until: date | None
    waits_for: str
    """The event, or the collection, that it waits for when `until` is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNow:
    """A hold that covers the datum. `id` empty: a restriction, or an objection not yet decided."""

    kind: str
    stands: Tri
    hold: Hold | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Why one group of fields of one row may be held."""

    group: FieldGroup
    state: State
    grounds: tuple[GroundNow, ...]
    holds: tuple[HoldNow, ...]
    restricted: Tri
    """Its use is barred: a restriction, or an objection that is not decided yet."""
    until: date | None
    """The latest end of its grounds and holds; None if it waits, or has none."""
    due_since: date | None


class Grounds:
    """Evaluates grounds for rows in hand. Exactly what `Claims` says of whole collections, row by row."""

    def __init__(self, rows: Rows, facts: Facts, today: date) -> None:
        self.map: DataMap = rows.map
        self.rows = rows
        self.facts = facts
        self.today = today
        zone = self.map.zone
        remembered = {
            (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in facts.remembered
        }
        self.calendar = Calendar(rows, remembered)
        self.holds = list(holds_in_force(facts, today))
        self._consents = {
            (c.about.collection, tuple(c.about.key), c.purpose)
            for c in facts.consents
            if consent_holds(c, today, zone)
        }
        self._objections = {
            (o.about.collection, tuple(o.about.key), o.purpose, o.state) for o in facts.objections
        }
        self._restrictions = {
            (r.about.collection, tuple(r.about.key))
            for r in facts.restrictions
            if local_day(r.at, zone) <= today and not (r.lifted_at and local_day(r.lifted_at, zone) <= today)
        }
        self._lines: dict[tuple[str, str], list[tuple[Purpose, Line]]] = {}
        self._kinds: dict[tuple[int, int], tuple[str | None, ...]] = {}
        self._bases: dict[str, list[tuple[Basis, frozenset[str]]]] = {}
        self._kept: dict[tuple[str, int], Tri] = {}
        self._due: dict[tuple[str, int, int], Tri] = {}
        self._restricted: dict[tuple[str, int], Tri] = {}
        self._open: dict[tuple[int, int], Tri] = {}

    def explain(self, group: FieldGroup, row: Row) -> Answer:
        """The whole answer for one group of one row."""
        grounds = tuple(self.grounds(group, row))
        holds = tuple(self.held_by(group, row))
        state = self._state(
            group, row, [ground.stands for ground in grounds], [hold.stands for hold in holds]
        )
        return Answer(
            group=group,
            state=state,
            grounds=grounds,
            holds=holds,
            restricted=self._any(hold.stands for hold in holds if hold.hold is None),
            until=_until(grounds, holds) if state is State.HELD else None,
            due_since=self.due_since(group, row) if state is State.DUE else None,
        )

    def state(self, group: FieldGroup, row: Row) -> State:
        """Only what is true of the datum, without the reasons: for many rows."""
        if not self.is_there(group, row):
            return State.BLANK
        due = self.due(group, row)
        if due is Tri.YES:
            return State.DUE
        if due is Tri.UNKNOWN:
            return State.UNKNOWN
        return State.NOT_PERSONAL if self.is_person(group.whose, row) is Tri.NO else State.HELD

    def due(self, group: FieldGroup, row: Row) -> Tri:
        """The datum certainly may not be held. Rows in hand do not change: it is worked out once."""
        place = (group.collection, group.number, id(row))
        known = self._due.get(place)
        if known is None:
            known = self._due[place] = self._is_due(group, row)
        return known

    def _is_due(self, group: FieldGroup, row: Row) -> Tri:
        found = self.is_person(group.whose, row)
        if found is Tri.NO:
            return found
        for purpose, line in self._lines_for(group):
            found = found & ~self.ground(purpose, line, group, row)
            if found is Tri.NO:
                return found
        return found & ~self.held(group, row)

    def is_there(self, group: FieldGroup, row: Row) -> bool:
        """Some field of the group holds something else than its blank."""
        return any(
            not self.rows.is_blank(group.collection, row[column], group.blank, row)
            for column in group.columns
        )

    # -- whom

    def is_person(self, whose: Whose, row: Row) -> Tri:
        return ~self.is_kind(whose, _NOBODY, row)

    def is_kind(self, whose: Whose, kinds: frozenset[str], row: Row) -> Tri:
        if isinstance(whose.kind, FixedKind):
            return Tri.of(whose.kind.kind in kinds)
        told = self._kinds_told(whose, row)
        if len(told) == 1:
            return _is_one_of(told[0], kinds)
        return all_agree(_is_one_of(kind, kinds) for kind in told)

    def kind(self, whose: Whose, row: Row) -> str:
        """The kind of subject the row is about; `unknown` if it is not told."""
        if isinstance(whose.kind, FixedKind):
            return whose.kind.kind
        kinds = set(self._kinds_told(whose, row))
        return (kinds.pop() if len(kinds) == 1 else None) or "unknown"

    def _kinds_told(self, whose: Whose, row: Row) -> tuple[str | None, ...]:
        """What each row says that is the subject's own. Asked for every line: worked out once."""
        place = (id(whose), id(row))
        known = self._kinds.get(place)
        if known is None:
            homes = self.rows.parents(row, whose.path) if self.rows.sees(whose.path) else []
            told = whose.kind
            known = self._kinds[place] = tuple(
                told.kind if isinstance(told, FixedKind) else _told(told, home) for home in homes
            )
        return known

    # -- grounds

    def grounds(self, group: FieldGroup, row: Row) -> Iterator[GroundNow]:
        for purpose, line in self._lines_for(group):
            until, waits_for = self._end(line, row)
            yield GroundNow(
                purpose=purpose.name,
                line=line,
                stands=self.ground(purpose, line, group, row),
                basis=self._basis_for(purpose, group, row),
                until=until,
                waits_for=waits_for,
            )

    def ground(self, purpose: Purpose, line: Line, group: FieldGroup, row: Row) -> Tri:
        found = self.calendar.meets(line.where, row)
        if found is not Tri.NO:
            found = found & self.window_open(line, row)
        if found is not Tri.NO:
            found = found & self.basis(purpose, group, row)
        return found

    def basis(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        found = Tri.NO
        for basis, kinds in self._kinds_by_basis(purpose):
            of_kind = self.is_kind(group.whose, kinds, row)
            if of_kind is not Tri.NO:
                found = found | (of_kind & self.basis_holds(basis, purpose, group, row))
        return found

    def _kinds_by_basis(self, purpose: Purpose) -> list[tuple[Basis, frozenset[str]]]:
        known = self._bases.get(purpose.name)
        if known is None:
            by_basis: dict[Basis, set[str]] = {}
            for kind in purpose.kinds:
                by_basis.setdefault(purpose.basis[kind], set()).add(kind)
            known = self._bases[purpose.name] = [
                (basis, frozenset(kinds)) for basis, kinds in by_basis.items()
            ]
        return known

    def basis_holds(self, basis: Basis, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        match basis:
            case Basis.CONSENT:
                consented = self.consent(purpose.name, group, row)
                return (
                    consented & ~self.objected(purpose, group, row) if purpose.direct_marketing else consented
                )
            case Basis.LEGITIMATE_INTERESTS:
                return ~self.objected(purpose, group, row)
            case Basis.INSTRUCTION:
                return self.instructed(group.collection, row)
            case _:
                return Tri.YES

    def consent(self, purpose: str, group: FieldGroup, row: Row) -> Tri:
        found = Tri.NO
        for proof in self.map.consents:
            found = found | self._consent_from(proof, purpose, group, row)
        if any(consent.purpose == purpose for consent in self.facts.consents):
            found = found | self._at_home(
                group.whose, row, lambda at: Tri.of((*at, purpose) in self._consents)
            )
        return found

    def objected(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        states = tuple(Objection) if purpose.direct_marketing else (Objection.UPHELD,)
        found = self._objection(purpose.name, states, group, row)
        if purpose.direct_marketing:
            for mark in self.map.objections:
                if purpose.name in mark.meaning.to:
                    found = found | self._mark(mark, group, row)
        return found

    def instructed(self, collection: str, row: Row) -> Tri:
        mandate = self.map.mandate
        path = self.map.paths.get((collection, mandate.instructions)) if mandate else None
        if mandate is None or (path is None and collection != mandate.instructions):
            return Tri.UNKNOWN
        return self._above(row, path or (), self._instruction_in_force)

    def window_open(self, line: Line, row: Row) -> Tri:
        place = (id(line), id(row))
        known = self._open.get(place)
        if known is None:
            known = self._open[place] = self._is_open(line, row)
        return known

    def _is_open(self, line: Line, row: Row) -> Tri:
        window = line.window
        if isinstance(window, With):
            return self._with_open(window, row)
        when = self.calendar.when(window.node, line.collection, row)
        open_still = ~_ends(when, window.period).over(self.today)
        if window.stop is None or window.stop.until is None:
            return open_still
        extended = self._extended(line.collection, window.stop, row)
        return open_still | (extended & ~self.stopped(line, row))

    def stopped(self, line: Line, row: Row) -> Tri:
        window = line.window
        if isinstance(window, With) or window.stop is None:
            return Tri.NO
        when = self.calendar.when(window.node, line.collection, row)
        return later(when, window.stop.period).over(self.today + window.stop.backups)

    # -- holds

    def held(self, group: FieldGroup, row: Row) -> Tri:
        found = Tri.NO
        for hold in self.held_by(group, row):
            found = found | hold.stands
        return found

    def held_by(self, group: FieldGroup, row: Row) -> Iterator[HoldNow]:
        restricted = self.restricted(group, row)
        if restricted is not Tri.NO:
            yield HoldNow(kind="restriction", stands=restricted)
        for name in self._purposes_to_decide(group):
            raised = self._objection(name, (Objection.RAISED,), group, row)
            if raised is not Tri.NO:
                yield HoldNow(kind="objection", stands=raised, purpose=name)
        for hold in self.holds:
            stands = self._hold(hold, group, row)
            if stands is not Tri.NO:
                yield HoldNow(kind="hold", stands=stands, hold=hold)

    def restricted(self, group: FieldGroup, row: Row) -> Tri:
        found = Tri.NO
        for mark in self.map.restrictions:
            found = found | self._restricted_by(mark, group, row)
        if self.facts.restrictions:
            found = found | self._at_home(group.whose, row, lambda at: Tri.of(at in self._restrictions))
        return found

    def row_kept(self, collection: str, row: Row) -> Tri:
        """Some datum of the row is there and is not due, or the row itself is kept as a link."""
        place = (collection, id(row))
        known = self._kept.get(place)
        if known is None:
            known = self._kept[place] = self._is_kept(collection, row)
        return known

    def _is_kept(self, collection: str, row: Row) -> Tri:
        found = Tri.NO
        for group in self.map.collections[collection].groups:
            if not group.is_personal:
                for purpose, line in self._lines_for(group):
                    found = found | self.ground(purpose, line, group, row)
            elif self.is_there(group, row):
                found = found | self._not_due(group, row)
        return found

    # -- small parts

    def _not_due(self, group: FieldGroup, row: Row) -> Tri:
        if group.collection.partition(".")[0] in self.rows.unreached:
            return Tri.UNKNOWN
        return ~self.due(group, row)

    def _lines_for(self, group: FieldGroup) -> list[tuple[Purpose, Line]]:
        key = (group.collection, group.category)
        if key not in self._lines:
            self._lines[key] = [
                (purpose, line)
                for purpose in self.map.purposes.values()
                for line in purpose.lines
                if line.collection == group.collection and group.category in line.categories
            ]
        return self._lines[key]

    def _purposes_to_decide(self, group: FieldGroup) -> list[str]:
        """Purposes that cover the group and to which an objection must be decided: direct marketing ends at once."""
        lines = self._lines_for(group)
        return list(dict.fromkeys(purpose.name for purpose, _ in lines if not purpose.direct_marketing))

    def _basis_for(self, purpose: Purpose, group: FieldGroup, row: Row) -> Basis | None:
        bases = {
            purpose.basis[kind]
            for kind in purpose.kinds
            if self.is_kind(group.whose, frozenset((kind,)), row) is not Tri.NO
        }
        return bases.pop() if len(bases) == 1 else None

    def _state(self, group: FieldGroup, row: Row, grounds: list[Tri], holds: list[Tri]) -> State:
        if not self.is_there(group, row):
            return State.BLANK
        person = self.is_person(group.whose, row)
        if person is Tri.NO:
            return State.NOT_PERSONAL
        due: Tri = person
        for answer in (*grounds, *holds):
            due = due & ~answer
        return {Tri.YES: State.DUE, Tri.NO: State.HELD, Tri.UNKNOWN: State.UNKNOWN}[due]

    def _end(self, line: Line, row: Row) -> tuple[date | None, str]:
        window = line.window
        if isinstance(window, With):
            return None, window.collection
        when = _ends(self.calendar.when(window.node, line.collection, row), window.period)
        return when.day, "" if when.day else window.event

    def due_since(self, group: FieldGroup, row: Row) -> date | None:
        """The first day without any window, as far as windows tell; a basis that ended earlier is not dated."""
        ends = [
            self._end(line, row)[0]
            for _, line in self._lines_for(group)
            if isinstance(line.window, After) and self.calendar.meets(line.where, row) is Tri.YES
        ]
        known = [end for end in ends if end is not None and end <= self.today]
        return max(known) if known else None

    def _with_open(self, window: With, row: Row) -> Tri:
        if not self.rows.sees(window.path):
            return Tri.UNKNOWN
        if window.upward:
            above = self.rows.parents(row, window.path)
            return all_agree(self.row_kept(window.collection, parent) for parent in above)
        found = Tri.NO
        for child in self.rows.children(row, window.path):
            found = found | self.row_kept(window.collection, child)
        return found

    def _at_home(self, whose: Whose, row: Row, ask: Callable[[tuple[str, tuple[object, ...]]], Tri]) -> Tri:
        """Ask of the subject's own row: (collection, key)."""
        if not whose.path:
            return ask((whose.home, self.rows.key(whose.home, row)))
        homes = self.rows.parents(row, whose.path) if self.rows.sees(whose.path) else None
        if not whose.or_own:
            if homes is None:
                return Tri.UNKNOWN
            return all_agree(ask((whose.home, self.rows.key(whose.home, home))) for home in homes)
        own = whose.path[0].child
        found = ask((own, self.rows.key(own, row)))
        if homes is None:
            return found | Tri.UNKNOWN
        for home in homes:
            found = found | ask((whose.home, self.rows.key(whose.home, home)))
        return found

    def _above(self, row: Row, path: Path, ask: Callable[[Row], Tri]) -> Tri:
        if not self.rows.sees(path):
            return Tri.UNKNOWN
        return all_agree(ask(parent) for parent in self.rows.parents(row, path))

    def _some(self, rows: list[Row], ask: Callable[[Row], Tri]) -> Tri:
        found = Tri.NO
        for row in rows:
            found = found | ask(row)
        return found

    def _from(self, there: str, theirs: Whose, group: FieldGroup, row: Row, ask: Callable[[Row], Tri]) -> Tri:
        """Ask of the row of another collection that belongs to the same subject."""
        if there == group.collection:
            return ask(row)
        path = self.map.paths.get((group.collection, there))
        if path is not None:
            if not self.rows.sees(path):
                return Tri.UNKNOWN
            return self._some(self.rows.parents(row, path), ask)
        if theirs.home != group.whose.home:
            return Tri.NO
        if not self.rows.sees(group.whose.path):
            return Tri.UNKNOWN

        def at(home: Row) -> Tri:
            if not self.rows.sees(theirs.path):
                return Tri.UNKNOWN
            return self._some(self.rows.children(home, theirs.path), ask)

        homes = self.rows.parents(row, group.whose.path)
        return self._some(homes, at) if group.whose.or_own else all_agree(at(home) for home in homes)

    @staticmethod
    def _any(answers: Iterator[Tri]) -> Tri:
        found = Tri.NO
        for answer in answers:
            found = found | answer
        return found

    def _on_or_before(self, collection: str, column: str, row: Row, day: date) -> Tri:
        value = self.rows.day(collection, column, row)
        if value is None:
            return Tri.NO
        return Tri.of(value <= day) if isinstance(value, date) else Tri.UNKNOWN

    def _consent_from(self, proof: ConsentProof, purpose: str, group: FieldGroup, row: Row) -> Tri:
        meaning = proof.meaning
        words: tuple[object, ...] | None = None
        if isinstance(meaning.to, str):
            if meaning.to != purpose:
                return Tri.NO
        else:
            words = tuple(word for word, name in meaning.to.values.items() if name == purpose)
            if not words:
                return Tri.NO
        to = meaning.to

        def in_force(at: Row) -> Tri:
            if proof.collection.partition(".")[0] in self.rows.unreached:
                return Tri.UNKNOWN
            if words is not None and not isinstance(to, str) and at[to.column] not in words:
                return Tri.NO
            for column, values in meaning.only_if.items():
                if at[column] not in (values if isinstance(values, tuple) else (values,)):
                    return Tri.NO
            found = self._on_or_before(proof.collection, meaning.given, at, self.today)
            for ended in (meaning.withdrawn, meaning.expires):
                if ended:
                    found = found & ~self._on_or_before(proof.collection, ended, at, self.today)
            return found

        return self._from(proof.collection, proof.whose, group, row, in_force)

    def _mark(self, mark: ObjectionMark, group: FieldGroup, row: Row) -> Tri:
        def said(at: Row) -> Tri:
            if mark.collection.partition(".")[0] in self.rows.unreached:
                return Tri.UNKNOWN
            value = at[mark.meaning.column]
            return Tri.of(value is not None if mark.meaning.when is None else value == mark.meaning.when)

        return self._from(mark.collection, mark.whose, group, row, said)

    def _restricted_by(self, mark: RestrictionMark, group: FieldGroup, row: Row) -> Tri:
        def in_force(at: Row) -> Tri:
            if mark.collection.partition(".")[0] in self.rows.unreached:
                return Tri.UNKNOWN
            begun = self._on_or_before(mark.collection, mark.meaning.begins, at, self.today)
            return begun & ~self._on_or_before(mark.collection, mark.meaning.lifted, at, self.today)

        return self._from(mark.collection, mark.whose, group, row, in_force)

    def _objection(self, purpose: str, states: tuple[Objection, ...], group: FieldGroup, row: Row) -> Tri:
        if not any(o.purpose == purpose and o.state in states for o in self.facts.objections):
            return Tri.NO
        return self._at_home(
            group.whose,
            row,
            lambda at: Tri.of(any((*at, purpose, state) in self._objections for state in states)),
        )

    def _hold(self, hold: Hold, group: FieldGroup, row: Row) -> Tri:
        if (hold.collections and group.collection not in hold.collections) or (
            hold.categories and group.category not in hold.categories
        ):
            return Tri.NO
        found = self._hold_reaches(hold, group, row)
        if hold.kind is HoldKind.STATUTORY or found is Tri.NO:
            return found
        return found & ~self._stopped_for(group, row)

    def _hold_reaches(self, hold: Hold, group: FieldGroup, row: Row) -> Tri:
        if group.collection == hold.home:
            return Tri.of(self.rows.key(hold.home, row) in hold.keys)
        if group.whose.home == hold.home:
            path, several = group.whose.path, group.whose.or_own
        else:
            found = self.map.paths.get((group.collection, hold.home))
            if found is None:
                return Tri.NO
            path, several = found, True
        if not self.rows.sees(path):
            return Tri.UNKNOWN
        answers = (
            Tri.of(self.rows.key(hold.home, home) in hold.keys) for home in self.rows.parents(row, path)
        )
        return self._any(answers) if several else all_agree(answers)

    def _stopped_for(self, group: FieldGroup, row: Row) -> Tri:
        stops = [
            line for _, line in self._lines_for(group) if isinstance(line.window, After) and line.window.stop
        ]
        if not stops:
            return Tri.NO
        found: Tri = Tri.YES
        for line in stops:
            found = found & self.stopped(line, row)
        return found

    def _extended(self, collection: str, stop: Stop, row: Row) -> Tri:
        until, reason, approver = stop.until, stop.reason, stop.approver
        if until is None or reason is None or approver is None:
            return Tri.NO

        there = until.path[-1].parent if until.path else collection

        def still_open(at: Row) -> Tri:
            value = self.rows.day(there, until.column, at)
            if value is None:
                return Tri.NO
            return Tri.of(value > self.today) if isinstance(value, date) else Tri.UNKNOWN

        found = self._above(row, until.path, still_open)
        return found & self._is_given(reason, row) & self._is_given(approver, row)

    def _is_given(self, at: ColumnAt, row: Row) -> Tri:
        return self._above(row, at.path, lambda parent: Tri.of(parent[at.column] is not None))

    def _instruction_in_force(self, row: Row) -> Tri:
        mandate = self.map.mandate
        if mandate is None:
            return Tri.UNKNOWN
        found = self._on_or_before(mandate.instructions, mandate.instruction.received, row, self.today)
        if mandate.instruction.ended:
            ended = self._on_or_before(mandate.instructions, mandate.instruction.ended, row, self.today)
            found = found & ~ended
        return found & self._above(row, mandate.instruction_to_controller, self._agreement_in_force)

    def _agreement_in_force(self, controller: Row) -> Tri:
        mandate = self.map.mandate
        if mandate is None or not self.rows.sees(mandate.agreement_to_controller):
            return Tri.UNKNOWN
        yesterday = self.today - ONE_DAY
        found = Tri.NO
        for agreement in self.rows.children(controller, mandate.agreement_to_controller):
            signed = self._on_or_before(mandate.agreements, mandate.agreement.signed, agreement, self.today)
            ended = self._on_or_before(mandate.agreements, mandate.agreement.valid_to, agreement, yesterday)
            found = found | (signed & ~ended)
        return found


def _ends(when: When, period: Period | None) -> When:
    return later(when, period) if period else when


def _until(grounds: tuple[GroundNow, ...], holds: tuple[HoldNow, ...]) -> date | None:
    if any(hold.stands is not Tri.NO and (hold.hold is None or hold.hold.ends_on is None) for hold in holds):
        return None
    ends = [ground.until for ground in grounds if ground.stands is not Tri.NO]
    ends += [hold.hold.ends_on for hold in holds if hold.hold and hold.stands is not Tri.NO]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) and max(known) != NEVER else None


def _told(told: KindByColumn, home: Row) -> str | None:
    """The kind that the row tells; None if it is unknown."""
    value = home[told.column]
    for known, kind in told.values:
        if value == known and value is not None:
            return kind
    return None if told.otherwise == "unknown" else told.otherwise


def _is_one_of(kind: str | None, kinds: frozenset[str]) -> Tri:
    return Tri.UNKNOWN if kind is None else Tri.of(kind in kinds)

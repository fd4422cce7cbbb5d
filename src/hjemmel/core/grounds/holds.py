"""What keeps a datum although its grounds are gone, for one row: restrictions, objections to decide, holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from ..datamap import After, FieldGroup, Line, Purpose, RestrictionMark, Whose
from ..facts import Hold, HoldKind, Objection
from ..moment import local_day
from ..terms import Tri
from .basis import Bases
from .lists import holds_in_force
from .question import (
    NO,
    Question,
    any_of,
    every,
    happened,
    no,
    of_all,
    of_any,
    once,
    opposite,
    unknown,
)
from .rows import Key, Row
from .window import Windows


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNow:
    """A hold that covers the datum. `hold` None: a restriction, or an objection not yet decided."""

    kind: str
    stands: Tri
    hold: Hold | None = None
    purpose: str = ""


HeldBy = Callable[[Row], tuple[HoldNow, ...]]
"""What holds the data of a group, or may, asked of a row of its collection."""

Lines = Sequence[tuple[Purpose, Line]]
"""The keep lines that cover a group."""


class Holds:
    def __init__(self, windows: Windows, bases: Bases) -> None:
        self.bases = bases
        self.windows = windows
        self.rows = bases.rows
        self.map = bases.map
        self.facts = bases.facts
        self.today = bases.today
        self.in_force = list(holds_in_force(self.facts, self.today))
        self._is_restricted: dict[tuple[str, Whose], Question] = {}

    def held_by(self, group: FieldGroup, lines: Lines) -> HeldBy:
        barring = self._restricted_or_raised(group, lines)
        holds = [hold for hold in self.in_force if _covers(hold, group)]
        stopped = self._is_stopped(lines)
        standing = [(hold, self._stands(hold, group, stopped)) for hold in holds]
        # One question for all: most rows are held by nothing, and need not be asked about each hold.
        is_held = any_of(*(question for _, _, question in barring), *self._is_on_any(holds, group))

        def held_by(row: Row) -> tuple[HoldNow, ...]:
            if is_held(row) is NO:
                return ()
            found = [
                HoldNow(kind=kind, stands=answer, purpose=purpose)
                for kind, purpose, question in barring
                if (answer := question(row)) is not NO
            ]
            found += [
                HoldNow(kind="hold", stands=answer, hold=hold)
                for hold, question in standing
                if (answer := question(row)) is not NO
            ]
            return tuple(found)

        return held_by

    def barred(self, group: FieldGroup, lines: Lines) -> Question:
        """Use of the group's data is barred: a restriction, or an objection not yet decided."""
        return any_of(*(question for _, _, question in self._restricted_or_raised(group, lines)))

    def _restricted_or_raised(self, group: FieldGroup, lines: Lines) -> list[tuple[str, str, Question]]:
        """Kind, purpose and question of what bars the use. Direct marketing ends at once: nothing is decided."""
        to_decide = dict.fromkeys(purpose.name for purpose, _ in lines if not purpose.direct_marketing)
        asked = [("restriction", "", self.restricted(group))]
        asked += [
            ("objection", purpose, self.bases.objected(purpose, group.whose, Objection.RAISED))
            for purpose in to_decide
        ]
        return [(kind, purpose, question) for kind, purpose, question in asked if question is not no]

    def restricted(self, group: FieldGroup) -> Question:
        """Groups of one collection that are about the same person share it: it is worked out once a row."""
        place = (group.collection, group.whose)
        known = self._is_restricted.get(place)
        if known is None:
            known = self._is_restricted[place] = once(self._restricted_for(group))
        return known

    def _restricted_for(self, group: FieldGroup) -> Question:
        marked = any_of(*(self._marked(mark, group) for mark in self.map.restrictions))
        if not self.facts.restrictions:
            return marked
        zone, today = self.map.zone, self.today
        in_force = {
            (one.about.collection, tuple(one.about.key))
            for one in self.facts.restrictions
            if local_day(one.at, zone) <= today
            and not (one.lifted_at and local_day(one.lifted_at, zone) <= today)
        }
        return any_of(marked, self.bases.subjects.is_listed(group.whose, in_force))

    def _marked(self, mark: RestrictionMark, group: FieldGroup) -> Question:
        """The restriction, as the rows of one collection tell it."""
        in_force: Question = unknown
        if self.rows.reaches(mark.collection):
            begun = happened(self.rows, mark.collection, mark.meaning.begins, self.today)
            lifted = happened(self.rows, mark.collection, mark.meaning.lifted, self.today)
            in_force = every(begun, opposite(lifted))
        return self.bases.subjects.said_at(mark.collection, mark.whose, group, in_force)

    def _is_on_any(self, holds: list[Hold], group: FieldGroup) -> Iterator[Question]:
        """Of each home, whether the group's row belongs to a row of it that stands on any of the holds."""
        keys: dict[str, set[Key]] = {}
        for hold in holds:
            keys.setdefault(hold.home, set()).update(hold.keys)
        return (self._is_on(group, home, theirs) for home, theirs in keys.items())

    def _stands(self, hold: Hold, group: FieldGroup, stopped: Question) -> Question:
        """What is bounded never reaches past the hard stop of all that covers the group."""
        is_on = self._is_on(group, hold.home, hold.keys)
        return is_on if hold.kind is HoldKind.STATUTORY else every(is_on, opposite(stopped))

    def _is_on(self, group: FieldGroup, home: str, keys: Set[Key]) -> Question:
        """The row of `home` that the group's row belongs to has one of the keys."""
        key = self.rows.keys(home)

        def is_on(row: Row) -> Tri:
            return Tri.of(key(row) in keys)

        if group.collection == home:
            return is_on
        is_subject = group.whose.home == home
        path = group.whose.path if is_subject else self.map.paths.get((group.collection, home))
        if path is None:
            return no
        if not self.rows.sees(path):
            return unknown
        one = is_subject and not group.whose.or_own
        return of_all(self.rows.upward(path), is_on) if one else of_any(self.rows.upward(path), is_on)

    def _is_stopped(self, lines: Lines) -> Question:
        stops = [line for _, line in lines if isinstance(line.window, After) and line.window.stop]
        return every(*(self.windows.is_stopped(line) for line in stops)) if stops else no


def _covers(hold: Hold, group: FieldGroup) -> bool:
    return (not hold.collections or group.collection in hold.collections) and (
        not hold.categories or group.category in hold.categories
    )

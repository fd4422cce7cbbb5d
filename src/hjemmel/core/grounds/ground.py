"""A ground: one keep line for one group of fields. Does it stand for a row, on what basis, and until when?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..datamap import FieldGroup, Line, Purpose, Whose
from ..terms import Basis, Tri
from .basis import Bases, basis_for
from .question import YES, Question, any_of, every, no, once, opposite
from .rows import Row
from .whose import Kinds
from .window import End, Windows


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
class Ground:
    """What is asked of the rows of the group's collection."""

    purpose: Purpose
    line: Line
    basis: Basis | None
    stands: Question
    meets: Question
    """The row meets the line's conditions."""
    end: Callable[[Row], End]

    def now(self) -> Callable[[Row], GroundNow]:
        """The answers put together. Rows that say the same share one."""
        stands, end = self.stands, self.end

        @cache
        def told(stands: Tri, end: End) -> GroundNow:
            return GroundNow(
                purpose=self.purpose.name,
                line=self.line,
                stands=stands,
                basis=self.basis,
                until=end.day,
                waits_for=end.waits_for,
            )

        return lambda row: told(stands(row), end(row))

    def closed_on(self, today: date) -> Callable[[Row], date | None]:
        """The day on which its window closed; None if it is open, has no day, or never was this row's."""
        meets, end = self.meets, self.end

        def closed_on(row: Row) -> date | None:
            if meets(row) is not YES:
                return None
            day = end(row).day
            return day if day is not None and day <= today else None

        return closed_on


class KeepLines:
    """Makes grounds ready: P is a ground when a line covers the group, its window is open, and its basis holds."""

    def __init__(self, windows: Windows, bases: Bases) -> None:
        self.windows = windows
        self.bases = bases
        self._made: dict[tuple[int, Whose, Kinds], Ground] = {}

    def covering(self, group: FieldGroup, told: Kinds) -> list[Ground]:
        """The grounds of the group, for a subject of whom these kinds are told."""
        return [self.ground(purpose, line, group, told) for purpose, line in self.over(group)]

    def over(self, group: FieldGroup) -> list[tuple[Purpose, Line]]:
        """The lines that cover the group, each with its purpose."""
        return [
            (purpose, line)
            for purpose in self.bases.map.purposes.values()
            for line in purpose.lines
            if line.collection == group.collection and group.category in line.categories
        ]

    def ground(self, purpose: Purpose, line: Line, group: FieldGroup, told: Kinds) -> Ground:
        """Groups of one collection that are about the same person share it: it is worked out once a row."""
        place = (id(line), group.whose, told)
        known = self._made.get(place)
        if known is None:
            known = self._made[place] = self._made_for(purpose, line, group, told)
        return known

    def _made_for(self, purpose: Purpose, line: Line, group: FieldGroup, told: Kinds) -> Ground:
        meets = self.windows.calendar.meets(line.where)
        window, basis = self.windows.is_open(line), self.bases.holds(purpose, group, told)
        end = self.windows.end(line)
        asked = self._asked(purpose, line, group)
        if asked is not no:
            ended = every(asked, self.windows.event_has_come(line))
            window, end = every(window, opposite(ended)), self._sooner(line, once(asked), end)
        return Ground(
            purpose=purpose,
            line=line,
            basis=basis_for(purpose, told),
            stands=once(every(meets, basis, window)),
            meets=meets,
            end=end,
        )

    def _asked(self, purpose: Purpose, line: Line, group: FieldGroup) -> Question:
        """The subject has asked to be erased, and what the line keeps had begun by then."""
        if line.began is None:
            return no
        asked = [
            every(on_that_day, self.windows.had_begun(line.began, line.collection, day))
            for day, on_that_day in self.bases.asked_to_be_erased(purpose.name, group.whose)
        ]
        return any_of(*asked) if asked else no

    def _sooner(self, line: Line, asked: Question, end: Callable[[Row], End]) -> Callable[[Row], End]:
        """Its end for somebody who has asked to be erased, and for everybody else."""
        by_request = self.windows.end(line, by_request=True)
        return lambda row: by_request(row) if asked(row) is YES else end(row)

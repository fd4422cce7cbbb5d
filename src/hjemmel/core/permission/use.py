"""Whether a datum may be used for a purpose: what grounds say of it. The only place that asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from ..datamap import FieldGroup, Node, ObjectionMark, Purpose
from ..facts import Facts
from ..grounds.basis import Bases
from ..grounds.explain import Grounds
from ..grounds.ground import KeepLines
from ..grounds.holds import Holds
from ..grounds.question import NO, Question, always, any_of, once, opposite, unknown
from ..grounds.rows import Row, Rows
from ..grounds.when import Calendar
from ..grounds.whose import Kinds, Subjects, are_persons
from ..grounds.window import Windows
from ..terms import Tri


@dataclass(frozen=True, slots=True)
class Using:
    """What is asked of the rows of one group of fields before it is used for one purpose."""

    ground: Callable[[Row], Tri]
    """One of the datum's grounds is the purpose, or a `use_only` purpose has its basis; restrictions apart."""
    restricted: Callable[[Row], Tri]
    """Art. 18, or an objection that is not decided yet to something the datum is held for."""
    said_no: Question
    """A column of the company's own says no to the purpose."""
    consented: Question


class Use:
    """Grounds, asked about use. Each group is made ready once for each purpose; then its rows are only asked."""

    def __init__(self, rows: Rows, facts: Facts, today: date) -> None:
        self.map = rows.map
        self.rows = rows
        self.today = today
        grounds = Grounds(rows, facts, today)
        remembered = {
            (fact.event, fact.about.collection, tuple(fact.about.key)): fact.day for fact in facts.remembered
        }
        self._subjects = Subjects(rows)
        self._bases = Bases(self._subjects, facts, today)
        self._calendar = Calendar(rows, remembered)
        windows = Windows(self._calendar, today, lambda collection: partial(grounds.row_kept, collection))
        self._lines = KeepLines(windows, self._bases)
        self._holds = Holds(windows, self._bases)
        self._using: dict[tuple[str, int], Using] = {}
        self._barred: dict[int, Question] = {}
        self._happened: dict[tuple[int, str], Question] = {}

    def of(self, purpose: Purpose, group: FieldGroup) -> Using:
        place = (purpose.name, id(group))
        known = self._using.get(place)
        if known is None:
            known = self._using[place] = self._made(purpose, group)
        return known

    def happened(self, node: Node, collection: str) -> Question:
        """The event has happened to the row by today. What never happens has not."""
        place = (id(node), collection)
        known = self._happened.get(place)
        if known is None:
            known = self._happened[place] = self._happens(node, collection)
        return known

    def _made(self, purpose: Purpose, group: FieldGroup) -> Using:
        told = self._subjects.told(group.whose)
        ground = cache(partial(self._ground, purpose, group))
        return Using(
            ground=lambda row: ground(told(row))(row),
            restricted=self._is_barred(group),
            said_no=any_of(
                *(
                    self._marked(mark, group)
                    for mark in self.map.objections
                    if purpose.name in mark.meaning.to
                )
            ),
            consented=self._bases.consent(purpose.name, group),
        )

    def _is_barred(self, group: FieldGroup) -> Question:
        """Whatever the purpose."""
        known = self._barred.get(id(group))
        if known is None:
            known = self._barred[id(group)] = once(self._holds.barred(group, self._lines.over(group)))
        return known

    def _ground(self, purpose: Purpose, group: FieldGroup, told: Kinds) -> Question:
        """Where nobody is told of, nobody's data is used."""
        nobody = opposite(always(are_persons(told)))
        if purpose.use_only:
            return any_of(nobody, self._bases.holds(purpose, group, told))
        lines = (line for whose, line in self._lines.over(group) if whose is purpose)
        grounds = (self._lines.ground(purpose, line, group, told) for line in lines)
        return any_of(nobody, *(one.stands for one in grounds))

    def _marked(self, mark: ObjectionMark, group: FieldGroup) -> Question:
        column, word = mark.meaning.column, mark.meaning.when

        def says_no(row: Row) -> Tri:
            return Tri.of(row[column] is not None if word is None else row[column] == word)

        reached = self.rows.reaches(mark.collection)
        return self._subjects.said_at(mark.collection, mark.whose, group, says_no if reached else unknown)

    def _happens(self, node: Node, collection: str) -> Question:
        when = self._calendar.of(node, collection)

        def happened(row: Row) -> Tri:
            found = when(row)
            return NO if found.present is NO else found.over(self.today)

        return happened

"""Whether a datum may be used for a purpose: what grounds say of it. The only place that asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from ..datamap import FieldGroup, Node, Purpose
from ..facts import Facts, Objection
from ..grounds.explain import Grounds
from ..grounds.rows import Row, Rows
from ..terms import Tri

Question = Callable[[Row], Tri]


@dataclass(frozen=True, slots=True)
class Using:
    """What is asked of the rows of one group of fields before it is used for one purpose."""

    ground: Question
    """One of the datum's grounds is the purpose, or a `use_only` purpose has its basis; restrictions apart."""
    restricted: Question
    """Art. 18, or an objection that is not decided yet to something the datum is held for."""
    said_no: Question
    """The subject has said no to the purpose, in the company's own columns or by a fact."""
    consented: Question


class Use:
    """Grounds, asked about use. Each group is made ready once for each purpose; then its rows are only asked."""

    def __init__(self, rows: Rows, facts: Facts, today: date) -> None:
        self.grounds = Grounds(rows, facts, today)
        self.today = today
        self._is_something_raised = any(one.state is Objection.RAISED for one in facts.objections)
        self._using: dict[tuple[str, int], Using] = {}

    def of(self, purpose: Purpose, group: FieldGroup) -> Using:
        place = (purpose.name, id(group))
        known = self._using.get(place)
        if known is None:
            known = self._using[place] = Using(
                ground=partial(self._ground, purpose, group),
                restricted=partial(self._restricted, group),
                said_no=partial(self.grounds.objected, purpose, group),
                consented=partial(self.grounds.consent, purpose.name, group),
            )
        return known

    def happened(self, node: Node, collection: str) -> Question:
        """The event has happened to the row by today. What never happens has not."""

        def happened(row: Row) -> Tri:
            when = self.grounds.calendar.when(node, collection, row)
            return Tri.NO if when.present is Tri.NO else when.over(self.today)

        return happened

    def _ground(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        """Where nobody is told of, nobody's data is used."""
        found = ~self.grounds.is_person(group.whose, row)
        if purpose.use_only:
            return found | self.grounds.basis(purpose, group, row)
        for line in purpose.lines:
            if line.collection == group.collection and group.category in line.categories:
                found = found | self.grounds.ground(purpose, line, group, row)
        return found

    def _restricted(self, group: FieldGroup, row: Row) -> Tri:
        found = self.grounds.restricted(group, row)
        if self._is_something_raised and found is not Tri.YES:
            for hold in self.grounds.held_by(group, row):
                if hold.hold is None:
                    found = found | hold.stands
        return found

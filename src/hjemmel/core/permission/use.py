"""Whether a datum may be used for a purpose: what grounds say of it. The only place that asks them."""

from __future__ import annotations

from datetime import date

from ..datamap import FieldGroup, Node, Purpose
from ..facts import Facts, Objection
from ..grounds.explain import Grounds
from ..grounds.rows import Row, Rows
from ..terms import Tri


class Use:
    """Grounds, asked about use: one of the datum's grounds is the purpose, or a `use_only` purpose has its basis."""

    def __init__(self, rows: Rows, facts: Facts, today: date) -> None:
        self.grounds = Grounds(rows, facts, today)
        self.today = today
        self.is_something_raised = any(one.state is Objection.RAISED for one in facts.objections)

    def ground(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        """Restrictions and open objections apart. Where nobody is told of, nobody's data is used."""
        found = ~self.grounds.is_person(group.whose, row)
        if purpose.use_only:
            return found | self.grounds.basis(purpose, group, row)
        for line in purpose.lines:
            if line.collection == group.collection and group.category in line.categories:
                found = found | self.grounds.ground(purpose, line, group, row)
        return found

    def restricted(self, group: FieldGroup, row: Row) -> Tri:
        """Art. 18, or an objection that is not decided yet to something the datum is held for."""
        found = self.grounds.restricted(group, row)
        if self.is_something_raised and found is not Tri.YES:
            for hold in self.grounds.held_by(group, row):
                if hold.hold is None:
                    found = found | hold.stands
        return found

    def objected(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        return self.grounds.objected(purpose, group, row)

    def consented(self, purpose: Purpose, group: FieldGroup, row: Row) -> Tri:
        return self.grounds.consent(purpose.name, group, row)

    def happened(self, node: Node, collection: str, row: Row) -> Tri:
        """The event has happened to the row by today. What never happens has not."""
        when = self.grounds.calendar.when(node, collection, row)
        return Tri.NO if when.present is Tri.NO else when.over(self.today)

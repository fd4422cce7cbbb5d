"""Whom an identity leads to, when it must lead to one person and no other."""

from __future__ import annotations

from collections.abc import Iterator

from hjemmel.core.facts import About
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.engine.house import House


class NotOnePerson(LookupError):
    """The identity leads to nobody, or to several: `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} persons")
        self.count = count


def one_person(company: House, identity: str) -> About:
    """The own row of whoever has the identity. A row that refers to its person leads there. Raises NotOnePerson."""
    persons = {home for about in company.homes(identity.strip()) for home in _homes(company, about)}
    if len(persons) != 1:
        raise NotOnePerson(len(persons))
    return persons.pop()


def _homes(company: House, about: About) -> Iterator[About]:
    whose, rows = company.map.collections[about.collection].whose, company.why_about(about).in_hand
    above = [home for row in row_of(rows, about) for home in rows.parents(row, whose.path)]
    if not above:
        yield about
    for home in above:
        yield About(collection=whose.home, key=rows.key(whose.home, home))


def row_of(rows: Rows, about: About) -> list[Row]:
    """The row that is the person's own, if it is in hand; in a list of one, or empty."""
    return [row for row in rows.of(about.collection) if rows.key(about.collection, row) == about.key][:1]

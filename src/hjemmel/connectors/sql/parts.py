"""Parts of a table that are stored by themselves (partitions): one whose rows are all to go is emptied at once.

It takes the time of one statement however many rows it has. The part itself stays, for rows of its days that come late.
A part with one row that stays is left to the batches; so is one that somebody is using, or whose rows would be taken from
under a trigger of the owner's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from hjemmel.core.selection import Selection, Within, walk

from ..protocol import Unreachable
from .change import Target, too_many
from .quirks import Parts


def told_alone(rows: Selection) -> bool:
    """The rows' own columns tell which they are: nothing in another table can change that meanwhile."""
    return not any(isinstance(part, Within) for part in walk(rows.where))


def all_to_go(connection: sa.Connection, target: Target, parts: Parts, at_most: int) -> Mapping[int, int]:
    """The parts all of whose rows are to go, with how many these are. More rows than `at_most` in the whole table: Drifted."""
    can_be = parts.found(connection, target.shape.table)
    if not can_be:
        return {}
    to_go = _counted(connection, target, parts, only_to_go=True)
    if sum(to_go.values()) > at_most:
        raise too_many(target, at_most)
    all_rows = _counted(connection, target, parts, only_to_go=False)
    # Between the two, another worker may have emptied a part.
    return {part: rows for part, rows in to_go.items() if part in can_be and rows == all_rows.get(part)}


def emptied(
    connection: sa.Connection,
    target: Target,
    parts: Parts,
    part: int,
    rows: int,
    may_go_on: Callable[[], bool],
) -> int:
    """Empty a part, in a transaction of its own; how many rows it had. None go if somebody is using it, or if it no longer has
    just these rows, all of them to go: that is asked again when nobody else can write to it any more, and leave after it."""
    try:
        with connection.begin() as doing:
            name = parts.locked(connection, part)
            counts = (_rows_in(connection, target, name, only_to_go=only) for only in (True, False))
            if any(count != rows for count in counts) or not may_go_on():
                doing.rollback()
                return 0
            connection.exec_driver_sql(f"TRUNCATE {name}")
    except exc.DBAPIError as error:
        if isinstance(target.quirks.failure(target.place, error), Unreachable):
            return 0
        raise
    return rows


def _rows_in(connection: sa.Connection, target: Target, name: str, *, only_to_go: bool) -> int:
    """How many rows the part of this name has. The whole table is not asked: others may have locked its other parts."""
    called = target.where.leaves.quoted(target.shape.table)
    source = sa.text(f"{name} AS {called}".replace(":", r"\:"))
    counted = sa.select(sa.func.count()).select_from(source)
    return connection.scalar(target.where.told(counted.where(target.test)) if only_to_go else counted) or 0


def _counted(
    connection: sa.Connection, target: Target, parts: Parts, *, only_to_go: bool
) -> Mapping[int, int]:
    """How many rows each part has."""
    columns: tuple[sa.ColumnElement[Any], ...] = (parts.of_row, sa.func.count())
    counted = sa.select(*columns).select_from(target.table).group_by(parts.of_row)
    if only_to_go:
        counted = target.where.told(counted.where(target.test))
    return {int(one): rows for one, rows in connection.execute(counted)}

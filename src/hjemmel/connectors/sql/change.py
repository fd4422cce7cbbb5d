"""Changing rows: the keys are laid down first, then changed in batches, each its own transaction.

Every changing statement binds the whole key, repeats the predicate and has its number of rows checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hjemmel.core.observation import CollectionSeen, ColumnType
from hjemmel.core.selection import Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Unsupported
from ..values import KEY_MARK, fitted, misfit
from .dates import Column, Test
from .leaves import Table
from .seen import Inbound
from .where import Where

BATCH = 5000
"""Rows a transaction: short enough not to keep the owner's own writers waiting."""

Change = sa.Delete | sa.Update


@dataclass(frozen=True, slots=True)
class Target:
    """The rows of one change, as SQL."""

    rows: Selection
    shape: Shape
    seen: CollectionSeen
    inbound: tuple[Inbound, ...]
    table: sa.TableClause
    test: sa.TextClause
    where: Where

    @property
    def place(self) -> str:
        return self.rows.collection

    def key(self, table: Table) -> list[Column]:
        return [self.where.leaves.column(self.shape, table, name) for name in self.shape.key]


@dataclass(frozen=True, slots=True)
class Picked:
    """The keys of the rows to change, numbered from 1, in a temporary table of this connection."""

    table: sa.Table
    keys: tuple[sa.Column[Any], ...]
    total: int

    def between(self, key: Sequence[Column], after: int, last: int) -> Test:
        """The key is one of those numbered `after + 1` to `last`."""
        number = self.table.c.seq
        return _one_of(key, sa.select(*self.keys).where(number > after, number <= last))

    def all(self, key: Sequence[Column]) -> Test:
        return self.between(key, 0, self.total)

    def batches(self) -> Iterator[tuple[int, int]]:
        for after in range(0, self.total, BATCH):
            yield after, min(after + BATCH, self.total)


Prepare = Callable[[sa.Connection, Target, Picked], Change]
"""Looks whether the change can be made to these rows, before any is touched, and gives the statement."""


def pick(connection: sa.Connection, target: Target, at_most: int) -> Picked:
    """Lay down the keys, or say that the world has moved on."""
    keys = [sa.Column(f"k{n}", kind) for n, kind in enumerate(target.where.leaves.key_types(target.shape))]
    number = sa.Column("seq", sa.Integer(), primary_key=True)
    table = sa.Table("hjemmel_picked", sa.MetaData(), number, *keys, prefixes=["TEMPORARY"])
    table.create(connection, checkfirst=False)
    found = sa.select(*target.key(target.table)).where(target.test).limit(at_most + 1)
    laid = target.where.told(table.insert().from_select([key.name for key in keys], found))
    total = touched_by(connection, laid)
    if total > at_most:
        raise Drifted(target.place, f"more rows match than the {at_most} that were approved", "plan again")
    return Picked(table, tuple(keys), total)


def touched_by(connection: sa.Connection, statement: sa.Insert | Change) -> int:
    """Rows that the statement touched. SQLite's driver does not count those of one that begins with its parts
    (WITH ...): it says -1, and the database itself is asked."""
    counted = connection.execute(statement).rowcount
    return counted if counted >= 0 else connection.scalar(sa.select(sa.func.changes())) or 0


def erasure(connection: sa.Connection, target: Target, picked: Picked) -> Change:
    refuse_if_referred_to(connection, target, target.inbound, picked, 0, picked.total)
    return sa.delete(target.table)


def update(
    values: Mapping[str, Scalar], fill: bool, connection: sa.Connection, target: Target, picked: Picked
) -> Change:
    """`fill`: put the row's key in for `{key}`."""
    refuse_misfits(target, values, fill)
    new = new_values(target, values, fill)
    refuse_too_long(connection, target, new, picked)
    refuse_doubles(connection, target, new, picked)
    return sa.update(target.table).values(new)


def carry_out(
    connection: sa.Connection, target: Target, picked: Picked, change: Change, after: int, last: int
) -> int:
    """One batch, inside its transaction; the rows touched."""
    if isinstance(change, sa.Delete):
        alone = [reference for reference in target.inbound if reference.acts_alone]
        refuse_if_referred_to(connection, target, alone, picked, after, last)
    key = picked.between(target.key(target.table), after, last)
    touched = touched_by(connection, target.where.told(change.where(key, target.test)))
    if touched > last - after:
        raise Drifted(target.place, "several rows have the same key", "declare the whole key")
    return touched


def refuse_if_referred_to(
    connection: sa.Connection,
    target: Target,
    inbound: Iterable[Inbound],
    picked: Picked,
    after: int,
    last: int,
) -> None:
    """A row that others refer to stays: else the database would refuse halfway, or remove them along with it.

    Rows of the same table may refer to each other, if all of them go."""
    for reference in inbound:
        own = target.shape.key if reference.table == target.shape.table else ()
        child = sa.table(reference.table, *map(sa.column, {*reference.columns, *own})).alias("child")
        gone = picked.between(target.key(target.table), after, last)
        parents = sa.select(*(target.table.c[name] for name in reference.theirs)).where(gone)
        query = _any_row(child, _one_of([child.c[name] for name in reference.columns], parents))
        if own:
            query = query.where(sa.not_(picked.all(target.key(child))))
        if connection.execute(query).first() is not None:
            what = f"rows of {reference.table} refer to these (FOREIGN KEY)"
            raise Unsupported(target.place, what, "erase those first, or overwrite")


def refuse_misfits(target: Target, values: Mapping[str, Scalar], fill: bool) -> None:
    """What the columns alone forbid."""
    for name, value in values.items():
        target.where.leaves.column(target.shape, target.table, name)
        column = target.seen.column(name)
        filled_later = fill and isinstance(value, str) and KEY_MARK in value
        reason = misfit(column, "" if filled_later else value) if column else None
        if name in {*target.seen.key, *target.shape.key}:
            reason = f"{name} is part of the key"
        if reason:
            raise Unsupported(target.place, reason, "declare another value for the column")


def new_values(target: Target, values: Mapping[str, Scalar], fill: bool) -> dict[str, sa.ColumnElement[Any]]:
    """The values as SQL, in the types of their columns."""
    found: dict[str, sa.ColumnElement[Any]] = {}
    for name, value in values.items():
        kind = target.where.leaves.kind(target.shape, name)
        if fill and isinstance(value, str) and KEY_MARK in value:
            found[name] = target.where.leaves.text_with_key(value, target.shape, target.table)
        else:
            found[name] = sa.null() if value is None else sa.literal(fitted(value, kind))
    return found


def refuse_too_long(
    connection: sa.Connection, target: Target, new: Mapping[str, sa.ColumnElement[Any]], picked: Picked
) -> None:
    """A blank with the row's key in it may be too long for some row only."""
    for name, value in new.items():
        column = target.seen.column(name)
        if column is None or column.length is None or column.type is not ColumnType.TEXT:
            continue
        longer = sa.func.length(value) > column.length
        query = _any_row(target.table, picked.all(target.key(target.table)), longer)
        if connection.execute(query).first() is not None:
            what = f"{name} takes {column.length} characters at most, and some values have more"
            raise Unsupported(target.place, what, "declare a shorter blank")


def refuse_doubles(
    connection: sa.Connection, target: Target, new: Mapping[str, sa.ColumnElement[Any]], picked: Picked
) -> None:
    """Would two rows hold the same in a UNIQUE constraint, afterwards?"""
    for unique in target.seen.unique:
        if not new.keys() & set(unique):
            continue
        values = (new.get(name, target.table.c[name]) for name in unique)
        after = sa.select(*(value.label(f"u{n}") for n, value in enumerate(values)))
        chosen = picked.all(target.key(target.table))
        changed = after.select_from(target.table).where(chosen).subquery("changed")
        whole = sa.select(*changed.c).where(*(column.is_not(None) for column in changed.c))
        twice = whole.group_by(*changed.c).having(sa.func.count() > 1).limit(1)
        rest = target.table.alias("rest")
        same = _one_of([rest.c[name] for name in unique], whole)
        taken = _any_row(rest, same, sa.not_(picked.all(target.key(rest))))
        if any(connection.execute(query).first() is not None for query in (twice, taken)):
            raise Unsupported(
                target.place, f"{', '.join(unique)} must be unique (UNIQUE)", "put {key} in the blank"
            )


def _one_of(columns: Sequence[Column], keys: sa.Select[Any]) -> Test:
    return columns[0].in_(keys) if len(columns) == 1 else sa.tuple_(*columns).in_(keys)


def _any_row(table: Table, *tests: Test) -> sa.Select[Any]:
    """One row at most, to see whether there is any."""
    return sa.select(sa.literal_column("1")).select_from(table).where(*tests).limit(1)

"""Changing rows: few of them, of which nothing needs to be asked first, in one statement. Of others the keys are laid down
first, and the rows then changed in batches, each its own transaction.

Every changing statement has the predicate and its number of rows checked; one of a batch binds the whole key too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from hjemmel.core.observation import CollectionSeen, ColumnType
from hjemmel.core.selection import Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Unsupported
from ..values import KEY_MARK, misfit
from .dates import Column, Test
from .leaves import Table
from .quirks import Native, Quirks
from .seen import Inbound
from .where import Where

BATCH = 5000
"""Rows a transaction: short enough not to keep the owner's own writers waiting."""

WEIGHED = 1000
"""So few keys need no weighing: any way to their rows is quick."""

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
        return [self.where.leaves.compared(self.shape, table, name) for name in self.shape.key]

    @property
    def quirks(self) -> Quirks:
        return self.where.quirks

    def native(self, name: str) -> Native:
        return self.where.leaves.native(self.shape, name)


@dataclass(frozen=True, slots=True)
class Picked:
    """The keys of the rows to change, numbered from 1, in a temporary table of this connection."""

    table: sa.Table
    keys: tuple[sa.Column[Any], ...]
    total: int

    def between(self, key: Sequence[Column], after: int, last: int) -> Test:
        """The key is one of those numbered `after + 1` to `last`."""
        return _one_of(key, sa.select(*self.keys).where(self.numbered(after, last)))

    def here(self, target: Target) -> Test | sa.TextClause:
        return self.all(target.key(target.table))

    def all(self, key: Sequence[Column]) -> Test:
        return self.between(key, 0, self.total)

    def told(self, query: sa.Select[Any]) -> sa.Select[Any]:
        return query

    def numbered(self, after: int, last: int) -> Test:
        return sa.and_(self.table.c.seq > after, self.table.c.seq <= last)

    def batches(self) -> Iterator[tuple[int, int]]:
        for after in range(0, self.total, BATCH):
            yield after, min(after + BATCH, self.total)


@dataclass(frozen=True, slots=True)
class Tested:
    """The rows to change by their test alone: no keys of theirs are laid down."""

    target: Target

    def here(self, target: Target) -> Test | sa.TextClause:
        return target.test

    def all(self, key: Sequence[Column]) -> Test:
        table = self.target.table
        keys = sa.select(*self.target.key(table)).select_from(table).where(self.target.test)
        return _one_of(key, keys.correlate(None))

    def told(self, query: sa.Select[Any]) -> sa.Select[Any]:
        return self.target.where.told(query)


class Chosen(Protocol):
    """The rows to change, as they are asked for in questions about them."""

    def here(self, target: Target) -> Test | sa.TextClause:
        """A row of the table is one of them."""

    def all(self, key: Sequence[Column]) -> Test:
        """The key, of the table under another name, is that of one of them."""

    def told(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """The question with what its tests name."""


class Deed(Protocol):
    """What is done to rows."""

    @property
    def takes_rows(self) -> bool:
        """They are there no longer."""

    def asks_rows(self, seen: CollectionSeen, inbound: Sequence[Inbound]) -> bool:
        """Whether it can be made is to be asked of the rows themselves, before any is touched."""

    def needs_keys(self, inbound: Sequence[Inbound]) -> bool:
        """The rows that were asked must be those that are changed, to the last: the database would do more by itself, where
        it else would refuse the whole statement."""

    def statement(self, target: Target) -> Change:
        """The change of the whole table. What the columns alone forbid is refused."""

    def refuse(self, connection: sa.Connection, target: Target, chosen: Chosen) -> None:
        """Look whether the change can be made to these rows."""


@dataclass(frozen=True, slots=True)
class Erasure:
    @property
    def takes_rows(self) -> bool:
        return True

    def asks_rows(self, seen: CollectionSeen, inbound: Sequence[Inbound]) -> bool:
        return bool(inbound)

    def needs_keys(self, inbound: Sequence[Inbound]) -> bool:
        return any(reference.acts_alone for reference in inbound)

    def statement(self, target: Target) -> Change:
        return sa.delete(target.table)

    def refuse(self, connection: sa.Connection, target: Target, chosen: Chosen) -> None:
        refuse_if_referred_to(connection, target, target.inbound, chosen, chosen.here(target))


@dataclass(frozen=True, slots=True)
class Update:
    """`fill`: put the row's key in for `{key}`."""

    values: Mapping[str, Scalar]
    fill: bool

    @property
    def takes_rows(self) -> bool:
        return False

    def asks_rows(self, seen: CollectionSeen, inbound: Sequence[Inbound]) -> bool:
        is_unique = any(self.values.keys() & set(unique) for unique in seen.unique)
        return is_unique or any(self._is_filled(value) for value in self.values.values())

    def needs_keys(self, inbound: Sequence[Inbound]) -> bool:
        return False

    def statement(self, target: Target) -> Change:
        refuse_misfits(target, self.values, self.fill)
        return sa.update(target.table).values(new_values(target, self.values, self.fill))

    def refuse(self, connection: sa.Connection, target: Target, chosen: Chosen) -> None:
        new = new_values(target, self.values, self.fill)
        filled = {name: new[name] for name, value in self.values.items() if self._is_filled(value)}
        refuse_too_long(connection, target, filled, chosen)
        refuse_doubles(connection, target, new, chosen)

    def _is_filled(self, value: Scalar) -> bool:
        return self.fill and isinstance(value, str) and KEY_MARK in value


def at_once(connection: sa.Connection, target: Target, change: Change, at_most: int) -> int:
    """All rows in one statement, inside its transaction; the rows touched. If they are too many, the transaction is
    to be rolled back."""
    touched = touched_by(connection, target.where.told(change.where(target.test)))
    if touched > at_most:
        raise too_many(target, at_most)
    return touched


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
        raise too_many(target, at_most)
    if total > WEIGHED:
        target.quirks.weigh(connection, table)
    return Picked(table, tuple(keys), total)


def touched_by(connection: sa.Connection, statement: sa.Insert | Change) -> int:
    """Rows that the statement touched. SQLite's driver does not count those of one that begins with its parts
    (WITH ...): it says -1, and the database itself is asked."""
    counted = connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    return counted if counted >= 0 else connection.scalar(sa.select(sa.func.changes())) or 0


def too_many(target: Target, at_most: int) -> Drifted:
    """The world has moved on since somebody said yes."""
    return Drifted(target.place, f"more rows match than the {at_most} that were approved", "plan again")


def carry_out(
    connection: sa.Connection, target: Target, picked: Picked, change: Change, after: int, last: int
) -> int:
    """One batch, inside its transaction; the rows touched."""
    if target.quirks.locks_first:
        change = change.where(_locked(connection, target, picked, after, last))
    else:
        key = picked.between(target.key(target.table), after, last)
        change = target.where.told(change.where(key, target.test))
    if isinstance(change, sa.Delete):
        _let_nobody_refer(connection, target, picked, after, last)
        _let_go_of_each_other(connection, target, change)
    touched = touched_by(connection, change)
    if touched > last - after:
        raise Drifted(target.place, "several rows have the same key", "declare the whole key")
    return touched


def _locked(connection: sa.Connection, target: Target, picked: Picked, after: int, last: int) -> Test:
    """The rows of the batch for which the test still holds, laid down and locked with all that the test read:
    nothing of it changes before the transaction ends. The test is that a row is one of them."""
    columns = [sa.Column(key.name, key.type) for key in picked.keys]
    table = sa.Table("hjemmel_now", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    if after == 0:
        table.create(connection, checkfirst=False)
    connection.execute(sa.delete(table))
    pairs = _same_key(target, picked.keys)
    still = sa.select(*picked.keys).select_from(picked.table).join(target.table, sa.and_(*pairs))
    still = still.where(picked.numbered(after, last), target.test).with_for_update()
    connection.execute(target.where.told(table.insert().from_select([one.name for one in columns], still)))
    return sa.and_(*_same_key(target, tuple(table.c)))


def _same_key(target: Target, keys: Sequence[sa.Column[Any]]) -> list[Test]:
    """The row has this key; where an index serves something wider alone, that is asked too."""
    pairs = [ours == theirs for ours, theirs in zip(target.key(target.table), keys, strict=True)]
    for name, theirs in zip(target.shape.key, keys, strict=True):
        native = target.native(name)
        near = target.quirks.near(target.table.c[name], native)
        if near is not None:
            pairs.append(near == target.quirks.as_stored(theirs, native))
    return pairs


def _let_nobody_refer(
    connection: sa.Connection, target: Target, picked: Picked, after: int, last: int
) -> None:
    """Rows that the database would change by itself, when these go, would not be asked for again."""
    alone = [reference for reference in target.inbound if reference.acts_alone]
    if alone and target.quirks.locks_rows:
        gone = picked.between(target.key(target.table), after, last)
        lock: sa.Select[Any] = (
            sa.select(sa.literal_column("1")).select_from(target.table).where(gone).with_for_update()
        )
        connection.execute(lock).all()
    gone = picked.between(target.key(target.table), after, last)
    refuse_if_referred_to(connection, target, alone, picked, gone)


def _let_go_of_each_other(connection: sa.Connection, target: Target, change: sa.Delete) -> None:
    """Rows that refer to each other and go together: where the database looks at them one by one, none is first."""
    if not target.quirks.locks_first or change.whereclause is None:
        return
    own = [one for one in target.inbound if one.table == target.shape.table and one.schema is None]
    nullable = {column.name for column in target.seen.columns if column.nullable}
    free = {name: sa.null() for one in own for name in one.columns if name in nullable}
    if free:
        connection.execute(sa.update(target.table).where(change.whereclause).values(free))


def refuse_if_referred_to(
    connection: sa.Connection,
    target: Target,
    inbound: Iterable[Inbound],
    chosen: Chosen,
    gone: Test | sa.TextClause,
) -> None:
    """`gone`: of the rows that are chosen, those that go now. A row that others refer to stays: else the database would refuse halfway, or remove them along with it.

    Rows of the same table may refer to each other, if all of them go."""
    for reference in inbound:
        is_own = reference.table == target.shape.table and reference.schema is None
        own = target.shape.key if is_own else ()
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in {*reference.columns, *own}]
        child = sa.table(reference.table, *columns, schema=reference.schema).alias("child")
        parents = sa.select(*(target.table.c[name] for name in reference.theirs)).where(gone)
        query = _any_row(child, _one_of([child.c[name] for name in reference.columns], parents))
        if own:
            query = query.where(sa.not_(chosen.all(target.key(child))))
        if target.quirks.locks_first:
            query = query.with_for_update(read=True)
        if connection.execute(chosen.told(query)).first() is not None:
            what = f"rows of {reference.table} refer to these (FOREIGN KEY)"
            raise Unsupported(target.place, what, "erase those first, or overwrite")


def refuse_misfits(target: Target, values: Mapping[str, Scalar], fill: bool) -> None:
    """What the columns alone forbid."""
    for name, value in values.items():
        target.where.leaves.column(target.shape, target.table, name)
        column = target.seen.column(name)
        filled_later = fill and isinstance(value, str) and KEY_MARK in value
        reason = misfit(column, "" if filled_later else value) if column else None
        if column and reason is None and not filled_later and not _can_stand(target, name, value):
            reason = f"{name} does not take such a value as it is (it is of type {column.type.value})"
        if target.native(name).is_computed:
            reason = f"{name} is worked out by the database"
        if name in {*target.seen.key, *target.shape.key}:
            reason = f"{name} is part of the key"
        if reason:
            raise Unsupported(target.place, reason, "declare another value for the column")


def _can_stand(target: Target, name: str, value: Scalar) -> bool:
    """The value is the same when it has been put in, and is not made into another by the column."""
    native = target.native(name)
    return value is None or None not in (
        target.quirks.fit(value, native),
        target.quirks.stored(value, native),
    )


def new_values(target: Target, values: Mapping[str, Scalar], fill: bool) -> dict[str, sa.ColumnElement[Any]]:
    """The values as SQL, in the types of their columns."""
    found: dict[str, sa.ColumnElement[Any]] = {}
    for name, value in values.items():
        if fill and isinstance(value, str) and KEY_MARK in value:
            found[name] = target.where.leaves.text_with_key(value, target.shape, target.table)
        else:
            stored = None if value is None else target.quirks.stored(value, target.native(name))
            found[name] = sa.null() if stored is None else sa.literal(stored, sa.types.NullType())
    return found


def refuse_too_long(
    connection: sa.Connection, target: Target, new: Mapping[str, sa.ColumnElement[Any]], chosen: Chosen
) -> None:
    """A blank with the row's key in it may be too long for some row only."""
    for name, value in new.items():
        column = target.seen.column(name)
        if column is None or column.length is None or column.type is not ColumnType.TEXT:
            continue
        longer = target.quirks.characters(value) > column.length
        query = _any_row(target.table, chosen.here(target), longer)
        if connection.execute(chosen.told(query)).first() is not None:
            what = f"{name} takes {column.length} characters at most, and some values have more"
            raise Unsupported(target.place, what, "declare a shorter blank")


def refuse_doubles(
    connection: sa.Connection, target: Target, new: Mapping[str, sa.ColumnElement[Any]], chosen: Chosen
) -> None:
    """Would two rows hold the same in a UNIQUE constraint, afterwards?"""
    for unique in target.seen.unique:
        if not new.keys() & set(unique):
            continue
        values = (
            target.quirks.as_stored(new[name], target.native(name)) if name in new else target.table.c[name]
            for name in unique
        )
        after = sa.select(*(value.label(f"u{n}") for n, value in enumerate(values)))
        changed = after.select_from(target.table).where(chosen.here(target)).subquery("changed")
        whole = sa.select(*changed.c).where(*(column.is_not(None) for column in changed.c))
        twice = whole.group_by(*changed.c).having(sa.func.count() > 1).limit(1)
        rest = target.table.alias("rest")
        same = _one_of([rest.c[name] for name in unique], whole)
        taken = _any_row(rest, same, sa.not_(chosen.all(target.key(rest))))
        if any(connection.execute(chosen.told(query)).first() is not None for query in (twice, taken)):
            raise Unsupported(
                target.place, f"{', '.join(unique)} must be unique (UNIQUE)", "put {key} in the blank"
            )


def _one_of(columns: Sequence[Column], keys: sa.Select[Any]) -> Test:
    return columns[0].in_(keys) if len(columns) == 1 else sa.tuple_(*columns).in_(keys)


def _any_row(table: Table, *tests: Test | sa.TextClause) -> sa.Select[Any]:
    """One row at most, to see whether there is any."""
    return sa.select(sa.literal_column("1")).select_from(table).where(*tests).limit(1)

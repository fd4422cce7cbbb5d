"""A SQL database as a connector: one statement a collection to read, and batches of it to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, repeat
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine.interfaces import BindTyping

from hjemmel.core.observation import ColumnType, Observation
from hjemmel.core.selection import Scalar, Selection
from hjemmel.core.shape import Shape

from ..protocol import Drifted, Failure, GoOn, Mark, Partial, Unreachable, Unsupported, mark_of
from ..values import scalar
from . import change, parts
from .change import Target
from .dates import wall_clock
from .engines import engine_of, quirks_of
from .leaves import Leaves, Table
from .reading import Reading, is_about_few
from .seen import Catalogue, described
from .temporary import Temporary
from .where import Where

How = Callable[[Leaves, Shape, Table, str], sa.ColumnElement[Any]]
"""In which form a column is asked for."""

AT_ONCE = 2000
"""Rows fetched at a time: memory stays the same however many there are."""
PARTS_FROM = change.BATCH
"""With fewer rows to erase, the parts of a table are not asked for."""
ASKED_AT_ONCE = 100
"""Selections that one statement asks of."""


class SqlConnector:
    """One database. Safe to share between threads; each call has a connection to itself."""

    def __init__(
        self,
        system: str,
        url: str,
        shapes: Mapping[str, Shape],
        *,
        clock: Callable[[], datetime],
        read_only: bool = False,
        marks: Mapping[str, Mark] | None = None,
    ) -> None:
        try:
            address = sa.make_url(url)
        except exc.ArgumentError:
            raise Unsupported(system, "its address is no database address", "write dialect://...") from None
        self._system, self._shapes, self._clock = system, dict(shapes), clock
        self._read_only, self._marks = read_only, marks or {}
        self._quirks = quirks_of(address, system)
        self._target = self._quirks.target(address)
        try:
            self._engine = engine_of(address, read_only, self._quirks)
        except ModuleNotFoundError:
            raise Unsupported(
                system, "its driver is not installed", "install what docs/connectors.md names"
            ) from None
        self._known: Catalogue | None = None
        self._go_on: GoOn = _always

    def watched(self, go_on: GoOn) -> SqlConnector:
        same = copy(self)
        same._go_on = go_on
        return same

    def describe(self) -> Observation:
        declared = [shape.table for shape in self._shapes.values()]
        with self._failing(self._system), self._engine.connect() as connection:
            found = described(connection, declared, self._quirks)
        self._known = found.catalogue
        return Observation(
            system=self._system,
            at=self._clock(),
            target=self._target,
            collections=found.tables,
            digest=found.digest,
        )

    def count(self, rows: Selection) -> int:
        return self.counts([rows])[0]

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        place = several[0].collection if len(several) == 1 else self._system
        few = all(map(is_about_few, several))
        with self._failing(place), self._reading(thorough=len(several) > 1, few=few) as (_, reading):
            return reading.counts(several)

    def surely_none(self, several: Sequence[Selection]) -> Sequence[bool]:
        found: list[bool] = []
        with self._failing(self._system), self._reading(few=True) as (_, reading):
            for start in range(0, len(several), ASKED_AT_ONCE):
                found += reading.surely_none(several[start : start + ASKED_AT_ONCE])
        return found

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        zones = self._zones(rows, fields)
        for part in self._parts(rows, fields, Leaves.read):
            for row in part:
                yield tuple(scalar(wall_clock(value, zone)) for value, zone in zip(row, zones, strict=True))

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        # A person may have a hundred thousand: what is done for each is done below Python.
        parts = self._parts(rows, fields, Leaves.column)
        return chain.from_iterable(map(dict, map(zip, repeat(fields), part)) for part in parts)

    def erase(self, rows: Selection, *, at_most: int) -> int:
        return self._change(rows, at_most, change.Erasure())

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._change(rows, at_most, change.Update(values, fill=True))

    def restrict(self, rows: Selection, on: bool) -> int:
        unmarked, values = mark_of(self._marks, rows).change(rows, on)
        return self.rectify(unmarked, values, at_most=self.count(unmarked))

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        return self._change(rows, at_most, change.Update(values, fill=False))

    def _parts(self, rows: Selection, fields: Sequence[str], how: How) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows, some at a time: to ask for each by itself costs as much as to fetch it."""
        few = is_about_few(rows)
        with self._failing(rows.collection):
            if few and (first := self._quirks.first):
                with self._reading(few=True, alone=True) as (connection, reading):
                    found = connection.execute(_asking(reading, rows, fields, how).limit(first + 1)).all()
                if len(found) <= first:
                    yield found
                    return
            with self._reading(few=few) as (connection, reading):
                streaming = connection.execution_options(yield_per=AT_ONCE)
                yield from streaming.execute(_asking(reading, rows, fields, how)).partitions()

    def _change(self, rows: Selection, at_most: int, deed: change.Deed) -> int:
        if self._read_only:
            raise Unsupported(rows.collection, "the system is opened for reading only", "let a person do it")
        if rows.collection not in self._shapes:
            raise Drifted(rows.collection, "the declaration does not know it", "declare it, and plan again")
        tally = Tally()
        if deed.takes_rows and at_most >= PARTS_FROM and parts.told_alone(rows):
            if not self._empty_parts(rows, at_most, tally):
                return tally.done
            at_most -= tally.done
        if at_most <= self._quirks.at_once and not self._needs_keys(rows, deed):
            return self._change_at_once(rows, at_most, deed, tally)
        known = self._catalogue()
        with self._failing(rows.collection, tally), self._engine.connect() as connection:
            # Its own connection: what is laid down beside the tables ends with it.
            connection.detach()
            with connection.begin():
                target = self._to_change(connection, known, rows)
                picked = change.pick(connection, target, at_most)
                statement = deed.statement(target)
                deed.refuse(connection, target, picked)
            connection.execution_options(writing=True)
            for after, last in picked.batches():
                if not self._go_on(tally.done):
                    return tally.done
                with connection.begin():
                    touched = change.carry_out(connection, target, picked, statement, after, last)
                tally.done += touched
        self._go_on(tally.done)
        return tally.done

    def _may_still(self) -> bool:
        """Asked inside a transaction: nothing is waited for."""
        return self._go_on(0)

    def _needs_keys(self, rows: Selection, deed: change.Deed) -> bool:
        table, known = self._shapes[rows.collection].table, self._catalogue()
        if table not in known.tables:
            return True
        inbound = known.inbound.get(table, ())
        asks = deed.asks_rows(known.tables[table], inbound)
        return deed.needs_keys(inbound) or (asks and not self._quirks.asks_by_test)

    def _empty_parts(self, rows: Selection, at_most: int, tally: Tally) -> bool:
        """Take the rows of those parts of the table of which every row is to go. False: there is no leave to go on."""
        if self._quirks.parts is None:
            return True
        known = self._catalogue()
        with self._failing(rows.collection, tally), self._engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                target = self._to_change(connection, known, rows)
                whole = parts.all_to_go(connection, target, self._quirks.parts, at_most)
            for part, count in whole.items():
                if not self._go_on(tally.done):
                    return False
                tally.done += parts.emptied(
                    connection, target, self._quirks.parts, part, count, self._may_still
                )
        return True

    def _change_at_once(self, rows: Selection, at_most: int, deed: change.Deed, tally: Tally) -> int:
        known = self._catalogue()
        with self._failing(rows.collection, tally), self._engine.connect() as connection:
            if self._quirks.listed is None:
                # Keys may be laid down beside the tables, and end with the connection.
                connection.detach()
            connection.execution_options(writing=True)
            with connection.begin() as doing:
                target = self._to_change(connection, known, rows)
                statement = deed.statement(target)
                deed.refuse(connection, target, change.Tested(target))
                touched = change.at_once(connection, target, statement, at_most)
                # A statement of so many rows takes its time: what has come meanwhile still wins.
                if touched and not self._may_still():
                    doing.rollback()
                    return tally.done
        tally.done += touched
        return tally.done

    def _to_change(self, connection: sa.Connection, known: Catalogue, rows: Selection) -> Target:
        temporary = self._temporary(connection)
        leaves = Leaves(known, self._shapes, self._quirks, temporary.keys, self._named, looks=None)
        where = Where(leaves, self._quirks, tables=None)
        table, test = where.table(rows)
        shape = leaves.shape(rows.collection)
        inbound = known.inbound.get(shape.table, ())
        return Target(rows, shape, known.tables[shape.table], inbound, table, test, where)

    def _zones(self, rows: Selection, fields: Sequence[str]) -> list[str | None]:
        """Of columns whose moments know where they are: the zone to tell them in."""
        shape = self._shapes.get(rows.collection)
        if shape is None:
            return [None for _ in fields]
        kinds = (self._catalogue().native(shape.table, name).kind for name in fields)
        return [
            shape.zone_of(name) if kind is ColumnType.TIMESTAMP_TZ else None
            for name, kind in zip(fields, kinds, strict=True)
        ]

    def _catalogue(self) -> Catalogue:
        if self._known is None:
            self.describe()
        assert self._known is not None
        return self._known

    @cached_property
    def _named(self) -> sa.Dialect:
        """Once a connection has been made: the dialect knows then which server it speaks with."""
        return _named(self._engine.dialect)

    def _temporary(self, connection: sa.Connection) -> Temporary:
        return Temporary(connection, self._quirks, read_only=self._read_only)

    @contextmanager
    def _reading(
        self, *, few: bool, thorough: bool = False, alone: bool = False
    ) -> Iterator[tuple[sa.Connection, Reading]]:
        """`alone`: one statement is all, and few rows."""
        known, quirks = self._catalogue(), self._quirks
        with self._engine.connect() as connection:
            connection.execution_options(**(quirks.reading_once if alone else quirks.reading))
            with connection.begin():
                temporary = self._temporary(connection)
                yield (
                    connection,
                    Reading(
                        connection,
                        known,
                        self._shapes,
                        quirks,
                        self._named,
                        temporary,
                        thorough=thorough,
                        few=few,
                    ),
                )

    @contextmanager
    def _failing(self, place: str, tally: Tally | None = None) -> Iterator[None]:
        """Errors of the database as one of the four failures. Its words may quote a row: they stop here."""
        done = tally or Tally()
        try:
            yield
        except Failure as failure:
            failure.done = done.done
            raise
        except exc.DBAPIError as error:
            meant = self._quirks.failure(place, error)
            if meant is None:
                # A bug of ours. Its text may quote values, or statements with values in them.

                raise Misunderstood(f"{place}: {type(error.orig).__name__} {_code(error)}") from None
            meant.done = done.done
            raise _partial(meant) from None


def _asking(reading: Reading, rows: Selection, fields: Sequence[str], how: How) -> sa.Select[Any]:
    where = reading.where(rows)
    table, test = where.table(rows)
    shape = where.leaves.shape(rows.collection)
    columns = [how(where.leaves, shape, table, name) for name in fields]
    return where.told(sa.select(*columns).where(test))


def _always(_: int) -> bool:
    return True


def _named(dialect: sa.Dialect) -> sa.Dialect:
    """The same engine with named values, and these without a type: for leaves that are compiled one by one and put
    together as text."""
    found: Any = dialect.__class__(paramstyle="named")  # type: ignore[call-arg]
    found.bind_typing = BindTyping.NONE
    # What the engine has found out of its server: MariaDB and MySQL are not spelled alike.
    for name in ("server_version_info", "is_mariadb"):
        if hasattr(dialect, name):
            setattr(found, name, getattr(dialect, name))
    return cast(sa.Dialect, found)


@dataclass(slots=True)
class Tally:
    """How far a change has come."""

    done: int = 0


class Misunderstood(Exception):
    """The database does not understand what this connector said: a fault of ours, which nobody should catch."""


def _code(error: exc.DBAPIError) -> str:
    """The engine's own number for an error, never its words."""
    said = error.orig
    first = said.args[0] if said and said.args and isinstance(said.args[0], int) else ""
    return str(getattr(said, "sqlstate", None) or getattr(said, "sqlite_errorname", None) or first)


def _partial(failure: Failure) -> Failure:
    if isinstance(failure, Unreachable) and failure.done:
        return Partial(failure.place, failure.what, "do it again for the rest", failure.done)
    return failure

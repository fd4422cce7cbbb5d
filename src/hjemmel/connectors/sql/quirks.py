"""What SQL engines differ in: the questions. The answers stand in one file an engine, listed in `engines`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Scalar

from ..protocol import Failure
from .dates import Column, Test

Type = sa.types.TypeEngine[Any]
Stored = object
"""A value as the driver takes it."""


@dataclass(frozen=True, slots=True)
class Native:
    """How a column holds its values: the kind that grounds know, and the database's own type."""

    kind: ColumnType
    type: Type = field(default_factory=sa.types.NullType)
    collation: str | None = None
    """By which the database compares its texts, where that is not letter by letter; or what the engine makes of it."""
    is_computed: bool = False
    """The database itself works the value out."""
    zone: str = "UTC"
    """Of a column with moments that know where they are: the zone in whose clock they are told."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What SQLAlchemy's inspector does not tell of a database."""

    collations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By table and column."""
    hidden: frozenset[str] = frozenset()
    """Tables whose rows are those of another (partitions)."""
    views: frozenset[str] = frozenset()
    """Views that are stored (materialized)."""
    from_elsewhere: tuple[tuple[str, str, tuple[str, ...], str, tuple[str, ...], bool], ...] = ()
    """Foreign keys of tables in other schemas that point here: schema, table, columns, ours, our columns, and
    whether the database changes those rows by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How an engine tells of the parts in which a table is stored, each by a number."""

    found: Callable[[sa.Connection, str], frozenset[int]]
    """Those of a table that may be emptied at once: by this account, and with no trigger of the owner's passed over."""
    of_row: sa.ColumnClause[int]
    """The part in which a row lies."""
    locked: Callable[[sa.Connection, int], str]
    """Keep everybody else from a part until the transaction ends, or fail where somebody is using it; its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How one engine is opened, how its errors read, and what its values need."""

    open: Callable[[sa.URL, bool], sa.Engine]
    target: Callable[[sa.URL], str]
    failure: Callable[[str, exc.DBAPIError], Failure | None]
    """The failure an error stands for; None: a bug."""
    reading: Mapping[str, str]
    """Options of a connection that reads, so that all its statements see one moment."""
    reading_once: Mapping[str, str]
    """Options of one that asks a single question: that sees one moment by itself, and to open a transaction for it and
    close it again are two more answers to wait for."""
    extras: Callable[[sa.Connection], Extras]
    as_before: sa.TextClause | None
    """Asks for a text that is the same as long as tables, columns, keys, references and indexes are: one question in place of all
    those that `catalogue` asks. None: there is no such thing, and they are asked each time."""
    as_before_anywhere: bool
    """That text holds all of it: whichever database says the same has the same."""
    first: int
    """So many rows that a few keys lead to are fetched in one answer, for each part of a stream costs several. 0: it costs none."""

    # -- columns
    kind: Callable[[Type], ColumnType | None]
    """What a type of the engine's own is to grounds; None: what its family in SQLAlchemy says."""
    read: Callable[[Column, Native], Column]
    """How a value is read that grounds are to judge: what comes back is `as_text` by the same letters as `compared`."""
    compared: Callable[[Column, Native], Column | None]
    """How a column is compared: equal when its texts are equal letter by letter. None: that can't be had."""
    is_led_by_index: Callable[[Native], bool]
    """An index on the column serves what is `compared`."""
    near: Callable[[Column, Native], Column | None]
    """The column as an index serves it, where `compared` is served by none: equal to all that it is equal to there, and
    perhaps to more. None: there is no need, or no such thing."""
    ordered: Callable[[Column, Native], Column]
    """How a column is compared with days and years: texts in the order of their letters."""
    written: Callable[[Column, Native], Column | None]
    """The column as `values.as_text` writes it, to be compared with one of another kind. None: that can't be had."""
    family: Callable[[Native], str]
    """Columns of one family are `compared` with each other as they are; others as they are `written`."""
    fit: Callable[[Scalar, Native], Stored | None]
    """The value that is equal to this one in the column, as `compared` takes it; None if there is none."""
    stored: Callable[[Scalar, Native], Stored | None]
    """The value as it is put into the column; None if it can't stand there as it is."""
    as_stored: Callable[[Column, Native], Column]
    """An expression as the column's own constraints compare it."""
    characters: Callable[[Column], Column]
    """How many characters a text has."""
    key_type: Callable[[Native], Type]
    """The type of a temporary column that holds what is `compared` of such a column."""
    any_value_anywhere: bool
    """A column of any type may hold any value."""

    # -- dates
    text_dates: frozenset[ColumnType]
    """The types whose dates lie as ISO text."""
    is_date: Callable[[Column, ColumnType], Test]
    """Text between years 1000 and 9998 is a date as `moment.DATE_TEXT` says. Never NULL."""
    is_year: Callable[[Column, ColumnType], Test]
    """The value, of this type, is a whole year number. Never NULL."""
    is_day: Callable[[Column], Test]
    """A value of a date type, in reach, is a real day. Never NULL."""
    moment: Callable[[datetime], datetime]
    """An aware moment as a column of aware moments is compared with."""

    # -- statements
    steps: Callable[[sa.Connection, sa.ColumnClause[Any], int], sa.CTE | None]
    """The distinct values of a column, by steps from one to the next in an index: `value` and its `number` from 1,
    up to so many. None where no index serves."""
    end_to_end: str
    """Said after a table's name: read it from end to end, whatever indexes there are. Empty where the planner
    knows from its own statistics when that is better."""
    plans_anti_joins: bool
    """The planner turns NOT EXISTS into a join by itself, index or none."""
    listed: Callable[[Sequence[tuple[Stored, ...]], Sequence[Native]], sa.Select[Any]] | None
    """Many keys as a table inside the statement. None: they are laid down in a temporary table."""
    lays_down: bool
    """Keys that several statements of a reading ask for are worth laying down."""
    locks_first: bool
    """A changing statement can't ask everything of every table: its rows are locked and asked before it, in the same
    transaction."""
    at_once: int
    """So many rows may be changed in one statement, where they are those of their test to the last. Few where a change keeps
    all other writers waiting, none where the statement can't ask everything."""
    parts: Parts | None
    """None: its tables have no parts that can be emptied at once."""
    asks_by_test: bool
    """What is asked of rows before they are changed may be asked with their whole test inside the question."""
    locks_rows: bool
    """Rows can be locked one by one, before anything is done to them."""
    weigh: Callable[[sa.Connection, sa.Table], None]
    """Let the planner know what lies in a temporary table that has just been filled: it would guess, and read the whole
    of another table for each batch of it."""
    insert_new: Callable[[sa.Table], sa.Insert]
    """Into a table with a key: rows whose key is there already are passed over."""
    is_forbidden: Callable[[exc.DBAPIError], bool]
    """The database does not let this account make a temporary table."""
    allow_temporary: Callable[[sa.Connection, bool], None]
    """Open (and close) the way to temporary tables on a connection that only reads."""

"""What SQL engines differ in: the questions. The answers stand in one file an engine, listed in `engines`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from hjemmel.core.observation import ColumnType

from ..protocol import Failure
from .dates import Column, Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How one engine is opened, how its errors read, and what its values need."""

    open: Callable[[sa.URL, bool], sa.Engine]
    target: Callable[[sa.URL], str]
    failure: Callable[[str, exc.DBAPIError], Failure | None]
    """The failure an error stands for; None: a bug, let through."""
    key_type: Callable[[ColumnType], sa.types.TypeEngine[Any]]
    """The type of a temporary column that is compared with one of this type."""
    text_dates: frozenset[ColumnType]
    """The types whose dates lie as ISO text."""
    is_date: Callable[[Column, ColumnType], Test]
    """Text between years 1000 and 9998 is a date as `moment.DATE_TEXT` says. Never NULL."""
    is_year: Callable[[Column, ColumnType], Test]
    """The value, of this type, is a whole year number. Never NULL."""
    steps: Callable[[sa.Connection, sa.ColumnClause[Any], int], sa.CTE | None]
    """The distinct values of a column, by steps from one to the next in an index: `value` and its `number` from 1,
    up to so many. None where no index serves."""
    end_to_end: str
    """Said after a table's name: read it from end to end, whatever indexes there are. Empty where the planner
    knows from its own statistics when that is better."""
    plans_anti_joins: bool
    """The planner turns NOT EXISTS into a join by itself, index or none."""
    insert_new: Callable[[sa.Table], sa.Insert]
    """Into a table with a key: rows whose key is there already are passed over."""
    is_forbidden: Callable[[exc.DBAPIError], bool]
    """The database does not let this account make a temporary table."""
    allow_temporary: Callable[[sa.Connection, bool], None]
    """Open (and close) the way to temporary tables on a connection that only reads."""

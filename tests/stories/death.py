"""Killing a real process with `kill -9`, between any two changes of anything."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from django.db import connections

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")


@dataclass
class Death:
    """Strikes the process it is in at this point, counted over all databases. 0: never, and the points are counted.

    Points are: right before a transaction of our own begins, which is after everything before it was committed; in the
    middle of it; and before and after each statement that changes a system. To die at two places inside one transaction
    is to die once: the database takes all of it back."""

    at: int
    points: int = 0
    is_fresh: bool = False
    where: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        sa.event.listen(sa.Engine, "before_cursor_execute", self._system)
        sa.event.listen(sa.Engine, "after_cursor_execute", self._system)
        for alias in connections:
            connections[alias].execute_wrappers.append(self._own)

    def _own(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begins, is_alone = sql.startswith("BEGIN"), not context["connection"].in_atomic_block
        changes = _changes(sql)
        if begins or (changes and is_alone):
            self._point("hjemmel")
        answer = execute(sql, params, many, context)
        if changes and (self.is_fresh or is_alone):
            self._point("hjemmel")
        self.is_fresh = begins or (self.is_fresh and not changes)
        return answer

    def _system(self, connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
        if _changes(sql):
            self._point(connection.dialect.name)

    def _point(self, where: str) -> None:
        self.points += 1
        self.where[where] += 1
        if self.points == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def _changes(sql: str) -> bool:
    return sql.lstrip().upper().startswith(CHANGES)


def in_a_process(do: Callable[[], None]) -> int:
    """Do it in a process of its own; how that ended."""
    for alias in connections:
        connections[alias].close()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            do()
            code = 0
        finally:
            # Whatever it was: nothing of the tests goes on in here.
            if code:
                traceback.print_exc()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)

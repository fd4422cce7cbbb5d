"""The SQL engines that Hjemmel knows. A new one is a new entry here, and the contract passed."""

from __future__ import annotations

import os
import threading
from typing import Final

import sqlalchemy as sa

from ..protocol import Unsupported
from .mariadb import MARIADB
from .postgres import POSTGRES
from .quirks import Quirks
from .sqlite import SQLITE

ENGINES = {
    "sqlite": SQLITE,
    "postgresql": POSTGRES,
    "postgres": POSTGRES,
    "mariadb": MARIADB,
    "mysql": MARIADB,
}


def quirks_of(url: sa.URL, system: str) -> Quirks:
    found = ENGINES.get(url.get_backend_name())
    if found is None:
        raise Unsupported(system, f"{url.get_backend_name()} is not known", f"use {', '.join(ENGINES)}")
    return found


MOST: Final = 32
"""Databases that a process keeps open at once. Of one that has not been asked for longest, idle connections are closed."""
_kept: dict[tuple[sa.URL, bool], sa.Engine] = {}
_opening = threading.Lock()


def engine_of(address: sa.URL, read_only: bool, quirks: Quirks) -> sa.Engine:
    """The one engine of a process for this address: its connections, and the statements it has compiled, serve whoever asks
    next. Raises ModuleNotFoundError if the driver is not installed."""
    key = (address, read_only)
    with _opening:
        found = _kept.pop(key, None)
        if found is None:
            found = quirks.open(address, read_only)
        _kept[key] = found
        over = [_kept.pop(next(iter(_kept))) for _ in range(len(_kept) - MOST)]
    for one in over:
        one.dispose()
    return found


def _leave_to_the_parent() -> None:
    """A connection serves one process. That of the parent is neither used nor closed in a child."""
    global _opening  # noqa: PLW0603 - another thread of the parent may have held it
    _opening = threading.Lock()
    for engine in _kept.values():
        engine.dispose(close=False)
    _kept.clear()


os.register_at_fork(after_in_child=_leave_to_the_parent)

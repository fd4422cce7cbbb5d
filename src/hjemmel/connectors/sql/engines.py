"""The SQL engines that Hjemmel knows. A new one is a new entry here, and the contract passed."""

from __future__ import annotations

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

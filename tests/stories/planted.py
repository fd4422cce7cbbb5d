"""Looking for what was planted: in everything that loggers say, and in every column of Hjemmel's own database."""

from __future__ import annotations

import logging
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core import signing
from django.db import connections

LOGGERS = (
    "",
    "django",
    "django.request",
    "django.security",
    "django.security.csrf",
    "sqlalchemy",
    "sqlalchemy.engine",
    "hjemmel",
)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=1)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{self.format(record)} {record.args!r}")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Everything that any logger says, at any level, with its tracebacks and its arguments."""
    handler = _Heard()
    before = {name: logging.getLogger(name or None).level for name in LOGGERS}
    aside = [name for name in LOGGERS if name and not logging.getLogger(name).propagate]
    for name in ("", *aside):
        logging.getLogger(name or None).addHandler(handler)
    for name in LOGGERS:
        logging.getLogger(name or None).setLevel(1)
    try:
        yield handler.told
    finally:
        for name in ("", *aside):
            logging.getLogger(name or None).removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name or None).setLevel(level)


def holding(database: Path, planted: re.Pattern[str]) -> list[tuple[str, str]]:
    """The tables and columns where what was planted stands in clear, sessions unpacked."""
    connections["default"].close()
    found, seen = set(), 0
    with closing(sqlite3.connect(database)) as own:
        for (table,) in own.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = own.execute(f'SELECT * FROM "{table}"')
            names = [column for column, *_ in rows.description]
            for row in rows:
                for name, value in zip(names, row, strict=True):
                    seen += 1
                    if planted.search(_text(name, value)):
                        found.add((table, name))
    assert seen > 200, "there is something to look at"
    return sorted(found)


def _text(column: str, value: object) -> str:
    if column == "session_data":
        return _unpacked(str(value))
    return value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)


def _unpacked(session: str) -> str:
    """A session as Django stores it: JSON, packed if that is shorter, and signed."""
    packed = session.rsplit(":", 2)[0]
    content = signing.b64_decode(packed.lstrip(".").encode())
    return (zlib.decompress(content) if packed.startswith(".") else content).decode()

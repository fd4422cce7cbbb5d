"""Engines that write no value of any row to any log, however much the program around them wants logged."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa

_NAME = "hjemmel"
"""Of the engines; their records go to the logger `sqlalchemy.engine.Engine.hjemmel`."""
STATEMENTS = 100
"""Compiled statements that an engine keeps for the next time. They can be long: what a page about
one person asks of one system fits, and little more."""


def quiet_engine(url: str | sa.URL, **options: Any) -> sa.Engine:
    """An engine like any other, but for its records: statements without parameters, and no rows."""
    logging.getLogger(f"sqlalchemy.engine.Engine.{_NAME}").addFilter(_tells_no_row)
    kept = {"query_cache_size": STATEMENTS, **options}
    return sa.create_engine(url, hide_parameters=True, logging_name=_NAME, **kept)


def _tells_no_row(record: logging.LogRecord) -> bool:
    """At DEBUG, and only there, SQLAlchemy writes each row that comes back."""
    return record.levelno > logging.DEBUG

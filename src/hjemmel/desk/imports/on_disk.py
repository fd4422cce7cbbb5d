"""A file of people as it lies on disk: opened, its rows read, and removed when its import is over."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager

from hjemmel.capabilities.imports import store
from hjemmel.capabilities.imports.services import NotNow
from hjemmel.capabilities.imports.store import FileView
from hjemmel.connectors.sheets import Row, Sheet, open_sheet
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.intake.columns import (
    Columns,
    Holds,
    text_columns,
)
from hjemmel.core.intake.imported import Terms
from hjemmel.desk import uploads
from hjemmel.desk.published import published


class NoRegister(RuntimeError):
    """The published declaration has no system that is the register: nothing would ever be erased of what came in."""


def with_register() -> DataMap:
    """The published map, if the register is among its systems. Raises NothingPublished, NoRegister."""
    data_map = published().map
    if not any(system.connect.kind == REGISTER for system in data_map.declaration.systems.values()):
        raise NoRegister
    return data_map


@contextmanager
def sheet_of(id: str) -> Iterator[Sheet]:
    try:
        file = uploads.opened(id)
    except FileNotFoundError:
        raise NotNow(id) from None
    with file:
        yield open_sheet(file)


@contextmanager
def rows_of(sheet: Sheet, chosen: Columns) -> Iterator[Iterator[Row]]:
    """Its rows, let go of before the file is closed."""
    rows = sheet.rows(text_columns(chosen))
    try:
        yield rows
    finally:
        if isinstance(rows, Generator):
            rows.close()


def columns_of(terms: Terms) -> Columns:
    return {number: Holds(name) for number, name in terms.columns}


def numbered(rows: Iterable[Row], wanted: Sequence[int]) -> Iterator[Row]:
    left = set(wanted)
    for row in rows:
        if row.number in left:
            left.discard(row.number)
            yield row
        if not left:
            return


def standing(id: str) -> FileView:
    file = store.file(id)
    if file is None:
        raise NotNow(id)
    return file


def tidied(id: str) -> FileView:
    file = standing(id)
    if file.stage.is_over:
        uploads.remove(id)
    return file

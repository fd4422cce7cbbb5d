"""Washing a bought list: its rows against the Central Marketing Exclusion Register, which the company fetches, and against who has said
no to us. Compared by keyed marks; nothing of either file is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.connectors.sheets import Row, open_sheet
from hjemmel.core.facts import AddressKind
from hjemmel.core.intake.columns import Columns, Holds, address_of, guessed, name_of, text_columns, values
from hjemmel.core.intake.imported import Aside
from hjemmel.core.permission import Marker
from hjemmel.desk.marks import marker
from hjemmel.engine.ports import Actor

LARGEST = 200_000
"""Rows of a bought list: their marks are held in memory while the register's file is read."""


class TooLong(ValueError):
    """The list has more rows than can be washed at once: divide it."""


class NothingToCompare(ValueError):
    """The file from the central register has no column of phone numbers, and none of names with addresses."""


def washed(rows: Iterable[Row], columns: Columns, register: BinaryIO, actor: Actor) -> dict[int, Aside]:
    """The rows of the list whose person stands in the register's file, or has said no to us, by number.

    Raises TooLong, NothingToCompare, Unreadable, VaultFault."""
    make = marker(actor)
    by_mark: dict[str, list[int]] = {}
    for count, row in enumerate(rows, 1):
        if count > LARGEST:
            raise TooLong
        for mark in _marks(make, values(row.cells, columns)):
            by_mark.setdefault(mark, []).append(row.number)
    found = {number: Aside.RESERVED for mark in _reserved(make, register) for number in by_mark.get(mark, ())}
    suppressed = (one.mark for one in StoredFacts().read().suppressions if one.lifted_at is None)
    own = {number: Aside.OWN_NO for mark in suppressed for number in by_mark.get(mark, ())}
    return {**own, **found}


def _reserved(make: Marker, file: BinaryIO) -> Iterator[str]:
    """The marks of everybody in the register's file, one row at a time."""
    sheet = open_sheet(file)
    columns = guessed(sheet.headers)
    held = set(columns.values())
    if Holds.PHONE not in held and not ({Holds.ADDRESS} <= held and held & {Holds.NAME, Holds.LAST_NAME}):
        raise NothingToCompare
    for row in sheet.rows(text_columns(columns)):
        yield from _marks(make, values(row.cells, columns))


def _marks(make: Marker, told: Mapping[Holds, str]) -> Iterator[str]:
    """What a row is known by: its phone number, its e-mail address, and its name with its address."""
    if Holds.PHONE in told:
        yield make.mark(AddressKind.PHONE, told[Holds.PHONE])
    if Holds.EMAIL in told:
        yield make.mark(AddressKind.EMAIL, told[Holds.EMAIL])
    name, address = name_of(told), address_of(told)
    if name and address:
        yield make.mark(AddressKind.POST, f"{name} {address}")

"""How connectors compare and check values: one rule for what is equal (`core.same`), one for what fits a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from hjemmel.core.moment import DATE_TEXT, NOT_A_DAY, read_day
from hjemmel.core.observation import ColumnSeen, ColumnType
from hjemmel.core.same import as_text, scalar
from hjemmel.core.selection import Scalar

__all__ = (
    "DATE_TYPES", "KEY_MARK", "as_text", "column_type", "filled", "fitted", "key_text", "misfit", "scalar", "whole",
)  # fmt: skip

KEY_MARK = "{key}"
"""In a blank, stands for the row's own key."""

DATE_TYPES = frozenset({ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.TIMESTAMP_TZ})
_TRUTHS = {"0": False, "1": True}
_LONGEST_INTEGER = 19
"""Digits of a 64-bit integer: longer ones are no key of any engine."""


def key_text(parts: Iterable[object]) -> str:
    """What `{key}` stands for."""
    return "-".join(as_text(part) or "" for part in parts)


def filled(value: Scalar, key: Iterable[object]) -> Scalar:
    """The value with `{key}` put in."""
    return value.replace(KEY_MARK, key_text(key)) if isinstance(value, str) and KEY_MARK in value else value


def fitted(value: Scalar, kind: ColumnType) -> Scalar:
    """The value in the type of the column, so that the database compares as `as_text` does.

    None if no value of that type is equal to it: it then matches nothing."""
    if kind is ColumnType.INTEGER and (number := whole(value)) is not None:
        return number
    text = as_text(value)
    if text is None:
        return None
    match kind:
        case ColumnType.INTEGER | ColumnType.NUMBER:
            return _whole(text) if kind is ColumnType.INTEGER else _number(value, text)
        case ColumnType.BOOLEAN:
            return _TRUTHS.get(text)
        case ColumnType.OTHER:
            return value
        case _:
            return text


def whole(value: Scalar) -> int | None:
    """A whole number that any engine can hold, said as it is: what `fitted` finds of it, for less. None: it is another
    value, to be fitted."""
    return value if type(value) is int and -(2**63) <= value < 2**63 else None


def misfit(column: ColumnSeen, value: Scalar) -> str | None:
    """Why the value can't stand in the column, as far as the column alone tells; None if it can."""
    if value is None:
        return None if column.nullable else f"{column.name} must not be empty (NOT NULL)"
    if not _type_takes(column.type, value):
        return f"{column.name} does not take such a value (it is of type {column.type.value})"
    text = as_text(value) or ""
    if column.length is not None and column.type is ColumnType.TEXT and len(text) > column.length:
        return f"{column.name} takes {column.length} characters at most, and the value has {len(text)}"
    return None


def column_type(values: Sequence[object]) -> ColumnType:
    """What kind of column these values stand in, where nothing declares it."""
    kinds = {type(value) for value in values if value is not None}
    known = {str: ColumnType.TEXT, bool: ColumnType.BOOLEAN, int: ColumnType.INTEGER, date: ColumnType.DATE}
    if len(kinds) != 1:
        return ColumnType.OTHER
    kind = kinds.pop()
    if kind is datetime:
        aware = any(isinstance(value, datetime) and value.tzinfo for value in values)
        return ColumnType.TIMESTAMP_TZ if aware else ColumnType.TIMESTAMP
    return ColumnType.NUMBER if kind in (float, Decimal) else known.get(kind, ColumnType.OTHER)


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST_INTEGER:
        return None
    number = int(text)
    return number if str(number) == text and -(2**63) <= number < 2**63 else None


def _number(value: Scalar, text: str) -> Scalar:
    return _whole(text) if _whole(text) is not None else value if _is_number(text) else None


def _is_number(text: str) -> bool:
    try:
        return str(float(text)) == text
    except ValueError:
        return False


def _type_takes(kind: ColumnType, value: Scalar) -> bool:
    if kind in DATE_TYPES:
        text = isinstance(value, str) and DATE_TEXT.fullmatch(value) is not None
        return text and read_day(value, "UTC", "UTC") is not NOT_A_DAY
    return fitted(value, kind) is not None

"""When two values are the same, whatever systems hold them: when their texts are.

5 and "5" are the same key in two systems, and True is 1. What is NULL is the same as nothing."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

from .selection import Scalar


def as_text(value: object) -> str | None:
    """The text by which values are compared; None stays None, and equals nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | Decimal):
        if math.isfinite(value) and value == int(value):
            return str(int(value))
        # Of 1.50 and 1.5, which databases tell apart by how a column is declared, neither is another number.
        exact = isinstance(value, Decimal) and value.is_finite()
        return f"{value:f}".rstrip("0") if exact else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def scalar(value: object) -> Scalar:
    """A stored value as one that selections can hold."""
    return value if value is None or isinstance(value, str | int) else as_text(value)

"""The small types every part of the declaration is made of: names, texts in two languages, periods, dates."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..period import Period

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH_DAY = re.compile(r"\d{2}-\d{2}", re.ASCII)
LEAP_YEAR = 2024


class Model(BaseModel):
    """A part of the file: unknown keys are refused, values cannot change, nothing is coerced from strings."""

    # Built when the whole file is first read: a command that reads none does not wait for it. And no module of
    # the declaration keeps its annotations as text: pydantic would compile each of them at every start.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=False, arbitrary_types_allowed=True, defer_build=True
    )


def _period(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    period = Period.parse(value) if isinstance(value, str) else None
    if period is None:
        raise PydanticCustomError("period", "not a period")
    if period == Period() or period.about_days < 1:
        raise PydanticCustomError("period_too_short", "a period below one day")
    if period.about_days > 366 * 120:
        raise PydanticCustomError("period", "above 120 years")
    return period


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("no_such_day", "a day that does not exist") from None
    raise PydanticCustomError("day", "not a date")


def _month_day(value: Any) -> str:
    if isinstance(value, str) and _MONTH_DAY.fullmatch(value):
        try:
            date.fromisoformat(f"{LEAP_YEAR}-{value}")
        except ValueError:
            raise PydanticCustomError("no_such_day", "a day that does not exist") from None
        return value
    raise PydanticCustomError("day", "not a day of the year")


PeriodText = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d+ (day|week|month|year)s?( \d+ (day|week|month|year)s?)*$"}
    ),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
MonthDay = Annotated[
    str, BeforeValidator(_month_day), WithJsonSchema({"type": "string", "pattern": r"^\d{2}-\d{2}$"})
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
COLUMN = r"[^\W\d](?:[\w -]{0,61}\w)?"
"""Letters of any language, digits, and between them blanks and hyphens: databases let columns be called so."""
Column = Annotated[str, StringConstraints(pattern=f"^{COLUMN}$")]
CollectionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
ColumnName = Annotated[str, StringConstraints(pattern=rf"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.{COLUMN}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Value = str | int | bool | None
Part = Literal[
    "who",
    "what",
    "sources",
    "purposes",
    "marketing",
    "retention",
    "recipients",
    "cookies",
    "security",
    "rights",
    "changes",
    "contact",
]
"""The parts of the published statement."""


class Text(Model):
    """The same words in bokmål and in English."""

    nb: Line
    en: Line

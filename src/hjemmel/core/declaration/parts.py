"""The small types every part of the declaration is made of: names, texts in two languages, periods, dates."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator
from pydantic_core.core_schema import no_info_after_validator_function, str_schema

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
_USUAL = "[A-Za-zÀ-ÖØ-öø-ÿ_](?:[A-Za-zÀ-ÖØ-öø-ÿ_0-9 -]{0,61}[A-Za-zÀ-ÖØ-öø-ÿ_0-9])?"
"""The same in the letters that most columns are called by."""


class WithColumn:
    """Of a text: it fits a pattern that has a COLUMN in it.

    The letters of all languages take long to look up and much room, once for each place where such a text may stand. So
    they are asked only for what does not fit the usual ones."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._usual = re.compile(pattern.replace(COLUMN, _USUAL))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._fitting, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}

    @cached_property
    def _any(self) -> SchemaValidator:
        return SchemaValidator(str_schema(pattern=self.pattern))

    def _fitting(self, value: str) -> str:
        if self._usual.fullmatch(value) or self._any.isinstance_python(value):
            return value
        raise PydanticCustomError("string_pattern_mismatch", "does not fit the pattern")


Column = Annotated[str, WithColumn(f"^{COLUMN}$")]
CollectionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
ColumnName = Annotated[str, WithColumn(rf"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.{COLUMN}$")]
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

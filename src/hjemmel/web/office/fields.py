"""The fields of the office's forms, as values: what is asked for, how it is read, and what is wrong with an answer.

No answer is repeated in what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from hjemmel.core.declaration.parts import Text

LONGEST = 4000
YEARS = range(1900, 2200)


class Look(Enum):
    """How a field looks, and what its answer becomes: a text, a date, a year, one of its choices, yes or no."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    YEAR = "year"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    label: Text
    look: Look = Look.LINE
    choices: tuple[tuple[str, Text], ...] = ()
    required: bool = True
    hint: Text | None = None
    value: str = ""
    """What stands in it from the start."""


class NotAnswered(ValueError):
    """Something in a form cannot be read. `wrong` says what, field by field, in both languages."""

    def __init__(self, wrong: Sequence[Text]) -> None:
        super().__init__("; ".join(text.en for text in wrong))
        self.wrong = tuple(wrong)


Answers = Mapping[str, Any]
"""By the names of fields; of what type, the look of the field says."""


def answers(fields: Sequence[Field], posted: Mapping[str, str]) -> Answers:
    """What was answered, by name. Raises NotAnswered with all that is wrong."""
    found: dict[str, Any] = {}
    wrong: list[Text] = []
    for one in fields:
        typed = posted.get(one.name, "").strip()[:LONGEST]
        if not typed:
            found[one.name] = False if one.look is Look.TICK else None
            if one.required:
                wrong.append(_of(one, "mangler", "is missing"))
            continue
        try:
            found[one.name] = _read(one, typed)
        except ValueError:
            wrong.append(_of(one, "kan ikke leses", "cannot be read"))
    if wrong:
        raise NotAnswered(wrong)
    return found


def text(nb: str, en: str) -> Text:
    return Text(nb=nb, en=en)


def _read(one: Field, typed: str) -> str | date | int | bool:
    match one.look:
        case Look.DAY:
            return date.fromisoformat(typed)
        case Look.YEAR:
            if int(typed) not in YEARS:
                raise ValueError
            return int(typed)
        case Look.CHOICE:
            if typed not in {value for value, _ in one.choices}:
                raise ValueError
            return typed
        case Look.TICK:
            return True
        case _:
            return typed


def _of(one: Field, nb: str, en: str) -> Text:
    return Text(nb=f"{one.label.nb}: {nb}", en=f"{one.label.en}: {en}")

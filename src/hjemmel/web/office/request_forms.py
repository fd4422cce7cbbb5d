"""Reading what was chosen on the forms of a request's page."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from hjemmel.core.declaration.parts import Text

T = TypeVar("T", bound=Enum)
NOT_CHOSEN = Text(
    nb="Noe mangler i skjemaet. Ingenting er gjort.", en="Something is missing. Nothing was done."
)


class NotChosen(ValueError):
    """The form did not say what, in words: `args[0]`."""


def one(kind: type[T], word: str | None) -> T | None:
    """The member with this word, if there is one."""
    return next((member for member in kind if member.value == word), None)


def chosen(kind: type[T], request: Any, name: str) -> T:
    """Raises NotChosen."""
    found = one(kind, request.POST.get(name))
    if found is None:
        raise NotChosen(NOT_CHOSEN)
    return found


def day(typed: str | None) -> date | None:
    try:
        return datetime.strptime(typed or "", "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def chosen_day(request: Any, name: str = "dag") -> date:
    """Raises NotChosen."""
    found = day(request.POST.get(name))
    if found is None:
        raise NotChosen(NOT_CHOSEN)
    return found

"""From the JSON that `plan.plain` writes back to the very values it came from.

What may be made is a closed set: the classes that the roots below are built of, found by their annotations.
A name outside it, a missing or unknown field, or a value of another type is refused; nothing is guessed."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from sys import intern
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .assignments.assignment import Assignment, AssignmentStep
from .facts import Fact, Facts
from .forecast import Forecast
from .intake.imported import Counts, Terms
from .plan import Plan
from .promise import Evidence
from .receipt import Receipt
from .request.steps import Life, Step
from .selection import Selection
from .sharing.agreement import KeptAgreement
from .sharing.telling import Telling, TellingStep
from .tasks.task import Task, TaskStep

T = TypeVar("T")

ROOTS: tuple[type, ...] = (
    Plan,
    Receipt,
    Evidence,
    Forecast,
    Selection,
    Facts,
    KeptAgreement,
    Terms,
    Counts,
    Life,
    Task,
    Telling,
    Assignment,
)


class Unreadable(ValueError):
    """This is not JSON that a value of ours was written as."""


def revive(data: object, kind: type[T]) -> T:
    """The value of class `kind` that `data` was written from."""
    if kind not in KNOWN:
        raise Unreadable(f"{kind.__name__} is not among what is stored")
    value: T = _value(data, kind, kind.__name__)
    return value


def revive_fact(data: object) -> Fact:
    """The fact that `data` was written from, of whichever kind it says it is."""
    value: Fact = _value(data, Fact, "Fact")
    return value


def revive_step(data: object) -> Step:
    """The step of a request that `data` was written from, of whichever kind it says it is."""
    value: Step = _value(data, Step, "Step")
    return value


def revive_task_step(data: object) -> TaskStep:
    """The step of a task that `data` was written from, of whichever kind it says it is."""
    value: TaskStep = _value(data, TaskStep, "TaskStep")
    return value


def revive_assignment_step(data: object) -> AssignmentStep:
    """The step of an assignment that `data` was written from, of whichever kind it says it is."""
    value: AssignmentStep = _value(data, AssignmentStep, "AssignmentStep")
    return value


def revive_telling_step(data: object) -> TellingStep:
    """The step of a telling that `data` was written from, of whichever kind it says it is."""
    value: TellingStep = _value(data, TellingStep, "TellingStep")
    return value


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The members of a union; the annotation itself if it is none."""
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _classes(annotation: Any, found: set[type]) -> None:
    """Every dataclass that a value of this annotation may hold. Two may have one name: the place tells which is meant."""
    for part in _alternatives(annotation):
        if isinstance(part, type) and is_dataclass(part) and get_origin(part) is None:
            if part not in found:
                found.add(part)
                for hint in get_type_hints(part).values():
                    _classes(hint, found)
        else:
            for argument in get_args(part):
                _classes(argument, found)


def _known() -> frozenset[type]:
    found: set[type] = set()
    for root in ROOTS:
        _classes(root, found)
    return frozenset(found)


KNOWN = _known()
_HINTS = {kind: get_type_hints(kind) for kind in KNOWN}
_FIELDS = {kind: {field.name: field for field in fields(kind)} for kind in KNOWN}


@lru_cache(maxsize=1024)
def _parted(annotation: Any) -> tuple[frozenset[type], tuple[Any, ...]]:
    """The classes of ours that may stand here, and the other kinds of value."""
    kinds = _alternatives(annotation)
    named = [kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)]
    return frozenset(named), tuple(kind for kind in kinds if kind not in named)


def _value(data: object, annotation: Any, where: str) -> Any:
    named, others = _parted(annotation)
    if isinstance(data, dict):
        return _object(data, named, where)
    for kind in others:
        if _fits(data, kind):
            return _made(data, kind, where)
    raise Unreadable(f"{where}: not what stands here")


def _object(data: Mapping[str, object], kinds: frozenset[type], where: str) -> Any:
    name = data.get("is")
    kind = next((one for one in kinds if one.__name__ == name), None)
    if kind is None or kind not in KNOWN:
        raise Unreadable(f"{where}: no such kind may stand here")
    known = _FIELDS[kind]
    unknown = data.keys() - known.keys() - {"is"}
    if unknown:
        raise Unreadable(f"{where}: {name} has no field of this name")
    given: dict[str, Any] = {}
    for field in known.values():
        if field.name in data:
            given[field.name] = _value(data[field.name], _HINTS[kind][field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise Unreadable(f"{where}: {field.name} is missing")
    return kind(**given)


def _fits(data: object, kind: Any) -> bool:
    """Whether JSON of this type can stand for a value of this kind."""
    origin = get_origin(kind) or kind
    if origin in (tuple, frozenset):
        return isinstance(data, list)
    if origin in (bool, int, str):
        return type(data) is origin
    if isinstance(origin, type) and issubclass(origin, Enum | date):
        return isinstance(data, str)
    return origin is type(None) and data is None


def _made(data: Any, kind: Any, where: str) -> Any:
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    try:
        if origin is frozenset:
            return frozenset(_value(item, arguments[0], where) for item in data)
        if origin is tuple:
            return _tuple(data, arguments, where)
        maker = _MAKERS.get(origin) or (origin if issubclass(origin, Enum) else None)
        return maker(data) if maker else data
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(f"{where}: not a value of this kind") from None


def _tuple(data: list[object], arguments: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_value(item, arguments[0], where) for item in data)
    if len(arguments) != len(data):
        raise Unreadable(f"{where}: another number of values")
    return tuple(_value(item, kind, where) for item, kind in zip(data, arguments, strict=True))


_MAKERS: Mapping[type, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    # The same collection is named by every fact there is of its rows: one text in memory is enough.
    str: intern,
}

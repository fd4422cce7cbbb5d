"""From the JSON that `plan.plain` writes back to the very values it came from.

What may be made is a closed set: the classes that the roots below are built of, found by their annotations.
A name outside it, a missing or unknown field, or a value of another type is refused; nothing is guessed."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache, partial
from sys import intern
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

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
    place: Any = kind
    value: T = _value(data, _kinds(place), kind.__name__)
    return value


def revive_fact(data: object) -> Fact:
    """The fact that `data` was written from, of whichever kind it says it is."""
    value: Fact = _value(data, _kinds(Fact), "Fact")
    return value


def revive_step(data: object) -> Step:
    """The step of a request that `data` was written from, of whichever kind it says it is."""
    value: Step = _value(data, _kinds(Step), "Step")
    return value


def revive_task_step(data: object) -> TaskStep:
    """The step of a task that `data` was written from, of whichever kind it says it is."""
    value: TaskStep = _value(data, _kinds(TaskStep), "TaskStep")
    return value


def revive_assignment_step(data: object) -> AssignmentStep:
    """The step of an assignment that `data` was written from, of whichever kind it says it is."""
    value: AssignmentStep = _value(data, _kinds(AssignmentStep), "AssignmentStep")
    return value


def revive_telling_step(data: object) -> TellingStep:
    """The step of a telling that `data` was written from, of whichever kind it says it is."""
    value: TellingStep = _value(data, _kinds(TellingStep), "TellingStep")
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
_NAMES = {kind: frozenset((*(field.name for field in fields(kind)), "is")) for kind in KNOWN}

Make = Callable[[Any, str], Any]
"""From JSON of the right type, and where it stands, to the value."""
Kinds = tuple[Mapping[str, type], Mapping[type, Make]]
"""What may stand in a place: classes of ours by name, and by the type of its JSON how any other value is made."""


@lru_cache(maxsize=1024)
def _kinds(annotation: Any) -> Kinds:
    """Found out once for each place: of some facts there are a hundred thousand."""
    named: dict[str, type] = {}
    others: dict[type, Make] = {}
    for kind in _alternatives(annotation):
        if isinstance(kind, type) and is_dataclass(kind):
            named[kind.__name__] = kind
        elif (written := _written(kind)) is not None:
            others.setdefault(written, _maker(kind))
    return named, others


@lru_cache(maxsize=1024)
def _places(kind: type) -> Sequence[tuple[str, Kinds, bool]]:
    """The fields of a class of ours: name, what may stand there, and whether it must be given."""
    hints = get_type_hints(kind)
    return [
        (field.name, _kinds(hints[field.name]), field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    ]


def _value(data: object, kinds: Kinds, where: str) -> Any:
    named, others = kinds
    if isinstance(data, dict):
        return _object(data, named, where)
    make = others.get(type(data))
    if make is None:
        raise Unreadable(f"{where}: not what stands here")
    try:
        return make(data, where)
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(f"{where}: not a value of this kind") from None


def _object(data: Mapping[str, object], kinds: Mapping[str, type], where: str) -> Any:
    name = data.get("is")
    kind = kinds.get(name) if isinstance(name, str) else None
    if kind is None or kind not in KNOWN:
        raise Unreadable(f"{where}: no such kind may stand here")
    if not _NAMES[kind].issuperset(data):
        raise Unreadable(f"{where}: {name} has no field of this name")
    given: dict[str, Any] = {}
    for field, place, is_needed in _places(kind):
        if field in data:
            given[field] = _value(data[field], place, f"{where}.{field}")
        elif is_needed:
            raise Unreadable(f"{where}: {field} is missing")
    return kind(**given)


def _written(kind: Any) -> type | None:
    """The type of the JSON that a value of this kind is written as; None if none is."""
    origin = get_origin(kind) or kind
    if origin in (tuple, frozenset):
        return list
    if origin in (bool, int, str, type(None)):
        return cast(type, origin)
    return str if isinstance(origin, type) and issubclass(origin, Enum | date) else None


def _maker(kind: Any) -> Make:
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if origin is frozenset:
        inner = _kinds(arguments[0])
        return lambda data, where: frozenset([_value(item, inner, where) for item in data])
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _kinds(arguments[0])
        return lambda data, where: tuple([_value(item, each, where) for item in data])
    if origin is tuple:
        return partial(_tuple, tuple(map(_kinds, arguments)))
    make = _MAKERS.get(origin) or (origin if issubclass(origin, Enum) else None)
    return (lambda data, _: make(data)) if make else (lambda data, _: data)


def _tuple(places: Sequence[Kinds], data: list[object], where: str) -> tuple[Any, ...]:
    if len(places) != len(data):
        raise Unreadable(f"{where}: another number of values")
    return tuple([_value(item, kinds, where) for item, kinds in zip(data, places, strict=True)])


_MAKERS: Mapping[type, Callable[[str], object]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    # The same collection is named by every fact there is of its rows: one text in memory is enough.
    str: intern,
}

"""Opening the engine's house over what is published: the only place where the office reaches the engine.

Who the connectors are is the engine's affair; who the stores are is ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from hjemmel.core.datamap import DataMap
from hjemmel.core.plan import Plan
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.engine.ports import Actor


class House(Protocol):
    """What the office asks of the engine."""

    def plan_sweep(self, day: date | None = None) -> Plan: ...
    def approve(self, digest: str, actor: Actor) -> object: ...
    def advance(self, digest: str, actor: Actor) -> Sequence[Receipt]: ...
    def why(self, identity: str) -> Any: ...
    def judge(self, actor: Actor) -> Sequence[Evidence]: ...
    def drift(self) -> Any: ...


Opener = Callable[[DataMap, Actor], House]


class NotOpen(RuntimeError):
    """The engine cannot be reached from here: no systems are connected."""


class _Door:
    opener: Opener | None = None


def open_with(opener: Opener) -> None:
    """From now on houses are opened like this."""
    _Door.opener = staticmethod(opener)


def close() -> None:
    """No house can be opened from now on."""
    _Door.opener = None


def house(data_map: DataMap, actor: Actor) -> House:
    if _Door.opener is None:
        raise NotOpen("no systems are connected")
    return _Door.opener(data_map, actor)

"""A few at a time, so that memory stays bounded however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(things)
    while chunk := list(islice(walk, size)):
        yield chunk

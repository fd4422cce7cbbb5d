"""How much of a long test is tried: all on a build machine, a part where somebody waits for the answer."""

import os
import zlib
from collections.abc import Sequence
from typing import TypeVar

IN_CI = os.environ.get("CI") == "true"
Case = TypeVar("Case")


def examples(many: int) -> int:
    """How many examples a property is tried with."""
    return many if IN_CI else max(many // 6, 2)


def length(many: int) -> int:
    """How many rows a long table of a test has."""
    return many if IN_CI else many // 10


def spread(cases: Sequence[Case], every: int) -> Sequence[Case]:
    """All of them, or each `every`-th from the first to the last, both ends among them."""
    return cases if IN_CI else [*cases[:-1:every], *cases[-1:]]


def one_of(cases: Sequence[Case], name: str) -> Sequence[Case]:
    """All of them, or the one whose turn it is by the name of the test: the same each time, another for other names."""
    return cases if IN_CI else [cases[zlib.crc32(name.encode()) % len(cases)]]

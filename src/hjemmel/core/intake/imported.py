"""What a person decides about a file before anything of it is taken, and what became of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .bought_list import Bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Names of the declaration, and what each column holds. `told_on` only where the persons were told already."""

    columns: tuple[tuple[int, str], ...]
    """Number of the column and the name of a `Holds`."""
    source: str
    channel: str
    purposes: tuple[str, ...]
    kind: str
    """The kind of person in every row."""
    received_on: date
    told_on: date | None = None
    bought: Bought | None = None


class Stage(Enum):
    """Where a file stands. It lies on disk until DONE or DROPPED."""

    READ = "read"
    """It was read. Nothing is decided."""
    TAKING = "taking"
    """Its terms are decided, and its rows are being taken."""
    WAITING = "waiting"
    """All its rows have been gone through. Some wait for a person."""
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_over(self) -> bool:
        return self in (Stage.DONE, Stage.DROPPED)


class Aside(Enum):
    """Why a row was not taken at once."""

    ALIKE = "alike"
    """Somebody in the register may be the same person. It waits for somebody to decide."""
    FAULTY = "faulty"
    """Its cells can't be trusted, or it has no name."""
    REFUSED = "refused"
    """The register may not hold what stands there."""
    RESERVED = "reserved"
    """The person stands in the Central Marketing Exclusion Register."""
    OWN_NO = "own_no"
    """The address has said no to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amiss:
    """One thing that kept a row out: what, by its code, and what the column holds; the whole row, where no column is meant.

    No value: it is told when the file is gone, too."""

    code: str
    holds: str = ""


def written(amiss: Sequence[Amiss]) -> str:
    """As it is stored beside the number of the row."""
    return " ".join(f"{one.holds}:{one.code}" for one in amiss)


def read(text: str) -> tuple[Amiss, ...]:
    pairs = (word.partition(":") for word in text.split())
    return tuple(Amiss(holds=holds, code=code) for holds, _, code in pairs)


class Choice(Enum):
    """What a person says of a row that waits."""

    SAME = "same"
    """The same person: what the register has stands, and the row is not taken."""
    NEW = "new"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows that were gone through. They add up."""

    taken: int = 0
    same: int = 0
    left_out: int = 0
    waiting: int = 0
    faulty: int = 0
    refused: int = 0
    reserved: int = 0
    own_no: int = 0
    warned: int = 0
    """Of those taken: with a text that somebody should look at."""

    @property
    def rows(self) -> int:
        return (
            self.taken + self.same + self.left_out + self.waiting + self.faulty + self.refused
            + self.reserved + self.own_no
        )  # fmt: skip

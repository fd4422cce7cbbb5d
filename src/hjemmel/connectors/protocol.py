"""What every connector can do, and the four ways in which it may fail. No SQL, no policy, no users.

A connector carries out what a plan says. It never decides whether rows may go; `Selection` says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hjemmel.core.observation import Observation
from hjemmel.core.selection import All, Null, OneOf, Scalar, Selection


class Failure(Exception):
    """The world broke. The message names the place and the remedy, and never a value of a row.

    `done` rows were changed before it broke: they stay changed, and the rest can be done later."""

    def __init__(self, place: str, what: str, remedy: str, done: int = 0) -> None:
        super().__init__(place, what, remedy, done)
        self.place = place
        """A system, or `system.collection`."""
        self.what = what
        self.remedy = remedy
        self.done = done

    def __str__(self) -> str:
        done = f" ({self.done} rows were done before)" if self.done else ""
        return f"{self.place}: {self.what}{done}; {self.remedy}"


class Unreachable(Failure):
    """The system does not answer, and nothing was changed. Try again later."""


class Unsupported(Failure):
    """This system can't do that to these rows. Refuse the action, or change the declaration."""


class Drifted(Failure):
    """The system is not what the plan was made from: a column is gone, or there are more rows. Plan again."""


class Partial(Failure):
    """The system stopped answering after `done` rows. Go on: the same call does the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a collection shows that a row is restricted (Art. 18): a column with a value for each state."""

    column: str
    on: Scalar
    off: Scalar

    def change(self, rows: Selection, on: bool) -> tuple[Selection, dict[str, Scalar]]:
        """Those of the rows whose mark is not yet so, and what to put in."""
        value = self.on if on else self.off
        differs = Null(self.column, yes=False) if value is None else OneOf(self.column, (value,), yes=False)
        return Selection(rows.collection, All((rows.where, differs))), {self.column: value}


def mark_of(marks: Mapping[str, Mark], rows: Selection) -> Mark:
    mark = marks.get(rows.collection)
    if mark is None:
        raise Unsupported(
            rows.collection, "nothing says how a row is marked as restricted", "restrict it by hand"
        )
    return mark


class Connector(Protocol):
    """One system. Each method may raise the four failures above, and nothing else that a caller should catch.

    Selections hold no `Listed`, no `LinkedTo` and no `Within` of another system: the engine resolves them to `Among`
    first, and a connector that meets one raises `Unsupported`."""

    def describe(self) -> Observation:
        """All that the system has, undeclared tables and columns too, read anew."""

    def count(self, rows: Selection) -> int: ...

    def counts(self, several: Sequence[Selection]) -> Sequence[int]:
        """How many rows each selection has: all of one moment, where the system knows such a thing."""

    def find(self, rows: Selection, fields: Sequence[str]) -> Iterator[tuple[Scalar, ...]]:
        """The values of these columns, one tuple a row, streamed: keys to bind, or values to compare.

        Read it to the end, or close it, before changing rows of the same system."""

    def export(self, rows: Selection, fields: Sequence[str]) -> Iterator[Mapping[str, object]]:
        """The values as the system holds them, streamed: what a person is handed."""

    def erase(self, rows: Selection, *, at_most: int) -> int:
        """Remove the rows, and no others. More than `at_most` rows: `Drifted`, and nothing is touched.

        Rows that the system itself would remove along with them (a cascade) make it `Unsupported`."""

    def overwrite(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        """Put the blanks in. `{key}` in a text stands for the row's key, its parts joined by "-".

        A value that can't stand in its column (NOT NULL, UNIQUE, length, type) is `Unsupported`, before
        anything is touched."""

    def restrict(self, rows: Selection, on: bool) -> int:
        """Mark the rows as restricted, or no longer so; the rows whose mark changed are counted.

        `Unsupported` where the collection does not say how a row is marked."""

    def rectify(self, rows: Selection, values: Mapping[str, Scalar], *, at_most: int) -> int:
        """Put right values in. As `overwrite`, but a value is taken as it stands: `{key}` has no meaning."""


GoOn = Callable[[int], bool]
"""Asked between batches, with the rows that are done: whether the rest is to be done now. Asked with 0 before anything is
done, and where what was done just now can still be taken back: then a no takes it back."""


@runtime_checkable
class InBatches(Protocol):
    """A system that changes rows batch by batch, and can be told to stop between two. Others do the whole in one go."""

    def watched(self, go_on: GoOn) -> Connector:
        """The same system. `go_on` is asked before each batch and after the last; after a no, what was done stays done,
        and the rest is as it was."""
        ...


@runtime_checkable
class SaysNone(Protocol):
    """A system that can tell of many selections at once which have no row. Others are read one by one."""

    def surely_none(self, several: Sequence[Selection]) -> Sequence[bool]:
        """For each selection whether it is certain that it has no row. To be uncertain is always right."""
        ...

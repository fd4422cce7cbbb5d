"""The closed vocabulary of what a plan may ask of a system, and of why rows are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from .selection import Scalar, Selection


class Verb(Enum):
    COUNT = "count"
    FIND = "find"
    EXPORT = "export"
    ERASE = "erase"
    OVERWRITE = "overwrite"
    RESTRICT = "restrict"
    RECTIFY = "rectify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why: the rule (a purpose, a hold), its line in the file, and the law if there is one."""

    rule: str
    line: int
    law: str = ""
    text_nb: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing done to the rows of one collection. `expected` rows were counted when the plan was made."""

    verb: Verb
    rows: Selection
    expected: int
    because: Because
    values: tuple[tuple[str, Scalar], ...] = ()
    """For overwrite: column and its blank, `{key}` standing for the row's key. For restrict, and for a day or a no that is
    written in: column and value. For a correction the columns alone: its values are sealed elsewhere."""
    remember: tuple[str, ...] = ()
    """Events whose date must be stored as a fact before these rows go."""
    by_hand: bool = False
    """The system is watched, or the collection says `ask`: a person does it; the next count proves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Rows left alone: the law or a hold says no. Data in the plan, not an exception."""

    collection: str
    rows: int
    because: Because
    first: date | None = None
    """The first day on which this no longer keeps some of them; None: not known."""
    until: date | None = None
    """The first day on which this no longer keeps any of them; None: not known, it waits for `waits_nb/en`."""
    waits_nb: str = ""
    waits_en: str = ""
    unknown: bool = False
    """Nothing is decided about these rows: something is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Rows that hold, or may hold, somebody else's data beside that of whoever asks: a person looks before anything
    is released or erased."""

    collection: str
    rows: int
    because: Because

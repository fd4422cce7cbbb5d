"""Making the example companies' own databases: tables as values, and a source of made-up people for them.

The same seed gives the same data, to the byte. Nobody in it exists: addresses end in `.example`, telephone
numbers cannot be called, national numbers are of the synthetic kind. No profile's own rules belong here."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from hjemmel.core.identifiers import is_account_number, is_orgnr, synthetic_fnr
from hjemmel.profiles import vocabulary

T = TypeVar("T")
Value = str | int | float | bool | None
Row = tuple[Value, ...]

_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", " ": "-"})
_SHORT_PHONES = range(1000, 10_000)
"""Below stand the example companies' own numbers."""


# ---- tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReference:
    """A foreign key inside one system."""

    columns: tuple[str, ...]
    table: str
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTable:
    """One table with its rows. Types are SQL words: TEXT, INTEGER, REAL, BOOLEAN, DATE, TIMESTAMP.

    Dates are ISO text, as SQLite keeps them. Columns of `key` and `not_null` are never empty."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    unique: tuple[tuple[str, ...], ...] = ()
    not_null: tuple[str, ...] = ()
    references: tuple[DemoReference, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    def add(self, **values: Value) -> None:
        """One more row, by column name. Every column must be given."""
        names = [name for name, _ in self.columns]
        if values.keys() != set(names):
            raise ValueError(f"{self.name}: columns are {names}, given were {sorted(values)}")
        self.rows.append(tuple(values[name] for name in names))

    def dicts(self) -> Iterator[dict[str, Value]]:
        """The rows by column name, for tests and for stories."""
        names = [name for name, _ in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSystem:
    """One of the company's systems. Parents stand before the tables that refer to them."""

    name: str
    tables: tuple[DemoTable, ...]

    def table(self, name: str) -> DemoTable:
        return next(table for table in self.tables if table.name == name)


def refers(column: str, target: str) -> DemoReference:
    """`refers("account_id", "accounts.id")`: the usual reference, by one column."""
    table, _, theirs = target.partition(".")
    return DemoReference(columns=(column,), table=table, theirs=(theirs,))


def write_sqlite(system: DemoSystem, path: Path) -> None:
    """Write the system as a SQLite file, in place of any that is there. Without WAL: it is one file."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN")
        for table in system.tables:
            connection.execute(_create(table))
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", table.rows)
            for number, columns in enumerate(table.indexes, 1):
                name = _quoted(f"{table.name}_{number}")
                connection.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} ({_listed(columns)})")
        connection.execute("COMMIT")
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise ValueError(f"{system.name}.{broken[0]}: a row refers to nothing in {broken[2]}")


def _create(table: DemoTable) -> str:
    filled = {*table.key, *table.not_null}
    parts = [
        f"{_quoted(name)} {kind}" + (" NOT NULL" if name in filled else "") for name, kind in table.columns
    ]
    parts.append(f"PRIMARY KEY ({_listed(table.key)})")
    parts += [f"UNIQUE ({_listed(columns)})" for columns in table.unique]
    parts += [
        f"FOREIGN KEY ({_listed(to.columns)}) REFERENCES {_quoted(to.table)} ({_listed(to.theirs)})"
        for to in table.references
    ]
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_quoted, columns))


# ---- people and companies ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    name: str
    domain: str
    orgnr: str


class Sample:
    """A source of example data with a memory: what must be unique never comes twice."""

    def __init__(self, seed: int) -> None:
        self.chance_source = random.Random(seed)
        self._given: set[str] = set()
        self._born: dict[date, int] = {}
        self._phones = iter(self.chance_source.sample(_SHORT_PHONES, len(_SHORT_PHONES)))

    # -- chance --

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.chance_source.random() < share

    def number(self, first: int, last: int) -> int:
        """A whole number, both ends included."""
        return self.chance_source.randint(first, last)

    def one_of(self, choices: Sequence[T]) -> T:
        return self.chance_source.choice(choices)

    def some_of(self, choices: Sequence[T], number: int) -> list[T]:
        """So many different ones, in no order."""
        return self.chance_source.sample(choices, number)

    def weighted(self, **shares: float) -> str:
        """`weighted(person=7, company=3)`: one of the words, in these proportions."""
        return self.chance_source.choices(list(shares), weights=list(shares.values()))[0]

    def shuffled(self, things: Iterable[T]) -> list[T]:
        mixed = list(things)
        self.chance_source.shuffle(mixed)
        return mixed

    # -- people --

    def person(self) -> Person:
        return Person(first_name=self.first_name(), last_name=self.last_name())

    def first_name(self) -> str:
        return self.one_of(vocabulary.FIRST_NAMES)

    def last_name(self) -> str:
        return self.one_of(vocabulary.LAST_NAMES)

    def email(self, name: str, domain: str = "post.example") -> str:
        """An address that nobody else here has: `kari.hansen@post.example`, then `kari.hansen2@...`."""
        local = ascii_of(name).replace("-", ".")
        numbers = ("" if n == 1 else str(n) for n in count(1))
        return self._new(f"{local}{n}@{domain}" for n in numbers)

    def phone(self) -> str:
        """`00 00 12 34`, each once; longer ones when these are used up. No such number can be called."""
        short = next(self._phones, None)
        if short is None:
            return self._new(_phone(self.number(100_000, 999_999)) for _ in count())
        return _phone(short)

    def national_number(self, birth: date) -> str:
        """The number of a person who cannot exist (month + 80), never the same twice."""
        serial = self._born.get(birth, 0)
        self._born[birth] = serial + 1
        return synthetic_fnr(birth, serial)

    def account_number(self) -> str:
        """Eleven digits with a valid check digit, in a series (0000) that no bank has."""
        return self._new(number for number in self._digits("0000", 7) if is_account_number(number))

    def ip_address(self) -> str:
        """An address of the ranges kept for documentation."""
        return f"{self.one_of(('192.0.2', '198.51.100', '203.0.113'))}.{self.number(1, 254)}"

    # -- companies and places --

    def company(self, form: str = "AS") -> Company:
        """A made-up company with a domain of its own."""
        pairs = (
            f"{self.one_of(vocabulary.COMPANY_FIRST)} {self.one_of(vocabulary.COMPANY_SECOND)}"
            for _ in count()
        )
        # 750 pairs of words; the postal place makes more of them.
        tried = (
            pair if n < 40 else f"{pair} {self.one_of(vocabulary.POSTAL_PLACES)[1]}"
            for n, pair in enumerate(pairs)
        )
        name = self._new(tried)
        return Company(name=f"{name} {form}".strip(), domain=f"{ascii_of(name)}.example", orgnr=self.orgnr())

    def orgnr(self) -> str:
        """Valid by its check digit, of the synthetic series that begins with 3."""
        return self._new(number for number in self._digits("3", 8) if is_orgnr(number))

    def postal_place(self) -> tuple[str, str]:
        """(postal code, place) that belong together."""
        return self.one_of(vocabulary.POSTAL_PLACES)

    def street(self) -> str:
        return f"{self.one_of(vocabulary.STREETS)} {self.number(1, 89)}"

    def address(self) -> str:
        code, place = self.postal_place()
        return f"{self.street()}, {code} {place}"

    def role(self) -> str:
        return self.one_of(vocabulary.ROLES)

    def note(self, notes: Sequence[str] = vocabulary.NOTES) -> str:
        """Free text about a matter, never about a person."""
        return " ".join(self.some_of(notes, self.number(1, 2)))

    # -- time --

    def day(self, first: date, last: date) -> date:
        """A day between the two, both included."""
        return first + timedelta(days=self.number(0, (last - first).days))

    def at(self, day: date) -> str:
        """That day in office hours, as `2026-03-01 09:41:07`: the same day in UTC and in Oslo."""
        return f"{day} {self.number(8, 15):02}:{self.number(0, 59):02}:{self.number(0, 59):02}"

    # -- what must be unique --

    def _digits(self, start: str, more: int) -> Iterator[str]:
        return (f"{start}{self.number(0, 10**more - 1):0{more}}" for _ in count())

    def _new(self, tried: Iterable[str]) -> str:
        found = next(text for text in tried if text not in self._given)
        self._given.add(found)
        return found


def ascii_of(text: str) -> str:
    """Small letters of the English alphabet, as they stand in addresses: Bjørg Åsnes -> bjorg-asnes."""
    return text.lower().translate(_ASCII)


def _phone(digits: int) -> str:
    text = str(digits)
    return "00 00 " + " ".join(text[n : n + 2] for n in range(0, len(text), 2))

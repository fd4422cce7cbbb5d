"""Random companies for lineage: people with keys of every shape, and tables that hang on them in every way, in two systems.

What is about whom is worked out here once more, from the rows alone, in the plainest way there is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hjemmel.connectors.contract import Table
from hjemmel.connectors.values import as_text
from hjemmel.core.observation import CollectionSeen, ColumnSeen, ColumnType
from hjemmel.core.selection import Scalar

Row = dict[str, Scalar]
Key = tuple[Scalar, ...]
INT, TEXT = ColumnType.INTEGER, ColumnType.TEXT
SHAPES: Sequence[tuple[tuple[str, ColumnType], ...]] = (
    (("id", INT),),
    (("order", TEXT),),
    (("select", INT), ("kjøpt av", TEXT)),
    (("group", TEXT), ("løpe-nr", INT), ("from", INT)),
)
NUMBERS = (0, 1, 2, 10)
TEXTS = ("", "0", "å", "o'x\"", "😀", "a b", "1")
HEAD = """
hjemmel: 1
organisation: {name: Prøve AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {guest: {title: {nb: gjest, en: guest}}}
categories: {thing: {title: {nb: ting, en: thing}}}
systems:
"""


@dataclass(frozen=True)
class Reference:
    columns: tuple[str, ...]
    to: str
    theirs: tuple[str, ...]
    is_text: bool
    """Its columns are text, whatever those it refers to."""


@dataclass
class Kin:
    """One table. `about`: the reference that tells whom its rows are about; `also`: whom one column is about."""

    name: str
    key: tuple[tuple[str, ColumnType], ...]
    about: Reference | None
    also: Reference | None
    references: list[Reference]
    rows: list[Row] = field(default_factory=list)

    @property
    def key_columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.key)

    @property
    def table(self) -> str:
        return self.name.replace(".", " ")

    def key_of(self, row: Row) -> Key:
        return tuple(as_text(row[name]) for name in self.key_columns)


@dataclass
class Company:
    kin: dict[str, Kin]

    @property
    def home(self) -> Kin:
        return next(iter(self.kin.values()))

    def about(self, person: Row) -> dict[str, set[Key]]:
        """By table, the keys of the rows that are about this person, or have something in them that is."""
        return {
            name: {
                kin.key_of(row)
                for row in kin.rows
                if (kin is self.home and kin.key_of(row) == self.home.key_of(person))
                or any(self._leads(kin, row, way, person) for way in (kin.about, kin.also) if way)
            }
            for name, kin in self.kin.items()
        }

    def _leads(self, kin: Kin, row: Row, way: Reference, person: Row) -> bool:
        there = self.kin[way.to]
        for other in _referred(row, way, there):
            if there.about is None:
                if there.key_of(other) == self.home.key_of(person):
                    return True
            elif self._leads(there, other, there.about, person):
                return True
        return False

    # ---- as a declaration, and as tables ----

    def declaration(self) -> str:
        systems: dict[str, list[Kin]] = {}
        for kin in self.kin.values():
            systems.setdefault(kin.name.partition(".")[0], []).append(kin)
        text = HEAD
        for system, several in systems.items():
            text += f"  {system}:\n    title: {{nb: {system}, en: {system}}}\n"
            text += f'    connect: {{kind: sql, url: "${{{system.upper()}_URL}}"}}\n    collections:\n'
            text += "".join(map(_declared, several))
        text += "purposes:\n  keep:\n    title: {nb: ha, en: keep}\n    for: [guest]\n    basis: contract\n    keep:\n"
        for name in self.kin:
            text += f"      - {{in: [{name}], categories: [thing], after: {name}.day, period: 1 year}}\n"
        return text

    def tables(self, system: str) -> list[Table]:
        found = []
        for kin in self.kin.values():
            if kin.name.partition(".")[0] != system:
                continue
            types = dict(kin.key)
            for reference in kin.references:
                theirs = dict(self.kin[reference.to].key)
                for ours, other in zip(reference.columns, reference.theirs, strict=True):
                    types[ours] = TEXT if reference.is_text else theirs[other]
            columns = tuple(
                ColumnSeen(
                    name=name,
                    type=kind,
                    nullable=name not in kin.key_columns,
                    length=40 if kind is TEXT else None,
                )
                for name, kind in {**types, "what": TEXT, "also": TEXT, "day": TEXT}.items()
            )
            seen = CollectionSeen(name=kin.table, columns=columns, key=kin.key_columns)
            rows = tuple(tuple(row[column.name] for column in columns) for row in kin.rows)
            found.append(Table(seen, rows))
        return found


def company(seed: int, *, most_rows: int = 8) -> Company:
    pick = random.Random(seed)
    kin: dict[str, Kin] = {}
    names = [f"{pick.choice('ab')}.people", *(f"{pick.choice('ab')}.t{n}" for n in range(pick.randint(2, 5)))]
    shapes = {name: pick.choice(SHAPES) for name in names}
    for number, name in enumerate(names):
        about = _reference(pick, pick.choice(names[:number]), shapes, "up") if number else None
        other = _reference(pick, pick.choice(names), shapes, "to")
        may_tell = number and other.to in names[:number] and about and other.to != about.to
        also = other if may_tell and pick.random() < 0.6 else None
        references = [one for one in (about, other) if one is not None]
        kin[name] = Kin(name, shapes[name], about, also, references)
    for one in kin.values():
        _fill_keys(pick, one, most_rows)
    for one in kin.values():
        for reference in one.references:
            _refer(pick, one, reference, kin[reference.to])
    return Company(kin)


def _reference(
    pick: random.Random, to: str, shapes: Mapping[str, Sequence[tuple[str, ColumnType]]], prefix: str
) -> Reference:
    theirs = tuple(name for name, _ in shapes[to])
    return Reference(tuple(f"{prefix} {name}" for name in theirs), to, theirs, pick.random() < 0.25)


def _fill_keys(pick: random.Random, kin: Kin, most: int) -> None:
    seen: set[Key] = set()
    for number in range(pick.randint(1, most)):
        row: Row = {name: pick.choice(NUMBERS if kind is INT else TEXTS) for name, kind in kin.key}
        if kin.key_of(row) in seen:
            continue
        seen.add(kin.key_of(row))
        kin.rows.append({**row, "what": f"w{number}", "also": f"a{number}", "day": "2026-01-01"})


def _refer(pick: random.Random, kin: Kin, reference: Reference, there: Kin) -> None:
    for row in kin.rows:
        chance = pick.random()
        target = pick.choice(there.rows)
        values: list[Scalar] = [target[name] for name in reference.theirs]
        if chance < 0.15:
            values[pick.randrange(len(values))] = None
        elif chance < 0.25:
            values[0] = 77 if isinstance(values[0], int) else "nowhere"
        for name, value in zip(reference.columns, values, strict=True):
            row[name] = as_text(value) if reference.is_text else value


def _referred(row: Row, way: Reference, there: Kin) -> Iterator[Row]:
    ours = [as_text(row[name]) for name in way.columns]
    if None not in ours:
        for other in there.rows:
            if [as_text(other[name]) for name in way.theirs] == ours:
                yield other


def _declared(kin: Kin) -> str:
    name = kin.name.partition(".")[2]
    about = f"via: {_listed(kin.about.columns)}" if kin.about else "kind: guest"
    also = f", about: {{via: {_listed(kin.also.columns)}}}" if kin.also else ""
    others = [*kin.key_columns, *(column for one in kin.references for column in one.columns), "day"]
    references = "".join(
        f"          - {{columns: {_listed(one.columns)}, to: {one.to}, theirs: {_listed(one.theirs)}}}\n"
        for one in kin.references
    )
    return (
        f"      {name}:\n        table: '{kin.table}'\n        title: {{nb: {name}, en: {name}}}\n"
        f"        key: {_listed(kin.key_columns)}\n        about: {{{about}}}\n"
        f"        identity: {{customer_number: what}}\n        when_due: erase\n"
        f"        composite_references:\n{references}        fields:\n"
        f"          - {{columns: [what], category: thing}}\n"
        f"          - {{columns: [also], category: thing{also}}}\n"
        f"          - {{columns: {_listed(others)}, category: none, why: keys}}\n"
    )


def _listed(names: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"

"""What a person says is wrong in their rows (Art. 16): which rows and columns can be corrected, and taking in what is right.

What is right lies sealed with the request until its plan is carried out. It stands in no plan, fact or ledger line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hjemmel.capabilities.ledger.services import note
from hjemmel.connectors.values import DATE_TYPES, fitted, misfit
from hjemmel.core.answer.files import cell
from hjemmel.core.answer.reason import label
from hjemmel.core.datamap import Collection as CollectionMap
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.data import REGISTER
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.lineage import Way
from hjemmel.core.observation import ColumnSeen, ColumnType
from hjemmel.core.rights.correction import is_theirs
from hjemmel.core.selection import Among, Scalar, Selection
from hjemmel.desk import access, clock, requests
from hjemmel.desk.house import house
from hjemmel.desk.published import published
from hjemmel.desk.requests import Correction
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import TABLES

TRUTHS: Mapping[str, bool] = {
    "ja": True, "yes": True, "1": True, "true": True, "nei": False, "no": False, "0": False, "false": False,
}  # fmt: skip
LONGEST = 2_000


class NoSuchRow(LookupError):
    """The row is none of the person's, or nothing in it is theirs to correct."""


class DoesNotFit(ValueError):
    """A column does not take what was written. `columns` says which."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(", ".join(self.columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctable:
    """A row in which something is the person's to correct."""

    about: About
    title: Text
    columns: tuple[str, ...]
    is_own: bool

    @property
    def mark(self) -> str:
        """How a form speaks of it."""
        return json.dumps([self.about.collection, *map(str, self.about.key)], ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnForm:
    """One column of a row that is being corrected."""

    name: str
    label: Text
    can_be_blank: bool
    is_shown: bool = False
    value: str = field(default="", repr=False)
    """What stands there now; only if it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForm:
    row: Correctable
    columns: tuple[ColumnForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One correction that has been written in."""

    number: int
    title: Text
    about: About
    labels: tuple[tuple[str, Text], ...]
    values: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    """Column, what was there before it was corrected, and what is right; only if they are shown."""


# ---- seeing ------------------------------------------------------------------------------------------------


def rows(id: str, actor: Actor) -> tuple[Correctable, ...]:
    """The person's rows in which something is theirs to correct, their own rows first. No value is read."""
    opened, data_map = house(actor), published().map
    own = requests.about(id, actor)
    found: dict[About, dict[str, None]] = {}
    for one in own:
        for traced in opened.trace_about(one).found:
            columns = dict.fromkeys(_theirs(traced.way, data_map))
            for key in traced.keys if columns else ():
                found.setdefault(About(collection=traced.way.collection, key=key), {}).update(columns)
    note("person-traced", actor, {"found": bool(found), "rows": len(found)}, clock.now())
    made = [
        Correctable(
            about=about,
            title=_title(about.collection, data_map),
            columns=tuple(name for name in data_map.collections[about.collection].columns if name in columns),
            is_own=about in own,
        )
        for about, columns in found.items()
    ]
    return tuple(sorted(made, key=lambda one: not one.is_own))


def form(id: str, mark: str, actor: Actor, purpose: str = "", case: str = "") -> RowForm:
    """The columns of one row. With a purpose, what stands there now is shown as far as the reader may see it, and that is
    noted. Raises NoSuchRow, NotAllowed."""
    row = _row(id, mark, actor)
    seen, values = _seen(row, actor), _values(row, actor, purpose, case)
    data_map = published().map
    return RowForm(
        row=row,
        columns=tuple(
            ColumnForm(
                name=name,
                label=_label(row.about.collection, name, data_map),
                can_be_blank=seen[name].nullable,
                is_shown=name in values,
                value=cell(values.get(name)),
            )
            for name in row.columns
            if name in seen
        ),
    )


def written(id: str, actor: Actor, purpose: str = "", case: str = "") -> tuple[Written, ...]:
    """The corrections that have been written in: which row and which columns; with a purpose, the values too."""
    data_map, before = published().map, requests.before(id, actor) if purpose else {}
    if purpose:
        access.check(actor, purpose, case)
        shown = [
            (one.row.collection, name)
            for one in requests.corrections(id, actor)
            for name in _visible(one.row.collection, one.values, actor, purpose)
        ]
        access.note_shown(actor, purpose, shown, 1, case)
    return tuple(
        Written(
            number=number,
            title=_title(one.row.collection, data_map),
            about=one.row,
            labels=tuple((name, _label(one.row.collection, name, data_map)) for name in one.values),
            values=tuple(
                (name, before.get(str(number), {}).get(name) or "", cell(one.values[name]))
                for name in _visible(one.row.collection, one.values, actor, purpose)
            ),
        )
        for number, one in enumerate(requests.corrections(id, actor))
    )


def right_in(id: str, system: str, actor: Actor) -> tuple[tuple[Text, str], ...]:
    """What is right, for whoever keeps a system that no program writes to: only of the categories that are declared to lie
    there."""
    data_map = published().map
    there = {
        group.category
        for collection in data_map.collections.values()
        if collection.system == system
        for group in collection.groups
        if group.is_personal
    }
    return tuple(
        dict.fromkeys(
            (label(data_map, group), cell(value))
            for one in requests.corrections(id, actor)
            for column, value in one.values.items()
            if (group := data_map.collections[one.row.collection].group_of(column)) is not None
            and group.category in there
        )
    )


# ---- writing in --------------------------------------------------------------------------------------------


def correct(id: str, mark: str, typed: Mapping[str, str], blanked: Collection[str], actor: Actor) -> None:
    """In this row, these columns are to be so, and those in `blanked` empty. What was written in for the row before stays
    where nothing new is said. Raises NoSuchRow, DoesNotFit, NotTaken."""
    row = _row(id, mark, actor)
    seen = _seen(row, actor)
    values: dict[str, Scalar] = {}
    wrong = []
    for name in row.columns:
        text = typed.get(name, "").strip()[:LONGEST]
        if name not in seen or not (text or name in blanked):
            continue
        value = None if name in blanked else _read(text, seen[name])
        if (value is None and name not in blanked) or misfit(seen[name], value):
            wrong.append(name)
        values[name] = value
    if wrong or not values:
        raise DoesNotFit(wrong)
    standing = list(requests.corrections(id, actor))
    for number, one in enumerate(standing):
        if one.row == row.about:
            standing[number] = replace(one, values={**one.values, **values})
            break
    else:
        standing.append(Correction(row=row.about, values=values))
    requests.correct(id, standing, actor)


def drop(id: str, number: int, actor: Actor) -> None:
    """This correction is not to be made after all."""
    standing = requests.corrections(id, actor)
    requests.correct(id, [one for place, one in enumerate(standing) if place != number], actor)


# ---- inside ------------------------------------------------------------------------------------------------


def _theirs(way: Way, data_map: DataMap) -> Iterator[str]:
    collection = data_map.collections[way.collection]
    for group in collection.groups:
        if group.number in way.groups:
            yield from (
                name
                for name in group.columns
                if is_theirs(name, collection, data_map) and _can_be_found(name, collection, data_map)
            )


def _can_be_found(name: str, collection: CollectionMap, data_map: DataMap) -> bool:
    """A plan asks what stands there, before and after. Sealed columns of the register that nobody can search by do not
    tell: these are corrected on the person's page."""
    system = data_map.declaration.systems[collection.system]
    table = TABLES.get(collection.shape.table) if system.connect.kind == REGISTER else None
    return table is None or name not in table.texts


def _row(id: str, mark: str, actor: Actor) -> Correctable:
    found = next((one for one in rows(id, actor) if one.mark == mark), None)
    if found is None:
        raise NoSuchRow
    return found


def _seen(row: Correctable, actor: Actor) -> Mapping[str, ColumnSeen]:
    """The columns as the system has them now."""
    collection = published().map.collections[row.about.collection]
    table = house(actor).connectors[collection.system].describe().collection(collection.shape.table)
    return {one.name: one for one in table.columns} if table else {}


def _values(row: Correctable, actor: Actor, purpose: str, case: str) -> Mapping[str, object]:
    visible = _visible(row.about.collection, row.columns, actor, purpose)
    if not purpose or not visible:
        return {}
    access.check(actor, purpose, case)
    collection = published().map.collections[row.about.collection]
    this = Selection(collection.name, Among(collection.shape.key, frozenset((row.about.key,))))
    found = next(iter(house(actor).connectors[collection.system].export(this, visible)), {})
    access.note_shown(actor, purpose, [(collection.name, name) for name in visible], 1, case)
    return found


def _visible(collection: str, columns: Iterable[str], actor: Actor, purpose: str) -> tuple[str, ...]:
    names = tuple(columns)
    seen = access.sees(actor, collection, names, purpose=purpose) if purpose else frozenset()
    return tuple(name for name in names if name in seen)


def _read(text: str, column: ColumnSeen) -> Scalar:
    """What was typed, as the column takes it; None if it does not."""
    if column.type is ColumnType.BOOLEAN:
        return TRUTHS.get(text.casefold())
    if column.type in DATE_TYPES:
        return _day(text)
    if column.type is ColumnType.NUMBER:
        text = text.replace(",", ".")
    return fitted(text, column.type)


def _day(text: str) -> str:
    """A day as people write it, in the way of databases."""
    try:
        return datetime.strptime(text, "%d.%m.%Y").date().isoformat()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return text


def _label(collection: str, column: str, data_map: DataMap) -> Text:
    group = data_map.collections[collection].group_of(column)
    return label(data_map, group) if group else Text(nb=column, en=column)


def _title(place: str, data_map: DataMap) -> Text:
    system, _, name = place.partition(".")
    return data_map.declaration.systems[system].collections[name].title

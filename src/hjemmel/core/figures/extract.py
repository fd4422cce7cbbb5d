"""An extract: figures about groups that somebody asks for, from which collection, for which purpose, by which columns.

What tells of one person alone makes no groups: it is refused before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..datamap import Collection, DataMap, FieldGroup, FixedKind
from ..declaration.inside import GroupTrace
from ..declaration.parts import Text
from ..terms import NO_PERSON
from .groups import USUAL_SMALLEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for. Without `by`: one group of everybody."""

    collection: str
    purpose: str
    by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    """Columns of numbers, to be summed over each group."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.by, *self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """That figures were made, as it is kept: of what, for what, how many groups, and the smallest of them."""

    at: datetime
    purpose: str
    collection: str
    by: tuple[str, ...]
    groups: int
    fewest: int
    """People in the smallest group that came out; 0 if none did."""
    rows: int


def smallest_group(data_map: DataMap, purpose: str) -> int:
    """No group of fewer people comes out: the strictest that the declaration says, or the usual number."""
    found = data_map.purposes.get(purpose)
    said = (
        data_map.declaration.marketing.smallest_group,
        found.declared.aggregated_from if found else None,
    )
    return max((number for number in said if number is not None), default=USUAL_SMALLEST)


def refusals(data_map: DataMap, wanted: Wanted, sealed: frozenset[str]) -> tuple[Text, ...]:
    """Why these figures are not made; nothing if they may be. `sealed`: columns whose values nobody can compare."""
    return tuple(_refused(data_map, wanted, sealed))


def pseudonym(data_map: DataMap, collection: str) -> str | None:
    """The column by which people are told from each other where there is no name."""
    found = (
        trace.meaning.person
        for trace in data_map.traces
        if trace.collection == collection and isinstance(trace.meaning, GroupTrace)
    )
    return next(found, None)


def _refused(data_map: DataMap, wanted: Wanted, sealed: frozenset[str]) -> Iterator[Text]:
    collection = data_map.collections.get(wanted.collection)
    if collection is None:
        yield Text(
            nb=f"«{wanted.collection}» står ikke i deklarasjonen.",
            en=f'"{wanted.collection}" is not in the declaration.',
        )
        return
    if wanted.purpose not in data_map.purposes:
        yield Text(
            nb=f"Formålet «{wanted.purpose}» står ikke i deklarasjonen.",
            en=f'The purpose "{wanted.purpose}" is not in the declaration.',
        )
        return
    if isinstance(collection.whose.kind, FixedKind) and collection.whose.kind.kind == NO_PERSON:
        yield Text(
            nb="Radene er ikke om noen, så ingen kan telles.",
            en="The rows are about nobody, so nobody can be counted.",
        )
        return
    for column in wanted.columns:
        why = _column(data_map, collection, wanted, column, sealed)
        if why:
            yield why


def _column(
    data_map: DataMap, collection: Collection, wanted: Wanted, column: str, sealed: frozenset[str]
) -> Text | None:
    group = collection.group_of(column)
    if group is None:
        return Text(nb=f"«{column}» er ingen deklarert kolonne.", en=f'"{column}" is no declared column.')
    if column in sealed:
        return Text(
            nb=f"«{column}» er forseglet. Det lages ingen grupper av det.",
            en=f'"{column}" is sealed. No groups are made of it.',
        )
    if _tells_of_one(data_map, collection, group, column):
        return Text(
            nb=f"«{column}» forteller om én og én person. Det lages ingen grupper av det.",
            en=f'"{column}" tells of one person at a time. No groups are made of it.',
        )
    if group.is_personal and not _is_used(data_map, wanted, group):
        return Text(
            nb=f"Formålet «{wanted.purpose}» bruker ikke «{column}».",
            en=f'The purpose "{wanted.purpose}" does not use "{column}".',
        )
    if group.is_personal and group.whose != collection.whose:
        return Text(
            nb=f"«{column}» er om andre enn resten av raden.",
            en=f'"{column}" is about others than the rest of the row.',
        )
    return None


def _tells_of_one(data_map: DataMap, collection: Collection, group: FieldGroup, column: str) -> bool:
    declared = data_map.declaration.systems[collection.system]
    fields = declared.collections[collection.name.partition(".")[2]].fields[group.number]
    return (
        column in collection.shape.key
        or column in collection.identity_columns
        or any(column in hop.columns for hop in collection.hops)
        or column == pseudonym(data_map, collection.name)
        or fields.encrypted
        or fields.may_name_others
    )


def _is_used(data_map: DataMap, wanted: Wanted, group: FieldGroup) -> bool:
    purpose = data_map.purposes[wanted.purpose]
    return purpose.use_only or any(
        line.collection == wanted.collection and group.category in line.categories for line in purpose.lines
    )

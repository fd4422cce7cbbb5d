"""Reading the register's rows, sealed as they are, and sealing them anew. What changes content is a deed of services."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from hjemmel.capabilities.register.models import MODELS, UnsettledKey
from hjemmel.engine.ports import SealedRow
from hjemmel.engine.register import layout
from hjemmel.engine.register.layout import SUBJECT, TABLES, SealedTable, token_of
from hjemmel.engine.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One row: what stands in clear, and what is sealed, still sealed."""

    table: SealedTable
    id: str
    subject: str
    clear: Mapping[str, object]
    sealed: SealedRow = field(repr=False)


def kept(table: SealedTable, id: str) -> KeptRow | None:
    return next(_kept(table, pk=id), None)


def count(table: SealedTable) -> int:
    """How many rows there are."""
    return MODELS[table.name].objects.count()


def kept_about(subject: str) -> tuple[KeptRow, ...]:
    """Every row about the subject, its own first."""
    there = _tables_with(subject)
    return tuple(
        row for table in TABLES.values() if table.name in there for row in _kept(table, subject=subject)
    )


def contacts_at(organisation: str) -> tuple[KeptRow, ...]:
    return tuple(_kept(layout.CONTACT, organisation_id=organisation))


def relations_of(subjects: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The kinds of relations that stand, by subject."""
    found: dict[str, list[str]] = {}
    there = MODELS[layout.RELATION.name].objects.filter(subject__in=list(subjects), ended_on__isnull=True)
    for subject, kind in there.order_by("began_on").values_list(SUBJECT, "kind"):
        found.setdefault(subject, []).append(kind or "")
    return {subject: tuple(dict.fromkeys(kinds)) for subject, kinds in found.items()}


def kinds_of(ids: Collection[str]) -> Mapping[str, str]:
    """What each of these persons and organisations is."""
    homes = (MODELS[table.name] for table in TABLES.values() if table.is_home)
    return {
        id: kind
        for home in homes
        for id, kind in home.objects.filter(pk__in=list(ids)).values_list("pk", "kind")
    }


def persons_for(purpose: str, after: str, count: int) -> tuple[tuple[str, str], ...]:
    """References and kinds of persons that were taken in for this purpose, in the order of their references."""
    among = (
        Q(purposes=purpose)
        | Q(purposes__startswith=f"{purpose} ")
        | Q(purposes__endswith=f" {purpose}")
        | Q(purposes__contains=f" {purpose} ")
    )
    there = MODELS[layout.PERSON.name].objects.filter(among, pk__gt=after).order_by("pk")
    return tuple(there.values_list("pk", "kind")[:count])


def _tables_with(subject: str) -> frozenset[str]:
    """Which tables have anything about the subject: most people stand in few of them.

    One statement, by hand: to put thirteen of them together takes longer than to ask them."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY_ROW, [subject] * len(TABLES))
        return frozenset(name for (name,) in cursor.fetchall())


_ANY_ROW = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name} WHERE subject = %s)" for name in TABLES
)


def _kept(table: SealedTable, **wanted: object) -> Iterator[KeptRow]:
    names, asked = _asked_for(table.name)
    for row in sorted(asked.filter(**wanted), key=itemgetter("received_at", "id")):
        sealed = {column: _bytes(row[column]) for column in table.sealed}
        yield KeptRow(
            table=table,
            id=row["id"],
            subject=row[SUBJECT],
            clear={name: row[name] for name in names},
            sealed=SealedRow(subject=row[SUBJECT], table=table.name, row=row["id"], values=sealed),
        )


@cache
def _asked_for(table: str) -> tuple[list[str], models.QuerySet[Any, dict[str, Any]]]:
    """The columns of a table that stand in clear, and the question for all that is kept, ready to be narrowed: to make
    it takes longer than to ask it."""
    sealed, model = TABLES[table], MODELS[table]
    hidden = {*sealed.sealed, *sealed.tokens.values()}
    names = [one.attname for one in model._meta.concrete_fields if one.attname not in hidden]
    return names, model.objects.order_by().values(*names, *sealed.sealed)


def rows_of(subjects: Collection[str]) -> Iterator[SealedRow]:
    """Every row with sealed values of these subjects, in every table."""
    for table in TABLES.values():
        if table.sealed:
            yield from _rows(table, subject__in=list(subjects))


def row(table: SealedTable, id: str) -> SealedRow | None:
    """One row with its sealed values; None if there is none."""
    return next(_rows(table, pk=id), None)


def rows(table: SealedTable, ids: Collection[str]) -> list[SealedRow]:
    return list(_rows(table, pk__in=list(ids)))


def _rows(table: SealedTable, **wanted: object) -> Iterator[SealedRow]:
    found = MODELS[table.name].objects.filter(**wanted)
    for id, subject, *values in found.values_list("pk", SUBJECT, *table.sealed):
        sealed = {column: _bytes(value) for column, value in zip(table.sealed, values, strict=True)}
        yield SealedRow(subject=subject, table=table.name, row=id, values=sealed)


def replace(pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
    """The second in place of the first, where the first still stands."""
    with transaction.atomic():
        for old, new in pairs:
            there = MODELS[old.table].objects.filter(pk=old.row, **old.values)
            there.update(**new.values)


def subjects_of(table: str, ids: Collection[str]) -> Mapping[str, str]:
    """Whom these rows are about, by their keys; those that are not there are left out."""
    return dict(MODELS[table].objects.filter(pk__in=list(ids)).values_list("pk", SUBJECT))


def without_home(subjects: Collection[str]) -> frozenset[str]:
    homes = (MODELS[table.name] for table in TABLES.values() if table.is_home)
    there = {
        one
        for home in homes
        for one in home.objects.filter(subject__in=list(subjects)).values_list(SUBJECT, flat=True)
    }
    return frozenset(subjects) - there


def unsettled(count: int) -> tuple[str, ...]:
    return tuple(UnsettledKey.objects.order_by("pk").values_list("pk", flat=True)[:count])


def nameless(subjects: Collection[str]) -> frozenset[str]:
    """Those of whom no name is left."""
    named = {
        one
        for table in TABLES.values()
        if "name" in table.indexes
        for one in MODELS[table.name]
        .objects.filter(subject__in=list(subjects), name__isnull=False)
        .values_list(SUBJECT, flat=True)
    }
    return frozenset(subjects) - named


Tokens = Callable[[Mapping[str, object]], dict[str, int | None]]


def tokens(vault: Vault, table: SealedTable) -> Tokens:
    """From the values of a row to the tokens that stand beside them, by the columns of tokens."""
    asked = [(column, token_of(column), vault.index(index).token) for column, index in table.indexes.items()]
    return lambda values: {
        beside: token(str(values[column])) if values[column] else None
        for column, beside, token in asked
        if column in values
    }


def beginnings(vault: Vault, table: SealedTable) -> Callable[[object], list[int]]:
    """From a name to what it is found with by the beginnings of its words."""
    index = table.indexes.get("name")
    if index is None:
        return lambda _: []
    of = vault.index(index).tokens_of_beginnings
    return lambda name: sorted(of(str(name))) if name else []


def put(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, each with the same columns. By hand, for an import takes thousands a second; every engine
    understands it."""
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in rows[0]]
    days = {field.name: field for field in fields if isinstance(field, models.DateField)}
    with connection.cursor() as cursor:
        table, *columns = map(
            connection.ops.quote_name, (model._meta.db_table, *(one.column for one in fields))
        )
        places = ", ".join(["%s"] * len(columns))
        # Days and instants are written in each engine's own way. Those of one batch are mostly the same few.
        as_stored = cache(lambda name, value: days[name].get_db_prep_save(value, connection))
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
            [
                tuple([as_stored(name, value) if name in days else value for name, value in row.items()])
                for row in rows
            ],
        )


def _bytes(value: object) -> bytes | None:
    return None if value is None else bytes(value)  # type: ignore[call-overload]

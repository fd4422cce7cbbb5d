"""Finding people by what is sealed: by tokens, then opened and looked at. Whoever asks is put on record by the caller."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count

from hjemmel.capabilities.register import store
from hjemmel.capabilities.register.models import MODELS, Beginning
from hjemmel.core.normal import fits, normal
from hjemmel.engine.ports import OpenRow
from hjemmel.engine.register.layout import PERSON, SealedTable
from hjemmel.engine.vault.vault import Vault

MOST = 200
"""So many are opened for one search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row and what is sealed in it, in clear text."""

    id: str
    values: dict[str, str | None] = field(repr=False)


def by_value(vault: Vault, column: str, text: str, table: SealedTable = PERSON) -> tuple[FoundRow, ...]:
    """Rows whose value counts as the same: `email`, `phone`, `name`, `orgnr`."""
    index = table.indexes[column]
    token = vault.index(index).token(text)
    if token is None:
        return ()
    there = MODELS[table.name].objects.filter(**{table.tokens[column]: token})
    wanted = normal(index.normal, text)
    found = _opened(vault, table, list(there.values_list("pk", flat=True)))
    return tuple(row for row in found if normal(index.normal, row.values[column] or "") == wanted)


def by_beginnings(vault: Vault, typed: str, table: SealedTable = PERSON) -> tuple[FoundRow, ...]:
    """Rows whose names have words that begin as typed. Too few letters find nobody, and at most 200 are looked at."""
    tokens = vault.index(table.indexes["name"]).tokens_wanted(typed)
    if not tokens:
        return ()
    has = (
        Beginning.objects.filter(token__in=tokens).values("subject").annotate(n=Count("token", distinct=True))
    )
    subjects = has.filter(n=len(tokens)).values("subject")
    there = MODELS[table.name].objects.filter(subject__in=subjects).values_list("pk", flat=True)[:MOST]
    return tuple(row for row in _opened(vault, table, list(there)) if fits(row.values["name"] or "", typed))


def _opened(vault: Vault, table: SealedTable, ids: Collection[str]) -> list[FoundRow]:
    sealed = store.rows(table, ids)
    closed = vault.without_key({row.subject for row in sealed})
    rows: list[OpenRow] = vault.open([row for row in sealed if row.subject not in closed])
    return [FoundRow(id=row.row, values=dict(row.values)) for row in rows]

"""A file as somebody looks at it before deciding: its first rows, and those that wait. Values are hidden until asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from hjemmel.capabilities.imports import store
from hjemmel.capabilities.imports.store import FileView
from hjemmel.capabilities.register.alike import alike
from hjemmel.capabilities.register.intake import (
    reasons_against,
    warnings_of,
)
from hjemmel.capabilities.register.new import (
    Reason,
    Warned,
    written,
)
from hjemmel.capabilities.register.store import kinds_of
from hjemmel.capabilities.register.store import rows as register_rows
from hjemmel.connectors.sheets import Row, SheetFinding
from hjemmel.core.datamap import DataMap
from hjemmel.core.entrance.access import NOBODY_KNOWS
from hjemmel.core.intake.columns import (
    Columns,
    Holds,
    guessed,
    name_of,
    values,
)
from hjemmel.core.intake.imported import Stage, Terms
from hjemmel.core.moment import local_day
from hjemmel.desk import access, clock
from hjemmel.desk.imports.on_disk import (
    columns_of,
    numbered,
    rows_of,
    sheet_of,
    with_register,
)
from hjemmel.desk.imports.ready import (
    NAMELESS,
    news,
    origin_of,
    person_in,
)
from hjemmel.desk.keys import vault
from hjemmel.desk.register import collection_of
from hjemmel.engine.ports import Actor
from hjemmel.engine.register.layout import CONTACT, ORGANISATION, PERSON, SealedTable
from hjemmel.engine.vault.vault import Vault

SHOWN = 20
MOST_WAITING_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row as somebody looks at it before deciding."""

    number: int
    told: Mapping[Holds, str] = field(repr=False)
    """What the purpose uses of it; nothing where nobody asked."""
    is_whole: bool
    """Nothing of it is hidden."""
    findings: tuple[SheetFinding, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[Warned, ...]
    alike: tuple[AlikeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeView:
    """Somebody who may be the same person: of the register by reference, or of a row above in the file by its number."""

    person: str = ""
    row: int = 0
    by: frozenset[str]
    """The columns that are the same."""
    told: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the purpose uses of whoever is in the register, by column; nothing where nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file, its headings, and its first rows."""

    file: FileView
    headers: tuple[str, ...]
    findings: tuple[SheetFinding, ...]
    columns: Columns
    rows: tuple[RowView, ...]


def look(
    id: str, actor: Actor, columns: Columns | None = None, *, purpose: str = "", case: str = ""
) -> Look | None:
    """The file with its first rows, by these columns, or by what was decided, or else by a guess. None: it is gone.

    With a purpose that the actor works with: the values it uses, and that is noted. Raises NotAllowed for another one."""
    file = store.file(id)
    if file is None or file.stage.is_over:
        return None
    data_map = with_register()
    with sheet_of(id) as sheet:
        chosen = columns or (columns_of(file.terms) if file.terms else guessed(sheet.headers))
        with rows_of(sheet, chosen) as rows:
            first = list(islice(rows, SHOWN))
        return Look(
            file=file,
            headers=sheet.headers,
            findings=sheet.findings,
            columns=chosen,
            rows=_shown(data_map, file, first, chosen, actor, purpose, case),
        )


def waiting(id: str, actor: Actor, *, purpose: str = "", case: str = "") -> tuple[RowView, ...]:
    """The first rows that somebody must decide about, as they stand in the file.

    With a purpose that the actor works with: the values it uses, and that is noted. Raises NotAllowed for another one."""
    file = store.file(id)
    if file is None or file.stage is not Stage.WAITING or file.terms is None:
        return ()
    wanted = store.waiting(id, MOST_WAITING_SHOWN)
    chosen = columns_of(file.terms)
    with sheet_of(id) as sheet, rows_of(sheet, chosen) as rows:
        found = list(numbered(rows, wanted))
    return _shown(with_register(), file, found, chosen, actor, purpose, case)


STANDS_IN: Mapping[Holds, tuple[SealedTable, str]] = {
    Holds.NAME: (PERSON, "name"),
    Holds.FIRST_NAME: (PERSON, "name"),
    Holds.LAST_NAME: (PERSON, "name"),
    Holds.EMAIL: (PERSON, "email"),
    Holds.PHONE: (PERSON, "phone"),
    Holds.ADDRESS: (PERSON, "address"),
    Holds.POSTCODE: (PERSON, "address"),
    Holds.PLACE: (PERSON, "address"),
    Holds.ORGANISATION: (ORGANISATION, "name"),
    Holds.ORGNR: (ORGANISATION, "orgnr"),
    Holds.ROLE: (CONTACT, "role"),
    Holds.TITLE: (CONTACT, "title"),
}
"""Where in the register it would stand: who may see it there, may see it here."""


def _shown(
    data_map: DataMap,
    file: FileView,
    rows: Sequence[Row],
    chosen: Columns,
    actor: Actor,
    purpose: str,
    case: str,
) -> tuple[RowView, ...]:
    """These rows, with what the purpose uses of them. What is shown is noted; without a purpose nothing is."""
    seen = _seen(data_map, file, actor, purpose, case) if purpose else {}
    views = _row_views(data_map, vault(actor), file, rows, chosen, frozenset(seen))
    if not purpose:
        return views
    known = _known(
        data_map, actor, purpose, {one.person for view in views for one in view.alike if one.person}
    )
    home = collection_of(data_map, PERSON) or ""
    columns = {seen[holds] for view in views for holds in view.told}
    columns |= {(home, column) for told in known.values() for column in told}
    access.note_shown(actor, purpose, columns, len(views) + len(known), case)
    return tuple(
        replace(view, alike=tuple(replace(one, told=known.get(one.person, {})) for one in view.alike))
        for view in views
    )


def _known(
    data_map: DataMap, actor: Actor, purpose: str, persons: Collection[str]
) -> Mapping[str, Mapping[str, str]]:
    """Of these persons of the register, what the purpose uses of their own rows."""
    mine, home, kinds = access.access(actor), collection_of(data_map, PERSON) or "", kinds_of(persons)
    key_store, sealed = vault(actor), register_rows(PERSON, persons)
    closed = key_store.without_key({row.subject for row in sealed})
    return {
        row.row: {
            column: value
            for column, value in row.values.items()
            if value and mine.sees(home, column, purpose=purpose, kind=kinds[row.row])
        }
        for row in key_store.open([row for row in sealed if row.subject not in closed])
    }


def _seen(
    data_map: DataMap, file: FileView, actor: Actor, purpose: str, case: str
) -> Mapping[Holds, tuple[str, str]]:
    """What the purpose lets the actor see, and the columns of the register that it would stand in."""
    access.check(actor, purpose, case)
    mine, kind = access.access(actor), file.terms.kind if file.terms else NOBODY_KNOWS
    places = {
        holds: (collection_of(data_map, table) or "", column) for holds, (table, column) in STANDS_IN.items()
    }
    return {
        holds: (name, column)
        for holds, (name, column) in places.items()
        if mine.sees(
            name, column, purpose=purpose, kind=None if STANDS_IN[holds][0] is ORGANISATION else kind
        )
    }


def _row_views(
    data_map: DataMap,
    key_store: Vault,
    file: FileView,
    rows: Sequence[Row],
    chosen: Columns,
    seen: frozenset[Holds],
) -> tuple[RowView, ...]:
    told = [values(row.cells, chosen) for row in rows]
    terms = file.terms or _any_terms(data_map)
    people = [person_in(one, terms) for one in told]
    origin, on = origin_of(data_map, terms), clock.now().date()
    return tuple(
        RowView(
            number=row.number,
            told={holds: value for holds, value in one.items() if holds in seen},
            is_whole=one.keys() <= seen,
            findings=row.findings,
            reasons=reasons_against(data_map, news(one, terms), origin) if name_of(one) else (NAMELESS,),
            warnings=tuple(warnings_of(written(person), on)),
            alike=tuple(_alike(one, by, rows) for one, by in others.items()),
        )
        for row, one, person, others in zip(rows, told, people, alike(key_store, people), strict=True)
    )


def _alike(one: str, by: frozenset[str], rows: Sequence[Row]) -> AlikeView:
    """A person of the register, or a row of these as `alike` numbers them."""
    if one.startswith("#"):
        return AlikeView(row=rows[int(one[1:])].number, by=by)
    return AlikeView(person=one, by=by)


def _any_terms(data_map: DataMap) -> Terms:
    """Before anybody has decided: whatever is declared, so that only the rows themselves are judged."""
    declared, today = data_map.declaration, local_day(clock.now(), data_map.zone)
    return Terms(
        columns=(),
        source=next(iter(declared.sources), ""),
        channel=next(iter(declared.channels), ""),
        purposes=tuple(data_map.purposes)[:1],
        kind=next(iter(declared.subjects)),
        received_on=today,
        told_on=today,
    )

"""What must be told of a file before anything of it is taken; a bought list is washed as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from hjemmel.capabilities.register.intake import (
    reasons_against,
)
from hjemmel.capabilities.register.new import (
    NewPerson,
    NotTaken,
    Reason,
)
from hjemmel.connectors.sheets import Unreadable
from hjemmel.core.datamap import DataMap
from hjemmel.core.intake.bought_list import Bought, lacks
from hjemmel.core.intake.columns import (
    NAMED_BY,
    Holds,
)
from hjemmel.core.intake.imported import Aside, Terms
from hjemmel.core.moment import local_day
from hjemmel.desk import clock
from hjemmel.desk.imports.on_disk import (
    columns_of,
    rows_of,
    sheet_of,
)
from hjemmel.desk.imports.ready import (
    origin_of,
)
from hjemmel.desk.wash import LARGEST, NothingToCompare, TooLong, washed
from hjemmel.engine.ports import Actor


def against(data_map: DataMap, terms: Terms) -> Iterator[Reason]:
    held = {Holds(name) for _, name in terms.columns}
    if not held & NAMED_BY:
        yield Reason(nb="velg hvilken kolonne navnet står i", en="choose which column the name stands in")
    if len(held) < len(terms.columns):
        yield Reason(nb="to kolonner kan ikke holde det samme", en="two columns cannot hold the same")
    sample = NewPerson(kind=terms.kind, name="-")
    yield from reasons_against(data_map, [sample], origin_of(data_map, terms))


def against_bought(data_map: DataMap, terms: Terms, reservations: BinaryIO | None) -> Iterator[Reason]:
    """A bought list needs its vendor, basis, day and wash; what was not bought has none of these."""
    source = data_map.declaration.sources.get(terms.source)
    if source is None or source.kind != "bought":
        return
    today = local_day(clock.now(), data_map.zone)
    yield from (Reason(nb=one.nb, en=one.en) for one in lacks(terms.bought or Bought(), today))
    if reservations is None:
        yield Reason(
            nb="legg ved fila fra Reservasjonsregisteret",
            en="add the file of the Central Marketing Exclusion Register",
        )


def wash(id: str, terms: Terms, reservations: BinaryIO, actor: Actor) -> dict[int, Aside]:
    chosen = columns_of(terms)
    with sheet_of(id) as sheet, rows_of(sheet, chosen) as rows:
        try:
            return washed(rows, chosen, reservations, actor)
        except TooLong:
            raise NotTaken((_TOO_LONG,)) from None
        except NothingToCompare:
            raise NotTaken((_NOTHING_TO_COMPARE,)) from None
        except Unreadable as unreadable:
            what, remedy = unreadable.reason.what, unreadable.reason.remedy
            raise NotTaken((Reason(nb=f"{what.nb}: {remedy.nb}", en=f"{what.en}: {remedy.en}"),)) from None


_TOO_LONG = Reason(
    nb=f"en kjøpt liste kan ha høyst {LARGEST} rader: del den",
    en=f"a bought list may have at most {LARGEST} rows: divide it",
)


_NOTHING_TO_COMPARE = Reason(
    nb="fila fra Reservasjonsregisteret har verken telefonnumre eller navn med adresse",
    en="the file of the Central Marketing Exclusion Register has neither phone numbers nor names with addresses",
)

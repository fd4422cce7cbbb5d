"""Lays tables of the contract down behind an API."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.connectors.api_server import Api
from tests.connectors.folders import column_layouts
from tests.connectors.tables import clock

from hjemmel.connectors.contract import Table
from hjemmel.connectors.http import HttpConnector
from hjemmel.connectors.http.client import Client, Who
from hjemmel.core.declaration.layouts import ApiLayout, Paging
from hjemmel.core.shape import Shape

PAGED = Paging(by="page", parameter="page", total="total")


def client(api: Api, waits: list[float] | None = None, who: Who | None = None) -> Client:
    """Waits are noted instead of waited for."""
    note: Callable[[float], None] = (waits if waits is not None else []).append
    return Client("shop", api.base, who, timeout=0.5, wait=note, chance=lambda: 1.0)


def api_connector(
    api: Api,
    tables: Sequence[Table],
    shapes: Mapping[str, Shape],
    *,
    waits: list[float] | None = None,
    **options: Any,
) -> HttpConnector:
    present = {table.seen.name: table for table in tables}
    keys = {shape.table: shape.key for shape in shapes.values()}
    api.lay({name: table.dicts for name, table in present.items()}, keys)
    more = {"paging": PAGED, "change": "PATCH", **options.pop("layout", {})}
    layouts = {
        name: ApiLayout(
            list=f"/{shape.table}",
            rows="data.items",
            item="/" + "/".join((shape.table, *("{" + part + "}" for part in shape.key))),
            erase="DELETE",
            columns=column_layouts(present[shape.table].seen) if shape.table in present else {},
            **more,
        )
        for name, shape in shapes.items()
    }
    columns = {
        name: [column.name for column in present[shape.table].seen.columns]
        if shape.table in present
        else shape.key
        for name, shape in shapes.items()
    }
    references = {name: table.seen.references for name, table in present.items()}
    return HttpConnector(
        "shop", client(api, waits), shapes, layouts, columns, clock=clock, references=references, **options
    )

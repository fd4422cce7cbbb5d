from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from tests.connectors.tables import clock, memory_connector

from hjemmel.connectors.contract import ConnectorContract, Table
from hjemmel.connectors.memory import MemoryConnector
from hjemmel.connectors.protocol import Connector, Mark
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import Before, OneOf, Selection
from hjemmel.core.shape import Shape

SHAPE = Shape(collection="crm.people", table="people", key=("id",), home_zone="Europe/Oslo")


class TestMemory(ConnectorContract):
    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return memory_connector(tables, shapes)


def people() -> MemoryConnector:
    rows: list[dict[str, object]] = [
        {"id": 1, "born": date(1980, 1, 1), "at": datetime(2024, 2, 28, 23, tzinfo=UTC), "barred": 0},
        {"id": 2, "born": date(9999, 12, 31), "at": None, "barred": 1},
    ]
    mark = Mark(column="barred", on=1, off=0)
    return MemoryConnector(
        "crm", {"crm.people": SHAPE}, {"people": rows}, marks={"crm.people": mark}, clock=clock
    )


def test_a_schema_is_read_off_the_rows_where_none_is_declared() -> None:
    seen = people().describe().collections[0]
    types = {column.name: column.type for column in seen.columns}
    assert types == {
        "id": ColumnType.INTEGER,
        "born": ColumnType.DATE,
        "at": ColumnType.TIMESTAMP_TZ,
        "barred": ColumnType.INTEGER,
    }
    assert seen.key == ("id",)


def test_dates_that_are_dates_count_too() -> None:
    assert people().count(Selection("crm.people", Before("at", date(2024, 2, 29)))) == 0
    assert people().count(Selection("crm.people", Before("at", date(2024, 3, 1)))) == 1
    assert people().count(Selection("crm.people", Before("born", date.max))) == 1


def test_a_mark_shows_that_a_row_is_restricted() -> None:
    crm = people()
    assert crm.restrict(Selection("crm.people"), on=True) == 1
    assert crm.count(Selection("crm.people", OneOf("barred", (1,)))) == 2
    assert crm.restrict(Selection("crm.people"), on=True) == 0
    assert crm.restrict(Selection("crm.people"), on=False) == 2

"""The contract on PostgreSQL and MariaDB: the same promises, kept by servers."""

from collections.abc import Mapping, Sequence

import pytest
from tests.connectors.engines import Place, needs

from hjemmel.connectors.contract import ConnectorContract, Table
from hjemmel.connectors.protocol import Connector
from hjemmel.core.shape import Shape


class OnServer(ConnectorContract):
    place: Place

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        self.place.lay(tables)
        return self.place.connector(shapes)


class TestPostgres(OnServer):
    pytestmark = needs("postgres")

    @pytest.fixture(autouse=True)
    def _place(self, postgres: Place) -> None:
        self.place = postgres


class TestMariadb(OnServer):
    pytestmark = needs("mariadb")

    @pytest.fixture(autouse=True)
    def _place(self, mariadb: Place) -> None:
        self.place = mariadb

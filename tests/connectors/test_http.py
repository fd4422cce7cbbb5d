"""The contract behind an API, and what an API can do wrong: real HTTP on this machine."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from tests.connectors.api_server import Api, served
from tests.connectors.apis import api_connector

from hjemmel.connectors.contract import ConnectorContract, Table
from hjemmel.connectors.protocol import Connector
from hjemmel.core.shape import Shape


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    with served() as api:
        yield api


@pytest.fixture
def api(server: Api) -> Api:
    server.script.clear()
    server.asked.clear()
    server.size = 1000
    server.between_pages = lambda: None
    return server


class TestHttp(ConnectorContract):
    @pytest.fixture(autouse=True)
    def _api(self, api: Api) -> None:
        self.api = api

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return api_connector(self.api, tables, shapes, at_once=4)

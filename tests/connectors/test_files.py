"""The contract on a folder of CSV files, and on one of workbooks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.connectors.folders import folder_connector

from hjemmel.connectors.contract import ConnectorContract, Table
from hjemmel.connectors.protocol import Connector
from hjemmel.core.shape import Shape


class OnFiles(ConnectorContract):
    ending: str

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return folder_connector(self.folder, tables, shapes, self.ending)


class TestCsv(OnFiles):
    ending = "csv"


class TestXlsx(OnFiles):
    ending = "xlsx"

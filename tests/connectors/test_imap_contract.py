"""The contract on a mailbox: a row is a message, its columns are fields of the header. It can't be overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from tests.connectors.imap_server import ImapServer, contract_connector, needs_dovecot

from hjemmel.connectors.contract import Table, WholeRowsContract
from hjemmel.connectors.protocol import Connector
from hjemmel.core.shape import Shape

pytestmark = needs_dovecot


class TestImap(WholeRowsContract):
    @pytest.fixture(autouse=True)
    def _server(self, dovecot: ImapServer) -> None:
        self.server = dovecot

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return contract_connector(self.server.account(), tables, shapes)

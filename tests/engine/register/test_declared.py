"""The register as the declaration names it: a kind of system without an address."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from tests.engine.register.sealed_shop import MASTERS, ShopRows

from hjemmel.core.compile import load
from hjemmel.engine.register.connector import Register, RegisterConnector
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.vault import Vault
from hjemmel.engine.wiring import connect

FILE = files("hjemmel.profiles").joinpath("gifts_small", "hjemmel.yaml")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ['{kind: register, url: "sqlite:///x.db"}', "{kind: sql}", "{kind: files}"])
def test_sql_has_an_address_and_the_register_has_none(wrong: str) -> None:
    text = FILE.read_text(encoding="utf-8").replace("{kind: register}", wrong)
    compiled = load(text.encode())
    assert compiled.map is None
    assert any("connect" in str(finding) or "kind" in str(finding) for finding in compiled.findings)


def test_it_is_reached_where_somebody_says_where_it_is_and_not_by_the_environment(tmp_path: Path) -> None:
    data_map = load(FILE.read_bytes()).map
    assert data_map
    assert connect(data_map, {"REGISTER_URL": "sqlite:///x.db"}, lambda: NOW) == {}
    file = tmp_path / "own.db"
    register = Register(
        url=f"sqlite:///{file}", vault=lambda: Vault(MemoryKeys(), MASTERS), rows=ShopRows(file)
    )
    found = connect(data_map, {}, lambda: NOW, register)
    assert isinstance(found["register"], RegisterConnector)

"""Art. 5(1)(e): a person's data lie in a database, in a folder of files and behind an API. One plan ends them all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.connectors.api_server import Api, served, status
from tests.core.grounds.company import DECLARATION
from tests.engine.ports import ANE, Stores
from tests.engine.worlds import compiled, house

from hjemmel.engine.house import House
from hjemmel.engine.wiring import connect

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
CONTACTS = 'Nr.;Kort;Stilling;Sluttet\r\n1;7;Kjøper;2025-10-01\r\n2;8;"Sjef; drift";\r\n'
TALKS = "id;contact_id;at;note;important\r\n1;1;2025-01-05;Ring Kari;0\r\n2;2;2026-03-20;Ring Ola;0\r\n"


def laid_out() -> str:
    """The company's file, with the customer register in a folder and the letter behind an API."""
    text = DECLARATION.replace('{kind: sql, url: "${CRM_URL}"}', '{kind: files, url: "${CRM_URL}"}').replace(
        '{kind: sql, url: "${LETTER_URL}"}',
        '{kind: http, url: "${LETTER_URL}", auth: {by: bearer, secret: "${LETTER_TOKEN}"}}',
    )
    files = {
        "contacts": "{name: kontakter.csv, columns: {id: {heading: Nr., type: integer},"
        " account_id: {heading: Kort, type: integer}, status: {heading: Stilling}, ended_on: {heading: Sluttet}}}",
        "talks": "{name: talks.csv, columns: {important: {type: boolean}}}",
        "limits": "{name: limits.csv}",
    }
    apis = {
        name: f"{{list: /{name}, rows: data.items, item: '/{name}/{{id}}', erase: DELETE, change: PATCH,"
        " paging: {by: page, parameter: page, total: total}}"
        for name in ("readers", "sends")
    }
    for key, layouts in (("file", files), ("api", apis)):
        for name, layout in layouts.items():
            text, times = re.subn(rf"^(      {name}:\n)", rf"\1        {key}: {layout}\n", text, flags=re.M)
            assert times == 1, name
    return text


MAP = compiled(laid_out())


class Company:
    """Kari (7) left long ago; Ola (8) is a customer."""

    def __init__(self, folder: Path, api: Api) -> None:
        self.folder, self.api, self.stores = folder, api, Stores()
        self.files = folder / "kunder"
        self.files.mkdir()
        (self.files / "kontakter.csv").write_bytes(CONTACTS.encode("cp1252"))
        (self.files / "talks.csv").write_bytes(TALKS.encode())
        (self.files / "limits.csv").write_text("id;contact_id;from_at;lifted_at\r\n")
        api.lay(
            {
                "readers": [
                    {"id": 1, "email": "kari@a.example", "basis": "consent", "given_at": "2020-01-01", "left_at": "2020-06-01"},
                    {"id": 2, "email": "ola@a.example", "basis": "consent", "given_at": "2026-03-01", "left_at": None},
                ],
                "sends": [],
            },
            {"readers": ("id",), "sends": ("id",)},
        )  # fmt: skip
        for system in ("shop", "press"):
            self._database(system)
        with closing(sqlite3.connect(folder / "shop.db")) as shop, shop:
            shop.executemany(
                "INSERT INTO accounts (id, kind, name, email, created_at) VALUES (?, 'person', ?, ?, ?)",
                [(7, "Kari", "kari@a.example", "2020-01-01"), (8, "Ola", "ola@a.example", "2026-03-20")],
            )

    def _database(self, system: str) -> None:
        with closing(sqlite3.connect(self.folder / f"{system}.db")) as database, database:
            for collection in MAP.in_system(system):
                columns, key = ", ".join(collection.columns), ", ".join(collection.shape.key)
                database.execute(f"CREATE TABLE {collection.shape.table} ({columns}, PRIMARY KEY ({key}))")

    def house(self) -> House:
        """Through the one place where connectors are chosen, as the product does it."""
        environment = {
            "SHOP_URL": f"sqlite:///{self.folder / 'shop.db'}",
            "PRESS_URL": f"sqlite:///{self.folder / 'press.db'}",
            "CRM_URL": self.files.as_uri(),
            "LETTER_URL": self.api.base,
            "LETTER_TOKEN": "s3cr3t",
        }
        return house(MAP, connect(MAP, environment, lambda: NOW), TODAY, self.stores)

    @property
    def emails(self) -> list[str]:
        return [row["email"] for row in self.api.tables["readers"]]

    @property
    def names(self) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "shop.db")) as shop:
            return shop.execute("SELECT id, name FROM accounts ORDER BY id").fetchall()


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with served() as api:
        yield Company(tmp_path, api)


@pytest.mark.story
def test_one_plan_ends_a_persons_data_in_a_database_a_folder_and_an_api(company: Company) -> None:
    told = company.house()
    plan = told.plan_sweep()
    assert {action.rows.system for action in plan.actions} == {"shop", "crm", "letter"}
    told.approve(plan.digest, ANE)
    assert [receipt.left for receipt in told.advance(plan.digest, ANE)] == [0] * len(plan.actions)
    assert company.names == [(7, "gone"), (8, "Ola")]
    assert company.emails == ["ola@a.example"]
    # Ola's rows are the very bytes they were.
    assert (company.files / "kontakter.csv").read_bytes() == (
        CONTACTS.replace("1;7;Kjøper;2025-10-01\r\n", "").encode("cp1252")
    )
    assert (company.files / "talks.csv").read_bytes() == TALKS.replace(
        "1;1;2025-01-05;Ring Kari;0\r\n", ""
    ).encode()
    assert company.house().preview_sweep().actions == ()
    assert {headers["Authorization"] for _, _, headers, _ in company.api.asked} == {"Bearer s3cr3t"}


@pytest.mark.story
def test_an_api_that_lets_nobody_in_holds_its_own_rows_back_and_no_others(company: Company) -> None:
    company.api.script = [status(401)]
    told = company.house()
    plan = told.preview_sweep()
    assert "letter" in plan.made_from.unreached
    assert not [action for action in plan.actions if action.rows.system == "letter"]


@pytest.mark.story
def test_a_file_with_a_broken_row_is_out_of_sight_until_it_is_mended(company: Company) -> None:
    talks = company.files / "talks.csv"
    talks.write_bytes(TALKS.replace("Ring Kari;0", "Ring Kari").encode())
    assert "crm" in company.house().preview_sweep().made_from.unreached
    talks.write_bytes(TALKS.encode())
    assert "crm" not in company.house().preview_sweep().made_from.unreached


@pytest.mark.story
def test_a_heading_that_somebody_renames_is_drift_and_nothing_is_decided(company: Company) -> None:
    contacts = company.files / "kontakter.csv"
    contacts.write_bytes(CONTACTS.replace("Sluttet", "Ferdig").encode("cp1252"))
    (company.files / "kopi.csv").write_bytes(CONTACTS.encode("cp1252"))
    seen = company.house().observe()
    assert "crm" in seen.out_of_sight
    assert "crm.contacts.ended_on" in seen.drift.missing
    assert {"crm.contacts.Ferdig", "crm.kopi.csv"} <= set(seen.drift.undeclared)

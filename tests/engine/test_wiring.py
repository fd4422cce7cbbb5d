"""Which connector serves a system, and which systems count as not reached."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.stories.test_art5_1_e_in_folders_and_apis import MAP

from hjemmel.connectors.files import FilesConnector
from hjemmel.connectors.http import HttpConnector
from hjemmel.engine.wiring import connect

NOW = datetime(2026, 3, 31, tzinfo=UTC)
API = {"LETTER_URL": "https://letter.example/v1", "LETTER_TOKEN": "s3cr3t"}


def reached(environment: dict[str, str]) -> dict[str, type]:
    return {name: type(found) for name, found in connect(MAP, environment, lambda: NOW).items()}


def test_a_folder_and_an_api_have_connectors_of_their_own(tmp_path: Path) -> None:
    assert reached({"CRM_URL": tmp_path.as_uri(), **API}) == {"crm": FilesConnector, "letter": HttpConnector}


@pytest.mark.parametrize(
    "environment",
    [
        {"LETTER_URL": API["LETTER_URL"]},
        {"LETTER_URL": API["LETTER_URL"], "LETTER_TOKEN": ""},
        {**API, "LETTER_URL": "http://letter.example"},
        {"CRM_URL": "sqlite:///crm.db"},
        {"CRM_URL": "file://other-machine/share"},
    ],
)
def test_without_a_safe_address_and_its_secret_a_system_is_not_reached(environment: dict[str, str]) -> None:
    assert reached(environment) == {}


def test_references_inside_a_folder_are_those_of_the_declaration(tmp_path: Path) -> None:
    (tmp_path / "kontakter.csv").write_text("Nr.;Kort;Stilling;Sluttet\n1;7;x;\n")
    (tmp_path / "talks.csv").write_text("id;contact_id;at;note;important\n")
    (tmp_path / "limits.csv").write_text("id;contact_id;from_at;lifted_at\n")
    seen = connect(MAP, {"CRM_URL": tmp_path.as_uri()}, lambda: NOW)["crm"].describe()
    talks = seen.collection("talks")
    assert talks is not None
    assert [(one.columns, one.target, one.target_columns) for one in talks.references] == [
        (("contact_id",), "contacts", ("id",))
    ]

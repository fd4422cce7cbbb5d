"""The record of Art. 30(1) and 30(2): its columns, what stands in them, and cells that are only ever text."""

import csv
import io
import json

import pytest
from tests.core.output.companies import LANGUAGES, PROFILES, company, plain

from hjemmel.core.output.csv_text import neutral
from hjemmel.core.output.language import Tongue
from hjemmel.core.output.record import Table, record
from hjemmel.core.output.record_text import record_csv, record_json
from hjemmel.core.terms import Role

CONTROLLER = {
    "nb": [
        "Behandlingsaktivitet", "Formål", "Behandlingsgrunnlag", "Kategorier av registrerte",
        "Kategorier av personopplysninger", "Særlige kategorier og grunnlag (art. 9)", "Mottakere",
        "Overføring til tredjeland og garantier", "Slettefrister", "Sikkerhetstiltak", "Systemer",
        "Databehandlere", "Kilde", "Personvernkonsekvensvurdering (DPIA)", "Felles behandlingsansvarlig",
        "Ansvarlig og kontakt", "Personvernombud",
    ],
}  # fmt: skip
both = pytest.mark.parametrize("lang", LANGUAGES)
every = pytest.mark.parametrize("profile", PROFILES)


def cells(table: Table) -> dict[str, dict[str, str]]:
    """Activity -> column key -> cell."""
    keys = [column.key for column in table.columns]
    return {plain(row.cells[0]): dict(zip(keys, map(plain, row.cells), strict=True)) for row in table.rows}


def test_the_columns_are_those_of_the_template() -> None:
    table = record(company("gifts"), "nb").tables[0]
    assert [column.title for column in table.columns] == CONTROLLER["nb"]


@both
@every
def test_each_purpose_is_an_activity_in_the_table_of_its_role(profile: str, lang: str) -> None:
    data_map = company(profile)
    made = record(data_map, lang)
    for role_is_processor, article in ((False, "30(1)"), (True, "30(2)")):
        wanted = [
            plain(Tongue(lang).text(purpose.declared.title)).lower()
            for purpose in data_map.purposes.values()
            if (purpose.declared.role is Role.PROCESSOR) is role_is_processor
        ]
        tables = [table for table in made.tables if table.article == article]
        found = [name.lower() for table in tables for name in cells(table)]
        assert found == wanted


@both
@every
def test_no_cell_is_empty(profile: str, lang: str) -> None:
    for table in record(company(profile), lang).tables:
        for name, row in cells(table).items():
            empty = [key for key, cell in row.items() if not cell and key not in ("systems", "source")]
            assert not empty, name


def test_bookkeeping_in_gifts() -> None:
    row = cells(record(company("gifts"), "nb").tables[0])["Fakturere og føre regnskap"]
    assert row["basis"] == "Rettslig forpliktelse, art. 6 nr. 1 c; bokføringsloven § 13"
    assert "Fakturaer: til fem år etter at regnskapsåret er slutt." in row["erasure"]
    assert row["recipients"].startswith("Tallrekka Regnskap AS (databehandler)")
    assert row["transfers"] == "Ingen overføring ut av EØS"


def test_a_transfer_names_country_mechanism_fallback_and_check() -> None:
    row = cells(record(company("gifts"), "en").tables[0])["Make visit statistics"]
    assert row["transfers"] == (
        "Google Ireland Ltd: the USA, adequacy decision (Art. 45), else standard contractual clauses"
        " (Art. 46) (checked 1 October 2026)"
    )


def test_the_mail_house_keeps_both_records() -> None:
    assert [table.article for table in record(company("mailhouse"), "nb").tables] == ["30(1)", "30(2)"]
    assert [table.article for table in record(company("gifts"), "nb").tables] == ["30(1)"]


@both
@every
def test_csv_and_json_hold_the_same_cells(profile: str, lang: str) -> None:
    made = record(company(profile), lang)
    lines = [line for line in csv.reader(io.StringIO(record_csv(made)), delimiter=";") if line]
    wanted: list[list[str]] = []
    for table in json.loads(record_json(made))["tables"]:
        wanted.append([column["title"] for column in table["columns"]])
        wanted += [row["cells"] for row in table["rows"]]
    assert lines == [[neutral(cell) for cell in row] for row in wanted]

"""The mobile operator: its file says what it should, and its rows obey the file but for the few breaches."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hjemmel.profiles
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.purposes import KeepLine
from hjemmel.core.facts import Facts
from hjemmel.core.finding import Severity
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.lint import lint
from hjemmel.core.source import read
from hjemmel.profiles.mobile.demo import OLD_CALLS, Made, made
from hjemmel.profiles.mobile.service import WITHOUT_PERSON
from hjemmel.profiles.sample import write_sqlite

FOLDER = Path(hjemmel.profiles.__file__).parent / "mobile"
TODAY = date(2026, 11, 23)
IDS = [f"P003-{number:02}" for number in range(1, 30)]

Row = dict[str, Any]


@pytest.fixture(scope="module")
def data_map() -> DataMap:
    compiled = load((FOLDER / "hjemmel.yaml").read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    return compiled.map


@pytest.fixture(scope="module")
def demo() -> Made:
    return made(300, TODAY, 2)


# ---- the file ---------------------------------------------------------------------------------------------


def test_the_file_breaks_no_rule(data_map: DataMap) -> None:
    assert not [finding for finding in lint(data_map, TODAY) if finding.severity is Severity.ERROR]


def test_each_promise_stands_once_in_both_files(data_map: DataMap) -> None:
    assert list(data_map.declaration.promises) == IDS
    mission = read((FOLDER / "mission.yaml").read_bytes()).data
    assert isinstance(mission, list)
    assert [entry["id"] for entry in mission] == IDS


@pytest.mark.parametrize(
    ("purpose", "collection", "after", "periods"),
    [
        ("deliver", "abonnement.persons", "relationship_ended", ["12 months"]),
        ("deliver", "abonnement.subscriptions", "relationship_ended", ["12 months"]),
        ("show_statement", "abonnement.notices", "relationship_ended", ["12 months"]),
        ("bill", "taksering.cdr", "bill_due", ["3 months", "5 months"]),
        ("ip_retention", "taksering.ip_assignments", "ip_address_left", ["12 months"]),
        ("bookkeeping", "faktura.invoices", "invoice_year_over", ["5 years"]),
        ("answer", "kundeservice.cases", "kundeservice.cases.closed_at", ["24 months"]),
        ("identify", "abonnement.freg_lookups", "register_lookup", ["24 months"]),
        ("credit_assessment", "abonnement.credit_checks", "credit_decided", ["7 days", "12 months"]),
        ("prove_choices", "abonnement.consents", "consent_over", ["3 years"]),
    ],
)
def test_the_periods_are_those_of_the_company(
    data_map: DataMap, purpose: str, collection: str, after: str, periods: list[str]
) -> None:
    lines = data_map.declaration.purposes[purpose].keep
    found = [line for line in lines if isinstance(line, KeepLine) and collection in line.in_]
    assert [str(line.period) for line in found if line.after == after] == periods


def test_the_national_number_goes_when_the_relationship_ends(data_map: DataMap) -> None:
    line = data_map.declaration.purposes["identify"].keep[0]
    assert isinstance(line, KeepLine)
    assert (line.categories, line.until) == (("national_number",), "relationship_ended")


def test_the_web_log_is_kept_for_21_days(data_map: DataMap) -> None:
    assert data_map.declaration.web_log
    assert str(data_map.declaration.web_log.kept) == "21 days"


def test_content_may_never_be_a_column(data_map: DataMap) -> None:
    assert data_map.declaration.systems["taksering"].denied_columns == ("sms_text", "url", "sni", "dst_ip")


# ---- buyer, owner and user --------------------------------------------------------------------------------


def blank(data_map: DataMap, collection: str, **values: object) -> Row:
    return {**dict.fromkeys(data_map.collections[collection].columns), **values}


def company(data_map: DataMap, **more: list[Row]) -> dict[str, list[Row]]:
    """An owner and a user, of one subscription that was closed on 1 March 2025."""
    person = blank(data_map, "abonnement.persons", created_at="2020-01-01 09:00:00", marketing_opt_out=False)
    subscription = blank(
        data_map, "abonnement.subscriptions", id=7, msisdn="00 00 20 00", plan="Fjell Fri", buyer_id=1,
        owner_id=1, user_id=2, opened_on="2020-01-01", closed_on="2025-03-01",
    )  # fmt: skip
    return {
        "abonnement.persons": [
            {**person, "id": 1, "relation": "owner", "name": "Eier", "fnr_enc": "enc:1"},
            {**person, "id": 2, "relation": "user", "name": "Bruker"},
        ],
        "abonnement.subscriptions": [subscription, *more.pop("subscriptions", [])],
        **{name.replace("__", "."): rows for name, rows in more.items()},
    }


def state(
    data_map: DataMap, tables: dict[str, list[Row]], today: date, collection: str, column: str, at: int
) -> State:
    group = data_map.collections[collection].group_of(column)
    assert group
    return Grounds(Rows(data_map, tables), Facts(), today).state(group, tables[collection][at])


def test_an_unpaid_bill_keeps_the_owner_and_not_the_user(data_map: DataMap) -> None:
    bill = blank(
        data_map, "faktura.invoices", id=1, owner_id=1, period="monthly", amount=100, due_on="2025-03-20",
        fiscal_year=2025,
    )  # fmt: skip
    tables = company(data_map, faktura__invoices=[bill])
    day = date(2026, 3, 1)
    assert state(data_map, tables, day, "abonnement.persons", "name", 0) is State.HELD
    assert state(data_map, tables, day, "abonnement.persons", "fnr_enc", 0) is State.HELD
    assert state(data_map, tables, day, "abonnement.persons", "name", 1) is State.DUE


def test_a_paid_bill_holds_name_and_address_alone(data_map: DataMap) -> None:
    bill = blank(
        data_map, "faktura.invoices", id=1, owner_id=1, period="monthly", amount=100, due_on="2025-03-20",
        paid_on="2025-03-19", fiscal_year=2025,
    )  # fmt: skip
    tables = company(data_map, faktura__invoices=[bill])
    tables["abonnement.persons"][0] |= {"birth_date": "1990-01-01", "address": "Storgata 1"}
    assert state(data_map, tables, date(2025, 3, 18), "abonnement.persons", "fnr_enc", 0) is State.HELD
    assert state(data_map, tables, date(2025, 3, 19), "abonnement.persons", "fnr_enc", 0) is State.DUE
    assert state(data_map, tables, date(2026, 3, 18), "abonnement.persons", "birth_date", 0) is State.HELD
    assert state(data_map, tables, date(2026, 3, 19), "abonnement.persons", "birth_date", 0) is State.DUE
    for column in ("name", "address"):
        assert state(data_map, tables, date(2030, 12, 31), "abonnement.persons", column, 0) is State.HELD
        assert state(data_map, tables, date(2031, 1, 1), "abonnement.persons", column, 0) is State.DUE


def test_a_new_subscription_opens_the_relationship_again(data_map: DataMap) -> None:
    new = blank(
        data_map, "abonnement.subscriptions", id=8, buyer_id=1, owner_id=1, user_id=1, opened_on="2026-01-05"
    )
    tables = company(data_map, subscriptions=[new])
    assert state(data_map, tables, date(2026, 6, 1), "abonnement.persons", "fnr_enc", 0) is State.HELD
    assert state(data_map, tables, date(2026, 6, 1), "abonnement.persons", "name", 1) is State.DUE


def test_a_call_is_about_the_user_and_the_called(data_map: DataMap) -> None:
    calls = data_map.collections["taksering.cdr"]
    number, rest = calls.group_of("b_number"), calls.group_of("seconds")
    assert number
    assert rest
    assert number.whose.kind != rest.whose.kind
    assert [hop.columns for hop in rest.whose.path] == [("user_id",)]


# ---- the rows ---------------------------------------------------------------------------------------------


def test_every_column_is_declared_and_there(demo: Made, data_map: DataMap) -> None:
    declared = {name: set(found.columns) for name, found in data_map.collections.items()}
    there = {
        f"{system.name}.{table.name}": {column for column, _ in table.columns}
        for system in demo.systems.values()
        for table in system.tables
    }
    assert there == declared


def test_keys_and_references_are_as_declared(demo: Made, data_map: DataMap) -> None:
    for name, collection in data_map.collections.items():
        table = demo.systems[collection.system].table(name.partition(".")[2])
        assert table.key == collection.shape.key
        inside = {hop.columns for hop in collection.hops if hop.parent.startswith(f"{collection.system}.")}
        assert {reference.columns for reference in table.references} == inside


def test_the_same_arguments_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for system in made(200, TODAY, 9).systems.values():
            write_sqlite(system, tmp_path / name / system.name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2027, 1, 1)])
def test_the_breaches_are_those_of_the_story(data_map: DataMap, today: date) -> None:
    demo = made(200, today, 3)
    rows = Rows(
        data_map,
        {
            f"{system.name}.{table.name}": list(table.dicts())
            for system in demo.systems.values()
            for table in system.tables
        },
    )
    grounds = Grounds(rows, Facts(), today)
    due: dict[str, set[tuple[object, ...]]] = {}
    unknown: dict[str, set[tuple[object, ...]]] = {}
    for name, collection in data_map.collections.items():
        for row in rows.of(name):
            groups = [
                group for group in collection.groups if group.is_personal and grounds.is_there(group, row)
            ]
            states = {grounds.state(group, row) for group in groups}
            if State.DUE in states:
                due.setdefault(name, set()).add(rows.key(name, row))
            if State.UNKNOWN in states:
                unknown.setdefault(name, set()).add(rows.key(name, row))
    assert due == demo.due
    numbers = {"abonnement.persons": 2, "abonnement.subscriptions": 2, "taksering.cdr": OLD_CALLS}
    assert {name: len(keys) for name, keys in due.items()} == numbers
    # Chats with nobody in particular, and a case closed on 30 February.
    assert {name: len(keys) for name, keys in unknown.items()} == {"kundeservice.cases": WITHOUT_PERSON + 1}

"""The footcare company: its file says what it should, and its rows obey the file but for fourteen reports."""

from datetime import date
from pathlib import Path

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
from hjemmel.profiles.footcare.demo import OLD_REPORTS, Made, made
from hjemmel.profiles.sample import write_sqlite

FOLDER = Path(hjemmel.profiles.__file__).parent / "footcare"
TODAY = date(2026, 11, 23)
IDS = [f"P002-{number:02}" for number in range(1, 44)]
ON_PAPER = "arkiv"
"""What no program reads, and so nobody generates."""
UNDECLARED = ("salg.interactions", "mood")
"""The one column that nobody has declared: drift that P002-06 must see."""


@pytest.fixture(scope="module")
def data_map() -> DataMap:
    compiled = load((FOLDER / "hjemmel.yaml").read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    return compiled.map


@pytest.fixture(scope="module")
def demo() -> Made:
    return made(300, TODAY, 2)


def keep(data_map: DataMap, purpose: str, collection: str, category: str) -> list[KeepLine]:
    lines = data_map.declaration.purposes[purpose].keep
    return [
        line
        for line in lines
        if isinstance(line, KeepLine) and collection in line.in_ and category in line.categories
    ]


# ---- the file ---------------------------------------------------------------------------------------------


def test_the_file_breaks_no_rule(data_map: DataMap) -> None:
    assert not [finding for finding in lint(data_map, TODAY) if finding.severity is Severity.ERROR]


def test_each_promise_stands_once_in_both_files(data_map: DataMap) -> None:
    assert list(data_map.declaration.promises) == IDS
    mission = read((FOLDER / "mission.yaml").read_bytes()).data
    assert isinstance(mission, list)
    assert [entry["id"] for entry in mission] == IDS


@pytest.mark.parametrize(
    ("purpose", "collection", "category", "after", "period"),
    [
        ("run_relationship", "nettbutikk.contacts", "name", "relationship_ended", "60 days"),
        ("run_relationship", "nettbutikk.orders", "sales", "relationship_ended", "60 days"),
        ("run_relationship", "salg.interactions", "dialogue", "relationship_ended", "60 days"),
        ("cooperate", "salg.supplier_contacts", "name", "cooperation_ended", "60 days"),
        ("bookkeeping", "nettbutikk.invoices", "voucher", "invoice_year_over", "5 years"),
        ("bookkeeping", "nettbutikk.payments", "payment", "invoice_year_over", "5 years"),
        ("bookkeeping", "nettbutikk.payouts", "voucher", "payout_year_over", "5 years"),
        ("bookkeeping", "nettbutikk.deliveries", "sales", "delivery_year_over", "3 years 6 months"),
        ("bookkeeping", "salg.interactions", "dialogue", "agreement_year_over", "3 years 6 months"),
        ("handle_complaints", "salg.complaints", "complaint", "order_delivered", "2 years"),
        ("credit_assessment", "salg.credit_checks", "credit_report", "credit_decided", "7 days"),
        ("credit_assessment", "salg.credit_checks", "credit_decision", "credit_decided", "12 months"),
        ("secure", "nettbutikk.login_events", "log", "logged_in", "12 months"),
        ("improve", "analyse.usage", "usage", "shop_used", "12 months"),
        ("find_customers", "salg.prospects", "name", "list_bought", "6 months"),
        ("pay_out", "nettbutikk.payouts", "account_number", "nettbutikk.payouts.paid_on", "30 days"),
        ("prove_choices", "samtykke.consents", "choices", "consent_over", "3 years"),
    ],
)
def test_the_periods_are_those_of_the_company(
    data_map: DataMap, purpose: str, collection: str, category: str, after: str, period: str
) -> None:
    line = keep(data_map, purpose, collection, category)[0]
    assert (line.after, str(line.period)) == (after, period)


def test_a_relationship_ends_three_years_after_the_last_delivery_or_contact(data_map: DataMap) -> None:
    ended = data_map.declaration.events["relationship_ended"]
    assert (ended.after, str(ended.period), ended.remember) == ("last_contact", "3 years", True)
    cooperation = data_map.declaration.events["cooperation_ended"]
    assert str(cooperation.period) == "3 years"


def test_a_report_without_a_decision_goes_thirty_days_after_it_came(data_map: DataMap) -> None:
    collection = data_map.collections["salg.credit_checks"]
    group = collection.group_of("report")
    assert group
    row = {
        "id": 1, "customer_id": 1, "reason": "r", "bureau": "b", "report": "enc:1",
        "received_on": "2026-10-01", "decided_on": None, "outcome": None,
    }  # fmt: skip
    customer = dict.fromkeys(data_map.collections["nettbutikk.customers"].columns)
    rows = Rows(
        data_map,
        {
            "salg.credit_checks": [row],
            "nettbutikk.customers": [
                {**customer, "id": 1, "is_sole_trader": True, "created_at": "2026-01-01 09:00:00"}
            ],
        },
    )
    assert Grounds(rows, Facts(), date(2026, 10, 30)).state(group, row) is State.HELD
    assert Grounds(rows, Facts(), date(2026, 10, 31)).state(group, row) is State.DUE


# ---- the rows ---------------------------------------------------------------------------------------------


def test_every_column_is_declared_but_one(demo: Made, data_map: DataMap) -> None:
    declared = {
        (name, column)
        for name, found in data_map.collections.items()
        for column in found.columns
        if found.system != ON_PAPER
    }
    there = {
        (f"{system.name}.{table.name}", column)
        for system in demo.systems.values()
        for table in system.tables
        for column, _ in table.columns
    }
    assert there - declared == {UNDECLARED}
    assert not declared - there


def test_keys_and_references_are_as_declared(demo: Made, data_map: DataMap) -> None:
    for name, collection in data_map.collections.items():
        if collection.system == ON_PAPER:
            continue
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
def test_only_the_old_credit_reports_are_past_their_ground(data_map: DataMap, today: date) -> None:
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
    found: dict[tuple[str, tuple[str, ...], State], int] = {}
    for name, collection in data_map.collections.items():
        for row in rows.of(name):
            for group in collection.groups:
                if group.is_personal and grounds.is_there(group, row):
                    key = (name, group.columns, grounds.state(group, row))
                    found[key] = found.get(key, 0) + 1
    bad = {key: number for key, number in found.items() if key[2] in (State.DUE, State.UNKNOWN)}
    assert bad == {("salg.credit_checks", ("report",), State.DUE): OLD_REPORTS}
    assert {name: len(keys) for name, keys in demo.due.items()} == {"salg.credit_checks": OLD_REPORTS}


def test_each_oddity_is_there_once(demo: Made) -> None:
    talks = list(demo.systems["salg"].table("interactions").dicts())
    assert sum(str(row["at"])[5:10] == "02-30" for row in talks) == 1
    assert sum(row["kind"] == "faks" for row in talks) == 1


def test_some_rows_stand_only_because_the_law_says_so(demo: Made) -> None:
    shop = demo.systems["nettbutikk"]
    emptied = {row["id"] for row in shop.table("orders").dicts() if row["placed_at"] is None}
    assert emptied
    assert any(row["order_id"] in emptied for row in shop.table("invoices").dicts())
    nameless = [row for row in shop.table("contacts").dicts() if row["name"] == "slettet"]
    assert nameless
    assert all(row["email"] is None for row in nameless)

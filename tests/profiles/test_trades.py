"""The contractor: its file says what it should, and its rows obey the file but for the few breaches."""

import gzip
import re
from datetime import date, timedelta
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
from hjemmel.core.identifiers import NumberKind, national_number
from hjemmel.core.lint import lint
from hjemmel.core.period import cutoff
from hjemmel.core.source import read
from hjemmel.profiles.sample import write_sqlite
from hjemmel.profiles.trades.demo import Made, log_files, made
from hjemmel.profiles.trades.schema import UNDECLARED

FOLDER = Path(hjemmel.profiles.__file__).parent / "trades"
TODAY = date(2026, 11, 23)
PRIVATE, BUILDING = "crm.persons.private_customer", "prosjekt.projects.is_construction"
KNOWN = ("customer", "supplier")
CLAIM_PAPERS = ("contract", "warning", "injury")
IDS = [f"P001-{number:02}" for number in range(1, 31)]

Row = dict[str, Any]


@pytest.fixture(scope="module")
def data_map() -> DataMap:
    compiled = load((FOLDER / "hjemmel.yaml").read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    return compiled.map


@pytest.fixture(scope="module")
def demo() -> Made:
    return made(500, TODAY, 3)


def every(demo: Made) -> dict[str, list[Row]]:
    return {f"{s.name}.{t.name}": list(t.dicts()) for s in demo.systems.values() for t in s.tables}


# ---- the file ---------------------------------------------------------------------------------------------


def test_the_file_breaks_no_rule(data_map: DataMap) -> None:
    assert not [finding for finding in lint(data_map, TODAY) if finding.severity is Severity.ERROR]


def test_each_promise_stands_once_in_both_files(data_map: DataMap) -> None:
    assert list(data_map.declaration.promises) == IDS
    mission = read((FOLDER / "mission.yaml").read_bytes()).data
    assert isinstance(mission, list)
    assert [entry["id"] for entry in mission] == IDS


@pytest.mark.parametrize(
    ("purpose", "collection", "where", "after", "period"),
    [
        ("site_security", "weblogg.access_log", {}, "log_line", "21 days"),
        ("site_security", "nettserver.access_log", {}, "server_line", "21 days"),
        ("site_security", "weblogg.blokkliste", {}, "last_incident", "90 days"),
        ("answer_enquiries", "postkasse.cases", {}, "case_closed", "12 months"),
        ("register", "crm.persons", {}, "last_activity", "12 months"),
        ("relationship", "crm.persons", {"relation": KNOWN}, "relationship_ended", "3 years"),
        ("deliver_work", "prosjekt.projects", {PRIVATE: True}, "work_completed", "5 years"),
        ("deliver_work", "prosjekt.projects", {PRIVATE: False}, "relationship_ended", "3 years"),
        ("bookkeeping", "prosjekt.invoices", {}, "invoice_year_over", "5 years"),
        ("bookkeeping", "prosjekt.invoices", {BUILDING: True}, "invoice_year_over", "10 years"),
        ("bookkeeping", "prosjekt.projects", {"is_construction": True}, "project_year_over", "10 years"),
        ("bookkeeping", "crm.contracts", {}, "contract_year_over", "3 years 6 months"),
        ("recruitment", "hr.applicants", {}, "application_decided", "6 months"),
        ("candidate_pool", "hr.applicants", {"pool_consent": True}, "application_decided", "12 months"),
        ("employment", "hr.mailboxes", {}, "employment_ended", "6 months"),
        ("employment_claims", "hr.documents", {"type": CLAIM_PAPERS}, "employment_ended", "3 years"),
        ("payroll", "hr.payroll", {}, "payroll_year_over", "5 years"),
        ("accountability", "crm.consents", {}, "crm.consents.withdrawn_at", "3 years"),
    ],
)  # fmt: skip
def test_the_periods_are_those_of_the_company(
    data_map: DataMap, purpose: str, collection: str, where: dict[str, object], after: str, period: str
) -> None:
    lines = data_map.declaration.purposes[purpose].keep
    found = [
        (line.after, str(line.period))
        for line in lines
        if isinstance(line, KeepLine) and collection in line.in_ and line.where == where
    ]
    assert found == [(after, period)]


def test_a_block_is_renewed_up_to_twelve_months(data_map: DataMap) -> None:
    line = data_map.declaration.purposes["site_security"].keep[1]
    assert isinstance(line, KeepLine)
    assert str(line.extendable_to) == "12 months"


def test_the_web_log_is_kept_for_21_days(data_map: DataMap) -> None:
    log = data_map.declaration.web_log
    assert log
    assert (str(log.kept), str(log.blocks), log.address) == ("21 days", "90 days", "pseudonymised")


def test_biometrics_may_never_be_a_column(data_map: DataMap) -> None:
    for name in ("crm", "prosjekt", "hr"):
        assert data_map.declaration.systems[name].denied_columns == ("fingerprint", "iris", "face_geometry")


def test_special_categories_are_of_employees_alone_and_have_their_condition(data_map: DataMap) -> None:
    special = {name for name, category in data_map.declaration.categories.items() if category.special}
    assert special == {"national_number", "union", "absence"}
    for purpose in data_map.purposes.values():
        if any(line.categories & {"union", "absence"} for line in purpose.lines):
            assert purpose.kinds == {"employee"}
            assert purpose.declared.condition == "gdpr-9-2-b"


# ---- one row at a time ------------------------------------------------------------------------------------


def blank(data_map: DataMap, collection: str, **values: object) -> Row:
    return {**dict.fromkeys(data_map.collections[collection].columns), **values}


def person(data_map: DataMap, private: bool) -> Row:
    values = {"id": 1, "name": "Ola", "relation": "customer", "created_at": "2018-01-01"}
    return blank(data_map, "crm.persons", private_customer=private, **values)


def project(data_map: DataMap, number: int, completed: str | None, construction: bool = False) -> Row:
    values = {"id": number, "person_id": 1, "work": "lys", "is_construction": construction}
    year = int(completed[:4]) if completed else None
    return blank(data_map, "prosjekt.projects", completed_on=completed, fiscal_year=year, **values)


def invoice(data_map: DataMap) -> Row:
    values = {"id": 1, "project_id": 1, "issued_on": "2020-06-10", "fiscal_year": 2020}
    return blank(data_map, "prosjekt.invoices", **values)


@pytest.mark.parametrize(
    ("construction", "private", "until"),
    [(True, False, date(2031, 1, 1)), (False, True, date(2025, 6, 1)), (False, False, date(2023, 6, 10))],
)
def test_work_is_kept_ten_five_or_three_years(
    data_map: DataMap, construction: bool, private: bool, until: date
) -> None:
    """Completed on 1 June 2020 and billed nine days later: by accounts, by complaint, by claim."""
    tables = {
        "crm.persons": [person(data_map, private)],
        "prosjekt.projects": [project(data_map, 1, "2020-06-01", construction)],
        "prosjekt.invoices": [invoice(data_map)],
    }
    group = data_map.collections["prosjekt.projects"].group_of("work")
    assert group
    for day, state in ((date.fromordinal(until.toordinal() - 1), State.HELD), (until, State.DUE)):
        in_hand = Rows(data_map, tables)
        found = Grounds(in_hand, Facts(), day).state(group, in_hand.of("prosjekt.projects")[0])
        assert found is state, day


@pytest.mark.parametrize(("kind", "months"), [("ordinary", 6), ("contract", 36), ("warning", 36)])
def test_the_personnel_file_is_cleaned_at_six_months_but_for_claim_papers(
    data_map: DataMap, kind: str, months: int
) -> None:
    tables = {
        "hr.employees": [
            blank(data_map, "hr.employees", id=1, name="Kari", hired_on="2015-01-01", left_on="2023-03-31")
        ],
        "hr.documents": [blank(data_map, "hr.documents", id=1, employee_id=1, type=kind, file="1.pdf")],
    }
    group = data_map.collections["hr.documents"].group_of("file")
    assert group
    end = date(2023, 9, 30) if months == 6 else date(2026, 3, 31)
    for day, state in ((date.fromordinal(end.toordinal() - 1), State.HELD), (end, State.DUE)):
        in_hand = Rows(data_map, tables)
        assert Grounds(in_hand, Facts(), day).state(group, in_hand.of("hr.documents")[0]) is state


def test_unfinished_work_keeps_a_relationship_open(data_map: DataMap) -> None:
    """The last bill is old, and the next job is not done: nothing of it may be erased."""
    tables = {
        "crm.persons": [person(data_map, private=False)],
        "prosjekt.projects": [project(data_map, 1, "2020-06-01"), project(data_map, 2, None)],
        "prosjekt.invoices": [invoice(data_map)],
    }
    group = data_map.collections["prosjekt.projects"].group_of("work")
    assert group
    in_hand = Rows(data_map, tables)
    grounds = Grounds(in_hand, Facts(), TODAY)
    assert {grounds.state(group, row) for row in in_hand.of("prosjekt.projects")} == {State.HELD}


# ---- the rows ---------------------------------------------------------------------------------------------


def test_every_declared_column_is_there_and_one_that_nobody_declared(demo: Made, data_map: DataMap) -> None:
    declared = {
        name: set(collection.columns)
        for name, collection in data_map.collections.items()
        if collection.system in demo.systems
    }
    there = {
        f"{system.name}.{table.name}": {column for column, _ in table.columns}
        for system in demo.systems.values()
        for table in system.tables
    }
    collection, column = UNDECLARED
    declared[collection].add(column)
    assert there == declared


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_only_the_named_rows_are_due(data_map: DataMap, today: date) -> None:
    demo = made(500, today, 5)
    in_hand = Rows(data_map, every(demo))
    grounds = Grounds(in_hand, Facts(), today)
    due: dict[str, set[tuple[Any, ...]]] = {}
    for name, collection in data_map.collections.items():
        for row in in_hand.of(name):
            if any(grounds.state(g, row) is State.DUE for g in collection.groups if g.is_personal):
                due.setdefault(name, set()).add((row["id"],))
    assert due == demo.due


def test_the_form_mailbox_is_watched_and_has_nothing_to_sweep(demo: Made, data_map: DataMap) -> None:
    assert [
        name for name, system in data_map.declaration.systems.items() if system.mode.value == "watch"
    ] == ["postkasse"]
    assert not [name for name in demo.due if name.startswith("postkasse.")]


def test_one_kind_is_unknown_and_one_day_does_not_exist(demo: Made, data_map: DataMap) -> None:
    in_hand = Rows(data_map, every(demo))
    grounds = Grounds(in_hand, Facts(), TODAY)
    odd = {
        name: [row for row in in_hand.of(name) if grounds.state(collection.groups[0], row) is State.UNKNOWN]
        for name, collection in data_map.collections.items()
    }
    assert {name: len(found) for name, found in odd.items() if found} == {
        "crm.companies": 1,
        "weblogg.access_log": 1,
    }
    assert odd["crm.companies"][0]["kind"] == "forening"
    assert odd["weblogg.access_log"][0]["at"][5:10] == "02-30"


def test_national_numbers_are_of_nobody(demo: Made) -> None:
    numbers = [row["fnr"] for row in every(demo)["hr.employees"] if row["fnr"]]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        found = national_number(number)
        assert found
        assert found.kind is NumberKind.SYNTHETIC


def test_the_same_arguments_give_the_same_rows(demo: Made) -> None:
    again, other = made(500, TODAY, 3), made(500, TODAY, 4)
    assert every(again) == every(demo)
    assert again.due == demo.due
    assert every(other) != every(demo)


def test_about_two_thousand_people() -> None:
    tables = every(made(2000, TODAY, 1))
    people = ("crm.persons", "postkasse.cases", "hr.applicants", "hr.employees")
    assert 1900 <= sum(len(tables[name]) for name in people) <= 2100


def test_every_system_can_be_written(demo: Made, tmp_path: Path) -> None:
    for system in demo.systems.values():
        write_sqlite(system, tmp_path / f"{system.name}.db")


def test_a_log_file_a_day_and_the_three_oldest_should_be_gone(data_map: DataMap) -> None:
    (system,) = log_files(TODAY, 5)
    files = log_files(TODAY, 5)[system]
    kept = data_map.declaration.purposes["site_security"].keep[2]
    assert isinstance(kept, KeepLine) and kept.in_ == (f"{system}.access_log",)
    first_kept = cutoff(kept.period, TODAY) + timedelta(days=1)
    packed = {
        name: gzip.decompress(content).decode() for name, content in files.items() if name.endswith(".gz")
    }
    past = {name: text for name, text in packed.items() if name[-11:-3] < f"{first_kept:%Y%m%d}"}
    assert len(past) == 3 and len(packed) == 23
    # Before the server put codes there, the addresses stood in the lines.
    assert all(re.match(r"192\.|198\.|203\.", text) for text in past.values())
    assert all(re.match(r"t\d{10} ", text) for name, text in packed.items() if name not in past)

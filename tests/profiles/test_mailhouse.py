"""The mail house: its file says what it should, and its rows obey the file but for the few breaches."""

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
from hjemmel.core.period import Period
from hjemmel.core.source import read
from hjemmel.core.terms import Basis, Role, WhenDue
from hjemmel.profiles.mailhouse.demo import Made, made
from hjemmel.profiles.sample import write_sqlite

FOLDER = Path(hjemmel.profiles.__file__).parent / "mailhouse"
TODAY = date(2026, 11, 23)
IDS = [f"P000-{number:02}" for number in range(1, 37)]
ADDRESSEES = ("jobbarkiv.addressees", "utsending.addresses", "utsending.print_files", "utsending.papirbatch")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def data_map() -> DataMap:
    compiled = load((FOLDER / "hjemmel.yaml").read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    return compiled.map


@pytest.fixture(scope="module")
def demo() -> Made:
    return made(400, TODAY, 3)


def rows(demo: Made, collection: str) -> list[Row]:
    system, _, table = collection.partition(".")
    return list(demo.systems[system].table(table).dicts())


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


def test_only_the_customers_addresses_are_held_as_processor(data_map: DataMap) -> None:
    ours = {name for name, p in data_map.purposes.items() if p.declared.role is Role.CONTROLLER}
    assert set(data_map.purposes) - ours == {"print_on_instruction"}
    assert set(data_map.purposes["print_on_instruction"].basis.values()) == {Basis.INSTRUCTION}
    assert data_map.mandate
    assert data_map.mandate.controllers == "jobbarkiv.controllers"


def test_addressee_data_goes_after_two_months_and_at_most_six(data_map: DataMap) -> None:
    lines = data_map.purposes["print_on_instruction"].declared.keep
    found = [line for line in lines if isinstance(line, KeepLine)]
    assert {name for line in found for name in line.in_} == set(ADDRESSEES)
    for line in found:
        assert (line.after, line.period, line.extendable_to) == (
            "job_completed",
            Period(months=2),
            Period(months=6),
        )
        assert line.extension
        assert line.extension.until == "jobbarkiv.jobs.extended_to"


@pytest.mark.parametrize(
    ("purpose", "collection", "after", "period", "at_most"),
    [
        ("sales", "ordre.contacts", "relationship_ended", "2 months", "6 months"),
        ("sales", "ordre.messages", "relationship_ended", "2 months", "6 months"),
        ("deliver", "ordre.orders", "relationship_ended", "2 months", "6 months"),
        ("answer_enquiries", "ordre.enquiries", "last_message", "2 months", "6 months"),
        ("training_and_access", "personell.training", "employment_ended", "2 months", "6 months"),
        ("invoicing", "ordre.invoices", "invoice_year_over", "5 years", None),
        ("secure", "nettsted.server_log", "log_line", "30 days", None),
        ("accountability", "jobbarkiv.jobs", "job_completed", "3 years", None),
    ],
)
def test_the_periods_are_those_of_the_company(
    data_map: DataMap, purpose: str, collection: str, after: str, period: str, at_most: str | None
) -> None:
    lines = data_map.declaration.purposes[purpose].keep
    line = next(line for line in lines if isinstance(line, KeepLine) and collection in line.in_)
    assert (line.after, str(line.period)) == (after, period)
    assert (str(line.extendable_to) if line.extendable_to else None) == at_most


def test_a_relationship_ends_twelve_months_after_the_last_contact(data_map: DataMap) -> None:
    event = data_map.declaration.events["relationship_ended"]
    assert event.earliest
    assert "ordre.contacts.left_on" in event.earliest
    assert any(getattr(operand, "period", None) == Period(months=12) for operand in event.earliest)


def test_backups_of_addresses_live_35_days(data_map: DataMap) -> None:
    for name in ("jobbarkiv", "utsending"):
        backup = data_map.declaration.systems[name].backup
        assert backup
        assert backup.kept == Period(days=35)
        assert backup.taken_before_act


def test_paper_waits_for_a_person(data_map: DataMap) -> None:
    assert data_map.collections["utsending.papirbatch"].when_due is WhenDue.ASK
    assert data_map.collections["jobbarkiv.addressees"].when_due is WhenDue.ERASE


# ---- the rows ---------------------------------------------------------------------------------------------


def test_every_declared_column_is_there_and_no_other(demo: Made, data_map: DataMap) -> None:
    declared = {name: set(collection.columns) for name, collection in data_map.collections.items()}
    there = {
        f"{system.name}.{table.name}": {column for column, _ in table.columns}
        for system in demo.systems.values()
        for table in system.tables
    }
    assert there == declared


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_only_the_named_rows_are_due(data_map: DataMap, today: date) -> None:
    demo = made(400, today, 5)
    in_hand = Rows(data_map, every(demo))
    grounds = Grounds(in_hand, Facts(), today)
    due: dict[str, set[tuple[Any, ...]]] = {}
    for name, collection in data_map.collections.items():
        for row in in_hand.of(name):
            if any(grounds.state(g, row) is State.DUE for g in collection.groups if g.is_personal):
                due.setdefault(name, set()).add((row["id"],))
    assert due == demo.due


def test_the_breach_is_two_jobs_that_nobody_extended(demo: Made) -> None:
    jobs = {row["id"]: row for row in rows(demo, "jobbarkiv.jobs")}
    late = {
        row["job_id"]
        for row in rows(demo, "jobbarkiv.addressees")
        if (row["id"],) in demo.due["jobbarkiv.addressees"]
    }
    assert len(late) == 2
    for job in late:
        done = date.fromisoformat(jobs[job]["completed_at"][:10])
        assert done + Period(months=2) <= TODAY < done + Period(months=6)
        assert jobs[job]["extended_to"] is None
    assert {
        row["job_id"]
        for row in rows(demo, "utsending.addresses")
        if (row["id"],) in demo.due["utsending.addresses"]
    } == late
    assert not demo.due.get("utsending.papirbatch")


def test_some_jobs_are_held_longer_with_a_reason_and_an_approver(demo: Made) -> None:
    held = {row["job_id"] for row in rows(demo, "jobbarkiv.addressees")}
    extended = [row for row in rows(demo, "jobbarkiv.jobs") if row["id"] in held and row["extended_to"]]
    assert extended
    for job in extended:
        assert job["extension_reason"]
        assert job["approved_by"]


def test_without_a_mandate_there_is_no_ground(demo: Made, data_map: DataMap) -> None:
    """Every agreement has run out: each addressee is due, whatever the day of the job."""
    tables = every(demo)
    tables["jobbarkiv.agreements"] = [
        {**row, "valid_to": "2026-01-01"} for row in tables["jobbarkiv.agreements"]
    ]
    in_hand = Rows(data_map, tables)
    grounds = Grounds(in_hand, Facts(), TODAY)
    group = data_map.collections["jobbarkiv.addressees"].groups[0]
    assert {grounds.state(group, row) for row in in_hand.of("jobbarkiv.addressees")} == {State.DUE}


def test_one_kind_is_unknown_and_one_day_does_not_exist(demo: Made, data_map: DataMap) -> None:
    in_hand = Rows(data_map, every(demo))
    grounds = Grounds(in_hand, Facts(), TODAY)
    collection = data_map.collections["ordre.contacts"]
    odd = [
        row
        for row in in_hand.of("ordre.contacts")
        if grounds.state(collection.groups[0], row) is State.UNKNOWN
    ]
    assert len(odd) == 2
    assert any(row["relation"] == "annet" for row in odd)
    assert any(str(row["last_interaction_at"])[5:10] == "02-30" for row in odd)


def test_the_same_arguments_give_the_same_rows(demo: Made) -> None:
    again, other = made(400, TODAY, 3), made(400, TODAY, 4)
    assert every(again) == every(demo)
    assert again.due == demo.due
    assert every(other) != every(demo)


def test_about_two_thousand_people(data_map: DataMap) -> None:
    tables = every(made(2000, TODAY, 1))
    people = ("jobbarkiv.addressees", "ordre.contacts", "ordre.enquiries", "personell.employees")
    assert 1900 <= sum(len(tables[name]) for name in people) <= 2100


def test_every_system_can_be_written(demo: Made, tmp_path: Path) -> None:
    for system in demo.systems.values():
        write_sqlite(system, tmp_path / f"{system.name}.db")

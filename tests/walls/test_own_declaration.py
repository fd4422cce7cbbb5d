"""The product is its own first customer: what its database holds, its declaration declares, to the column."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.apps import apps
from django.db import connections

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans.ports import StoredEvidences, StoredPlans
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import NotSignedIn, close_staff, create_staff, sign_in
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.drift import drift
from hjemmel.core.facts import About, Objection, ObjectionMade
from hjemmel.core.finding import Severity
from hjemmel.core.lint import lint
from hjemmel.core.plan import MadeFrom, Plan, sealed
from hjemmel.core.promise import Evidence
from hjemmel.core.terms import NO_CATEGORY, NO_PERSON, Verdict, WhenDue
from hjemmel.desk.work import JOBS
from hjemmel.engine.house import House
from hjemmel.engine.ports import Actor, Approval
from hjemmel.engine.wiring import connect

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "own" / "hjemmel.yaml"
TODAY = date(2026, 11, 23)
GOES_BY = {
    # What no keep line speaks of and goes all the same, or whose key goes; and the job that sees to it.
    "sessions": "visitors_forgotten",
    "failed_sign_ins": "visitors_forgotten",
    "flood_counts": "visitors_forgotten",
    "identity_checks": "visitors_forgotten",
    "identity_visits": "visitors_forgotten",
    "access_token_answers": "visitors_forgotten",
    "contact_form_messages": "contact_form",
    "requests": "reminders",
    "mailbox_drafts": "reminders",
    "answer_packages": "packages",
    "answer_package_parts": "packages",
    "answer_copies": "packages",
    "answer_releases": "reminders",
    "webhook_deliveries": "webhooks",
    "cookie_choices": "cookie_choices",
    "page_views": "web_log",
    "address_blocks": "web_log",
    "imports": "own_rows",
    "assignment_cases": "assignment_cases",
    "address_files": "assignments",
    "address_file_parts": "assignments",
    "telling_roll_parts": "at_end",
    "tasks": "",
    "triage": "",
    "beginnings": "",
}
"""Of those without a job a deed sees to it: a decision, or the erasure of the name that they are made from."""
BY_A_PERSON = {"ledger", "versions"}
"""Their last day comes after ten years, and a person decides: the ledger is one chain, and a version is what was promised."""
SEALED_OR_GOING = re.compile(r"sealed with|goes|go\b|gone|for a day")
PASSWORD = "en lang setning 42"


@pytest.fixture(scope="module")
def own() -> DataMap:
    compiled = load(FILE.read_bytes())
    assert compiled.map, [str(finding) for finding in compiled.findings]
    return compiled.map


@pytest.fixture
def database() -> Iterator[Path]:
    yield from fresh()


def test_it_has_no_errors(own: DataMap) -> None:
    errors = [str(finding) for finding in lint(own, TODAY) if finding.severity is Severity.ERROR]
    assert not errors


def test_every_model_is_declared_to_the_column(own: DataMap) -> None:
    declared = {one.shape.table: set(one.columns) for one in own.collections.values()}
    for model in apps.get_models(include_auto_created=True):
        columns = {field.column for field in model._meta.local_concrete_fields}
        assert model._meta.db_table in declared, f"{model._meta.label}: say in own/hjemmel.yaml what it holds"
        lacking = columns - declared[model._meta.db_table]
        assert not lacking, f"{model._meta.label}: own/hjemmel.yaml leaves out {', '.join(sorted(lacking))}"


def addresses(database: Path) -> dict[str, str]:
    """Of our two databases: the data, and the key store."""
    keys = connections["keys"].settings_dict["NAME"]
    return {"HJEMMEL_DATABASE_URL": f"sqlite:///{database}", "HJEMMEL_KEYS_URL": f"sqlite:///{keys}"}


def test_the_databases_are_as_declared(own: DataMap, database: Path) -> None:
    """Read as any customer's systems are: also tables that are no models, and columns that are gone."""
    systems = connect(own, addresses(database), lambda: datetime(2026, 11, 23, tzinfo=UTC))
    assert sorted(systems) == ["hjemmel", "key_store"]
    found = drift(own, [system.describe() for system in systems.values()])
    assert [f"{one.kind.value}: {one.name}" for one in found.differences] == []
    assert found.columns_placed == found.columns_seen


def test_its_promises_are_judged_by_hjemmel_itself_and_kept(own: DataMap, database: Path) -> None:
    """A day's work is done in the office; then Hjemmel tries what it promises about its own database."""
    begun = datetime(2026, 11, 23, 6, tzinfo=UTC)
    hjemmel = Actor(id="hjemmel", name="Hjemmel")
    a_days_work(begun, hjemmel)
    assert kept(own, database, begun + timedelta(hours=2)) == {"OWN-01": Verdict.KEPT, "OWN-02": Verdict.KEPT}
    # Thirteen months later the closed account and the sign-ins are too old, and a year and a day is not five.
    late = judged(own, database, begun + timedelta(days=400))["OWN-01"]
    assert late.verdict is Verdict.BROKEN
    assert "unknown" not in late.why_en.lower() and late.measurement.unknown == 0
    due = {
        action.rows.collection
        for action in house(own, database, begun + timedelta(days=400)).preview_sweep().actions
    }
    assert due == {"hjemmel.staff", "hjemmel.staff_roles", "hjemmel.staff_closed", "hjemmel.failed_sign_ins"}


def a_days_work(at: datetime, hjemmel: Actor) -> None:
    """An account that stays and one that is closed, a hold that is changed, a version, a plan with its receipt."""
    ane = create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, hjemmel, at)
    create_staff("ola", "Ola Berg", PASSWORD, Role.READER, hjemmel, at)
    sign_in("ane", PASSWORD, "192.0.2.7", at)
    with pytest.raises(NotSignedIn):
        sign_in("ola", "feil", "192.0.2.7", at)
    close_staff("ola", ane, at)
    publish(FILE.read_bytes(), ane, at)
    raised = ObjectionMade(
        about=About(collection="x.y", key=(1,)), purpose="p", state=Objection.RAISED, at=at
    )
    StoredFacts().record([raised], ane, at)
    StoredFacts().record([replace(raised, state=Objection.REJECTED)], ane, at)
    made_from = MadeFrom(declaration="d", systems=(), facts="f")
    plan = sealed(Plan(kind="sweep", day=at.date(), made_at=at, made_from=made_from))
    plans = StoredPlans(ane)
    plans.store(plan)
    plans.approve(Approval(plan=plan.digest, by=ane, at=at))


def house(own: DataMap, database: Path, at: datetime) -> House:
    return House(
        map=own,
        connectors=connect(own, addresses(database), lambda: at),
        plans=StoredPlans(),
        facts=StoredFacts(),
        evidences=StoredEvidences(),
        clock=lambda: at,
        published=own,
    )


def judged(own: DataMap, database: Path, at: datetime) -> dict[str, Evidence]:
    found = house(own, database, at).judge(Actor(id="hjemmel", name="Hjemmel"))
    return {one.promise: one for one in found}


def kept(own: DataMap, database: Path, at: datetime) -> dict[str, Verdict]:
    found = judged(own, database, at)
    return {name: one.verdict for name, one in found.items()}


def test_whatever_has_a_last_day_has_something_that_erases_it(own: DataMap) -> None:
    """A collection with personal fields has a keep line, and the nightly job reads it; what is said to go by itself has a job
    of its own. A new table that is neither stops here."""
    jobs = {one.name for one in JOBS}
    assert {job for job in GOES_BY.values() if job} <= jobs and "own_rows" in jobs
    swept = {line.collection for purpose in own.purposes.values() for line in purpose.lines}
    unkept, unseen = set(), set()
    for name, collection in own.collections.items():
        system, _, short = name.partition(".")
        fields = own.declaration.systems[system].collections[short].fields
        if any(group.category != NO_CATEGORY for group in fields):
            if name not in swept or (collection.when_due is WhenDue.ASK and short not in BY_A_PERSON):
                unkept.add(short)
        elif any(SEALED_OR_GOING.search(group.why or "") for group in fields) and system == "hjemmel":
            unseen |= {short} - GOES_BY.keys()
    assert not unkept, "no period, or nothing that acts on it"
    assert not unseen, "it is said to go, and no job is named in GOES_BY"
    assert GOES_BY.keys() <= {name.partition(".")[2] for name in own.collections}


def test_whatever_is_said_to_be_about_nobody_says_why(own: DataMap) -> None:
    systems = own.declaration.systems
    for name, collection in own.collections.items():
        system, _, short = name.partition(".")
        for group in systems[system].collections[short].fields:
            if group.category == NO_CATEGORY:
                assert group.why, f"{name}: why are {', '.join(group.columns)} no personal data?"
            else:
                assert systems[system].collections[short].about.kind != NO_PERSON, (
                    f"{name} has personal fields"
                )
        assert collection.columns

"""The product is its own first customer: what its database holds, its declaration declares, to the column."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.apps import apps

from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.drift import drift
from hjemmel.core.finding import Severity
from hjemmel.core.lint import lint
from hjemmel.core.terms import NO_CATEGORY, NO_PERSON

FILE = Path(__file__).parents[2] / "src" / "hjemmel" / "own" / "hjemmel.yaml"
TODAY = date(2026, 11, 23)


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


def test_the_database_is_as_declared(own: DataMap, database: Path) -> None:
    """Read as any customer's system is: also tables that are no models, and columns that are gone."""
    shapes = {one.name: one.shape for one in own.collections.values()}
    seen = SqlConnector(
        "hjemmel",
        f"sqlite:///{database}",
        shapes,
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        read_only=True,
    )
    found = drift(own, [seen.describe()])
    assert [f"{one.kind.value}: {one.name}" for one in found.differences] == []
    assert found.columns_placed == found.columns_seen


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

"""Art. 17 over any company: one person is erased, and every row and field of anybody else is byte for byte as before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.engines import needs
from tests.examples import IN_CI, examples

from hjemmel.connectors.protocol import Connector
from hjemmel.core.facts import About
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right

from .made_up import NOON, PEOPLE, PLACES, MadeUp
from .ports import ANE, Stores
from .worlds import Table, house

SEEDS = st.integers(0, 2**32)
GONE = (None, "gone")
Own = tuple[str, tuple[object, ...]]


def erased(company: MadeUp, connectors: Mapping[str, Connector]) -> tuple[frozenset[Own], dict[str, Table]]:
    """One person of the company is erased; whose own rows these were, and what is left."""
    whom = frozenset(the_asker(company))
    asking = house(company.map, connectors, NOON.date(), Stores())
    plan = asking.plan_request(ask(whom), actor=ANE)
    asking.approve(plan.digest, ANE, looked_at=plan.reviews)
    for receipt in asking.advance(plan.digest, ANE):
        assert receipt.is_true
        assert receipt.touched == receipt.expected
    again = asking.preview_request(ask(whom))
    assert again.actions == (), "asked again, nothing is left to do"
    return whom, company.now(connectors)


def ask(whom: frozenset[Own]) -> Ask:
    return Ask(
        id="A" * 16,
        right=Right.ERASURE,
        about=tuple(
            About(collection=name, key=key)  # type: ignore[arg-type]
            for name, key in sorted(whom, key=repr)
        ),
        at=NOON,
    )


def the_asker(company: MadeUp) -> list[Own]:
    """Somebody's own row, and the place it refers to: an address that may be theirs alone, or not."""
    people = company.tables[PEOPLE]
    row = company.pick.choice(company.rows[people.full])
    found: list[Own] = [(people.full, tuple(row[part] for part in people.key))]
    for refers in people.refers:
        place = company.referred(row, refers)
        if place is not None:
            found.append((refers.to, (place["id"],)))
    return found


def is_shared(company: MadeUp, place: Own, whom: frozenset[Own]) -> bool:
    """Some row that has anything of anybody else refers to the place."""
    for made in company.tables.values():
        for refers in (one for one in made.refers if one.to == place[0] and made.name != PLACES):
            for row in company.rows[made.full]:
                refers_here = tuple(row[column] for column in refers.columns) == place[1]
                theirs = {company.whom(made.full, row, c) for c in made.data if row[c] is not None}
                if refers_here and not theirs <= whom:
                    return True
    return False


def nobody_else_is_touched(company: MadeUp, whom: frozenset[Own], after: Mapping[str, Table]) -> int:
    """How many data of whoever asked went. Anything else that is not as before fails."""
    went = 0
    for made in company.tables.values():
        left = {tuple(row[part] for part in made.key): row for row in after[made.full]}
        for row in company.rows[made.full]:
            key = tuple(row[part] for part in made.key)
            own = {column: company.whom(made.full, row, column) in whom for column in made.data}
            is_safe = made.name == PLACES and is_shared(company, (made.full, key), whom)
            if is_safe or not any(own.values()):
                assert left[key] == row, (made.full, key)
                continue
            now = left.get(key)
            for column, (category, _) in made.data.items():
                is_there = row[column] is not None and not (
                    made.when_due == "overwrite" and row[column] == "gone"
                )
                if own[column] and category != "voucher":
                    assert now is None or now[column] in GONE, (made.full, key, column)
                    went += is_there
                elif is_there:
                    assert now is not None and now[column] == row[column], (made.full, key, column)
            for column in set(made.columns) - set(made.data):
                assert now is None or now[column] == row[column]
        assert left.keys() <= {tuple(row[part] for part in made.key) for row in company.rows[made.full]}
    return went


@pytest.mark.property
@given(seed=SEEDS)
@settings(max_examples=examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_elses_row_changes_when_one_person_is_erased(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    company = MadeUp(seed)
    whom, after = erased(company, company.on_sqlite(tmp_path_factory.mktemp("systems")))
    nobody_else_is_touched(company, whom, after)


@pytest.mark.property
@pytest.mark.slow
@pytest.mark.parametrize("engine", [pytest.param(one, marks=needs(one)) for one in ("postgres", "mariadb")])
@given(seed=SEEDS)
@settings(
    max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_nor_on_servers(engine: str, request: pytest.FixtureRequest, seed: int) -> None:
    company = MadeUp(seed)
    whom, after = erased(company, company.on_server(request.getfixturevalue(engine)))
    nobody_else_is_touched(company, whom, after)


def test_the_companies_that_are_tried_have_shared_rows_and_something_to_erase(tmp_path: Path) -> None:
    went = shared = composite = several = 0
    for seed in range(40):
        if not IN_CI and went > 60 and min(shared, composite, several) > 5:
            break  # The rest can only add to it.
        folder = tmp_path / str(seed)
        folder.mkdir()
        company = MadeUp(seed)
        whom, after = erased(company, company.on_sqlite(folder))
        went += nobody_else_is_touched(company, whom, after)
        shared += any(is_shared(company, own, whom) for own in whom if own[0].endswith(PLACES))
        composite += any(len(made.key) > 1 for made in company.tables.values())
        several += len(company.systems) > 1
    assert went > 60
    assert min(shared, composite, several) > 5, (shared, composite, several)

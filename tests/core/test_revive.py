import json
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.action import Action
from hjemmel.core.facts import Fact, Facts
from hjemmel.core.plan import Plan, plain, sealed
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.core.revive import KNOWN, Unreadable, revive, revive_fact
from hjemmel.core.selection import All, Always, AnyOf, Leaf, Predicate, Scalar, Selection, Within

MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
WORDS = st.text(max_size=12)
SCALARS = st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none())

st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(date, DAYS)
st.register_type_strategy(str, WORDS)
st.register_type_strategy(Scalar, SCALARS)


def predicates() -> st.SearchStrategy[Any]:
    leaves = st.one_of(*(st.from_type(kind) for kind in (Always, *get_args(Leaf))))
    columns = st.tuples(WORDS)

    def inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        many = st.lists(inner, max_size=3).map(tuple)
        rows = st.builds(Selection, WORDS, inner)
        return st.one_of(
            st.builds(All, many), st.builds(AnyOf, many), st.builds(Within, columns, rows, columns, st.booleans())
        )

    return st.recursive(leaves, inside, max_leaves=6)


st.register_type_strategy(Predicate, predicates())
SELECTIONS = st.builds(Selection, WORDS, predicates())
st.register_type_strategy(Selection, SELECTIONS)
ACTIONS = st.builds(Action, rows=SELECTIONS)
PLANS = st.builds(Plan, actions=st.lists(ACTIONS, max_size=3).map(tuple), digest=st.just("")).map(sealed)


def through_text(value: object) -> object:
    return json.loads(json.dumps(plain(value)))


@pytest.mark.property
@given(SELECTIONS)
def test_a_selection_comes_back_as_it_was(selection: Selection) -> None:
    assert revive(through_text(selection), Selection) == selection


@pytest.mark.property
@given(PLANS)
def test_a_plan_comes_back_with_the_same_digest(plan: Plan) -> None:
    back = revive(through_text(plan), Plan)
    assert back == plan
    assert sealed(back).digest == plan.digest


@pytest.mark.property
@given(st.builds(Receipt))
def test_a_receipt_comes_back_as_it_was(receipt: Receipt) -> None:
    assert revive(through_text(receipt), Receipt) == receipt


@pytest.mark.property
@given(st.builds(Evidence))
def test_evidence_comes_back_as_it_was(evidence: Evidence) -> None:
    assert revive(through_text(evidence), Evidence) == evidence


@pytest.mark.property
@given(st.one_of(*(st.from_type(kind) for kind in get_args(Fact))))
def test_a_fact_comes_back_as_it_was(fact: Fact) -> None:
    back = revive_fact(through_text(fact))
    assert back == fact
    assert type(back) is type(fact)


def test_every_kind_of_predicate_and_fact_is_known() -> None:
    kinds = {kind.__name__ for kind in (*get_args(Leaf), Always, All, AnyOf, Within, *get_args(Fact))}
    assert kinds <= KNOWN.keys()


@pytest.mark.parametrize(
    "data",
    [
        {"is": "Popen", "args": "ls"},
        {"is": "Selection"},
        {"is": "Selection", "collection": "a.b", "where": {"is": "Always", "yes": 1}},
        {"is": "Selection", "collection": "a.b", "where": {"is": "Receipt"}},
        {"is": "Selection", "collection": 5, "where": {"is": "Always", "yes": True}},
        {"is": "Selection", "collection": "a.b", "where": {"is": "Before", "column": "c", "day": "2026-02-30"}},
        {"is": "Selection", "collection": "a.b", "more": 1},
        ["Selection"],
        "Selection",
        None,
    ],
)
def test_what_is_no_value_of_ours_is_refused(data: object) -> None:
    with pytest.raises(Unreadable):
        revive(data, Selection)


def test_a_class_outside_the_set_is_never_made() -> None:
    with pytest.raises(Unreadable):
        revive({}, dict)


def test_a_field_with_a_default_may_be_missing() -> None:
    assert revive({"is": "Facts"}, Facts) == Facts()

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.facts import Fact, Facts
from hjemmel.core.plan import Plan, plain, sealed
from hjemmel.core.promise import Evidence
from hjemmel.core.receipt import Receipt
from hjemmel.core.revive import KNOWN, Unreadable, revive, revive_fact
from hjemmel.core.selection import All, Always, AnyOf, Leaf, Selection, Within
from hjemmel.core.sharing.agreement import KeptAgreement, Review, SignedDocument

MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
WORDS = st.text(max_size=12)
PLAIN = {
    datetime: MOMENTS,
    date: DAYS,
    str: WORDS,
    int: st.integers(),
    bool: st.booleans(),
    type(None): st.none(),
}


def of(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation, as our dataclasses use them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Selection:
        return selections()
    if annotation in PLAIN:
        return PLAIN[annotation]
    if origin in (Union, UnionType):
        return st.one_of(*(of(argument) for argument in arguments))
    if origin is frozenset:
        return st.frozensets(of(arguments[0]), max_size=3)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(of(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(of(argument) for argument in arguments))
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return st.builds(annotation, **{name: of(hint) for name, hint in get_type_hints(annotation).items()})


def selections() -> st.SearchStrategy[Any]:
    leaves = st.one_of(*(of(kind) for kind in (Always, *get_args(Leaf))))
    columns = st.tuples(WORDS)

    def inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        many = st.lists(inner, max_size=3).map(tuple)
        rows = st.builds(Selection, WORDS, inner)
        within = st.builds(Within, columns, rows, columns, st.booleans())
        return st.one_of(st.builds(All, many), st.builds(AnyOf, many), within)

    return st.builds(Selection, WORDS, st.recursive(leaves, inside, max_leaves=6))


PLANS = of(Plan).map(lambda plan: sealed(replace(plan, digest="")))


def through_text(value: object) -> object:
    return json.loads(json.dumps(plain(value)))


@pytest.mark.property
@given(selections())
def test_a_selection_comes_back_as_it_was(selection: Selection) -> None:
    assert revive(through_text(selection), Selection) == selection


@pytest.mark.property
@given(PLANS)
def test_a_plan_comes_back_with_the_same_digest(plan: Plan) -> None:
    back = revive(through_text(plan), Plan)
    assert back == plan
    assert sealed(back).digest == plan.digest


@pytest.mark.property
@given(of(Receipt))
def test_a_receipt_comes_back_as_it_was(receipt: Receipt) -> None:
    assert revive(through_text(receipt), Receipt) == receipt


@pytest.mark.property
@given(of(Evidence))
def test_evidence_comes_back_as_it_was(evidence: Evidence) -> None:
    assert revive(through_text(evidence), Evidence) == evidence


@pytest.mark.property
@given(of(Fact))
def test_a_fact_comes_back_as_it_was(fact: Fact) -> None:
    back = revive_fact(through_text(fact))
    assert back == fact
    assert type(back) is type(fact)


def test_every_kind_of_predicate_and_fact_is_known() -> None:
    assert {*get_args(Leaf), Always, All, AnyOf, Within, *get_args(Fact)} <= KNOWN


def test_two_kinds_of_one_name_are_told_apart_by_where_they_stand() -> None:
    """A plan has things to look at, an agreement is looked at again: each is a review."""
    reviewed = KeptAgreement(
        recipient="fagerlia",
        document=SignedDocument(digest="0" * 64, title="avtale", signed=date(2026, 1, 2)),
        reviews=(Review(due=date(2027, 1, 2)),),
    )
    assert revive(through_text(reviewed), KeptAgreement) == reviewed


@pytest.mark.parametrize(
    "data",
    [
        {"is": "Popen", "args": "ls"},
        {"is": "Selection"},
        {"is": "Selection", "collection": "a.b", "where": {"is": "Always", "yes": 1}},
        {"is": "Selection", "collection": "a.b", "where": {"is": "Receipt"}},
        {"is": "Selection", "collection": 5, "where": {"is": "Always", "yes": True}},
        {
            "is": "Selection",
            "collection": "a.b",
            "where": {"is": "Before", "column": "c", "day": "2026-02-30"},
        },
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

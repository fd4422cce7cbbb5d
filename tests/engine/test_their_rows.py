"""What an answer reads about a person, in passing and sort by sort, is what looking the person up finds, row by row."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from tests.core.grounds.test_alike import with_twins
from tests.core.grounds.test_two_evaluations_agree import MAP, TODAY, facts, in_memory, tables

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.core.answer.reason import Reason, Reasons
from hjemmel.core.facts import About
from hjemmel.core.grounds.explain import Answer, State
from hjemmel.core.selection import Scalar
from hjemmel.core.terms import Tri
from hjemmel.engine.house import House
from hjemmel.engine.their_rows import TheirRows

from .worlds import compiled, house

Place = tuple[str, tuple[Scalar, ...]]


def looked_up(of: House, about: About) -> dict[Place, list[object]]:
    """Each row in which something that is there is about the person, with what is said of it."""
    found = {}
    for name, key, answers in of.why_about(about).rows:
        there = [_said(one) for one in answers if one.group.is_personal and _is_told(one)]
        if there:
            found[name, key] = there
    return found


def _is_told(answer: Answer) -> bool:
    return answer.state not in (State.BLANK, State.NOT_PERSONAL)


def _said(answer: Answer) -> object:
    grounds = [] if answer.state is State.DUE else [g for g in answer.grounds if g.stands is not Tri.NO]
    return (
        answer.group.number,
        answer.state,
        answer.until,
        answer.due_since,
        answer.restricted is Tri.YES,
        [(ground.purpose, ground.basis, ground.stands is Tri.YES) for ground in grounds],
    )


def read(of: House, about: About) -> dict[Place, list[object]]:
    theirs = TheirRows(of, [about], Reasons(of.map))
    found: dict[Place, list[object]] = {}
    for collection in theirs.collections():
        for batch in theirs.batches(collection):
            for row, reason in batch:
                key = tuple(row[column] for column in collection.shape.key)
                if reason.data:
                    assert (collection.name, key) not in found, "a row came twice"
                    found[collection.name, key] = _told(reason)
    assert not theirs.broken
    return found


def _told(reason: Reason) -> list[object]:
    return [
        (
            one.group.number,
            one.state,
            one.until,
            one.due_since,
            one.is_restricted,
            [(ground.purpose, ground.basis, ground.is_sure) for ground in one.grounds],
        )
        for one in reason.data
    ]


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_an_answer_says_of_every_row_what_is_said_when_it_is_looked_at_alone(
    first: int, tmp_path: Path
) -> None:
    rows_seen = 0
    for seed in range(first, first + 20):
        pick = random.Random(seed)
        rows, told = with_twins(tables(pick)), facts(pick)
        of = house(MAP, in_memory(rows, tmp_path), TODAY, None, *told)
        people = [
            About(collection=name, key=(row["id"],))  # type: ignore[arg-type]
            for name in ("shop.accounts", "letter.readers")
            for row in rows[name]
        ]
        for about in people:
            expected = looked_up(of, about)
            assert read(of, about) == expected, (seed, about)
            rows_seen += len(expected)
    assert rows_seen > 100


ORDERS = """
hjemmel: 1
organisation: {name: Prøvebutikken AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects: {customer: {title: {nb: kunde, en: customer}}}
categories: {contact: {title: {nb: kontakt, en: contact}}, sale: {title: {nb: kjøp, en: purchases}}}
systems:
  shop:
    title: {nb: butikken, en: the shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    collections:
      customers:
        title: {nb: kunder, en: customers}
        key: [id]
        about: {kind: customer}
        identity: {email: email}
        when_due: erase
        fields:
          - {columns: [email], category: contact}
          - {columns: [id, created_on], category: none, why: key and clock}
      orders:
        title: {nb: ordrer, en: orders}
        key: [id]
        about: {via: customer_id}
        references: {customer_id: shop.customers.id}
        when_due: erase
        fields:
          - {columns: [total], category: sale}
          - {columns: [id, customer_id, placed_on, sent_on], category: none, why: keys and clocks}
events:
  active: {of: shop.customers, latest: [shop.orders.sent_on], if_none: shop.customers.created_on}
purposes:
  deliver:
    title: {nb: levere, en: deliver}
    for: [customer]
    basis: contract
    keep:
      - {in: [shop.customers], categories: [contact], after: active, period: 3 years}
      - {in: [shop.orders], categories: [sale], after: shop.orders.placed_on, period: 5 years}
"""


def test_rows_alike_in_themselves_may_tell_the_row_above_them_different_days() -> None:
    """Orders of one day, kept by that day, of which one was sent later: the customer is kept by the day it was sent."""
    declared = compiled(ORDERS)
    order = {"customer_id": 1, "total": 9, "placed_on": "2024-03-01"}
    sent = ("2024-03-04", "2026-02-01", "2024-03-05")
    rows: dict[str, list[dict[str, object]]] = {
        "customers": [{"id": 1, "email": "kari@post.example", "created_on": "2024-01-02"}],
        "orders": [{"id": number, **order, "sent_on": day} for number, day in enumerate(sent)],
    }
    shapes = {one.name: one.shape for one in declared.in_system("shop")}
    of = house(declared, {"shop": MemoryConnector("shop", shapes, rows)}, TODAY, None)
    kari = About(collection="shop.customers", key=(1,))
    theirs = read(of, kari)
    assert theirs == looked_up(of, kari)
    ((_, _, until, *_),) = theirs["shop.customers", (1,)]
    assert until == date(2029, 2, 1)

"""Figures without persons, over real rows: who is counted, who is left out, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.facts import About, Fact, Objection, ObjectionMade, Restricted
from hjemmel.core.figures.extract import Wanted, smallest_group
from hjemmel.core.figures.groups import Figures
from hjemmel.engine.extracts import NotMade, make

from .test_inside import FILE, NOON, TODAY
from .worlds import Table, compiled, house, in_memory, rows_of, text_of

MAP = compiled(
    FILE.replace("columns: [pseudonym, page]", "columns: [pseudonym, page, seconds]").replace(
        "promises:\n", "marketing: {smallest_group: 3}\n"
    )
)
VISITS = Wanted(collection="shop.visits", purpose="secure", by=("page",))
LISTINGS = Wanted(collection="shop.subscribers", purpose="serve", by=("listing",))


def visits(**pages: int) -> list[dict[str, object]]:
    """So many different visitors on each page."""
    rows: list[dict[str, object]] = []
    for page, count in pages.items():
        rows += [
            {"pseudonym": f"{page}{n}", "page": page, "seconds": n, "at": "2026-11-01"} for n in range(count)
        ]
    return [{"id": number, **row} for number, row in enumerate(rows, 1)]


def subscribers(count: int) -> list[dict[str, object]]:
    return [{"id": n, "name": f"Abonnent {n}", "listing": "listed"} for n in range(1, count + 1)]


def made(tables: dict[str, Table], wanted: Wanted, *facts: Fact) -> Figures:
    found, _ = make(house(MAP, in_memory(MAP, rows_of(MAP, tables)), TODAY, None, *facts), wanted)
    return found


def told(found: Figures) -> dict[str, int]:
    return {group.key[0]: group.people for group in found.groups}


def test_the_smallest_group_is_the_strictest_that_is_said() -> None:
    assert smallest_group(MAP, "secure") == 3
    assert smallest_group(MAP, "improve") == 12
    assert smallest_group(compiled(FILE.replace("promises:\n", "")), "secure") == 10


def test_people_are_counted_by_their_pseudonyms() -> None:
    rows = visits(home=4, shop=3)
    again = {**rows[0], "id": 99}
    assert told(made({"shop.visits": [*rows, again]}, VISITS)) == {"home": 4, "shop": 3}
    same = [{**row, "pseudonym": "p"} for row in rows]
    assert told(made({"shop.visits": same}, VISITS)) == {}


def test_numbers_are_summed() -> None:
    found = made({"shop.visits": visits(home=4)}, replace(VISITS, sums=("seconds",)))
    (total,) = found.groups[0].sums
    assert (total.total, total.mean) == (Decimal(6), Decimal("1.5"))


def test_a_column_that_is_not_numbers_is_not_summed() -> None:
    with pytest.raises(NotMade, match="not numbers only"):
        made({"shop.visits": visits(home=4)}, replace(VISITS, by=(), sums=("page",)))


def test_without_columns_everybody_is_one_group() -> None:
    found = made({"shop.subscribers": subscribers(5)}, replace(LISTINGS, by=()))
    assert [(group.key, group.people) for group in found.groups] == [((), 5)]


def test_data_that_the_purpose_no_longer_keeps_is_not_counted() -> None:
    rows = visits(home=4)
    old = [
        {**row, "id": 100 + number, "pseudonym": f"old{number}", "at": "2025-11-01"}
        for number, row in enumerate(rows)
    ]
    assert told(made({"shop.visits": [*rows, *old]}, VISITS)) == {"home": 4}


def test_who_is_restricted_is_left_out() -> None:
    one = About(collection="shop.subscribers", key=(1,))
    since = datetime(2026, 11, 1, tzinfo=UTC)
    restricted = Restricted(about=one, at=since)
    tables: dict[str, Table] = {"shop.subscribers": subscribers(5)}
    assert told(made(tables, LISTINGS)) == {"listed": 5}
    assert told(made(tables, LISTINGS, restricted)) == {"listed": 4}


@pytest.mark.parametrize(
    ("state", "people"), [(Objection.RAISED, 4), (Objection.UPHELD, 4), (Objection.REJECTED, 5)]
)
def test_so_is_who_has_objected_to_the_purpose(state: Objection, people: int) -> None:
    one = About(collection="shop.subscribers", key=(1,))
    objection = ObjectionMade(about=one, purpose="survey", state=state, at=NOON)
    wanted = replace(LISTINGS, purpose="survey")
    tables: dict[str, Table] = {"shop.subscribers": subscribers(5)}
    assert told(made(tables, wanted, objection)) == {"listed": people}


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        (replace(LISTINGS, by=("name",)), "one person at a time"),
        (replace(LISTINGS, by=("id",)), "one person at a time"),
        (replace(VISITS, by=("pseudonym",)), "one person at a time"),
        (replace(LISTINGS, collection="shop.feed", by=("subscriber_id",)), "one person at a time"),
        (replace(LISTINGS, purpose="secure"), "does not use"),
        (replace(LISTINGS, by=("shoe_size",)), "no declared column"),
        (replace(LISTINGS, purpose="gossip"), "is not in the declaration"),
        (replace(LISTINGS, collection="shop.secrets"), "is not in the declaration"),
        (replace(VISITS, collection="shop.segments", by=("people",)), "about nobody"),
    ],
)
def test_what_tells_of_persons_is_refused(wanted: Wanted, word: str) -> None:
    with pytest.raises(NotMade, match=word):
        made({"shop.subscribers": subscribers(5)}, wanted)


def test_what_is_sealed_in_the_register_makes_no_groups() -> None:
    small = compiled(text_of("gifts_small"))
    people = next(name for name, one in small.collections.items() if one.shape.table == "register_person")
    purpose = next(line.purpose for line in small.lines_of(people))
    with pytest.raises(NotMade, match="sealed"):
        make(house(small, {}, TODAY), Wanted(collection=people, purpose=purpose, by=("address",)))


def test_a_system_out_of_reach_makes_no_figures() -> None:
    with pytest.raises(Unreachable):
        make(house(MAP, {}, TODAY), VISITS)

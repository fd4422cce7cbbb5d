"""When erasing moves a clock, and when it does not."""

import pytest
from tests.core.lint.breaking import BASE, Edit, edited, findings

SHORTER: Edit = (
    "      - {in: [shop.orders], categories: [purchase], after: last_order, period: 12 months}\n",
    "      - {in: [shop.orders], categories: [purchase], after: shop.orders.placed_on, period: 6 months}\n",
)
LATEST = "    latest: [shop.orders.placed_on]\n"


def moving(*edits: Edit) -> list[str]:
    return [found.message for found in findings(edited(BASE, edits)) if found.code == "HJ417"]


def test_orders_that_go_before_the_customer_move_the_last_order() -> None:
    (message,) = moving(SHORTER)
    assert message == '"last_order" rests on shop.orders, whose rows may go while periods run from it'


@pytest.mark.parametrize(
    "edit",
    [
        (LATEST, LATEST + "    remember: true\n"),
        ("period: 6 months", "period: 12 months"),
        ("after: shop.orders.placed_on, period: 6 months", "with: shop.customers"),
    ],
    ids=["its day is remembered", "orders stay as long", "orders stay with the customer"],
)
def test_nothing_moves_when(edit: Edit) -> None:
    assert moving((SHORTER[0], SHORTER[1].replace(*edit)), *([edit] if edit[0] == LATEST else [])) == []


def test_a_clock_that_is_no_datum_does_not_keep_its_row() -> None:
    blank = (
        "          - {columns: [placed_on], category: purchase, source: [work]}\n",
        "          - {columns: [what], category: purchase, source: [work]}\n"
        "          - {columns: [placed_on], category: none, why: clock}\n",
    )
    assert moving(blank) != []
    assert moving(blank, (LATEST, LATEST + "    remember: true\n")) == []


def test_a_clock_stays_on_a_row_that_is_only_overwritten() -> None:
    overwritten = (
        "        references: {customer_id: shop.customers.id}\n        when_due: erase\n        fields:\n"
        "          - {columns: [placed_on], category: purchase, source: [work]}\n",
        "        references: {customer_id: shop.customers.id}\n        when_due: overwrite\n        fields:\n"
        "          - {columns: [what], category: purchase, source: [work]}\n"
        "          - {columns: [placed_on], category: none, why: clock}\n",
    )
    assert moving(SHORTER, overwritten) == []

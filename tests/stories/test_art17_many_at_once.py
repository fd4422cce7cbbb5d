"""Art. 17 for many at once: one plan, one statement a collection, and a fraction of the time that one by one takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from hjemmel.core.rights.right import Right

from .test_field_defects import MADE, Shop, customer, erasing

MANY, ONE_BY_ONE, TIMES = 2_000, 3, 20


def shop(folder: Path) -> Shop:
    folder.mkdir()
    return Shop(
        folder,
        {
            "shop.customers": [customer("c", n) for n in range(MANY)],
            "post.orders": [(n, "c", n, None, "n", MADE) for n in range(MANY)],
            "post.lines": [(n, n, "t", MADE) for n in range(MANY)],
        },
    )


def took(deed: Callable[[], object]) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun


@pytest.mark.story
@pytest.mark.slow
def test_many_who_ask_are_erased_in_one_plan_at_twenty_times_the_speed(tmp_path: Path) -> None:
    asks = [erasing(("c", n), id=f"{n:0>16}") for n in range(MANY)]
    single, together = shop(tmp_path / "single"), shop(tmp_path / "together")
    one = took(lambda: [single.grant(ask) for ask in asks[:ONE_BY_ONE]]) / ONE_BY_ONE
    all_of_them = took(lambda: together.grant(*asks)) / MANY
    assert one >= TIMES * all_of_them, (one, all_of_them)
    assert together.rows("post", "SELECT count(*) FROM orders") == [(0,)]
    assert together.rows("shop", "SELECT count(*) FROM customers WHERE name IS NOT NULL") == [(0,)]
    assert single.rows("post", "SELECT count(*) FROM orders") == [(MANY - ONE_BY_ONE,)]


@pytest.mark.story
def test_asks_of_different_rights_are_not_planned_together(tmp_path: Path) -> None:
    access = replace(erasing(("c", 1), id="A" * 16), right=Right.ACCESS)
    with pytest.raises(ValueError, match="one and the same right"):
        shop(tmp_path / "shop").house.preview_request(access, erasing(("c", 2)))

"""The line that tells how far a plan has come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.test_by_itself import CUSTOMER, erasing, plan

from hjemmel.core.output.progress import Progress, time_told

HALF = "[##########----------]"


def test_it_tells_how_much_is_done_how_fast_and_what_is_left_of_the_time() -> None:
    progress = Progress(plan(erasing(1_000), erasing(3_000, CUSTOMER)))
    assert progress.reached(0, 0, 100.0) == f"[{'-' * 20}] 0 of 4,000 rows   salon.visit"
    assert (
        progress.reached(1, 1_000, 104.0)
        == f"{HALF} 2,000 of 4,000 rows   500 rows/s   4 s left   salon.customer"
    )


def test_what_had_its_receipt_before_makes_nothing_look_quick() -> None:
    progress = Progress(plan(erasing(1_000), erasing(1_000, CUSTOMER)), frozenset({0}))
    progress.reached(0, 0, 0.0)
    assert progress.reached(1, 0, 2.0) == f"{HALF} 1,000 of 2,000 rows   salon.customer"
    assert "100 rows/s   8 s left" in progress.reached(1, 200, 2.0)


def test_what_a_person_does_is_no_part_of_it() -> None:
    progress = Progress(plan(replace(erasing(50), by_hand=True), erasing(10, CUSTOMER)))
    assert progress.reached(1, 10, 0.0).startswith(f"[{'#' * 20}] 10 of 10 rows")


def test_it_never_goes_back() -> None:
    progress = Progress(plan(erasing(10)))
    progress.reached(0, 5, 0.0)
    assert progress.reached(0, 0, 0.1).startswith(f"{HALF} 5 of 10")


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.4, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7_500, "2 h 5 min")]
)
def test_the_time_is_told_by_its_two_largest_parts(seconds: float, told: str) -> None:
    assert time_told(seconds) == told

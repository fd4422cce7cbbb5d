"""No group below the smallest ever comes out, and none can be worked out from those that do."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hjemmel.core.figures.groups import Counted, Figures, figures


def people(**sizes: int) -> list[Counted]:
    """So many different people in each group."""
    return [Counted(f"{name}-{number}", (name,)) for name, size in sizes.items() for number in range(size)]


def told(found: Figures) -> dict[str, int]:
    return {group.key[0]: group.people for group in found.groups}


def test_groups_that_are_large_enough_come_out() -> None:
    found = figures(people(north=12, south=10), 10)
    assert told(found) == {"north": 12, "south": 10}
    assert (found.rest, found.folded, found.fewest) == (None, 0, 10)


def test_small_groups_are_folded_together() -> None:
    found = figures(people(north=12, east=6, west=5), 10)
    assert told(found) == {"north": 12}
    assert found.rest and (found.rest.key, found.rest.people) == ((), 11)
    assert found.folded == 2


def test_a_single_small_group_takes_the_next_smallest_with_it() -> None:
    found = figures(people(north=30, south=20, west=3), 10)
    assert told(found) == {"north": 30}
    assert found.rest and found.rest.people == 23


def test_so_do_small_groups_that_are_too_few_even_together() -> None:
    found = figures(people(north=30, south=20, east=2, west=3), 10)
    assert told(found) == {"north": 30}
    assert found.rest and found.rest.people == 25


def test_where_all_are_too_few_nothing_comes_out() -> None:
    found = figures(people(east=4, west=5), 10)
    assert (found.told, found.folded, found.fewest) == ((), 2, 0)


def test_somebody_with_many_rows_is_one() -> None:
    assert not figures([Counted("p", ("north",))] * 50, 10).told


def test_a_sum_of_few_is_no_figure_of_the_group() -> None:
    """Twenty people, of whom two have a number: the sum would be theirs."""
    rows = [Counted(n, ("north",), (Decimal(5) if n < 2 else None,)) for n in range(20)]
    rows += [Counted(n, ("south",), (Decimal(2),)) for n in range(100, 130)]
    found = figures(rows, 10)
    assert not found.groups
    assert found.rest and found.rest.people == 50
    (total,) = found.rest.sums
    assert (total.total, total.rows) == (Decimal(70), 32)


def test_a_mean_is_of_the_rows_that_have_a_number() -> None:
    rows = [Counted(n, ("north",), (Decimal(n),)) for n in range(11)]
    assert figures(rows, 10).groups[0].sums[0].mean == Decimal(5)


def test_people_who_stand_in_a_shown_group_too_do_not_fill_the_rest() -> None:
    """All but one of the small groups' people are in the large one: taking it away would leave that one."""
    rows = [Counted(n, ("north",)) for n in range(40)]
    rows += [Counted(n, ("east",)) for n in range(9)]
    rows += [Counted(n, ("west",)) for n in (*range(8), 99)]
    assert not figures(rows, 10).groups


SOME_ROWS = st.lists(
    st.builds(
        Counted,
        st.integers(0, 40),
        st.tuples(st.sampled_from("abcdef")),
        st.tuples(st.one_of(st.none(), st.integers(0, 9).map(Decimal))),
    ),
    max_size=150,
)


@given(SOME_ROWS, st.integers(2, 12))
def test_no_group_below_the_smallest_ever_comes_out(rows: list[Counted], smallest: int) -> None:
    found = figures(rows, smallest)
    for group in found.groups:
        assert len({row.person for row in rows if row.key == group.key}) == group.people >= smallest
        with_number = {row.person for row in rows if row.key == group.key and row.numbers[0] is not None}
        assert len(with_number) >= smallest
    assert all(group.people >= smallest for group in found.told)


@given(SOME_ROWS, st.integers(2, 12))
def test_nor_by_subtraction_from_the_whole(rows: list[Counted], smallest: int) -> None:
    """The whole, less what is shown: nobody, or no fewer than a group, and never one group alone."""
    found = figures(rows, smallest)
    shown = {group.key for group in found.groups}
    if not shown:
        return
    left = [row for row in rows if row.key not in shown]
    alone = {row.person for row in left} - {row.person for row in rows if row.key in shown}
    assert len(alone) == 0 or len(alone) >= smallest
    assert len({row.key for row in left}) != 1
    if left:
        assert len({row.person for row in left}) >= smallest
        assert len({row.person for row in left if row.numbers[0] is not None}) >= smallest


@given(SOME_ROWS, st.integers(2, 12))
def test_every_group_is_shown_or_folded(rows: list[Counted], smallest: int) -> None:
    found = figures(rows, smallest)
    assert len(found.groups) + found.folded == len({row.key for row in rows})

"""Art. 25(2), 32(4): people's data is seen by those who need it for a stated purpose, and by nobody else. A year at a shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import close_staff, create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.promise import DEFAULT_INTERVAL, Evidence, judge
from hjemmel.core.terms import Verdict
from hjemmel.desk import access, clock, office
from hjemmel.desk.access import NotAllowed
from hjemmel.engine.ports import Actor

FOOTCARE = Path(__file__).parents[2] / "src" / "hjemmel" / "profiles" / "footcare" / "hjemmel.yaml"
BEGUN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "en lang setning 42"
COMPLAINT = ("salg.complaints", "text")


class Shop:
    """Ane answers for privacy, Ola for complaints, and Liv looks at figures alone."""

    def __init__(self) -> None:
        self.now = BEGUN
        clock.use(lambda: self.now)
        self.ane = create_staff("ane", "Ane Furuseth", PASSWORD, Role.APPROVER, office.HJEMMEL, BEGUN)
        publish(FOOTCARE.read_bytes(), self.ane, BEGUN)
        self.ola = create_staff("ola", "Ola Berg", PASSWORD, Role.OPERATOR, self.ane, BEGUN)
        self.liv = create_staff("liv", "Liv Moen", PASSWORD, Role.READER, self.ane, BEGUN)
        access.give(self.ane.id, access.all_purposes(), office.HJEMMEL, why_all=WhyAll.OFFICER)
        access.give(self.ola.id, ["handle_complaints"], self.ane)

    def promise(self) -> Evidence:
        """As if a table told who has access in the shop's own systems. Grants of ours alone prove nothing there."""
        found = next(one for one in office.judge_promises(office.HJEMMEL) if one.promise == "P002-17")
        assert found.verdict is Verdict.BROKEN or "No table tells who has access here" in found.why_en
        told = replace(found.measurement, missing_nb="", missing_en="")
        return judge(found.promise, found.line, found.grade, told, self.now, DEFAULT_INTERVAL)

    def grants(self, who: Actor) -> list[int]:
        view = access.accesses_view()
        return [
            grant.grant.id for member in view.members if member.account == who.id for grant in member.grants
        ]


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = fresh()
    next(made)
    yield Shop()
    clock.use(clock.machine)
    next(made, None)


def test_a_year_of_need_to_know(shop: Shop) -> None:
    # Ola sees complaints, for no other purpose than to handle them, and no address. Liv sees nobody.
    collection, column = COMPLAINT
    assert access.sees(shop.ola, collection, [column]) == {column}
    assert not access.sees(shop.ola, collection, [column], purpose="bookkeeping")
    assert not access.sees(shop.ola, "nettbutikk.customers", ["email"])
    assert not access.sees(shop.liv, collection, [column])
    with pytest.raises(NotAllowed):
        access.check(shop.ola, "bookkeeping")
    access.check(shop.ola, "handle_complaints", "2026/14")
    access.note_shown(shop.ola, "handle_complaints", [COMPLAINT], 1, "2026/14")
    assert shop.promise().verdict is Verdict.KEPT

    # Two weeks before the quarter is over it is at risk; the day after, it is broken; a review mends it.
    shop.now = BEGUN + timedelta(days=80)
    assert shop.promise().verdict is Verdict.AT_RISK
    shop.now = BEGUN + timedelta(days=93)
    assert shop.promise().verdict is Verdict.BROKEN
    access.review([*shop.grants(shop.ane), *shop.grants(shop.ola)], [], shop.ane)
    assert shop.promise().verdict is Verdict.KEPT

    # Ola leaves. As long as he could still see something, the promise is broken.
    close_staff("ola", shop.ane, shop.now)
    broken = shop.promise()
    assert broken.verdict is Verdict.BROKEN
    assert "Belonging to a closed account: 1." in broken.why_en
    access.end_all(shop.ola.id, shop.ane)
    assert shop.promise().verdict is Verdict.KEPT
    assert not access.sees(shop.ola, collection, [column])


def test_whoever_gets_round_the_pages_breaks_the_promise(shop: Shop) -> None:
    """The record is judged by the declaration, not by what the pages thought."""
    access.note_shown(shop.liv, "handle_complaints", [COMPLAINT], 1)
    broken = shop.promise()
    assert broken.verdict is Verdict.BROKEN
    assert "Seen without an access right: 1." in broken.why_en

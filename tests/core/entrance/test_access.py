"""Which columns follow from a purpose, when a grant stands, and what a grant may not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.engine.worlds import compiled, text_of

from hjemmel.core.datamap import DataMap
from hjemmel.core.entrance.access import (
    QUARTER,
    Grant,
    Review,
    WhyAll,
    access_of,
    columns_of,
    lacks,
    review_due,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"
GRANT = Grant(
    id=1,
    account="staff-2",
    purposes=frozenset({"invoicing"}),
    begins=date(2026, 11, 1),
    given_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    given_by="staff-1",
)


@pytest.fixture(scope="module")
def mailhouse() -> DataMap:
    return compiled(text_of("mailhouse"))


@pytest.fixture(scope="module")
def gifts() -> DataMap:
    return compiled(text_of("gifts"))


def test_a_purpose_uses_what_its_keep_lines_cover_and_the_keys_beside(mailhouse: DataMap) -> None:
    found = columns_of(mailhouse, mailhouse.purposes["secure"])
    assert found == {"nettsted.server_log": {"ip", "path", "status", "agent", "at", "id"}}


def test_a_purpose_that_makes_figures_uses_nobodys_values(mailhouse: DataMap) -> None:
    assert mailhouse.purposes["improve"].declared.aggregated_from
    assert columns_of(mailhouse, mailhouse.purposes["improve"]) == {}


def test_a_purpose_that_only_uses_sees_who_the_person_is_and_no_more(gifts: DataMap) -> None:
    found = columns_of(gifts, gifts.purposes["surveys"])
    accounts = gifts.collections["nettbutikk.accounts"]
    personal = {c for group in accounts.groups if group.is_personal for c in group.columns}
    assert found["nettbutikk.accounts"] & personal <= {*accounts.identity.values(), "company_address"}
    assert "email" in found["nettbutikk.accounts"]


def test_people_of_other_kinds_are_out_of_sight(mailhouse: DataMap) -> None:
    assert not columns_of(mailhouse, mailhouse.purposes["secure"], frozenset({"contact"}))


def test_access_is_that_of_the_grants_that_stand(mailhouse: DataMap) -> None:
    other = replace(GRANT, id=2, purposes=frozenset({"secure"}))
    ended = replace(GRANT, id=3, purposes=frozenset({"sales"}), ended_at=NOW)
    gone = replace(GRANT, id=4, purposes=frozenset({"a_purpose_of_old"}))
    mine = access_of(mailhouse, [GRANT, other, ended, gone], "staff-2", NOW)
    assert mine.purposes == {"invoicing", "secure"}
    assert mine.sees("nettsted.server_log", "ip")
    assert mine.sees("nettsted.server_log", "ip", purpose="secure")
    assert not mine.sees("nettsted.server_log", "ip", purpose="invoicing")
    assert not access_of(mailhouse, [GRANT], "staff-9", NOW).purposes


def test_a_narrowed_grant_sees_neither_other_kinds_nor_unknown_ones(mailhouse: DataMap) -> None:
    wide = access_of(mailhouse, [replace(GRANT, purposes=frozenset({"secure"}))], "staff-2", NOW)
    assert wide.sees("nettsted.server_log", "ip", kind="visitor")
    assert wide.sees("nettsted.server_log", "ip", kind="unknown")
    assert not wide.sees("nettsted.server_log", "ip", kind="contact")
    narrow = access_of(
        mailhouse,
        [replace(GRANT, purposes=frozenset({"secure"}), kinds=frozenset({"visitor"}))],
        "staff-2",
        NOW,
    )
    assert narrow.sees("nettsted.server_log", "ip", kind="visitor")
    assert not narrow.sees("nettsted.server_log", "ip", kind="unknown")


@pytest.mark.parametrize(
    ("changed", "stands"),
    [
        ({}, True),
        ({"begins": date(2026, 11, 23)}, True),
        ({"begins": date(2026, 11, 24)}, False),
        ({"ends": date(2026, 11, 23)}, True),
        ({"ends": date(2026, 11, 22)}, False),
        ({"ended_at": NOW}, False),
        ({"ended_at": datetime(2026, 11, 23, 9, 1, tzinfo=UTC)}, True),
        ({"given_at": datetime(2026, 11, 23, 9, 1, tzinfo=UTC)}, False),
    ],
)
def test_a_grant_stands_from_its_first_day_to_its_last(changed: dict[str, object], stands: bool) -> None:
    assert replace(GRANT, **changed).stands(NOW, OSLO) is stands  # type: ignore[arg-type]


def test_a_grant_is_gone_through_within_a_quarter_of_the_last_time() -> None:
    assert review_due(GRANT, [], QUARTER, OSLO) == date(2027, 2, 1)
    kept = Review(at=NOW, by="staff-1", kept=frozenset({1}), ended=frozenset())
    assert review_due(GRANT, [kept], QUARTER, OSLO) == date(2027, 2, 23)
    assert review_due(GRANT, [replace(kept, kept=frozenset({2}))], QUARTER, OSLO) == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"purposes": frozenset()}, "at least one"),
        ({"purposes": frozenset({"gossip"})}, "not in the declaration"),
        ({"kinds": frozenset({"neighbour"})}, "group of people"),
        ({"ends": date(2026, 10, 31)}, "before the first"),
        ({"given_by": "staff-2"}, "Nobody gives access to themselves"),
    ],
)
def test_what_a_grant_may_not_be(mailhouse: DataMap, changed: dict[str, object], word: str) -> None:
    assert not lacks(mailhouse, GRANT)
    (found,) = lacks(mailhouse, replace(GRANT, **changed))  # type: ignore[arg-type]
    assert word in found.en


def test_nobody_gets_every_purpose_without_a_reason(mailhouse: DataMap) -> None:
    everything = replace(GRANT, purposes=frozenset(mailhouse.purposes))
    assert lacks(mailhouse, everything)
    assert not lacks(mailhouse, replace(everything, why_all=WhyAll.FEW))

"""A yes and a no to the same purpose, told by rows and by facts: the later word stands, and of equals the no."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from hjemmel.connectors.memory import MemoryConnector
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import About, ConsentGiven, ConsentWithdrawn, Fact, Facts
from hjemmel.core.grounds.basis import Bases
from hjemmel.core.grounds.claims import Claims
from hjemmel.core.grounds.lists import MOST_SPANS, keys_on, spans
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.grounds.whose import Subjects
from hjemmel.core.permission import Marker, Permission
from hjemmel.core.selection import Selection
from hjemmel.core.terms import Tri
from hjemmel.engine.resolve import Resolver

from .company import DECLARATION

TODAY = date(2026, 3, 31)
READER = About(collection="letter.readers", key=(1,))
YES, NO, UNKNOWN = Tri.YES, Tri.NO, Tri.UNKNOWN


def company() -> DataMap:
    compiled = load(
        DECLARATION.replace(
            "others: consent}", "others: consent, addresses: [letter.readers.email]}"
        ).encode()
    )
    assert compiled.map is not None
    return compiled.map


MAP = company()


def yes(day: str, until: str = "", covers: frozenset[str] = frozenset()) -> ConsentGiven:
    ended = moment(until) if until else None
    return ConsentGiven(about=READER, purpose="news", given_at=moment(day), withdrawn_at=ended, covers=covers)


def no(day: str) -> ConsentWithdrawn:
    return ConsentWithdrawn(about=READER, purpose="news", at=moment(day))


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T11:00:00").replace(tzinfo=UTC)


CASES: list[tuple[str, str | None, str | None, list[Fact], Tri]] = [
    ("only the row says yes", "2025-05-01", None, [], YES),
    ("only the row says no", "2025-05-01", "2025-06-01", [], NO),
    ("only a fact says yes", None, None, [yes("2025-05-01")], YES),
    ("a fact says yes after the row's no", "2024-01-01", "2025-06-01", [yes("2025-06-02")], YES),
    ("a fact of before the row's no", "2024-01-01", "2025-06-01", [yes("2025-05-31")], NO),
    ("written down late, given before the no", None, "2025-06-01", [yes("2020-01-01")], NO),
    ("a yes and a no on the same day", None, "2025-06-01", [yes("2025-06-01")], NO),
    ("a no on a day nobody can read", None, "soon", [yes("2025-06-01")], UNKNOWN),
    ("a no that is still to come", None, "2026-04-01", [yes("2025-06-01")], YES),
    ("one yes before the no and one after", None, "2025-06-01", [yes("2025-01-01"), yes("2025-07-01")], YES),
    ("a withdrawn fact after the row's yes", "2025-05-01", None, [yes("2024-01-01", "2025-06-01")], NO),
    ("a withdrawn fact before the row's yes", "2025-05-01", None, [yes("2024-01-01", "2025-04-01")], YES),
    ("withdrawn and given on one day", "2025-05-01", None, [yes("2024-01-01", "2025-05-01")], NO),
    ("a no as a fact after all yeses", "2025-05-01", None, [yes("2025-05-02"), no("2025-06-01")], NO),
    ("a back-dated yes does not undo a no", None, None, [no("2025-06-01"), yes("2025-05-01")], NO),
    ("a yes after a no as a fact", None, None, [no("2025-06-01"), yes("2025-06-02")], YES),
    ("an older yes does not outlive a newer, withdrawn", None, None,
     [yes("2024-01-01"), yes("2025-01-01", "2025-06-01")], NO),
    ("a yes withdrawn for one channel leaves the other", None, None,
     [yes("2024-01-01"), yes("2025-01-01", "2025-06-01", frozenset(["sms"]))], YES),
]  # fmt: skip


def rows(given: str | None, left: str | None) -> Rows:
    reader = {"id": 1, "email": "kari@a.example", "basis": "consent", "given_at": given, "left_at": left}
    sent = {"id": 1, "reader_id": 1, "at": "2026-03-01", "subject": "s"}
    return Rows(MAP, {"letter.readers": [reader], "letter.sends": [sent], "shop.accounts": []})


@pytest.mark.parametrize(
    ("given", "left", "told", "stands"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_later_word_stands(given: str | None, left: str | None, told: list[Fact], stands: Tri) -> None:
    found, facts = rows(given, left), Facts.gathered(told)
    (group,) = (one for one in MAP.collections["letter.readers"].groups if "email" in one.columns)
    (row,) = found.of("letter.readers")
    assert Bases(Subjects(found), facts, TODAY).consent("news", group)(row) is stands
    claim = Claims(MAP, TODAY, facts).consent("news", group)
    shapes = {c.name: c.shape for c in MAP.collections.values()}
    tables = {"shop": {"accounts": []}, "letter": {"readers": found.of("letter.readers"), "sends": []}}
    resolver = Resolver(
        {
            system: MemoryConnector(system, {n: s for n, s in shapes.items() if n.startswith(system)}, of)
            for system, of in tables.items()
        },
        lambda listed, home: keys_on(listed, home, facts, TODAY, MAP.zone),
    )
    in_sets = [
        bool(list(resolver.find(Selection("letter.readers", p), ("id",)))) for p in (claim.yes, claim.no)
    ]
    assert in_sets == [stands is YES, stands is NO]


@pytest.mark.parametrize(
    ("given", "left", "told", "stands"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_nobody_is_written_to_unless_the_later_word_is_a_yes(
    given: str | None, left: str | None, told: list[Fact], stands: Tri
) -> None:
    at = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
    permission = Permission(rows(given, left), Facts.gathered(told), at, Marker(b"k" * 32))
    decision = permission.may(READER, "news", "email")
    assert decision.is_allowed == (stands is YES), decision.reason


def test_very_many_days_become_few_spans_that_miss_none() -> None:
    days = [date.fromordinal(730_000 + n) for n in range(5 * MOST_SPANS + 3)]
    found = list(spans(days))
    assert len(found) <= MOST_SPANS and found[0][0] == days[0] and found[-1][1] == days[-1]
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert list(spans(days[:3])) == [(day, day) for day in days[:3]] and list(spans([])) == []


def test_with_very_many_days_nothing_certain_is_wrong() -> None:
    """In spans of several days a no within the span is not known to be later or earlier: it is unknown then."""
    told: list[Fact] = [
        ConsentGiven(
            about=About(collection="letter.readers", key=(n,)),
            purpose="news",
            given_at=datetime.combine(date.fromordinal(738_000 + n), datetime.min.time(), UTC).replace(
                hour=11
            ),
        )
        for n in range(2 * MOST_SPANS)
    ]
    facts = Facts.gathered(told)
    found = rows(None, date.fromordinal(738_001).isoformat())
    (group,) = (one for one in MAP.collections["letter.readers"].groups if "email" in one.columns)
    (row,) = found.of("letter.readers")
    assert Bases(Subjects(found), facts, TODAY).consent("news", group)(row) is NO
    claim = Claims(MAP, TODAY, facts).consent("news", group)
    resolver = Resolver(
        {
            "letter": MemoryConnector(
                "letter",
                {n: c.shape for n, c in MAP.collections.items() if n.startswith("letter")},
                {"readers": found.of("letter.readers"), "sends": []},
            ),
            "shop": MemoryConnector(
                "shop", {"shop.accounts": MAP.collections["shop.accounts"].shape}, {"accounts": []}
            ),
        },
        lambda listed, home: keys_on(listed, home, facts, TODAY, MAP.zone),
    )
    assert list(resolver.find(Selection("letter.readers", claim.yes), ("id",))) == []

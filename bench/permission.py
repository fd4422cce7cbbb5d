"""Permission over the example company of the gifts profile: a list at one go, and one person from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import (
    About,
    AddressGiven,
    AddressKind,
    ConsentGiven,
    Fact,
    Facts,
    Objection,
    ObjectionMade,
    Origin,
    Suppressed,
)
from hjemmel.core.grounds.rows import Row, Rows
from hjemmel.core.permission import Marker, Permission
from hjemmel.profiles.gifts.demo import tables

from .measure import Result, Took, median, timed, within
from .profiles import file_of

RUNS, ONES = 5, 200
PEOPLE, SEED = 5_000, 4
LIMIT, ONE = 20_000, 0.001
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MARKER = Marker(bytes(range(32)))
ASKED = ("market_customers", "market_others", "surveys")
ACCOUNTS, READERS = "nettbutikk.accounts", "nyhetsbrev.subscribers"
Tables = dict[str, list[Row]]


def permission() -> Iterator[Result]:
    """Rows and facts are in hand; everything that is worked out from them is worked out anew in each run."""
    data_map = load(file_of("gifts").read_bytes()).map
    assert data_map is not None
    systems = tables(PEOPLE, date(2026, 11, 23), SEED)
    rows: Tables = {
        name: list(systems[one.system].table(one.shape.table).dicts())
        for name, one in data_map.collections.items()
    }
    facts = Facts.gathered(_facts(rows))
    yield _many(data_map, rows, facts)
    yield from _one(data_map, rows, facts)


def _many(data_map: DataMap, rows: Tables, facts: Facts) -> Result:
    persons = [About(collection=name, key=(row["id"],)) for name in (ACCOUNTS, READERS) for row in rows[name]]

    def asked() -> int:
        company = Permission(Rows(data_map, rows), facts, NOW, MARKER)
        answers = [company.may_each(persons, purpose, "email") for purpose in ASKED]
        assert all(answer.permitted for answer in answers[:2])
        return sum(len(answer.all) for answer in answers)

    runs = [timed(asked) for _ in range(RUNS)]
    took, decisions = median([one for one, _ in runs]), runs[0][1]
    speed, by_cpu = decisions / took.wall, decisions / took.cpu
    return Result(
        name="permission",
        what=f"`may` of a list, {decisions:,} decisions, {len(list(facts)):,} facts",
        budget=f">= {LIMIT:,} decisions/s",
        measured=f"{speed:,.0f} /s ({by_cpu:,.0f})",
        took=took,
        is_met=speed >= LIMIT,
        is_met_by_cpu=by_cpu >= LIMIT,
        note="three purposes asked of every customer card and every reader, the looking through"
        f" {sum(map(len, rows.values())):,} rows for addresses and for who shares them included; without receipts,"
        " which are made for those whom a message goes to",
    )


def _one(data_map: DataMap, rows: Tables, facts: Facts) -> Iterator[Result]:
    """One customer's rows in hand: with everything worked out anew, and asked of what is laid out already."""
    reader = next(row for row in rows[READERS] if row["basis"] == "customer")
    mine = _rows_of(rows, reader)
    some = Facts.gathered(fact for fact in facts if not isinstance(fact, AddressGiven))
    person = About(collection=READERS, key=(reader["id"],))
    at_hand = Permission(Rows(data_map, mine), some, NOW, MARKER)

    def asked(company: Permission) -> None:
        answer = company.may(person, "market_customers", "email")
        assert answer.is_allowed and answer.receipt.digest

    in_hand = f"{sum(map(len, mine.values()))} rows and {len(list(some))} facts in hand; reading them is not included"
    yield _timed(
        "`may` of one person, all worked out anew",
        [timed(lambda: asked(Permission(Rows(data_map, mine), some, NOW, MARKER)))[0] for _ in range(ONES)],
        f"{in_hand}; with its receipt",
    )
    yield _timed(
        "`may` of one person, rows and facts laid out",
        [timed(lambda: asked(at_hand))[0] for _ in range(ONES)],
    )


def _timed(what: str, runs: list[Took], note: str = "") -> Result:
    result = within("permission", what, ONE, median(runs), note)
    took = result.took
    return replace(result, budget="<= 1 ms", measured=f"{took.wall * 1000:.2f} ms ({took.cpu * 1000:.2f} ms)")


def _rows_of(rows: Tables, reader: Row) -> Tables:
    """What is read of one customer."""
    account = next(row for row in rows[ACCOUNTS] if row["email"] == reader["email"])
    contacts = [row for row in rows["salgskompass.contacts"] if row["account_id"] == account["id"]]
    of_contact = {contact["id"] for contact in contacts}
    return {
        ACCOUNTS: [account],
        READERS: [reader],
        "nettbutikk.orders": [row for row in rows["nettbutikk.orders"] if row["account_id"] == account["id"]],
        "salgskompass.contacts": contacts,
        **{
            name: [row for row in rows[name] if row["contact_id"] in of_contact]
            for name in ("salgskompass.enquiries", "salgskompass.offers", "salgskompass.restrictions")
        },
    }


def _facts(rows: Tables) -> Iterator[Fact]:
    """Where each address came from; a consent of some, a no of some; suppressions that outlived their person."""
    for row in rows[ACCOUNTS]:
        about = About(collection=ACCOUNTS, key=(row["id"],))
        if row["email"]:
            yield AddressGiven(
                about=about,
                kind=AddressKind.EMAIL,
                mark=MARKER.mark(AddressKind.EMAIL, row["email"]),
                origin=Origin.SALE,
                at=NOW - timedelta(days=300),
                opt_out_offered=True,
            )
        if row["id"] % 50 == 0:
            yield ConsentGiven(about=about, purpose="market_others", given_at=NOW - timedelta(days=90))
        if row["id"] % 50 == 1:
            yield ObjectionMade(
                about=about, purpose="market_customers", state=Objection.UPHELD, at=NOW - timedelta(days=9)
            )
    for number in range(100):
        gone = MARKER.mark(AddressKind.EMAIL, f"borte{number}@nes.example")
        yield Suppressed(kind=AddressKind.EMAIL, mark=gone, at=NOW - timedelta(days=400))

"""The example company's newsletter: who gets it and why, what was sent, and three who said no in vain.

Basis `customer` rests on a purchase, `consent` on a yes. Who has said no keeps a row without an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hjemmel.core.moment import read_day
from hjemmel.profiles.gifts.lives import Life, Story
from hjemmel.profiles.gifts.schema import Systems
from hjemmel.profiles.sample import Sample, Value

STILL_WITH_ADDRESS = 3
"""Withdrawn consents whose e-mail address is still there: a breach."""
ZONE = "Europe/Oslo"
SEGMENTS = (
    ("bransje = bygg", 20, 90),
    ("bestilte krus siste 12 måneder", 40, 200),
    ("kunder i Innlandet", 25, 120),
    ("kunder uten bestilling siste halvår", 60, 300),
)


def newsletter(
    systems: Systems,
    everybody: Sequence[Life],
    today: date,
    sample: Sample,
    due: dict[str, set[tuple[Value, ...]]],
) -> None:
    """Fill the three tables."""
    orders = {row["account_id"]: row["id"] for row in systems.orders.dicts()}
    bought = _first_orders(systems)
    for row, life in zip(list(systems.accounts.dicts()), everybody, strict=True):
        if life.story is Story.RUNNING and life.is_natural and not row["marketing_opt_out"]:
            _customer(
                systems, row["email"], orders.get(row["id"]), bought.get(row["id"]), life, today, sample
            )
    for _ in range(len(everybody) // 10):
        _reader(systems, sample.email(sample.person().full_name), today, sample)
    for number in range(len(everybody) // 25):
        has_address = number < STILL_WITH_ADDRESS
        subscriber = _withdrawn(systems, has_address, today, sample)
        if has_address:
            due["nyhetsbrev.subscribers"].add((subscriber,))
    for number, (rule, fewest, most) in enumerate(SEGMENTS, 1):
        systems.segments.add(id=number, rule=rule, group_size=sample.number(fewest, most))


def _first_orders(systems: Systems) -> dict[Value, date]:
    """The day of each customer's first order."""
    found: dict[Value, date] = {}
    for row in systems.orders.dicts():
        day = read_day(row["placed_at"], ZONE, ZONE)
        if isinstance(day, date):
            found[row["account_id"]] = min(day, found.get(row["account_id"], day))
    return found


def _customer(
    systems: Systems, email: Value, order: Value, bought: date | None, life: Life, today: date, sample: Sample
) -> None:
    """Some customers are on the list because they bought, and some because they asked for it."""
    match sample.weighted(customer=35, consent=15, none=50):
        case "customer" if order is not None and bought is not None:
            subscriber, since, surveyed = _add(systems, email, "customer", order, None, None), bought, True
        case "consent":
            first = max(life.created, today - timedelta(days=600))
            since, surveyed = sample.day(first, today), False
            subscriber = _add(systems, email, "consent", None, sample.at(since), None)
        case _:
            return
    _sends(systems, subscriber, max(since, today - timedelta(days=360)), today, sample, surveyed=surveyed)


def _reader(systems: Systems, email: str, today: date, sample: Sample) -> None:
    """Somebody who has never been a customer, and said yes."""
    said = sample.day(today - timedelta(days=600), today - timedelta(days=10))
    subscriber = _add(systems, email, "consent", None, sample.at(said), None)
    _sends(systems, subscriber, said, today, sample, surveyed=False)


def _withdrawn(systems: Systems, has_address: bool, today: date, sample: Sample) -> int:
    """Somebody who has said no; when that was is kept for three years."""
    number = len(systems.subscribers.rows) + 1
    address = sample.email(sample.person().full_name) if has_address else f"slettet-{number}@invalid.example"
    said_no = sample.day(today - timedelta(days=90 if has_address else 1000), today - timedelta(days=5))
    said_yes = sample.at(said_no - timedelta(days=sample.number(20, 900)))
    return _add(systems, address, "consent", None, said_yes, sample.at(said_no))


def _add(systems: Systems, email: Value, basis: str, sale: Value, given: Value, withdrawn: Value) -> int:
    number = len(systems.subscribers.rows) + 1
    systems.subscribers.add(
        id=number,
        email=email,
        basis=basis,
        sale_ref=None if sale is None else str(sale),
        consent_at=given,
        optout_at=withdrawn,
    )
    return number


def _sends(
    systems: Systems, subscriber: int, since: date, today: date, sample: Sample, *, surveyed: bool
) -> None:
    """What was sent after the day it rests on. Only customers are asked what they think."""
    first = min(since + timedelta(days=1), today)
    for _ in range(sample.number(1, 4)):
        kind = sample.weighted(nyhetsbrev=6, tilbud=3, spørreundersøkelse=1)
        systems.sends.add(
            id=len(systems.sends.rows) + 1,
            subscriber_id=subscriber,
            **{"class": kind if surveyed or kind != "spørreundersøkelse" else "nyhetsbrev"},
            at=sample.at(sample.day(first, today)),
            decision="sendt",
        )

"""The customers of the example company: when they bought, and how their story stands today.

A customer knows what truly happened. What is still found in the systems is decided in `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.core.period import Period
from hjemmel.profiles.sample import Company, Person, Sample

OPENED = date(2019, 9, 2)
"""The webshop's first day."""
RELATIONSHIP = Period(years=3)
"""So long after the last delivery or contact a relationship has ended."""
VOUCHERS = Period(years=5)
FEWEST = 200


class Story(Enum):
    RUNNING = auto()
    JUST_ENDED = auto()
    """Within the 60 days: all still there, rightly."""
    VOUCHERS_ONLY = auto()
    """Erased long ago, but for what the bookkeeping duty holds: invoices, and the names on them."""


@dataclass(frozen=True, slots=True)
class Order:
    placed: date
    delivered: date | None


@dataclass(kw_only=True)
class Customer:
    """One customer with its contact persons, as it was."""

    story: Story
    is_sole_trader: bool
    company: Company
    people: list[Person]
    created: date
    last: date
    """The last delivery or contact."""
    orders: list[Order] = field(default_factory=list)

    @property
    def legal_name(self) -> str:
        return f"{self.people[0].full_name} ENK" if self.is_sole_trader else self.company.name

    @property
    def ended(self) -> date:
        return self.last + RELATIONSHIP


def customers(number: int, today: date, sample: Sample) -> list[Customer]:
    """So many customers, in the order in which they came."""
    made = [_customer(story, today, sample) for story in _stories(number)]
    return sorted(made, key=lambda customer: customer.created)


def _stories(number: int) -> Iterator[Story]:
    old, ended = number // 9, number // 45
    yield from [Story.VOUCHERS_ONLY] * old
    yield from [Story.JUST_ENDED] * ended
    yield from [Story.RUNNING] * (number - old - ended)


def _customer(story: Story, today: date, sample: Sample) -> Customer:
    is_sole_trader = sample.chance(0.5)
    last = _last(story, today, sample)
    people = [sample.person()]
    if story is not Story.VOUCHERS_ONLY and not is_sole_trader and sample.chance(0.75):
        people += [sample.person() for _ in range(sample.number(1, 2))]
    customer = Customer(
        story=story,
        is_sole_trader=is_sole_trader,
        company=sample.company(),
        people=people,
        created=sample.day(min(OPENED, last - timedelta(days=60)), last - timedelta(days=40)),
        last=last,
    )
    customer.orders = list(_orders(customer, today, sample))
    return customer


def _last(story: Story, today: date, sample: Sample) -> date:
    """A day that makes the story true today, with a few days to spare at each end."""
    match story:
        case Story.RUNNING:
            return sample.day(today - timedelta(days=1060), today - timedelta(days=1))
        case Story.JUST_ENDED:
            # 3 years are 1095 or 1096 days.
            return today - timedelta(days=1096 + sample.number(2, 55))
        case Story.VOUCHERS_ONLY:
            first_open_year = date(today.year - VOUCHERS.years, 2, 1)
            return sample.day(first_open_year, today - timedelta(days=1096 + 70))


def _orders(customer: Customer, today: date, sample: Sample) -> Iterator[Order]:
    """The last order was delivered on the last day; what is ordered now is still on its way."""
    room = (customer.last - customer.created).days - 30
    for _ in range(sample.number(0, 4)):
        placed = customer.created + timedelta(days=sample.number(0, max(room, 0)))
        yield Order(placed, placed + timedelta(days=sample.number(2, 20)))
    on_its_way = customer.story is Story.RUNNING and (today - customer.last).days <= 12
    yield Order(
        customer.last - timedelta(days=0 if on_its_way else sample.number(2, 20)),
        None if on_its_way else customer.last,
    )

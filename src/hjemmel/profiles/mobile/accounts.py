"""The owners of the example company's subscriptions: what they have, and how their story stands today.

An account knows what truly happened. What is still found in the systems is decided in `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.core.period import Period
from hjemmel.profiles.sample import Sample

YEARS = 7
HISTORY = Period(months=12)
"""So long after the last subscription is closed and everything is paid, data is kept."""
OWING = 5
FEWEST = 200


class Story(Enum):
    RUNNING = auto()
    CAME_BACK = auto()
    """Closed a subscription long ago, and has opened another since: the relationship runs."""
    CLOSED = auto()
    """Ended less than twelve months ago: all still there but the national number."""
    OWES = auto()
    """Closed more than twelve months ago, but a bill is unpaid: it has not ended."""
    VOUCHERS_ONLY = auto()
    """Erased long ago, but for what the bookkeeping duty holds: bills, and the name and address on them."""
    FORGOTTEN_BILLED = auto()
    """A breach: ended more than twelve months ago, and all is still there. The bills rightly are."""
    FORGOTTEN_PREPAID = auto()
    """A breach: the same, without any bill."""


@dataclass(frozen=True, slots=True)
class Subscription:
    opened: date
    closed: date | None
    has_user: bool
    """Somebody else than the owner uses it."""
    has_buyer: bool
    """Somebody else than the owner bought it."""


@dataclass(kw_only=True)
class Account:
    """One owner, as it was."""

    story: Story
    is_company: bool
    is_quarterly: bool
    created: date
    closed: date | None
    """The day the last subscription was closed."""
    subscriptions: list[Subscription] = field(default_factory=list)

    @property
    def is_forgotten(self) -> bool:
        return self.story in (Story.FORGOTTEN_BILLED, Story.FORGOTTEN_PREPAID)

    @property
    def has_bills(self) -> bool:
        return self.story is not Story.FORGOTTEN_PREPAID


def accounts(number: int, today: date, sample: Sample) -> list[Account]:
    """So many accounts, in the order in which they came."""
    made = [_account(story, today, sample) for story in _stories(number)]
    return sorted(made, key=lambda account: account.created)


def _stories(number: int) -> Iterator[Story]:
    few = {
        Story.FORGOTTEN_BILLED: 1,
        Story.FORGOTTEN_PREPAID: 1,
        Story.OWES: OWING,
        Story.CAME_BACK: number // 40,
        Story.CLOSED: number // 16,
        Story.VOUCHERS_ONLY: number // 11,
    }
    for story, count in few.items():
        yield from [story] * count
    yield from [Story.RUNNING] * (number - sum(few.values()))


def _account(story: Story, today: date, sample: Sample) -> Account:
    closed = _closed(story, today, sample)
    latest_start = (closed or today) - timedelta(days=90)
    is_plain = story in (Story.RUNNING, Story.CAME_BACK)
    account = Account(
        story=story,
        is_company=story is Story.RUNNING and sample.chance(0.1),
        is_quarterly=is_plain and sample.chance(0.15),
        created=sample.day(min(today - timedelta(days=365 * YEARS), latest_start), latest_start),
        closed=closed,
    )
    account.subscriptions = list(_subscriptions(account, today, sample))
    return account


def _closed(story: Story, today: date, sample: Sample) -> date | None:
    """A day that makes the story true today, with a few days to spare at each end."""
    ago = {
        Story.CLOSED: (12, 330),
        Story.OWES: (400, 600),
        Story.VOUCHERS_ONLY: (420, 1500),
        Story.FORGOTTEN_BILLED: (400, 430),
        Story.FORGOTTEN_PREPAID: (380, 395),
    }
    if story not in ago:
        return None
    return today - timedelta(days=sample.number(*ago[story]))


def _subscriptions(account: Account, today: date, sample: Sample) -> Iterator[Subscription]:
    # Whoever only uses a subscription owes nothing, and goes before an owner who does.
    alone = account.is_forgotten or account.story in (Story.VOUCHERS_ONLY, Story.OWES)
    most = 4 if account.is_company else 1 if alone else 2
    for place in range(sample.number(1, most)):
        has_user = account.is_company or (not alone and (place > 0 or sample.chance(0.08)))
        yield Subscription(account.created, account.closed, has_user, not alone and sample.chance(0.05))
    if account.story is Story.CAME_BACK:
        first = account.created - timedelta(days=sample.number(800, 1500))
        yield Subscription(first, first + timedelta(days=sample.number(200, 600)), False, False)

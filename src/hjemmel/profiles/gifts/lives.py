"""The customers of the example company: who they are, when they were active, how their story stands today.

A life knows what truly happened. What is still found in the systems is decided in `demo`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.core.period import Period
from hjemmel.profiles.sample import Company, Person, Sample

LONGEST = timedelta(days=2500)
"""From signing up to the last activity."""
QUIET = Period(months=24)
"""So long after the last activity a relationship has ended."""
CARD = Period(days=60)
ENQUIRY_YEARS = Period(years=3)

FORGOTTEN_ACCOUNTS = 23
OLD_ENQUIRIES = (3, 2, 2, 1, 1)
"""So many enquiries too old to keep, on each of so many accounts."""
UNKNOWN_KINDS = 6
FEWEST = 200


class Story(Enum):
    """Where the relationship stands, and whether the systems have kept up."""

    RUNNING = auto()
    JUST_ENDED = auto()
    """Within the 60 days: all still there, rightly."""
    ENQUIRIES_STAND = auto()
    """Past the 60 days, within the three years: only enquiries and the name are left."""
    GONE = auto()
    """Overwritten long ago; nothing is left to find."""
    FORGOTTEN = auto()
    """A breach: past the 60 days, and everything is still there."""
    OLD_ENQUIRIES = auto()
    """A breach: past the three years, and enquiries, card and name are still there."""
    RESTRICTED = auto()
    """Past the 60 days, and still there because the person asked for restriction."""
    KIND_NOT_TOLD = auto()
    NO_SUCH_DAY = auto()
    """The only order has a date that does not exist."""


@dataclass(kw_only=True)
class Life:
    """One customer, as it was."""

    story: Story
    kind: str | None
    person: Person
    company: Company
    created: date
    last: date
    orders: list[date] = field(default_factory=list)
    enquiries: list[date] = field(default_factory=list)
    offers: list[date] = field(default_factory=list)
    notice: date | None = None
    """The day the customer said that it was over."""

    @property
    def ended(self) -> date:
        """The relationship's end; a day to come while it runs."""
        quiet = self.last + QUIET
        return min(quiet, self.notice) if self.notice else quiet

    @property
    def is_natural(self) -> bool:
        return self.kind in ("person", "enk")


def lives(people: int, today: date, sample: Sample) -> list[Life]:
    """So many customers, in the order in which they signed up."""
    if people < FEWEST:
        raise ValueError(f"the story needs at least {FEWEST} people")
    companies = [sample.company() for _ in range(people // 3)]
    made = [_life(story, today, sample, sample.one_of(companies)) for story in _stories(people)]
    oldest = [life for life in made if life.story is Story.OLD_ENQUIRIES]
    for life, number in zip(oldest, OLD_ENQUIRIES, strict=True):
        life.enquiries = [life.last, *(sample.day(life.created, life.last) for _ in range(number - 1))]
    return sorted(made, key=lambda life: life.created)


def _stories(people: int) -> Iterator[Story]:
    fixed = {
        Story.FORGOTTEN: FORGOTTEN_ACCOUNTS,
        Story.OLD_ENQUIRIES: len(OLD_ENQUIRIES),
        Story.RESTRICTED: 1,
        Story.KIND_NOT_TOLD: UNKNOWN_KINDS,
        Story.NO_SUCH_DAY: 1,
        Story.JUST_ENDED: people // 40,
        Story.ENQUIRIES_STAND: people // 16,
        Story.GONE: people // 7,
    }
    for story, number in fixed.items():
        yield from [story] * number
    yield from [Story.RUNNING] * (people - sum(fixed.values()))


def _life(story: Story, today: date, sample: Sample, company: Company) -> Life:
    last = _last_activity(story, today, sample)
    life = Life(
        story=story,
        kind=_kind(story, sample),
        person=sample.person(),
        company=company,
        created=sample.day(last - LONGEST, last),
        last=last,
    )
    _fill(life, today, sample)
    return life


def _kind(story: Story, sample: Sample) -> str | None:
    match story:
        case Story.RUNNING:
            return sample.weighted(person=70, enk=14, company=16)
        case Story.KIND_NOT_TOLD:
            return sample.one_of((None, "forening"))
        case _:
            return sample.weighted(person=80, enk=20)


def _last_activity(story: Story, today: date, sample: Sample) -> date:
    """A day that makes the story true today, with a few days to spare at each end."""
    ended_ago = {
        Story.JUST_ENDED: (2, 55),
        Story.ENQUIRIES_STAND: (70, 1000),
        Story.GONE: (70, 1500),
        Story.FORGOTTEN: (65, 300),
        Story.OLD_ENQUIRIES: (1100, 1300),
        Story.RESTRICTED: (90, 120),
    }
    if story in (Story.RUNNING, Story.KIND_NOT_TOLD):
        return sample.day(today - timedelta(days=690), today - timedelta(days=1))
    if story is Story.NO_SUCH_DAY:
        return today - timedelta(days=2000)
    nearest, furthest = ended_ago[story]
    # 24 months are 730 or 731 days; the bounds above leave room for that.
    return today - timedelta(days=731 + sample.number(nearest, furthest))


def _fill(life: Life, today: date, sample: Sample) -> None:
    """What happened between signing up and the last activity, which is of a kind that suits the story."""
    match life.story:
        case Story.KIND_NOT_TOLD:
            life.created = life.last
        case Story.NO_SUCH_DAY:
            life.created, life.orders = life.last, [life.last]
        case Story.ENQUIRIES_STAND:
            life.enquiries = [life.last, *_some_days(life, 2, sample)]
            life.orders = _some_days(life, 3, sample)
            if sample.chance(0.3):
                life.notice = _notice(life, today, sample)
        case Story.OLD_ENQUIRIES:
            life.orders = _some_days(life, 2, sample)
        case Story.FORGOTTEN | Story.RESTRICTED:
            life.orders = [life.last, *_some_days(life, 3, sample)]
            if sample.chance(0.25):
                life.enquiries = [max(life.created, life.last - timedelta(days=sample.number(5, 200)))]
        case _:
            _fill_freely(life, sample)


def _fill_freely(life: Life, sample: Sample) -> None:
    life.orders = _some_days(life, 5, sample)
    life.enquiries = _some_days(life, 2, sample) if sample.chance(0.4) else []
    life.offers = _some_days(life, 2, sample) if sample.chance(0.3) else []
    match sample.weighted(order=70, enquiry=15, offer=10, none=5):
        case "order":
            life.orders.append(life.last)
        case "enquiry":
            life.enquiries.append(life.last)
        case "offer":
            life.offers.append(life.last)
        case _:
            life.orders, life.enquiries, life.offers = [], [], []
            life.created = life.last


def _notice(life: Life, today: date, sample: Sample) -> date:
    """A notice that came before the 24 months were over, and more than 60 days ago."""
    latest = min(life.last + QUIET, today - timedelta(days=70))
    return sample.day(latest - timedelta(days=60), latest)


def _some_days(life: Life, most: int, sample: Sample) -> list[date]:
    return [sample.day(life.created, life.last) for _ in range(sample.number(0, most))]

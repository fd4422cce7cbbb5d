"""The people the contractor deals with: how each stands today, and when they were last heard of.

A life knows what truly happened. What is still found in the systems is decided in `customers`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

from hjemmel.profiles.sample import Company, Person

HISTORY = 2500
CRAFT_DAYS = 1780
"""A few weeks less than the five years in which work for private customers is documented."""


class Story(Enum):
    """How a person stands to the company today, and whether the systems have kept up."""

    RUNNING = auto()
    ENDED = auto()
    """A customer whose relationship has ended, less than three years ago: all still there, rightly."""
    CRAFT = auto()
    """A private customer after the three years and within the five: name, contact details and the work."""
    ON_VOUCHERS = auto()
    """A company's contact after the three years: the card is empty, and invoices remain."""
    CONSTRUCTION = auto()
    """The same after a construction project: project accounts and invoices for ten years."""
    PROSPECT = auto()
    SUPPLIER = auto()
    SUBSCRIBER = auto()
    """Nothing but a name and an address for the newsletter."""
    FORGOTTEN_PROSPECT = auto()
    FORGOTTEN_CUSTOMER = auto()
    FORGOTTEN_CRAFT = auto()


FORGOTTEN = {Story.FORGOTTEN_PROSPECT: 7, Story.FORGOTTEN_CUSTOMER: 4, Story.FORGOTTEN_CRAFT: 3}
"""The breaches, and how many of each."""
SHARES = {
    Story.ENDED: 20, Story.CRAFT: 10, Story.ON_VOUCHERS: 8, Story.CONSTRUCTION: 3, Story.PROSPECT: 14,
    Story.SUPPLIER: 5, Story.SUBSCRIBER: 4,
}  # fmt: skip
"""In percent; the rest are running customers."""
LAST_AGO = {
    Story.RUNNING: (1, 370), Story.ENDED: (385, 1050), Story.CRAFT: (1120, CRAFT_DAYS),
    Story.ON_VOUCHERS: (1120, 1700), Story.CONSTRUCTION: (1200, 3200), Story.PROSPECT: (1, 355),
    Story.SUPPLIER: (1, 355), Story.SUBSCRIBER: (400, 1500), Story.FORGOTTEN_PROSPECT: (400, 600),
    Story.FORGOTTEN_CUSTOMER: (1115, 1250), Story.FORGOTTEN_CRAFT: (1870, 2000),
}  # fmt: skip
BUYS = (
    Story.RUNNING, Story.ENDED, Story.CRAFT, Story.ON_VOUCHERS, Story.CONSTRUCTION, Story.FORGOTTEN_CUSTOMER,
    Story.FORGOTTEN_CRAFT,
)  # fmt: skip
EMPTY_CARD = (Story.ON_VOUCHERS, Story.CONSTRUCTION)
SHORT_CARD = (Story.CRAFT, Story.SUBSCRIBER, Story.FORGOTTEN_CRAFT)
"""Name and contact details alone."""


@dataclass(kw_only=True)
class Customer:
    """One person, as it was. `days` are those on which work was completed, the last of them `last`."""

    story: Story
    person: Person
    company: Company | None
    company_id: int | None
    last: date
    days: list[date] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        return self.company_id is None

    @property
    def relation(self) -> str:
        if self.story is Story.SUPPLIER:
            return "supplier"
        return "customer" if self.story in BUYS else "prospect"

    @property
    def created(self) -> date:
        return min([self.last, *self.days]) - timedelta(days=20)

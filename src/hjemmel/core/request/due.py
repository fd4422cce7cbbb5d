"""By when a request must be answered: the stricter of the law's month and the company's own promise.

The law's month is counted as Regulation (EEC, Euratom) No 1182/71 Art. 3 says: the day it came is not counted (3(1)),
it ends on the same date of the next month, or on that month's last day (3(2)(c)), and where that is a day off, on the
next working day (3(4)). A promise of days or a month runs as it is written, over days off too: what was said to a
person is not stretched by a rule that they do not know. A check of who asks does not stop the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..calendar import next_working_day
from ..declaration.conduct import Rights
from ..period import Period, cutoff
from ..statutes import ANSWER_WITHIN, EXTENSION
from .steps import Drafted, Extended, Life, Noticed

ALARMS = (Period(days=14), Period(days=7), Period(days=2))
"""Where `rights.alarms` names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The days of one request."""

    received_on: date
    by_law: date
    by_promise: date | None
    """None where nothing is promised."""
    extended_to: date | None
    """The last day after an extension that the person was told of in time; None where there is none."""
    alarms: tuple[Period, ...]

    @property
    def first(self) -> date:
        """The last day without an extension; the last one to tell of an extension, too."""
        return min(self.by_law, self.by_promise) if self.by_promise else self.by_law

    @property
    def day(self) -> date:
        """The last day to answer on."""
        return self.extended_to or self.first

    @property
    def reminders(self) -> tuple[tuple[date, int], ...]:
        """When the staff are reminded, and how many days there are left then; the earliest first."""
        days = {cutoff(alarm, self.day) for alarm in self.alarms}
        return tuple((day, (self.day - day).days) for day in sorted(days) if day > self.received_on)

    def days_left(self, today: date) -> int:
        """Negative when the day has passed."""
        return (self.day - today).days


def due(life: Life, rights: Rights | None) -> Due:
    """The days of this request. A draft's count from the day it came: confirming it late gives no more time."""
    began = life.received or life.first(Drafted)
    if began is None:
        raise ValueError(f"request {life.id} was never received")
    came = began.received_on
    plain = Due(
        received_on=came,
        by_law=next_working_day(came + ANSWER_WITHIN),
        by_promise=came + rights.answer_within if rights else None,
        extended_to=None,
        alarms=(rights.alarms if rights else ()) or ALARMS,
    )
    if not _is_told_of_extension(life, plain.first):
        return plain
    return Due(
        received_on=came,
        by_law=plain.by_law,
        by_promise=plain.by_promise,
        extended_to=extended_day(came, rights),
        alarms=plain.alarms,
    )


def extended_day(came: date, rights: Rights | None) -> date:
    """The last day where there is an extension: the law's, or an earlier one that was promised."""
    by_law = next_working_day(came + Period(months=ANSWER_WITHIN.months + EXTENSION.months))
    if rights is None or rights.extension is None:
        return by_law
    return min(by_law, came + rights.answer_within + rights.extension)


def _is_told_of_extension(life: Life, last: date) -> bool:
    extended, noticed = life.first(Extended), life.first(Noticed)
    return extended is not None and noticed is not None and noticed.on <= last

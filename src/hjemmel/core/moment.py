"""Reading a stored value as a day: one definition, followed by the Python evaluation and by every connector."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

DATE_TEXT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d{1,9})?)?", re.ASCII
)
"""What text counts as a date: ISO 8601 with day precision, or with a clock and no offset."""
FIRST_YEAR, LAST_YEAR = 1000, 9998
_TO_THE_SECOND = len("2026-11-23 09:00:00")


class NotADay(Enum):
    """The column holds something, but no day."""

    NOT_A_DAY = "not a day"


NOT_A_DAY = NotADay.NOT_A_DAY
Day = date | None | NotADay


def read_day(value: object, zone: str, home_zone: str) -> Day:
    """The local day (in `home_zone`) of a stored value; None if NULL.

    A date, or text with day precision, is that day. A naive point in time is read in `zone`; an aware one
    as it says. Anything else is NOT_A_DAY: text that is no date, a day that does not exist, numbers, and
    years that only stand for "never" (9999) or "unknown" (1)."""
    if value is None:
        return None
    if type(value) is datetime and zone == home_zone and value.tzinfo is None:
        # What most columns hold: one look is enough. So it is in `read_days`.
        return value.date() if FIRST_YEAR <= value.year <= LAST_YEAR else NOT_A_DAY
    if isinstance(value, str):
        return _read_text(value, zone, home_zone)
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return NOT_A_DAY
    if isinstance(value, datetime):
        return _local(value, zone, home_zone)
    if isinstance(value, date):
        return value
    return NOT_A_DAY


def read_days(values: Iterable[Any], zone: str, home_zone: str) -> list[Day]:
    """`read_day` of each: what most columns hold is read without a call for each of a hundred thousand."""
    if zone != home_zone:
        return [read_day(value, zone, home_zone) for value in values]
    return [
        value.date()
        if type(value) is datetime and value.tzinfo is None and FIRST_YEAR <= value.year <= LAST_YEAR
        else read_day(value, zone, home_zone)
        for value in values
    ]


def moment_of(value: object, zone: str) -> datetime | None:
    """The moment that stands there; None where only the day does, or no date."""
    if isinstance(value, str):
        found = DATE_TEXT.fullmatch(value)
        if found is None or found[4] is None:
            return None
        try:
            value = datetime.fromisoformat(value[:_TO_THE_SECOND])
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))


def read_year(value: object) -> int | NotADay | None:
    """A whole year number, from an integer or four digits of text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return NOT_A_DAY
    if isinstance(value, int):
        return value if FIRST_YEAR <= value <= LAST_YEAR else NOT_A_DAY
    if isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit():
        return int(value) if FIRST_YEAR <= int(value) <= LAST_YEAR else NOT_A_DAY
    return NOT_A_DAY


def start_of(day: date, zone: str, home_zone: str) -> datetime:
    """The naive wall-clock moment in `zone` at which `day` begins in `home_zone`."""
    begins = datetime.combine(day, time(), ZoneInfo(home_zone))
    if zone == home_zone:
        return begins.replace(tzinfo=None)
    return begins.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def begins_at(day: date, home_zone: str) -> datetime:
    """The moment at which `day` begins in `home_zone`."""
    return start_of(day, "UTC", home_zone).replace(tzinfo=UTC)


def local_day(moment: datetime, home_zone: str) -> date:
    """The day it is in `home_zone` at an aware moment."""
    return moment.astimezone(ZoneInfo(home_zone)).date()


@lru_cache(maxsize=65536)
def _read_text(text: str, zone: str, home_zone: str) -> Day:
    found = DATE_TEXT.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return NOT_A_DAY
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return NOT_A_DAY
    if found[4] is None or zone == home_zone:
        return day
    clock = timedelta(hours=int(found[4]), minutes=int(found[5]), seconds=int(found[6]))
    return _local(datetime.combine(day, time()) + clock, zone, home_zone)


def _local(moment: datetime, zone: str, home_zone: str) -> date:
    if moment.tzinfo is None:
        if zone == home_zone:
            return moment.date()
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(ZoneInfo(home_zone)).date()

"""From which age somebody can consent alone, and whether a consent was given by a child (Art. 8).

Judged on the day it was given: what a child could not give does not become valid by itself."""

from __future__ import annotations

from datetime import date

from ..datamap import Purpose
from ..facts import ConsentGiven
from ..moment import local_day
from ..period import Period
from ..statutes import CHILD_CONSENT_AGE, MARKETING_CONSENT_AGE


def age_to_consent(purpose: Purpose) -> int:
    """To marketing and surveys by practice on mfl. § 15, to all else by pol. § 5."""
    is_service = not purpose.direct_marketing and purpose.declared.message == "service"
    return CHILD_CONSENT_AGE if is_service else MARKETING_CONSENT_AGE


def is_younger(born_on: date, age: int, on: date) -> bool:
    return on < born_on + Period(years=age)


def is_by_a_child(consent: ConsentGiven, born_on: date | None, age: int, zone: str) -> bool:
    """Given by somebody known to have been younger than this, and not by the guardian."""
    if born_on is None or consent.guardian:
        return False
    return is_younger(born_on, age, local_day(consent.given_at, zone))

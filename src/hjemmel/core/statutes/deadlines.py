"""Deadlines and limits towards people and authorities: the numbers of the law, each with its statute.

What a company has promised may be stricter; comparing the two is not for this module."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hjemmel.core.period import Period

ANSWER_WITHIN = Period(months=1)
EXTENSION = Period(months=2)
EXTENSION_NOTICE_WITHIN = Period(months=1)
REFUSAL_WITHIN = Period(months=1)
ART14_NOTICE = Period(months=1)
BREACH_NOTICE_HOURS = 72
RECORD_EXEMPTION_EMPLOYEES = 250
CHILD_CONSENT_AGE = 13
MARKETING_CONSENT_AGE = 15
OPT_OUT_WASH_VALID = Period(months=1)
CALLS_FROM_HOUR = 9
CALLS_UNTIL_HOUR = 21
COLLECTION_NOTICE = Period(days=14)

DEADLINE_LAW: Mapping[str, str] = MappingProxyType(
    {
        "ANSWER_WITHIN": "gdpr-12-3",
        "EXTENSION": "gdpr-12-3",
        "EXTENSION_NOTICE_WITHIN": "gdpr-12-3",
        "REFUSAL_WITHIN": "gdpr-12-4",
        "ART14_NOTICE": "gdpr-14",
        "BREACH_NOTICE_HOURS": "gdpr-33-1",
        "RECORD_EXEMPTION_EMPLOYEES": "gdpr-30-5",
        "CHILD_CONSENT_AGE": "pol-5",
        "MARKETING_CONSENT_AGE": "mfl-15-child",
        "OPT_OUT_WASH_VALID": "mfl-13-wash",
        "CALLS_FROM_HOUR": "mfl-14",
        "CALLS_UNTIL_HOUR": "mfl-14",
        "COLLECTION_NOTICE": "inkassoloven-9",
    }
)

"""The law as dated data: what each rule says, how long it binds, and how sure we are.

`statute` has the types, `gdpr`, `keeping` and `conduct` the rules, `book` the looking up, `deadlines` the
numbers towards people, `countries` where data may go. Import from here. Nothing here reads a declaration."""

from __future__ import annotations

from hjemmel.core.statutes.book import STATUTES, Duty, binding, find, known_ids, oldest_check
from hjemmel.core.statutes.countries import ADEQUATE_COUNTRIES, EEA, Adequacy, adequacy, is_third_country
from hjemmel.core.statutes.deadlines import (
    ANSWER_WITHIN,
    ART14_NOTICE,
    BREACH_NOTICE_HOURS,
    CALLS_FROM_HOUR,
    CALLS_UNTIL_HOUR,
    CHILD_CONSENT_AGE,
    COLLECTION_NOTICE,
    DEADLINE_LAW,
    EXTENSION,
    EXTENSION_NOTICE_WITHIN,
    MARKETING_CONSENT_AGE,
    OPT_OUT_WASH_VALID,
    RECORD_EXEMPTION_EMPLOYEES,
    REFUSAL_WITHIN,
)
from hjemmel.core.statutes.statute import Act, Bound, Confidence, Statute

__all__ = [
    "ADEQUATE_COUNTRIES",
    "ANSWER_WITHIN",
    "ART14_NOTICE",
    "BREACH_NOTICE_HOURS",
    "CALLS_FROM_HOUR",
    "CALLS_UNTIL_HOUR",
    "CHILD_CONSENT_AGE",
    "COLLECTION_NOTICE",
    "DEADLINE_LAW",
    "EEA",
    "EXTENSION",
    "EXTENSION_NOTICE_WITHIN",
    "MARKETING_CONSENT_AGE",
    "OPT_OUT_WASH_VALID",
    "RECORD_EXEMPTION_EMPLOYEES",
    "REFUSAL_WITHIN",
    "STATUTES",
    "Act",
    "Adequacy",
    "Bound",
    "Confidence",
    "Duty",
    "Statute",
    "adequacy",
    "binding",
    "find",
    "is_third_country",
    "known_ids",
    "oldest_check",
]

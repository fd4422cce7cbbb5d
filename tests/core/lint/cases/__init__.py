"""One way to break each rule. The page of findings shows them as examples."""

from tests.core.lint.cases import (
    bases,
    cookies,
    identity,
    information,
    mail,
    marketing,
    processor,
    recipients,
    retention,
    rights,
    security,
    special,
    systems,
    wording,
)

ALL = (
    *identity.CASES,
    *information.CASES,
    *bases.CASES,
    *retention.CASES,
    *recipients.CASES,
    *processor.CASES,
    *special.CASES,
    *marketing.CASES,
    *mail.CASES,
    *cookies.CASES,
    *rights.CASES,
    *security.CASES,
    *wording.CASES,
    *systems.CASES,
)
SOUND = {"also a processor": processor.SOUND}
"""Edits after which nothing is wrong: what some cases start from."""

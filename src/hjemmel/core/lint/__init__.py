"""The linter: every rule of law and good sense that can be judged from the declaration alone.

One pure function a rule, `(map, today) -> findings`. RULES is the only place where a rule is registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..finding import Finding
from . import (
    bases,
    claims,
    clocks,
    cookies,
    identity,
    information,
    law,
    layouts,
    mail,
    marketing,
    processor,
    promises,
    recipients,
    retention,
    rights,
    security,
    special,
    systems,
    transfers,
    wording,
)
from .codes import SHAPE
from .rule import ERROR, Breach, Entry, Rule, rule


@rule(
    "HJ955", "PROBE-CODE", ERROR, "",
    title="a promise rests on a rule that does not exist",
    meaning="A lint probe names codes or slugs of rules; with a wrong one the promise would be judged by"
    " nothing.",
    remedy="write a code such as HJ802, or a slug such as CONSENT-BUNDLED",
)  # fmt: skip
def unknown_probe_code(map: DataMap, today: date) -> Iterator[Breach]:
    return promises.unknown_codes(
        map, frozenset(word for entry in CATALOGUE for word in (entry.code, entry.slug))
    )


RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *information.RULES,
    *bases.RULES,
    *retention.RULES,
    *clocks.RULES,
    *law.RULES,
    *recipients.RULES,
    *transfers.RULES,
    *processor.RULES,
    *special.RULES,
    *marketing.RULES,
    *mail.RULES,
    *cookies.RULES,
    *rights.RULES,
    *security.RULES,
    *wording.RULES,
    *claims.RULES,
    *systems.RULES,
    *layouts.RULES,
    *promises.RULES,
    unknown_probe_code,
)

CATALOGUE: tuple[Entry, ...] = (*SHAPE, *RULES)
"""Every code that can be raised: by reading, by compiling, by a rule."""


def lint(map: DataMap, today: date) -> tuple[Finding, ...]:
    """All findings of all rules, in the order of the file."""
    found = (finding for check in RULES for finding in check(map, today))
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code, finding.message)))


__all__ = ["CATALOGUE", "RULES", "Breach", "Entry", "Rule", "lint"]

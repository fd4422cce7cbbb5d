"""What a statute is: a rule of law as dated data that says where it was read and how sure we are.

Types and their making only. The rules stand in `gdpr`, `keeping` and `conduct`; looking up in `book`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from hjemmel.core.period import Period

NBSP = "\u00a0"
CHECKED_ON = date(2026, 11, 22)  # the day the whole library was last gone through


class Bound(Enum):
    """Which way a period of the law binds: a duty to keep at least so long, or a limit of at most so long."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Confidence(Enum):
    """How sure we are that the rule reads like this on the day it was checked."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """One rule of law, in force from `valid_from` to `valid_to` (both days included).

    `valid_from` is the first day the rule is relied on here: never before it came into force.
    A period with a bound is a duty or a limit. A period without one is a *window*: the time in which a claim
    can be made, which is a reason to keep and no more. `anchor` names the event a period runs from.
    `source` is where the rule was read; None means that nobody has read it yet for this library."""

    id: str
    law: str
    section: str
    cite_nb: str
    cite_en: str
    summary_nb: str
    summary_en: str
    bound: Bound | None = None
    period: Period | None = None
    anchor: str | None = None
    valid_from: date
    valid_to: date | None = None
    checked_on: date = CHECKED_ON
    confidence: Confidence = Confidence.HIGH
    source: str | None = None

    @property
    def confirmed(self) -> bool:
        """False: wherever this rule decides something, the reader must be told that it is not confirmed."""
        return self.source is not None and self.confidence is not Confidence.LOW

    @property
    def is_window(self) -> bool:
        return self.period is not None and self.bound is None

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A law or regulation: the names it is cited by, and the day it came into force."""

    id: str
    nb: str
    en: str
    in_force: date


def rule(
    act: Act,
    tail: str,
    section: str,
    summary_nb: str,
    summary_en: str,
    *,
    section_en: str | None = None,
    bound: Bound | None = None,
    period: Period | None = None,
    anchor: str | None = None,
    since: date | None = None,
    until: date | None = None,
    confidence: Confidence = Confidence.HIGH,
    source: str | None = None,
) -> Statute:
    """A rule of an act: id `<act>-<tail>`, cited as `<act> <section>` in both languages.

    Without `source` the rule is not confirmed."""
    return Statute(
        id=f"{act.id}-{tail}" if tail else act.id,
        law=act.nb,
        section=section,
        cite_nb=spaced(f"{act.nb} {section}".strip()),
        cite_en=spaced(f"{act.en} {section_en or section}".strip()),
        summary_nb=spaced(summary_nb),
        summary_en=spaced(summary_en),
        bound=bound,
        period=period,
        anchor=anchor,
        valid_from=since or act.in_force,
        valid_to=until,
        confidence=confidence,
        source=source,
    )


def spaced(text: str) -> str:
    """Non-breaking spaces after the signs that must not end a line."""
    for sign in ("§", "art.", "Art.", "nr.", "no.", "kl.", "bokstav"):
        text = text.replace(f"{sign} ", f"{sign}{NBSP}")
    return text

"""What a rule is: an entry of the catalogue of findings, and one pure function that looks for breaches.

The rules themselves stand in this package by group; which of them apply is said in `__init__`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ..datamap import DataMap
from ..finding import Finding, Severity
from ..source import Path

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of a code wherever codes are explained: the page of findings, editors, build logs."""

    code: str
    slug: str
    severity: Severity
    law: str = ""
    """The id of the statute it rests on; empty where it rests on the shape of the file."""
    title: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a rule is broken and how; the remedy only where it can be more exact than the rule's own."""

    at: Path
    message: str
    remedy: str = ""
    law: str = ""


Check = Callable[[DataMap, date], Iterator[Breach]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    check: Check

    def __call__(self, map: DataMap, today: date) -> Iterator[Finding]:
        for breach in self.check(map, today):
            yield Finding(
                code=self.code,
                severity=self.severity,
                place=map.place(*breach.at),
                message=breach.message,
                remedy=breach.remedy or self.remedy,
                law=breach.law or self.law,
            )


def rule(
    code: str, slug: str, severity: Severity, law: str, *, title: str, meaning: str, remedy: str
) -> Callable[[Check], Rule]:
    """Turns a function that yields breaches into a rule that yields findings. It registers nothing."""

    def of(check: Check) -> Rule:
        return Rule(
            code=code, slug=slug, severity=severity, law=law,
            title=title, meaning=meaning, remedy=remedy, check=check,
        )  # fmt: skip

    return of

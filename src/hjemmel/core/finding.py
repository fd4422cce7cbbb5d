"""A finding: the file is wrong here, and this is the remedy. Data, gathered, never thrown one at a time."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where in the file, counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    code: str
    severity: Severity
    place: Place
    message: str
    remedy: str
    law: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.place.line}:{self.place.column} {self.message}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if any is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy: the nearest word, or the words there are."""
    words = sorted(known)
    near = nearest(word, words)
    if near:
        return f'did you mean "{near}"?'
    shown = ", ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return f"one of: {shown}" if words else "nothing is declared here yet"


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)

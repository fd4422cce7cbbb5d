"""Gathers findings while names are resolved."""

from __future__ import annotations

from collections.abc import Iterable

from ..declaration.parse import Parsed
from ..finding import Finding, Severity, did_you_mean


class Report:
    """Findings of one compilation, each at its place in the file."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.findings: list[Finding] = []

    def error(self, code: str, path: tuple[str | int, ...], message: str, remedy: str, law: str = "") -> None:
        self.findings.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                place=self.parsed.place(*path),
                message=message,
                remedy=remedy,
                law=law,
            )
        )

    def unknown(self, path: tuple[str | int, ...], what: str, name: str, known: Iterable[str]) -> None:
        self.error("HJ201", path, f'unknown {what} "{name}"', did_you_mean(name, known))

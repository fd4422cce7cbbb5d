"""Findings for readers: lines for the terminal, JSON for programs, SARIF 2.1.0 for editors and build servers.

Pure renderings; nothing is judged here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ..finding import Finding, Severity
from ..lint.rule import Entry

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.ADVICE: "note",
}
_WORDS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}


def as_text(findings: Iterable[Finding], file: str) -> str:
    """A line for each finding, the remedy beneath it, and a line that sums up."""
    found = tuple(findings)
    lines = []
    for finding in found:
        place = f"{file}:{finding.place.line}:{finding.place.column}"
        kind = "" if finding.severity is Severity.ERROR else f"{finding.severity.value}: "
        lines += [
            f"{finding.code} {place} {kind}{finding.message}",
            f"      {finding.remedy}{_cited(finding)}",
        ]
    return "\n".join([*lines, *([""] if lines else []), summary(found, file)])


def _cited(finding: Finding) -> str:
    return f"  [{finding.law}]" if finding.law else ""


def summary(findings: Iterable[Finding], file: str) -> str:
    """`hjemmel.yaml: 1 error, 2 warnings`, or that all is well."""
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[kind]} {_WORDS[kind][counts[kind] != 1]}" for kind in Severity if counts[kind]]
    return f"{file}: {', '.join(parts) or 'nothing to remark'}"


def as_json(findings: Iterable[Finding], file: str, entries: Iterable[Entry]) -> str:
    slugs = {entry.code: entry.slug for entry in entries}
    found = [
        {
            "code": finding.code,
            "slug": slugs.get(finding.code, ""),
            "severity": finding.severity.value,
            "line": finding.place.line,
            "column": finding.place.column,
            "message": finding.message,
            "remedy": finding.remedy,
            "law": finding.law or None,
        }
        for finding in findings
    ]
    return json.dumps({"file": file, "findings": found}, ensure_ascii=False, indent=2)


def as_sarif(findings: Iterable[Finding], file: str, entries: Iterable[Entry], version: str) -> str:
    return json.dumps(sarif(findings, file, entries, version), ensure_ascii=False, indent=2)


def sarif(findings: Iterable[Finding], file: str, entries: Iterable[Entry], version: str) -> dict[str, Any]:
    """One run of one tool over one file, with every rule explained."""
    rules = [_rule(entry) for entry in entries]
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {"name": "Hjemmel", "semanticVersion": version, "rules": rules}
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, file, index) for finding in findings],
            }
        ],
    }


def _rule(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.code,
        "name": entry.slug,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.meaning},
        "help": {"text": f"{entry.meaning}\n\nRemedy: {entry.remedy}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"law": entry.law},
    }


def _result(finding: Finding, file: str, index: Mapping[str, int]) -> dict[str, Any]:
    region = {"startLine": finding.place.line, "startColumn": finding.place.column}
    location = {
        "physicalLocation": {"artifactLocation": {"uri": quote(file.replace("\\", "/"))}, "region": region}
    }
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. Remedy: {finding.remedy}"},
        "locations": [location],
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    return result

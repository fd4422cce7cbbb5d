"""The three renderings of findings: for people, for programs, for editors and build servers."""

import json

import jsonschema
from tests.core.lint.breaking import BASE, edited, findings

from hjemmel.core.finding import Finding, Place, Severity
from hjemmel.core.lint import CATALOGUE
from hjemmel.core.output.findings import as_json, as_sarif, as_text, sarif, summary

ERROR = Finding(
    code="HJ336",
    severity=Severity.ERROR,
    place=Place(line=41, column=3),
    message='purpose "newsletter" has no legal basis',
    remedy="add basis:",
    law="gdpr-6-1-a",
)
WARNING = Finding(
    code="HJ302", severity=Severity.WARNING, place=Place(), message="a number is missing", remedy="add it"
)

# The parts of SARIF 2.1.0 that its readers rely on: what must be there, and of which kind.
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_REGION = {
    "type": "object",
    "required": ["startLine", "startColumn"],
    "properties": {
        "startLine": {"type": "integer", "minimum": 1},
        "startColumn": {"type": "integer", "minimum": 1},
    },
}
_PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": r"^[^\s\\]+$"}},
        },
        "region": _REGION,
    },
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": _TEXT,
        "fullDescription": _TEXT,
        "help": _TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": _LEVEL}},
        "properties": {"type": "object"},
    },
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "required": ["ruleId", "message", "level", "locations"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": _LEVEL,
        "message": _TEXT,
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["physicalLocation"],
                "properties": {"physicalLocation": _PHYSICAL},
            },
        },
    },
    "additionalProperties": False,
}
_DRIVER = {
    "type": "object",
    "required": ["name", "rules"],
    "properties": {"rules": {"type": "array", "uniqueItems": True, "items": _RULE}},
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": _DRIVER}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": _RESULT},
                },
            },
        },
    },
}


def test_a_line_for_each_finding_with_the_remedy_beneath_and_a_sum() -> None:
    assert as_text([WARNING, ERROR], "hjemmel.yaml") == (
        "HJ302 hjemmel.yaml:1:1 warning: a number is missing\n"
        "      add it\n"
        'HJ336 hjemmel.yaml:41:3 purpose "newsletter" has no legal basis\n'
        "      add basis:  [gdpr-6-1-a]\n"
        "\n"
        "hjemmel.yaml: 1 error, 1 warning"
    )


def test_a_clean_file_gets_one_line() -> None:
    assert as_text([], "hjemmel.yaml") == "hjemmel.yaml: nothing to remark"


def test_the_sum_counts_in_the_plural() -> None:
    assert summary([ERROR, ERROR, WARNING], "f") == "f: 2 errors, 1 warning"


def test_json_has_every_part_of_a_finding() -> None:
    told = json.loads(as_json([ERROR, WARNING], "hjemmel.yaml", CATALOGUE))
    assert told["file"] == "hjemmel.yaml"
    assert told["findings"][0] == {
        "code": "HJ336", "slug": "BASIS-LAW", "severity": "error", "line": 41, "column": 3,
        "message": ERROR.message, "remedy": "add basis:", "law": "gdpr-6-1-a",
    }  # fmt: skip
    assert told["findings"][1]["law"] is None


def test_sarif_is_what_its_readers_rely_on() -> None:
    found = findings(
        edited(BASE, (("name: Prøvehuset AS", "name: Selskapet"), ("told_before: 30 days, ", "")))
    )
    told = json.loads(as_sarif(found, "min mappe/hjemmel.yaml", CATALOGUE, "0.1.0"))
    jsonschema.validate(told, SARIF)
    run = told["runs"][0]
    assert {result["ruleId"] for result in run["results"]} == {"HJ301", "HJ761"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_explains_every_rule_also_when_nothing_is_wrong() -> None:
    told = sarif(findings(BASE), "hjemmel.yaml", CATALOGUE, "0.1.0")
    jsonschema.validate(told, SARIF)
    assert told["runs"][0]["results"] == []
    assert len(told["runs"][0]["tool"]["driver"]["rules"]) == len(CATALOGUE)

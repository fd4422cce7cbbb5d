"""From the file's bytes to a Declaration, with every mistake of shape as a finding at its place."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ..finding import Finding, Place, Severity, did_you_mean, nearest
from ..source import Path, Source, read
from .whole import Declaration

FILE_NAME = "hjemmel.yaml"
MOST_FINDINGS = 500
"""A file with more mistakes of shape than this is another kind of file; its reader would be no wiser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file that has been read. `declaration` is None if its shape is broken; `findings` says why."""

    declaration: Declaration | None
    findings: tuple[Finding, ...]
    source: Source
    digest: str
    """sha256 of the file's bytes."""

    def place(self, *path: str | int) -> Place:
        return self.source.place(path)


def parse(content: bytes) -> Parsed:
    """Read a declaration. All mistakes at once, none thrown; no rule of law is applied yet."""
    source = read(content)
    digest = hashlib.sha256(content).hexdigest()
    findings = list(source.findings)
    declaration: Declaration | None = None
    if source.data is not None or not findings:
        try:
            declaration = Declaration.model_validate(source.data)
        except ValidationError as error:
            findings += islice(_shape_findings(error, source), MOST_FINDINGS)
            if error.error_count() > MOST_FINDINGS:
                more = f"{error.error_count()} mistakes of shape; the first {MOST_FINDINGS} are listed"
                findings.append(_error("HJ109", Place(), more, "is this a declaration?"))
    return Parsed(
        declaration=None if findings else declaration,
        findings=tuple(sorted(findings, key=lambda finding: (finding.place, finding.code))),
        source=source,
        digest=digest,
    )


def json_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) of the file, for editors."""
    schema = Declaration.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "hjemmel.yaml"
    return schema


_TEXT = ("should be text", "put it in quotes")
_TRUTH = ("should be true or false", "write true or false, without quotes")
_NUMBER = ("should be a whole number", "write digits only, without quotes")
_KEYS = ("should be keys with values", "write {key: value}, or one key a line, further in")
_WRONG_TYPE = {
    "string_type": _TEXT,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "tuple_type": ("should be a list", "write [one, another], or one a line after a dash"),
    "none_required": ("should be empty", "take the value away"),
}
_A_DAY = "write a date such as 2026-03-01; a day of the year such as 12-31"
_A_PERIOD = 'write for instance "60 days" or "3 years 6 months"'


def _shape_findings(error: ValidationError, source: Source) -> Iterator[Finding]:
    seen: set[tuple[Place, str]] = set()
    for problem in error.errors(include_url=False, include_input=True):
        path = _path(problem["loc"], source.data, is_missing=problem["type"] == "missing")
        finding = _finding(dict(problem), path, source)
        if (finding.place, finding.message) not in seen:
            seen.add((finding.place, finding.message))
            yield finding


def _finding(problem: dict[str, Any], path: Path, source: Source) -> Finding:
    kind, where = str(problem["type"]), _dotted(path)
    place = source.place(path)
    last = str(path[-1]) if path else ""
    match kind:
        case "extra_forbidden":
            # «{nb: Brev, og pakker, en: ...}» reads as a key «og pakker»: the commonest slip in a Norwegian text.
            remedy = (
                "a text with a comma in it stands in quotes"
                if " " in last.strip()
                else did_you_mean(last, _known_keys(path[:-1]))
            )
            return _error("HJ101", place, f'unknown key "{last[:60]}" in {_dotted(path[:-1])}', remedy)
        case "missing":
            return _error("HJ102", place, f'"{last}" is missing in {_dotted(path[:-1])}', f"add {last}:")
        case "literal_error" | "enum":
            words = _expected(problem)
            return _error(
                "HJ104", place, f"{where}: {_given(problem)} is no word for this", _nearest_of(problem, words)
            )
        case "no_such_day":
            return _error(
                "HJ105",
                place,
                f"{where}: {_given(problem)} is not in the calendar",
                "write a day that exists",
            )
        case "day":
            return _error("HJ105", place, f"{where}: {_given(problem)} is {problem['msg']}", _A_DAY)
        case "period":
            return _error("HJ106", place, f"{where}: {_given(problem)} is {problem['msg']}", _A_PERIOD)
        case "period_too_short":
            return _error(
                "HJ106", place, f"{where}: a period below one day", 'use "until: EVENT" for "at once"'
            )
        case "string_pattern_mismatch":
            return _error(
                "HJ107",
                place,
                f"{where}: {_given(problem)} is not a name",
                "small letters, digits and _; a column is system.collection.column",
            )
        case _ if kind in _WRONG_TYPE:
            should, remedy = _WRONG_TYPE[kind]
            return _error("HJ103", place, f"{where} {should}", remedy)
        case _:
            remedy = "keep one of them" if "exactly one of" in problem["msg"] else "see docs/declaration.md"
            return _error("HJ108", place, f"{where}: {_plain_message(problem)}", remedy)


def _error(code: str, place: Place, message: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=place, message=message, remedy=remedy)


def _plain_message(problem: dict[str, Any]) -> str:
    message = str(problem["msg"])
    return message[:1].lower() + message[1:160]


def _expected(problem: dict[str, Any]) -> list[str]:
    expected = str(problem.get("ctx", {}).get("expected", ""))
    return [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]


def _nearest_of(problem: dict[str, Any], words: list[str]) -> str:
    given = problem.get("input")
    near = nearest(given, words) if isinstance(given, str) else None
    return f'did you mean "{near}"?' if near else "one of: " + ", ".join(words)


def _given(problem: dict[str, Any]) -> str:
    """What the file says there. Only words, days, periods and names come here: never an address or a secret."""
    given = problem.get("input")
    return f'"{given[:60]}"' if isinstance(given, str) else "this"


def _path(loc: tuple[int | str, ...], data: object, *, is_missing: bool) -> Path:
    """The place in the file: pydantic's own steps (union members, wrappers) are left out."""
    path: list[str | int] = []
    here = data
    for number, step in enumerate(loc):
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            here = here[step]
        elif not is_missing or number != len(loc) - 1 or not isinstance(here, dict):
            continue
        path.append(step)
    return tuple(path)


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{str(step)[:60]}"
    return text.lstrip(".") or "the file"


def _known_keys(path: Path) -> set[str]:
    """The keys that may stand at a path, found by walking the models."""
    here: set[Any] = {Declaration}
    for step in path:
        here = {inner for annotation in here for inner in _inside(annotation, step)}
    return {
        field.alias or name
        for model in here
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                yield from _alternatives(field.annotation)
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict and len(arguments) > 1:
        yield from _alternatives(arguments[1])
    elif origin in (tuple, list) and arguments:
        yield from _alternatives(arguments[0])


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from _alternatives(argument)
    elif origin is not Literal and not (isinstance(annotation, type) and issubclass(annotation, Enum)):
        yield annotation

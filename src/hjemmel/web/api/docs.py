"""The page about the interface, for people: made from the same description that programs read. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hjemmel.web.api.interface import api
from hjemmel.web.api.problem import TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTold:
    name: str
    type: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationTold:
    method: str
    path: str
    title: str
    says: str
    fields: tuple[FieldTold, ...]
    answers: tuple[FieldTold, ...]
    anchor: str


@require_safe
def docs(request: Any) -> HttpResponse:
    schema = api.get_openapi_schema()
    told = {
        "lang": "en",
        "about": schema["info"]["description"],
        "operations": tuple(_told(schema)),
        "problems": [(name, status, title) for name, (status, title) in TITLES.items()],
    }
    return render(request, "api/docs.html", told)


def _told(schema: dict[str, Any]) -> Iterator[OperationTold]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            good = next(answer for status, answer in operation["responses"].items() if int(status) < 300)
            content = good.get("content", {}).get("application/json", {})
            yield OperationTold(
                method=method.upper(),
                path=path,
                title=operation["summary"],
                says=operation.get("description", ""),
                fields=(
                    *_parameters(operation.get("parameters", ())),
                    *_properties(schema, body.get("schema", {})),
                ),
                answers=tuple(_properties(schema, content.get("schema", {}))),
                anchor=operation["operationId"].replace("_", "-"),
            )


def _parameters(parameters: Any) -> Iterator[FieldTold]:
    for one in parameters:
        says = one.get("description") or one["schema"].get("description", "")
        yield FieldTold(name=one["name"], type=one["in"], required=bool(one.get("required")), says=says)


def _properties(schema: dict[str, Any], part: dict[str, Any]) -> Iterator[FieldTold]:
    found = _followed(schema, part)
    for name, one in found.get("properties", {}).items():
        yield FieldTold(
            name=name,
            type=_type(one),
            required=name in found.get("required", ()),
            says=one.get("description", ""),
        )


def _followed(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: dict[str, Any] = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    return found


def _type(one: dict[str, Any]) -> str:
    """In a word or two: what a program's author must know at a glance."""
    if "$ref" in one:
        return str(one["$ref"].rpartition("/")[2])
    if "anyOf" in one:
        return " or ".join(_type(each) for each in one["anyOf"])
    if "enum" in one:
        return ", ".join(map(str, one["enum"]))
    if one.get("type") == "array":
        return f"list of {_type(one['items'])}"
    return str(one.get("format") or one.get("type", "anything"))

"""The description of the interface, completed with what Ninja does not know: the token, the headers, and every "no"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from hjemmel.web.api.entry import QUESTIONS
from hjemmel.web.api.headers import KEY
from hjemmel.web.api.problem import CONTENT_TYPE

ABOUT = (
    "People, consents, permission to send, and the verdicts of promises, for programs with an access token."
    " Each token is for some purposes of the declaration and some deeds; whatever it does stands in the ledger."
)
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. What was sent is never repeated.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["nb", "en"],
                "properties": {"nb": {"type": "string"}, "en": {"type": "string"}},
            },
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "says"],
                "properties": {
                    "in": {"type": "string"},
                    "pointer": {"type": "string"},
                    "says": {"type": "string"},
                },
            },
        },
    },
}
NOES = {
    400: "It could not be read, or a header is missing",
    401: "The access token lets nobody in",
    403: "The access token is not for this",
    404: "Not there, or not to be seen with this access token",
    409: "It is being done, or has been done",
    412: "It has changed since it was read",
    413: "Too large",
    415: "Not application/json",
    422: "The shape is wrong, or it cannot be accepted",
    428: "If-Match is missing",
    429: "Asked too often; Retry-After says when to ask again",
    503: "Closed just now",
}
ALWAYS = (400, 401, 403, 422, 429, 503)
Schema = TypeVar("Schema", bound=dict[str, Any])


def completed(schema: Schema) -> Schema:
    schema.setdefault("components", {})["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    schema["security"] = [{"token": []}]
    for path, method, operation in _operations(schema):
        changes = method in ("post", "patch") and path not in QUESTIONS
        if changes:
            operation.setdefault("parameters", []).append(KEY)
        for status in _noes(path, method, changes):
            operation["responses"][str(status)] = _no(status)
    return schema


def _noes(path: str, method: str, changes: bool) -> Iterator[int]:
    yield from ALWAYS
    if method in ("post", "patch"):
        yield from (413, 415)
    if changes:
        yield 409
    if "{" in path:
        yield 404
    if method == "patch":
        yield from (412, 428)


def _no(status: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": NOES[status],
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}
    return told


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation

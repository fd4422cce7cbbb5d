"""Every "no" of the programming interface in one shape, RFC 9457. It never repeats what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from hjemmel.core.declaration.parts import Text

CONTENT_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"
TITLES: Mapping[str, tuple[int, str]] = {
    "not-understood": (400, "The request could not be read"),
    "key-missing": (400, "The header Idempotency-Key is missing, or longer than 200 characters"),
    "not-entered": (401, "The access token is missing, wrong, ended or expired"),
    "not-allowed": (403, "The access token is not for this"),
    "not-there": (404, "There is nothing here, or nothing that the access token may see"),
    "no-such-method": (405, "This address does not take this method"),
    "being-answered": (409, "The same request is being carried out just now"),
    "already-done": (409, "It has been done already"),
    "changed": (412, "It has changed since it was read"),
    "too-large": (413, "The request is too large"),
    "not-json": (415, "The body is not application/json"),
    "not-valid": (422, "What was sent does not have the right shape"),
    "not-accepted": (422, "What was sent cannot be accepted"),
    "other-request": (422, "The Idempotency-Key was used before, for another request"),
    "tag-missing": (428, "The header If-Match is missing"),
    "too-many": (429, "Asked too often"),
    "broken": (500, "Something went wrong on our side"),
    "closed": (503, "What is sealed cannot be opened just now"),
    "nothing-published": (503, "No declaration has been published yet"),
}
"""What can be wrong, by the name that ends its type."""
BY_STATUS = {
    400: "not-understood",
    401: "not-entered",
    403: "not-allowed",
    404: "not-there",
    405: "no-such-method",
    413: "too-large",
    415: "not-json",
}


def problem(
    name: str,
    *,
    reasons: Iterable[Text] = (),
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`reasons` in both languages, for what a person should read; `errors` with the place in what was sent."""
    status, title = TITLES[name]
    told: dict[str, Any] = {"type": f"{DOCS}#{name}", "title": title, "status": status}
    if found := [{"nb": one.nb, "en": one.en} for one in reasons]:
        told["reasons"] = found
    if wrong := list(errors):
        told["errors"] = wrong
    body = json.dumps(told, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def in_our_shape(response: Any) -> Any:
    """A page that says no, as a problem. What is one already, or says yes, is left."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    kept = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
    name = BY_STATUS.get(response.status_code, "broken" if response.status_code >= 500 else "not-understood")
    return problem(name, headers=kept)

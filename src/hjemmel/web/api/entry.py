"""The gate of the programming interface: token, rate, size, asked-once; and every "no" in one shape.

A middleware and not a decorator, so that what no route answers comes through it as well."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse

from hjemmel.desk import clock
from hjemmel.desk.programs import answers, entry
from hjemmel.desk.programs.answers import BeingAnswered, Kept, OtherRequest
from hjemmel.desk.programs.entry import NotEntered, Program, TooMany
from hjemmel.web.api.problem import in_our_shape, problem

ROOT: Final = "/api/"
OPEN: Final = frozenset({"/api/v1/openapi.json", "/api/v1/docs"})
QUESTIONS: Final = frozenset(
    {
        "/api/v1/may",
        "/api/v1/may/list",
        "/api/v1/persons/find",
        "/api/v1/consents/find",
        "/api/v1/objections/find",
    }
)
"""They change nothing, so they are answered anew each time: what was allowed an hour ago may not be now."""
LARGEST: Final = 2_000_000
LONGEST_KEY: Final = 200
CHANGING: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})
KEPT_HEADERS: Final = ("Content-Type", "ETag", "Location")
Answering = Callable[[Any], Any]


class ApiMiddleware:
    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        if request.path in OPEN and request.method in ("GET", "HEAD"):
            return self.get_response(request)
        response = in_our_shape(self._let_in(request))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = "nb, en"
        return response

    def _let_in(self, request: Any) -> Any:
        try:
            program = entry.enter(_token_in(request))
            entry.count(program)
        except NotEntered:
            return problem("not-entered", headers={"WWW-Authenticate": 'Bearer realm="hjemmel"'})
        except TooMany as often:
            seconds = math.ceil((often.until - clock.now()).total_seconds())
            return problem("too-many", headers={"Retry-After": str(max(1, seconds))})
        request.program = program
        return self._sized(request, program)

    def _sized(self, request: Any, program: Program) -> Any:
        length = request.headers.get("Content-Length") or "0"
        if not length.isdecimal():
            return problem("not-understood")
        if int(length) > LARGEST:
            return problem("too-large")
        if int(length) and request.content_type != "application/json":
            return problem("not-json")
        if request.method in CHANGING and request.path not in QUESTIONS:
            return self._once(request, program)
        return self.get_response(request)

    def _once(self, request: Any, program: Program) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not 0 < len(key) <= LONGEST_KEY:
            return problem("key-missing")
        asked = b"\0".join([request.method.encode(), request.get_full_path().encode(), request.body])
        refused: list[Any] = []

        def work() -> Kept:
            response = in_our_shape(self.get_response(request))
            if response.status_code >= answers.FAILED:
                refused.append(response)
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            return Kept(status=response.status_code, headers=headers, body=response.content)

        try:
            answer, is_again = answers.once(program, key, asked, work)
        except OtherRequest:
            return problem("other-request")
        except BeingAnswered:
            return problem("being-answered", headers={"Retry-After": "1"})
        if refused:
            return refused[0]
        headers = {**answer.headers, **({"Idempotent-Replayed": "true"} if is_again else {})}
        return HttpResponse(answer.body, status=answer.status, headers=headers)


def _token_in(request: Any) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return str(token).strip() if scheme.lower() == "bearer" else ""

"""One request over HTTP, asked again where that is safe: after 429, 5xx and silence, with longer and longer pauses."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from .values import Problem, Said, Unreached

AGAIN = frozenset({429, 500, 502, 503, 504})
LONGEST_PAUSE = 60.0


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token goes to the address it was given for, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    content: Any = field(repr=False)
    tag: str
    is_replayed: bool


@dataclass(slots=True, kw_only=True)
class Transport:
    address: str
    token: str = field(repr=False)
    timeout: float
    tries: int
    pause: Callable[[float], None] = time.sleep

    def ask(
        self,
        method: str,
        path: str,
        sent: object = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Raises Problem, or Unreached when no answer came."""
        named = {"Idempotency-Key": key} if key else {}
        for attempt in range(1, self.tries + 1):
            try:
                return self._once(method, path, sent, {**named, **(headers or {})})
            except urllib.error.HTTPError as error:
                with error:
                    if not _is_worth_again(error) or attempt == self.tries:
                        raise _problem(error) from None
                    wait = _wait(error, attempt)
            except (OSError, HTTPException):
                if attempt == self.tries:
                    raise Unreached(key or "") from None
                wait = _longer(attempt)
            self.pause(wait)
        raise AssertionError("there is at least one try")

    def _once(self, method: str, path: str, sent: object, headers: Mapping[str, str]) -> Answer:
        body = None if sent is None else json.dumps(sent).encode()
        request = urllib.request.Request(self.address + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/json")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in headers.items():
            request.add_header(name, value)
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=self.timeout) as answer:
            return Answer(
                content=json.loads(answer.read()),
                tag=answer.headers.get("ETag", ""),
                is_replayed=answer.headers.get("Idempotent-Replayed") == "true",
            )


def new_key() -> str:
    return uuid.uuid4().hex


def _is_worth_again(error: urllib.error.HTTPError) -> bool:
    """409 with a time to ask again: the same request is being carried out just now."""
    return error.code in AGAIN or (error.code == 409 and "Retry-After" in error.headers)


def _wait(error: urllib.error.HTTPError, attempt: int) -> float:
    said = error.headers.get("Retry-After", "")
    return min(float(said), LONGEST_PAUSE) if said.isdecimal() else _longer(attempt)


def _longer(attempt: int) -> float:
    """Twice as long each time, and never quite the same, so that many do not come back at once."""
    return min(0.2 * 2.0**attempt, LONGEST_PAUSE) * random.uniform(0.5, 1.0)


def _problem(error: urllib.error.HTTPError) -> Problem:
    try:
        told = json.loads(error.read())
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    return Problem(
        error.code,
        str(told.get("type", "")).rpartition("#")[2],
        str(told.get("title", error.reason)),
        tuple(Said(nb=one["nb"], en=one["en"]) for one in told.get("reasons", ())),
        tuple(told.get("errors", ())),
    )

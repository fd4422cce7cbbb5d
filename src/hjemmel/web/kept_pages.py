"""Public pages that are the same for everybody, kept as they were sent: set and compressed once, then given again.

A view says of itself that it is one (`same_for_all`): what it shows follows from its address, what is published, and the
day. Is one of these another, then what was kept is given no more. It lies in memory alone, in each process by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Final

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders

from hjemmel.capabilities.declarations.store import Version
from hjemmel.core.moment import local_day
from hjemmel.desk import clock, web_log
from hjemmel.desk.published import NothingPublished, published

MOST: Final = 200
"""Answers that are kept at a time: each page by its host, in each language, compressed or not."""
ASK_AGAIN: Final = "public, no-cache"
"""Browsers keep the page, and ask each time whether it is still the one: so a change shows at once."""
ABOUT_THE_BODY: Final = frozenset(
    {"content-type", "content-length", "content-encoding", "content-disposition"}
)
OK: Final = 200

Key = tuple[str, str, bool, bool]
State = tuple[Version | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    state: State
    body: bytes
    headers: ResponseHeaders
    route: str


_kept: dict[Key, _Answer] = {}


def begin_anew() -> None:
    """Nothing is kept in this process: it speaks for another company from now on."""
    _kept.clear()


def same_for_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view answers everybody alike, from its address, what is published, and the day."""

    @wraps(view)
    def marked(*arguments: Any, **named: Any) -> Any:
        # Read before the view reads it: if something is published between the two, what is kept is never given.
        state = _state()
        response = view(*arguments, **named)
        response.same_for_all_in = state
        response.headers.setdefault("Cache-Control", ASK_AGAIN)
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return response

    return marked


class KeptPagesMiddleware:
    """Outermost but for the address: so an answer is kept with every header that it was sent with."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        if request.method != "GET":
            return self.get_response(request)
        key = _key(request)
        kept = None if request.META.get("QUERY_STRING") else _kept.get(key)
        address = str(request.META.get("REMOTE_ADDR", ""))
        if kept is None or kept.state != _state() or web_log.is_blocked(address):
            return self._answered(request, key)
        response = _given(request, kept)
        web_log.note(address, kept.route, response.status_code)
        return response

    def _answered(self, request: Any, key: Key) -> Any:
        response = self.get_response(request)
        if not _is_same_for_all(response):
            return response
        response.headers["Content-Length"] = str(len(response.content))
        answer = _Answer(
            state=response.same_for_all_in,
            body=response.content,
            headers=response.headers,
            route=f"/{request.resolver_match.route}",
        )
        if not request.META.get("QUERY_STRING"):
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = answer
        return _given(request, answer)


def _is_same_for_all(response: Any) -> bool:
    """And nothing in it, or round it, was anybody's own."""
    return bool(
        getattr(response, "same_for_all_in", None)
        and response.status_code == OK
        and not response.cookies
        and "Cookie" not in response.headers.get("Vary", "")
    )


def _given(request: Any, kept: _Answer) -> HttpResponse:
    """What was kept, or that it is still what the browser has."""
    response: HttpResponse
    if kept.headers["ETag"].removeprefix("W/") in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
        response.headers = ResponseHeaders(
            {name: value for name, value in kept.headers.items() if name.lower() not in ABOUT_THE_BODY}
        )
    else:
        response = HttpResponse(kept.body)
        # Shared: nothing outside of this changes an answer.
        response.headers = kept.headers
    return response


def _key(request: Any) -> Key:
    """The host as it was sent: one that we do not answer to is refused further in, and so never kept."""
    told = request.META
    return (
        request.path,
        told.get("HTTP_HOST", ""),
        request.is_secure(),
        "gzip" in told.get("HTTP_ACCEPT_ENCODING", ""),
    )


def _state() -> State:
    try:
        standing = published()
    except NothingPublished:
        return None, None
    return standing.version, local_day(clock.now(), standing.map.zone)

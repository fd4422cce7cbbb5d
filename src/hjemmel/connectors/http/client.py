"""One API over HTTP: patient with an API that is busy, impatient with one that is slow, and closed about what was said.

No redirect is followed, certificates are checked, and without TLS only this machine itself is reached. Neither an
address with its question, nor a body, nor a header ever stands in a message."""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from hjemmel import __version__

from ..protocol import Drifted, Failure, Unreachable, Unsupported

ATTEMPTS: Final = 5
FIRST_WAIT: Final = 0.5
"""Seconds before the second attempt; doubled before each other, and shortened by chance so that not all come at once."""
LONGEST_WAIT: Final = 120.0
"""If the API asks for more patience than this, it is asked another time."""
TIMEOUT: Final = 10.0
DEADLINE: Final = 60.0
"""For one answer, however slowly it drips."""
LARGEST: Final = 16 << 20
"""Bytes of one answer."""
_PIECE: Final = 1 << 16
_BUSY: Final = (408, 425, 429, 500, 502, 503, 504)
_STRANGERS: Final = (401, 403, 407)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status in (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who we are to the API: a header with a secret in it. It is never shown."""

    header: str
    value: str

    def __repr__(self) -> str:
        return "Who(...)"


def bearer(token: str) -> Who:
    return Who(header="Authorization", value=f"Bearer {token}")


def basic(user: str, password: str) -> Who:
    told = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Who(header="Authorization", value=f"Basic {told}")


class Client:
    """Safe to share between threads: when the API asks one of them to wait, all of them do."""

    def __init__(
        self,
        place: str,
        base: str,
        who: Who | None = None,
        *,
        timeout: float = TIMEOUT,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.place, self.base = place, _checked(place, base)
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"Hjemmel/{__version__}",
        }
        if who is not None:
            if not who.value.isprintable() or not who.value.isascii():
                raise Unsupported(place, "its secret holds signs that no header does", "set it anew")
            self._headers[who.header] = who.value
        self._timeout, self._wait, self._now, self._chance = timeout, wait, now, chance
        self._not_before, self._lock = 0.0, threading.Lock()
        # Nothing here follows a redirect or opens a file: the address that was checked is the one that is asked.
        self._opener = OpenerDirector()
        is_local = self.base.startswith("http:")
        for handler in (ProxyHandler({} if is_local else None), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    def ask(
        self,
        method: str,
        address: str,
        place: str,
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The first answer that is one. Busy, broken or silent: asked again, later each time, then Unreachable.

        What is asked must be safe to say twice: each method here is, and those that change carry a key of their own."""
        wait = FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            is_last = attempt == ATTEMPTS
            self._be_patient()
            try:
                answer = self._get(method, address, body, headers or {}, place)
            except (URLError, http.client.HTTPException, OSError):
                if is_last:
                    raise Unreachable(place, "no answer", "try again later") from None
            else:
                if answer.status not in _BUSY:
                    return self._let_in(answer, place)
                told = self._told_to_wait(answer.headers)
                if is_last or (told or 0) > LONGEST_WAIT:
                    raise Unreachable(place, f"it is busy ({answer.status})", "try again later")
                if told is not None:
                    self._all_wait(told)
                    continue
            self._wait(wait * (0.5 + self._chance() / 2))
            wait *= 2
        raise AssertionError("the last attempt answers or raises")

    def json(self, answer: Answer, place: str) -> Any:
        """What a good answer says. Raises Drifted for what is no JSON."""
        if not answer.is_good:
            raise Drifted(place, f"it answered {answer.status}", "look at the paths in the declaration")
        if "json" not in (answer.headers.get_content_type() or ""):
            raise strange(place, "it is no JSON")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise strange(place, "its JSON is broken") from None

    def inside(self, address: str, place: str) -> str:
        """An address that an answer gave, if it lies within the API: our secret goes to nobody else."""
        mine = urlsplit(self.base)
        try:
            other = urlsplit(address)
            is_mine = _origin(other) == _origin(mine) and not other.username
        except ValueError:
            is_mine = False
        if is_mine:
            return address
        raise strange(place, "its next page lies somewhere else")

    def _get(self, method: str, address: str, body: object, headers: Mapping[str, str], place: str) -> Answer:
        sent = (
            body if body is None or isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        )
        more = {} if sent is None else {"Content-Type": "application/json"}
        request = Request(address, data=sent, headers={**self._headers, **more, **headers}, method=method)
        begun = time.monotonic()
        response = self._opener.open(request, timeout=self._timeout)
        if response is None:
            raise OSError("nothing can open this address")
        with response:
            found = b""
            while piece := response.read1(_PIECE):
                found += piece
                if len(found) > LARGEST:
                    raise strange(place, "it is far too large")
                if time.monotonic() - begun > DEADLINE:
                    raise TimeoutError
            if response.length:
                raise http.client.IncompleteRead(found, response.length)
            return Answer(response.status, response.headers, found)

    def _let_in(self, answer: Answer, place: str) -> Answer:
        if answer.status in _STRANGERS:
            raise Unreachable(
                place, f"it does not let us in ({answer.status})", "look at the secret, and at what it may do"
            )
        if 300 <= answer.status < 400:
            raise Drifted(place, "it sends us elsewhere", "write the address where it is now")
        return answer

    def _told_to_wait(self, headers: Message) -> float | None:
        """How long the API asks us to wait: seconds, or a moment."""
        told = (headers.get("Retry-After") or "").strip()
        if told.isdecimal() and len(told) < 9:
            return float(told)
        try:
            return max(0.0, (parsedate_to_datetime(told) - self._now()).total_seconds())
        except (ValueError, TypeError):
            return None

    def _all_wait(self, seconds: float) -> None:
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def _be_patient(self) -> None:
        with self._lock:
            left = self._not_before - time.monotonic()
        if left > 0:
            self._wait(left)


def strange(place: str, what: str) -> Failure:
    return Drifted(place, f"the answer is not what was declared: {what}", "look at the API's own description")


def _checked(place: str, base: str) -> str:
    """https, or this machine itself; no name or password, no question."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), 0
    is_local = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if (
        not (parts.scheme == "https" or is_local)
        or not parts.hostname
        or port == 0
        or parts.username
        or parts.query
        or parts.fragment
        or any(sign <= " " for sign in base)
    ):
        raise Unsupported(place, "its address is not safe", "give an https address, without a password")
    return base.rstrip("/")


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

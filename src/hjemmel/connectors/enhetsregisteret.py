"""Enhetsregisteret, Norway's register of organisations, asked over its open API. It is asked about organisation numbers alone;
no personal data is sent, and no key is needed.

An answer is believed only if it is about the number that was asked for and has the form that the register promises."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from hjemmel import __version__
from hjemmel.connectors.protocol import Drifted, Unreachable, Unsupported
from hjemmel.core.identifiers import is_orgnr
from hjemmel.core.sharing.business_register import Address, Registered, Standing

BASE: Final = "https://data.brreg.no/enhetsregisteret/api"
PLACE: Final = "Enhetsregisteret"
ATTEMPTS: Final = 3
FIRST_WAIT: Final = 0.5
"""Seconds before the second attempt; doubled before the third."""
LONGEST_WAIT: Final = 30.0
"""If the register asks for more patience than this, it is asked another time."""
TIMEOUT: Final = 10.0
DEADLINE: Final = 30.0
"""For one answer, however slowly it drips."""
LARGEST: Final = 1 << 20
_PIECE = 1 << 16
_BUSY = (429, 500, 502, 503, 504)
_OK, _GONE, _NOT_FOUND = 200, 410, 404
_ACCEPT = "application/vnd.brreg.enhetsregisteret.{}.v2+json, application/json;q=0.5"
_LONGEST_TEXT = 1_000

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Message
    body: bytes


class Enhetsregisteret:
    """The register at one address.

    Raises Unsupported for an address that must not be asked, or a number that is none; Unreachable if there is no
    answer; Drifted if the answer is not what the register promises. No message holds a name."""

    def __init__(
        self,
        base: str = BASE,
        *,
        timeout: float = TIMEOUT,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.source = _checked(base)
        self._timeout = timeout
        self._wait = wait
        self._now = now
        # Nothing here follows a redirect or opens a file: the address that was checked is the one that is asked.
        self._opener = OpenerDirector()
        is_local = self.source.startswith("http:")
        for handler in (ProxyHandler({} if is_local else None), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    def look_up(self, orgnr: str) -> Registered:
        """The organisation with this number, or the place of business; or that there is none."""
        if not is_orgnr(orgnr) or not orgnr.isdecimal():
            raise Unsupported(
                PLACE, "this is no organisation number", "correct its digits in the declaration"
            )
        for path, kind in (("enheter", "enhet"), ("underenheter", "underenhet")):
            answer = self._asked(f"{self.source}/{path}/{orgnr}", kind)
            if answer.status == _GONE:
                return Registered(
                    orgnr=orgnr, standing=Standing.REMOVED, deleted_on=_day_of_removal(answer.body)
                )
            if answer.status == _OK:
                return _registered(_json(answer), orgnr, is_part=kind == "underenhet")
        return Registered(orgnr=orgnr, standing=Standing.NOT_FOUND)

    def _asked(self, url: str, kind: str) -> _Answer:
        """The first answer that is one: yes, no, or gone. Asks again, later each time, while the register is busy."""
        wait = FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            is_last = attempt == ATTEMPTS
            try:
                answer = self._get(url, kind)
            except (URLError, http.client.HTTPException, OSError):
                if is_last:
                    raise Unreachable(PLACE, "no answer", "try again later") from None
            else:
                if answer.status in (_OK, _NOT_FOUND, _GONE):
                    return answer
                if answer.status not in _BUSY:
                    raise Drifted(PLACE, f"it answered {answer.status}", _CHECK_ADDRESS)
                wait = self._patience(answer.headers, wait)
                if is_last or wait > LONGEST_WAIT:
                    raise Unreachable(PLACE, f"it is busy ({answer.status})", "try again later")
            self._wait(wait)
            wait *= 2
        raise AssertionError("the last attempt answers or raises")

    def _get(self, url: str, kind: str) -> _Answer:
        headers = {
            "Accept": _ACCEPT.format(kind),
            "User-Agent": f"Hjemmel/{__version__}",
            "Accept-Encoding": "identity",
        }
        begun = time.monotonic()
        response = self._opener.open(Request(url, headers=headers), timeout=self._timeout)
        if response is None:
            raise OSError("nothing can open this address")
        with response:
            body = b""
            while piece := response.read1(_PIECE):
                body += piece
                if len(body) > LARGEST:
                    raise Drifted(PLACE, "the answer is far too large", _CHECK_ADDRESS)
                if time.monotonic() - begun > DEADLINE:
                    raise TimeoutError
            if response.length:
                raise http.client.IncompleteRead(body, response.length)
            return _Answer(response.status, response.headers, body)

    def _patience(self, headers: Message, otherwise: float) -> float:
        """How long the register asks us to wait: seconds, or a moment."""
        told = (headers.get("Retry-After") or "").strip()
        if told.isdecimal() and len(told) < 9:
            return float(told)
        try:
            return max(0.0, (parsedate_to_datetime(told) - self._now()).total_seconds())
        except (ValueError, TypeError):
            return otherwise


_CHECK_ADDRESS = "check the address of the register"


def _checked(base: str) -> str:
    """https, or this machine itself; no name or password, no question."""
    parts = urlsplit(base)
    is_local = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if (
        not (parts.scheme == "https" or is_local)
        or not parts.hostname
        or parts.username
        or parts.query
        or parts.fragment
    ):
        raise Unsupported(PLACE, "its address is not safe", "give an https address, without a password")
    return base.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# ---- reading an answer -----------------------------------------------------------------------------------------


def _strange(what: str) -> Drifted:
    return Drifted(
        PLACE, f"the answer is not what it promises: {what}", "look for a newer version of Hjemmel"
    )


def _json(answer: _Answer) -> Json:
    if "json" not in (answer.headers.get_content_type() or ""):
        raise _strange("it is no JSON")
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise _strange("its JSON is broken") from None
    if not isinstance(found, dict):
        raise _strange("it is no object")
    return found


def _registered(answer: Json, orgnr: str, *, is_part: bool) -> Registered:
    if _text(answer, "organisasjonsnummer") != orgnr:
        raise _strange("it is about another number")
    deleted_on = _day(answer, "slettedato") or _day(answer, "nedleggelsesdato")
    name = _text(answer, "navn")
    if not name:
        raise _strange("it has no name")
    return Registered(
        orgnr=orgnr,
        standing=Standing.DELETED if _is_deleted(answer, deleted_on) else _standing(answer, is_part),
        name=name,
        form=_text(_object(answer, "organisasjonsform"), "kode"),
        address=_address(_object(answer, "forretningsadresse") or _object(answer, "beliggenhetsadresse") or _object(answer, "postadresse")),
        deleted_on=deleted_on,
        parent=_text(answer, "overordnetEnhet"),
        is_part=is_part,
    )  # fmt: skip


def _is_deleted(answer: Json, deleted_on: date | None) -> bool:
    """The register answers 200 for what it has deleted, and says so inside."""
    return deleted_on is not None or _text(answer, "respons_klasse").startswith("Slettet")


_FLAGS = (
    ("konkurs", Standing.BANKRUPT),
    ("underTvangsavviklingEllerTvangsopplosning", Standing.FORCED_DISSOLUTION),
    ("underAvvikling", Standing.WINDING_UP),
)


def _standing(answer: Json, is_part: bool) -> Standing:
    """Every organisation has these three; a place of business has none of them."""
    for key, standing in _FLAGS:
        told = answer.get(key, False if is_part else None)
        if not isinstance(told, bool):
            raise _strange(f"{key} is neither true nor false")
        if told:
            return standing
    return Standing.ACTIVE


def _address(answer: Json) -> Address:
    lines = answer.get("adresse") or []
    if not isinstance(lines, list) or not all(isinstance(line, str | None) for line in lines):
        raise _strange("adresse is no list of lines")
    return Address(
        lines=tuple(line.strip() for line in lines if line and line.strip()),
        postcode=_text(answer, "postnummer"),
        place=_text(answer, "poststed"),
        country=_text(answer, "landkode"),
    )


def _day_of_removal(body: bytes) -> date | None:
    """The little that is said of what was removed; often nothing."""
    try:
        found = json.loads(body)
        return date.fromisoformat(found["slettedato"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _object(answer: Json, key: str) -> Json:
    found = answer.get(key)
    if found is not None and not isinstance(found, dict):
        raise _strange(f"{key} is no object")
    return found or {}


def _text(answer: Json, key: str) -> str:
    found = answer.get(key)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > _LONGEST_TEXT:
        raise _strange(f"{key} is no text")
    return found.strip()


def _day(answer: Json, key: str) -> date | None:
    told = _text(answer, key)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise _strange(f"{key} is no day") from None

"""One processor that speaks OpenDSR 2.0: what it takes, a request given to it, how that goes, and the request taken back.

What it answers is believed only when it is signed: the bytes are checked as they came, before anything reads them, by a check
that is handed in here. Nothing of a request ever stands in a message, and what it sends back of ours is let go."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

from hjemmel.core.sharing.opendsr import (
    Discovery,
    Erasure,
    NotOpenDsr,
    Said,
    Status,
    accepted,
    cancelled,
    discovery,
    read,
    request_body,
    said,
)

from .http.client import Answer, Client
from .protocol import Drifted, Unreachable, Unsupported

__all__ = ["Processor", "Refused"]
LARGEST_BODY: Final = 64_000
"""Bytes of a message that we read."""
Check = Callable[[bytes, str, bytes], None]
"""The body, its signature and the certificate of whoever sent it. Raises where it is not believed."""


class Refused(Exception):
    """The processor has said no for good: asking again does not help."""


class Processor:
    """`prefix` is what its headers begin with after `X-`; `check` raises where what it sent is not believed."""

    def __init__(self, client: Client, domain: str, requests: str, prefix: str, check: Check) -> None:
        self.client, self.domain = client, domain
        self._requests, self._prefix, self._check = requests.strip("/"), prefix, check

    @cached_property
    def takes(self) -> Discovery:
        """What it says that it takes. Raises a Failure."""
        answer = self._ask("GET", "discovery")
        try:
            return discovery(read(answer.body))
        except NotOpenDsr as fault:
            raise self._strange(fault) from None

    @cached_property
    def certificate(self) -> bytes:
        """What it signs with, as it stands at its own address. Raises a Failure."""
        address = self.client.inside(self.takes.certificate, self.client.place)
        answer = self.client.ask("GET", address, self.client.place)
        if not answer.is_good or len(answer.body) > LARGEST_BODY:
            raise Drifted(self.client.place, "its certificate is not there", "ask them where it is")
        return answer.body

    def create(self, wanted: Erasure) -> Said:
        """Give it the request. Given twice, it is the one request, and stands as it stands.

        Raises a Failure, Refused, or what the check raises."""
        if not self.takes.can_erase:
            raise Refused("it does not take requests to erase")
        try:
            body = request_body(wanted, self.takes)
        except NotOpenDsr as fault:
            raise Refused(str(fault)) from None
        answer = self._ask("POST", self._requests, body)
        if answer.status == 400:
            return self._had_already(wanted.id)
        self._believe(answer)
        try:
            expected = accepted(read(answer.body), wanted.id)
        except NotOpenDsr as fault:
            raise self._strange(fault) from None
        return Said(id=wanted.id, status=Status.PENDING, expected=expected)

    def status(self, id: str) -> Said:
        """Raises a Failure, Refused, or what the check raises."""
        answer = self._ask("GET", f"{self._requests}/{id}")
        if answer.status == 400 or answer.is_gone:
            raise Refused("it knows of no such request")
        self._believe(answer)
        try:
            found = said(read(answer.body), self.domain)
        except NotOpenDsr as fault:
            raise self._strange(fault) from None
        if found.id != id:
            raise self._strange(NotOpenDsr("it speaks of another request"))
        return found

    def cancel(self, id: str) -> None:
        """Take the request back. Raises a Failure, Refused, or what the check raises."""
        answer = self._ask("DELETE", f"{self._requests}/{id}")
        if 400 <= answer.status < 500:
            raise Refused("it is too late to take it back")
        self._believe(answer)
        try:
            cancelled(read(answer.body), id)
        except NotOpenDsr as fault:
            raise self._strange(fault) from None

    def believe(self, body: bytes, signature: str) -> None:
        """A message that they sent by themselves. Raises a Failure where their certificate cannot be had, or what the
        check raises."""
        self._check(body, signature, self.certificate)

    def _had_already(self, id: str) -> Said:
        """A request that was given before the answer was lost is refused the second time; then it is there."""
        try:
            return self.status(id)
        except Refused:
            raise Refused("it does not take the request") from None

    def _believe(self, answer: Answer) -> None:
        if not answer.is_good:
            raise Drifted(self.client.place, f"it answered {answer.status}", "look at its paths")
        told = str(answer.headers.get(f"X-{self._prefix}-Processor-Domain") or "")
        if told.strip().casefold() != self.domain.casefold():
            raise Drifted(self.client.place, "it says that it is another", "look at its domain")
        self._check(
            answer.body, str(answer.headers.get(f"X-{self._prefix}-Signature") or ""), self.certificate
        )

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        place = self.client.place
        answer = self.client.ask(method, f"{self.client.base}/{path}", place, body=body)
        if answer.status >= 500:
            raise Unreachable(place, f"it is broken ({answer.status})", "try again later")
        if len(answer.body) > LARGEST_BODY:
            raise Unsupported(place, "its answer is far too large", "ask them what it is")
        return answer

    def _strange(self, fault: NotOpenDsr) -> Drifted:
        return Drifted(self.client.place, f"the answer is not OpenDSR: {fault}", "ask them for version 2")

"""Sending over SMTP: TLS first, then the password, then one message at a time; each answered by a value.

A server that cannot be reached, or will not let us in, is a Failure: nothing was sent. A recipient who is refused is no
failure but an outcome. Addresses and the server's own words are never repeated."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Final, Self

from hjemmel.connectors.protocol import Unreachable, Unsupported
from hjemmel.core.mail.delivery import Delivery, Outcome

from .server import PLACE, MailServer

TIMEOUT: Final = 20.0
"""Seconds for one answer of the server."""
_STATUS = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_FIRST_LASTING = 500
_NOT_NOW = 421
_TAKEN = (250, 251)


class Smtp:
    """One connection, for as long as a `with` lasts. Raises Unreachable or Unsupported on the way in."""

    def __init__(
        self, server: MailServer, *, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._timeout = timeout
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._open = self._connected()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, message: EmailMessage) -> Outcome:
        """Hand the message over to the server. A connection that broke before that is opened anew, once.

        Raises Unreachable if the server is gone: then this message was not sent."""
        if self._open is not None:
            try:
                return self._handed_over(self._open, message)
            except _GoneBefore:
                self._leave()
        self._open = self._connected()
        try:
            return self._handed_over(self._open, message)
        except _GoneBefore:
            raise Unreachable(PLACE, "the mail server hangs up", "try again later") from None

    def _handed_over(self, server: smtplib.SMTP, message: EmailMessage) -> Outcome:
        """Sender, recipient and message. After the message itself has begun, a broken line is uncertain."""
        sender, to = parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]
        try:
            for command, address in ((server.mail, sender), (server.rcpt, to)):
                code, words = self._asked(command, address)
                if code not in _TAKEN:
                    server.rset()
                    return _outcome(code, words)
        except (smtplib.SMTPServerDisconnected, OSError):
            raise _GoneBefore from None
        try:
            code, words = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            # Not even begun: the next one needs a new line.
            self._leave()
            return _outcome(error.smtp_code, _bytes(error.smtp_error))
        except (smtplib.SMTPException, OSError):
            self._leave()
            return Outcome(delivery=Delivery.UNCERTAIN)
        return _outcome(code, words)

    @staticmethod
    def _asked(command: Callable[[str], tuple[int, bytes]], address: str) -> tuple[int, bytes]:
        code, words = command(address)
        if code == _NOT_NOW:
            # The server closes the line after this word (RFC 5321, 3.8).
            raise smtplib.SMTPServerDisconnected
        return code, words

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        try:
            if server.scheme == "smtps":
                found: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=self._timeout, context=self._tls
                )
            else:
                found = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        except ssl.SSLError:
            raise Unreachable(PLACE, "the mail server's certificate does not hold", _CHECK) from None
        except (smtplib.SMTPException, OSError):
            raise Unreachable(PLACE, "the mail server does not answer", "try again later") from None
        try:
            self._let_in(found)
        except BaseException:
            found.close()
            raise
        return found

    def _let_in(self, found: smtplib.SMTP) -> None:
        try:
            if self._server.scheme == "smtp+starttls":
                found.starttls(context=self._tls)
            if self._server.user:
                found.login(self._server.user, self._server.password)
            else:
                found.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError:
            raise Unsupported(PLACE, "the mail server does not take user and password", _CHECK) from None
        except smtplib.SMTPNotSupportedError:
            raise Unsupported(PLACE, "the mail server offers no TLS or no password", _CHECK) from None
        except ssl.SSLError:
            raise Unreachable(PLACE, "the mail server's certificate does not hold", _CHECK) from None
        except (smtplib.SMTPException, OSError):
            raise Unreachable(PLACE, "the mail server does not let us in", "try again later") from None

    def _leave(self) -> None:
        found, self._open = self._open, None
        if found is None:
            return
        try:
            found.quit()
        except (smtplib.SMTPException, OSError):
            found.close()


_CHECK = "check the address of the mail server in the environment"


class _GoneBefore(Exception):
    """The line broke before the message was begun."""


def _outcome(code: int, words: bytes) -> Outcome:
    status = _STATUS.match(words)
    if 200 <= code < 300:
        delivery = Delivery.ACCEPTED
    else:
        delivery = Delivery.REFUSED if code >= _FIRST_LASTING else Delivery.LATER
    return Outcome(delivery=delivery, code=code, status=status[1].decode() if status else "")


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("ascii", "replace")

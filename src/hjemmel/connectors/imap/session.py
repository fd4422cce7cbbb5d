"""One connection to a mail server: folders, searches, heads of messages, and their removal.

What the server says in words is neither passed on nor logged: it may repeat addresses."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from ..protocol import Drifted, Unreachable, Unsupported
from . import folder_names
from .address import ImapServer

TIMEOUT: Final = 60.0
"""Seconds for one answer."""
AT_ONCE: Final = 200
"""Messages whose heads are read in one question, and that go in one."""
WINDOW: Final = 20_000
"""Numbers that one search looks among: its answer is a single line, and lines have an end."""
_KEPT_OPEN: Final = 2

_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) ?(?P<name>.*)', re.DOTALL)
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_CAME = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Head:
    """What is read of a message without opening it."""

    uid: int
    received: datetime
    """When the server took it in. The message itself has no say in that."""
    size: int
    flags: str
    header: bytes


class Session:
    """Logged in. Every method may raise Unreachable, Unsupported or Drifted; after that it is of no more use."""

    def __init__(self, place: str, server: ImapServer, tls: ssl.SSLContext, timeout: float = TIMEOUT) -> None:
        self._place = place
        with self._failing("the mail server does not answer"):
            self._open = _connected(server, tls, timeout)
        try:
            self._let_in(server, tls)
        except BaseException:
            self.close()
            raise

    def is_alive(self) -> bool:
        try:
            return bool(self._open.noop()[0] == "OK")
        except (imaplib.IMAP4.error, OSError):
            return False

    def close(self) -> None:
        try:
            self._open.logout()
        except (imaplib.IMAP4.error, OSError):
            with suppress(OSError):
                self._open.shutdown()

    # ---- folders ---------------------------------------------------------------------------------------

    def folders(self) -> list[str]:
        """Every folder that holds messages."""
        with self._failing("the mail server does not list its folders"):
            _, found = self._open.list('""', '"*"')
        names = []
        for item in found:
            head, literal = item if isinstance(item, tuple) else (item, None)
            listed = _LISTED.match(head or b"")
            if listed is None or b"\\noselect" in listed["flags"].lower():
                continue
            name = listed["name"] if literal is None else literal
            names.append(folder_names.decoded(folder_names.unquoted(name.decode("utf-8", "replace"))))
        return names

    def enter(self, folder: str, place: str, *, to_change: bool = False) -> int:
        """Open the folder; only for looking, unless something is to be changed. Returns its UIDVALIDITY."""
        name = folder_names.quoted(folder_names.encoded(folder))
        with self._failing("the folder cannot be opened", place):
            try:
                answer, _ = self._open.select(name, readonly=not to_change)
            except imaplib.IMAP4.readonly:
                raise Unsupported(place, "the folder may only be read", "let a person do it") from None
        if answer != "OK":
            raise Drifted(place, "there is no such folder", "plan again")
        if to_change and self._told("READ-ONLY") is not None:
            raise Unsupported(place, "the folder may only be read", "let a person do it")
        validity = self._told("UIDVALIDITY")
        if validity is None:
            raise Unsupported(place, "the folder gives messages no lasting numbers", "let a person do it")
        return int(validity)

    # ---- messages of the folder that is open -----------------------------------------------------------

    def search(self, keys: Sequence[str], uids: Sequence[int] | None, place: str) -> Iterator[list[int]]:
        """The numbers of the messages that fit, some at a time, in order."""
        if uids is not None:
            parts = [uids[start : start + AT_ONCE] for start in range(0, len(uids), AT_ONCE)]
            ranges = [",".join(map(str, part)) for part in parts]
        else:
            following = int(self._told("UIDNEXT") or 0)
            ranges = [f"{first}:{first + WINDOW - 1}" for first in range(1, following, WINDOW)]
            ranges = ranges if following else ["1:*"]
        for one in ranges:
            with self._failing("the folder cannot be searched", place):
                _, found = self._done(self._open.uid("SEARCH", "UID", one, *keys), place)
            yield sorted({int(number) for line in found if line for number in line.split()})

    def heads(self, uids: Sequence[int], fields: Sequence[str], place: str) -> Iterator[Head]:
        """Those of the messages that are still there. They do not count as read by that."""
        for start in range(0, len(uids), AT_ONCE):
            part = ",".join(map(str, uids[start : start + AT_ONCE]))
            wanted = f"(UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ({' '.join(fields)})])"
            with self._failing("the messages cannot be read", place):
                _, found = self._done(self._open.uid("FETCH", part, wanted), place)
            yield from _heads(found)

    def whole(self, uid: int, place: str, most: int | None = None) -> bytes | None:
        """The message as it came, or so many bytes of it; None if it is gone."""
        part = f"<0.{most}>" if most else ""
        with self._failing("the messages cannot be read", place):
            _, found = self._done(self._open.uid("FETCH", str(uid), f"(UID BODY.PEEK[]{part})"), place)
        return next((item[1] for item in found if isinstance(item, tuple)), None)

    def can_remove(self) -> bool:
        """Whether single messages can be removed for good. Else everything that anybody has marked would go along."""
        return "UIDPLUS" in self._open.capabilities

    def remove(self, uids: Sequence[int], place: str) -> None:
        part = ",".join(map(str, uids))
        with self._failing("the mail server stopped answering", place):
            self._done(self._open.uid("STORE", part, "+FLAGS.SILENT", r"(\Deleted)"), place)
            self._done(self._open.uid("EXPUNGE", part), place)

    def move(self, uids: Sequence[int], folder: str, place: str) -> None:
        """Put them in another folder of the account, which is there already.

        A server that moves (RFC 6851) does it whole. Elsewhere they are copied first and removed then: broken off between, they
        lie in both, and moved once more they lie in the other twice."""
        part, name = ",".join(map(str, uids)), folder_names.quoted(folder_names.encoded(folder))
        with self._failing("the mail server stopped answering", place):
            if "MOVE" in self._open.capabilities:
                self._done(self._open.uid("MOVE", part, name), place)
                return
            self._done(self._open.uid("COPY", part, name), place)
        self.remove(uids, place)

    # ---- inside ----------------------------------------------------------------------------------------

    def _let_in(self, server: ImapServer, tls: ssl.SSLContext) -> None:
        with self._failing("the mail server does not let us in"):
            if server.scheme == "imap+starttls":
                if "STARTTLS" not in self._open.capabilities:
                    raise Unsupported(self._place, "the mail server offers no TLS", _CHECK)
                self._open.starttls(ssl_context=tls)
            try:
                self._log_in(server)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                raise Unreachable(
                    self._place, "the mail server does not take user and password", _CHECK
                ) from None
            # What a server can do may depend on who has logged in.
            _, told = self._open.capability()
            self._open.capabilities = tuple((told[-1] or b"").decode("ascii", "replace").upper().split())

    def _log_in(self, server: ImapServer) -> None:
        if "AUTH=PLAIN" in self._open.capabilities:
            answer = f"\0{server.user}\0{server.password}".encode()
            self._open.authenticate("PLAIN", lambda challenge: answer)
            return
        if not (server.user + server.password).isascii():
            raise Unsupported(
                self._place, "the mail server takes only plain letters in passwords", "choose another"
            )
        self._open.login(folder_names.quoted(server.user), server.password)

    def _told(self, what: str) -> bytes | None:
        _, found = self._open.response(what)
        # `response` takes the answer out; a folder's numbers are asked for more than once.
        if found and found[-1] is not None:
            self._open.untagged_responses[what] = found
            return bytes(found[-1])
        return None

    def _done(self, said: tuple[str, list[Any]], place: str) -> tuple[str, list[Any]]:
        if said[0] != "OK":
            raise Unsupported(place, "the mail server refuses", "look at what this account may do")
        return said

    @contextmanager
    def _failing(self, what: str, place: str = "") -> Iterator[None]:
        try:
            yield
        except ssl.SSLError:
            raise Unreachable(
                place or self._place, "the mail server's certificate does not hold", _CHECK
            ) from None
        except (imaplib.IMAP4.abort, OSError):
            raise Unreachable(place or self._place, what, "try again later") from None
        except imaplib.IMAP4.error:
            raise Unsupported(place or self._place, what, "look at what this account may do") from None


_CHECK = "check the address of the mailbox in the environment"


class Mailbox:
    """The way to one account: sessions are opened when they are needed, and kept open for the next to need one."""

    def __init__(
        self, place: str, server: ImapServer, *, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        self.place, self.server = place, server
        self._tls, self._timeout = tls or ssl.create_default_context(), timeout
        self._idle: list[Session] = []
        self._lock = threading.Lock()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session to oneself. What failed in it is not used again."""
        found = self._rested() or Session(self.place, self.server, self._tls, self._timeout)
        try:
            yield found
        except GeneratorExit:
            self._rest(found)
            raise
        except BaseException:
            found.close()
            raise
        self._rest(found)

    def _rested(self) -> Session | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                found = self._idle.pop()
            if found.is_alive():
                return found
            found.close()

    def _rest(self, session: Session) -> None:
        with self._lock:
            if len(self._idle) < _KEPT_OPEN:
                self._idle.append(session)
                return
        session.close()


def _connected(server: ImapServer, tls: ssl.SSLContext, timeout: float) -> imaplib.IMAP4:
    found = (
        imaplib.IMAP4_SSL(server.host, server.port, ssl_context=tls, timeout=timeout)
        if server.scheme == "imaps"
        else imaplib.IMAP4(server.host, server.port, timeout=timeout)
    )
    # Questions are short and each waits for its answer: they must not wait to be sent together.
    found.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def _heads(found: Sequence[Any]) -> Iterator[Head]:
    """A message is a pair (what comes before its header, the header), and what comes after."""
    for number, item in enumerate(found):
        if not isinstance(item, tuple):
            continue
        after = found[number + 1] if number + 1 < len(found) else b""
        told = item[0] + b" " + (after if isinstance(after, bytes) else b"")
        flags = _FLAGS.search(told)
        rest = _FLAGS.sub(b"", told)
        uid, size, came = _UID.search(rest), _SIZE.search(rest), _CAME.search(rest)
        if uid and size and came:
            yield Head(
                uid=int(uid[1]),
                received=parsedate_to_datetime(came[1].decode()),
                size=int(size[1]),
                flags=flags[1].decode("ascii", "replace") if flags else "",
                header=item[1],
            )

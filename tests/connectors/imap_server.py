"""A real IMAP server: Dovecot, started here in a temporary folder. It lets anybody in by one password, each to a
mailbox of their own, so that a test begins with an empty one by taking a name that nobody had."""

from __future__ import annotations

import grp
import imaplib
import itertools
import os
import pwd
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.folders import TYPES
from tests.connectors.mail_server import Certificate, certificate
from tests.connectors.servers import PACKAGES, binary, own_folder, running
from tests.connectors.tables import NOW, clock

from hjemmel.connectors.contract import Table
from hjemmel.connectors.imap import ImapConnector
from hjemmel.connectors.imap.folder_names import encoded, quoted
from hjemmel.core.declaration.layouts import ColumnLayout, MailboxLayout
from hjemmel.core.observation import CollectionSeen
from hjemmel.core.shape import Shape

HOST, PASSWORD = "127.0.0.1", "pass:ord/1"
OURS = ("firma.example",)
US = "post@firma.example"

needs_dovecot = [
    pytest.mark.xdist_group("dovecot"),
    pytest.mark.skipif(binary("dovecot") is None, reason=f"no {PACKAGES['dovecot']} on this machine"),
]

CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/said
protocols = imap
listen = {host}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
disable_plaintext_auth = no
mail_fsync = never
mail_location = maildir:~/Maildir:LAYOUT=fs
mail_max_userip_connections = 0
ssl = yes
ssl_cert = <{pem}
ssl_key = <{pem}
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  client_limit = 200
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  client_limit = 100
}}
service stats {{
  chroot =
}}
shutdown_clients = yes
{more}
"""


@dataclass
class ImapServer:
    folder: Path
    port: int
    tls_port: int
    certificate: Certificate
    _names: Iterator[int] = field(default_factory=itertools.count)

    def account(self) -> Account:
        """An account that nobody had before, with nothing but an empty INBOX."""
        return Account(self, f"konto{next(self._names)}")


@dataclass
class Account:
    server: ImapServer
    name: str

    def url(self, scheme: str = "imap") -> str:
        port = self.server.tls_port if scheme == "imaps" else self.server.port
        return f"{scheme}://{self.name}:{PASSWORD.replace('/', '%2F').replace(':', '%3A')}@{HOST}:{port}"

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """The mailbox as its owner sees it, past the connector."""
        connection = imaplib.IMAP4(HOST, self.server.port)
        connection.login(self.name, PASSWORD)
        try:
            yield connection
        finally:
            connection.logout()

    def put(self, *messages: bytes, folder: str = "INBOX", at: datetime = NOW, flags: str = "") -> None:
        """All in one command (RFC 3502): it is the waiting for answers that takes time."""
        name = quoted(encoded(folder))
        head = f" ({flags}) {imaplib.Time2Internaldate(at)} ".encode()
        parts = b"".join(head + b"{%d+}\r\n" % len(one) + one for one in messages)
        with self.opened() as connection:
            connection.create(name)
            if not messages:
                return
            connection.send(b"put APPEND " + name.encode() + parts + b"\r\n")
            while not (said := connection.readline()).startswith(b"put "):
                assert said
            assert said.startswith(b"put OK"), said

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        with self.opened() as connection:
            _, (number,) = connection.select(quoted(encoded(folder)), readonly=True)
            if number == b"0":
                return []
            _, found = connection.fetch("1:*", "(BODY.PEEK[])")
            return [item[1] for item in found if isinstance(item, tuple)]

    def flags(self, folder: str = "INBOX") -> bytes:
        with self.opened() as connection:
            connection.select(quoted(encoded(folder)), readonly=True)
            _, found = connection.fetch("1:*", "(FLAGS)")
            return b" ".join(item for item in found if isinstance(item, bytes))


@contextmanager
def imap_server(more: str = "") -> Iterator[ImapServer]:
    dovecot = binary("dovecot")
    assert dovecot
    with own_folder() as (folder, other):
        who = pwd.getpwnam(other) if other else pwd.getpwuid(os.geteuid())
        shown = certificate(folder)
        port, tls_port = _free_port(), _free_port()
        text = CONF.format(
            folder=folder,
            host=HOST,
            user=who.pw_name,
            group=grp.getgrgid(who.pw_gid).gr_name,
            pem=shown.file,
            password=PASSWORD,
            port=port,
            tls_port=tls_port,
            more=more,
        )
        (folder / "dovecot.conf").write_text(text)
        for part in ("run", "state", "mail"):
            (folder / part).mkdir()
        for path in (folder, *folder.iterdir()):
            os.chown(path, who.pw_uid, who.pw_gid)
        command = [dovecot, "-F", "-c", str(folder / "dovecot.conf")]
        with running(command, other, folder, lambda: _greets(port), signal.SIGINT):
            yield ImapServer(folder, port, tls_port, shown)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def _greets(port: int) -> bool:
    """Whether the server lets somebody in: it listens before it can."""
    try:
        connection = imaplib.IMAP4(HOST, port, timeout=5)
        connection.login("hvem", PASSWORD)
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        return False
    return True


def message(
    *,
    sender: str = US,
    to: str = "kari@example.no",
    subject: str = "Hei",
    text: str = "Hei.",
    **more: str,
) -> bytes:
    """A message as it goes over the wire; `more` are other fields of its header."""
    fields = {"From": sender, "To": to, "Subject": subject, "Date": "Sun, 1 Mar 2026 10:00:00 +0100"}
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{text}\r\n".encode()


def connector(account: Account, *, scheme: str = "imap", **options: Any) -> ImapConnector:
    """One collection, `post.letters`, which is INBOX."""
    layout = MailboxLayout(**{"folder": "INBOX", "ours": OURS, **options.pop("layout", {})})
    shape = Shape(
        collection="post.letters",
        table="letters",
        key=("folder", "uidvalidity", "uid", "place"),
        home_zone="Europe/Oslo",
        only=options.pop("only", ()),
    )
    return ImapConnector(
        "post",
        options.pop("url", account.url(scheme)),
        {"post.letters": shape},
        {"post.letters": layout},
        clock=clock,
        **options,
    )


# ---- the contract -----------------------------------------------------------------------------------------


def contract_connector(
    account: Account, tables: Sequence[Table], shapes: Mapping[str, Shape]
) -> ImapConnector:
    """Each row as a message of ourselves to ourselves, with a field of its header for each column."""
    present = {table.seen.name: table for table in tables}
    for table in tables:
        account.put(*(_as_message(row) for row in table.dicts), folder=_folder(table.seen.name))
    layouts = {
        name: MailboxLayout(
            folder=_folder(shape.table),
            ours=OURS,
            columns=_columns(present[shape.table].seen) if shape.table in present else {},
        )
        for name, shape in shapes.items()
    }
    references = {name: table.seen.references for name, table in present.items()}
    return ImapConnector("shop", account.url(), shapes, layouts, clock=clock, references=references)


def _folder(table: str) -> str:
    """Every account has an INBOX: the people lie there."""
    return "INBOX" if table == "people" else f"Kjøp/{table}"


def _columns(seen: CollectionSeen) -> dict[str, ColumnLayout]:
    return {
        column.name: ColumnLayout(
            header=f"X-{column.name.replace('_', '-')}",
            type=TYPES.get(column.type),  # type: ignore[arg-type]
            required=not column.nullable,
            unique=(column.name,) in seen.unique,
            longest=column.length,
        )
        for column in seen.columns
    }


def _as_message(row: Mapping[str, object]) -> bytes:
    words = {
        f"X-{name.replace('_', '-')}": f"=?utf-8?q?{str(value).replace(' ', '_')}?=" if value != "" else ""
        for name, value in row.items()
        if value is not None
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in {"From": US, "To": US, **words}.items())
    return f"{head}\r\nEn rad.\r\n".encode()

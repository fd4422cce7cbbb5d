"""A real SMTP server in the test's own process: with TLS and passwords, and with the answers that a test asks for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from socket import create_connection
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "utsending", "pass ord/1"


@dataclass
class Inbox:
    """What came. `answers` says how a recipient is answered; `after_data` how their message is; `cuts` hangs up on them."""

    messages: list[Message] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    cuts: set[str] = field(default_factory=set)
    sessions: list[bool] = field(default_factory=list)
    """Of each message: whether it came over TLS."""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (to,) = envelope.rcpt_tos
        if to in self.cuts:
            server.transport.abort()
        self.sessions.append(server.transport.get_extra_info("ssl_object") is not None)
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        return self.after_data.get(to, "250 OK")

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]


class _Server(Controller):
    """Takes any free port."""

    def _trigger_server(self) -> None:
        """The first call, by which it knows that it answers."""
        self.port = self.server.sockets[0].getsockname()[1]
        with create_connection((HOST, self.port), 5) as call:
            if self.ssl_context is None:
                call.recv(100)
                return
            anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
            with anybody.wrap_socket(call) as safe:
                safe.recv(100)


@contextmanager
def mail_server(
    inbox: Inbox,
    *,
    scheme: str = "smtp",
    certificate: ssl.SSLContext | None = None,
    with_password: bool = True,
) -> Iterator[str]:
    """The server's address, as the environment would have it, for as long as the test wants it."""
    kind: dict[str, Any] = {"authenticator": _authenticated, "auth_required": with_password}
    if scheme == "smtp+starttls":
        kind |= {"tls_context": certificate, "require_starttls": True}
    else:
        kind |= {"auth_require_tls": False}
    if scheme == "smtps":
        kind |= {"ssl_context": certificate}
    server = _Server(inbox, hostname=HOST, port=0, server_hostname="tjener.example", **kind)
    server.start()
    try:
        who = f"{USER}:{PASSWORD.replace(' ', '%20').replace('/', '%2F')}@" if with_password else ""
        yield f"{scheme}://{who}{HOST}:{server.port}"
    finally:
        server.stop()


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    found = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=found, handled=False)


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine, and who trusts it."""

    file: Path

    def of_server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    file = folder / "tjener.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return Certificate(file)

"""A processor that speaks OpenDSR over HTTPS in the test's own process, with an authority and certificates that are thrown away."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN = "localhost"
FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
EXPECTED = "2026-12-10T09:00:00Z"
Key = rsa.RSAPrivateKey


@lru_cache(maxsize=8)
def key(number: int = 0) -> Key:
    """Made once in a run of the tests: it takes its time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Authority:
    cert: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return pem(self.cert)

    def issue(
        self, own: Any, *domains: str, until: datetime = TO, serial: int | None = None
    ) -> x509.Certificate:
        names = [x509.DNSName(domain) for domain in domains]
        return (
            _begun(domains[0], own, until)
            .issuer_name(self.cert.subject)
            .serial_number(serial or x509.random_serial_number())
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )


def authority(number: int = 1) -> Authority:
    own = key(number)
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    built = (
        _begun(f"Authority {number}", own, TO)
        .issuer_name(_name(f"Authority {number}"))
        .serial_number(number)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    return Authority(built.sign(own, hashes.SHA256()), own)


def _begun(name: str, own: Any, until: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(_name(name)).public_key(own.public_key())
    return builder.not_valid_before(FROM).not_valid_after(until)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.PEM)


def curve() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


class Processor:
    """`script` holds what it does to the next requests, one each; None: as it should. What it signs with can be changed."""

    def __init__(self, root: Authority) -> None:
        self.root = root
        self.sign_key: Key = key(0)
        self.certificate = pem(root.issue(self.sign_key, DOMAIN))
        self.certificate_at: str | None = None
        self.domain = DOMAIN
        self.prefix = "OpenDSR"
        self.rights = ["access", "erasure"]
        self.formats = ["raw", "sha256"]
        self.requests: dict[str, dict[str, Any]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.script: list[Callable[[Handler], bool] | None] = []
        self.asked: list[tuple[str, str]] = []
        self.spoil: Callable[[bytes], bytes] = lambda body: body
        self.base = ""

    def sign(self, body: bytes) -> str:
        signed = self.sign_key.sign(body, padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signed).decode()

    def headers(self, body: bytes) -> dict[str, str]:
        return {
            f"X-{self.prefix}-Processor-Domain": self.domain,
            f"X-{self.prefix}-Signature": self.sign(body),
        }

    def said(self, id: str, status: str, **more: Any) -> dict[str, Any]:
        return {
            "controller_id": "ours",
            "expected_completion_time": EXPECTED,
            "subject_request_id": id,
            "request_status": status,
            "api_version": "2.0",
            **more,
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    there: Processor

    def answer(self, status: int, body: bytes, headers: dict[str, str], kind: str) -> bool:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        return True

    def signed(self, status: int, told: dict[str, Any]) -> bool:
        body = json.dumps(told).encode()
        headers = self.there.headers(body)
        return self.answer(status, self.there.spoil(body), headers, "application/json")

    def plain(self, status: int, told: dict[str, Any]) -> bool:
        return self.answer(status, json.dumps(told).encode(), {}, "application/json")

    def refused(self) -> bool:
        return self.plain(400, {"error": {"code": 400, "message": "no"}})

    def _do(self) -> None:
        there = self.there
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        there.asked.append((self.command, self.path))
        ordered = there.script.pop(0) if there.script else None
        with suppress(OSError):  # whoever asked has gone
            if ordered is None or not ordered(self):
                self._serve(self.command, self.path, body)

    def _serve(self, method: str, path: str, body: bytes) -> bool:
        there = self.there
        if path == "/v2/discovery":
            identities = [{"identity_type": "email", "identity_format": one} for one in there.formats]
            return self.plain(
                200,
                {
                    "api_version": "2.0",
                    "supported_identities": identities,
                    "supported_subject_request_types": there.rights,
                    "processor_certificate": there.certificate_at or f"{there.base}/cert.pem",
                },
            )
        if path == "/cert.pem":
            return self.answer(200, there.certificate, {}, "application/x-pem-file")
        id = path.rpartition("/")[2]
        if method == "POST" and id == "requests":
            return self._create(body)
        if method == "GET" and id in there.states:
            return self.signed(200, there.states[id])
        if method == "DELETE" and there.states.get(id, {}).get("request_status") == "pending":
            there.states[id] = there.said(id, "cancelled")
            return self.signed(
                202, {"controller_id": "ours", "subject_request_id": id, "received_time": EXPECTED}
            )
        return self.refused()

    def _create(self, body: bytes) -> bool:
        told, there = json.loads(body), self.there
        id = told["subject_request_id"]
        assert UUID(id).version == 4 and id == id.lower() and told["regulation"] == "gdpr"
        if id in there.requests:
            return self.refused()
        there.requests[id] = told
        there.states[id] = there.said(id, "pending")
        return self.signed(
            201,
            {
                "controller_id": "ours",
                "expected_completion_time": EXPECTED,
                "received_time": "2026-11-23T09:00:00Z",
                "encoded_request": base64.b64encode(body).decode(),
                "subject_request_id": id,
            },
        )

    do_GET = do_POST = do_DELETE = _do

    def log_message(self, *_: object) -> None:
        pass


def broken(status: int) -> Callable[[Handler], bool]:
    return lambda handler: handler.plain(status, {})


@contextmanager
def served(folder: Path, tls: x509.Certificate | None = None) -> Iterator[Processor]:
    """Its authority lies in `folder / "ca.pem"`. `tls`: another certificate at its door than its own."""
    root = authority()
    (folder / "ca.pem").write_bytes(root.pem)
    there = Processor(root)
    own = key(0)
    chain = folder / "tls.pem"
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(private + pem(tls or root.issue(own, DOMAIN)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfThis", (Handler,), {"there": there}))
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    there.base = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

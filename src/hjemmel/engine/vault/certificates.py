"""Whether somebody else has signed what they sent: a certificate that a trusted authority has issued for their domain, in
force, and the signature over the bytes as they came.

Trusted are the authorities that this machine trusts for TLS (or those in the file that SSL_CERT_FILE names). Whether a
certificate has been revoked is not asked."""

from __future__ import annotations

import binascii
import ssl
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, DNSName, load_pem_x509_certificate
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

Scheme = Literal["pkcs1", "pss"]
_END: Final = b"-----END CERTIFICATE-----"
LONGEST_CHAIN: Final = 8


class CertificateRefused(Exception):
    """It is no certificate of theirs that counts today."""


class SignatureRefused(Exception):
    """The bytes were not signed by them."""


def believe(
    body: bytes, signature: str, chain: bytes, domain: str, at: datetime, scheme: Scheme = "pkcs1"
) -> None:
    """Raises CertificateRefused or SignatureRefused; says nothing where the bytes were signed by the holder of the first
    certificate of the chain, who holds this domain."""
    key = _key_of(chain, domain, at)
    try:
        signed = b64decode("".join(signature.split()), validate=True)
        key.verify(signed, body, _paddings(scheme), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureRefused("the signature is not theirs") from None


def _key_of(chain: bytes, domain: str, at: datetime) -> RSAPublicKey:
    try:
        leaf, *between = _certificates(chain)[:LONGEST_CHAIN]
        verifier = PolicyBuilder().store(_trusted()).time(at).build_server_verifier(DNSName(domain))
        verifier.verify(leaf, between)
        key = leaf.public_key()
    except (VerificationError, ValueError):
        raise CertificateRefused("the certificate does not count") from None
    if not isinstance(key, RSAPublicKey):
        raise CertificateRefused("the certificate has no RSA key")
    return key


def _paddings(scheme: Scheme) -> padding.PKCS1v15 | padding.PSS:
    if scheme == "pkcs1":
        return padding.PKCS1v15()
    return padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=padding.PSS.AUTO)


def _certificates(text: bytes) -> list[Certificate]:
    return [load_pem_x509_certificate(one + _END) for one in text.split(_END)[:-1]]


def _trusted() -> Store:
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return _store_of((paths.cafile,), Path(paths.cafile).stat().st_mtime_ns)
    folder = Path(paths.capath or "/nowhere")
    files = tuple(sorted(map(str, folder.glob("*")))) if folder.is_dir() else ()
    return _store_of(files, 0)


@lru_cache(maxsize=4)
def _store_of(files: tuple[str, ...], _changed: int) -> Store:
    """Raises ValueError where there is no authority to trust. What no one can read is passed by, as TLS does."""
    return Store([one for file in files for one in _readable(Path(file).read_bytes())])


def _readable(text: bytes) -> Iterator[Certificate]:
    for one in text.split(_END)[:-1]:
        try:
            yield load_pem_x509_certificate(one + _END)
        except ValueError:
            continue

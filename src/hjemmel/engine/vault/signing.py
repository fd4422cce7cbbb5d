"""Signing the ledger's heads and deletion certificates, and verifying them: Ed25519 (RFC 8032).

What is signed begins with a line that says what it is, so that no signature can be taken for one of another kind."""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hjemmel.core.assignments.certificate import Certificate, SignedCertificate
from hjemmel.core.ledger.checkpoint import Checkpoint, SignedHead, SigningKey

_SEED_BYTES = 32


class Signer:
    """Signs heads with the key that comes from this root. The root and the key are shown nowhere."""

    __slots__ = ("_key", "public")

    def __init__(self, root: bytes) -> None:
        seed = HKDFExpand(SHA256(), _SEED_BYTES, b"hjemmel ledger signature 1").derive(root)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = SigningKey(raw=self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def __repr__(self) -> str:
        return f"Signer({self.public.name})"

    def sign(self, size: int, root: bytes, at: datetime) -> SignedHead:
        checkpoint = Checkpoint(size=size, root=root, at=at)
        signature = self._key.sign(checkpoint.body().encode())
        return SignedHead(
            checkpoint=checkpoint, name=self.public.name, mark=self.public.mark, signature=signature
        )

    def certify(self, certificate: Certificate) -> SignedCertificate:
        return SignedCertificate(
            certificate=certificate, key=self.public, signature=self._key.sign(certificate.body())
        )


def is_signed_by(head: SignedHead, key: SigningKey) -> bool:
    """Whether this key has signed the head, every byte of it."""
    if (head.name, head.mark) != (key.name, key.mark):
        return False
    return _is_signed(head.signature, head.checkpoint.body().encode(), key)


def is_certified_by(signed: SignedCertificate, key: SigningKey) -> bool:
    """Whether this key has signed the certificate, every byte of it."""
    return _is_signed(signed.signature, signed.certificate.body(), key)


def _is_signed(signature: bytes, body: bytes, key: SigningKey) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, body)
    except InvalidSignature:
        return False
    return True

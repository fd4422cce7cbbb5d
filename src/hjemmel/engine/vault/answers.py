"""Answers that only whoever asked can open: sealed with a key made from two things that the asker has and nobody keeps.

Used where an answer must be given again word for word, and may hold personal data."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .sealing import KEY_BYTES, NONCE_BYTES

_USE = b"hjemmel answers 1"


class NotTheAsker(ValueError):
    """The answer was sealed for another secret or another key."""


def seal_answer(secret: str, key: str, answer: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(secret, key)).encrypt(nonce, answer, _USE)


def open_answer(secret: str, key: str, sealed: bytes) -> bytes:
    """Raises NotTheAsker."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(_key(secret, key)).decrypt(nonce, rest, _USE)
    except InvalidTag:
        raise NotTheAsker from None


def _key(secret: str, key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=key.encode(), info=_USE)
    return derived.derive(secret.encode())

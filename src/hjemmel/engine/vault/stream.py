"""A file of any length, sealed as it is written and opened as it is read: AES-256-GCM over parts of 64 KiB.

The file begins with its format (4 bytes, "HJS1") and 7 random bytes; the nonce of a part is these, its number (4) and whether
it is the last (1). So no part can be changed, moved, left out or cut off. Every file has a key of its own, and its name is
bound to it. Format and binding are written out in docs/sealing.md."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .faults import NotOpened
from .sealing import KEY_BYTES, TAG_BYTES

FORMAT = b"HJS1"
PART = 64 * 1024
"""Bytes of clear text in each part but the last."""
_RANDOM = 7
_COUNT = struct.Struct(">IB")
HEAD = len(FORMAT) + _RANDOM
"""Bytes before the first part."""


class Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


def new_key() -> bytes:
    """A key for one file."""
    return os.urandom(KEY_BYTES)


class Sealing:
    """A file to write clear bytes to; what comes out in `sink` is sealed. Whole only when it has been closed."""

    def __init__(self, sink: Sink, key: bytes, name: str) -> None:
        self._sink, self._cipher, self._name = sink, AESGCM(key), name.encode()
        self._random, self._number, self._waiting = os.urandom(_RANDOM), 0, bytearray()
        self.size = 0
        """Bytes written to the sink."""
        self._put(FORMAT + self._random)

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        self._waiting += data
        # One part is always held back: only at the end is it known which is the last.
        while len(self._waiting) > PART:
            self._seal(bytes(self._waiting[:PART]), last=False)
            del self._waiting[:PART]
        return len(data)

    def flush(self) -> None:
        """Nothing: a part is sealed when it is full."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, part: bytes, *, last: bool) -> None:
        self._put(self._cipher.encrypt(nonce(self._random, self._number, last), part, self._name))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._sink.write(data)
        self.size += len(data)


def opened(sealed: Iterable[bytes], key: bytes, name: str) -> Iterator[bytes]:
    """The clear text, part by part, however the sealed file is cut. Raises NotOpened, also at the end of a file that is
    not whole: what was given before is right, and there should be more."""
    cipher, bound = AESGCM(key), name.encode()
    parts = _cut(sealed)
    head = next(parts, b"")
    if len(head) != HEAD or not head.startswith(FORMAT):
        raise NotOpened(name)
    random, number, waiting = head[len(FORMAT) :], 0, next(parts, None)
    while waiting is not None:
        following = next(parts, None)
        try:
            yield cipher.decrypt(nonce(random, number, following is None), waiting, bound)
        except InvalidTag:
            raise NotOpened(name) from None
        number, waiting = number + 1, following
    if number == 0:
        raise NotOpened(name)


def _cut(sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The head, then parts with their tags."""
    waiting, wanted = bytearray(), HEAD
    for data in sealed:
        waiting += data
        while len(waiting) >= wanted:
            yield bytes(waiting[:wanted])
            del waiting[:wanted]
            wanted = PART + TAG_BYTES
    if waiting:
        yield bytes(waiting)


def nonce(random: bytes, number: int, last: bool) -> bytes:
    """Of one part: no other part of any file has it under the same key."""
    return random + _COUNT.pack(number, last)

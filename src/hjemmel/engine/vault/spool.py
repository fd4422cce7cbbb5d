"""A file that is handed over, kept sealed on disk while it is read: written once, then read as any file, seeking and all.

Its key lives in memory alone, so what a crash leaves behind is noise."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .sealing import TAG_BYTES
from .stream import HEAD, PART, Sealing, new_key, nonce

COPIED_AT_ONCE = 1 << 20


class Spool:
    """Sealed with a key of its own. Closed, it is gone from the disk."""

    def __init__(self, name: str) -> None:
        self.key, self.name = new_key(), name
        self.size = 0
        """Bytes of clear text."""
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        self._digest = hashlib.sha256()
        self._sealing = Sealing(self._file, self.key, name)

    @classmethod
    def of(cls, parts: Iterable[bytes], name: str) -> Spool:
        """One with all of this in it, ready to be read."""
        made = cls(name)
        for part in parts:
            made.write(part)
        made.end()
        return made

    def write(self, data: bytes) -> None:
        self._digest.update(data)
        self._sealing.write(data)
        self.size += len(data)

    def end(self) -> None:
        """Nothing more is written."""
        self._sealing.close()
        self._file.flush()

    @property
    def digest(self) -> str:
        """SHA-256 of the clear text."""
        return self._digest.hexdigest()

    def opened(self) -> BinaryIO:
        """The clear text, part by part as it is asked for. The spool must stay open meanwhile."""
        return cast(BinaryIO, io.BufferedReader(_Opened(self._file, self.key, self.name, self.size), PART))

    def sealed(self) -> Iterator[bytes]:
        """The sealed file, as it is kept."""
        self._file.seek(0)
        yield from iter(lambda: self._file.read(COPIED_AT_ONCE), b"")

    def close(self) -> None:
        self._file.close()


class _Opened(io.RawIOBase):
    """A sealed file, read from anywhere in it."""

    def __init__(self, sealed: IO[bytes], key: bytes, name: str, size: int) -> None:
        super().__init__()
        self._sealed, self._cipher, self._bound = sealed, AESGCM(key), name.encode()
        self._size, self._at = size, 0
        self._last = max(0, (size - 1) // PART)
        sealed.seek(0)
        self._random = sealed.read(HEAD)[4:]
        self._number, self._part = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, PART)
        part = self._of(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _of(self, number: int) -> bytes:
        if number != self._number:
            self._sealed.seek(HEAD + number * (PART + TAG_BYTES))
            sealed = self._sealed.read(PART + TAG_BYTES)
            self._part = self._cipher.decrypt(
                nonce(self._random, number, number == self._last), sealed, self._bound
            )
            self._number = number
        return self._part

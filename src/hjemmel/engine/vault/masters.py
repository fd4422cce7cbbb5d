"""Master keys: what every other key is wrapped under. Several at a time, so that one can take another's place.

A master key is written `NAME:KEY`, its name made from itself, so that a letter gone wrong is seen at once. The last
one written is the current one: it wraps. The others only unwrap."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from ..ports import WrappedKey
from .faults import KeyDamaged, MasterKeyMissing, MasterKeyUnreadable
from .sealing import KEY_BYTES, SubjectKey

_NAME_BYTES = 8
_WRITTEN = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9_-]{43})=?")


class MasterKey:
    """One master key. It is shown nowhere but by `written`."""

    __slots__ = ("_raw", "name")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.name = _derived(raw, b"hjemmel master name 1", _NAME_BYTES).hex()

    @classmethod
    def new(cls) -> MasterKey:
        return cls(secrets.token_bytes(KEY_BYTES))

    def __repr__(self) -> str:
        return f"MasterKey({self.name})"

    def written(self) -> str:
        """As it stands in a file or in the environment. Whoever has this text has the key."""
        return f"{self.name}:{base64.urlsafe_b64encode(self._raw).decode().rstrip('=')}"

    def wrap(self, key: SubjectKey) -> WrappedKey:
        wrapped = aes_key_wrap(self._wrapping(key.subject, key.version), key.raw())
        return WrappedKey(subject=key.subject, version=key.version, master=self.name, wrapped=wrapped)

    def unwrap(self, key: WrappedKey) -> SubjectKey:
        """Raises KeyDamaged if it was not wrapped by this master key for just this subject and version."""
        try:
            raw = aes_key_unwrap(self._wrapping(key.subject, key.version), key.wrapped)
        except (InvalidUnwrap, ValueError):
            raise KeyDamaged(key.subject, self.name) from None
        return SubjectKey(key.subject, key.version, raw)

    def _wrapping(self, subject: str, version: int) -> bytes:
        # Key wrap (RFC 3394) binds nothing but the key. A wrapping key for each subject and version does: else one
        # who can write in the key store could give a subject somebody else's key, which would outlive its own.
        return _derived(
            self._raw, b"hjemmel wrap 1 " + version.to_bytes(4, "big") + subject.encode(), KEY_BYTES
        )


class Masters:
    """All master keys that are here; the last is the current one."""

    def __init__(self, keys: Sequence[MasterKey], where: str) -> None:
        self._by_name = {key.name: key for key in keys}
        self.where = where
        """Where they were read: a file's name, or that it was the environment."""

    @property
    def current(self) -> MasterKey | None:
        return next(reversed(self._by_name.values()), None)

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which they are written."""
        return tuple(self._by_name)

    def named(self, name: str) -> MasterKey:
        """Raises MasterKeyMissing."""
        if name not in self._by_name:
            raise MasterKeyMissing([name], self.where)
        return self._by_name[name]

    def unwrap(self, key: WrappedKey) -> SubjectKey:
        return self.named(key.master).unwrap(key)


def read(text: str, where: str) -> Masters:
    """Master keys from text: with spaces, line ends or commas between them; from # to the line's end is remark.

    Raises MasterKeyUnreadable, which tells which one is wrong, and never repeats what is written there."""
    lines = [line.partition("#")[0] for line in text.splitlines()]
    words = " ".join(lines).replace(",", " ").split()
    return Masters([_read_one(word, number, where) for number, word in enumerate(words, 1)], where)


def _read_one(word: str, number: int, where: str) -> MasterKey:
    found = _WRITTEN.fullmatch(word)
    if not found:
        raise MasterKeyUnreadable(f"{where}: master key number {number} is not written as NAME:KEY")
    try:
        key = MasterKey(base64.b64decode(found[2] + "=", altchars=b"-_", validate=True))
    except binascii.Error:
        raise MasterKeyUnreadable(f"{where}: master key number {number} is not written as NAME:KEY") from None
    if key.name != found[1]:
        raise MasterKeyUnreadable(
            f"{where}: master key {found[1]} does not fit its name; a letter in it has been changed"
        )
    return key


def _derived(raw: bytes, purpose: bytes, length: int) -> bytes:
    # HKDF-Expand (RFC 5869 section 2.3) up to the length of one digest, which is one HMAC: an import asks twenty
    # thousand times for it. A test holds it to a second opinion.
    return hmac.digest(raw, purpose + b"\x01", "sha256")[:length]

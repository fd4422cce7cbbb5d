"""A signed head of the ledger, as text: how many lines, the root of the tree over them, when, and a signature.

The form is a signed note (C2SP signed-note) that holds a checkpoint (C2SP tlog-checkpoint), so that other tools than ours
can read it. Its one extension line is the moment it was signed. Pure: signing and verifying stand in engine.vault.signing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .chain import moment, read_moment

ORIGIN = "hjemmel-ledger"
ED25519 = b"\x01"
_KEY_NAME = re.compile(rf"{ORIGIN}-[0-9a-f]{{16}}")
_DASH: Final = "\u2014"
_LARGEST = 10_000
"""A signed head has some hundred letters. What is far longer is something else."""


class Unreadable(ValueError):
    """The text is no signed head, no key, or no proof of ours; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """The public half of the key that signs the ledger's heads: 32 bytes of Ed25519, named by its own digest."""

    raw: bytes

    @property
    def name(self) -> str:
        return f"{ORIGIN}-{hashlib.sha256(self.raw).hexdigest()[:16]}"

    @property
    def mark(self) -> bytes:
        """Four bytes that stand before each of its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    def written(self) -> str:
        """On one line, as a verifier key of a signed note: what a verifier should have from elsewhere than the proof."""
        return f"{self.name}+{self.mark.hex()}+{_base64(ED25519 + self.raw)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is signed."""

    size: int
    """How many lines."""
    root: bytes
    at: datetime

    def body(self) -> str:
        return f"{ORIGIN}\n{self.size}\n{_base64(self.root)}\n{moment(self.at)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    checkpoint: Checkpoint
    name: str
    """Of the key."""
    mark: bytes
    signature: bytes

    def written(self) -> str:
        return f"{self.checkpoint.body()}\n{_DASH} {self.name} {_base64(self.mark + self.signature)}\n"


def read_key(text: str) -> SigningKey:
    """Raises Unreadable."""
    name, _, rest = text.strip().partition("+")
    mark, _, key = rest.partition("+")
    raw = _bytes(key, "the key")
    if raw[:1] != ED25519 or len(raw) != 33:
        raise Unreadable("that is no Ed25519 key for a ledger")
    found = SigningKey(raw=raw[1:])
    if (name, mark) != (found.name, found.mark.hex()):
        raise Unreadable("the key's name does not fit the key: a letter of it has gone wrong")
    return found


def read_head(text: str) -> SignedHead:
    """Raises Unreadable. Whether its signature holds is another question."""
    if len(text) > _LARGEST:
        raise Unreadable("that is no signed head of a ledger: it is too long")
    body, parted, signatures = text.partition("\n\n")
    lines, signed = body.split("\n"), signatures.split("\n")
    if not parted or len(lines) != 4 or lines[0] != ORIGIN or len(signed) != 2 or signed[1]:
        raise Unreadable("that is no signed head of a ledger")
    dash, _, rest = signed[0].partition(" ")
    name, _, given = rest.partition(" ")
    both = _bytes(given, "the signature")
    if dash != _DASH or not _KEY_NAME.fullmatch(name) or len(both) != 68:
        raise Unreadable("the signature is not written as one")
    return SignedHead(checkpoint=_checkpoint(lines), name=name, mark=both[:4], signature=both[4:])


def _checkpoint(lines: list[str]) -> Checkpoint:
    _, size, root, at = lines
    digest = _bytes(root, "the root")
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", size) or len(digest) != 32:
        raise Unreadable("the number of lines or the root is not written as one")
    try:
        found = Checkpoint(size=int(size), root=digest, at=read_moment(at))
    except ValueError:
        raise Unreadable("the moment is not written as one") from None
    if found.body() != "\n".join(lines) + "\n":
        raise Unreadable("the signed head is written in another way than ours")
    return found


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(f"{what} is not written in base64") from None
    if _base64(raw) != text:
        raise Unreadable(f"{what} is not written in base64 in the one usual way")
    return raw

"""Proofs from the ledger as files: that a line stands in it, that it goes on from what somebody has seen, and all of it.

A file holds all that its proof takes but trust in the key, which the reader should have from elsewhere. They are JSON; a
whole ledger is one JSON value on each line, so that it is read in one pass. Pure: whether signatures hold is told by
engine.proofs."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .chain import BrokenAt, Entry, Fault, Verified, canonical, entry_holds, verify
from .checkpoint import SignedHead, SigningKey, Unreadable, read_head, read_key
from .tree import goes_on, included

LINE = "hjemmel-ledger-line-1"
GOES_ON = "hjemmel-ledger-goes-on-1"
WHOLE = "hjemmel-ledger-1"
_DIGEST = re.compile("[0-9a-f]{64}")
_TEXTS = ("at", "kind", "actor", "content", "prev", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProof:
    """That a line stands in the ledger that was signed."""

    line: Entry
    path: tuple[bytes, ...]
    head: SignedHead
    key: SigningKey

    def written(self) -> str:
        told = {"line": self.line._asdict(), "path": _texts(self.path)}
        return _document(LINE, told | _signed(self.head, self.key))

    def holds(self) -> bool:
        """Whether the line is whole and in the tree whose head this is."""
        signed = self.head.checkpoint
        digest = bytes.fromhex(self.line.digest)
        return entry_holds(self.line) and included(
            digest, self.line.seq - 1, signed.size, self.path, signed.root
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesOnProof:
    """That nothing of what was signed before was changed or taken away since."""

    before: SignedHead
    path: tuple[bytes, ...]
    head: SignedHead
    key: SigningKey

    def written(self) -> str:
        told = {"before": self.before.written(), "path": _texts(self.path)}
        return _document(GOES_ON, told | _signed(self.head, self.key))

    def holds(self) -> bool:
        old, new = self.before.checkpoint, self.head.checkpoint
        return goes_on(old.size, old.root, new.size, new.root, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeLedger:
    """Every line, and the head that was signed over them. The lines are read once."""

    head: SignedHead
    key: SigningKey
    lines: Iterable[Entry]

    def written(self) -> Iterator[str]:
        """Line by line, each with its line break."""
        yield _document(WHOLE, _signed(self.head, self.key))
        for entry in self.lines:
            yield canonical(entry._asdict()) + "\n"

    def judged(self, kept: Iterable[SignedHead] = ()) -> Verified | BrokenAt:
        """Whether the chain is whole and is what was signed, also in the heads that the reader has kept."""
        signed = {one.checkpoint.size: one.checkpoint.root for one in (*kept, self.head)}
        found = verify(self.lines, signed=signed)
        if isinstance(found, Verified) and found.count != self.head.checkpoint.size:
            return BrokenAt(seq=self.head.checkpoint.size + 1, why=Fault.NOT_THE_HEAD)
        return found


Proof = LineProof | GoesOnProof | WholeLedger


def read_proof(lines: Iterable[str]) -> Proof:
    """The proof in a file, given line by line. Raises Unreadable; a whole ledger does so while its lines are read, too."""
    rest = iter(lines)
    first = next(rest, "")
    told = _object(first)
    match told.get("proof"):
        case kind if kind == WHOLE:
            return WholeLedger(**_common(told), lines=_entries(rest))
        case kind if kind == LINE:
            return LineProof(**_common(told), line=_entry(told.get("line")), path=_path(told))
        case kind if kind == GOES_ON:
            return GoesOnProof(**_common(told), before=read_head(_text(told, "before")), path=_path(told))
    raise Unreadable("that is no proof from a ledger of Hjemmel's")


def _document(kind: str, told: Mapping[str, Any]) -> str:
    return canonical({"proof": kind, **told}) + "\n"


def _signed(head: SignedHead, key: SigningKey) -> dict[str, str]:
    return {"head": head.written(), "key": key.written()}


def _common(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"head": read_head(_text(told, "head")), "key": read_key(_text(told, "key"))}


def _texts(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in path]


def _path(told: Mapping[str, Any]) -> tuple[bytes, ...]:
    given = told.get("path")
    if not isinstance(given, list) or len(given) > 200:
        raise Unreadable("the proof's path is not a list of digests")
    try:
        found = tuple(base64.b64decode(one, validate=True) for one in given)
    except (binascii.Error, ValueError, TypeError):
        raise Unreadable("a digest of the proof's path is not written in base64") from None
    if any(len(one) != 32 for one in found):
        raise Unreadable("a digest of the proof's path has another length than 32 bytes")
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str):
        raise Unreadable(f'the proof has no "{name}"')
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("that is no proof: it is not written in JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("that is no proof from a ledger of Hjemmel's")
    return found


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    for text in lines:
        yield _entry(_object(text))


def _entry(told: object) -> Entry:
    if not isinstance(told, dict) or told.keys() != {"seq", *_TEXTS}:
        raise Unreadable("a line of the ledger does not have the parts it should")
    seq, texts = told["seq"], {name: told[name] for name in _TEXTS}
    if type(seq) is not int or not all(isinstance(one, str) for one in texts.values()):
        raise Unreadable("a line of the ledger does not have the parts it should")
    if not _DIGEST.fullmatch(texts["digest"]):
        raise Unreadable("the digest of a line is not written in hexadecimal")
    return Entry(seq=seq, **texts)

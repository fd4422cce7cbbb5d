"""Deletion certificates: what a controller is given when nothing of an assignment is left here, signed so that it can be
verified without us (Art. 28(3)(g)).

A file of one JSON object. Signed is the certificate in its one way of being written, after a line that says what it is.
Pure: signing and verifying stand in engine.vault.signing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..ledger.chain import canonical, moment, read_moment
from ..ledger.checkpoint import SigningKey, Unreadable, read_key

KIND = "hjemmel-deletion-certificate-1"
_SIGNATURE_BYTES = 64
_LARGEST = 1_000_000
"""Letters: a certificate has some thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedFile:
    """A file that was received and is gone, known by its digest: the controller can compare it with their own copy."""

    digest: str
    """SHA-256 of the file as it was sent."""
    rows: int
    received_at: datetime
    erased_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyedPaper:
    boxes: int
    destroyed_at: datetime
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is certified. It names no person."""

    assignment: str
    processor: tuple[str, str]
    """Name and organisation number."""
    controller: tuple[str, str]
    instruction: str
    """How the controller calls its instruction."""
    files: tuple[ErasedFile, ...]
    paper: tuple[DestroyedPaper, ...]
    returned_at: datetime | None
    completed_on: date | None
    backups_until: date
    """By this day the last copy in a backup has expired; it cannot be read without the key, which is destroyed."""
    ledger_line: int
    """The line in the processor's ledger that tells of the erasure."""
    ledger_digest: str
    issued_at: datetime

    def told(self) -> dict[str, Any]:
        return {
            "assignment": self.assignment,
            "processor": {"name": self.processor[0], "orgnr": self.processor[1]},
            "controller": {"name": self.controller[0], "orgnr": self.controller[1]},
            "instruction": self.instruction,
            "files": [
                {
                    "sha256": one.digest,
                    "rows": one.rows,
                    "received_at": moment(one.received_at),
                    "erased_at": moment(one.erased_at),
                }
                for one in self.files
            ],
            "paper": [
                {
                    "boxes": one.boxes,
                    "destroyed_at": moment(one.destroyed_at),
                    "certificate": one.certificate,
                }
                for one in self.paper
            ],
            "returned_at": moment(self.returned_at) if self.returned_at else None,
            "completed_on": self.completed_on.isoformat() if self.completed_on else None,
            "backups_until": self.backups_until.isoformat(),
            "ledger": {"line": self.ledger_line, "digest": self.ledger_digest},
            "issued_at": moment(self.issued_at),
        }

    def body(self) -> bytes:
        """What is signed."""
        return f"{KIND}\n{canonical(self.told())}\n".encode()

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCertificate:
    certificate: Certificate
    key: SigningKey
    signature: bytes

    def written(self) -> str:
        """As a file, for a person's eye as well."""
        told = {
            "proof": KIND,
            "certificate": self.certificate.told(),
            "signature": base64.b64encode(self.signature).decode(),
            "key": self.key.written(),
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def is_certificate(text: str) -> bool:
    """Whether it says that it is one."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("proof") == KIND


def read_certificate(text: str) -> SignedCertificate:
    """Raises Unreadable. Whether its signature holds is another question."""
    if len(text) > _LARGEST:
        raise Unreadable("that is no deletion certificate: it is too long")
    try:
        told = json.loads(text)
        if told.keys() != {"proof", "certificate", "signature", "key"} or told["proof"] != KIND:
            raise Unreadable("that is no deletion certificate of Hjemmel's")
        signature = base64.b64decode(told["signature"], validate=True)
        found = _certificate(told["certificate"])
        key = read_key(told["key"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as fault:
        if isinstance(fault, Unreadable):
            raise
        raise Unreadable("that is no deletion certificate of Hjemmel's, or a part of it is missing") from None
    if len(signature) != _SIGNATURE_BYTES or canonical(found.told()) != canonical(told["certificate"]):
        # What is not read is not signed either: nothing may stand in the file besides.
        raise Unreadable("the certificate is written in another way than ours")
    return SignedCertificate(certificate=found, key=key, signature=signature)


def _certificate(told: Mapping[str, Any]) -> Certificate:
    return Certificate(
        assignment=str(told["assignment"]),
        processor=_party(told["processor"]),
        controller=_party(told["controller"]),
        instruction=str(told["instruction"]),
        files=tuple(
            ErasedFile(
                digest=str(one["sha256"]),
                rows=int(one["rows"]),
                received_at=read_moment(one["received_at"]),
                erased_at=read_moment(one["erased_at"]),
            )
            for one in told["files"]
        ),
        paper=tuple(
            DestroyedPaper(
                boxes=int(one["boxes"]),
                destroyed_at=read_moment(one["destroyed_at"]),
                certificate=str(one["certificate"]),
            )
            for one in told["paper"]
        ),
        returned_at=read_moment(told["returned_at"]) if told["returned_at"] else None,
        completed_on=date.fromisoformat(told["completed_on"]) if told["completed_on"] else None,
        backups_until=date.fromisoformat(told["backups_until"]),
        ledger_line=int(told["ledger"]["line"]),
        ledger_digest=str(told["ledger"]["digest"]),
        issued_at=read_moment(told["issued_at"]),
    )


def _party(told: Mapping[str, Any]) -> tuple[str, str]:
    return str(told["name"]), str(told["orgnr"])

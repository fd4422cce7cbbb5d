"""Whether a proof from the ledger, or a deletion certificate, holds: signatures and all, with nothing but the file and the reader's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hjemmel.core.assignments.certificate import SignedCertificate
from hjemmel.core.ledger.chain import BrokenAt, Fault
from hjemmel.core.ledger.checkpoint import SignedHead, SigningKey
from hjemmel.core.ledger.proof import GoesOnProof, LineProof, Proof, WholeLedger

from .vault.signing import is_certified_by, is_signed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found out about a proof."""

    key: SigningKey
    """Who signed. If the reader gave no key, it is the file's own word."""
    key_was_given: bool
    fault: str = ""
    """Why it does not hold. Empty: it holds."""

    @property
    def holds(self) -> bool:
        return not self.fault


FAULTS = {
    Fault.CHANGED: "the line was changed after it was written",
    Fault.OUT_OF_ORDER: "a line is missing, was moved, or stands twice",
    Fault.UNCHAINED: "the line is not chained to the one before it",
    Fault.CUT_SHORT: "lines are missing at the end",
    Fault.NOT_THE_HEAD: "the ledger does not end with the line that it should",
    Fault.NOT_AS_SIGNED: "the lines up to here are not those that were signed: they have been chained anew",
    Fault.TREE: "a kept digest of the tree is not that of the lines",
}


def judge(proof: Proof, key: SigningKey | None = None, kept: Sequence[SignedHead] = ()) -> Judged:
    """Whether it holds. `key` is the one the reader trusts; `kept` are signed heads that the reader has from before.

    Raises Unreadable if the lines of a whole ledger can't be read."""
    trusted = key or proof.key
    return Judged(key=trusted, key_was_given=key is not None, fault=_fault(proof, trusted, kept))


def judge_certificate(signed: SignedCertificate, key: SigningKey | None = None) -> Judged:
    """Whether it was signed as it stands. `key` is the one the reader trusts."""
    trusted = key or signed.key
    fault = (
        ""
        if is_certified_by(signed, trusted)
        else f"it is not signed by the key {trusted.name}, or was changed since"
    )
    return Judged(key=trusted, key_was_given=key is not None, fault=fault)


def _fault(proof: Proof, key: SigningKey, kept: Sequence[SignedHead]) -> str:
    heads = [proof.head, *kept]
    if isinstance(proof, GoesOnProof):
        heads.append(proof.before)
    if not all(is_signed_by(head, key) for head in heads):
        return f"it is not signed by the key {key.name}"
    match proof:
        case LineProof():
            return "" if proof.holds() else "the line is not one of those that were signed"
        case GoesOnProof():
            return "" if proof.holds() else "what was signed before is not what the ledger begins with"
        case WholeLedger():
            found = proof.judged(kept)
            return f"line {found.seq:,}: {FAULTS[found.why]}" if isinstance(found, BrokenAt) else ""

"""The ledger for readers: whether it is whole, its signed heads, and proofs that hold without us."""

from __future__ import annotations

from collections.abc import Sequence

from hjemmel.capabilities.ledger import services, store
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.ledger.chain import BrokenAt, Verified
from hjemmel.core.ledger.checkpoint import SignedHead, SigningKey
from hjemmel.core.ledger.proof import GoesOnProof, LineProof, WholeLedger
from hjemmel.desk import clock
from hjemmel.desk.keys import vault
from hjemmel.desk.published import in_a_made_database
from hjemmel.engine.vault.signing import Signer, is_signed_by


class NoProof(ValueError):
    """There is nothing to prove, or what was handed in is not from this ledger; the message says which."""


def check(kept: Sequence[SignedHead] = ()) -> Verified | BrokenAt:
    """Every line and every node of the tree computed anew, and held against all that was signed: here, and as somebody
    has kept it elsewhere. Raises NothingPublished where there is no database yet, NoProof for a head we have not signed."""
    with in_a_made_database():
        _ours(kept)
        return store.check(kept)


def key() -> SigningKey:
    """The public key that the heads are signed with. Raises a VaultFault."""
    return _signer().public


def newest_head() -> SignedHead:
    """The ledger's end just now, signed and kept. Raises NothingPublished, or a VaultFault."""
    with in_a_made_database():
        return services.sign(_signer(), clock.now())


def last_signed() -> SignedHead | None:
    """The newest head that has been signed, without signing another."""
    return store.newest_signed()


def proof_of(seq: int) -> LineProof:
    """That this line stands in the ledger. Raises NoProof if it does not."""
    with in_a_made_database():
        entry = store.entry(seq)
        if entry is None:
            raise NoProof(f"there is no line {seq} in the ledger")
        signer = _signer()
        head = services.sign(signer, clock.now())
        path = store.inclusion_of(seq, head.checkpoint.size)
        return LineProof(line=entry, path=tuple(path), head=head, key=signer.public)


def goes_on_from(before: SignedHead) -> GoesOnProof:
    """That the ledger is what it was when this head was signed, with more after it. Raises NoProof."""
    with in_a_made_database():
        _ours([before])
        signer = _signer()
        head = services.sign(signer, clock.now())
        old, new = before.checkpoint.size, head.checkpoint.size
        if old > new:
            raise NoProof(f"that head was signed over {old} lines, and there are {new}: lines are gone")
        path = store.consistency_of(old, new)
        return GoesOnProof(before=before, path=tuple(path), head=head, key=signer.public)


def whole() -> WholeLedger:
    """All lines with a head over them, read as they are written. Lines that come meanwhile are left out."""
    with in_a_made_database():
        signer = _signer()
        head = services.sign(signer, clock.now())
        return WholeLedger(head=head, key=signer.public, lines=store.entries(head.checkpoint.size))


def _signer() -> Signer:
    return vault(HJEMMEL).signer()


def _ours(kept: Sequence[SignedHead]) -> None:
    if kept and not all(is_signed_by(one, key()) for one in kept):
        raise NoProof(f"that head is not signed by this ledger's key, {key().name}")

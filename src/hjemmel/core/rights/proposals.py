"""What a right does to the rows of whoever asks: proposals without counts, as a sweep's."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Facts
from ..grounds.claims import Claims
from ..retention import Proposal, sweep
from .others import to_review
from .right import Right


def proposals(right: Right, claims: Claims, facts: Facts) -> Iterator[Proposal]:
    """Everything the right does or leaves, with the claims narrowed to whoever asks and the facts as they will be."""
    match right:
        case Right.ERASURE | Right.OBJECTION | Right.WITHDRAWAL:
            yield from sweep(claims, facts)
            yield from to_review(claims, claims.goes)
        case _:
            return

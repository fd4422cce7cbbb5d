"""What one person asks for, in the words of the rights. It points at rows by their keys, and holds no values."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..facts import About, Asked, Change, Facts
from .right import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `id` is its random reference, the same wherever the request is spoken of."""

    id: str
    right: Right
    about: tuple[About, ...]
    """The person's own rows: one or several, in one or several systems."""
    at: datetime
    """When it was received: what it ends, ends as of then."""
    role: str = ""
    """The kind of subject in whose role they ask; empty: all their roles."""
    purposes: tuple[str, ...] = ()
    """What an objection or a withdrawal is about; empty: all that the right reaches."""
    upheld: tuple[str, ...] = ()
    """Purposes for which an objection was decided in the person's favour."""
    rejected: tuple[tuple[str, str], ...] = ()
    """Purposes for which an objection was rejected, each with the code of the reason (Art. 21(1))."""
    changes: tuple[Change, ...] = ()
    """What is to be corrected (Art. 16): rows and columns, never a value."""
    point: str = ""
    """The letter of Art. 18(1) that a restriction rests on; empty: the accuracy is contested (18(1)(a))."""

    def facts(self, batch: str) -> tuple[Asked, ...]:
        """The same as facts, under the name by which a plan's selections ask for them."""
        return tuple(
            Asked(
                id=self.id,
                batch=batch,
                about=about,
                right=self.right.value,
                at=self.at,
                role=self.role,
                purposes=self.purposes,
                upheld=self.upheld,
                rejected=self.rejected,
                changes=self.changes,
                point=self.point,
            )
            for about in self.about
        )


def batch_of(asks: Sequence[Ask]) -> str:
    """What these asks are called together: the request's own reference if there is one request."""
    if len(asks) == 1:
        return asks[0].id
    return hashlib.sha256("\n".join(sorted(ask.id for ask in asks)).encode()).hexdigest()[:16]


def change_name(id: str, number: int) -> str:
    """What a plan calls one change of a request; its row and its values are found by it."""
    return f"{id}/{number}"


def asked(asks: Sequence[Ask], before: Facts) -> tuple[Asked, ...]:
    """All asks of one plan as facts. What was said before of rows that are theirs no more, is said to be mistaken."""
    batch, rows = batch_of(asks), {ask.id: frozenset(ask.about) for ask in asks}
    mistaken = [
        replace(one, is_mistaken=True)
        for one in before.requests
        if one.id in rows and one.about not in rows[one.id] and not one.is_mistaken
    ]
    return (*(fact for ask in asks for fact in ask.facts(batch)), *mistaken)


def asks_in(batch: str, facts: Facts) -> tuple[Ask, ...]:
    """The asks that are planned together, as the facts keep them."""
    found: dict[str, list[Asked]] = {}
    for fact in facts.requests:
        if batch and fact.batch == batch and not fact.is_mistaken:
            found.setdefault(fact.id, []).append(fact)
    return tuple(_ask(parts) for parts in found.values())


def one_right(asks: Sequence[Ask]) -> Right:
    """The right that all of them ask for. Raises ValueError where they ask for different ones, or nobody asks."""
    rights = {ask.right for ask in asks}
    if len(rights) != 1:
        raise ValueError("requests are planned together if they ask for one and the same right")
    return rights.pop()


def one_role(asks: Sequence[Ask]) -> str:
    """The role in which all of them ask. Raises ValueError where they ask in different ones."""
    roles = {ask.role for ask in asks}
    if len(roles) != 1:
        raise ValueError("requests are planned together if they are made in one and the same role")
    return roles.pop()


def _ask(parts: Sequence[Asked]) -> Ask:
    first = parts[0]
    return Ask(
        id=first.id,
        right=Right(first.right),
        about=tuple(part.about for part in parts),
        at=first.at,
        role=first.role,
        purposes=first.purposes,
        upheld=first.upheld,
        rejected=first.rejected,
        changes=first.changes,
        point=first.point,
    )

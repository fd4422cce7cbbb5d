"""Whether what an approved plan rests on still stands, asked again and again while it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Vigil:
    """All facts are read anew only when something was recorded since the last look: the question itself is quick."""

    newest: Callable[[], int]
    facts: Callable[[], str]
    """The digest of the facts, as a plan made now would have it."""
    approved: str
    """The digest of those that were approved."""
    is_over: bool = field(default=False, init=False)
    """They stand no longer. Once over, it stays so."""
    _seen: int | None = field(default=None, init=False)

    def lasts(self) -> bool:
        newest = self.newest()
        if newest != self._seen:
            self._seen = newest
            self.is_over = self.is_over or self.facts() != self.approved
        return not self.is_over

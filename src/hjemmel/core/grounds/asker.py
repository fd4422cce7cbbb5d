"""Whose rows a plan is narrowed to, when it is made because somebody asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """Those who ask together: found by the name that the facts give them, in the role in which they ask."""

    batch: str
    role: str = ""
    """A kind of subject; empty: all."""

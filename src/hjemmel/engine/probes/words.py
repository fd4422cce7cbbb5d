"""Figures and names as evidence says them."""

from __future__ import annotations

from collections.abc import Sequence

from hjemmel.core.datamap import FieldGroup
from hjemmel.core.output.language import NBSP, Tongue

NB, EN = Tongue("nb"), Tongue("en")


def in_nb(number: int) -> str:
    """Figures, never words: evidence is counted."""
    return in_en(number).replace(",", NBSP)


def in_en(number: int) -> str:
    return f"{number:,}"


def names(groups: Sequence[FieldGroup]) -> str:
    return ", ".join(group.label for group in groups[:5])

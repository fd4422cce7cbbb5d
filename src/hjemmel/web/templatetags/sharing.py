"""What the tabs under Sharing depend on."""

from __future__ import annotations

from typing import Any

from django import template

from hjemmel.core.directory import recipients
from hjemmel.core.terms import Basis

register = template.Library()


@register.simple_tag(takes_context=True)
def gives_listings(context: Any) -> bool:
    """Whether the company gives listings to directory enquiries."""
    standing = context.get("standing")
    return bool(standing and recipients(standing.map))


@register.simple_tag(takes_context=True)
def works_for_others(context: Any) -> bool:
    """Whether the company processes for controllers, on their instruction."""
    standing = context.get("standing")
    return bool(standing) and any(
        Basis.INSTRUCTION in purpose.basis.values() for purpose in standing.map.purposes.values()
    )

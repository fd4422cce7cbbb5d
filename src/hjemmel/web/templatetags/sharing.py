"""What the tabs under Sharing depend on, and which row a disclosure is about."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import About
from hjemmel.core.output.language import capital
from hjemmel.core.sharing.directory import recipients
from hjemmel.core.terms import Basis
from hjemmel.desk.register import about as in_register
from hjemmel.web.templatetags.words import tongue

register = template.Library()
SHORT = 8
"""So much of a number in the register tells rows apart on a page."""


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


@register.simple_tag(takes_context=True)
def row_of(context: Any, about: About) -> SafeString:
    """What the row is called and its number; for whoever may look people up, with the way to it in the register."""
    data_map = context["standing"].map
    title = capital(tongue(context).text(_title(data_map, about.collection)))
    key = ", ".join(map(str, about.key))
    if in_register(data_map, key) != about:
        return format_html("{} <code>#{}</code>", title, key)
    if not context.get("may_work"):
        return format_html("{} <code>{}</code>", title, key[:SHORT])
    there = reverse("office:register_home", args=[key])
    return format_html('<a href="{}">{} <code>{}</code></a>', there, title, key[:SHORT])


def _title(data_map: DataMap, collection: str) -> Text:
    """A collection that is declared no more is called what it was called for programs."""
    if collection not in data_map.collections:
        return Text(nb=collection, en=collection)
    system, _, name = collection.partition(".")
    return data_map.declaration.systems[system].collections[name].title

"""What stands in a row of the register, for a reader: hidden, a day, a word of the register, or as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hjemmel.core.declaration.parts import Text
from hjemmel.core.texts.free_text import Hit
from hjemmel.desk.register import RowView
from hjemmel.web.office.fields import Field
from hjemmel.web.office.register import Cell
from hjemmel.web.office.register_words import WORDS
from hjemmel.web.templatetags.words import day, tongue

register = template.Library()

_BETWEEN = SafeString(" · ")


@register.simple_tag(takes_context=True)
def shown_value(context: Any, cell: Cell) -> SafeString | str:
    words = tongue(context)
    if cell.is_hidden:
        return format_html('<span class="hj-soft">{}</span>', words.pick("skjult", "hidden"))
    match cell.value:
        case None:
            return "–"
        case bool():
            return words.pick("ja", "yes") if cell.value else words.pick("nei", "no")
        case date():
            return day(context, cell.value)
        case Text():
            return words.pick(cell.value.nb, cell.value.en)
        case _:
            return str(cell.value)


@register.simple_tag(takes_context=True)
def shown_cells(context: Any, cells: Iterable[Cell]) -> SafeString:
    """Each with its label, in one line."""
    words = tongue(context)
    labelled = ((words.pick(cell.label.nb, cell.label.en), shown_value(context, cell)) for cell in cells)
    return format_html_join(_BETWEEN, '<span class="hj-soft">{}</span> {}', labelled)


@register.simple_tag(takes_context=True)
def whence(context: Any, row: RowView) -> str:
    """Where a row comes from, and what it is for."""
    words = tongue(context)
    purposes = ", ".join(words.pick(one.nb, one.en) for one in row.purposes)
    return f"{words.pick(row.source.nb, row.source.en)} · {words.pick(row.channel.nb, row.channel.en)} · {purposes}"


@register.simple_tag(takes_context=True)
def word(context: Any, name: str) -> str:
    """A word of the register, such as what somebody is to the company."""
    found = WORDS.get(name)
    return tongue(context).pick(found.nb, found.en) if found else name


@register.simple_tag(takes_context=True)
def declared_title(context: Any, titles: Mapping[str, Text], name: str) -> str:
    """What the declaration calls a purpose or a channel; its name, if it is no longer declared."""
    found = titles.get(name)
    return tongue(context).pick(found.nb, found.en) if found else name


@register.filter
def moment(at: datetime) -> str:
    """As a form sends it back."""
    return at.isoformat()


@register.simple_tag(takes_context=True)
def hit_why(context: Any, hit: Hit) -> str:
    """What a text holds that it perhaps should not; never what stands there."""
    return hit.why(context.get("lang", "nb"))


@register.simple_tag
def answered(typed: Mapping[str, str] | str, field: Field) -> str:
    """What was written in the field the last time."""
    return typed.get(field.name, "") if typed and not isinstance(typed, str) else ""

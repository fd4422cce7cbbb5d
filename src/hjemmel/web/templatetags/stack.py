"""The one way to write a table: columns beside each other when wide, stacked when narrow.

CSS `display: block` can take a table's meaning away from those who listen, so every part carries its role,
and every cell the name of its column for when the heads are out of sight.

    {% stack caption="..." small="..." %}
      {% column "Handling" "w2" label=False %}{% column "Rader" "num w1" %}
      {% rows %}
      {% row %}{% head %}Slett{% endhead %}{% cell %}1 204{% endcell %}{% endrow %}
    {% endstack %}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@dataclass
class _Stack:
    columns: list[tuple[str, str, bool]] = field(default_factory=list)
    at: int = 0

    def next(self) -> tuple[str, str, bool]:
        column = self.columns[min(self.at, len(self.columns) - 1)]
        self.at += 1
        return column


class _StackNode(template.Node):
    def __init__(self, nodelist: Any, given: dict[str, Any]) -> None:
        self.nodelist = nodelist
        self.given = given

    def render(self, context: Any) -> SafeString:
        given = {name: expression.resolve(context) for name, expression in self.given.items()}
        with context.push(stack=_Stack()):
            inside = self.nodelist.render(context)
        small = format_html("<small>{}</small>", given["small"]) if given.get("small") else ""
        named = format_html(' id="{}"', given["id"]) if given.get("id") else ""
        return format_html(
            '<table class="ds-table hj-stack" role="table"{}><caption>{}{}</caption>{}</tbody></table>',
            named,
            given.get("caption", ""),
            small,
            inside,
        )


@register.tag(name="stack")
def stack_tag(parser: Any, token: Any) -> _StackNode:
    given = template.base.token_kwargs(token.split_contents()[1:], parser)
    inside = parser.parse(("endstack",))
    parser.delete_first_token()
    return _StackNode(inside, given)


@register.simple_tag(takes_context=True)
def column(context: Any, title: str, classes: str = "", label: bool = True) -> str:
    """A column. `label=False`: what stands in it needs no name when stacked."""
    context["stack"].columns.append((title, classes, label))
    return ""


@register.simple_tag(takes_context=True)
def rows(context: Any) -> SafeString:
    """The heads; after this come the rows."""
    heads = format_html_join(
        "",
        '<th role="columnheader" scope="col"{}>{}</th>',
        ((_classes(classes), title) for title, classes, _ in context["stack"].columns),
    )
    return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead><tbody role="rowgroup">', heads)


@register.simple_block_tag(takes_context=True)
def row(context: Any, content: str, due: bool = False, id: str = "") -> SafeString:
    """A row; `due`: its data have lost their ground."""
    context["stack"].at = 0
    named = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<tr role="row"{}{}>{}</tr>', SafeString(' class="due"') if due else "", named, content
    )


@register.simple_block_tag(takes_context=True)
def head(context: Any, content: str, span: int = 1) -> SafeString:
    """The cell that names its row, or, with `span`, several rows."""
    _, classes, _ = context["stack"].next()
    kept = " ".join(word for word in classes.split() if word == "num")
    spans = format_html(' rowspan="{}"', span) if span > 1 else ""
    return format_html('<th role="rowheader" scope="row"{}{}>{}</th>', _classes(kept), spans, content)


@register.simple_block_tag(takes_context=True)
def cell(context: Any, content: str, at: int | None = None) -> SafeString:
    """A cell of the next column, or of column `at`, counted from 0, where the ones before are spanned."""
    stack = context["stack"]
    if at is not None:
        stack.at = at
    title, classes, label = stack.next()
    kept = " ".join(word for word in classes.split() if word == "num")
    named = format_html(' data-l="{}:"', title) if label and title else ""
    return format_html('<td role="cell"{}{}>{}</td>', _classes(kept), named, content)


def _classes(names: str) -> SafeString:
    return format_html(' class="{}"', names) if names else SafeString("")

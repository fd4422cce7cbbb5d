"""Verdicts, signs and links to lines: the small shapes that every page shares."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hjemmel.core.action import Because, Verb
from hjemmel.core.output.language import capital, ended
from hjemmel.core.output.vocabulary import BASIS, article, cite, cite_short
from hjemmel.core.terms import Basis, Grade, Security, Verdict
from hjemmel.desk import office
from hjemmel.desk.why import GroundView
from hjemmel.web.templatetags.words import tongue

register = template.Library()

VERDICTS = {
    Verdict.KEPT: ("holdt", "Holdt", "Kept"),
    Verdict.AT_RISK: ("fare", "Står i fare", "At risk"),
    Verdict.BROKEN: ("brutt", "Brutt", "Broken"),
    Verdict.UNKNOWN: ("ukjent", "Ukjent", "Unknown"),
}
BY_SHAPE = {shape: verdict for verdict, (shape, _, _) in VERDICTS.items()}

SIGNS = {
    Verb.COUNT: ("?", "Tell", "Count"),
    Verb.FIND: ("?", "Finn", "Find"),
    Verb.EXPORT: (">", "Hent ut", "Export"),
    Verb.ERASE: ("−", "Slett", "Erase"),
    Verb.OVERWRITE: ("~", "Overskriv", "Overwrite"),
    Verb.RESTRICT: ("|", "Begrens", "Restrict"),
    Verb.RECTIFY: ("=", "Rett", "Rectify"),
}

GRADES = {
    Grade.MEASURED: ("Målt", "Measured"),
    Grade.TESTED: ("Prøvd", "Tested"),
    Grade.ATTESTED: ("Bekreftet", "Attested"),
}

SECURITY = {
    Security.OPEN: ("Åpen", "Open"),
    Security.INTERNAL: ("Intern", "Internal"),
    Security.PERSONAL: ("Personlig", "Personal"),
    Security.STRICT: ("Streng", "Strict"),
}


@register.simple_tag(takes_context=True)
def verdict(context: Any, which: Verdict, words: str = "") -> SafeString:
    """Shape, word and colour: readable in grey, in print and in forced colours."""
    shape, nb, en = VERDICTS[which]
    return format_html(
        '<span class="hj-v" data-v="{0}"><svg aria-hidden="true"><use href="#v-{0}"/></svg>'
        "<span>{1}</span></span>",
        shape,
        words or tongue(context).pick(nb, en),
    )


@register.simple_tag(takes_context=True)
def verdict_word(context: Any, which: Verdict) -> str:
    return tongue(context).pick(*VERDICTS[which][1:])


@register.filter
def shape(which: Verdict) -> str:
    """The verdict's word in addresses."""
    return VERDICTS[which][0]


@register.simple_tag(takes_context=True)
def verb(context: Any, which: Verb) -> SafeString:
    sign, nb, en = SIGNS[which]
    return format_html(
        '<span class="hj-act" aria-hidden="true">{}</span>{}', sign, tongue(context).pick(nb, en)
    )


@register.simple_tag(takes_context=True)
def grade(context: Any, which: Grade) -> str:
    return tongue(context).pick(*GRADES[which])


@register.simple_tag(takes_context=True)
def security(context: Any, which: Security) -> str:
    return tongue(context).pick(*SECURITY[which])


@register.simple_tag(takes_context=True)
def law(context: Any, id: str) -> str:
    """A statute as running text names it."""
    return capital(cite(tongue(context), id, office.now().date()) or id)


@register.simple_tag(takes_context=True)
def because(context: Any, reason: Because) -> SafeString:
    """Why, with its law after it."""
    words, on = tongue(context), office.now().date()
    said = capital(words.pick(reason.text_nb, reason.text_en))
    if not reason.law or not (cited := cite(words, reason.law, on)):
        return format_html("{}", said)
    said = said.removesuffix(cited).rstrip(" .:")
    return format_html(
        '{} <span class="hj-soft">{}</span>', ended(said), capital(cite_short(words, reason.law, on))
    )


@register.simple_tag(takes_context=True)
def basis(context: Any, ground: GroundView) -> str:
    """«Avtale, art. 6 nr. 1 b»; a duty is told by its law."""
    words = tongue(context)
    if ground.basis is None:
        return "–"
    number = article(words, ground.basis)
    cited = capital(cite_short(words, ground.law, office.now().date())) if ground.law else ""
    told = (
        cited
        if cited and ground.basis is Basis.LEGAL_OBLIGATION
        else capital(words.text(BASIS[ground.basis]))
    )
    return f"{told}, {number}"


@register.simple_tag(takes_context=True)
def file_line(context: Any, number: int, whole: bool = False) -> SafeString:
    """A link to a line of the declaration: `:97`, with the file's name for those who listen."""
    if not number:
        return SafeString("")
    name = "hjemmel.yaml" if whole else SafeString('<span class="ds-sr-only">hjemmel.yaml</span>')
    return format_html(
        '<a href="{}#l{}"><code>{}:{}</code></a>', reverse("office:declaration"), number, name, number
    )


@register.simple_tag(takes_context=True)
def current(context: Any, *names: str) -> SafeString:
    """`aria-current` where the page is the one that the link leads to."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match is not None and match.view_name in names
    return SafeString(' aria-current="page"') if here else SafeString("")

"""Words, dates and figures in the language of the page. Both languages stand side by side in the template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hjemmel.core.output.language import NBSP, Tongue

register = template.Library()

WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
GROUP = 4


def tongue(context: Any) -> Tongue:
    return Tongue(context.get("lang", "nb"))


def figures(number: int, lang: str) -> str:
    """«10 021», “10,021”."""
    return f"{number:,}".replace(",", NBSP if lang == "nb" else ",")


def clock_words(at: datetime, lang: str) -> str:
    """«kl. 06.00», “at 06:00”; in the zone of the house."""
    local = timezone.localtime(at)
    return f"kl.{NBSP}{local:%H.%M}" if lang == "nb" else f"at{NBSP}{local:%H:%M}"


def _day_of(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


@register.simple_tag(takes_context=True)
def say(context: Any, nb: str, en: str, **parts: Any) -> SafeString:
    """`{% say "Sletterunde {short}" "Sweep {short}" short=plan.short %}`"""
    words = tongue(context).pick(nb, en)
    shown = {
        name: figures(part, context.get("lang", "nb"))
        if isinstance(part, int) and not isinstance(part, bool)
        else part
        for name, part in parts.items()
    }
    return format_html(words, **shown) if shown else SafeString(words)


@register.simple_tag(takes_context=True)
def plural(context: Any, number: int, nb_one: str, nb_many: str, en_one: str, en_many: str) -> SafeString:
    """The form for one or for several: `{n}` becomes the figure, `{l}` the word, `{w}` with a capital."""
    tongued = tongue(context)
    words = tongued.pick(nb_one, en_one) if number == 1 else tongued.pick(nb_many, en_many)
    small = tongued.number(number)
    return format_html(words, n=figures(number, tongued.lang), l=small, w=small[:1].upper() + small[1:])


@register.simple_tag(takes_context=True)
def text(context: Any, both: Any) -> str:
    """A text of the declaration, or anything else with `nb` and `en`, in the language of the page."""
    if both is None or both == "":
        return ""
    return str(tongue(context).pick(both.nb, both.en))


@register.simple_tag(takes_context=True)
def count(context: Any, number: int) -> str:
    return figures(number, context.get("lang", "nb"))


@register.simple_tag(takes_context=True)
def day(context: Any, moment: date | datetime | None) -> SafeString:
    if moment is None:
        return SafeString("–")
    on = _day_of(moment)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), tongue(context).date(on))


@register.simple_tag(takes_context=True)
def month(context: Any, moment: date) -> str:
    return tongue(context).month(moment)


@register.simple_tag(takes_context=True)
def clock(context: Any, at: datetime) -> str:
    return clock_words(at, context.get("lang", "nb"))


@register.simple_tag(takes_context=True)
def weekday(context: Any, moment: date | datetime) -> str:
    name = WEEKDAYS[context.get("lang", "nb")][_day_of(moment).weekday()]
    return name[:1].upper() + name[1:]


@register.simple_tag(takes_context=True)
def lately(context: Any, at: datetime, now: datetime) -> SafeString:
    """«I dag 06.00», «Søndag 02.00» within a week, else the date."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    lang = context.get("lang", "nb")
    words = tongue(context)
    hour = f"{local:%H.%M}" if lang == "nb" else f"{local:%H:%M}"
    if local.date() == today:
        shown = f"{words.pick('I dag', 'Today')} {hour}"
    elif 0 < (today - local.date()).days < len(WEEKDAYS[lang]):
        shown = f"{weekday(context, at)} {hour}"
    else:
        shown = words.date(local.date())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.filter
def grouped(digest: str) -> str:
    """`7c1e 94b0 5d2f ...`: easier on the eye."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))


@register.filter
def breakable(name: str) -> SafeString:
    """A technical name that may break after its dots."""
    pieces = [format_html("{}", piece) for piece in name.split(".")]
    return SafeString(".<wbr>".join(pieces))

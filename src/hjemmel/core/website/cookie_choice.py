"""The cookie choice on the company's own sites: what is asked, when it is asked anew, and what somebody chose. No I/O."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ..datamap import DataMap
from ..declaration.conduct import Cookie, Cookies, Tool
from ..declaration.parts import Text
from ..output.language import Tongue
from ..period import Period
from ..terms import LANGUAGES

CHOICE_COOKIE: Final = "cc_cookie"
"""Where the browser keeps the choice. Declared among the necessary ones, with how long it lives."""
USUAL_LIFETIME: Final = Period(months=12)
NECESSARY: Final = "necessary"
CATEGORIES: Final = (NECESSARY, "functional", "statistics", "marketing", "embed")
LONGEST: Final = 4_096
"""Bytes of a choice as it is sent."""

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a browser says was chosen there. Its id is made in the browser, and leads to nobody."""

    id: str
    revision: int
    """Which question was answered."""
    categories: tuple[str, ...]
    """Those said yes to, beside the necessary."""
    services: tuple[str, ...]
    """Tools of a category that was not said yes to as a whole, or was: each that may run."""
    lang: str
    is_change: bool
    """An earlier choice was made anew."""
    asked_not_to: bool
    """The browser asked that nothing is shared (Global Privacy Control)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A choice as it is remembered."""

    choice: Choice
    version: int
    """The statement that stood when it was made."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many choices came in lately, and what was said."""

    made: int = 0
    refused: int = 0
    """Nothing but the necessary was said yes to."""
    accepted: int = 0
    """Everything was said yes to that is asked about now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What may be answered: worked out once for a statement, and looked at for each choice."""

    revision: int
    categories: tuple[str, ...]
    services: tuple[str, ...]


class NoChoice(ValueError):
    """What was sent is no choice about this question. Says why, and repeats nothing of it."""


# ---- the question --------------------------------------------------------------------------------------------


def asked(data_map: DataMap) -> Asked | None:
    """None where there is nothing to ask about."""
    if not is_asked(data_map):
        return None
    return Asked(
        revision=revision(data_map), categories=asked_about(data_map), services=waiting_services(data_map)
    )


def is_asked(data_map: DataMap) -> bool:
    """There is something that must wait for a yes."""
    cookies = data_map.declaration.cookies
    return cookies is not None and len(_asked_about(cookies)) > 0


def revision(data_map: DataMap) -> int:
    """Changes when what is asked about does: what is stored, by whom, for how long, and who gets it. Another wording is the
    same question."""
    cookies = data_map.declaration.cookies
    if cookies is None:
        return 0
    recipients = data_map.declaration.recipients
    asked: list[list[object]] = sorted(
        [one.name, one.party, one.set_by, one.category, str(one.lifetime), one.consent, one.identifies]
        for one in cookies.cookies
    )
    asked += sorted(
        [
            one.title,
            recipients[one.recipient].name if one.recipient else "",
            one.category,
            str(one.kept or ""),
        ]
        for one in cookies.tools
    )
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).digest()
    # A browser keeps it as a number; nought would mean that nothing is ever asked anew.
    return int.from_bytes(digest[:4], "big") >> 1 or 1


def counted(data_map: DataMap, made: Mapping[tuple[str, ...], int]) -> Counted:
    """`made`: how many choices there were, by the categories that were said yes to."""
    everything = set(asked_about(data_map))
    return Counted(
        made=sum(made.values()),
        refused=made.get((), 0),
        accepted=sum(count for said, count in made.items() if everything and everything <= set(said)),
    )


def question(data_map: DataMap) -> Plain:
    """Everything the script on the company's sites needs, as plain values; in both languages."""
    cookies = data_map.declaration.cookies
    if cookies is None or not is_asked(data_map):
        return {"asks": False}
    return {
        "asks": True,
        "revision": revision(data_map),
        "cookie": {"name": CHOICE_COOKIE, "days": _days(cookies)},
        "categories": {
            category: {
                "readOnly": category == NECESSARY,
                "cookies": [one.name for one in cookies.cookies if one.category == category],
                "services": {service(one): one.title for one in cookies.tools if one.category == category},
                "shared": _is_shared(cookies, category),
                "signals": _SIGNALS.get(category, ()),
            }
            for category in (NECESSARY, *_asked_about(cookies))
        },
        "words": {lang: _words(data_map, cookies, Tongue(lang)) for lang in LANGUAGES},
    }


def service(tool: Tool) -> str:
    """What a tool is called in the markup: `data-service`."""
    return re.sub(r"[^a-z0-9]+", "-", tool.title.lower()).strip("-")


def waiting(cookies: Cookies) -> Iterator[Tool]:
    """The tools that wait for a yes."""
    return (tool for tool in cookies.tools if tool.category != NECESSARY)


def asked_about(data_map: DataMap) -> tuple[str, ...]:
    """The categories that wait for a yes."""
    cookies = data_map.declaration.cookies
    return _asked_about(cookies) if cookies else ()


def waiting_services(data_map: DataMap) -> tuple[str, ...]:
    """What the tools that wait for a yes are called in the markup."""
    cookies = data_map.declaration.cookies
    return tuple(service(one) for one in waiting(cookies)) if cookies else ()


def _asked_about(cookies: Cookies) -> tuple[str, ...]:
    found = {one.category for one in cookies.cookies} | {one.category for one in cookies.tools}
    return tuple(one for one in CATEGORIES[1:] if one in found)


def _is_shared(cookies: Cookies, category: str) -> bool:
    """What is collected serves marketing, or goes to somebody else on their own account: then a browser that asks for nothing
    to be shared has said no."""
    return category == "marketing" or any(
        one.party == "third" for one in cookies.cookies if one.category == category
    )


def _days(cookies: Cookies) -> int:
    own = next((one for one in cookies.cookies if one.name == CHOICE_COOKIE), None)
    period = own.lifetime if own and isinstance(own.lifetime, Period) else USUAL_LIFETIME
    return max(1, int(period.about_days))


_SIGNALS: Final = {
    "functional": ("functionality_storage", "personalization_storage"),
    "statistics": ("analytics_storage",),
    "marketing": ("ad_storage", "ad_user_data", "ad_personalization"),
}
"""What a category is called in Google's consent mode. What stands for none is granted by no choice."""


# ---- its words -----------------------------------------------------------------------------------------------

_TITLES: Final = {
    NECESSARY: Text(nb="Nødvendige", en="Necessary"),
    "functional": Text(nb="Innstillinger", en="Settings"),
    "statistics": Text(nb="Statistikk", en="Statistics"),
    "marketing": Text(nb="Markedsføring", en="Marketing"),
    "embed": Text(nb="Innebygd innhold", en="Embedded content"),
}


def _words(data_map: DataMap, cookies: Cookies, tongue: Tongue) -> Plain:
    pick = tongue.pick
    asked = [tongue.text(_TITLES[one]).lower() for one in _asked_about(cookies)]
    return {
        "title": pick("Du velger selv", "You choose"),
        "text": pick(
            f"Vi lagrer bare det nettsidene må ha for å virke. Sier du ja, bruker vi også {tongue.listed(asked)}.",
            f"We store only what the website needs to work. If you say yes, we also use {tongue.listed(asked)}.",
        ),
        "yes": pick("Ja til alt", "Yes to all"),
        "no": pick("Bare nødvendige", "Necessary only"),
        "own": pick("Velg hver for seg", "Choose one by one"),
        "save": pick("Lagre valget", "Save the choice"),
        "close": pick("Lukk", "Close"),
        "region": pick("Valg om informasjonskapsler", "Cookie choice"),
        "again": pick("Informasjonskapsler", "Cookies"),
        "statement": pick("Les hvordan vi behandler opplysninger", "Read how we handle data"),
        "on": pick("På", "On"),
        "off": pick("Av", "Off"),
        "services": pick("verktøy", "tool|tools"),
        "asked_not": pick(
            "Nettleseren din ber om at opplysninger ikke deles. Derfor spør vi ikke om det som er merket slik:"
            " Nettleseren din har sagt nei.",
            "Your browser asks that data is not shared. So we do not ask about what is marked: Your browser has said no.",
        ),
        "said_no": pick("Nettleseren din har sagt nei.", "Your browser has said no."),
        "reference": pick("Referansen til valget ditt er", "The reference of your choice is"),
        "blocked": pick(
            "Dette vises først når du sier ja. Da hentes det fra:",
            "This is shown only when you say yes. It is then fetched from:",
        ),
        "show": pick("Vis det", "Show it"),
        "headers": {
            "name": pick("Navn", "Name"),
            "by": pick("Settes av", "Set by"),
            "why": pick("Hvorfor", "Why"),
            "how_long": pick("Hvor lenge", "How long"),
        },
        "categories": {
            category: {
                "title": tongue.text(_TITLES[category]),
                "text": _told(cookies, category, tongue),
                "cookies": [
                    {
                        "name": one.name,
                        "by": one.set_by,
                        "why": tongue.text(one.purpose),
                        "how_long": _lives(one, tongue),
                    }
                    for one in cookies.cookies
                    if one.category == category
                ],
            }
            for category in (NECESSARY, *_asked_about(cookies))
        },
    }


def _told(cookies: Cookies, category: str, tongue: Tongue) -> str:
    if category == NECESSARY:
        return tongue.pick(
            "Uten disse virker ikke nettsidene. De trenger ikke et ja.",
            "Without these the website does not work. They need no yes.",
        )
    lines = [f"{one.title} {tongue.text(one.does)}." for one in cookies.tools if one.category == category]
    return " ".join(lines)


def _lives(cookie: Cookie, tongue: Tongue) -> str:
    if cookie.lifetime == "session":
        return tongue.pick("til du lukker nettleseren", "until you close the browser")
    if isinstance(cookie.lifetime, Period):
        return tongue.period(cookie.lifetime)
    return tongue.short_time(cookie.lifetime)


# ---- the choice ----------------------------------------------------------------------------------------------


def chosen(asked: Asked | None, sent: bytes) -> Choice:
    """What was chosen, read from what the browser sent. Raises NoChoice."""
    if len(sent) > LONGEST:
        raise NoChoice("it is too long")
    try:
        told = json.loads(sent)
    except (ValueError, RecursionError):
        raise NoChoice("it is no JSON") from None
    if not isinstance(told, dict) or asked is None:
        raise NoChoice("nothing is asked about here" if isinstance(told, dict) else "it is no object")
    if told.get("revision") != asked.revision or isinstance(told.get("revision"), bool):
        raise NoChoice("it is about another question than the one that stands now")
    return Choice(
        id=_id(told.get("id")),
        revision=asked.revision,
        categories=_among(told.get("categories"), asked.categories, "categories"),
        services=_among(told.get("services"), asked.services, "services"),
        lang="en" if told.get("lang") == "en" else "nb",
        is_change=told.get("is_change") is True,
        asked_not_to=told.get("asked_not_to") is True,
    )


def _id(given: object) -> str:
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise NoChoice("its id is no UUID") from None


def _among(given: object, known: tuple[str, ...], name: str) -> tuple[str, ...]:
    said = given if isinstance(given, list) else []
    if any(one not in known and one != NECESSARY for one in said):
        raise NoChoice(f"{name} has one that is not declared")
    return tuple(one for one in dict.fromkeys(known) if one in said)

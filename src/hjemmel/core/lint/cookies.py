"""Cookies, tools on the sites and the web log (ekomloven § 3-15; Art. 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..datamap import DataMap
from ..declaration.conduct import Cookie, Tool
from ..finding import did_you_mean
from ..period import Period
from ..source import Path
from ..terms import Basis
from .bases import laws_of, rests_on
from .rule import ADVICE, ERROR, WARNING, Breach, rule

_KNOWN_PARTIES = re.compile(
    r"\b(google|meta|facebook|microsoft|linkedin|tiktok|hotjar|youtube|vimeo|hubspot|snapchat|pinterest|"
    r"bing|adobe)\b",
    re.I,
)
LONGEST_LOG = Period(months=6)


def stored(map: DataMap) -> Iterator[tuple[Path, Cookie | Tool, str]]:
    """Each cookie and tool: place, itself, and its name."""
    cookies = map.declaration.cookies
    for number, cookie in enumerate(cookies.cookies if cookies else ()):
        yield ("cookies", "cookies", number), cookie, cookie.name
    for number, tool in enumerate(cookies.tools if cookies else ()):
        yield ("cookies", "tools", number), tool, tool.title


@rule(
    "HJ651", "COOKIE-CONSENT", ERROR, "ekomloven-3-15",
    title="consent to cookies is not an active choice",
    meaning="Neither browser settings nor going on using the site is consent to storing in the reader's"
    " equipment.",
    remedy="ask in a banner and write consent_by: active_choice",
)  # fmt: skip
def passive_consent(map: DataMap, today: date) -> Iterator[Breach]:
    cookies = map.declaration.cookies
    if cookies is None:
        return
    asked = any(thing.category != "necessary" for _, thing, _ in stored(map))
    if cookies.consent_by in ("browser_settings", "use") or (cookies.consent_by == "none_needed" and asked):
        yield Breach(("cookies", "consent_by"), f'cookies are consented to by "{cookies.consent_by}"')


@rule(
    "HJ652", "COOKIE-CONSENT", ERROR, "ekomloven-3-15",
    title="a cookie or tool that is not necessary is set without consent",
    meaning="Only what a service the reader asked for must have goes without consent. Statistics, settings"
    " and"
    " marketing do not.",
    remedy="write consent: true and wait for the choice before it is set",
)  # fmt: skip
def without_consent(map: DataMap, today: date) -> Iterator[Breach]:
    for at, thing, name in stored(map):
        if thing.category != "necessary" and not thing.consent:
            yield Breach(at, f'"{name}" is not necessary and is used without consent')


@rule(
    "HJ653", "COOKIE-LIST", ERROR, "ekomloven-3-15",
    title="cookies are not listed",
    meaning="Before the choice the reader sees what is stored, why, by whom and for how long.",
    remedy="list every cookie with name, party, set_by, category, purpose, lifetime and consent",
)  # fmt: skip
def unlisted_cookies(map: DataMap, today: date) -> Iterator[Breach]:
    cookies = map.declaration.cookies
    if cookies is None:
        if map.declaration.organisation.sites:
            yield Breach(("organisation", "sites"), "there are websites, and nothing is said about cookies")
    elif not cookies.cookies and any(tool.category != "necessary" for tool in cookies.tools):
        yield Breach(("cookies",), "tools are used, and no cookie is listed")


@rule(
    "HJ654", "COOKIE-LIST", WARNING, "ekomloven-3-15",
    title="how long a cookie lives is not said",
    meaning="The lifetime is part of what the reader is told. Words without a number do not tell it.",
    remedy="write lifetime: session, or a time such as 12 months",
)  # fmt: skip
def vague_lifetime(map: DataMap, today: date) -> Iterator[Breach]:
    for at, thing, name in stored(map):
        if (
            isinstance(thing, Cookie)
            and thing.lifetime != "session"
            and not re.search(r"\d", str(thing.lifetime))
        ):
            yield Breach((*at, "lifetime"), f'how long cookie "{name}" lives is not said')


@rule(
    "HJ655", "COOKIE-REFUSE", ERROR, "ekomloven-3-15",
    title="saying no is harder than saying yes",
    meaning="A consent is free only if refusing takes as little as accepting.",
    remedy="put both buttons side by side and write refuse_as_easy: true",
)  # fmt: skip
def hard_to_refuse(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.cookies and not map.declaration.cookies.refuse_as_easy:
        yield Breach(("cookies", "refuse_as_easy"), "refusing cookies is harder than accepting them")


@rule(
    "HJ656", "COOKIE-PURPOSE", WARNING, "gdpr-6-1-a",
    title="cookies that need consent, and no purpose that rests on it",
    meaning="What the cookies collect is processed for a purpose; it stands nowhere among the purposes.",
    remedy="add a purpose with basis: consent and law: ekomloven-3-15",
)  # fmt: skip
def cookies_without_purpose(map: DataMap, today: date) -> Iterator[Breach]:
    purposes = map.purposes.values()
    if any(rests_on(p, Basis.CONSENT) and "ekomloven-3-15" in laws_of(p) for p in purposes):
        return
    for at, thing, name in stored(map):
        if thing.category in ("statistics", "marketing"):
            yield Breach(at, f'"{name}" collects data, and no purpose with consent is for it')
            return


@rule(
    "HJ657", "COOKIE-RECIPIENT", ERROR, "gdpr-13",
    title="who gets data by a cookie or tool is not among the recipients",
    meaning="A third party that sets a cookie, or whose tool runs on our pages, gets data from the reader.",
    remedy="declare the company as recipient, with role, country and transfer, and name it here",
)  # fmt: skip
def unlisted_party(map: DataMap, today: date) -> Iterator[Breach]:
    names = {recipient.name.lower() for recipient in map.declaration.recipients.values()}
    for at, thing, name in stored(map):
        if isinstance(thing, Cookie) and thing.party == "third" and thing.set_by.lower() not in names:
            yield Breach((*at, "set_by"), f'"{thing.set_by}" sets "{name}" and is no recipient')
        if isinstance(thing, Tool) and thing.recipient is None and _KNOWN_PARTIES.search(thing.title):
            yield Breach(at, f'tool "{name}" sends data to a company that is no recipient')


@rule(
    "HJ658", "NAME-UNKNOWN", ERROR, "",
    title="a tool's recipient is unknown",
    meaning="recipient names one of the recipients of this file.",
    remedy="write the name of a recipient",
)  # fmt: skip
def unknown_tool_recipient(map: DataMap, today: date) -> Iterator[Breach]:
    known = map.declaration.recipients
    for at, thing, name in stored(map):
        if isinstance(thing, Tool) and thing.recipient and thing.recipient not in known:
            yield Breach(
                (*at, "recipient"),
                f'tool "{name}": unknown recipient "{thing.recipient}"',
                did_you_mean(thing.recipient, known),
            )


@rule(
    "HJ659", "WEBLOG-MISSING", WARNING, "gdpr-13",
    title="the web log is not mentioned",
    meaning="Web servers write down addresses of visitors. With websites there is as a rule a log.",
    remedy="add web_log: with kept and purposes",
)  # fmt: skip
def silent_on_log(map: DataMap, today: date) -> Iterator[Breach]:
    if map.declaration.organisation.sites and map.declaration.web_log is None:
        yield Breach(("organisation", "sites"), "there are websites, and nothing is said about their log")


@rule(
    "HJ660", "WEBLOG-LONG", WARNING, "gdpr-5-1-e",
    title="the web log is kept very long",
    meaning="For security and fault finding, weeks are usually enough; more than half a year is hard to"
    " defend.",
    remedy="shorten web_log.kept",
)  # fmt: skip
def long_log(map: DataMap, today: date) -> Iterator[Breach]:
    log = map.declaration.web_log
    if log and log.kept.about_days > LONGEST_LOG.about_days + 1:
        yield Breach(("web_log", "kept"), f"the web log is kept for {log.kept}")


@rule(
    "HJ661", "NAME-UNKNOWN", ERROR, "",
    title="the web log is kept for an unknown purpose",
    meaning="The log's purposes are purposes of this file, with their bases.",
    remedy="write the name of a purpose",
)  # fmt: skip
def unknown_log_purpose(map: DataMap, today: date) -> Iterator[Breach]:
    log = map.declaration.web_log
    for number, name in enumerate(log.purposes if log else ()):
        if name not in map.purposes:
            yield Breach(
                ("web_log", "purposes", number), f'unknown purpose "{name}"', did_you_mean(name, map.purposes)
            )


@rule(
    "HJ662", "ANON-CLAIM", ADVICE, "gdpr-5-1-a",
    title="a long-lived cookie is said to identify nobody",
    meaning="A cookie that lives for months as a rule holds an identifier, and that is personal data.",
    remedy="have its values looked at, or write identifies: true",
)  # fmt: skip
def anonymous_cookie(map: DataMap, today: date) -> Iterator[Breach]:
    for at, thing, name in stored(map):
        if (
            not isinstance(thing, Cookie)
            or thing.identifies
            or thing.category not in ("statistics", "marketing")
        ):
            continue
        if isinstance(thing.lifetime, Period) and thing.lifetime.about_days > 1:
            yield Breach(at, f'cookie "{name}" lives {thing.lifetime} and is said to identify nobody')


RULES = (
    passive_consent, without_consent, unlisted_cookies, vague_lifetime, hard_to_refuse,
    cookies_without_purpose, unlisted_party, unknown_tool_recipient, silent_on_log, long_log,
    unknown_log_purpose, anonymous_cookie,
)  # fmt: skip

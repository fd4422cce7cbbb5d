"""Cookies, the web log, and how data is looked after."""

from __future__ import annotations

from ...declaration.conduct import Cookie, Cookies, Tool, WebLog
from ...period import Period
from ..language import capital, ended, small
from .model import Block, Bullets, Link, Prose, Row, Section, Sentence, Table
from .writer import Writer


def cookies(w: Writer) -> Section | None:
    declared, log = w.declaration.cookies, w.declaration.web_log
    blocks: list[Block] = []
    if declared:
        blocks.append(_consent(w, declared))
    blocks += w.said("cookies")
    if declared and declared.cookies:
        columns = (
            w.pick("Navn", "Name"),
            w.pick("Hva den gjør", "What it does"),
            w.pick("Satt av", "Set by"),
            w.pick("Varer", "Lasts"),
            w.pick("Når", "When"),
        )
        rows = tuple(_cookie(w, number, cookie) for number, cookie in enumerate(declared.cookies))
        blocks.append(Table(w.pick("Informasjonskapslene", "The cookies"), columns, rows))
    if declared and declared.tools:
        blocks.append(w.heading("Verktøy på nettsidene", "Tools on the website", "cookies", "tools"))
        blocks.append(Bullets(tuple(_tool(w, number, tool) for number, tool in enumerate(declared.tools))))
    if declared and declared.help_links:
        blocks.append(_help(w, declared))
    if log:
        blocks += [w.heading("Loggen på nettserveren", "The log of the web server", "web_log"), _log(w, log)]
    if not blocks:
        return None
    return w.section("cookies", "Informasjonskapsler og logg", "Cookies and the web log", blocks)


def security(w: Writer) -> Section:
    blocks: list[Block] = [*w.said("security")]
    said = _measures_said(w)
    items = [
        w.whole(measure.title, "measures", name, "title")
        for name, measure in w.declaration.measures.items()
        if name not in said
    ]
    if items:
        lead = (
            ("Andre tiltak:", "Other measures:")
            if said
            else ("Dette er tiltakene:", "These are the measures:")
        )
        blocks += w.lead_in(blocks, *lead, "measures")
        blocks.append(Bullets(tuple(items)))
    sentences: list[Sentence] = []
    if w.declaration.training:
        sentences.append(w.whole(w.declaration.training.title, "training", "title"))
    sentences += [
        w.whole(one.title, "assessments", name, "title") for name, one in w.declaration.assessments.items()
    ]
    if w.declaration.breach:
        sentences.append(_breach(w, w.declaration.breach.authority_within_hours))
    if sentences:
        blocks.append(Prose(tuple(sentences)))
    return w.section("security", "Hvordan vi passer på opplysningene", "How we look after the data", blocks)


# ---- parts ----------------------------------------------------------------------------------------------------


def _measures_said(w: Writer) -> frozenset[str]:
    """Measures that a promise of their own says already."""
    rests = [
        [place.split(".")[1] for place in promise.rests_on if place.startswith("measures.")]
        for promise in w.declaration.promises.values()
    ]
    return frozenset(names[0] for names in rests if len(names) == 1)


_CATEGORIES = {
    "necessary": ("Nødvendig", "Necessary"),
    "functional": ("Innstillinger", "Settings"),
    "statistics": ("Statistikk", "Statistics"),
    "marketing": ("Markedsføring", "Marketing"),
    "embed": ("Innhold fra andre", "Content from others"),
}


def _consent(w: Writer, cookies: Cookies) -> Prose:
    law = w.cite("ekomloven-3-15")
    texts = {
        "active_choice": (
            "Nødvendige informasjonskapsler bruker vi alltid. Andre bruker vi bare når du har sagt ja",
            "Necessary cookies are always used. Others are used only when you have said yes",
        ),
        "none_needed": (
            "Vi bruker bare informasjonskapsler som nettsidene ikke virker uten",
            "We use only cookies that the website does not work without",
        ),
    }
    nb, en = texts.get(cookies.consent_by, texts["active_choice"])
    sentences = [w.say(w.pick(f"{nb} ({law}).", f"{en} ({law})."), "cookies", "consent_by")]
    if cookies.consent_by != "none_needed" and cookies.refuse_as_easy:
        sentences.append(
            w.say(
                w.pick(
                    "Det er like lett å si nei som ja, og du kan ombestemme deg når du vil.",
                    "Saying no is as easy as saying yes, and you can change your mind at any time.",
                ),
                "cookies", "refuse_as_easy",
            )
        )  # fmt: skip
    return Prose(tuple(sentences))


def _cookie(w: Writer, number: int, cookie: Cookie) -> Row:
    at = ("cookies", "cookies", number)
    when = (
        w.pick("når du har sagt ja", "when you have said yes")
        if cookie.consent
        else w.pick("alltid", "always")
    )
    category = w.pick(*_CATEGORIES[cookie.category])
    return w.row(
        (cookie.name, (*at, "name")),
        (capital(w.text(cookie.purpose)), (*at, "purpose")),
        (
            cookie.set_by if cookie.party == "third" or cookie.set_by != w.company else w.pick("Oss", "Us"),
            (*at, "set_by"),
        ),
        (capital(lifetime(w, cookie.lifetime)), (*at, "lifetime")),
        (f"{category}, {when}", (*at, "consent")),
    )


def lifetime(w: Writer, lifetime: Period | str) -> str:
    if lifetime == "session":
        return w.pick("til du lukker nettleseren", "until you close the browser")
    period = lifetime if isinstance(lifetime, Period) else Period.parse(lifetime)
    return w.tongue.period(period) if period else w.tongue.short_time(str(lifetime))


def _tool(w: Writer, number: int, tool: Tool) -> Sentence:
    when = w.pick("Bare når du har sagt ja.", "Only when you have said yes.") if tool.consent else ""
    strong = f"{tool.title}:"
    text = f"{strong} {small(ended(w.text(tool.does)))} {when}".strip()
    link = None
    if tool.opt_out_link:
        label = w.pick("Slå av hos leverandøren", "Turn it off at the vendor")
        text, link = f"{text} {label}.", Link(label, tool.opt_out_link)
    return w.say(text, "cookies", "tools", number, strong=strong, link=link)


def _help(w: Writer, cookies: Cookies) -> Prose:
    """Where to read more, one sentence a link."""
    sentences = []
    for number, address in enumerate(cookies.help_links):
        label = address.partition("://")[2].rstrip("/") or address
        text = (
            w.pick(f"Det står også mer på {label}.", f"There is also more at {label}.")
            if number
            else w.pick(
                f"Mer om informasjonskapsler står på {label}.", f"There is more about cookies at {label}."
            )
        )
        sentences.append(w.say(text, "cookies", "help_links", number, link=Link(label, address)))
    return Prose(tuple(sentences))


_ADDRESS = {
    "whole": ("IP-adressen din", "your IP address"),
    "pseudonymised": (
        "IP-adressen din i en form som ikke viser den",
        "your IP address in a form that does not show it",
    ),
    "shortened": ("en avkortet utgave av IP-adressen din", "a shortened form of your IP address"),
}


def _log(w: Writer, log: WebLog) -> Prose:
    address, kept = w.pick(*_ADDRESS[log.address]), w.tongue.period(log.kept)
    purposes = [w.declaration.purposes[name].title for name in log.purposes if name in w.declaration.purposes]
    reasons = w.tongue.reasons(purposes)
    sentences = [
        w.say(
            w.pick(
                f"Loggen har {address}, tidspunktet og siden du åpnet. Vi bruker den {reasons}.",
                f"The log holds {address}, the time and the page you opened. We use it {reasons}.",
            ),
            "web_log", "address",
        ),
        w.say(w.pick(f"Hver linje slettes etter {kept}.", f"Each line is erased after {kept}."), "web_log", "kept"),
    ]  # fmt: skip
    joined = (
        ("Vi kobler aldri loggen til deg som person.", "We never tie the log to you as a person.")
        if log.joined_with_person == "never"
        else (
            "Vi kobler den til deg som person bare i en bestemt sak, og da skriver vi ned hvorfor.",
            "We tie it to you as a person only in a particular case, and then we write down why.",
        )
    )
    sentences.append(w.say(w.pick(*joined), "web_log", "joined_with_person"))
    return Prose(tuple(sentences))


def _breach(w: Writer, hours: int) -> Sentence:
    text = w.pick(
        f"Skjer det et brudd som kan gå ut over deg, melder vi det til Datatilsynet innen {w.tongue.number(hours)} timer."
        " Er risikoen for deg høy, får du også vite det selv.",
        f"If a breach may harm you, we report it to the Norwegian Data Protection Authority within {w.tongue.number(hours)} hours."
        " If the risk to you is high, you are told as well.",
    )
    return w.say(text, "breach", "authority_within_hours")

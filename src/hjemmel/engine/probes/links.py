"""Links that a promise offers: that each stands in the statement and leads somewhere, and that our own choice is in use.

Which links there must be is read from the declaration; what was found when they were tried is counted here anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.promises import LinksProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.website.outgoing_link import Found

from .sight import Sight, nothing
from .statements import is_said, published
from .words import in_en, in_nb


def links(probe: LinksProbe, sight: Sight) -> Measurement:
    """Cases are links that were tried, and visitors who said no: that proves that a no is taken, and nothing of what yes and no
    look like. Breaches are dead links, those that the statement lacks, and a choice that is not declared to be as easily refused."""
    addresses = list(dict.fromkeys(_named(probe, sight.map)))
    if not addresses:
        return nothing(sight, "Ingen slike lenker er deklarert.", "No such links are declared.")
    since = cutoff(probe.tried_within, local_day(sight.now, sight.map.zone))
    newest = {one: _newest(one, sight) for one in addresses}
    dead = [one for one, found in newest.items() if found and found[1] is Found.DEAD]
    works = [
        one for one, found in newest.items() if found and _day(found[0], sight) > since and one not in dead
    ]
    unsaid = [one for one in addresses if sight.statements and not is_said(sight, one, one)]
    refused = sight.kept.cookie_choices.refused if probe.choice else 0
    seen = Measurement(
        at=sight.now,
        cases=len(works) + len(dead) + refused,
        breaches=len(dead) + len(unsaid) + (_is_uneven(sight.map) if probe.choice else 0),
        unknown=len(addresses) - len(works) - len(dead),
        seen_nb=f"Lenker som virker: {in_nb(len(works))} av {in_nb(len(addresses))}. Døde lenker: {in_nb(len(dead))}."
        + (
            f" Besøkende som sa bare nei, og ble hørt, de siste 30 dagene: {in_nb(refused)}."
            if probe.choice
            else ""
        ),
        seen_en=f"Links that work: {in_en(len(works))} of {in_en(len(addresses))}. Dead links: {in_en(len(dead))}."
        + (
            f" Visitors who said nothing but no, and were heard, in the last 30 days: {in_en(refused)}."
            if probe.choice
            else ""
        ),
    )
    if seen.unknown:
        within = [Tongue(lang).period(probe.tried_within) for lang in ("nb", "en")]
        seen = replace(
            seen,
            missing_nb=f"Lenker som ingen har fått svar fra i løpet av {within[0]}: {in_nb(seen.unknown)}.",
            missing_en=f"Links from which there has been no answer within {within[1]}: {in_en(seen.unknown)}.",
        )
    elif probe.choice and not refused:
        seen = replace(
            seen,
            missing_nb="Ingen besøkende har sagt nei de siste 30 dagene, så vi vet ikke om valget står på nettsidene.",
            missing_en="No visitor has said no in the last 30 days, so we do not know whether the choice is on the website.",
        )
    return published(seen, sight)


def _named(probe: LinksProbe, data_map: DataMap) -> Iterator[str]:
    declaration = data_map.declaration
    cookies = declaration.cookies
    if "complaint" in probe.of and declaration.complaint:
        yield declaration.complaint.link
    if "help" in probe.of and cookies:
        yield from cookies.help_links
    if "opt_out" in probe.of and cookies:
        yield from (one.opt_out_link for one in cookies.tools if one.opt_out_link)


def _newest(address: str, sight: Sight) -> tuple[datetime, Found] | None:
    """The newest trial that got an answer."""
    answered = [
        (one.at, one.found)
        for one in sight.kept.links
        if one.address == address and one.found in (Found.WORKS, Found.DEAD)
    ]
    return max(answered, key=lambda one: one[0], default=None)


def _is_uneven(data_map: DataMap) -> bool:
    cookies = data_map.declaration.cookies
    return cookies is None or cookies.consent_by != "active_choice" or not cookies.refuse_as_easy


def _day(moment: datetime, sight: Sight) -> date:
    return local_day(moment, sight.map.zone)

"""Telling a friend: whether a trial address was found anywhere afterwards. Counted from what was sought, and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from hjemmel.core.declaration.promises import TellAFriendProbe
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.website.tell_a_friend import PLACES

from .sight import Sight, nothing
from .words import in_en, in_nb

USUALLY_KEPT = Period(days=30)
"""How long a log has what it was told, where nothing is declared of it."""


def tell_a_friend(probe: TellAFriendProbe, sight: Sight) -> Measurement:
    """Cases are trials that were sought everywhere and found nowhere; breaches are those that were found, for as long as
    a log still has them."""
    declared = sight.map.declaration
    if declared.mail is None or declared.mail.tell_a_friend is None:
        return nothing(
            sight,
            "Det er ikke deklarert noen side for å tipse en venn.",
            "No page to tell a friend is declared.",
        )
    today = local_day(sight.now, sight.map.zone)
    kept = declared.web_log.kept if declared.web_log else USUALLY_KEPT
    sought = [one for one in sight.kept.friend_trials if one.sought_at]
    found = [one for one in sought if one.found_in and _day(one.sent_at, sight) > cutoff(kept, today)]
    clean = [one for one in sought if not one.found_in and not one.unread]
    lately = [one for one in sought if _day(one.sent_at, sight) > cutoff(probe.tried_within, today)]
    unread = set(lately[-1].unread) if lately else set()
    places = {place for one in found for place in one.found_in}
    missing_nb, missing_en = _missing(probe, has_tried=bool(lately), unread=unread)
    return Measurement(
        at=sight.now,
        cases=len(clean),
        breaches=len(found),
        unknown=len(unread),
        seen_nb=f"Prøveadresser som ikke ble funnet igjen noe sted: {in_nb(len(clean))}. Funnet igjen: {in_nb(len(found))}"
        + (f", i {_told(places, 'nb')}." if places else "."),
        seen_en=f"Trial addresses found nowhere afterwards: {in_en(len(clean))}. Found: {in_en(len(found))}"
        + (f", in {_told(places, 'en')}." if places else "."),
        missing_nb=missing_nb,
        missing_en=missing_en,
    )


def _missing(probe: TellAFriendProbe, *, has_tried: bool, unread: set[str]) -> tuple[str, str]:
    if not has_tried:
        within = [Tongue(lang).period(probe.tried_within) for lang in ("nb", "en")]
        return (
            f"Ingen prøveadresse er sendt og lett etter i løpet av {within[0]}.",
            f"No trial address has been sent and sought within {within[1]}.",
        )
    if unread:
        return (
            f"Dette kunne ikke leses: {_told(unread, 'nb')}.",
            f"This could not be read: {_told(unread, 'en')}.",
        )
    return "", ""


def _told(places: Iterable[str], lang: str) -> str:
    tongue = Tongue(lang)
    return tongue.listed([tongue.text(words) for place, words in PLACES.items() if place in places])


def _day(moment: datetime, sight: Sight) -> date:
    return local_day(moment, sight.map.zone)

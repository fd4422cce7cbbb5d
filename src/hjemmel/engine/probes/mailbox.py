"""A stated mailbox: whether a message of ours arrived in it, and whether somebody has looked at what others wrote.

Counted from the trials and from the steps of requests themselves, and not with the clock that the inbox goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from hjemmel.core.declaration.promises import MailboxProbe
from hjemmel.core.mail.mailbox import NOT_FOUND, Trial
from hjemmel.core.moment import local_day
from hjemmel.core.output.language import Tongue
from hjemmel.core.period import Period, cutoff
from hjemmel.core.promise import Measurement
from hjemmel.core.request import Closed, Delivered, Drafted, Life, Received, TakenBack, Way, WhyClosed

from .sight import Sight, nothing, unproved
from .words import in_en, in_nb

OVER = Period(years=1)
"""How far back trials and answers count."""


def mailbox(probe: MailboxProbe, sight: Sight) -> Measurement:
    """Cases are the trials that arrived. A breach is a mailbox whose newest trial did not, and mail that nobody has looked
    at in time, or that was looked at too late."""
    organisation = sight.map.declaration.organisation
    address = probe.address or organisation.email
    systems = _systems(sight, address or "")
    if not address or not systems:
        return nothing(
            sight,
            "Ingen postkasse for denne adressen er koblet til. Den kan derfor ikke prøves.",
            "No mailbox for this address is connected, so it can't be tried.",
        )
    today = local_day(sight.now, sight.map.zone)
    since = cutoff(OVER, today)
    trials = [one for one in sight.kept.trials if one.address == address and _day(one.sent_at, sight) > since]
    ended = [one for one in trials if one.found_at or one.trouble == NOT_FOUND]
    silent = bool(ended) and not ended[-1].found_at
    late = [life for life in sight.kept.requests if _is_left(life, probe, sight, since)]
    arrived = sum(one.found_at is not None for one in ended)
    days = _longest(sight.kept.requests, since)
    seen = Measurement(
        at=sight.now,
        cases=arrived,
        breaches=silent + len(late),
        in_scope=systems,
        observed=sight.observed,
        seen_nb=f"Testmeldinger som kom fram: {in_nb(arrived)}. {_newest(ended, sight, 'nb')}"
        f" E-post som ingen har sett på i tide: {in_nb(len(late))}. Lengste svartid: {_days(days, 'nb')}.",
        seen_en=f"Trials that arrived: {in_en(arrived)}. {_newest(ended, sight, 'en')}"
        f" Mail that nobody looked at in time: {in_en(len(late))}. Longest time to an answer: {_days(days, 'en')}.",
    )
    return _if_tried(unproved(seen, probe.unproved), ended, probe, sight)


def _if_tried(seen: Measurement, ended: list[Trial], probe: MailboxProbe, sight: Sight) -> Measurement:
    """What was tried too long ago, or never, is not known to work."""
    today = local_day(sight.now, sight.map.zone)
    if ended and _day(ended[-1].sent_at, sight) > cutoff(probe.tried_within, today):
        return seen
    return replace(
        seen,
        missing_nb=f"Postkassen har ikke fått noen testmelding i løpet av {Tongue('nb').period(probe.tried_within)}.",
        missing_en=f"The mailbox has not been tried within {Tongue('en').period(probe.tried_within)}.",
    )


def _systems(sight: Sight, address: str) -> frozenset[str]:
    """The systems in which mail to this address lies."""
    return frozenset(
        name
        for name, system in sight.map.declaration.systems.items()
        for collection in system.collections.values()
        if collection.mailbox and collection.mailbox.address == address
    )


def _is_left(life: Life, probe: MailboxProbe, sight: Sight, since: date) -> bool:
    """It came by mail, and nobody said in time what it is."""
    drafted = life.first(Drafted)
    if drafted is None or drafted.way is not Way.EMAIL or drafted.received_on <= since:
        return False
    decided = life.first(Received) or life.first(Closed) or life.first(TakenBack)
    on = _day(decided.at, sight) if decided else local_day(sight.now, sight.map.zone)
    return on > drafted.received_on + probe.looked_at_within


def _longest(lives: Iterable[Life], since: date) -> int | None:
    """The most days that an answer to mail took; None where none was given."""
    return max(
        (
            (answered.on - came.received_on).days
            for life in lives
            if (came := life.received) and came.way is Way.EMAIL
            if (answered := life.last(Delivered)) and answered.on > since and not _was_none(life)
        ),
        default=None,
    )


def _was_none(life: Life) -> bool:
    closed = life.last(Closed)
    return closed is not None and closed.reason is WhyClosed.NOT_A_REQUEST


def _day(moment: datetime, sight: Sight) -> date:
    return local_day(moment, sight.map.zone)


def _newest(ended: list[Trial], sight: Sight, lang: str) -> str:
    if not ended:
        return "Ingen er sendt." if lang == "nb" else "None was sent."
    day = Tongue(lang).date(_day(ended[-1].sent_at, sight))
    came = ended[-1].found_at is not None
    if lang == "nb":
        return f"Den siste, {day}, kom {'fram' if came else 'ikke fram'}."
    return f"The newest, {day}, {'arrived' if came else 'did not arrive'}."


def _days(days: int | None, lang: str) -> str:
    if days is None:
        return "ingen er besvart" if lang == "nb" else "none was answered"
    return f"{days} {('dag' if days == 1 else 'dager') if lang == 'nb' else ('day' if days == 1 else 'days')}"

"""What a person has chosen, as facts remember it: for the letter of access."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ..datamap import DataMap
from ..declaration.parts import Text
from ..facts import About, Facts, Objection
from ..moment import local_day
from ..output.vocabulary import pair
from .outcome import Choice

_OBJECTIONS = {
    Objection.RAISED: pair("Innsigelse som vi vurderer", "Objection that we consider"),
    Objection.UPHELD: pair("Innsigelse som er tatt til følge", "Objection that was upheld"),
    Objection.REJECTED: pair("Innsigelse som ikke er tatt til følge", "Objection that was not upheld"),
    Objection.LIFTED: pair("Innsigelse som du har tatt tilbake", "Objection that you have taken back"),
}


def choices(data_map: DataMap, facts: Facts, people: Set[About]) -> tuple[Choice, ...]:
    """Consents, objections, noes to one channel and restrictions of the people, the oldest first."""
    return tuple(sorted(_choices(data_map, facts, people), key=lambda one: one.day))


def _choices(data_map: DataMap, facts: Facts, people: Set[About]) -> Iterator[Choice]:
    zone = data_map.zone
    for consent in facts.consents:
        if consent.about in people:
            withdrawn = consent.withdrawn_at
            yield Choice(
                text=pair("Samtykke", "Consent"),
                purpose=_title(data_map, consent.purpose),
                day=local_day(consent.given_at, zone),
                ended_on=local_day(withdrawn, zone) if withdrawn else consent.expires_on,
            )
    for objection in facts.objections:
        if objection.about in people:
            yield Choice(
                text=_OBJECTIONS[objection.state],
                purpose=_title(data_map, objection.purpose),
                day=local_day(objection.at, zone),
            )
    for declined in facts.declined:
        if declined.about in people:
            lifted = declined.lifted_at
            yield Choice(
                text=_no_to(data_map, declined.channel),
                purpose=_title(data_map, declined.purpose),
                day=local_day(declined.at, zone),
                ended_on=local_day(lifted, zone) if lifted else None,
            )
    for restriction in facts.restrictions:
        if restriction.about in people:
            lifted = restriction.lifted_at
            yield Choice(
                text=pair("Begrensning av bruken", "Restriction of use"),
                purpose=None,
                day=local_day(restriction.at, zone),
                ended_on=local_day(lifted, zone) if lifted else None,
            )


def _no_to(data_map: DataMap, channel: str) -> Text:
    found = data_map.declaration.marketing.channels.get(channel)
    title = found.title if found else Text(nb=channel, en=channel)
    return pair(f"Nei til {title.nb}", f"No to {title.en}")


def _title(data_map: DataMap, purpose: str) -> Text | None:
    found = data_map.purposes.get(purpose)
    return found.declared.title if found else None

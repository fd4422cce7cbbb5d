"""What people choose by the links in their messages: no, and yes. Neither needs signing in, and each works at once.

A no is an objection to the purpose, the end of the consents to it that are kept here, and a suppression of the address.
It rests on what was noted when the message was sent, so it works when no system of the company answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from hjemmel.capabilities.facts import services as fact_services
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.mailings import services, store
from hjemmel.capabilities.mailings.models import StoredAsking, StoredRecipient
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.facts import (
    STANDING,
    About,
    AddressKind,
    ConsentGiven,
    Fact,
    Facts,
    Objection,
    ObjectionMade,
    Suppressed,
)
from hjemmel.core.mail.mailing import Use, reference_in
from hjemmel.core.permission.address import KIND_OF
from hjemmel.desk import clock, sign_up
from hjemmel.desk.marks import marker
from hjemmel.desk.published import published

BY_LINK: Final = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a link is about, for the page it leads to."""

    purpose: Text
    is_done: bool


# ---- no ----------------------------------------------------------------------------------------------------


def no_of(given: str) -> Chosen | None:
    """What this link says no to; None if it is no link of ours. Changes nothing."""
    found = _recipient(given)
    if found is None:
        return None
    row, purpose, _ = found
    return Chosen(purpose=_title(published().map, purpose), is_done=row.said_no_at is not None)


def say_no(given: str) -> Chosen | None:
    """Say no by this link: in force when this returns. Saying it again changes nothing; None if it is no link of ours."""
    found = _recipient(given)
    if found is None:
        return None
    row, purpose, channel = found
    data_map, at = published().map, clock.now()
    facts = StoredFacts().read()
    person, kind = store.about(row.collection, row.key), _kind(data_map, channel)
    if not _stands(facts, person, purpose, row.mark):
        fact_services.record(_no(facts, person, purpose, kind, row.mark, at), HJEMMEL, at)
    if row.said_no_at is None:
        services.said_no(row.reference, HJEMMEL, at)
    return Chosen(purpose=_title(data_map, purpose), is_done=True)


def _stands(facts: Facts, person: About, purpose: str, mark: str) -> bool:
    """All that a no does has been done, and nothing has undone it."""
    has_objected = any(
        (one.about, one.purpose, one.state) == (person, purpose, Objection.UPHELD) for one in facts.objections
    )
    is_suppressed = any(one.mark == mark and one.lifted_at is None for one in facts.suppressions)
    return has_objected and is_suppressed and not _consents(facts, person, purpose)


def _no(
    facts: Facts, person: About, purpose: str, kind: AddressKind, mark: str, at: datetime
) -> tuple[Fact, ...]:
    """Direct marketing ends by an objection at once (Art. 21(3)); a consent by its withdrawal (Art. 7(3))."""
    return (
        ObjectionMade(about=person, purpose=purpose, state=Objection.UPHELD, at=at, reason=BY_LINK),
        *(replace(one, withdrawn_at=at) for one in _consents(facts, person, purpose)),
        Suppressed(kind=kind, mark=mark, at=at),
    )


def _consents(facts: Facts, person: About, purpose: str) -> list[ConsentGiven]:
    return [
        one
        for one in facts.consents
        if (one.about, one.purpose) == (person, purpose) and one.withdrawn_at is None
    ]


def _recipient(given: str) -> tuple[StoredRecipient, str, str] | None:
    reference = reference_in(marker(HJEMMEL).key, Use.NO, given)
    return store.recipient(reference) if reference else None


# ---- yes ---------------------------------------------------------------------------------------------------


def yes_of(given: str) -> Chosen | None:
    """What this link confirms; None if it is none, was used, or has expired. Changes nothing."""
    found = _asking(given)
    if found is None or found.confirmed_at is not None or found.expires_at <= clock.now():
        return None
    return Chosen(purpose=_title(published().map, found.purpose), is_done=False)


def confirm(given: str) -> Chosen | None:
    """Confirm by this link, once: from now on there is a consent. None if it was used, has expired, or is none.

    Somebody nobody knew is taken into the register. Raises a Failure or a VaultFault; then nothing was done.

    A no that the same person gave before, to this or by this address, is taken back: this yes is newer, and their own."""
    found = _asking(given)
    if found is None or not _is_open(found, clock.now()):
        return None
    try:
        with transaction.atomic():
            return _confirmed(found)
    except sign_up.NobodyKnows:
        return None


def _confirmed(asking: StoredAsking) -> Chosen | None:
    at = clock.now()
    taken = services.confirm(asking.reference, HJEMMEL, at)
    if taken is None:
        return None
    data_map, facts = published().map, StoredFacts().read()
    person = (
        store.about(taken.collection, taken.key) if taken.collection else sign_up.taken_in(taken, HJEMMEL)
    )
    given_now = ConsentGiven(
        about=person,
        purpose=taken.purpose,
        given_at=at,
        text_version=taken.text_version,
        channel=taken.given_through,
        covers=frozenset((taken.channel,)),
        proof=store.digest_of([taken.reference, taken.purpose, taken.text_version, at.isoformat()]),
    )
    taken_back: list[Fact] = [
        replace(one, state=Objection.LIFTED, at=at, reason=BY_LINK)
        for one in facts.objections
        if (one.about, one.purpose) == (person, taken.purpose) and one.state in STANDING
    ]
    taken_back += [
        replace(one, lifted_at=at)
        for one in facts.suppressions
        if one.mark == taken.mark and one.lifted_at is None
    ]
    fact_services.record((given_now, *taken_back), HJEMMEL, at)
    return Chosen(purpose=_title(data_map, taken.purpose), is_done=True)


def _is_open(asking: StoredAsking, at: datetime) -> bool:
    return asking.confirmed_at is None and asking.expires_at > at


def _asking(given: str) -> StoredAsking | None:
    reference = reference_in(marker(HJEMMEL).key, Use.YES, given)
    return store.asking(reference) if reference else None


# ---- inside ------------------------------------------------------------------------------------------------


def _title(data_map: DataMap, purpose: str) -> Text:
    found = data_map.purposes.get(purpose)
    return found.declared.title if found else Text(nb=purpose, en=purpose)


def _kind(data_map: DataMap, channel: str) -> AddressKind:
    found = data_map.marketing.channels.get(channel) or data_map.marketing.plain.get(channel)
    return KIND_OF.get(found.kind, AddressKind.EMAIL) if found else AddressKind.EMAIL

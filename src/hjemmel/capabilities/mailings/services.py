"""The deeds around mailings: prepared, approved, dropped, a batch sent, a list let out, a bounce, a no, a yes.

A line of the ledger tells counts, purposes and digests; never whom."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hjemmel.capabilities.ledger.services import deed
from hjemmel.capabilities.mailings import change_notices, notices, store
from hjemmel.capabilities.mailings.models import (
    StoredAsking,
    StoredChangeNotice,
    StoredMailing,
    StoredMailingApproval,
    StoredNotice,
    StoredRecipient,
)
from hjemmel.core.facts import About
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.mail.delivery import Bounce
from hjemmel.core.mail.mailing import Mailing
from hjemmel.core.plan import plain
from hjemmel.engine.ports import Actor, OpenRow, Plain
from hjemmel.engine.vault.vault import Vault

CHUNK = 500
CONFIRM_WITHIN = timedelta(days=7)


class NotApproved(ValueError):
    """The mailing is not as it was shown, was approved or dropped before, or reaches nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One of the list, and what was decided when it was prepared."""

    about: About
    mark: str
    is_permitted: bool
    reason: str
    receipt: str


def prepare(
    mailing: Mailing,
    sort: str,
    listed: Sequence[Listed],
    actor: Actor,
    at: datetime,
    *,
    collection: str = "",
    unknown: int = 0,
) -> str:
    """Keep the mailing with its list; returns its id. Nothing is sent by preparing."""
    id = secrets.token_hex(16)
    digest = store.digest_of([mailing.digest, [one.receipt for one in listed]])
    told: dict[str, Plain] = {
        "mailing": id,
        "purpose": mailing.purpose,
        "channel": mailing.channel,
        "listed": len(listed),
        "permitted": sum(one.is_permitted for one in listed),
        "digest": digest,
    }
    with deed("mailing-prepared", actor, told, at) as line:
        StoredMailing.objects.create(
            id=id, body=canonical(plain(mailing)), digest=digest, purpose=mailing.purpose,
            channel=mailing.channel, sort=sort, list=collection, unknown=unknown, made_at=at, line=line.seq,
        )  # fmt: skip
        StoredRecipient.objects.bulk_create((_row(id, one, at, line.seq) for one in listed), batch_size=CHUNK)
    return id


def approve(id: str, digest: str, actor: Actor, at: datetime) -> None:
    """Say yes to exactly this content and this list. Raises NotApproved."""
    with deed("mailing-approved", actor, {"mailing": id, "digest": digest}, at) as line:
        found = store.mailing(id)
        if found is None or found.digest != digest or not found.can_be_approved:
            raise NotApproved(id)
        StoredMailingApproval.objects.create(
            mailing_id=id, by_id=actor.id, by_name=actor.name, at=at, line=line.seq
        )


def drop(id: str, actor: Actor, at: datetime) -> None:
    """Nothing more of it is sent. Raises NotApproved for one that is not there, or was dropped before."""
    with deed("mailing-dropped", actor, {"mailing": id}, at):
        if not StoredMailing.objects.filter(pk=id, dropped_at=None).update(dropped_at=at):
            raise NotApproved(id)


def bind(id: str, actor: Actor, at: datetime) -> None:
    """Tell in the ledger what became of everybody whose outcome is not told there yet."""
    ended = store.unbound(id)
    counts = Counter(outcome for _, outcome, _ in ended)
    told: dict[str, Plain] = {
        "mailing": id,
        "outcomes": dict(sorted(counts.items())),
        "receipts": store.digest_of([receipt for _, _, receipt in ended]),
    }
    with deed("mailing-sent", actor, told, at) as line:
        numbers = [number for number, _, _ in ended]
        for start in range(0, len(numbers), CHUNK):
            StoredRecipient.objects.filter(pk__in=numbers[start : start + CHUNK]).update(line=line.seq)


def bounced(bounce: Bounce, actor: Actor, at: datetime) -> None:
    """A message came back. Once it came back for good, that stands."""
    with deed("mailing-bounced", actor, {"status": bounce.status}, at):
        StoredRecipient.objects.filter(reference=bounce.reference).exclude(bounce__startswith="5.").update(
            bounced_at=at, bounce=bounce.status
        )
        for kind in (StoredNotice, StoredChangeNotice):
            kind.objects.filter(reference=bounce.reference).exclude(bounce__startswith="5.").update(
                bounced_at=at, bounce=bounce.status
            )


def bind_notices(actor: Actor, at: datetime) -> None:
    """Tell in the ledger what became of the notices by e-mail whose outcome is not told there yet."""
    ended = notices.unbound()
    told: dict[str, Plain] = {
        "outcomes": dict(sorted(Counter(one.outcome for one in ended).items())),
        "receipts": store.digest_of([one.receipt for one in ended]),
    }
    with deed("notices-sent", actor, told, at) as line:
        persons = [one.person for one in ended]
        for start in range(0, len(persons), CHUNK):
            StoredNotice.objects.filter(pk__in=persons[start : start + CHUNK]).update(line=line.seq)


def bind_change_notices(version: int, actor: Actor, at: datetime) -> None:
    """Tell in the ledger what became of those about this version whose outcome is not told there yet."""
    ended = change_notices.unbound(version)
    if not ended:
        return
    told: dict[str, Plain] = {
        "version": version,
        "outcomes": dict(sorted(Counter(outcome for _, outcome, _ in ended).items())),
        "receipts": store.digest_of([receipt for _, _, receipt in ended]),
    }
    with deed("change-told", actor, told, at) as line:
        numbers = [number for number, _, _ in ended]
        for start in range(0, len(numbers), CHUNK):
            StoredChangeNotice.objects.filter(pk__in=numbers[start : start + CHUNK]).update(line=line.seq)


def letters_sent(version: int, actor: Actor, at: datetime) -> int:
    """Somebody says that those on the list have got their letter; returns how many."""
    listed = StoredChangeNotice.objects.filter(version=version, outcome=change_notices.LISTED)
    with deed("change-letters-sent", actor, {"version": version, "letters": listed.count()}, at) as line:
        return listed.update(outcome=change_notices.LETTER, ended_at=at, line=line.seq)


def unreachable(version: int, persons: Collection[About], actor: Actor, at: datetime) -> None:
    """Somebody says that there is no address of these."""
    with deed("change-unreachable", actor, {"version": version, "persons": len(persons)}, at) as line:
        change_notices.keep_without_mail(version, persons, "", change_notices.UNREACHABLE, at, line=line.seq)


def said_no(reference: str, actor: Actor, at: datetime) -> None:
    """Somebody used the link of their message. The first time is the one that is kept."""
    with deed("mailing-no", actor, {"through": "link"}, at):
        StoredRecipient.objects.filter(reference=reference, said_no_at=None).update(said_no_at=at)


def ask(vault: Vault, wanted: StoredAsking, address: str, actor: Actor, at: datetime) -> None:
    """Keep that somebody is to be asked to confirm, with the address sealed until the letter has gone."""
    told: dict[str, Plain] = {"purpose": wanted.purpose, "text": wanted.text_version}
    with deed("consent-confirmation-asked", actor, told, at):
        reference = wanted.reference
        vault.admit([reference])
        row = OpenRow(subject=reference, table=store.ASKINGS, row=reference, values={store.ADDRESS: address})
        (sealed,) = vault.seal([row])
        wanted.address = sealed.values[store.ADDRESS]
        wanted.save(force_insert=True)


def asked(
    vault: Vault, reference: str, letter: str, person: About | None, actor: Actor, at: datetime
) -> None:
    """What became of the letter, and whom the address led to. Only somebody nobody knows must be found again by it."""
    with deed("consent-confirmation-sent", actor, {"letter": letter}, at):
        row = StoredAsking.objects.filter(pk=reference)
        row.update(letter=letter, letter_at=at)
        if person is not None:
            row.update(collection=person.collection, key=store.key_of(person))
        if person is not None or letter == store.NOT_SENT:
            row.update(address=None)
            vault.destroy([reference])


def confirm(reference: str, actor: Actor, at: datetime) -> StoredAsking | None:
    """Use the link, once; None if it was used before, has expired, or never was."""
    with deed("consent-confirmed", actor, {"through": "link"}, at):
        taken = StoredAsking.objects.filter(pk=reference, confirmed_at=None, expires_at__gt=at)
        if not taken.update(confirmed_at=at):
            return None
        return store.asking(reference)


def known(vault: Vault, reference: str, person: About, actor: Actor, at: datetime) -> None:
    """Whoever confirmed has a row of their own now, and the address stands there."""
    with deed("consent-confirmed-by-new", actor, {}, at):
        StoredAsking.objects.filter(pk=reference).update(
            collection=person.collection, key=store.key_of(person), address=None
        )
        vault.destroy([reference])


def forget(vault: Vault, references: Sequence[str], actor: Actor, at: datetime) -> None:
    """Their last day has come: what nobody confirmed is gone, and what was confirmed stands as a consent."""
    with deed("consent-confirmations-forgotten", actor, {"count": len(references)}, at):
        StoredAsking.objects.filter(pk__in=references).delete()
        vault.destroy(references)


def _row(id: str, one: Listed, at: datetime, line: int) -> StoredRecipient:
    return StoredRecipient(
        mailing_id=id,
        collection=one.about.collection,
        key=store.key_of(one.about),
        mark=one.mark if one.is_permitted else "",
        reference=secrets.token_hex(16),
        listed_at=at,
        reason=one.reason,
        receipt=one.receipt,
        outcome=store.WAITING if one.is_permitted else store.NOT_PERMITTED,
        ended_at=None if one.is_permitted else at,
        line=None if one.is_permitted else line,
    )

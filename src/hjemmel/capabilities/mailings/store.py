"""Mailings as they are kept, and the two notes around each message: begun before, outcome after. Deeds go through the
services; these notes are bound by the line of their batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from hjemmel.capabilities.mailings.models import StoredAsking, StoredMailing, StoredRecipient
from hjemmel.core.facts import About
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.letters.letter import Words
from hjemmel.core.mail.delivery import Delivery, Outcome
from hjemmel.core.mail.mailing import Mailing, Sent
from hjemmel.engine.ports import SealedRow

NOT_PERMITTED = "not permitted"
WAITING = ""
LET_OUT = "let out"
"""On a list for letters or text messages, which others send."""
REACHED = (Delivery.ACCEPTED.value, Delivery.UNCERTAIN.value, LET_OUT)
"""Outcomes after which somebody may have got the message."""
TRY_AGAIN_AFTER = timedelta(minutes=15)
ASKINGS, ADDRESS = "mailing_asking", "address"
"""Where the sealed address of somebody who is asked to confirm stands."""
BEGUN, NOT_SENT = "begun", "not sent"
"""Of the letter that asks: it is on its way, or went nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMailing:
    """A mailing with what has become of it, in counts."""

    id: str
    mailing: Mailing
    digest: str
    sort: str
    list: str
    unknown: int
    made_at: datetime
    dropped_at: datetime | None
    approved: Approved | None
    outcomes: Mapping[str, int]
    """How many recipients have each outcome; the empty one waits."""
    bounced: int
    said_no: int
    begun: int
    """Begun, and without an outcome: being sent just now, or broken off."""
    reasons: Mapping[str, int]
    """Of those who do not get it: how many for each reason."""

    @property
    def listed(self) -> int:
        return sum(self.outcomes.values())

    @property
    def refused(self) -> int:
        return self.outcomes.get(NOT_PERMITTED, 0)

    @property
    def waiting(self) -> int:
        return self.outcomes.get(WAITING, 0)

    @property
    def permitted(self) -> int:
        return self.listed - self.refused

    @property
    def sent(self) -> int:
        return self.outcomes.get(Delivery.ACCEPTED.value, 0)

    @property
    def let_out(self) -> int:
        return self.outcomes.get(LET_OUT, 0)

    @property
    def turned_down(self) -> int:
        return self.outcomes.get(Delivery.REFUSED.value, 0)

    @property
    def later(self) -> int:
        return self.outcomes.get(Delivery.LATER.value, 0)

    @property
    def uncertain(self) -> int:
        return self.outcomes.get(Delivery.UNCERTAIN.value, 0)

    @property
    def can_be_approved(self) -> bool:
        return self.approved is None and self.dropped_at is None and self.waiting > 0

    @property
    def can_be_sent(self) -> bool:
        return self.approved is not None and self.dropped_at is None and self.waiting + self.later > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One who waits for the message."""

    number: int
    about: About
    reference: str


def newest(count: int) -> tuple[KeptMailing, ...]:
    found = StoredMailing.objects.select_related("storedmailingapproval").order_by("-made_at", "-line")
    return tuple(_kept(one) for one in found[:count])


def mailing(id: str) -> KeptMailing | None:
    found = StoredMailing.objects.select_related("storedmailingapproval").filter(pk=id).first()
    return _kept(found) if found else None


def waiting(id: str, count: int, at: datetime) -> tuple[Recipient, ...]:
    """The next who are to get it: those never begun, then those whom the server asked us to come back for."""
    later = Q(outcome=Delivery.LATER.value, ended_at__lte=at - TRY_AGAIN_AFTER)
    rows = (
        StoredRecipient.objects.filter(Q(outcome=WAITING, begun_at=None) | later, mailing_id=id)
        .order_by("outcome", "pk")
        .values_list("pk", "collection", "key", "reference")[:count]
    )
    return tuple(
        Recipient(number=number, about=about(collection, key), reference=reference)
        for number, collection, key, reference in rows
    )


def recipients(id: str) -> tuple[Recipient, ...]:
    """All who were permitted when it was prepared."""
    rows = StoredRecipient.objects.filter(mailing_id=id).exclude(outcome=NOT_PERMITTED).order_by("pk")
    return tuple(
        Recipient(number=number, about=about(collection, key), reference=reference)
        for number, collection, key, reference in rows.values_list("pk", "collection", "key", "reference")
    )


def hold(id: str, by: str, at: datetime, until: datetime) -> bool:
    """Take the mailing, so that nobody else sends it until then; False if somebody has."""
    free = Q(held_by__in=("", by)) | Q(held_until__lte=at)
    return bool(StoredMailing.objects.filter(free, pk=id).update(held_by=by, held_until=until))


def let_go(id: str, by: str) -> None:
    StoredMailing.objects.filter(pk=id, held_by=by).update(held_by="", held_until=None)


def break_off(id: str, at: datetime) -> int:
    """Those begun by somebody who never told how it ended: nobody knows, and they get it no second time."""
    return StoredRecipient.objects.filter(mailing_id=id, outcome=WAITING, begun_at__isnull=False).update(
        outcome=Delivery.UNCERTAIN.value, ended_at=at
    )


def begin(number: int, at: datetime, reason: str, receipt: str, mark: str) -> None:
    """On disk before the message leaves: whatever breaks, it is known that it may have been sent."""
    StoredRecipient.objects.filter(pk=number).update(
        begun_at=at, ended_at=None, outcome=WAITING, reason=reason, receipt=receipt, mark=mark, line=None
    )


def not_begun(number: int) -> None:
    """The message did not leave: the server was gone before."""
    StoredRecipient.objects.filter(pk=number).update(begun_at=None)


def end_on_list(number: int, at: datetime) -> None:
    StoredRecipient.objects.filter(pk=number).update(ended_at=at, outcome=LET_OUT)


def come_back() -> frozenset[str]:
    """The addresses that messages have come back from for good."""
    rows = StoredRecipient.objects.filter(bounce__startswith="5.").exclude(mark="")
    return frozenset(rows.values_list("mark", flat=True))


def has_gone_to(id: str, mark: str, but: int) -> bool:
    """Somebody else on the list has the address, such as a firm's own mailbox."""
    return StoredRecipient.objects.filter(mailing_id=id, mark=mark).exclude(pk=but).exists()


def end(number: int, outcome: Outcome, at: datetime) -> None:
    StoredRecipient.objects.filter(pk=number).update(
        ended_at=at, outcome=outcome.delivery.value, code=outcome.code, status=outcome.status
    )


def pass_by(number: int, reason: str, receipt: str, at: datetime) -> None:
    """The answer was no at the moment of sending."""
    StoredRecipient.objects.filter(pk=number).update(
        ended_at=at, outcome=NOT_PERMITTED, reason=reason, receipt=receipt, line=None
    )


def unbound(id: str) -> tuple[tuple[int, str, str], ...]:
    """Ended, and not told of in the ledger yet: (number, outcome, digest of the receipt)."""
    rows = StoredRecipient.objects.filter(mailing_id=id, line=None).exclude(outcome=WAITING).order_by("pk")
    return tuple(rows.values_list("pk", "outcome", "receipt"))


def digest_of(content: object) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def recipient(reference: str) -> tuple[StoredRecipient, str, str] | None:
    """Whose link this is, with the mailing's purpose and channel."""
    found = StoredRecipient.objects.select_related("mailing").filter(reference=reference).first()
    return (found, found.mailing.purpose, found.mailing.channel) if found else None


def asking(reference: str) -> StoredAsking | None:
    return StoredAsking.objects.filter(pk=reference).first()


def unsent(count: int, at: datetime) -> tuple[StoredAsking, ...]:
    """The first whose letter with the link waits."""
    waiting = StoredAsking.objects.filter(letter=WAITING, confirmed_at=None, expires_at__gt=at)
    return tuple(waiting.order_by("asked_at", "pk")[:count])


def begin_asking(reference: str, at: datetime) -> bool:
    """On disk before the letter leaves, so that it leaves once; False if somebody else has begun."""
    waiting = StoredAsking.objects.filter(pk=reference, letter=WAITING)
    return bool(waiting.update(letter=BEGUN, letter_at=at))


def not_asked(reference: str) -> None:
    """The letter did not leave: it waits again."""
    StoredAsking.objects.filter(pk=reference, letter=BEGUN).update(letter=WAITING, letter_at=None)


def letters_since(mark: str, since: datetime, but: str) -> int:
    """How many letters of this kind have gone to the address since then, one apart."""
    gone = StoredAsking.objects.filter(mark=mark, letter_at__gte=since).exclude(letter=NOT_SENT)
    return gone.exclude(pk=but).count()


def asked_since(since: datetime) -> int:
    return StoredAsking.objects.filter(asked_at__gte=since).count()


def past_askings(at: datetime, count: int) -> tuple[str, ...]:
    """Those whose last day has come."""
    past = StoredAsking.objects.filter(expires_at__lte=at)
    return tuple(past.order_by("pk").values_list("pk", flat=True)[:count])


def sealed_address(asking: StoredAsking) -> SealedRow | None:
    """The address it was asked with; None once it is gone."""
    if asking.address is None:
        return None
    values = {ADDRESS: bytes(asking.address)}
    return SealedRow(subject=asking.pk, table=ASKINGS, row=asking.pk, values=values)


def sent() -> tuple[Sent, ...]:
    """Every message that somebody got, or may have got."""
    rows = StoredRecipient.objects.filter(outcome__in=REACHED, begun_at__isnull=False).order_by("pk")
    return tuple(
        Sent(about=about(collection, key), purpose=purpose, channel=channel, at=begun, mark=mark)
        for collection, key, purpose, channel, begun, mark in rows.values_list(
            "collection", "key", "mailing__purpose", "mailing__channel", "begun_at", "mark"
        )
    )


def about(collection: str, key: str) -> About:
    return About(collection=collection, key=tuple(json.loads(key)))


def key_of(person: About) -> str:
    return json.dumps(list(person.key), ensure_ascii=False)


def read_mailing(body: str) -> Mailing:
    data: dict[str, Any] = json.loads(body)
    return Mailing(
        purpose=data["purpose"],
        channel=data["channel"],
        nb=_words(data["nb"]),
        en=_words(data["en"]) if data["en"] else None,
        own_similar_goods=data["own_similar_goods"],
    )


def _words(data: Mapping[str, str]) -> Words:
    return Words(subject=data["subject"], text=data["text"])


def _kept(found: StoredMailing) -> KeptMailing:
    rows = StoredRecipient.objects.filter(mailing=found)
    counts = rows.aggregate(
        bounced=Count("pk", filter=Q(bounced_at__isnull=False)),
        said_no=Count("pk", filter=Q(said_no_at__isnull=False)),
        begun=Count("pk", filter=Q(begun_at__isnull=False, outcome=WAITING)),
    )
    refused = rows.filter(outcome=NOT_PERMITTED).values_list("reason").annotate(many=Count("pk"))
    approval = getattr(found, "storedmailingapproval", None)
    return KeptMailing(
        id=found.pk,
        mailing=read_mailing(found.body),
        digest=found.digest,
        sort=found.sort,
        list=found.list,
        unknown=found.unknown,
        made_at=found.made_at,
        dropped_at=found.dropped_at,
        approved=Approved(by=approval.by_name, at=approval.at) if approval else None,
        outcomes=dict(rows.values_list("outcome").annotate(many=Count("pk")).order_by()),
        reasons=_most_first(refused),
        **counts,
    )


def _most_first(counts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return dict(sorted(counts, key=lambda one: (-one[1], one[0])))

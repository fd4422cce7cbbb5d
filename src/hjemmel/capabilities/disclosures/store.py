"""Disclosures as they stand: each with its steps. Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from hjemmel.capabilities.disclosures.models import (
    DisclosureStep,
    StoredDisclosure,
    StoredFeed,
    StoredFeedRow,
)
from hjemmel.core.facts import About, Listing
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.sharing.directory import Feed, GivenFeed, Had, SentListing
from hjemmel.core.sharing.disclosure import Approval, Disclosure, Given, Need
from hjemmel.core.terms import DisclosureGround


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDisclosure:
    """A disclosure, with what became of it."""

    number: int
    disclosure: Disclosure
    asked_by: str
    given_at: datetime | None
    dropped_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.given_at is None and self.dropped_at is None


def disclosure(number: int) -> KeptDisclosure | None:
    return next(_read(StoredDisclosure.objects.filter(pk=number)), None)


def newest(count: int, recipient: str = "", ground: str = "") -> tuple[KeptDisclosure, ...]:
    """The newest first; those to one recipient, or on one ground, if it is named."""
    found = StoredDisclosure.objects.order_by("-pk")
    if recipient:
        found = found.filter(recipient=recipient)
    if ground:
        found = found.filter(ground=ground)
    return tuple(_read(found[:count]))


def waiting() -> tuple[KeptDisclosure, ...]:
    """Neither given nor dropped, the oldest first."""
    ended = DisclosureStep.objects.filter(kind__in=[DisclosureStep.GIVEN, DisclosureStep.DROPPED])
    return tuple(_read(StoredDisclosure.objects.exclude(pk__in=ended.values("disclosure_id")).order_by("pk")))


def given() -> tuple[Given, ...]:
    """All that were handed over, in the order they were asked for."""
    return tuple(_given(_read(StoredDisclosure.objects.order_by("pk"))))


def given_about(persons: Iterable[About]) -> tuple[Given, ...]:
    """What was handed over of the data of these."""
    return tuple(_given(_read(StoredDisclosure.objects.filter(_any_of(persons)).order_by("pk"))))


def _any_of(persons: Iterable[About]) -> Q:
    whom = Q(pk__in=[])
    for person in persons:
        whom |= Q(collection=person.collection, key=canonical(list(person.key)))
    return whom


# ---- files for directory enquiries -------------------------------------------------------------------------


def feeds(recipient: str = "", count: int | None = None) -> tuple[GivenFeed, ...]:
    """The files that were made, the newest first; those to one recipient, if it is named."""
    found = StoredFeed.objects.order_by("-pk")
    if recipient:
        found = found.filter(recipient=recipient)
    return tuple(_feed(one) for one in found[:count])


def feeds_about(persons: Iterable[About]) -> tuple[GivenFeed, ...]:
    """The files in which one of these was listed."""
    rows = StoredFeedRow.objects.filter(_any_of(persons)).exclude(level=Listing.SECRET.value)
    return tuple(
        _feed(one) for one in StoredFeed.objects.filter(pk__in=rows.values("feed_id")).order_by("pk")
    )


def had(recipient: str) -> tuple[Had, ...]:
    """What the recipient was last given of each listing."""
    mine = StoredFeedRow.objects.filter(feed__recipient=recipient)
    newest = mine.values("row_collection", "row_key").annotate(newest=Max("pk")).order_by().values("newest")
    rows = StoredFeedRow.objects.filter(pk__in=newest).order_by("pk")
    columns = ("row_collection", "row_key", "collection", "key", "level", "mark")
    return tuple(
        Had(
            row=_about(row_collection, row_key),
            person=_about(collection, key),
            level=Listing(level),
            mark=mark,
        )
        for row_collection, row_key, collection, key, level, mark in rows.values_list(*columns).iterator()
    )


def sent_listings() -> tuple[SentListing, ...]:
    """What each recipient was last given of each listing."""
    newest = (
        StoredFeedRow.objects.values("feed__recipient", "row_collection", "row_key")
        .annotate(newest=Max("pk"))
        .order_by()
        .values("newest")
    )
    rows = StoredFeedRow.objects.filter(pk__in=newest).order_by("pk")
    columns = ("row_collection", "row_key", "level", "feed__at")
    return tuple(
        SentListing(about=_about(collection, key), level=Listing(level), at=at)
        for collection, key, level, at in rows.values_list(*columns).iterator()
    )


def _about(collection: str, key: str) -> About:
    return About(collection=collection, key=tuple(json.loads(key)))


def _feed(one: StoredFeed) -> GivenFeed:
    return GivenFeed(
        number=one.number,
        feed=Feed(
            recipient=one.recipient,
            purpose=one.purpose,
            ground=DisclosureGround(one.ground),
            categories=tuple(json.loads(one.categories)),
            digest=one.digest,
            is_whole=one.is_whole,
        ),
        listed=one.listed,
        removed=one.removed,
        at=one.at,
        by=one.by,
    )


# ---- inside ------------------------------------------------------------------------------------------------


def _given(found: Iterable[KeptDisclosure]) -> Iterator[Given]:
    return (Given(disclosure=one.disclosure, at=one.given_at) for one in found if one.given_at)


def _read(rows: QuerySet[StoredDisclosure]) -> Iterator[KeptDisclosure]:
    for row in rows.prefetch_related("disclosurestep_set"):
        steps = sorted(row.disclosurestep_set.all(), key=lambda step: step.pk)
        ends = {step.kind: step.at for step in steps}
        yield KeptDisclosure(
            number=row.pk,
            disclosure=_value(row, steps),
            asked_by=row.asked_by,
            given_at=ends.get(DisclosureStep.GIVEN),
            dropped_at=ends.get(DisclosureStep.DROPPED),
        )


def _value(row: StoredDisclosure, steps: Iterable[DisclosureStep]) -> Disclosure:
    return Disclosure(
        recipient=row.recipient,
        ground=DisclosureGround(row.ground),
        about=_about(row.collection, row.key),
        at=row.asked_at,
        purposes=tuple(json.loads(row.purposes)),
        categories=tuple(json.loads(row.categories)),
        reference=row.reference,
        law=row.law,
        covers=frozenset(json.loads(row.covers)),
        need=Need(row.need) if row.need else None,
        proof=row.proof,
        approvals=tuple(
            Approval(by=step.by, at=step.at) for step in steps if step.kind == DisclosureStep.APPROVED
        ),
    )

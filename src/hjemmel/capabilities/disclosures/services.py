"""The deeds around a disclosure. Whether it may be made is asked before, of `core.disclosure`, by whoever calls these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef

from hjemmel.capabilities.disclosures.models import (
    DisclosureStep,
    StoredDisclosure,
    StoredFeed,
    StoredFeedRow,
)
from hjemmel.capabilities.ledger.services import deed
from hjemmel.core.facts import Listing
from hjemmel.core.ledger.chain import canonical
from hjemmel.core.sharing.directory import Feed, FeedRow
from hjemmel.core.sharing.disclosure import Disclosure
from hjemmel.engine.ports import Actor, Plain


class AtItsEnd(ValueError):
    """It was given or dropped before, or this person has approved it already. Nothing was done."""


def ask(disclosure: Disclosure, actor: Actor, at: datetime) -> int:
    """Store what is asked for; returns its number. Approvals come as steps of their own."""
    told: dict[str, Plain] = {
        "recipient": disclosure.recipient,
        "ground": disclosure.ground.value,
        "purposes": list(disclosure.purposes),
        "categories": list(disclosure.categories),
    }
    with deed("disclosure-asked", actor, told, at) as line:
        stored = StoredDisclosure.objects.create(
            collection=disclosure.about.collection,
            key=canonical(list(disclosure.about.key)),
            recipient=disclosure.recipient,
            ground=disclosure.ground.value,
            purposes=canonical(list(disclosure.purposes)),
            categories=canonical(list(disclosure.categories)),
            reference=disclosure.reference,
            law=disclosure.law,
            covers=canonical(sorted(disclosure.covers)),
            need=disclosure.need.value if disclosure.need else "",
            proof=disclosure.proof,
            asked_at=at,
            asked_by=actor.id,
            line=line.seq,
        )
        return int(stored.pk)


def approve(number: int, actor: Actor, at: datetime) -> None:
    """Somebody says yes in their own name. Raises AtItsEnd if they have, or it is given or dropped."""
    with deed("disclosure-approved", actor, {"disclosure": number}, at) as line:
        _add(number, DisclosureStep.APPROVED, actor, at, line.seq)


def give(number: int, actor: Actor, at: datetime) -> None:
    """It was handed over. Raises AtItsEnd if it was given or dropped before."""
    with deed("disclosure-given", actor, {"disclosure": number}, at) as line:
        _add(number, DisclosureStep.GIVEN, actor, at, line.seq)


def drop(number: int, actor: Actor, at: datetime) -> None:
    """Nothing is handed over after all. Raises AtItsEnd if it was given or dropped before."""
    with deed("disclosure-dropped", actor, {"disclosure": number}, at) as line:
        _add(number, DisclosureStep.DROPPED, actor, at, line.seq)


class Overtaken(RuntimeError):
    """Another file for the recipient has been made since this one was begun. Nothing was done: begin anew."""


def give_feed(feed: Feed, number: int, rows: Iterable[FeedRow], actor: Actor, at: datetime) -> None:
    """Put a file for directory enquiries on record, with each of its rows: from now on the recipient may have it.

    One line in the ledger, whatever the file's length. Raises Overtaken if it is not the recipient's next file."""
    marks = [
        StoredFeedRow(
            collection=row.person.collection,
            key=canonical(list(row.person.key)),
            row_collection=row.row.collection,
            row_key=canonical(list(row.row.key)),
            level=row.level.value,
            mark=row.mark,
            replaced_at=at if row.level is Listing.SECRET else None,
        )
        for row in rows
    ]
    removed = sum(mark.level == Listing.SECRET.value for mark in marks)
    told: dict[str, Plain] = {
        "recipient": feed.recipient,
        "number": number,
        "ground": feed.ground.value,
        "purpose": feed.purpose,
        "categories": list(feed.categories),
        "digest": feed.digest,
        "whole": feed.is_whole,
        "listed": len(marks) - removed,
        "removed": removed,
    }
    with deed("feed-given", actor, told, at) as line:
        if StoredFeed.objects.filter(recipient=feed.recipient).count() != number - 1:
            raise Overtaken
        stored = StoredFeed.objects.create(
            recipient=feed.recipient,
            number=number,
            purpose=feed.purpose,
            ground=feed.ground.value,
            categories=canonical(list(feed.categories)),
            digest=feed.digest,
            is_whole=feed.is_whole,
            listed=len(marks) - removed,
            removed=removed,
            at=at,
            by=actor.id,
            line=line.seq,
        )
        walk = iter(marks)
        while part := list(islice(walk, _AT_ONCE)):
            for mark in part:
                mark.feed = stored
            StoredFeedRow.objects.bulk_create(part)
        _replace_earlier(stored, at)


def _replace_earlier(feed: StoredFeed, at: datetime) -> None:
    """What the recipient had of the listings that this file tells of, it has no more."""
    newer = StoredFeedRow.objects.filter(
        feed=feed, row_collection=OuterRef("row_collection"), row_key=OuterRef("row_key")
    )
    earlier = StoredFeedRow.objects.filter(
        feed__recipient=feed.recipient, feed__pk__lt=feed.pk, replaced_at=None
    )
    earlier.filter(Exists(newer)).update(replaced_at=at)


_AT_ONCE = 1_000


def _add(number: int, kind: str, actor: Actor, at: datetime, line: int) -> None:
    """Inside the deed's transaction: writers come one at a time, so what is looked at here still stands."""
    steps = DisclosureStep.objects.filter(disclosure_id=number)
    if steps.filter(kind__in=[DisclosureStep.GIVEN, DisclosureStep.DROPPED]).exists():
        raise AtItsEnd
    if kind == DisclosureStep.APPROVED and steps.filter(kind=kind, by=actor.id).exists():
        raise AtItsEnd
    DisclosureStep.objects.create(disclosure_id=number, kind=kind, by=actor.id, at=at, line=line)

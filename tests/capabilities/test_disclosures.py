"""What was asked for, approved and given stands as it was, with a line in the ledger for each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.database import fresh  # noqa: F401  # isort: split

from hjemmel.capabilities.disclosures import services, store
from hjemmel.capabilities.disclosures.models import (
    DisclosureStep,
    StoredDisclosure,
    StoredFeed,
    StoredFeedRow,
)
from hjemmel.capabilities.disclosures.services import AtItsEnd
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.core.facts import About, Listing
from hjemmel.core.sharing.directory import Feed, FeedRow
from hjemmel.core.sharing.disclosure import Approval, Disclosure, Need
from hjemmel.core.terms import DisclosureGround as Ground
from hjemmel.engine.ports import Actor

KARI, PER = (About(collection="shop.accounts", key=(number, "a")) for number in (1, 2))
NORA, ANE = (Actor(id=f"staff-{number}", name="x") for number in (1, 2))


def order(now: datetime) -> Disclosure:
    return Disclosure(
        recipient="police", ground=Ground.ORDER, about=KARI, at=now, purposes=("lawful_orders",),
        categories=("name", "dialogue"), reference="2026/14", law="straffeprosessloven § 210",
        covers=frozenset({"name", "dialogue"}), need=Need.OFFENCE, proof="9f" * 32,
    )  # fmt: skip


def kinds() -> list[str]:
    return [line.kind for line in reversed(ledger.lines(20))]


def test_what_is_read_is_what_was_asked_for_and_who_approved(now: datetime) -> None:
    number = services.ask(order(now), ANE, now)
    services.approve(number, NORA, now)
    services.approve(number, ANE, now + timedelta(hours=1))
    found = store.disclosure(number)
    assert found and found.is_open and found.asked_by == ANE.id
    approvals = (Approval(by=NORA.id, at=now), Approval(by=ANE.id, at=now + timedelta(hours=1)))
    assert found.disclosure == replace(order(now), approvals=approvals)


def test_nobody_approves_twice(now: datetime) -> None:
    number = services.ask(order(now), ANE, now)
    services.approve(number, NORA, now)
    with pytest.raises(AtItsEnd):
        services.approve(number, NORA, now)
    assert kinds() == ["disclosure-asked", "disclosure-approved"], (
        "and the ledger has no line of what was not done"
    )


@pytest.mark.parametrize("end", [services.give, services.drop])
def test_what_has_ended_is_neither_approved_given_nor_dropped(end: object, now: datetime) -> None:
    assert callable(end)
    number = services.ask(order(now), ANE, now)
    end(number, ANE, now)
    for deed in (services.approve, services.give, services.drop):
        with pytest.raises(AtItsEnd):
            deed(number, NORA, now)
    assert store.waiting() == ()


def test_only_what_was_given_counts_as_given_and_by_the_moment_it_was(now: datetime) -> None:
    numbers = [services.ask(order(now), ANE, now) for _ in range(3)]
    later = now + timedelta(days=2)
    services.give(numbers[0], ANE, later)
    services.drop(numbers[1], ANE, later)
    (given,) = store.given()
    assert given.at == later
    assert [one.number for one in store.waiting()] == [numbers[2]]


def test_what_was_given_about_somebody_is_not_told_of_others(now: datetime) -> None:
    for person in (KARI, PER):
        services.give(services.ask(replace(order(now), about=person), ANE, now), ANE, now)
    assert [one.disclosure.about for one in store.given_about([PER])] == [PER]
    assert store.given_about([]) == ()


def test_the_list_can_be_narrowed_to_a_recipient_or_a_ground(now: datetime) -> None:
    services.ask(order(now), ANE, now)
    services.ask(replace(order(now), recipient="nordfoss", ground=Ground.DELIVERY), ANE, now)
    assert [one.disclosure.recipient for one in store.newest(5)] == ["nordfoss", "police"]
    assert [one.disclosure.recipient for one in store.newest(5, recipient="police")] == ["police"]
    assert [one.disclosure.recipient for one in store.newest(5, ground="delivery")] == ["nordfoss"]


def test_the_database_refuses_to_change_what_was_put_down(now: datetime) -> None:
    number = services.ask(order(now), ANE, now)
    services.approve(number, NORA, now)
    for rows in (StoredDisclosure.objects.filter(pk=number), DisclosureStep.objects.all()):
        field = "recipient" if rows.model is StoredDisclosure else "by"
        with pytest.raises(DatabaseError, match="a step is added"), transaction.atomic():
            rows.update(**{field: "somebody"})


def feed(*rows: FeedRow, number: int, at: datetime) -> None:
    given = Feed(
        recipient="listing", purpose="list", ground=Ground.CONSENT, categories=("name",), digest=f"{number:064}",
        is_whole=False,
    )  # fmt: skip
    services.give_feed(given, number, rows, ANE, at)


def listed(person: About, level: Listing = Listing.LISTED) -> FeedRow:
    return FeedRow(row=person, person=person, reference="r", level=level, mark="m", tells_more=True)


def test_what_a_recipient_may_still_show_is_known_and_what_was_replaced_is_known_since_when(
    now: datetime,
) -> None:
    days = [now + timedelta(days=number) for number in range(3)]
    feed(listed(KARI), listed(PER), number=1, at=days[0])
    feed(listed(KARI, Listing.PARTLY), number=2, at=days[1])
    feed(listed(KARI, Listing.SECRET), number=3, at=days[2])
    found = StoredFeedRow.objects.order_by("pk").values_list("row_key", "level", "replaced_at")
    assert list(found) == [
        ('[1,"a"]', "listed", days[1]),
        ('[2,"a"]', "listed", None),
        ('[1,"a"]', "partly", days[2]),
        ('[1,"a"]', "secret", days[2]),
    ]


def test_of_a_file_nothing_is_changed_but_when_a_row_was_replaced_and_in_the_end_who_made_it(
    now: datetime,
) -> None:
    feed(listed(PER), number=1, at=now)
    assert StoredFeed.objects.update(by="slettet") == 1
    for change in (StoredFeed.objects.all, StoredFeedRow.objects.all):
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            change().update(**{"digest" if change().model is StoredFeed else "level": "x"})


def test_the_ledger_does_not_tell_whose_data_it_was(now: datetime) -> None:
    services.give(services.ask(order(now), ANE, now), ANE, now)
    told = "".join(str(line.content) for line in ledger.lines(20))
    assert "accounts" not in told and "2026/14" not in told and "police" in told

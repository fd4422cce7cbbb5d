"""Messages judged again: right ones are KEPT, each planted wrong one is found, and what cannot be known is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.engine.ports import Stores
from tests.engine.worlds import in_memory, profile, rows_of

from hjemmel.core.datamap import DataMap
from hjemmel.core.declaration.parts import Text
from hjemmel.core.declaration.promises import MailingsProbe
from hjemmel.core.facts import (
    About,
    AddressGiven,
    AddressKind,
    ChannelDeclined,
    ConsentGiven,
    Facts,
    Objection,
    ObjectionMade,
    Origin,
    Suppressed,
)
from hjemmel.core.grounds.rows import Row
from hjemmel.core.mail.mailing import Sent
from hjemmel.core.promise import Measurement, judge
from hjemmel.core.terms import Grade, Verdict
from hjemmel.engine.house import House
from hjemmel.engine.kept import Kept
from hjemmel.engine.probes.mailings import mailings
from hjemmel.engine.probes.sight import Sight
from hjemmel.profiles.gifts.demo import tables

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
READER = {
    "id": 90_001, "email": "leser@annen.example", "basis": "consent", "sale_ref": None,
    "consent_at": "2026-03-01 12:00:00", "optout_at": None,
}  # fmt: skip
SEND = {
    "id": 90_001,
    "subscriber_id": 90_001,
    "class": "nyhetsbrev",
    "at": "2026-05-01 08:00:00",
    "decision": "sendt",
}
ABOUT = About(collection="nyhetsbrev.subscribers", key=(90_001,))
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def gifts() -> tuple[DataMap, Tables]:
    data_map, systems = profile("gifts"), tables(200, NOW.date(), 3)
    return data_map, {
        name: list(systems[one.system].table(one.shape.table).dicts())
        for name, one in data_map.collections.items()
    }


def only(reader: Row, *sends: Row) -> Callable[[Tables], Tables]:
    """The company with this reader and these messages alone on its newsletter's list."""
    return lambda found: {**found, "nyhetsbrev.subscribers": [reader], "nyhetsbrev.sends": list(sends)}


def measured(
    gifts: tuple[DataMap, Tables],
    *needs: str,
    of: Callable[[Tables], Tables] = lambda found: found,
    facts: Facts | None = None,
    kept: tuple[Sent, ...] = (),
    without: tuple[str, ...] = (),
    purposes: tuple[str, ...] = ("market_customers", "market_others"),
    unproved: Text | None = None,
) -> Measurement:
    data_map, found = gifts
    stores = Stores()
    connectors = in_memory(data_map, rows_of(data_map, of(found)))
    house = House(
        map=data_map,
        connectors={name: one for name, one in connectors.items() if name not in without},
        plans=stores.plans,
        facts=stores.facts,
        evidences=stores.evidences,
        clock=lambda: NOW,
    )
    seen = house.observe()
    sight = Sight(
        map=data_map, published=data_map, drift=seen.drift, facts=facts or Facts(), earlier={}, now=NOW,
        out_of_sight=seen.out_of_sight, take_census=_no_census, read=house._read, theirs=house._theirs,
        kept=replace(Kept(), mailings=kept),
    )  # fmt: skip
    probe = MailingsProbe(kind="mailings", purposes=purposes, needs=needs, unproved=unproved)
    return mailings(probe, sight)


def _no_census() -> object:
    raise AssertionError("what was sent is judged without the census")


def verdict(seen: Measurement) -> Verdict:
    return judge("p", 1, Grade.MEASURED, seen, NOW, timedelta(days=2)).verdict


def test_a_whole_company_that_did_right_is_kept_but_for_what_rests_on_who_is_a_customer_now(
    gifts: tuple[DataMap, Tables],
) -> None:
    for need, given in (("no_after", Verdict.KEPT), ("ground", Verdict.UNKNOWN)):
        seen = measured(gifts, need)
        assert (seen.breaches, seen.unknown) == (0, 0) and seen.cases > 50
        # Somebody who was away and came back is a customer today, and was none when it was sent.
        assert verdict(seen) is given, need
    assert "from what we know now" in seen.missing_en


@pytest.mark.parametrize(
    ("what", "need", "reader", "send"),
    [
        ("before the consent", "ground", {}, {"at": "2026-02-28 23:00:00"}),
        ("after it was withdrawn", "ground", {"optout_at": "2026-04-30 08:00:00"}, {}),
        ("after the no", "no_after", {"optout_at": "2026-04-30 08:00:00"}, {}),
        ("an hour after the no", "no_after", {"optout_at": "2026-05-01 07:00:00"}, {}),
        ("to one who never said yes", "ground", {"basis": "list", "consent_at": None}, {}),
        ("as to a customer who never bought", "ground", {"basis": "customer", "sale_ref": "7"}, {}),
        ("a message nobody knows what was for", "ground", {"consent_at": None}, {"class": "annet"}),
    ],
)
def test_each_message_that_should_not_have_been_sent_breaks_it(
    gifts: tuple[DataMap, Tables], what: str, need: str, reader: Row, send: Row
) -> None:
    right = measured(gifts, need, of=only(READER, SEND))
    assert (right.cases, right.breaches, verdict(right)) == (1, 0, Verdict.KEPT)
    wrong = measured(gifts, need, of=only({**READER, **reader}, {**SEND, **send}))
    assert (wrong.cases, wrong.breaches, verdict(wrong)) == (1, 1, Verdict.BROKEN), what


@pytest.mark.parametrize(
    ("reader", "send"),
    [
        ({"optout_at": "2026-05-01 09:00:00"}, {}),
        ({"optout_at": "2026-05-02"}, {}),
        ({}, {"decision": "stoppet", "at": "2020-01-01 08:00:00"}),
    ],
)
def test_a_message_before_the_no_and_one_that_was_stopped_are_right(
    gifts: tuple[DataMap, Tables], reader: Row, send: Row
) -> None:
    seen = measured(gifts, "ground", "no_after", of=only({**READER, **reader}, {**SEND, **send}))
    assert seen.breaches == 0


def test_a_survey_to_one_who_is_no_customer_breaks_it(gifts: tuple[DataMap, Tables]) -> None:
    survey = {**SEND, "class": "spørreundersøkelse"}
    assert measured(gifts, "ground", purposes=("surveys",), of=only(READER, survey)).breaches == 1
    assert measured(gifts, "ground", of=only(READER, survey)).cases == 0


def test_what_hjemmel_sent_and_what_it_was_told_counts_as_well(gifts: tuple[DataMap, Tables]) -> None:
    sent = (
        Sent(about=ABOUT, purpose="market_others", channel="email", at=datetime(2026, 5, 1, 9, tzinfo=UTC)),
    )
    nothing = {**READER, "basis": "paper", "consent_at": None}
    yes = ConsentGiven(about=ABOUT, purpose="market_others", given_at=datetime(2026, 4, 1, tzinfo=UTC))
    no = ObjectionMade(
        about=ABOUT, purpose="market_others", state=Objection.UPHELD, at=datetime(2026, 5, 1, 8, tzinfo=UTC)
    )
    of = only(nothing)
    assert measured(gifts, "ground", of=of, kept=sent).breaches == 1
    assert measured(gifts, "ground", of=of, kept=sent, facts=Facts(consents=(yes,))).breaches == 0
    told = Facts(consents=(yes,), objections=(no,))
    assert measured(gifts, "ground", of=of, kept=sent, facts=told).breaches == 1
    taken_back = replace(no, state=Objection.LIFTED)
    told = Facts(consents=(yes,), objections=(taken_back,))
    assert measured(gifts, "no_after", of=of, kept=sent, facts=told).breaches == 0
    later = replace(no, at=datetime(2026, 5, 1, 10, tzinfo=UTC))
    told = Facts(consents=(yes,), objections=(later,))
    assert measured(gifts, "no_after", of=of, kept=sent, facts=told).breaches == 0


def test_a_no_to_one_channel_breaks_what_went_through_it_and_leaves_what_may_have_gone_through_it_unknown(
    gifts: tuple[DataMap, Tables],
) -> None:
    at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    sent = Sent(about=ABOUT, purpose="market_others", channel="email", at=at)
    no = ChannelDeclined(
        about=ABOUT, purpose="market_others", channel="email", at=datetime(2026, 4, 1, tzinfo=UTC)
    )

    def seen(*kept: Sent, sends: tuple[Row, ...] = (), **told: Any) -> Measurement:
        facts = replace(Facts(declined=(no,)), **told)
        return measured(gifts, "no_after", of=only(READER, *sends), kept=kept, facts=facts)

    assert seen(sent).breaches == 1
    assert seen(replace(sent, channel="sms")).breaches == 0
    assert seen(sent, declined=(replace(no, at=at + timedelta(hours=1)),)).breaches == 0
    assert seen(sent, declined=(replace(no, lifted_at=at - timedelta(days=1)),)).breaches == 0
    yes = ConsentGiven(about=ABOUT, purpose="market_others", given_at=at - timedelta(days=1))
    assert seen(sent, consents=(yes,)).breaches == 0, "a later yes"
    both = (no, replace(no, purpose="market_customers"))
    by_whatever = seen(sends=(SEND,), declined=both)
    assert (by_whatever.breaches, by_whatever.unknown) == (0, 1), "the row does not tell the channel"


def test_a_no_from_the_mailbox_counts_whoever_of_it_said_so(gifts: tuple[DataMap, Tables]) -> None:
    hour = datetime(2026, 5, 1, 9, tzinfo=UTC)
    before, after, long_before = (hour + timedelta(days=days) for days in (-1, 1, -9))
    post = Sent(about=ABOUT, purpose="market_others", channel="email", at=hour, mark="m.1")
    other = About(collection="nyhetsbrev.subscribers", key=(90_002,))
    theirs = AddressGiven(
        about=other, kind=AddressKind.EMAIL, mark="m.1", origin=Origin.SIGN_UP, at=long_before
    )
    no = ObjectionMade(about=other, purpose="market_others", state=Objection.UPHELD, at=before)

    def breaches(facts: Facts, sent: Sent = post) -> int:
        (found,) = {
            measured(gifts, need, of=only(READER), kept=(sent,), facts=facts).breaches
            for need in ("no_after", "ground", "consent")
        }
        return found

    def address(at: datetime, lifted: datetime | None = None, mark: str = "m.1") -> Facts:
        said = Suppressed(kind=AddressKind.EMAIL, mark=mark, at=at, lifted_at=lifted)
        return Facts(suppressions=(said,))

    assert breaches(Facts()) == 0
    assert breaches(address(before)) == 1
    assert breaches(address(before, lifted=after)) == 1, "it stood when the message went"
    assert breaches(address(after)) == breaches(address(before, mark="m.2")) == 0
    assert breaches(address(long_before, lifted=before)) == 0
    assert breaches(address(before), replace(post, mark="")) == 0, "what the address was is not known"
    assert breaches(Facts(objections=(no,), addresses=(theirs,))) == 1
    assert breaches(Facts(objections=(no,))) == 0, "nobody knows that they share it"
    assert breaches(Facts(objections=(replace(no, at=after),), addresses=(theirs,))) == 0
    yes = ConsentGiven(about=ABOUT, purpose="market_others", given_at=hour - timedelta(hours=2))
    assert breaches(Facts(objections=(no,), addresses=(theirs,), consents=(yes,))) == 0, "a later yes"


def test_after_the_relationship_has_ended_nothing_may_be_sent(gifts: tuple[DataMap, Tables]) -> None:
    _, found = gifts
    sent = [
        Sent(about=About(collection="nettbutikk.accounts", key=(row["id"],)), purpose="market_customers",
             channel="email", at=datetime(2035, 1, 1, tzinfo=UTC))
        for row in found["nettbutikk.accounts"][:20]
    ]  # fmt: skip
    seen = measured(gifts, "relationship", of=only(READER), kept=tuple(sent))
    assert seen.breaches == 20
    assert verdict(seen) is Verdict.BROKEN


def test_a_no_that_was_taken_back_leaves_what_was_sent_before_unknown(gifts: tuple[DataMap, Tables]) -> None:
    lifted = ObjectionMade(
        about=ABOUT, purpose="market_others", state=Objection.LIFTED, at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    sent = (
        Sent(about=ABOUT, purpose="market_others", channel="email", at=datetime(2026, 5, 1, 9, tzinfo=UTC)),
    )
    seen = measured(gifts, "no_after", of=only(READER), kept=sent, facts=Facts(objections=(lifted,)))
    assert (seen.breaches, verdict(seen)) == (0, Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("what", "send"),
    [
        ("nobody decided", {"decision": None}),
        ("nobody knows what it was for, and not every purpose had a yes", {"class": "annet"}),
        ("on a day to come", {"at": "2027-01-01 08:00:00"}),
    ],
)
def test_a_message_that_may_have_been_wrong_is_not_counted_as_right(
    gifts: tuple[DataMap, Tables], what: str, send: Row
) -> None:
    seen = measured(gifts, "ground", of=only(READER, {**SEND, **send}))
    assert (seen.cases, seen.breaches, verdict(seen)) == (1, 0, Verdict.UNKNOWN), what


def test_what_cannot_be_known_is_unknown(gifts: tuple[DataMap, Tables]) -> None:
    unread = measured(gifts, "ground", of=only({**READER, "consent_at": "en gang i mai"}, SEND))
    assert (unread.unknown, verdict(unread)) == (1, Verdict.UNKNOWN)
    undated = measured(gifts, "ground", of=only(READER, {**SEND, "at": None}))
    assert verdict(undated) is Verdict.UNKNOWN
    assert verdict(measured(gifts, "ground", of=only(READER))) is Verdict.UNKNOWN, "nothing was sent"
    hidden = measured(gifts, "ground", without=("nyhetsbrev",))
    assert verdict(hidden) is Verdict.UNKNOWN and "nyhetsbrev" in hidden.in_scope - hidden.observed
    missing = measured(gifts, "ground", unproved=Text(nb="mer", en="more"))
    assert verdict(missing) is Verdict.UNKNOWN

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hjemmel.capabilities.facts.models import StoredFact
from hjemmel.capabilities.facts.services import HoldNotTaken
from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.ledger.store import head, lines
from hjemmel.core.facts import (
    About,
    ConsentGiven,
    Facts,
    Hold,
    HoldKind,
    Objection,
    ObjectionMade,
    Remembered,
    Restricted,
)
from hjemmel.engine.ports import Actor

KARI = About(collection="shop.customers", key=(1042, "NO"))
THEN = datetime(2025, 1, 10, 9, 30, tzinfo=UTC)
CONSENT = ConsentGiven(about=KARI, purpose="newsletter", given_at=THEN)
STORE = StoredFacts(hard_stop=lambda hold: None)
HOLD = Hold(
    id="2026-14", title="Tvist", kind=HoldKind.BOUNDED, home="shop.customers", keys=frozenset({(1,), (2,)}),
    categories=frozenset({"name"}), reason="klage", approver="Ingrid", begins_on=date(2026, 11, 1),
    ends_on=date(2027, 3, 1), review_on=date(2027, 1, 1),
)  # fmt: skip


def test_every_kind_of_fact_comes_back_as_it_was(house: Actor, now: datetime) -> None:
    facts = Facts(
        consents=(CONSENT,),
        objections=(ObjectionMade(about=KARI, purpose="ads", state=Objection.RAISED, at=THEN),),
        restrictions=(Restricted(about=KARI, at=THEN),),
        holds=(HOLD,),
        remembered=(Remembered(event="relationship_ended", about=KARI, day=date(2025, 1, 1)),),
    )
    STORE.record(facts, house, now)
    assert STORE.read() == facts


def test_a_newer_word_takes_the_place_of_the_older(house: Actor, now: datetime) -> None:
    store = STORE
    store.record([CONSENT], house, now)
    withdrawn = replace(CONSENT, withdrawn_at=now)
    store.record([withdrawn], house, now)
    assert store.read().consents == (withdrawn,)
    assert StoredFact.objects.count() == 2


def test_saying_the_same_again_changes_nothing(house: Actor, now: datetime) -> None:
    store = STORE
    store.record([CONSENT, HOLD], house, now)
    store.record([HOLD, CONSENT], house, now)
    assert head().seq == 1
    assert StoredFact.objects.count() == 2


def test_the_ledger_line_tells_how_many_and_nothing_of_whom(house: Actor, now: datetime) -> None:
    STORE.record([CONSENT, HOLD], house, now)
    assert lines(1)[0].content == {"counts": {"ConsentGiven": 1, "Hold": 1}}


def test_a_hold_without_a_reason_is_not_taken_and_nothing_is_recorded(house: Actor, now: datetime) -> None:
    with pytest.raises(HoldNotTaken) as refused:
        STORE.record([CONSENT, replace(HOLD, reason="")], house, now)
    assert [lack.en for lack in refused.value.lacks] == ["The hold needs a reason."]
    assert STORE.read() == Facts()
    assert head().seq == 0


def test_a_bounded_hold_past_the_declared_hard_stop_is_not_taken(house: Actor, now: datetime) -> None:
    store = StoredFacts(hard_stop=lambda hold: date(2027, 1, 31))
    with pytest.raises(HoldNotTaken) as refused:
        store.record([HOLD], house, now)
    assert "siste frist i deklarasjonen er 31. januar 2027" in refused.value.lacks[0].nb
    assert STORE.read() == Facts() and head().seq == 0
    store.record([replace(HOLD, ends_on=date(2027, 1, 31))], house, now)
    assert len(STORE.read().holds) == 1


def test_a_bounded_hold_is_not_taken_from_whoever_cannot_look_up_the_hard_stop(
    house: Actor, now: datetime
) -> None:
    with pytest.raises(HoldNotTaken):
        StoredFacts().record([HOLD], house, now)
    statutory = replace(HOLD, kind=HoldKind.STATUTORY, law="bokforingsloven-13-primary")
    StoredFacts().record([statutory], house, now)


def test_thousands_of_days_are_recorded_at_once(house: Actor, now: datetime) -> None:
    days = [
        Remembered(
            event="ended", about=About(collection="shop.customers", key=(number,)), day=date(2025, 1, 1)
        )
        for number in range(3000)
    ]
    store = STORE
    store.record(days, house, now)
    store.record(days, house, now)
    assert len(store.read().remembered) == 3000
    assert head().seq == 1

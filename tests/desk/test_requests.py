"""Requests end to end over real systems: sealed, matched, approved by somebody else, broken off and gone on with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from .gift_shop import HJEMMEL, NOW, open_shop, rows, write_systems  # isort: split

from django.db import connection

from hjemmel.capabilities.keys.models import StoredKey
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.requests import store
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.ledger.chain import Verified
from hjemmel.core.request import (
    Approved,
    Method,
    No,
    Outcome,
    Planned,
    State,
    Way,
    WhyClosed,
    WhyExtended,
    WhyRefused,
    state,
)
from hjemmel.core.rights.right import Right
from hjemmel.desk import clock, requests
from hjemmel.desk.access import NotAllowed, all_purposes, give
from hjemmel.desk.kept import kept
from hjemmel.desk.requests import Details, NotTaken
from hjemmel.engine.ports import Actor

NAME, WORDS = "Kari Plantet", "Hva vet dere om meg? Hilsen Kari Plantet"
PURPOSE = "document_enquiries"
CAME = date(2026, 11, 20)


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{tmp_path / 'post'}") as actor:
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


@pytest.fixture
def ola(ane: Actor) -> Actor:
    return create_staff("ola", "Ola Rud", "en annen setning 43", Role.APPROVER, HJEMMEL, NOW)


@pytest.fixture
def email(tmp_path: Path) -> str:
    """Somebody whom the webshop knows by an address of their own."""
    found = [
        str(one) for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts WHERE email <> ''")
    ]
    return next(one for one in found if found.count(one) == 1)


def told(email: str) -> Details:
    return Details(name=NAME, contact=email, identities=email, words=WORDS)


def received(actor: Actor, email: str, right: Right = Right.ACCESS, way: Way = Way.PHONE) -> str:
    return requests.receive(way, CAME, right, told(email), actor)


def matched(actor: Actor, email: str, right: Right = Right.ACCESS) -> str:
    id = received(actor, email, right)
    requests.match(id, [one.about for one in requests.candidates(id, actor)], actor)
    return id


def view(id: str) -> requests.RequestView:
    found = requests.view(id)
    assert found
    return found


def dump() -> str:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as opened:
        return "\n".join(opened.iterdump())


# ---- coming in ---------------------------------------------------------------------------------------------


def test_a_call_is_entered_with_the_day_it_really_came_and_its_words_are_sealed(
    ane: Actor, email: str
) -> None:
    id = received(ane, email)
    one = view(id)
    assert (one.state, one.way, one.right) == (State.RECEIVED, Way.PHONE, Right.ACCESS)
    assert (one.due.received_on, one.due.day, one.days_left) == (CAME, date(2026, 12, 20), 27)
    assert len(id) == 16 and id.isalnum()
    stored = dump()
    assert "Plantet" not in stored and email not in stored
    (line,) = ledger.lines_of("request-received", 5)
    assert line.content == {"request": id, "way": "phone", "right": "access"}
    assert requests.details(id, ane, PURPOSE) == told(email)
    assert LedgerEntry.objects.filter(kind="request-read").count() == 1
    with pytest.raises(NotAllowed):
        requests.details(id, ane, "finnes_ikke")


def test_nothing_came_tomorrow(ane: Actor, email: str) -> None:
    with pytest.raises(NotTaken) as refused:
        requests.receive(Way.POST, NOW.date() + timedelta(days=1), Right.ACCESS, told(email), ane)
    assert refused.value.no is No.IN_THE_FUTURE
    assert not store.lives()


def test_a_draft_becomes_a_request_from_the_day_it_came_when_a_person_says_so(ane: Actor, email: str) -> None:
    id = requests.draft(Way.EMAIL, CAME, None, told(email), HJEMMEL)
    assert view(id).state is State.DRAFT
    with pytest.raises(NotTaken):
        requests.match(id, (), ane)
    requests.confirm(id, Right.ERASURE, ane)
    one = view(id)
    assert (one.state, one.right, one.due.received_on) == (State.RECEIVED, Right.ERASURE, CAME)
    other = requests.draft(Way.EMAIL, CAME, Right.ACCESS, told(email), HJEMMEL)
    requests.close(other, WhyClosed.NOT_A_REQUEST, ane)
    assert [one.id for one in requests.inbox()] == [id]


def test_a_person_is_found_by_every_sign_and_nobody_is_chosen_by_itself(
    ane: Actor, email: str, tmp_path: Path
) -> None:
    other = next(
        str(one)
        for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts WHERE email <> ''")
        if one != email
    )
    both = Details(name=NAME, identities=f"{email}\n\n{other}\n{email}")
    id = requests.receive(Way.EMAIL, CAME, Right.ACCESS, both, ane)
    found = requests.candidates(id, ane)
    assert len(found) >= 2 and not any(one.is_chosen for one in found)
    assert requests.about(id, ane) == ()
    requests.match(id, [found[0].about], ane)
    assert requests.about(id, ane) == (found[0].about,)
    assert [one.is_chosen for one in requests.candidates(id, ane)].count(True) == 1
    steps = len(view(id).life.steps)
    requests.match(id, [found[0].about], ane)
    assert len(view(id).life.steps) == steps, "the same again is no news"
    assert str(found[0].about.key[0]) not in json.dumps(ledger.lines_of("request-matched", 1)[0].content)


def test_somebody_is_found_in_the_inbox_by_what_they_wrote_of_themselves(ane: Actor, email: str) -> None:
    id = received(ane, email)
    received(ane, "ingen@ukjent.example")
    assert [one.id for one in requests.search("plantet", ane)].count(id) == 1
    assert [one.id for one in requests.search(email.upper(), ane)] == [id]
    assert [one.id for one in requests.search(id, ane)] == [id]
    assert requests.search("finnes ikke", ane) == () and requests.search(" ", ane) == ()
    assert all("Plantet" not in str(line.content) for line in ledger.lines_of("requests-searched", 9))


# ---- the whole way -----------------------------------------------------------------------------------------


def deeds(id: str, ane: Actor, ola: Actor) -> tuple[Callable[[], object], ...]:
    """All that is done to a request of access, from the match on."""

    def digest() -> str:
        planned = store.life(id).last(Planned)
        assert planned
        return planned.digest

    return (
        lambda: requests.match(id, [one.about for one in requests.candidates(id, ane)], ane),
        lambda: requests.ask_identity(id, Method.KNOWN_CHANNEL, ane),
        lambda: requests.prove_identity(id, Method.KNOWN_CHANNEL, ane),
        lambda: requests.make_plan(id, ane),
        lambda: requests.review(id, digest(), ane),
        lambda: requests.approve(id, digest(), ola),
        lambda: requests.carry_out(id, ola),
        lambda: requests.answer(id, Outcome.DONE, ane),
        lambda: requests.deliver(id, NOW.date(), Way.EMAIL, ane),
        lambda: requests.opened(id, HJEMMEL),
    )


def test_a_request_goes_all_the_way_and_each_step_has_one_line(ane: Actor, ola: Actor, email: str) -> None:
    id = received(ane, email)
    for deed in deeds(id, ane, ola):
        deed()
    one = view(id)
    assert one.state is State.DELIVERED and not one.is_late and one.ended_on == NOW.date()
    lines = [line for line in ledger.lines(200) if line.content.get("request") == id]
    assert len(lines) == len(one.life.steps) == 11
    assert isinstance(ledger.check(), Verified)
    (life,) = kept().requests
    assert life == one.life
    assert email not in dump() and "Plantet" not in dump()


def test_every_deed_can_be_done_twice(ane: Actor, ola: Actor, email: str) -> None:
    id = received(ane, email)
    reached = []
    for deed in deeds(id, ane, ola):
        deed()
        once = view(id)
        reached.append(once.state)
        lines = LedgerEntry.objects.filter(kind__startswith="request-").count()
        if "make_plan" not in deed.__code__.co_names:
            deed()
            assert view(id).life == once.life, deed.__code__.co_names
            assert LedgerEntry.objects.filter(kind__startswith="request-").count() == lines
    assert reached[-1] is State.DELIVERED


def test_an_approval_that_was_broken_off_is_gone_on_with(ane: Actor, ola: Actor, email: str) -> None:
    """The plan was approved, and the machine stopped before the request had noted it."""
    id = received(ane, email)
    for deed in deeds(id, ane, ola)[:5]:
        deed()
    digest = (
        requests.make_plan(id, ane) if view(id).state is State.PROVEN else store.life(id).last(Planned).digest
    )  # type: ignore[union-attr]
    plan = requests.plan(id)
    assert plan
    requests.house(ola).approve(digest, ola, looked_at=plan.plan.reviews)
    assert state(store.life(id)) is State.REVIEWED
    requests.approve(id, digest, ola)
    assert store.life(id).last(Approved) and view(id).state is State.APPROVED
    assert requests.carry_out(id, ola)


def test_who_entered_it_does_not_approve_it_unless_there_is_nobody_else(
    ane: Actor, email: str, tmp_path: Path
) -> None:
    id = received(ane, email)
    for deed in deeds(id, ane, ane)[:5]:
        deed()
    digest = requests.plan(id).plan.digest  # type: ignore[union-attr]
    ola = create_staff("ola", "Ola Rud", "en annen setning 43", Role.APPROVER, HJEMMEL, NOW)
    with pytest.raises(NotTaken) as refused:
        requests.approve(id, digest, ane)
    assert refused.value.no is No.OWN
    assert requests.plan(id).approval is None  # type: ignore[union-attr]
    reader = create_staff("per", "Per Lie", "en tredje setning 44", Role.OPERATOR, HJEMMEL, NOW)
    with pytest.raises(NotTaken):
        requests.approve(id, digest, reader)
    requests.approve(id, digest, ola)
    assert view(id).state is State.APPROVED


def test_nothing_is_planned_for_somebody_who_has_not_shown_who_they_are(ane: Actor, email: str) -> None:
    id = matched(ane, email)
    with pytest.raises(NotTaken):
        requests.make_plan(id, ane)
    assert not requests.plan(id)


def test_whoever_was_matched_by_mistake_is_in_no_plan_that_is_made_after_it(
    ane: Actor, ola: Actor, email: str, tmp_path: Path
) -> None:
    alike = f"SELECT buyer_kind FROM accounts WHERE email = '{email}'"
    query = (
        f"SELECT email FROM accounts WHERE buyer_kind = ({alike}) AND id IN (SELECT account_id FROM orders)"
    )
    found = [str(one) for (one,) in rows(tmp_path, "nettbutikk", query)]
    another = next(one for one in found if found.count(one) == 1 and one != email)
    id = matched(ane, another, Right.ERASURE)

    def planned(request: str) -> tuple[str, list[tuple[str, int]]]:
        requests.prove_identity(request, Method.IN_PERSON, ane)
        digest = requests.make_plan(request, ane)
        made = requests.plan(request)
        assert made
        return digest, [(one.rows.collection, one.expected) for one in made.plan.actions]

    _, of_another = planned(id)
    of_theirs = matched(ane, email, Right.ERASURE)
    requests.match(id, requests.about(of_theirs, ane), ane)
    digest, found_anew = planned(id)
    assert {"nettbutikk.orders"} <= {*dict(of_another)} & {*dict(found_anew)}
    assert found_anew == planned(of_theirs)[1]
    requests.review(id, digest, ane)
    requests.approve(id, digest, ola)
    assert requests.carry_out(id, ola)
    left = [str(one) for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts")]
    assert another in left, "whoever was taken for them has what they had"


def test_one_whom_we_hold_nothing_about_is_told_so(ane: Actor) -> None:
    id = received(ane, "ingen@ukjent.example")
    assert requests.candidates(id, ane) == ()
    requests.match(id, (), ane)
    requests.answer(id, Outcome.NOTHING_HELD, ane)
    requests.deliver(id, NOW.date(), Way.EMAIL, ane)
    assert view(id).state is State.DELIVERED


def test_a_refusal_has_a_reason_that_is_sealed_and_an_approver_who_did_not_enter_it(
    ane: Actor, ola: Actor, email: str
) -> None:
    id = received(ane, email)
    with pytest.raises(NotTaken) as refused:
        requests.refuse(id, WhyRefused.EXCESSIVE, " ", ola)
    assert refused.value.no is No.NOT_REASONED
    with pytest.raises(NotTaken):
        requests.refuse(id, WhyRefused.EXCESSIVE, "Samme spørsmål 40 ganger på en uke fra Plantet.", ane)
    requests.refuse(id, WhyRefused.EXCESSIVE, "Samme spørsmål 40 ganger på en uke fra Plantet.", ola)
    assert view(id).state is State.REFUSED and "Plantet" not in dump()
    assert requests.reason_of(id, ane).startswith("Samme spørsmål")
    requests.answer(id, Outcome.REFUSED, ane)
    requests.deliver(id, NOW.date(), Way.POST, ane)
    assert view(id).state is State.DELIVERED


# ---- the days ----------------------------------------------------------------------------------------------


def test_the_staff_are_reminded_once_for_each_reminder(ane: Actor, email: str) -> None:
    id = received(ane, email)
    assert requests.remind(HJEMMEL) == ()
    for days, expected in ((13, [id]), (13, []), (20, [id]), (25, [id]), (26, [])):
        clock.use(lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        assert [one.id for one in requests.remind(HJEMMEL)] == expected, days
    assert [line.content["days"] for line in ledger.lines_of("request-reminded", 9)] == [2, 7, 14]
    clock.use(lambda: NOW + timedelta(days=28))
    assert view(id).is_late and [one.id for one in requests.inbox("late")] == [id]


def test_an_extension_counts_only_when_the_person_was_told_in_the_first_month(ane: Actor, email: str) -> None:
    id = received(ane, email)
    requests.extend(id, WhyExtended.COMPLEX, ane)
    assert view(id).due.day == date(2026, 12, 20)
    requests.told_of_extension(id, NOW.date(), Way.EMAIL, ane)
    assert view(id).due.day == date(2027, 2, 20), (
        "30 days and 2 months; the law's three months end on a Saturday"
    )
    late = received(ane, email)
    clock.use(lambda: NOW + timedelta(days=28))
    with pytest.raises(NotTaken) as refused:
        requests.extend(late, WhyExtended.COMPLEX, ane)
    assert refused.value.no is No.TOO_LATE_TO_EXTEND


def test_a_year_after_the_answer_who_asked_is_forgotten_and_what_was_done_is_not(ane: Actor) -> None:
    id = received(ane, "ingen@ukjent.example")
    requests.match(id, (), ane)
    requests.answer(id, Outcome.NOTHING_HELD, ane)
    requests.deliver(id, NOW.date(), Way.EMAIL, ane)
    clock.use(lambda: NOW + timedelta(days=364))
    requests.remind(HJEMMEL)
    assert requests.details(id, ane, PURPOSE)
    clock.use(lambda: NOW + timedelta(days=365))
    requests.remind(HJEMMEL)
    requests.remind(HJEMMEL)
    assert requests.details(id, ane, PURPOSE) is None
    assert not StoredKey.objects.filter(subject=id).exists()
    assert LedgerEntry.objects.filter(kind="request-forgotten").count() == 1
    assert view(id).state is State.DELIVERED

"""Art. 17: somebody asks to be erased while paper about them lies in the archive. The paper is a task first, and the answer
says that it is gone when both the paper and the row that tells where it lay are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from tests.web.conftest import NOW
from tests.web.test_demo_small import small_company

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.register.models import Paper
from hjemmel.capabilities.register.new import NewPaper, NewPerson, Origin
from hjemmel.core.action import Verb
from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.request import Method, Outcome, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.desk import register, replies, requests, tasks, ticking
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor
from hjemmel.web.demo_past.people import taken

PAPERS = "register.papers"
TODAY = NOW.date()
pytestmark = pytest.mark.story


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    for _ in fresh():
        yield from small_company(tmp_path, monkeypatch)


def put_away(shop: Actor) -> str:
    take = partial(taken, shop)
    origin = Origin(source="person", channel="email", purposes=("deliver",), received_at=NOW, told_at=NOW)
    person = NewPerson(kind="contact", name="Ola Prøve", email="ola@kunde.example")
    (who,) = take([person], origin)
    paper = NewPaper(person=who, title="Ordre", location="Perm 2", destroy_by=TODAY - timedelta(days=1))
    return take([paper], origin)[0]


def asked_and_carried_out(shop: Actor) -> str:
    told = Details(name="Ola Prøve", contact="ola@kunde.example", identities="ola@kunde.example")
    id = requests.receive(Way.PHONE, TODAY, Right.ERASURE, told, shop)
    requests.match(id, [one.about for one in requests.candidates(id, shop)], shop)
    requests.ask_identity(id, Method.IN_PERSON, shop)
    requests.prove_identity(id, Method.IN_PERSON, shop)
    requests.make_plan(id, shop)
    kept = requests.plan(id)
    assert kept
    digest = kept.plan.digest
    papers = [(one.verb, one.by_hand) for one in kept.plan.actions if one.rows.collection == PAPERS]
    assert papers == [(Verb.ERASE, True)] and kept.plan.actions[0].by_hand, "the paper first"
    requests.review(id, digest, shop)
    requests.approve(id, digest, shop)
    requests.carry_out(id, shop)
    return id


def row_of(paper: str) -> bool:
    return Paper.objects.filter(pk=paper).exists()


def test_the_paper_is_a_task_first_and_the_answer_waits_until_its_row_is_gone_too(shop: Actor) -> None:
    lies = put_away(shop)
    id = asked_and_carried_out(shop)
    (task,) = (one for one in tasks.views() if one.what.collection == PAPERS)
    assert task.what.request == id and "makuleres" in task.what.why_nb
    ticking.tick(task.id, shop)
    view = requests.view(id)
    assert view and view.state is State.APPROVED and not replies.has_letter(view), (
        "nothing is said to be done"
    )
    assert row_of(lies), "and the row tells where the paper is"

    register.destroy_paper(lies, TODAY, shop)
    assert ticking.count_ticked(shop) == 1
    assert not row_of(lies), "the row waits for no sweep"
    view = requests.view(id)
    assert view and view.state is State.EXECUTED and replies.outcome(view) is Outcome.DONE
    requests.answer(id, Outcome.DONE, shop)
    said = str(replies.letter(id, "nb", shop))
    assert "Opplysningene dine er slettet" in said and "Dokumenter på papir: én rad, slettet." in said


def test_a_hold_that_comes_before_the_paper_is_shredded_keeps_the_row_and_the_answer_waits(
    shop: Actor,
) -> None:
    lies = put_away(shop)
    id = asked_and_carried_out(shop)
    (about,) = requests.ask_of(id, shop).about
    hold = Hold(
        id="h1",
        title="klage",
        kind=HoldKind.STATUTORY,
        home=about.collection,
        keys=frozenset({about.key}),
        reason="klage",
        law="gdpr-17-3-e",
        approver=shop.id,
        begins_on=TODAY,
        review_on=TODAY + timedelta(days=30),
    )
    StoredFacts().record([hold], shop, NOW)
    (task,) = (one for one in tasks.views() if one.what.collection == PAPERS)
    register.destroy_paper(lies, TODAY, shop)
    ticking.tick(task.id, shop)
    ticking.count_ticked(shop)
    assert row_of(lies), "the hold wins"
    view = requests.view(id)
    assert view and view.state is State.APPROVED and not replies.has_letter(view)

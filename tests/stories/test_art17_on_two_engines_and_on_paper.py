"""Art. 17: one request that reaches a system on SQLite, a watched one on PostgreSQL, and a paper archive.

What Hjemmel may do itself, it does. For the rest people are asked; and nobody is told that it is done before a count has
shown it, or somebody answers for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.connectors.engines import Place, needs
from tests.connectors.mail_server import Inbox, mail_server
from tests.database import fresh  # isort: split

from tests.desk.gift_shop import HJEMMEL, NOW, PROFILE, rows

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.request import Method, State, Way
from hjemmel.core.rights.right import Right
from hjemmel.core.tasks.task import Found, TaskKind, TaskState, WhyNot
from hjemmel.desk import clock, keepers, keys, replies, requests, tasks, ticking
from hjemmel.desk.access import all_purposes, give
from hjemmel.desk.published import published
from hjemmel.desk.requests import Details
from hjemmel.desk.tasks import NotNow, TaskView
from hjemmel.engine.ports import Actor
from hjemmel.profiles.gifts.demo import tables
from hjemmel.profiles.sample import DemoSystem, write_sqlite

PEOPLE = 200
NAME = "Kari Plantet"
CASTS = {"optout_at": "::timestamp"}
PAPERS = """
  papirarkiv:
    title: {nb: papirarkivet, en: the paper archive}
    connect: {kind: manual, keeper: {name: Turid Lie, email: turid@merkevarden.example, answers_within: 10 days}}
    collections:
      letters:
        title: {nb: brev i permer, en: letters in binders}
        key: [number]
        about: {via: account_id}
        references: {account_id: nettbutikk.accounts.id}
        when_due: ask
        fields:
          - {columns: [letter], category: enquiry, source: [person]}
          - {columns: [number, account_id], category: none, why: numbers of sheets and of customers}

  nyhetsbrev:
"""

pytestmark = [*needs("postgres"), pytest.mark.story]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def ane(tmp_path: Path, postgres: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    """The gifts company: its newsletter on PostgreSQL, watched and no more, and letters in binders."""
    for _ in fresh():
        with mail_server(inbox, with_password=False) as mail:
            for name, system in tables(PEOPLE, NOW.date(), 1).items():
                monkeypatch.setenv(f"{name.upper()}_URL", _laid(system, tmp_path, postgres))
            monkeypatch.setenv("MAIL_URL", mail)
            keys.prepare(HJEMMEL)
            clock.use(lambda: NOW)
            publish(declaration(), HJEMMEL, NOW)
            try:
                actor = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
                give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
                yield actor
            finally:
                clock.use(clock.machine)


def declaration() -> bytes:
    text = PROFILE.read_text(encoding="utf-8").replace("\n  nyhetsbrev:\n", PAPERS, 1)
    acts = 'connect: {kind: sql, url: "${NYHETSBREV_URL}"}\n    mode: act'
    kept = "      - in: [salgskompass.enquiries]\n"
    assert PAPERS in text and acts in text and kept in text
    watched = text.replace(acts, acts.replace("act", "watch"))
    return watched.replace(kept, kept.replace("enquiries", "enquiries, papirarkiv.letters"), 1).encode()


def _laid(system: DemoSystem, folder: Path, postgres: Place) -> str:
    if system.name != "nyhetsbrev":
        write_sqlite(system, folder / f"{system.name}.sqlite3")
        return f"sqlite:///{folder / system.name}.sqlite3"
    postgres.empty()
    with postgres.direct.connect() as connection:
        for table in system.tables:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in table.columns)
            key = ", ".join(f'"{name}"' for name in table.key)
            connection.exec_driver_sql(f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({key}))')
            marks = ", ".join(["%s"] * len(table.columns))
            kinds = [kind for _, kind in table.columns]
            rows = [
                tuple(
                    bool(value) if kind == "BOOLEAN" and value is not None else value
                    for value, kind in zip(row, kinds, strict=True)
                )
                for row in table.rows
            ]
            connection.exec_driver_sql(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
    return postgres.url


@pytest.fixture
def email(ane: Actor, tmp_path: Path, postgres: Place) -> str:
    """Somebody whom both the webshop and the newsletter know."""
    readers = {str(one) for (one,) in postgres.rows("SELECT email FROM subscribers")}
    buyers = [
        str(one)
        for (one,) in rows(tmp_path, "nettbutikk", "SELECT email FROM accounts WHERE buyer_kind = 'person'")
    ]
    return next(one for one in buyers if one in readers and buyers.count(one) == 1)


@pytest.fixture
def approved(ane: Actor, email: str) -> str:
    """They ask to be erased; it is planned, approved, and carried out as far as it goes."""
    told = Details(name=NAME, contact=email, identities=email)
    id = requests.receive(Way.PHONE, NOW.date(), Right.ERASURE, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.ask_identity(id, Method.IN_PERSON, ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, ane)
    assert not requests.carry_out(id, ane), "people have their part to do"
    return id


def state_of(id: str) -> State:
    found = requests.view(id)
    assert found
    return found.state


def of_kind(id: str, kind: TaskKind) -> list[TaskView]:
    return [one for one in tasks.of_request(id) if one.what.kind is kind]


def done_by_hand(one: TaskView, actor: Actor) -> Iterator[str]:
    """What somebody types into the system, from the keys that the page shows them."""
    found = tasks.rows_of(one.id, actor, "market_others")
    kept = plans.kept(one.what.plan)
    assert kept and found.count == one.what.rows > 0
    table, key = one.what.collection.partition(".")[2], found.columns[0]
    which = f'"{key}"::text IN ({", ".join(repr(row[0]) for row in found.rows)})'
    if one.what.verb == "erase":
        yield f'DELETE FROM "{table}" WHERE {which}'
    for column, value in kept.plan.actions[one.what.action].values:
        put_in = "NULL" if value is None else f"""replace('{value}', '{{key}}', "{key}"::text)"""
        yield f'UPDATE "{table}" SET "{column}" = {put_in}{CASTS.get(column, "")} WHERE {which}'


def secret_in(inbox: Inbox) -> str:
    body = inbox.messages[-1].get_body(("plain",))  # type: ignore[attr-defined]
    (secret,) = set(re.findall(r"/(?:oppgave|task)/([\w-]{43})", body.get_content()))
    return str(secret)


def test_it_is_done_when_the_count_is_zero_and_the_archive_has_answered(
    approved: str, email: str, ane: Actor, tmp_path: Path, postgres: Place, inbox: Inbox
) -> None:
    by_hand, (papers,) = of_kind(approved, TaskKind.ROWS), of_kind(approved, TaskKind.KEEPER)
    assert {one.what.system for one in by_hand} == {"nyhetsbrev"} and papers.what.system == "papirarkiv"
    assert not rows(tmp_path, "nettbutikk", f"SELECT 1 FROM accounts WHERE email = '{email}'")
    assert postgres.rows(f"SELECT 1 FROM subscribers WHERE email = '{email}'"), "it is watched, and no more"
    assert state_of(approved) is State.APPROVED

    for one in by_hand:
        ticking.tick(one.id, ane)
    assert {one.state for one in of_kind(approved, TaskKind.ROWS)} == {TaskState.STILL_THERE}

    # They look at all of it first, for what has gone leads to nothing any more.
    statements = [statement for one in by_hand for statement in done_by_hand(one, ane)]
    postgres.execute(*statements)
    assert ticking.count_ticked(HJEMMEL) == len(by_hand)
    assert {one.state for one in of_kind(approved, TaskKind.ROWS)} == {TaskState.PROVEN}
    assert state_of(approved) is State.APPROVED, "the archive has not answered"

    assert keepers.send(HJEMMEL) == 1 and keepers.send(HJEMMEL) == 0
    assert inbox.recipients == ["turid@merkevarden.example"]
    assert NAME not in inbox.messages[0].as_string()
    secret = secret_in(inbox)
    whom = keepers.show(secret, HJEMMEL)
    assert whom and whom.name == NAME
    keepers.answer(secret, Found.DESTROYED, 2)
    assert state_of(approved) is State.EXECUTED
    answer = tasks.vouched(approved)["papirarkiv"]
    assert (answer.by, answer.at, answer.how_many) == ("keeper", NOW, 2)

    with pytest.raises(NotNow):
        keepers.answer(secret, Found.NOTHING, 0)
    assert keepers.behind(secret) is None
    kept = requests.plan(approved)
    assert kept
    said = replies.erasure(kept, published().map)
    assert not said.unreached and not said.by_hand
    assert ("papirarkivet", 2) in {(one.title.nb, one.rows) for one in said.erased}


def test_what_cannot_be_done_is_told_with_its_reason(approved: str, ane: Actor, inbox: Inbox) -> None:
    for one in of_kind(approved, TaskKind.ROWS):
        ticking.not_possible(one.id, WhyNot.MUST_BE_KEPT, ane)
    keepers.send(HJEMMEL)
    keepers.cannot(secret_in(inbox), WhyNot.NOT_SEARCHABLE)
    assert state_of(approved) is State.EXECUTED
    kept = requests.plan(approved)
    assert kept
    said = replies.erasure(kept, published().map)
    told = {(one.title.nb, one.why.nb) for one in said.kept}
    assert ("papirarkivet", "det lar seg ikke søke etter én person der") in told
    assert not said.by_hand and not said.unreached


def test_a_newer_plan_takes_the_place_of_the_older_ones_tasks(approved: str, ane: Actor) -> None:
    clock.use(lambda: NOW + timedelta(minutes=1))
    before = of_kind(approved, TaskKind.ROWS)
    keeper = of_kind(approved, TaskKind.KEEPER)
    digest = requests.make_plan(approved, ane)
    requests.review(approved, digest, ane)
    requests.approve(approved, digest, ane)
    requests.carry_out(approved, ane)
    newer = [one for one in of_kind(approved, TaskKind.ROWS) if one.what.plan == digest]
    assert len(newer) == len(before)
    after = {one.id: one.state for one in of_kind(approved, TaskKind.ROWS)}
    assert {after[one.id] for one in before} == {TaskState.OVERTAKEN}
    assert [one.id for one in of_kind(approved, TaskKind.KEEPER)] == [one.id for one in keeper]

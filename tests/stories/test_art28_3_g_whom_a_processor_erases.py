"""Art. 28(3)(g): a processor is told whose data it must erase after a sweep: exactly those whose rows went, behind a sealed
link, and nobody once it has confirmed. Killed anywhere, and with a hold that wins meanwhile, the list is right."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.db import connections
from tests.desk.gift_shop import HJEMMEL, NOW, PROFILE, open_shop, write_systems  # isort: split

from django.test import Client
from tests.examples import spread
from tests.stories.death import Death, in_a_process

from hjemmel.capabilities.facts.store import StoredFacts
from hjemmel.capabilities.plans import store as plans
from hjemmel.capabilities.tellings import rolls
from hjemmel.capabilities.tellings.models import StoredRollPart
from hjemmel.capabilities.tellings.store import tellings
from hjemmel.core.facts import Hold, HoldKind
from hjemmel.core.sharing.telling import Looked
from hjemmel.desk import at_end, clock, office, telling_mail
from hjemmel.desk.house import house
from hjemmel.engine.house import Refused
from hjemmel.engine.ports import Actor

PAGE = r"https://personvern\.merkevarden\.example(/beskjed/[\w-]{43})"
ACCOUNTS = "nettbutikk.accounts"
DECLARED = PROFILE.read_bytes().replace(b"known_by: [email, phone]", b"known_by: [email]")
pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def post(tmp_path: Path) -> Path:
    return tmp_path / "post"


@pytest.fixture
def ane(systems: Path, tmp_path: Path, post: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{post}", DECLARED) as actor:
        yield actor


def known(folder: Path) -> dict[int, str]:
    """The addresses of those who have a customer card, by its number."""
    with closing(sqlite3.connect(folder / "nettbutikk.sqlite3")) as shop:
        return dict(shop.execute("SELECT id, email FROM accounts WHERE email NOT LIKE 'slettet-%'"))


def swept(ane: Actor) -> str:
    digest = office.make_sweep(ane).digest
    office.approve_and_run(digest, ane)
    return digest


def letters(post: Path) -> list[str]:
    found = []
    for file in sorted(post.glob("*.eml")):
        body = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default).get_body(("plain",))
        found.append(str(body.get_content()) if body else "")
    return found


def told_of() -> list[str]:
    """Who is on the list of the only instruction there is."""
    (one,) = (one for one in tellings() if one.recipient == "fagerlia")
    roll = rolls.roll(one.plan, one.recipient)
    if roll is None or not roll.people:
        return []
    secret = telling_mail.link(one.id, HJEMMEL)
    telling_mail.send(HJEMMEL)
    parts = telling_mail.fetch(secret, "json", "nb")
    assert parts is not None
    return sorted(each for line in json.loads(b"".join(parts)) for each in line["email"])


def test_the_list_holds_those_whose_rows_went_and_goes_when_it_is_confirmed(
    ane: Actor, tmp_path: Path, post: Path
) -> None:
    before = known(tmp_path)
    digest = swept(ane)
    went = sorted(mail for id, mail in before.items() if id not in known(tmp_path))
    assert len(went) > 1
    assert at_end.instruct(HJEMMEL) == 1 and at_end.instruct(HJEMMEL) == 0, "once"
    telling_mail.send(HJEMMEL)
    (letter,) = letters(post)
    assert not any(mail in letter for mail in went), "a letter names nobody"

    visitor = Client(headers={"host": "localhost"})
    there = re.findall(PAGE, letter)[0]
    opened = visitor.get(there).content.decode()
    assert f"Lista har {len(went)} personer" in opened and not any(mail in opened for mail in went)
    answer = visitor.post(there, {"gjor": "csv"})
    assert (
        answer["Content-Type"] == "text/csv; charset=utf-8"
        and "skal-slettes.csv" in answer["Content-Disposition"]
    )
    head, *lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert head == "what;email" and sorted(line.split(";")[1] for line in lines) == went
    assert {line.split(";")[0] for line in lines} == {
        "kundekort",
        "kundekort: kontaktopplysninger, tittel og arbeidssted, adresser",
    }
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as shop:
        named = shop.execute(
            "SELECT id FROM accounts WHERE email LIKE 'slettet-%' AND first_name <> 'slettet'"
        )
        partly = {before[id] for (id,) in named if id in before}
    assert partly == {line.split(";")[1] for line in lines if ":" in line}, "the law keeps their names"
    assert told_of() == went
    (telling,) = (one for one in tellings() if one.recipient == "fagerlia")
    assert sum(isinstance(step, Looked) for step in telling.steps) == 2, "each time it is fetched"
    own = "\n".join(connections["default"].connection.iterdump())
    assert not any(mail in own for mail in went), "sealed, and in no line and no plan"

    assert "Takk" in visitor.post(there, {"gjor": "bekreft", "svar": "done"}).content.decode()
    assert not StoredRollPart.objects.filter(content__isnull=False).exists()
    assert visitor.post(there, {"gjor": "csv"}).status_code == 200
    assert "Takk" in visitor.post(there, {"gjor": "csv"}).content.decode()
    with pytest.raises(Refused):
        house(ane).advance(digest, ane)


def test_whoever_is_known_by_the_same_in_another_row_is_not_on_the_list(ane: Actor, tmp_path: Path) -> None:
    before = known(tmp_path)
    plan = office.make_sweep(ane)
    going = _due(plan.digest, ane)
    first = min(going)
    staying = min(set(before) - going)
    with closing(sqlite3.connect(tmp_path / "nettbutikk.sqlite3")) as shop, shop:
        shop.execute("UPDATE accounts SET email = ? WHERE id = ?", (before[first].upper(), staying))
    office.approve_and_run(office.make_sweep(ane).digest, ane)
    at_end.instruct(HJEMMEL)
    assert first not in known(tmp_path), "the row went"
    assert told_of() == sorted(before[id] for id in going - {first}), (
        "but they would be taken for who is here"
    )


def _due(digest: str, ane: Actor) -> set[int]:
    """The customer cards of which the plan takes the address away."""
    plan = plans.plan(digest)
    assert plan
    found: set[int] = set()
    opened = house(ane)
    for action in plan.actions:
        if action.rows.collection == ACCOUNTS and any(column == "email" for column, _ in action.values):
            resolver = opened._resolver(opened.facts.read(), plan.day)
            found |= {int(str(key)) for (key,) in resolver.find(action.rows, ("id",))}
    return found


def test_a_list_that_nobody_confirms_goes_when_its_link_does(ane: Actor) -> None:
    swept(ane)
    at_end.instruct(HJEMMEL)
    telling_mail.send(HJEMMEL)
    clock.use(lambda: NOW + timedelta(days=60))
    at_end.instruct(HJEMMEL)
    assert told_of()
    clock.use(lambda: NOW + timedelta(days=61))
    at_end.instruct(HJEMMEL)
    assert not StoredRollPart.objects.filter(content__isnull=False).exists()


def held(person: int) -> Hold:
    return Hold(
        id="h1",
        title="klage",
        kind=HoldKind.BOUNDED,
        home=ACCOUNTS,
        keys=frozenset({(person,)}),
        reason="klage",
        approver="staff-ane",
        begins_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=90),
        review_on=NOW.date() + timedelta(days=30),
    )


def test_killed_anywhere_and_with_a_hold_that_wins_the_list_holds_those_who_went_and_no_others(
    ane: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hjemmel.engine.roll.AT_ONCE", 3)
    plan = office.make_sweep(ane)
    house(ane).approve(plan.digest, ane)
    before, due = known(tmp_path), _due(plan.digest, ane)
    saved = tmp_path / "saved"
    saved.mkdir()
    files = [
        tmp_path / "nettbutikk.sqlite3",
        *(Path(connections[one].settings_dict["NAME"]) for one in connections),
    ]
    others = sorted(set(tmp_path.glob("*.sqlite3")) - set(files))
    for alias in connections:
        connections[alias].close()
    for number, file in enumerate([*files, *others]):
        shutil.copyfile(file, saved / str(number))

    def put_back() -> None:
        for alias in connections:
            connections[alias].close()
        for number, file in enumerate([*files, *others]):
            for left in file.parent.glob(f"{file.name}*"):
                left.unlink()
            shutil.copyfile(saved / str(number), file)

    counted = tmp_path / "points"

    def whole() -> None:
        death = Death(at=0)
        death.watch()
        _to_the_end(plan.digest, ane)
        counted.write_text(str(death.points))

    assert in_a_process(whole) == 0
    expected = sorted(before[id] for id in due)
    assert told_of() == expected and not set(known(tmp_path)) & due

    # A death between two neighbouring points leaves nearly the same, and there are many hundred.
    points = range(1, int(counted.read_text()) + 1, 3)
    for turn, point in enumerate(spread(points, every=31)):
        put_back()

        def dies(at: int = point) -> None:
            Death(at=at).watch()
            _to_the_end(plan.digest, ane)

        assert in_a_process(dies) == -signal.SIGKILL, point
        if turn % 2:
            assert in_a_process(lambda: _to_the_end(plan.digest, ane)) == 0, point
            assert told_of() == expected, point
            continue
        left = sorted(set(known(tmp_path)) & due) or sorted(known(tmp_path))
        if not plans.kept(plan.digest).is_done:  # type: ignore[union-attr]
            StoredFacts(house(ane).hard_stop).record([held(left[0])], HJEMMEL, NOW)
            with pytest.raises(Refused):
                house(ane).advance(plan.digest, ane)
        at_end.instruct(HJEMMEL)
        clock.use(lambda: NOW + timedelta(hours=1))
        at_end.instruct(HJEMMEL)
        clock.use(lambda: NOW)
        went = sorted(before[id] for id in due - set(known(tmp_path)))
        has_telling = any(one.recipient == "fagerlia" for one in tellings())
        assert (told_of() if has_telling else []) == went, point


def _to_the_end(digest: str, ane: Actor) -> None:
    kept = plans.kept(digest)
    if kept is not None and not kept.is_done:
        house(ane).advance(digest, ane)
    at_end.instruct(HJEMMEL)

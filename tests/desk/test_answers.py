"""An answer from approved plan to fetched package: sealed where it lies, counted when it is fetched, gone with its key."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from .gift_shop import HJEMMEL, NOW, open_shop, rows, write_systems  # isort: split

from django.db import connection

from hjemmel.capabilities.ledger.models import LedgerEntry
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.core.entrance.access import WhyAll
from hjemmel.core.facts import About
from hjemmel.core.request import Method, Way
from hjemmel.core.rights.ask import Ask
from hjemmel.core.rights.right import Right
from hjemmel.desk import answers, clock, requests
from hjemmel.desk.access import NotAllowed, all_purposes, give
from hjemmel.desk.answers import Answering, NotAnswered, NotThere
from hjemmel.desk.requests import Details
from hjemmel.engine.ports import Actor

PURPOSE = "document_enquiries"
REFERENCE = "ABCD2345EFGH6789"


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_systems(tmp_path_factory.mktemp("systems"))


@pytest.fixture
def ane(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    with open_shop(systems, tmp_path, monkeypatch, f"mailbox://{tmp_path / 'post'}") as actor:
        give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
        yield actor


@pytest.fixture
def per(ane: Actor) -> Actor:
    actor = create_staff("per", "Per Aas", "en lang setning 43", Role.APPROVER, HJEMMEL, NOW)
    give(actor.id, all_purposes(), HJEMMEL, why_all=WhyAll.FEW)
    return actor


@pytest.fixture
def account(ane: Actor, tmp_path: Path) -> tuple[int, str]:
    """Somebody with enquiries, and so with text in which others may be named."""
    found = rows(
        tmp_path,
        "salgskompass",
        "SELECT c.account_id FROM enquiries e JOIN contacts c ON c.id = e.contact_id WHERE e.note IS NOT NULL",
    )
    number = found[0][0]
    ((email,),) = rows(tmp_path, "nettbutikk", f"SELECT email FROM accounts WHERE id = {number}")
    assert isinstance(number, int) and isinstance(email, str)
    return number, email


def answering(account: tuple[int, str], right: Right = Right.ACCESS) -> Answering:
    about = (About(collection="nettbutikk.accounts", key=(account[0],)),)
    return Answering(ask=Ask(id=REFERENCE, right=right, about=about, at=NOW - timedelta(days=5)))


def fetched(secret: str) -> zipfile.ZipFile:
    found = answers.fetch(secret)
    assert found is not None
    return zipfile.ZipFile(io.BytesIO(b"".join(found[1])))


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_what_is_fetched_is_what_was_made_and_every_fetching_is_counted(
    account: tuple[int, str], ane: Actor
) -> None:
    id = answers.make_package(answering(account), ane)
    secret = answers.deliver(id, ane)
    for times in (1, 2):
        archive = fetched(secret)
        assert archive.testzip() is None
        assert account[1] in archive.read("data/nettbutikk.accounts.json").decode()
        found = answers.offered(secret)
        assert found is not None and len(found.opened) == times
    (kept,) = answers.of_request(REFERENCE)
    assert kept.rows == sum(one["rows"] for one in json.loads(archive.read("contents.json"))["collections"])
    assert kinds()[-4:] == ["package-made", "package-delivered", "package-opened", "package-opened"]


def test_looking_at_a_link_changes_nothing(account: tuple[int, str], ane: Actor) -> None:
    secret = answers.deliver(answers.make_package(answering(account), ane), ane)
    before = kinds()
    found = answers.offered(secret)
    assert found is not None and found.opened == () and kinds() == before


def test_nothing_about_the_person_lies_open_in_our_database_or_its_ledger(
    account: tuple[int, str], ane: Actor
) -> None:
    secret = answers.deliver(answers.make_package(answering(account), ane), ane)
    stored = Path(connection.settings_dict["NAME"]).read_bytes()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        content = b"".join(part for (part,) in database.execute("SELECT content FROM answer_package_part"))
    assert len(content) > 10_000 and not content.startswith(b"PK")
    for canary in (account[1].encode(), secret.encode(), b"data/nettbutikk"):
        assert canary not in stored and canary not in content
    lines = LedgerEntry.objects.filter(kind__startswith="package").values_list("content", flat=True)
    assert all(set(json.loads(line)) <= {"request", "right", "rows", "bytes"} for line in lines)


def test_when_its_time_is_over_the_link_is_dead_and_the_content_and_key_are_gone(
    account: tuple[int, str], ane: Actor
) -> None:
    id = answers.make_package(answering(account), ane)
    secret = answers.deliver(id, ane)
    clock.use(lambda: NOW + timedelta(days=14))
    assert answers.offered(secret) is not None, "the last day counts"
    clock.use(lambda: NOW + timedelta(days=15))
    assert answers.offered(secret) is None and answers.fetch(secret) is None
    assert answers.let_expired_go(HJEMMEL) == 1 and answers.let_expired_go(HJEMMEL) == 0
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        assert database.execute("SELECT count(*) FROM answer_package_part").fetchone() == (0,)
        assert database.execute("SELECT key, token FROM answer_package").fetchall() == [(None, None)]
    (kept,) = answers.of_request(REFERENCE)
    assert kept.gone_at is not None
    with pytest.raises(NotThere):
        answers.deliver(id, ane)


def test_a_new_link_ends_the_old_one_and_a_guess_leads_nowhere(account: tuple[int, str], ane: Actor) -> None:
    id = answers.make_package(answering(account), ane)
    first = answers.deliver(id, ane)
    second = answers.deliver(id, ane)
    assert answers.offered(first) is None and answers.offered(second) is not None
    for guess in ("", "x", "A" * 43, second[:-1], second + "A", "../" + second):
        assert answers.offered(guess) is None and answers.fetch(guess) is None


def test_a_package_that_was_not_delivered_cannot_be_fetched_by_anybody(
    account: tuple[int, str], ane: Actor
) -> None:
    answers.make_package(answering(account), ane)
    assert answers.offered("") is None


@pytest.mark.parametrize("right", [Right.ERASURE, Right.RESTRICTION, Right.OBJECTION])
def test_what_is_not_answered_with_data_makes_no_package(
    right: Right, account: tuple[int, str], ane: Actor
) -> None:
    with pytest.raises(NotAnswered):
        answers.make_package(answering(account, right), ane)


def test_a_request_is_answered_when_its_plan_is_approved_and_not_before(
    account: tuple[int, str], ane: Actor, per: Actor, tmp_path: Path
) -> None:
    told = Details(name="Kari Plantet", contact="", identities=account[1], words="")
    id = requests.receive(Way.EMAIL, date(2026, 11, 20), Right.ACCESS, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    digest = requests.make_plan(id, ane)
    with pytest.raises(NotAnswered):
        answers.answering(id, "nb", ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, per)
    written = answers.write_folder(answers.answering(id, "nb", ane), tmp_path / "out", ane)
    assert written.rows > 1 and written.left_out == 1 and written.unreached == ()
    assert written.package.stat().st_mode & 0o077 == 0 and written.letter.read_bytes().startswith(b"%PDF")
    assert kinds()[-1] == "answer-written"


def test_what_may_be_about_others_is_given_when_somebody_has_read_and_released_it(
    account: tuple[int, str], ane: Actor, per: Actor
) -> None:
    told = Details(name="", contact="", identities=account[1], words="")
    id = requests.receive(Way.EMAIL, date(2026, 11, 20), Right.ACCESS, told, ane)
    requests.match(id, [one.about for one in requests.candidates(id, ane)], ane)
    requests.prove_identity(id, Method.IN_PERSON, ane)
    with pytest.raises(NotAllowed):
        answers.to_read(id, ane, "no such purpose")
    waiting = answers.to_read(id, ane, PURPOSE)
    assert {one.collection for one in waiting} == {"salgskompass.enquiries"}
    assert "values-shown" in kinds() and "answer-read" in kinds()
    text = dict(waiting[0].texts)["note"]
    assert text and text not in repr(waiting[0])
    answers.release(id, [(one.collection, one.key) for one in waiting], ane)
    assert answers.to_read(id, ane, PURPOSE) == ()
    digest = requests.make_plan(id, ane)
    requests.review(id, digest, ane)
    requests.approve(id, digest, per)
    archive = fetched(answers.deliver(answers.make_package(answers.answering(id, "nb", ane), ane), ane))
    assert text in json.dumps(
        json.loads(archive.read("data/salgskompass.enquiries.json")), ensure_ascii=False
    )

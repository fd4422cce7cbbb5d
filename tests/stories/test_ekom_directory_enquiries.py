"""Directory enquiries get what each subscriber has chosen, and what is no longer chosen is taken out: over real systems,
with the process killed on the way."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database import fresh  # isort: split

from django.db import DatabaseError, connection, connections, transaction
from tests.engine.worlds import changed, text_of
from tests.stories.planted import listening

from hjemmel.capabilities.declarations.services import publish
from hjemmel.capabilities.disclosures import store
from hjemmel.capabilities.disclosures.models import StoredFeedRow
from hjemmel.capabilities.facts.services import record
from hjemmel.capabilities.ledger import store as ledger
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.connectors.protocol import Unreachable
from hjemmel.core.facts import About, Fact, Listing, ListingChosen, Restricted
from hjemmel.core.output.csv_text import restored
from hjemmel.core.terms import Verdict
from hjemmel.desk import clock, directory, keys, office
from hjemmel.desk.directory import Busy, Made, NeedsApprover, NotGiven
from hjemmel.desk.house import house
from hjemmel.desk.who_got import who_got
from hjemmel.engine.ports import Actor
from hjemmel.profiles.mobile.demo import made
from hjemmel.profiles.sample import write_sqlite

HJEMMEL = Actor(id="hjemmel", name="Hjemmel")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TO = "oppslagstorget"
PEOPLE = 200
Rows = Mapping[str, Mapping[str, str]]


@dataclass
class Operator:
    """The mobile operator, its systems, and the folder that the directory company fetches files from."""

    folder: Path
    ane: Actor

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def sql(self, system: str, statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / f"{system}.sqlite3")) as database, database:
            return database.execute(statement, values).fetchall()

    def subscriber(self, listing: str = "listed") -> int:
        """An open subscription of somebody who uses it, with a name and an address."""
        (row, *_) = self.sql(
            "abonnement",
            "SELECT s.id FROM subscriptions s JOIN persons p ON p.id = s.user_id WHERE s.closed_on IS NULL"
            " AND s.listing = ? AND p.address IS NOT NULL AND p.relation <> 'company' ORDER BY s.id",
            listing,
        )
        return int(str(row[0]))

    def of(self, subscription: int) -> tuple[str, str, str]:
        """Number, name and address."""
        (row,) = self.sql(
            "abonnement",
            "SELECT s.msisdn, p.name, p.address FROM subscriptions s JOIN persons p ON p.id = s.user_id WHERE s.id = ?",
            subscription,
        )
        return str(row[0]), str(row[1]), str(row[2])

    def put(self, actor: Actor | None = None, *, whole: bool = False) -> Made:
        return directory.put_in(self.out, TO, actor or self.ane, whole=whole)

    def told(self, fact: Fact) -> None:
        record((fact,), self.ane, NOW)

    def verdict(self) -> Verdict:
        office.judge_promises(self.ane)
        return next(one.verdict for one in office.promises_view().promises if one.id == "P003-12")


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("systems")
    for name, system in made(PEOPLE, NOW.date(), 2).systems.items():
        write_sqlite(system, folder / f"{name}.sqlite3")
    return folder


@pytest.fixture
def operator(systems: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    for _ in fresh():
        for file in systems.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
            monkeypatch.setenv(f"{file.stem.upper()}_URL", f"sqlite:///{tmp_path / file.name}")
        keys.prepare(HJEMMEL)
        clock.use(lambda: NOW)
        publish(text_of("mobile").encode(), HJEMMEL, NOW)
        ane = create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.APPROVER, HJEMMEL, NOW)
        try:
            yield Operator(tmp_path, ane)
        finally:
            clock.use(clock.machine)


def rows(made: Made) -> Rows:
    """What stands in the file, by reference, as a careful reader of it would read it."""
    assert made.file is not None
    with made.file.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, delimiter=";"))
    return {row["reference"]: {column: restored(cell) for column, cell in row.items()} for row in read}


def row_of(found: Rows, number: str) -> Mapping[str, str] | None:
    return next((row for row in found.values() if row["msisdn"] == number), None)


def subscription(id: int) -> About:
    return About(collection="abonnement.subscriptions", key=(id,))


def test_each_is_listed_as_chosen_and_nobody_else_is(operator: Operator) -> None:
    first = rows(operator.put())
    for listing, expected in (("listed", True), ("partly", False)):
        number, name, address = operator.of(operator.subscriber(listing))
        row = row_of(first, number)
        assert row and row["listing"] == listing and row["name"] == name
        assert row["address"] == (address if expected else "")
    secret = operator.sql(
        "abonnement", "SELECT msisdn FROM subscriptions WHERE listing = 'secret' OR closed_on IS NOT NULL"
    )
    open_numbers = {row["msisdn"] for row in first.values()}
    assert secret and not open_numbers & {str(number) for (number,) in secret}
    chosen = "SELECT count(*) FROM subscriptions WHERE listing <> 'secret' AND closed_on IS NULL"
    assert [(len(first),)] == operator.sql("abonnement", chosen)
    assert operator.verdict() is Verdict.KEPT


def test_what_changes_is_in_the_next_file_and_what_does_not_is_not(operator: Operator) -> None:
    first = operator.put()
    again = operator.put()
    assert again.given is None and again.file is None and len(store.feeds(TO)) == 1, (
        "nothing new, nothing made"
    )
    moved = operator.subscriber()
    operator.sql(
        "abonnement",
        "UPDATE persons SET address = '=cmd|x' WHERE id = (SELECT user_id FROM subscriptions WHERE id = ?)",
        moved,
    )
    second = operator.put()
    assert second.file is not None and "'=cmd|x" in second.file.read_text("utf-8"), "no cell is a formula"
    changed_rows = rows(second)
    assert {row["address"] for row in changed_rows.values() if row["listing"] == "listed"} == {"=cmd|x"}
    assert set(changed_rows) <= set(rows(first)), "a listing keeps its reference"


@pytest.mark.parametrize("way", ["fact", "column", "closed", "erased", "restricted"])
def test_what_is_no_longer_to_stand_there_is_taken_out_without_its_number(
    operator: Operator, way: str
) -> None:
    first, id = rows(operator.put()), operator.subscriber()
    number, _, _ = operator.of(id)
    (before,) = (row for row in first.values() if row["msisdn"] == number)
    (person,) = operator.sql("abonnement", "SELECT user_id FROM subscriptions WHERE id = ?", id)[0]
    match way:
        case "fact":
            operator.told(ListingChosen(about=subscription(id), listing=Listing.SECRET, at=NOW))
        case "column":
            operator.sql("abonnement", "UPDATE subscriptions SET listing = 'secret' WHERE id = ?", id)
        case "closed":
            operator.sql("abonnement", "UPDATE subscriptions SET closed_on = '2026-11-23' WHERE id = ?", id)
        case "erased":
            operator.sql("abonnement", "DELETE FROM subscriptions WHERE id = ?", id)
        case _:
            assert isinstance(person, int)
            operator.told(Restricted(about=About(collection="abonnement.persons", key=(person,)), at=NOW))
    if way == "fact":
        assert operator.verdict() is Verdict.BROKEN, "the last file has a number that is secret now"
    made = operator.put(HJEMMEL)
    assert made.file is not None and number not in made.file.read_text("utf-8")
    found = rows(made)[before["reference"]]
    assert found["listing"] == "removed" and not found["name"] and not found["address"]
    if way == "fact":
        assert operator.verdict() is Verdict.KEPT
    assert operator.put(HJEMMEL).given is None, "and it is taken out once"


def test_what_tells_more_waits_for_somebody_who_approves(operator: Operator) -> None:
    waiting = operator.put(HJEMMEL)
    assert waiting.given is None and waiting.sums.waiting > 0
    with pytest.raises(NeedsApprover):
        operator.put(HJEMMEL, whole=True)
    assert operator.put().sums.listed == waiting.sums.waiting
    operator.sql(
        "abonnement", "UPDATE subscriptions SET listing = 'partly' WHERE id = ?", operator.subscriber()
    )
    less = operator.put(HJEMMEL)
    assert (less.sums.listed, less.sums.waiting) == (1, 0), "and what tells less does not"


def test_a_whole_file_holds_everything_again(operator: Operator) -> None:
    first, whole = operator.put(), operator.put(whole=True)
    assert rows(first) == rows(whole) and whole.file is not None
    assert whole.file.name == "oppslagstorget-000002-whole.csv"


def test_of_two_words_the_file_gives_what_both_allow(operator: Operator) -> None:
    partly, secret = operator.subscriber("partly"), operator.subscriber("secret")
    for id in (partly, secret):
        operator.told(ListingChosen(about=subscription(id), listing=Listing.LISTED, at=NOW))
    found = rows(operator.put())
    row = row_of(found, operator.of(partly)[0])
    assert row and row["listing"] == "partly" and not row["address"]
    assert row_of(found, operator.of(secret)[0]) is None


def test_nothing_is_made_while_a_system_is_out_of_reach(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.put()
    monkeypatch.setenv("FAKTURA_URL", f"sqlite:///{operator.folder / 'gone' / 'gone.sqlite3'}")
    with pytest.raises(Unreachable):
        operator.put()
    assert len(store.feeds(TO)) == 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    agreement: {signed: 2025-04-07, valid_to: 2028-04-07}\n", "", "no-agreement"),
        ("valid_to: 2028-04-07", "valid_to: 2026-11-22", "no-agreement"),
        ("    recipients: [oppslagstorget]\n", "    recipients: [granbu]\n", "not-of-the-purpose"),
        ("entry: {to: [oppslagstorget]", "entry: {to: [granbu]", "gets-no-listings"),
    ],
)
def test_without_all_that_is_needed_nobody_is_given_anything(
    operator: Operator, old: str, new: str, reason: str
) -> None:
    publish(changed("mobile", ("version: 6", "version: 7"), (old, new)).encode(), HJEMMEL, NOW)
    with pytest.raises(NotGiven) as refused:
        operator.put()
    assert reason in {one.code for one in refused.value.why}
    assert not operator.out.exists() and not store.feeds()


def test_each_person_is_told_and_the_ledger_names_nobody(operator: Operator) -> None:
    id = operator.subscriber()
    number, name, address = operator.of(id)
    (email,) = operator.sql(
        "abonnement",
        "SELECT p.email FROM persons p JOIN subscriptions s ON s.user_id = p.id WHERE s.id = ?",
        id,
    )[0]
    with listening() as heard:
        made = operator.put()
    line = ledger.lines(1)[0]
    assert made.file is not None and made.given is not None
    assert heard and not [text for text in heard if number in text or name in text or address in text]
    assert (
        line.kind == "feed-given"
        and line.content["digest"] == hashlib.sha256(made.file.read_bytes()).hexdigest()
    )
    assert line.content["listed"] == made.sums.listed == StoredFeedRow.objects.count()
    told = json.dumps(dict(line.content), ensure_ascii=False)
    own = Path(str(connection.settings_dict["NAME"])).read_bytes().decode("latin-1")
    for value in (number, name, address):
        assert value not in told and value.encode().decode("latin-1") not in own, "it is kept nowhere"

    company = house(operator.ane)
    got = [one for one in who_got(company.map, company.why(str(email))) if one.whence.en == "Hjemmel"]
    assert [(one.recipient.nb, one.reference) for one in got] == [("Oppslagstorget AS", "fil 1")]
    assert got[0].ground and got[0].ground.nb == "lov"


def test_what_is_kept_of_a_file_is_not_changed(operator: Operator) -> None:
    operator.put()
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFeedRow.objects.update(level="secret")


def test_two_do_not_make_a_file_at_once(operator: Operator) -> None:
    with directory._alone_in(operator.out), pytest.raises(Busy):
        operator.put()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests import database
from hjemmel.desk import ready
from datetime import datetime, UTC
from hjemmel.desk import clock, directory
from hjemmel.capabilities.disclosures import services
from hjemmel.engine.ports import Actor
clock.use(lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
place, passed = sys.argv[3], [0]
def watch(frame, event, argument):
    if event == "call" and frame.f_code.co_name == place and frame.f_code.co_filename.endswith(("directory.py", "services.py")):
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(watch)
directory.put_in(Path(sys.argv[1]), "oppslagstorget", Actor(id=sys.argv[2], name="Ane"))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "on_record"), [("_written", 0), ("give_feed", 0), ("name_of", 1), ("_settle", 1)]
)
def test_killed_anywhere_the_same_command_goes_on(operator: Operator, place: str, on_record: int) -> None:
    key_store = operator.folder / "keys" / "keys.sqlite3"
    key_store.parent.mkdir()
    shutil.copyfile(str(connections["keys"].settings_dict["NAME"]), key_store)
    environ = {
        **os.environ,
        "HJEMMEL_KEYS": str(key_store.parent),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    code = textwrap.dedent(KILLED).replace("from tests import database\n", "")
    killed = subprocess.run(
        [sys.executable, "-c", code, str(operator.out), operator.ane.id, place],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert len(store.feeds(TO)) == on_record
    operator.put()
    files = sorted(file.name for file in operator.out.iterdir() if not file.name.startswith(".hjemmel"))
    assert files == ["oppslagstorget-000001-whole.csv"], "one file, under its name, and no rest of another"
    (feed,) = store.feeds(TO)
    content = (operator.out / files[0]).read_bytes()
    assert feed.feed.digest == hashlib.sha256(content).hexdigest()
    assert [line.kind for line in ledger.lines(5)].count("feed-given") == 1

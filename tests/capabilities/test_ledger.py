import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead, LedgerNode, SignedHead
from hjemmel.capabilities.ledger.services import deed, note, notes, sign
from hjemmel.capabilities.ledger.store import check, entries, head, lines, root, signed_heads
from hjemmel.capabilities.staff.roles import Role
from hjemmel.capabilities.staff.services import create_staff
from hjemmel.cli.ledger import command
from hjemmel.core.ledger.chain import BrokenAt, Fault, Verified
from hjemmel.core.ledger.tree import root_of
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.signing import Signer, is_signed_by


def write(count: int, actor: Actor, at: datetime) -> None:
    for number in range(count):
        note("deed", actor, {"number": number}, at)


def test_lines_are_chained_from_the_first(house: Actor, now: datetime) -> None:
    write(3, house, now)
    assert [entry.seq for entry in entries()] == [1, 2, 3]
    assert check() == Verified(count=3, head=head().digest)


def test_the_newest_line_comes_first(house: Actor, now: datetime) -> None:
    write(3, house, now)
    assert [line.content["number"] for line in lines(2)] == [2, 1]
    assert [line.seq for line in lines(9, before=2)] == [1]


def test_a_deed_that_fails_leaves_no_line(house: Actor, now: datetime) -> None:
    with pytest.raises(RuntimeError), deed("deed", house, {}, now):
        raise RuntimeError("the world broke")
    assert not LedgerEntry.objects.exists()
    assert head().seq == 0


def test_a_deed_whose_line_cannot_be_written_is_not_done(database: Path, house: Actor, now: datetime) -> None:
    write(1, house, now)
    tamper(
        database,
        "CREATE TRIGGER nothing_more BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    )
    with pytest.raises(DatabaseError, match="the disk is full"):
        create_staff("ane", "Ane Furuseth", "en lang setning 42", Role.READER, house, now)
    assert not get_user_model().objects.exists()
    assert check() == Verified(count=1, head=head().digest)


def test_writers_at_the_same_time_make_one_whole_chain(house: Actor, now: datetime) -> None:
    def writer(_: int) -> None:
        try:
            write(15, house, now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(writer, range(6)))
    assert check() == Verified(count=90, head=head().digest)


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_change_a_line(how: str, house: Actor, now: datetime) -> None:
    write(2, house, now)
    line = LedgerEntry.objects.filter(pk=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        line.update(actor="staff-9") if how == "update" else line.delete()
    assert isinstance(check(), Verified)


def test_the_head_only_goes_on(house: Actor, now: datetime) -> None:
    write(2, house, now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerHead.objects.update(seq=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerHead.objects.all().delete()


def tamper(database: Path, statement: str) -> None:
    """As somebody would who has the file: without our guards."""
    connections.close_all()
    with closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (
            "UPDATE ledger_entry SET content = replace(content, '1', '7') WHERE seq = 2",
            BrokenAt(seq=2, why=Fault.CHANGED),
        ),
        (
            "UPDATE ledger_entry SET at = replace(at, '06', '07') WHERE seq = 3",
            BrokenAt(seq=3, why=Fault.CHANGED),
        ),
        ("UPDATE ledger_entry SET actor = 'staff-9' WHERE seq = 1", BrokenAt(seq=1, why=Fault.CHANGED)),
        ("DELETE FROM ledger_entry WHERE seq = 2", BrokenAt(seq=2, why=Fault.OUT_OF_ORDER)),
        ("DELETE FROM ledger_entry WHERE seq = 3", BrokenAt(seq=3, why=Fault.CUT_SHORT)),
    ],
)
def test_what_is_changed_behind_our_back_is_found(
    statement: str, broken: BrokenAt, database: Path, house: Actor, now: datetime
) -> None:
    write(3, house, now)
    tamper(database, statement)
    assert check() == broken


def test_the_command_says_whether_the_chain_is_whole(
    database: Path, house: Actor, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    write(3, house, now)
    assert command(["verify"]) == 0
    assert "whole: 3 lines" in capsys.readouterr().out
    tamper(database, "UPDATE ledger_entry SET actor = 'staff-9' WHERE seq = 2")
    assert command(["verify"]) == 1
    assert "BROKEN at line 2" in capsys.readouterr().out
    assert command(["verify", "--format", "json"]) == 1
    assert '"broken_at": 2' in capsys.readouterr().out


# ---- the tree and its signed heads


def signer() -> Signer:
    return Signer(bytes(32))


def test_the_tree_is_the_same_however_the_lines_came(house: Actor, now: datetime) -> None:
    write(5, house, now)
    notes("many", house, [{"number": number} for number in range(6)], now)
    write(2, house, now)
    assert root(13) == root_of(bytes.fromhex(entry.digest) for entry in entries())
    assert check() == Verified(count=13, head=head().digest)


def test_many_lines_are_one_commit_and_none_of_them_is_left_when_one_fails(
    house: Actor, now: datetime
) -> None:
    def contents() -> Iterator[dict[str, int]]:
        yield {"number": 1}
        raise RuntimeError("the world broke")

    with pytest.raises(RuntimeError):
        notes("many", house, contents(), now)
    assert head().seq == 0
    assert notes("many", house, [], now) == head()


def test_a_head_is_signed_once_for_each_length(house: Actor, now: datetime) -> None:
    write(3, house, now)
    first = sign(signer(), now)
    assert sign(signer(), now + timedelta(days=1)) == first
    assert is_signed_by(first, signer().public)
    write(1, house, now)
    assert sign(signer(), now).checkpoint.size == 4
    assert [one.checkpoint.size for one in signed_heads()] == [3, 4]


@pytest.mark.parametrize("model", [LedgerNode, SignedHead])
def test_the_database_refuses_to_change_a_node_or_a_signed_head(
    model: type[LedgerNode] | type[SignedHead], house: Actor, now: datetime
) -> None:
    write(2, house, now)
    sign(signer(), now)
    field = "digest" if model is LedgerNode else "note"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: b"" if model is LedgerNode else ""})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()


@pytest.mark.parametrize("how", ["the head stands here", "the head was kept elsewhere"])
def test_a_chain_that_was_made_anew_from_its_beginning_is_not_what_was_signed(
    how: str, database: Path, house: Actor, now: datetime
) -> None:
    """The one thing that a chain alone can't show: whoever has the database can chain all of it anew."""
    write(3, house, now)
    kept = sign(signer(), now)
    connections.close_all()
    with closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.executescript(
            "DELETE FROM ledger_entry; DELETE FROM ledger_node; DELETE FROM ledger_head;"
        )
        if how == "the head was kept elsewhere":
            connection.execute("DELETE FROM ledger_signed")
        connection.commit()
    for number in range(5):
        note("deed", house, {"number": number + 7}, now)
    assert check([kept]) == BrokenAt(seq=3, why=Fault.NOT_AS_SIGNED)


def test_lines_that_are_gone_with_their_nodes_and_the_head_are_missed_by_who_has_signed_for_them(
    database: Path, house: Actor, now: datetime
) -> None:
    write(4, house, now)
    sign(signer(), now)
    tamper(database, "DELETE FROM ledger_entry WHERE seq > 2")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM ledger_node WHERE place > 2")
        connection.execute(
            "UPDATE ledger_head SET seq = 2, digest = (SELECT digest FROM ledger_entry WHERE seq = 2)"
        )
        connection.commit()
    assert check() == BrokenAt(seq=3, why=Fault.CUT_SHORT)


def test_a_changed_node_is_found(database: Path, house: Actor, now: datetime) -> None:
    write(4, house, now)
    tamper(database, "UPDATE ledger_node SET digest = zeroblob(32) WHERE place = 5")
    assert check() == BrokenAt(seq=4, why=Fault.TREE)


TAMPERINGS = {
    "nothing": "SELECT 1",
    "a line of the first part": "UPDATE ledger_entry SET actor = 'staff-9' WHERE seq = 700",
    "the last of the first part": "UPDATE ledger_entry SET actor = 'staff-9' WHERE seq = 2048",
    "its digest": "UPDATE ledger_entry SET digest = replace(digest, '0', '1') WHERE seq = 2048",
    "the first of the second": "UPDATE ledger_entry SET content = content || ' ' WHERE seq = 2049",
    "what the first of the second is chained to": "UPDATE ledger_entry SET prev = replace(prev, '0', '1') WHERE seq = 2049",
    "a line of the second": "UPDATE ledger_entry SET at = replace(at, '2026', '2025') WHERE seq = 4000",
    "both": "UPDATE ledger_entry SET actor = 'staff-9' WHERE seq IN (100, 4000)",
    "the last of the first part is gone": "DELETE FROM ledger_entry WHERE seq = 2048",
    "the first of the second is gone": "DELETE FROM ledger_entry WHERE seq = 2049",
    "the end is gone": "DELETE FROM ledger_entry WHERE seq > 4200",
    "the whole second part is gone": "DELETE FROM ledger_entry WHERE seq > 2048",
    "a line that the head does not know": "UPDATE ledger_head SET seq = 4209, digest = (SELECT digest FROM ledger_entry WHERE seq = 4209)",
    "another head": "UPDATE ledger_head SET digest = replace(digest, '0', '1')",
    "a node of the first part": "UPDATE ledger_node SET digest = zeroblob(32) WHERE place = 5",
    "the root of the first part": "UPDATE ledger_node SET digest = zeroblob(32) WHERE place = 4094",
    "a node of the second": "UPDATE ledger_node SET digest = zeroblob(32) WHERE place = (SELECT MAX(place) FROM ledger_node)",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_long_ledger_in_two_parts_is_told_as_one_in_one_part(
    how: str, database: Path, house: Actor, now: datetime
) -> None:
    notes("deed", house, ({"number": number} for number in range(4210)), now)
    sign(Signer(bytes(32)), now)
    tamper(database, TAMPERINGS[how])
    whole, in_parts = check(long=10**9), check(long=1)
    assert in_parts == whole
    assert isinstance(whole, Verified) is (how == "nothing"), whole


def test_lines_from_before_there_was_a_tree_get_theirs(house: Actor, now: datetime) -> None:
    """The migration, on a database that has lines: what it makes is what would have been made line by line."""
    write(11, house, now)
    with_tree = list(LedgerNode.objects.order_by("place").values_list("place", "digest"))
    call_command("migrate", "ledger", "0002", verbosity=0)
    call_command("migrate", "ledger", verbosity=0)
    assert list(LedgerNode.objects.order_by("place").values_list("place", "digest")) == with_tree
    write(3, house, now)
    assert check() == Verified(count=14, head=head().digest)

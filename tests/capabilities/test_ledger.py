import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connections, transaction

from hjemmel.capabilities.ledger.models import LedgerEntry, LedgerHead
from hjemmel.capabilities.ledger.services import deed, note
from hjemmel.capabilities.ledger.store import StoredLedger, check, entries, head, lines
from hjemmel.cli.ledger import command
from hjemmel.core.ledger import BrokenAt, Fault, Verified
from hjemmel.engine.ports import Actor


def write(count: int, actor: Actor, at: datetime) -> None:
    for number in range(count):
        note("deed", actor, {"number": number}, at)


def test_lines_are_chained_from_the_first(house: Actor, now: datetime) -> None:
    write(3, house, now)
    assert [entry.seq for entry in entries()] == [1, 2, 3]
    assert check() == Verified(count=3, head=head().digest)


def test_the_engine_gets_the_digest_of_its_line(house: Actor, now: datetime) -> None:
    assert StoredLedger().append("deed", house, {}, now) == head().digest


def test_the_newest_line_comes_first(house: Actor, now: datetime) -> None:
    write(3, house, now)
    assert [line.content["number"] for line in lines(2)] == [2, 1]
    assert [line.seq for line in lines(9, before=2)] == [1]


def test_a_deed_that_fails_leaves_no_line(house: Actor, now: datetime) -> None:
    with pytest.raises(RuntimeError), deed("deed", house, {}, now):
        raise RuntimeError("the world broke")
    assert not LedgerEntry.objects.exists()
    assert head().seq == 0


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

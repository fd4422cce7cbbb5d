"""The key store on disk: apart from the data, and what is destroyed there is gone from the file's bytes."""

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connections, transaction
from tests.engine.vault.drawers import Drawers, filled, person

from hjemmel.capabilities.keys import store
from hjemmel.capabilities.keys.ports import StoredKeys
from hjemmel.capabilities.keys.services import replay
from hjemmel.capabilities.keys.store import Buried
from hjemmel.capabilities.ledger.store import check, lines
from hjemmel.core.ledger.chain import Verified
from hjemmel.desk import keys
from hjemmel.engine.ports import Actor, SealedRow, WrappedKey
from hjemmel.engine.vault.faults import (
    Destroyed,
    KeyDamaged,
    MasterKeyMissing,
    MasterKeyRetired,
    NoKey,
    NotOpened,
)
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.rotation import rotate
from hjemmel.engine.vault.sealing import Place
from hjemmel.engine.vault.vault import INDEX_ROOT, Vault
from hjemmel.web.serve import prepare

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HOUSE = Actor(id="hjemmel", name="Hjemmel")
KARI, OLA = "subject-kari", "subject-ola"
MASTERS = Masters([MasterKey.new()], "the tests")


def stored() -> StoredKeys:
    return StoredKeys(HOUSE, lambda: NOW)


@pytest.fixture
def vault(database: Path) -> Vault:
    return Vault(stored(), MASTERS)


@pytest.fixture
def drawers(vault: Vault) -> Drawers:
    return filled(vault, [person(KARI, "1", name="Kari Nordmann"), person(OLA, "2", name="Ola Nordmann")])


def key_store() -> Path:
    return Path(connections["keys"].settings_dict["NAME"])


def bytes_on_disk(file: Path) -> bytes:
    """The database's file, and whatever lies beside it: journal, write-ahead log, shared memory."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def wrapped(
    subject: str, version: int = 1, master: str = "0123456789abcdef", content: bytes = b"x" * 40
) -> WrappedKey:
    return WrappedKey(subject=subject, version=version, master=master, wrapped=content)


# ---- both stores do what the port says ------------------------------------------------------------------------------


@pytest.fixture(params=["on disk", "in memory"])
def either(request: pytest.FixtureRequest, database: Path) -> StoredKeys | MemoryKeys:
    return stored() if request.param == "on disk" else MemoryKeys()


def test_what_is_kept_is_there_and_first_come_is_first_kept(either: StoredKeys | MemoryKeys) -> None:
    either.add([wrapped(KARI), wrapped(OLA), wrapped(KARI, 2)])
    either.add([wrapped(KARI, content=b"y" * 40), wrapped("subject-per")])
    assert sorted((key.subject, key.version) for key in either.keys([KARI, "subject-per"])) == [
        (KARI, 1), (KARI, 2), ("subject-per", 1),
    ]  # fmt: skip
    assert {key.wrapped for key in either.keys([KARI])} == {b"x" * 40}
    assert list(either.unfinished(10)) == [KARI]
    assert list(either.keys([])) == []


def test_master_keys_are_known_by_what_is_under_them(either: StoredKeys | MemoryKeys) -> None:
    assert list(either.masters()) == []
    names = ["b" * 16, "a" * 16, "f" * 16]
    either.add([wrapped(f"subject-{number}", master=names[number % 3]) for number in range(10, 19)])
    assert list(either.masters()) == sorted(names)
    assert len(either.under("a" * 16, 2)) == 2
    assert {key.master for key in either.under("a" * 16, 100)} == {"a" * 16}


def test_what_was_changed_meanwhile_is_not_wrapped_anew(either: StoredKeys | MemoryKeys) -> None:
    either.add([wrapped(KARI), wrapped(OLA)])
    new = "f" * 16
    either.forget(either.keys([OLA]))
    either.rewrap(
        [
            (wrapped(KARI), wrapped(KARI, master=new, content=b"z" * 40)),
            (wrapped(OLA), wrapped(OLA, master=new)),
        ]
    )
    either.rewrap([(wrapped(KARI), wrapped(KARI, master="e" * 16))])
    assert [(key.subject, key.master, key.wrapped) for key in either.keys([KARI, OLA])] == [
        (KARI, new, b"z" * 40)
    ]


def test_the_destroyed_are_gone_for_good_and_the_replaced_are_not(either: StoredKeys | MemoryKeys) -> None:
    either.add([wrapped(KARI), wrapped(OLA), wrapped(OLA, 2)])
    either.destroy([KARI])
    either.forget([wrapped(OLA)])
    either.add([wrapped(KARI, 7), wrapped(OLA, 3)])
    assert [(key.subject, key.version) for key in either.keys([KARI, OLA])] == [(OLA, 2), (OLA, 3)]
    assert either.destroyed([KARI, OLA]) == {KARI}


def test_under_a_retired_master_key_nothing_is_kept(either: StoredKeys | MemoryKeys) -> None:
    """Else an import that was begun before would lose the keys it makes."""
    old, new = "a" * 16, "b" * 16
    either.add([wrapped(KARI, master=old)])
    assert not either.retire(old)
    either.rewrap([(wrapped(KARI, master=old), wrapped(KARI, master=new))])
    assert either.retire(old) and either.retire(old)
    with pytest.raises(MasterKeyRetired, match=old):
        either.add([wrapped(OLA, master=new), wrapped("subject-per", master=old)])
    with pytest.raises(MasterKeyRetired):
        either.rewrap([(wrapped(KARI, master=new), wrapped(KARI, master=old))])
    assert [(key.subject, key.master) for key in either.keys([KARI, OLA])] == [(KARI, new)]


# ---- apart from the data, and nobody else's ---------------------------------------------------------------------------


def test_keys_lie_apart_from_the_data_and_in_neither_are_they_clear(
    vault: Vault, drawers: Drawers, database: Path
) -> None:
    kept = stored().keys([KARI])[0]
    raw = MASTERS.unwrap(kept).raw()
    assert kept.wrapped in bytes_on_disk(key_store())
    assert kept.wrapped not in bytes_on_disk(database)
    assert KARI.encode() not in bytes_on_disk(database)
    for file in (key_store(), database):
        assert raw not in bytes_on_disk(file)
        assert MASTERS.unwrap(stored().keys([INDEX_ROOT])[0]).raw() not in bytes_on_disk(file)


def test_the_key_store_holds_its_own_tables_alone(database: Path) -> None:
    def tables(file: Path) -> set[str]:
        found = sqlite3.connect(file).execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found if not name.startswith("sqlite_")}

    assert tables(key_store()) == {"django_migrations", "keys_retired", "keys_tombstone", "keys_wrapped"}
    assert "keys_wrapped" not in tables(database)
    assert "keys_tombstone" in tables(database)


# ---- destroyed is gone ------------------------------------------------------------------------------------------------


def test_not_one_byte_of_a_destroyed_key_is_left_in_any_file(vault: Vault) -> None:
    """Over many pages, in any order, a few and many at once, with a reader at it, between changes that move rows."""
    chance = random.Random(1)
    subjects = [f"subject-{number:05}" for number in range(3_000)]
    chance.shuffle(subjects)
    for start in range(0, 3_000, 500):
        vault.admit(subjects[start : start + 500])
    keys_before = {key.subject: key.wrapped for key in stored().keys(subjects)}
    gone: list[bytes] = []
    for count in (1, 10, 100, 700, 1, 300):
        chosen = [subjects.pop() for _ in range(count)]
        vault.destroy(chosen)
        vault.admit([f"newcomer-{count}-{number}" for number in range(count)])
        gone += [keys_before[one] for one in chosen]
        on_disk = bytes_on_disk(key_store())
        left = [content for content in gone if content in on_disk or content[8:24] in on_disk]
        assert not left, f"{len(left)} of {len(gone)} keys are still in the file"
    assert all(keys_before[one] in on_disk for one in subjects[:50])


def test_a_replaced_key_is_gone_from_the_file_too(vault: Vault, drawers: Drawers) -> None:
    before = stored().keys([KARI])[0]
    vault.rekey([KARI], drawers)
    assert before.wrapped not in bytes_on_disk(key_store())
    rotated = Masters([MASTERS.named(MASTERS.names[0]), MasterKey.new()], "the tests")
    under_old = [key.wrapped for key in stored().keys([KARI, OLA, INDEX_ROOT])]
    rotate(stored(), rotated)
    assert not any(content in bytes_on_disk(key_store()) for content in under_old)


def test_a_copy_of_the_data_from_before_is_noise_with_the_keys_from_after(
    vault: Vault, drawers: Drawers, tmp_path: Path
) -> None:
    """The database itself copied, as a backup is: what a thief has who comes after the erasure."""
    data = tmp_path / "data.sqlite3"
    with sqlite3.connect(data) as connection:
        connection.execute("CREATE TABLE register_person (id TEXT, subject TEXT, name BLOB)")
        connection.executemany(
            "INSERT INTO register_person VALUES (?, ?, ?)",
            [(row.row, row.subject, row.values["name"]) for row in drawers.rows.values()],
        )
    connection.close()
    backup = tmp_path / "backup.sqlite3"
    shutil.copyfile(data, backup)
    assert readable(backup, key_store(), tmp_path) == {"Kari Nordmann", "Ola Nordmann"}

    vault.destroy([KARI])

    assert readable(backup, key_store(), tmp_path) == {"Ola Nordmann"}


def readable(data: Path, keys: Path, folder: Path) -> set[str]:
    """All that can be read from copies of the two files by one who has the master key and tries every key."""
    for copied in (data, keys):
        shutil.copyfile(copied, folder / f"stolen-{copied.name}")
    with sqlite3.connect(folder / f"stolen-{keys.name}") as connection:
        rows = connection.execute("SELECT subject, version, master, wrapped FROM keys_wrapped").fetchall()
    there = [MASTERS.unwrap(WrappedKey(subject=s, version=v, master=m, wrapped=w)) for s, v, m, w in rows]
    found = set()
    with sqlite3.connect(folder / f"stolen-{data.name}") as connection:
        for row, sealed in connection.execute("SELECT id, name FROM register_person"):
            for key in there:
                try:
                    found.add(key.open(Place(table="register_person", column="name", row=row), sealed))
                except NotOpened:
                    continue
    return found


def test_destroying_writes_one_line_that_names_nobody(vault: Vault, drawers: Drawers) -> None:
    vault.destroy([KARI, OLA])
    line = lines(1)[0]
    assert (line.kind, line.content) == ("keys-destroyed", {"subjects": 2})
    assert isinstance(check(), Verified)


def test_who_takes_back_the_erasure_keeps_the_key(vault: Vault, drawers: Drawers) -> None:
    """The key goes when the rows go: a transaction that is rolled back has destroyed nothing."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        vault.destroy([KARI])
        vault.rekey([OLA], drawers)
        raise ZeroDivisionError
    assert len(vault.open(list(drawers.rows.values()))) == 2
    assert stored().destroyed([KARI]) == frozenset()
    assert list(stored().unfinished(10)) == [OLA]
    assert vault.finish_rekeying(drawers) == 1
    assert len(vault.open(list(drawers.rows.values()))) == 2


def test_a_key_that_is_made_stays_when_the_data_are_rolled_back(vault: Vault) -> None:
    """Never the other way round: data sealed with a key that nobody kept."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        vault.admit([KARI])
        raise ZeroDivisionError
    assert len(stored().keys([KARI])) == 1


def test_one_that_broke_down_between_the_mark_and_the_key_is_finished_by_a_replay(
    vault: Vault, drawers: Drawers
) -> None:
    """Somebody else holds the key store when the key should go."""
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(key_store(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError):
        vault.destroy([KARI])
    other.rollback()
    other.close()
    assert len(stored().keys([KARI])) == 1
    assert stored().destroyed([KARI]) == {KARI}
    assert replay((), HOUSE, NOW).destroyed == 1
    assert list(stored().keys([KARI])) == []


def test_two_that_admit_the_same_subjects_at_once_use_the_same_keys(vault: Vault) -> None:
    subjects = [f"subject-{number:04}" for number in range(300)]

    def admit() -> None:
        Vault(stored(), MASTERS).admit(subjects)
        connections.close_all()

    threads = [threading.Thread(target=admit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored().keys(subjects)) == 300


# ---- a restored key store ---------------------------------------------------------------------------------------------


@pytest.fixture
def old_key_store(vault: Vault, drawers: Drawers, tmp_path: Path) -> Iterator[Path]:
    """A backup of the key store as it is now."""
    connections["keys"].close()
    yield Path(shutil.copyfile(key_store(), tmp_path / "old-keys.sqlite3"))


def restore(old: Path) -> None:
    connections["keys"].close()
    shutil.copyfile(old, key_store())


def test_after_an_older_key_store_is_put_back_the_erasures_are_replayed(
    vault: Vault, drawers: Drawers, old_key_store: Path
) -> None:
    vault.destroy([KARI])
    restore(old_key_store)
    assert vault.open(list(drawers.rows_of([KARI])))[0].values == {"name": "Kari Nordmann"}
    assert not store.remember_the_same()
    with pytest.raises(Destroyed):
        vault.admit([KARI])

    assert replay((), HOUSE, NOW).destroyed == 1

    with pytest.raises(NoKey):
        vault.open(list(drawers.rows_of([KARI])))
    assert len(vault.open(list(drawers.rows_of([OLA])))) == 1
    assert store.remember_the_same()
    assert replay((), HOUSE, NOW).destroyed == 0


def test_after_both_are_put_back_the_list_that_was_kept_elsewhere_tells(
    vault: Vault, drawers: Drawers, old_key_store: Path, database: Path, tmp_path: Path
) -> None:
    connections["default"].close()
    old_data = shutil.copyfile(database, tmp_path / "old-data.sqlite3")
    vault.destroy([KARI])
    kept_elsewhere = keys.tombstones()
    restore(old_key_store)
    connections["default"].close()
    shutil.copyfile(old_data, database)
    assert replay((), HOUSE, NOW).destroyed == 0
    assert len(stored().keys([KARI])) == 1
    assert replay(kept_elsewhere, HOUSE, NOW).destroyed == 1
    assert list(stored().keys([KARI])) == []
    assert stored().destroyed([KARI]) == {KARI}


def test_after_older_data_are_put_back_the_key_store_remembers(
    vault: Vault, drawers: Drawers, database: Path, tmp_path: Path
) -> None:
    connections["default"].close()
    old_data = shutil.copyfile(database, tmp_path / "old-data.sqlite3")
    vault.destroy([KARI])
    connections["default"].close()
    shutil.copyfile(old_data, database)
    assert vault.without_key([KARI, OLA]) == {KARI}
    with pytest.raises(Destroyed):
        vault.admit([KARI])
    replay((), HOUSE, NOW)
    assert store.remember_the_same()


def test_a_replaced_key_that_comes_back_is_told_and_left_for_the_values_that_need_it(
    vault: Vault, drawers: Drawers, old_key_store: Path
) -> None:
    before = drawers.copy()
    drawers.put(vault.seal([person(KARI, "1", name=None)]))
    vault.rekey([KARI], drawers)
    restore(old_key_store)

    done = replay((), HOUSE, NOW)

    assert (done.destroyed, done.returned) == (0, (KARI,))
    assert keys.look().returned == (KARI,)
    # The older data came back with the older keys: it is overwritten again, and its key changed again.
    assert vault.open(list(before.rows_of([KARI])))[0].values == {"name": "Kari Nordmann"}
    stolen = before.copy()
    before.put(vault.seal([person(KARI, "1", name=None)]))
    vault.rekey([KARI], before)
    with pytest.raises(NotOpened):
        vault.open(list(stolen.rows_of([KARI])))
    assert replay((), HOUSE, NOW).returned == ()


def test_a_list_with_what_is_known_already_changes_nothing(vault: Vault, drawers: Drawers) -> None:
    vault.destroy([KARI])
    vault.rekey([OLA], drawers)
    before = keys.tombstones()
    assert set(before) == {Buried(subject=KARI, last=None), Buried(subject=OLA, last=1)}
    replay([Buried(subject=KARI, last=3)], HOUSE, NOW)
    assert keys.tombstones() == before


# ---- the first start, and a key store that does not fit -----------------------------------------------------------------


@pytest.fixture
def master_file(tmp_path: Path) -> Iterator[Path]:
    before = settings.HJEMMEL_MASTER_KEY_FILE
    settings.HJEMMEL_MASTER_KEY_FILE = tmp_path / "apart" / "master.keys"
    yield settings.HJEMMEL_MASTER_KEY_FILE
    settings.HJEMMEL_MASTER_KEY_FILE = before


def test_at_the_first_start_a_master_key_is_made_and_at_no_other(master_file: Path) -> None:
    keys.prepare(HOUSE)
    content = master_file.read_bytes()
    keys.vault(HOUSE).admit([KARI])
    keys.prepare(HOUSE)
    assert master_file.read_bytes() == content
    assert master_file.stat().st_mode & 0o777 == 0o600


def test_a_lost_master_key_is_said_and_no_new_one_is_made(master_file: Path) -> None:
    keys.prepare(HOUSE)
    keys.vault(HOUSE).admit([KARI])
    before = bytes_on_disk(key_store())
    master_file.rename(master_file.with_name("lost"))
    for deed in (lambda: keys.prepare(HOUSE), lambda: keys.vault(HOUSE)):
        with pytest.raises(MasterKeyMissing, match="Nothing was overwritten"):
            deed()
    with pytest.raises(keys.NotDone):
        keys.make()
    assert not master_file.exists()
    assert bytes_on_disk(key_store()) == before


def test_without_the_master_key_the_server_starts_all_the_same_and_says_so(
    master_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The public statement is there for everybody; only what is sealed stays closed."""
    prepare()
    master_file.rename(master_file.with_name("lost"))
    assert caplog.text == ""
    prepare()
    assert "Nothing was overwritten" in caplog.text
    assert not master_file.exists()


def test_a_key_store_that_was_put_back_older_is_put_right_at_the_next_start(
    master_file: Path, tmp_path: Path
) -> None:
    keys.prepare(HOUSE)
    vault = keys.vault(HOUSE)
    vault.admit([KARI, OLA])
    connections["keys"].close()
    old = Path(shutil.copyfile(key_store(), tmp_path / "old.sqlite3"))
    vault.destroy([KARI])
    restore(old)
    keys.prepare(HOUSE)
    assert vault.without_key([KARI, OLA]) == {KARI}
    told = len(lines(100))
    keys.prepare(HOUSE)
    assert len(lines(100)) == told


def test_a_damaged_key_is_told_of_and_the_others_open(vault: Vault, drawers: Drawers) -> None:
    with sqlite3.connect(key_store()) as connection:
        connection.execute("UPDATE keys_wrapped SET wrapped = zeroblob(40) WHERE subject = ?", (KARI,))
    connection.close()
    with pytest.raises(KeyDamaged, match=KARI):
        vault.open(list(drawers.rows.values()))
    assert len(vault.open(list(drawers.rows_of([OLA])))) == 1


def test_keys_swapped_between_two_subjects_open_nothing(vault: Vault, drawers: Drawers) -> None:
    """By one who can write in the key store and hopes that a value outlives its key."""
    with sqlite3.connect(key_store()) as connection:
        connection.execute("UPDATE keys_wrapped SET subject = 'subject-x' WHERE subject = ?", (KARI,))
        connection.execute("UPDATE keys_wrapped SET subject = ? WHERE subject = ?", (KARI, OLA))
    connection.close()
    with pytest.raises(KeyDamaged):
        vault.seal([person(KARI, "3", name="Kari")])


# ---- nothing planted is found ---------------------------------------------------------------------------------------------

PLANTED = ["Kanarifugl Kvitrevik", "kanarifugl@kvitrevik.example", "00 00 77 13", "41 81 90 77 777"]


def test_what_was_planted_is_found_in_no_file_line_or_fault(
    vault: Vault, database: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    vault.admit([KARI])
    columns = dict(zip(("name", "email", "phone", "number"), PLANTED, strict=True))
    row = vault.seal([person(KARI, "1", **columns)])[0]
    told = [repr(row), repr(person(KARI, "1", **columns))]
    moved = SealedRow(subject=KARI, table=row.table, row="2", values=row.values)
    for attempt in (lambda: vault.open([moved]), lambda: vault.seal([person(OLA, "1", **columns)])):
        with pytest.raises((NotOpened, NoKey)) as fault:
            attempt()
        told += [str(fault.value), repr(fault.value), *map(str, fault.value.args)]
    vault.rekey([KARI], Drawers([row]))
    vault.destroy([KARI])
    told += [caplog.text, *capfd.readouterr(), *(str(line) for line in lines(100))]
    everywhere = "\n".join(told).encode() + bytes_on_disk(database) + bytes_on_disk(key_store())
    everywhere += b"".join(sealed or b"" for sealed in row.values.values())
    for planted in PLANTED:
        for form in (planted, planted.lower(), planted.replace(" ", ""), planted[:10]):
            assert form.encode() not in everywhere
            assert form.encode("utf-16-le") not in everywhere
            assert form.encode().hex().encode() not in everywhere

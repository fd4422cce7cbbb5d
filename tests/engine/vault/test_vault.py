"""The vault as a whole: subjects are admitted, sealed, opened, given other keys and destroyed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pytest
from tests.engine.vault.drawers import Drawers, filled, person

from hjemmel.core.normal import Normal
from hjemmel.engine.ports import OpenRow, SealedRow, WrappedKey
from hjemmel.engine.vault.blind import Index
from hjemmel.engine.vault.faults import (
    Destroyed,
    MasterKeyMissing,
    NoKey,
    NotOpened,
    StillSealed,
)
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.rotation import is_rotated, rotate
from hjemmel.engine.vault.sealing import Place, version_of
from hjemmel.engine.vault.vault import INDEX_ROOT, Vault

KARI, OLA = "subject-kari", "subject-ola"
NOT_HERE = Masters([], "the environment")


@pytest.fixture
def masters() -> Masters:
    return Masters([MasterKey.new()], "a file")


@pytest.fixture
def store() -> MemoryKeys:
    return MemoryKeys()


@pytest.fixture
def vault(store: MemoryKeys, masters: Masters) -> Vault:
    return Vault(store, masters)


@pytest.fixture
def drawers(vault: Vault) -> Drawers:
    return filled(
        vault,
        [
            person(KARI, "1", name="Kari Nordmann", email="kari@eksempel.example", note=None),
            person(KARI, "2", text="ringte om levering"),
            person(OLA, "3", name="Ola Nordmann"),
        ],
    )


def versions(row: SealedRow) -> set[int]:
    return {
        version_of(sealed, Place(table=row.table, column=column, row=row.row))
        for column, sealed in row.values.items()
        if sealed is not None
    }


def all_open(vault: Vault, drawers: Drawers, subjects: Collection[str] = (KARI, OLA)) -> list[OpenRow]:
    return vault.open(list(drawers.rows_of(subjects)))


# ---- values ---------------------------------------------------------------------------------------------------


def test_what_is_sealed_opens_and_what_is_blank_stays_blank(vault: Vault, drawers: Drawers) -> None:
    kari, text, ola = all_open(vault, drawers)
    assert kari.values == {"name": "Kari Nordmann", "email": "kari@eksempel.example", "note": None}
    assert text.values == {"text": "ringte om levering"}
    assert ola.values == {"name": "Ola Nordmann"}


def test_equal_texts_are_sealed_unequal(vault: Vault) -> None:
    vault.admit([KARI])
    once, again = vault.seal([person(KARI, "1", name="Kari"), person(KARI, "1", name="Kari")])
    assert once.values != again.values


def test_no_nonce_is_used_twice_over_many_rows(vault: Vault) -> None:
    vault.admit([KARI, OLA])
    rows = [person(KARI if number % 2 else OLA, str(number), a="x", b=None, c="z") for number in range(5_000)]
    sealed = [value for row in vault.seal(rows) for value in row.values.values() if value]
    assert len({value[5:17] for value in sealed}) == len(sealed) == 10_000


def test_a_value_put_in_another_subjects_row_does_not_open(vault: Vault, drawers: Drawers) -> None:
    kari, _, ola = drawers.rows.values()
    moved = SealedRow(subject=OLA, table=ola.table, row=ola.row, values={"name": kari.values["name"]})
    with pytest.raises(NotOpened, match=r"register_person\.name of row 3"):
        vault.open([moved])


def test_who_was_not_admitted_is_not_sealed(vault: Vault) -> None:
    with pytest.raises(NoKey, match=KARI):
        vault.seal([person(KARI, "1", name="Kari")])


def test_to_be_admitted_twice_changes_nothing(vault: Vault, store: MemoryKeys) -> None:
    vault.admit([KARI, OLA])
    before = store.keys([KARI, OLA])
    vault.admit([OLA, KARI])
    assert store.keys([KARI, OLA]) == before


@pytest.mark.parametrize("name", ["kari@eksempel.example", "Kari Nordmann", "kort", INDEX_ROOT, "", "x" * 65])
def test_a_subject_is_a_reference_and_no_name(vault: Vault, name: str) -> None:
    deeds: list[Callable[[list[str]], Any]] = [vault.admit, vault.destroy, vault.without_key]
    for deed in deeds:
        with pytest.raises(ValueError) as fault:
            deed([name])
        assert not name or name not in str(fault.value)


def test_tokens_stay_the_same_from_vault_to_vault(vault: Vault, store: MemoryKeys, masters: Masters) -> None:
    index = Index(table="register_person", column="email", normal=Normal.EMAIL, bits=63)
    token = vault.index(index).token("kari@eksempel.example")
    assert Vault(store, masters).index(index).token("Kari@eksempel.example") == token
    assert Vault(MemoryKeys(), masters).index(index).token("kari@eksempel.example") != token


# ---- destroyed ------------------------------------------------------------------------------------------------


def test_a_destroyed_subject_is_noise_in_every_copy(
    vault: Vault, drawers: Drawers, store: MemoryKeys, masters: Masters
) -> None:
    copy = drawers.copy()
    vault.destroy([KARI])
    with pytest.raises(NoKey):
        all_open(Vault(store, masters), copy, [KARI])
    assert vault.without_key([KARI, OLA]) == {KARI}
    assert all_open(vault, drawers, [OLA])[0].values == {"name": "Ola Nordmann"}
    assert opened_by_any_key(store, masters, copy, KARI) == []


def opened_by_any_key(store: MemoryKeys, masters: Masters, drawers: Drawers, subject: str) -> list[str]:
    """What a thief reads who has a copy of the data, the whole key store and the master keys, and tries them all."""
    keys = [masters.unwrap(key) for name in store.masters() for key in store.under(name, 1_000)]
    found = []
    for row in drawers.rows_of([subject]):
        for column, sealed in row.values.items():
            for key in keys:
                try:
                    assert sealed is not None
                    found.append(key.open(Place(table=row.table, column=column, row=row.row), sealed))
                except (NotOpened, AssertionError):
                    pass
    return found


def test_the_thief_of_these_tests_can_read_what_is_not_destroyed(
    drawers: Drawers, store: MemoryKeys, masters: Masters
) -> None:
    assert opened_by_any_key(store, masters, drawers, OLA) == ["Ola Nordmann"]


def test_who_was_destroyed_never_gets_a_key_again(vault: Vault, drawers: Drawers, store: MemoryKeys) -> None:
    vault.destroy([KARI])
    with pytest.raises(Destroyed, match=KARI):
        vault.admit([OLA, KARI])
    vault.rekey([KARI], drawers)
    assert store.keys([KARI]) == []


# ---- another key for a subject ----------------------------------------------------------------------------------


def test_after_a_change_of_key_older_copies_are_noise_and_the_rest_opens(
    vault: Vault, drawers: Drawers, store: MemoryKeys, masters: Masters
) -> None:
    copy = drawers.copy()
    drawers.put(vault.seal([person(KARI, "1", name=None, email="kari@eksempel.example", note=None)]))
    vault.rekey([KARI, OLA], drawers)
    assert [row.values for row in all_open(vault, drawers, [KARI])] == [
        {"name": None, "email": "kari@eksempel.example", "note": None},
        {"text": "ringte om levering"},
    ]
    with pytest.raises(NotOpened):
        all_open(vault, copy, [KARI])
    assert opened_by_any_key(store, masters, copy, KARI) == []
    assert [key.version for key in store.keys([KARI])] == [2]


class Killed(Exception):
    pass


class Interrupted:
    """Passes every call on to the real part, and dies before or after the one that is named by its number."""

    def __init__(self, part: Any, calls: Iterator[int], at: int, after: bool) -> None:
        self._part, self._calls, self._at, self._after = part, calls, at, after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)

        def call(*arguments: Any) -> Any:
            fatal = next(self._calls) == self._at
            if fatal and not self._after:
                raise Killed(name)
            result = method(*arguments)
            if fatal:
                raise Killed(name)
            return result

        return call


@pytest.mark.parametrize("resume", ["finish", "again"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_change_of_key_killed_at_any_call_loses_nothing_and_goes_on(
    masters: Masters, resume: str, after: bool
) -> None:
    for at in range(1, 100):
        store, drawers, died = killed_at(at, after, masters)
        if not died:
            assert at > 8
            return
        vault = Vault(store, masters)
        assert len(all_open(vault, drawers)) == 3, f"killed at call {at}"
        old = drawers.copy()
        if resume == "finish":
            vault.finish_rekeying(drawers)
            assert len({key.version for key in store.keys([KARI])}) == 1
        else:
            vault.rekey([KARI], drawers)
            assert opened_by_any_key(store, masters, old, KARI) == []
        assert len(store.keys([KARI])) == 1
        assert len(all_open(vault, drawers)) == 3
        assert store.unfinished(10) == []
    pytest.fail("it never came to an end")


def killed_at(at: int, after: bool, masters: Masters) -> tuple[MemoryKeys, Drawers, bool]:
    store = MemoryKeys()
    drawers = filled(
        Vault(store, masters),
        [
            person(KARI, "1", name="Kari", email="k@eksempel.example"),
            person(KARI, "2", text="x"),
            person(OLA, "3", name="Ola"),
        ],
    )
    calls = iter(range(0, 1_000))
    vault = Vault(Interrupted(store, calls, at, after), masters)
    try:
        vault.rekey([KARI], Interrupted(drawers, calls, at, after))
    except Killed:
        return store, drawers, True
    return store, drawers, False


def test_what_was_overwritten_after_a_change_of_key_broke_off_is_noise_after_the_next(
    store: MemoryKeys, masters: Masters
) -> None:
    """The half-done change has sealed it with its new key: that key must go as well."""
    for at in range(1, 12):
        store, drawers, _ = killed_at(at, True, masters)
        vault = Vault(store, masters)
        copy = drawers.copy()
        drawers.put(vault.seal([person(KARI, "1", name=None, email=None)]))
        vault.rekey([KARI], drawers)
        assert opened_by_any_key(store, masters, copy, KARI) == []
        assert [row.values for row in all_open(vault, drawers, [KARI])] == [
            {"name": None, "email": None},
            {"text": "x"},
        ]


class Intruder(Drawers):
    """Somebody writes values with the old key between every two looks, holding nothing."""

    def __init__(self, drawers: Drawers, old: SealedRow, times: int) -> None:
        super().__init__(drawers.rows.values())
        self.old, self.times = old, times

    def replace(self, pairs: Sequence[tuple[SealedRow, SealedRow]]) -> None:
        super().replace(pairs)
        if self.times:
            self.times -= 1
            self.put([self.old])


@pytest.mark.parametrize(("times", "ends"), [(1, True), (5, True), (1_000, False)])
def test_a_value_written_with_the_old_key_meanwhile_is_not_lost(
    vault: Vault, drawers: Drawers, store: MemoryKeys, times: int, ends: bool
) -> None:
    late = vault.seal([person(KARI, "9", name="sent")])[0]
    intruded = Intruder(drawers, late, times)
    if ends:
        vault.rekey([KARI], intruded)
        assert len(store.keys([KARI])) == 1
    else:
        with pytest.raises(StillSealed):
            vault.rekey([KARI], intruded)
        assert len(store.keys([KARI])) == 2
    assert {row.row: row.values for row in all_open(vault, intruded, [KARI])}["9"] == {"name": "sent"}


def test_a_row_with_a_value_that_does_not_open_stops_the_change_and_keeps_the_old_key(
    vault: Vault, drawers: Drawers, store: MemoryKeys
) -> None:
    row = next(iter(drawers.rows_of([KARI])))
    name = row.values["name"]
    assert name is not None
    drawers.put(
        [
            SealedRow(
                subject=KARI, table=row.table, row=row.row, values={**row.values, "name": name[:-1] + b"\0\1"}
            )
        ]
    )
    with pytest.raises(NotOpened):
        vault.rekey([KARI], drawers)
    assert {key.version for key in store.keys([KARI])} == {1, 2}


# ---- master keys --------------------------------------------------------------------------------------------------


def test_without_the_master_key_there_is_no_vault_and_nothing_is_changed(
    vault: Vault, drawers: Drawers, store: MemoryKeys, masters: Masters
) -> None:
    before = list(store.keys([KARI, OLA, INDEX_ROOT]))
    for wrong in (NOT_HERE, Masters([MasterKey.new()], "another file")):
        with pytest.raises(MasterKeyMissing, match=masters.names[0]):
            Vault(store, wrong)
        with pytest.raises(MasterKeyMissing):
            rotate(store, wrong)
    assert list(store.keys([KARI, OLA, INDEX_ROOT])) == before
    assert len(all_open(Vault(store, masters), drawers)) == 3


def test_without_any_master_key_a_new_vault_is_not_begun(store: MemoryKeys) -> None:
    with pytest.raises(MasterKeyMissing):
        Vault(store, NOT_HERE)
    assert store.masters() == []


def test_another_master_key_takes_over_and_the_first_is_of_no_use(
    vault: Vault, drawers: Drawers, store: MemoryKeys, masters: Masters
) -> None:
    index = Index(table="register_person", column="email", normal=Normal.EMAIL, bits=63)
    token = vault.index(index).token("kari@eksempel.example")
    old, new = masters.named(masters.names[0]), MasterKey.new()
    both = Masters([old, new], "a file")
    assert not is_rotated(store, both)
    assert len(all_open(Vault(store, both), drawers)) == 3
    assert rotate(store, both) == 3
    assert is_rotated(store, both) and rotate(store, both) == 0
    alone = Vault(store, Masters([new], "a file"))
    assert len(all_open(alone, drawers)) == 3
    assert alone.index(index).token("kari@eksempel.example") == token
    with pytest.raises(MasterKeyMissing):
        Vault(store, Masters([old], "a file"))


class DiesAfter(MemoryKeys):
    """Dies when so many batches have been wrapped anew; what was wrapped stays."""

    left = 2

    def rewrap(self, pairs: Sequence[tuple[WrappedKey, WrappedKey]]) -> None:
        super().rewrap(pairs)
        self.left -= 1
        if self.left == 0:
            raise Killed


def test_a_rotation_killed_half_way_opens_everything_and_goes_on(masters: Masters) -> None:
    store = DiesAfter()
    people = [person(f"subject-{number:05}", str(number), name="Kari") for number in range(2_500)]
    drawers = filled(Vault(store, masters), people)
    both = Masters([masters.named(masters.names[0]), MasterKey.new()], "a file")
    with pytest.raises(Killed):
        rotate(store, both)
    everybody = [row.subject for row in people]
    assert len(store.masters()) == 2
    assert len(all_open(Vault(store, both), drawers, everybody)) == 2_500
    assert rotate(store, both) == 501
    assert list(store.masters()) == [both.names[-1]]
    assert len(all_open(Vault(store, both), drawers, everybody)) == 2_500

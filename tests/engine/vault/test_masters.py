"""Master keys: what they wrap, how they are written, and their file, which nobody else can read and nothing halves."""

import os
import stat
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from tests.engine.vault import independent

from hjemmel.engine.ports import WrappedKey
from hjemmel.engine.vault import masterfile
from hjemmel.engine.vault.faults import KeyDamaged, MasterKeyMissing, MasterKeyUnreadable, VaultFault
from hjemmel.engine.vault.masters import MasterKey, Masters, read
from hjemmel.engine.vault.sealing import SubjectKey

RAW = bytes(range(32))
KEY = SubjectKey("subject-one", 7, bytes(range(100, 132)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made" / "master.keys"


# ---- wrapping -------------------------------------------------------------------------------------------------


def test_the_second_opinion_on_key_wrap_knows_the_known_answer() -> None:
    """RFC 3394, section 4.6: 256 bits of key wrapped under 256 bits of key."""
    data = bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
    wrapped = bytes.fromhex(
        "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    )
    assert aes_key_wrap(RAW, data) == wrapped
    assert independent.unwrap(RAW, wrapped) == data
    assert independent.unwrap(RAW, wrapped[:-1] + b"\0") is None


def test_the_second_opinion_on_key_derivation_knows_the_known_answer() -> None:
    """RFC 5869, test case 1: the expanding half."""
    key = bytes.fromhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
    assert independent.expand(key, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_a_stranger_can_unwrap_by_the_documentation() -> None:
    wrapped = MasterKey(RAW).wrap(KEY)
    wrapping = independent.expand(RAW, b"hjemmel wrap 1 " + (7).to_bytes(4, "big") + b"subject-one", 32)
    assert independent.unwrap(wrapping, wrapped.wrapped) == KEY.raw()
    assert len(wrapped.wrapped) == 40


def test_what_is_wrapped_is_unwrapped() -> None:
    found = MasterKey(RAW).unwrap(MasterKey(RAW).wrap(KEY))
    assert (found.subject, found.version, found.raw()) == ("subject-one", 7, KEY.raw())


@pytest.mark.parametrize(
    ("subject", "version"),
    [("subject-two", 7), ("subject-one", 8)],
    ids=["of another subject", "of another version"],
)
def test_a_wrapped_key_is_not_taken_for_one(subject: str, version: int) -> None:
    """Else who can write in the key store could let a value outlive its subject's key."""
    stolen = MasterKey(RAW).wrap(KEY)
    with pytest.raises(KeyDamaged):
        MasterKey(RAW).unwrap(
            WrappedKey(subject=subject, version=version, master=stolen.master, wrapped=stolen.wrapped)
        )


def test_with_any_one_bit_flipped_it_does_not_unwrap() -> None:
    wrapped = MasterKey(RAW).wrap(KEY)
    for bit in range(40 * 8):
        changed = bytearray(wrapped.wrapped)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(KeyDamaged):
            MasterKey(RAW).unwrap(
                WrappedKey(subject=KEY.subject, version=7, master=wrapped.master, wrapped=bytes(changed))
            )


def test_no_other_master_key_unwraps() -> None:
    wrapped = MasterKey(RAW).wrap(KEY)
    with pytest.raises(KeyDamaged):
        MasterKey.new().unwrap(wrapped)
    with pytest.raises(MasterKeyMissing, match=wrapped.master):
        Masters([MasterKey.new()], "the environment").unwrap(wrapped)


def test_a_key_is_shown_by_nothing_that_logs_or_prints() -> None:
    raw = b"Kanarifugl-secret-of-32-letters!"
    master, key = MasterKey(raw), SubjectKey("subject-one", 1, raw)
    wrapped = master.wrap(key)
    shown = f"{master!r} {key!r} {wrapped!r} {Masters([master], 'x')!r} {master} {key}"
    assert "Kanarifugl" not in shown
    assert master.written().partition(":")[2] not in shown
    assert wrapped.wrapped.hex() not in shown and repr(wrapped.wrapped) not in shown


# ---- as text --------------------------------------------------------------------------------------------------


def test_the_last_one_written_is_current() -> None:
    one, two = MasterKey.new(), MasterKey.new()
    found = read(f"# kept in the safe\n{one.written()}\n\n{two.written()} # new\n", "a file")
    assert found.names == (one.name, two.name)
    assert found.current is not None and found.current.name == two.name
    assert read(f"{two.written()},{one.written()}", "the environment").names == (two.name, one.name)


def test_without_any_there_is_no_current_one() -> None:
    assert read("# nothing\n", "a file").current is None


def test_a_letter_gone_wrong_is_seen_and_not_repeated() -> None:
    written = MasterKey(RAW).written()
    name, _, secret = written.partition(":")
    for wrong in [f"{name}:{secret[:-2]}A{secret[-1]}", secret, f"{name}:{secret}x", f"{name}:", name, "æ:ø"]:
        with pytest.raises(MasterKeyUnreadable) as fault:
            read(f"{MasterKey.new().written()} {wrong}", "HJEMMEL_MASTER_KEY")
        assert "HJEMMEL_MASTER_KEY" in str(fault.value)
        assert secret[:10] not in str(fault.value)


# ---- in a file ------------------------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_is_its_owners_alone_whatever_the_umask(file: Path) -> None:
    before = os.umask(0)
    try:
        masterfile.make(file)
        masterfile.append(file)
    finally:
        os.umask(before)
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)


def test_what_is_made_is_read_and_nothing_is_made_twice(file: Path) -> None:
    assert masterfile.masters_in(file).names == ()
    made = masterfile.make(file)
    content = file.read_bytes()
    with pytest.raises(FileExistsError):
        masterfile.make(file)
    assert file.read_bytes() == content
    assert masterfile.masters_in(file).names == (made.name,)


def test_a_new_one_comes_last_and_an_old_one_goes(file: Path) -> None:
    first = masterfile.make(file)
    second = masterfile.append(file)
    assert masterfile.masters_in(file).names == (first.name, second.name)
    masterfile.remove(file, first.name)
    assert masterfile.masters_in(file).names == (second.name,)


@pytest.mark.parametrize("bits", [0o604, 0o640, 0o620, 0o602, 0o660])
def test_a_file_that_others_can_read_or_write_is_refused(file: Path, bits: int) -> None:
    masterfile.make(file)
    file.chmod(bits)
    with pytest.raises(MasterKeyUnreadable, match="chmod 600"):
        masterfile.masters_in(file)


def test_a_file_that_is_no_file_of_keys_is_refused_in_words(file: Path) -> None:
    masterfile.make(file)
    for content in (b"\xff\xfe", b"hello", b"0123456789abcdef:" + b"A" * 43):
        file.write_bytes(content)
        with pytest.raises(VaultFault, match=file.name):
            masterfile.masters_in(file)
    with pytest.raises(MasterKeyUnreadable):
        masterfile.masters_in(file.parent)


def test_two_that_add_a_key_at_once_lose_none(file: Path) -> None:
    """A lost master key is lost data: what is read and written again is held by one at a time."""
    masterfile.make(file)
    added: list[str] = []
    threads = [Thread(target=lambda: added.append(masterfile.append(file).name)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(added) < set(masterfile.masters_in(file).names)
    assert len(masterfile.masters_in(file).names) == 13


def test_one_that_was_killed_while_writing_left_the_old_file(file: Path) -> None:
    first = masterfile.make(file)
    file.with_name(f"{file.name}.new").write_text("half a fi")
    assert masterfile.masters_in(file).names == (first.name,)
    second = masterfile.append(file)
    assert masterfile.masters_in(file).names == (first.name, second.name)

"""Proofs from the ledger: made by one company, verified by somebody who has nothing but the files."""

import base64
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from tests.database import fresh

from hjemmel.capabilities.ledger.services import note
from hjemmel.cli.ledger import command as ledger
from hjemmel.cli.verify import command as verify
from hjemmel.core.ledger.checkpoint import Unreadable, read_head, read_key
from hjemmel.core.ledger.proof import read_proof
from hjemmel.desk import keys
from hjemmel.engine.ports import Actor
from hjemmel.engine.vault.signing import Signer, is_signed_by

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HOUSE = Actor(id="hjemmel", name="Hjemmel")


@pytest.fixture(autouse=True)
def company(tmp_path: Path):
    for database in fresh():
        keys.prepare(HOUSE)
        write(5)
        yield database


def write(count: int) -> None:
    for number in range(count):
        note("deed", HOUSE, {"number": number, "word": "æøå"}, NOW)


def made(tmp_path: Path, *deed: str) -> Path:
    file = tmp_path / f"{'-'.join(Path(part).name for part in deed)}.json"
    assert ledger([*deed, "--to", str(file)]) == 0
    return file


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    other = file.with_suffix(".changed")
    other.write_text(text.replace(old, new, 1), encoding="utf-8")
    return other


def test_each_line_is_proved_and_a_changed_one_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = made(tmp_path, "key")
    for number in range(1, 6):
        proof = made(tmp_path, "proof", str(number))
        assert verify([str(proof), "--key", str(key)]) == 0
    assert "HOLDS: line 5" in capsys.readouterr().out
    forged = changed(proof, r"\"number\":4", r"\"number\":5")
    assert verify([str(forged), "--key", str(key)]) == 1
    assert "DOES NOT HOLD: the line is not one of those" in capsys.readouterr().out


def test_the_proof_says_what_the_line_says_and_whose_the_key_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = made(tmp_path, "proof", "2")
    assert verify([str(proof)]) == 0
    said = capsys.readouterr().out
    assert '{"number":1,"word":"æøå"}' in said
    assert "The key is the file's own" in said
    assert verify([str(proof), "--key", keys.vault(HOUSE).signer().public.written(), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["lines"], told["key_was_given"]) == (True, 5, True)


def test_a_proof_that_another_has_signed_does_not_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = made(tmp_path, "proof", "2")
    other = Signer(bytes(32)).public.written()
    assert verify([str(proof), "--key", other]) == 1
    assert "not signed by the key" in capsys.readouterr().out


def test_what_was_signed_before_is_what_the_ledger_begins_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = made(tmp_path, "head")
    write(6)
    proof = made(tmp_path, "since", str(head))
    assert verify([str(proof), "--key", str(made(tmp_path, "key"))]) == 0
    assert "the 11 lines begin with the 5 that were signed before" in capsys.readouterr().out
    assert ledger(["verify", "--head", str(head)]) == 0


def test_an_exported_ledger_is_verified_whole_and_against_a_head_that_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = made(tmp_path, "head")
    write(6)
    export = made(tmp_path, "export")
    assert len(export.read_text(encoding="utf-8").splitlines()) == 12
    assert verify([str(export), "--head", str(head)]) == 0
    assert "all 11 lines are whole" in capsys.readouterr().out
    assert verify([str(changed(export, '"kind":"deed"', '"kind":"died"'))]) == 1
    assert "line 1: the line was changed" in capsys.readouterr().out
    shorter = tmp_path / "shorter"
    shorter.write_text("".join(export.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]))
    assert verify([str(shorter)]) == 1
    assert "lines are missing at the end" in capsys.readouterr().out


def test_a_head_of_somebody_elses_ledger_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text(Signer(bytes(32)).sign(3, bytes(32), NOW).written(), encoding="utf-8")
    assert ledger(["since", str(foreign)]) == 2
    assert ledger(["verify", "--head", str(foreign)]) == 2
    assert "not signed by this ledger's key" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "not json", '{"proof":"hjemmel-ledger-line-1"}', "[" * 100_000, '{"proof":[]}', "\x00"],
)
def test_what_is_no_proof_is_said_to_be_none(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    assert verify([str(file)]) == 2
    assert str(file) in capsys.readouterr().err


def test_files_that_are_not_there_or_are_there_already_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify([str(tmp_path / "nothing")]) == 2
    assert "nothing" in capsys.readouterr().err
    there = made(tmp_path, "proof", "1")
    kept = there.read_bytes()
    assert ledger(["proof", "2", "--to", str(there)]) == 2
    assert there.read_bytes() == kept
    assert ledger(["proof", "99"]) == 2
    assert "there is no line 99" in capsys.readouterr().err


def test_any_changed_character_of_a_proof_is_noticed(tmp_path: Path) -> None:
    """Every character of every kind of proof, changed to another: it does not hold, or can't be read."""
    head = made(tmp_path, "head")
    key = tmp_path / "key"
    key.write_text(keys.vault(HOUSE).signer().public.written(), encoding="utf-8")
    write(3)
    proof = made(tmp_path, "since", str(head))
    text = proof.read_text(encoding="utf-8")
    # The proof's own copy of the key is not what is trusted, so a change in it may well change nothing.
    own_key = range(text.index('"key"'), text.index('"path"'))
    changed_file = tmp_path / "changed"
    for place in range(0, len(text) - 1, 3):
        if place not in own_key:
            other = "7" if text[place] != "7" else "8"
            changed_file.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
            assert verify([str(changed_file), "--key", str(key)]) != 0, text[place - 10 : place + 10]


@given(st.text(max_size=300))
def test_no_text_at_all_makes_reading_fail_in_another_way_than_it_should(text: str) -> None:
    for read in (read_head, read_key, lambda one: read_proof([one])):
        with pytest.raises(Unreadable):
            read(text)


def test_the_signature_is_one_that_other_tools_verify(tmp_path: Path) -> None:
    """A signed note by C2SP: the text up to the empty line is signed, the key's mark stands before the signature."""
    head = read_head(made(tmp_path, "head").read_text(encoding="utf-8"))
    key = keys.vault(HOUSE).signer().public
    assert is_signed_by(head, key)
    text, _, signed = head.written().partition("\n\n")
    given = base64.b64decode(signed.split()[2])
    assert given[:4].hex() == key.written().split("+")[1]
    # Raises InvalidSignature if it is not; nothing of ours has a part in it.
    Ed25519PublicKey.from_public_bytes(key.raw).verify(given[4:], f"{text}\n".encode())


def test_it_is_verified_where_there_is_no_database_and_no_declaration(tmp_path: Path) -> None:
    proof = made(tmp_path, "proof", "3")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    proof.rename(elsewhere / "proof.json")
    said = subprocess.run(
        [sys.executable, "-c", "import sys; from hjemmel.cli.main import main; code = main(['verify', 'proof.json']);"
         " assert not {'django', 'sqlalchemy', 'pydantic'} & sys.modules.keys(); sys.exit(code)"],
        cwd=elsewhere, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (said.returncode, said.stderr) == (0, "")
    assert "HOLDS: line 3" in said.stdout
    assert [one.name for one in elsewhere.iterdir()] == ["proof.json"]

"""`hjemmel keys` as a company runs it: real processes, real files, killed for real."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.database import KEY_STORE, TEMPLATE, fresh, make_templates

# isort: split
from django.conf import settings

from hjemmel.capabilities.keys import store
from hjemmel.capabilities.plans.ports import HJEMMEL
from hjemmel.cli.keys import command
from hjemmel.desk import keys
from hjemmel.engine.ports import WrappedKey
from hjemmel.engine.vault import masterfile
from hjemmel.engine.vault.faults import MasterKeyMissing
from hjemmel.engine.vault.masters import MasterKey, Masters
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.vault import INDEX_ROOT, Vault

SUBJECTS = 10_000
SUBJECTS_HERE = ["subject-a1", "subject-a2", "subject-a3", "subject-a4"]
SOURCE = Path(__file__).parents[2] / "src"


class Company:
    """A folder with everything that Hjemmel keeps for one company."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = folder / "keys" / "keys.sqlite3"
        self.master_file = folder / "apart" / "master.keys"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HJEMMEL_")},
            "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
            "SECRET_KEY": "only for tests",
            "HJEMMEL_KEYS": str(self.keys.parent),
            "HJEMMEL_MASTER_KEY_FILE": str(self.master_file),
            "DJANGO_SETTINGS_MODULE": "hjemmel.web.settings",
            "PYTHONPATH": str(SOURCE),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hjemmel", "keys", *arguments]
        return subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        running = self.start(*arguments)
        said, complained = running.communicate(timeout=120)
        return running.returncode, said, complained

    def fill(self, count: int) -> None:
        """Keys of that many subjects in the key store, as the vault makes them."""
        memory = MemoryKeys()
        Vault(memory, self.masters()).admit([f"subject-{number:06}" for number in range(count)])
        name = self.masters().names[-1]
        rows = [(key.subject, key.version, key.master, key.wrapped) for key in memory.under(name, count + 1)]
        with sqlite3.connect(self.keys) as connection:
            connection.executemany(
                "INSERT INTO keys_wrapped (subject, version, master, wrapped) VALUES (?, ?, ?, ?)", rows
            )
        connection.close()

    def make(self) -> None:
        """As `hjemmel keys make` leaves it."""
        make_templates()
        shutil.copyfile(TEMPLATE, self.folder / "hjemmel.sqlite3")
        self.keys.parent.mkdir(mode=0o700)
        shutil.copyfile(KEY_STORE, self.keys)
        masterfile.make(self.master_file)

    def masters(self) -> Masters:
        return masterfile.masters_in(self.master_file)

    def in_store(self) -> list[WrappedKey]:
        connection = sqlite3.connect(self.keys, timeout=30)
        rows = connection.execute("SELECT subject, version, master, wrapped FROM keys_wrapped").fetchall()
        connection.close()
        return [WrappedKey(subject=s, version=v, master=m, wrapped=w) for s, v, m, w in rows]

    def under(self, name: str) -> int:
        connection = sqlite3.connect(self.keys, timeout=30)
        (count,) = connection.execute(
            "SELECT count(*) FROM keys_wrapped WHERE master = ?", (name,)
        ).fetchone()
        connection.close()
        return int(count)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def test_the_first_master_key_is_made_once_and_is_its_owners_alone(company: Company) -> None:
    code, said, _ = company.run("make")
    (name,) = company.masters().names
    assert code == 0 and name in said
    assert company.master_file.stat().st_mode & 0o777 == 0o600
    assert company.keys.stat().st_mode & 0o777 == 0o600
    assert company.keys.parent.stat().st_mode & 0o777 == 0o700
    written = company.master_file.read_text()
    assert written.split(":")[1].strip() not in said
    code, _, complained = company.run("make")
    assert code == 1 and "left as it is" in complained
    assert company.master_file.read_text() == written


def test_rotation_killed_half_way_goes_on_and_the_old_key_can_go(company: Company) -> None:
    company.make()
    company.fill(SUBJECTS)
    (old,) = company.masters().names
    before = {key.subject: company.masters().unwrap(key).raw() for key in company.in_store()}

    running = company.start("rotate")
    while len(company.masters().names) < 2 or not company.under(company.masters().names[-1]):
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()

    new = company.masters().names[-1]
    assert 0 < company.under(new) < SUBJECTS, "it was not killed half-way"
    both = company.masters()
    assert {key.subject: both.unwrap(key).raw() for key in company.in_store()} == before

    code, said, _ = company.run("rotate")
    assert code == 0 and new in said
    assert company.masters().names == (old, new), "going on makes no third master key"
    assert company.under(new) == SUBJECTS + 1
    assert company.run("retire", old)[0] == 0
    alone = company.masters()
    assert alone.names == (new,)
    assert {key.subject: alone.unwrap(key).raw() for key in company.in_store()} == before


# ---- in this process -------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A key store with the keys of four subjects; returns where its master key is."""
    before = settings.HJEMMEL_MASTER_KEY_FILE
    settings.HJEMMEL_MASTER_KEY_FILE = tmp_path / "master.keys"
    for _ in fresh():
        keys.prepare(HJEMMEL)
        keys.vault(HJEMMEL).admit(SUBJECTS_HERE)
        yield settings.HJEMMEL_MASTER_KEY_FILE
    settings.HJEMMEL_MASTER_KEY_FILE = before


@pytest.fixture
def environment() -> Iterator[Callable[[str], None]]:
    """Sets HJEMMEL_MASTER_KEY as a new process would find it."""

    def put(text: str) -> None:
        settings.HJEMMEL_MASTER_KEY = text

    yield put
    settings.HJEMMEL_MASTER_KEY = ""


def stored() -> list[WrappedKey]:
    return sorted(store.keys([*SUBJECTS_HERE, INDEX_ROOT]), key=lambda key: key.subject)


def living() -> list[str]:
    return sorted({key.subject for key in store.keys(SUBJECTS_HERE)})


def test_what_was_destroyed_is_replayed_from_a_list_kept_elsewhere(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "tombstones"
    kept.write_text("subject-a1 all\nsubject-a3 1\nsubject-unknown all\n")
    assert command(["replay", "--from", str(kept), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"destroyed": 1, "returned": ["subject-a3"]}
    assert living() == ["subject-a2", "subject-a3", "subject-a4"]
    assert command(["tombstones"]) == 0
    assert sorted(capsys.readouterr().out.splitlines()) == sorted(kept.read_text().splitlines())
    assert command(["status"]) == 1
    assert "A key that had been replaced is back for subject-a3" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["kari@eksempel.example all", "subject-a1", "subject-a1 none", "x all"])
def test_a_list_that_is_none_is_refused_whole(
    here: Path, tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "list"
    kept.write_text(f"subject-a2 all\n{line}\n")
    assert command(["replay", "--from", str(kept)]) == 1
    complained = capsys.readouterr().err
    assert ":2:" in complained and line not in complained
    assert living() == SUBJECTS_HERE


def test_a_file_that_others_can_read_is_refused_in_words(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here.chmod(0o644)
    for deed in ("status", "rotate"):
        assert command([deed]) == 2
        assert "chmod 600" in capsys.readouterr().err


def test_what_waits_is_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = masterfile.append(here).name
    assert command(["status"]) == 1
    assert "old: hjemmel keys rotate" in capsys.readouterr().out
    assert command(["rotate"]) == 0
    assert command(["status"]) == 0
    assert f"{name}            5 keys  current" in capsys.readouterr().out


def test_a_lost_master_key_is_told_of_and_nothing_is_overwritten(
    here: Path, environment: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored()
    (old,) = masterfile.masters_in(here).names
    here.rename(here.with_name("lost"))
    for deed, code in (("make", 1), ("rotate", 2), ("status", 2)):
        assert command([deed]) == code
        assert old in "".join(capsys.readouterr())
    assert not here.exists()

    strange = MasterKey.new().written()
    environment(strange)
    for deed in ("status", "rotate"):
        assert command([deed]) == 2
        told = "".join(capsys.readouterr())
        assert "MISSING" in told or "Nothing was overwritten" in told
        assert strange.partition(":")[2] not in told
    assert stored() == before

    environment("")
    here.with_name("lost").rename(here)
    assert command(["status"]) == 0


def test_master_keys_in_the_environment_are_changed_by_the_company(
    here: Path, environment: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    there = masterfile.masters_in(here)
    (old,) = there.names
    first = there.named(old).written()
    here.unlink()
    environment(first)
    assert command(["rotate"]) == 1
    assert "make --print" in capsys.readouterr().err
    assert command(["make", "--print"]) == 0
    second = capsys.readouterr().out.strip()
    environment(f"{first} {second}")
    assert command(["retire", old]) == 1
    assert "keys are wrapped under" in capsys.readouterr().err
    assert command(["rotate"]) == 0
    capsys.readouterr()
    assert command(["retire", old]) == 1
    assert "take it out of HJEMMEL_MASTER_KEY yourself" in capsys.readouterr().err
    assert command(["retire", second.partition(":")[0]]) == 1
    assert "is the current master key" in capsys.readouterr().err
    environment(second)
    assert command(["status", "--format", "json"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert (seen["where"], seen["current"]) == ("HJEMMEL_MASTER_KEY", second.partition(":")[0])
    assert keys.vault(HJEMMEL).without_key(SUBJECTS_HERE) == frozenset()
    environment(first)
    with pytest.raises(MasterKeyMissing):
        keys.vault(HJEMMEL)
    assert not here.exists()

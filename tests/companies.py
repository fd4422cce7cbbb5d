"""A demo company of a few people in a folder, and processes of Hjemmel that work on it. For stories and commands."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.processes import processes

MAKE = (
    "import sys; from hjemmel.cli import demo; demo.PEOPLE = int(sys.argv[3]);"
    "sys.exit(demo.command([sys.argv[1], '--folder', sys.argv[2], '--only-make']))"
)
SAY = (
    "import sys, json; from pathlib import Path; from hjemmel.cli import demo;"
    "print(json.dumps(demo.environment(sys.argv[1], Path(sys.argv[2]))))"
)


@dataclass(frozen=True)
class Company:
    folder: Path
    environ: dict[str, str]

    @property
    def own(self) -> Path:
        """Hjemmel's own database."""
        return self.folder / "hjemmel.sqlite3"

    @property
    def password(self) -> str:
        return (self.folder / "login").read_text()

    def hjemmel(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """The command on the demo's day, in a process without a terminal: what would be typed is its input."""
        return self._process("-m", "hjemmel.cli.in_demo", *arguments, typed=typed)

    def python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._process("-c", code, *arguments)

    def _process(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return processes().run(arguments, self.environ, typed)

    def approve(self, digest: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
        typed = (self.password if password is None else password) + "\n"
        return self.hjemmel("approve", digest, "--as", "demo", typed=typed)

    def system(self, name: str) -> Path:
        return self.folder / "systems" / f"{name}.db"

    def copied(self, folder: Path) -> Company:
        """The same company in another folder. A plan names where its systems are: those made before are stale there."""
        shutil.copytree(self.folder, folder)
        environ = {name: value.replace(str(self.folder), str(folder)) for name, value in self.environ.items()}
        return Company(folder, environ)

    def counts(self) -> dict[str, int]:
        """Rows by system and table, counted with plain SQL; and lines of logs that are files."""
        found: dict[str, int] = {}
        for file in sorted((self.folder / "systems").glob("*.db")):
            with closing(sqlite3.connect(file)) as database:
                for table in tables(database):
                    (rows,) = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                    found[f"{file.stem}.{table}"] = rows
        for log in (self.folder / "systems").glob("*/*.log*"):
            content = log.read_bytes()
            lines = (gzip.decompress(content) if log.suffix == ".gz" else content).count(b"\n")
            name = f"{log.parent.name}.access_log"
            found[name] = found.get(name, 0) + lines
        return found


def tables(database: sqlite3.Connection) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def make(profile: str, folder: Path, people: int) -> Company:
    """The company on its first morning: published, its promises tried, a plan made."""
    _python(MAKE, profile, str(folder), str(people))
    environ: dict[str, str] = json.loads(_python(SAY, profile, str(folder / profile)))
    return Company(folder / profile, environ)


def copy_of(profile: str, folder: Path, people: int) -> Company:
    """The same, its systems, people and past; but where it was made before in this run of the tests, that is copied,
    and a new plan must be made. `folder` is one that pytest gave."""
    run = folder.parents[1] if "PYTEST_XDIST_WORKER" in os.environ else folder.parents[0]
    made = run / f"company-{profile}-{people}"
    with (run / f"{made.name}.lock").open("w") as lock:
        # Another worker may be making it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = made / "environ.json"
        if not kept.exists():
            kept.write_text(json.dumps(make(profile, made, people).environ))
    return Company(made / profile, json.loads(kept.read_text())).copied(folder / profile)


def _python(code: str, *arguments: str) -> str:
    done = processes().run(["-c", code, *arguments], os.environ)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout

"""Art. 5(1)(e): nothing outlives its ground. Each company's first morning: BROKEN, a plan, an approval, KEPT.

Everything is real: the company's SQLite files, Hjemmel's own database, its accounts and its ledger, each company
in processes of its own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

STORY = """
import json, sys
from hjemmel.desk import ready
from django.contrib.auth import get_user_model
from hjemmel.capabilities.staff.services import actor_of
from hjemmel.core.ledger import Verified
from hjemmel.desk import clock, office
from hjemmel.desk.demo_clock import demo_time
clock.use(demo_time)
actor = actor_of(get_user_model().objects.get(username="demo"))
def verdicts():
    return {one.id: one.verdict.value for one in office.promises_view().promises}
before = verdicts()
plan = office.plans_view()[0].plan
receipts = office.approve_and_run(plan.digest, actor)
again = office.make_sweep(actor)
print(json.dumps({
    "before": before,
    "after": verdicts(),
    "actions": [[a.verb.value, a.rows.collection, a.expected, a.by_hand] for a in plan.actions],
    "left": [r.left for r in receipts],
    "touched": sum(r.touched for r in receipts),
    "again": [[a.verb.value, a.rows.collection, a.expected] for a in again.actions if not a.by_hand],
    "ledger": isinstance(office.check_ledger(), Verified),
}))
"""

STORIES = {
    "gifts": "P004-23",
    "mailhouse": "P000-33",
    "trades": "P001-17",
    "footcare": "P002-23",
    "mobile": "P003-26",
}
PEOPLE = 400


def company(profile: str, folder: Path) -> dict[str, str]:
    """Make the demo company in the folder; the environment of its processes."""
    code = (
        "import sys; from pathlib import Path; from hjemmel.cli import demo; demo.PEOPLE = int(sys.argv[3]);"
        "import json; sys.exit(demo.command([sys.argv[1], '--folder', sys.argv[2], '--only-make']))"
    )
    subprocess.run(
        [sys.executable, "-c", code, profile, str(folder), str(PEOPLE)], check=True, capture_output=True
    )
    say = (
        "import sys, json; from pathlib import Path; from hjemmel.cli import demo;"
        "print(json.dumps(demo.environment(sys.argv[1], Path(sys.argv[2]))))"
    )
    made = subprocess.run(
        [sys.executable, "-c", say, profile, str(folder / profile)],
        check=True,
        capture_output=True,
        text=True,
    )
    environ: dict[str, str] = json.loads(made.stdout)
    return environ


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False
    )


def rows_in(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for file in sorted((folder / "systems").glob("*.db")):
        with closing(sqlite3.connect(file)) as database:
            tables = [
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                counts[f"{file.stem}.{table}"] = database.execute(
                    f'SELECT count(*) FROM "{table}"'
                ).fetchone()[0]
    return counts


@pytest.mark.story
@pytest.mark.parametrize("profile", STORIES)
def test_what_has_no_ground_goes_when_a_person_says_so_and_the_promise_is_kept(
    profile: str, tmp_path: Path
) -> None:
    environ = company(profile, tmp_path)
    before = rows_in(tmp_path / profile)
    told = run(environ, "-c", STORY)
    assert told.returncode == 0, told.stderr[-2000:]
    story = json.loads(told.stdout)
    promise = STORIES[profile]
    assert story["before"][promise] == "BROKEN"
    assert story["after"][promise] == "KEPT"
    assert story["touched"] > 0 and set(story["left"]) == {0}
    assert story["again"] == [], "a second sweep finds nothing"
    assert story["ledger"] is True
    after = rows_in(tmp_path / profile)
    erased: dict[str, int] = {}
    for verb, collection, expected, by_hand in story["actions"]:
        if verb == "erase" and not by_hand:
            erased[collection] = erased.get(collection, 0) + expected
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == erased


@pytest.mark.story
def test_one_changed_byte_in_the_ledger_is_found(tmp_path: Path) -> None:
    environ = company("footcare", tmp_path)
    whole = run(environ, "-m", "hjemmel", "ledger", "verify")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    file = tmp_path / "footcare" / "hjemmel.sqlite3"
    content = file.read_bytes()
    place = content.index(b'"rows"') if b'"rows"' in content else content.index(b"declaration-published")
    with closing(sqlite3.connect(file)) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        table = next(
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "ledger" in name and "entry" in name
        )
        assert place
        database.execute(
            f"UPDATE {table} SET kind = replace(kind, 'published', 'publisheD') WHERE kind LIKE '%published'"
        )
    broken = run(environ, "-m", "hjemmel", "ledger", "verify")
    assert broken.returncode == 1
    assert "BROKEN at line" in broken.stdout

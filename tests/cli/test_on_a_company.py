"""The commands that work on a company, each as a process of its own, over one small company on SQLite files."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.companies import Company, copy_of, tables

PEOPLE = 200


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Read, planned on and judged by all tests here; none carries a plan out in it."""
    return copy_of("gifts", tmp_path_factory.mktemp("company"), PEOPLE)


@pytest.fixture(scope="module")
def plan(shop: Company) -> dict[str, Any]:
    """Today's plan, as JSON."""
    return planned(shop)


@pytest.fixture
def other(shop: Company, tmp_path: Path) -> Company:
    """The same company in a folder of the test's own."""
    return shop.copied(tmp_path / "copy")


def planned(company: Company, *more: str) -> dict[str, Any]:
    told = company.hjemmel("plan", "sweep", "--format", "json", *more)
    assert told.returncode == 0, told.stderr
    plan: dict[str, Any] = json.loads(told.stdout)
    return plan


def identity(company: Company) -> str:
    with closing(sqlite3.connect(company.system("nettbutikk"))) as database:
        (email,) = database.execute(
            "SELECT email FROM accounts WHERE buyer_kind = 'person' ORDER BY created_at DESC LIMIT 1"
        ).fetchone()
    return str(email)


# ---- plan ---------------------------------------------------------------------------------------------------


def test_plan_sweep_says_what_goes_what_stays_and_how_to_approve_it(shop: Company) -> None:
    before = shop.counts()
    told = shop.hjemmel("plan", "sweep")
    lines = told.stdout.splitlines()
    assert told.returncode == 0
    assert lines[0].startswith("Plan ") and lines[0].endswith("4 systems observed   complete")
    assert any("salgskompass.enquiries" in line and "- erase" in line for line in lines)
    assert any("nettbutikk.accounts" in line and "~ overwrite" in line for line in lines)
    assert any(". leave" in line and "processing is restricted" in line for line in lines)
    digest = lines[-1].split()[4]
    assert lines[-1] == f"approve with: hjemmel approve {digest} --as YOURS"
    assert len(digest) == 64
    assert shop.counts() == before, "a plan changes nothing"


def test_the_same_plan_as_json_has_the_actions_with_their_reasons(plan: dict[str, Any]) -> None:
    assert len(plan["actions"]) > 3
    for action in plan["actions"]:
        assert action["expected"] > 0
        assert action["because"]["line"] > 0
        assert action["because"]["text_nb"] and action["because"]["text_en"]


def test_a_plan_for_a_day_to_come_is_a_forecast_and_cannot_be_approved(shop: Company) -> None:
    told = shop.hjemmel("plan", "sweep", "--as-of", "2031-06-01")
    assert "forecast for 2031-06-01" in told.stdout.splitlines()[0]
    assert told.stdout.splitlines()[-1] == "A forecast cannot be approved."
    forecast, before = planned(shop, "--as-of", "2031-06-01"), shop.counts()
    assert forecast["forecast"] is True
    refused = shop.approve(forecast["digest"])
    assert refused.returncode == 1
    assert "forecast" in refused.stderr
    assert shop.counts() == before


def test_a_day_that_is_none_is_refused(shop: Company) -> None:
    told = shop.hjemmel("plan", "sweep", "--as-of", "2031-02-30")
    assert told.returncode == 2
    assert "2031-02-30" in told.stderr


# ---- approve ------------------------------------------------------------------------------------------------


def test_approve_refuses_the_short_digest_that_is_for_the_eye(shop: Company, plan: dict[str, Any]) -> None:
    refused = shop.approve(plan["digest"][:4])
    assert refused.returncode == 1
    assert "no plan with this full digest" in refused.stderr


def test_approve_refuses_whoever_is_not_signed_in(shop: Company, plan: dict[str, Any]) -> None:
    before = shop.counts()
    refused = shop.approve(plan["digest"], password="not the password")
    assert refused.returncode == 1
    assert "account and password do not belong together" in refused.stderr
    assert shop.counts() == before


def test_a_stale_plan_is_refused_a_fresh_one_is_carried_out_and_then_nothing_is_broken(
    other: Company,
) -> None:
    plan, before = planned(other), other.counts()
    with closing(sqlite3.connect(other.system("salgskompass"))) as database, database:
        database.execute("ALTER TABLE contacts ADD COLUMN shoe_size INTEGER")
    refused = other.approve(plan["digest"])
    assert refused.returncode == 1
    assert "stale (systems changed); make a new plan" in refused.stderr
    assert other.counts() == before
    with closing(sqlite3.connect(other.system("salgskompass"))) as database, database:
        database.execute("ALTER TABLE contacts DROP COLUMN shoe_size")
    done = other.approve(plan["digest"])
    assert done.returncode == 0, done.stderr
    assert all(line.endswith(" 0 left") for line in done.stdout.splitlines())
    erased: Counter[str] = Counter()
    for action in plan["actions"]:
        if action["verb"] == "erase":
            erased[action["rows"]["collection"]] += action["expected"]
    after = other.counts()
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == erased
    assert planned(other)["actions"] == [], "a second sweep finds nothing"
    told = other.hjemmel("promises", "--format", "json")
    assert told.returncode == 0, told.stderr
    found = {one["promise"]: one for one in json.loads(told.stdout)}
    assert found["P004-23"]["verdict"] == "KEPT"
    assert found["P004-23"]["measurement"]["breaches"] == 0
    assert found["P004-23"]["measurement"]["cases"] > 0


# ---- promises -----------------------------------------------------------------------------------------------


def test_promises_are_tried_and_a_broken_one_makes_the_exit_code_1(shop: Company) -> None:
    told = shop.hjemmel("promises")
    lines = told.stdout.splitlines()
    assert told.returncode == 1
    assert lines[0].startswith("BROKEN    P004-23")
    assert any(line.startswith("KEPT ") for line in lines) and any(
        line.startswith("UNKNOWN ") for line in lines
    )
    assert lines[-1].startswith("33 promises: 2 BROKEN, ")


# ---- why ----------------------------------------------------------------------------------------------------


def test_why_tells_the_grounds_of_one_person_and_shows_no_value(shop: Company) -> None:
    person = identity(shop)
    told = shop.hjemmel("why", person)
    assert told.returncode == 0
    assert "nettbutikk.accounts #" in told.stdout
    assert "hjemmel.yaml:" in told.stdout
    assert person not in told.stdout + told.stderr


def test_why_of_nobody_exits_1(shop: Company) -> None:
    told = shop.hjemmel("why", "nobody@nowhere.example")
    assert told.returncode == 1
    assert told.stdout.strip() == "nothing is held about this identity in the systems that were reached"


# ---- ledger -------------------------------------------------------------------------------------------------


def test_one_changed_byte_of_the_ledger_is_found_and_its_line_is_named(other: Company) -> None:
    whole = other.hjemmel("ledger", "verify")
    assert whole.returncode == 0
    assert whole.stdout.startswith("The ledger is whole: ")
    with closing(sqlite3.connect(other.own)) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        (table,) = (name for name in tables(database) if "ledger" in name and "entry" in name)
        (line,) = database.execute(f"SELECT seq FROM {table} WHERE kind LIKE '%published'").fetchone()
        database.execute(f"UPDATE {table} SET kind = replace(kind, 'd', 'D') WHERE seq = ?", (line,))
    broken = other.hjemmel("ledger", "verify")
    assert broken.returncode == 1
    assert broken.stdout.strip() == (
        f"The ledger is BROKEN at line {line}: the line was changed after it was written"
    )


# ---- systems ------------------------------------------------------------------------------------------------


def test_drift_names_what_the_file_does_not_and_what_was_not_reached(other: Company) -> None:
    with closing(sqlite3.connect(other.system("nyhetsbrev"))) as database, database:
        database.execute("ALTER TABLE subscribers ADD COLUMN shoe_size INTEGER")
    other.system("regnskap").unlink()
    told = other.hjemmel("drift")
    assert told.returncode == 1
    lines = [line.split() for line in told.stdout.splitlines()]
    assert ["undeclared", "column", "nyhetsbrev.subscribers.shoe_size"] in [line[:3] for line in lines]
    assert ["not", "reached", "regnskap"] in lines


def test_describe_shows_the_columns_with_their_categories(shop: Company) -> None:
    told = shop.hjemmel("describe", "nyhetsbrev")
    assert told.returncode == 0
    assert any(
        line.split()[0] == "email" and line.split()[-1] == "contact_details"
        for line in told.stdout.splitlines()
        if line.split()
    )
    unknown = shop.hjemmel("describe", "nyhetsbrevet")
    assert unknown.returncode == 2
    assert 'there is no system "nyhetsbrevet"' in unknown.stderr and "nyhetsbrev" in unknown.stderr


# ---- nothing there yet --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("plan", "sweep"), ("ledger", "verify")], ids=lambda arguments: arguments[0]
)
def test_before_anything_is_published_a_command_says_so_and_exits_2(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
        "SECRET_KEY": "x" * 50,
        "HJEMMEL_FILE": str(tmp_path / "none.yaml"),
    }
    told = subprocess.run(
        [sys.executable, "-m", "hjemmel", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.strip() == "nothing is published yet; run: hjemmel publish hjemmel.yaml --as YOURS"


# ---- forecast -----------------------------------------------------------------------------------------------


def test_forecast_begins_with_what_is_due_already(shop: Company, plan: dict[str, Any]) -> None:
    before = shop.counts()
    told = shop.hjemmel("forecast", "--months", "1", "--format", "json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert [one["due_already"] for one in found["spans"]] == [True, False]
    assert found["spans"][0]["rows"] == sum(action["expected"] for action in plan["actions"])
    assert shop.counts() == before
    text = shop.hjemmel("forecast", "--months", "1").stdout
    assert "due already: " in text
    assert text.rstrip().endswith("Nothing is changed by this.")


def test_forecast_takes_no_other_months(shop: Company) -> None:
    assert shop.hjemmel("forecast", "--months", "61").returncode == 2


def test_changes_counts_what_the_next_sweep_would_take_otherwise(shop: Company) -> None:
    told = shop.hjemmel("changes", "profile:gifts", "profile:gifts", "--rows", "--format", "json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["next_sweep"] == {"otherwise": [], "unreached": []}
    text = shop.hjemmel("changes", "profile:gifts", "profile:gifts", "--rows").stdout
    assert "nothing goes that would not have gone before" in text


# ---- publish ------------------------------------------------------------------------------------------------


def test_publish_refuses_a_major_change_that_would_apply_before_people_can_be_told(other: Company) -> None:
    file = other.folder / "next.yaml"
    text = Path(other.environ["HJEMMEL_FILE"]).read_text(encoding="utf-8")
    number = int(re.search(r"\nstatement:\n  version: (\d+)", text)[1])  # type: ignore[index]
    old = "        after: last_send\n        period: 24 months\n"
    assert text.count(old) == 1
    longer = text.replace(old, old.replace("24", "36")).replace(
        f"  version: {number}\n", f"  version: {number + 1}\n", 1
    )
    file.write_text(longer, encoding="utf-8")
    told = other.hjemmel("publish", str(file), "--as", "demo", typed=f"{other.password}\n")
    assert told.returncode == 1
    day = re.search(r"statement\.valid_from be (\d{4}-\d\d-\d\d) or later", told.stderr)
    assert day and "--untold" in told.stderr
    coming = re.sub(r"(\n  valid_from: )[0-9-]+", rf"\g<1>{day[1]}", longer, count=1)
    file.write_text(coming, encoding="utf-8")
    assert (
        f"It applies from {day[1]}"
        in other.hjemmel("publish", str(file), "--as", "demo", typed=f"{other.password}\n").stdout
    )

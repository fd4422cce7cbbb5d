"""Art. 32 and 5(1)(c): Hjemmel's own papers name nobody. Unmistakable names, addresses and numbers are planted in a
company's systems; everything is done that can be done, things that go wrong included; then they are looked for."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from tests.companies import Company, copy_of, tables

from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.terms import NO_CATEGORY

PEOPLE = 200
PLANTED = re.compile(r"kvitrekanari|5544332211|Hemmeligkanari", re.IGNORECASE)
PASSWORD = "Hemmeligkanari"

EVERYTHING = """
import io, json, logging, os, sqlite3, sys, traceback
from contextlib import redirect_stderr, redirect_stdout

from hjemmel.desk import ready, clock, office
from hjemmel.capabilities.staff.services import actor_of
from hjemmel.cli.main import main
from hjemmel.desk.demo_clock import demo_time
from django.contrib.auth import get_user_model

records = io.StringIO()
handler = logging.StreamHandler(records)
handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(args)r"))
logging.root.handlers = [handler]
for name in ("", "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "django", "django.db.backends", "hjemmel"):
    logging.getLogger(name or None).setLevel(1)

clock.use(demo_time)
systems, person, table, planted, password = sys.argv[1:]
told = {"codes": {}}

def run(name, *arguments, typed=""):
    text = io.StringIO()
    sys.stdin = io.StringIO(typed)
    with redirect_stdout(text), redirect_stderr(text):
        told["codes"][name] = main(list(arguments))
    told[name] = text.getvalue()

def break_down(name, act):
    try:
        act()
    except Exception as error:
        logging.getLogger("hjemmel.test").exception("it went wrong")
        told[name] = traceback.format_exc() + repr(error) + str(error)

run("plan as json", "plan", "sweep", "--format", "json")
digest = json.loads(told["plan as json"])["digest"]
run("promises as json", "promises", "--format", "json")
run("drift", "drift")
run("why", "why", person)
for name in sorted(os.listdir(systems)):
    run("describe " + name, "describe", name.removesuffix(".db"))

system, _, rest = table.partition(".")
with sqlite3.connect(f"{systems}/{system}.db") as database:
    database.execute(f'CREATE TRIGGER stays BEFORE DELETE ON "{rest}" BEGIN SELECT RAISE(ABORT, \\'{planted}\\'); END')
run("approve, and the database says no", "approve", digest, "--as", "demo", typed=password + "\\n")
actor = actor_of(get_user_model().objects.get(username="demo"))
break_down("the same from a program", lambda: office.approve_and_run(digest, actor))
with sqlite3.connect(f"{systems}/{system}.db") as database:
    database.execute("DROP TRIGGER stays")
run("approve again", "approve", digest, "--as", "demo", typed=password + "\\n")
run("promises", "promises")

address = system.upper() + "_URL"
for url in ("Hemmeligkanari no address", "postgresql://hj:Hemmeligkanari@127.0.0.1:9/none",
            "sqlite:////nowhere/x.db?password=Hemmeligkanari", "sqlite:////nowhere/Hemmeligkanari/x.db"):
    os.environ[address] = url
    run("drift without " + url[:24], "drift")
    run("describe without " + url[:24], "describe", system)
run("plan", "plan", "sweep")
run("ledger", "ledger", "verify")
told["log"] = records.getvalue()
sys.stdout.write(json.dumps(told))
"""


@cache
def mobile() -> DataMap:
    found = load((Path(__file__).parents[2] / "src/hjemmel/profiles/mobile/hjemmel.yaml").read_bytes())
    assert found.map is not None
    return found.map


def ruled(data_map: DataMap) -> set[tuple[str, str]]:
    """Columns whose values rules compare with words of the declaration: another word there is another case."""
    found = {
        (line.collection if not one.path else one.path[-1].parent, one.column)
        for purpose in data_map.purposes.values()
        for line in purpose.lines
        for one in line.where
    }
    for proof in data_map.consents:
        if not isinstance(proof.meaning.to, str):
            found.add((proof.collection, proof.meaning.to.column))
        found |= {(proof.collection, column) for column in proof.meaning.only_if}
    return found


def personal_text(company: Company, data_map: DataMap) -> Iterator[tuple[str, str, str]]:
    """(system, table, column) of every column of text that holds something about a person."""
    for name, collection in data_map.collections.items():
        with closing(sqlite3.connect(company.system(collection.system))) as database:
            kinds = {
                column: kind
                for _, column, kind, *_ in database.execute(f'PRAGMA table_info("{collection.shape.table}")')
            }
        for group in collection.groups:
            for column in group.columns:
                if (
                    group.category != NO_CATEGORY
                    and kinds[column].upper() == "TEXT"
                    and (name, column) not in ruled(data_map)
                ):
                    yield collection.system, collection.shape.table, column


def plant(company: Company, data_map: DataMap) -> int:
    """An unmistakable value for each that was there, the same for the same; how many columns have them."""
    known: dict[str, str] = {}

    def planted(value: object) -> str:
        text = str(value)
        number = len(known)
        shape = f"kvitrekanari{number}@plantet.example" if "@" in text else f"Kvitrekanari {number}"
        return known.setdefault(text, f"5544332211{number}" if text.replace("+", "").isdigit() else shape)

    columns = 0
    for system, table, column in personal_text(company, data_map):
        with closing(sqlite3.connect(company.system(system))) as database, database:
            database.create_function("planted", 1, planted)
            done = database.execute(
                f'UPDATE "{table}" SET "{column}" = planted("{column}")'
                f' WHERE "{column}" IS NOT NULL AND "{column}" NOT LIKE \'slettet%\''
            )
            columns += bool(done.rowcount)
    return columns


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return copy_of("mobile", tmp_path_factory.mktemp("company"), PEOPLE)


@pytest.fixture(scope="module")
def told(company: Company) -> dict[str, str]:
    """What every command, every failure and every logger said."""
    assert plant(company, mobile()) >= 12
    with closing(sqlite3.connect(company.system("abonnement"))) as database:
        (person,) = database.execute(
            "SELECT email FROM persons WHERE relation = 'owner' AND email LIKE 'kvitrekanari%'"
        ).fetchone()
    arguments = (
        str(company.folder / "systems"),
        person,
        "taksering.cdr",
        "Kvitrekanari i en feilmelding",
        company.password,
    )
    done = company.python(EVERYTHING, *arguments)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout)
    codes: object = found.pop("codes")
    assert isinstance(codes, dict)
    assert codes["why"] == 0, "the planted person was found"
    assert codes["approve, and the database says no"] == 3, found["approve, and the database says no"]
    assert codes["approve again"] == 0, found["approve again"]
    assert codes["ledger"] == 0
    found["errors of the process"] = done.stderr
    return found


@pytest.mark.story
def test_no_command_and_no_failure_shows_a_person_or_a_password(told: dict[str, str]) -> None:
    assert "taksering.cdr" in told["approve, and the database says no"]
    assert "Traceback" in told["the same from a program"]
    showing = {name: PLANTED.search(text) for name, text in told.items() if name != "log"}
    assert {name: found.group() for name, found in showing.items() if found} == {}


@pytest.mark.story
def test_no_logger_at_any_level_writes_a_person_or_a_password(told: dict[str, str]) -> None:
    assert "sqlalchemy" in told["log"], "the test listens to SQLAlchemy too"
    assert "it went wrong" in told["log"]
    found = PLANTED.search(told["log"])
    assert found is None, told["log"][max(0, found.start() - 300) : found.end()]


@pytest.mark.story
def test_hjemmels_own_file_holds_nobody_outside_the_columns_that_are_declared_to(
    told: dict[str, str], company: Company
) -> None:
    """Ledger lines, plans, receipts, evidence: all that is kept is in this file."""
    own = load((Path(__file__).parents[2] / "src/hjemmel/own/hjemmel.yaml").read_bytes()).map
    assert own is not None
    declared = {
        (collection.shape.table, column)
        for collection in own.collections.values()
        for group in collection.groups
        if group.is_personal
        for column in group.columns
    }
    seen, lines = 0, 0
    with closing(sqlite3.connect(company.own)) as database:
        for table in tables(database):
            rows = database.execute(f'SELECT * FROM "{table}"')
            names = [column for column, *_ in rows.description]
            for row in rows:
                lines += table.startswith("ledger")
                for name, value in zip(names, row, strict=True):
                    seen += 1
                    assert (table, name) in declared or not PLANTED.search(str(value)), (table, name)
    assert lines > 8 and seen > 500
    assert told["plan"].startswith("Plan "), "a plan was made, and stands in this file"


@pytest.mark.story
def test_what_was_planted_can_be_found_where_it_belongs(told: dict[str, str], company: Company) -> None:
    """The search would find it: in the company's own systems it still stands."""
    assert told
    found = {
        system
        for system, table, column in personal_text(company, mobile())
        for database in [sqlite3.connect(company.system(system))]
        for (value,) in database.execute(f'SELECT "{column}" FROM "{table}"')
        if PLANTED.search(str(value))
    }
    assert len(found) >= 3

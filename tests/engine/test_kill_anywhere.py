"""Killed anywhere, then run again: same data, same meaning.

First before and after every single call that the engine makes of a system or a store; then for real, with
`kill -9`, in the middle of a big erasure and in the middle of remembering days."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.core.grounds.test_two_evaluations_agree import MAP, SYSTEMS, TODAY, facts, on_sqlite, tables
from tests.database import TEMPLATE, make_templates  # isort: split

from tests.examples import spread
from tests.processes import processes

from hjemmel.connectors.protocol import Connector
from hjemmel.core.facts import Remembered
from hjemmel.core.receipt import Receipt
from hjemmel.engine.house import House

from .ports import ANE, MemoryFacts, Stores
from .worlds import house, in_memory

SEED = 41
"""A company in which a sweep erases and overwrites in three systems, and remembers days first."""
ROOT = Path(__file__).parents[2]


CHANGES = frozenset(("begin", "finish", "record", "erase", "overwrite"))
"""Calls that leave something behind. To die between two of them is to die after the first."""


class Killed(BaseException):
    """The process ends here. Nothing may catch it."""


@dataclass
class Death:
    """Strikes before or after a certain call, counted over everything that is called."""

    at: int
    after: bool
    among: frozenset[str] = frozenset()
    """Which calls count; empty: all."""
    calls: int = 0

    def over(self, name: str, call: Callable[..., Any], *args: Any, **named: Any) -> Any:
        if self.among and name not in self.among:
            return call(*args, **named)
        self.calls += 1
        if self.calls == self.at and not self.after:
            raise Killed
        found = call(*args, **named)
        if self.calls == self.at:
            raise Killed
        return found


class Mortal:
    """Anything whose calls death may strike."""

    def __init__(self, inner: object, death: Death) -> None:
        self._inner, self._death = inner, death

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name == "watched":
            return lambda go_on: Mortal(found(go_on), self._death)
        return partial(self._death.over, name, found) if callable(found) else found


def mortal(of: House, death: Death) -> House:
    return House(
        map=of.map,
        connectors={name: Mortal(one, death) for name, one in of.connectors.items()},
        plans=Mortal(of.plans, death),
        facts=Mortal(of.facts, death),
        evidences=of.evidences,
        clock=of.clock,
        published=of.published,
    )


@dataclass
class Company:
    """A company with all its systems, put back as it was before each death."""

    stores: Stores
    connectors: dict[str, Connector]

    def put_back(self) -> Stores:
        return self.stores.copy()

    def rows(self) -> dict[str, list[object]]:
        """Everything there is."""
        raise NotImplementedError

    def house(self, stores: Stores) -> House:
        return house(MAP, self.connectors, TODAY, stores)


@dataclass
class InMemory(Company):
    tables: dict[str, list[dict[str, object]]]
    before: dict[str, list[dict[str, object]]]

    def put_back(self) -> Stores:
        for name, rows in self.before.items():
            self.tables[name][:] = deepcopy(rows)
        return super().put_back()

    def rows(self) -> dict[str, list[object]]:
        return deepcopy(self.tables)


@dataclass
class OnSqlite(Company):
    folder: Path

    def put_back(self) -> Stores:
        for system in SYSTEMS:
            shutil.copyfile(self.folder / "before" / f"{system}.db", self.folder / f"{system}.db")
        return super().put_back()

    def rows(self) -> dict[str, list[object]]:
        return {
            one.name: sorted(
                _read(self.folder / f"{one.system}.db", f"SELECT * FROM {one.shape.table}"), key=repr
            )
            for one in MAP.collections.values()
        }


def _read(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(sql).fetchall()


def made(seed: int) -> tuple[dict[str, list[dict[str, object]]], Stores]:
    pick = random.Random(seed)
    data = tables(pick)
    return data, Stores(facts=MemoryFacts.of(*facts(pick)))


@pytest.fixture
def company() -> Company:
    data, stores = made(SEED)
    return InMemory(stores, in_memory(MAP, data), data, deepcopy(data))


@pytest.fixture
def company_on_disk(tmp_path: Path) -> Company:
    data, stores = made(SEED)
    connectors = on_sqlite(data, tmp_path)
    (tmp_path / "before").mkdir()
    for system in SYSTEMS:
        shutil.copyfile(tmp_path / f"{system}.db", tmp_path / "before" / f"{system}.db")
    return OnSqlite(stores, connectors, tmp_path)


def said(receipts: Sequence[Receipt]) -> list[tuple[object, ...]]:
    """What receipts mean. How many rows the last attempt still found is not part of it."""
    return [(one.action, one.verb, one.collection, one.expected, one.left) for one in receipts]


def remembered(stores: Stores) -> frozenset[Remembered]:
    return frozenset(stores.facts.read().remembered)


def die_everywhere(company: Company, after: bool, among: frozenset[str] = frozenset()) -> int:
    plan = company.house(company.stores).plan_sweep()
    company.house(company.stores).approve(plan.digest, ANE)
    stores = company.put_back()
    counted = Death(at=0, after=after, among=among)
    whole = said(mortal(company.house(stores), counted).advance(plan.digest, ANE))
    rows, days = company.rows(), remembered(stores)
    assert len(whole) >= 5
    assert all(left == 0 for *_, left in whole)
    for number in spread(range(1, counted.calls + 1), every=4):
        stores = company.put_back()
        with pytest.raises(Killed):
            mortal(company.house(stores), Death(at=number, after=after, among=among)).advance(
                plan.digest, ANE
            )
        again = company.house(stores).advance(plan.digest, ANE)
        assert company.rows() == rows, number
        assert said(again) == whole, number
        assert remembered(stores) == days, number
    assert company.house(stores).plan_sweep().actions == ()
    return counted.calls


def test_killed_before_any_call_and_run_again_nothing_is_different(company: Company) -> None:
    assert die_everywhere(company, after=False) > 50


def test_killed_after_any_call_and_run_again_nothing_is_different(company: Company) -> None:
    """The call has done its work; its answer is lost."""
    assert die_everywhere(company, after=True) > 50


@pytest.mark.slow
def test_killed_after_any_change_of_a_real_database_and_run_again_nothing_is_different(
    company_on_disk: Company,
) -> None:
    assert die_everywhere(company_on_disk, after=True, among=CHANGES) > 20


def test_killed_again_and_again_it_still_comes_to_the_end(company: Company) -> None:
    """Death comes a few calls later each time; every life begins at the beginning."""
    plan = company.house(company.stores).plan_sweep()
    company.house(company.stores).approve(plan.digest, ANE)
    stores = company.put_back()
    whole = said(company.house(stores).advance(plan.digest, ANE))
    rows, days = company.rows(), remembered(stores)
    stores, receipts = company.put_back(), None
    lives = 0
    while receipts is None:
        lives += 1
        with suppress(Killed):
            receipts = mortal(company.house(stores), Death(at=11 * lives, after=True)).advance(
                plan.digest, ANE
            )
    assert lives > 3
    assert (company.rows(), said(receipts), remembered(stores)) == (rows, whole, days)


# ---- for real ---------------------------------------------------------------------------------------------

ACCOUNTS, ORDERS = 2_500, 25_000


@pytest.fixture
def big(tmp_path: Path) -> Iterator[Path]:
    """Twenty-five thousand old orders, which set the day on which the relationships of their people ended."""
    make_templates()
    shutil.copyfile(TEMPLATE, tmp_path / "hjemmel.sqlite3")
    run("make", tmp_path)
    yield tmp_path


def run(word: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = processes().run(command(word, folder), environment(folder))
    assert done.returncode == 0, done.stderr
    return done


def command(word: str, folder: Path) -> list[str]:
    return ["-m", "tests.engine.big_erase", word, str(folder), str(ACCOUNTS), str(ORDERS)]


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "DATABASE_URL": f"sqlite:///{folder / 'hjemmel.sqlite3'}",
        "SECRET_KEY": "only for tests",
        "HJEMMEL_FILE": str(folder / "hjemmel.yaml"),
        "HJEMMEL_KEYS": str(folder / "keys"),
    }


def orders_left(folder: Path) -> int:
    return int(_read(folder / "shop.db", "SELECT count(*) FROM orders")[0][0])


def days_kept(folder: Path) -> int:
    return int(
        _read(folder / "hjemmel.sqlite3", "SELECT count(*) FROM fact WHERE replaced_by_line IS NULL")[0][0]
    )


def killed_when(folder: Path, in_the_middle: Callable[[], bool]) -> None:
    """Start it, and end it by force as soon as it is in the middle."""
    worker = subprocess.Popen([sys.executable, *command("advance", folder)], env=environment(folder))
    deadline = time.monotonic() + 120
    while not in_the_middle() and worker.poll() is None and time.monotonic() < deadline:
        time.sleep(0.004)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL, "it came to its end before it was killed"


@pytest.mark.slow
def test_kill_9_while_it_remembers_and_while_it_erases_and_run_again(big: Path) -> None:
    killed_when(big, lambda: days_kept(big) > 0)
    assert orders_left(big) == ORDERS, "days are remembered before anything that they rest on goes"
    killed_when(big, lambda: orders_left(big) < ORDERS)
    assert orders_left(big) > 0
    run("advance", big)
    assert orders_left(big) == 0
    assert days_kept(big) == ACCOUNTS
    days = _read(
        big / "hjemmel.sqlite3",
        "SELECT DISTINCT json_extract(body, '$.day') FROM fact WHERE replaced_by_line IS NULL",
    )
    assert days == [("2025-06-15",)], "the day that the erased orders had set"
    assert run("verify", big).stdout.strip() == "whole"
    assert run("plan", big).stdout.strip() == "0 actions"

"""What breaks between a plan and its end, and what stands in the way: nothing is lost, nothing is done twice, nobody else is
touched. Kills stand in tests/engine/test_kill_anywhere.py, broken connections and locks in tests/connectors."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.connectors.engines import Place, needs
from tests.connectors.tables import clock
from tests.engine.ports import ANE
from tests.examples import length

from hjemmel.connectors.protocol import Connector, Unreachable
from hjemmel.connectors.sql import SqlConnector
from hjemmel.core.plan import Plan
from hjemmel.core.selection import Among, Selection
from hjemmel.core.shape import Shape
from hjemmel.engine.house import Refused

from .test_field_defects import MADE, Rows, Shop, customer, erasing

pytestmark = pytest.mark.story
KARI, OLA = ("c", 1), ("c", 2)
ROWS: Rows = {
    "shop.customers": [customer(*KARI), customer(*OLA)],
    "post.orders": [(1, *KARI, None, "n", MADE), (2, *KARI, None, "n", MADE), (3, *OLA, None, "n", MADE)],
    "post.lines": [(1, 1, "t", MADE), (2, 2, "t", MADE), (3, 3, "t", MADE)],
}


def approved(shop: Shop) -> Plan:
    plan = shop.house.plan_request(erasing(KARI), actor=ANE)
    shop.house.approve(plan.digest, ANE, looked_at=plan.reviews)
    return plan


def execute(shop: Shop, system: str, *statements: str) -> None:
    with closing(sqlite3.connect(shop.file(system))) as database, database:
        for statement in statements:
            database.execute(statement)


def only_ola_is_left(shop: Shop) -> None:
    assert shop.rows("post", "SELECT id FROM orders") == [(3,)]
    assert shop.rows("post", "SELECT id FROM lines") == [(3,)]
    named = shop.rows("shop", "SELECT part, id, name, email, made FROM customers WHERE name IS NOT NULL")
    assert named == [customer(*OLA)]


class Away:
    """A system that stops answering for a while, from its first change on."""

    def __init__(self, connector: Connector) -> None:
        self.connector, self.is_away = connector, True

    def watched(self, _: object) -> Away:
        return self

    def __getattr__(self, name: str) -> object:
        if self.is_away and name in ("erase", "overwrite"):
            raise Unreachable("shop", "the database does not answer", "try again later")
        return getattr(self.connector, name)


def test_a_database_that_is_away_for_a_while_is_gone_on_with_when_it_is_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ROWS)
    plan = approved(shop)
    away = Away(shop.connectors["shop"])
    shop.connectors["shop"] = away  # type: ignore[assignment]
    with pytest.raises(Unreachable):
        shop.house.advance(plan.digest, ANE)
    done = {one.collection: one for one in shop.house.plans.receipts(plan.digest)}
    assert set(done) == {"post.lines", "post.orders"}, "the other system was done, and is not done again"
    away.is_away = False
    receipts = {one.collection: one for one in shop.house.advance(plan.digest, ANE)}
    assert {name: receipts[name] for name in done} == done
    assert receipts["shop.customers"].is_true
    only_ola_is_left(shop)


def test_a_database_that_cannot_be_reached_at_all_stops_the_plan_before_anything_is_touched(
    tmp_path: Path,
) -> None:
    shop = Shop(tmp_path, ROWS)
    plan = approved(shop)
    before = shop.rows("post", "SELECT * FROM orders")
    shop.connectors["shop"] = SqlConnector("shop", f"sqlite:///{tmp_path / 'nowhere.db'}", {}, clock=clock)
    with pytest.raises(Refused):
        shop.house.advance(plan.digest, ANE)
    assert shop.rows("post", "SELECT * FROM orders") == before


def test_a_column_that_is_dropped_between_plan_and_run_makes_the_plan_stale(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ROWS)
    plan = approved(shop)
    execute(shop, "post", "ALTER TABLE lines DROP COLUMN text")
    before = [shop.rows("post", "SELECT * FROM lines"), shop.rows("shop", "SELECT * FROM customers")]
    with pytest.raises(Refused):
        shop.house.advance(plan.digest, ANE)
    assert [shop.rows("post", "SELECT * FROM lines"), shop.rows("shop", "SELECT * FROM customers")] == before


def test_rows_that_become_somebody_elses_between_plan_and_run_stay(tmp_path: Path) -> None:
    shop = Shop(tmp_path, ROWS)
    plan = approved(shop)
    execute(shop, "post", "UPDATE orders SET c_id = 2 WHERE id = 2")
    shop.house.advance(plan.digest, ANE)
    assert shop.rows("post", "SELECT id FROM orders ORDER BY id") == [(2,), (3,)]
    assert shop.rows("post", "SELECT id FROM lines ORDER BY id") == [(2,), (3,)]


def test_a_mask_that_clashes_with_another_row_is_refused_and_nobodys_row_is_changed(tmp_path: Path) -> None:
    """Somebody has an address that looks like the blank of Kari's row: UNIQUE."""
    taken = ("c", 9, "Per", "gone-c-1@invalid.example", MADE)
    shop = Shop(tmp_path, {"shop.customers": [customer(*KARI), taken]})
    before = shop.rows("shop", "SELECT * FROM customers")
    plan = approved(shop)
    with pytest.raises(Exception, match="UNIQUE"):
        shop.house.advance(plan.digest, ANE)
    assert shop.rows("shop", "SELECT * FROM customers") == before


STRANGE = (
    "\N{PILE OF POO} æøå",
    'd\'Arc "O" `x`',
    "'; DROP TABLE orders; --",
    "%s {key} :name",
    "\\",
    "e\u0301",
    "",
)


@pytest.mark.parametrize("key", [*STRANGE, "nul\0nul"])
def test_keys_of_four_byte_letters_quotes_and_nuls_reach_their_own_rows_and_no_others(
    tmp_path: Path, key: str
) -> None:
    keys = [*STRANGE, "nul\0nul", "nul", "\u00e9"]
    shop = Shop(
        tmp_path,
        {
            "shop.customers": [customer(one, 1) for one in keys],
            "post.orders": [(n, one, 1, None, one, MADE) for n, one in enumerate(keys)],
        },
    )
    shop.grant(erasing((key, 1)))
    assert {row[0] for row in shop.rows("post", "SELECT c_part FROM orders")} == {*keys} - {key}
    blank = shop.rows("shop", "SELECT part FROM customers WHERE name IS NULL")
    assert blank == [(key,)]


NAMES = ("order", "min kolonne", "æøå", "select", 'si "hei"', "Store")
ODD = Shape(collection="shop.odd", table="group by", key=("order", "min kolonne"), home_zone="Europe/Oslo")


@pytest.mark.parametrize("engine", [pytest.param(one, marks=needs(one)) for one in ("postgres", "mariadb")])
def test_columns_with_names_of_keywords_spaces_and_norwegian_letters_on_servers(
    request: pytest.FixtureRequest, engine: str
) -> None:
    place: Place = request.getfixturevalue(engine)
    place.empty()
    mark = "`" if engine == "mariadb" else '"'
    names = [mark + name.replace(mark, mark * 2) + mark for name in NAMES]
    place.execute(*_odd(names, f"{mark}group by{mark}"))
    _changes_only_its_own_row(place.connector({"shop.odd": ODD}))


def test_columns_with_names_of_keywords_spaces_and_norwegian_letters(tmp_path: Path) -> None:
    names = ['"' + name.replace('"', '""') + '"' for name in NAMES]
    with closing(sqlite3.connect(tmp_path / "odd.db")) as database:
        database.executescript(";".join(_odd(names, '"group by"')))
    _changes_only_its_own_row(
        SqlConnector("shop", f"sqlite:///{tmp_path / 'odd.db'}", {"shop.odd": ODD}, clock=clock)
    )


def _odd(names: list[str], table: str) -> list[str]:
    order, mine, *rest = names
    texts = ", ".join(f"{name} VARCHAR(40)" for name in rest)
    return [
        f"CREATE TABLE {table} ({order} INT, {mine} INT, {texts}, PRIMARY KEY ({order}, {mine}))",
        *(f"INSERT INTO {table} VALUES (0, {n}, 'a', 'b', 'c', 'd')" for n in range(3)),
    ]


def _changes_only_its_own_row(shop: SqlConnector) -> None:
    one = Selection("shop.odd", Among(("order", "min kolonne"), frozenset({(0, 1)})))
    values = {"æøå": "\N{PILE OF POO}", "select": "{key}", 'si "hei"': "'", "Store": None}
    assert shop.overwrite(one, values, at_most=1) == 1
    everything = Among(("order", "min kolonne"), frozenset((0, n) for n in range(3)))
    found = {row[1]: row[2:] for row in shop.find(Selection("shop.odd", everything), NAMES)}
    assert found == {
        0: ("a", "b", "c", "d"),
        1: ("\N{PILE OF POO}", "0-1", "'", None),
        2: ("a", "b", "c", "d"),
    }
    assert shop.erase(one, at_most=1) == 1
    assert sorted(row[0] for row in shop.find(Selection("shop.odd", everything), ("min kolonne",))) == [0, 2]


@pytest.mark.slow
def test_a_hundred_thousand_rows_of_one_person_go_and_nobody_elses(tmp_path: Path) -> None:
    many = length(100_000)
    orders = [(n, *(OLA if n % 100 == 0 else KARI), None, "n", MADE) for n in range(many)]
    shop = Shop(tmp_path, {"shop.customers": [customer(*KARI), customer(*OLA)], "post.orders": orders})
    shop.grant(erasing(KARI))
    assert shop.rows("post", "SELECT id, c_id, note FROM orders ORDER BY id") == [
        (n, 2, "n") for n in range(0, many, 100)
    ]


@pytest.mark.slow
def test_ten_thousand_people_at_once_go_and_nobody_else(tmp_path: Path) -> None:
    many = length(10_000)
    shop = Shop(
        tmp_path,
        {
            "shop.customers": [customer("c", n) for n in range(many + 1)],
            "post.orders": [(n, "c", n, None, "n", MADE) for n in range(many + 1)],
        },
    )
    shop.grant(*(erasing(("c", n), id=f"{n:0>16}") for n in range(many)))
    assert shop.rows("post", "SELECT c_id FROM orders") == [(many,)]
    assert shop.rows("shop", "SELECT id FROM customers WHERE name IS NOT NULL") == [(many,)]

"""The register's connector keeps the contract of connectors: wholly where nothing is sealed, and as far as sealed
columns allow where something is. What they do not allow is told in words."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.connectors.tables import sqlite_connector, sqlite_file
from tests.engine.register.sealed_shop import LAYOUT, MASTERS, ShopRows, sealed_shop, subject

from hjemmel.connectors.contract import (
    ORDERS,
    PEOPLE,
    SHAPES,
    TABLES,
    ConnectorContract,
    Table,
    expect,
    keys,
)
from hjemmel.connectors.protocol import Connector, Drifted, Unreachable, Unsupported
from hjemmel.core.observation import ColumnType
from hjemmel.core.selection import (
    All,
    Among,
    AnyOf,
    Before,
    Blank,
    Null,
    OneOf,
    Predicate,
    Selection,
    Within,
    YearBefore,
    negate,
)
from hjemmel.core.shape import Shape
from hjemmel.engine.register.connector import CLOSED, RegisterConnector
from hjemmel.engine.register.layout import SealedTable
from hjemmel.engine.vault.faults import MasterKeyMissing
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.vault import Vault


class TestNothingSealed(ConnectorContract):
    """Every promise of the contract."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        file = sqlite_file(self.folder / "shop.db", tables)
        vault = Vault(MemoryKeys(), MASTERS)
        plain = {name: SealedTable(name=name) for name in LAYOUT}
        inner = sqlite_connector(file, shapes)
        return RegisterConnector("shop", inner, shapes, lambda: vault, ShopRows(file), plain)


class TestNamesSealed(ConnectorContract):
    """All but two: a sealed column takes no other blank than NULL, and no new text by a connector."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make(self, tables: Sequence[Table], shapes: Mapping[str, Shape]) -> Connector:
        return sealed_shop(self.folder / "shop.db", tables, shapes)

    def test_overwriting_converges(self) -> None:
        shop = self.shop()
        there = Blank("name", None, yes=False)
        expect(Unsupported, lambda: shop.overwrite(Selection(PEOPLE, there), {"name": "slettet"}, at_most=4))
        assert shop.overwrite(Selection(PEOPLE, there), {"name": None, "city": None}, at_most=3) == 3
        assert shop.count(Selection(PEOPLE, there)) == 0
        assert shop.overwrite(Selection(PEOPLE, there), {"name": None}, at_most=0) == 0

    def test_rectifying_takes_values_as_they_stand(self) -> None:
        shop = self.shop()
        kari = Selection(PEOPLE, OneOf("id", (1,)))
        assert shop.rectify(kari, {"name": "Kari {key} Nordmann", "points": "7"}, at_most=1) == 1
        assert list(shop.find(kari, ("name", "points"))) == [("Kari {key} Nordmann", 7)]
        assert shop.count(Selection(PEOPLE, OneOf("name", ("Kari {key} Nordmann",)))) == 1
        assert shop.count(Selection(PEOPLE, OneOf("name", ("Kari",)))) == 0
        expect(Drifted, lambda: shop.rectify(Selection(PEOPLE), {"name": "Alle"}, at_most=1))


@pytest.fixture
def shop(tmp_path: Path) -> RegisterConnector:
    return sealed_shop(tmp_path / "shop.db", TABLES, SHAPES)


def test_the_name_is_in_no_byte_of_the_file_and_is_shown_as_text(
    shop: RegisterConnector, tmp_path: Path
) -> None:
    assert b"Kari" not in (tmp_path / "shop.db").read_bytes()
    people = shop.describe().collection("people")
    assert people
    name = people.column("name")
    assert name and name.type is ColumnType.TEXT
    assert people.column("name_token") is None


PARTS: tuple[Predicate, ...] = (
    OneOf("name", ("Kari", "Ola")),
    OneOf("name", ("kari ",)),
    OneOf("name", ()),
    OneOf("name", (None, "", 7)),
    Among(("name",), frozenset({("Ola",), (None,)})),
    Null("name"),
    Blank("name"),
    AnyOf((OneOf("name", ("Kari",)), Null("name"))),
    All((OneOf("name", ("Kari",), yes=False), OneOf("city", ("Oslo", "Bergen")))),
)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_asked_of_a_sealed_column_and_its_complement_part_the_rows(
    shop: RegisterConnector, part: Predicate
) -> None:
    chosen, rest = keys(shop, PEOPLE, part), keys(shop, PEOPLE, negate(part))
    assert sorted(chosen + rest) == ["1", "2", "3", "4"]
    assert shop.counts([Selection(PEOPLE, part)]) == [len(chosen)]


def test_a_value_is_found_as_it_counts_as_the_same(shop: RegisterConnector) -> None:
    assert keys(shop, PEOPLE, OneOf("name", ("KARI",))) == ["1"]
    assert keys(shop, PEOPLE, OneOf("name", ("Kar",))) == []
    of_kari = Within(("person_id",), Selection(PEOPLE, OneOf("name", ("Kari",))), ("id",))
    assert keys(shop, ORDERS, of_kari) == ["a-1", "a-2"]


def test_a_stranger_with_the_same_token_is_not_taken_for_the_one(
    shop: RegisterConnector, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database, database:
        database.execute(
            "UPDATE people SET name_token = (SELECT name_token FROM people WHERE id = 1) WHERE id = 2"
        )
    assert keys(shop, PEOPLE, OneOf("name", ("Kari",))) == ["1"]
    assert (
        shop.erase(
            Selection(ORDERS, Within(("person_id",), Selection(PEOPLE, OneOf("name", ("Kari",))), ("id",))),
            at_most=2,
        )
        == 2
    )


@pytest.mark.parametrize(
    "part",
    [
        Before("name", date(2024, 1, 1)),
        YearBefore("name", 2024),
        Blank("name", "slettet"),
        Among(("name", "city"), frozenset({("Kari", "Oslo")})),
        Within(("name",), Selection(ORDERS), ("note",)),
        Within(("city",), Selection(PEOPLE), ("name",)),
    ],
)
def test_what_cannot_be_told_of_a_sealed_column_is_refused(shop: RegisterConnector, part: Predicate) -> None:
    expect(Unsupported, lambda: shop.count(Selection(PEOPLE, part)))


def test_a_table_that_is_not_the_registers_is_not_reached_through_it(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    rest = sealed_shop(file, TABLES, SHAPES)
    narrow = {"people": LAYOUT["people"]}
    shop = RegisterConnector(
        "shop",
        sqlite_connector(file, SHAPES),
        SHAPES,
        lambda: Vault(MemoryKeys(), MASTERS),
        ShopRows(file),
        narrow,
    )
    expect(Drifted, lambda: shop.erase(Selection(ORDERS), at_most=99))
    assert {one.name for one in shop.describe().collections} == {"people"}
    assert rest.count(Selection(ORDERS)) == 12


def test_more_rows_than_approved_change_no_key(shop: RegisterConnector, tmp_path: Path) -> None:
    before = ShopRows(tmp_path / "shop.db").rows_of([subject(1)])
    expect(Drifted, lambda: shop.overwrite(Selection(PEOPLE), {"name": None}, at_most=2))
    assert ShopRows(tmp_path / "shop.db").rows_of([subject(1)]) == before


def test_what_nobody_can_open_is_there_and_is_no_blank(tmp_path: Path) -> None:
    store = MemoryKeys()
    shop = sealed_shop(tmp_path / "shop.db", TABLES, SHAPES, keys=store)
    store.destroy([subject(1)])
    kari = Selection(PEOPLE, OneOf("id", (1,)))
    assert list(shop.find(kari, ("name",))) == [(CLOSED,)]
    assert shop.count(Selection(PEOPLE, Blank("name", yes=False))) == 3
    assert keys(shop, PEOPLE, OneOf("name", ("Kari",))) == []


def test_without_its_master_key_it_is_out_of_reach(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    sealed_shop(file, TABLES, SHAPES)

    def closed() -> Vault:
        raise MasterKeyMissing(["0123456789abcdef"], "the tests")

    shop = RegisterConnector("shop", sqlite_connector(file, SHAPES), SHAPES, closed, ShopRows(file), LAYOUT)
    expect(Unreachable, shop.describe)
    expect(Unreachable, lambda: shop.overwrite(Selection(PEOPLE), {"name": None}, at_most=9))
    assert shop.count(Selection(PEOPLE, Null("name", yes=False))) == 3

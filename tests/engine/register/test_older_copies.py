"""Killed between any two steps of an erasure or an overwriting, and gone on with: an older copy of the database tells
nothing of what went, given the key store from after."""

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from tests.engine.register.sealed_shop import MASTERS, ShopRows, sealed_shop, subject

from hjemmel.connectors.contract import ORDERS, PEOPLE, SHAPES, TABLES
from hjemmel.core.selection import AnyOf, OneOf, Selection
from hjemmel.engine.register.connector import RegisterConnector
from hjemmel.engine.vault.faults import NoKey, NotOpened
from hjemmel.engine.vault.memory import MemoryKeys
from hjemmel.engine.vault.vault import Vault

NAMED = Selection(PEOPLE, AnyOf((OneOf("id", (2,)), OneOf("id", (3,)))))
STEPS = (
    "announce",
    "announced",
    "change",
    "changed",
    "destroy",
    "add",
    "rows_of",
    "forget",
    "settled",
)
"""Sealing anew what is left is tried in tests/capabilities/test_register.py: here nothing else of a row is sealed."""


class Killed(Exception):
    """The process ends here."""


class Shop:
    """The shop, and the step at which it is killed."""

    def __init__(self, folder: Path) -> None:
        self.file, self.keys, self.kill = folder / "shop.db", MemoryKeys(), ""
        self.is_dead = False
        self.connector = sealed_shop(self.file, TABLES, SHAPES, keys=self.keys)
        self.connector.erase(Selection(ORDERS), at_most=99)
        self.connector.rectify(Selection(PEOPLE), {"sponsor_id": None}, at_most=9)
        self.rows = self.connector._rows
        self.copy = folder / "copy.db"
        shutil.copyfile(self.file, self.copy)
        assert isinstance(self.rows, ShopRows)
        for place, names in (
            (self.rows, ("announce", "rows_of", "settled")),
            (self.keys, ("destroy", "add", "forget")),
            (self.connector._inner, ("erase", "overwrite")),
        ):
            for name in names:
                setattr(place, name, self.watched(name, getattr(place, name)))

    def watched(self, name: str, deed: Callable[..., object]) -> Callable[..., object]:
        before, after = {"erase": ("change", "changed"), "overwrite": ("change", "changed")}.get(
            name, (name, f"{name}d")
        )

        def carried_out(*arguments: object, **named: object) -> object:
            self.die_at(before)
            done = deed(*arguments, **named)
            self.die_at(after)
            return done

        return carried_out

    def die_at(self, step: str) -> None:
        """From then on nothing is done any more, in no `finally` either."""
        self.is_dead = self.is_dead or self.kill == step
        if self.is_dead:
            raise Killed

    def again(self) -> None:
        """The program is started anew."""
        self.kill, self.is_dead = "", False

    def in_copy(self, ids: Collection[int]) -> list[str]:
        """Names that the older copy still tells of these."""
        vault, told = Vault(self.keys, MASTERS), []
        for row in ShopRows(self.copy).rows_of([subject(id) for id in ids]):
            if row.values["name"] is None:
                continue
            try:
                told += [str(opened.values["name"]) for opened in vault.open([row])]
            except (NoKey, NotOpened):
                continue
        return told


def erase(shop: RegisterConnector) -> int:
    return shop.erase(NAMED, at_most=2)


def overwrite(shop: RegisterConnector) -> int:
    return shop.overwrite(NAMED, {"name": None}, at_most=2)


@pytest.mark.parametrize("deed", [erase, overwrite])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_and_gone_on_with(
    tmp_path: Path, deed: Callable[[RegisterConnector], int], step: str
) -> None:
    shop = Shop(tmp_path)
    assert sorted(shop.in_copy([2, 3])) == ["Ola", "slettet"]
    shop.kill = step
    try:
        deed(shop.connector)
    except Killed:
        shop.again()
        deed(shop.connector)
    shop.again()
    assert shop.in_copy([2, 3]) == []
    assert shop.in_copy([1]) == ["Kari"], "nobody else's key has changed"
    assert [row for row in shop.connector.find(NAMED, ("name",)) if row != (None,)] == []
    assert list(shop.connector.find(Selection(PEOPLE, OneOf("id", (1,))), ("name",))) == [("Kari",)]


def test_each_step_is_reached_by_one_of_the_two(tmp_path: Path) -> None:
    """Else a step with a new name would be tried by nobody."""
    reached = set()
    for number, deed in enumerate((erase, overwrite)):
        for step in STEPS:
            (folder := tmp_path / f"{number}-{step}").mkdir()
            shop = Shop(folder)
            shop.kill = step
            try:
                deed(shop.connector)
            except Killed:
                reached.add(step)
    assert reached == set(STEPS)

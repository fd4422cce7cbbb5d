"""The gifts company's rows against its rules, read here a second time and by other means."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import hjemmel.profiles
from hjemmel.core.compile import load
from hjemmel.core.datamap import DataMap
from hjemmel.core.facts import Facts
from hjemmel.core.grounds.explain import Grounds, State
from hjemmel.core.grounds.rows import Rows
from hjemmel.core.period import Period
from hjemmel.profiles.gifts.demo import Made, made
from hjemmel.profiles.sample import write_sqlite

TODAY = date(2026, 11, 23)
DUE = {
    "nettbutikk.accounts": 28,
    "salgskompass.enquiries": 9,
    "regnskap.invoices": 7,
    "nyhetsbrev.subscribers": 3,
}
NATURAL = {"person", "enk"}

Table = list[dict[str, Any]]


@pytest.fixture(scope="module")
def demo() -> Made:
    return made(2000, TODAY, 4)


@pytest.fixture(scope="module")
def data_map() -> DataMap:
    file = Path(hjemmel.profiles.__file__).parent / "gifts" / "hjemmel.yaml"
    compiled = load(file.read_bytes())
    assert compiled.map, compiled.findings
    return compiled.map


def rows(demo: Made, collection: str) -> Table:
    system, _, table = collection.partition(".")
    return list(demo.systems[system].table(table).dicts())


def day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def latest(days: Iterable[date | None]) -> date | None:
    return max((found for found in days if found), default=None)


class Ends:
    """When each relationship ended, worked out from the rows alone. An unreadable day leaves it out."""

    def __init__(self, demo: Made) -> None:
        self.kind = {row["id"]: row["buyer_kind"] for row in rows(demo, "nettbutikk.accounts")}
        self.account_of = {row["id"]: row["account_id"] for row in rows(demo, "salgskompass.contacts")}
        active: dict[int, list[date | None]] = defaultdict(list)
        unreadable = set()
        for order in rows(demo, "nettbutikk.orders"):
            active[order["account_id"]].append(day(order["placed_at"]))
            if day(order["placed_at"]) is None:
                unreadable.add(order["account_id"])
        for column, table in (("at", "enquiries"), ("sent_on", "offers")):
            for row in rows(demo, f"salgskompass.{table}"):
                active[self.account_of[row["contact_id"]]].append(day(row[column]))
        notice = {
            row["account_id"]: day(row["relationship_ended_on"])
            for row in rows(demo, "salgskompass.contacts")
        }
        self.on: dict[int, date] = {}
        for account in rows(demo, "nettbutikk.accounts"):
            number = account["id"]
            last = latest(active[number]) or day(account["created_at"])
            if last and number not in unreadable and self.kind[number] in NATURAL:
                self.on[number] = min(last + Period(months=24), notice.get(number) or date.max)

    def over(self, account: int, period: Period) -> bool:
        return account in self.on and self.on[account] + period <= TODAY


@pytest.fixture(scope="module")
def ends(demo: Made) -> Ends:
    return Ends(demo)


def restricted(demo: Made) -> set[int]:
    account_of = {row["id"]: row["account_id"] for row in rows(demo, "salgskompass.contacts")}
    return {
        account_of[row["contact_id"]]
        for row in rows(demo, "salgskompass.restrictions")
        if row["lifted_at"] is None
    }


def keys(found: Iterable[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {(row["id"],) for row in found}


# ---- shape ------------------------------------------------------------------------------------------------


def test_every_declared_column_is_there_and_no_other(demo: Made, data_map: DataMap) -> None:
    declared = {name: set(collection.columns) for name, collection in data_map.collections.items()}
    there = {
        f"{system.name}.{table.name}": {column for column, _ in table.columns}
        for system in demo.systems.values()
        for table in system.tables
    }
    assert there == declared


def test_keys_and_references_are_as_declared(demo: Made, data_map: DataMap) -> None:
    for name, collection in data_map.collections.items():
        table = demo.systems[collection.system].table(name.partition(".")[2])
        assert table.key == collection.shape.key
        inside = {hop.columns for hop in collection.hops if hop.parent.startswith(f"{collection.system}.")}
        assert {reference.columns for reference in table.references} == inside


def test_the_same_arguments_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for system in made(300, TODAY, 9).systems.values():
            write_sqlite(system, tmp_path / name / system.name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 1, 1), date(2026, 8, 31)])
def test_the_story_is_the_same_on_any_day(today: date, tmp_path: Path) -> None:
    demo = made(400, today, 3)
    assert {name: len(demo.due[name]) for name in DUE} == DUE
    for system in demo.systems.values():
        write_sqlite(system, tmp_path / system.name)


# ---- rows obey their grounds, but for the breaches ---------------------------------------------------------


def test_the_breaches_are_as_many_as_the_story_says(demo: Made) -> None:
    assert {name: len(demo.due[name]) for name in DUE} == DUE


def test_cards_go_60_days_after_the_relationship(demo: Made, ends: Ends) -> None:
    held = restricted(demo)
    late = [
        row
        for row in rows(demo, "nettbutikk.accounts")
        if ends.over(row["id"], Period(days=60)) and row["id"] not in held
    ]
    naming = {
        ends.account_of[row["contact_id"]]
        for row in rows(demo, "salgskompass.enquiries")
        if not ends.over(ends.account_of[row["contact_id"]], Period(years=3))
    }
    card = ("phone", "title", "workplace", "company_address", "invoice_address")
    broken = [
        row
        for row in late
        if any(row[column] is not None for column in card)
        or row["email"] != f"slettet-{row['id']}@invalid.example"
        or row["marketing_opt_out"]
        or (row["first_name"] != "slettet" and row["id"] not in naming)
    ]
    assert keys(broken) == demo.due["nettbutikk.accounts"]
    assert len(late) > 300


def test_orders_offers_and_contacts_go_with_the_card(demo: Made, ends: Ends) -> None:
    held = restricted(demo)

    def late(account: int) -> bool:
        return ends.over(account, Period(days=60)) and account not in held

    orders = [row for row in rows(demo, "nettbutikk.orders") if late(row["account_id"])]
    account_of_order = {row["id"]: row["account_id"] for row in rows(demo, "nettbutikk.orders")}
    lines = [row for row in rows(demo, "nettbutikk.order_lines") if late(account_of_order[row["order_id"]])]
    contacts = [
        row
        for row in rows(demo, "salgskompass.contacts")
        if late(row["account_id"]) and (row["company"] or row["status"])
    ]
    offers = [row for row in rows(demo, "salgskompass.offers") if late(ends.account_of[row["contact_id"]])]
    assert keys(orders) == demo.due["nettbutikk.orders"]
    assert keys(lines) == demo.due["nettbutikk.order_lines"]
    assert keys(contacts) == demo.due["salgskompass.contacts"]
    assert not offers


def test_enquiries_go_three_years_after_the_relationship(demo: Made, ends: Ends) -> None:
    late = [
        row
        for row in rows(demo, "salgskompass.enquiries")
        if ends.over(ends.account_of[row["contact_id"]], Period(years=3))
    ]
    assert keys(late) == demo.due["salgskompass.enquiries"]


def test_invoices_go_five_years_after_their_year(demo: Made, ends: Ends) -> None:
    account_of = {row["id"]: row["account_id"] for row in rows(demo, "regnskap.customers")}
    late = [
        row
        for row in rows(demo, "regnskap.invoices")
        if date(row["fiscal_year"] + 6, 1, 1) <= TODAY
        and ends.kind[account_of[row["customer_id"]]] in NATURAL
    ]
    assert keys(late) == demo.due["regnskap.invoices"]
    assert {row["fiscal_year"] for row in late} == {2019, 2020}
    assert all(row["issued_on"] <= str(TODAY) for row in rows(demo, "regnskap.invoices"))


def test_every_customer_in_the_accounts_has_an_invoice_to_keep(demo: Made) -> None:
    kept = {
        row["customer_id"] for row in rows(demo, "regnskap.invoices") if row["fiscal_year"] > TODAY.year - 6
    }
    assert kept == {row["id"] for row in rows(demo, "regnskap.customers")}


def test_addresses_stay_on_the_list_only_with_a_reason(demo: Made, ends: Ends) -> None:
    account_of = {row["email"]: row for row in rows(demo, "nettbutikk.accounts")}
    sent: dict[int, date | None] = {}
    for row in rows(demo, "nyhetsbrev.sends"):
        sent[row["subscriber_id"]] = latest((sent.get(row["subscriber_id"]), day(row["at"])))
    broken = []
    for row in rows(demo, "nyhetsbrev.subscribers"):
        if row["email"].endswith("@invalid.example"):
            assert row["optout_at"]
            continue
        account = account_of.get(row["email"])
        if row["optout_at"] or (account and account["marketing_opt_out"]):
            broken.append(row)
        elif row["basis"] == "customer":
            assert account is not None
            assert not ends.over(account["id"], Period())
        else:
            used = sent.get(row["id"]) or day(row["consent_at"])
            assert used is not None
            assert used + Period(months=24) > TODAY
    assert keys(broken) == demo.due["nyhetsbrev.subscribers"]


def test_who_said_no_gets_nothing(demo: Made) -> None:
    no = {row["id"] for row in rows(demo, "nyhetsbrev.subscribers") if row["optout_at"]}
    assert not [row for row in rows(demo, "nyhetsbrev.sends") if row["subscriber_id"] in no]
    noes = [day(row["optout_at"]) for row in rows(demo, "nyhetsbrev.subscribers") if row["optout_at"]]
    assert all(said and said + Period(years=3) > TODAY for said in noes)


def test_restrictions_stand_or_were_lifted_within_a_year(demo: Made) -> None:
    found = rows(demo, "salgskompass.restrictions")
    assert sum(row["lifted_at"] is None for row in found) == 2
    lifted = [day(row["lifted_at"]) for row in found if row["lifted_at"]]
    assert lifted
    assert all(ended and ended + Period(months=12) > TODAY for ended in lifted)


def test_no_group_is_smaller_than_declared(demo: Made, data_map: DataMap) -> None:
    smallest = data_map.declaration.marketing.smallest_group
    assert smallest
    assert all(row["group_size"] >= smallest for row in rows(demo, "nyhetsbrev.segments"))


def test_the_product_finds_the_same_rows_due(demo: Made, data_map: DataMap) -> None:
    """Grounds, row by row, against what the generator knows; and only the oddities cannot be judged."""
    tables = {name: rows(demo, name) for name in data_map.collections}
    grounds = Grounds(Rows(data_map, tables), Facts(), TODAY)
    states: dict[State, dict[str, set[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(set))
    for name, collection in data_map.collections.items():
        for group in (group for group in collection.groups if group.is_personal):
            for row in tables[name]:
                states[grounds.state(group, row)][name].add(grounds.rows.key(name, row))
    assert states[State.DUE] == demo.due
    assert {name: len(found) for name, found in states[State.UNKNOWN].items()} == {
        "nettbutikk.accounts": 7,
        "nettbutikk.orders": 1,
        "nettbutikk.order_lines": 1,
    }


# ---- oddities that a real database has ---------------------------------------------------------------------


def test_the_data_has_its_oddities(demo: Made, ends: Ends) -> None:
    assert sum(row["at"] is None for row in rows(demo, "salgskompass.enquiries")) == 1
    odd = [row["placed_at"] for row in rows(demo, "nettbutikk.orders") if day(row["placed_at"]) is None]
    assert odd == ["2025-02-30"]
    assert sum(kind not in {*NATURAL, "company"} for kind in ends.kind.values()) == 6
    blank = [row for row in rows(demo, "nettbutikk.accounts") if row["first_name"] == "slettet"]
    assert len(blank) > 200


def test_all_kinds_of_customer_are_there(demo: Made, ends: Ends) -> None:
    counts = {
        kind: sum(found == kind for found in ends.kind.values()) for kind in ("person", "enk", "company")
    }
    assert all(number > 200 for number in counts.values()), counts
    assert len(ends.kind) == 2000


def test_everything_has_happened_already(demo: Made) -> None:
    tomorrow = str(TODAY + timedelta(days=1))
    for name, column in (
        ("nettbutikk.accounts", "created_at"),
        ("nettbutikk.orders", "placed_at"),
        ("salgskompass.enquiries", "at"),
        ("salgskompass.offers", "sent_on"),
        ("nyhetsbrev.sends", "at"),
        ("nyhetsbrev.subscribers", "consent_at"),
        ("regnskap.collection", "sent_on"),
    ):
        assert all((row[column] or "") < tomorrow for row in rows(demo, name)), name
